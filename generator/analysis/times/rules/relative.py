"""Periods told from the present or from the story: "yesterday", "last week", "that year"."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis.syntax import SUBJECT
from generator.analysis.times import happenings
from generator.analysis.times.direction import governor
from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import AHEAD, MONTHS, unit
from generator.analysis.times.meaning import (
    Calendar,
    Distance,
    Happening,
    Known,
    Meaning,
    Period,
    Then,
    WeekOf,
)
from generator.analysis.times.rules import calendar_dates
from generator.analysis.times.words import Words

_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_LEADS: dict[tuple[str, ...], tuple[int, bool]] = {  # how many on, and whether from the story
    ("this",): (0, False),
    ("last",): (-1, False),
    ("next",): (1, False),
    ("this", "past"): (-1, False),
    ("this", "last"): (-1, False),
    ("this", "coming"): (1, False),
    ("this", "current"): (0, False),
    ("the", "current"): (0, False),
    ("the", "coming"): (1, False),
    ("the", "upcoming"): (1, False),
    ("that",): (0, True),
    ("that", "same"): (0, True),
    ("the", "same"): (0, True),
    ("this", "same"): (0, True),
    ("the", "next"): (1, True),
    ("the", "following"): (1, True),
    ("the", "previous"): (-1, True),
    ("the", "preceding"): (-1, True),
}
_UNITS = {"D", "W", "M", "Y", "DE", "CE", "WE", "Q"}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if word == "then" and words.at(i - 1) == "since":
        return Found(i, i + 1, Then())
    if word in ("the", "that") and (told := _then(words, i)):
        return told
    if words.capital(i) and words.token(i).ent_type_ in ("ORG", "WORK_OF_ART", "PRODUCT"):
        return None  # "USA Today", "This Week"
    if word == "today" and _is_nowadays(words.token(i)):
        return Found(i, i + 1, Known("PRESENT_REF"))
    if word in _DAYS:
        return Found(i, i + 1, Period("D", _DAYS[word]))
    if word == "the":
        return _the(words, i) or _led(words, i)
    if word in ("this", "last", "next", "that"):
        return _led(words, i)
    return None


def _is_nowadays(today: Token) -> bool:
    """Whether "today" says how things are: "the port is today a museum"."""
    predicate = governor(today)
    if predicate is None or predicate.lemma_.lower() in AHEAD:
        return False
    copula = next((c for c in predicate.lefts if c.dep_ == "cop"), None)
    if copula is None:
        return predicate.tag_ in ("VBZ", "VBP") and (predicate.lemma_, predicate.pos_) == (
            "have",
            "VERB",
        )
    placed = any(c.dep_ in ("case", "prep", "expl") for c in predicate.lefts)
    is_state = copula.tag_ in ("VBZ", "VBP") and predicate.pos_ == "NOUN"
    return is_state and not placed and today.dep_ not in SUBJECT


def _led(words: Words, i: int) -> Found | None:
    for n in (2, 1):
        lead = tuple(words.lower[i : i + n])
        if lead not in _LEADS:
            continue
        j, (steps, from_story) = i + n, _LEADS[lead]
        name = words.at(j)
        if name in MONTHS and len(name) > 2 and (named := calendar_dates.month(words, j)):
            turn = None if from_story else steps
            dated = calendar_dates.day(words, named[1])
            if dated and not calendar_dates.year(words, dated[1]):
                return Found(i, dated[1], Calendar(None, turn, named[0], dated[0]))
            return Found(i, named[1], Calendar(None, turn, named[0]))
        of = unit(name)
        if of in _UNITS and not name.endswith("s") and of is not None:
            if lead == ("this",) and of == "D" and not words.capital(i):
                return None
            return Found(i, j + 1, _period(of, steps, from_story))
        if name == "season" and not from_story and words.at(j + 1) not in ("'", "finale", "opener"):
            return Found(i, j + 1, Period("Y", steps))
    return None


def _period(of: str, steps: int, from_story: bool) -> Meaning:
    return Period(of, steps, from_story)


def _the(words: Words, i: int) -> Found | None:
    """ "the weekend"; "the day before"; "the day" after "earlier in" and the like."""
    of = unit(words.at(i + 1))
    if of == "WE":
        return Found(i, i + 2, Period("WE", 0))
    if of not in _UNITS or words.at(i + 1).endswith("s"):
        return None
    if words.at(i + 2) in ("before", "earlier", "prior") and words.at(i + 3) in (
        ".",
        ",",
        ";",
        ")",
    ):
        return Found(i, i + 3, Period(of or "D", -1, from_story=True))
    if words.at(i + 2) in ("after", "later") and words.at(i + 3) in (".", ",", ";", ")"):
        return Found(i, i + 3, Period(of or "D", 1, from_story=True))
    if told := _of(words, i, of or "D") or _beside(words, i, of or "D"):
        return told
    if words.at(i + 1) in ("day", "week", "month", "year") and _within(words, i):
        from_story = words.at(i + 1) == "day"
        return Found(i, i + 2, Period(of or "D", 0, from_story))
    return None


def _of(words: Words, i: int, of: str) -> Found | None:
    """ "the week of March 6", "the day of the vote"."""
    from generator.analysis.times.rules import read

    if words.at(i + 2) != "of":
        return None
    if of == "W" and (other := read(words, i + 3)) and other.meaning.type == "DATE":
        return Found(i, other.end, WeekOf(other.meaning))
    event = words.token(i + 4) if words.at(i + 3) == "the" and i + 4 < len(words) else None
    if of != "D" or event is None or not happenings.is_eventive(event):
        return None
    return Found(i, i + 5, Happening(happenings.what(event)))


def _beside(words: Words, i: int, of: str) -> Found | None:
    """ "the day before last Tuesday", "the week after the vote"."""
    from generator.analysis.times.rules import read

    j = i + 2
    if words.at(j) not in ("before", "after") or words.at(i - 1) == "in":
        return None
    sign = 1 if words.at(j) == "after" else -1
    other = read(words, j + 1)
    if other and other.meaning.type == "DATE" and not other.loose:
        return Found(i, other.end, Distance(1, of, sign, other.meaning))
    event = happenings.governed_by(words.token(j))
    if event is None:
        return None
    return Found(i, j + 1, Distance(1, of, sign, Happening(happenings.what(event))))


_INSIDE = {"earlier", "later", "early", "late", "end", "beginning", "start", "middle", "rest"}


def _within(words: Words, i: int) -> bool:
    return words.at(i - 1) in ("in", "of") and words.at(i - 2) in _INSIDE


def _then(words: Words, i: int) -> Found | None:
    """ "at the time", "at that time", "since then": when the story is."""
    if words.at(i - 1) == "at" and words.at(i + 1) == "time" and words.at(i + 2) not in _OF_WHAT:
        return Found(i, i + 2, Then())
    return None


_OF_WHAT = {"of", "that", "when", "the", "he", "she", "they", "it", "and", "span"}

"""Days of the week: "Tuesday", "last Friday", "this past Sunday", "the following Monday"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import WEEKDAYS
from generator.analysis.times.meaning import FUTURE, PAST, Recurring, Weekday
from generator.analysis.times.words import Words

_LEADS: tuple[tuple[tuple[str, ...], Weekday], ...] = (
    (("last",), Weekday(0, week=-1)),
    (("next",), Weekday(0, week=1)),
    (("this", "past"), Weekday(0, toward=PAST)),
    (("this", "last"), Weekday(0, toward=PAST)),
    (("the", "past"), Weekday(0, toward=PAST)),
    (("past",), Weekday(0, toward=PAST)),
    (("this", "coming"), Weekday(0, toward=FUTURE)),
    (("the", "coming"), Weekday(0, toward=FUTURE)),
    (("coming",), Weekday(0, toward=FUTURE)),
    (("this",), Weekday(0)),
    (("the", "following"), Weekday(0, toward=FUTURE, from_story=True)),
    (("the", "next"), Weekday(0, toward=FUTURE, from_story=True)),
    (("the", "previous"), Weekday(0, toward=PAST, from_story=True)),
    (("the", "preceding"), Weekday(0, toward=PAST, from_story=True)),
    (("that",), Weekday(0, from_story=True)),
    (("the", "same"), Weekday(0, from_story=True)),
)

_NAMED = {"super", "black", "good", "ash", "bloody", "fat", "cyber", "palm", "shrove", "giving"}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    if name := weekday(words, i):
        number, end, plural = name
        if plural:
            return Found(i, end, Recurring(f"XXXX-WXX-{number}"))
        return Found(i, end, Weekday(number))
    for lead, m in _LEADS:
        if words.is_phrase(i, lead) and (name := weekday(words, i + len(lead))):
            number, end, plural = name
            if not plural:
                return Found(i, end, Weekday(number, m.week, m.toward, m.from_story))
    return None


def weekday(words: Words, i: int) -> tuple[int, int, bool] | None:
    """The ISO weekday named at `i`, the position after it, and whether it is in the plural."""
    name = words.at(i)
    if name not in WEEKDAYS:
        if name.endswith("days") and name[:-1] in WEEKDAYS and words.capital(i):
            return WEEKDAYS[name[:-1]], i + 1, True
        return None
    if not words.capital(i) or words.at(i - 1) in _NAMED:
        return None
    if name.endswith("day"):
        return WEEKDAYS[name], i + 1, False
    if words.at(i + 1) == "." and words.glued(i + 1):
        return WEEKDAYS[name], i + 2, False
    if words.at(i + 1) == "," and (
        words.at(i + 2).isdecimal() or words.token(i).ent_type_ == "DATE"
    ):
        return WEEKDAYS[name], i + 1, False
    return None

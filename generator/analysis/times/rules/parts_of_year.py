"""Parts of a year or month: seasons, quarters, halves, fiscal years, "the first week of April"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import ORDINALS, SEASONS, unit
from generator.analysis.times.meaning import Calendar, Known, Meaning, Nth, PartOfYear, Period
from generator.analysis.times.rules import calendar_dates, weekdays
from generator.analysis.times.words import Words

_TURNS = {"last": -1, "next": 1, "this": 0}
_LEADS = {
    "in",
    "the",
    "of",
    "by",
    "during",
    "since",
    "until",
    "early",
    "late",
    "mid",
    "-",
    "and",
    "from",
}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    j = i + 1 if word == "the" else i
    found = _fiscal(words, j)
    if found is None:
        found = _season(words, i, j) or _quarter(words, j) or _nth(words, j)
    return found and Found(i, found.end, found.meaning, loose=found.loose)


def _season(words: Words, i: int, j: int) -> Found | None:
    turn = _TURNS.get(words.at(i))
    if turn is None and words.is_phrase(i, ("this", "past")):
        turn, j = -1, i + 2
    elif turn is None and words.is_phrase(i, ("this", "coming")):
        turn, j = 1, i + 2
    elif turn is not None:
        j = i + 1
    code = SEASONS.get(words.at(j))
    if code is None or not _is_season(words, j, turn is not None):
        return None
    year, end = year_after(words, j + 1)
    if year is None and turn is None and words.at(i) != "the":
        return Found(i, end, Known(f"XXXX-{code}"))
    return Found(i, end, PartOfYear(year, turn, code))


def _is_season(words: Words, j: int, led: bool) -> bool:
    name, after = words.at(j), words.at(j + 1)
    dated = year_after(words, j + 1)[0] is not None
    if dated:
        return True
    if name in ("fall", "spring"):
        return led and words.token(j).pos_ in ("NOUN", "PROPN") and after != "of"
    if led:
        return after not in ("olympics", "games", "paralympics")
    return words.at(j - 1) in _LEADS and not words.capital(j) and words.token(j).dep_ != "compound"


def year_after(words: Words, i: int) -> tuple[Meaning | None, int]:
    """The year told at `i`: "2019", "of 2019", "last year", "of this year"; and where it ends."""
    j = i + 1 if words.at(i) in ("of", ",", "in") else i
    if words.at(i) != "in" and (full := calendar_dates.year(words, j)):
        return Known(f"{full[0]:04}"), full[1]
    j = j + 1 if words.at(j) == "the" and words.at(i) == "of" else j
    turn = _TURNS.get(words.at(j))
    if turn is not None and words.at(j + 1) == "year" and words.at(i) != "in":
        return Period("Y", turn), j + 2
    if words.at(j - 1) == "the" and words.at(j) == "year" and words.at(i) == "of":
        return Period("Y", 0), j + 1
    return None, i


def _quarter(words: Words, j: int) -> Found | None:
    """ "Q3 2019", "the third quarter of 2019", "the first half of the year"."""
    if words.at(j) == "q" and words.capital(j) and words.glued(j + 1):
        n = words.digits(j + 1, 1)
        if n and n <= 4:
            year, end = year_after(words, j + 2)
            return Found(j, end, PartOfYear(year, None, f"Q{n}"))
    n = ORDINALS.get(words.at(j)) or 0
    k = j + 2 if words.at(j + 1) == "-" else j + 1
    if words.at(k) == "quarter" and 1 <= n <= 4:
        year, end = year_after(words, k + 1)
        if year is None and words.token(k).pos_ != "NOUN" and words.at(j + 1) != "-":
            return None
        if year is None and words.at(k + 1) in ("of", "final", "back", "century", "-"):
            return None
        return Found(j, end, PartOfYear(year, None, f"Q{n}"))
    if words.at(k) == "half" and 1 <= n <= 2:
        year, end = year_after(words, k + 1)
        if year is not None:
            return Found(j, end, PartOfYear(year, None, f"H{n}"))
    return None


def _fiscal(words: Words, j: int) -> Found | None:
    """ "fiscal year 2019", "FY2019", "the 2019/20 fiscal year"."""
    if words.at(j) in ("fiscal", "financial"):
        k = j + 2 if words.at(j + 1) == "year" else j + 1
        year = words.digits(k)
        if year and 1900 <= year <= 2999:
            return Found(j, k + 1, Known(f"FY{year}"))
        return None
    if words.at(j) == "fy" and words.text[j] == "FY":
        year = words.digits(j + 1)
        if year and 1900 <= year <= 2999:
            return Found(j, j + 2, Known(f"FY{year}"))
    year = words.digits(j)
    if year and 1900 <= year <= 2999:
        k = j + 3 if words.at(j + 1) in ("/", "-") and words.at(j + 2).isdecimal() else j + 1
        if words.at(k) in ("fiscal", "financial") and words.at(k + 1) == "year":
            return Found(j, k + 2, Known(f"FY{year}"))
    return None


def _nth(words: Words, j: int) -> Found | None:
    """ "first week of April", "last weekend of July", "second Tuesday in May"."""
    n = ORDINALS.get(words.at(j))
    if n is None or (n > 5 and words.at(j + 1) != "day") or words.at(j + 2) not in ("of", "in"):
        return None
    weekday = weekdays.weekday(words, j + 1)
    of = "D" if weekday else unit(words.at(j + 1))
    if of not in ("D", "W", "WE", "M") or words.at(j + 1).endswith("s"):
        return None
    base, end = _month_or_year(words, j + 3)
    if base is None:
        return None
    return Found(j, end, Nth(n, of, base, weekday[0] if weekday else 0))


def _month_or_year(words: Words, i: int) -> tuple[Meaning | None, int]:
    named = calendar_dates.month(words, i)
    if named:
        year, end = year_after(words, named[1])
        return Calendar(year, None, named[0]), end
    full = calendar_dates.year(words, i)
    if full:
        return Known(f"{full[0]:04}"), full[1]
    turn = _TURNS.get(words.at(i))
    of = unit(words.at(i + 1))
    if turn is not None and of in ("M", "Y") and not words.at(i + 1).endswith("s"):
        return Period(of or "Y", turn), i + 2
    return None, i

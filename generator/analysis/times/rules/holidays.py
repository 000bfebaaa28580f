"""Holidays by rule: "Easter Monday", "Christmas 2019", "last Thanksgiving"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import HOLIDAYS
from generator.analysis.times.meaning import Holiday, Known, Meaning
from generator.analysis.times.rules import calendar_dates
from generator.analysis.times.words import Words

_TURNS = {"last": -1, "next": 1, "this": 0}
_SHORTEST = {name[0] for name in HOLIDAYS}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    turn = _TURNS.get(words.at(i))
    j = i if turn is None else i + 1
    if words.at(j) not in _SHORTEST or not words.capital(j):
        return None
    name = words.phrase(j, HOLIDAYS)
    if name is None or words.at(j + len(name)) in ("island", "eggs", "tree", "rising", "bunny"):
        return None
    end = j + len(name)
    if words.text[end - 1][0].islower() and name[-1] == "day" and len(name) < 3:
        return None  # "women's day out", "election day" said of any
    year: Meaning | None = None
    if (full := calendar_dates.year(words, end)) or (
        words.at(end) == "of" and (full := calendar_dates.year(words, end + 1))
    ):
        year, end = Known(str(full[0])), full[1]
    return Found(i, end, Holiday(year, turn, HOLIDAYS[name]))

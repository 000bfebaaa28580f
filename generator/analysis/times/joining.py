"""Neighbouring times that make one: "5 pm" + "on Monday", "Friday" + "August 30", "August" + "last year"."""

from __future__ import annotations

from dataclasses import replace

from generator.analysis.times.found import Found
from generator.analysis.times.meaning import (
    Calendar,
    Distance,
    Holiday,
    Known,
    Meaning,
    Nth,
    Period,
    TimeOfDay,
    Weekday,
)
from generator.analysis.times.words import Words

_NONE: tuple[str, ...] = ()
_TO_DAY = {_NONE, ("on",), (",",), (",", "on"), ("of",), ("on", "the"), ("-",), (")", "on"), (")",)}
_TO_CLOCK = {_NONE, ("at",), (",",), (",", "at"), ("in", "the"), (",", "in", "the")}
_TO_DATE = {_NONE, (",",), ("the",), (",", "the")}
_TO_YEAR = {_NONE, (",",), ("of",), ("in",)}


def join(words: Words, first: Found, second: Found) -> Found | None:
    """One time for two that stand side by side, or None where they are two."""
    between = tuple(words.lower[first.end : second.start])
    if len(between) > 3 or not words.same_line(second.start):
        return None
    meaning = _meaning(between, first.meaning, second.meaning)
    if meaning is None:
        return None
    inexact = first.approximate or second.approximate
    return Found(first.start, second.end, meaning, inexact)


def _meaning(between: tuple[str, ...], first: Meaning, second: Meaning) -> Meaning | None:
    if isinstance(first, TimeOfDay) and first.day is None and between in _TO_DAY:
        if _is_day(second):
            return replace(first, day=second)
        if isinstance(second, TimeOfDay) and second.day is not None and ":" in first.code:
            return replace(first, day=second.day)
    if isinstance(second, TimeOfDay) and second.day is None and between in _TO_CLOCK:
        if _is_day(first):
            return replace(second, day=first)
        if isinstance(first, TimeOfDay) and ":" in first.code and ":" not in second.code:
            return _in_part(first, second.code)
    if isinstance(second, TimeOfDay) and isinstance(first, TimeOfDay) and first.day is not None:
        if ":" in second.code and ":" not in first.code and between in _TO_CLOCK - {_NONE}:
            return replace(second, day=first.day) if second.day is None else None
    if isinstance(first, Weekday | Period) and _is_day(first) and between in _TO_DATE:
        if (isinstance(second, Calendar) and second.day) or _is_date(second):
            return second
    if isinstance(first, Calendar | Holiday) and first.year is None and between in _TO_YEAR:
        if isinstance(second, Period) and second.of == "Y" and not second.from_story:
            return replace(first, year=second)
        if isinstance(second, Known) and len(second.timex) == 4 and between == ("of",):
            return replace(first, year=second)
    return None


def _in_part(clock: TimeOfDay, part: str) -> TimeOfDay:
    """A clock time in the morning, afternoon, evening or night: "3:30 in the morning"."""
    hour = int(clock.code[1:3])
    if hour < 12 and (part in ("TAF", "TEV") or (part == "TNI" and hour >= 6)):
        return replace(clock, code=f"T{hour + 12:02}{clock.code[3:]}")
    return clock


def _is_date(meaning: Meaning) -> bool:
    return isinstance(meaning, Known) and len(meaning.timex) == 10 and meaning.timex[4] == "-"


def _is_day(meaning: Meaning) -> bool:
    match meaning:
        case Weekday() | Holiday():
            return True
        case Calendar(day=day):
            return day is not None
        case Period(of=of) | Distance(of=of):
            return of == "D"
        case Nth(of=of):
            return of == "D"
        case _:
            return _is_date(meaning)


def share(words: Words, first: Found, second: Found) -> tuple[Found, Found]:
    """Two clock times of one moment share their day, two days of one month their year.

    "5 p.m. (2100 UTC) on Monday"; "July 13 to 17 of last year".
    """
    one, other = first.meaning, second.meaning
    if isinstance(one, Calendar) and isinstance(other, Calendar) and one.year is None:
        if one.month == other.month and second.start - first.end == 1:
            return replace(first, meaning=replace(one, year=other.year)), second
    if isinstance(one, TimeOfDay) and isinstance(other, TimeOfDay):
        if words.lower[first.end : second.start] == ["("] and ":" in one.code:
            if one.day is None and other.day is not None:
                return replace(first, meaning=replace(one, day=other.day)), second
            if other.day is None and one.day is not None:
                return first, replace(second, meaning=replace(other, day=one.day))
    return first, second

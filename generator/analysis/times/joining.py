"""Neighbours that make one time: "5 pm" + "on Monday", "Friday" + "August 30"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from generator.analysis.times.direction import governor
from generator.analysis.times.found import Found
from generator.analysis.times.meaning import (
    Calendar,
    Distance,
    FromEvent,
    Happening,
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
_TO_CLOCK = {_NONE, ("at",), (",",), (",", "at"), ("in",), ("in", "the"), (",", "in", "the")}
_TO_DATE = {_NONE, (",",), ("the",), (",", "the")}
_TO_YEAR = {_NONE, (",",), ("of",), ("in",)}


def join(words: Words, first: Found, second: Found) -> Found | None:
    """One time for two that stand side by side, or None where they are two."""
    between = tuple(words.lower[first.end : second.start])
    if len(between) > 3 or not all(map(words.same_line, range(first.end, second.start + 1))):
        return None
    meaning = _meaning(between, first.meaning, second.meaning)
    if meaning is None:
        return None
    inexact = first.approximate or second.approximate
    return Found(first.start, second.end, meaning, inexact)


def _meaning(between: tuple[str, ...], first: Meaning, second: Meaning) -> Meaning | None:
    for rule in (_time_of_day, _day_of_time, _weekday_of_date, _year_of_date):
        meaning = rule(between, first, second)
        if meaning is not None:
            return meaning
    return None


def _time_of_day(between: tuple[str, ...], time: Meaning, day: Meaning) -> Meaning | None:
    """ "5 p.m. on Monday", "0000 UTC Thursday morning"."""
    if not isinstance(time, TimeOfDay) or time.day is not None or between not in _TO_DAY:
        return None
    if _is_day(day):
        return replace(time, day=day)
    if isinstance(day, TimeOfDay) and day.day is not None and time.is_clock:
        return replace(time, day=day.day)
    return None


def _day_of_time(between: tuple[str, ...], day: Meaning, time: Meaning) -> Meaning | None:
    """ "Monday morning", "August 2 at 5 p.m.", "3:30 in the morning"."""
    if not isinstance(time, TimeOfDay) or time.day is not None or between not in _TO_CLOCK:
        return None
    if _is_day(day):
        return replace(time, day=day)
    if not isinstance(day, TimeOfDay):
        return None
    if day.is_clock and not time.is_clock:
        return _in_part(day, time.code)
    if day.day is not None and time.is_clock and not day.is_clock and between != _NONE:
        return replace(time, day=day.day)
    return None


def _weekday_of_date(between: tuple[str, ...], weekday: Meaning, date: Meaning) -> Meaning | None:
    """ "Friday, August 30", "today, 10 September", "the night of Friday, August 30"."""
    if isinstance(weekday, TimeOfDay) and isinstance(weekday.day, Weekday):
        day = _weekday_of_date(between, weekday.day, date)
        return replace(weekday, day=day) if day else None
    if not isinstance(weekday, Weekday | Period) or not _is_day(weekday) or between not in _TO_DATE:
        return None
    return date if (isinstance(date, Calendar) and date.day) or _is_date(date) else None


def _year_of_date(between: tuple[str, ...], date: Meaning, year: Meaning) -> Meaning | None:
    """ "August last year", "March of 2016", "Christmas this year"."""
    if not isinstance(date, Calendar | Holiday) or date.year is not None or between not in _TO_YEAR:
        return None
    if isinstance(year, Period) and year.of == "Y" and not year.from_story:
        return replace(date, year=year)
    if isinstance(year, Known) and len(year.timex) == 4 and between == ("of",):
        return replace(date, year=year)
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
        case Nth(of=of) | FromEvent(of=of):
            return of == "D"
        case Happening():
            return True
        case _:
            return _is_date(meaning)


def share(found: list[Found], words: Words) -> list[Found]:
    """Two clock times of one moment share their day, two days of one month their year.

    "5 p.m. (2100 UTC) on Monday"; "July 13 to 17 of last year".
    """
    shared = list(found)
    for n, (first, second) in enumerate(pairwise(found)):
        between = words.lower[first.end : second.start]
        one, other = shared[n].meaning, second.meaning
        match one, other:
            case Calendar(year=None), Calendar() if one.month == other.month and len(between) == 1:
                shared[n] = replace(first, meaning=replace(one, year=other.year))
            case TimeOfDay(day=None), TimeOfDay() if one.is_clock and between == ["("]:
                shared[n] = replace(first, meaning=replace(one, day=other.day))
            case TimeOfDay(), TimeOfDay(day=None) if one.is_clock and between == ["("]:
                shared[n + 1] = replace(second, meaning=replace(other, day=one.day))
            case TimeOfDay(day=None), _ if one.is_clock and _is_day(other):
                if _is_told_of_one(words, first, second):
                    shared[n] = replace(first, meaning=replace(one, day=other))
    return shared


def _is_told_of_one(words: Words, first: Found, second: Found) -> bool:
    """Whether two times hang on one verb: "at 6 a.m. near his home on Friday"."""
    one, other = (governor(words.token(found.start)) for found in (first, second))
    return one is not None and other is not None and one.i == other.i

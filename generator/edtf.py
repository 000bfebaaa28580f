"""Dates as people read them: from EDTF (ISO 8601-2) to words, to days on a scale, to `datetime`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rendering.language import Language

_SEASONS = ("spring", "summer", "autumn", "winter")
PARTS = dict(
    enumerate(
        (
            *_SEASONS * 3,
            *(f"quarter_{n}" for n in range(1, 5)),
            *(f"third_{n}" for n in range(1, 4)),
            *(f"half_{n}" for n in range(1, 3)),
        ),
        21,
    )
)
"""EDTF's codes for parts of a year, and the keys of their words."""

FIRST_MONTH = {
    **{21: 3, 22: 6, 23: 9, 24: 12, 25: 3, 26: 6, 27: 9, 28: 12, 29: 9, 30: 12, 31: 3, 32: 6},
    **{33: 1, 34: 4, 35: 7, 36: 10, 37: 1, 38: 5, 39: 9, 40: 1, 41: 7},
}
PART_LENGTH = {**dict.fromkeys(range(21, 37), 3), **dict.fromkeys(range(37, 40), 4), 40: 6, 41: 6}
_POINT = re.compile(
    r"""(?P<year>-?\d{4}|-?\d{3}X|-?\d{2}XX)
        (?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)
            (?:T(?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?
        )?)?
        (?P<doubt>[?~%]?)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One side of a date: a day, or a stretch of time that is not told more exactly.

    `years` is 1, 10 (a decade) or 100 (a century); `part` is a month or a season's code.
    """

    year: int
    part: int | None = None
    day: int | None = None
    clock: str | None = None
    zone: str = ""
    years: int = 1
    doubt: str = ""

    @property
    def first(self) -> int:
        """The ordinal of the first day that it covers."""
        month = self.part or 1
        if month > 12:
            month = FIRST_MONTH[month]
        return ordinal(self.year, month, self.day or 1)

    @property
    def last(self) -> int:
        """The ordinal of the last day that it covers."""
        if self.day:
            return self.first
        if self.part is None:
            return ordinal(self.year + self.years, 1, 1) - 1
        length = PART_LENGTH.get(self.part, 1)
        month = FIRST_MONTH.get(self.part, self.part) + length
        return ordinal(self.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - 1


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or an interval; a side that is None is open or unknown."""

    start: Point | None
    end: Point | None
    interval: bool

    @property
    def first(self) -> int | None:
        return self.start.first if self.start else None

    @property
    def last(self) -> int | None:
        return self.end.last if self.end else None


@lru_cache(65536)
def ordinal(year: int, month: int, day: int) -> int:
    """Days since 1 January of the year 1 plus one, proleptic Gregorian, any year."""
    cycles, year = divmod(year - 1, 400)
    return date(year + 1, month, day).toordinal() + cycles * 146097


@lru_cache(65536)
def year_of(day: int) -> int:
    """The year that an ordinal lies in."""
    cycles, day = divmod(day - 1, 146097)
    return date.fromordinal(day + 1).year + cycles * 400


@lru_cache(4096)
def read(text: str) -> Dated | None:
    """An EDTF date (level 1, without the long years) or None for anything else."""
    sides = text.strip().split("/")
    if len(sides) > 2:
        return None
    points = [None if side in ("", "..") else _point(side) for side in sides]
    if any(p is None and side not in ("", "..") for p, side in zip(points, sides, strict=True)):
        return None
    if len(points) == 1:
        return Dated(points[0], points[0], False) if points[0] else None
    start, end = points
    if not (start or end) or (start and end and start.first > end.last):
        return None
    return Dated(start, end, True)


def _point(text: str) -> Point | None:
    match = _POINT.fullmatch(text)
    if not match:
        return None
    year = match["year"]
    month = None if match["month"] in (None, "XX") else int(match["month"])
    day = None if match["day"] in (None, "XX") else int(match["day"])
    years = 10 ** year.count("X")
    if (month is not None and not 1 <= month <= 12 and month not in PARTS) or (month and years > 1):
        return None
    if day is not None and not (
        month and month <= 12 and 1 <= day <= monthrange(int(year) % 400 + 400, month)[1]
    ):
        return None
    return Point(
        int(year.replace("X", "0")),
        month,
        day,
        match["clock"],
        match["zone"] or "",
        years,
        match["doubt"],
    )


@lru_cache(4096)
def words(text: str, say: Language | None = None) -> str:
    """A date in words, such as "8–11 October 2016"; what is no EDTF is given back as it is.

    Args:
        text: EDTF, or anything.
        say: the language; English unless given.
    """
    dated = read(text)
    if dated is None:
        return text
    say = say or _english()
    if not dated.interval:
        assert dated.start
        return _words(dated.start, say)
    if dated.end is None:
        assert dated.start
        return say.text("since", date=_words(dated.start, say))
    if dated.start is None:
        return say.text("until", date=_words(dated.end, say))
    return _between(dated.start, dated.end, say)


def _english() -> Language:
    from generator.rendering.language import english

    return english()


def _between(start: Point, end: Point, say: Language) -> str:
    if start == end:
        return _words(start, say)
    dates = _from_to(start, end, say)
    kind = _week_or_weekend(start, end)
    return say.text(kind, date=dates) if kind else dates


def _from_to(start: Point, end: Point, say: Language) -> str:
    last = _words(end, say)
    plain = not (start.doubt or end.doubt or start.clock or end.clock)
    if plain and start.year == end.year and start.years == end.years == 1:
        if start.day and end.day and start.part:
            same = start.part == end.part
            if days := say.days(start.part, start.day, last, same_month=same):
                return days
        elif (
            _is_month(start)
            and _is_month(end)
            and start.part
            and end.part
            and last.startswith(say.months[end.part - 1])
        ):
            return f"{say.months[start.part - 1]}–{last}"
    if plain and start.part is None and end.part is None and start.years == end.years == 1:
        return f"{say.year(start.year)}–{say.year(end.year)}"
    return f"{_words(start, say)} – {last}"


def _is_month(point: Point) -> bool:
    return point.day is None and point.part is not None and point.part <= 12


def _week_or_weekend(start: Point, end: Point) -> str:
    if start.day and end.day:
        length, weekday = end.first - start.first, start.first % 7  # Monday is 1
        if (length, weekday) == (6, 1):
            return "week_of"
        if (length, weekday) == (1, 6):
            return "weekend_of"
    return ""


def _words(point: Point, say: Language) -> str:
    doubt = {"~": "roughly", "?": "perhaps", "%": "perhaps_about"}.get(point.doubt)
    exactly = _exactly(point, say)
    return say.text(doubt, date=exactly) if doubt else exactly


def _exactly(point: Point, say: Language) -> str:
    year = say.year(point.year)
    if point.years == 10:
        return say.text("decade", year=year)
    if point.years == 100:
        number = point.year // 100 + 1
        form = f"century_{say.ordinal(number)}"
        return say.text(form if form in say.strings else "century_other", n=number)
    if point.part is None:
        return year
    if point.part > 12:
        return say.text(PARTS[point.part], year=year)
    day = say.day(point.year, point.part, point.day)
    if not point.clock:
        return day
    zone = {"": "", "Z": " UTC"}.get(point.zone, f" UTC{point.zone.replace('-', '−')}")
    return say.text("at_time", date=day, time=f"{point.clock}{zone}")


def short(text: str, say: Language | None = None) -> str:
    """A date in words with months shortened, for labels."""
    return (say or _english()).shorten(words(text, say))


@lru_cache(4096)
def machine(text: str) -> str | None:
    """The value of HTML's `datetime`, where there is a valid one for this date."""
    dated = read(text)
    if dated is None or dated.interval or dated.start is None:
        return None
    point = dated.start
    if point.doubt or point.years > 1 or point.year <= 0 or (point.part or 1) > 12:
        return None
    value = f"{point.year:04}"
    if point.part:
        value += f"-{point.part:02}"
    if point.day:
        value += f"-{point.day:02}"
    if point.clock:
        value += f"T{point.clock}{point.zone}"
    return value

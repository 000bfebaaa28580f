"""Dates as people read them: from EDTF (ISO 8601-2) to words, to days on a scale, to `datetime`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
# fmt: on
SEASONS = {
    **dict(zip(range(21, 25), ("spring", "summer", "autumn", "winter"), strict=True)),
    **dict(zip(range(25, 29), ("spring", "summer", "autumn", "winter"), strict=True)),
    **dict(zip(range(29, 33), ("spring", "summer", "autumn", "winter"), strict=True)),
    **dict(zip(range(33, 37), ("first", "second", "third", "fourth"), strict=True)),
    **dict(zip(range(37, 40), ("first", "second", "third"), strict=True)),
    **dict(zip(range(40, 42), ("first", "second"), strict=True)),
}
"""EDTF's codes for parts of a year."""

FIRST_MONTH = {
    **{21: 3, 22: 6, 23: 9, 24: 12, 25: 3, 26: 6, 27: 9, 28: 12, 29: 9, 30: 12, 31: 3, 32: 6},
    **{33: 1, 34: 4, 35: 7, 36: 10, 37: 1, 38: 5, 39: 9, 40: 1, 41: 7},
}
PART_LENGTH = {**dict.fromkeys(range(21, 37), 3), **dict.fromkeys(range(37, 40), 4), 40: 6, 41: 6}
PART_NAME = {
    **dict.fromkeys(range(33, 37), "quarter"),
    **dict.fromkeys(range(37, 40), "third"),
    **dict.fromkeys(range(40, 42), "half"),
}

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


def ordinal(year: int, month: int, day: int) -> int:
    """Days since 1 January of the year 1 plus one, proleptic Gregorian, any year."""
    cycles, year = divmod(year - 1, 400)
    return date(year + 1, month, day).toordinal() + cycles * 146097


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
    if (month is not None and not 1 <= month <= 12 and month not in SEASONS) or (
        month and years > 1
    ):
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
def words(text: str) -> str:
    """A date in words, such as "8–11 October 2016"; what is no EDTF is given back as it is."""
    dated = read(text)
    if dated is None:
        return text
    if not dated.interval:
        assert dated.start
        return _words(dated.start)
    if dated.end is None:
        assert dated.start
        return f"since {_words(dated.start)}"
    if dated.start is None:
        return f"until {_words(dated.end)}"
    return _between(dated.start, dated.end)


def _between(start: Point, end: Point) -> str:
    if start == end:
        return _words(start)
    kind = _week_or_weekend(start, end)
    plain = not (start.doubt or end.doubt or start.clock or end.clock)
    if plain and start.year == end.year and start.years == end.years == 1:
        if start.day and end.day:
            if start.part == end.part:
                return f"{kind}{start.day}–{_words(end)}"
            return f"{kind}{start.day} {MONTHS[(start.part or 1) - 1]} – {_words(end)}"
        if _is_month(start) and _is_month(end):
            return f"{MONTHS[(start.part or 1) - 1]}–{_words(end)}"
    if plain and start.part is None and end.part is None and start.years == end.years == 1:
        return f"{_year(start.year)}–{_year(end.year)}"
    return f"{kind}{_words(start)} – {_words(end)}"


def _is_month(point: Point) -> bool:
    return point.day is None and point.part is not None and point.part <= 12


def _week_or_weekend(start: Point, end: Point) -> str:
    if start.day and end.day:
        length, weekday = end.first - start.first, start.first % 7  # Monday is 1
        if (length, weekday) == (6, 1):
            return "week of "
        if (length, weekday) == (1, 6):
            return "weekend of "
    return ""


def _words(point: Point) -> str:
    doubt = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(point.doubt, "")
    return doubt + _exactly(point)


def _exactly(point: Point) -> str:
    year = _year(point.year)
    if point.years == 10:
        return f"the {year}s"
    if point.years == 100:
        return f"the {_nth(point.year // 100 + 1)} century"
    if point.part is None:
        return year
    if point.part > 12:
        if part := PART_NAME.get(point.part):
            return f"{SEASONS[point.part]} {part} of {year}"
        return f"{SEASONS[point.part]} {year}"
    month = MONTHS[point.part - 1]
    if not point.day:
        return f"{month} {year}"
    day = f"{point.day} {month} {year}"
    if not point.clock:
        return day
    zone = {"": "", "Z": " UTC"}.get(point.zone, f" UTC{point.zone.replace('-', '−')}")
    return f"{day}, {point.clock}{zone}"


def _year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _nth(number: int) -> str:
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def short(text: str) -> str:
    """A date in words with months cut to three letters, for labels."""
    return _LONG_MONTH.sub(lambda m: m[0][:3], words(text))


_LONG_MONTH = re.compile(r"\b(?:" + "|".join(m for m in MONTHS if len(m) > 4) + r")\b")


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

"""Arithmetic on TIMEX3 date values: days, weeks, months, years and longer periods.

A value is read as the first day of its period and the period's unit, by TIMEX3 code: D day, W week
(ISO 8601), WE weekend, M month, Q quarter, Y year, DE decade, CE century.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T.*)?)?|-Q(?P<quarter>[1-4])|-(?P<season>SP|SU|FA|WI))?$"
    r"|(?P<decade>\d{3})$|(?P<century>\d{2})$",
    re.ASCII,
)
_MONTHS = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200, "ML": 12000}
_DAYS = {"D": 1, "TNI": 1, "W": 7, "2W": 14, "WE": 7}
_SEASON = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
FINENESS = {"D": 0, "TNI": 0, "WE": 1, "W": 1, "2W": 1, "M": 2, "Q": 3, "S": 3, "Y": 4, "DE": 5}


def read(value: str) -> tuple[date, str] | None:
    """The first day and the unit of a value; None for one that is not (wholly) known."""
    m = _VALUE.match(value)
    if m is None:
        return None
    try:
        return _read(m)
    except ValueError:  # the year 0, the 31st of a shorter month
        return None


def _read(m: re.Match[str]) -> tuple[date, str]:
    if m["century"]:
        return date(int(m["century"]) * 100 or 1, 1, 1), "CE"
    if m["decade"]:
        return date(int(m["decade"]) * 10 or 1, 1, 1), "DE"
    year = int(m["year"])
    if m["week"]:
        if m["weekend"]:
            return date.fromisocalendar(year, int(m["week"]), 6), "WE"
        return date.fromisocalendar(year, int(m["week"]), 1), "W"
    if m["quarter"]:
        return date(year, int(m["quarter"]) * 3 - 2, 1), "Q"
    if m["season"]:
        return date(year, _SEASON[m["season"]], 1), "S"
    if m["day"]:
        return date(year, int(m["month"]), int(m["day"])), "D"
    return date(year, int(m["month"] or 1), 1), "M" if m["month"] else "Y"


def write(day: date, unit: str) -> str:
    """The value of the period of a unit that a day lies in."""
    match unit:
        case "W" | "2W" | "WE":
            iso = day.isocalendar()
            return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if unit == "WE" else "")
        case "M":
            return f"{day:%Y-%m}" if day.year > 999 else f"{day.year:04}-{day.month:02}"
        case "Q":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "Y":
            return f"{day.year:04}"
        case "DE":
            return f"{day.year // 10:03}"
        case "CE":
            return f"{day.year // 100:02}"
        case _:
            return day.isoformat()


def shift(day: date, n: float, unit: str) -> date | None:
    """The day `n` units later (earlier, where negative); None beyond the years 1 to 9999."""
    try:
        if unit in _DAYS:
            return day + timedelta(days=round(n * _DAYS[unit]))
        months = day.year * 12 + day.month - 1 + round(n * _MONTHS[unit])
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, days_in(year, month + 1)))
    except (KeyError, ValueError, OverflowError):
        return None


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return (following - timedelta(days=1)).day if following else 31


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The `n`th (from the end, where negative) ISO weekday of a month."""
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = date(year, month, days_in(year, month))
    return last - timedelta(days=(last.isoweekday() - weekday) % 7 + 7 * (-n - 1))


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month = (h + m - 7 * n + 90) // 25
    return date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)

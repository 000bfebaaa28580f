"""TIMEX3 values in EDTF (ISO 8601-2:2019, levels 0 to 2)."""

from __future__ import annotations

import re
from datetime import timedelta

from generator.analysis.times import calendar

_SEASONS = {"SP": "21", "SU": "22", "FA": "23", "WI": "24"}
_QUARTERS = {"Q1": "33", "Q2": "34", "Q3": "35", "Q4": "36", "H1": "40", "H2": "41"}
_MARKABLE = re.compile(r"-?\d{4}(-[01]\d(-\d\d)?)?", re.ASCII)
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(:\d\d)?(Z?)", re.ASCII)


def edtf(value: str, approximate: bool = False, zone: str = "") -> str | None:
    """A TIMEX3 value in EDTF, or None for one that names no date.

    Weeks are intervals from Monday to Sunday, weekends from Saturday to Sunday; seasons, quarters
    and halves have their codes; a decade is "199X", a part of a day its day.

    Args:
        value: a TIMEX3 value, e.g. "2019-W02-WE".
        approximate: mark it with "~", where EDTF has such a mark: not on parts of a year.
        zone: an offset from UTC for a clock time, e.g. "-05:00".
    """
    whole = _exact(value, zone)
    if whole is None or not approximate or not _MARKABLE.fullmatch(whole):
        return whole
    return whole + "~"


def day(value: str) -> str:
    """The day of a date in EDTF that has a clock time; any other date as it is."""
    return value[:10] if _CLOCK.match(value) else value


def _exact(value: str, zone: str) -> str | None:
    if "X" in value or "REF" in value or value.startswith(("P", "FY", "T")):
        return None
    if clock := _CLOCK.fullmatch(value):
        date, hour, minute, second, utc = clock.groups()
        if hour == "24":
            return date
        return f"{date}T{hour}:{minute}{second or ':00'}{utc or zone}"
    if value.startswith("BC"):
        years = int(value[2:]) - 1  # 1 BC is the year 0000
        return f"{'-' if years else ''}{years:04}" if len(value) == 6 else None
    if match := re.fullmatch(r"(\d{4})-(\w\w)", value, re.ASCII):
        code = _SEASONS.get(match[2]) or _QUARTERS.get(match[2])
        if code:
            return f"{match[1]}-{code}"
    read = calendar.read(value)
    if read is None:
        return None
    first, unit = read
    if unit in ("W", "WE"):
        last = first + timedelta(days=6 if unit == "W" else 1)
        return f"{first.isoformat()}/{last.isoformat()}"
    if unit in ("DE", "CE"):
        return value.ljust(4, "X")
    return value[:10]

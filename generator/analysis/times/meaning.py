"""What a time expression means before it is known from where it is counted.

A rule reads words into a meaning; `value` resolves the meaning to a TIMEX3 value against a
`Reference`. Where the reference does not fix it, the value says what is known, with X for the rest
("XXXX-WXX-2": some Tuesday).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from generator.analysis.model import TimeType
from generator.analysis.times import calendar
from generator.analysis.times.happenings import What, when

PAST, EITHER, FUTURE = -1, 0, 1

_UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "DE": "XXX",
    "CE": "XX",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """From where times are counted.

    Attributes:
        published: the day of publication, or None.
        story: the values of the times that the text has fixed so far, the last first.
        direction: PAST, FUTURE, or EITHER where the sentence does not tell.
        dated: events and their dates so far, the last first.
        here: the events that the time itself dates.
    """

    published: date | None = None
    story: tuple[str, ...] = ()
    direction: int = EITHER
    dated: tuple[tuple[What, str], ...] = ()
    here: tuple[What, ...] = ()

    def origin(self, from_story: bool, unit: str = "D") -> tuple[date, str] | None:
        """The day (or the first of the period) to count units from, and its own unit."""
        if not from_story:
            return (self.published, "D") if self.published else None
        for value in self.story:
            read = calendar.read(value)
            if read and calendar.FINENESS.get(read[1], 9) <= calendar.FINENESS.get(unit, 9):
                return read
        return None

    def reached(self) -> tuple[date, str] | None:
        """The last day of the story; for what is past, the last that is not still ahead."""
        if self.direction != PAST or not self.published:
            return self.origin(from_story=True)
        days = (calendar.read(value) for value in self.story)
        return next((d for d in days if d and d[1] == "D" and d[0] <= self.published), None)

    def when(self, *events: What) -> str | None:
        """The date that the text gives to the first of these events that it dates."""
        return next(filter(None, (when(event, self.dated) for event in events)), None)

    def clock(self) -> tuple[datetime, str] | None:
        """The clock time that the story has reached, and its zone."""
        for value in self.story:
            if "T" in value and ":" in value:
                zone = "Z" if value.endswith("Z") else ""
                try:
                    return datetime.fromisoformat(value.removesuffix("Z")), zone
                except ValueError:  # 24:00
                    return None
        return None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A meaning of one of the kinds below."""

    type: ClassVar[TimeType] = "DATE"
    unit: ClassVar[str] = ""

    def value(self, ref: Reference) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Known(Meaning):
    """A value that the words themselves fix."""

    timex: str

    def value(self, ref: Reference) -> str:
        return self.timex


@dataclass(frozen=True, slots=True)
class Then(Meaning):
    """The time that the story has reached: "at the time", "since then"."""

    def value(self, ref: Reference) -> str:
        return ref.story[0] if ref.story else "PAST_REF"


@dataclass(frozen=True, slots=True)
class Duration(Known):
    """A length of time: how many (None: not told) of which unit; `timex` is its value."""

    type: ClassVar[TimeType] = "DURATION"
    n: float | None
    of: str


@dataclass(frozen=True, slots=True)
class Happening(Meaning):
    """When the text says that something happened: "the day of the vote"."""

    event: What

    def value(self, ref: Reference) -> str:
        return ref.when(self.event) or "XXXX-XX-XX"


@dataclass(frozen=True, slots=True)
class WeekOf(Meaning):
    """The week that a day lies in."""

    day: Meaning

    def value(self, ref: Reference) -> str:
        read = calendar.read(self.day.value(ref))
        return calendar.write(read[0], "W") if read and read[1] == "D" else "XXXX-WXX"


@dataclass(frozen=True, slots=True)
class FromEvent(Duration):
    """A length of time that is counted from an event: "ten days before the vote".

    `sign` is -1 for before, 1 for after; `event` what happened.
    """

    sign: int
    event: What

    def date(self, ref: Reference) -> str:
        """The date that it leads to; not whole, or "", where that of the event is not known."""
        if self.n is None:
            return ""
        return Distance(self.n, self.of, self.sign, Happening(self.event)).value(ref)


@dataclass(frozen=True, slots=True)
class Later(Duration):
    """Hours, minutes or seconds after the clock time that the story has reached."""

    type: ClassVar[TimeType] = "TIME"
    sign: int

    def value(self, ref: Reference) -> str:
        clock = ref.clock()
        if clock is None or self.n is None:
            return self.timex
        unit = {"TH": "hours", "TM": "minutes", "TS": "seconds"}[self.of]
        time = clock[0] + timedelta(**{unit: self.n * self.sign})
        return time.isoformat(timespec="minutes") + clock[1]


@dataclass(frozen=True, slots=True)
class Recurring(Known):
    """A set of times."""

    type: ClassVar[TimeType] = "SET"


@dataclass(frozen=True, slots=True)
class Period(Meaning):
    """The day, week, month … that lies `n` from the present one (or from the story's)."""

    of: str
    n: int
    from_story: bool = False

    def value(self, ref: Reference) -> str:
        origin = ref.origin(self.from_story, self.of)
        if origin is None:
            return _UNKNOWN.get(self.of, "XXXX")
        n = self.n
        if self.of == "WE" and n == 0 and origin[0].isoweekday() < 6 and ref.direction != FUTURE:
            n = -1  # "the weekend" that is over
        day = calendar.shift(origin[0], n, self.of)
        return calendar.write(day, self.of) if day else _UNKNOWN.get(self.of, "XXXX")


@dataclass(frozen=True, slots=True)
class Weekday(Meaning):
    """A day of the week: the nearest in the sentence's direction, or that of another week.

    `week` is -1 for the week before ("last Friday"), 1 for the one after; `toward` overrules the
    sentence's direction ("this past Friday"); with `from_story`, it is counted from the story.
    """

    day: int
    week: int | None = None
    toward: int = 0
    from_story: bool = False

    def value(self, ref: Reference) -> str:
        origin = ref.origin(self.from_story)
        if origin is None or origin[1] != "D":
            return f"XXXX-WXX-{self.day}"
        day, here = origin[0], origin[0].isoweekday()
        if self.week is not None:
            days = self.day - here + 7 * self.week
        elif self.toward == FUTURE:
            days = (self.day - here - 1) % 7 + 1
        elif self.toward == PAST:
            days = -((here - self.day - 1) % 7 + 1)
        elif ref.direction == FUTURE or (
            ref.direction == EITHER and (self.day - here) % 7 < (here - self.day) % 7
        ):
            days = (self.day - here) % 7
        else:
            days = -((here - self.day) % 7)
        return (day + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class InYear(Meaning):
    """A part of a year that recurs: a month, a day of a month, a season, a quarter, a holiday.

    `year` is told by other words ("March of last year") or None; `turn` is -1 for the last one
    ("last March"), 1 for the next, 0 for the one in this year ("this March").
    """

    year: Meaning | None = None
    turn: int | None = None

    def within(self, year: int) -> str:
        """The value in a given year; a ValueError where that year has no such day."""
        raise NotImplementedError

    def value(self, ref: Reference) -> str:
        if self.year is not None:
            year = self.year.value(ref)[:4]
            return self._safely(int(year)) if len(year) == 4 and year.isdecimal() else self.unknown
        if ref.published is None:
            return self.unknown
        return self._safely(self._year(ref))

    @property
    def unknown(self) -> str:
        return "XXXX" + self.within(2000)[4:]  # a leap year

    def _safely(self, year: int) -> str:
        try:
            return self.within(year)
        except ValueError:
            return self.unknown

    def _year(self, ref: Reference) -> int:
        """The year that brings it nearest to the publication, in the sentence's direction.

        A time that lies the other way counts as `_AGAINST` times as far: a tense misread must not
        put next week's date into last year.
        """
        assert ref.published
        now = ref.published
        gaps = {year: self._days_from(now, year) for year in (now.year - 1, now.year, now.year + 1)}
        if self.turn == 0:
            return now.year
        if self.turn is not None:
            sought = {y: abs(gap) for y, gap in gaps.items() if gap * self.turn > 0}
        else:
            sought = {
                y: abs(gap) * (_AGAINST if gap * ref.direction < 0 else 1)
                for y, gap in gaps.items()
            }
        return min(sought, key=lambda y: (sought[y], y), default=now.year)

    def _days_from(self, now: date, year: int) -> int:
        """Days from `now` to its first day (positive) or last day (negative); 0 within it."""
        read = calendar.read(self._safely(year))
        if read is None:
            return 10**6
        start, unit = read
        end = calendar.shift(start, 1, {"S": "Q"}.get(unit, unit)) or start
        if start > now:
            return (start - now).days
        return min((end - now).days - 1, 0)


_AGAINST = 10


@dataclass(frozen=True, slots=True)
class Calendar(InYear):
    """A month, or a day of a month."""

    month: int = 1
    day: int | None = None

    def within(self, year: int) -> str:
        if self.day is None:
            return f"{year:04}-{self.month:02}"
        return date(year, self.month, self.day).isoformat()


@dataclass(frozen=True, slots=True)
class PartOfYear(InYear):
    """A season (SP, SU, FA, WI), a quarter (Q1 to Q4) or a half (H1, H2)."""

    code: str = ""

    def within(self, year: int) -> str:
        return f"{year:04}-{self.code}"


@dataclass(frozen=True, slots=True)
class Holiday(InYear):
    """A day that is known by name; `rule` is its entry in `holidays.toml`."""

    rule: Any = None

    def within(self, year: int) -> str:
        if "date" in self.rule:
            return date(year, *self.rule["date"]).isoformat()
        day = (
            calendar.nth_weekday(year, *self.rule["nth"])
            if "nth" in self.rule
            else calendar.easter(year) + timedelta(days=self.rule["easter"])
        )
        return (day + timedelta(days=self.rule.get("after", 0))).isoformat()

    @property
    def unknown(self) -> str:
        return "XXXX" + self.within(2000)[4:] if "date" in self.rule else "XXXX-XX-XX"


@dataclass(frozen=True, slots=True)
class Distance(Meaning):
    """So many units before or after something: the publication, the story, or another time.

    `n` is signed; None, with `sign`, for a distance that is not told ("a few days ago").
    """

    n: float | None
    of: str
    sign: int
    origin: Meaning | None = None
    from_story: bool = False

    def value(self, ref: Reference) -> str:
        if self.n is None:
            if self.from_story or self.origin:
                return _UNKNOWN.get(self.of, "XXXX")
            return "PAST_REF" if self.sign < 0 else "FUTURE_REF"
        if self.origin is not None:
            start = calendar.read(self.origin.value(ref))
        else:
            start = ref.origin(self.from_story, self.of)
        unit = "Y" if self.of in ("DE", "CE", "ML") else "W" if self.of == "2W" else self.of
        if start is None or calendar.FINENESS[start[1]] > calendar.FINENESS.get(unit, -1):
            return _UNKNOWN.get(unit, "XXXX-XX-XX" if unit.startswith("T") else "XXXX")
        day = calendar.shift(start[0], self.n * self.sign, self.of)
        return calendar.write(day, unit) if day else _UNKNOWN.get(unit, "XXXX")


@dataclass(frozen=True, slots=True)
class Nth(Meaning):
    """The first, second … last week, weekend, weekday or day of a month or year."""

    n: int
    of: str
    base: Meaning
    weekday: int = 0

    def value(self, ref: Reference) -> str:
        base = calendar.read(self.base.value(ref))
        if base is None or base[1] not in ("M", "Y"):
            return f"XXXX-WXX-{self.weekday}" if self.weekday else _UNKNOWN.get(self.of, "XXXX")
        first, unit = base
        if self.of in ("M", "Q"):
            months = 12 if self.of == "M" else 4
            n = self.n if self.n > 0 else months
            return calendar.write(calendar.shift(first, n - 1, self.of) or first, self.of)
        month = first.month if unit == "M" or self.n > 0 else 12
        weekday = self.weekday or {"WE": 6, "W": 1}.get(self.of, 0)
        if self.of == "W" and self.n > 0:
            return calendar.write(first + timedelta(days=7 * (self.n - 1)), "W")
        if weekday:
            day = calendar.nth_weekday(first.year, month, weekday, self.n)
            return calendar.write(day, "D" if self.weekday else self.of)
        if self.n > 0:
            return (first + timedelta(days=self.n - 1)).isoformat()
        return date(first.year, month, calendar.days_in(first.year, month)).isoformat()


@dataclass(frozen=True, slots=True)
class TimeOfDay(Meaning):
    """A part of a day ("TMO") or a clock time ("T17:00") on a day; None: on the story's day.

    `zone` is "Z", an offset from UTC, or "" for the place's own time.
    """

    type: ClassVar[TimeType] = "TIME"
    code: str
    day: Meaning | None = None
    zone: str = ""

    def value(self, ref: Reference) -> str:
        zone = self.zone if self.zone == "Z" else ""
        return self._day(ref) + self.code + zone

    @property
    def is_clock(self) -> bool:
        return ":" in self.code

    def _day(self, ref: Reference) -> str:
        if self.day is not None:
            dated = self.day.date if isinstance(self.day, FromEvent) else self.day.value
            day = dated(ref)[:10]
            return day if day.count("-") == 2 else "XXXX-XX-XX"
        told = calendar.read(ref.when(*ref.here) or "")
        if told is not None and told[1] == "D":
            return told[0].isoformat()
        origin = ref.reached() or ref.origin(from_story=False)
        return origin[0].isoformat() if origin else "XXXX-XX-XX"

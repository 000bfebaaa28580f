"""Dated events as a calendar (iCalendar, RFC 5545).

A calendar knows days and minutes. An event that is dated to a month or a year covers all its days
and says so in its summary; what is dated to a decade, or before the year 1, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from generator import edtf
from generator.explainer.text import plain
from generator.export import Exported, Site, key
from generator.export.dated import dated, left_out
from generator.problems import Problem
from generator.rendering.site import Entry, Happening

STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}
"""RFC 5545's words for an event's status; for any other it is CONFIRMED."""

NO_STAMP = "19700101T000000Z"
"""For an explainer without a date: the time of writing would make each export another one."""


def calendar(site: Site) -> Exported:
    """Every event with a date that a calendar can hold.

    Raises:
        Problem: there is none; a calendar may not be empty.
    """
    events = [
        [*_event(site, entry, happening, days)]
        for entry, happening, found in dated(site)
        if (days := _days(found))
    ]
    if not events:
        raise Problem("no event has a date that a calendar can hold", place="timeline.ics")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Backstory//Timeline//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(site.config.title)}",
        *(line for event in events for line in event),
        "END:VCALENDAR",
    ]
    notes = left_out(site, len(events), "without a date that a calendar can hold")
    return Exported("".join(f"{_folded(line)}\r\n" for line in lines), tuple(notes))


def _event(site: Site, entry: Entry, happening: Happening, days: tuple[str, ...]) -> Iterator[str]:
    row, explainer = happening.row, entry.explainer
    what, words = plain(row.what), edtf.words(row.date)
    exact = len(days) == 1 or re.fullmatch(r"\d{4}-\d\d-\d\d", row.date)
    address = site.address(entry.address, happening.id) or explainer.source.url
    about = f"{words}{f' ({row.status})' if row.status else ''}\n{explainer.title}"
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, site.config.home + key(entry, happening))}"
    yield f"DTSTAMP:{_stamp(explainer.date)}"
    yield from days
    yield f"SUMMARY:{_text(what if exact else f'{words}: {what}')}"
    yield f"DESCRIPTION:{_text(about)}"
    yield f"STATUS:{STATUS.get(row.status, 'CONFIRMED')}"
    yield "TRANSP:TRANSPARENT"
    if entry.topics:
        yield f"CATEGORIES:{','.join(map(_text, entry.topics))}"
    if address:
        yield f"URL:{re.sub(r'[^!-~]', '', address)}"
    yield "END:VEVENT"


def _days(found: edtf.Dated) -> tuple[str, ...]:
    """The lines that say when: a moment where its zone is known, else days; () for neither."""
    start, end = found.start or found.end, found.end or found.start
    assert start and end
    if not found.interval and (moment := _moment(start)):
        return (f"DTSTART:{moment}",)
    if found.end is None or found.start is None:
        end = start  # open: the side that is known
    if max(start.years, end.years) > 1 or start.first < 1 or end.last >= date.max.toordinal():
        return ()
    first, after = date.fromordinal(start.first), date.fromordinal(end.last) + timedelta(1)
    return (f"DTSTART;VALUE=DATE:{_basic(first)}", f"DTEND;VALUE=DATE:{_basic(after)}")


def _moment(point: edtf.Point) -> str | None:
    """A time of day in UTC."""
    if not (point.clock and point.zone and point.day and 1 < point.year < 9999):
        return None
    zone = re.sub(r"^([+-]\d\d)$", r"\1:00", point.zone)
    day = date.fromordinal(point.first)
    found = datetime.fromisoformat(f"{day.isoformat()}T{point.clock}{zone}")
    return found.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").zfill(16)


def _stamp(published: str | None) -> str:
    found = edtf.read(published or "")
    if found is None or found.first is None or found.first < 1:
        return NO_STAMP
    return f"{_basic(date.fromordinal(found.first))}T000000Z"


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(words: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    escaped = re.sub(r"[\\;,]", r"\\\g<0>", words)
    return re.sub(r"\r\n?|\n", r"\\n", _CONTROL.sub("", escaped))


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _folded(line: str) -> str:
    """A line in pieces of 75 octets at most, none of which ends within a character (3.1)."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)

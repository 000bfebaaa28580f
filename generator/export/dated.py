"""The events that have a date, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator

from generator import edtf
from generator.export import Site
from generator.rendering.site import Entry, Happening

Event = tuple[Entry, Happening, edtf.Dated]


def dated(site: Site) -> list[Event]:
    found = [
        (entry, happening, date)
        for entry in site.entries
        for happening in entry.happenings
        if (date := edtf.read(happening.row.date))
    ]
    return sorted(found, key=_moment)


def _moment(event: Event) -> tuple[int, int, str, str]:
    entry, happening, date = event
    first = date.last if date.first is None else date.first
    last = first if date.last is None else date.last
    return first or 0, last or 0, entry.slug, happening.id


def left_out(site: Site, written: int, why: str = "without a date") -> Iterator[str]:
    """How many events a document does not hold, if it does not hold all."""
    number = sum(len(entry.happenings) for entry in site.entries) - written
    if number:
        yield f"{number} event{'s' * (number != 1)} {why} left out"

"""Dated events as TimelineJS reads them.

Source: https://timeline.knightlab.com/docs/json-format.html
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from generator import edtf
from generator.explainer.text import plain
from generator.export import Exported, Site, key
from generator.export.dated import dated, left_out
from generator.rendering.site import Entry, Happening


def timeline(site: Site) -> Exported:
    """Every event with a date. What a TimelineJS date cannot say is in its `display_date`."""
    config = site.config
    title = {"text": {"headline": escape(config.title), "text": escape(config.description)}}
    slides = [_slide(site, entry, happening, date) for entry, happening, date in dated(site)]
    document = {"title": title, "events": slides, "scale": "human"}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Exported(text, tuple(left_out(site, len(slides))))


def _slide(site: Site, entry: Entry, happening: Happening, date: edtf.Dated) -> dict[str, Any]:
    row = happening.row
    first = date.start or date.end
    assert first
    slide: dict[str, Any] = {"start_date": _date(first)}
    last = date.end if date.start and date.interval else first
    if last and (end := _date(last, at_end=True)) != slide["start_date"]:
        slide["end_date"] = end
    slide["display_date"] = edtf.words(row.date)
    slide["text"] = {"headline": escape(plain(row.what)), "text": _about(site, entry, happening)}
    slide["unique_id"] = key(entry, happening).replace("#", "--")
    slide["autolink"] = False
    return slide


def _date(point: edtf.Point, *, at_end: bool = False) -> dict[str, int]:
    """A point as far as it is known; for a part of a year or several years, where that ends."""
    if point.years > 1:
        return {"year": point.year + (point.years - 1 if at_end else 0)}
    if point.part is None:
        return {"year": point.year}
    month = point.part
    year = point.year
    if month > 12:
        month = edtf.FIRST_MONTH[month] + (edtf.PART_LENGTH[month] - 1 if at_end else 0)
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    date = {"year": year, "month": month}
    if point.day:
        date["day"] = point.day
    if point.clock:
        date["hour"], date["minute"] = map(int, point.clock.split(":"))
    return date


def _about(site: Site, entry: Entry, happening: Happening) -> str:
    """The status, and the explainer that says so; HTML."""
    status = happening.row.status
    told = f"<p>{escape(status)}</p>" if status and status != "happened" else ""
    address = site.address(entry.address, happening.id) or entry.explainer.source.url
    title = escape(entry.explainer.title)
    if address and address.lower().startswith(("http://", "https://")):
        title = f'<a href="{escape(address)}">{title}</a>'
    return f"{told}<p>{title}</p>"

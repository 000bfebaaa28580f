"""What feed readers and search engines ask for: an Atom feed, a sitemap, robots.txt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as day
from functools import partial
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator import edtf
from generator.config import Config
from generator.explainer.text import plain
from generator.rendering.site import Entry

FEED, SITEMAP, ROBOTS = "feed.xml", "sitemap.xml", "robots.txt"
LATEST = 50
"""How many explainers the feed holds."""

MOST_ADDRESSES = 50_000
"""How many a sitemap may hold (sitemaps.org); more go into several."""

ATOM = "http://www.w3.org/2005/Atom"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"

File = tuple[str, Callable[[], bytes]]
"""A path and what makes its content."""


def make(entries: Sequence[Entry], paths: Iterable[str], config: Config) -> Iterator[File]:
    """The feed and the sitemap need full addresses: none where `base_url` is not known.

    Args:
        entries: the latest first.
        paths: of all pages.
    """
    rules = "User-agent: *\nAllow: /\n"
    if config.home:
        dated = [e for e in entries if updated(e)]
        if dated:
            yield FEED, partial(_atom, dated[:LATEST], config)
        yield from _sitemaps(entries, paths, config)
        rules += f"Sitemap: {config.home}{SITEMAP}\n"
    yield ROBOTS, rules.encode


def canonical(path: str) -> str:
    """A page's address below the site's, as hosts show it."""
    return path.removesuffix("index.html")


def updated(entry: Entry) -> str:
    """The day of an explainer's last change that readers were told of, as YYYY-MM-DD, or ""."""
    return max(map(first_day, (entry.date, *(c.date for c in entry.corrections))), default="")


def first_day(date: str) -> str:
    """The first day of an EDTF date that the calendar of feeds knows, or ""."""
    dated = edtf.read(date)
    if not dated or dated.first is None or not 1 <= edtf.year_of(dated.first) <= 9999:
        return ""
    return day.fromordinal(dated.first).isoformat()


def _atom(entries: Sequence[Entry], config: Config) -> bytes:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": config.language})
    _add(feed, "id", config.home)
    _add(feed, "title", config.title)
    if config.description:
        _add(feed, "subtitle", config.description)
    _add(feed, "updated", _time(max(map(updated, entries))))
    _add(_add(feed, "author"), "name", config.title)
    _add(feed, "link", rel="self", type="application/atom+xml", href=config.home + FEED)
    _add(feed, "link", rel="alternate", type="text/html", href=config.home)
    _add(feed, "generator", "Backstory")
    for entry in entries:
        feed.append(_entry(entry, config))
    return _xml(feed)


def _entry(entry: Entry, config: Config) -> Element:
    address = config.home + canonical(entry.address)
    item = Element("entry")
    _add(item, "id", address)
    _add(item, "title", entry.explainer.title)
    _add(item, "link", rel="alternate", type="text/html", href=address)
    if published := first_day(entry.date):
        _add(item, "published", _time(published))
    _add(item, "updated", _time(updated(entry)))
    for topic in entry.topics:
        _add(item, "category", term=topic)
    _add(item, "summary", plain(entry.explainer.standfirst) or entry.explainer.title)
    return item


def _time(date: str) -> str:
    return f"{date}T00:00:00Z"


def _sitemaps(entries: Sequence[Entry], paths: Iterable[str], config: Config) -> Iterator[File]:
    every = sorted(paths)
    parts = [every[i : i + MOST_ADDRESSES] for i in range(0, len(every), MOST_ADDRESSES)]
    if len(parts) == 1:
        yield SITEMAP, partial(_sitemap, parts[0], entries, config)
        return
    index = Element("sitemapindex", {"xmlns": SITEMAPS})
    for number, part in enumerate(parts, 1):
        name = f"sitemap-{number}.xml"
        yield name, partial(_sitemap, part, entries, config)
        _add(_add(index, "sitemap"), "loc", config.home + name)
    yield SITEMAP, partial(_xml, index)


def _sitemap(paths: Iterable[str], entries: Iterable[Entry], config: Config) -> bytes:
    root = Element("urlset", {"xmlns": SITEMAPS})
    changed = {e.address: updated(e) for e in entries}
    for path in paths:
        url = _add(root, "url")
        _add(url, "loc", config.home + canonical(path))
        if when := changed.get(path):
            _add(url, "lastmod", when)
    return _xml(root)


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, name, {n: _NO_XML.sub("", v) for n, v in attributes.items()})
    child.text = _NO_XML.sub("", text) or None
    return child


_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


def _xml(root: Element) -> bytes:
    indent(root, "")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"

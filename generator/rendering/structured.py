"""The same as data: schema.org in JSON-LD for search engines, an explainer's quotes as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from markupsafe import Markup

from generator import edtf
from generator.config import Config
from generator.explainer.text import plain
from generator.rendering.feeds import canonical, first_day, updated
from generator.rendering.site import Card, Entry, Happening, People, Person, Statement

Node = dict[str, Any]

TYPES = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "group": "Organization",
}
STATUSES = {"planned": "EventScheduled", "cancelled": "EventCancelled"}
MARKS = re.compile(r"^[“”„«\"‘]+|,[“”»\"’]+$|(?<![“”»\"’])[“”»\"’]+$")


def script(node: Node) -> Markup:
    """A node as JSON that no word in it can break out of."""
    text = msgspec.json.encode({"@context": "https://schema.org", **node}).decode()
    return Markup(text.translate(_WITHIN_SCRIPT))


_WITHIN_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def explainer(entry: Entry, persons: People, config: Config, root: str, image: str = "") -> Node:
    """An explainer: whom it is about, what is said in quotation marks, which events it dates.

    Args:
        root: leads from the page to the site's root.
        image: the address of the picture that goes with links to it, if any.
    """
    source = entry.explainer.source
    page = config.home + canonical(entry.address) if config.home else ""
    cards = {c.id: _actor(c, persons.of(entry, c), page, config, root) for c in entry.cards}
    return _filled(
        {
            "@type": "AnalysisNewsArticle",
            "@id": page or None,
            "url": page or None,
            "headline": entry.explainer.title,
            "description": plain(entry.explainer.standfirst),
            "inLanguage": config.language,
            "datePublished": first_day(entry.date),
            "dateModified": updated(entry),
            "image": image,
            "keywords": list(entry.topics),
            "publisher": _filled(
                {"@type": "Organization", "name": config.title, "url": config.home}
            ),
            "isBasedOn": _filled(
                {
                    "@type": "NewsArticle",
                    "url": source.url,
                    "publisher": _filled({"@type": "Organization", "name": source.name})
                    if source.name
                    else None,
                    "datePublished": first_day(entry.date),
                }
            )
            if source.url or source.name
            else None,
            "about": [cards[c.id] for c in entry.cards if c.salient],
            "mentions": [cards[c.id] for c in entry.cards if not c.salient]
            + [_event(h, page) for h in entry.happenings if h.resolved],
            "hasPart": [
                _quotation(s, entry, page) for s in entry.statements if s.row.type != "indirect"
            ],
        }
    )


def actor(person: Person, config: Config) -> Node:
    page = config.home + canonical(person.address) if config.home else ""
    return _filled(
        {
            "@type": TYPES.get(person.kind, "Thing"),
            "@id": page or None,
            "url": page or None,
            "name": person.name,
            "alternateName": list(person.aliases),
            "description": person.description,
            "sameAs": list(person.identity.links) if person.identity else [],
        }
    )


def website(config: Config) -> Node:
    return _filled(
        {
            "@type": "WebSite",
            "@id": config.home or None,
            "url": config.home,
            "name": config.title,
            "description": config.description,
            "inLanguage": config.language,
        }
    )


def _actor(card: Card, person: Person | None, page: str, config: Config, root: str) -> Node:
    address = f"{config.home or root}{canonical(person.address)}" if person else None
    return _filled(
        {
            "@type": TYPES.get(card.row.kind, "Thing"),
            "@id": f"{page}#{card.id}",
            "name": card.row.name,
            "alternateName": list(card.row.aliases),
            "description": plain(card.row.description),
            "url": address,
        }
    )


def _quotation(statement: Statement, entry: Entry, page: str) -> Node:
    """Only persons and organizations can be said to speak; all others are credited by name."""
    kinds = {c.id: c.row.kind for c in entry.cards}
    known = [i for i in statement.speakers if TYPES.get(kinds[i]) in ("Person", "Organization")]
    row = statement.row
    text = plain(row.what)
    whole = bool(known) and len(known) == len(statement.speakers)
    return _filled(
        {
            "@type": "Quotation",
            "@id": f"{page}#{statement.id}",
            "text": MARKS.sub("", text) if row.type == "direct" else text,
            "spokenByCharacter": [{"@id": f"{page}#{i}"} for i in known] if whole else [],
            "creditText": plain(row.who) if statement.attributed and not whole else None,
            "dateCreated": first_day(row.when),
        }
    )


def _event(happening: Happening, page: str) -> Node:
    dated = edtf.read(happening.row.date)
    assert dated
    sides = happening.row.date.split("/")
    start, end = sides[0], sides[-1] if dated.interval else ""
    status = STATUSES.get(happening.row.status)
    return _filled(
        {
            "@type": "Event",
            "@id": f"{page}#{happening.id}",
            "name": plain(happening.row.what),
            "startDate": edtf.machine(start),
            "endDate": edtf.machine(end) if end else None,
            "eventStatus": f"https://schema.org/{status}" if status else None,
        }
    )


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value or value == 0}


def quotes(entry: Entry, persons: People, config: Config) -> bytes:
    """An explainer's statements, in their order, with the way to each; addresses are relative
    where `base_url` is not known."""
    page = config.home + canonical(entry.address) if config.home else "index.html"
    source = entry.explainer.source
    data = {
        "title": entry.explainer.title,
        "date": entry.date or None,
        "source": {"name": source.name, "url": source.url},
        "quotes": [
            {
                "id": s.id,
                "url": f"{page}#{s.id}",
                "type": s.row.type,
                "polarity": s.row.polarity,
                "who": plain(s.row.who) if s.attributed else None,
                "speakers": list(_names(entry, s.speakers, persons, config)),
                "what": plain(s.row.what),
                "how": plain(s.row.how),
                "when": s.row.when or None,
                "paragraphs": list(s.row.paragraphs),
            }
            for s in entry.statements
        ],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def _names(entry: Entry, ids: Iterable[str], persons: People, config: Config) -> Iterable[Node]:
    cards = {c.id: c for c in entry.cards}
    for card in (cards[i] for i in ids):
        person = persons.of(entry, card)
        address = (config.home or "../") + person.address if person else None
        yield {"name": card.row.name, "kind": card.row.kind or None, "url": address}

"""What explainers tell, as it stands away from their own pages: in lists and on others' pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator import edtf
from generator.explainer.model import EventRow, QuoteRow
from generator.explainer.text import plain
from generator.glossary import key
from generator.rendering.language import Language
from generator.rendering.site import Card, Entry, Happening, People, Person, Statement

PULLED = range(40, 240)
"""How many characters a quote has that the index shows."""

Choice = tuple[str, str]
"""What a list may be narrowed to: a word for the machine, and one for the reader."""

NOBODY = "-"
"""The key of unattributed statements."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement away from its explainer's page; `voices` are its speakers, by key and name."""

    id: str
    row: QuoteRow
    who: str
    cards: tuple[Card, ...]
    attributed: bool
    what: str
    how: str
    voices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated event away from its explainer's page; `actors` by key and name."""

    id: str
    row: EventRow
    what: str
    resolved: bool
    actors: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """What the index says of an explainer: its first words, who is heard in it, when it plays.

    `cards` are those who speak, the most quoted first; where nobody does, whom it is about.
    """

    entry: Entry
    standfirst: str
    cards: tuple[tuple[Card, Person | None], ...]
    heard: bool
    quote: Told | None
    minutes: int
    span: str


def choice_of(entry: Entry, card: Card, persons: People) -> Choice:
    person = persons.of(entry, card)
    return (person.slug, person.name) if person else (key(card.row.name), card.row.name)


def choices_of(items: Iterable[Choice]) -> list[Choice]:
    """What a list can be narrowed to, in the order of names; the unattributed last."""
    return sorted(dict(items).items(), key=lambda c: (c[0] == NOBODY, c[1].casefold(), c[0]))


def speakers_of(entry: Entry, statement: Statement) -> tuple[Card, ...]:
    speakers = statement.speakers
    return tuple([c for c in entry.cards if c.id in speakers]) if speakers else ()


def voices_of(
    entry: Entry, statement: Statement, persons: People, say: Language
) -> tuple[Choice, ...]:
    if not statement.attributed:
        return ((NOBODY, say.text("unattributed")),)
    if cards := speakers_of(entry, statement):
        return tuple([choice_of(entry, c, persons) for c in cards])
    who = plain(statement.row.who)
    return ((key(who), who),)


_REMARK = re.compile(r"(?<!\s)\s*\((?:asserted|denied|questioned)\)$")


def unremarked(how: str) -> str:
    """How something is said, without the remark that tells polarity where words do not.

    That is shown as a label of its own.
    """
    return _REMARK.sub("", how) if "(" in how else how


def told_of(entry: Entry, statement: Statement, persons: People, say: Language) -> Told:
    row = statement.row
    return Told(
        statement.id,
        row,
        plain(row.who),
        speakers_of(entry, statement),
        statement.attributed,
        plain(row.what),
        plain(unremarked(row.how)),
        voices_of(entry, statement, persons, say),
    )


def dated_of(entry: Entry, happening: Happening, persons: People) -> Dated:
    return Dated(
        happening.id,
        happening.row,
        plain(happening.row.what),
        happening.resolved,
        tuple(choice_of(entry, c, persons) for c in entry.cards if c.id in happening.actors),
    )


_COMMA = re.compile(r",(?=[”»\"]$)")
"""What leads on to "she said", where a quotation stands alone."""


def feature_of(entry: Entry, persons: People, say: Language) -> Feature:
    told = (
        told_of(entry, s, persons, say)
        for s in entry.statements
        if s.attributed and s.row.type == "direct"
    )
    pulled = next((t for t in told if len(t.what) in PULLED and t.row.polarity == "asserted"), None)
    if pulled:
        pulled = replace(pulled, what=_COMMA.sub("", pulled.what))
    said = Counter(i for s in entry.statements for i in s.speakers)
    heard = sorted((c for c in entry.cards if said[c.id]), key=lambda c: -said[c.id])
    cards = heard or [c for c in entry.cards if c.salient]
    return Feature(
        entry,
        plain(entry.explainer.standfirst),
        tuple((c, persons.of(entry, c)) for c in cards),
        bool(heard),
        pulled,
        entry.minutes,
        span_of(entry),
    )


def span_of(entry: Entry) -> str:
    """From when to when the dated events of an explainer lie, as EDTF."""
    days = [
        day
        for h in entry.happenings
        if (dated := edtf.read(h.row.date))
        for day in (dated.first, dated.last)
        if day is not None
    ]
    if not days:
        return ""
    first, last = edtf.year_of(min(days)), edtf.year_of(max(days))
    if first != last:
        return f"{_year(first)}/{_year(last)}"
    return _year(first)


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"{year:05}"


def start_of(dated: edtf.Dated) -> int:
    return dated.first if dated.first is not None else dated.last or 0

"""What an analysis says: actors, quotes, times and a timeline, each with its spans.

The same classes serve on a spaCy `Doc` (spans index `doc.text`) and in an `Analysis` (spans
index the article's text); `shift` takes them from the one to the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar

import msgspec

from generator.reading.article import Span

ActorKind = Literal["person", "organization", "place", "group"]
QuoteType = Literal["direct", "mixed", "indirect"]
Polarity = Literal["asserted", "denied", "questioned"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Status = Literal["happened", "planned", "cancelled", "ongoing"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts, speaks or is spoken about.

    `named` is False for unnamed sources that recur ("aid agencies"). `description` is in the
    article's words, at the first of `descriptions` when those are given. `salience` is 0..1.
    """

    id: str
    name: str
    kind: ActorKind
    mentions: tuple[Span, ...]
    named: bool = True
    aliases: tuple[str, ...] = ()
    description: str | None = None
    descriptions: tuple[Span, ...] = ()
    salient: bool = False
    salience: float = 0.0


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a statement: the noun phrase at the cue, and the ids of those it refers to."""

    span: Span | None
    actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution: content, and the cue and speaker that it is given to, where there are any.

    A direct quote's spans include its quotation marks.
    """

    id: str
    type: QuoteType
    spans: tuple[Span, ...]
    cue: Span | None = None
    speaker: Party | None = None
    addressee: Party | None = None
    date: str | None = None
    polarity: Polarity = "asserted"


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression: TIMEX3 type and value (TimeML), and EDTF (ISO 8601-2) where dated."""

    span: Span
    type: TimeType
    value: str
    edtf: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One mention of a dated event. `date` is EDTF, None where the words cannot be resolved."""

    id: str
    span: Span
    time_span: Span
    date: str | None
    status: Status = "happened"
    actors: tuple[str, ...] = ()
    quote: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Warning:
    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known about an article. Spans index `text`."""

    path: str
    sha256: str
    title: str | None
    published: str | None
    published_inferred: bool
    text: str
    furniture: tuple[Span, ...] = ()
    credits: tuple[str, ...] = ()
    entities: tuple[tuple[int, int, str], ...] = ()
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    times: tuple[Time, ...] = ()
    timeline: tuple[Event, ...] = ()
    warnings: tuple[Warning, ...] = ()


_T = TypeVar("_T", Actor, Quote, Time, Event)
_SPANS = {"span", "time_span", "cue"}
_SPAN_LISTS = {"spans", "mentions", "descriptions"}
_PARTIES = {"speaker", "addressee"}


def shift(item: _T, move: Callable[[int, int], Span]) -> _T:
    """`item` with each of its spans replaced by `move(start, end)`."""
    changes: dict[str, Any] = {}
    for f in fields(item):
        value = getattr(item, f.name)
        if not value:
            continue
        if f.name in _SPANS:
            changes[f.name] = move(*value)
        elif f.name in _SPAN_LISTS:
            changes[f.name] = tuple(move(*span) for span in value)
        elif f.name in _PARTIES and value.span:
            changes[f.name] = replace(value, span=move(*value.span))
    return replace(item, **changes)


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The analysis as plain JSON data, schema `backstory.analysis/1`."""
    data = msgspec.to_builtins(analysis)
    for quote in data["quotes"]:
        addressee = quote["addressee"]
        quote["addressee"] = (addressee["actors"] or [None])[0] if addressee else None
    source = {"path": data.pop("path"), "sha256": data.pop("sha256")}
    return {"schema": "backstory.analysis/1", "source": source, **data}

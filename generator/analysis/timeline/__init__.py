"""What happened when: the dated events of an article, each with its clause, status and actors.

A time expression dates the smallest clause that it belongs to; a statement dated by its reporting
verb is itself the event. `doc._.timeline` holds one item for each mention of an event, in the
order of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis import document
from generator.analysis.model import Event, Quote
from generator.analysis.timeline.clauses import Clause, clause, is_timeless
from generator.analysis.timeline.dating import Dating, datings, since
from generator.analysis.timeline.mentions import same_as
from generator.analysis.timeline.statements import dated, statements
from generator.analysis.timeline.status import status
from generator.reading.article import Span


@Language.factory(
    "backstory_timeline",
    assigns=["doc._.timeline", "doc._.quotes"],
    requires=["doc._.times", "doc._.quotes", "doc._.actors", "token.dep", "token.tag"],
)
def make(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component: writes `doc._.timeline`, and the dates of `doc._.quotes`."""
    return annotate


def annotate(doc: Doc) -> Doc:
    """Find the dated events of `doc`, and date its quotes."""
    events = [replace(e, id=f"e{n}") for n, e in enumerate(_events(doc), 1)]
    doc._.timeline = same_as(doc, tuple(events))
    dates = {e.quote: e.date for e in reversed(events) if e.quote and not _is_told(e, doc._.quotes)}
    doc._.quotes = tuple(replace(q, date=dates.get(q.id, q.date)) for q in doc._.quotes)
    return doc


def _events(doc: Doc) -> Iterator[Event]:
    said = statements(doc)
    timed = frozenset(token.i for span in doc.spans["times"] for token in span)
    seen: dict[tuple[Span, str | None], Dating] = {}
    for dating in chain.from_iterable((d, since(d)) for d in datings(doc)):
        if dating is None:
            continue
        found = clause(doc, dating, timed)
        if found is None or is_timeless(dating, found.predicate):
            continue
        statement = dated(said, found.predicate, dating.span)
        span = statement.span if statement else _within(doc._.quotes, found, dating.span)
        span = _without_half_marks(doc, span)
        if (span, dating.date) in seen:
            continue
        seen[span, dating.date] = dating
        yield Event(
            id="",
            span=span,
            time_span=dating.span,
            date=dating.date,
            status=status(doc, found, dating),
            actors=_actors(doc, span),
            quote=statement.quote.id if statement else _quoted(doc._.quotes, span),
        )


def _within(quotes: tuple[Quote, ...], clause: Clause, time: Span) -> Span:
    """A clause that somebody says, without the words that say who, unless they tell the time."""
    start, end = clause.span
    at = clause.predicate.idx
    said = (q.spans for q in quotes if any(s <= at < e for s, e in q.spans))
    wholes = [(spans[0][0], spans[-1][1]) for spans in said]
    wholes = [(s, e) for s, e in wholes if s <= time[0] and time[1] <= e]
    s, e = min(wholes, key=lambda span: span[1] - span[0], default=clause.span)
    return max(s, start), min(e, end)


def _without_half_marks(doc: Doc, span: Span) -> Span:
    """A span without a quotation mark at an end whose other half lies outside."""
    start, end = span
    words = document.text(doc)[start:end]
    for opening, closing in ('""', "“”"):
        halves = words.count(closing) % 2 if opening == closing else None
        if words.endswith(closing) and (halves or (halves is None and opening not in words)):
            return start, start + len(words.rstrip(closing + ",.!?"))
        if words.startswith(opening) and (halves or (halves is None and closing not in words)):
            return end - len(words.lstrip(opening)), end
    return span


def _actors(doc: Doc, span: Span) -> tuple[str, ...]:
    start, end = span
    return tuple(
        actor.id for actor in doc._.actors if any(s < end and start < e for s, e in actor.mentions)
    )


def _is_told(event: Event, quotes: tuple[Quote, ...]) -> bool:
    """Whether the event is what somebody said, and not their saying it."""
    return _quoted(quotes, event.span) == event.quote


def _quoted(quotes: tuple[Quote, ...], span: Span) -> str | None:
    """The quote whose content tells the event."""
    for quote in quotes:
        if any(s <= span[0] and span[1] <= e for s, e in quote.spans):
            return quote.id
    return None

"""Mentions of one event: the same date, told in much the same words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from spacy.tokens import Doc

from generator.analysis.model import Event

_ALIKE = 0.6
"""Least share of content words (Dice) that two mentions of one event have in common."""


def same_as(doc: Doc, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events, those told before with `same_as` set to the first mention's id."""
    words = {event.id: _content(doc, event) for event in events}
    firsts: defaultdict[str, list[Event]] = defaultdict(list)
    joined: list[Event] = []
    for event in events:
        told = firsts[event.date] if event.date and not event.quote else []
        first = next((e for e in told if _is_same(e, event, words)), None)
        if first is None:
            told.append(event)
        joined.append(replace(event, same_as=first.id if first else None))
    return tuple(joined)


def _is_same(one: Event, other: Event, words: dict[str, frozenset[str]]) -> bool:
    a, b = words[one.id], words[other.id]
    return len(a & b) >= 2 and 2 * len(a & b) >= _ALIKE * (len(a) + len(b))


def _content(doc: Doc, event: Event) -> frozenset[str]:
    span = doc.char_span(*event.span, alignment_mode="expand")
    time = range(*event.time_span)
    if span is None:
        return frozenset()
    return frozenset(
        t.lemma_.lower()
        for t in span
        if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and t.idx not in time
    )

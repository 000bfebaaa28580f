"""Mentions of one event: the same date, told in much the same words."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from generator.analysis.model import Event

_ALIKE = 0.6
"""Least share of content words (Dice) that two mentions of one event have in common."""


def same_as(doc: Doc, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events, those told before with `same_as` set to the first mention's id."""
    words = {event.id: _content(doc, event) for event in events}
    joined: list[Event] = []
    for event in events:
        first = next((e for e in joined if _is_same(e, event, words)), None)
        joined.append(replace(event, same_as=(first.same_as or first.id) if first else None))
    return tuple(joined)


def _is_same(one: Event, other: Event, words: dict[str, frozenset[str]]) -> bool:
    if one.date is None or one.date != other.date or one.quote or other.quote:
        return False
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

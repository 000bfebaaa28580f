"""Mentions of one event: dates that agree, told in much the same words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc

from generator.analysis.model import Event
from generator.analysis.times.happenings import is_eventive, what
from generator.edtf import read

_ALIKE = 0.6
"""Least share of content words (Dice) that two mentions of one event have in common."""
_WITHIN = 0.75
"""Where one tells more than the other: the least share of the shorter's words that both have."""
_ENOUGH = 4
"""Words that both must have for that, what happened among them."""


_A_MONTH = 31
"""Days. What happened some time in a year is seldom told twice."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """An event, the first and last day (ordinals) of its date, and the roots of its words.

    The days of a date that is open on one side are those of its other.
    """

    event: Event
    first: int
    last: int
    is_open: bool
    words: frozenset[str]
    happening: frozenset[str]


def same_as(doc: Doc, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events with `same_as` set to the id of that mention of theirs that is dated most exactly.

    Among equally exact ones that is the first. What somebody said is never one with another.
    """
    groups: list[list[_Mention]] = []
    for event in events:
        mention = _mention(doc, event)
        if mention is None:
            continue
        group = next((g for g in groups if all(_is_same(m, mention) for m in g)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    best: dict[str, str] = {}
    for group in groups:
        exact = min(group, key=lambda m: (m.is_open, m.last - m.first)).event.id
        best.update((m.event.id, exact) for m in group if m.event.id != exact)
    return tuple(replace(event, same_as=best.get(event.id)) for event in events)


def _mention(doc: Doc, event: Event) -> _Mention | None:
    date = read(event.date) if event.date and not event.quote else None
    span = doc.char_span(*event.span, alignment_mode="expand")
    if date is None or span is None:
        return None
    first, last = date.first, date.last
    is_open = first is None or last is None
    known = first or last or 0
    time = range(*event.time_span)
    content = [
        t for t in span if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and t.idx not in time
    ]
    return _Mention(
        event,
        first if first is not None else known,
        last if last is not None else known,
        is_open,
        frozenset(what(t).root for t in content),
        frozenset(what(t).root for t in content if t.pos_ == "VERB" or is_eventive(t)),
    )


def _is_same(one: _Mention, other: _Mention) -> bool:
    shared = one.words & other.words
    shorter = min(len(one.words), len(other.words))
    if one.event.date == other.event.date:
        enough = 2 * len(shared) >= _ALIKE * (len(one.words) + len(other.words))
        if enough and len(shared) >= 2:
            return True
    elif one.is_open or other.is_open or not (_covers(one, other) or _covers(other, one)):
        return False
    elif one.event.span == other.event.span:
        return True
    if max(one.last - one.first, other.last - other.first) > _A_MONTH:
        return False
    tells = one.happening & other.happening
    return bool(tells) and len(shared) >= max(_ENOUGH, _WITHIN * shorter)


def _covers(one: _Mention, other: _Mention) -> bool:
    return one.first <= other.first and other.last <= one.last

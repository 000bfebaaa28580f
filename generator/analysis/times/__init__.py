"""When: the time expressions of an article, with TIMEX3 values and dates in EDTF.

Rules read words into meanings, neighbours are joined, and meanings are resolved in the order of the
text: against the day of publication, the tense of the sentence, and the time that the story has
reached. `doc._.times` holds them, `doc.spans["times"]` their tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from spacy.language import Language
from spacy.tokens import Doc, Token

from generator.analysis import document  # noqa: F401  (registers the Doc's extensions)
from generator.analysis.model import Time, TimeType
from generator.analysis.times import calendar, happenings
from generator.analysis.times.direction import direction, governor, puts_off, until
from generator.analysis.times.edtf import edtf
from generator.analysis.times.found import Found
from generator.analysis.times.joining import join, share
from generator.analysis.times.meaning import (
    EITHER,
    PAST,
    FromEvent,
    InYear,
    Meaning,
    Reference,
    TimeOfDay,
)
from generator.analysis.times.rules import read
from generator.analysis.times.words import Words


@Language.factory(
    "backstory_times",
    assigns=["doc._.times", "doc.spans"],
    requires=["token.tag", "token.pos", "token.dep", "doc.ents"],
)
def make(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component: reads `doc._.published`, writes `doc._.times` and `doc.spans["times"]`."""
    return annotate


def annotate(doc: Doc) -> Doc:
    """Find and resolve the time expressions of `doc`."""
    times = tuple(resolve(doc, doc._.published))
    doc._.times = times
    spans = (doc.char_span(*t.span, label=t.type, alignment_mode="expand") for t in times)
    doc.spans["times"] = [span for span in spans if span is not None]
    return doc


def find(words: Words) -> list[Found]:
    """Time expressions from left to right, none within another."""
    found: list[Found] = []
    i = 0
    while i < len(words):
        new = read(words, i, found[-1] if found else None)
        if new is None:
            i += 1
            continue
        i = new.end
        while found and (joined := join(words, found[-1], new)):
            found.pop()
            new = joined
        found.append(new)
    return share([f for f in found if not f.loose], words)


def resolve(doc: Doc, published: str | None) -> Iterator[Time]:
    """The times of `doc`, resolved one after the other."""
    words = Words(doc.text, doc)
    day = date.fromisoformat(published[:10]) if published else None
    story: tuple[str, ...] = ()
    dated: tuple[tuple[happenings.What, str], ...] = ()
    for f in find(words):
        root = words.root(f.start, f.end)
        here = tuple(happenings.told_at(root))
        ref = Reference(day, story, _direction(words, f, root), dated, here)
        if words.quoted(f.start):
            ref = _as_said(ref)
        value = f.meaning.value(ref)
        when = f.meaning.date(ref) if isinstance(f.meaning, FromEvent) else value
        zone = f.meaning.zone if isinstance(f.meaning, TimeOfDay) else ""
        span = words.start[f.start], words.end[f.end - 1]
        yield Time(span, _type(f.meaning, value), value, edtf(when, f.approximate, zone))
        if f.meaning.type != "SET" and calendar.read(when):
            story = (when, *story[:_MEMORY])
            dated = (*((event, when) for event in here), *dated)[:_MEMORY_OF_EVENTS]


def _type(meaning: Meaning, value: str) -> TimeType:
    """A distance that leads to no date is a length of time."""
    return "DURATION" if _LENGTH.match(value) and meaning.type == "TIME" else meaning.type


_LENGTH = re.compile(r"P[\dXT]", re.ASCII)
_MEMORY_OF_EVENTS = 60


_MEMORY = 12
_SAID_WITHIN = timedelta(days=14)


def _direction(words: Words, f: Found, token: Token) -> int:
    """Where a preposition tells it, from that; else from the verb."""
    before = words.at(f.start - 1)
    if before in ("since", "of") and words.at(f.start - 2) in ("as", "since"):
        return PAST
    if before == "since":
        return PAST
    verb = governor(token)
    if before in ("until", "till", "through") or (before == "to" and verb and puts_off(verb)):
        return until(token)
    told = direction(token)
    return EITHER if before == "by" and isinstance(f.meaning, InYear) else told


def _as_said(ref: Reference) -> Reference:
    """Within a quotation, "today" is the day on which it was said: that of the story, if recent."""
    said = ref.origin(from_story=True)
    if said and ref.published and timedelta(0) <= ref.published - said[0] <= _SAID_WITHIN:
        return replace(ref, published=said[0])
    return ref

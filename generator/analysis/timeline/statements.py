"""Statements: which predicates are cues, and what source, cue and content cover together."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from generator.analysis.model import Quote
from generator.reading.article import Span


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote, and the characters of its sentence that say who said what."""

    quote: Quote
    span: Span


def statements(doc: Doc) -> dict[int, Statement]:
    """Statements by the position of the tokens of their cues."""
    found: dict[int, Statement] = {}
    for quote in doc._.quotes:
        if quote.cue is None:
            continue
        cue = doc.char_span(*quote.cue, alignment_mode="expand")
        if cue is None:
            continue
        first, last = cue.root.sent.start_char, cue.root.sent.end_char
        parts = [quote.cue, *quote.spans]
        if quote.speaker and quote.speaker.span:
            parts.append(quote.speaker.span)
        near = [(max(s, first), min(e, last)) for s, e in parts if s < last and first < e]
        whole = min(s for s, _ in near), max(e for _, e in near)
        for token in cue:
            found.setdefault(token.i, Statement(quote, whole))
    return found

"""The exact characters of what was said, and its kind."""

from __future__ import annotations

from generator.analysis.model import QuoteType
from generator.analysis.quotes.passage import Passage
from generator.reading.article import Span


def exact(passage: Passage, content: tuple[tuple[int, int], ...]) -> tuple[QuoteType, list[Span]]:
    """The kind of a content and its characters: no quotation cut, no punctuation at its ends."""
    spans, quoted, plain = [], False, False
    for start, stop in content:
        first, last = passage.quoted(start), passage.quoted(stop - 1)
        if first is not None and first is last and start > first.start and stop <= first.stop:
            start, stop = trimmed(passage, start, min(stop, first.inner_stop))
            if stop > start:
                spans.append(passage.chars(start, stop))
                plain = True
            continue
        start = first.start if first is not None else start
        stop = last.stop if last is not None else stop
        start, stop = trimmed(passage, start, stop)
        if stop <= start:
            continue
        spans.append(passage.chars(start, stop))
        i = start
        while i < stop:
            mark = passage.quoted(i)
            if mark is not None:
                quoted, i = True, mark.stop
            else:
                plain = plain or not (passage.doc[i].is_punct or passage.doc[i].is_space)
                i += 1
    if quoted:
        return ("mixed" if plain else "direct"), spans
    return "indirect", spans


def trimmed(passage: Passage, start: int, stop: int) -> tuple[int, int]:
    """`[start, stop)` without spaces and punctuation around it, quotation marks excepted."""
    doc = passage.doc
    while stop > start and _loose(passage, stop - 1) and doc[stop - 1].text not in (")", "]", "%"):
        stop -= 1
    while start < stop and _loose(passage, start) and doc[start].text not in ("(", "[", "$", "#"):
        start += 1
    return start, stop


def _loose(passage: Passage, i: int) -> bool:
    token = passage.doc[i]
    if not (token.is_punct or token.is_space):
        return False
    quoted = passage.quoted(i)
    return quoted is None or i not in (quoted.start, quoted.stop - 1)


def without(text: str, spans: list[Span], parts: list[Span]) -> list[Span]:
    """`spans` less `parts`, so that what was said never overlaps who says it or the cue."""
    for a, b in parts:
        if not any(start < b and a < stop for start, stop in spans):
            continue
        pieces = [
            piece
            for start, stop in spans
            for piece in ((start, min(stop, a)), (max(start, b), stop))
        ]
        spans = [_stripped(text, *piece) for piece in pieces if piece[0] < piece[1]]
        spans = [(start, stop) for start, stop in spans if start < stop]
    return spans


def _stripped(text: str, start: int, stop: int) -> Span:
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in ",;:—–"):
        stop -= 1
    while start < stop and (text[start].isspace() or text[start] in ",;:—–"):
        start += 1
    return start, stop

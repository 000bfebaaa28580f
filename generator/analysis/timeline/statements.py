"""Statements: what source, cue and content cover together, and which of them a time dates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from generator.analysis.document import text
from generator.analysis.model import Quote
from generator.analysis.times.lexicon import VEHICLES
from generator.reading.article import Span


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote, and the characters of its paragraph that say who said what.

    `said` covers the source and the cue; a time in it, or right after it, is that of the saying.
    """

    quote: Quote
    span: Span
    said: Span

    def is_dated_by(self, predicate: Token, time: Span) -> bool:
        """Whether a time tells when the statement was made.

        It hangs on the cue, stands beside cue or source, or dates what the words were said in ("in
        a letter sent on Monday, she wrote").
        """
        if any(s <= time[0] and time[1] <= e for s, e in self.quote.spans):
            return False
        cue = self.quote.cue
        if cue and any(cue[0] <= token.idx < cue[1] for token in _carriers(predicate)):
            return True
        start, end = self.said
        if start <= time[0] and time[1] <= end:
            return True
        if not end <= time[0] <= end + _LONGEST_LINK:
            return False
        return text(predicate.doc)[end : time[0]].strip().lower() in _LINKS


def _carriers(predicate: Token) -> list[Token]:
    """A predicate, and the verb whose words it dates the letter, report or tweet of."""
    noun = predicate.head if predicate.dep_ in ("acl", "acl:relcl", "relcl") else predicate
    if noun.lemma_.lower() in VEHICLES:
        return [predicate, *noun.ancestors]
    return [predicate]


_LINKS = {"", "on", "in", "at", "late", "early", ",", "late on", "early on"}
_LONGEST_LINK = 2 + max(map(len, _LINKS))
_NEAR = 8
"""Statements that are looked at on either side of a time; nested ones begin close together."""


def statements(doc: Doc) -> list[Statement]:
    """The statements of `doc`, in the order of their beginnings."""
    found = (s for quote in doc._.quotes if (s := _statement(doc, quote)) is not None)
    return sorted(found, key=lambda s: s.span)


def dated(said: Sequence[Statement], predicate: Token, time: Span) -> Statement | None:
    """The first of `said` that a time dates by way of `predicate`, if any."""
    here = bisect_left(said, time, key=lambda s: s.span)
    near = said[max(0, here - _NEAR) : here + _NEAR]
    return next((s for s in near if s.is_dated_by(predicate, time)), None)


def _statement(doc: Doc, quote: Quote) -> Statement | None:
    if quote.cue is None:
        return None
    first = text(doc).rfind("\n", 0, quote.cue[0]) + 1
    last = text(doc).find("\n", quote.cue[1])
    last = len(text(doc)) if last < 0 else last
    said = [quote.cue]
    if quote.speaker and quote.speaker.span:
        said.append(quote.speaker.span)
    parts = [(s, e) for s, e in (*said, *quote.spans) if first <= s and e <= last]
    return Statement(quote, _hull(parts), _hull(said))


def _hull(spans: list[Span]) -> Span:
    return min(s for s, _ in spans), max(e for _, e in spans)

"""A paragraph as the patterns see it: tokens, sentences and what stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from generator.analysis.quotes.marks import Quotation, quotations
from generator.reading.article import Span

LONGEST = 1000
"""Tokens; what a parser makes of a longer sentence is not relied on."""

_PARAGRAPH = re.compile(r"[^\n]+")
_STOPS = (".", "?", "!", "…", "...", ":", ";")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph.

    Attributes:
        start, stop: its tokens, `[start, stop)`.
        quotations: the outermost quotations in it, with the tokens that they cover.
        times: tokens of time expressions, where the pipeline finds them.
        sentences: token ranges that no quotation crosses; what a quotation covers is one sentence
            with the words that introduce it.
    """

    doc: Doc
    start: int
    stop: int
    quotations: tuple[Quoted, ...]
    sentences: tuple[tuple[int, int], ...]
    times: frozenset[int]
    _starts: tuple[int, ...]
    _parsed: list[int]

    def tokens(self) -> Iterator[Token]:
        """Those in sentences that are short enough to be relied on."""
        for start, stop in self.sentences:
            for token in self.doc[start:stop]:
                first, last = self.scope(token)
                if last - first <= LONGEST and token.right_edge.i - token.left_edge.i <= LONGEST:
                    yield token

    def quoted(self, i: int) -> Quoted | None:
        """The quotation that token `i` stands in."""
        k = bisect_right(self._starts, i) - 1
        return self.quotations[k] if k >= 0 and i < self.quotations[k].stop else None

    def next_quoted(self, i: int) -> Quoted | None:
        """The first quotation that starts at token `i` or later."""
        k = bisect_left(self._starts, i)
        return self.quotations[k] if k < len(self.quotations) else None

    def previous_quoted(self, i: int) -> Quoted | None:
        """The last quotation that ends at token `i` or earlier."""
        k = bisect_left(self._starts, i) - 1
        if k >= 0 and self.quotations[k].stop > i:
            k -= 1
        return self.quotations[k] if k >= 0 else None

    def scope(self, token: Token) -> tuple[int, int]:
        """The sentence of `token`; of one in quotation marks, no more than these enclose."""
        inside = self.quoted(token.i)
        if inside:
            k = bisect_right(self._parsed, token.i)
            return max(self._parsed[k - 1], inside.start + 1), min(
                self._parsed[k], inside.inner_stop
            )
        k = bisect_right(self.sentences, (token.i, len(self.doc))) - 1
        return self.sentences[k]

    def opens_sentence(self, i: int) -> bool:
        """Whether a sentence starts at token `i`."""
        k = bisect_left(self.sentences, (i, 0))
        return k < len(self.sentences) and self.sentences[k][0] == i

    def chars(self, start: int, stop: int) -> Span:
        """The characters of tokens `[start, stop)`."""
        last = self.doc[stop - 1]
        return self.doc[start].idx, last.idx + len(last)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation and the tokens `[start, stop)` that it covers, marks included."""

    mark: Quotation
    start: int
    stop: int
    inner_stop: int

    @property
    def span(self) -> Span:
        return self.mark.start, self.mark.stop


def passages(doc: Doc) -> Iterator[Passage]:
    """The paragraphs of a document in order."""
    begins = [token.idx for token in doc]
    marks = quotations(doc.text)
    parsed = [*(sent.start for sent in doc.sents), len(doc)]
    times = frozenset(_times(doc))
    k = 0
    for match in _PARAGRAPH.finditer(doc.text):
        start = bisect_left(begins, match.start())
        stop = bisect_left(begins, match.end())
        while start < stop and doc[start].is_space:
            start += 1
        while stop > start and doc[stop - 1].is_space:
            stop -= 1
        if start == stop:
            continue
        here = []
        while k < len(marks) and marks[k].start < match.end():
            here.append(_quoted(marks[k], begins))
            k += 1
        starts = tuple(q.start for q in here)
        sentences = _sentences(doc, start, stop, here)
        yield Passage(doc, start, stop, tuple(here), sentences, times, starts, parsed)


def _times(doc: Doc) -> Iterator[int]:
    """Tokens of time expressions: of `backstory_times`, and names that a pipeline labels so."""
    for span in doc.spans.get("times", ()):
        yield from range(span.start, span.end)
    for name in doc.ents:
        if name.label_ in ("DATE", "TIME"):
            yield from range(name.start, name.end)


def _quoted(mark: Quotation, begins: list[int]) -> Quoted:
    start = max(0, bisect_right(begins, mark.start) - 1)
    stop = bisect_left(begins, mark.stop)
    inner_stop = bisect_left(begins, mark.inner[1])
    return Quoted(mark, start, stop, max(inner_stop, start + 1))


def _sentences(
    doc: Doc, start: int, stop: int, quoted: list[Quoted]
) -> tuple[tuple[int, int], ...]:
    cuts = [start]
    k = 0
    for i in range(start + 1, stop):
        while k < len(quoted) and quoted[k].stop <= i:
            k += 1
        if k < len(quoted) and quoted[k].start < i:
            continue
        before = quoted[k - 1] if k else None
        opens = k < len(quoted) and quoted[k].start == i
        last = doc[i - 1 - (doc[i - 1].is_space and i - 1 > start)]
        if (opens and last.text in (".", "?", "!")) or _ends(doc, i, before):
            cuts.append(i)
    return tuple(zip(cuts, [*cuts[1:], stop], strict=True))


def _ends(doc: Doc, i: int, before: Quoted | None) -> bool:
    """Whether a sentence starts at token `i`: the parser starts one that may start there.

    After a quotation that ends with a full stop one starts whatever the parser says.
    """
    token = doc[i]
    if before and before.stop == i and before.mark.closed:
        full = doc[before.inner_stop - 1].text == "."
        if full and token.text[:1].isupper():
            return True
    if not token.is_sent_start:
        return False
    if (
        token.is_punct
        and not token.is_left_punct
        and token.text not in ('"', "''", "``", "'", "—", "–")
    ):
        return False
    last = doc[i - 1]
    if before and before.stop == i:
        last = doc[before.inner_stop - 1]
        if last.text in (",", "?", "!") or last.text[-1] in ",?!":
            return not token.text[:1].islower() and last.text != ","
    if last.is_space:
        return True
    return last.text[-1] in '.?!…:;)]"”’' or not token.text[:1].islower()

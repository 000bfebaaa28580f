"""What the network reads: a text's words, cut into windows of word pieces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LIMIT = 192
"""Word pieces in a window: several paragraphs of a news report, or most of a long one."""
LONGEST_WORD = 8
"""Pieces of a word that are read: an address on the web would fill the window."""
CASES = ("lower", "Title", "UPPER", "mixed", "digits", "other")
"""How a word is written: the network's vocabulary is uncased, its token types are these."""

_SENTENCE_END = frozenset(".!?")
_CLOSING = frozenset("\"'”’)]")


def case(word: str) -> int:
    """The index in CASES of the way in which `word` is written."""
    if any(c.isdigit() for c in word):
        return 4
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 5
    if all(c.islower() for c in letters):
        return 0
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return 2
    if letters[0].isupper() and not any(c.isupper() for c in letters[1:]):
        return 1
    return 3


class Vocabulary:
    """A BERT vocabulary, one piece a line, and the pieces of every word met so far."""

    def __init__(self, lines: str) -> None:
        self.lines = lines
        pieces = {piece: i for i, piece in enumerate(lines.split("\n")) if piece}
        self.start, self.end = pieces["[CLS]"], pieces["[SEP]"]
        self._unknown = pieces["[UNK]"]
        self._read: dict[str, tuple[tuple[int, ...], int]] = {}

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        pieces = {piece: i for i, piece in enumerate(self.lines.split("\n")) if piece}
        tokenizer = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        return tokenizer

    def __getstate__(self) -> dict[str, object]:
        state = dict(self.__dict__)
        state.pop("_tokenizer", None)
        return state

    def read(self, word: str) -> tuple[tuple[int, ...], int]:
        """The pieces of a word, at least one, and its case."""
        known = self._read.get(word)
        if known is None:
            if len(self._read) > 200_000:
                self._read.clear()
            ids = self._tokenizer.encode(word).ids[:LONGEST_WORD] or [self._unknown]
            known = self._read[word] = tuple(ids), case(word)
        return known


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of words as the network reads it.

    Attributes:
        first: index of its first word in the text.
        ids: word pieces; [CLS] first, [SEP] last and where a blank line stands.
        cases: each piece's token type.
        at: where in `ids` each word begins.
        starts: words, counted from `first`, that surely start a sentence: they come after a
            blank line or at the window's beginning.
        inner: words that hardly start one: they come after a comma.
    """

    first: int
    ids: list[int]
    cases: list[int]
    at: list[int]
    starts: list[int]
    inner: list[int]


def windows(
    words: Sequence[str], breaks: Collection[int], vocabulary: Vocabulary, limit: int = LIMIT
) -> Iterator[Window]:
    """Cut a text into windows of whole paragraphs; one that is too long, after a sentence.

    Args:
        words: without white space.
        breaks: indices of the words before which a blank line stands.
    """
    pieces = [vocabulary.read(word) for word in words]
    lengths = [len(ids) for ids, _ in pieces]
    for stretch in _pack(_stretches(words, breaks, lengths, limit), lengths, limit):
        yield _window(stretch, words, breaks, pieces, vocabulary)


def _stretches(
    words: Sequence[str], breaks: Collection[int], lengths: list[int], limit: int
) -> Iterator[range]:
    """Paragraphs, and parts of those that are longer than a window."""
    bounds = sorted({0, len(words), *breaks})
    for start, end in pairwise(bounds):
        while sum(lengths[start:end]) > limit - 2:
            cut = _cut(words, lengths, start, end, limit)
            yield range(start, cut)
            start = cut
        yield range(start, end)


def _cut(words: Sequence[str], lengths: list[int], start: int, end: int, limit: int) -> int:
    """The last end of a sentence that leaves at least a third of the window filled."""
    size, cut = 2, start
    for i in range(start, end):
        size += lengths[i]
        if size > limit:
            return cut if cut > start else max(i, start + 1)
        ends = words[i] in _SENTENCE_END or (
            words[i] in _CLOSING and i > start and words[i - 1] in _SENTENCE_END
        )
        if ends and size > limit // 3 and not (i + 1 < end and words[i + 1] in _CLOSING):
            cut = i + 1
    return end


def _pack(stretches: Iterator[range], lengths: list[int], limit: int) -> Iterator[range]:
    start = stop = size = 0
    for stretch in stretches:
        more = sum(lengths[stretch.start : stretch.stop])
        if stop > start and size + more + 1 > limit - 2:
            yield range(start, stop)
            start, size = stretch.start, 0
        stop = stretch.stop
        size += more + 1
    if stop > start:
        yield range(start, stop)


def _window(
    stretch: range,
    words: Sequence[str],
    breaks: Collection[int],
    pieces: list[tuple[tuple[int, ...], int]],
    vocabulary: Vocabulary,
) -> Window:
    other = CASES.index("other")
    ids, cases, at, starts = [vocabulary.start], [other], [], [0]
    for i in stretch:
        if i in breaks and i > stretch.start:
            ids.append(vocabulary.end)
            cases.append(other)
            starts.append(i - stretch.start)
        at.append(len(ids))
        ids.extend(pieces[i][0])
        cases.extend([pieces[i][1]] * len(pieces[i][0]))
    inner = [i - stretch.start for i in stretch if i not in breaks and _is_after_comma(words, i)]
    return Window(stretch.start, [*ids, vocabulary.end], [*cases, other], at, starts, inner)


def _is_after_comma(words: Sequence[str], i: int) -> bool:
    """Whether a comma stands before a word, or before the quotation mark before it."""
    return i > 0 and words[i - 1 - (i > 1 and words[i - 1] in _CLOSING)] == ","


BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
"""White space that ends a paragraph."""

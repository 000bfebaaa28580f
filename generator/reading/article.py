"""An article as it was read: its metadata, its text and the blocks that make it up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

Span = tuple[int, int]
"""`[start, end)` in code points."""

BlockKind = Literal["title", "heading", "paragraph", "item", "furniture", "credit"]
Rights = Literal["full", "excerpt", "none"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article.

    `pieces` are the spans of the article's text that make up its readable words, in order:
    markup inside a block (`**`, a link's address), furniture run into its first word and the
    line breaks of a hard-wrapped paragraph fall between pieces. Read them joined by nothing;
    a line break that stands for a space is covered by a piece of its own (`"\\n"`).
    """

    kind: BlockKind
    pieces: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return self.pieces[0][0], self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Article:
    """A seed, read.

    Attributes:
        path: the seed's path as the user gave it, with forward slashes.
        sha256: of the file's bytes.
        text: what all spans index; the whole decoded file for .txt and .md (no BOM, newlines
            `\\n`, front matter included), the extracted text for .html.
        title: the headline, or None.
        published: ISO date, or None.
        blocks: in the order of the text; furniture and credits included.
        credits: names of those who wrote or contributed.
        warnings: (code, message, span or None), e.g. `("encoding", "read as Windows-1252", None)`.
    """

    path: str
    sha256: str
    text: str
    title: str | None
    published: str | None
    source_name: str | None = None
    source_url: str | None = None
    author: str | None = None
    topics: tuple[str, ...] = ()
    rights: Rights | None = None
    language: str | None = None
    blocks: tuple[Block, ...] = ()
    credits: tuple[str, ...] = ()
    warnings: tuple[tuple[str, str, Span | None], ...] = ()

    @property
    def furniture(self) -> Iterator[Span]:
        """Spans set aside as page furniture."""
        for block in self.blocks:
            if block.kind == "furniture":
                yield block.span

    def words(self, block: Block) -> str:
        """The readable words of a block, line breaks as spaces."""
        return "".join(self.text[s:e] for s, e in block.pieces).replace("\n", " ")

    def body(self) -> Body:
        """The paragraphs and list items that analysis reads, joined by blank lines."""
        return Body.of(self, tuple(b for b in self.blocks if b.kind in ("paragraph", "item")))


@dataclass(frozen=True, slots=True)
class Body:
    """The text that is analysed, and the way from its offsets back to the article's."""

    text: str
    blocks: tuple[Block, ...]
    _starts: tuple[int, ...] = field(repr=False)
    _origins: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, article: Article, blocks: tuple[Block, ...]) -> Body:
        parts: list[str] = []
        origins: list[int] = []
        for i, block in enumerate(blocks):
            if i:
                parts.append("\n\n")
                origins.append(blocks[i - 1].span[1])
            for start, end in block.pieces:
                parts.append(article.text[start:end].replace("\n", " "))
                origins.append(start)
        starts = tuple(accumulate(map(len, parts[:-1]), initial=0)) if parts else ()
        return cls("".join(parts), blocks, starts, tuple(origins))

    def origin(self, offset: int) -> int:
        """The article's offset of the character at `offset` of this text."""
        piece = bisect_right(self._starts, offset) - 1
        return self._origins[piece] + offset - self._starts[piece]

    def span(self, start: int, end: int) -> Span:
        """The article's span of a non-empty `[start, end)` of this text."""
        return self.origin(start), self.origin(end - 1) + 1

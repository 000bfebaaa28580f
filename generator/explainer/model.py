"""An explainer: the document that a page is made from, as plain data.

A row or section that was read from a file keeps the text it was read from in `raw`, which takes
no part in comparison: writing puts `raw` back wherever it still says what the row says, so a file
that nobody changed is written back byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

SectionKind = Literal["actors", "also", "quotes", "timeline", "article", "prose"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the article comes from: the seed's path from the site's root, publisher, address."""

    file: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """`- **Name** (kind; also Alias, Alias): description [¶ 2](#p2 "id")`"""

    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    raw: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """`| Who | What | How | When | Where |`; `who` is "unattributed" for an unknown speaker."""

    who: str
    what: str
    how: str = ""
    when: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    raw: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EventRow:
    """`| Date | What happened | Status | Where |`

    `date` is EDTF, or the article's words in curly quotation marks where they stay unresolved.
    """

    date: str
    what: str
    status: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    raw: str | None = field(default=None, compare=False, repr=False)


Row = ActorRow | QuoteRow | EventRow


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: rows (actors, also, quotes, timeline) or Markdown."""

    kind: SectionKind
    heading: str
    level: int = 2
    rows: tuple[Row, ...] = ()
    text: str = ""
    raw: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Explainer:
    """One document of `content/`.

    `date` is EDTF or None; `standfirst` and a section's `text` are Markdown; `extra` are the
    front matter's other keys, as given.
    """

    title: str
    date: str | None = None
    source: Source = Source()
    standfirst: str = ""
    sections: tuple[Section, ...] = ()
    extra: tuple[tuple[str, object], ...] = ()
    raw: str | None = field(default=None, compare=False, repr=False)

    def _rows(self, kind: SectionKind) -> Iterator[Row]:
        for section in self.sections:
            if section.kind == kind:
                yield from section.rows

    @property
    def actors(self) -> tuple[ActorRow, ...]:
        """Those of "Who's who", in order."""
        return tuple(r for r in self._rows("actors") if isinstance(r, ActorRow))

    @property
    def also_named(self) -> tuple[ActorRow, ...]:
        """Those below the fold."""
        return tuple(r for r in self._rows("also") if isinstance(r, ActorRow))

    @property
    def quotes(self) -> tuple[QuoteRow, ...]:
        return tuple(r for r in self._rows("quotes") if isinstance(r, QuoteRow))

    @property
    def events(self) -> tuple[EventRow, ...]:
        return tuple(r for r in self._rows("timeline") if isinstance(r, EventRow))

    @property
    def article(self) -> str:
        """The article's Markdown: paragraphs count from 1 over its paragraphs and list items."""
        return "\n\n".join(s.text for s in self.sections if s.kind == "article")

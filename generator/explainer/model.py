"""An explainer: the document that a page is made from, as plain data.

What was read from a file remembers its place there in `raw`, which takes no part in comparison:
writing copies the file's own characters wherever they still say what the data says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from generator.analysis.model import Polarity, QuoteType

SectionKind = Literal["actors", "also", "quotes", "timeline", "article", "prose"]

UNATTRIBUTED = "unattributed"
"""Who said it, where the article does not tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """The characters of a file that something was read from.

    `document[start:end]` is its own text without the last line's end, `document[end:next]` what
    separates it from what follows. `says` is what was read there. Rows of a table share its `head`.
    """

    document: str
    start: int
    end: int
    next: int
    says: Any = None
    head: Head | None = None

    @property
    def text(self) -> str:
        return self.document[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The first two lines of a table: the names of its columns, in order."""

    columns: tuple[str, ...]
    raw: Raw | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the article comes from: the seed's path from the site's root, publisher, address."""

    file: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """`- **Name** (kind; also Alias, Alias): description [¶ 2](#p2 "id")`

    `description`, `elsewhere` (links to other places that say so) and `note` (what stands below
    the first line of the item) are Markdown, the rest is plain text.
    """

    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    elsewhere: str = ""
    note: str = ""
    raw: Raw | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """`| Who | What | How | When | Where |`

    `who` ("unattributed" for an unknown speaker), `what`, `how` and `elsewhere` are Markdown in
    one line, `when` is EDTF or the article's words. `more` holds what stands in columns that an
    editor has added, by name: (name of the column, Markdown).
    """

    who: str
    what: str
    how: str = ""
    when: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    elsewhere: str = ""
    more: tuple[tuple[str, str], ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> QuoteType:
        """Told by the quotation marks: around all of it, around parts of it, or none."""
        return _type(self.what)

    @property
    def polarity(self) -> Polarity:
        """Told by "How": "denied" or a remark in brackets ("(denied)", "(questioned)")."""
        return _polarity(self.how)


# Pages ask for both again and again.


@lru_cache(65536)
def _type(what: str) -> QuoteType:
    what = _FOOTNOTE.sub("", what)
    rest = _QUOTED.sub("", what)
    if rest == what:
        return "indirect"
    return "mixed" if any(c.isalnum() for c in rest) else "direct"


@lru_cache(4096)
def _polarity(how: str) -> Polarity:
    how = how.lower()
    if remark := _REMARK.search(how):
        return remark[1]  # type: ignore[return-value]
    if _DENIED.search(how):
        return "denied"
    return "questioned" if "question" in how else "asserted"


_QUOTED = re.compile(r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|\"[^\"]*(?:\"|$)|^‘.*’$")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\[\]\s]+\]")
_REMARK = re.compile(r"\((asserted|denied|questioned)\)$")
_DENIED = re.compile(r"\bden(?:y|ies|ied|ying)\b")


@dataclass(frozen=True, slots=True)
class EventRow:
    """`| Date | What happened | Status | Where |`

    `date` is EDTF, or the article's words in curly quotation marks where they stay unresolved;
    `what` and `elsewhere` are Markdown in one line, `more` is as in `QuoteRow`.
    """

    date: str
    what: str
    status: str = ""
    paragraphs: tuple[int, ...] = ()
    id: str | None = None
    elsewhere: str = ""
    more: tuple[tuple[str, str], ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Prose:
    """Any other Markdown: an editor's paragraph between rows, or a row that cannot be read."""

    text: str
    raw: Raw | None = field(default=None, compare=False, repr=False)


Row = ActorRow | QuoteRow | EventRow
Item = Row | Prose


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in order.

    The items of "actors", "also", "quotes" and "timeline" are rows of that kind with an editor's
    prose between them; those of "article" and "prose" are one `Prose`, subheadings included. A
    subheading within one of the former begins a section of the same kind at its own level.
    """

    kind: SectionKind
    heading: str
    level: int = 2
    items: tuple[Item, ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(i for i in self.items if not isinstance(i, Prose))

    @property
    def text(self) -> str:
        """What is not in rows, as Markdown."""
        return "\n\n".join(i.text for i in self.items if isinstance(i, Prose))


@dataclass(frozen=True, slots=True)
class Explainer:
    """One document of `content/`.

    `title` is plain text, `date` EDTF or None, `standfirst` Markdown; `extra` are the front
    matter's other keys, as given. `raw` is the front matter's place, `lead` the standfirst's.
    """

    title: str
    date: str | None = None
    source: Source = Source()
    standfirst: str = ""
    sections: tuple[Section, ...] = ()
    extra: tuple[tuple[str, object], ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)
    lead: Raw | None = field(default=None, compare=False, repr=False)

    @property
    def is_sound(self) -> bool:
        """Whether the front matter that it was read from, if any, could be read."""
        return self.raw is None or self.raw.says is not None

    @property
    def rights(self) -> object:
        """How much of the article may stand here: "full", "excerpt" or "none"."""
        return dict(self.extra).get("article", "full")

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


def without_raw(item: Any) -> Any:
    """What an item says, without where it says so."""
    return replace(item, raw=None)

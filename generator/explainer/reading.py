"""An explainer's Markdown as data: sections by their headings, rows by their form.

Every line of the file belongs to one piece, so that writing can put each back as it stood.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from sys import intern
from typing import NamedTuple

import yaml

from generator.explainer import frontmatter, tables
from generator.explainer.blocks import Block, ListItem, blocks
from generator.explainer.model import (
    UNATTRIBUTED,
    ActorRow,
    EventRow,
    Explainer,
    Head,
    Item,
    Prose,
    QuoteRow,
    Raw,
    Section,
    SectionKind,
)
from generator.explainer.tables import COLUMNS, TableRow
from generator.explainer.text import plain
from generator.notation import MOST_MARKS, bounded, crowded
from generator.problems import Place, Problem

SECTIONS: dict[str, SectionKind] = {
    "who's who": "actors",
    "whos who": "actors",
    "also named": "also",
    "who said what": "quotes",
    "timeline": "timeline",
    "the article": "article",
    "article": "article",
}
"""What a section is, by its heading."""

_SPACE = " \t\r\n"


def read(text: str, path: str, *, placed: bool = True) -> tuple[Explainer, list[Problem]]:
    """Read an explainer, whatever its editors have made of it.

    Args:
        text: the whole file, its line ends untouched.
        path: for messages, and for the title of an explainer that has none.
        placed: whether all remembers where it stands in the file. Pages need not know, nor do
            they need the file, unless what it defines may hold in any part of it.

    Returns:
        The explainer, and what could not be read, with its line: it is kept, as prose.

    Raises:
        Problem: the file is longer than people write.
    """
    bounded(text, path)
    file = _File(text, path)
    front, body = _front(file)
    blocks = list(_blocks(file, body))
    if titled := _title(front, blocks):
        front, body = titled, blocks.pop(0).last
    pieces = list(_pieces(file, blocks))
    start = file.start(pieces[0].first) if pieces else len(text)
    raw = Raw(text, 0, file.end(body), start, front.explainer if front.is_sound else None)
    lead = None
    if placed:
        pieces = _placed(file, pieces)
        lead = _lead(pieces, Raw(text, start, start, start, ""))
    elif not _HELD_IN_ALL.search(text):
        raw = replace(raw, document="")
    standfirst, sections = _grouped(pieces)
    explainer = replace(
        front.explainer, standfirst=standfirst, sections=sections, raw=raw, lead=lead
    )
    return explainer, file.problems


_HELD_IN_ALL = re.compile(r"\]:|!\[|\.md[)#>]|\.md +[\"'(]")
"""Of definitions of links and notes, of pictures, of links to other explainers."""


class _File:
    """The text, its lines, and what was found wrong with it. Lines count from 0 here."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.problems: list[Problem] = []
        self._has_returns = "\r" in text
        if self._has_returns:
            self._lines = _NEWLINE.split(text)
            self._starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]
        else:
            self._lines = text.split("\n")
            ends = accumulate(map(len, self._lines[:-1]))
            self._starts = [0, *(end + number for number, end in enumerate(ends, 1))]
        self.count = self.line_at(len(text))

    def line_at(self, offset: int) -> int:
        """The line that begins at an offset; one past the last for the text's end."""
        return bisect_left(self._starts, offset)

    def start(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def end(self, line: int) -> int:
        """Where the words of the line before `line` end."""
        return self.start(line - 1) + len(self.line(line - 1)) if line else 0

    def line(self, line: int) -> str:
        return self._lines[line] if line < len(self._lines) else ""

    def lines(self, first: int, last: int) -> str:
        """Lines as a Markdown text of their own."""
        text = self.text[self.start(first) : self.end(last)]
        if self._has_returns:
            text = _NEWLINE.sub("\n", text)
        return text if first else text.removeprefix("\ufeff")

    def report(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, place=Place(self.path, line + 1), remedy=remedy))


_NEWLINE = re.compile(r"\r\n?|\n")


# Front matter and title


@dataclass(frozen=True, slots=True)
class _Front:
    explainer: Explainer
    has_title: bool
    is_sound: bool


def _front(file: _File) -> tuple[_Front, int]:
    """What the front matter says, and the line that the body begins at."""
    values: frontmatter.Values = {}
    end, is_sound = 0, True
    try:
        end = frontmatter.end(file.text)
        values = frontmatter.read(file.text[:end]) if end else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        is_sound = False
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        file.report(
            mark.line if mark else 0,
            f"the front matter cannot be read ({what})",
            "mend the YAML between two lines of “---”",
        )
    explainer = frontmatter.of(values, frontmatter.title_of(file.path))
    return _Front(explainer, bool(values.get("title")), is_sound), file.line_at(end)


def _title(front: _Front, blocks: Sequence[Block]) -> _Front | None:
    """A heading of level 1 that begins the body is the title, unless the front matter differs."""
    if not blocks or blocks[0].level != 1:
        return None
    title = _words(blocks[0])
    if not title or title.casefold() in SECTIONS:
        return None
    if front.has_title and title != front.explainer.title:
        return None
    return replace(front, explainer=replace(front.explainer, title=title))


# Blocks


def _blocks(file: _File, start: int) -> Iterator[Block]:
    """The blocks from line `start` on, without blank lines at their ends; no words are left out."""
    done = start
    for block in blocks(file.lines(start, file.count), start):
        yield from _unparsed(file, done, block.first)
        if block.kind == "paragraph" and crowded(file.lines(block.first, block.last)):
            file.report(
                block.first,
                f"a paragraph has more than {MOST_MARKS:,} marks of Markdown",
                "it is shown as it was written; divide it",
            )
        yield block
        done = block.last
    yield from _unparsed(file, done, file.count)


def _trimmed(file: _File, first: int, last: int) -> int:
    while last > first + 1 and not file.line(last - 1).strip(_SPACE):
        last -= 1
    return last


def _unparsed(file: _File, first: int, last: int) -> Iterator[Block]:
    """Definitions of links make no block, but are words all the same."""
    while first < last and not file.line(first).strip(_SPACE):
        first += 1
    if first < last:
        yield Block("other", first, _trimmed(file, first, last))


def _words(heading: Block) -> str:
    return plain(" ".join(heading.text.split()))


# Pieces


class _Piece(NamedTuple):
    """A heading, a table's head or an item, and the lines that it stands on."""

    first: int
    last: int
    what: Section | Head | Item
    head: Head | None = None


def _pieces(file: _File, blocks: Iterable[Block]) -> Iterator[_Piece]:
    """All that the file consists of, in order; blocks of prose side by side are one piece."""
    section: Section | None = None
    head: Head | None = None
    prose: tuple[int, int] | None = None
    for block in blocks:
        begun = _begun(block, section)
        if begun:
            section, head = begun, None
            found = [_Piece(block.first, block.last, begun)]
        else:
            found = list(_rows(file, block, section, head)) if section else []
            head = next((p.head for p in found if p.head), head)
        if found:
            if prose:
                yield _prose(file, *prose)
            prose = None
            yield from found
        else:
            prose = (prose[0] if prose else block.first, block.last)
    if prose:
        yield _prose(file, *prose)


def _prose(file: _File, first: int, last: int, head: Head | None = None) -> _Piece:
    return _Piece(first, last, Prose(file.lines(first, last)), head)


def _begun(block: Block, section: Section | None) -> Section | None:
    """The section that a heading begins; none where it is a subheading of the article or of prose.

    A subheading among rows begins a section of the same kind; what stands below the fold ends
    with it.
    """
    if not block.level:
        return None
    name = _words(block).casefold().replace("’", "'").rstrip(":").strip()
    kind = SECTIONS.get(name)
    if section and block.level > 2:
        if section.kind == "article":
            return None
        if section.kind == "prose":
            if not kind and block.level > section.level:
                return None
        elif not kind:
            kind = "actors" if section.kind == "also" else section.kind
            if section.kind == "also" and block.level > section.level:
                kind = "also"
    return Section(kind or "prose", " ".join(block.text.split()), block.level)


def _rows(file: _File, block: Block, section: Section, head: Head | None) -> Iterator[_Piece]:
    """The rows that a block holds; nothing where it is prose."""
    if section.kind in ("actors", "also"):
        if block.kind == "list":
            yield from _list(file, block)
    elif section.kind in _ROWS:
        kind = _ROWS[section.kind]
        if block.kind == "table":
            yield from _table(file, block, kind)
        elif head and all(
            file.line(n).lstrip(_SPACE).startswith("|") for n in range(block.first, block.last)
        ):
            # A comment or an empty line within a table ends it for Markdown, not for editors.
            for line in range(block.first, block.last):
                yield _table_row(file, line, kind, head)


_ROWS: dict[SectionKind, type[TableRow]] = {"quotes": QuoteRow, "timeline": EventRow}


def _placed(file: _File, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces, with where they stand."""
    starts = [*(file.start(p.first) for p in pieces), len(file.text)]
    return [
        piece._replace(
            what=replace(
                piece.what,
                raw=Raw(file.text, start, file.end(piece.last), next, piece.what, piece.head),
            ),
        )
        for piece, start, next in zip(pieces, starts, starts[1:], strict=False)
    ]


def _lead(pieces: Sequence[_Piece], nowhere: Raw) -> Raw:
    """Where the standfirst stands, or would."""
    what = pieces[0].what if pieces else None
    return replace(what.raw, says=what.text) if isinstance(what, Prose) and what.raw else nowhere


def _grouped(pieces: Iterable[_Piece]) -> tuple[str, tuple[Section, ...]]:
    """The standfirst, and the sections with what stands in them."""
    standfirst = ""
    sections: list[tuple[Section, list[Item]]] = []
    for piece in pieces:
        what = piece.what
        if isinstance(what, Section):
            sections.append((what, []))
        elif isinstance(what, Head):
            continue
        elif sections:
            sections[-1][1].append(what)
        elif isinstance(what, Prose):
            standfirst = what.text
    return standfirst, tuple(replace(s, items=tuple(items)) for s, items in sections)


# Who's who

_LINK = re.compile(
    r"""\[[^\[\]]*\]\(\s*+<?(?P<url>[^()<>\s]*)>?
        (?:\s+["'(](?P<title>[^"'()]*)["')])?\s*\)
      | ¶\s*(?P<bare>\d+)""",
    re.VERBOSE,
)
_PLACE = re.compile(r"""\[¶ \d+\]\(#p(?P<number>\d{1,9})(?: "(?P<id>[^\s"'()]+)")?\)""")
"""As the machine writes it."""
_ACTOR = re.compile(
    r"""(?:\*\*(?P<name>(?:\\.|[^\\*]|\*(?!\*))+)\*\*|__(?P<named>(?:\\.|[^\\_]|_(?!_))+)__)
        (?:\s*\((?P<inside>(?:\\.|[^()\\]|\((?:\\.|[^()\\])*\))*)\))?
        \s*(?:[:–—]\s*)?(?P<description>.*)""",
    re.VERBOSE | re.DOTALL,
)
_OWN_ACTOR = re.compile(
    r"""\*\*(?P<name>[^\s\\`*_<&~!\[\]][^\\`*_<&~!\[\]]*)\*\*
        [ ]\((?P<kind>[a-z]+)(?:;[ ]also[ ](?P<aliases>[^\\`*_<&~!\[\];()]+))?\)
        :[ ](?P<description>[^\[¶]*)
        (?P<place>\[¶[ ]\d+\]\(\#p[1-9]\d{0,8}(?:[ ]"[^\s"'()]+")?\))""",
    re.VERBOSE,
)
"""As the machine writes it, in one paragraph."""
_BULLET = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*")


def _list(file: _File, block: Block) -> Iterator[_Piece]:
    for item in block.items:
        row = _actor(file, item)
        if row:
            yield _Piece(item.first, item.last, row)
        else:
            file.report(
                item.first, "this item names no actor", "begin it with the name in bold: - **Name**"
            )
            yield _prose(file, item.first, item.last)


def _actor(file: _File, item: ListItem) -> ActorRow | None:
    if item.text is None:
        return None
    text = " ".join(item.text.split())
    if item.text_last == item.last and (own := _OWN_ACTOR.fullmatch(text)):
        return _own_actor(own)
    tail = _tail(text)
    match = _ACTOR.fullmatch(text[:tail])
    name = plain(match["name"] or match["named"]) if match else ""
    if not match or not name:
        return None
    paragraphs, id, elsewhere = _places(text[tail:])
    kind, aliases = _kind_and_aliases(match["inside"] or "")
    name, kind = intern(name), intern(kind)
    bullet = _BULLET.match(file.line(item.first))
    note = file.lines(item.text_last, item.last) if item.text_last < item.last else ""
    return ActorRow(
        name,
        kind,
        aliases,
        match["description"].strip(),
        paragraphs,
        id,
        elsewhere,
        _outdented(note, len(bullet[0]) if bullet else 0),
    )


def _own_actor(own: re.Match[str]) -> ActorRow:
    """What `_actor` would make of it, too."""
    name, kind, also, description, place = own.groups()
    aliases = filter(None, map(str.strip, also.split(","))) if also else ()
    return ActorRow(
        intern(name.strip()),
        intern(kind),
        tuple(dict.fromkeys(aliases)),
        description.strip(),
        *_places(place),
    )


def _outdented(text: str, width: int) -> str:
    return re.sub(rf"(?m)^[ \t]{{1,{width}}}", "", text).strip("\n") if width else text.strip("\n")


def _kind_and_aliases(inside: str) -> tuple[str, tuple[str, ...]]:
    """From "person; also Ada, Moreau"."""
    kinds: list[str] = []
    aliases: list[str] = []
    for part in _split(inside, ";"):
        if also := _ALSO.match(part):
            aliases += (plain(a) for a in _split(part[also.end() :], ","))
        else:
            kinds.append(plain(part))
    return "; ".join(k for k in kinds if k), tuple(dict.fromkeys(a for a in aliases if a))


_ALSO = re.compile(r"\s*also\s+")


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that no backslash precedes."""
    if "\\" not in text:
        return text.split(mark)
    return [m[1] for m in re.finditer(rf"(?s)((?:[^\\{mark}]|\\.?)*)(?:{mark}|\Z)", text)]


def _tail(text: str) -> int:
    """Where the links to places at the end of a text begin."""
    at = len(text)
    run: list[re.Match[str]] = []
    for link in reversed(list(_LINK.finditer(text))):
        if text[link.end() : at].strip(" ,"):
            break
        run.insert(0, link)
        at = link.start()
    return next((m.start() for m in run if _number(m) or _id(m)), len(text))


def _number(link: re.Match[str]) -> int | None:
    """Of the paragraph that a link leads to."""
    number = link["bare"] or (link["url"][2:] if link["url"].startswith("#p") else "")
    return int(number) if number.isdecimal() else None


def _id(link: re.Match[str]) -> str | None:
    """A row's id, which is a title of one word."""
    title = link["title"]
    return title if title and not any(c.isspace() for c in title) else None


def _places(text: str) -> tuple[tuple[int, ...], str | None, str]:
    """From what stands under "Where": numbers of paragraphs, the row's id, all other Markdown."""
    if own := _PLACE.fullmatch(text):
        return (int(own["number"]),), own["id"], ""
    links = list(_LINK.finditer(text))
    places = [link for link in links if _number(link) is not None]
    if places:
        id = next((id for link in places if (id := _id(link))), None)
        rest = text
        for link in reversed(places):
            rest = rest[: link.start()] + rest[link.end() :].lstrip(" ,")
        return tuple(n for link in places if (n := _number(link)) is not None), id, rest.strip(" ,")
    for link in links:
        if id := _id(link):
            end = link.start("title") - 1
            return (), id, f"{text[:end].rstrip()}){text[link.end() :]}".strip()
    return (), None, text.strip()


# Tables


def _table(file: _File, block: Block, kind: type[TableRow]) -> Iterator[_Piece]:
    """The head and the rows of a table that has our columns, in whatever order."""
    names = {name.casefold(): name for name in COLUMNS[kind]} | {"what": COLUMNS[kind][1]}
    columns: list[str] = []
    for title in map(plain, block.columns):
        name = names.get(title.casefold(), title)
        columns.append("" if name in columns else name)
    missing = [name for name in COLUMNS[kind][:2] if name not in columns]
    if missing:
        file.report(
            block.first,
            f"this table has no column “{missing[0]}”",
            f"its columns are {', '.join(COLUMNS[kind])}",
        )
        return
    first, body = block.first, block.first + 2
    if body >= block.last:
        return
    raw = Raw(file.text, file.start(first), file.end(body), file.start(body))
    head = Head(tuple(columns), raw)
    yield _Piece(first, body, head, head)
    for line in range(body, block.last):
        yield _table_row(file, line, kind, head)


def _table_row(file: _File, line: int, kind: type[TableRow], head: Head) -> _Piece:
    contents = tables.contents(file.line(line))
    if any(contents[len(head.columns) :]):
        file.report(line, "this row has more cells than the table", "write | within a cell as \\|")
        return _prose(file, line, line + 1, head)
    more: tuple[tuple[str, str], ...] = ()
    if head.columns != COLUMNS[kind]:
        values = dict(zip(head.columns, contents, strict=False))
        rest = ((c, v) for c, v in values.items() if c and c not in COLUMNS[kind] and v)
        more = tuple(sorted(rest))
        contents = [values.get(name, "") for name in COLUMNS[kind]]
    first, what, *others = *contents, *[""] * (len(COLUMNS[kind]) - len(contents))
    if not what:
        file.report(line, f"this row has nothing under “{COLUMNS[kind][1]}”", "fill it in")
        return _prose(file, line, line + 1, head)
    row: TableRow  # which says much that others say, too
    if kind is QuoteRow:
        how, when, where = others[:3]
        who = intern(first or UNATTRIBUTED)
        row = QuoteRow(who, what, intern(how), intern(plain(when)), *_places(where), more)
    else:
        status, where = others[:2]
        row = EventRow(intern(plain(first)), what, intern(plain(status)), *_places(where), more)
    return _Piece(line, line + 1, row, head)

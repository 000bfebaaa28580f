"""The blocks at the top level of a Markdown text: where they stand, and what rows are made of.

Nearly all that explainers hold is plain paragraphs, headings, our own tables and lists of one line
an item. Those are told by their lines alone, at a fraction of a parser's time; a text with
anything else in it is left to markdown-it whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.explainer import tables

Kind = Literal["heading", "paragraph", "list", "table", "other"]


class ListItem(NamedTuple):
    """An item of a list; lines count from 0, `last` is one past its last.

    Attributes:
        text: of the paragraph that it begins with; None where it begins with something else.
        text_last: one past that paragraph's last line.
    """

    first: int
    last: int
    text: str | None
    text_last: int


class Block(NamedTuple):
    """A block; lines count from 0, `last` is one past its last that is not blank.

    Attributes:
        level: of a heading, 1 to 6; 0 of anything else.
        text: of a heading, as Markdown.
        columns: the cells of a table's head, as Markdown.
        items: of a list.
    """

    kind: Kind
    first: int
    last: int
    level: int = 0
    text: str = ""
    columns: tuple[str, ...] = ()
    items: tuple[ListItem, ...] = ()


def blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of a text whose lines end with `\\n`. Definitions of links make none.

    Args:
        start: the number of the text's first line.
    """
    found = scanned(text, start)
    return list(parsed(text, start)) if found is None else found


# By lines

_INDENTED = re.compile(r"(?m)^ +\S")
_REST = r"[^\n]*+\n"
_NO_NUMBER = r"(?!\d{1,9}[.)][ \n])"
_BLOCK = re.compile(
    rf"""
      (?P<blank> (?:\ *+\n)++ )
    | (?P<heading> (?P<marks>\#{{1,6}})\ + (?P<title>[^\#\s](?:[^\#\n]*[^\#\s])?)\ *+\n )
    | (?: (?P<paragraph>
            (?: (?: (?=[^\W_] | \*\*?[^\s*] | _[^\s_] | [“”‘’«»"'(—–…$€£¶]) {_NO_NUMBER} [^\[\n]
                  | \[(?![^\]\n]*\]:)(?!\^) ) {_REST} )++ )
        | (?P<table> (?: \| {_REST} )++ )
        | (?P<list> (?: -\ (?=[^\W_] | \*\*[^\s*] | [“‘«(]) {_NO_NUMBER} {_REST} )++ )
        | (?P<other> <!--(?!-?>)(?:(?!--)[^\n])*-->\ *+\n )
      ) (?=\ *+\n)
    """,
    re.VERBOSE,
)
"""Blank lines, a heading, or a block of another kind with a blank line after it."""
_DELIMITERS = re.compile(r"\|(?: *:?-+:? *\|)+ *")


def scanned(text: str, start: int = 0) -> list[Block] | None:
    """The blocks, where lines tell them; None where a parser is needed."""
    if _is_odd(text):
        return None
    text += "\n\n"  # so that each line has an end, and each block a blank line after it
    found: list[Block] = []
    at, first = 0, start
    while at < len(text):
        match = _BLOCK.match(text, at)
        if not match:
            return None
        at, last = match.end(), first + match[0].count("\n")
        if match.lastgroup != "blank":
            block = _scanned(match, first, last)
            if block is None or (block.kind == "list" and found and found[-1].kind == "list"):
                return None
            found.append(block)
        first = last
    return found


def _is_odd(text: str) -> bool:
    """Whether there is what a line does not tell: tabs, other ends of lines, lines set in."""
    if "\t" in text or "\r" in text or "\0" in text:
        return True
    return ("\n " in text or text.startswith(" ")) and _INDENTED.search(text) is not None


def _scanned(match: re.Match[str], first: int, last: int) -> Block | None:
    match kind := match.lastgroup:
        case "heading":
            return Block("heading", first, last, len(match["marks"]), match["title"])
        case "paragraph" | "other":
            return Block(kind, first, last)
    lines = match[0][:-1].split("\n")
    if kind == "table":
        return _table(lines, first, last)
    items = (ListItem(n, n + 1, line[2:].strip(" "), n + 1) for n, line in enumerate(lines, first))
    return Block("list", first, last, items=tuple(items))


def _table(part: Sequence[str], first: int, last: int) -> Block | None:
    if len(part) < 2 or not _DELIMITERS.fullmatch(part[1]):
        return None
    columns = tuple(part[0][s:e].strip(" ") for s, e in tables.cells(part[0]))
    if len(columns) != len(tables.cells(part[1])):
        return None
    return Block("table", first, last, columns=tuple(map(tables.content, columns)))


# By a parser


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")


_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
}


def parsed(text: str, start: int = 0) -> Iterator[Block]:
    """The blocks, as markdown-it tells them."""
    lines = text.split("\n")
    for tokens in _groups(_parser().parse(text), 0):
        first, last = _place(lines, tokens[0], start)
        match kind := _KINDS.get(tokens[0].type, "other"):
            case "heading":
                level = int(tokens[0].tag[1:])
                yield Block(kind, first, last, level, tokens[1].content)
            case "list":
                items = (_item(lines, item, start) for item in _groups(tokens[1:-1], 1))
                yield Block(kind, first, last, items=tuple(items))
            case "table":
                width = sum(t.type == "th_open" for t in tokens)
                heads = [t.content for t in tokens if t.type == "inline"][:width]
                yield Block(kind, first, last, columns=tuple(heads))
            case _:
                yield Block(kind, first, last)


def _item(lines: Sequence[str], tokens: Sequence[Token], start: int) -> ListItem:
    first, last = _place(lines, tokens[0], start)
    if tokens[1].type != "paragraph_open" or not tokens[1].map:
        return ListItem(first, last, None, first)
    return ListItem(first, last, tokens[2].content, min(tokens[1].map[1] + start, last))


def _place(lines: Sequence[str], token: Token, start: int) -> tuple[int, int]:
    """The lines of a block, without the blank ones at its end."""
    assert token.map
    first, last = token.map
    while last > first + 1 and (last > len(lines) or not lines[last - 1].strip(" \t\r\n")):
        last -= 1
    return first + start, last + start


def _groups(tokens: Sequence[Token], level: int) -> Iterator[Sequence[Token]]:
    """Tokens of one level, each with what it encloses."""
    at = 0
    while at < len(tokens):
        end = at
        if tokens[at].nesting == 1:
            end = next(i for i in range(at + 1, len(tokens)) if tokens[i].level == level)
        yield tokens[at : end + 1]
        at = end + 1

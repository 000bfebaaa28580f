"""Blocks of a Markdown text, with the places of its readable words in the file.

markdown-it-py tells the lines of a block but not the offsets of what is inside it. The rules for
inline markup are therefore wrapped: each notes which characters it took as markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from generator.notation import patient
from generator.reading.article import Block, BlockKind, Span

Rule = Callable[[StateInline, bool], bool]

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*>|\Z)|<style\b.*?(?:</style\s*>|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strong|su[bp]|time|u)\b",
    re.IGNORECASE,
)
_SPACE = " \t\n\xa0"


@dataclass(slots=True)
class _Notes:
    """What the rules took as markup; a delimiter's token tells in the end whether it was one."""

    markup: list[Span]
    delimiters: list[tuple[Token, int]]


def read(text: str, start: int = 0) -> list[Block]:
    """The blocks of `text[start:]`; a heading of level 1 before any paragraph is the title.

    Footnotes and fenced code are furniture; a row of a table is one item.
    """
    source = text[start:]
    blocks: list[Block] = []
    for kind, pieces in _parsed(source):
        if kind == "title" and any(b.kind != "furniture" for b in blocks):
            kind = "heading"
        if words := _trimmed(source, pieces):
            blocks.append(Block(kind, tuple((s + start, e + start) for s, e in words)))
    return blocks


def _parsed(source: str) -> Iterator[tuple[BlockKind, list[Span]]]:
    lines = [0, *(m.end() for m in re.finditer("\n", source)), len(source)]
    parser, env = _parser(), dict[str, object]()
    markup = partial(_markup, parser, env)
    within: list[Token] = []
    row: list[Span] = []
    for token in parser.parse(source, env):
        if token.nesting > 0:
            within.append(token)
        elif token.nesting < 0:
            within.pop()
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield "item", row
        elif token.type == "inline" and within[-1].type in ("th_open", "td_open"):
            row = _with_cell(source, lines, row, token, markup)
        elif token.type == "inline":
            yield _kind(within), _pieces(_places(source, lines, token), markup(token.content))
        elif token.type in ("fence", "html_block") and token.map:
            span = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
            if token.type == "fence":
                yield "furniture", [span]
            else:
                yield from (("paragraph", pieces) for pieces in _untagged(source, *span))


def _kind(within: list[Token]) -> BlockKind:
    types = [token.type for token in within]
    if "footnote_reference_open" in types:
        return "furniture"
    if types[-1] == "heading_open":
        return "title" if within[-1].tag == "h1" else "heading"
    return "item" if "list_item_open" in types else "paragraph"


def _places(source: str, lines: list[int], token: Token) -> list[int]:
    """Where in the source each character of an inline token's content stands."""
    assert token.map is not None
    places: list[int] = []
    number = token.map[0]
    for i, content in enumerate(token.content.split("\n")):
        words = content.strip()
        if i:
            number += 1
            places.append(lines[number] - 1)
        else:  # a first line of white space that Markdown takes for words is not in the content
            held = (n for n in range(*token.map) if words in source[lines[n] : lines[n + 1]])
            number = next(held, number)
        start, end = lines[number], lines[number + 1]
        line = source[start:end].rstrip() if words else source[start:end].rstrip("\n")
        at = len(line) - len(words) if line.endswith(words) else line.find(words)
        # Of an indentation that the parser kept.
        before = len(content) - len(content.lstrip())
        places.extend(max(start + at - before + j, start) for j in range(len(content)))
    return places


def _pieces(places: list[int], markup: list[Span]) -> list[Span]:
    """The places that no markup covers, as spans."""
    pieces: list[Span] = []
    start = 0
    for s, e in [*sorted(markup), (len(places), len(places))]:
        for place in places[start:s]:
            if pieces and pieces[-1][1] == place:
                pieces[-1] = pieces[-1][0], place + 1
            else:
                pieces.append((place, place + 1))
        start = max(start, e)
    return pieces


def _with_cell(
    source: str,
    lines: list[int],
    row: list[Span],
    token: Token,
    markup: Callable[[str], list[Span]],
) -> list[Span]:
    """A table's row and one more cell, a blank of the source between them where there is one."""
    assert token.map is not None
    after = row[-1][1] if row else lines[token.map[0]]
    escaped = re.escape(token.content).replace(r"\|", r"\\?\|")
    found = re.compile(escaped).search(source, after, lines[token.map[1]])
    if not token.content or not found:
        return row
    cell = _pieces(list(range(*found.span())), markup(found[0]))
    blank = source.find(" ", after, found.start()) if row else -1
    return [*row, *([(blank, blank + 1)] if blank >= 0 else []), *cell]


def _untagged(source: str, start: int, end: int) -> Iterator[list[Span]]:
    """What stands in a block of HTML: inline tags fall between pieces, others between blocks."""
    pieces: list[Span] = []
    for tag in _TAG.finditer(source, start, end):
        pieces.append((start, tag.start()))
        start = tag.end()
        if not _INLINE.match(tag[0]):
            yield pieces
            pieces = []
    yield [*pieces, (start, end)]


def _trimmed(source: str, pieces: list[Span]) -> list[Span]:
    """The pieces without white space before the first word and after the last."""
    pieces = [p for p in pieces if p[0] < p[1]]
    while pieces and not source[slice(*pieces[0])].strip(_SPACE):
        pieces.pop(0)
    while pieces and not source[slice(*pieces[-1])].strip(_SPACE):
        pieces.pop()
    if pieces:
        s, e = pieces[0]
        pieces[0] = e - len(source[s:e].lstrip(_SPACE)), e
        s, e = pieces[-1]
        pieces[-1] = s, s + len(source[s:e].rstrip(_SPACE))
    return pieces


def _noting(name: str, rule: Rule) -> Rule:
    """A rule of inline markup that notes what it took."""
    taken = _TAKEN[name]

    def noting(state: StateInline, silent: bool) -> bool:
        notes: _Notes = state.env["notes"]
        start, known, delimiters = state.pos, len(notes.markup), len(notes.delimiters)
        if not rule(state, silent):
            return False
        if silent:
            return True
        if taken is _whole:  # what rules noted inside it, an image's text say, counts from there
            del notes.markup[known:], notes.delimiters[delimiters:]
        if name == "emphasis":
            length = state.pos - start
            notes.delimiters.extend((state.tokens[i - length], start + i) for i in range(length))
        else:
            notes.markup.extend(taken(state, start))
        return True

    return noting


def _whole(state: StateInline, start: int) -> list[Span]:
    return [(start, state.pos)]


def _angles(state: StateInline, start: int) -> list[Span]:
    return [(start, start + 1), (state.pos - 1, state.pos)]


def _link(state: StateInline, start: int) -> list[Span]:
    end = state.pos
    label_end = parseLinkLabel(state, start, True)
    return [(start, start + 1), (label_end, end)]


def _code(state: StateInline, start: int) -> list[Span]:
    if state.pending:  # an opening without an end is text
        return []
    ticks = len(state.tokens[-1].markup)
    return [(start, start + ticks), (state.pos - ticks, state.pos)]


def _escape(state: StateInline, start: int) -> list[Span]:
    token = state.tokens[-1]
    if token.type == "hardbreak":
        return [(start, start + 1), (start + 2, state.pos)]
    return [(start, start + 1)] if token.content != token.markup else []


def _entity(state: StateInline, start: int) -> list[Span]:
    return [(start + 1, state.pos)] if state.tokens[-1].content == "&" else []


def _newline(state: StateInline, start: int) -> list[Span]:
    before = start
    while before and state.src[before - 1] == " ":
        before -= 1
    return [(before, start), (start + 1, state.pos)]


_TAKEN: dict[str, Callable[[StateInline, int], list[Span]]] = {
    "newline": _newline,
    "escape": _escape,
    "backticks": _code,
    "emphasis": lambda state, start: [],
    "link": _link,
    "image": _whole,
    "footnote_ref": _whole,
    "autolink": _angles,
    "html_inline": _whole,
    "entity": _entity,
}


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and footnotes; inline content is left to `_markup`."""
    parser = MarkdownIt("commonmark").enable("table").disable(["code"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.core.ruler.disable("inline")
    parser.inline.ruler2.disable("fragments_join")
    patient(parser)
    rules = parser.inline.ruler
    named = zip(rules.get_active_rules(), rules.getRules(""), strict=True)
    for name, rule in [(name, rule) for name, rule in named if name in _TAKEN]:
        rules.at(name, _noting(name, rule))
    return parser


def _markup(parser: MarkdownIt, env: dict[str, object], content: str) -> list[Span]:
    """The spans of a block's content that are markup, not words."""
    notes = env["notes"] = _Notes([], [])
    parser.inline.parse(content, parser, env, [])
    used = [at for token, at in notes.delimiters if token.type != "text" or not token.content]
    return [*notes.markup, *((at, at + 1) for at in used)]

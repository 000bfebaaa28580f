"""Blocks of a plain text: paragraphs between blank lines, one a line, or wrapped by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.reading.article import Block, Span

_LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
_BLANK = " \t\xa0\u200b\ufeff\u3000"
_QUOTED = re.compile(r"[ \t]*>(?:[ \t]?>)*[ \t]?")
_BULLET = re.compile(r"[•‣▪●◦⁃·][ \t\xa0]*|[-*–][ \t\xa0]+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)][ \t\xa0]+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:…][\"”’')\]]*$")
_DIVIDED = re.compile(r"[^\W\d_][-\u2010]$")
_SUSPENDED = re.compile(r"(?:and|or|to|bis)\b")

WIDEST = 132
"""No one wraps lines by hand at more characters than this."""
NARROWEST = 40
SHORT = 0.6
"""Share of the width; a shorter line was ended on purpose."""
LONGEST_HEADING = 12
LONGEST_STANDFIRST = 25
"""Words."""
_NO_HEADING = re.compile(
    r"[.!:;,…—-]$|[.!?,…][\"”’)\]]+$"
    r"|^(?:[\w ]*day,? )?(?:\w+ \d{1,2},? \d{4}|\d{1,2} \w+,? \d{4})$"
)
"""How a line ends that is a sentence or introduces one; a date alone is a dateline."""


def read(text: str, start: int = 0) -> list[Block]:
    """The blocks of `text[start:]`, all paragraphs or list items, in linear time."""
    groups = list(_groups(text, start))
    width = _width(text, groups)
    blocks: list[Block] = []
    for group in groups:
        wrapped_at = width or (_width(text, [group]) if len(group) > 3 else 0)
        paragraphs = _paragraphs(text, group, wrapped_at) if wrapped_at else [[s] for s in group]
        numbered = sum(bool(_NUMBER.match(text, p[0][0])) for p in paragraphs) > 1
        blocks.extend(_block(text, paragraph, numbered) for paragraph in paragraphs)
    return blocks


def _groups(text: str, start: int) -> Iterator[list[Span]]:
    """Runs of lines that are not blank, each line stripped of spaces and of a mail's `>`."""
    group: list[Span] = []
    end = start
    for match in _LINE.finditer(text, start):
        s, e = _strip(text, *match.span())
        if s < e and (quoted := _QUOTED.match(text, s, e)):
            s, e = _strip(text, quoted.end(), e)
        if group and (s == e or "\n\n" in text[end : match.start()]):
            yield group
            group = []
        if s < e:
            group.append((s, e))
        end = match.end()
    if group:
        yield group


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


def _width(text: str, groups: list[list[Span]]) -> int:
    """The width that lines were wrapped at, or 0 where each line is a paragraph.

    Lines were wrapped if at nearly every break the next line's first word would not have fitted,
    and few lines end where a sentence does.
    """
    broken = [pair for group in groups for pair in pairwise(group)]
    if len(broken) < 3:
        return 0
    lengths = sorted(e - s for (s, e), _ in broken)
    width = lengths[int(0.98 * (len(lengths) - 1))]
    if not NARROWEST <= width <= WIDEST:
        return 0
    long = [(a, b) for a, b in broken if a[1] - a[0] >= SHORT * width]
    full = sum(_full(text, a, b, width) for a, b in long)
    ended = sum(bool(_SENTENCE_END.search(text, e - 3, e)) for (_, e), _ in long)
    wrapped = full >= 0.7 * len(long) and ended <= 0.4 * len(long) and 2 * len(long) > len(broken)
    return width if wrapped else 0


def _full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    space = text.find(" ", *following)
    word = (space if space >= 0 else following[1]) - following[0]
    return line[1] - line[0] + 1 + word > width


def _paragraphs(text: str, group: list[Span], width: int) -> list[list[Span]]:
    """Lines that wrapping broke, put together."""
    paragraphs = [[group[0]]]
    for line, following in pairwise(group):
        ended = _SENTENCE_END.search(text, line[1] - 3, line[1])
        short = line[1] - line[0] < SHORT * width
        indented = _indent(text, following) > _indent(text, line) + 1
        marked = _BULLET.match(text, following[0]) is not None
        breaks = not _full(text, line, following, width) and (ended or short or indented)
        if breaks or marked or (indented and ended):
            paragraphs.append([following])
        else:
            paragraphs[-1].append(following)
    return paragraphs


def _indent(text: str, line: Span) -> int:
    return line[0] - (text.rfind("\n", 0, line[0]) + 1)


def _block(text: str, lines: list[Span], numbered: bool) -> Block:
    start, end = lines[0]
    marker = _BULLET.match(text, start, end) or (numbered and _NUMBER.match(text, start, end))
    if marker and marker.end() < end:
        lines = [(marker.end(), end), *lines[1:]]
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        divided = _DIVIDED.search(text, line[1] - 2, line[1]) and text[following[0]].islower()
        if not divided or _SUSPENDED.match(text, following[0]):
            pieces.append((line[1], line[1] + 1))
        pieces.append(following)
    return Block("item" if marker else "paragraph", tuple(pieces))


def headings(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, with headings told: short lines without a full stop above a paragraph.

    A line below the title may be longer: it is the standfirst.
    """
    told = list(blocks)
    said = [i for i, block in enumerate(blocks) if block.kind not in ("furniture", "credit")]
    above: Block | None = None
    for i, below in pairwise(said):
        longest = LONGEST_STANDFIRST if above and above.kind == "title" else LONGEST_HEADING
        if blocks[i].kind == "paragraph" and _heads(text, blocks[i], blocks[below], longest):
            told[i] = Block("heading", blocks[i].pieces)
        above = blocks[i]
    return told


def _heads(text: str, block: Block, below: Block, longest: int) -> bool:
    words = "".join(text[s:e] for s, e in block.pieces).split()
    line = " ".join(words)
    return (
        len(words) <= longest
        and not _NO_HEADING.search(line)
        and (line[0].isupper() or line[0].isdigit() or line[0] in "“\"‘'¿")
        and below.kind in ("paragraph", "item")
        and below.span[1] - below.span[0] > len(line)
    )

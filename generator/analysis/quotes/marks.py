"""Quotation marks and their pairing: which stretches of a text stand between quotation marks.

Pairs are sought paragraph by paragraph, so a mark that is missing or out of place costs at most its
paragraph. Time is linear in the text's length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from generator.reading.article import Span

_MARK = re.compile(r"""“|”|„|‟|«|»|‹|›|"|``|''|‘‘|’’|‘|’|'""")
_OPENING = {"“": "”", "‟": "”", "``": '"', "‘‘": "”", "„": "“", "«": "»", "‹": "›"}
_CLOSING = {"”", "’’", "»", "›"}
_SINGLE = {"‘", "’", "'"}
_BEFORE_OPENING = " \t\xa0([{—–-:;,/…"
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, marks included.

    `closed` is False where the closing mark is missing by convention, because the next paragraph
    goes on with the same quotation (`continues`), or by mistake at the end of a paragraph.
    """

    start: int
    stop: int
    inner: Span
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    start: int
    stop: int
    may_open: bool
    may_close: bool


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of `text` in order; paragraphs end at line ends."""
    paragraphs = [m.span() for m in _PARAGRAPH.finditer(text) if m[0].strip()]
    found: list[Quotation] = []
    for i, (start, stop) in enumerate(paragraphs):
        following = text[slice(*paragraphs[i + 1])].lstrip()[:2] if i + 1 < len(paragraphs) else ""
        found += _in_paragraph(text, start, stop, following)
    return found


def _in_paragraph(text: str, start: int, stop: int, following: str) -> Iterator[Quotation]:
    marks = [_mark(text, m, start, stop) for m in _MARK.finditer(text, start, stop)]
    doubles = [m for m in marks if m.text not in _SINGLE]
    singles = _Singles(text, marks, doubles)
    last = {m.text: m.start for m in doubles}
    opened: _Mark | None = None
    done = start
    for mark in marks:
        if mark.start < done:
            continue
        if mark.text in _SINGLE:
            if opened is None and (closing := singles.closing(mark)):
                yield Quotation(mark.start, closing.stop, (mark.stop, closing.start))
                done = closing.stop
        elif opened is None:
            opened = mark if _opens(mark) else None
        elif _closes(opened, mark, last):
            yield Quotation(opened.start, mark.stop, (opened.stop, mark.start))
            opened = None
        elif _opens(mark) and _family(mark) == _family(opened) and not _inner(opened, mark, last):
            opened = mark  # the one before was never closed
    if opened:
        yield from _unclosed(text, opened, start, stop, following)


def _unclosed(
    text: str, opened: _Mark, start: int, stop: int, following: str
) -> Iterator[Quotation]:
    end = opened.start + len(text[opened.start : stop].rstrip())
    continues = bool(following) and (
        following[0] == opened.text[0] or (following[0] in '“"„«' and opened.text in ("“", '"'))
    )
    before = text[start : opened.start].rstrip()[-1:]
    introduced = before in (":", ",")
    continues = continues and before in ("", *'.?!…:,”"—–')
    if end > opened.stop and (continues or (introduced and text[end - 1] in ".?!…")):
        yield Quotation(opened.start, end, (opened.stop, end), closed=False, continues=continues)


def _mark(text: str, match: re.Match[str], start: int, stop: int) -> _Mark:
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < stop else " "
    opening = before in _BEFORE_OPENING or before in "“‘\"'" or before.isspace()
    closing = not before.isspace() and not after.isalnum()
    if match[0] in _SINGLE or match[0] in ('"', "''"):
        spaced = before.isspace() and after.isspace()
        measure = before.isdigit() and match[0] == '"'  # 6" of snow
        return _Mark(
            match[0],
            match.start(),
            match.end(),
            may_open=opening and not (after.isspace() and not spaced),
            may_close=spaced or closing or (not opening and match[0] == '"' and not measure),
        )
    return _Mark(match[0], match.start(), match.end(), opening, closing or before.isspace())


def _opens(mark: _Mark) -> bool:
    if mark.text in _OPENING:
        return True
    return mark.may_open and mark.text in ('"', "''", "”")


def _closes(opened: _Mark, mark: _Mark, last: dict[str, int]) -> bool:
    if opened.text in ("„",):
        return mark.text in ("“", "”")
    if opened.text in ("«", "‹"):
        return mark.text == _OPENING[opened.text]
    if mark.text in _CLOSING:
        return mark.text in ("”", "’’") and not (mark.may_open and not mark.may_close)
    if mark.text not in ('"', "''"):
        return False
    if _inner(opened, mark, last):
        return False
    return mark.may_close or not mark.may_open


def _inner(opened: _Mark, mark: _Mark, last: dict[str, int]) -> bool:
    """Whether a straight mark stands inside a curly quotation that is still to be closed."""
    curly = opened.text in ("“", "‟")
    return curly and mark.text in ('"', "''") and last.get("”", -1) > mark.start


def _family(mark: _Mark) -> str:
    return mark.text if mark.text in "«»‹›" else '"'


class _Singles:
    """Single quotation marks of a paragraph, told from apostrophes."""

    def __init__(self, text: str, marks: list[_Mark], doubles: list[_Mark]) -> None:
        closing = [m for m in marks if m.text in ("’", "'") and m.may_close and not m.may_open]
        sure, likely, unlikely = [], [], []
        for m in closing:
            before = text[m.start - 1]
            if before in ",.?!…":
                sure.append(m)
            elif before == "s" and text[m.stop : m.stop + 1] == " ":
                unlikely.append(m)  # "the workers’ rights"
            else:
                likely.append(m)
        self._tiers = [sorted(sure + likely, key=lambda m: m.start), unlikely]
        self._starts = [[m.start for m in tier] for tier in self._tiers]
        self._doubles = [m.start for m in doubles]

    def closing(self, opening: _Mark) -> _Mark | None:
        """The mark that closes `opening`, or None where that is an apostrophe."""
        if opening.text == "’" or not opening.may_open:
            return None
        for tier, starts in zip(self._tiers, self._starts, strict=True):
            i = bisect_right(starts, opening.start + 1)
            if i < len(tier):
                inside = bisect_right(self._doubles, tier[i].start) - bisect_right(
                    self._doubles, opening.start
                )
                return tier[i] if inside % 2 == 0 else None
        return None

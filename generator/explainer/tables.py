"""Tables of rows: which columns they have, and the cells of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.explainer.model import EventRow, QuoteRow
from generator.reading.article import Span

TableRow = QuoteRow | EventRow

COLUMNS: dict[type[TableRow], tuple[str, ...]] = {
    QuoteRow: ("Who", "What", "How", "When", "Where"),
    EventRow: ("Date", "What happened", "Status", "Where"),
}
"""The columns that the machine writes."""

_SPACE = " \t\r\n\f\v"
_PIPE = re.compile(r"(?<!\\)\|")


def cells(line: str) -> list[Span]:
    """Where the cells of a table's line stand, the spaces around their text included.

    As markdown-it splits them: at each pipe that no backslash precedes, those at the two ends
    apart.
    """
    start = len(line) - len(line.lstrip(_SPACE))
    end = len(line.rstrip(_SPACE))
    cuts = [m.start() for m in _PIPE.finditer(line, start, end)]
    starts, ends = [start, *(c + 1 for c in cuts)], [*cuts, end]
    found = list(zip(starts, ends, strict=True))
    if found[0][0] == found[0][1]:
        found.pop(0)
    if found and found[-1][0] == found[-1][1]:
        found.pop()
    return found


def contents(line: str) -> list[str]:
    """What the cells of a table's line say, as Markdown."""
    if "\\" in line:
        return [content(line[start:end]) for start, end in cells(line)]
    texts = line.strip(_SPACE).split("|")
    return [text.strip(_SPACE) for text in texts[not texts[0] : len(texts) - (not texts[-1])]]


def content(cell: str) -> str:
    """What a cell says, as Markdown: a pipe needs no backslash outside tables."""
    return cell.strip(_SPACE).replace("\\|", "|")


def cell(content: str) -> str:
    """Markdown in one line, fit for a cell."""
    return content.replace("|", "\\|")


def line(contents: Sequence[str]) -> str:
    """A table's line, its cells not padded, so that no row's change moves another's."""
    return "".join(f"| {cell(c)} " if c else "| " for c in contents) + "|"


def patched(line: str, old: Sequence[str], new: Sequence[str]) -> str:
    """A table's line with the cells that changed; the others keep their characters."""
    spans = cells(line)
    texts = [line[s:e] for s, e in spans]
    for i, (before, now) in enumerate(zip(old, new, strict=True)):
        if i >= len(texts):
            texts.append("  ")
        if before != now:
            inner = texts[i].strip(_SPACE)
            at = texts[i].index(inner) if inner else 1
            left, right = texts[i][:at] or " ", texts[i][at + len(inner) :] or " "
            texts[i] = f"{left}{cell(now)}{right}" if now else f"{left}{right}"
    if not spans:
        return "|" + "|".join(texts) + "|"
    return line[: spans[0][0]] + "|".join(texts) + (line[spans[-1][1] :] or "|")

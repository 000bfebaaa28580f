"""Read the annotated Wikinews reports: their body, with names and quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.corpora import Span, Text

MEASURING = re.compile(r"2019-1[0-2]")
"""Documents whose names begin so are never trained on."""


def texts(corpora: Path) -> Iterator[Text]:
    """All reports in order of date."""
    for year in ("2019", "2020"):
        for gold in sorted((corpora / f"wikinews-{year}-gold").glob("*.gold.json")):
            name = gold.name.removesuffix(".gold.json")
            raw = (corpora / f"wikinews-{year}" / f"{name}.md").read_text(encoding="utf-8")
            yield _text(name, raw, json.loads(gold.read_text(encoding="utf-8")))


def _text(name: str, raw: str, gold: dict[str, Any]) -> Text:
    body, moved = _body(raw)

    def move(span: Span) -> Span:
        return moved[span[0]], moved[span[1] - 1] + 1

    quotes = []
    for number, quote in enumerate(gold["quotes"]):
        parts = [("content", span) for span in quote["spans"]]
        parts += [("source", quote["speaker"])] if quote["speaker"] else []
        parts += [("cue", quote["cue"])] if quote["cue"] else []
        for group, span in parts:
            quotes.append((group, *move(span), quote["type"], f"{name}:{number}"))
    return Text(
        name=name,
        text=body,
        names=tuple((*move((s, e)), label) for s, e, label in gold["entities"]),
        quotes=tuple(quotes),
    )


def _body(raw: str) -> tuple[str, dict[int, int]]:
    """Paragraphs without front matter, joined by blank lines; old offset to new."""
    front = re.match(r"---\n.*?\n---\n", raw, re.DOTALL)
    start = front.end() if front else 0
    moved: dict[int, int] = {}
    parts: list[str] = []
    length = 0
    for paragraph in re.finditer(r"\S(?:.*?\S)?(?=\s*\n\s*\n|\s*\Z)", raw[start:], re.DOTALL):
        if parts:
            parts.append("\n\n")
            length += 2
        parts.append(paragraph[0].replace("\n", " "))
        moved |= {start + paragraph.start() + i: length + i for i in range(len(paragraph[0]))}
        length += len(paragraph[0])
    return "".join(parts), moved

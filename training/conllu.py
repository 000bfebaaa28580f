"""Read treebanks in CoNLL-U (universaldependencies.org/format.html) as raw text and trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from training.corpora import Span, Text, Word, unzipped


@dataclass(slots=True)
class Document:
    """A document while it is read; `marks` holds each word's `Entity=` annotation."""

    name: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    words: list[Word] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)

    def write(self, piece: str) -> Span:
        self.parts.append(piece)
        self.length += len(piece)
        return self.length - len(piece), self.length

    def text(self, **more: object) -> Text:
        return Text(
            name=self.name,
            text="".join(self.parts).rstrip(),
            words=tuple(self.words),
            sentences=frozenset(self.sentences),
            **more,  # type: ignore[arg-type]
        )


def documents(path: Path) -> Iterator[Document]:
    """The documents of a gzipped treebank, in order."""
    document: Document | None = None
    for block in unzipped(path).split("\n\n"):
        comments = [line for line in block.split("\n") if line.startswith("#")]
        rows = [line.split("\t") for line in block.split("\n") if line and line[0] != "#"]
        if not rows:
            continue
        heads = dict(re.match(r"# ([^=]+?)(?: = (.*))?$", c).groups() for c in comments)  # type: ignore[union-attr]
        name = heads.get("newdoc id")
        if name:
            if document:
                yield document
            document = Document(name)
        assert document is not None, f"{path}: no document before the first sentence"
        if document.parts and ("newpar" in heads or "newpar id" in heads):
            document.parts[-1] = document.parts[-1].rstrip(" ")
            document.length = sum(map(len, document.parts))
            document.write("\n\n")
        _read_sentence(document, rows)
    if document:
        yield document


def _read_sentence(document: Document, rows: list[list[str]]) -> None:
    first = len(document.words)
    document.sentences.append(first)
    ranges = {row[0].split("-")[0]: row for row in rows if "-" in row[0]}
    words = {row[0]: row for row in rows if row[0].isdigit()}
    spans: dict[str, Span] = {}
    for number in words:
        if number in spans:
            continue
        row = ranges.get(number, words[number])
        members = [number]
        if number in ranges:
            start, end = map(int, row[0].split("-"))
            members = [str(n) for n in range(start, end + 1)]
        whole = document.write(row[1])
        if "SpaceAfter=No" not in row[9].split("|"):
            document.write(" ")
        spans |= _divide(whole, row[1], [(m, words[m][1]) for m in members])
    for number, row in words.items():
        head = int(row[6])
        document.words.append(
            Word(
                span=spans[number],
                tag=row[4],
                pos=row[3],
                head=first + (head - 1 if head else int(number) - 1),
                dep=row[7],
                lemma=row[2],
                morph=row[5],
            )
        )
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", row[9])
        document.marks.append(entity[1] if entity else "")


def _divide(whole: Span, surface: str, members: list[tuple[str, str]]) -> dict[str, Span]:
    if "".join(form for _, form in members) != surface:
        return {number: whole for number, _ in members}
    spans, start = {}, whole[0]
    for number, form in members:
        spans[number] = (start, start + len(form))
        start += len(form)
    return spans

"""Where the corpora are, and the one form in which every reader hands an annotated text over."""

from __future__ import annotations

import gzip
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

WORK = Path(__file__).with_name("work")
"""What conversion and training write; git does not keep it."""

Span = tuple[int, int]
"""`[start, end)` in code points of a text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A treebank's word: `head` is the index of its head in the document, its own for a root.

    The words of a multi-word token whose forms are no parts of its text share its span.
    """

    span: Span
    tag: str
    pos: str
    head: int
    dep: str
    lemma: str = ""
    morph: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as its corpus annotates it, over raw text.

    Attributes:
        name: of the document.
        text: paragraphs divided by a blank line.
        words: of the tree; empty where the corpus has none.
        sentences: indices of the words that start one.
        names: (start, end, label), not overlapping.
        unannotated: entity labels that the corpus says nothing about.
        quotes: (group, start, end, label, id); group is content, source or cue.
    """

    name: str
    text: str
    words: tuple[Word, ...] = ()
    sentences: frozenset[int] = frozenset()
    names: tuple[tuple[int, int, str], ...] = ()
    unannotated: tuple[str, ...] = ()
    quotes: tuple[tuple[str, int, int, str, str], ...] = field(default=())


def folder() -> Path:
    """The folder that the environment variable BACKSTORY_CORPORA names."""
    named = os.environ.get("BACKSTORY_CORPORA")
    if not named or not Path(named).is_dir():
        sys.exit("set BACKSTORY_CORPORA to the folder of the corpora (see training/README.md)")
    return Path(named)


def unzipped(path: Path) -> str:
    """The text of a gzipped file in UTF-8."""
    return gzip.decompress(path.read_bytes()).decode("utf-8")

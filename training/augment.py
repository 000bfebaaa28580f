"""Vary training text as real text varies: quotation marks, missing stops, capitals, spacing.

Given to `spacy train` by `--code training/augment.py`, with the component that a parser needs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example

import generator.language.paragraphs  # noqa: F401  (registers the component)

_CURLY = {'"': "“”", "``": "“”", "''": "””", "'": "’’"}
_STRAIGHT = {"“": '"', "”": '"', "’": "'", "‘": "'", "’s": "'s", "n’t": "n't"}
_DASHES = ("-", "–", "—")


@spacy.registry.augmenters("backstory.as_printed.v1")
def as_printed(level: float) -> Callable[[Language, Example], Iterator[Example]]:
    """Replace a share of the examples by variants.

    Args:
        level: the share, 0 to 1.
    """

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if random.random() >= level:
            yield example
        else:
            yield _varied(nlp, example)

    return augment


def _varied(nlp: Language, example: Example) -> Example:
    data = example.to_dict()
    tokens = data["token_annotation"]
    tokens["ORTH"] = _quoted(tokens["ORTH"])
    _shout(tokens["ORTH"], tokens["SPACY"])
    if random.random() < 0.3:
        _drop_stops(data)
    words, spaces = tokens["ORTH"], tokens["SPACY"]
    wide = random.random() < 0.2
    text = "".join(
        word + ("  " if wide and word in (".", "?", "!", "”", '"') else " ") * bool(space)
        for word, space in zip(words, spaces, strict=True)
    )
    return Example.from_dict(nlp.make_doc(text), data)


def _quoted(words: list[str]) -> list[str]:
    """All quotation marks curly, or all straight; dashes of one kind."""
    made = list(words)
    curly, dash, opened = random.random() < 0.5, random.choice(_DASHES), False
    for i, word in enumerate(words):
        if curly and word in _CURLY:
            made[i] = _CURLY[word][opened]
            opened = not opened if word == '"' else opened
        elif curly and word.startswith(("'", "n'")):
            made[i] = word.replace("'", "’")
        elif not curly:
            made[i] = _STRAIGHT.get(word, word)
        elif word in ("–", "—", "--"):
            made[i] = dash
    return made


def _shout(words: list[str], spaces: list[bool]) -> None:
    """Some short paragraphs in capitals, as headlines are."""
    ends = [i for i, word in enumerate(words) if word.isspace()] + [len(words)]
    start = 0
    for end in ends:
        if end - start <= 25 and random.random() < 0.15:
            words[start:end] = [word.upper() for word in words[start:end]]
        start = end + 1


def _drop_stops(data: dict[str, Any]) -> None:
    """Leave out full stops that end a paragraph, where nothing hangs on them."""
    tokens = data["token_annotation"]
    words, heads = tokens["ORTH"], tokens["HEAD"]
    used = {head for i, head in enumerate(heads) if head != i}
    last = len(words) - 1
    gone = {
        i
        for i, word in enumerate(words)
        if word == "." and i and (i == last or words[i + 1].isspace()) and i not in used
    }
    if not gone or len(gone) == len(words):
        return
    kept = [i for i in range(len(words)) if i not in gone]
    at = {old: new for new, old in enumerate(kept)}
    for name, values in tokens.items():
        tokens[name] = [values[i] for i in kept]
    tokens["HEAD"] = [at[heads[i]] for i in kept]
    entities = data["doc_annotation"]["entities"]
    data["doc_annotation"]["entities"] = [entities[i] for i in kept]
    data["doc_annotation"]["spans"] = {}

"""Where an article names somebody: recognised names, mended, and the same words elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Span

from generator.analysis.actors.chains import Name
from generator.analysis.actors.names import Words, countries, fold, gender_of_title
from generator.analysis.model import ActorKind

KINDS: dict[str, ActorKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
"""What OntoNotes labels say of an actor's kind; names under other labels are no actors."""

_EDGE = frozenset("\"'“”‘’`()[]{},;:.-–—*…@#&/|")
_ARTICLES = frozenset({"the", "a", "an", "this", "that"})


def find(doc: Doc) -> list[Name]:
    """The article's names, in order: recognised ones, mended, and those words again elsewhere."""
    found = [name for ent in doc.ents for name in _read(doc, ent)]
    found = _relabel(found)
    taken = {i for name in found for i in range(name.start, name.end)}
    taken |= {i for ent in doc.ents for i in range(ent.start, ent.end)}
    found += _again(doc, found, taken)
    return sorted(found, key=lambda name: name.start)


def read(doc: Doc, start: int, end: int, label: str) -> Name | None:
    """The name at tokens `[start, end)`, its edges and titles cut off; None where none is left."""
    while start < end and (doc[start].text in _EDGE or doc[start].lower_ in _ARTICLES):
        if doc[start].text in ("The", "the") and end - start > 1 and _own_article(doc, start):
            break
        start += 1
    while start < end and (doc[end - 1].text in _EDGE or doc[end - 1].lower_ in ("'s", "’s", "s'")):
        end -= 1
    title = None
    if label == "PERSON":
        while end - start > 1 and gender_of_title(doc[start].text):
            title = doc[start].text
            start += 1
    if start >= end:
        return None
    text = re.sub(r"\s+", " ", doc[start:end].text)
    if not any(c.isalpha() for c in text) or (text.islower() and label != "NORP"):
        return None
    if title is None and start and gender_of_title(doc[start - 1].text):
        title = doc[start - 1].text
    return Name(start, end, doc[start:end].root.i, label, tuple(fold(text).split()), text, title)


def _own_article(doc: Doc, start: int) -> bool:
    """Whether "The" at `start` is written as part of a title ("The Daily Courier")."""
    return doc[start].text == "The" and not doc[start].is_sent_start


def _read(doc: Doc, ent: Span) -> Iterator[Name]:
    start = ent.start
    for i in range(ent.start, ent.end + 1):  # brackets and dashes run into a name part it in two
        if i == ent.end or doc[i].text in ("(", ")", "[", "]", "—", ";"):
            name = read(doc, start, i, ent.label_) if i > start else None
            if name:
                yield name
            start = i + 1


def _relabel(found: list[Name]) -> list[Name]:
    """Each name under the label that most of its mentions bear."""
    votes: dict[Words, Counter[str]] = defaultdict(Counter)
    for name in found:
        votes[name.words][name.label] += 1
    best = {w: max(c, key=lambda label: (c[label], label in KINDS)) for w, c in votes.items()}
    best |= {
        w: "GPE" for w in best if w in countries() and best[w] in ("ORG", "LOC", "FAC", "NORP")
    }
    return [replace(name, label=best[name.words]) for name in found]


def _again(doc: Doc, found: Iterable[Name], taken: set[int]) -> Iterator[Name]:
    """Names that were recognised in one place and overlooked in another."""
    known: dict[str, list[tuple[Words, str]]] = defaultdict(list)
    for sought, label in {(n.words, n.label) for n in found}:
        if label in KINDS and label != "NORP":
            known[sought[0]].append((sought, label))
    for choices in known.values():
        choices.sort(key=lambda c: -len(c[0]))
    for token in doc:
        if token.i in taken or not token.text[:1].isupper():
            continue
        for sought, label in known.get(fold(token.text), ()):
            end = token.i + len(sought)
            piece = doc[token.i : end]
            if any(t.i in taken for t in piece) or not _proper(piece, sought):
                continue
            name = read(doc, token.i, end, label)
            if name and name.words == sought:
                taken.update(range(name.start, name.end))
                yield name
                break


def _proper(piece: Span, sought: Words) -> bool:
    if tuple(fold(t.text) for t in piece) != sought:
        return False
    return len(piece) > 1 or piece[0].pos_ == "PROPN" or piece[0].is_upper

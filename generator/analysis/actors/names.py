"""Names: what they are made of, where an article uses them, and whom they name together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from generator.analysis.actors.lexicon import table, words
from generator.analysis.model import ActorKind

Words = tuple[str, ...]
"""A name's words, folded: without case, diacritics and full stops."""

KINDS: dict[str, ActorKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
"""What OntoNotes labels say of an actor's kind; names under other labels are no actors."""

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"’": "'", "‘": "'", "ʻ": "'", "`": "'", "–": "-", "‑": "-", "‐": "-", ".": ""}
)
_EDGE = frozenset("\"'“”‘’`()[]{},;:.-–—*…@#&/|")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ARTICLES = frozenset({"the", "a", "an", "this", "that"})
_LINKS = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "des", "du", "la", "&"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `[start, end)` that name, describe or stand for somebody."""

    start: int
    end: int
    head: int

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Name(Mention):
    """A mention by name: `label` is OntoNotes', `words` leave out titles and articles.

    `proper` is False where it stands in for a name ("the Ochran government" for Ochre).
    """

    label: str
    words: Words
    text: str
    title: str | None = None
    proper: bool = True


def fold(text: str) -> str:
    """`text` without case, diacritics, full stops and variants of dashes and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c))


def gender_of_title(word: str) -> str | None:
    """`m`, `f`, `-` (unsaid), or None where `word` is no title."""
    return _TITLES.get(fold(word))


_TITLES = {row["title"]: row["gender"] for row in table("titles")}


# --- where names stand


def mentions(doc: Doc) -> list[Name]:
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
        while end - start > 1 and fold(doc[start].text) in _TITLES:
            title = doc[start].text
            start += 1
    if start >= end:
        return None
    text = re.sub(r"\s+", " ", doc[start:end].text)
    if not any(c.isalpha() for c in text) or (text.islower() and label != "NORP"):
        return None
    if title is None and start and fold(doc[start - 1].text) in _TITLES:
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
    return [Name(n.start, n.end, n.head, best[n.words], n.words, n.text, n.title) for n in found]


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


# --- whom they name


def same_person(short: Words, long: Words) -> bool:
    """Whether `short` can be a short form of the personal name `long`.

    A surname, with or without its particle, a first name, or first name and surname without
    what stands between; an initial stands for a first name.
    """
    short = tuple(w for w in short if w not in _GENERATIONS) or short
    long = tuple(w for w in long if w not in _GENERATIONS) or long
    n = len(short)
    if n > len(long):
        return False
    if any(all(map(_same_word, short, long[i : i + n])) for i in range(len(long) - n + 1)):
        return True
    if n < 2 or not _same_word(short[-1], long[-1]):
        return False
    first = long[0] == short[0] or (len(short[0]) == 1 and long[0].startswith(short[0]))
    rest = iter(long[1:-1])
    return first and all(any(_same_word(w, v) for v in rest) for w in short[1:-1])


def _same_word(short: str, long: str) -> bool:
    if short == long:
        return True
    if long.startswith(("al-", "el-", "al", "el")) and len(short) > 2:
        return short == long.partition("-")[2]
    return len(short) == 1 and long.startswith(short)


def initials(name: Words, small: bool) -> str:
    """The first letters of a name's words; of its small words ("of", "and") too where `small`."""
    parts = [p for w in name for p in w.split("-") if p]
    return "".join(p[0] for p in parts if small or p not in _LINKS)


def is_acronym(text: str) -> bool:
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 8 and letters.isalnum() and sum(map(str.isupper, letters)) >= 2


def same_body(short: Words, long: Words, text: str) -> bool:
    """Whether `short` (written `text`) can be a short form of the organization or place `long`."""
    if len(short) == 1 and is_acronym(text):
        return short[0] in (initials(long, False), initials(long, True))
    n = len(short)
    if n >= len(long):
        return False
    return short in (long[-n:], long[:n])


def same_place(short: Words, long: Words, text: str) -> bool:
    """Whether `short` can be a short form of the place `long` ("Ochre" of "Ochre Province")."""
    if len(short) == 1 and is_acronym(text):
        return same_body(short, long, text)
    generic = words("places")
    n = len(short)
    if n >= len(long):
        return False
    if short == long[:n] and all(w in generic for w in long[n:]):
        return True
    rest = long[:-n]
    return (
        short == long[-n:] and rest[-1] == "of" and all(w in generic or w in _LINKS for w in rest)
    )


def full_words(name: Name) -> Words:
    """The words to know a name by: countries and what belongs to them under one spelling."""
    known = countries()
    if name.label == "GPE":
        return tuple(fold(known[name.words]).split()) if name.words in known else name.words
    if name.label != "ORG" or len(name.words) < 2:
        return name.words
    for cut in range(len(name.words) - 1, 0, -1):  # "Supreme Court of the United States"
        tail = name.words[cut:]
        if tail in known and name.words[cut - 1] in ("of", "the"):
            head = name.words[:cut]
            while head and head[-1] in ("of", "the"):
                head = head[:-1]
            return (*fold(known[tail]).split(), *head)
    country = known.get(name.words[:1])  # "US Supreme Court"
    return (*fold(country).split(), *name.words[1:]) if country else name.words


@cache
def countries() -> dict[Words, str]:
    """The usual name of a country by each of its names, folded."""
    return {
        tuple(fold(name).split()): row["name"]
        for row in table("countries")
        for name in [row["name"], *filter(None, row["others"].split(", "))]
    }


@cache
def nationalities() -> dict[str, str]:
    """The country's usual name by its adjectives and the names of its people, folded."""
    return {
        fold(word): row["name"]
        for row in table("countries")
        for word in filter(None, row["demonyms"].split(", "))
    }


@cache
def capitals() -> dict[Words, str]:
    """The country's usual name by its capital, where that can stand for the government."""
    return {
        tuple(fold(row["capital"]).split()): row["name"]
        for row in table("countries")
        if row["capital"]
    }


def is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN")

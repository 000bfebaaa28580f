"""Where an article names somebody: recognised names, mended, and the same words elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from generator.analysis.actors.chains import Name
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import (
    Words,
    countries,
    fold,
    gender_of_title,
    is_acronym,
    nationalities,
)
from generator.analysis.model import ActorKind, Quote
from generator.analysis.quotes.marks import Quotation

KINDS: dict[str, ActorKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
"""What OntoNotes labels say of an actor's kind; names under other labels are no actors."""

_NO_ACTOR = "MISC"
_EDGE = frozenset("\"'“”‘’`()[]{},;:.-–—*…@#&/|")
_ARTICLES = frozenset({"the", "a", "an", "this", "that"})
_SMALL = frozenset({"of", "for", "in", "on", "at", "to", "from", "by", "and", "or", "the"})
_PARTICLES = frozenset({"al", "el", "bin", "ibn", "de", "del", "della", "der", "van", "von", "dos"})
_NICKNAMED = re.compile(r"(?:[^\W\d_a-z][\w.'’-]* ){1,3}[(“\"]\w+[)”\"](?: [\w'’-]+){1,3}")
_PARTY = re.compile(r"[DRI]-[A-Z].*")  # "R-Ky.", as American papers write it behind a name
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")


def find(doc: Doc, quoted: Iterable[Quotation], quotes: Iterable[Quote]) -> list[Name]:
    """The article's names, in order.

    Those that the recogniser found, mended; those of speakers and listeners that it overlooked;
    and the same words elsewhere.
    """
    found = [name for ent in doc.ents for name in _read(doc, ent) if _is_name(doc, name)]
    taken = {i for name in found for i in range(name.start, name.end)}
    taken |= {i for ent in doc.ents for i in range(ent.start, ent.end)}
    found += _overlooked(doc, quotes, taken)
    found = _relabel(doc, found)
    taken |= {i for name in found for i in range(name.start, name.end)}
    found += _again(doc, found, taken)
    titles = {(q.start, q.stop) for q in quoted}
    found = [name for name in found if not _is_title(doc, name, titles)]
    return list(_joined(doc, sorted(found, key=lambda name: name.start)))


def _joined(doc: Doc, found: list[Name]) -> Iterator[Name]:
    """Names of which the recogniser made two: "Ochre | Harbour Board", "University of O, | P"."""
    waiting: Name | None = None
    for name in found:
        whole = waiting and _whole(doc, waiting, name)
        if waiting and not whole:
            yield waiting
        waiting = whole or name
    if waiting:
        yield waiting


def _whole(doc: Doc, first: Name, second: Name) -> Name | None:
    """The name that two are: around a nickname, behind a country, with the place of a campus."""
    between, text = doc[first.end : second.start].text, doc[first.start : second.end].text
    if first.label == second.label == "PERSON" and _NICKNAMED.fullmatch(text):
        words_ = (*first.words, *_words(between), *second.words)
        return replace(second, start=first.start, words=words_, text=text, title=first.title)
    if second.label != "ORG" or first.title or second.title:
        return None
    country = first.label == "GPE" and first.words in countries() and not between
    campus = first.label == "ORG" and "university" in first.words and between == ","
    if not ((country and doc[second.start].text[:1].isupper()) or campus):
        return None
    return replace(second, start=first.start, words=(*first.words, *second.words), text=text)


def read(doc: Doc, start: int, end: int, label: str) -> Name | None:
    """The name at tokens `[start, end)`, its edges and titles cut off; None where none is left."""
    start, end = _without_edges(doc, start, end)
    start, label, title = _without_titles(doc, start, end, label)
    end = _with_particle(doc, end) if label in ("PERSON", "GPE", "LOC") else end
    if start >= end:
        return None
    text = _INVISIBLE.sub("", re.sub(r"\s+", " ", doc[start:end].text))
    if sum(map(str.isalpha, text)) < 2 or (text.islower() and label != "NORP"):
        return None
    if _PARTY.fullmatch(text) or (label != "PERSON" and gender_of_title(text)):
        return None
    if KINDS.get(label) == "place" and _is_no_place(text):
        return None
    if title is None and start and gender_of_title(doc[start - 1].text):
        title = doc[start - 1].text
    return Name(start, end, doc[start:end].root.i, label, _words(text), text, title)


def _without_edges(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Tokens `[start, end)` without articles and marks around, or a "for" that wants a word."""
    while start < end and (doc[start].text in _EDGE or doc[start].lower_ in _ARTICLES):
        if doc[start].text == "The" and end - start > 1 and not doc[start].is_sent_start:
            break  # "The" inside a sentence is part of a title
        start += 1
    while start < end and (
        doc[end - 1].text in _EDGE or doc[end - 1].tag_ == "POS" or doc[end - 1].text in _SMALL
    ):
        end -= 1
    return start, end


def _without_titles(doc: Doc, start: int, end: int, label: str) -> tuple[int, str, str | None]:
    """Where the name begins behind its titles, its label then, and the last of the titles."""
    title = None
    if label == "PERSON" and end - start > 2 and _follows_office(doc, start):
        start += 1  # "Mayor of Anselm Ada Moreau" taken for one called Anselm
    for i in range(end - 3, start, -1):  # "Emergencies Minister Ada Moreau" taken for a body
        if gender_of_title(doc[i].text) and not _has_body(doc, i, end):
            start, label = i, "PERSON"
            break
    while end - start > 1 and _has_title(doc, start, end, label):
        title, label = doc[start].text, "PERSON"
        start += 1
    return start, label, title


def _follows_office(doc: Doc, start: int) -> bool:
    """Whether "mayor of" or "Minister of" stands before token `start`."""
    return (
        start > 1 and doc[start - 1].lower_ == "of" and bool(gender_of_title(doc[start - 2].text))
    )


def _words(text: str) -> Words:
    """The folded words of a name, without the marks around a nickname."""
    bare = (w.strip("\"'“”‘’()") for w in fold(text).split())
    return tuple(w for w in bare if w)


def _is_no_place(text: str) -> bool:
    """Whether a place is but part of a word ("U.S.-backed"), or an address ("12 Quay Road")."""
    first, joint, rest = re.sub("[–—/]", "-", text).partition("-")
    name = _words(first)
    joined = joint and (name in countries() or " ".join(name) in nationalities())
    return bool(joined and rest) or text[0].isdigit()


def _has_body(doc: Doc, start: int, end: int) -> bool:
    """Whether a word for an organization, or a small word, stands in tokens `[start, end)`."""
    bodies = words("organizations")
    return any(not t.text[:1].isupper() or fold(t.text) in bodies for t in doc[start:end])


def _has_title(doc: Doc, start: int, end: int, label: str) -> bool:
    """Whether a title is run into a name: before a person's, or two before what else it seems."""
    if label == "PERSON":
        return bool(gender_of_title(doc[start].text)) or doc[start].lower_ in ("crown", "vice")
    if doc[start].text.endswith(".") and gender_of_title(doc[start].text):
        return True  # "Mr. Moreau", whatever he was taken for
    leads = doc[start].lower_ in ("crown", "vice") and gender_of_title(doc[start + 1].text)
    return label == "ORG" and bool(leads) and end - start > 2


def _with_particle(doc: Doc, end: int) -> int:
    """`end`, or behind "al-Qasr" where the recogniser stopped before it."""
    if end + 1 < len(doc) and doc[end].lower_.strip("-") in _PARTICLES and doc[end].i == end:
        after = end + 1 + (doc[end + 1].text == "-")
        if after < len(doc) and doc[after].text[:1].isupper() and not doc[end].ent_type_:
            return after + 1
    return end


def _read(doc: Doc, ent: Span) -> Iterator[Name]:
    start = ent.start
    if ent.label_ == "PERSON" and _NICKNAMED.fullmatch(ent.text):
        name = read(doc, ent.start, ent.end, ent.label_)
        if name:
            yield name
        return
    for i in range(ent.start, ent.end + 1):  # brackets and dashes run into a name part it in two
        if i == ent.end or doc[i].text in ("(", ")", "[", "]", "—", ";"):
            name = read(doc, start, i, ent.label_) if i > start else None
            if name:
                yield name
            start = i + 1


def _is_name(doc: Doc, name: Name) -> bool:
    """Whether it is more than one small word ("All", "Who") that misled the recogniser."""
    only = doc[name.start]
    return name.end - name.start > 1 or not only.is_stop or only.text[1:].isupper()


def _is_title(doc: Doc, name: Name, titles: set[tuple[int, int]]) -> bool:
    """Whether quotation marks stand right around a name: a work's title, or a nickname."""
    start, stop = doc[name.start].idx - 1, doc[name.end - 1].idx + len(doc[name.end - 1]) + 1
    return any((start, end) in titles for end in (stop, stop + 1))


def _relabel(doc: Doc, found: list[Name]) -> list[Name]:
    """Each name under the label that most of its mentions bear, or that its words state."""
    votes: dict[Words, Counter[str]] = defaultdict(Counter)
    for name in found:
        votes[name.words][name.label] += 1
    best = {w: max(c, key=lambda label: (c[label], label in KINDS)) for w, c in votes.items()}
    best |= {n.words: label for n in found if (label := _stated(n, best[n.words]))}
    best |= {words_: "ORG" for words_ in _shouted(found) if best[words_] == "PERSON"}
    behind = {n.end: n for n in found}
    for name in found:  # an acronym in brackets is of the kind of the name before it
        long = behind.get(name.start - 1)
        if long and doc[name.start - 1].text == "(" and is_acronym(name.text):
            best[name.words] = best[long.words]
    return [replace(name, label=best[name.words]) for name in found]


def _shouted(found: list[Name]) -> set[Words]:
    """Single words in capitals alone, such as "TF9", that are no surname in capitals."""
    surnames = {n.words[-1] for n in found if n.label == "PERSON" and len(n.words) > 1}
    spoken = {n.words for n in found if not n.text.isupper()}
    shouted = {n.words for n in found if len(n.words) == 1 and is_acronym(n.text)}
    return {name for name in shouted - spoken if name[0] not in surnames}


def _stated(name: Name, label: str) -> str | None:
    """The label that the words of a name leave no doubt about."""
    known = " ".join(name.words)
    if known in nationalities() and label in KINDS:
        return "NORP"
    if name.words in countries() and label in ("ORG", "LOC", "FAC", "NORP"):
        return "GPE"
    if label in ("ORG", "LOC", "GPE", "FAC") and len(name.words) > 1:
        things = words("things")
        heads = {name.words[-1], *(w for w, v in pairwise(name.words) if v == "of")}
        if heads & things or name.words[0] in ("hurricane", "typhoon", "storm", "cyclone"):
            return _NO_ACTOR
    return None


def _overlooked(doc: Doc, quotes: Iterable[Quote], taken: set[int]) -> list[Name]:
    """Names of those who speak or are spoken to where the recogniser saw none."""
    found: dict[int, Name] = {}
    for quote in quotes:
        for party in (quote.speaker, quote.addressee):
            phrase = party and party.span and doc.char_span(*party.span, alignment_mode="expand")
            if not phrase or not _is_proper(phrase.root) or any(t.i in taken for t in phrase):
                continue
            start = end = phrase.root.i
            while end < phrase.end and end not in taken and _is_proper(doc[end]):
                end += 1
            while start > phrase.start and start - 1 not in taken and _is_proper(doc[start - 1]):
                start -= 1
            body = is_acronym(doc[start:end].text) or (
                start > 0 and fold(doc[start - 1].lemma_) in words("organizations")
            )
            name = read(doc, start, end, "ORG" if body else "PERSON")
            if name:
                found[name.start] = name
    return list(found.values())


def _is_proper(token: Token) -> bool:
    """Whether a word is a name by its tag and its capital, and no common noun besides."""
    if token.pos_ not in ("PROPN", "X") or not token.text[:1].isupper():
        return False
    if gender_of_title(token.text):
        return False
    lists = ("people", "organizations", "collectives", "documents", "crowds")
    return not any(fold(token.lemma_) in words(name) for name in lists)


def _again(doc: Doc, found: Iterable[Name], taken: set[int]) -> Iterator[Name]:
    """Names that were recognised in one place and overlooked in another."""
    known: dict[str, list[tuple[Words, str]]] = defaultdict(list)
    for sought, label in {(n.words, n.label) for n in found}:
        if label in KINDS and label != "NORP":
            known[sought[0]].append((sought, label))
        if label == "PERSON" and len(sought) > 1:
            known[sought[-1]].append((sought[-1:], label))
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

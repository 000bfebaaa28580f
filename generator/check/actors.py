"""Actors that may be one: a name that is part, short form or other spelling of somebody else's.

And names that only look like somebody's.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from generator.check.desk import Desk, Finding, Findings
from generator.glossary import FILE, key
from generator.rendering.site import Card, Entry, enter, is_named, people

ALIKE = 0.8
"""The least likeness (Ratcliff and Obershelp) of two spellings of one word."""

LETTERS = 8
"""Of a name; shorter ones may differ in a letter and be two."""


@dataclass(frozen=True)
class _Named:
    """Somebody by name: in one explainer, or joined across several."""

    entry: Entry
    card: Card
    name: str
    kind: str
    aliases: tuple[str, ...]

    @cached_property
    def words(self) -> list[str]:
        return key(self.name).split("-")

    @cached_property
    def others(self) -> frozenset[str]:
        return frozenset(map(key, self.aliases)) - {key(self.name)}

    @cached_property
    def short(self) -> str:
        """The initials of the name's words, but for those without a capital ("of the")."""
        return "".join(w[0] for w in self.name.split() if w[0].isupper()).casefold()


def check(desk: Desk) -> Findings:
    """Each pair once: within an explainer at its later row, across explainers at the later one."""
    entries = [enter(slug, explainer) for slug, explainer in desk.explainers.items()]
    yield from _mixed(desk, entries)
    told: set[frozenset[str]] = set()
    for entry in entries:
        actors = [
            _Named(entry, c, c.row.name, c.row.kind, c.row.aliases)
            for c in entry.cards
            if is_named(c.row.name)
        ]
        for one, other in _pairs(actors):
            known = [desk.glossary.identity(a.name, entry.slug) for a in (one, other)]
            told.add(frozenset((key(one.name), key(other.name))))
            if not all(known):
                yield _finding(desk, one, other)
    joined = [
        _Named(*person.cards[0], person.name, person.kind, person.aliases)
        for person in people(entries, desk.glossary).all
        if not person.identity
    ]
    for one, other in _pairs(sorted(joined, key=lambda a: a.entry.date)):
        if one.entry is not other.entry and frozenset((key(one.name), key(other.name))) not in told:
            yield _finding(desk, one, other)


def _finding(desk: Desk, one: _Named, other: _Named) -> Finding:
    slug = other.entry.slug
    there = "" if one.entry is other.entry else f" of {one.entry.slug}"
    message = f"{other.name} may be {one.name}{there}: join them here, or tell them apart in {FILE}"
    return Finding("same-actor", desk.place(slug, other.card.row.raw), message, slug)


ALPHABETS = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "COPTIC", "CHEROKEE"])
"""Those with letters that look like another's (Unicode's confusables, UTS 39)."""


def _mixed(desk: Desk, entries: Sequence[Entry]) -> Findings:
    """Names with a word whose letters are of more than one of these alphabets (UTS 39, 5.1)."""
    for entry in entries:
        for card in entry.cards:
            row = card.row
            for word in (w for name in (row.name, *row.aliases) for w in _words(name)):
                if len(found := sorted(set(filter(None, map(_alphabet, word))))) > 1:
                    several = " and ".join(found)
                    message = f"“{word}” in {row.name} mixes {several} letters: type the name anew"
                    place = desk.place(entry.slug, row.raw)
                    yield Finding("mixed-letters", place, message, entry.slug)
                    break


def _words(name: str) -> list[str]:
    """A name's words; what a hyphen joins are two."""
    return "".join(c if c.isalpha() else " " for c in unicodedata.normalize("NFC", name)).split()


def _alphabet(letter: str) -> str | None:
    script = unicodedata.name(letter, "").partition(" ")[0]
    return script.capitalize() if script in ALPHABETS else None


def _pairs(actors: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Those that may be one; only names with something in common are compared."""
    shelves: dict[str, list[int]] = defaultdict(list)
    for i, actor in enumerate(actors):
        handles = {actor.words[0], actor.words[-1], key(actor.name), actor.short, *actor.others}
        for handle in handles - {""}:
            shelves[handle].append(i)
    pairs = {(i, j) for found in shelves.values() for i in found for j in found if i < j}
    count = _count(actors)
    for i, j in sorted(pairs):
        if _may_be_one(actors[i], actors[j], count):
            yield actors[i], actors[j]


def _count(actors: Sequence[_Named]) -> Counter[str]:
    """How many go by a name that is not their own: an alias, or a person's last name."""
    last = (a.words[-1] for a in actors if a.kind == "person" and len(a.words) > 1)
    return Counter([*last, *(other for a in actors for other in a.others if a.kind != "person")])


def _may_be_one(one: _Named, other: _Named, count: Counter[str]) -> bool:
    if key(one.name) == key(other.name):
        return True
    if one.kind != other.kind:
        return False
    if one.kind == "person":
        return _one_person(one, other, count) or _spelled_alike(one, other)
    called = any(
        key(a.name) in b.others and count[key(a.name)] == 1 for a, b in ((one, other), (other, one))
    )
    return called or _abbreviated(one, other) or _spelled_alike(one, other)


def _one_person(one: _Named, other: _Named, count: Counter[str]) -> bool:
    """A last name alone that one person has; or first names that are one but for their length."""
    if one.words[-1] != other.words[-1]:
        return False
    if len(one.words) == 1 or len(other.words) == 1:
        return count[one.words[-1]] == 1
    first, second = sorted((one.words[0], other.words[0]), key=len)
    return len(first) < len(second) and second.startswith(first)


def _abbreviated(one: _Named, other: _Named) -> bool:
    return any(
        a.name.isupper() and len(a.words) == 1 and len(b.words) > 1 and a.words[0] == b.short
        for a, b in ((one, other), (other, one))
    )


def _spelled_alike(one: _Named, other: _Named) -> bool:
    """Whether one word differs, and that in spelling only (Labor Party, Labour Party)."""
    pairs = list(zip(one.words, other.words, strict=False))
    differ = [(a, b) for a, b in pairs if a != b]
    if len(one.words) != len(other.words) or len(differ) != 1 or len(key(one.name)) < LETTERS:
        return False
    a, b = differ[0]
    same_digits = [c for c in a if c.isdigit()] == [c for c in b if c.isdigit()]
    return a[0] == b[0] and same_digits and SequenceMatcher(None, a, b).ratio() >= ALIKE

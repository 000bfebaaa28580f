"""Names gathered into chains: a full name, its short forms and its acronym name one actor.

The first sieves, as surest first as those of `coreference.py`: the same words; an acronym in
brackets behind a name; a surname, first name, acronym or shortened name that fits one full name
alone; last, one that fits several, by whom of them the article has spoken of most so far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc

from generator.analysis.actors import names
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.mentions import KINDS
from generator.analysis.actors.names import Words
from generator.analysis.model import ActorKind

Names = list[Name]
"""The mentions of one and the same name."""


def gather(chains: Chains, found: Iterable[Name]) -> None:
    """Open the chains of an article as far as names alone tell."""
    known, doubtful = FullNames(), []
    introduced = _in_brackets(chains.doc, found)
    for kind, key, group in _by_length(found):
        behind = [name.start for name in group if name.start in introduced]
        candidates = [c for start in behind if (c := chains.at(introduced[start]))]
        candidates = candidates or _candidates(chains.doc, known, kind, key, group)
        if not candidates and kind == "group":
            group = [name for name in group if _names_people(chains.doc, name)]
        if not candidates and group:
            country = names.countries().get(key) if kind == "place" else None
            candidates = [chains.open(kind, country)]
            known.add(kind, key, group[0], candidates[0])
        elif behind:
            known.add(kind, key, group[0], candidates[0])
        if len(set(candidates)) == 1:
            for name in group:
                chains.link(name, candidates[0])
        else:
            doubtful += [(name, candidates) for name in group]
    for name, options in sorted(doubtful, key=lambda pair: pair[0].start):
        meant = _likeliest(chains, name, options)
        if meant:
            chains.link(name, meant)


def _candidates(
    doc: Doc, known: FullNames, kind: ActorKind, key: Words, group: Names
) -> list[Chain]:
    """Whom a name can be a short form for: of its own kind, or else of one mistaken for it."""
    found = known.fitting(kind, key, group[0])
    return found if found or _is_located(doc, group) else known.misread(kind, key, group[0])


class FullNames:
    """The full names met so far, found again by what a short form can be of them."""

    def __init__(self) -> None:
        self._by_word: dict[tuple[ActorKind, str], list[tuple[Words, str, Chain]]]
        self._by_word = defaultdict(list)

    def add(self, kind: ActorKind, key: Words, name: Name, chain: Chain) -> None:
        """Know `key`, the folded words of `name`, as a name of `chain`."""
        spellings = {*key, *(w.removeprefix("al-").removeprefix("el-") for w in key)}
        if kind != "person":
            spellings |= {names.initials(key, True), names.initials(key, False)}
        for word in spellings:
            self._by_word[kind, word].append((key, name.label, chain))

    def fitting(self, kind: ActorKind, key: Words, name: Name) -> list[Chain]:
        """The chains that `name` can be a short form of; several where it is ambiguous."""

        def fits(long: Words, label: str) -> bool:
            if kind == "person":
                return names.same_person(key, long)
            if kind == "place":
                return label == name.label and names.same_place(key, long, name.text)
            return names.same_body(key, long, name.text)

        options = [
            chain
            for word in (key[-1], key[0])
            for long, label, chain in self._by_word[kind, word]
            if fits(long, label)
        ]
        return list(dict.fromkeys(options))

    def misread(self, kind: ActorKind, key: Words, name: Name) -> list[Chain]:
        """Whose surname a single word is that was taken for a firm, a place or a people.

        And the firm of which it is a part, where it was taken for a person.
        """
        alone = len(key) == 1 and not names.is_acronym(name.text)
        if not alone or key in names.countries() or key[0] in names.nationalities():
            return []
        if kind == "person":
            return self.fitting("organization", key, name)
        options = self._by_word["person", key[0]]
        surnamed = [c for long, _, c in options if len(long) > 1 and long[-1].endswith(key[0])]
        return list(dict.fromkeys(surnamed))


def _is_located(doc: Doc, group: Names) -> bool:
    """Whether a name stands behind "in", "at" or "from" somewhere, as a place does."""
    return group[0].label in ("GPE", "LOC", "FAC") and any(
        name.start and doc[name.start - 1].pos_ == "ADP" for name in group
    )


def _by_length(found: Iterable[Name]) -> list[tuple[ActorKind, Words, Names]]:
    """Names with all their mentions, those of most words first, then in order."""
    types: dict[tuple[ActorKind, Words], Names] = defaultdict(list)
    for name in found:
        kind = KINDS.get(name.label)
        if kind:
            types[kind, names.full_words(name.words, name.label)].append(name)
    order = sorted(types.items(), key=lambda item: (-len(item[0][1]), item[1][0].start))
    return [(kind, key, group) for (kind, key), group in order]


def _names_people(doc: Doc, name: Name) -> bool:
    """Whether a nationality, creed or party names people ("the Kurds said"), not their kind."""
    last = doc[name.end - 1]
    if name.end < len(doc):
        following = doc[name.end]
        if following.pos_ in ("NOUN", "PROPN") and not following.is_sent_start:
            return False
    return last.tag_ in ("NNPS", "NNS") or (
        last.text.endswith("s") and last.pos_ in ("PROPN", "NOUN")
    )


def _in_brackets(doc: Doc, found: Iterable[Name]) -> dict[int, int]:
    """Starts of acronyms in brackets right behind a name, with the start of that name."""
    ends = {name.end: name for name in found}
    return {
        name.start: ends[name.start - 1].start
        for name in found
        if name.start - 1 in ends
        and doc[name.start - 1].text == "("
        and names.is_acronym(name.text)
        and len(ends[name.start - 1].words) > 1
    }


def _likeliest(chains: Chains, name: Name, candidates: list[Chain]) -> Chain | None:
    """The candidate spoken of most up to here, the nearest of equals; of the title's gender."""
    stated = names.gender_of_title(name.title) if name.title else None
    counts: Counter[Chain] = Counter()
    for _, chain in chains.before(name.start):
        if chain in candidates and not (
            stated in ("m", "f") and chain.gender not in (stated, None)
        ):
            counts[chain] += 1
    return max(counts, key=lambda chain: counts[chain], default=None)

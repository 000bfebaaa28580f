"""Names gathered into chains: a full name, its short forms and its acronym name one actor.

The first sieves, as surest first as those of `coreference.py`: the same words; an acronym in
brackets behind a name; a surname, first name, acronym or shortened name that fits one full name
alone; last, one that fits several, by whom of them the article has spoken of most so far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from spacy.tokens import Doc

from generator.analysis.actors import names
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.mentions import KINDS
from generator.analysis.actors.names import Words, fold
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
        if not candidates and kind == "person" and known.is_family(key):
            continue
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
            options = frozenset(candidates)
            doubtful += [(name, options) for name in group]
    for name, options in sorted(doubtful, key=lambda pair: pair[0].start):
        meant = _likeliest(chains, name, options)
        if meant:
            chains.link(name, meant)


def _candidates(
    doc: Doc, known: FullNames, kind: ActorKind, key: Words, group: Names
) -> list[Chain]:
    """Whom a name can be a short form for: of its own kind, or else of one mistaken for it."""
    found = known.fitting(kind, key, group[0])
    if not found and not _is_located(doc, group):
        found = known.misread(kind, key, group[0])
    found = found or known.misspelt(kind, key)
    stated = _genders(doc, group)
    return [c for c in found if not stated or _genders(doc, c.names) | stated != {"m", "f"}]


def _genders(doc: Doc, group: Names) -> set[str]:
    """The genders that the words before names state: "Mr. Ode", "the first lady, Ada Moreau"."""
    genders = set()
    for name in group:
        before = name.start - 1
        before -= before > 0 and doc[before].text == ","
        word = name.title or (doc[before].text if before >= 0 else "")
        genders.add(names.gender_of_title(word))
    return {gender for gender in genders if gender in ("m", "f")}


class FullNames:
    """The full names met so far, found again by what a short form can be of them."""

    def __init__(self) -> None:
        self._by_word: dict[tuple[ActorKind, str], list[tuple[Words, Name, Chain]]]
        self._by_word = defaultdict(list)
        self._by_slip: dict[tuple[ActorKind, str], list[tuple[Words, Chain]]] = defaultdict(list)

    def add(self, kind: ActorKind, key: Words, name: Name, chain: Chain) -> None:
        """Know `key`, the folded words of `name`, as a name of `chain`."""
        spellings = {*key, *(w.removeprefix("al-").removeprefix("el-") for w in key)}
        if kind != "person":
            acronyms = {names.initials(key, True), names.initials(key, False)}
            spellings |= set(names.parts((*key, *acronyms)))
        for word in spellings:
            self._by_word[kind, word].append((key, name, chain))
        if key not in names.countries():
            for known in {key, key[-1:]} if kind == "person" else {key}:
                for spelling in names.slips(known):
                    self._by_slip[kind, spelling].append((known, chain))

    def fitting(self, kind: ActorKind, key: Words, name: Name) -> list[Chain]:
        """The chains that `name` can be a short form of; several where it is ambiguous."""

        def fits(long: Words, full: Name) -> bool:
            if kind == "person":
                return names.same_person(key, long)
            if kind == "place":
                return full.label == name.label and names.same_place(key, long, name.text)
            return names.same_body(key, long, name.text) and not _is_branch(key, name, long, full)

        # A short form shares all its words with the full name: look under the rarest.
        shared = key if kind == "person" else names.parts(key)
        lists = [self._by_word[kind, w] for w in shared if names.is_telling(w)]
        options = [
            chain for long, full, chain in min(lists, key=len, default=()) if fits(long, full)
        ]
        return list(dict.fromkeys(options))

    def misspelt(self, kind: ActorKind, key: Words) -> list[Chain]:
        """Whose name it is but for a slip of the pen, or another way to write its sounds."""
        if key in names.countries():
            return []
        options = [
            chain
            for spelling in names.slips(key)
            for other, chain in self._by_slip[kind, spelling]
            if names.one_slip(key, other)
        ]
        return list(dict.fromkeys(options))

    def is_family(self, key: Words) -> bool:
        """Whether this is no person's name but a title alone, or a surname for a whole family."""
        if len(key) > 1:
            return False
        surnames = self._by_word["person", key[0].removesuffix("s")]
        titled = names.gender_of_title(key[0]) is not None
        return titled or (
            key[0].endswith("s") and any(k[-1] == key[0][:-1] for k, _, _ in surnames)
        )

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


def _is_branch(key: Words, name: Name, long: Words, full: Name) -> bool:
    """Whether `long` is but the branch in one place of the body that was named before it."""
    n = len(key)
    return name.start < full.start and long[:n] == key and long[n : n + 1] in (("of",), ("in",))


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
    """Starts of other names in brackets right behind a name, with the start of that name.

    Acronyms, and the name in a language that is named with it or in another script.
    """
    ends = {name.end: name for name in found}
    inside = {}
    for name in found:
        opening = name.start - 1
        said = opening > 1 and doc[opening].text == ":"  # "(Polish: …"
        opening -= 2 * said
        long = ends.get(opening)
        if long is None or opening < 0 or doc[opening].text != "(":
            continue
        short = names.is_acronym(name.text) and len(long.words) > 1
        if short or said or not names.is_latin(name.text):
            inside[name.start] = long.start
    return inside


def _likeliest(chains: Chains, name: Name, candidates: Collection[Chain]) -> Chain | None:
    """The candidate spoken of most up to here; of equals who is in the headline, else the nearest.

    Of the gender of the title before the name, where it states one.
    """
    stated = names.gender_of_title(name.title) if name.title else None
    counts: Counter[Chain] = Counter()
    for _, chain in chains.before(name.start):
        if chain in candidates and not (
            stated in ("m", "f") and chain.gender not in (stated, None)
        ):
            counts[chain] += 1
    headline = set(fold(chains.doc._.headline or "").split())

    def weight(chain: Chain) -> tuple[int, bool]:
        titled = any(headline >= {*full.words} for full in chain.names if len(full.words) > 1)
        return counts[chain], titled

    return max(counts, key=weight, default=None)

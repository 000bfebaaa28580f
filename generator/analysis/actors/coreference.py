"""Who is meant: names, descriptions and pronouns gathered into chains by sieves, surest first.

After the multi-pass sieve of Raghunathan et al. (2010) and Lee et al. (2013,
https://doi.org/10.1162/COLI_a_00152): each sieve is a function that links mentions to chains, and
a later one sees what the earlier ones made. A mention that no sieve is sure of stays unlinked.
Gender and number come from titles, from nouns that state them and from the text's own pronouns,
never from a list of first names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from generator.analysis.actors import names
from generator.analysis.actors.lexicon import table, words
from generator.analysis.actors.names import KINDS, Mention, Name, Words, fold
from generator.analysis.model import ActorKind

_GENDERED = {row["word"]: row["gender"] for row in table("gendered")}
_REACH = 3
"""How many sentences a pronoun looks back."""


@dataclass(frozen=True, slots=True)
class Description(Mention):
    """What the article says somebody is: `form` tells how, `text` leaves out the determiner."""

    form: str
    text: str


@dataclass(slots=True, eq=False)
class Chain:
    """All that is said of one actor; grows from sieve to sieve.

    `country` is the usual name of the country that it is; `label` is what an unnamed group is
    called.
    """

    kind: ActorKind
    mentions: list[Mention] = field(default_factory=list)
    descriptions: list[Description] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    country: str | None = None
    label: str = ""

    @property
    def named(self) -> bool:
        return not self.label

    @property
    def names(self) -> list[Name]:
        return [m for m in self.mentions if isinstance(m, Name)]

    @property
    def gender(self) -> str | None:
        """`m` or `f` where titles, nouns and pronouns agree."""
        m, f = self.genders["m"], self.genders["f"]
        return "m" if m > 2 * f else "f" if f > 2 * m else None

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)


class Chains:
    """The chains of an article, and where in it they are mentioned."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.all: list[Chain] = []
        self._starts: list[int] = []
        self._mentions: list[tuple[Mention, Chain]] = []
        self._sentences = [s.start for s in doc.sents]

    def __iter__(self) -> Iterator[Chain]:
        return iter(self.all)

    def open(self, kind: ActorKind, **facts: object) -> Chain:
        chain = Chain(kind, **facts)  # type: ignore[arg-type]
        self.all.append(chain)
        return chain

    def link(self, mention: Mention, chain: Chain) -> None:
        chain.add(mention)
        at = bisect_right(self._starts, mention.start)
        self._starts.insert(at, mention.start)
        self._mentions.insert(at, (mention, chain))

    def move(self, mention: Mention, chain: Chain, stand_in: Mention) -> None:
        """Take a mention out of its chain and put what it stands for into another."""
        for i, (m, old) in enumerate(self._mentions):
            if m is mention:
                old.mentions.remove(m)
                del self._mentions[i], self._starts[i]
                break
        self.link(stand_in, chain)

    def at(self, token: int) -> Chain | None:
        """The chain of the mention that covers a token."""
        here = bisect_right(self._starts, token)
        for mention, chain in reversed(self._mentions[max(0, here - 3) : here]):
            if mention.start <= token < mention.end:
                return chain
        return None

    def between(self, start: int, end: int) -> list[tuple[Mention, Chain]]:
        """Mentions that start in tokens `[start, end)`, in order."""
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def sentence(self, token: int) -> int:
        return bisect_right(self._sentences, token) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        start = self._sentences[sentence]
        after = sentence + 1
        return start, self._sentences[after] if after < len(self._sentences) else len(self.doc)


# --- names


def by_name(doc: Doc, found: Iterable[Name]) -> Chains:
    """Chains of names alone: one name, its short forms, its acronym."""
    chains = Chains(doc)
    types: dict[tuple[ActorKind, Words], list[Name]] = defaultdict(list)
    for name in found:
        kind = KINDS.get(name.label)
        if kind == "group" and not _acts_as_noun(doc, name):
            continue
        if kind:
            types[kind, names.full_words(name)].append(name)
    full: dict[tuple[ActorKind, str], list[tuple[Words, Chain]]] = defaultdict(list)
    doubtful: list[tuple[Name, list[Chain]]] = []
    brackets = _bracketed(doc, found)
    for (kind, key), group in sorted(
        types.items(), key=lambda item: (-len(item[0][1]), item[1][0].start)
    ):
        candidates = _longer(chains, kind, key, group, full, brackets)
        if len(candidates) == 1:
            for name in group:
                chains.link(name, candidates[0])
            if group[0].start in brackets:
                _index(full, kind, key, candidates[0])
        elif candidates:
            doubtful += [(name, candidates) for name in group]
        else:
            chain = chains.open(
                kind, country=names.countries().get(key) if kind == "place" else None
            )
            for name in group:
                chains.link(name, chain)
            _index(full, kind, key, chain)
    for name, candidates in sorted(doubtful, key=lambda pair: pair[0].start):
        nearest = _nearest_before(chains, name, candidates)
        if nearest:
            chains.link(name, nearest)
    for chain in chains:
        for name in chain.names:
            stated = names.gender_of_title(name.title) if name.title else None
            if stated and stated != "-":
                chain.genders[stated] += 2
    return chains


def _acts_as_noun(doc: Doc, name: Name) -> bool:
    """Whether a nationality, creed or party names people ("the Kurds said"), not their kind."""
    last = doc[name.end - 1]
    following = doc[name.end] if name.end < len(doc) else None
    if (
        following is not None
        and following.pos_ in ("NOUN", "PROPN")
        and not following.is_sent_start
    ):
        return False
    return last.tag_ in ("NNPS", "NNS") or (
        last.text.endswith("s") and last.pos_ in ("PROPN", "NOUN")
    )


def _bracketed(doc: Doc, found: Iterable[Name]) -> dict[int, int]:
    """Starts of acronyms in brackets right behind a name, and the start of that name."""
    ends = {name.end: name for name in found}
    pairs = {}
    for name in found:
        if name.start >= 2 and doc[name.start - 1].text == "(" and name.start - 1 in ends:
            long = ends[name.start - 1]
            if names.is_acronym(name.text) and len(long.words) > 1:
                pairs[name.start] = long.start
    return pairs


def _index(
    full: dict[tuple[ActorKind, str], list[tuple[Words, Chain]]],
    kind: ActorKind,
    key: Words,
    chain: Chain,
) -> None:
    spellings = {*key, *(w.removeprefix("al-").removeprefix("el-") for w in key)}
    if kind != "person":
        spellings |= {names.initials(key, True), names.initials(key, False)}
    for word in spellings:
        full[kind, word].append((key, chain))


def _longer(
    chains: Chains,
    kind: ActorKind,
    key: Words,
    group: list[Name],
    full: dict[tuple[ActorKind, str], list[tuple[Words, Chain]]],
    brackets: dict[int, int],
) -> list[Chain]:
    """The chains whose full name the names of `group` can be short for."""
    text = group[0].text

    def short_for(kind: ActorKind) -> list[Chain]:
        options = {
            id(c): c for word in (key[-1], key[0]) for k, c in full[kind, word] if fits(kind, k, c)
        }
        return list(options.values())

    def fits(kind: ActorKind, long: Words, chain: Chain) -> bool:
        if kind == "person":
            return names.same_person(key, long)
        if kind == "place":
            return names.same_place(key, long, text) and chain.names[0].label == group[0].label
        return names.same_body(key, long, text)

    introduced = {
        id(chain): chain
        for name in group
        if name.start in brackets and (chain := chains.at(brackets[name.start]))
    }
    if introduced:
        return list(introduced.values())
    found = short_for(kind)
    if (
        not found
        and kind in ("organization", "group")
        and len(key) == 1
        and not names.is_acronym(text)
    ):
        found = short_for("person")  # a surname that the recogniser took for a firm
    if not found and kind == "person" and len(key) == 1:
        found = short_for("organization")
    return found


def _nearest_before(chains: Chains, name: Name, candidates: list[Chain]) -> Chain | None:
    stated = names.gender_of_title(name.title) if name.title else None
    fitting = [
        c for c in candidates if not (stated in ("m", "f") and c.gender not in (stated, None))
    ]
    for _, chain in reversed(chains.between(0, name.start)):
        if chain in fitting:
            return chain
    return None


# --- descriptions that stand for somebody: "the minister", "the company"


def by_government(chains: Chains) -> None:
    """Link "the Ochran government" to the country, whose name it stands for in the text."""
    doc = chains.doc
    places: dict[str, Chain] = {c.country: c for c in chains if c.country}
    for head in doc:
        if fold(head.lemma_) not in words("governments") or chains.at(head.i):
            continue
        start, whose = _governed(chains, head, places)
        if whose:
            chains.link(_stand_in(doc, start, head.i + 1), whose)


def _governed(chains: Chains, head: Token, places: dict[str, Chain]) -> tuple[int, Chain | None]:
    """Where the phrase around "government" starts, and the place that it governs."""
    doc, i = chains.doc, head.i - 1
    while i > head.sent.start and doc[i].pos_ == "ADJ" and not doc[i].ent_type_:
        i -= 1
    if i < head.sent.start:
        return head.i, None
    if doc[i].ent_type_ == "NORP":
        return i, places.get(names.nationalities().get(fold(doc[i].text), ""))
    possessive = doc[i].lower_ in ("'s", "’s")
    chain = chains.at(i - 1 if possessive and i else i)
    if chain and chain.kind == "place":
        return next(m.start for m in chain.mentions if m.start <= i <= m.end), chain
    return head.i, None


def _stand_in(doc: Doc, start: int, end: int) -> Name:
    text = doc[start:end].text
    return Name(start, end, end - 1, "GPE", tuple(fold(text).split()), text, proper=False)


def by_role(chains: Chains) -> None:
    """Link "the president" to the nearest before it who was described so."""
    doc = chains.doc
    roles: dict[str, list[tuple[set[str], Chain]]] = defaultdict(list)
    for chain in chains:
        for d in chain.descriptions:
            roles[_lemma(doc[d.head])].append((_words(d), chain))
        for name in chain.names:
            if name.title:
                roles[fold(name.title)].append((set(), chain))
            if chain.kind == "organization":
                for word in set(name.words) & words("organizations"):
                    roles[word].append((set(name.words), chain))
    for head in doc:
        if _lemma(head) in roles and head.pos_ in ("NOUN", "PROPN") and not chains.at(head.i):
            _link_role(chains, head, roles[_lemma(head)])


def _link_role(chains: Chains, head: Token, roles: list[tuple[set[str], Chain]]) -> None:
    between = _modifiers(head)
    if between is None or head.tag_ in ("NNS", "NNPS"):
        return
    start, modifiers = between
    fitting = {id(chain) for said, chain in roles if modifiers <= said}
    for mention, chain in reversed(chains.between(0, head.i)):
        if id(chain) in fitting and mention.end <= start:
            chains.link(Mention(start, head.i + 1, head.i), chain)
            return


def _lemma(token: Token) -> str:
    return fold(token.lemma_ or token.text)


def _words(description: Description) -> set[str]:
    return {w.strip(",'\"") for w in fold(description.text).replace("'s", "").split()}


def _modifiers(head: Token) -> tuple[int, set[str]] | None:
    """Where "the …" around `head` starts and the words between; None where it is not definite."""
    doc = head.doc
    if head.i + 1 < len(doc) and (
        doc[head.i + 1].lower_ in ("of", "for", "'s", "’s")
        or doc[head.i + 1].pos_ in ("NOUN", "PROPN")
    ):
        if doc[head.i + 1].lower_ not in ("'s", "’s"):
            return None
    between: set[str] = set()
    for i in range(head.i - 1, head.sent.start - 1, -1):
        token = doc[i]
        if token.lower_ in ("the", "this", "that"):
            return i, between
        if token.pos_ not in ("ADJ", "NOUN", "PROPN") and token.text != "-":
            return None
        between.add(fold(token.text))
    return None


# --- pronouns


def by_pronoun(chains: Chains) -> None:
    """Link "he" and "she": first where nobody else can be meant, then by the gender so learnt."""
    doc = chains.doc
    waiting = [t for t in doc if t.lower_ in _GENDERED and t.pos_ in ("PRON", "DET")]
    for token in waiting:
        near = {id(c): c for c in _people_near(chains, token, 1)}
        if len(near) == 1:
            (chain,) = near.values()
            chain.genders[_GENDERED[token.lower_]] += 1
    for token in waiting:
        meant = antecedent(chains, token)
        if meant:
            chains.link(Mention(token.i, token.i + 1, token.i), meant)


def _people_near(chains: Chains, token: Token, reach: int) -> list[Chain]:
    here = chains.sentence(token.i)
    start, _ = chains.bounds(max(0, here - reach))
    return [c for _, c in chains.between(start, token.i) if c.kind == "person" and c.named]


def antecedent(chains: Chains, token: Token) -> Chain | None:
    """Whom "he" or "she" at `token` stands for."""
    gender = _GENDERED[token.lower_]
    here = chains.sentence(token.i)
    for sentence in range(here, max(-1, here - _REACH - 1), -1):
        start, end = chains.bounds(sentence)
        fitting = [
            (m, c)
            for m, c in chains.between(start, min(end, token.i))
            if c.kind == "person" and c.named and c.gender in (gender, None)
        ]
        if sentence == here:
            fitting = [(m, c) for m, c in fitting if not _same_clause(chains.doc[m.head], token)]
        if not fitting:
            continue
        certain = [(m, c) for m, c in fitting if c.gender == gender]
        fitting = certain or fitting
        subjects = [c for m, c in fitting if is_subject(chains.doc[m.head])]
        return (subjects or [c for _, c in fitting])[0]
    return None


def antecedent_of_body(chains: Chains, token: Token) -> Chain | None:
    """Whom "it" or "they" at `token` stands for, where that is a body or people of one name."""
    doc = chains.doc
    fit = ("organization", "place") if token.lower_ == "it" else ("organization", "group")
    here = chains.sentence(token.i)
    for sentence in range(here, max(-1, here - 3), -1):
        start, end = chains.bounds(sentence)
        for mention, chain in chains.between(start, min(end, token.i)):
            if is_subject(doc[mention.head]):
                return chain if chain.kind in fit else None
    return None


def is_subject(token: Token) -> bool:
    while token.dep_ in ("flat", "compound", "appos", "nmod") and token.head.pos_ == "PROPN":
        token = token.head
    return token.dep_.startswith("nsubj")


def _same_clause(candidate: Token, pronoun: Token) -> bool:
    """Whether both hang on one verb, so that only "himself" could mean the same one."""
    return (
        candidate.head == pronoun.head
        and pronoun.pos_ == "PRON"
        and pronoun.tag_ != "PRP$"
        and pronoun.head.pos_ in ("VERB", "AUX")
    )

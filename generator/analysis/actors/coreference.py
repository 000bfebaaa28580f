"""Who is meant by "the minister" and "she": mentions linked to chains by sieves, surest first.

After the multi-pass sieve of Raghunathan et al. (2010) and Lee et al. (2013,
https://doi.org/10.1162/COLI_a_00152): each sieve is a function that links mentions to chains, and
a later one sees what the earlier ones made. A mention that no sieve is sure of stays unlinked.
Gender and number come from titles, from nouns that state them and from the text's own pronouns,
never from a list of first names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Token

from generator.analysis.actors.chains import Chain, Chains, Description, Mention
from generator.analysis.actors.lexicon import table, words
from generator.analysis.actors.names import fold
from generator.analysis.model import Quote

_GENDERED = {row["word"]: row["gender"] for row in table("gendered")}
_REACH = 2
"""How many sentences a pronoun looks back, those quoted as a whole not counted."""
_LONGEST_SPEECH = 20
"""How many sentences in quotation marks it looks past."""
_ASKED = 2
"""Questions, and times that "you" is said outside quotation marks, that make an interview."""

Choice = tuple[bool, bool, int, Chain]
"""Whom a pronoun can stand for: whether a subject, of its gender, how near, and who it is."""
Roles = dict[Chain, list[set[str]]]
"""The words of the descriptions that turn on one noun, by whom they describe."""


# --- descriptions that stand for somebody: "the minister", "the court"


def by_role(chains: Chains) -> None:
    """Link "the president" to the nearest before it who was described so."""
    doc = chains.doc
    roles: dict[str, Roles] = defaultdict(lambda: defaultdict(list))
    for chain in chains:
        for d in chain.descriptions:
            roles[_lemma(doc[d.head])][chain].append(_words(d))
        for name in chain.names:
            if name.title:
                roles[fold(name.title)][chain].append(set())
            if chain.kind == "organization":
                for word in set(name.words) & words("organizations"):
                    roles[word][chain].append(set(name.words))
    for head in doc:
        if _lemma(head) in roles and head.pos_ in ("NOUN", "PROPN") and not chains.at(head.i):
            _link_role(chains, head, roles[_lemma(head)])


def _link_role(chains: Chains, head: Token, roles: Roles) -> None:
    between = _modifiers(head)
    if between is None or head.tag_ in ("NNS", "NNPS"):
        return
    start, modifiers = between
    found: Chain | None = None
    for mention, chain in chains.before(start):
        fits = any(modifiers <= said for said in roles.get(chain, ()))
        if fits and mention.end <= start:
            far = chains.sentence(start) - chains.sentence(mention.start) > _REACH
            if found and chain is not found and not far:
                return  # two presidents in reach: who of them is not said
            if far and found:
                break
            found = found or chain
    if found:
        chains.link(Mention(start, head.i + 1, head.i), found)


def _lemma(token: Token) -> str:
    return fold(token.lemma_ or token.text)


def _words(description: Description) -> set[str]:
    return {w.strip(",'\"") for w in fold(description.text).replace("'s", "").split()}


def _modifiers(head: Token) -> tuple[int, set[str]] | None:
    """Where "the …" around `head` starts and the words between; None where it is not definite."""
    doc = head.doc
    after = doc[head.i + 1] if head.i + 1 < len(doc) else None
    if after is not None and (after.lower_ in ("of", "for") or after.pos_ in ("NOUN", "PROPN")):
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


def by_pronoun(chains: Chains, quotes: tuple[Quote, ...]) -> None:
    """Link "he" and "she": first where nobody else can be meant, then by the gender so learnt."""
    doc = chains.doc
    waiting = [t for t in doc if t.lower_ in _GENDERED and t.pos_ in ("PRON", "DET")]
    speaking = _speaking(chains, quotes)
    for token in waiting:
        near = set(_people_near(chains, token))
        if len(near) == 1 and token.i not in chains.quoted:
            (only,) = near
            only.genders[_GENDERED[token.lower_]] += 1
    for token in waiting:
        unheard = token.i in chains.quoted and token.i not in speaking
        meant = None if unheard else antecedent(chains, token, speaking.get(token.i))
        if meant:
            chains.link(Mention(token.i, token.i + 1, token.i), meant)


def by_voice(chains: Chains, quotes: tuple[Quote, ...], spoken: dict[str, list[Chain]]) -> None:
    """Link "I" and "my" between quotation marks to who says so."""
    doc = chains.doc
    for quote in quotes:
        who = spoken.get(quote.id, [])
        if len(who) != 1 or who[0].kind != "person":
            continue
        for span in quote.spans:
            for token in doc.char_span(*span, alignment_mode="expand") or ():
                own = token.i in chains.quoted and token.lower_ in (
                    "i",
                    "me",
                    "my",
                    "mine",
                    "myself",
                )
                if own and not chains.at(token.i):
                    chains.link(Mention(token.i, token.i + 1, token.i), who[0])


def _speaking(chains: Chains, quotes: tuple[Quote, ...]) -> dict[int, Chain]:
    """Who speaks the words in quotation marks, by token: "he" is somebody else there."""
    doc = chains.doc
    voices: dict[int, Chain] = {}
    for quote in quotes:
        party = quote.speaker.span if quote.speaker else None
        phrase = doc.char_span(*party, alignment_mode="expand") if party else None
        inside = chains.between(phrase.start, phrase.end) if phrase else []
        who = next((chain for _, chain in inside if chain.kind == "person"), None)
        if who is None:
            continue
        for span in quote.spans:
            quoted = doc.char_span(*span, alignment_mode="expand")
            voices |= {t.i: who for t in quoted or () if t.i in chains.quoted}
    return voices


def _people_near(chains: Chains, token: Token) -> list[Chain]:
    """Those named in the sentence before and in this one so far."""
    start, _ = chains.bounds(max(0, chains.sentence(token.i) - 1))
    return [c for m, c in chains.between(start, token.i) if _can_be_meant(chains, m, c, token)]


def _can_be_meant(chains: Chains, mention: Mention, chain: Chain, token: Token) -> bool:
    """Whether "he" or "she" at `token` can look back at a mention: words quoted are another's."""
    heard = mention.start not in chains.quoted or token.i in chains.quoted
    return chain.kind == "person" and chain.named and heard


def antecedent(chains: Chains, token: Token, speaker: Chain | None = None) -> Chain | None:
    """Whom "he" or "she" at `token` stands for, which is not who speaks the words around it.

    Nearer sentences before farther ones, and in the pronoun's own sentence subjects alone, as long
    as the sentences before offer somebody. Whose gender the text never states can be meant only as
    a subject, or where there is nobody else.
    """
    gender = _GENDERED[token.lower_]
    here = chains.sentence(token.i)
    reach = [
        [
            (is_subject(chains.doc[m.head]), c.gender == gender, -m.start, c)
            for m, c in chains.between(start, min(end, token.i))
            if _can_be_meant(chains, m, c, token)
            and c is not speaker
            and c.gender in (gender, None)
            and not (sentence == here and _same_clause(chains.doc[m.head], token))
        ]
        for sentence in _back(chains, token)
        for start, end in [chains.bounds(sentence)]
    ]
    alone = len({c for choices in reach for *_, c in choices}) == 1
    last: Chain | None = None
    for back, choices in enumerate(reach):
        sure = [choice for choice in choices if alone or choice[0] or choice[1]]
        if not sure:
            continue
        if back:
            _, stated, at, first = max(sure, key=lambda c: c[:3])
            return first if stated or not _is_joined(chains, -at, choices) else None
        subject, _, _, last = max(sure, key=lambda c: (c[1], c[0], c[2]))
        if subject:
            return last
    return last


def _is_joined(chains: Chains, start: int, choices: list[Choice]) -> bool:
    """Whether an "and" joins the person at `start` and another: which of them is not said.

    But it is where one of them is named again, as a subject alone.
    """
    (mention, who) = next(iter(chains.between(start, start + 1)))
    head = chains.doc[mention.head]
    others = {*head.conjuncts, *_renamed(head).conjuncts}
    if any(subject and c is who and -at != start for subject, _, at, c in choices):
        return False
    return any(
        c is not who and others & {chains.doc[m.head], _renamed(chains.doc[m.head])}
        for *_, at, c in choices
        for m, _ in chains.between(-at, 1 - at)
    )


def _back(chains: Chains, token: Token) -> Iterator[int]:
    """The sentence of a pronoun, and those before in which it looks for whom it stands."""
    here = chains.sentence(token.i)
    yield here
    left = _REACH
    for sentence in range(here - 1, max(-1, here - _LONGEST_SPEECH), -1):
        start, end = chains.bounds(sentence)
        speech = start in chains.quoted and end - 1 in chains.quoted
        if not speech or token.i in chains.quoted:
            yield sentence
            left -= 1
        if not left:
            return


@lru_cache(maxsize=1)
def interviewee(chains: Chains) -> Chain | None:
    """Whom an interview calls "you": the one person in its headline, or spoken of most by far."""
    doc = chains.doc
    asked = sum(t.lower_ in ("you", "your") for t in doc if t.i not in chains.quoted)
    if asked < _ASKED or sum(t.text == "?" for t in doc) < _ASKED:
        return None
    people = Counter({c: len(c.names) for c in chains if c.kind == "person" and c.named})
    headline = set(fold(doc._.headline or "").split())
    titled = [c for c in people if any(name.words[-1] in headline for name in c.names)]
    if len(titled) == 1:
        return titled[0]
    (first, n), (_, m), *_ = [*people.most_common(2), (None, 0), (None, 0)]
    return first if n >= 2 * m else None


def antecedent_of_body(chains: Chains, token: Token) -> Chain | None:
    """Whom "it" or "they" at `token` stands for, where that is a body or people of one name."""
    doc = chains.doc
    fit = ("organization", "place") if token.lower_ in ("it", "its") else ("organization", "group")
    for sentence in _back(chains, token):
        start, end = chains.bounds(sentence)
        for mention, chain in chains.between(start, min(end, token.i)):
            if is_subject(doc[mention.head]):
                return chain if chain.kind in fit else None
    return None


def is_subject(token: Token) -> bool:
    """Whether a name, or what it renames ("a spokesman, Ben Ode,"), is a verb's subject."""
    return _renamed(token).dep_.startswith("nsubj")


def _renamed(token: Token) -> Token:
    """The head of what a name renames, or is part of."""
    while token.dep_ in ("flat", "appos") or (
        token.dep_ in ("compound", "nmod") and token.head.pos_ == "PROPN"
    ):
        token = token.head
    return token


def _same_clause(candidate: Token, pronoun: Token) -> bool:
    """Whether both hang on one verb, so that only "himself" could mean the same one."""
    return (
        candidate.head == pronoun.head
        and pronoun.pos_ == "PRON"
        and pronoun.tag_ != "PRP$"
        and pronoun.head.pos_ in ("VERB", "AUX")
    )

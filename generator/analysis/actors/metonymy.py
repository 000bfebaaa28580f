"""What stands for those who govern: "the Ochran government", "Moscow said", "the Kremlin"."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Token

from generator.analysis.actors import names
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.coreference import is_subject
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import Words, fold
from generator.analysis.model import Quote


def by_seat(chains: Chains, quotes: tuple[Quote, ...]) -> None:
    """Give capitals that speak to their country, and let seats of government be bodies.

    A capital stands for its country only in an article that names the country too and where it
    is once said to speak; then it does wherever it is not a place where something is.
    """
    doc = chains.doc
    spoken = {i for q in quotes if q.speaker and q.speaker.span for i in range(*q.speaker.span)}
    countries = {c.country: c for c in chains if c.country}
    for chain in chains:
        if chain.kind == "person" and all(n.words in names.seats() for n in chain.names):
            chain.kind = "organization"
        if chain.kind != "place":
            continue
        acting = [n for n in chain.names if _acts(chains, n)]
        if acting and any(n.words in names.seats() for n in chain.names):
            chain.kind = "organization"
            continue
        country = next((names.capitals().get(n.words) for n in chain.names), None)
        if country in countries and any(doc[n.head].idx in spoken for n in acting):
            for name in [n for n in chain.names if not _locates(chains, n)]:
                chains.unlink(name, chain)
                chains.link(replace(name, proper=False), countries[country])


def _acts(chains: Chains, name: Name) -> bool:
    """Whether a name is itself the subject of a verb, not the place where something is."""
    return is_subject(chains.doc[name.head]) and not _locates(chains, name)


def _locates(chains: Chains, name: Name) -> bool:
    """Whether a name follows "in", "to" or "from", or stands before a noun or a comma's place."""
    doc = chains.doc
    return (name.start > 0 and doc[name.start - 1].pos_ == "ADP") or (
        name.end < len(doc) and doc[name.end].pos_ in ("NOUN", "PROPN")
    )


def by_government(chains: Chains) -> None:
    """Link "the Ochran government" to the country, whose name it stands for in the text."""
    doc = chains.doc
    places: dict[str, Chain] = {c.country: c for c in chains if c.country}
    for head in doc:
        if fold(head.lemma_) in words("governments") and not chains.at(head.i):
            start, whose = _governed(chains, head, places)
            if whose:
                text = doc[start : head.i + 1].text
                key = tuple(fold(text).split())
                chains.link(Name(start, head.i + 1, head.i, "GPE", key, text, proper=False), whose)


def by_body(chains: Chains, quotes: tuple[Quote, ...]) -> None:
    """Open chains for bodies that speak under another's name: "the Moreau administration"."""
    doc = chains.doc
    opened: dict[Words, Chain] = {}
    for quote in quotes:
        party = quote.speaker and quote.speaker.span
        phrase = party and doc.char_span(*party, alignment_mode="expand")
        for head in [phrase.root, *phrase.root.conjuncts] if phrase else []:
            start = _named_after(chains, head)
            key = tuple(fold(t.text) for t in doc[start : head.i + 1])
            if len(key) > 1 and key not in opened and not chains.at(head.i):
                opened[key] = chains.open("group" if key[-1] in words("groups") else "organization")
    ends: dict[str, list[Words]] = defaultdict(list)
    for key in opened:
        ends[key[-1]].append(key)
    for head in doc if ends else ():
        for key in ends.get(head.lower_, ()):
            piece = doc[max(0, head.i + 1 - len(key)) : head.i + 1]
            if tuple(fold(t.text) for t in piece) == key and not chains.at(head.i):
                name = Name(piece.start, piece.end, head.i, "ORG", key, piece.text)
                chains.link(name, opened[key])


def _named_after(chains: Chains, head: Token) -> int:
    """Where the name begins that stands before a noun for a body; the noun itself, if none does."""
    noun = fold(head.lemma_)
    kinds = words("organizations") | words("governments") | words("groups")
    start = head.i
    if head.tag_ != "NN" or noun not in kinds - words("documents"):
        return start
    while start > head.sent.start and _is_part_of_name(head.doc[start - 1]):
        start -= 1
    inside = [chain for _, chain in chains.between(start, head.i)]
    return head.i if any(chain.kind == "organization" for chain in inside) else start


def _is_part_of_name(token: Token) -> bool:
    named = token.pos_ == "PROPN" or token.ent_type_ in ("NORP", "GPE", "PERSON")
    return named and token.text[:1].isupper() and token.ent_type_ not in ("DATE", "TIME")


def _governed(chains: Chains, head: Token, places: dict[str, Chain]) -> tuple[int, Chain | None]:
    """Where the phrase around "government" starts, and the place that it governs."""
    doc, i = chains.doc, head.i - 1
    while i > head.sent.start and doc[i].pos_ == "ADJ" and not doc[i].ent_type_:
        i -= 1
    if i < head.sent.start:
        return head.i, None
    if doc[i].ent_type_ == "NORP":
        return i, places.get(names.nationalities().get(fold(doc[i].text), ""))
    found = chains.mention(i - 1 if doc[i].tag_ == "POS" else i)
    if found and found[1].kind == "place":
        return found[0].start, found[1]
    return head.i, None


def ruling(chains: Chains, head: Token) -> Chain | None:
    """Whose "the government" at `head` is: that last told of, or the one country's of the article.

    A country is the article's own where it is spoken of twice as often as any other.
    """
    doc = chains.doc
    for mention, chain in chains.before(head.i):
        end = mention.end - 1
        of = mention.head >= 2 and doc[mention.head - 1].lower_ == "of"
        for word in (doc[end], doc[mention.head - 2] if of else doc[end]):
            if fold(word.lemma_) in words("governments"):
                return chain
    return _only_country(chains)


@lru_cache(maxsize=1)
def _only_country(chains: Chains) -> Chain | None:
    nations = names.nationalities()
    people = Counter(nations.get(fold(ent.text)) for ent in chains.doc.ents)
    spoken = Counter({c: len(c.names) + people[c.country] for c in chains if c.country})
    (first, n), (_, m), *_ = [*spoken.most_common(2), (None, 0), (None, 0)]
    return first if n >= 2 * m else None

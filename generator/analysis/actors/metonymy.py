"""What stands for those who govern: "the Ochran government", "Moscow said", "the Kremlin"."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from generator.analysis.actors import names
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.coreference import is_subject
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
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

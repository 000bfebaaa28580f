"""Names of places that stand for those who govern there: "Moscow said", "the Kremlin denied"."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from generator.analysis.actors import names
from generator.analysis.actors.coreference import Chain, Chains, is_subject
from generator.analysis.actors.lexicon import table
from generator.analysis.actors.names import Name, fold
from generator.analysis.model import Quote

_SEATS = frozenset(tuple(fold(row["seat"]).split()) for row in table("seats"))


def resolve(chains: Chains, quotes: tuple[Quote, ...]) -> None:
    """Give capitals that speak to their country, and let seats of government be bodies.

    A capital stands for its country only in an article that names the country too, and where it
    is said to speak; elsewhere it is the city.
    """
    doc = chains.doc
    spoken = {i for q in quotes if q.speaker and q.speaker.span for i in range(*q.speaker.span)}
    countries = {c.country: c for c in chains if c.country}
    for chain in list(chains):
        if chain.kind != "place":
            continue
        acting = [n for n in chain.names if _acts(doc, n)]
        if acting and any(n.words in _SEATS for n in chain.names):
            chain.kind = "organization"
            continue
        country = next((names.capitals().get(n.words) for n in chain.names), None)
        if country in countries and any(doc[n.head].idx in spoken for n in acting):
            _stand_for(chains, acting, countries[country])


def _acts(doc: Doc, name: Name) -> bool:
    """Whether a name is itself the subject of a verb, not the place where something is."""
    before = doc[name.start - 1] if name.start else None
    return is_subject(doc[name.head]) and not (before is not None and before.pos_ == "ADP")


def _stand_for(chains: Chains, acting: list[Name], country: Chain) -> None:
    for name in acting:
        chains.move(name, country, replace(name, proper=False))

"""How much an actor matters to the article, from its part in the text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc

from generator.analysis.actors.chains import Chain, Chains
from generator.analysis.actors.coreference import is_subject
from generator.analysis.actors.lexicon import table
from generator.analysis.actors.names import fold

THRESHOLD = 0.5
"""From where on an actor gets a card of its own."""

_BACKDROP = frozenset({"LOC", "FAC", "NORP"})
"""OntoNotes labels of what is mostly there only: seas and hills, buildings and roads, peoples."""
_MODIFIER = frozenset({"compound", "nmod", "poss", "nmod:poss"})


def rate(chains: Chains, spoken: Mapping[str, list[Chain]]) -> list[tuple[Chain, float]]:
    """Those who take part in the article with their salience, 0..1, most salient first."""
    weights = {row["feature"]: float(row["weight"]) for row in table("salience")}
    rated = [
        (chain, _logistic(sum(weights.get(k, 0.0) * v for k, v in known.items())))
        for chain, known in described(chains, spoken)
    ]
    return sorted(rated, key=lambda pair: (-pair[1], min(m.start for m in pair[0].mentions)))


def described(
    chains: Chains, spoken: Mapping[str, list[Chain]]
) -> Iterator[tuple[Chain, dict[str, float]]]:
    """Those who take part in the article, each with the features of its part."""
    said = Counter(id(chain) for who in spoken.values() for chain in who)
    headline = f" {' '.join(_words(chains.doc._.headline or ''))} "
    for chain in chains:
        if said[id(chain)] or _takes_part(chains.doc, chain):
            yield chain, features(chains, chain, said[id(chain)], headline)


def _takes_part(doc: Doc, chain: Chain) -> bool:
    """Whether it is an actor at all: a road, sea, people or creed named once in passing is none."""
    if any(name.label not in _BACKDROP for name in chain.names) or not chain.named:
        return True
    return len(chain.mentions) > 1 or any(is_subject(doc[m.head]) for m in chain.mentions)


def features(chains: Chains, chain: Chain, said: int, headline: str) -> dict[str, float]:
    """What is known of a chain's part in the text: facts as 0 or 1, counts as logarithms.

    `said` counts its statements; `headline` is the folded one, between spaces.
    """
    doc = chains.doc
    called = [n for n in chain.names if n.proper]
    starts = [m.start for m in chain.mentions]
    titled = any(f" {' '.join(_words(n.text))} " in headline for n in called)
    person, described = chain.kind == "person", bool(chain.descriptions)
    return {
        "bias": 1.0,
        chain.kind: 1.0,
        "country": float(chain.country is not None),
        "speaks": math.log1p(said),
        "acts": math.log1p(sum(is_subject(doc[m.head]) for m in chain.mentions)),
        "agent": float(any(n.start and doc[n.start - 1].lower_ == "by" for n in called)),
        "mentions": math.log1p(len(starts)),
        "quoted": sum(start in chains.quoted for start in starts) / len(starts),
        "spread": (max(starts) - min(starts)) / len(doc),
        "early": 1 - min(starts) / len(doc),
        "headline": titled * float(chain.kind != "place"),
        "described": float(described),
        "person described": float(person and described),
        "full name": float(any(len(n.words) > 1 for n in called)),
        "modifier": sum(doc[n.head].dep_ in _MODIFIER for n in called) / max(1, len(called)),
    }


def _words(text: str) -> list[str]:
    """Folded words, possessives and punctuation cut off."""
    return "".join(c if c.isalnum() else " " for c in fold(text).replace("'s", "")).split()


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))

"""How much an actor matters to the article, from its part in the text."""

from __future__ import annotations

import math
from collections.abc import Mapping

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
    """Chains with their salience, 0..1, most salient first."""
    weights = {row["feature"]: float(row["weight"]) for row in table("salience")}
    said = {id(c): 0 for c in chains}
    for who in spoken.values():
        for chain in who:
            said[id(chain)] += 1
    headline = f" {' '.join(_words(chains.doc._.headline or ''))} "
    rated = []
    for chain in chains:
        if said[id(chain)] or _takes_part(chains.doc, chain):
            known = features(chains, chain, said[id(chain)], headline)
            rated.append((chain, _logistic(sum(weights.get(k, 0.0) * v for k, v in known.items()))))
    return sorted(rated, key=lambda pair: (-pair[1], min(m.start for m in pair[0].mentions)))


def _takes_part(doc: Doc, chain: Chain) -> bool:
    """Whether it is an actor at all: a road, sea, people or creed named once in passing is none."""
    if any(name.label not in _BACKDROP for name in chain.names) or not chain.named:
        return True
    return len(chain.mentions) > 1 or any(is_subject(doc[m.head]) for m in chain.mentions)


def features(chains: Chains, chain: Chain, said: int, headline: str) -> dict[str, float]:
    """What is known of a chain's part in the text: facts as 0 or 1, counts as logarithms."""
    doc = chains.doc
    called = [n for n in chain.names if n.proper]
    subjects = sum(is_subject(doc[m.head]) for m in chain.mentions)
    modifiers = sum(doc[n.head].dep_ in _MODIFIER for n in called)
    starts = [m.start for m in chain.mentions]
    titled = any(f" {' '.join(_words(n.text))} " in headline for n in called)
    place = chain.kind == "place"
    return {
        "bias": 1.0,
        chain.kind: 1.0,
        "country": float(chain.country is not None),
        "speaks": math.log1p(said),
        "acts": float(subjects > 0),
        "place acts": place * math.log1p(subjects),
        "agent": float(any(n.start and doc[n.start - 1].lower_ == "by" for n in called)),
        "mentions": math.log1p(len(starts)),
        "spread": (max(starts) - min(starts)) / len(doc),
        "early": 1 - min(starts) / len(doc),
        "headline": titled * (1.0 - place),
        "described": float(bool(chain.descriptions)),
        "person described": float(chain.kind == "person" and bool(chain.descriptions)),
        "full name": float(any(len(n.words) > 1 for n in called)),
        "possessor": float(any(n.end < len(doc) and doc[n.end].tag_ == "POS" for n in called)),
        "modifier": modifiers / max(1, len(called)),
    }


def _words(text: str) -> list[str]:
    """Folded words, possessives and punctuation cut off."""
    return "".join(c if c.isalnum() else " " for c in fold(text).replace("'s", "")).split()


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))

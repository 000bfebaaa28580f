"""How much an actor matters to the article, from its part in the text."""

from __future__ import annotations

import math

from generator.analysis.actors.coreference import Chain, Chains, is_subject
from generator.analysis.actors.names import fold

THRESHOLD = 0.5


def rate(chains: Chains, speakers: dict[str, list[Chain]]) -> list[tuple[Chain, float]]:
    """Chains with their salience, 0..1, most salient first."""
    rated = [(c, _score(features(chains, c, speakers))) for c in chains if c.mentions]
    return sorted(rated, key=lambda pair: (-pair[1], pair[0].mentions[0].start))


def features(chains: Chains, chain: Chain, speakers: dict[str, list[Chain]]) -> dict[str, float]:
    """What is known of a chain's part in the text, each 0..1 or a logarithm of a count."""
    doc = chains.doc
    headline = f" {fold(doc._.headline or '')} "
    spoken = sum(chain in who for who in speakers.values())
    subjects = sum(is_subject(doc[m.head]) for m in chain.mentions)
    first = min(m.start for m in chain.mentions) / max(1, len(doc))
    return {
        chain.kind: 1.0,
        "speaks": math.log1p(spoken),
        "acts": math.log1p(subjects),
        "mentions": math.log1p(len(chain.mentions)),
        "headline": float(any(f" {' '.join(n.words)}" in headline for n in chain.names)),
        "early": 1 - first,
        "described": float(bool(chain.descriptions)),
    }


WEIGHTS = {
    "person": 1.0,
    "speaks": 2.0,
    "acts": 1.5,
    "mentions": 0.5,
    "headline": 1.0,
    "place": -2.0,
}


def _score(known: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-(sum(WEIGHTS.get(k, 0) * v for k, v in known.items()) - 1)))

"""Features and auxiliaries' lemmas, as patterns learned from treebanks.

A tag (Penn Treebank) tells a word's features; with the form, the lemma of an auxiliary or particle.
Proper nouns are made `PROPN` where the treebanks' newer convention makes adjectives of them
(`United` in a country's name), as in spaCy's own pipelines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from training.corpora import Text

_SURE = 0.9
_PROPER = ("NNP", "NNPS")


def patterns(texts: Iterable[Text]) -> list[dict[str, Any]]:
    """Patterns for spaCy's `attribute_ruler`."""
    tags: Counter[str] = Counter()
    features: dict[str, Counter[str]] = defaultdict(Counter)
    lemmas: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in text.words:
            tags[word.tag] += 1
            features[word.tag].update(f for f in word.morph.split("|") if f != "_")
            if word.pos in ("AUX", "PART"):
                form = text.text[slice(*word.span)].lower()
                lemmas[word.tag, form][word.lemma] += 1
    made = [
        _pattern({"TAG": tag}, MORPH=morph, POS="PROPN" if tag in _PROPER else "")
        for tag, count in tags.items()
        if (morph := _features(features[tag], count))
    ]
    made += [
        _pattern({"TAG": tag, "LOWER": form}, LEMMA=lemma)
        for (tag, form), counts in lemmas.items()
        if (lemma := _usual(counts))
    ]
    return made


def _usual(counts: Counter[str]) -> str | None:
    best, count = counts.most_common(1)[0]
    return best if count >= 0.5 * counts.total() and counts.total() >= 5 else None


def _features(counts: Counter[str], total: int) -> str:
    return "|".join(sorted(f for f, n in counts.items() if n >= _SURE * total))


def _pattern(token: dict[str, Any], **attrs: str) -> dict[str, Any]:
    return {"patterns": [[token]], "attrs": {k: v for k, v in attrs.items() if v}}

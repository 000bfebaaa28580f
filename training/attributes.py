"""Universal parts of speech, features and auxiliaries' lemmas, as patterns learned from treebanks.

A tag (Penn Treebank) decides; a frequent word under it decides better; the relation best of all:
`IN` is `ADP`, but `SCONJ` as a `mark`. Proper nouns stay `PROPN` where the treebanks' newer
convention makes adjectives of them (`United` in a country's name), as in spaCy's own pipelines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from training.corpora import Text

_FREQUENT = 30
_SURE = 0.9
_PROPER = ("NNP", "NNPS")


def patterns(texts: Iterable[Text]) -> list[dict[str, Any]]:
    """Patterns for spaCy's `attribute_ruler`; later ones overrule earlier ones."""
    by_tag: dict[str, Counter[str]] = defaultdict(Counter)
    by_word: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_relation: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    features: dict[str, Counter[str]] = defaultdict(Counter)
    lemmas: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in text.words:
            form = text.text[slice(*word.span)].lower()
            by_tag[word.tag][word.pos] += 1
            if word.tag not in _PROPER:
                by_word[word.tag, form][word.pos] += 1
                by_relation[word.tag, _relation(word.dep)][word.pos] += 1
            features[word.tag].update(f for f in word.morph.split("|") if f != "_")
            if word.pos in ("AUX", "PART"):
                lemmas[word.tag, form][word.lemma] += 1
    usual = {tag: counts.most_common(1)[0][0] for tag, counts in by_tag.items()}
    made = [
        _pattern({"TAG": tag}, POS=pos, MORPH=_features(features[tag], by_tag[tag].total()))
        for tag, pos in usual.items()
    ]
    made.append(_pattern({"TAG": "_SP"}, POS="SPACE"))
    made += [
        _pattern({"TAG": tag, "LOWER": form}, POS=pos)
        for (tag, form), counts in by_word.items()
        if (pos := _sure(counts, _FREQUENT, _SURE)) and pos != usual[tag]
    ]
    made += [
        _pattern({"TAG": tag, "DEP": {"IN": _labels(relation)}}, POS=pos)
        for (tag, relation), counts in by_relation.items()
        if (pos := _sure(counts, _FREQUENT, 0.7)) and pos != usual[tag]
    ]
    made += [
        _pattern({"TAG": tag, "LOWER": form}, LEMMA=lemma)
        for (tag, form), counts in lemmas.items()
        if (lemma := _sure(counts, 5, 0.5))
    ]
    return made


def _relation(dep: str) -> str:
    return "aux" if dep in ("aux", "aux:pass", "cop") else dep


def _labels(relation: str) -> list[str]:
    return ["aux", "aux:pass", "cop"] if relation == "aux" else [relation]


def _sure(counts: Counter[str], least: int, share: float) -> str | None:
    best, count = counts.most_common(1)[0]
    return best if count >= share * counts.total() and counts.total() >= least else None


def _features(counts: Counter[str], total: int) -> str:
    return "|".join(sorted(f for f, n in counts.items() if n >= _SURE * total))


def _pattern(token: dict[str, Any], **attrs: str) -> dict[str, Any]:
    return {"patterns": [[token]], "attrs": {k: v for k, v in attrs.items() if v}}

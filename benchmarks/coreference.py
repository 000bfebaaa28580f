"""How well mentions are gathered into actors, on GUM's open news, interviews and biographies.

usage: python -m benchmarks.coreference

Needs `BACKSTORY_CORPORA` (see training/README.md). Actors are GUM's people, organizations and
places that a proper name names; appositions and predicates are no mentions (as in OntoNotes), and
who is mentioned once is left out on both sides. Two mentions are the same where GUM's tree gives
them the same head word. CoNLL F1 is the mean of the F1 of MUC, B³ and CEAFe (Pradhan et al. 2014,
https://doi.org/10.3115/v1/P14-2006). A pronoun is linked rightly where GUM has it in one entity
with the nearest name or noun before it in its actor's chain.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from generator import __version__, language
from generator.analysis.model import Actor
from training.conllu import Document, documents
from training.corpora import Word, folder

RESULTS = Path(__file__).with_name("results") / "coreference.json"
GENRES = ("news", "interview", "bio")
PARTS = {"train": "developed on", "dev": "held out", "test": "held out"}
KINDS = ("person", "organization", "place")
RENAMES = ("appos", "pred")
HANGING = ("appos", "flat", "compound", "nmod:desc")

Key = tuple[int, int]
"""A mention: its head word, and which of the mentions with that head it is, the shortest first."""
Chain = list[Key]


def main() -> None:
    figures = {
        "date": date.today().isoformat(),
        "backstory": __version__,
        "pipeline": language.version(),
        "scores": measured(language.load()),
    }
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


def measured(nlp: Any) -> dict[str, dict[str, float]]:
    """The figures of all documents, of each genre, and of those that nobody developed on."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    texts = [(d, PARTS[part]) for part in PARTS for d in read(part)]
    for doc, (document, part) in nlp.pipe(
        ((document.text().text, (document, part)) for document, part in texts), as_tuples=True
    ):
        gold = annotated(document)
        wanted = actors(document, gold)
        found = [chain_of(actor, document, gold) for actor in doc._.actors if actor.named]
        for name in ("all", document.name.split("_")[1], part):
            scores[name].add(wanted, [chain for chain in found if len(chain) > 1])
            scores[name].links.update(links(found, gold, document.words))
    return {name: score.figures() for name, score in sorted(scores.items())}


def read(part: str) -> Iterator[Document]:
    for document in documents(folder() / "ud-gum-open" / f"{part}.conllu.gz"):
        if document.name.split("_")[1] in GENRES:
            yield document


# --- what GUM says, and what Backstory does


def annotated(document: Document) -> dict[Key, tuple[str, str]]:
    """Each mention with its entity and kind, from marks like `(3-person-new-…-coref` … `3)`."""
    spans: list[tuple[int, int, str, str]] = []
    open_: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for i, mark in enumerate(document.marks):
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", mark):
            entity, *fields = piece.strip("()").split("-")
            if piece.startswith("("):
                open_[entity].append((i, fields[0], fields[5]))
            if piece.endswith(")"):
                start, kind, link = open_[entity].pop()
                if link not in RENAMES:
                    spans.append((start, i + 1, entity, kind))
    found: dict[Key, tuple[str, str]] = {}
    heads: Counter[int] = Counter()
    for start, end, entity, kind in sorted(spans, key=lambda s: s[1] - s[0]):
        head = head_of(document.words, start, end)
        found[head, heads[head]] = entity, kind
        heads[head] += 1
    return found


def actors(document: Document, gold: dict[Key, tuple[str, str]]) -> list[Chain]:
    """The entities that are actors, as their mentions."""
    chains: defaultdict[str, Chain] = defaultdict(list)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, (entity, kind) in gold.items():
        chains[entity].append(key)
        kinds[entity][kind] += 1
    return [
        chain
        for entity, chain in chains.items()
        if len(chain) > 1
        and kinds[entity].most_common(1)[0][0] in KINDS
        and any(document.words[head].pos == "PROPN" for head, _ in chain)
    ]


def chain_of(actor: Actor, document: Document, gold: Iterable[Key]) -> Chain:
    """An actor's mentions, in order; a name that GUM has hang on its title counts as that."""
    words = document.words
    chain: dict[Key, None] = {}
    for start, end in actor.mentions:
        inside = [i for i, w in enumerate(words) if w.span[0] < end and start < w.span[1]]
        if inside:
            head = head_of(words, inside[0], inside[-1] + 1)
            while (head, 0) not in gold and words[head].dep in HANGING:
                head = words[head].head
            chain[head, 0] = None
    return list(chain)


def head_of(words: list[Word], start: int, end: int) -> int:
    """The word of a span on which its others hang."""
    for i in range(start, end):
        if words[i].head == i or not start <= words[i].head < end:
            return i
    return start


# --- figures


@dataclass(slots=True)
class Score:
    """Sums over documents: by measure recall's numerator and denominator, then precision's."""

    sums: dict[str, np.ndarray] = field(
        default_factory=lambda: {name: np.zeros(4) for name in MEASURES}
    )
    links: Counter[bool] = field(default_factory=Counter)

    def add(self, gold: list[Chain], found: list[Chain]) -> None:
        for name, measure in MEASURES.items():
            self.sums[name] += measure(gold, found)

    def figures(self) -> dict[str, float]:
        each = {}
        for name, (r, of_gold, p, of_found) in self.sums.items():
            recall, precision = r / max(of_gold, 1), p / max(of_found, 1)
            each[name] = 2 * precision * recall / max(precision + recall, 1e-9)
        links = self.links.total()
        return {
            "CoNLL F1": round(float(sum(each.values())) / len(each), 3),
            **{f"{name} F1": round(float(value), 3) for name, value in each.items()},
            "pronouns linked": links,
            "pronouns linked rightly": round(self.links[True] / max(links, 1), 3),
        }


def muc(gold: list[Chain], found: list[Chain]) -> list[float]:
    return [*_links_kept(gold, found), *_links_kept(found, gold)]


def _links_kept(chains: list[Chain], others: list[Chain]) -> tuple[float, float]:
    """How many links of chains the others keep, and how many there are."""
    of = {key: i for i, chain in enumerate(others) for key in chain}
    parts = (len({of.get(key, key) for key in chain}) for chain in chains)
    return sum(map(len, chains)) - sum(parts), sum(len(chain) - 1 for chain in chains)


def b_cubed(gold: list[Chain], found: list[Chain]) -> list[float]:
    shared = _shared(gold, found) ** 2
    sizes = [np.array([len(c) for c in chains] or [1]) for chains in (gold, found)]
    recall, precision = (shared.sum(1 - axis) / sizes[axis] for axis in (0, 1))
    return [recall.sum(), sum(map(len, gold)), precision.sum(), sum(map(len, found))]


def ceaf_e(gold: list[Chain], found: list[Chain]) -> list[float]:
    alike = _shared(gold, found)
    for i, j in np.argwhere(alike):
        alike[i, j] *= 2 / (len(gold[i]) + len(found[j]))
    best = alike[linear_sum_assignment(alike, maximize=True)].sum()
    return [best, len(gold), best, len(found)]


def _shared(gold: list[Chain], found: list[Chain]) -> np.ndarray:
    """How many mentions each pair of chains shares; at least one row and column."""
    table = np.zeros((max(1, len(gold)), max(1, len(found))))
    of = {key: j for j, chain in enumerate(found) for key in chain}
    for i, chain in enumerate(gold):
        for key in chain:
            if key in of:
                table[i, of[key]] += 1
    return table


MEASURES = {"MUC": muc, "B³": b_cubed, "CEAFe": ceaf_e}


def links(
    found: Iterable[Chain], gold: dict[Key, tuple[str, str]], words: list[Word]
) -> Iterator[bool]:
    """For each pronoun in a chain: whether it is of one entity with the noun before it."""
    for chain in found:
        nouns = [key for key in chain if words[key[0]].pos != "PRON"]
        for key in chain:
            if words[key[0]].pos == "PRON" and nouns:
                before = [noun for noun in nouns if noun < key] or nouns
                entity = gold.get(key, (None, ""))[0]
                yield entity is not None and entity == gold.get(before[-1], (None, ""))[0]


if __name__ == "__main__":
    main()

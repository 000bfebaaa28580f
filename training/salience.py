"""Fit what an actor's part in an article says of its salience: `python -m training.salience`.

The annotated reports outside those kept for measuring are analysed with the embedded pipeline; a
ridge logistic regression learns which of its actors the annotators found salient. The weights go
to `generator/analysis/actors/data/salience.tsv`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language

from generator import language
from generator.analysis import actors
from generator.analysis.actors import salience
from generator.analysis.actors.names import fold
from generator.reading import read
from training import wikinews
from training.corpora import folder

SEED = 2019
FOLDS = 5
PENALTY = 1.0
"""How much a squared weight costs; the bias is free."""

FEATURES = (
    "bias", "speaks", "acts", "agent", "mentions", "quoted", "spread", "early", "headline",
    "person", "place", "group", "country", "described", "person described", "full name", "modifier",
)  # fmt: skip

HEADER = """\
# What each of an actor's features adds to the logit of its salience.
# Source: `python -m training.salience`, a ridge logistic regression (penalty {penalty:g}) on the
# salient flags of the Wikinews gold annotations (CC BY 4.0), January to September 2019 and 2020,
# with names, quotations and parses as the embedded pipeline {version} finds them; F1 in
# {folds}-fold cross-validation over {articles} articles: {f1:.3f}.
"""

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Report:
    """An article: an actor a row, whether it is salient, and how many salient ones are missing."""

    features: Vector
    salient: Vector
    missed: int


def main() -> None:
    nlp = language.load()
    reports = list(_reports(nlp, folder()))
    logits = _held_out(reports)
    f1, threshold = _threshold(reports, logits)
    weights = _fit(reports)
    weights[0] -= math.log(threshold / (1 - threshold))
    version = nlp.meta["version"]
    print(f"{len(reports)} articles, F1 {f1:.3f} at a probability of {threshold:.2f}")
    head = HEADER.format(
        penalty=PENALTY, version=version, folds=FOLDS, articles=len(reports), f1=f1
    )
    rows = [f"{name}\t{weight:.2f}" for name, weight in zip(FEATURES, weights, strict=True)]
    path = Path(str(files("generator.analysis.actors").joinpath("data", "salience.tsv")))
    path.write_text(head + "\n".join(["feature\tweight", *rows]) + "\n", encoding="utf-8")


def _reports(nlp: Language, corpora: Path) -> Iterator[Report]:
    """The annotated reports that may be learnt from, in order of date."""
    for year in ("2019", "2020"):
        for path in sorted((corpora / f"wikinews-{year}-gold").glob("*.gold.json")):
            name = path.name.removesuffix(".gold.json")
            if not wikinews.MEASURING.match(name):
                gold = json.loads(path.read_text(encoding="utf-8"))["actors"]
                yield _report(nlp, corpora / f"wikinews-{year}" / f"{name}.md", gold)


def _report(nlp: Language, path: Path, gold: list[dict[str, Any]]) -> Report:
    article = read(path)
    doc = nlp.make_doc(article.body().text)
    doc._.published, doc._.headline = article.published, article.title
    for name, component in nlp.pipeline:
        if name == "backstory_actors":
            break
        doc = component(doc)
    chains, spoken = actors.gather(doc)
    wanted = [_names(a["name"], a["aliases"]) for a in gold if a["salient"]]
    rows, salient, met = [], [], set()
    for chain, features in salience.described(chains, spoken):
        if chain.named:
            name, aliases = actors.called(chain)
            own = _names(name, aliases)
            same = [i for i, (n, all_) in enumerate(wanted) if n in own[1] or own[0] in all_]
            met.update(same)
            rows.append([features.get(key, 0.0) for key in FEATURES])
            salient.append(float(bool(same)))
    shape = (len(rows), len(FEATURES))
    return Report(np.array(rows).reshape(shape), np.array(salient), len(wanted) - len(met))


def _names(name: str, aliases: Any) -> tuple[str, set[str]]:
    return fold(name), {fold(name), *(fold(alias) for alias in aliases)}


def _fit(reports: list[Report]) -> Vector:
    """Weights that make the flags likeliest, by Newton's method."""
    x = np.concatenate([r.features for r in reports])
    y = np.concatenate([r.salient for r in reports])
    weights = np.zeros(len(FEATURES))
    cost = np.full(len(FEATURES), PENALTY)
    cost[0] = 0.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + cost * weights
        weights -= np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(cost), slope)
    return weights


def _held_out(reports: list[Report]) -> list[Vector]:
    """Each article's logits by weights that were learnt without it."""
    fold_of = np.random.default_rng(SEED).permutation(len(reports)) % FOLDS
    weights = [
        _fit([r for r, f in zip(reports, fold_of, strict=True) if f != k]) for k in range(FOLDS)
    ]
    return [r.features @ weights[f] for r, f in zip(reports, fold_of, strict=True)]


def _threshold(reports: list[Report], logits: list[Vector]) -> tuple[float, float]:
    """The best F1, and the probability to ask for: half of it.

    Half the best F1 is where F1 is best for probabilities that are right (Lipton, Elkan and
    Naryanaswamy 2014, https://doi.org/10.1007/978-3-662-44851-9_15); it hangs less on a few
    articles than the best of many tried.
    """
    p = 1 / (1 + np.exp(-np.concatenate(logits)))
    y = np.concatenate([r.salient for r in reports])
    missed = sum(r.missed for r in reports)

    def f1(least: float) -> float:
        shown = p >= least
        return float(2 * y[shown].sum() / (shown.sum() + y.sum() + missed))

    best = max(f1(least) for least in np.arange(0.2, 0.8, 0.01))
    return f1(best / 2), best / 2


if __name__ == "__main__":
    main()

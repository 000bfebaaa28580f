"""What the shipped pipeline makes actors of, on all annotated reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from generator import language
from generator.analysis import analyze
from generator.analysis.model import Actor, Analysis
from generator.reading import read
from generator.reading.article import Span

NO_ACTORS = {"EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "furniture", "date"}


@pytest.fixture(scope="module")
def reports(corpora: Path) -> list[tuple[Analysis, dict[str, Any]]]:
    """Each annotated report as analysed, with what its annotators found."""
    golds = sorted(corpora.glob("wikinews-20*-gold/*.gold.json"))
    assert len(golds) == 263
    texts = (
        gold.parent.with_name(gold.parent.name.removesuffix("-gold"))
        / gold.name.replace(".gold.json", ".md")
        for gold in golds
    )
    found = analyze((read(text) for text in texts), language.load())
    return [
        (analysis, json.loads(gold.read_text(encoding="utf-8")))
        for analysis, gold in zip(found, golds, strict=True)
    ]


def test_hardly_any_actor_is_a_thing(reports: list[tuple[Analysis, dict[str, Any]]]) -> None:
    actors = [(a, r, gold) for r, gold in reports for a in r.actors if a.named]
    wrong = [
        f"{Path(report.path).stem}: {actor.name} ({actor.kind}): {', '.join(sorted(labels))}"
        for actor, report, gold in actors
        if (labels := labels_of(actor, report, gold)) and labels <= NO_ACTORS
    ]
    share = len(wrong) / len(actors)
    told = f"{len(wrong)} of {len(actors)} actors ({share:.1%}) are none:\n" + "\n".join(wrong)
    print(told)
    assert len(actors) > 3000
    assert share <= 0.02, told


def labels_of(actor: Actor, report: Analysis, gold: dict[str, Any]) -> set[str]:
    """What the annotators call the actor's mentions, where they say anything of them."""
    spans = [((s, e), label) for s, e, label in gold["entities"]]
    spans += [(tuple(time["span"]), "date") for time in gold["times"]]
    spans += [(span, "furniture") for span in report.furniture]
    labels = (label_of(mention, spans) for mention in actor.mentions)
    return {label for label in labels if label}


def label_of(mention: Span, spans: Iterable[tuple[Span, str]]) -> str | None:
    """The label of the span that shares most with a mention."""
    shared = ((min(mention[1], s[1]) - max(mention[0], s[0]), label) for s, label in spans)
    length, label = max(shared, default=(0, ""))
    return label if length > 0 else None

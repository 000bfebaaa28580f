"""How well mentions are gathered: the measures, worked out by hand, and what GUM marks."""

from __future__ import annotations

import pytest

from benchmarks import coreference


def chains(*names: str) -> list[coreference.Chain]:
    return [[(ord(letter), 0) for letter in name] for name in names]


@pytest.mark.parametrize(
    ("measure", "recall", "precision"),
    [
        (coreference.muc, 2 / 5, 2 / 5),
        (coreference.b_cubed, 5 / 12, 4 / 8),
        (coreference.ceaf_e, 1.3 / 2, 1.3 / 3),
    ],
)
def test_chains_that_overlap(measure: object, recall: float, precision: float) -> None:
    r, of_gold, p, of_found = measure(chains("abc", "defg"), chains("ab", "cd", "fghi"))  # type: ignore[operator]
    assert r / of_gold == pytest.approx(recall)
    assert p / of_found == pytest.approx(precision)


@pytest.mark.parametrize("measure", coreference.MEASURES.values())
def test_nothing_found_scores_nothing(measure: object) -> None:
    r, _, p, _ = measure(chains("abc"), [])  # type: ignore[operator]
    assert (r, p) == (0, 0)


def test_marks_are_read_as_chains_of_named_entities() -> None:
    marks = [
        "(1-person-new-x-cf1-1-coref-Ada",
        "1)",
        "(2-object-new-x-cf1-1-sgl)",
        "(1-person-giv-x-cf1-1-ana)",
        "(1-person-giv-x-cf1-1-pred",
        "1)",
    ]
    document = coreference.Document("GUM_news_x", marks=marks)
    pos, heads = ["PROPN", "PROPN", "NOUN", "PRON", "DET", "NOUN"], [0, 0, 2, 3, 5, 5]
    document.words = [
        coreference.Word((i, i + 1), "", p, h, "")
        for i, (p, h) in enumerate(zip(pos, heads, strict=True))
    ]
    gold = coreference.annotated(document)
    assert coreference.actors(document, gold) == [[(3, 0), (0, 0)]]

"""Trees and spans that are well formed, whatever the scores."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from generator.language.decoding import agreed, best_tags, chances, compounds, spans, trees

TAGS = ("O", "B-X", "I-X", "B-Y", "I-Y")


def is_tree(heads: tuple[int, ...]) -> bool:
    """Whether every word but one, its own head, leads to that one."""
    if sum(head == word for word, head in enumerate(heads)) != 1:
        return False
    for word in range(len(heads)):
        for _ in heads:
            word = heads[word]
        if heads[word] != word:
            return False
    return True


def total(arcs: np.ndarray, heads: tuple[int, ...]) -> float:
    return sum(arcs[w, 0 if w == h else h + 1] for w, h in enumerate(heads))


@given(st.integers(1, 5).flatmap(lambda n: arrays(float, (n, n + 1), elements=st.floats(-9, 9))))
def test_the_best_of_all_trees_is_found(arcs: np.ndarray) -> None:
    n = len(arcs)
    found = tuple(trees(arcs, np.arange(n) == 0).tolist())
    assert is_tree(found)
    best = max(total(arcs, h) for h in product(range(n), repeat=n) if is_tree(h))
    assert abs(total(arcs, found) - best) < 1e-6


@given(st.integers(2, 60), st.data())
def test_sentences_keep_to_themselves_and_have_one_root(n: int, data: st.DataObject) -> None:
    arcs = np.random.default_rng(n).normal(size=(n, n + 1)).astype(np.float32)
    starts = np.array([True, *data.draw(st.lists(st.booleans(), min_size=n - 1, max_size=n - 1))])
    heads = trees(arcs, starts)
    bounds = [*np.flatnonzero(starts).tolist(), n]
    for start, end in pairwise(bounds):
        assert is_tree(tuple((heads[start:end] - start).tolist()))


@given(arrays(np.float32, (2, 6, len(TAGS)), elements=st.floats(-5, 5, width=32)))
def test_the_best_valid_tags_are_found(scores: np.ndarray) -> None:
    def valid(tags: tuple[int, ...]) -> bool:
        names = [TAGS[i] for i in tags]
        return all(
            not b.startswith("I-") or a in (f"B-{b[2:]}", b)
            for a, b in zip(["O", *names], names, strict=False)
        )

    found = best_tags(scores, TAGS)
    assert all(valid(tuple(tags)) for tags in found)
    words = np.arange(4)
    short = best_tags(scores[:, :4], TAGS)[0]
    best = max(
        scores[0, words, list(tags)].sum()
        for tags in product(range(len(TAGS)), repeat=4)
        if valid(tags)
    )
    assert abs(scores[0, words, short].sum() - best) < 1e-3


def test_spans_of_tags() -> None:
    assert list(spans(["B-X", "I-X", "B-X", "O", "B-Y"])) == [(0, 2, "X"), (2, 3, "X"), (4, 5, "Y")]
    assert list(spans([])) == []


def test_chances_are_shares_of_one() -> None:
    scores = np.array([[[0.0, 0.0, 0.0], [9.0, 0.0, 0.0]]])
    found = chances(scores, np.array([[1, 0]]))
    assert np.allclose(found, [[1 / 3, 1.0]], atol=1e-3)


def test_a_form_has_the_label_that_is_likeliest_over_all_its_spans() -> None:
    scores = np.zeros((3, len(TAGS)))
    scores[0, TAGS.index("B-X")], scores[1, TAGS.index("B-Y")] = 1.0, 5.0
    scores[2, TAGS.index("B-X")] = 2.0
    found = [(0, 1, "X"), (1, 2, "Y"), (2, 3, "X")]
    forms = ["Olsen", "Olsen", "Moreau"]
    assert agreed(found, forms, scores, TAGS) == [(0, 1, "Y"), (1, 2, "Y"), (2, 3, "X")]
    assert agreed([], [], scores, TAGS) == []


def test_two_peoples_side_by_side_are_one() -> None:
    found = [(0, 1, "NORP"), (1, 2, "NORP"), (3, 4, "NORP"), (4, 5, "GPE"), (5, 7, "NORP")]
    assert compounds(found, range(7)) == [(0, 2, "NORP"), *found[2:]]
    assert compounds(found, [0, 2, 3, 4, 5, 6, 7]) == found  # white space between
    roman = [(0, 1, "NORP"), (1, 3, "NORP")]
    assert compounds(roman, range(3)) == roman

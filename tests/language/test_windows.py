"""Windows: every word once, none longer than the network reads, cut where paragraphs end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.language import EMBEDDED
from generator.language.transformer import VOCABULARY
from generator.language.windows import CASES, LIMIT, Vocabulary, case, windows

LINES = (EMBEDDED / "backstory_transformer" / VOCABULARY).read_text(encoding="utf-8")
PIECES = Vocabulary(LINES)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ferry", "lower"),
        ("Anselm", "Title"),
        ("A", "Title"),
        ("NATO", "UPPER"),
        ("McCall", "mixed"),
        ("iPhone", "mixed"),
        ("19th", "digits"),
        ("“", "other"),
        ("Ł", "Title"),
        ("東京", "mixed"),
    ],
)
def test_how_a_word_is_written(word: str, expected: str) -> None:
    assert CASES[case(word)] == expected


WORDS = st.sampled_from(["harbour", ".", "”", "The", "Moreau", "unforeseeably", "x" * 300, "😀"])


@given(st.lists(WORDS, max_size=600), st.sets(st.integers(1, 599)))
def test_every_word_is_read_once(words: list[str], breaks: set[int]) -> None:
    breaks = {b for b in breaks if b < len(words)}
    found = list(windows(words, breaks, PIECES))
    assert [w.first for w in found] == [
        sum(len(w.at) for w in found[:i]) for i in range(len(found))
    ]
    assert sum(len(w.at) for w in found) == len(words)
    for window in found:
        assert len(window.ids) == len(window.cases) <= LIMIT
        assert window.at == sorted(set(window.at))
        inside = range(window.first, window.first + len(window.at))
        assert set(window.starts) == {0, *(b - window.first for b in breaks if b in inside)}


def test_a_paragraph_that_fits_is_not_cut() -> None:
    paragraph = ["The", "harbour", "was", "closed", "."] * 20
    found = list(windows(paragraph * 3, {100, 200}, PIECES))
    assert [w.first for w in found] == [0, 100, 200]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    words = ["“", *["word"] * 70, ".", "”"] * 6
    for window in list(windows(words, set(), PIECES))[1:]:
        assert words[window.first - 1] == "”"


def test_what_is_no_word_has_a_piece_all_the_same() -> None:
    assert len(PIECES.read("\u200b")[0]) == 1


def test_words_after_a_comma_are_told() -> None:
    words = ["“", "Yes", ",", "”", "Moreau", "said", ".", "Later", ",", "Ada", "left", "."]
    (window,) = windows(words, set(), PIECES)
    assert window.inner == [3, 4, 9]
    (window,) = windows(words, {9}, PIECES)
    assert window.inner == [3, 4]

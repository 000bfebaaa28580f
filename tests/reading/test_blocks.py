"""How plain text and Markdown fall into blocks, and which characters are their words."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from generator.reading import read
from generator.reading.article import Article


def article(folder: Path, text: str, suffix: str = ".txt") -> Article:
    path = folder / f"article{suffix}"
    path.write_text(text, encoding="utf-8")
    return read(path)


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.words(block)) for block in article.blocks]


FIRST = (
    "The old harbour crane, which has not moved since the spring of 1987, will be taken down "
    "next month, the port authority said on Monday, because its feet have rusted through."
)
SECOND = (
    '"It was here before any of us," said Wanda Lisk, who has run the kiosk below it for a long '
    "time. She keeps a photograph of it, half-hidden by the coffee machine, and a well-known "
    "painter has asked for one of its wheels."
)


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("indent", ["", "> "])
def test_lines_wrapped_by_hand_are_put_together(tmp_path: Path, width: int, indent: str) -> None:
    wrapped = "\n\n".join(textwrap.fill(p, width) for p in (FIRST, SECOND))
    text = "A crane goes\n\n" + textwrap.indent(wrapped, indent, lambda line: True)
    read_ = article(tmp_path, text)
    assert blocks(read_)[1:] == [("paragraph", FIRST), ("paragraph", SECOND)]


def test_wrapped_paragraphs_without_blank_lines_are_told_by_their_last_line(tmp_path: Path) -> None:
    text = "A crane goes\n\n" + "\n".join(
        textwrap.fill(p, 66, initial_indent="    ") for p in (FIRST, SECOND, FIRST)
    )
    assert [words for _, words in blocks(article(tmp_path, text))[1:]] == [FIRST, SECOND, FIRST]


def test_one_paragraph_a_line(tmp_path: Path) -> None:
    text = "A crane goes\n" + "\n".join([FIRST, SECOND, FIRST, "It stays."])
    assert [words for _, words in blocks(article(tmp_path, text))] == [
        "A crane goes", FIRST, SECOND, FIRST, "It stays.",
    ]  # fmt: skip


def test_the_first_line_is_the_title(tmp_path: Path) -> None:
    read_ = article(tmp_path, f"A crane goes.\n\n{FIRST}")
    assert read_.title == "A crane goes."
    assert blocks(read_) == [("title", "A crane goes."), ("paragraph", FIRST)]


def test_a_given_title_may_be_repeated_or_not(tmp_path: Path) -> None:
    front = "---\ntitle: A Crane “goes”\n---\n"
    repeated = article(tmp_path, f'{front}A crane "goes"\n\n{FIRST}')
    assert repeated.title == "A Crane “goes”"
    assert [kind for kind, _ in blocks(repeated)] == ["title", "paragraph"]
    single = article(tmp_path, f"{front}{FIRST}")
    assert blocks(single) == [("paragraph", FIRST)]


def test_a_long_first_line_is_no_title(tmp_path: Path) -> None:
    read_ = article(tmp_path, f"{FIRST} {SECOND}\n\n{FIRST}")
    assert read_.title is None
    assert [kind for kind, _ in blocks(read_)] == ["paragraph", "paragraph"]


def test_short_lines_above_paragraphs_are_headings(tmp_path: Path) -> None:
    text = f"A crane goes\n\n{FIRST}\n\nThe kiosk below\n\n{SECOND}\n\nWhat comes next?\n\n{FIRST}"
    kinds = [kind for kind, _ in blocks(article(tmp_path, text))]
    assert kinds == ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_a_dateline_is_body(tmp_path: Path) -> None:
    text = f"A crane goes\n\nMonday, October 7, 2019\n\nPORT ANSELM (AW) — {FIRST}"
    assert [kind for kind, _ in blocks(article(tmp_path, text))] == ["title", *["paragraph"] * 2]


def test_lists_in_plain_text(tmp_path: Path) -> None:
    text = f"A crane goes\n\n{FIRST}\n\n- two feet\n- one wheel\n\n1. Monday\n2. Tuesday\n\n{FIRST}"
    assert blocks(article(tmp_path, text))[2:6] == [
        ("item", "two feet"), ("item", "one wheel"), ("item", "Monday"), ("item", "Tuesday"),
    ]  # fmt: skip


MARKDOWN = """---
date: 2020-01-02
---
# A *crane* goes

The **old** [harbour `crane`](http://port.example/a_b "t (x)") \\*is\\* gone &amp; \
forgotten,[^1] it
said.  ![Crane](crane.jpg) See <http://port.example> or [the note][n], a_b_c * d <b>e</b>.

> It was *here*
> before us.

- two feet
- one
  wheel

| Part | Fate\\|end |
| ---- | ---- |
| **feet** | rusted |

Kiosk
-----

<p>The kiosk <i>stays</i>.</p>

[^1]: So it seems.

[n]: http://port.example/note
"""


def test_markdown_is_read_without_its_markup(tmp_path: Path) -> None:
    read_ = article(tmp_path, MARKDOWN, ".md")
    assert read_.title == "A crane goes"
    assert [(kind, " ".join(words.split())) for kind, words in blocks(read_)] == [
        ("title", "A crane goes"),
        (
            "paragraph",
            "The old harbour crane *is* gone & forgotten, it said. "
            "See http://port.example or the note, a_b_c * d e.",
        ),
        ("paragraph", "It was here before us."),
        ("item", "two feet"),
        ("item", "one wheel"),
        ("item", "Part Fate|end"),
        ("item", "feet rusted"),
        ("heading", "Kiosk"),
        ("paragraph", "The kiosk stays."),
        ("furniture", "So it seems."),
    ]


def test_body_offsets_lead_back_to_the_file(tmp_path: Path) -> None:
    read_ = article(tmp_path, MARKDOWN, ".md")
    body = read_.body()
    for words in ("old", "harbour", "forgotten", "said", "wheel", "rusted"):
        start = body.text.index(words)
        s, e = body.span(start, start + len(words))
        assert read_.text[s:e] == words


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a [b **c** d](u) e", "a b c d e"),
        ("a [b](<u v> 'w') c", "a b c"),
        ("***a** b* c", "a b c"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("**a", "**a"),
        ("``a ` b`` c", "a ` b c"),
        ("a ![b *c*](d) *e*", "a  e"),
        ("[![b](c)](d) e [f", "e [f"),
        ("a\\\nb", "a b"),
        ("a\\b \\[c\\]", "a\\b [c]"),
        ("~~a~~ <!-- b --> c", "~~a~~  c"),
        ("x[^9] y", "x y"),
    ],
)
def test_inline_markup_is_hidden_exactly(tmp_path: Path, markup: str, words: str) -> None:
    read_ = article(tmp_path, f"# T\n\nFirst.\n\n{markup}\n", ".md")
    assert read_.words(read_.blocks[2]) == words

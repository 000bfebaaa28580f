"""Whatever a file holds, it is read or refused with one line; offsets always hold."""
# ruff: noqa: E501 (cases, one a line)

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.problems import Problem
from generator.reading import read, seeds
from generator.reading.article import Article

FRAGMENTS = [
    "---\n", "title: A: b\n", "date: 2016-10-11\n", "\n\n", "\n", "# ", "> ", "- ", "1. ", "**", "*",
    "_", "`", "[a](b", ")", "[^1]", "[^1]: ", "![", "](", "<b>", "</p>", "<p>", "<br>", "&amp;", "&",
    "\\", "|", "| a | b |\n|---|---|\n", "Mayor-1The ", "Leave a Reply\n", "Share on Twitter\n",
    "By Lena Hart\n", "3 Comments\n", "Related\n", "Photo: A/AFP", " 03:41\n", "The mayor left. ",
    "\t", "\r", "\x0c", "\u2028", "“", "”", "é", "\U0001f600", "```\n", "    ", "<!--", "<table><td>",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))


def check(article: Article) -> None:
    """Pieces in order, apart and in the text; the body's offsets lead back to it."""
    end = 0
    for block in article.blocks:
        assert block.pieces
        for start, stop in block.pieces:
            assert end <= start < stop <= len(article.text)
            end = stop
        assert article.words(block).strip()
    body = article.body()
    for i, character in enumerate(body.text):
        if character != "\n":  # which only stands between blocks
            assert article.text[body.origin(i)].replace("\n", " ") == character
    for match in re.finditer(r"\w+", body.text):
        start, stop = body.span(*match.span())
        if stop - start == len(match[0]):
            assert article.text[start:stop] == match[0]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.one_of(st.binary(), TEXTS))
@example(content="---\n- a\n---\nb")
@example(content="<!A>\x0c<>A")
@example(content="a\n|b|c|\n|-|-|\n|d\\|e|**f**|")
def test_any_content_is_read_or_refused(tmp_path: Path, suffix: str, content: bytes | str) -> None:
    path = tmp_path / f"any{suffix}"
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    path.write_bytes(data)
    try:
        article = read(path)
    except Problem as problem:
        assert "\n" not in str(problem)
    else:
        check(article)
        assert read(path) == article


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(
    "text",
    [
        "The mayor, she said, will go, and the ferry with her, by the end of May.\n\n" * 4000,
        "Read more about it now and then\n" * 8000,
        "by A B, " * 30000,
        "12 May 2012 at 3 pm / " * 12000,
        "Photo: Xx (Photo: " * 15000,
        "a" * 300_000,
        "“A-1B " * 40000,
    ],
    ids=["prose", "lines", "names", "dates", "photos", "letters", "labels"],
)
def test_reading_takes_time_in_proportion(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"long{suffix}"
    path.write_text(text)
    started = time.process_time()
    article = read(path)
    assert time.process_time() - started < 10
    assert article.blocks


def test_nothing_of_an_articles_body_is_set_aside(corpora: Path) -> None:
    """The gold's spans lie in blocks that are read, but for captions with their credit."""
    lost: list[str] = []
    files = [path for year in ("wikinews-2019", "wikinews-2020") for path in seeds(corpora / year)]
    assert len(files) == 263
    for path in files:
        article = read(path)
        read_blocks = [b for b in article.blocks if b.kind in ("paragraph", "item", "heading")]
        said = {i for block in read_blocks for s, e in block.pieces for i in range(s, e)}
        captions = {
            i
            for block in article.blocks
            if block.kind == "furniture"
            and re.search(r"\b(?:Image|Photo)s?:", article.words(block))
            for i in range(*block.span)
        }
        gold = json.loads(
            (corpora / f"{path.parent.name}-gold" / f"{path.stem}.gold.json").read_text("utf-8")
        )
        spans = [entity[:2] for entity in gold["entities"]]
        spans += [span for quote in gold["quotes"] for span in quote["spans"]]
        spans += [event["event_span"] for event in gold["timeline"]]
        spans += [time["span"] for time in gold["times"]]
        lost += [
            f"{path.name}: {start}-{end}"
            for start, end in spans
            if any(
                i not in said | captions and not article.text[i].isspace()
                for i in range(start, end)
            )
        ]
    assert lost == []


def test_a_page_as_people_paste_it(corpora: Path) -> None:
    (path,) = seeds(corpora.parent / "seeds")
    article = read(path)
    assert article.credits == ("Emma Burrows", "Stephanie Halasz")
    kinds = [block.kind for block in article.blocks]
    assert kinds.count("heading") == 2
    assert kinds.count("paragraph") == 21
    aside = [article.words(block) for block in article.blocks if block.kind == "furniture"]
    assert {"Putin-1", "Putin-2", "Putin-4", "Leave a Reply", "Social Media"} <= set(aside)
    check(article)

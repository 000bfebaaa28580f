"""What a web page states about its article, and what becomes of small and broken pages."""
# ruff: noqa: E501 (cases, one a line)

from __future__ import annotations

from pathlib import Path

import pytest

from generator.problems import Problem
from generator.reading import read
from generator.reading.article import Article

BODY = "<p>The visit will not take place, the minister told reporters on Tuesday evening.</p>" * 3


def page(folder: Path, head: str = "", body: str = BODY, name: str = "page.html") -> Article:
    path = folder / name
    path.write_text(f"<html lang='en-GB'><head>{head}</head><body><article>{body}</article></body>")
    return read(path)


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2016-10-11T23:50:00-05:00">', "", "2016-10-11"),
        ('<meta name="DC.date.issued" content="2016-10-11">', "", "2016-10-11"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"headline": "X", "datePublished": "2016-10-11"}]}</script>', "", "2016-10-11"),
        ("", '<time datetime="2016-10-11">last week</time>', "2016-10-11"),
        ("", "<p>Posted on October 11, 2016 by Lena Hart</p>", "2016-10-11"),
        ('<meta name="date" content="soon">', "", None),
        ('<meta property="article:modified_time" content="2020-01-01">', "", None),
        ("", "<p>© 2020 The Harbour Post</p>", None),
    ],
)  # fmt: skip
def test_only_a_stated_day_is_taken(tmp_path: Path, head: str, body: str, day: str | None) -> None:
    assert page(tmp_path, head, body + BODY).published == day


def test_what_a_page_states(tmp_path: Path) -> None:
    article = page(
        tmp_path,
        '<meta property="og:title" content="Visit off"><title>Visit off - The Harbour Post</title>'
        '<meta property="og:site_name" content="The Harbour Post">'
        '<link rel="canonical" href="https://post.example/visit">'
        '<meta name="author" content="By Lena Hart, Harbour News">',
    )
    assert article.title == "Visit off"
    assert article.source_name == "The Harbour Post"
    assert article.source_url == "https://post.example/visit"
    assert article.author == "Lena Hart"
    assert article.language == "en-GB"


def test_front_matter_and_file_name_win(tmp_path: Path) -> None:
    path = tmp_path / "2016-10-12-visit.html"
    path.write_text(
        "---\ntitle: Our title\n---\n<html><head><title>Theirs</title>"
        f'<meta name="date" content="2016-10-11"></head><body>{BODY}</body></html>'
    )
    article = read(path)
    assert (article.title, article.published) == ("Our title", "2016-10-12")


def test_the_text_is_the_blocks_with_a_blank_line_between(tmp_path: Path) -> None:
    article = page(
        tmp_path,
        "<title>Visit off</title>",
        f"<h1>Visit off</h1>{BODY}<h2>What next</h2>{BODY}<ul><li>one boat</li><li>two boats</li></ul>"
        f"<blockquote><p>We shall see about that, he said.</p></blockquote>{BODY}",
    )
    assert article.text == "\n\n".join(article.words(block) for block in article.blocks)
    kinds = [block.kind for block in article.blocks]
    assert kinds[0] == "title"
    assert kinds.count("heading") == 1
    assert kinds.count("item") == 2


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello world, said the mayor.</p>", ["Hello world, said the mayor."]),
        ("Only words, said the mayor.", ["Only words, said the mayor."]),
        ("<p>One, he said.<p>Two, she said.<b>", ["One, he said.", "Two, she said."]),
        ("<div>One, he said.<br><br>Two, she said.</div>", ["One, he said.", "Two, she said."]),
    ],
)
def test_small_and_broken_pages(tmp_path: Path, source: str, words: list[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text(source)
    article = read(path)
    assert [article.words(block) for block in article.blocks if block.kind == "paragraph"] == words


@pytest.mark.parametrize("source", ["", "<html>", "<html><body><img src='x'></body></html>", "<>"])
def test_a_page_without_an_article_is_named(tmp_path: Path, source: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(source)
    with pytest.raises(Problem, match="holds no words"):
        read(path)

"""Files made to exhaust a reader are refused, or shown as they are, with one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import glossary
from generator.check import check
from generator.config import load
from generator.explainer import read as read_explainer
from generator.explainer import write
from generator.explainer.text import plain
from generator.notation import MANY_WORDS, MOST_LINES, MOST_MARKS
from generator.problems import Problem
from generator.reading import metadata, read
from generator.rendering import markdown
from generator.rendering.mentions import Mentions
from generator.rendering.site import Ids, folder_of

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "title: " + "[" * 90_000
MERGED = "a: &a {x: y}\n" + "b: &b\n  <<: [*a, *a]\n"


def refused(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        read(path, name=path.name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_gigabyte_is_refused_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"big{suffix}"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    assert "larger than 20 MB; give each article a file of its own" in refused(path)


@pytest.mark.parametrize("text", ["# A heading\n" * 1_000_000, "a\n" * (MOST_LINES + 1)])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_more_lines_than_people_write_are_refused(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"long{suffix}"
    path.write_text(text)
    assert "give each article a file of its own" in refused(path)
    with pytest.raises(Problem, match="give each article a file"):
        read_explainer(text, "content/x.md")


@pytest.mark.parametrize("yaml", [BOMB, f"{BOMB}date: *i", DEEP, MERGED], ids=lambda y: y[:9])
def test_yaml_that_unfolds_is_refused_with_its_line(tmp_path: Path, yaml: str) -> None:
    with pytest.raises(Problem, match=r"x\.txt:\d+: .*(aliases are not read|within one another)"):
        metadata.front_matter(f"---\n{yaml}\n---\nText.\n", "x.txt")
    document = f"---\n{yaml}\n---\n\nText.\n"
    explainer, problems = read_explainer(document, "content/x.md")
    assert not explainer.is_sound
    assert "the front matter cannot be read" in str(problems[0])
    assert write(explainer) == document
    (tmp_path / "glossary.yml").write_text(yaml)
    with pytest.raises(Problem, match="this is no YAML"):
        glossary.read(tmp_path)


def test_a_front_matter_is_no_book() -> None:
    with pytest.raises(Problem, match="longer than 100,000 characters"):
        metadata.front_matter(f"---\ntitle: {'a' * 100_000}\n---\nText.\n", "x.txt")


CROWDS = ["*a " * 100_000, "[" * 100_000, "x" + "[^" * 100_000, "^[" * 100_000, "![" * 100_000]


@pytest.mark.parametrize("crowd", CROWDS, ids=lambda c: c[:4])
def test_a_paragraph_of_marks_is_shown_as_written(tmp_path: Path, crowd: str) -> None:
    crowd = crowd.strip()
    path = tmp_path / "marks.md"
    path.write_text(f"The *ferry* sank.\n\n{crowd}\n")
    article = read(path)
    assert article.text[slice(*article.blocks[-1].span)] == crowd
    assert "markup" in [code for code, _, _ in article.warnings]
    explainer, problems = read_explainer(path.read_text(), "content/x.md")
    assert [str(p) for p in problems] == [
        f"content/x.md:3: a paragraph has more than {MOST_MARKS:,} marks of Markdown; "
        "it is shown as it was written; divide it"
    ]
    assert write(explainer) == path.read_text()
    assert plain(crowd) == crowd
    page = markdown.Page(Mentions([]), lambda actor, text: text, {}, Ids(set()).claim, crowd)
    assert crowd in markdown.block(crowd, page)


def test_a_book_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    sentences = MANY_WORDS // 3 + 1
    path.write_text("A title\n\n" + "The ferry sank.\n\n" * sentences)
    ((code, message, _),) = read(path).warnings
    assert code == "long"
    assert message.startswith(f"has {sentences * 3 + 2:,} words, which takes long to read")


def test_what_is_odd_about_a_seed_is_told_by_check(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.md").write_text("# A\n\nThe ferry sank.\n\n" + "*a " * 2000)
    (tmp_path / "seeds" / "b.txt").write_text("A title\n\n" + "go on\n\n" * 25_001)
    found = [f.code for f in check(load(tmp_path)).findings]
    assert {"markup", "long"} <= set(found)


PATIENT = {
    "one word": "a" * 500_000,
    "one sentence without an end": "Ada said that " * 20_000,
    "open comments": "<!-- " * 100_000,
    "open scripts": "<script>\n" * 10_000 + "<style " * 10_000,
    "open brackets": "[a](" * 20_000 + "\n" + "[" * 900 + "](#" * 900,
    "open quotes": "“" * 500_000,
    "white space": "a" + " " * 500_000 + "b",
    "underscores": "abc" + "_" * 400 + " !",
    "a refrain": "Read more" + " on a" * 80 + " !",
    "a label": "ab" + "-b" * 200 + "!",
    "stops": "“A. " * 50_000,
    "stops without spaces": ".a" * 250_000,
    "names": "a,b and " * 20_000,
}
"""What has kept a pattern of ours busy, or could."""


@pytest.mark.parametrize("text", PATIENT.values(), ids=PATIENT)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_what_keeps_patterns_busy_is_read(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"busy{suffix}"
    path.write_text(f"A title\n\nThe ferry sank.\n\n{text}\n")
    assert read(path).blocks
    read_explainer(path.read_text(), "content/x.md")


def test_a_page_of_comments_is_told_from_text() -> None:
    from generator.new import _suffix

    assert _suffix("", "<!---->" * 200_000) == ".txt"
    assert _suffix("", "<!-- - -- -->" * 10 + "<!DOCTYPE html>") == ".html"


def test_as_many_marks_as_people_write_are_read() -> None:
    text = "*a* " * (MOST_MARKS // 2)
    page = markdown.Page(Mentions([]), lambda actor, text: text, {}, Ids(set()).claim, text)
    assert markdown.block(text, page).count("<em>") == MOST_MARKS // 2


def test_a_line_of_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("A title\n\n" + "go on " * 170_000)
    assert len(read(path).blocks) == 2


@pytest.mark.parametrize("tag", ["div", "ul><li", "b><i", "table><tr><td", "blockquote"])
def test_nesting_without_end_is_read_or_refused(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "deep.html"
    path.write_text(f"<html><body><p>The ferry sank.</p>{f'<{tag}>x' * 20_000}</body></html>")
    try:
        assert read(path).blocks
    except Problem as problem:
        assert "\n" not in str(problem)


def test_ten_thousand_headings_of_one_name_have_ids() -> None:
    ids = Ids(set())
    assert [ids.claim("a") for _ in range(10_000)][-1] == "a-10000"


@pytest.mark.parametrize("slug", ["a" * 6000, "é" * 6000, "con", "NUL", "lpt1"])
def test_a_name_makes_a_folder_on_any_system(slug: str) -> None:
    folder = folder_of(slug)
    assert len(folder.encode()) <= 120
    assert folder.casefold() not in ("con", "nul", "lpt1")
    assert folder_of(slug + "b") != folder

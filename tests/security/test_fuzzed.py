"""What fuzzing has found, and a little of it anew each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.analysis.model import Analysis
from generator.config import Config
from generator.explainer import read as read_explainer
from generator.explainer import write
from generator.explainer.drafting import draft
from generator.problems import Problem
from generator.reading import metadata, read

ROWS = """## Timeline

| Date | What happened |
|-|-|
"""


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {"analysis"}))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300))
def test_promises_hold_for_made_up_input(target: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize("rows", ["--", "--\n| a | b |\n", "--\n| a | b |\n--\n\n--\n| c | d |\n"])
def test_a_table_whose_first_row_cannot_be_read_keeps_its_head(rows: str) -> None:
    explainer, problems = read_explainer(ROWS + rows, "content/x.md")
    assert write(explainer) == ROWS + rows
    assert "nothing under “What happened”" in str(problems[0])


@pytest.mark.parametrize("character", ["\x80", "\ufffe", "\x9f"])
def test_a_character_that_yaml_has_not_is_told_with_its_line(character: str) -> None:
    with pytest.raises(Problem, match=r"x\.md:3: .*U\+"):
        metadata.front_matter(f"---\ntitle: A\nauthor: B{character}\n---\nText.\n", "x.md")


@pytest.mark.parametrize("first", ["\u2028", "\u2028\u2028\n\u2029", "> \u2028\n> ", "\x85\n\x85"])
def test_white_space_that_markdown_takes_for_words_moves_no_places(
    tmp_path: Path, first: str
) -> None:
    path = tmp_path / "x.md"
    path.write_text(f"{first}\u2028The ferry *sank*.\n", encoding="utf-8")
    article = read(path)
    assert "The ferry sank." in " ".join(article.words(block) for block in article.blocks)


def test_an_article_may_hold_the_marks_that_we_set(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("A title\n\nThe \ue000ferry\ue001 sank.\ue000\n", encoding="utf-8")
    article = read(path)
    analysis = Analysis("x.txt", article.sha256, None, None, False, article.text)
    drafted = write(draft(article, analysis, Config(tmp_path)))
    assert "The \ufffdferry\ufffd sank.\ufffd" in drafted


@pytest.mark.parametrize("odd", ["\ufffe", "&#1;", "&#xFFFF;", "&#x0b;", "&#9999999;", "\x9f"])
def test_a_page_may_hold_characters_that_no_tree_can(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "page.html"
    page = (
        f"<html><body><div>x<script>y</script>{odd}</div><p>The ferry {odd} sank.</p></body></html>"
    )
    path.write_text(page, encoding="utf-8")
    assert "The ferry" in read(path).text

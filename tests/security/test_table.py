"""What docs/security.md says was tried is what was tried, and each test that it names is there."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"


def test_the_table_is_that_of_the_results() -> None:
    assert table.shown() == table.table(), "run python tests/security/table.py"


def test_nothing_was_lost_ran_or_crashed() -> None:
    for _, row, date in table.rows():
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", date)
        assert row["tried"] > 0
        assert [row.get(key, 0) for key in table.ZEROES] == [0, 0, 0], row


@pytest.mark.parametrize("kind", ["hostile", "faults"])
def test_the_table_agrees_with_what_was_just_tried(kind: str, counted: None) -> None:
    """Rounds in CI try fewer faults than the full ones, but none of another kind."""
    path = table.RECORDED / f"{kind}.json"
    if not path.is_file():
        pytest.skip("nothing was tried")
    told = {row["name"]: row for of, row, _ in table.rows() if of == kind}
    for row in json.loads(path.read_text(encoding="utf-8")):
        assert [row.get(key, 0) for key in table.ZEROES] == [0, 0, 0], row
        if told:
            assert row["name"] in told, "run python tests/security/table.py"
        if kind == "hostile":
            assert told[row["name"]]["tried"] <= row["tried"], "run python tests/security/table.py"


def named() -> list[tuple[str, str]]:
    """Files of tests that the page names, and functions."""
    text = PAGE.read_text(encoding="utf-8")
    files = re.findall(r"`(tests/[\w/]+\.py)`", text)
    return [*((f, "") for f in dict.fromkeys(files)), *(("", n) for n in names(text))]


def names(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"`(test_\w+)`", text)))


@pytest.mark.parametrize(("file", "function"), named(), ids=lambda words: words or "-")
def test_what_the_page_names_is_there(file: str, function: str) -> None:
    if file:
        assert (ROOT / file).is_file()
    else:
        trees = (ast.parse(p.read_text(encoding="utf-8")) for p in ROOT.glob("tests/**/test_*.py"))
        found = (n for t in trees for n in ast.walk(t) if isinstance(n, ast.FunctionDef))
        assert any(f.name == function for f in found)


def test_each_threat_has_a_defence_and_a_test() -> None:
    text = PAGE.read_text(encoding="utf-8")
    threats = text.partition("## Threats")[2].partition("\n## ")[0]
    lines = [line for line in threats.splitlines() if line.startswith("| ")][2:]
    assert len(lines) > 15
    for line in lines:
        threat, defence, test = (cell.strip() for cell in line.strip("|").split(" | "))
        assert threat
        assert defence
        assert "test" in test or "fuzz" in test, line

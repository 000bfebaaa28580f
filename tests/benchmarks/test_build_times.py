"""The benchmark of building, our half of it: it runs, and checks what it times."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import build, plot


def test_our_half_runs_and_makes_each_page() -> None:
    tools = [tool for tool in build.ours() if tool.name in (build.FLOOR, build.ALIKE)]
    figures = build.measured({3: 1}, tools)
    floor, alike = (figures["tools"][tool.name] for tool in tools)
    assert floor["sizes"]["3"].keys() >= {"cold", "MB"}
    assert alike["sizes"]["3"].keys() >= {*build.STEPS, "MB"}
    assert alike["sizes"]["3"]["files"] == 3 + len(["index.html", ".gitignore"])
    assert alike["start"] > 0


def test_where_time_goes_is_told_of_each_kind_of_page() -> None:
    spent = build.spent(2)
    assert spent.keys() >= {"reading explainers, planning pages", "explainers", "actors' pages"}
    assert build.table_of_time(spent).count("\n") == len(spent) + 1


def test_a_page_without_its_tables_is_told(tmp_path: Path) -> None:
    tool = build.Tool("Some", "1", "", (), output="out")
    for name in ("2020-01-01-a", "2020-01-01-b"):
        (tmp_path / "content").mkdir(exist_ok=True)
        (tmp_path / "content" / f"{name}.md").write_text("| a |")
        (tmp_path / "out" / name).mkdir(parents=True)
        page = tmp_path / "out" / name / "index.html"
        page.write_text('<a href="x"></a><table></table><table></table>')
    assert build._made(tool, tmp_path) == 2
    page.write_text('<a href="x"></a><p>| a |</p>')
    with pytest.raises(SystemExit, match="2020-01-01-b"):
        build._made(tool, tmp_path)


def test_what_falls_short_is_told() -> None:
    def taken(cold: float, edit: float) -> dict[str, object]:
        values = {"cold": cold, "edit": edit, "unchanged": 0.1}
        values |= {f"{step}, CPU": seconds for step, seconds in values.items()}
        values |= {"MB": 90, "files": 1, "rounds": 1}
        return {"version": "1", "start": 0.1, "sizes": {"1000": values}}

    tools = {build.FLOOR: taken(2, 0), build.ALIKE: taken(3, 2), "Hugo": taken(1, 1)}
    figures = {
        "date": "2020-01-01",
        "machine": {},
        "load": 0,
        "not run": ["Pelican"],
        "tools": tools,
    }
    found = {target.what: target.holds for target in build.targets(figures)}
    assert not found["1,000: cold, × markdown-it-py"]
    assert not found[f"1,000: edit, × Hugo’s; {build.ALIKE}"]
    assert found[f"1,000: unchanged, × Hugo’s; {build.ALIKE}"]
    assert build.table_of_targets(figures).count("**no**") == 2
    assert "Pelican was not run" in build.table(figures)


def test_a_plot_is_drawn_of_any_number_of_lines() -> None:
    lines = {"a & b": {100: 2.0, 1000: 1.5}, "c": {100: 2.1, 1000: 1.51}}
    picture = ET.fromstring(plot.drawn(lines, "pages", "ms", {"c"}))
    labels = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "a & b: 1.5" in labels
    assert "1,000" in labels

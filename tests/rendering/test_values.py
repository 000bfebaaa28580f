"""The values that templates get are those that the page about themes lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from examples import examples

from generator.config import Config
from generator.rendering import picture, render, structured, templates

DOCUMENT = Path(__file__).parents[2] / "docs" / "themes.md"


def listed() -> dict[str, set[str]]:
    """Template to the names of its values, from the document's second table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text[text.index("| template | value |") :].split("\n\n")[0]
    found: dict[str, set[str]] = defaultdict(set)
    template = ""
    for row in table.splitlines()[2:]:
        _, first, values, *_ = row.split("|")
        template = first.strip(" `") or template
        found[template] |= set(re.findall(r"`(\w+)`", values))
    return found


def test_every_value_of_every_template_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    fill = templates.fill

    def noting(env: Any, config: Any, name: str, values: Mapping[str, Any]) -> bytes:
        given[name] |= values.keys() - {"config", "assets", "path", "root"}
        return fill(env, config, name, values)

    monkeypatch.setattr(templates, "fill", noting)
    for output in render(examples(), Config(Path("nowhere"))):
        if output.path.endswith(".html"):
            assert output.content
    assert {name: values for name, values in given.items() if values} == listed()


def test_a_value_that_cannot_be_made_is_no_fault_of_the_template(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise AttributeError("no scale")

    monkeypatch.setattr(picture, "draw", broken)
    outputs = {o.path: o for o in render(examples(), Config(Path("nowhere")))}
    with pytest.raises(AttributeError, match=r"^no scale$"):
        assert outputs["ferry/index.html"].content


def test_what_a_template_does_not_show_is_not_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[str] = []
    monkeypatch.setattr(picture, "draw", lambda *_: made.append("a picture"))
    monkeypatch.setattr(structured, "explainer", lambda *_: made.append("data") or {})
    template = tmp_path / "templates" / "explainer.html"
    template.parent.mkdir()

    def shown(text: str) -> list[str]:
        template.write_text(text, encoding="utf-8")
        made.clear()
        outputs = {o.path: o for o in render(examples(), Config(tmp_path))}
        assert outputs["ferry/index.html"].content
        return made.copy()

    sections = "{% for section in page.sections %}{{ section.PART }}{% endfor %}"
    assert shown(sections.replace("PART", "heading")) == []
    assert shown(sections.replace("PART", "pictures")) == ["a picture"]
    assert shown("{{ data }}{{ data }}") == ["data"]

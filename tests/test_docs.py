"""The documentation: what it tells to type works, and what it lists is what there is."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest

from generator import edtf
from generator.config import Config, load
from generator.explainer import read
from generator.problems import Problem
from generator.reading import metadata
from generator.reading import read as read_article
from generator.rendering import language, render, templates

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
KEYS = {field.name for field in fields(Config)} - {"root"}


def test_six_commands_lead_from_nothing_to_a_published_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutorial = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    (\S.*)$", tutorial, re.MULTILINE)
    assert len(commands) == 6

    remote = tmp_path / "news.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", remote], check=True)
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\nname = Nora\nemail = nora@paper.example\n", encoding="utf-8")
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    # A pipx that installs beside what Backstory depends on, which is here already.
    programs, installed = tmp_path / "programs", tmp_path / "installed"
    programs.mkdir()
    pip = f'"{sys.executable}" -m pip --quiet --disable-pip-version-check "$@" --no-deps'
    (programs / "pipx").write_text(f'#!/bin/sh\nexec {pip} --target "{installed}"\n')
    (programs / "pipx").chmod(0o755)
    path = (programs, installed / "bin", os.environ["PATH"])
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, path)))
    monkeypatch.setenv("PYTHONPATH", str(installed))
    (tmp_path / "desk").mkdir()
    typed = "\n".join(commands)
    typed = typed.replace("git+https://github.com/OWNER/backstory.git", str(ROOT))
    typed = typed.replace("https://github.com/YOU/news.git", str(remote))
    done = subprocess.run(
        ["sh", "-eu", "-c", typed], cwd=tmp_path / "desk", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    page = "gh-pages:2024-03-05-night-ferry/index.html"
    shown = subprocess.run(["git", "show", page], cwd=remote, capture_output=True, check=True)
    assert "Ada Moreau" in shown.stdout.decode()
    # What the tutorial has its reader look at and change is there.
    site = tmp_path / "desk" / "news"
    draft = (site / "content" / "2024-03-05-night-ferry.md").read_text(encoding="utf-8")
    [line] = re.findall(r"^```\n(.*)\n```$", tutorial, re.MULTILINE)
    assert f"\n{line}\n" in draft
    assert "Winterhaven keeps its night ferry" in (site / "site" / "index.html").read_text()


def test_commands_are_described_as_they_are() -> None:
    reference = runpy.run_path(str(DOCS / "commands.py"))["reference"]()
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == reference, (
        "run: python docs/commands.py > docs/commands.md"
    )


def test_values_of_templates_are_described_as_they_are() -> None:
    reference = runpy.run_path(str(DOCS / "values.py"))["reference"]()
    assert (DOCS / "values.md").read_text(encoding="utf-8") == reference, (
        "run: python docs/values.py > docs/values.md"
    )


def shown(value: Any) -> list[str]:
    """What a template may ask of a value, be it made when it does."""
    made = (name for name, of in vars(type(value)).items() if isinstance(of, templates.later))
    return [n for n in (*(field.name for field in fields(value)), *made) if n[0] != "_"]


def test_every_value_that_a_template_gets_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    given: set[str] = set()

    def is_place(value: object) -> bool:
        """Where something stands in its file: nothing for pages."""
        return type(value).__name__ in ("Raw", "Head")

    def note(value: object) -> None:
        if isinstance(value, templates.Later):
            note(value.value)
        elif is_dataclass(value) and value.__module__ != "generator.edtf" and not is_place(value):
            given.add(type(value).__name__)
            note([getattr(value, name) for name in shown(value)])
        elif isinstance(value, dict):
            note(list(value.values()))
        elif isinstance(value, list | tuple):
            for one in value:
                note(one)

    def noting(env: Any, config: Config, name: str, values: dict[str, Any]) -> bytes:
        note({k: v for k, v in values.items() if k not in ("config", "assets")})
        return b""

    monkeypatch.setattr(templates, "fill", noting)
    explainer, problems = read(example(), "visit.md")
    assert problems == []
    for output in render({"visit": explainer}, Config(Path("nowhere"))):
        assert isinstance(output.content, bytes)
    described = re.findall(r"^## (\w+)", (DOCS / "values.md").read_text(), re.MULTILINE)
    assert {"CardView", "StatementView", "HappeningView", "Person", "Told"} <= given
    assert given <= set(described)


def test_every_filter_is_described() -> None:
    config = Config(Path("nowhere"))
    ours = templates.environment(config, language.of(config))
    page = (DOCS / "values.md").read_text(encoding="utf-8")
    table = page[page.index("| filter |") :].split("\n\n")[0]
    described = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert set(described) == ours.filters.keys() - jinja2.Environment().filters.keys()
    assert ours.tests.keys() - jinja2.Environment().tests.keys() == {"web"}


def example() -> str:
    """The explainer that the reference of explainers shows."""
    page = (DOCS / "explainers.md").read_text(encoding="utf-8")
    return re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)[0]


def test_the_reference_of_explainers_shows_a_row_of_each_kind() -> None:
    explainer, problems = read(example(), "visit.md")
    assert problems == []
    assert [r.id for r in (*explainer.actors, *explainer.also_named)] == [
        "ada-moreau",
        "port-anselm",
    ]
    assert [(r.type, r.polarity) for r in explainer.quotes] == [
        ("direct", "asserted"),
        ("indirect", "denied"),
    ]
    assert [edtf.read(r.date) is None for r in explainer.events] == [False, True]
    assert {p for r in (*explainer.quotes, *explainer.events) for p in r.paragraphs} == {2, 3}


def test_dates_are_shown_as_their_reference_says() -> None:
    page = (DOCS / "explainers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\d.].*?)` \| (.+?) \|$", page, re.MULTILINE)
    assert len(rows) > 8
    assert [edtf.words(written) for written, _ in rows] == [shown for _, shown in rows]


def test_every_key_of_an_article_is_described(tmp_path: Path) -> None:
    page = (DOCS / "explainers.md").read_text(encoding="utf-8")
    table = page[page.index("| key of an article |") :].split("\n\n")[0]
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(keys) == len(fields(metadata.Metadata))
    for key in keys:  # what is wrong for any key: each is known, and says so
        with pytest.raises(Problem, match=f"`{key}:`"):
            metadata.front_matter(f"---\n{key}: {{a: {{b: [c]}}}}\n---\n", "seed.txt")


def test_the_program_for_archives_writes_articles_that_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (DOCS / "archive.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "seeds").mkdir()
    row = '2022-05-06,"Mayor: ""No"" to bridge №2",https://x.example/1,"One – two.\n\nThree."\n'
    (tmp_path / "archive.csv").write_text(f"date,title,url,text\n{row}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(program, {})
    [seed] = (tmp_path / "seeds").iterdir()
    article = read_article(seed)
    assert article.title == 'Mayor: "No" to bridge №2'
    assert (article.published, article.source_url) == ("2022-05-06", "https://x.example/1")
    assert article.body().text == "One – two.\n\nThree."


@pytest.mark.parametrize("of", ["the analysis", "an actor", "a quote", "a time", "an event"])
def test_every_key_of_the_analysis_is_described(of: str) -> None:
    schema = json.loads((DOCS / "analysis.schema.json").read_text(encoding="utf-8"))
    described = {"the analysis": schema, **schema["$defs"]}[
        of.removeprefix("an ").removeprefix("a ")
    ]
    page = (DOCS / "analysis.md").read_text(encoding="utf-8")
    table = page[page.index(f"| key of {of} |") :].split("\n\n")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    keys = [key for cell in cells for key in re.findall(r"`(\w+)`", cell)]
    assert sorted(keys) == sorted(described["properties"])


def test_every_setting_is_described() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == KEYS


def test_a_new_site_s_settings_name_every_key_and_all_of_them_work(tmp_path: Path) -> None:
    text = (ROOT / "generator" / "starter" / "backstory.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE).replace("$title", '"News"')
    assert set(re.findall(r"^(\w+) = ", whole, re.MULTILINE)) == KEYS
    (tmp_path / "backstory.toml").write_text(whole, encoding="utf-8")
    assert load(tmp_path).title == "News"


def test_settings_that_pages_show_are_taken(tmp_path: Path) -> None:
    shown = {
        line
        for page in DOCS.glob("*.md")
        for line in re.findall(r'^    (\w+ = ["[].+)$', page.read_text("utf-8"), re.MULTILINE)
        if line.split()[0] in KEYS
    }
    assert len(shown) > 3
    for line in shown:
        (tmp_path / "backstory.toml").write_text(line, encoding="utf-8")
        load(tmp_path)


def test_every_file_that_is_linked_is_there() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        text = re.sub(r"^    .*$|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for link in re.findall(r"\]\(([^)#\s]+)", text):
            if not re.match(r"https?:|mailto:", link):
                assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"

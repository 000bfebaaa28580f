"""The documentation: what it tells to type works, and what it lists is what there is."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from generator.config import Config, load

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


def test_every_setting_is_described() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == KEYS


def test_a_new_site_s_settings_name_every_key_and_all_of_them_work(tmp_path: Path) -> None:
    text = (ROOT / "generator" / "starter" / "backstory.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE).replace("$title", '"News"')
    assert set(re.findall(r"^(\w+) = ", whole, re.MULTILINE)) == KEYS
    (tmp_path / "backstory.toml").write_text(whole, encoding="utf-8")
    assert load(tmp_path).title == "News"


def test_every_file_that_is_linked_is_there() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        text = re.sub(r"^    .*$|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for link in re.findall(r"\]\(([^)#\s]+)", text):
            if not re.match(r"https?:|mailto:", link):
                assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"

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

    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote.git"], check=True)
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\nname = Nora\nemail = nora@paper.example\n", encoding="utf-8")
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "backstory").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m generator.cli "$@"\n')
    (bin / "backstory").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin}{os.pathsep}{os.environ['PATH']}")
    typed = "\n".join(commands).replace(
        "https://github.com/YOU/news.git", str(tmp_path / "remote.git")
    )
    done = subprocess.run(
        ["sh", "-eu", "-c", typed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    page = "gh-pages:2024-03-05-night-ferry/index.html"
    shown = subprocess.run(
        ["git", "show", page], cwd=tmp_path / "remote.git", capture_output=True, check=True
    )
    assert "Ada Moreau" in shown.stdout.decode()
    # What the tutorial has its reader look at and change is there.
    draft = tmp_path / "news" / "content" / "2024-03-05-night-ferry.md"
    assert "transport minister" in draft.read_text(encoding="utf-8")


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

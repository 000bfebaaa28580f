"""A new site: it builds at once, there is nothing in it to look at, and nothing is overwritten."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import generator.init
from generator.config import load
from generator.init import init

ROOT = Path(__file__).parents[1]


def backstory(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_new_site_builds_and_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    made = backstory(tmp_path, "init", "harbour-news")
    assert made.returncode == 0, made.stderr
    site = tmp_path / "harbour-news"
    done = backstory(site, "build")
    assert done.returncode == 0, done.stderr
    assert "1 explainer" in done.stdout
    page = (site / "site" / "2024-03-05-night-ferry" / "index.html").read_text(encoding="utf-8")
    assert "Ada Moreau" in page
    assert "Harbour news" in page
    checked = backstory(site, "check", "--strict")
    assert checked.returncode == 0, checked.stdout


def test_what_a_build_makes_again_is_not_committed_but_drafts_are(tmp_path: Path) -> None:
    backstory(tmp_path, "init", "news")
    site = tmp_path / "news"
    backstory(site, "build")
    subprocess.run(["git", "init", "--quiet"], cwd=site, check=True)
    listed = subprocess.run(
        ["git", "status", "--short", "--untracked-files=all"],
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ".backstory/drafts/2024-03-05-night-ferry.md" in listed
    assert ".github/workflows/pages.yml" in listed
    assert "site/" not in listed
    assert "cache" not in listed


def test_a_folder_in_use_is_left_alone_unless_told(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    before = files(tmp_path)
    refused = backstory(tmp_path, "init", ".")
    assert refused.returncode == 2
    assert "in use" in refused.stderr
    assert files(tmp_path) == before

    assert backstory(tmp_path, "init", "--force", ".").returncode == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "backstory.toml").is_file()


def test_a_repository_without_files_is_not_in_use(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert backstory(tmp_path, "init", ".").returncode == 0


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "news").write_text("", encoding="utf-8")
    refused = backstory(tmp_path, "init", "news")
    assert refused.returncode == 2
    assert refused.stderr == "news: is a file; name a folder\n"


@pytest.mark.parametrize("name", ['Say "hello"', "Ça va", "back\\slash", "$title", "-"])
def test_any_folder_name_makes_a_title(name: str, tmp_path: Path) -> None:
    init(tmp_path / name, lambda line: None)
    assert load(tmp_path / name).title


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (
            '{"url": "https://me:secret@forge.example/x/b.git", '
            '"vcs_info": {"vcs": "git", "commit_id": "abc123"}}',
            "backstory @ git+https://forge.example/x/b.git@abc123",
        ),
        (
            '{"url": "ssh://git@forge.example:2222/x/b.git", "vcs_info": {"commit_id": "abc"}}',
            "backstory @ git+ssh://git@forge.example:2222/x/b.git@abc",
        ),
        ('{"url": "https://files.example/b-1.whl", "archive_info": {}}', ""),
        ('{"url": "file:///nowhere", "dir_info": {"editable": true}}', ""),
        ("", ""),
    ],
)
def test_what_the_site_needs_is_what_is_installed(
    origin: str, requirement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str:
            return origin

    monkeypatch.setattr(generator.init, "distribution", lambda name: Installed())
    said: list[str] = []
    init(tmp_path / "news", said.append)
    lines = (tmp_path / "news" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == (
        [requirement] * bool(origin and requirement)
    )
    assert any("installed Backstory from" in line for line in said) == (not requirement)


def test_the_clone_that_is_installed_is_asked_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "my clone"
    subprocess.run(["git", "init", "--quiet", clone], check=True)
    subprocess.run(
        ["git", "-C", clone, "remote", "add", "origin", "git@forge.example:x/b.git"], check=True
    )

    class Installed:
        def read_text(self, name: str) -> str:
            return json.dumps({"url": clone.as_uri(), "dir_info": {"editable": True}})

    monkeypatch.setattr(generator.init, "distribution", lambda name: Installed())
    init(tmp_path / "news", lambda line: None)
    written = (tmp_path / "news" / "requirements.txt").read_text(encoding="utf-8")
    assert "backstory @ git+ssh://git@forge.example/x/b.git\n" in written


def test_workflows_are_pinned_to_the_commits_that_this_one_uses() -> None:
    ours = (ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    theirs = (ROOT / "generator" / "starter" / "pages.yml").read_text(encoding="utf-8")
    pins = re.findall(r"uses: (\S+)@(\S+)", theirs)
    assert all(re.fullmatch(r"[0-9a-f]{40}", commit) for _, commit in pins)
    assert set(re.findall(r"uses: (\S+)@(\S+)", ours)) <= set(pins)
    assert {"build", "deploy"} == set(yaml.safe_load(theirs)["jobs"])

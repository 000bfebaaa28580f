"""What runs on GitHub is pinned, may do no more than it needs, and publishes what was approved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    ROOT / "generator" / "starter" / "pages.yml",
]


def read(path: Path) -> dict[Any, Any]:
    data: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


@pytest.fixture
def release() -> dict[str, Any]:
    jobs: dict[str, Any] = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    return jobs


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    jobs = read(path)["jobs"].values()
    used = [step["uses"] for job in jobs for step in job.get("steps", ()) if "uses" in step]
    assert all(re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", each) for each in used)
    local = [job["uses"] for job in jobs if "uses" in job]
    assert all((ROOT / each).is_file() for each in local)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_expression_is_pasted_into_a_command(path: Path) -> None:
    commands = [
        step["run"]
        for job in read(path)["jobs"].values()
        for step in job.get("steps", ())
        if "run" in step
    ]
    assert not [command for command in commands if "${{" in command]


def test_a_release_is_tested_built_approved_and_only_then_published(
    release: dict[str, Any],
) -> None:
    assert release["build"]["needs"] == "test"
    assert release["publish"]["needs"] == "build"
    assert release["announce"]["needs"] == "publish"
    assert release["publish"]["environment"] == "release"
    assert release["publish"]["permissions"] == {"id-token": "write"}
    assert not [job for job in release.values() if "secrets" in str(job)]


def test_nothing_may_write_but_what_has_to() -> None:
    for path in WORKFLOWS:
        if path.name != "pages.yml":
            assert read(path)["permissions"] == {"contents": "read"}


def test_the_suite_runs_on_every_system_and_python_that_are_promised() -> None:
    tests = read(ROOT / ".github" / "workflows" / "tests.yml")
    matrix = tests["jobs"]["test"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    told = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text)
    assert matrix["python"] == told

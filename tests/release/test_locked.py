"""What is installed is what was pinned: every file of every version by its hash, from anywhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("build", "run", "dev")
ONLY_FOR_TRAINING = "training"
MAKE = "`make lock` makes requirements/ agree"


def pins() -> dict[str, str]:
    """Versions in `constraints.txt`, by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): pinned for name, pinned in found}


def locked(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes of each requirement in a lock, by name."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S+)==([^\s;]+)[^\n]*((?:\n +--hash=\S+.*)*)", text, re.MULTILINE)
    return {
        canonicalize_name(re.sub(r"\[.*\]", "", name)): (pinned, re.findall(r"=(\S+)", hashes))
        for name, pinned, hashes in entries
    }


def needed(name: str) -> Iterator[str]:
    """A distribution's dependencies as they are installed here, and theirs."""
    seen = {name}
    queue = [name]
    while queue:
        for line in requires(queue.pop()) or ():
            requirement = Requirement(line)
            found = canonicalize_name(requirement.name)
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and found not in seen:
                seen.add(found)
                queue.append(found)
                yield found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_is_the_pinned_one_and_has_hashes(lock: str) -> None:
    pinned = pins()
    assert locked(lock)
    for name, (found, hashes) in locked(lock).items():
        assert pinned.get(name) == found, f"{name}: constraints.txt pins it or not; {MAKE}"
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), name


def test_all_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    dev = [r for g, rs in groups.items() if g not in ("build", ONLY_FOR_TRAINING) for r in rs]
    asked = {"run": project["project"]["dependencies"], "build": groups["build"], "dev": dev}
    for lock, lines in asked.items():
        names = {Requirement(line).name for line in lines if isinstance(line, str)}
        assert {canonicalize_name(n) for n in names} <= locked(lock).keys(), MAKE


def test_what_runs_here_is_what_is_locked() -> None:
    run = locked("run")
    found = {name: version(name) for name in needed("backstory")}
    assert found == {name: run[name][0] for name in found}


@pytest.mark.parametrize("path", ["constraints.txt", *(f"requirements/{n}.txt" for n in LOCKS)])
def test_no_registry_is_named(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(i|f|-index|-extra|-find|-trusted)", text, re.MULTILINE)

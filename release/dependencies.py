"""What an installation of Backstory brings along: versions, hashes and licences, from its locks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("build", "run", "dev")
"""What makes the package, what it runs with, and what it is tested with."""

PLATFORMS = tuple(
    {"sys_platform": system, "platform_machine": machine, "python_full_version": python}
    for system, machine in (("linux", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64"))
    for python in ("3.11.0", "3.12.0", "3.13.0")
)
"""Where Backstory is meant to run."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A requirement in a lock: its name and version, and the SHA-256 of each published file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: Marker | None

    @property
    def is_for_us(self) -> bool:
        """Whether it is installed on any of our platforms."""
        return self.marker is None or any(self.marker.evaluate(p) for p in PLATFORMS)


@cache
def locked(lock: str) -> dict[str, Locked]:
    """The requirements in a lock, by name."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {item.name: item for item in map(_entry, re.findall(r"^\w.*(?:\n +--.*)*", text, re.M))}


def _entry(text: str) -> Locked:
    first, *rest = text.replace("\\", "").splitlines()
    requirement = Requirement(first)
    [pin] = requirement.specifier
    hashes = tuple(line.strip().removeprefix("--hash=sha256:") for line in rest)
    return Locked(canonicalize_name(requirement.name), pin.version, hashes, requirement.marker)


def pinned() -> dict[str, str]:
    """Versions in `constraints.txt`, by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in found}


def brought_along() -> list[Locked]:
    """All that is installed with Backstory on one of our platforms, in the order of names."""
    return [item for _, item in sorted(locked("run").items()) if item.is_for_us]


def graph(root: str = "backstory") -> dict[str, set[str]]:
    """What a distribution needs, and what that needs, as installed here: names by name."""
    found: dict[str, set[str]] = {}
    queue = [(root, "")]
    seen = set(queue)
    while queue:
        name, extra = queue.pop()
        found.setdefault(name, set())
        for requirement in _requirements(name, extra):
            needed = canonicalize_name(requirement.name)
            found[name].add(needed)
            new = {(needed, each) for each in ("", *requirement.extras)} - seen
            seen |= new
            queue += new
    return found


def _requirements(name: str, extra: str) -> list[Requirement]:
    try:
        lines = requires(name) or ()
    except PackageNotFoundError:
        return []
    found = [Requirement(line) for line in lines]
    return [r for r in found if r.marker is None or r.marker.evaluate({"extra": extra})]


def licence(name: str) -> str:
    """A distribution's licence as an SPDX expression; what it says itself where we know none."""
    table = _licences()
    if name in table["read"]:
        return str(table["read"][name])
    told = metadata(name)
    classifiers = (c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or ())
    said = (told.get("License-Expression"), told.get("License"), *classifiers)
    for words in filter(None, said):
        expression = table["said"].get(words, words)
        if _names(expression) & set(table["allowed"]):
            return str(expression)
    return next(filter(None, said), "unknown")


def is_allowed(expression: str) -> bool:
    """Whether we may ship with it: all of what AND joins is allowed, or one of what OR joins.

    An expression that joins by both is for a person to read.
    """
    allowed = set(_licences()["allowed"])
    if " AND " in expression:
        return set(expression.split(" AND ")) <= allowed
    return bool(set(expression.split(" OR ")) & allowed)


def _names(expression: str) -> set[str]:
    return set(re.split(r" AND | OR ", expression))


@cache
def _licences() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("licences.toml").read_text(encoding="utf-8"))

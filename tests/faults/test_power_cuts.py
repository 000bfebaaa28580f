"""A build that is cut off between any two file operations, by a kill or with the power."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.faults.disk import WRITING, Disk, Operation
from tests.faults.newsroom import Day, build, copy, day, settled
from tests.faults.tally import ALL, Tally, some

OPERATIONS = 160
"""About as many as a build does."""

KILLED = "whole"
LEFT = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "zeros": lambda content: bytes(len(content)),
}
"""What a power cut may leave of content that was not yet on the disk, its name being there."""


@dataclass(frozen=True)
class Moment:
    """The folder as it stood before an operation, and what of it was not on the disk."""

    operation: Operation
    folder: Path
    unsynced: frozenset[str]


def recorded(
    made: Day, folder: Path, number: int, *, search: bool = False
) -> tuple[list[Moment], int]:
    """Moments of a build, some or all, and how many there are."""
    root, moments, count = copy(made.before, folder / "recorded"), list[Moment](), 0
    random = Random(1 if os.environ.get("CI") == "true" else None)

    def tell(operation: Operation) -> None:
        nonlocal count
        count += operation.kind in WRITING
        if operation.kind in WRITING and (ALL or random.random() < number / OPERATIONS):
            kept = copy(root, folder / f"{len(moments):04}")
            moments.append(Moment(operation, kept, frozenset(disk.unsynced)))

    disk = Disk(root, tell)
    with disk.watched():
        build(root, search=search)
    assert count > OPERATIONS / 2
    return moments, count


def left(moment: Moment, how: str, to: Path) -> Path:
    root = copy(moment.folder, to)
    for name in moment.unsynced if how != KILLED else ():
        path = root / name
        if path.is_file():
            was, content = path.stat(), path.read_bytes()
            path.write_bytes(LEFT[how](content))
            os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    return root


def ways(moments: list[Moment]) -> Iterator[tuple[Moment, str]]:
    for moment in moments:
        yield moment, KILLED
        for how in LEFT if moment.unsynced else ():
            yield moment, how


def tried(made: Day, folder: Path, number: int, tally: Tally, *, search: bool = False) -> None:
    moments, count = recorded(made, folder, number, search=search)
    for name in ("killed between two operations", "power cuts"):
        tally.chosen_from(name, count)
    for moment, how in some([*ways(moments)], number):
        told = f"{how}, before {moment.operation}"
        root = left(moment, how, folder / "tried")
        name = "killed between two operations" if how == KILLED else "power cuts"
        with tally.trying(name, made, root):
            assert made.torn(root) == [], told
            assert settled(root, made, search=search) == [], told


def test_what_is_served_is_whole_and_the_next_build_finishes(
    made: Day, tmp_path: Path, tally: Tally
) -> None:
    tried(made, tmp_path, 12, tally)


@pytest.mark.skipif(not ALL, reason="make faults")
def test_with_our_theme_and_the_search_index_too(tmp_path: Path, tally: Tally) -> None:
    made = day(tmp_path / "day", theme=True, search=True)
    tried(made, tmp_path, 400, tally, search=True)

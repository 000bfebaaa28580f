"""A build that is cut off between any two file operations, by a kill or with the power."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import pytest

from generator import files
from generator.config import Config
from generator.explainer.settling import settle
from tests.explainer.test_merge import LAST, changed, row
from tests.faults.disk import WRITING, Disk, Operation
from tests.faults.newsroom import PART, Day, build, copy, day, settled, tree
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
    before: Path, folder: Path, work: Callable[[Path], object], share: float = 1
) -> tuple[list[Moment], int]:
    """Moments of what is done in a copy of a folder, a share of them or all, and how many."""
    root, moments, count = copy(before, folder / "recorded"), list[Moment](), 0
    random = Random(1 if os.environ.get("CI") == "true" else None)

    def tell(operation: Operation) -> None:
        nonlocal count
        count += operation.kind in WRITING
        if operation.kind in WRITING and (ALL or random.random() < share):
            kept = copy(root, folder / f"{len(moments):04}")
            moments.append(Moment(operation, kept, frozenset(disk.unsynced)))

    disk = Disk(root, tell)
    with disk.watched():
        work(root)
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
    work = partial(build, search=search)
    moments, count = recorded(made.before, folder, work, number / OPERATIONS)
    assert count > OPERATIONS / 2
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


def test_where_so_much_is_written_that_the_whole_disk_is_waited_for(
    made: Day, tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MANY", 2)
    tried(made, tmp_path, 12, tally)


@pytest.mark.skipif(not ALL, reason="make faults")
def test_with_our_theme_and_the_search_index_too(tmp_path: Path, tally: Tally) -> None:
    made = day(tmp_path / "day", theme=True, search=True)
    tried(made, tmp_path, 400, tally, search=True)


NAME = "ferry.md"
SHORTER = changed(LAST, (row(LAST, "q2"), ""), ("told The Courier", "told The Herald"))
"""A draft that drops a row and changes another."""
NEWER = changed(LAST, ("told The Courier", "told The Herald"), ("): minister", "): chief minister"))
"""The next one, which has the row again."""


def settled_as(root: Path, draft: str) -> dict[str, bytes]:
    """What lies in a folder once a draft has been settled there."""
    settle(NAME, draft, Config(root))
    return tree(root)


@pytest.mark.parametrize("is_edited", [False, True])
def test_what_a_draft_drops_is_never_taken_for_deleted_by_an_editor(
    tmp_path: Path, is_edited: bool
) -> None:
    before = tmp_path / "before"
    settle(NAME, LAST, Config(before))
    if is_edited:
        edited = changed(
            LAST,
            (row(LAST, "q3"), ""),
            ("told The Courier", "wrote to The Courier"),
            ("The board found nothing.", "The board found nothing, it said."),
        )
        (before / "content" / NAME).write_text(edited, encoding="utf-8")
    untroubled = copy(before, tmp_path / "untroubled")
    settled_as(untroubled, SHORTER)
    expected = settled_as(untroubled, NEWER)
    moments, _ = recorded(before, tmp_path, partial(settled_as, draft=SHORTER))
    assert len(moments) > 8
    for moment, how in ways(moments):
        for drafts in ((NEWER,), (SHORTER, NEWER)):
            root = left(moment, how, tmp_path / "tried")
            for draft in drafts:
                found = settled_as(root, draft)
            whole = {path: content for path, content in found.items() if not PART.search(path)}
            assert whole == expected, f"{how}, before {moment.operation}, then {len(drafts)}"

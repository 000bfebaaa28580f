"""Operations that fail: once, or from some moment on, as on a full or a read-only disk."""

from __future__ import annotations

import errno
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.problems import Problem
from tests.faults.disk import WRITING, Disk, Operation
from tests.faults.newsroom import Day, build, copy, halves, settled, written
from tests.faults.tally import ALL, Tally, some

ERRORS = {
    "create": (errno.ENOSPC, errno.EACCES, errno.EIO),
    "write": (errno.ENOSPC, errno.EIO),
    "sync": (errno.EIO,),
    "rename": (errno.EACCES, errno.EIO),
    "unlink": (errno.EACCES,),
    "mkdir": (errno.ENOSPC, errno.EACCES),
    "rmdir": (errno.EACCES,),
    "read": (errno.EACCES, errno.EIO),
}
"""What may be said against each kind of operation."""

FULL = ("create", "write", "mkdir")
"""What a full disk refuses."""


def failing(error: int, fails: Callable[[str, int], bool]) -> Callable[[Operation], None]:
    """Raises an error at operations of some kind and number."""
    count = itertools.count()

    def tell(operation: Operation) -> None:
        if fails(operation.kind, next(count)):
            raise OSError(error, os.strerror(error))

    return tell


def operations(made: Day, folder: Path) -> list[Operation]:
    """Those of a build that nothing troubles."""
    found: list[Operation] = []
    root = copy(made.before, folder)
    with Disk(root, found.append).watched():
        build(root)
    return found


def lines(root: Path) -> list[str]:
    """What a build complains of; anything but problems is raised."""
    try:
        return [str(problem) for problem in build(root).problems]
    except Problem as problem:
        return [str(problem)]


def checked(said: list[str]) -> None:
    for line in said:
        assert "\n" not in line
        assert "please report" not in line
        assert "; " in line, f"no remedy: {line}"


def test_one_operation_that_fails_is_told_and_made_good(
    made: Day, tmp_path: Path, tally: Tally
) -> None:
    ran = operations(made, tmp_path / "ran")
    cases = [(n, o, e) for n, o in enumerate(ran) for e in ERRORS[o.kind]]
    for name in ("writes that fail", "reads that fail"):
        kind = [o for o in ran if (o.kind == "read") == name.startswith("reads")]
        tally.chosen_from(name, len(kind))
    for number, operation, error in some(cases, 16):
        told = f"{errno.errorcode[error]} at {operation}"
        name = "reads that fail" if operation.kind == "read" else "writes that fail"
        root = copy(made.before, tmp_path / "tried")
        tell = failing(error, lambda _, count, number=number: count == number)

        with tally.trying(name, made, root):
            with Disk(root, tell).watched():
                checked(lines(root))
            assert halves(root) == [], told
            assert settled(root, made) == [], told


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing_more_is_one_line(
    made: Day, tmp_path: Path, tally: Tally, error: int
) -> None:
    ran = operations(made, tmp_path / "ran")
    refused = FULL if error == errno.ENOSPC else WRITING
    changes = [number for number, operation in enumerate(ran) if operation.kind in WRITING]
    tally.chosen_from("disks that take nothing more", len(changes))
    for number in some(changes, 4):
        root = copy(made.before, tmp_path / "tried")
        tell = failing(error, lambda kind, count, n=number: kind in refused and count >= n)

        with tally.trying("disks that take nothing more", made, root):
            with Disk(root, tell).watched():
                said = lines(root)
            checked(said)
            assert len(said) <= 1, said
            assert halves(root) == []
            assert settled(root, made) == [], f"from {ran[number]} on"


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small file system of its own, where this machine lets us have one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def backstory(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator.cli", "build"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not ALL, reason="make faults")
def test_a_full_disk_and_a_read_only_one(made: Day, tmp_path: Path, tally: Tally) -> None:
    with mounted(tmp_path / "small", "size=20m") as disk:
        root = copy(made.before, disk / "root")
        with (disk / "ballast").open("wb") as ballast, pytest.raises(OSError):
            while True:
                ballast.write(bytes(1 << 16))
                ballast.flush()
        with tally.trying("disks that take nothing more", made, root):
            done = backstory(root)
            assert done.returncode == 1
            assert re.search("No space left on device|disk is full", done.stderr)
            assert len(done.stderr.splitlines()) == 1
            assert "Traceback" not in done.stderr
            (disk / "ballast").unlink()
            assert settled(root, made) == []
        assert backstory(root).returncode == 0  # the search index, too
        before = written(root)
        path = root / "content" / "hand.md"
        remount = ["mount", "-o", "remount,ro", str(disk)]
        subprocess.run(remount, check=True)
        with tally.trying("disks that take nothing more", made, root):
            assert backstory(root).returncode == 0, "there is nothing to write"
            subprocess.run([*remount[:2], "remount,rw", str(disk)], check=True)
            path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
            subprocess.run(remount, check=True)
            done = backstory(root)
            assert done.returncode == 1
            assert len(done.stderr.splitlines()) == 1
            assert "Read-only file system" in done.stderr
            assert {k: v for k, v in written(root).items() if k != "content/hand.md"} == {
                k: v for k, v in before.items() if k != "content/hand.md"
            }

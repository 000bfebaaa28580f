"""Writing files so that whoever reads them sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import current_thread, main_thread
from types import FrameType
from typing import BinaryIO

from generator.problems import Problem


def unreadable(error: OSError, name: str) -> Problem:
    """Why a file of the user's cannot be read; `name` is its path as the user knows it."""
    if isinstance(error, PermissionError):
        return Problem("may not be read", place=name, remedy="check its permissions")
    why = error.strerror or type(error).__name__
    return Problem(f"cannot be read ({why})", place=name, remedy="check what it is")


def write(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put `content` at `path`, by way of a file beside it that takes its name.

    Args:
        durable: see to it that a power cut leaves the old file or the new one. It takes some ten
            milliseconds: for what cannot be made again.

    Raises:
        Problem: the folder cannot be written to, or the disk is full.
    """
    with _told(path):
        beside = _beside(path, content, os.getpid(), durable=durable)
        try:
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def stage(path: Path, content: bytes, owner: int) -> bool:
    """Put `content` beside `path`, to take its name when all is ready; False if it is there.

    Args:
        owner: the process that will give it its name.

    Raises:
        Problem: the folder cannot be written to, or the disk is full.
    """
    if not _differs(path, content):
        return False
    with _told(path):
        _beside(path, content, owner)
    return True


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size != len(content) or path.read_bytes() != content
    except OSError:
        return True


def _beside(path: Path, content: bytes, owner: int, *, durable: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = part(path, owner)
    try:
        with beside.open("wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system says against writing, as one line for a person."""
    try:
        yield
    except OSError as error:
        raise Problem(
            f"cannot be written ({error.strerror or error})",
            place=path,
            remedy="make the folder writable, or free some space",
        ) from error


def part(path: Path, owner: int) -> Path:
    """Where a process writes a file before it takes its name; short, as names may be at a limit."""
    name = sha256(path.name.encode(errors="surrogateescape")).hexdigest()[:16]
    return path.with_name(f".{name}-{owner}")


def replace_tree(root: Path, staged: Iterable[str], stale: Iterable[str]) -> None:
    """Give staged files their names: assets first, then pages, then indexes, deletions last.

    A page thus never asks for an asset that is not there yet, and an interruption waits until
    the last file is in its place.

    Args:
        root: the folder.
        staged: files that `stage` put beside their place, by POSIX path from `root`.
        stale: paths from `root` to remove.
    """
    with _uninterrupted():
        for name in sorted(staged, key=_turn):
            with _told(root / name):
                part(root / name, os.getpid()).replace(root / name)
        for name in sorted(stale):
            path = root / name
            path.unlink(missing_ok=True)
            _prune(path.parent, root)


def _turn(name: str) -> tuple[int, str]:
    path = PurePosixPath(name)
    if path.parts[0] == "assets":
        return 0, name
    return (2 if len(path.parts) == 1 else 1), name


def _prune(folder: Path, root: Path) -> None:
    """Remove folders that have become empty, from `folder` up to but not including `root`."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until the block is done."""
    if current_thread() is not main_thread():
        yield
        return
    pending: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pending.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pending:
        raise KeyboardInterrupt


@contextmanager
def alone(path: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock that one process at a time can have; it ends with the process, however that ends.

    Args:
        path: the lock's file, made where there is none.
        wait: called where another process has the lock, before waiting for it.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    with file:
        if not _lock(file, wait=False):
            wait()
            _lock(file, wait=True)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO, *, wait: bool) -> bool:
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.1)
            else:
                return True
else:
    import fcntl

    def _lock(file: BinaryIO, *, wait: bool) -> bool:
        try:
            # Not flock: a process that was forked off, and outlived this one, would hold it too.
            fcntl.lockf(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except (BlockingIOError, PermissionError):
            return False
        return True

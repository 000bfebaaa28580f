"""Writing files so that whoever reads them sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from threading import current_thread, main_thread
from types import FrameType

from generator.problems import Problem


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path`, by way of a temporary file beside it that takes its name.

    Raises:
        Problem: the folder cannot be written to, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Problem(
            f"cannot be written ({error.strerror or error})",
            place=path,
            remedy="make the folder writable, or free some space",
        ) from error


def replace_tree(root: Path, files: Mapping[str, bytes], stale: set[str]) -> None:
    """Bring a site's folder up to date: assets first, then pages, then indexes, deletions last.

    A page thus never asks for an asset that is not there yet, and an interruption waits until
    the last file is in its place.

    Args:
        root: the folder.
        files: what to write, by POSIX path from `root`.
        stale: paths from `root` to remove.
    """
    with _uninterrupted():
        for name in sorted(files, key=_turn):
            write(root / name, files[name])
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

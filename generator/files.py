"""Writing files so that whoever reads them sees the old one or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePath, PurePosixPath
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


LIMIT = 20_000_000
"""Bytes: far more than people write into one file, few enough to read at once."""


def read(path: Path, name: str) -> bytes:
    """A file of the user's; `name` is its path as the user knows it.

    Raises:
        FileNotFoundError: there is none.
        Problem: it cannot be read, is no file or is larger than people write.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise Problem("is no ordinary file", place=name, remedy="remove it")
        if found.st_size > LIMIT:
            large = f"larger than {LIMIT // 1_000_000} MB"
            raise Problem(large, place=name, remedy="divide it, or move it elsewhere")
        with path.open("rb", buffering=0) as file:
            return file.read()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unreadable(error, name) from error


class DiskProblem(Problem):
    """Where nothing can be written: it stops a build, as the next file would fare no better."""


def write(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put `content` at `path`, by way of a file beside it that takes its name.

    Args:
        durable: see to it that a power cut leaves the old file or the new one. It takes some ten
            milliseconds: for what cannot be made again.

    Raises:
        DiskProblem: the folder cannot be written to, or the disk is full.
        Problem: what is in its place cannot be replaced.
    """
    with told(path):
        beside = _beside(path, content, os.getpid())
        try:
            if durable:
                _settle(beside)
            _rename(beside, path)
        except BaseException:
            _forget(beside)
            raise


def swap(path: Path, old: bytes | None, new: bytes) -> bool:
    """Put `new` where `old` stands, or nothing where it is None; durably, as `write` says.

    Returns:
        False where something else stands there by now: somebody has saved it, and it stays.

    Raises:
        Problem: as `write`.
    """
    with told(path):
        beside = _beside(path, new, os.getpid())
        try:
            _settle(beside)
            # Last of all, so that nobody's save falls between the look and the replacement.
            try:
                now = path.read_bytes()
            except FileNotFoundError:
                now = None
            if now == old:
                _rename(beside, path)
                return True
        except BaseException:
            _forget(beside)
            raise
        _forget(beside)
        return False


def stage(path: Path, content: bytes, owner: int) -> bool:
    """Put `content` beside `path`, to take its name when all is ready; False if it is there.

    Args:
        owner: the process that will give it its name.

    Raises:
        Problem: as `write`.
    """
    if not _differs(path, content):
        return False
    with told(path):
        _beside(path, content, owner)
    return True


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size != len(content) or path.read_bytes() != content
    except OSError:
        return True


def _beside(path: Path, content: bytes, owner: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = part(path, owner)
    try:
        with beside.open("wb") as file:
            file.write(content)
    except BaseException:
        _forget(beside)
        raise
    return beside


_WAITS = (0.01, 0.05, 0.2, 0.5, 1.0) if sys.platform == "win32" else ()
"""Seconds to wait for who has a file open for a moment: Windows does not replace it meanwhile."""


def _rename(beside: Path, path: Path) -> None:
    for wait in (*_WAITS, None):
        try:
            beside.replace(path)
            return
        except PermissionError as error:  # its folder can be written to, or `beside` were not there
            if wait is None:
                raise Problem(
                    f"cannot be replaced ({error.strerror or error})",
                    place=path,
                    remedy="close what has it open, or make it writable",
                ) from error
            time.sleep(wait)


def _settle(path: Path) -> None:
    """Wait until a file's content is on the disk, so that its new name cannot come before it."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


MANY = 100
"""Files to wait for, from which on it takes less time to wait for all that the disk has to do."""


def _settle_all(paths: Sequence[Path], root: Path) -> None:
    """Many files below a folder at once, which disks do in the time that a few take."""
    if len(paths) < 2:
        for path in paths:
            _settle(path)
        return
    if len(paths) >= MANY and _settle_disk(root):
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(len(paths), 16)) as threads:
        for _ in threads.map(_settle, paths):
            pass


def _settle_disk(folder: Path) -> bool:
    """Wait for the whole file system that a folder is on, where that can be asked for: on Linux."""
    try:
        from ctypes import CDLL

        syncfs = CDLL(None).syncfs
    except (ImportError, OSError, TypeError, AttributeError):
        return False
    number = os.open(folder, os.O_RDONLY)
    try:
        return bool(syncfs(number) == 0)
    finally:
        os.close(number)


def _forget(beside: Path) -> None:
    """Remove what has not taken its name; where even that fails, `sweep` will."""
    with suppress(OSError):
        beside.unlink()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the system says against writing, as one line for a person.

    Raises:
        DiskProblem: it would say so of other files, too.
        Problem: it is about this one.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> Problem:
    message = f"cannot be written ({error.strerror or error})"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskProblem(message, place=path, remedy="free some space")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return DiskProblem(message, place=path, remedy="make it and its folder writable")
    if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY):
        return Problem(message, place=path, remedy="move away what is in its place")
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return Problem(message, place=path, remedy="give it a shorter and plainer name")
    return DiskProblem(message, place=path, remedy="check the disk")


def part(path: Path, owner: int) -> Path:
    """Where a process writes a file before it takes its name; short, as names may be at a limit."""
    name = sha256(path.name.encode(errors="surrogateescape")).hexdigest()[:16]
    return path.with_name(f".{name}-{owner}")


_PART = re.compile(r"\.[0-9a-f]{16}-\d+")


def sweep(folder: Path, *, deep: bool = False) -> None:
    """Remove what processes that were cut off have left beside the files that it was for.

    Args:
        folder: one that nobody else is writing to.
        deep: in its folders, too.
    """
    for where, folders, names in os.walk(folder):
        for name in filter(_PART.fullmatch, folders):
            shutil.rmtree(Path(where, name), ignore_errors=True)
        if not deep:
            folders.clear()
        for name in filter(_PART.fullmatch, names):
            _forget(Path(where, name))


def within(root: Path, name: str) -> Path:
    """The path of a file below `root`.

    Args:
        name: its POSIX path from there.

    Raises:
        Problem: it is elsewhere, for what it says or for a link on the way.
    """
    path = root / name
    if not is_below(name) or _leads_out(path.parent, root):
        raise Problem(
            "leads out of its folder, so it is not written",
            place=path,
            remedy="remove the link that is on the way",
        )
    return path


def _leads_out(folder: Path, root: Path) -> bool:
    """Whether a link on the way from `root` to a folder below it leads elsewhere."""
    on_the_way = folder
    # A name that no disk can hold is no link either: pathlib would raise where os.path answers.
    while on_the_way != root and not os.path.islink(on_the_way):  # noqa: PTH114
        on_the_way = on_the_way.parent
    if on_the_way == root:
        return False
    return not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))


def is_below(name: str) -> bool:
    """Whether a path, taken from a folder, stays below it as far as its words tell."""
    if name[:1].isalnum() and not any(sign in name for sign in ("..", "\\", ":")):
        return True  # as nearly all of a hundred thousand are
    path = PurePath(name)
    return bool(path.parts) and not path.anchor and ".." not in path.parts


def replace_tree(root: Path, staged: Iterable[str], stale: Iterable[str]) -> None:
    """Give staged files their names: assets first, then pages, then indexes, deletions last.

    A page thus never asks for an asset that is not there yet, and an interruption waits until
    the last file is in its place. The content of all is on the disk before the first takes its
    name, so that a power cut, too, leaves each file whole, the old one or the new one.

    Args:
        root: the folder.
        staged: files that `stage` put beside their place, by POSIX path from `root`.
        stale: paths from `root` to remove.

    Raises:
        Problem: a file cannot be replaced or removed.
    """
    with _uninterrupted():
        names = sorted(staged, key=_turn)
        paths = [within(root, name) for name in names]
        parts = [part(path, os.getpid()) for path in paths]
        with told(root):
            _settle_all(parts, root)
        for beside, path in zip(parts, paths, strict=True):
            with told(path):
                _rename(beside, path)
        for name in sorted(stale):
            _remove(within(root, name), root)


def place(beside: Path, path: Path) -> None:
    """Give a folder that is whole its name, where there is none; durably, as `write` says."""
    with told(path):
        _settle_all([file for file in beside.rglob("*") if file.is_file()], beside)
        _rename(beside, path)


def _remove(path: Path, root: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        # A name that is too long for the disk was never written.
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            raise Problem(
                f"cannot be deleted ({error.strerror or error})",
                place=path,
                remedy="delete it by hand, or make its folder writable",
            ) from error
    _prune(path.parent, root)


def _turn(name: str) -> tuple[int, str]:
    path = PurePosixPath(name)
    if path.parts[0] == "assets":
        return 0, name
    return (2 if len(path.parts) == 1 else 1), name


def _prune(folder: Path, root: Path) -> None:
    """Remove folders that have become empty, from `folder` up to but not including `root`."""
    with suppress(OSError):  # not empty, most likely
        while folder != root:
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
    with told(path):
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

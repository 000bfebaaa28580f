"""The file operations of this process below a folder: each is told before it is done.

What is told may note it, copy the folder as it stands, or raise the error that a disk would. SQLite
writes by itself and is not told of; its file is part of every copy.
"""

from __future__ import annotations

import builtins
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from generator import files

WRITING = frozenset({"create", "write", "sync", "rename", "unlink", "mkdir", "rmdir"})
"""Kinds of operations that change a disk; “read” is the opening of a file for reading."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What is about to be done to which file, by its path from the folder."""

    kind: str
    path: str


@dataclass(slots=True)
class Disk:
    """The disk below `root`.

    Attributes:
        tell: called before each operation.
        unsynced: files whose content a power cut would lose, by path from `root`.
    """

    root: Path
    tell: Callable[[Operation], None]
    unsynced: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def name(self, path: Any, folder: int | None = None) -> str | None:
        """A path from the root; None for what lies elsewhere."""
        text = _path(path) if isinstance(path, int) else os.fsdecode(path)
        if folder is not None:
            text = f"{_path(folder)}/{text}"
        whole = os.path.abspath(text)  # noqa: PTH100 (links stay links)
        root = f"{self.root}{os.sep}"
        return whole.removeprefix(root) if whole.startswith(root) else None

    def about_to(self, kind: str, path: str) -> None:
        with self._lock:
            self.tell(Operation(kind, path))

    def moved(self, old: str, new: str) -> None:
        with self._lock:
            self.unsynced.discard(new)
            if old in self.unsynced:
                self.unsynced.remove(old)
                self.unsynced.add(new)

    @contextmanager
    def watched(self) -> Iterator[Disk]:
        """Have all that this process does told."""
        with ExitStack() as stack:
            for module, name, new in (
                (io, "open", self._open(io.open)),
                (builtins, "open", self._open(io.open)),
                (os, "open", self._low(os.open)),
                (os, "fsync", self._sync(os.fsync)),
                (files, "_settle_disk", self._sync_all(files._settle_disk)),
                (os, "rename", self._rename(os.rename)),
                (os, "replace", self._rename(os.replace)),
                (os, "unlink", self._gone("unlink", os.unlink)),
                (os, "remove", self._gone("unlink", os.remove)),
                (os, "mkdir", self._made(os.mkdir)),
                (os, "rmdir", self._gone("rmdir", os.rmdir)),
            ):
                stack.enter_context(patch.object(module, name, new))
            yield self

    def _open(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            name = None if isinstance(file, int) else self.name(file)
            if name is None:
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if not set(mode) & set("wax+"):
                self.about_to("read", name)
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if "r" not in mode and ("w" in mode or not Path(file).exists()):
                self.about_to("create", name)
            raw = _Told(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            raw.disk, raw.told = self, name
            if "w" in mode:
                self.unsynced.add(name)
            buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            if "b" in mode:
                return buffered
            return io.TextIOWrapper(buffered, encoding, errors, newline)

        return opened

    def _low(self, real: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            name = self.name(path, dir_fd)
            if name is not None and flags & os.O_CREAT:
                self.about_to("create", name)
            return real(path, flags, mode, dir_fd=dir_fd)

        return opened

    def _sync(self, real: Callable[[Any], None]) -> Callable[[Any], None]:
        def sync(file: Any) -> None:
            number = file if isinstance(file, int) else file.fileno()
            if (name := self.name(number)) is not None:
                self.about_to("sync", name)
                with self._lock:
                    self.unsynced.discard(name)
            real(number)

        return sync

    def _sync_all(self, real: Callable[[Path], bool]) -> Callable[[Path], bool]:
        def sync(folder: Path) -> bool:
            if (name := self.name(folder)) is not None:
                self.about_to("sync", name)
            done = real(folder)
            with self._lock:
                if done:
                    self.unsynced.clear()
            return done

        return sync

    def _rename(self, real: Callable[..., None]) -> Callable[..., None]:
        def rename(old: Any, new: Any, **more: Any) -> None:
            one, other = self.name(old), self.name(new)
            if one is None or other is None:
                real(old, new, **more)
                return
            self.about_to("rename", other)
            real(old, new, **more)
            self.moved(one, other)

        return rename

    def _gone(self, kind: str, real: Callable[..., None]) -> Callable[..., None]:
        def gone(path: Any, *, dir_fd: int | None = None) -> None:
            name = self.name(path, dir_fd)
            # What is not there is asked for, not changed.
            if name is not None and (dir_fd is not None or os.path.lexists(path)):
                self.about_to(kind, name)
            real(path, dir_fd=dir_fd)
            if name is not None:
                with self._lock:
                    self.unsynced.discard(name)

        return gone

    def _made(self, real: Callable[..., None]) -> Callable[..., None]:
        def made(path: Any, mode: int = 0o777, **more: Any) -> None:
            name = self.name(path)
            if name is not None and not os.path.lexists(path):
                self.about_to("mkdir", name)
            real(path, mode, **more)

        return made


def _path(number: int) -> str:
    """Of an open file or folder."""
    return str(Path(f"/proc/self/fd/{number}").readlink())


class _Told(io.FileIO):
    """A file that tells of each write that reaches the system."""

    disk: Disk
    told: str

    def write(self, data: Any) -> int:  # type: ignore[override]
        self.disk.about_to("write", self.told)
        with self.disk._lock:
            self.disk.unsynced.add(self.told)
        return super().write(data)

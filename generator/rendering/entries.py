"""Explainers as they were read and entered into the site, kept between builds: a file each."""

from __future__ import annotations

import copyreg
import gc
import io
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from generator.explainer import model
from generator.rendering import site

_PARTS: tuple[type, ...] = (
    *(model.Source, model.Raw, model.Head, model.Prose, model.Section, model.Explainer),
    *(model.ActorRow, model.QuoteRow, model.EventRow),
    *(site.Card, site.Statement, site.Happening),
)

_KNOWN = {
    (of.__module__, of.__qualname__): of
    # What YAML makes of dates in a front matter comes last.
    for of in (*_PARTS, site.Entry, date, datetime, time, timedelta, timezone)
}


def _remaking(of: type) -> Callable[[object], tuple[type, tuple[object, ...]]]:
    values = attrgetter(*(field.name for field in fields(of)))
    return lambda part: (of, values(part))


class _Reader(pickle.Unpickler):
    """Makes what we keep, and nothing else that a file may ask for."""

    def find_class(self, module: str, name: str) -> Any:
        if found := _KNOWN.get((module, name)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is never kept")


class _Writer(pickle.Pickler):
    """Keeps parts as what they are made with: their state would take twice as long."""

    dispatch_table = copyreg.dispatch_table | {of: _remaking(of) for of in _PARTS}


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries in a folder, each under a seal: of what it was made from, and of itself.

    Attributes:
        folder: where they are.
        code: a print of the code that makes them.
    """

    folder: Path
    code: str

    def __contains__(self, name: str) -> bool:
        """Whether an entry is kept of this explainer, of whatever content."""
        return os.path.exists(self._path(name))  # noqa: PTH110

    def without(self, names: Iterable[str]) -> set[str]:
        """Those of some explainers of which no entry is kept."""
        there = self._there()
        return {name for name in names if self._key(name) not in there}

    def get(self, name: str, print: str) -> site.Entry | None:
        """The entry of an explainer whose content has that print; None where it is to be made."""
        with suppress(OSError, pickle.UnpicklingError, *_DAMAGE):
            with open(self._path(name), "rb", buffering=0) as file:  # noqa: PTH123
                made = file.read()
            if made[:32] == self._seal(print, made[32:]):
                entry = _Reader(io.BytesIO(made[32:])).load()
                return entry if isinstance(entry, site.Entry) else None
        return None

    def put(self, name: str, print: str, entry: site.Entry) -> None:
        """Keep an entry, if the folder can be written to; the seal tells if it is cut off."""
        _Writer(made := io.BytesIO(), pickle.HIGHEST_PROTOCOL).dump(entry)
        sealed = self._seal(print, made.getvalue()) + made.getvalue()
        with suppress(OSError):
            try:
                self._write(name, sealed)
            except FileNotFoundError:  # the first of all
                self.folder.mkdir(parents=True, exist_ok=True)
                self._write(name, sealed)

    def _write(self, name: str, sealed: bytes) -> None:
        with open(self._path(name), "wb", buffering=0) as file:  # noqa: PTH123
            file.write(sealed)

    def keep(self, names: Iterable[str]) -> None:
        """Throw away what belongs to none of these explainers."""
        for gone in self._there().difference(map(self._key, names)):
            with suppress(OSError):
                (self.folder / gone).unlink()

    def _there(self) -> set[str]:
        try:
            return set(os.listdir(self.folder))  # noqa: PTH208
        except OSError:
            return set()

    def _path(self, name: str) -> str:
        return f"{self.folder}{os.sep}{self._key(name)}"

    def _key(self, name: str) -> str:
        of = f"{self.code} {name}".encode(errors="surrogateescape")
        return sha256(of).hexdigest()[:32]

    def _seal(self, print: str, made: bytes) -> bytes:
        return sha256(f"{self.code} {print} ".encode() + made).digest()


_DAMAGE = (EOFError, AttributeError, IndexError, KeyError, TypeError, ValueError)


@contextmanager
def many() -> Iterator[None]:
    """While many entries are made, none of which is rubbish: to look for it takes half the time.

    What is there at the end of the first time is never looked through.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                gc.freeze()
            gc.enable()

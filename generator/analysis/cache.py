"""Analyses that were made before, by what they were made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from generator.analysis.model import Analysis
from generator.problems import Problem

FILE = "analyses.sqlite"
_VERSION = 2
_SCHEMA = """
create table if not exists analysis (
    path text not null,
    sha256 text not null,
    pipeline text not null,
    code text not null,
    value blob not null,
    primary key (path, sha256, pipeline, code)
)
"""
_KEY = "path, sha256, pipeline, code"
_THIS = "where path = ? and sha256 = ? and pipeline = ? and code = ?"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Key:
    """What an analysis is made from: an article, a pipeline and the code that runs it."""

    path: str
    sha256: str
    pipeline: str
    code: str


class Cache:
    """One SQLite file in a folder, for any number of processes at once.

    A damaged one is thrown away and begun anew, whenever that shows: all of it can be remade.

    Raises:
        Problem: the file cannot be opened, made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._problem(error) from error
        self._db = self._opened()

    @classmethod
    def as_it_is(cls, folder: Path) -> Cache:
        """The cache in a folder, only to be looked at: nothing is made or mended.

        Raises:
            Problem: it is damaged, or of another version.
        """
        self = cls.__new__(cls)
        self._path = folder / FILE
        try:
            self._db = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)
            if self._db.execute("pragma user_version").fetchone()[0] == _VERSION:
                self._db.execute(f"select {_KEY}, value from analysis {_THIS}", "." * 4)
                return self
        except sqlite3.DatabaseError:
            pass
        raise Problem(
            "is damaged, or of another version of Backstory",
            place=self._path,
            remedy="the next build begins it anew",
        )

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def __contains__(self, key: Key) -> bool:
        with suppress(sqlite3.DatabaseError):
            return self._row("1", key) is not None
        return False

    def get(self, key: Key) -> Analysis | None:
        """The analysis kept under `key`; None if there is none that can be read."""
        try:
            row = self._row("value", key)
            return msgspec.json.decode(row[0], type=Analysis) if row else None
        except (sqlite3.DatabaseError, msgspec.DecodeError):
            return None

    def put(self, key: Key, analysis: Analysis) -> None:
        row = (*astuple(key), msgspec.json.encode(analysis))

        def insert() -> None:
            with self._db:
                self._db.execute("insert or replace into analysis values (?, ?, ?, ?, ?)", row)

        self._mended(insert)

    def contents(self) -> Iterator[tuple[Key, int]]:
        """All that is kept, and the bytes of each."""
        for *key, size in self._db.execute(f"select {_KEY}, length(value) from analysis"):
            yield Key(*key), size

    def keep(self, keys: Collection[Key]) -> int:
        """Throw away what none of `keys` stands for, and give its space back.

        Returns:
            How many analyses went.
        """
        gone = [astuple(key) for key, _ in self.contents() if key not in keys]

        def delete() -> None:
            with self._db:
                self._db.executemany(f"delete from analysis {_THIS}", gone)
            self._db.execute("vacuum")

        self._mended(delete)
        return len(gone)

    def _row(self, what: str, key: Key) -> tuple[bytes] | None:
        with closing(self._db.execute(f"select {what} from analysis {_THIS}", astuple(key))) as row:
            found: tuple[bytes] | None = row.fetchone()
            return found

    def _opened(self) -> sqlite3.Connection:
        try:
            try:
                return self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._path.unlink()
                return self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise self._problem(error) from error

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=60)
        try:
            # What a power cut leaves half written is found damaged, and made anew.
            db.execute("pragma synchronous = off")
            if db.execute("pragma user_version").fetchone()[0] != _VERSION:
                with db:
                    db.execute("begin immediate")
                    if db.execute("pragma user_version").fetchone()[0] != _VERSION:
                        db.execute("drop table if exists analysis")
                        db.execute(_SCHEMA)
                        db.execute(f"pragma user_version = {_VERSION}")
            db.execute(f"select {_KEY}, value from analysis {_THIS}", "." * 4)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _mended(self, write: Callable[[], None]) -> None:
        try:
            write()
        except sqlite3.OperationalError as error:
            raise self._problem(error) from error
        except sqlite3.DatabaseError:
            self._db.close()
            self._path.unlink(missing_ok=True)
            self._db = self._opened()
            write()

    def _problem(self, error: Exception) -> Problem:
        return Problem(
            f"the cache of analyses cannot be written ({error})",
            place=self._path,
            remedy="make its folder writable, or free some space",
        )

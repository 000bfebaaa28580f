"""Analyses that were made before, by what they were made from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType

import msgspec

from generator.analysis.model import Analysis
from generator.problems import Problem

_SCHEMA = "create table if not exists analysis (key text primary key, value blob not null)"


class Cache:
    """One SQLite file. A damaged one is thrown away and begun anew: all of it can be remade.

    Raises:
        Problem: the file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._db = self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                path.unlink()
                self._db = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise Problem(
                f"the cache cannot be opened ({error})",
                place=path,
                remedy="make its folder writable",
            ) from error

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.execute(_SCHEMA)
            db.execute("select count(*) from analysis").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def get(self, key: str) -> Analysis | None:
        """The analysis kept under `key`; None if there is none that can be read."""
        try:
            with closing(
                self._db.execute("select value from analysis where key = ?", (key,))
            ) as rows:
                row = rows.fetchone()
            return msgspec.json.decode(row[0], type=Analysis) if row else None
        except (sqlite3.DatabaseError, msgspec.DecodeError):
            return None

    def put(self, key: str, analysis: Analysis) -> None:
        with self._db:
            self._db.execute(
                "insert or replace into analysis values (?, ?)",
                (key, msgspec.json.encode(analysis)),
            )

"""How many faults are tried, and what came of them.

The suite tries a few faults of each kind; with BACKSTORY_FAULTS=all, as `make faults` has it, each
at every operation. What was tried is written to `build/security/faults.json`.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from generator.problems import Problem
from tests.faults.newsroom import Day, halves

ALL = os.environ.get("BACKSTORY_FAULTS") == "all"
ROOT = Path(__file__).parents[2]
SHORT = ("name", "tried", "at_risk", "losses", "crashes")
_T = TypeVar("_T")


def some(cases: Sequence[_T], number: int) -> list[_T]:
    """All of them, or some that vary from run to run, except in CI."""
    seed = 1 if os.environ.get("CI") == "true" else None
    return list(cases) if ALL else Random(seed).sample(cases, min(number, len(cases)))


@dataclass
class Row:
    """What became of one kind of fault.

    Attributes:
        tried: faults injected.
        at_risk: edits that were there each time, summed up.
        losses: edits that were not there any more, or pages served that were not whole.
        crashes: anything but a line for a person.
        operations: file operations that the faults were chosen from.
    """

    name: str
    tried: int = 0
    at_risk: int = 0
    losses: int = 0
    crashes: int = 0
    operations: int = 0


class Tally:
    """Faults by kind."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    @contextmanager
    def trying(self, name: str, made: Day, root: Path) -> Iterator[None]:
        """Count a fault, and what comes of it."""
        row = self.rows.setdefault(name, Row(name))
        row.tried += 1
        row.at_risk += made.at_risk
        try:
            yield
        except Problem:
            raise
        except Exception:
            row.crashes += 1
            raise
        finally:
            row.losses += len(made.lost(root)) + len(halves(root))

    def chosen_from(self, name: str, operations: int) -> None:
        self.rows.setdefault(name, Row(name)).operations += operations

    def write(self) -> None:
        rows = [asdict(row) for row in self.rows.values()]
        short = ("name", "tried", "at_risk", "losses", "crashes")
        _write(
            ROOT / "build" / "security" / "faults.json", [{k: r[k] for k in short} for r in rows]
        )
        if ALL:
            path = ROOT / "benchmarks" / "results" / "faults.json"
            known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
            when = {
                "date": f"{datetime.now(UTC):%Y-%m-%d}",
                "with": f"{platform.system()}, Python {platform.python_version()}",
            }
            others = [row for row in known if row["name"] not in self.rows]
            _write(path, sorted([*others, *(r | when for r in rows)], key=lambda r: r["name"]))


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")

"""Outputs made by several processes: all of them, whatever becomes of a process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator import files
from generator.problems import Problem
from generator.rendering import Output, staging

pytestmark = pytest.mark.skipif(not staging.can_fork(), reason="no processes are forked here")

MAIN = os.getpid()


def outputs(make: Callable[[int], bytes], count: int = 300) -> list[Output]:
    return [Output(f"{n:03}.txt", str, partial(make, n)) for n in range(count)]


def staged(root: Path) -> dict[str, bytes]:
    made = {f"{n:03}.txt": files.part(root / f"{n:03}.txt", MAIN) for n in range(300)}
    return {name: path.read_bytes() for name, path in made.items() if path.exists()}


def test_processes_take_turns_where_each_comes_to_much_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "OWN", 0)
    made = staging.stage(outputs(lambda n: str(os.getpid()).encode()), tmp_path, 2)
    assert made == [f"{n:03}.txt" for n in range(300)]
    by = staged(tmp_path)
    assert len(by) == 300
    assert len(set(by.values())) > 250, "one for each, but those that are made at first"


def test_what_a_killed_process_has_left_is_made(tmp_path: Path) -> None:
    def make(n: int) -> bytes:
        if n in (50, 60, 200) and os.getpid() != MAIN:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"%d" % n

    assert len(staging.stage(outputs(make), tmp_path, 2)) == 300
    assert staged(tmp_path) == {f"{n:03}.txt": b"%d" % n for n in range(300)}


def test_a_problem_ends_all_and_leaves_nothing(tmp_path: Path) -> None:
    def make(n: int) -> bytes:
        if n == 170:
            raise Problem("broken")
        return b"whole"

    with pytest.raises(Problem, match="broken"):
        staging.stage(outputs(make), tmp_path, 3)
    assert not staged(tmp_path)


def test_what_stands_as_it_would_be_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "007.txt").write_bytes(b"7")
    made = staging.stage(outputs(lambda n: b"%d" % n), tmp_path, 2)
    assert "007.txt" not in made
    assert len(made) == 299

"""Outputs into files beside the ones that they will replace, by as many processes as there are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from threading import current_thread, main_thread

from generator import files
from generator.rendering import Output

FEW = 100
"""Outputs that are made sooner than processes are started for them."""

_at_hand: Sequence[Output] = ()
"""What a forked process makes its share of; outputs cannot be sent to it."""


def stage(outputs: Sequence[Output], root: Path, jobs: int) -> list[str]:
    """Make outputs; the paths of those whose files differ, which stand beside these now.

    Args:
        root: the site's folder.
        jobs: processes to use.

    Raises:
        Problem: a template is broken, or files cannot be written; nothing is left beside any file.
    """
    global _at_hand
    try:
        if jobs < 2 or len(outputs) < FEW or not _can_fork():
            return _stage(outputs, root)
        _at_hand = outputs
        with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
            # Shares are small, so that no process is left with the long pages at the end.
            shares = [range(n, len(outputs), 8 * jobs) for n in range(8 * jobs)]
            done = [pool.submit(_stage_share, share, root) for share in shares]
            return sorted(path for future in done for path in future.result())
    except BaseException:
        for output in outputs:
            with suppress(OSError):
                files.part(root / output.path).unlink()
        raise
    finally:
        _at_hand = ()


def _can_fork() -> bool:
    """Whether processes can be forked: not where other threads may hold a lock meanwhile."""
    return "fork" in get_all_start_methods() and current_thread() is main_thread()


def _stage_share(share: range, root: Path) -> list[str]:
    return _stage([_at_hand[n] for n in share], root)


def _stage(outputs: Sequence[Output], root: Path) -> list[str]:
    return [o.path for o in outputs if files.stage(root / o.path, o.make())]


def processors() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1

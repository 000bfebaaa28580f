"""A build in a process of its own, which takes no time from the preview."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from generator import build as building
from generator.build import Result, Tell
from generator.config import load
from generator.problems import Problem, fault

LOOK = 0.05
"""Seconds between two looks at whether the build is wanted still."""


def build(root: Path, tell: Tell, go_on: Callable[[], None]) -> Result:
    """As any build, with no search index.

    Args:
        root: the site's folder.
        go_on: called all along; what it raises ends the build. What that has begun by then, the
            next one makes anew, as after any that was cut off.

    Raises:
        Problem: as any build.
    """
    # Never a fork: a thread may hold a lock at this moment.
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, root), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            go_on()
            if not ours.poll(LOOK):
                continue
            heard = ours.recv()
            if isinstance(heard, Result):
                return heard
            if isinstance(heard, Problem):
                raise heard
            tell(heard)
    except EOFError as error:
        raise Problem(
            "the build was ended from elsewhere", place=str(root), remedy="save again"
        ) from error
    finally:
        process.kill()
        process.join()
        ours.close()


def _work(pipe: Connection, root: Path) -> None:
    # Ctrl-C reaches the whole group; what it means is for the preview to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(10)  # pages that are looked at come first
    result: Result | Problem
    try:
        result = building.build(load(root), pipe.send, search=False, jobs=1)
    except Problem as problem:
        result = problem
    except Exception as error:
        result = fault("built", str(root.resolve()), error)
    with suppress(OSError):  # nobody waits any more
        pipe.send(result)

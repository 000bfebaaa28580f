"""Outputs into files beside the ones that they will replace, by as many processes as there are."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import current_thread, main_thread

from generator import files
from generator.problems import Problem
from generator.progress import Track, unseen
from generator.rendering import Output

FEW = 100
"""Outputs that are made sooner than processes are started for them."""

Making = Generator[str, None, None]

AT_ONCE = 20
"""Outputs after which a process tells how far it is."""


def stage(outputs: Sequence[Output], root: Path, jobs: int, track: Track = unseen) -> list[str]:
    """Make outputs; the paths of those whose files differ, which stand beside these now.

    Args:
        root: the site's folder.
        jobs: processes to use.
        track: shows how far it has come.

    Raises:
        Problem: a template is broken, or files cannot be written; nothing is left beside any file.
    """
    try:
        if jobs < 2 or len(outputs) < FEW or not can_fork():
            making = _staged(outputs, root, os.getpid())
        else:
            making = _by_several(outputs, root, jobs)
        with closing(making):
            shown = track if len(outputs) >= FEW else unseen
            return sorted(filter(None, shown(making, "rendering", len(outputs))))
    except BaseException:
        for output in outputs:
            with suppress(OSError):
                files.part(root / output.path, os.getpid()).unlink()
        raise


def can_fork() -> bool:
    """Whether processes can be forked: not where other threads may hold a lock meanwhile.

    On macOS the system's own libraries have such threads, as Python's documentation warns.
    """
    return (
        sys.platform != "darwin"
        and "fork" in get_all_start_methods()
        and current_thread() is main_thread()
    )


def _by_several(outputs: Sequence[Output], root: Path, jobs: int) -> Making:
    """As `_staged`; each process makes its share and ends, and waits for no more."""
    context = get_context("fork")
    workers = []
    try:
        for n in range(jobs):
            ours, theirs = context.Pipe(duplex=False)
            share = outputs[n::jobs]
            worker = context.Process(
                target=_work, args=(share, root, os.getpid(), theirs), daemon=True
            )
            worker.start()
            theirs.close()
            workers.append((worker, ours, share))
        left = {ours: share for _, ours, share in workers}
        while left:
            for heard in wait(list(left)):
                assert isinstance(heard, Connection)
                try:
                    done: list[str] | BaseException = heard.recv()
                except EOFError:  # killed, for want of memory most likely
                    done = list(_staged(left[heard], root, os.getpid()))
                if isinstance(done, BaseException):
                    raise done
                left[heard] = left[heard][len(done) :]
                if not left[heard]:
                    del left[heard]
                yield from done
    finally:
        for worker, ours, _ in workers:
            worker.kill()
            worker.join()
            ours.close()


def _work(share: Sequence[Output], root: Path, owner: int, pipe: Connection) -> None:
    # Ctrl-C reaches the whole group; what it means is for the one that was called to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was there before is no rubbish, and shared as long as it is not touched
    try:
        made = _staged(share, root, owner)
        while some := list(islice(made, AT_ONCE)):
            pipe.send(some)
    except Problem as problem:
        pipe.send(problem)
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _staged(outputs: Sequence[Output], root: Path, owner: int) -> Making:
    """The path of each output whose file differs, and "" for each that stands as it would be."""
    for output in outputs:
        if owner not in (os.getpid(), os.getppid()):
            return  # the build was killed
        path = files.within(root, output.path)
        differs = files.stage(path, output.make(), owner)
        if owner not in (os.getpid(), os.getppid()):  # killed meanwhile; the next may have swept
            files.part(path, owner).unlink(missing_ok=True)
            return
        yield output.path if differs else ""

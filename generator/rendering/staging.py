"""Outputs into files beside the ones that they will replace, by as many processes as there are."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
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

SHARE = 250
"""Outputs that a process makes before another takes its place, so that all end at one time."""

OWN = 48_000_000
"""Bytes of memory that a process has for its own before another goes on with its share.

What it looks at becomes its own, as Python counts references in the things themselves, and is given
back when it ends: else each process came to have all that it was forked with once more.
"""

FIRST = 16
"""Outputs that are made before any process is forked, from here and there among all.

What they load is there for all processes: templates, mostly.
"""


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
    """As `_staged`, by so many processes at once, each of which makes a share and ends."""
    apart = 1 + len(outputs) // FIRST
    yield from _staged(outputs[::apart], root, os.getpid())
    rest = [output for n, output in enumerate(outputs) if n % apart]
    size = min(SHARE, 1 + len(rest) // jobs)
    shares = (rest[n : n + size] for n in range(0, len(rest), size))
    workers: dict[Connection, _Worker] = {}
    try:
        for share in islice(shares, jobs):
            _start(share, root, workers)
        while workers:
            for heard in wait(list(workers)):
                assert isinstance(heard, Connection)
                worker = workers[heard]
                try:
                    done: list[str] | BaseException = heard.recv()
                except EOFError:
                    workers.pop(heard).end()
                    if worker.process.exitcode:  # killed, for want of memory most likely
                        yield from _staged(worker.left, root, os.getpid())
                        worker.left = []
                    if left := worker.left or next(shares, []):
                        _start(left, root, workers)
                    continue
                if isinstance(done, BaseException):
                    raise done
                worker.left = worker.left[len(done) :]
                yield from done
    finally:
        for worker in workers.values():
            worker.process.kill()
            worker.end()


@dataclass(slots=True)
class _Worker:
    """A process, where it is heard from, and what it has not made yet."""

    process: BaseProcess
    heard: Connection
    left: Sequence[Output]

    def end(self) -> None:
        self.process.join()
        self.heard.close()


def _start(share: Sequence[Output], root: Path, workers: dict[Connection, _Worker]) -> None:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(share, root, os.getpid(), theirs), daemon=True)
    process.start()
    theirs.close()
    workers[ours] = _Worker(process, ours, share)


def _work(share: Sequence[Output], root: Path, owner: int, pipe: Connection) -> None:
    # Ctrl-C reaches the whole group; what it means is for the one that was called to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was there before is no rubbish, and shared as long as it is not touched
    try:
        made = _until_full(_staged(share, root, owner))
        while some := list(islice(made, AT_ONCE)):
            pipe.send(some)
    except Problem as problem:
        pipe.send(problem)
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _until_full(made: Iterator[str]) -> Iterator[str]:
    """What is made, until this process has much memory of its own."""
    for path in made:
        yield path
        if _own() > OWN:
            return


def _own() -> int:
    """Bytes of memory that have become this process's own: each page by a fault, as they say."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()


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

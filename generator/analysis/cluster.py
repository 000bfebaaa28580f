"""Articles through the language pipeline on a cluster of dask.distributed, for large archives."""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from generator import __version__, language
from generator.analysis.running import (
    DEATHS,
    THREADS,
    Analysed,
    Clocked,
    Outcome,
    Seconds,
    Task,
    batches,
)
from generator.memory import code_print
from generator.problems import ConfigProblem, Place, Problem
from generator.profiling import Profile
from generator.reading.article import Article

if TYPE_CHECKING:
    from distributed import Client, Future, KilledWorker

Done = list[tuple[Outcome, Seconds]]
"""What came of each article of a batch, and the seconds that each component took over it."""

AHEAD = 2
"""Batches on their way for each thread of the cluster: one at work, one that waits beside it."""

PATIENCE = 60.0
"""Seconds that a cluster may be without workers: some start them when there is work."""

LOOK = 1.0
"""Seconds between two looks at how many workers there are."""

CONNECT = 10
"""Seconds that a scheduler has to answer in."""

LIBRARIES = ("numpy", "onnxruntime", "spacy", "thinc", "tokenizers")
"""Those whose versions may change what is found in an article."""


def there(
    articles: Sequence[Article], pipeline: str, *, address: str, profile: Profile
) -> Analysed:
    """Analyse articles on the cluster whose scheduler listens at an address.

    What a worker has in hand when it dies is read by another. An article over which workers die
    again and again gets a problem; the others go on.

    Args:
        address: such as "tcp://10.0.0.1:8786".
        profile: is told what each component takes over each article, if it asks for it.

    Raises:
        ConfigProblem: dask.distributed is not installed, no scheduler answers, or a worker is not
            set up as this machine is.
        Problem: the scheduler is gone, there are no workers, or they die one after another.
    """
    # On its threads runs the network, as far as a worker has them.
    task = Task(pipeline, threads=THREADS, clocked=profile.clocked)
    with _connected(address) as client:
        flight = _Flight(client, address, task, deque(batches(articles)))
        for article, outcome, seconds in flight.results():
            profile.add(article.path, seconds)
            yield article, outcome


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        import distributed
    except ImportError as error:
        raise ConfigProblem(
            f"--cluster needs dask.distributed, which is not installed ({error})",
            remedy='install it: python -m pip install "backstory[cluster]"',
        ) from error
    import logging
    import warnings

    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is a problem
    try:
        asyncio.run(_greeted(address))
        with warnings.catch_warnings():
            # Versions that matter are compared by the workers.
            warnings.simplefilter("ignore")
            client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ConfigProblem(
            f"no scheduler of dask.distributed answers at {address} ({reason})",
            remedy="see that `dask scheduler` runs there; --cluster takes the address it tells",
        ) from error
    try:
        yield client
    finally:
        client.close()


async def _greeted(address: str) -> None:
    """See that a scheduler is there. A client that finds none leaves threads that do not end."""
    from distributed import Security, rpc

    keys = Security().get_connection_args("client")
    scheduler = rpc(address, timeout=CONNECT, connection_args=keys)
    try:
        if (await scheduler.identity()).get("type") != "Scheduler":
            raise ValueError("what listens there is no scheduler")
    finally:
        await scheduler.close_rpc()


@dataclass(slots=True)
class _Flight:
    """Batches of articles that wait, and those that are on the cluster.

    No more are there than keep it busy, so that memory is bounded here and on its scheduler.

    Attributes:
        suspects: articles that were in batches over which workers died; each is tried on its own,
            with nothing beside it, when all else is done: only so is it known to be the cause.
        deaths: of batches, one after another, with none meanwhile that came to an end.
    """

    client: Client
    address: str
    task: Task
    waiting: deque[list[Article]]
    suspects: deque[Article] = field(default_factory=deque)
    flying: dict[str, tuple[Future, list[Article], bool]] = field(default_factory=dict)
    landed: SimpleQueue[str] = field(default_factory=SimpleQueue)
    threads: int = 0
    looked: float = 0.0
    staffed: float = field(default_factory=time.monotonic)
    deaths: int = 0

    def results(self) -> Clocked:
        while self.waiting or self.flying or self.suspects:
            self._look()
            while self.waiting and len(self.flying) < AHEAD * max(self.threads, 1):
                self._send(self.waiting.popleft())
            if not self.flying:
                self._send([self.suspects.popleft()], alone=True)
            try:
                key = self.landed.get(timeout=LOOK)
            except Empty:
                continue
            yield from self._receive(*self.flying.pop(key))

    def _look(self) -> None:
        """See how large the cluster is, now and then; it may grow and shrink."""
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        with self._told():
            self.threads = sum(self.client.nthreads().values())
        self.looked = now
        if self.threads:
            self.staffed = now
        elif now - self.staffed > PATIENCE:
            raise Problem(
                f"the cluster at {self.address} has no workers",
                remedy=f"start some (dask worker {self.address} --nworkers auto), then go on "
                "with the same command: what was read is kept",
            )

    def _send(self, batch: list[Article], alone: bool = False) -> None:
        key = f"backstory-{uuid4().hex}"
        with self._told():
            future = self.client.submit(
                pickle.loads, pickle.dumps(_Request(self.task, batch)), key=key
            )
        self.flying[key] = future, batch, alone
        future.add_done_callback(lambda landed: self.landed.put(key))

    def _receive(self, future: Future, batch: list[Article], alone: bool) -> Clocked:
        from distributed import KilledWorker

        try:
            done: Done | Problem = future.result(timeout=PATIENCE)
        except KilledWorker as error:
            self._mourn()
            if alone:
                yield batch[0], _killed(batch[0], error), {}
            else:
                self.suspects.extend(batch)
            return
        except (CancelledError, TimeoutError):
            # The scheduler forgot it, or the result went down with the worker that held it.
            self.waiting.appendleft(batch)
            return
        except (ImportError, AttributeError) as error:
            raise ConfigProblem(
                f"a worker of the cluster at {self.address} lacks Backstory, or a part ({error})",
                remedy=f"install Backstory {__version__} on every worker, as it is here",
            ) from error
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise Problem(
                f"a worker of the cluster at {self.address} failed ({reason})",
                remedy="see its log, then go on with the same command: what was read is kept",
            ) from error
        if isinstance(done, Problem):
            raise done
        self.deaths = 0
        for article, (outcome, seconds) in zip(batch, done, strict=True):
            yield article, outcome, seconds

    def _mourn(self) -> None:
        self.deaths += 1
        if self.deaths > AHEAD * self.threads + DEATHS:
            raise Problem(
                f"the workers of the cluster at {self.address} die one after another",
                remedy="give them more memory (dask worker --memory-limit), and see their logs",
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """See that a scheduler that is gone is one line."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, RuntimeError, CancelledError, ClosedClientError) as error:
            raise Problem(
                f"the scheduler at {self.address} is gone",
                remedy="start it again, then go on with the same command: what was read is kept",
            ) from error


def _killed(article: Article, error: KilledWorker) -> Problem:
    return Problem(
        f"cannot be analysed: {error.allowed_failures + 1} workers that read it died",
        place=article.path,
        remedy="divide it if it is very long, or give the workers more memory",
    )


# ---- on a worker


@dataclass(frozen=True, slots=True)
class _Request:
    """What a worker is asked; unpickled there, it becomes what it answers.

    So all that a scheduler has to know is pickle, and a worker without Backstory says so.
    """

    task: Task
    batch: list[Article]

    def __reduce__(self) -> tuple[Callable[..., Done | Problem], tuple[str, dict[str, str], bytes]]:
        pipeline = self.task.pipeline
        return _answer, (pipeline, _setup(pipeline), pickle.dumps((self.task, self.batch)))


_at_work = Lock()
"""A pipeline reads for one at a time, however many threads a worker has."""


def _answer(pipeline: str, setup: dict[str, str], request: bytes) -> Done | Problem:
    """What came of articles, or why nothing can, unless another worker is asked.

    The request is not looked into where it comes from another version: it may be in other terms.
    """
    from distributed import get_worker

    worker = get_worker()
    try:
        here = _setup(pipeline)
        differing = [f"{w} {here.get(w)}, not {v}" for w, v in setup.items() if here.get(w) != v]
        if differing:
            raise ConfigProblem(
                f"has {'; '.join(differing)}",
                remedy="install there what is installed where the build runs, and start it anew",
            )
        task: Task
        task, batch = pickle.loads(request)
        with _at_work:
            nlp = replace(task, threads=min(task.threads, worker.state.nthreads)).load()
            return task.do(batch, nlp)
    except Problem as problem:
        problem.place = problem.place or Place(f"worker {worker.address}")
        return problem


@cache
def _setup(pipeline: str) -> dict[str, str]:
    """What an analysis depends on, beside the article, and its version here."""
    found = {
        "Backstory": f"{__version__} (code {code_print()[:12]})",
        "the pipeline": language.version(pipeline),
        "Python": ".".join(map(str, sys.version_info[:2])),
    }
    return found | {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"

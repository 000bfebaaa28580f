"""Articles through the language pipeline: in this process or in several, and each only once."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from generator import language
from generator.analysis import BATCH, analyze_each
from generator.analysis.cache import Cache, Key
from generator.analysis.model import Analysis
from generator.config import Config
from generator.problems import Problem
from generator.progress import Track
from generator.reading.article import Article

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from spacy.language import Language

Outcome = Analysis | Problem
Analysed = Generator[tuple[Article, Outcome], None, None]
Run = Callable[[Sequence[Article], str], Analysed]
"""Analyses articles with the pipeline of a name: each once, in any order, as they come."""

LARGE = 60_000
"""Characters after which a batch is full, however few its articles: about ten thousand words."""

MANY = 250_000
"""Characters that are worth the start of processes, which takes about a second each."""

DEATHS = 8
"""Processes that may die one after another, with none at work meanwhile that comes to an end."""


def analyses(
    articles: Sequence[Article],
    config: Config,
    code: str,
    run: Run,
    tell: Callable[[str], None],
    track: Track,
) -> Analysed:
    """Each article with its analysis, in order; from the cache where it was made before.

    What comes out of turn waits in the cache, not in memory.

    Args:
        code: a print of the code that analyses them.
        run: analyses those that are new.
    """
    if not articles:
        return
    pipeline = language.version(config.pipeline)
    with Cache(config.state / "cache") as cache:
        keys = {a.path: Key(a.path, a.sha256, pipeline, code) for a in articles}
        new = [a for a in articles if keys[a.path] not in cache]
        if new:
            tell(f"reading {len(new)} article{'s' * (len(new) != 1)} with {pipeline}")
        failed: dict[str, Problem] = {}
        awaited = {a.path for a in new}
        with closing(run(new, config.pipeline)) as running:
            coming = iter(track(running, "reading", len(new)) if new else ())

            def next_of(article: Article) -> Outcome:
                outcome: Outcome | None = None
                while article.path in awaited:
                    came, outcome = next(coming)
                    awaited.remove(came.path)
                    if isinstance(outcome, Problem):
                        failed[came.path] = outcome
                    else:
                        cache.put(keys[came.path], outcome)
                outcome = outcome or failed.get(article.path) or cache.get(keys[article.path])
                if outcome is None:  # the cache was damaged meanwhile
                    _, outcome = next(run([article], config.pipeline))
                return outcome

            for article in articles:
                yield article, next_of(article)


def here(articles: Sequence[Article], pipeline: str, *, jobs: int) -> Analysed:
    """Analyse articles on this machine: by `jobs` processes, or in this one where they are few.

    An article over which a process dies gets a problem; the others go on.

    Raises:
        ConfigProblem: no such pipeline is installed.
        Problem: processes die one after another.
    """
    batches = _batches(articles)
    jobs = min(jobs, len(batches))
    if jobs > 1 and sum(len(a.text) for a in articles) >= MANY:
        yield from _by_several(batches, pipeline, jobs)
    else:
        yield from _by_this(batches, pipeline)


def _batches(articles: Iterable[Article]) -> list[list[Article]]:
    """Articles that are read together, the same ones however many processes there are."""
    batches: list[list[Article]] = [[]]
    size = 0
    for article in articles:
        if len(batches[-1]) == BATCH or size >= LARGE:
            batches.append([])
            size = 0
        batches[-1].append(article)
        size += len(article.text)
    return batches if batches[0] else []


def _by_this(batches: Iterable[Sequence[Article]], pipeline: str) -> Analysed:
    for batch in batches:
        yield from analyze_each(batch, language.load(pipeline))


@dataclass(slots=True)
class _Worker:
    """A process, and the articles that it has in hand."""

    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    batch: Sequence[Article] = ()

    @classmethod
    def start(cls, pipeline: str) -> _Worker:
        # Never a fork: threads of ours, or of a library's, may hold a lock at this moment.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, pipeline), daemon=True)
        with _uninterrupted():
            process.start()
        theirs.close()
        return cls(process, ours)

    def give(self, batch: Sequence[Article]) -> None:
        self.batch = batch
        with suppress(OSError):  # it is dead, as the next look at its pipe will tell
            self.pipe.send(batch)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started here hears no Ctrl-C, which reaches the whole group; this process ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _by_several(batches: Iterable[Sequence[Article]], pipeline: str, jobs: int) -> Analysed:
    crew = _Crew(pipeline, deque(batches))
    try:
        crew.start(jobs)
        while crew.busy:
            if not crew.workers:  # none could so much as start
                yield from _by_this(crew.waiting, pipeline)
                return
            for worker in _heard(crew.workers):
                yield from crew.hear(worker)
    finally:
        for worker in crew.workers:
            worker.end()


@dataclass(slots=True)
class _Crew:
    """Workers, and the batches that wait for them.

    A worker has one batch in hand, so that no more than these are in memory twice.
    """

    pipeline: str
    waiting: deque[Sequence[Article]]
    workers: list[_Worker] = field(default_factory=list)
    deaths: int = 0

    @property
    def busy(self) -> bool:
        return bool(self.waiting) or any(worker.batch for worker in self.workers)

    def start(self, number: int) -> None:
        for _ in range(number):
            self.workers.append(_Worker.start(self.pipeline))

    def hear(self, worker: _Worker) -> Iterator[tuple[Article, Outcome]]:
        """What became of a worker's articles; it has the next ones in hand by then."""
        try:
            outcomes: Sequence[Outcome] | Problem = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lose(worker)
            return
        if isinstance(outcomes, Problem):
            raise outcomes
        batch, worker.batch, worker.ready = worker.batch, (), True
        self._give()
        if batch:
            self.deaths = 0
            yield from zip(batch, outcomes, strict=True)

    def _give(self) -> None:
        for worker in self.workers:
            if self.waiting and worker.ready and not worker.batch:
                worker.give(self.waiting.popleft())

    def _lose(self, worker: _Worker) -> Iterator[tuple[Article, Outcome]]:
        """Replace a worker that died. Which article it died over shows when each is read alone."""
        self.workers.remove(worker)
        worker.end()
        self.deaths += 1
        if self.deaths > len(self.workers) + DEATHS:
            raise _hopeless(worker)
        if len(worker.batch) > 1:
            self.waiting.extendleft([article] for article in reversed(worker.batch))
        if worker.ready:
            self.start(1)
        self._give()
        if len(worker.batch) == 1:
            yield worker.batch[0], _killed(worker.batch[0], worker)


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    """Workers that have said something, or died; waits until there is one."""
    heard = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in heard]


def _work(pipe: Connection, pipeline: str) -> None:
    """A process: loads the pipeline once, then reads batch after batch until there is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # There are as many of us as there are processors to use: each keeps to one.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    with suppress(EOFError, OSError):  # whoever waited for us is gone
        try:
            nlp = language.load(pipeline)
        except Problem as problem:
            pipe.send(problem)
            return
        _keep_to(1, nlp)
        pipe.send(())
        while True:
            pipe.send([outcome for _, outcome in analyze_each(pipe.recv(), nlp)])


def _keep_to(threads: int, nlp: Language) -> None:
    from generator.language.transformer import Transformer

    for _, component in nlp.pipeline:
        if isinstance(component, Transformer):
            component.threads = threads


def _killed(article: Article, worker: _Worker) -> Problem:
    return Problem(
        f"cannot be analysed: the process that read it died ({_cause(worker)})",
        place=article.path,
        remedy="divide it if it is very long, or give the build more memory",
    )


def _hopeless(worker: _Worker) -> Problem:
    return Problem(
        f"the processes that read articles die one after another ({_cause(worker)})",
        remedy="give the build more memory, or try --jobs 1",
    )


def _cause(worker: _Worker) -> str:
    status = worker.process.exitcode or 0
    return f"signal {-status}" if status < 0 else f"exit status {status}"

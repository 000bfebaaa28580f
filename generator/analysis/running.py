"""Articles through the language pipeline: in this process or in several, and each only once."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, cast

from generator import language
from generator.analysis import BATCH, analyze_each
from generator.analysis.cache import Cache, Key
from generator.analysis.model import Analysis
from generator.config import Config
from generator.problems import Problem
from generator.processors import processors
from generator.profiling import Profile
from generator.progress import Track
from generator.reading.article import Article

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from spacy.language import Language
    from spacy.tokens import Doc

Outcome = Analysis | Problem
Analysed = Generator[tuple[Article, Outcome], None, None]
Reading = tuple[Article, Outcome, bool]
"""An article, what it says or why that cannot be told, and whether it was analysed just now."""

Seconds = dict[str, float]
Clocked = Generator[tuple[Article, Outcome, Seconds], None, None]

Run = Callable[[Sequence[Article], str], Analysed]
"""Analyses articles with the pipeline of a name: each once, in any order, as they come."""

LARGE = 60_000
"""Characters after which a batch is full, however few its articles: about ten thousand words."""

MANY = 150_000
"""Characters that are worth the start of processes: about 25,000 words, read here in some 4 s.

A second of a processor reads a twentieth more words where the network keeps to one thread, and
two processes never wait for what is done on one; but each loads libraries and pipeline anew.
"""

THREADS = 2
"""On which the network of one process runs; with more it gains little."""

GRACE = 5.0
"""Seconds that a process has to end in when it has stopped to answer."""

DEATHS = 8
"""Processes that may die one after another, with none at work meanwhile that comes to an end."""


def analyses(
    articles: Sequence[Article],
    config: Config,
    code: str,
    run: Run,
    tell: Callable[[str], None],
    track: Track,
) -> Generator[Reading, None, None]:
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
        fresh = {a.path for a in new}
        awaited = set(fresh)
        with closing(run(new, config.pipeline)) as running:
            coming = iter(track(running, "reading", len(new)) if new else ())

            def keep(article: Article, outcome: Outcome) -> Outcome:
                if isinstance(outcome, Problem):
                    failed[article.path] = outcome
                else:
                    cache.put(keys[article.path], outcome)
                return outcome

            def next_of(article: Article) -> Outcome:
                outcome: Outcome | None = None
                while article.path in awaited:
                    came, outcome = next(coming)
                    awaited.remove(came.path)
                    keep(came, outcome)
                outcome = outcome or failed.get(article.path) or cache.get(keys[article.path])
                # What is kept may be damaged, and seen to be when it is read.
                return outcome or keep(*next(run([article], config.pipeline)))

            for article in articles:
                yield article, next_of(article), article.path in fresh


def here(articles: Sequence[Article], pipeline: str, *, jobs: int, profile: Profile) -> Analysed:
    """Analyse articles on this machine: by `jobs` processes, or in this one where they are few.

    An article over which a process dies gets a problem; the others go on.

    Args:
        profile: is told what each component takes over each article, if it asks for it.

    Raises:
        ConfigProblem: no such pipeline is installed.
        Problem: processes die one after another.
    """
    waiting = batches(articles)
    several = min(jobs, len(waiting)) if sum(len(a.text) for a in articles) >= MANY else 1
    if several > 1:
        # Each keeps to one processor: the network's own threads gain less than more processes do.
        task = Task(pipeline, threads=1, clocked=profile.clocked)
        readings = _by_several(waiting, task, several)
    else:
        task = Task(pipeline, threads=min(processors(), THREADS), clocked=profile.clocked)
        readings = _by_this(waiting, task)
    with closing(readings):
        for article, outcome, seconds in readings:
            profile.add(article.path, seconds)
            yield article, outcome


def batches(articles: Iterable[Article]) -> list[list[Article]]:
    """Articles that are read together, the same ones however many processes there are."""
    found: list[list[Article]] = [[]]
    size = 0
    for article in articles:
        if len(found[-1]) == BATCH or size >= LARGE:
            found.append([])
            size = 0
        found[-1].append(article)
        size += len(article.text)
    return found if found[0] else []


@dataclass(frozen=True, slots=True)
class Task:
    """What is done to articles: read with the pipeline of a name, on threads, clocked or not."""

    pipeline: str
    threads: int
    clocked: bool

    def load(self) -> Language:
        from generator.language.transformer import Transformer

        nlp = language.load(self.pipeline)
        for _, component in nlp.pipeline:
            if isinstance(component, Transformer):
                component.threads = self.threads
        return nlp

    def do(self, batch: Sequence[Article], nlp: Language) -> list[tuple[Outcome, Seconds]]:
        """What came of each article, and the seconds that each component took over it."""
        if not self.clocked:
            return [(outcome, {}) for _, outcome in analyze_each(batch, nlp)]
        done: list[tuple[Outcome, Seconds]] = []
        for article in batch:
            clock = _Clock(nlp)
            [(_, outcome)] = analyze_each([article], cast("Language", clock))
            done.append((outcome, clock.seconds))
        return done


class _Clock:
    """A pipeline, as far as `analyze` needs it, that measures its components."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self.seconds: Seconds = {}

    def make_doc(self, text: str) -> Doc:
        return self._timed("tokenizer", self._nlp.make_doc, text)

    def pipe(self, docs: Iterable[tuple[Doc, Any]], *, as_tuples: bool) -> Iterator[Any]:
        for doc, context in docs:
            for name, component in self._nlp.pipeline:
                doc = self._timed(name, component, doc)
            yield doc, context

    def _timed(self, name: str, step: Callable[[Any], Doc], given: Any) -> Doc:
        started = time.perf_counter()
        doc = step(given)
        self.seconds[name] = time.perf_counter() - started
        return doc


def _by_this(batches: Iterable[Sequence[Article]], task: Task) -> Clocked:
    nlp = task.load()
    for batch in batches:
        for article, (outcome, seconds) in zip(batch, task.do(batch, nlp), strict=True):
            yield article, outcome, seconds


@dataclass(slots=True)
class _Worker:
    """A process, and the articles that it has in hand."""

    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    batch: Sequence[Article] = ()

    @classmethod
    def start(cls, task: Task) -> _Worker:
        # Never a fork: threads of ours, or of a library's, may hold a lock at this moment.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, task), daemon=True)
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
    resource_tracker.ensure_running()  # else it is started within, and lets interruptions in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _by_several(batches: Iterable[Sequence[Article]], task: Task, jobs: int) -> Clocked:
    crew = _Crew(task, deque(batches))
    try:
        crew.start(jobs)
        while crew.busy:
            if not crew.workers:  # none could so much as start
                yield from _by_this(crew.waiting, task)
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

    task: Task
    waiting: deque[Sequence[Article]]
    workers: list[_Worker] = field(default_factory=list)
    deaths: int = 0

    @property
    def busy(self) -> bool:
        return bool(self.waiting) or any(worker.batch for worker in self.workers)

    def start(self, number: int) -> None:
        for _ in range(number):
            self.workers.append(_Worker.start(self.task))

    def hear(self, worker: _Worker) -> Clocked:
        """What became of a worker's articles; it has the next ones in hand by then."""
        try:
            done: list[tuple[Outcome, Seconds]] | Problem = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lose(worker)
            return
        if isinstance(done, Problem):
            raise done
        batch, worker.batch, worker.ready = worker.batch, (), True
        self._give()
        if batch:
            self.deaths = 0
            for article, (outcome, seconds) in zip(batch, done, strict=True):
                yield article, outcome, seconds

    def _give(self) -> None:
        for worker in self.workers:
            if self.waiting and worker.ready and not worker.batch:
                worker.give(self.waiting.popleft())

    def _lose(self, worker: _Worker) -> Clocked:
        """Replace a worker that died. Which article it died over shows when each is read alone."""
        self.workers.remove(worker)
        worker.process.join(GRACE)  # so that its own exit status is seen
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
            yield worker.batch[0], _killed(worker.batch[0], worker), {}


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    """Workers that have said something, or died; waits until there is one."""
    heard = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in heard]


def _work(pipe: Connection, task: Task) -> None:
    """A process: loads the pipeline once, then reads batch after batch until there is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library does on threads of its own, for a pipeline that is not ours.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(task.threads)
    with suppress(EOFError, OSError):  # whoever waited for us is gone
        try:
            nlp = task.load()
        except Problem as problem:
            pipe.send(problem)
            return
        pipe.send([])
        while True:
            pipe.send(task.do(pipe.recv(), nlp))


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

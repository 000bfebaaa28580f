"""Where a build's time goes: by step, by component of the pipeline, by article."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

SLOWEST = 10
"""Articles that are shown."""


class Profile:
    """Seconds by step; and by article and part, in whatever process they were taken.

    Args:
        clocked: whether to measure each component over each article, for which these are read
            one by one: it takes a little longer.
    """

    def __init__(self, *, clocked: bool = True) -> None:
        self.clocked = clocked
        self._started = time.perf_counter()
        self._steps: dict[str, float] = defaultdict(float)
        self._articles: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    @contextmanager
    def step(self, name: str, article: str = "") -> Iterator[None]:
        """Count the block towards a step, and towards an article if one is named."""
        started = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - started
            self._steps[name] += seconds
            if article:
                self.add(article, {name: seconds})

    def waiting(self, items: Iterable[T], name: str) -> Iterator[T]:
        """Count what it takes until the next item is there, and nothing of what is done with it."""
        rest = iter(items)
        while True:
            with self.step(name):
                try:
                    item = next(rest)
                except StopIteration:
                    return
            yield item

    def add(self, article: str, seconds: Mapping[str, float]) -> None:
        """Count what parts took over an article, in whatever process."""
        for part, spent in seconds.items():
            self._articles[article][part] += spent

    def table(self) -> Iterator[str]:
        """The steps, the parts of articles' time, and the slowest articles, a line each."""
        total = time.perf_counter() - self._started
        other = total - sum(self._steps.values())
        yield from _table("step", {**self._steps, "anything else": other}, total)
        if not self._articles:
            return
        parts: dict[str, float] = defaultdict(float)
        for seconds in self._articles.values():
            for part, spent in seconds.items():
                parts[part] += spent
        yield ""
        yield from _table("over articles, in all processes", parts, sum(parts.values()))
        yield ""
        yield f"{'slowest articles':<52} seconds  most of it"
        taken = {article: sum(seconds.values()) for article, seconds in self._articles.items()}
        for article in sorted(taken, key=lambda a: -taken[a])[:SLOWEST]:
            part, most = max(self._articles[article].items(), key=lambda pair: pair[1])
            name = article if len(article) <= 50 else f"{article[:24]}…{article[-25:]}"
            yield f"  {name:<50} {taken[article]:7.2f}  {part} {most:.2f}"


def _table(title: str, seconds: Mapping[str, float], total: float) -> Iterator[str]:
    yield f"{title:<52} seconds  share"
    for name, spent in seconds.items():
        yield f"  {name:<50} {spent:7.2f}  {spent / max(total, 1e-9):5.0%}"

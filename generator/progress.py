"""How far a long piece of work has come: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

T = TypeVar("T")

SHOWN_EVERY = 0.1
"""Seconds between two looks of a bar."""

TOLD_EVERY = 10.0
"""Seconds between two lines."""


SURE = 20
"""Items from which on a rate tells something."""


class Track(Protocol):
    """Passes items on, and shows meanwhile how many of a number have come."""

    def __call__(self, items: Iterable[T], what: str, total: int) -> Iterable[T]: ...


def unseen(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    """Shows nothing."""
    return items


def seen(tell: Callable[[str], None]) -> Track:
    """Shows a bar where somebody looks on, else tells a line."""
    return bar if sys.stderr.isatty() else lines(tell)


def lines(tell: Callable[[str], None]) -> Track:
    """Tells a line every ten seconds, with the rate and the time left."""

    def track(items: Iterable[T], what: str, total: int) -> Iterator[T]:
        started = told = time.monotonic()
        for number, item in enumerate(items, 1):
            now = time.monotonic()
            if now - told >= TOLD_EVERY and SURE <= number < total:
                told, rate = now, number / (now - started)
                left = _clock((total - number) / rate)
                tell(f"{what}: {number} of {total}, {rate:.1f} a second, {left} left")
            yield item

    return track


def bar(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """Shows a bar on standard error, with the rate and the time left."""
    from rich import progress
    from rich.console import Console

    class Rate(progress.ProgressColumn):
        def render(self, task: Task) -> Text:
            from rich.text import Text

            return Text(f"{task.speed:.1f} a second" if task.speed else "")

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        Rate(),
        progress.TimeRemainingColumn(),
        progress.TextColumn("left"),
    )
    shown = progress.Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        # A thread that draws would hold its lock in processes that are forked meanwhile.
        auto_refresh=False,
        redirect_stdout=sys.stdout.isatty(),
    )
    with shown:
        task = shown.add_task(what, total=total)
        drawn = 0.0
        for item in items:
            shown.advance(task)
            if (now := time.monotonic()) - drawn >= SHOWN_EVERY:
                drawn = now
                shown.refresh()
            yield item


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

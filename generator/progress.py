"""How far a long piece of work has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Track(Protocol):
    """Passes items on, and shows meanwhile how many of a number have come."""

    def __call__(self, items: Iterable[T], what: str, total: int) -> Iterable[T]: ...


def unseen(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    """Shows nothing."""
    return items

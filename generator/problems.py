"""What went wrong, where, and what to do about it, in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: its path as the user knows it, and a line counted from 1, if known."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class Problem(Exception):
    """Raised where a fault is understood; shown once, by the command line.

    Args:
        message: what is wrong, in a few words, without final stop.
        place: the file (and line) that it is about.
        remedy: what the reader can do, in a few words.
    """

    def __init__(
        self,
        message: str,
        *,
        place: Place | Path | str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.message = message
        self.place = place if isinstance(place, Place) or place is None else Place(str(place))
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what_to_do = f"; {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{what_to_do}"


class ConfigProblem(Problem):
    """Wrong usage or configuration: nothing can be built until it is mended (exit status 2)."""


def fault(done: str, place: str, error: Exception) -> Problem:
    """A fault of ours over one file, as a problem, so that it does not stop the other files."""
    return Problem(
        f"cannot be {done} ({type(error).__name__}: {error})",
        place=place,
        remedy="please report this, with the file",
    )


def printable(text: str) -> str:
    """What may be written on a terminal: words from elsewhere give it no commands.

    Controls other than tabs and line ends, marks that turn text around, and bytes that are no
    text are shown as JSON escapes them, so that JSON says the same as before.
    """
    return _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

"""Words in pictures: how wide they are, and where their lines break."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

TEXT, SPACE, LEADING = 13, 2.6, 16
"""The size of type, the width of a space and the distance of lines, in pixels."""


def wrap(text: str, room: float) -> Iterator[str]:
    """The lines that a text takes where there is so much room, in pixels."""
    line: list[str] = []
    used = 0.0
    for word in text.split():
        needed = width_of(word)
        if line and used + SPACE + needed > room:
            yield " ".join(line)
            line, used = [], 0.0
        used += needed + (SPACE if line else 0)
        line.append(word)
    if line:
        yield " ".join(line)


def shorten(text: str, room: float, *, always: bool = False) -> str:
    """A text that fits into so much room, in pixels, with an ellipsis where it was cut.

    That is between words, unless much of the room would stay empty.
    """
    used = width_of(text)
    if not always and used <= room:
        return text
    end = len(text)
    while end and used > room - 8:
        end -= 1
        used -= width_of(text[end])
    words = text[: text.rfind(" ", 0, end + 1)] if " " in text[: end + 1] else ""
    kept = words if width_of(words) > room / 2 else text[:end]
    return kept.rstrip(" ,.;:–—") + "…"


@lru_cache(65536)
def width_of(text: str) -> float:
    """The width of a text, in pixels."""
    return sum(map(_EMS.__getitem__, text)) * TEXT


class _Ems(dict[str, float]):
    def __missing__(self, character: str) -> float:
        return 0.55


_EMS = _Ems(
    (c, ems / 1000)
    for ems, characters in (
        (200, " "),
        (250, "!',.:;ijl|"),
        (300, "()-[]fI"),
        (340, "rt/"),
        (425, '"*?cszJx'),
        (470, "vyLY“”"),
        (497, "0123456789aekgF–"),
        (530, "ABPETVXZSRhnudbopq"),
        (640, "CDGHNKOQU&"),
        (760, "wMW%m—"),
    )
    for c in characters
)
"""Widths of characters in ems, for a humanist sans; near enough to break lines by."""

"""A time expression as it was found, before it is resolved."""

from __future__ import annotations

from dataclasses import dataclass

from generator.analysis.times.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Found:
    """Words `[start, end)` and what they mean.

    Attributes:
        approximate: the words say that it is inexact ("about 2012").
        loose: a time only as part of a larger expression ("morning" in "Friday morning").
    """

    start: int
    end: int
    meaning: Meaning
    approximate: bool = False
    loose: bool = False

"""What is said before a time: "early March", "the end of July", "more than a year"."""

from __future__ import annotations

from dataclasses import replace

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import MODIFIERS
from generator.analysis.times.meaning import Distance, Duration, Known
from generator.analysis.times.words import Words

_FIRST = {phrase[0] for phrase in MODIFIERS}
_FOR_NUMBERS = {"over", "under", "some", "just", "as", "up", "at", "more", "less", "fewer", "close"}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    if words.at(i) not in _FIRST:
        return None
    phrase = words.phrase(i, MODIFIERS)
    if phrase is None:
        return None
    from generator.analysis.times.rules import read

    j = i + len(phrase)
    if words.at(j) == "-" and words.glued(j):
        j += 1
    inner = read(words, j)
    if inner is None or not words.same_line(j):
        return None
    if isinstance(inner.meaning, Known) and inner.meaning.timex.endswith("_REF"):
        return None
    if phrase[0] in _FOR_NUMBERS and not isinstance(inner.meaning, Duration | Distance):
        return None
    inexact = inner.approximate or MODIFIERS[phrase]
    return replace(inner, start=i, approximate=inexact)

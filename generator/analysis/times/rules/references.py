"""Times that only point: "now", "currently", "recently", "the past", "soon"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import REFERENCES
from generator.analysis.times.meaning import Known
from generator.analysis.times.words import Words

_FIRST = {phrase[0] for phrase in REFERENCES}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    if words.at(i) not in _FIRST:
        return None
    phrase = words.phrase(i, REFERENCES)
    if phrase is None or not _points(words, i, i + len(phrase)):
        return None
    return Found(i, i + len(phrase), Known(REFERENCES[phrase]))


_OF_WHICH = ("of", "in", "when", "that", "he", "she", "they", "it", "the")


def _points(words: Words, i: int, end: int) -> bool:
    word, after = words.at(i), words.at(end)
    if word in ("current", "recent", "future") and end == i + 1:
        return words.token(i).pos_ == "ADJ" and words.at(i - 1) not in ("most", "more")
    if word == "now" and (after == "that" or words.glued(i) or (words.glued(end) and after == "-")):
        return False
    if words.at(end - 1) == "moment":
        return words.at(i - 1) in ("at", "for", "of") and after not in _OF_WHICH
    if words.at(end - 1) in ("past", "present") and words.at(i) == "the":
        return not (after and after.isalpha() and words.token(end).pos_ in ("NOUN", "ADJ", "NUM"))
    return True

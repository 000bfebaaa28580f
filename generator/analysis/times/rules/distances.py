"""So long before or after: "three days ago", "two years later", "two weeks after Easter"."""

from __future__ import annotations

from dataclasses import replace

from generator.analysis.times import happenings
from generator.analysis.times.direction import direction
from generator.analysis.times.found import Found
from generator.analysis.times.meaning import FUTURE, Distance, Duration, FromEvent, Later
from generator.analysis.times.rules import durations
from generator.analysis.times.words import Words

_FROM_NOW = {("ago",): -1, ("from", "now"): 1, ("hence",): 1, ("back",): -1}
_FROM_STORY = {"later": 1, "earlier": -1, "beforehand": -1, "afterwards": 1, "afterward": 1}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    length = durations.measured(words, i)
    if length is None or not isinstance(length.meaning, Duration):
        return None
    j, n, of = length.end, length.meaning.n, length.meaning.of
    for words_after, sign in _FROM_NOW.items():
        if words.is_phrase(j, words_after):
            return Found(i, j + len(words_after), Distance(n, of, sign), _is_rough(n, of))
    if words.at(j) in _FROM_STORY:
        sign = _FROM_STORY[words.at(j)]
        if of in ("TH", "TM", "TS"):
            return Found(i, j + 1, Later(length.meaning.timex, n, of, sign))
        return Found(i, j + 1, Distance(n, of, sign, from_story=True))
    if words.at(j) in ("before", "after"):
        sign = 1 if words.at(j) == "after" else -1
        return _around(words, i, j, Distance(n, of, sign)) or _event(words, length, sign)
    measured_ahead = words.at(i - 1) == "in" and words.at(j) not in ("of", "a") and n is not None
    if measured_ahead and direction(words.token(i)) == FUTURE:  # "is to retire in two months"
        return Found(i, j, Distance(n, of, 1))
    return None


def _around(words: Words, i: int, j: int, distance: Distance) -> Found | None:
    from generator.analysis.times.rules import read

    other = read(words, j + 1)
    if other is None or other.loose or other.meaning.type != "DATE":
        return None
    return Found(i, other.end, Distance(distance.n, distance.of, distance.sign, other.meaning))


def _event(words: Words, length: Found, sign: int) -> Found | None:
    """ "ten days before the vote": the vote's day, if the text tells it, is looked up later."""
    event = happenings.governed_by(words.token(length.end))
    if event is None or not isinstance(length.meaning, Duration):
        return None
    m = length.meaning
    return replace(length, meaning=FromEvent(m.timex, m.n, m.of, sign, happenings.what(event)))


def _is_rough(n: float | None, of: str) -> bool:
    """Whether "twenty years ago" is said of about that year."""
    return of in ("DE", "CE", "ML") or (of in ("Y", "M") and n is not None and n > 1)

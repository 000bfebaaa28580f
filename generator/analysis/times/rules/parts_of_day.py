"""Parts of a day: "this morning", "last night", "that evening", "overnight", "tonight"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import PARTS_OF_DAY
from generator.analysis.times.meaning import Period, TimeOfDay
from generator.analysis.times.words import Words

_TODAY, _STORY_DAY = Period("D", 0), Period("D", 0, from_story=True)
_LEADS: dict[tuple[str, ...], Period | None] = {
    ("this",): _TODAY,
    ("that",): _STORY_DAY,
    ("that", "same"): _STORY_DAY,
    ("the", "same"): _STORY_DAY,
    ("the", "next"): Period("D", 1, from_story=True),
    ("the", "following"): Period("D", 1, from_story=True),
    ("the", "previous"): Period("D", -1, from_story=True),
    ("the",): None,
}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if word == "tonight":
        return Found(i, i + 1, TimeOfDay("TNI", _TODAY))
    if word == "overnight":
        return Found(i, i + 1, TimeOfDay("TNI")) if words.token(i).pos_ == "ADV" else None
    if word == "last" and words.at(i + 1) in ("night", "evening"):
        return Found(i, i + 2, TimeOfDay(PARTS_OF_DAY[words.at(i + 1)], Period("D", -1)))
    if word in ("noon", "midday", "midnight"):
        if words.at(i - 1) == "high":
            return None  # the film, or what is said after it
        return Found(i, i + 1, TimeOfDay(PARTS_OF_DAY[word]))
    if word in PARTS_OF_DAY:
        return Found(i, _after(words, i), TimeOfDay(PARTS_OF_DAY[word]), loose=True)
    for lead in (words.lower[i : i + 2], words.lower[i : i + 1]):
        j = i + len(lead)
        if tuple(lead) in _LEADS and words.at(j) in PARTS_OF_DAY:
            day = _LEADS[tuple(lead)]
            if day is None and not _tells_when(words, i):
                return Found(i, _after(words, j), TimeOfDay(PARTS_OF_DAY[words.at(j)]), loose=True)
            return Found(i, _after(words, j), TimeOfDay(PARTS_OF_DAY[words.at(j)], day))
    return None


def _after(words: Words, i: int) -> int:
    return i + 2 if words.at(i + 1) in ("hours", "rush") else i + 1


def _tells_when(words: Words, i: int) -> bool:
    return words.at(i - 1) in ("in", "during", "by", "through", "throughout", "of", "for", "into")

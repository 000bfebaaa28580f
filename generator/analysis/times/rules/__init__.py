"""The grammar of time expressions: small rules, one file a family, tried in order at each word.

A rule is a function of the words, a position, and what was found before it; it answers with what
it found there, or None. The longest find wins, the earlier rule among equals. To add a family,
write a file and name its rule in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import OPENERS
from generator.analysis.times.rules import (
    calendar_dates,
    clock_times,
    distances,
    durations,
    holidays,
    modified,
    parts_of_day,
    parts_of_year,
    recurring,
    references,
    relative,
    weekdays,
    years,
)
from generator.analysis.times.words import Words

Rule = Callable[[Words, int, Found | None], Found | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("clock times", clock_times.rule),
    ("calendar dates", calendar_dates.rule),
    ("weekdays", weekdays.rule),
    ("parts of the day", parts_of_day.rule),
    ("relative periods", relative.rule),
    ("distances", distances.rule),
    ("recurring times", recurring.rule),
    ("holidays", holidays.rule),
    ("parts of the year", parts_of_year.rule),
    ("years, decades, centuries", years.rule),
    ("references", references.rule),
    ("durations", durations.rule),
    ("modified times", modified.rule),
)


def read(words: Words, i: int, before: Found | None = None) -> Found | None:
    """The longest time expression that begins at the word `i`."""
    if words.at(i) not in OPENERS and not words.at(i).isdecimal():
        return None
    best: Found | None = None
    for _, rule in RULES:
        found = rule(words, i, before)
        if found is not None and (best is None or found.end > best.end):
            best = found
    return best

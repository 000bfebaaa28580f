"""Sets of times: "every Friday", "each year", "twice a week", "daily", "per hour"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import (
    FREQUENCIES,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PARTS_OF_DAY,
    unit,
)
from generator.analysis.times.meaning import Duration, Recurring
from generator.analysis.times.rules import durations, weekdays
from generator.analysis.times.words import Words

_RATES = {
    "once",
    "twice",
    "times",
    "percent",
    "%",
    "dollars",
    "euros",
    "pounds",
    "miles",
    "mph",
    "km",
}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if word in FREQUENCIES:
        # "the Daily Courier", "a Greek daily": a newspaper
        named = words.token(i).tag_ in ("NNP", "NNPS", "NN", "NNS")
        return None if named else Found(i, i + 1, Recurring(FREQUENCIES[word]))
    if word in ("every", "each"):
        return _every(words, i)
    if word == "per" or (word in ("a", "an") and _is_rate(words, i)):
        j = i + 2 if words.at(i + 1) == "-" else i + 1
        of = unit(words.at(j))
        if of and of not in ("TNI", "WE", "Q", "TH", "TS") and not words.at(j).endswith("s"):
            start = i - 1 if words.at(i - 1) in ("once", "twice") else i
            return Found(start, j + 1, Recurring(_period(1, of)))
    if often := _counted_rate(words, i):
        return often
    if word == "24" and words.at(i + 1) == "/" and words.at(i + 2) == "7":
        return Found(i, i + 3, Recurring("P1D"))
    return None


def _counted_rate(words: Words, i: int) -> Found | None:
    """ "seven days a week", "24 hours a day"."""
    length = durations.measured(words, i) if words.at(i) not in ("a", "an") else None
    if length is None or words.at(length.end) not in ("a", "per", "each", "every"):
        return None
    of = unit(words.at(length.end + 1))
    whole = isinstance(length.meaning, Duration) and length.meaning.timex == _WHOLE.get(of or "")
    return Found(i, length.end + 2, Recurring(_period(1, of))) if of and whole else None


_WHOLE = {"W": "P7D", "D": "PT24H"}


def _is_rate(words: Words, i: int) -> bool:
    """Whether "a day" at `i` follows what is counted: "twice a day", "$15 an hour"."""
    before = words.at(i - 1)
    if before in _RATES:
        return True
    return (before.isdecimal() or before in NUMBERS) and words.at(i - 2) not in (
        "in",
        "since",
        "by",
    )


def _every(words: Words, i: int) -> Found | None:
    j = i + 1
    if words.at(j) in ("single", "other") or (words.at(j) in ORDINALS and unit(words.at(j + 1))):
        step = 2 if words.at(j) == "other" else max(1, ORDINALS.get(words.at(j), 1))
        j += 1
    else:
        step = 1
    if name := weekdays.weekday(words, j):
        return Found(i, name[1], Recurring(f"XXXX-WXX-{name[0]}"))
    if words.at(j) in MONTHS and words.capital(j):
        return Found(i, j + 1, Recurring(f"XXXX-{MONTHS[words.at(j)]:02}"))
    if words.at(j) == "night":
        return Found(i, j + 1, Recurring("P1D"))
    if words.at(j) in PARTS_OF_DAY:
        code = PARTS_OF_DAY[words.at(j)]
        return Found(i, j + 1, Recurring(f"XXXX-XX-XX{code}"))
    if words.at(j) == "weekend":
        return Found(i, j + 1, Recurring("XXXX-WXX-WE"))
    of = unit(words.at(j))
    if of and not words.at(j).endswith("s"):
        return Found(i, j + 1, Recurring(_period(step, of)))
    length = durations.measured(words, j) if words.at(j) not in ("a", "an") else None
    if length and isinstance(length.meaning, Duration) and words.at(i) == "every":
        return Found(i, length.end, Recurring(length.meaning.timex))
    return None


def _period(n: int, of: str) -> str:
    if of == "2W":
        n, of = n * 2, "W"
    if of == "Q":
        n, of = n * 3, "M"
    return f"PT{n}{of[1:]}" if of.startswith("T") and of != "TNI" else f"P{n}{of}"

"""When an article was published, told from its text alone."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc
from spacy.vocab import Vocab

from generator.analysis.times.meaning import Known, Reference
from generator.analysis.times.rules import calendar_dates, clock_times, weekdays
from generator.analysis.times.words import Words

_VOCAB = Vocab()
_LINES = 8
"""How far from its beginning a text may say when it was published, in lines that are not empty."""

_LABELS = {"published", "posted", "publication", "date", "dated"}
_IN_LABELS = _LABELS | {"first", "on", ":"}
_DATELINE_ENDS = {"-", "(", ":", "/"}


def infer(text: str) -> str | None:
    """The ISO date that the text itself fixes as its day of publication, or None.

    Near its beginning, a full date must stand on a line of its own, after "Published" or the like,
    or in a dateline ("PORT ANSELM, 5 March 2019 –"); as the very first words, a weekday with a full
    date will do. A weekday that does not fall on the date fixes nothing.
    """
    lines = [line for line in text[:4000].splitlines() if line.strip()][:_LINES]
    for number, line in enumerate(lines):
        # The line is not parsed yet: one token of which nothing is known stands for all of it.
        fixed = _dateline(Words(line, Doc(_VOCAB, words=[line])), is_first=number == 0)
        if fixed is not None:
            return fixed
    return None


def _dateline(words: Words, is_first: bool) -> str | None:
    opening = (words.at(0), words.at(1) if words.at(0) == "first" else "")
    labelled = _skip(words, 0, _IN_LABELS) if _LABELS.intersection(opening) else 0
    place = 0 if labelled else _place(words)
    start = labelled or place
    weekday = weekdays.weekday(words, start)
    dated = weekday[1] if weekday else start
    dated = dated + 1 if words.at(dated) == "," else dated
    found = calendar_dates.rule(words, dated, None)
    if found is None or not isinstance(found.meaning, Known):
        return None
    iso = found.meaning.value(Reference())
    if "X" in iso or len(iso) != 10:
        return None
    if weekday and date.fromisoformat(iso).isoweekday() != weekday[0]:
        return None
    after = found.end + 1 if words.at(found.end) in (",", "at") else found.end
    clock = clock_times.rule(words, after, None)
    end = clock.end if clock else found.end
    alone = end >= len(words) or (words.at(end) == "." and end + 1 == len(words))
    opens = is_first and weekday is not None
    opens = opens or ((is_first or place > 0) and words.at(end) in _DATELINE_ENDS)
    return iso if alone or labelled or opens else None


def _skip(words: Words, i: int, known: set[str]) -> int:
    while words.at(i) in known:
        i += 1
    return i


def _place(words: Words) -> int:
    """Past the place of a dateline in capitals, "PORT ANSELM, " or "PORT ANSELM, Norway, "."""
    i = 0
    while i < 8 and (words.at(i) in (",", ".", "'", "-") or words.shouts(i)):
        i += 1
    if i and words.at(i - 1) == "," and words.at(i + 1) == ",":
        i += 2
    return i if i and words.at(i - 1) == "," else 0

"""Dates of the calendar: "5 March 2019", "March 5–7", "2019-03-05", "March 2019", "in May"."""

from __future__ import annotations

from datetime import date

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import DAYS_OF_MONTH, MONTHS
from generator.analysis.times.meaning import Calendar, Known
from generator.analysis.times.words import Words

_SUFFIXES = {"st", "nd", "rd", "th"}
_LEADS = {
    "in", "since", "until", "till", "by", "of", "last", "next", "this", "early", "late", "mid",
    "during", "from", "through", "between", "before", "after", "past", "coming", "and", "to", "for",
}  # fmt: skip


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if word.isdecimal():
        return _numeric(words, i) or _day_first(words, i) or _listed(words, i, before)
    if word == "the" and words.at(i + 1).isdecimal():
        found = _day_first(words, i + 1)
        return Found(i, found.end, found.meaning) if found else None
    if word == "the" and words.at(i + 1) in DAYS_OF_MONTH:
        return _spelt(words, i)
    return _month_first(words, i) if word in MONTHS else None


def month(words: Words, i: int) -> tuple[int, int] | None:
    """The month named at `i` and the position after it, with an abbreviation's point."""
    name = words.at(i)
    number = MONTHS.get(name)
    if number is None or not ((words.capital(i) and words.same_line(i + 1)) or words.capital(i)):
        return None
    whole = name in ("may", "june", "july") and not words.at(i + 2).isdecimal()
    abbreviated = len(name) <= 4 and not whole
    return number, i + 2 if abbreviated and words.at(i + 1) == "." and words.glued(i + 1) else i + 1


def day(words: Words, i: int) -> tuple[int, int] | None:
    """The day of the month written in figures at `i` and the position after it."""
    number = words.digits(i, 2)
    if number is None or not 1 <= number <= 31:
        return None
    end = i + 2 if words.glued(i + 1) and words.at(i + 1) in _SUFFIXES else i + 1
    if words.glued(end) and (words.at(end) in ("%", "/") or words.at(end).isalpha()):
        return None
    if words.at(end) in (".", ",", ":") and words.glued(end + 1) and words.at(end + 1).isdecimal():
        return None  # "5.3", "5,000", "5:30"
    return number, end


def year(words: Words, i: int) -> tuple[int, int] | None:
    """The year that follows a month or day: "2019", ", 2019"."""
    comma = words.at(i) == ","
    number = words.digits(i + comma)
    if number is None or not 1000 <= number <= 2999 or not words.same_line(i + comma):
        return None
    return number, i + comma + 1


def _month_first(words: Words, i: int) -> Found | None:
    named = month(words, i)
    if named is None:
        return None
    number, j = named
    if (dated := day(words, j)) and words.same_line(j):
        the_day, end = dated
        if (full := year(words, _after_range(words, end))) and full[0] > 31:
            fixed = _date(full[0], number, the_day)
            if fixed:
                whole = full[1] if _after_range(words, end) == end else end
                return Found(i, whole, Known(fixed))
        return Found(i, end, Calendar(None, None, number, the_day))
    if full := year(words, j):
        return Found(i, full[1], Known(f"{full[0]:04}-{number:02}"))
    return Found(i, j, Calendar(None, None, number)) if _is_month(words, i, j) else None


def _after_range(words: Words, i: int) -> int:
    """Past "–7" in "March 5–7, 2019"."""
    if words.at(i) in ("-", "and", "to") and (last := day(words, i + 1)):
        return last[1]
    return i


def _day_first(words: Words, i: int) -> Found | None:
    dated = day(words, i)
    if dated is None:
        return None
    the_day, end = dated
    j = end
    for _ in range(4):  # "5, 6 and 7 March": each day is a date of its own
        if words.at(j) not in (",", "-", "and", "to", "or") or not (other := day(words, j + 1)):
            break
        j = other[1]
    k = j + 1 if words.at(j) == "of" else j
    named = month(words, k)
    if named is None or not words.same_line(k):
        return None
    number, after = named
    if words.digits(after, 2) and words.at(after + 1) != ",":  # "between 5 March 6"
        return None
    full = year(words, after)
    if full:
        fixed = _date(full[0], number, the_day)
        return Found(i, full[1] if j == end else end, Known(fixed)) if fixed else None
    return Found(i, after if j == end else end, Calendar(None, None, number, the_day))


def _spelt(words: Words, i: int) -> Found | None:
    """ "the second of March", "the twenty-first of May 2019"."""
    tens, units = words.at(i + 1), words.at(i + 3)
    compound = words.at(i + 2) == "-" and f"{tens}-{units}" in DAYS_OF_MONTH
    the_day, j = DAYS_OF_MONTH[f"{tens}-{units}" if compound else tens], i + (4 if compound else 2)
    named = month(words, j + 1) if words.at(j) == "of" else None
    if named is None or the_day == 0:
        return None
    if full := year(words, named[1]):
        fixed = _date(full[0], named[0], the_day)
        return Found(i, full[1], Known(fixed)) if fixed else None
    return Found(i, named[1], Calendar(None, None, named[0], the_day))


def _listed(words: Words, i: int, before: Found | None) -> Found | None:
    """The 7 of "March 5–7", "March 5 and 7"."""
    if before is None or words.at(i - 1) not in ("-", "and", "to", ",", "or", "&", "through"):
        return None
    dated = day(words, i)
    if dated is None or before.end != i - 1:
        return None
    the_day, end = dated
    if words.at(i - 1) == "," and words.at(end) not in (",", "and"):
        return None
    meaning = before.meaning
    if isinstance(meaning, Calendar) and meaning.day and meaning.day < the_day:
        if (
            words.token(end).pos_ == "NOUN"
            if end < len(words) and words.at(i - 1) != "-"
            else False
        ):
            return None  # "on March 5 and 7 people"
        full = year(words, end)
        if full and (fixed := _date(full[0], meaning.month, the_day)):
            return Found(i, full[1], Known(fixed))
        return Found(i, end, Calendar(meaning.year, meaning.turn, meaning.month, the_day))
    if isinstance(meaning, Known) and len(meaning.timex) == 10 and words.at(before.end - 2) != ",":
        full = year(words, end)
        if full and (fixed := _date(full[0], int(meaning.timex[5:7]), the_day)):
            return Found(i, full[1], Known(fixed))
    return None


def _numeric(words: Words, i: int) -> Found | None:
    """ "2019-03-05", "5/3/2019" (only its year is certain), "25/3/2019", "3/25/2019"."""
    if not (words.at(i + 1) in ("-", "/", ".") and words.at(i + 3) == words.at(i + 1)):
        return None
    if not all(words.glued(j) for j in range(i + 1, i + 5)):
        return None
    first, second, third = (words.at(j) for j in (i, i + 2, i + 4))
    if not (second.isdecimal() and third.isdecimal()) or (
        words.at(i + 1) == "-" and len(first) != 4
    ):
        return None
    if len(first) == 4 and len(second) <= 2 and len(third) <= 2:
        fixed = _date(int(first), int(second), int(third))
        return Found(i, i + 5, Known(fixed)) if fixed else None
    if len(third) != 4 or len(first) > 2 or len(second) > 2 or not 1000 <= int(third) <= 2999:
        return None
    days_first, months_first = (
        _date(int(third), int(second), int(first)),
        _date(int(third), int(first), int(second)),
    )
    either = days_first or months_first
    if either is None:
        return None
    sure = not (days_first and months_first) or days_first == months_first
    return Found(i, i + 5, Known(either if sure else f"{third}-XX-XX"))


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _is_month(words: Words, i: int, end: int) -> bool:
    """Whether a month's name without day or year is that, and not a verb or a person."""
    name = words.at(i)
    if len(name) <= 4 and name not in ("may", "june", "july"):
        return words.at(end - 1) == "." and words.at(i - 1) in _LEADS
    token = words.token(i)
    if token.ent_type_ in ("PERSON", "GPE", "ORG", "FAC", "WORK_OF_ART", "PRODUCT", "LOC"):
        return name not in ("may", "march", "april", "june", "august") and token.ent_iob_ == "B"
    if name in ("may", "march"):
        return token.pos_ == "PROPN" and (words.at(i - 1) in _LEADS or token.ent_type_ == "DATE")
    return token.pos_ in ("PROPN", "NOUN", "X")

"""Lengths of time: "three days", "two and a half years", "the past decade", "25-year-old"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import ORDINALS, unit
from generator.analysis.times.meaning import Duration
from generator.analysis.times.words import Words

_SPANS = {"last", "past", "next", "first", "coming", "previous", "preceding", "final", "following"}
_DETERMINERS = {"the", "these", "those", "that"}
_QUALIFIES = {"ADJ", "NOUN", "PROPN", "PRON", "VERB", "PART", "NUM"}
_RANGE = {"to", "or", "-", "and"}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    return measured(words, i) or _span(words, i) or _bare(words, i)


def measured(words: Words, i: int) -> Found | None:
    """A number of units, at `i`."""
    special = _special(words, i)
    if special:
        return special
    counted = words.number(i)
    if counted is None:
        return None
    n, j = counted
    j = _skip_range(words, j)
    if words.at(j) == "-":
        j += 1
    while words.at(j) in (
        "more",
        "straight",
        "consecutive",
        "long",
        "full",
        "whole",
        "earth",
        "-",
        "additional",
        "entire",
    ):
        j += 1
    of = _unit(words, j)
    if of is None or of == "TNI" or (of == "WE" and n == 1):
        return None
    if n == 1 and words.at(i) in ("a", "an") and words.at(j).endswith("s"):
        return None
    j += 1
    if n is not None and words.is_phrase(j, ("and", "a", "half")):
        n, j = n + 0.5, j + 3
    timex = _timex(n, of)
    more = _continued(words, j, of) if n is not None else None
    if more:
        timex, j = timex + more[0], more[1]
        n = None if of == "D" else n
    end = _old(words, j)
    if end > j and words.at(end - 1) in ("old", "olds") and _is_known(words, i):
        return None
    return Found(i, end, Duration(timex, n, of))


def _special(words: Words, i: int) -> Found | None:
    """ "half an hour", "a quarter century", "half a century"."""
    j = i + 1 if words.at(i) in ("a", "the") else i
    if words.at(j) in ("quarter", "half") and words.at(j + 1) in (
        "-",
        "century",
        "of",
        "a",
        "decade",
    ):
        k = j + 1
        while words.at(k) in ("-", "of", "a"):
            k += 1
        years = {"century": 100, "decade": 10}.get(words.at(k))
        if years:
            n = years // (4 if words.at(j) == "quarter" else 2)
            return Found(i, k + 1, Duration(f"P{n}Y", n, "Y"))
    return None


def _skip_range(words: Words, j: int) -> int:
    """Past the "to 20" of "15 to 20 seconds": the first number stands for both."""
    if words.at(j) in _RANGE and (other := words.number(j + 1)) and _unit(words, other[1]):
        return other[1]
    if words.at(j) == "-" and (other := words.number(j + 1)):
        k = other[1] + 1 if words.at(other[1]) == "-" else other[1]
        return other[1] if _unit(words, k) else j
    return j


def _unit(words: Words, j: int) -> str | None:
    of = unit(words.at(j))
    if of is None:
        return None
    name = words.at(j)
    if words.capital(j) and words.at(j - 1).isdecimal() and not words.shouts(j):
        return None  # "28 Days", a title
    if name in ("sec", "min", "hr", "mins", "hrs", "secs"):
        return of if words.at(j - 1).isdecimal() else None
    if name in ("second", "quarter"):
        return of if words.token(j).pos_ == "NOUN" and not words.at(j + 1).isalpha() else None
    if name in ("quarters", "night", "nights"):
        return None
    return of


def _timex(n: float | None, of: str) -> str:
    """The value of `n` units: "P3D", "PT90M", "P2Y6M", "PXW"."""
    prefix, code = ("PT", of[1:]) if of.startswith("T") else ("P", of)
    if code == "2W":
        n, code = (None if n is None else n * 2), "W"
    if n is None:
        return f"{prefix}X{code}"
    whole = int(n)
    if n == whole:
        return f"{prefix}{whole}{code}"
    half = n - whole == 0.5
    if half and of in ("Y", "TH", "TM"):
        lesser = {"Y": "6M", "TH": "30M", "TM": "30S"}[of]
        return (f"{prefix}{whole}{code}" if whole else prefix) + lesser
    if half and of == "DE":
        return f"P{int(n * 10)}Y"
    return f"{prefix}{n:g}{code}"


def _continued(words: Words, j: int, of: str) -> tuple[str, int] | None:
    """The lesser unit of "15 years, 8 months" and "two hours and 30 minutes"."""
    k = j + 1 if words.at(j) in (",", "and") else j
    lesser = words.number(k)
    if lesser is None or lesser[0] is None or words.at(k) in ("a", "an"):
        return None
    finer = _unit(words, lesser[1])
    if (of, finer) not in _FINER:
        return None
    part = _timex(lesser[0], finer or "")
    return part[2:] if part.startswith("PT") else part[1:], lesser[1] + 1


_FINER = {("Y", "M"), ("Y", "D"), ("M", "D"), ("W", "D"), ("TH", "TM"), ("TM", "TS")}


def _is_known(words: Words, i: int) -> bool:
    """Whether an age only says who is meant: "the six-year-old", "her six-year-old son"."""
    return words.at(i - 1) in ("the", "'") or words.token(i - 1).tag_ in ("PRP$", "POS")


def _old(words: Words, j: int) -> int:
    """Past "-old", " old", " of age", "-long"."""
    k = j + 1 if words.at(j) == "-" and words.glued(j) else j
    if words.at(k) in ("old", "olds", "long"):
        return k + 1 if k > j or words.at(k) != "long" else j
    if words.is_phrase(j, ("of", "age")):
        return j + 2
    return j


def _span(words: Words, i: int) -> Found | None:
    """ "the last five years", "the past decade", "these five weeks"."""
    j = i + 1 if words.at(i) in _DETERMINERS else i
    if words.at(j) in ("last", "past") and words.at(j - 1) == "that":
        j += 0
    spanning = words.at(j) in _SPANS or words.at(j) in ("entire", "whole")
    j += spanning
    if j == i:
        return None
    if words.at(j) in ("couple", "few", "several"):
        n: float | None = 2.0 if words.at(j) == "couple" else None
        k = j + 2 if words.at(j + 1) == "of" else j + 1
        of = _unit(words, k)
        return Found(i, k + 1, Duration(_timex(n, of), n, of)) if of and of != "TNI" else None
    if words.at(j) not in ("a", "an"):
        counted = measured(words, j)
        if counted and isinstance(counted.meaning, Duration):
            return Found(i, counted.end, counted.meaning)
    of = _unit(words, j)
    if (
        not spanning
        or of is None
        or of == "TNI"
        or (words.at(j - 1) in ORDINALS and words.at(j - 1) != "last")
    ):
        return None
    plural = words.at(j).endswith("s")
    if words.at(i) not in _DETERMINERS and not plural and words.at(i) != "past":
        return None
    if (
        words.at(j - 1) in ("next", "previous", "preceding", "following", "final", "coming")
        and not plural
    ):
        return None
    n = None if plural else 1.0
    j += 1
    if n and words.is_phrase(j, ("and", "a", "half")):
        n, j = 1.5, j + 3
    return Found(i, j, Duration(_timex(n, of), n, of))


def _bare(words: Words, i: int) -> Found | None:
    """ "for weeks", "years of war", "decades-long"."""
    of = _unit(words, i)
    if of is None or of in ("TNI", "WE", "2W"):
        return None
    name, hyphenated = words.at(i), words.at(i + 1) == "-" and words.at(i + 2) == "long"
    if hyphenated:
        n = None if name.endswith("s") else 1.0
        return Found(i, i + 3, Duration(_timex(n, of), n, of))
    if not name.endswith("s") and name != "centuries":
        return None
    if (words.capital(i) and words.capital(i - 1)) or words.glued(i):
        return None  # "City of Days", "light-years"
    if words.at(i + 1).isdecimal() or (words.token(i - 1).pos_ in _QUALIFIES and i):
        return None  # "the years 2005–2015", "his final years", "opening hours"
    return Found(i, i + 1, Duration(_timex(None, of), None, of))

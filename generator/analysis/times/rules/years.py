"""Years, decades and centuries: "2012", "2012–13", "the 1990s", "44 BC", "the 19th century"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import DECADES, ORDINALS, unit
from generator.analysis.times.meaning import Known
from generator.analysis.times.words import Words

_YEAR_LEADS = {
    "in", "since", "until", "till", "by", "of", "from", "to", "before", "after", "during",
    "through", "around", "circa", "early", "late", "year", "years", "between", "and", "mid", "c",
}  # fmt: skip
_NOT_AFTER = {"$", "€", "£", "no", "number", "#", "/", "flight", "boeing", "airbus", "room", "page"}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    j = i + 1 if word == "the" else i
    found = _decade(words, j) or _century(words, j) or _before_christ(words, j)
    if found is not None:
        return Found(i, found.end, found.meaning)
    if word == "ad" and words.text[i] == "AD" and words.at(i + 1).isdecimal():
        year = words.digits(i + 1)
        return Found(i, i + 2, Known(f"{year:04}")) if year else None
    return _year(words, i, before) if word.isdecimal() else None


def _year(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if len(word) == 2 and words.at(i - 1) in ("-", "/") and words.glued(i):
        return _second_year(words, i, before)
    if len(word) != 4 or not 1000 <= int(word) <= 2199 or _is_amount(words, i):
        return None
    if int(word) < 1500 and words.at(i - 1) not in _YEAR_LEADS:
        return None
    return Found(i, i + 1, Known(word))


def _second_year(words: Words, i: int, before: Found | None) -> Found | None:
    """The 13 of "2012–13"."""
    if before is None or before.end != i - 1 or not isinstance(before.meaning, Known):
        return None
    first = before.meaning.timex
    if len(first) != 4 or not first.isdecimal() or int(first[2:]) >= int(words.at(i)):
        return None
    return Found(i, i + 1, Known(first[:2] + words.at(i)))


def _is_amount(words: Words, i: int) -> bool:
    """Whether a number of four digits counts or measures something."""
    if words.at(i - 1) in _NOT_AFTER or words.at(i + 1) in ("%", "percent"):
        return True
    if words.glued(i) and words.at(i - 1) in (",", ".", ":", "-") and words.at(i - 2).isdecimal():
        return len(words.at(i - 2)) < 4
    if words.glued(i + 1):
        after = words.at(i + 1)
        if after in (",", ".", ":") and words.glued(i + 2) and words.at(i + 2).isdecimal():
            return True
        if after.isalpha() or (
            after == "-" and words.glued(i + 2) and not words.at(i + 2).isdecimal()
        ):
            return words.text[i + 2 if after == "-" else i + 1] not in ("present", "now")
    if unit(words.at(i + 1)) or words.at(i + 1) in ("km", "miles", "people", "local"):
        return True
    token = words.token(i)
    if token.ent_type_ == "DATE" or words.at(i - 1) == "in":
        return False
    if token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ == "NNS":
        return words.at(i - 1) not in _YEAR_LEADS - {"of", "to", "and", "between", "from", "around"}
    if words.at(i - 1) in ("over", "nearly", "almost", "than", "least", "some", "about", "roughly"):
        return words.at(i + 1).isalpha() and words.token(i + 1).pos_ in ("NOUN", "ADJ", "PROPN")
    return False


def _decade(words: Words, i: int) -> Found | None:
    """ "1990s", "'90s", "1980's", "nineties"."""
    word = words.at(i)
    j = i + 1 if word == "'" else i
    figures = words.at(j)
    if figures.isdecimal() and len(figures) in (2, 4) and figures.endswith("0"):
        k = j + 2 if words.at(j + 1) == "'" and words.glued(j + 1) else j + 1
        if words.at(k) != "s" or not words.glued(k):
            return None
        if len(figures) == 4:
            if figures.endswith("00"):
                return Found(i, k + 1, Known(figures[: 2 if figures != "2000" else 3]))
            return Found(i, k + 1, Known(figures[:3]))
        if j > i:
            return Found(i, k + 1, Known(_of_century(int(figures[0]))))
        return None
    if word in DECADES and words.at(i - 1) in ("the", "early", "late", "mid", "-"):
        return Found(i, i + 1, Known(_of_century(DECADES[word])))
    return None


def _of_century(tens: int) -> str:
    return f"20{tens}" if tens < 2 else f"19{tens}"


def _century(words: Words, i: int) -> Found | None:
    """ "19th century", "nineteenth-century", "fifth century BC"."""
    n, j = _ordinal(words, i)
    if n is None or not 1 <= n <= 30:
        return None
    j = j + 1 if words.at(j) == "-" else j
    if words.at(j) not in ("century", "centuries"):
        return None
    era = _era(words, j + 1)
    if era:
        return Found(i, era, Known(f"BC{n - 1:02}"))
    return Found(i, j + 1, Known(f"{n - 1:02}"))


def _ordinal(words: Words, i: int) -> tuple[int | None, int]:
    number = words.digits(i, 2)
    if number is not None and words.at(i + 1) in ("st", "nd", "rd", "th") and words.glued(i + 1):
        return number, i + 2
    word = words.at(i)
    if word == "twenty" and words.at(i + 1) == "-" and words.at(i + 2) in ORDINALS:
        return 20 + ORDINALS[words.at(i + 2)], i + 3
    return (ORDINALS[word], i + 1) if word in ORDINALS and word != "last" else (None, i)


def _before_christ(words: Words, i: int) -> Found | None:
    """ "44 BC", "2500 BCE"."""
    year = words.digits(i)
    if not year:
        return None
    era = _era(words, i + 1)
    if era:
        return Found(i, era, Known(f"BC{year:04}"))
    if words.at(i + 1) in ("ad", "ce") and words.text[i + 1].isupper():
        return Found(i, i + 2, Known(f"{year:04}"))
    return None


def _era(words: Words, i: int) -> int | None:
    """The position after "BC", "BCE" or "B.C." at `i`."""
    if words.at(i) in ("bc", "bce") and words.text[i].isupper():
        return i + 1
    if words.at(i) == "b" and words.at(i + 1) == "." and words.at(i + 2) == "c":
        end = i + 4 if words.at(i + 3) == "." and words.glued(i + 3) else i + 3
        return end + 2 if words.at(end) == "e" and words.glued(end) else end
    return None

"""Names: what they are made of, and when two of them can name the same actor."""

from __future__ import annotations

import unicodedata
from functools import cache

from generator.analysis.actors.lexicon import table, words

Words = tuple[str, ...]
"""A name's words, folded: without case, diacritics and full stops."""

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"’": "'", "‘": "'", "ʻ": "'", "`": "'", "–": "-", "‑": "-", "‐": "-", ".": ""}
)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LONG_WORD = 6
"""Letters from which on two words that differ by one letter are hardly two names."""
_LINKS = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "des", "du", "la", "&"})


def fold(text: str) -> str:
    """`text` without case, diacritics, full stops and variants of dashes and apostrophes."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", apart).translate(_PLAIN)
    return "".join(c for c in plain if not unicodedata.combining(c))


def gender_of_title(word: str) -> str | None:
    """`m`, `f`, `-` (unsaid), or None where `word` is no title."""
    return _TITLES.get(fold(word))


_TITLES = {row["title"]: row["gender"] for row in table("titles")}


def same_person(short: Words, long: Words) -> bool:
    """Whether `short` can be a short form of the personal name `long`.

    A surname, with or without its particle, a first name, or first name and surname without
    what stands between or behind; an initial stands for a first name.
    """
    short = tuple(w for w in short if w not in _GENERATIONS) or short
    long = tuple(w for w in long if w not in _GENERATIONS) or long
    n = len(short)
    if n > len(long):
        return False
    if any(all(map(_same_word, short, long[i : i + n])) for i in range(len(long) - n + 1)):
        return True
    if n < 2:
        return False
    first = long[0] == short[0] or (len(short[0]) == 1 and long[0].startswith(short[0]))
    rest = iter(long[1:])
    return first and all(any(_same_word(w, v) for v in rest) for w in short[1:])


def is_telling(word: str) -> bool:
    """Whether a word of a name is no initial, "Jr." or "of" that a full name may lack."""
    return len(word) > 1 and word not in _GENERATIONS and word not in _LINKS


def _same_word(short: str, long: str) -> bool:
    if short == long:
        return True
    if long.startswith(("al-", "el-", "al", "el")) and len(short) > 2:
        return short == long.partition("-")[2]
    return len(short) == 1 and long.startswith(short)


def initials(name: Words, small: bool) -> str:
    """The first letters of a name's words; of its small words ("of", "and") too where `small`."""
    parts = [p for w in name for p in w.split("-") if p]
    return "".join(p[0] for p in parts if small or p not in _LINKS)


def is_acronym(text: str) -> bool:
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 8 and letters.isalnum() and sum(map(str.isupper, letters)) >= 2


def is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


def same_body(short: Words, long: Words, text: str) -> bool:
    """Whether `short` (written `text`) can be a short form of the organization or place `long`."""
    if len(short) == 1 and is_acronym(text):
        return short[0] in (initials(long, False), initials(long, True))
    if turned(short) == turned(long):
        return True
    if long in seats():
        return False
    short, long = parts(short), parts(long)
    n = len(short)
    if n >= len(long):
        return False
    starts = (i for i in range(len(long) - n + 1) if short == long[i : i + n])
    return any(not _is_whole(short, long[i + n : i + n + 1]) for i in starts)


def turned(body: Words) -> Words:
    """ "Department of Justice" as "Justice Department", and likewise."""
    if len(body) > 2 and body[1] == "of" and body[0] in words("organizations"):
        rest = body[3:] if body[2] == "the" else body[2:]
        return (*rest, body[0])
    return body


def _is_whole(short: Words, after: Words) -> bool:
    """Whether a body is named in full inside another's name: "Senate | Ferry Committee"."""
    return bool(after) and after[0] not in _LINKS and short[-1] in words("organizations")


def parts(body: Words) -> Words:
    """The words of a body's name without hyphens and plural endings, which vary."""
    apart = (w for word in body for w in word.split("-") if w)
    return tuple(w.removesuffix("s") if len(w) > 3 else w for w in apart)


def one_slip(name: Words, other: Words) -> bool:
    """Whether one letter makes the difference, inside one long word: "Soleymani", "Soleimani"."""
    if len(name) != len(other):
        return False
    different = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = sorted(different[0], key=len)
    if (
        len(b) < _LONG_WORD - (len(name) > 1)
        or not (a + b).isalpha()
        or (a[0], a[-1]) != (b[0], b[-1])
    ):
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return a[i + 1 :] == b[i + 1 :] or (
        a[i + 2 :] == b[i + 2 :] and a[i : i + 2] == b[i : i + 2][::-1]
    )


def slips(name: Words) -> set[str]:
    """Keys of which two names that differ by one slip have one in common: a letter left out.

    After W. Garbe's symmetric delete spelling correction (2012).
    """
    text = " ".join(name)
    return {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))}


def same_place(short: Words, long: Words, text: str) -> bool:
    """Whether `short` can be a short form of the place `long` ("Ochre" of "Ochre Province")."""
    if len(short) == 1 and is_acronym(text):
        return same_body(short, long, text)
    generic = words("places")
    n = len(short)
    if n >= len(long) or short in countries():  # Mexico is not Mexico City
        return False
    if short == long[:n] and all(w in generic for w in long[n:]):
        return True
    rest = long[:-n]
    return (
        short == long[-n:] and rest[-1] == "of" and all(w in generic or w in _LINKS for w in rest)
    )


def full_words(name: Words, label: str) -> Words:
    """The words to know a name by: countries and what belongs to them under one spelling."""
    known = countries()
    if name[0] == "the" and len(name) > 1:
        name = name[1:]
    if label == "GPE":
        return tuple(fold(known[name]).split()) if name in known else name
    if label != "ORG" or len(name) < 2:
        return name
    for cut in range(len(name) - 1, 0, -1):  # "Supreme Court of the United States"
        tail = name[cut:]
        if tail in known and name[cut - 1] in ("of", "the"):
            head = name[:cut]
            while head and head[-1] in ("of", "the"):
                head = head[:-1]
            return (*fold(known[tail]).split(), *head)
    country = known.get(name[:1])  # "US Supreme Court"
    return (*fold(country).split(), *name[1:]) if country else name


@cache
def seats() -> frozenset[Words]:
    """Places whose names stand for who sits there, folded."""
    return frozenset(tuple(fold(row["seat"]).split()) for row in table("seats"))


@cache
def countries() -> dict[Words, str]:
    """The usual name of a country by each of its names, folded."""
    return {
        tuple(fold(name).split()): row["name"]
        for row in table("countries")
        for name in [row["name"], *filter(None, row["others"].split(", "))]
    }


@cache
def nationalities() -> dict[str, str]:
    """The country's usual name by its adjectives and the names of its people, folded."""
    return {
        fold(word): row["name"]
        for row in table("countries")
        for word in filter(None, row["demonyms"].split(", "))
    }


@cache
def capitals() -> dict[Words, str]:
    """The country's usual name by its capital, where that can stand for the government."""
    return {
        tuple(fold(row["capital"]).split()): row["name"]
        for row in table("countries")
        if row["capital"]
    }

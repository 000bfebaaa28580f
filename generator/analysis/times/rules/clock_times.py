"""Clock times: "5 p.m.", "17:30 local time", "1430 UTC", "half past ten"."""

from __future__ import annotations

from generator.analysis.times.found import Found
from generator.analysis.times.lexicon import NUMBERS, ZONE_PHRASES, ZONE_WORDS, ZONES
from generator.analysis.times.meaning import TimeOfDay
from generator.analysis.times.words import Words

_PAST_HOUR = {"past": 1, "after": 1, "to": -1, "before": -1, "of": -1}


def rule(words: Words, i: int, before: Found | None) -> Found | None:
    word = words.at(i)
    if word.isdecimal():
        return _figures(words, i)
    if word in ("half", "quarter", "a"):
        return _around_hour(words, i)
    if word in NUMBERS and 1 <= NUMBERS[word] <= 12:
        return _hour(words, i, NUMBERS[word], i + 1)
    return None


def _figures(words: Words, i: int) -> Found | None:
    figures = words.at(i)
    if words.glued(i) and words.at(i - 1) in (":", ".", ",", "-", "$", "€", "£", "/"):
        return None
    if len(figures) == 4 and words.at(i + 1) in ("utc", "gmt", "hours", "z", "zulu"):
        zone, end = _zone(words, i + 2 if words.at(i + 1) == "hours" else i + 1)
        return _at(i, end, int(figures[:2]), int(figures[2:]), zone)
    if len(figures) > 2:
        return None
    hour = int(figures)
    if words.at(i + 1) in (":", ".") and words.glued(i + 1) and words.glued(i + 2):
        minutes = words.at(i + 2)
        if len(minutes) == 2 and minutes.isdecimal():
            return _with_minutes(words, i, hour, int(minutes), words.at(i + 1) == ":")
    return _hour(words, i, hour, i + 1)


def _with_minutes(words: Words, i: int, hour: int, minutes: int, colon: bool) -> Found | None:
    j, seconds = i + 3, ""
    if words.at(j) == ":" and words.glued(j) and len(words.at(j + 1)) == 2:
        if not words.at(j + 1).isdecimal() or int(words.at(j + 1)) > 59:
            return None
        seconds, j = f":{words.at(j + 1)}", j + 2
    half = _half(words, j)
    if half:
        if not 1 <= hour <= 12:
            half = half[0], half[1], 0
            hour_of_day = hour
        else:
            hour_of_day = hour % 12 + half[0]
        zone, end = _zone(words, half[1])
        return _at(i, end, hour_of_day, minutes, zone, seconds)
    zone, end = _zone(words, j)
    if not colon and end == j:
        return None  # "8.10" without "am" or a zone is a decimal number
    if colon and not seconds and end == j and words.glued(j) and words.at(j) in (":", "-", "/"):
        return None
    return _at(i, end, hour, minutes, zone, seconds)


def _hour(words: Words, i: int, hour: int, j: int) -> Found | None:
    """A full hour: "5 p.m.", "five o'clock", "4 in the morning"."""
    if not 1 <= hour <= 12:
        return None
    if half := _half(words, j):
        zone, end = _zone(words, half[1])
        return _at(i, end, hour % 12 + half[0], 0, zone)
    if words.is_phrase(j, ("o", "'", "clock")):
        zone, end = _zone(words, j + 3)
        return _at(i, end, hour, 0, zone)
    if words.is_phrase(j, ("in", "the")) and words.at(j + 2) in ("morning", "afternoon", "evening"):
        late = words.at(j + 2) != "morning"
        return _at(i, j + 3, hour % 12 + (12 if late else 0), 0, "")
    return None


def _around_hour(words: Words, i: int) -> Found | None:
    """ "half past ten", "a quarter before 11 a.m."."""
    j = i + 1 if words.at(i) == "a" else i
    minutes = {"half": 30, "quarter": 15}.get(words.at(j))
    sign = _PAST_HOUR.get(words.at(j + 1))
    if minutes is None or sign is None:
        return None
    hour = NUMBERS.get(words.at(j + 2)) or words.digits(j + 2, 2)
    if hour is None or not 1 <= hour <= 12 or words.at(j + 3) in ("%", "percent"):
        return None
    half = _half(words, j + 3)
    if half is None and words.at(j + 1) not in ("past", "to"):
        return None
    hours, end = (hour % 12 + half[0], half[1]) if half else (hour, j + 3)
    total = (hours * 60 + sign * minutes) % (24 * 60)
    zone, end = _zone(words, end)
    return _at(i, end, total // 60, total % 60, zone)


def _half(words: Words, j: int) -> tuple[int, int, int] | None:
    """The hours that "am" or "p.m." at `j` adds, and the position after it."""
    word = words.at(j)
    if word in ("am", "pm") and words.same_line(j):
        if word == "am" and not words.glued(j) and words.token(j).pos_ == "AUX":
            return None
        return (12 if word == "pm" else 0), j + 1, 1
    if word in ("a", "p") and words.at(j + 1) == "." and words.at(j + 2) == "m":
        last = words.at(j + 3) == "." and words.glued(j + 3)
        return (12 if word == "p" else 0), j + 4 if last else j + 3, 1
    return None


def _zone(words: Words, j: int) -> tuple[str, int]:
    """The zone at `j` and the position after it; "" for one that is unsaid or ambiguous."""
    phrase = words.phrase(j, ZONE_PHRASES)
    if phrase:
        return "", j + len(phrase)
    k = j + 1 if words.at(j) == "(" else j
    word = words.at(k)
    if word in ZONES and words.text[k].isupper():
        zone = ZONES[word]
    elif word in ZONE_WORDS and words.text[k].isupper():
        zone = ""
    elif words.capital(j) and words.at(j + 1) == "time" and words.text[j + 1] == "time":
        return "", j + 2  # "Tongan time"
    else:
        return "", j
    return zone, k + 2 if k > j and words.at(k + 1) == ")" else k + 1


def _at(i: int, end: int, hour: int, minute: int, zone: str, seconds: str = "") -> Found | None:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Found(i, end, TimeOfDay(f"T{hour:02}:{minute:02}{seconds}", None, zone))

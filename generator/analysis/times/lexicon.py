"""The words of time expressions, read once from `lexicon.toml` and `holidays.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

_HERE = Path(__file__).parent
_WORDS: Final[dict[str, Any]] = tomllib.loads((_HERE / "lexicon.toml").read_text("utf-8"))
_HOLIDAYS = tomllib.loads((_HERE / "holidays.toml").read_text("utf-8"))["holiday"]

Phrase = tuple[str, ...]


def _phrases(table: dict[str, Any]) -> dict[Phrase, Any]:
    return {split(words): meaning for words, meaning in table.items()}


def split(words: str) -> Phrase:
    """A phrase as `Words` would cut it: apostrophes, points and hyphens stand alone."""
    for mark in "'.-":
        words = words.replace(mark, f" {mark} ")
    return tuple(words.split())


MONTHS: Final[dict[str, int]] = _WORDS["months"]
WEEKDAYS: Final[dict[str, int]] = _WORDS["weekdays"]
UNITS: Final[dict[str, str]] = _WORDS["units"]
NUMBERS: Final[dict[str, int]] = _WORDS["numbers"]
ORDINALS: Final[dict[str, int]] = _WORDS["ordinals"]
DAYS_OF_MONTH: Final[dict[str, int]] = {
    **{word: n for word, n in ORDINALS.items() if n > 0},
    **{f"twenty-{word}": 20 + n for word, n in ORDINALS.items() if 0 < n < 10},
    "twenty": 0,  # of "twenty-first"
    "thirty": 0,
    "thirty-first": 31,
}
"""Days of a month as they are spelt; 0 for what only begins one."""
SEASONS: Final[dict[str, str]] = _WORDS["seasons"]
PARTS_OF_DAY: Final[dict[str, str]] = _WORDS["parts_of_day"]
DECADES: Final[dict[str, int]] = _WORDS["decades"]
VAGUE: Final[frozenset[str]] = frozenset(_WORDS["vague"]["words"])
AHEAD: Final[frozenset[str]] = frozenset(_WORDS["ahead"]["words"])
CALLED_OFF: Final[frozenset[str]] = frozenset(_WORDS["called_off"]["words"])
SCHEDULED: Final[frozenset[str]] = frozenset(_WORDS["scheduled"]["words"])
TIMETABLED: Final[frozenset[str]] = frozenset(_WORDS["timetabled"]["words"])
FORESEEN: Final[frozenset[str]] = frozenset(_WORDS["foreseen"]["words"])
PUT_OFF: Final[frozenset[str]] = frozenset(_WORDS["put_off"]["words"])
PROLONGED: Final[frozenset[str]] = frozenset(_WORDS["prolonged"]["words"])
ATTEMPTS: Final[frozenset[str]] = frozenset(_WORDS["attempts"]["words"])
LIGHT_VERBS: Final[frozenset[str]] = frozenset(_WORDS["light_verbs"]["words"])
SAME_EVENT: Final[dict[str, str]] = {
    word: kind for kind, words in _WORDS["same_event"].items() for word in words
}
VEHICLES: Final[frozenset[str]] = frozenset(_WORDS["vehicles"]["words"])
EVENT_NOUNS: Final[frozenset[str]] = frozenset(_WORDS["events"]["words"])
THINGS: Final[frozenset[str]] = frozenset(_WORDS["events"]["things"])
EVENT_ENDINGS: Final[tuple[str, ...]] = tuple(_WORDS["events"]["endings"])
MODIFIERS: Final[dict[Phrase, bool]] = _phrases(_WORDS["modifiers"])
REFERENCES: Final[dict[Phrase, str]] = _phrases(_WORDS["references"])
FREQUENCIES: Final[dict[str, str]] = _WORDS["frequencies"]
ZONES: Final[dict[str, str]] = _WORDS["zones"]
ZONE_WORDS: Final[frozenset[str]] = frozenset(_WORDS["zone_words"]["short"])
ZONE_PHRASES: Final[dict[Phrase, bool]] = {split(p): True for p in _WORDS["zone_words"]["phrases"]}
HOLIDAYS: Final[dict[Phrase, dict[str, Any]]] = {
    split(name): holiday for holiday in _HOLIDAYS for name in holiday["names"]
}

_NAMES = (MONTHS, WEEKDAYS, UNITS, NUMBERS, ORDINALS, SEASONS, PARTS_OF_DAY, DECADES, FREQUENCIES)
_PHRASES = (MODIFIERS, REFERENCES, HOLIDAYS)
OPENERS: Final[frozenset[str]] = frozenset(_WORDS["openers"]["words"]).union(
    VAGUE,
    *_NAMES,
    (f"{name}s" for name in (*UNITS, *WEEKDAYS)),
    (phrase[0] for phrases in _PHRASES for phrase in phrases),
)
"""Every word, besides figures, that a time may begin with."""


def unit(word: str) -> str | None:
    """The TIMEX3 code of a unit's name, singular or plural."""
    return UNITS.get(word) or (UNITS.get(word[:-1]) if word.endswith("s") else None)

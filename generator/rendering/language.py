"""What the pages say in their language: strings by key, plural forms, months, direction."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from generator.config import Config
from generator.problems import Place, Problem
from generator.rendering.theme import folders, shown, theme

FOLDER = "strings"
DEFAULT = "en"

Forms = str | Mapping[str, str]
"""A text, or one for each plural form ("one", "other", …)."""


@dataclass(frozen=True, eq=False)
class Language:
    """A language of pages; called with a key it gives what templates put into HTML.

    Attributes:
        strings: by key, as in `templates/strings/en.toml`.
        known: whether there is a file of strings for it; if not, they are English.
        months: their names, and as labels shorten them.
        patterns: of a day, of a day without its year, of a month (Unicode's date patterns).
        direction: "ltr" or "rtl".
        plural: from a number to the name of its plural form; `ordinal` of the form of a rank.
    """

    strings: Mapping[str, Forms]
    known: bool
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    patterns: tuple[str, str, str]
    direction: str
    plural: Callable[[int], str]
    ordinal: Callable[[int], str]
    _said: dict[tuple[str, int | None], Markup] = field(default_factory=dict)

    def __call__(self, key: str, n: int | None = None, **values: Any) -> Markup:
        """A string as HTML: what is filled in is escaped, the string itself may hold markup."""
        if values:
            return Markup(self._filled(key, n, values, escape))
        if (key, n) not in self._said:
            self._said[key, n] = Markup(self._filled(key, n, values, escape))
        return self._said[key, n]

    def text(self, key: str, n: int | None = None, **values: Any) -> str:
        """A string as plain text.

        Args:
            key: in the strings.
            n: how many, which chooses the plural form and is filled in as `{n}`.
            values: what stands for the other words in braces.
        """
        return self._filled(key, n, values, str)

    def word(self, kind: str, word: str) -> Markup:
        """A word that explainers use, such as a status: editors' own words stay as they are."""
        found = self.strings.get(f"{kind}_{word or 'other'}")
        return Markup(found) if isinstance(found, str) else escape(word)

    def year(self, year: int) -> str:
        """A year by its astronomical number: 0 is 1 BC."""
        return str(year) if year > 0 else self.text("before_christ", year=1 - year)

    def day(self, year: int, month: int, day: int | None) -> str:
        """A day, or a month without one, in the order of the language."""
        return self._date(self.patterns[0 if day else 2], year, month, day)

    def days(self, month: int, first: int, last: str, *, same_month: bool) -> str | None:
        """From a day to another of the same year, whose words are given; None where it is
        the year or the month that the language tells first."""
        pattern = self.patterns[1]
        number = re.match(r"d+\.?", pattern)
        if not number or not self.patterns[0].startswith(number[0]):
            return None
        if same_month:
            return f"{number[0].replace('d', str(first))}–{last}"
        return f"{self._date(pattern, 0, month, first)} – {last}"

    def shorten(self, date: str) -> str:
        """A date in words with long months shortened, for labels."""
        months, short = self._long_months
        return months.sub(lambda m: short[m[0]], date) if short else date

    @cached_property
    def _long_months(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        pairs = zip(self.months, self.short_months, strict=True)
        short = {long: short for long, short in pairs if len(long) > 4}
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, short))})\b"), short

    def _date(self, pattern: str, year: int, month: int, day: int | None) -> str:
        names = {"y": self.year(year), "M": self.months[month - 1], "d": str(day)}
        return _PATTERN.sub(lambda m: m[1] or (names[m[2]] if m[2] else ""), pattern)

    def _filled(
        self, key: str, n: int | None, values: Mapping[str, Any], put: Callable[[Any], str]
    ) -> str:
        given = values if n is None else {"n": n, **values}
        forms = self.strings[key]
        if not isinstance(forms, str):
            forms = forms.get(self.plural(n or 0)) or forms["other"]
        pieces = list(_pieces(forms))
        pieces[1::2] = [put(given[f]) if f in given else f"{{{f}}}" for f in pieces[1::2]]
        return "".join(pieces)


@lru_cache(4096)
def _pieces(text: str) -> tuple[str, ...]:
    """What stands around the fields of a text, and between them their names."""
    return tuple(_FIELD.split(text))


_FIELD = re.compile(r"\{(\w+)\}")
_PATTERN = re.compile(r"'([^']+)'|([yMd])\2*|'")
"""Of Unicode's date patterns: what stands in quotes, and what a part of the date stands for."""


def of(config: Config) -> Language:
    """The language of a site's pages, its own strings before ours.

    It is the same object until a file of strings changes: what is cached by it stays of use.

    Raises:
        Problem: a file of strings is broken, or says what no string is for.
    """
    return _made(
        config.language, _files(config.language, folders(config), partial(shown, config=config))
    )


@cache
def english() -> Language:
    """Our own English."""
    return _made(DEFAULT, _files(DEFAULT, (theme(),), str))


_File = tuple[str, str]
"""A file of strings: its path as the user knows it, and what it says."""


def _files(tag: str, places: Sequence[Path], name_of: Callable[[Path], str]) -> tuple[_File, ...]:
    """Our own English, then the files of the tag's language, then those of the tag.

    Ours come first, so that what comes later wins.
    """
    names = dict.fromkeys((tag.split("-")[0].lower(), tag))
    paths = [_file(folder, name) for name in names for folder in reversed(places)]
    ours = _file(theme(), DEFAULT)
    return tuple((name_of(p), _text(p, name_of)) for p in (ours, *filter(Path.is_file, paths)))


@lru_cache(4)
def _made(tag: str, files: tuple[_File, ...]) -> Language:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(DEFAULT)
    short = locale
    if str(locale) == DEFAULT:  # as most of the world writes dates, not the United States
        locale = Locale.parse("en_001")
    ours, *others = files
    strings = _strings(*ours)
    for name, text in others:
        own = _strings(name, text)
        for key in own:
            if key not in strings:
                raise Problem(
                    f"no string is called “{key}”",
                    place=Place(name),
                    remedy="take a key from our templates/strings/en.toml",
                )
        strings |= own
    return Language(
        strings,
        bool(others),
        tuple(locale.months["format"]["wide"][n] for n in range(1, 13)),
        tuple(short.months["format"]["abbreviated"][n] for n in range(1, 13)),
        (
            locale.date_formats["long"].pattern,
            locale.datetime_skeletons["MMMMd"].pattern,
            locale.datetime_skeletons["yMMMM"].pattern,
        ),
        locale.text_direction,
        lru_cache(4096)(locale.plural_form),
        locale.ordinal_form,
    )


def _file(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}.toml"


def _text(file: Path, name_of: Callable[[Path], str]) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(name_of(file), error) from error


def _strings(name: str, text: str) -> dict[str, Forms]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> Problem:
    return Problem(str(error), place=Place(name), remedy="mend the TOML")

"""What is known about an article besides its text: front matter, file name, a page's own data."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, get_args

import yaml

from generator import notation
from generator.problems import Place, Problem
from generator.reading.article import Rights


@dataclass(frozen=True, slots=True)
class Metadata:
    """As in `Article`; None or empty where nothing is said."""

    title: str | None = None
    published: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    author: str | None = None
    topics: tuple[str, ...] = ()
    rights: Rights | None = None
    language: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """This metadata, completed from `other`."""
        return Metadata(
            **{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)}
        )


_FENCE = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"\w+:(?:\s|$)")
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH}),?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?)\s+(?P<y>\d{{4}})\b",
    re.IGNORECASE,
)
_MONTHS = [name.lower() for name in calendar.month_name if name]


def of_name(path: PurePath) -> Metadata:
    """What a file's name says: `YYYY-MM-DD-slug.ext` is dated."""
    match = _DATED_NAME.match(path.name)
    return Metadata(published=_iso(match[1]) if match else None)


def day(words: str) -> str | None:
    """The first day in some words, as ISO date, or None.

    Days are read in ISO order, or with their month's name ("11 October 2016", "Oct. 11, 2016"):
    10/11/2016 may be either day.
    """
    if iso := _iso(words.strip()):
        return iso
    for match in _DAY.finditer(words):
        name = (match["m1"] or match["m2"]).casefold()
        month = next((i for i, known in enumerate(_MONTHS, 1) if known.startswith(name[:3])), 0)
        try:
            return date(int(match["y"]), month, int(match["d1"] or match["d2"])).isoformat()
        except ValueError:
            continue
    return None


def _iso(words: str) -> str | None:
    try:
        return datetime.fromisoformat(words.replace("/", "-")).date().isoformat()
    except ValueError:
        return None


def front_matter(text: str, path: str) -> tuple[Metadata, int]:
    """The YAML block at the head of a text, and the offset of what follows it.

    Raises:
        Problem: the block is not closed, is no YAML, or gives a known key a wrong value.
    """
    fence = _FENCE.match(text)
    if not fence:
        return Metadata(), 0
    close = _CLOSE.search(text, fence.end())
    if not close:
        if not _KEY.match(text, fence.end()):
            return Metadata(), 0
        raise Problem(
            "the front matter has no end", place=Place(path, 1), remedy="close it with a line ---"
        )
    node, values = _mapping(text[fence.end() : close.start()], path)
    lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value} if node else {}

    def given(key: str, convert: Callable[[Any], Any], expected: str, remedy: str) -> Any:
        value = values.get(key)
        if value is None or value == "":
            return None
        converted = convert(value)
        if converted is None:
            raise Problem(f"`{key}:` {expected}", place=Place(path, lines.get(key)), remedy=remedy)
        return converted

    def text_of(key: str) -> str | None:
        words: str | None = given(key, _text, "must be text", "put it in quotes on one line")
        return words

    rights = get_args(Rights)
    return (
        Metadata(
            title=text_of("title"),
            published=given("date", _date, "is no day", "write it as YYYY-MM-DD") or None,
            source_name=text_of("source_name"),
            source_url=text_of("source_url"),
            author=given("author", _names, "must be a name or a list of names", "as in [A, B]"),
            topics=given("topics", _list, "must be a list", "write it as [one, two]") or (),
            rights=given(
                "article",
                lambda v: v if v in rights else None,
                f"must be one of {', '.join(rights)}",
                "say how much may be republished",
            ),
            language=given("language", _language, "is no language", "write it as en or en-GB"),
        ),
        min(close.end() + 1, len(text)),
    )


def _mapping(block: str, path: str) -> tuple[yaml.MappingNode | None, dict[Any, Any]]:
    try:
        notation.sound(block)
        loader = yaml.SafeLoader(block)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        if not isinstance(node, yaml.MappingNode):
            raise Problem(
                "the front matter is no list of settings",
                place=Place(path, 2),
                remedy="write a line `key: value` for each",
            )
        return node, _construct(loader, node, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Problem(
            f"broken YAML in the front matter ({error.problem or error.context})",
            place=Place(path, mark.line + 2 if mark else None),
            remedy="put the value in quotes if it holds a colon or starts with a sign",
        ) from error
    except yaml.reader.ReaderError as error:
        odd = yaml.reader.Reader.NON_PRINTABLE.search(block)
        raise Problem(
            f"the front matter holds what is no text (U+{ord(odd[0]) if odd else 0:04X})",
            place=Place(path, block.count("\n", 0, odd.start() if odd else 0) + 2),
            remedy="delete it",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Problem(
            "broken YAML in the front matter", place=Place(path, 1), remedy="mend it"
        ) from error


def _construct(loader: yaml.SafeLoader, node: yaml.MappingNode, path: str) -> dict[Any, Any]:
    """As SafeLoader does it, but a value that is no value of its kind stays a string."""
    values: dict[Any, Any] = {}
    for key, value in node.value:
        try:
            values[str(key.value)] = loader.construct_object(value, deep=True)
        except (ValueError, TypeError, OverflowError):
            values[str(key.value)] = getattr(value, "value", None)
    return values


def _text(value: Any) -> str | None:
    if isinstance(value, (bool, list, dict)):
        return None
    return " ".join(str(value).split()) or None


def _date(value: Any) -> str | None:
    """ISO date; "" for a year or month, which dates no weekday."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    words = str(value).strip()
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", words):
        return ""
    return day(words) if isinstance(value, str) else None


def _list(value: Any) -> tuple[str, ...] | None:
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        items = [items]
    texts = [_text(item) for item in items]
    return None if None in texts else tuple(t for t in texts if t)


def _names(value: Any) -> str | None:
    if isinstance(value, list):
        names = _list(value)
        return ", ".join(names) if names else None
    return _text(value)


def _language(value: Any) -> str | None:
    if value is False:  # YAML 1.1 takes the Norwegian tag for a negation
        return "no"
    return (
        value if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", value) else None
    )

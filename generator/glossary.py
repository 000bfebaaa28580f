"""`glossary.yml`: who an actor is across articles, in editors' words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

from generator.analysis.model import ActorKind
from generator.problems import ConfigProblem, Place, Problem

if TYPE_CHECKING:
    from generator.explainer.model import Explainer

FILE = "glossary.yml"
LONGEST = 5_000_000
"""Characters; some 20,000 entries."""

Node = Any
"""A node of YAML: typed as what it is, its `id` would be unknown."""

SOURCE = f"[glossary](../{FILE})"
"""What stands in an explainer for a paragraph where the glossary describes an actor; Markdown."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An entry: one actor, whatever explainers call it.

    Attributes:
        name: the preferred one.
        also: other names that it goes by.
        kind: what it is, or None to leave that to the articles.
        description: plain text in one line; None to leave that to the articles.
        links: addresses of pages about it.
        within: slugs of the only explainers that the entry is for; none for all.
        line: of the file, where the entry begins.
    """

    name: str
    also: tuple[str, ...] = ()
    kind: ActorKind | None = None
    description: str | None = None
    links: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True)
class Glossary:
    """All entries. An entry for certain explainers goes before one for all of them."""

    identities: tuple[Identity, ...] = ()

    @cached_property
    def _claims(self) -> dict[tuple[str, str | None], Identity]:
        return {claim: i for i in self.identities for claim in _claims(i)}

    def identity(self, name: str, explainer: str) -> Identity | None:
        """Who goes by a name in an explainer, which is given by its slug."""
        if not self.identities:
            return None
        for form in (key(name), key(_POSSESSIVE.sub("", name))):
            found = self._claims.get((form, explainer)) or self._claims.get((form, None))
            if found:
                return found
        return None


NOTHING = Glossary()
"""What a site without a glossary has."""


@lru_cache(1 << 16)
def key(name: str) -> str:
    """What two spellings of a name have in common: letters and digits, in lower case.

    Accents and strokes do not count (Ødegård, Odegard), nor do full stops and spaces between
    initials (U.S., US; J. K., J.K.).
    """
    name = _APOSTROPHE.sub("", name)
    if name.isascii():
        words = _APART.sub(" ", name).lower().split()
    else:
        base = unicodedata.normalize("NFKD", name)
        words = "".join(map(_letter, base)).casefold().split()
    parts: list[str] = []
    initials = False
    for word in words:
        was, initials = initials, len(word) == 1 and word.isalpha()
        if was and initials:
            parts[-1] += word
        else:
            parts.append(word)
    return unicodedata.normalize("NFC", "-".join(parts))


_APART = re.compile(r"[\W_]")
_APOSTROPHE = re.compile("['’]")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_STROKE = re.compile(r"LATIN (CAPITAL|SMALL) LETTER (?:DOTLESS )?([A-Z])(?: WITH STROKE)?")


def _letter(character: str) -> str:
    """A letter without what is drawn on it; a space for what is no letter, digit or vowel sign."""
    if character.isascii():
        return character if character.isalnum() else " "
    if unicodedata.category(character).startswith("M"):
        # Accents and the points of Semitic scripts; the vowel signs of Indic ones are letters.
        accent = unicodedata.combining(character)
        return "" if accent >= 200 or 10 <= accent <= 35 else character
    match = _STROKE.fullmatch(unicodedata.name(character, ""))
    return match[2] if match else character if character.isalnum() else " "


def unmatched(glossary: Glossary, explainers: Mapping[str, Explainer]) -> Iterator[Problem]:
    """Entries that name nobody, and explainers that an entry is for but does not name anyone in.

    An entry is for an actor that an explainer lists under one of its names: aliases in an
    explainer do not count, since others may go by them too.

    Args:
        explainers: by slug, all that the site has.
    """
    if not glossary.identities:
        return
    found: dict[Identity, set[str]] = {identity: set() for identity in glossary.identities}
    aliases: dict[str, tuple[str, str]] = {}
    names: dict[str, str] = {}
    for slug, explainer in explainers.items():
        for row in (*explainer.actors, *explainer.also_named):
            names.setdefault(key(row.name), row.name)
            for alias in row.aliases:
                aliases.setdefault(key(alias), (row.name, slug))
            if identity := glossary.identity(row.name, slug):
                found[identity].add(slug)
    for identity, slugs in found.items():
        for message, remedy in _misses(identity, slugs, explainers, aliases, names):
            yield Problem(message, place=Place(FILE, identity.line), remedy=remedy)


def _misses(
    identity: Identity,
    found: set[str],
    explainers: Mapping[str, Explainer],
    aliases: Mapping[str, tuple[str, str]],
    names: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """What an entry does not match, and what to do about it."""
    if gone := [slug for slug in identity.within if slug not in explainers]:
        remedy = "name explainers by their file in content/"
        if near := _nearest(gone[0], {slug: slug for slug in explainers}):
            remedy = f"did you mean “{near}”?"
        yield f"there is no explainer “{gone[0]}”", remedy
    if found and found.issuperset(set(identity.within) & explainers.keys()):
        return
    if len(gone) == len(identity.within) > 0:
        return
    rest = [slug for slug in identity.within if slug in explainers and slug not in found]
    where = f"actor of {' or '.join(rest)}" if rest else "explainer’s actor"
    remedy = "add the name that explainers list it under, or remove the entry"
    known = next((aliases[k] for k in map(key, identity.names) if k in aliases), None)
    if known and key(known[0]) not in map(key, identity.names):
        remedy = (
            f"{known[1]} lists “{known[0]}” by that alias: add “also: {known[0]}” if it is meant"
        )
    elif near := _nearest(key(identity.name), names):
        remedy = f"did you mean “{near}”?"
    yield f"no {where} is called “{'” or “'.join(identity.names)}”", remedy


def _nearest(word: str, known: Mapping[str, str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.8)
    return known[near[0]] if near and near[0] != word else None


# Reading


def read(root: Path) -> Glossary:
    """The glossary of the site in `root`; an empty one where there is no `glossary.yml`.

    Raises:
        ConfigProblem: the file cannot be read, or says what cannot be meant: a line for each fault.
    """
    try:
        with (root / FILE).open(encoding="utf-8-sig") as file:
            text = file.read(LONGEST + 1)
    except FileNotFoundError:
        return NOTHING
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem(
            f"cannot be read ({error})", place=FILE, remedy="save it as UTF-8"
        ) from error
    reading = _Reading()
    identities = [i for node in _entries(text) if (i := reading.identity(node))]
    glossary = Glossary(tuple(identities))
    if not reading.faults:
        reading.faults += _ambiguous(identities)
    if reading.faults:
        raise Faults(reading.faults)
    return glossary


class Faults(ConfigProblem):
    """All that is wrong with the file, a line each."""

    def __init__(self, faults: Sequence[Problem]) -> None:
        self.faults = tuple(faults)
        super().__init__(faults[0].message, place=faults[0].place, remedy=faults[0].remedy)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def _entries(text: str) -> list[Node]:
    """The items of the list that the file is.

    Raises:
        ConfigProblem: it is no list, or no YAML.
    """
    import yaml

    from generator import notation

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        notation.sound(text, LONGEST)
        node = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
        raise ConfigProblem(
            f"this is no YAML ({what})",
            place=Place(FILE, mark.line + 1 if mark else None),
            remedy="put a value in quotes if it holds a colon or starts with a sign",
        ) from error
    if node is None or node.tag.endswith(":null"):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise ConfigProblem(
            "the glossary is no list",
            place=Place(FILE, node.start_mark.line + 1),
            remedy="begin each entry with “- name: ”",
        )
    return list(node.value)


@dataclass
class _Reading:
    """Takes entries from nodes of YAML, and notes what is wrong with them."""

    faults: list[Problem] = field(default_factory=list)

    def fault(self, node: Node, message: str, remedy: str) -> None:
        place = Place(FILE, node.start_mark.line + 1)
        self.faults.append(Problem(message, place=place, remedy=remedy))

    def identity(self, node: Node) -> Identity | None:
        values = self._values(node)
        if values is None:
            return None
        if "name" not in values:
            self.fault(node, "this entry has no name", "begin it with “- name: ”")
            return None
        names = [n for k in ("name", "also") for n in self._names(k, values.get(k))]
        kinds = get_args(ActorKind)
        kind = self._one("kind", values.get("kind"))
        if kind is not None and kind not in kinds:
            self.fault(values["kind"], f"no kind is called “{kind}”", f"one of {', '.join(kinds)}")
        if not names:
            return None
        return Identity(
            names[0],
            tuple(dict.fromkeys(n for n in names[1:] if n != names[0])),
            kind,  # type: ignore[arg-type]
            self._one("description", values.get("description")),
            tuple(self._links(values.get("links"))),
            tuple(dict.fromkeys(map(_slug, self._texts("in", values.get("in"))))),
            node.start_mark.line + 1,
        )

    def _values(self, node: Node) -> dict[str, Node] | None:
        """An entry's keys and values."""
        if node.id != "mapping":
            self.fault(node, "this entry is no list of keys", "begin it with “- name: ”")
            return None
        values: dict[str, Node] = {}
        for name, value in node.value:
            if name.value not in _KEYS:
                remedy = f"known: {', '.join(_KEYS)}"
                self.fault(name, f"unknown key “{_shown(name)}”", remedy)
            elif name.value in values:
                self.fault(name, f"“{name.value}” is given twice", "keep one of them")
            else:
                values[name.value] = value
        return values

    def _names(self, name: str, node: Node | None) -> Iterator[str]:
        one = name == "name"
        for text in filter(None, [self._one(name, node)]) if one else self._texts(name, node):
            if key(text):
                yield text
            elif node:
                self.fault(node, f"“{text}” is no name", "write it with letters or digits")

    def _one(self, name: str, node: Node | None) -> str | None:
        """A value that is one text."""
        if node is not None and node.id != "scalar":
            self.fault(node, f"“{name}” must be one text", "put it in quotes")
            return None
        return next(self._texts(name, node), None)

    def _texts(self, name: str, node: Node | None) -> Iterator[str]:
        """One text, or each of a list, its words as they were written."""
        if node is None:
            return
        for item in node.value if node.id == "sequence" else [node]:
            if item.id != "scalar":
                self.fault(item, f"“{name}” must be text or a list of texts", "as in [one, two]")
            elif not (text := " ".join(item.value.split())) or text == "~":
                self.fault(item, f"“{name}” is empty", "fill it in, or leave it out")
            else:
                yield text

    def _links(self, node: Node | None) -> Iterator[str]:
        for address in self._texts("links", node):
            try:
                parts = urlsplit(address)
                is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
            except ValueError:
                is_web = False
            if is_web and " " not in address:
                yield address
            elif node:
                remedy = "as in https://www.wikidata.org/wiki/Q42"
                self.fault(node, f"“{address}” is no address of a page", remedy)


_KEYS = ("name", "also", "kind", "description", "links", "in")


def _shown(node: Node) -> str:
    return " ".join(node.value.split()) if node.id == "scalar" else f"a {node.id}"


def _slug(file: str) -> str:
    """An explainer's slug, from its slug, its file's name or its path."""
    return file.removeprefix("./").removeprefix("content/").removesuffix(".md")


def _claims(identity: Identity) -> Iterator[tuple[str, str | None]]:
    """What an entry stands for: keys of names, each in an explainer, or in all of them."""
    for name in dict.fromkeys(map(key, identity.names)):
        for explainer in identity.within or (None,):
            yield name, explainer


def _ambiguous(identities: Iterable[Identity]) -> Iterator[Problem]:
    """Where two entries stand for one name in one explainer."""
    taken: dict[tuple[str, str | None], Identity] = {}
    for identity in identities:
        for claim in _claims(identity):
            first = taken.setdefault(claim, identity)
            if first is identity:
                continue
            name = next(n for n in identity.names if key(n) == claim[0])
            where = f" in {claim[1]}" if claim[1] else ""
            yield Problem(
                f"“{name}” is also the name of the entry in line {first.line}{where}",
                place=Place(FILE, identity.line),
                remedy="say with “in: ” which explainers each is for, or make one entry of them",
            )
            break

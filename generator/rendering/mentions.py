"""Where a text names an actor: names and aliases, the longest first, at word boundaries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

Link = Callable[[str, str], str]
"""From an actor's id and the text that names it, already escaped, to HTML."""


class Mentions:
    """Finds the names that it was made from; an alias that two actors share is nobody's.

    Args:
        names: for each actor its id, its name and its aliases.
    """

    def __init__(self, names: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        known: dict[str, str] = {}
        aliases: dict[str, set[str]] = {}
        self._ids: set[str] = set()
        for actor, name, others in names:
            self._ids.add(actor)
            known.setdefault(_plain(name), actor)
            for alias in others:
                aliases.setdefault(_plain(alias), set()).add(actor)
        for alias, actors in aliases.items():
            if len(actors) == 1:
                known.setdefault(alias, *actors)
        self._actors = {name: actor for name, actor in known.items() if len(name) > 1}
        self._pattern = _pattern(self._actors)

    def knows(self, actor: str) -> bool:
        return actor in self._ids

    def actor(self, name: str) -> str | None:
        """The actor that is called exactly this."""
        return self._actors.get(_plain(name))

    def find(self, text: str) -> list[str]:
        """The ids of the actors named in a text, in the order in which they first appear."""
        if not self._pattern:
            return []
        return list(dict.fromkeys(self._actors[_plain(m[0])] for m in self._pattern.finditer(text)))

    def link(self, text: str, link: Link) -> str:
        """The text as HTML, its names linked."""
        if not self._pattern:
            return escape(text, quote=False)
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(text):
            parts.append(escape(text[end : match.start()], quote=False))
            parts.append(link(self._actors[_plain(match[0])], escape(match[0], quote=False)))
            end = match.end()
        parts.append(escape(text[end:], quote=False))
        return "".join(parts)


def _plain(name: str) -> str:
    return " ".join(name.split()).replace("’", "'")


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(names, key=lambda n: (-len(n), n))
    if not ordered:
        return None
    # The lookahead spares trying every name at every word.
    initials = "".join(sorted({re.escape(n[0]) for n in ordered}))
    return re.compile(rf"(?<!\w)(?=[{initials}])(?:{'|'.join(_spelled(n) for n in ordered)})(?!\w)")


def _spelled(name: str) -> str:
    return re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s+")

"""Where a text names an actor: names and aliases, the longest first, at word boundaries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
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
        self._names: dict[str, list[str]] = {}
        for name in sorted(self._actors, key=lambda n: (-len(n), n)):
            self._names.setdefault(_begin(name), []).append(name)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_starts"}

    @cached_property
    def _starts(self) -> re.Pattern[str] | None:
        """Words that a name may begin with, by their first letters."""
        initials = "".join(sorted({re.escape(name[0]) for name in self._actors}))
        return re.compile(rf"(?<!\w)[{initials}]\w*") if initials else None

    def knows(self, actor: str) -> bool:
        return actor in self._ids

    def actor(self, name: str) -> str | None:
        """The actor that is called exactly this."""
        return self._actors.get(_plain(name))

    def find(self, text: str) -> list[str]:
        """The ids of the actors named in a text, in the order in which they first appear."""
        return list(dict.fromkeys(actor for _, _, actor in self._found(text)))

    def link(self, text: str, link: Link) -> str:
        """The text as HTML, its names linked."""
        parts: list[str] = []
        done = 0
        for start, end, actor in self._found(text):
            parts.append(escape(text[done:start], quote=False))
            parts.append(link(actor, escape(text[start:end], quote=False)))
            done = end
        parts.append(escape(text[done:], quote=False))
        return "".join(parts)

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and actor of each name; at each word the names that begin so are tried."""
        if not self._starts:
            return
        straight = text.replace("’", "'")
        any_space = _ANY_SPACE.search(text) is not None
        at = 0
        while word := self._starts.search(straight, at):
            start = word.start()
            at = start + 1
            for name in self._names.get(word[0], ()):
                if straight.startswith(name, start):
                    end = start + len(name)
                elif any_space and (spelled := _spaced(name).match(straight, start)):
                    end = spelled.end()
                else:
                    continue
                if not _goes_on(straight, end):
                    yield start, end, self._actors[name]
                    at = end
                    break


def _plain(name: str) -> str:
    return " ".join(name.split()).replace("’", "'")


def _begin(name: str) -> str:
    """What a name is looked up by: its first letter, or sign, and the letters after it."""
    end = 1
    while _goes_on(name, end):
        end += 1
    return name[:end]


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")


_ANY_SPACE = re.compile(r"\s\s|[^\S ]")
"""Space within a name that is not one blank: a line's end, most of the time."""


@lru_cache(1 << 14)
def _spaced(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name).replace(r"\ ", r"\s+"))

"""Where a text names an actor: names and aliases, the longest first, at word boundaries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache, partial
from html import escape
from string import ascii_uppercase

Link = Callable[[str, str], str]
"""From an actor's id and the text that names it, already escaped, to HTML."""


escape_words = partial(escape, quote=False)
"""Words as HTML."""


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
    def _starts(self) -> re.Pattern[str]:
        """Words that a name may begin with, by their first letters; signs alone."""
        initials = {name[0] for name in self._actors}
        return _starting("".join(sorted(initials.difference(ascii_uppercase))))

    def knows(self, actor: str) -> bool:
        return actor in self._ids

    def actor(self, name: str) -> str | None:
        """The actor that is called exactly this."""
        return self._actors.get(_plain(name))

    def find(self, text: str) -> list[str]:
        """The ids of the actors named in a text, in the order in which they first appear."""
        return list(dict.fromkeys([actor for _, _, actor in self._found(text)]))

    def link(self, text: str, link: Link) -> str:
        """The text as HTML, its names linked."""
        put = escape_words if "&" in text or "<" in text or ">" in text else str
        parts: list[str] = []
        done = 0
        for start, end, actor in self._found(text):
            parts += put(text[done:start]), link(actor, put(text[start:end]))
            done = end
        return "".join((*parts, put(text[done:]))) if done else put(text)

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and actor of each name; at each word the names that begin so are tried."""
        found: list[tuple[int, int, str]] = []
        if not self._actors:
            return found
        straight = text.replace("’", "'") if "’" in text else text
        at = 0
        names = self._names.get
        for word in self._starts.finditer(straight):
            begun = names(word[0])
            if not begun or (start := word.start()) < at:
                continue
            for name in begun:
                if straight.startswith(name, start):
                    end = start + len(name)
                elif spelled := _spelled(name, straight, start):
                    end = spelled.end()
                else:
                    continue
                after = straight[end : end + 1]
                if not (after.isalnum() or after == "_"):
                    found.append((start, end, self._actors[name]))
                    at = end
                    break
        return found


@lru_cache(1 << 10)
def _starting(others: str) -> re.Pattern[str]:
    """Words that begin with a Latin capital or one of these; to make one for each page takes longer
    than to look at some words more. It begins with a set of characters: those are found faster than
    what stands before them."""
    letters = "".join(re.escape(i) for i in others if _LETTERS.match(i))
    signs = "".join(re.escape(i) for i in others if not _LETTERS.match(i))
    alone = rf"|[{signs}](?<!\w.)" if signs else ""
    return re.compile(rf"[A-Z{letters}](?<!\w.)\w*{alone}", re.DOTALL)


def _plain(name: str) -> str:
    return " ".join(name.split()).replace("’", "'")


def _begin(name: str) -> str:
    """What a name is looked up by: the letters that it begins with, or a sign."""
    letters = _LETTERS.match(name)
    return letters[0] if letters else name[:1]


_LETTERS = re.compile(r"\w+")


def _spelled(name: str, text: str, at: int) -> re.Match[str] | None:
    """The name where it stands with other space between its words: a line's end, most often."""
    return _spaced(name).match(text, at) if " " in name and _ANY_SPACE.search(text) else None


_ANY_SPACE = re.compile(r"\s\s|[^\S ]")


@lru_cache(1 << 14)
def _spaced(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name).replace(r"\ ", r"\s+"))

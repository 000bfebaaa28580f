"""Chains: all the mentions of one actor, and where in the article they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from spacy.tokens import Doc

from generator.analysis.actors.names import Words
from generator.analysis.model import ActorKind
from generator.analysis.quotes.marks import Quotation

_MEMORY = 400
"""How many mentions back a reader still knows who "the minister" was."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `[start, end)` that name, describe or stand for somebody."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Name(Mention):
    """A mention by name: `label` is OntoNotes', `words` leave out titles and articles.

    `proper` is False where it stands in for a name ("the Ochran government" for Ochre).
    """

    label: str
    words: Words
    text: str
    title: str | None = None
    proper: bool = True


@dataclass(frozen=True, slots=True)
class Description(Mention):
    """What the article says somebody is: `form` tells how, `text` leaves out the determiner."""

    form: str
    text: str


@dataclass(slots=True, eq=False)
class Chain:
    """All that is said of one actor; grows from sieve to sieve.

    `country` is the usual name of the country that it is; `label` is what an unnamed group is
    called.
    """

    kind: ActorKind
    mentions: list[Mention] = field(default_factory=list)
    descriptions: list[Description] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    country: str | None = None
    label: str = ""

    @property
    def named(self) -> bool:
        return not self.label

    @property
    def names(self) -> list[Name]:
        return [m for m in self.mentions if isinstance(m, Name)]

    @property
    def gender(self) -> str | None:
        """`m` or `f` where titles, nouns and pronouns agree."""
        m, f = self.genders["m"], self.genders["f"]
        return "m" if m > 2 * f + 1 else "f" if f > 2 * m + 1 else None


class Chains:
    """The chains of an article, and where in it they are mentioned.

    `quoted` are the tokens between quotation marks.
    """

    def __init__(self, doc: Doc, quoted: Iterable[Quotation] = ()) -> None:
        self.doc = doc
        self._chains: list[Chain] = []
        self._starts: list[int] = []
        self._mentions: list[tuple[Mention, Chain]] = []
        self._sentences = [s.start for s in doc.sents]
        self.quoted = frozenset(
            token.i
            for q in quoted
            for token in doc.char_span(q.start, q.stop, alignment_mode="expand") or ()
        )

    def __iter__(self) -> Iterator[Chain]:
        return (chain for chain in list(self._chains) if chain.mentions)

    def open(self, kind: ActorKind, country: str | None = None, label: str = "") -> Chain:
        """A new chain, empty yet."""
        chain = Chain(kind, country=country, label=label)
        self._chains.append(chain)
        return chain

    def link(self, mention: Mention, chain: Chain) -> None:
        """Add a mention to a chain."""
        chain.mentions.append(mention)
        at = bisect_right(self._starts, mention.start)
        self._starts.insert(at, mention.start)
        self._mentions.insert(at, (mention, chain))

    def unlink(self, mention: Mention, chain: Chain) -> None:
        """Take a mention out of its chain."""
        chain.mentions.remove(mention)
        at = self._mentions.index((mention, chain), bisect_left(self._starts, mention.start))
        del self._mentions[at], self._starts[at]

    def mention(self, token: int) -> tuple[Mention, Chain] | None:
        """The mention that covers a token, with its chain."""
        here = bisect_right(self._starts, token)
        for mention, chain in reversed(self._mentions[max(0, here - 3) : here]):
            if mention.start <= token < mention.end:
                return mention, chain
        return None

    def at(self, token: int) -> Chain | None:
        """The chain of the mention that covers a token."""
        found = self.mention(token)
        return found[1] if found else None

    def between(self, start: int, end: int) -> list[tuple[Mention, Chain]]:
        """Mentions that start in tokens `[start, end)`, in order."""
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, token: int) -> Iterator[tuple[Mention, Chain]]:
        """Mentions that start before a token, the nearest first, as far as memory goes."""
        last = bisect_left(self._starts, token) - 1
        return (self._mentions[i] for i in islice(range(last, -1, -1), _MEMORY))

    def sentence(self, token: int) -> int:
        """The number of the sentence that a token is in."""
        return bisect_right(self._sentences, token) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        """The tokens `[start, end)` of a sentence."""
        start = self._sentences[sentence]
        after = sentence + 1
        return start, self._sentences[after] if after < len(self._sentences) else len(self.doc)

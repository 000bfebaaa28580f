"""Which item of one explainer is which of another, though words and order have changed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Container, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt

from generator.explainer.blocks import blocks
from generator.explainer.model import ActorRow, EventRow, Explainer, Prose, QuoteRow, Row, Section
from generator.notation import patient

LEAD = "standfirst"
"""The key of what stands above the first section."""

SIMILAR = 0.6
"""The least share of words that two items have in common which may be one, reworded."""

SHARED = 4
"""The least number of them, names apart: short phrases are alike by chance."""

PLAIN: dict[type[Row], tuple[str, ...]] = {
    ActorRow: ("name", "kind", "aliases"),
    QuoteRow: ("when",),
    EventRow: ("date", "status"),
}
"""The fields of a row that are plain text."""

MARKDOWN: dict[type[Row], tuple[str, ...]] = {
    ActorRow: ("description", "note", "elsewhere"),
    QuoteRow: ("who", "what", "how", "elsewhere"),
    EventRow: ("what", "elsewhere"),
}
"""The fields of a row that are Markdown: layout does not count when they are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A row, or one block of prose, at its place in an explainer.

    A block remembers the prose it is part of, the block before it there, the gap between them, and
    how many lines of the prose stand above it.
    """

    what: Row | Prose
    section: str
    whole: Prose | None = None
    before: Unit | None = None
    gap: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """An explainer's sections by key, in order, and all that stands in them."""

    sections: dict[str, Section]
    units: tuple[Unit, ...]

    def within(self, key: str) -> list[Unit]:
        return [u for u in self.units if u.section == key]

    def kind(self, key: str) -> str:
        return self.sections[key].kind if key in self.sections else "prose"


def outline(explainer: Explainer) -> Outline:
    """The items of an explainer in order. The first section of a kind has its name as key."""
    sections: dict[str, Section] = {}
    units = list(_blocks(Prose(explainer.standfirst), LEAD))
    for section in explainer.sections:
        key: str = section.kind
        if key == "prose" or key in sections:
            name = f"{section.kind} {section.heading}"
            key = next(
                k for k in (f"{name} {n}" for n in range(len(sections) + 1)) if k not in sections
            )
        sections[key] = section
        for item in section.items:
            units += _blocks(item, key) if isinstance(item, Prose) else [Unit(item, key)]
    return Outline(sections, tuple(units))


def _blocks(prose: Prose, section: str) -> Iterator[Unit]:
    unit, end = None, 0
    for start, stop in _places(prose.text):
        gap, end = prose.text[end:start], stop
        line = prose.text.count("\n", 0, start)
        unit = Unit(Prose(prose.text[start:stop]), section, prose, unit, gap, line)
        yield unit


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where the blocks of a text stand, each item of a list on its own; no words are left out."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    parts = [
        part
        for block in blocks(text)
        for part in ([(i.first, i.last) for i in block.items] or [(block.first, block.last)])
    ]
    done = 0
    for first, last in (*parts, (len(lines), len(lines))):
        # Definitions of links make no block, but are words all the same.
        rest = [n for n in range(done, first) if lines[n].strip()]
        if rest:
            yield starts[rest[0]], starts[rest[-1]] + len(lines[rest[-1]])
        if first < last:
            yield starts[first], starts[last - 1] + len(lines[last - 1])
        done = last


def paragraphs(text: str) -> int:
    """How many numbers a block takes where paragraphs and items of lists are counted."""
    if _FOOTNOTE.match(text):
        return 0
    counted, inside = 0, -1
    for token in _parser().parse(text):
        if inside < 0 and token.type in ("paragraph_open", "list_item_open"):
            counted, inside = counted + 1, token.level
        elif token.nesting < 0 and token.level == inside:
            inside = -1
    return counted


_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^[^\]\s]+\]:")


@lru_cache(maxsize=8192)
def meaning(markdown: str) -> str:
    """What Markdown says, whatever its layout: two texts of one meaning are not told apart."""
    if not _MARKUP.search(markdown):
        return f"<p>{' '.join(markdown.split())}</p>"
    return " ".join(_LAYOUT.sub("", _parser().render(markdown)).split())


_MARKUP = re.compile(r"[^\w\s“”‘’,;…]|_|^[ \t]")
_LAYOUT = re.compile(r"<br />(?=\n)|(?<=<ol) start=\"\d+\"")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return patient(parser)


def same(name: str, kind: type[Row], one: object, other: object) -> bool:
    """Whether a field of a row says the same in both."""
    if name in MARKDOWN[kind]:
        return meaning(str(one)) == meaning(str(other))
    return one == other


def says_the_same(one: Row | Prose, other: Row | Prose) -> bool:
    """Whether two items do, their ids and the numbers of their paragraphs aside."""
    return _said(one) == _said(other)


def _said(what: Row | Prose) -> Hashable:
    if isinstance(what, Prose):
        return meaning(what.text)
    kind = type(what)
    return (
        kind,
        *(getattr(what, name) for name in PLAIN[kind]),
        *(meaning(getattr(what, name)) for name in MARKDOWN[kind]),
        () if isinstance(what, ActorRow) else what.more,
    )


def match(
    olds: Sequence[Unit], news: Sequence[Unit], in_place: Container[Unit] | None = None
) -> dict[Unit, Unit]:
    """Each item's counterpart: by id, by what they say, by similar words, and for prose by place.

    Rows may have gone from one section to another, prose stays in its own. `in_place` are those
    that place alone may tell, if not all.
    """
    found = _by_keys(olds, news)
    taken = set(found.values())
    left = [o for o in olds if o not in found]
    for old, new in _similar(left, [n for n in news if n not in taken]):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    places = _in_place(olds, news, found)
    return found | {o: n for o, n in places if in_place is None or o in in_place}


def _by_keys(olds: Sequence[Unit], news: Sequence[Unit]) -> dict[Unit, Unit]:
    found: dict[Unit, Unit] = {}
    taken: set[Unit] = set()
    for key in _KEYS:
        waiting: dict[Hashable, deque[Unit]] = defaultdict(deque)
        for new in news:
            if new not in taken:
                waiting[key(new)].append(new)
        for old in olds:
            if old not in found and (wanted := key(old)) and waiting[wanted]:
                found[old] = waiting[wanted].popleft()
                taken.add(found[old])
    return found


def _pool(unit: Unit) -> tuple[object, ...]:
    return (unit.section,) if isinstance(unit.what, Prose) else (type(unit.what),)


def _id(unit: Unit) -> str | None:
    return None if isinstance(unit.what, Prose) else unit.what.id


_KEYS: Sequence[Callable[[Unit], Hashable]] = (
    lambda u: (_pool(u), _id(u), _said(u.what)),
    lambda u: (_pool(u), _id(u)) if _id(u) else None,
    lambda u: (_pool(u), _said(u.what)),
)


def _similar(olds: Sequence[Unit], news: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Pairs that may be one item reworded, the most similar first."""
    words = {unit: _words(unit.what) for unit in (*olds, *news)}
    scored = []
    for i, old in enumerate(olds):
        for j, new in enumerate(news):
            if _pool(old) == _pool(new):
                total = len(words[old]) + len(words[new])
                common = len(words[old] & words[new])
                least = 1 if isinstance(old.what, ActorRow) else SHARED
                score = 2 * common / total if total else 0.0
                if score == 1 or (score >= SIMILAR and common >= least):
                    scored.append((-score, i, j))
    return [(olds[i], news[j]) for _, i, j in sorted(scored)]


def _words(what: Row | Prose) -> frozenset[str]:
    match what:
        case Prose(text=text):
            pass
        case ActorRow(name=name, aliases=aliases):
            text = " ".join((name, *aliases))
        case _:
            text = what.what
    return frozenset(_WORD.findall(text.casefold()))


_WORD = re.compile(r"\w+")


def _in_place(
    olds: Sequence[Unit], news: Sequence[Unit], found: dict[Unit, Unit]
) -> list[tuple[Unit, Unit]]:
    """Blocks of prose between the same neighbours, however little they have in common."""
    pairs: list[tuple[Unit, Unit]] = []
    taken = set(found.values())
    for section in dict.fromkeys(u.section for u in olds):
        old = [u for u in olds if u.section == section and isinstance(u.what, Prose)]
        new = [u for u in news if u.section == section and isinstance(u.what, Prose)]
        at = {u: i for i, u in enumerate(new)}
        fixed = [-1, *(i for i, u in enumerate(old) if u in found), len(old)]
        for left, right in pairwise(fixed):
            first = at[found[old[left]]] + 1 if left >= 0 else 0
            last = at[found[old[right]]] if right < len(old) else len(new)
            between = new[first:last]
            if not taken.intersection(between):
                pairs += zip(old[left + 1 : right], between, strict=False)
    return pairs


def moved(olds: Sequence[Unit], news: Sequence[Unit], found: dict[Unit, Unit]) -> set[Unit]:
    """The old ones that now stand elsewhere: in another section, or in another order.

    As few as can be: all others form a longest increasing subsequence of their section.
    """
    place = {unit: i for i, unit in enumerate(news)}
    out: set[Unit] = set()
    sections: dict[str, list[Unit]] = defaultdict(list)
    for old in olds:
        if old in found:
            if found[old].section == old.section:
                sections[old.section].append(old)
            else:
                out.add(old)
    for section in sections.values():
        kept = _longest_increasing([place[found[old]] for old in section])
        out.update(old for i, old in enumerate(section) if i not in kept)
    return out


def _longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The indexes of a longest increasing subsequence (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        ends[pile : pile + 1] = [i]
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept

"""Who speaks about whom: told by statements, drawn as lines from speakers to those they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from urllib.parse import quote

from markupsafe import Markup

from generator.explainer.text import plain
from generator.glossary import key
from generator.rendering.language import Language
from generator.rendering.lettering import LEADING, shorten, width_of, wrap
from generator.rendering.site import Card, Entry, People, Person, Statement

MOST = 12
"""How many are drawn; the others are told in words and stand in the table."""

SHAPES = {"wide": (210, 200, 2), "narrow": (104, 60, 3)}
"""For each picture the most room for a name, the room for lines, both in pixels, a name's lines."""

GAP, REACH, ROUNDS = 12, 18, 8
NUMBER, HEADING = 20, 70
"""The room for a number of statements behind a name, and for a column's heading, in pixels."""

WIDTHS = (1.25, 2.5, 4, 5.5)
"""The width of a line by the number of statements, in pixels; the last for all that are more."""


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Who speaks or is spoken about: an actor, or a speaker in the article's words alone.

    One picture has one for each `id`. `address` is that of a page from the site's root, or of a
    card on the page at hand.
    """

    id: str
    name: str
    mark: str = "○"
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What one says that names the other."""

    speaker: Voice
    about: Voice
    statements: tuple[tuple[Entry, Statement], ...]

    @property
    def denied(self) -> bool:
        return all(s.row.polarity == "denied" for _, s in self.statements)


@dataclass(frozen=True, slots=True)
class Picture:
    """The same lines for desks and for phones; `omitted` are those who are not drawn."""

    wide: Markup
    narrow: Markup
    omitted: tuple[str, ...]
    denied: bool
    weighted: bool


@dataclass(frozen=True, slots=True)
class Relations:
    """Who speaks about whom: a picture, where there is something to draw, and all of it."""

    picture: Picture | None
    all: tuple[Relation, ...]

    @property
    def by_speaker(self) -> list[tuple[Voice, list[Relation]]]:
        found: dict[Voice, list[Relation]] = {}
        for relation in self.all:
            found.setdefault(relation.speaker, []).append(relation)
        return list(found.items())


Told = Iterable[tuple[Entry, Statement]]
Of = Callable[[Entry, Card], Voice]


def of_explainer(entry: Entry) -> list[Relation]:
    """All in one explainer, its actors at their cards."""
    every = ((entry, s) for s in entry.statements)
    return _relations(every, lambda _, c: Voice(c.id, c.row.name, c.mark, f"#{quote(c.id)}"))


def of_person(person: Person, people: People) -> tuple[Voice, list[Relation]]:
    """Those that an actor is one side of, in all explainers, actors at their pages."""

    def of(entry: Entry, card: Card) -> Voice:
        if found := people.of(entry, card):
            return Voice(found.path, found.name, found.mark, found.address)
        address = f"{entry.address}#{quote(card.id)}"
        return Voice(address, card.row.name, card.mark, address)

    own = of(*person.cards[0])
    every = _relations([*person.statements, *person.mentioned], of)
    mine = [r for r in every if own.id in (r.speaker.id, r.about.id)]
    drawn = (v for r in mine for v in (r.speaker, r.about))
    return next((v for v in drawn if v.id == own.id), own), mine


def _relations(told: Told, of: Of) -> list[Relation]:
    """In the order of the statements, each of which counts once between two."""
    voices: dict[str, Voice] = {}
    found: dict[tuple[Voice, Voice], dict[tuple[str, str], tuple[Entry, Statement]]] = {}
    for entry, statement in told:
        cards = {c.id: c for c in entry.cards}
        abouts = [of(entry, cards[i]) for i in statement.about]
        for speaker in _speakers(entry, statement, cards, of) if abouts else ():
            speaker = voices.setdefault(speaker.id, speaker)
            for about in (voices.setdefault(v.id, v) for v in abouts):
                if about is not speaker:
                    once = found.setdefault((speaker, about), {})
                    once.setdefault((entry.slug, statement.id), (entry, statement))
    return [Relation(*both, tuple(once.values())) for both, once in found.items()]


def _speakers(
    entry: Entry, statement: Statement, cards: Mapping[str, Card], of: Of
) -> Iterator[Voice]:
    for speaker in statement.speakers:
        yield of(entry, cards[speaker])
    if statement.attributed and not statement.speakers:
        name = plain(statement.row.who)
        yield Voice(f"“{key(name) or name}", name)


# The picture


def draw(
    relations: Sequence[Relation], say: Language, focus: Voice | None = None
) -> Picture | None:
    """The picture, or None where there are not two lines to draw.

    Args:
        focus: who it is about, if it is about one; set first where it speaks, last where not.
    """
    drawn = _chosen(relations, focus)
    if len(drawn) < 2:
        return None
    left, right = _ordered(drawn, focus)
    voices = {v.id for v in (*left, *right)}
    others = {v.id: v.name for r in relations for v in (r.speaker, r.about) if v.id not in voices}
    sides = {
        "left": say.text("ties_actors", len(left)),
        "right": say.text("ties_actors", len(right)),
    }
    about = say.text("ties_picture", len(drawn), **sides)
    # The fine lines lie on top of the broad ones.
    lines = [_line(r, say) for r in sorted(drawn, key=lambda r: -len(r.statements))]
    wide, narrow = (_svg(shape, lines, left, right, focus, about, say) for shape in SHAPES)
    return Picture(
        wide,
        narrow,
        tuple(others.values()),
        denied=any(r.denied for r in drawn),
        weighted=any(len(r.statements) > 1 for r in drawn),
    )


def _chosen(relations: Sequence[Relation], focus: Voice | None) -> list[Relation]:
    """Those of the actors with the most statements between them, in the order of the article."""
    chosen = {focus.id} if focus else set()
    for relation in sorted(relations, key=lambda r: -len(r.statements)):
        both = {relation.speaker.id, relation.about.id}
        if len(chosen | both) <= MOST:
            chosen |= both
    return [r for r in relations if r.speaker.id in chosen and r.about.id in chosen]


def _ordered(drawn: Sequence[Relation], focus: Voice | None) -> tuple[list[Voice], list[Voice]]:
    """Speakers and those spoken about, each set by the middle of whom they are tied to.

    The order of the fewest crossings is kept. Source: Sugiyama, Tagawa, Toda (1981), Methods for
    visual understanding of hierarchical system structures (barycentre method).
    """
    left = list(dict.fromkeys(r.speaker for r in drawn))
    right = list(dict.fromkeys(r.about for r in drawn))
    if focus in left:
        left.insert(0, left.pop(left.index(focus)))
    if focus in right:
        right.append(right.pop(right.index(focus)))
    best = (_crossings(drawn, left, right), left, right)
    for turn in range(ROUNDS):
        if turn % 2:
            left = _settled(left, right, [(r.speaker, r.about) for r in drawn], focus, first=True)
        else:
            right = _settled(right, left, [(r.about, r.speaker) for r in drawn], focus, first=False)
        crossings = _crossings(drawn, left, right)
        if crossings < best[0]:
            best = (crossings, left, right)
        if not best[0]:
            break
    return best[1], best[2]


def _settled(
    column: list[Voice],
    other: list[Voice],
    ties: Sequence[tuple[Voice, Voice]],
    focus: Voice | None,
    *,
    first: bool,
) -> list[Voice]:
    places = {v: n for n, v in enumerate(other)}

    def middle(voice: Voice) -> float:
        if voice == focus:
            return -1.0 if first else float(len(other))
        tied = [places[b] for a, b in ties if a == voice]
        return sum(tied) / len(tied)

    return sorted(column, key=middle)


def _crossings(drawn: Sequence[Relation], left: list[Voice], right: list[Voice]) -> int:
    rows = [(left.index(r.speaker), right.index(r.about)) for r in drawn]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(rows, 2))


@dataclass(frozen=True, slots=True)
class _Line:
    """A relation as a line: `number` of statements, and the SVG before and after its path."""

    speaker: Voice
    about: Voice
    number: int
    start: str
    end: str

    def path(self, x: float, y: float, end: float, level: float) -> str:
        middle = (x + end) / 2
        curve = f"{middle:.1f} {y:.1f} {middle:.1f} {level:.1f} {end:.1f} {level:.1f}"
        return f"{self.start}M{x:.1f} {y:.1f}C{curve}{self.end}"


def _line(relation: Relation, say: Language) -> _Line:
    speaker, about, number = relation.speaker, relation.about, len(relation.statements)
    denied, width = relation.denied, WIDTHS[min(number, len(WIDTHS)) - 1]
    key = "ties_line_denied" if denied else "ties_line"
    words = say.text(key, number, speaker=speaker.name, about=about.name)
    start = f'<path class="line{" denied" * denied}" stroke-width="{width}" d="'
    return _Line(speaker, about, number, start, f'"><title>{escape(words)}</title></path>')


def _svg(
    shape: str,
    lines: Sequence[_Line],
    left: Sequence[Voice],
    right: Sequence[Voice],
    focus: Voice | None,
    about: str,
    say: Language,
) -> Markup:
    room, between, most = SHAPES[shape]
    names = {v: _name(v.name, room, most) for v in (*left, *right)}
    column, other = (
        max(HEADING, NUMBER + max(width_of(line) for v in side for line in names[v]))
        for side in (left, right)
    )
    start, end = column + REACH, column + REACH + between
    width = end + REACH + other
    top = LEADING + 8
    heights = [sum(len(names[v]) * LEADING + GAP for v in side) for side in (left, right)]
    height = top + max(heights)
    rows = [_rows(side, names, top, height) for side in (left, right)]
    parts = [_heading(start, end, say)]
    parts += [one.path(start, rows[0][one.speaker], end, rows[1][one.about]) for one in lines]
    for side, x, anchor in ((0, column, "end"), (1, end + REACH, "start")):
        sign = -1 if side else 1
        numbers: Counter[Voice] = Counter()
        for one in lines:
            numbers[one.about if side else one.speaker] += one.number
        for voice, y in rows[side].items():
            is_focus = " focus" if voice == focus else ""
            parts.append(
                f'<text class="kind{is_focus}" x="{x + sign * 11:.1f}" y="{y + 4.5:.1f}"'
                f' text-anchor="middle">{voice.mark}</text>'
            )
            parts.append(_label(x, y, anchor, names[voice], numbers[voice], is_focus))
    return Markup(
        f'<svg class="{shape}" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}"'
        f' height="{height}"'
        f' role="img" aria-label="{escape(about)}">{"".join(parts)}</svg>'
    )


def _name(name: str, room: int, most: int) -> list[str]:
    lines = list(wrap(name, room))
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [shorten(line, room) for line in lines]


def _rows(
    side: Sequence[Voice], names: Mapping[Voice, list[str]], top: int, bottom: int
) -> dict[Voice, float]:
    """The height at which each stands; a short column is spread as far as the long one."""
    needed = sum(len(names[v]) * LEADING for v in side)
    gap = (bottom - top - needed) / len(side)
    rows: dict[Voice, float] = {}
    y = float(top)
    for voice in side:
        height = len(names[voice]) * LEADING + gap
        rows[voice] = y + height / 2
        y += height
    return rows


def _heading(start: float, end: float, say: Language) -> str:
    """What the columns are, and an arrow from the one to the other."""
    return (
        f'<text class="small" x="{start - REACH:.1f}" y="12" text-anchor="end">'
        f"{say('who_speaks')}</text>"
        f'<path class="way" d="M{start:.1f} 8H{end - 4:.1f}m-5-4l5 4-5 4"/>'
        f'<text class="small" x="{end + REACH:.1f}" y="12">{say("of_whom")}</text>'
    )


def _label(x: float, y: float, anchor: str, lines: list[str], count: int, is_focus: str) -> str:
    """A name in its lines, and of how many statements, if of several."""
    top = y - len(lines) * LEADING / 2 + 12
    # The mark keeps a number behind a name that is written from the right.
    number = f' <tspan class="small">\N{LEFT-TO-RIGHT MARK}{count}</tspan>' if count > 1 else ""
    spans = "".join(
        f'<tspan x="{x:.1f}" dy="{LEADING if n else 0}">{escape(line, quote=False)}'
        f"{number if n == len(lines) - 1 else ''}</tspan>"
        for n, line in enumerate(lines)
    )
    at = f'x="{x:.1f}" y="{top:.1f}" text-anchor="{anchor}"'
    return f'<text class="who{is_focus}" {at}>{spans}</text>'

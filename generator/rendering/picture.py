"""The timeline as a picture: an SVG whose distances are honest, and whose breaks show as breaks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice, pairwise, product

from markupsafe import Markup

from generator import edtf
from generator.explainer.text import plain
from generator.rendering.language import Language
from generator.rendering.lettering import LEADING, shorten, width_of, wrap
from generator.rendering.site import Happening

WIDE, NARROW = 944, 344
"""Widths in pixels at which the pictures are drawn; their type is never scaled down below 12."""

BREAK = 64
"""The length of a break in the scale: its own label fits in."""

MOST_BREAKS = 5
CRAMPED, GAPING = 26, 0.3
"""The scale breaks while points stand closer than so many pixels, and a gap takes so much of it."""

FLAG, FLAG_LINES = 158, 3
"""The width and the most lines of a label that hangs from a mark."""

LANES, ATTEMPTS = 4, 4
BAR_OFFSETS = (8, 15)
MOST_LABELS = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at one time: one or more events, drawn as one mark with one label.

    `first` and `last` are days; `last` is None where it goes on, `first` where its beginning is
    not known. A `span` lasted; else the date is only as exact as that. `heading` tells the date.
    """

    heading: str
    first: int | None
    last: int | None
    span: bool
    texts: tuple[str, ...]
    statuses: frozenset[str]
    published: bool = False
    ids: tuple[str, ...] = ()

    @property
    def at(self) -> int:
        return self.first if self.first is not None else self.last or 0

    @property
    def kind(self) -> str:
        """How its mark is drawn."""
        if self.statuses == {"planned"}:
            return "planned"
        if self.statuses == {"cancelled"}:
            return "cancelled"
        return "happened"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The same timeline across, for desks, and down, for phones."""

    across: Markup
    down: Markup
    broken: bool
    published: bool
    happened: bool
    planned: bool
    cancelled: bool
    goes_on: bool


def draw(happenings: Sequence[Happening], published: str, say: Language) -> Pictures | None:
    """The pictures, or None where there are not two times to set apart."""
    marks = _marks(happenings, published, say)
    if len({m.at for m in marks}) < 2:
        return None
    drawn = sum(len(m.texts) for m in marks)
    first, last = edtf.year_of(marks[0].at), edtf.year_of(max(m.last or m.at for m in marks))
    years = str(first) if first == last else say.text("years_between", first=first, last=last)
    about = say.text("picture_of", drawn, years=years)
    across, broken = _across(marks, about, say)
    down, _ = _down(marks, about, say)
    return Pictures(
        across,
        down,
        broken,
        published=any(m.published for m in marks),
        happened=any(m.kind == "happened" and m.texts for m in marks),
        planned=any(m.kind == "planned" for m in marks),
        cancelled=any(m.kind == "cancelled" for m in marks),
        goes_on=any(m.last is None for m in marks),
    )


def _marks(happenings: Sequence[Happening], published: str, say: Language) -> list[Mark]:
    together: dict[tuple[int | None, int | None, bool], list[Happening]] = {}
    for happening in happenings:
        if dated := edtf.read(happening.row.date):
            together.setdefault((dated.first, dated.last, dated.interval), []).append(happening)
    today = edtf.read(published)
    if today and today.first == today.last and not today.interval:
        together.setdefault((today.first, today.last, False), [])
    else:
        today = None

    def is_article(*when: int | None) -> bool:
        return bool(today and when == (today.first, today.last, False))

    def heading(group: Sequence[Happening], when: tuple[int | None, ...]) -> str:
        date = edtf.short(group[0].row.date if group else published, say)
        return f"{date} · {say.text('this_article')}" if is_article(*when) else date

    marks = [
        Mark(
            heading(group, (first, last, span)),
            first,
            last,
            span,
            tuple(plain(h.row.what) for h in group),
            frozenset(h.row.status or "happened" for h in group),
            is_article(first, last, span),
            tuple(h.id for h in group),
        )
        for (first, last, span), group in together.items()
    ]
    return sorted(marks, key=lambda m: (m.at, m.last or 10**9))


# The scale


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to pixels: one unit throughout, but for gaps that are cut short."""

    days: tuple[int, ...]
    positions: tuple[float, ...]
    cuts: tuple[int, ...]
    unit: float

    def at(self, day: int) -> float:
        """The position of a day, within the scale's ends."""
        if day <= self.days[0]:
            return self.positions[0]
        if day >= self.days[-1]:
            return self.positions[-1]
        i = bisect_right(self.days, day) - 1
        share = (day - self.days[i]) / (self.days[i + 1] - self.days[i])
        return self.positions[i] + share * (self.positions[i + 1] - self.positions[i])

    def breaks(self) -> Iterator[tuple[float, float, int]]:
        """Where each break begins and ends, and how many days it leaves out."""
        for i in self.cuts:
            days = self.days[i + 1] - self.days[i]
            yield self.positions[i], self.positions[i + 1], days


def _scale(marks: Sequence[Mark], start: float, length: float) -> Scale:
    points = {m.at for m in marks} | {m.last for m in marks if m.span and m.last is not None}
    days = sorted(points)
    gaps = [b - a for a, b in pairwise(days)]
    cuts: set[int] = set()
    while True:
        left = [i for i in range(len(gaps)) if i not in cuts]
        unit = (length - BREAK * len(cuts)) / sum(gaps[i] for i in left)
        widest = max(left, key=lambda i: gaps[i])
        cramped = any(gaps[i] * unit < CRAMPED for i in left)
        if (
            len(left) == 1
            or len(cuts) == MOST_BREAKS
            or not cramped
            or gaps[widest] * unit < max(GAPING * length, 2 * BREAK)
        ):
            break
        cuts.add(widest)
    positions = [start]
    for i, gap in enumerate(gaps):
        positions.append(positions[-1] + (BREAK if i in cuts else gap * unit))
    return Scale(tuple(days), tuple(positions), tuple(sorted(cuts)), unit)


def _length(days: int, say: Language) -> str:
    for name, size in (("year", 365.25), ("month", 30.44), ("week", 7), ("day", 1)):
        if days >= 1.5 * size or size == 1:
            number = round(days / size)
            return say.text(f"length_{name}", number)
    raise AssertionError


_RULERS = (
    (1, "ruler_day"),
    (7, "ruler_week"),
    (30.44, "ruler_month"),
    (365.25, "ruler_year"),
    (3652.5, "ruler_decade"),
    (36525, "ruler_century"),
    (365250, "ruler_millennium"),
)


def _ruler(unit: float, say: Language) -> tuple[float, str]:
    """The length to show the scale by: the smallest that can be seen."""
    for days, name in _RULERS:
        if days * unit >= 24:
            return days * unit, say.text(name)
    days, name = _RULERS[-1]
    return days * unit, say.text(name)


# Across


def _across(marks: list[Mark], about: str, say: Language) -> tuple[Markup, bool]:
    scale = _scale(marks, 14, WIDE - 14 - 30)
    flags = _hang(marks, scale, say)
    heights = {
        side: [
            max((f.height for f in flags if f.side == side and f.lane == lane), default=0)
            for lane in range(LANES)
        ]
        for side in (-1, 1)
    }
    above = sum(h + 10 for h in heights[-1] if h) + 26
    below = sum(h + 10 for h in heights[1] if h) + 26
    axis = above
    parts = [_axis_across(scale, axis, say)]
    parts += _bars(marks, scale, axis)
    for flag in flags:
        inner = sum(h + 10 for h in heights[flag.side][: flag.lane] if h) + 22
        outer = inner + flag.height
        top = axis + inner if flag.side > 0 else axis - outer
        end = axis + outer if flag.side > 0 else axis - outer
        anchor, x = ("end", flag.x - 6) if flag.flipped else ("start", flag.x + 6)
        parts.append(f'<path class="leader" d="M{flag.x:.1f} {axis}V{end:.1f}"/>')
        parts.append(_label(x, top, flag.heading, flag.lines, anchor))
    parts += [_dot(mark, scale.at(mark.at), axis) for mark in marks]
    ruler, name = _ruler(scale.unit, say)
    foot = axis + below + 6
    if ruler < WIDE / 2:
        parts.append(
            f'<path class="ruler" d="M14 {foot - 4}v8M14 {foot}h{ruler:.1f}m0-4v8"/>'
            f'<text class="small" x="{14 + ruler + 8:.1f}" y="{foot + 4}">{name}</text>'
        )
    return _svg("across", WIDE, foot + 12, parts, about), bool(scale.cuts)


@dataclass(frozen=True, slots=True)
class _Flag:
    """A label and its leader; `reach` is from where to where its words stand."""

    x: float
    side: int
    lane: int
    flipped: bool
    reach: tuple[float, float]
    heading: str
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return (len(self.lines) + 1) * LEADING


def _hang(marks: Sequence[Mark], scale: Scale, say: Language) -> list[_Flag]:
    """Labels on both sides of the axis, none over another's words or leader.

    Where it begins and ends comes first. Of the others the last are hung first, since words run to
    the right; those that found no place are given theirs first in the next attempt.
    """
    best: list[_Flag] = []
    lines = {m: tuple(_lines(m.texts, FLAG, FLAG_LINES, say)) for m in marks}
    ends = [marks[0], marks[-1], *(m for m in marks[1:-1] if m.published)]
    between = [m for m in reversed(marks) if m not in ends]
    order = ends + between
    for _ in range(ATTEMPTS):
        flags: list[_Flag] = []
        left: list[Mark] = []
        for mark in order:
            if flag := _flag_in_place(flags, mark, lines[mark], scale):
                flags.append(flag)
            else:
                left.append(mark)
        best = max(best, flags, key=len)
        if not left:
            break
        order = ends + [m for m in left if m in between] + [m for m in between if m not in left]
    return best


def _flag_in_place(
    placed: Sequence[_Flag], mark: Mark, lines: tuple[str, ...], scale: Scale
) -> _Flag | None:
    x = scale.at(mark.at)
    width = 8 + max(map(width_of, (mark.heading, *lines)))
    for lane, flipped, side in product(range(LANES), (False, True), (1, -1)):
        reach = (x - width, x) if flipped else (x, x + width)
        if reach[0] < 0 or reach[1] > WIDE:
            continue
        flag = _Flag(x, side, lane, flipped, reach, mark.heading, lines)
        if not any(_collide(flag, other) for other in placed):
            return flag
    return None


def _collide(flag: _Flag, other: _Flag) -> bool:
    if flag.side != other.side:
        return False
    (a, b), (c, d) = flag.reach, other.reach
    if flag.lane == other.lane:
        return a < d + 12 and c < b + 12
    near, far = (flag, other) if flag.lane < other.lane else (other, flag)
    return near.reach[0] - 5 < far.x < near.reach[1] + 8


def _axis_across(scale: Scale, axis: float, say: Language) -> str:
    pieces, x = [], scale.positions[0] - 10
    words = []
    for start, end, days in scale.breaks():
        middle = (start + end) / 2
        pieces.append(f"M{x:.1f} {axis}H{middle - 5:.1f}m-4 7l8-14m2 14l8-14m-4 7")
        words.append(
            f'<text class="small gap" x="{middle:.1f}" y="{axis - 10}" text-anchor="middle">'
            f"{_length(days, say)}</text>"
        )
        x = middle + 5
    pieces.append(f"M{x:.1f} {axis}H{WIDE - 18}")
    return f'<path class="axis" d="{"".join(pieces)}"/>{"".join(words)}'


def _bars(marks: Sequence[Mark], scale: Scale, axis: float, *, down: bool = False) -> list[str]:
    """What lasted, or what is dated no more exactly than that, as bars beside each other."""
    parts: list[str] = []
    ends: list[float] = []
    far = scale.positions[-1]
    for mark in marks:
        start = scale.at(mark.first) if mark.first is not None else scale.positions[0] - 10
        end = scale.at(mark.last) if mark.last is not None else far + 12
        if end - start < 6:
            continue
        offset = axis
        if mark.span:
            lane = next((i for i, e in enumerate(ends) if e < start - 4), len(ends))
            if lane == len(BAR_OFFSETS):
                continue
            ends[lane : lane + 1] = [end]
            offset = axis + BAR_OFFSETS[lane] * (-1 if down else 1)
        kind = ("bar" if mark.span else "within") + (" planned" * (mark.kind == "planned"))
        line = f"M{offset} {start:.1f}V{end:.1f}" if down else f"M{start:.1f} {offset}H{end:.1f}"
        parts.append(f'<path class="{kind}" d="{line}"/>')
        if mark.last is None:
            tip = (
                f"M{offset - 5} {end - 5:.1f}l5 6 5-6"
                if down
                else f"M{end - 5:.1f} {offset - 5}l6 5-6 5"
            )
            parts.append(f'<path class="arrow" d="{tip}"/>')
    return parts


# Down


def _down(marks: list[Mark], about: str, say: Language) -> tuple[Markup, bool]:
    axis, left = 20, 46
    lines = {m: list(_lines(m.texts, NARROW - left, 2, say)) for m in marks}
    heights = [(len(lines[m]) + 1) * LEADING + 12 for m in marks]
    few = len(marks) <= MOST_LABELS
    scale = _scale(marks, 16, max(160, sum(heights) if few else 14 * len(marks)))
    parts = [_axis_down(scale, axis)]
    parts += _bars(marks, scale, axis, down=True)
    # Marks and breaks share one column of words, in which each pushes the next one down.
    words: list[tuple[float, Mark | str]] = [(scale.at(m.at), m) for m in marks]
    words += [((start + end) / 2, _length(days, say)) for start, end, days in scale.breaks()]
    bottom = 0.0
    for y, item in sorted(words, key=lambda w: w[0]):
        if isinstance(item, str):
            top = max(y - 8, bottom)
            parts.append(f'<text class="small gap" x="{left}" y="{top + 12:.1f}">{item}</text>')
            bottom = top + LEADING + 6
            continue
        top = max(y - 10, bottom)
        if few or top - y < 40:
            bend = f"M{axis + 6} {y:.1f}L{left - 12} {top + 8:.1f}h6"
            parts.append(f'<path class="leader" d="{bend}"/>')
            parts.append(_label(left, top, item.heading, lines[item], "start"))
            bottom = top + (len(lines[item]) + 1) * LEADING + 12
    parts += [_dot(mark, axis, scale.at(mark.at)) for mark in marks]
    end = max(bottom, scale.positions[-1] + 26)
    ruler, name = _ruler(scale.unit, say)
    if ruler < NARROW - 90:
        parts.append(
            f'<path class="ruler" d="M{left} {end + 6:.1f}v8m0-4h{ruler:.1f}m0-4v8"/>'
            f'<text class="small" x="{left + ruler + 8:.1f}" y="{end + 14:.1f}">{name}</text>'
        )
    return _svg("down", NARROW, end + 22, parts, about), bool(scale.cuts)


def _axis_down(scale: Scale, axis: float) -> str:
    pieces, y = [], scale.positions[0] - 10
    for start, end, _ in scale.breaks():
        middle = (start + end) / 2
        pieces.append(f"M{axis} {y:.1f}V{middle - 5:.1f}m-7 4l14-8m-14 18l14-8m-7 4")
        y = middle + 5
    pieces.append(f"M{axis} {y:.1f}V{scale.positions[-1] + 14:.1f}")
    return f'<path class="axis" d="{"".join(pieces)}"/>'


# Marks and words


def _dot(mark: Mark, x: float, y: float) -> str:
    at = f'cx="{x:.1f}" cy="{y:.1f}"'
    diamond = f'<path class="article" d="M{x:.1f} {y - 9:.1f}l9 9-9 9-9-9z"/>'
    parts = [diamond] if mark.published else []
    if mark.kind == "cancelled":
        parts.append(f'<circle class="planned" {at} r="5"/>')
        parts.append(f'<path class="cross" d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8"/>')
    elif mark.texts:
        parts.append(f'<circle class="{mark.kind}" {at} r="4.5"/>')
    drawn = "".join(parts)
    return f'<g data-for="{escape(" ".join(mark.ids))}">{drawn}</g>' if mark.ids else drawn


def _label(x: float, top: float, heading: str, lines: Sequence[str], anchor: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" dy="{LEADING}">{escape(line, quote=False)}</tspan>' for line in lines
    )
    return (
        f'<text x="{x:.1f}" y="{top + 12:.1f}" text-anchor="{anchor}">'
        f'<tspan class="when">{escape(heading, quote=False)}</tspan>{spans}</text>'
    )


def _svg(kind: str, width: int, height: float, parts: Iterable[str], about: str) -> Markup:
    return Markup(
        f'<svg class="{kind}" viewBox="0 0 {width} {height:.0f}" width="{width}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(about)}">{"".join(parts)}</svg>'
    )


def _lines(texts: Sequence[str], width: float, most: int, say: Language) -> Iterator[str]:
    """The texts of a mark in lines of a width, cut where there are too many."""
    share = max(1, most // max(1, min(len(texts), most)))
    shown = texts[:most]
    for i, text in enumerate(shown):
        left_over = len(texts) - most
        room = share if i < len(shown) - 1 else most - share * (len(shown) - 1)
        lines = list(islice(wrap(text, width), room + 1))
        if len(lines) > room:
            lines = [*lines[: room - 1], shorten(f"{lines[room - 1]} {lines[room]}", width)]
        if i == len(shown) - 1 and left_over > 0:
            lines[-1] = (
                shorten(lines[-1], width - 60, always=True)
                + f" {say.text('more_events', left_over)}"
            )
        yield from lines

"""Lines on a logarithmic grid, as an SVG that reads on light and on dark paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 840, 480
LEFT, RIGHT, TOP, BOTTOM = 60, 330, 34, 50
GREY, STRONG = "#7a7a7a", "#c4532f"
"""Each has a contrast of 4 to 1 and more with white and with GitHub's dark paper."""

LINE = 19
"""How far apart names stand at least."""


def drawn(lines: Mapping[str, Mapping[int, float]], across: str, up: str, ours: Set[str]) -> str:
    """Lines by name, each from numbers to values above 0; `ours` stand out."""
    values = [value for line in lines.values() for value in line.values()]
    numbers = sorted({number for line in lines.values() for number in line})
    x = _scale(numbers[0], numbers[-1], LEFT, WIDTH - RIGHT)
    ticks = _ticks(min(values), max(values))
    low, high = ticks[0], ticks[-1]
    y = _scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="14" fill="{GREY}">',
        f"<title>{escape(up)}, by number of {escape(across)}</title>",
    ]
    for value in ticks:
        at = y(value)
        parts.append(
            f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{GREY}" stroke-opacity=".3"/>'
            f'<text x="{LEFT - 8}" y="{at + 5:.1f}" text-anchor="end">{value:g}</text>'
        )
    under = HEIGHT - BOTTOM + 22
    parts += (
        f'<text x="{x(number):.1f}" y="{under}" text-anchor="middle">{number:,}</text>'
        for number in numbers
    )
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{across}</text>')
    parts.append(f'<text x="{LEFT - 40}" y="16">{escape(up)}</text>')
    places = _apart({name: y(line[max(line)]) for name, line in lines.items()})
    for name, line in lines.items():
        color, width = (STRONG, 3) if name in ours else (GREY, 1.5)
        points = [(x(number), y(value)) for number, value in sorted(line.items())]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in points)
        weight = ' font-weight="600"' if name in ours else ""
        end = points[-1]
        parts.append(
            f'<g fill="{color}"><polyline points="{path}" fill="none" stroke="{color}" '
            f'stroke-width="{width}"/>{dots}'
            f'<path d="M{end[0] + 5:.1f} {end[1]:.1f}L{WIDTH - RIGHT + 16} {places[name]:.1f}" '
            f'stroke="{color}" stroke-opacity=".5"/>'
            f'<text x="{WIDTH - RIGHT + 20}" y="{places[name] + 5:.1f}"{weight}>'
            f"{escape(name)}: {line[max(line)]:.3g}</text></g>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From values between two, of any magnitude, to places between two."""
    share = (end - start) / (log10(high / low) or 1)
    return lambda value: start + log10(value / low) * share


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 and so on, from the last one not above a value to the first not below another."""
    magnitudes = range(floor(log10(low)), ceil(log10(high)) + 1)
    steps = [float(f"{step}e{magnitude}") for magnitude in magnitudes for step in (1, 2, 5)]
    first = max(step for step in steps if step <= low)
    last = min(step for step in steps if step >= high)
    return [step for step in steps if first <= step <= last]


def _apart(wishes: Mapping[str, float]) -> dict[str, float]:
    """Heights as near to those wished for as names allow, in the same order."""
    places: dict[str, float] = {}
    last = 0.0
    for name in sorted(wishes, key=wishes.__getitem__):
        last = max(wishes[name], last + LINE)
        places[name] = last
    over = max(0.0, last - (HEIGHT - BOTTOM))
    return {name: place - over for name, place in places.items()}

"""The picture that goes with a link to an explainer: its title, date and actors, as a PNG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from generator import edtf
from generator.config import Config
from generator.rendering.assets import Asset
from generator.rendering.language import Language
from generator.rendering.site import Entry

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
"""What networks show without cutting (Open Graph's usual 1.91 : 1)."""

EDGE = 80
INK, PAPER, ACCENT = (29, 27, 24), (252, 250, 245), (156, 47, 28)
BLACK, RED, GREY, LINE, WHITE = 0, 1, 72, 215, 255
"""Places on a palette that runs from ink to paper, with one of its own for the accent: drawing and
packing one byte a pixel is ten times as fast as three."""

TITLE, TEXT, NOTE = 68, 34, 30
TITLE_LINES = 4
MOST_ACTORS = 4
SERIF, SANS = "fonts/serif.woff2", "fonts/sans.woff2"
NAME = "card.png"
HEAD = 4096
"""In how many bytes at its beginning a picture says what it was drawn from."""

_END = b"IEND\xaeB`\x82"
"""How a picture ends that is whole."""

VERSION = "1"
"""Changes when the drawing does, so that pictures drawn before are not taken for today's."""


DRAWABLE = re.compile(
    r"[ -~\xa0«»À-ÖØ-öø-ÿ–—‘’“”„…ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞş"
    r"ŠšŢţŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț]*"
)
"""What the theme's fonts have letters for."""


def is_drawable(entry: Entry, assets: Mapping[str, Asset]) -> bool:
    """Whether the theme has letters for the title of an explainer."""
    title = " ".join(entry.explainer.title.split())
    return SERIF in assets and SANS in assets and DRAWABLE.fullmatch(title) is not None


def picture(entry: Entry, config: Config, assets: Mapping[str, Asset], say: Language) -> bytes:
    """The picture of an explainer, drawn once for the same words."""
    title = " ".join(entry.explainer.title.split())
    serif, sans = assets[SERIF].content, assets[SANS].content
    when = edtf.words(entry.date, say) if entry.date else ""
    names = (c.row.name for c in entry.cards if c.salient)
    actors = tuple(name for name in names if DRAWABLE.fullmatch(name))
    site = config.title if DRAWABLE.fullmatch(config.title) else ""
    if not DRAWABLE.fullmatch(when):
        when = entry.date
    words = (VERSION, say.text("more", 2), site, title, when, *actors)
    digest = sha256("\0".join(words).encode() + sha256(serif + sans).digest()).hexdigest()
    try:
        # The picture of the last build bears the print of what it was drawn from.
        last = (config.site / entry.folder / NAME).read_bytes()
        if digest.encode() in last[:HEAD] and last.endswith(_END):
            return last
    except OSError:
        pass
    return _draw(title, when, actors, site, serif, sans, digest, say)


def _draw(
    title: str,
    when: str,
    actors: Sequence[str],
    site: str,
    serif: bytes,
    sans: bytes,
    digest: str,
    say: Language,
) -> bytes:
    from PIL import Image, ImageDraw
    from PIL.PngImagePlugin import PngInfo

    image = Image.new("L", (WIDTH, HEIGHT), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 14), fill=RED)
    draw.text((EDGE, 66), when, font=_font(sans, NOTE), fill=GREY)
    font = _font(serif, TITLE)
    top = 120
    for line in _lines(title, font, WIDTH - 2 * EDGE, TITLE_LINES):
        draw.text((EDGE, top), line, font=font, fill=BLACK)
        top += round(TITLE * 1.15)
    if actors:
        text = _font(serif, TEXT)
        line = _named(actors, text, WIDTH - 2 * EDGE, say)
        draw.text((EDGE, HEIGHT - 158), line, font=text, fill=GREY)
    draw.line((EDGE, HEIGHT - 96, WIDTH - EDGE, HEIGHT - 96), fill=LINE, width=2)
    draw.text((EDGE, HEIGHT - 78), site, font=_font(sans, NOTE), fill=BLACK)
    with io.BytesIO() as out:
        image.putpalette([value for color in _palette() for value in color])
        about = PngInfo()
        about.add_text("Comment", digest)
        image.save(out, "PNG", pnginfo=about)
        return out.getvalue()


def _palette() -> Iterator[tuple[int, ...]]:
    for place in range(256):
        share = place / 255
        between = (round(a + (b - a) * share) for a, b in zip(INK, PAPER, strict=True))
        yield ACCENT if place == RED else tuple(between)


def _named(actors: Sequence[str], font: FreeTypeFont, width: int, say: Language) -> str:
    """As many of the actors as fit, and how many more there are."""
    for number in range(min(len(actors), MOST_ACTORS), 0, -1):
        more = len(actors) - number
        line = ", ".join(actors[:number]) + (f" {say.text('more', more)}" if more else "")
        if font.getlength(line) <= width:
            return line
    return _cut(actors[0], font, width)


@lru_cache(8)
def _font(content: bytes, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(content), size)


def _lines(text: str, font: FreeTypeFont, width: int, most: int) -> Iterator[str]:
    """The text in lines of a width, the last cut where there are too many."""
    line = ""
    number = 1
    words = text.split()
    for i, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
        elif number == most:
            yield _cut(" ".join([line, *words[i:]]), font, width)
            return
        else:
            if line:
                yield line
                number += 1
            line = word
    yield _cut(line, font, width)


def _cut(text: str, font: FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip(' ,.;:–')}…"

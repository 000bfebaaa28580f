"""Who speaks about whom: what is drawn, what is said in words, and how it looks in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import CONFIG

from generator.explainer import read
from generator.rendering import render

HEAD = "---\ntitle: One\ndate: 2018-02-03\n---\n\n## Who’s who\n\n"
WHO = (
    "- **Ada Moreau** (person; also Moreau)\n- **Bo Lunt** (person)\n"
    "- **Harbour Board** (organization)\n"
)
SAID = "\n## Who said what\n\n| Who | What | How | When | Where |\n| - | - | - | - | - |\n"


def pages_of(*rows: str, who: str = WHO) -> dict[str, str]:
    table = "".join(f"| {row} | | |\n" for row in rows)
    explainer = read(f"{HEAD}{who}{SAID}{table}", "one.md")[0]
    return {
        o.path: o.content.decode()
        for o in render({"one": explainer}, CONFIG)
        if o.path.endswith("l")
    }


def lines(html: str) -> list[str]:
    """What each line of the (wide) picture says when pointed at."""
    drawn = re.findall(r'<svg class="wide".*?</svg>', html, re.DOTALL)
    return [unescape(t) for svg in drawn for t in re.findall(r"<title>(.*?)</title>", svg)]


def table(html: str) -> list[list[str]]:
    """The rows of the table, the speaker said once for all of its rows."""
    (found,) = re.findall(r'<table class="ties">.*?</table>', html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)[1:]
    cells = [re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", "", c).split()) for c in row] for row in cells]


def test_lines_lead_from_speakers_to_those_whom_they_name() -> None:
    html = pages_of(
        "Ada Moreau | the Harbour Board failed | said",
        "Ada Moreau | “The Harbour Board knew of it,” | said",
        "Bo Lunt | that Moreau’s letter was late | denied",
        "a clerk | “Bo Lunt wept.” | said",
    )["one/index.html"]
    assert sorted(lines(html)) == [
        "Ada Moreau about Harbour Board: 2 statements",
        "Bo Lunt about Ada Moreau: 1 statement, denied",
        "a clerk about Bo Lunt: 1 statement",
    ]
    assert "the broader, the more statements" in html
    assert [row[:-1] for row in table(html)] == [
        ["● Ada Moreau", "■ Harbour Board"],
        ["● Bo Lunt", "● Ada Moreau"],
        ["○ a clerk", "● Bo Lunt"],
    ]
    assert table(html)[0][-1] == "1: the Harbour Board failed 2: “The Harbour Board knew of it,”"
    assert table(html)[1][-1].endswith("denied")


def test_who_speaks_of_oneself_or_is_not_known_draws_no_line() -> None:
    html = pages_of(
        "Ada Moreau | Moreau has read the letter, and Bo Lunt has not | said",
        "unattributed | “Bo Lunt wept.” | ",
        "Bo Lunt and Ada Moreau | the Harbour Board and Bo Lunt will meet | said",
    )["one/index.html"]
    assert sorted(lines(html)) == [
        "Ada Moreau about Bo Lunt: 1 statement",
        "Ada Moreau about Harbour Board: 1 statement",
        "Bo Lunt about Harbour Board: 1 statement",
    ]


def test_places_where_things_merely_happen_are_not_spoken_about() -> None:
    who = WHO + "- **Port Anselm** (place)\n\n### Also named\n\n- **Cape Sorrow** (place)\n"
    html = pages_of(
        "Ada Moreau | Port Anselm will pay | said",
        "Ada Moreau | Bo Lunt was seen at Cape Sorrow | said",
        who=who,
    )["one/index.html"]
    assert sorted(lines(html)) == [
        "Ada Moreau about Bo Lunt: 1 statement",
        "Ada Moreau about Port Anselm: 1 statement",
    ]


@pytest.mark.parametrize(
    "rows", [(), ("Ada Moreau | it rained | said",), ("Ada Moreau | Bo Lunt wept | said",)]
)
def test_where_there_is_nothing_to_draw_there_is_no_picture(rows: tuple[str, ...]) -> None:
    assert "ties" not in pages_of(*rows)["one/index.html"]


def test_an_actors_page_shows_its_own_lines() -> None:
    pages = pages_of(
        "Ada Moreau | the Harbour Board failed | said",
        "Bo Lunt | Moreau’s letter was late | said",
        "Bo Lunt | the Harbour Board slept | said",
    )
    assert lines(pages["actors/ada-moreau/index.html"]) == [
        "Ada Moreau about Harbour Board: 1 statement",
        "Bo Lunt about Ada Moreau: 1 statement",
    ]
    assert len(lines(pages["actors/bo-lunt/index.html"])) == 2
    assert "Said about Harbour Board" in pages["actors/harbour-board/index.html"]
    assert re.search(
        r'<th [^>]*>.*?<a href="../../actors/bo-lunt/index.html"><bdi>Bo Lunt</bdi></a>.*?'
        r'<a class="to" href="../../one/index.html#q2">',
        pages["actors/ada-moreau/index.html"],
        re.DOTALL,
    )


def test_a_single_line_of_an_actor_is_told_in_the_table_alone() -> None:
    page = pages_of("Ada Moreau | Bo Lunt wept | said")["actors/ada-moreau/index.html"]
    assert lines(page) == []
    assert [row[:-1] for row in table(page)] == [["● Ada Moreau", "● Bo Lunt"]]


def test_a_dozen_are_drawn_and_the_others_named(pages: dict[str, str]) -> None:
    html = pages["quarrel/index.html"]
    drawn = {name for line in lines(html) for name in re.split(" about |: ", line)[:2]}
    assert 10 <= len(drawn) <= 12
    (omitted,) = re.findall(r"Not drawn: (.*?)</span>", html)
    rest = set(re.split(", | and ", omitted))
    assert rest
    assert not rest & drawn
    spoken = {cell for row in table(html) for cell in row[:-1]}
    assert {name for cell in spoken if (name := cell.partition(" ")[2])} == drawn | rest


def test_the_same_rows_give_the_same_picture_whatever_their_order() -> None:
    rows = ["Ada Moreau | Bo Lunt wept | said", "Bo Lunt | the Harbour Board slept | said"]
    assert sorted(lines(pages_of(*rows)["one/index.html"])) == sorted(
        lines(pages_of(*reversed(rows))["one/index.html"])
    )


# In a browser


@pytest.fixture
def opened(chromium: Any, site: Path) -> Iterator[Any]:
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto((site / "quarrel" / "index.html").as_uri())
    yield page
    context.close()


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1280, "wide")])
def test_the_picture_fits_and_none_of_its_words_overlap(
    opened: Any, width: int, shown: str
) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    pictures = opened.locator("figure.ties svg").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.getAttribute('class'))"
    )
    assert pictures == [shown]
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    svg = opened.locator(f"figure.ties svg.{shown}")
    assert svg.evaluate("e => e.getScreenCTM().a") > 0.95
    boxes = svg.evaluate(
        """e => [...e.querySelectorAll('text')].map(t => t.getBBox())
        .map(b => [b.x, b.y, b.x + b.width, b.y + b.height])"""
    )
    right, bottom = svg.evaluate("e => [e.viewBox.baseVal.width, e.viewBox.baseVal.height]")
    assert all(b[0] >= -1 and b[2] <= right + 1 and b[3] <= bottom + 4 for b in boxes)
    for i, (a, b, c, d) in enumerate(boxes):
        for e, f, g, h in boxes[i + 1 :]:
            assert min(c, g) - max(a, e) < 2 or min(d, h) - max(b, f) < 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_table_is_opened_by_keyboard_and_accessible(opened: Any, scheme: str, axe: Any) -> None:
    opened.emulate_media(color_scheme=scheme)
    opened.set_viewport_size({"width": 390, "height": 844})
    table = opened.locator("table.ties")
    assert not table.is_visible()
    opened.locator("details.ties summary").focus()
    opened.keyboard.press("Enter")
    assert table.is_visible()
    assert axe(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_actors_page_is_accessible(opened: Any, site: Path, axe: Any) -> None:
    for width in (390, 1280):
        opened.set_viewport_size({"width": width, "height": 900})
        opened.goto((site / "actors" / "ottoline-farr" / "index.html").as_uri())
        assert axe(opened) == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_print_has_the_picture_once_and_no_table(opened: Any) -> None:
    opened.emulate_media(media="print")
    shown = opened.locator("figure.ties svg, table.ties").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).length"
    )
    assert shown == 1

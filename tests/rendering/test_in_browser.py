"""Pages in a real browser, in both colour schemes, on a phone and on a desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import CONFIG
from examples import examples, write
from examples import right_to_left as arabic

from generator.rendering import render

PAGES = (
    "index.html",
    "ferry/index.html",
    "tide/index.html",
    "bare/index.html",
    "hostile/index.html",
    "crowd/index.html",
    "actors/index.html",
    "actors/ada-moreau/index.html",
    "quotes/index.html",
    "timeline/index.html",
    "topics/index.html",
    "topics/harbour/index.html",
    "about/index.html",
    "search/index.html",
    "404.html",
)
PHONE, TABLET, DESK = (390, 844), (768, 1024), (1280, 900)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the test site is served, below a base path."""
    handler = partial(Quiet, directory=str(site.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
    server.shutdown()


@pytest.fixture(scope="module")
def right_to_left(site: Path, address: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where an explainer in Arabic is served."""
    write(*arabic(tmp_path_factory.mktemp("strings")), site.parent / "arabic")
    return urljoin(address, "../arabic/ferry/")


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    contexts: list[Any] = []

    def opened(url: str, size: tuple[int, int] = DESK, **settings: Any) -> Any:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(30_000)  # machines that test many things at once are slow
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.asked = []
        page.on("console", lambda m: page.troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_pages_are_quiet_accessible_and_fit(
    scheme: str, size: tuple[int, int], address: str, opened: Any, axe: Any
) -> None:
    page = opened(address + PAGES[0], size, color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        assert axe(page) == [], path
        assert page.troubles == [], path
    assert all(url.startswith(address) for url in page.asked)


def test_the_policy_is_kept(address: str, opened: Any) -> None:
    page = opened(address + PAGES[0])
    for path in PAGES:
        page.goto(address + path)
        assert page.troubles == [], path
        assert page.evaluate("document.styleSheets.length") == 2
        inline = "[style],style,script:not([src],[type='application/ld+json'])"
        assert page.locator(inline).count() == 0
    page.evaluate("document.body.append(document.createElement('script'))")
    page.evaluate("document.querySelector('body > script').append('window.ran = true')")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in trouble for trouble in page.troubles)


def test_pages_work_from_a_folder(site: Path, opened: Any) -> None:
    page = opened((site / "index.html").as_uri())
    page.click("text=Harbour Board takes")
    page.wait_for_url("**/ferry/index.html")
    page.click("nav >> text=Actors")
    page.click("main >> text=Ada Moreau")
    page.wait_for_url("**/actors/ada-moreau/index.html")
    # Fonts cannot be asked for ahead of the style sheets there, and come with these.
    ahead = ("Access to font at 'file:", "Failed to load resource: net::ERR_FAILED")
    assert [t for t in page.troubles if not t.startswith(ahead)] == []
    assert page.evaluate("[...document.fonts].some(f => f.status == 'loaded')")


def test_notes_stand_beside_their_mention_and_never_overlap(address: str, opened: Any) -> None:
    for path in ("ferry", "crowd"):
        page = opened(f"{address}{path}/index.html")
        boxes = page.evaluate(
            "[...document.querySelectorAll('.note')].map(n => n.getBoundingClientRect())"
            ".map(b => [b.left, b.top, b.right, b.bottom])"
        )
        text = page.evaluate("document.querySelector('.text').getBoundingClientRect().right")
        assert boxes
        assert all(left >= text and right <= DESK[0] for left, _, right, _ in boxes)
        tops = sorted((top, bottom) for _, top, _, bottom in boxes)
        assert all(a[1] <= b[0] + 0.5 for a, b in pairwise(tops))
        astray = page.evaluate(
            """[...document.querySelectorAll('.note')].map(note => {
                const id = note.querySelector('a').hash;
                const mention = note.closest('.text').querySelector(`a.mention[href="${id}"]`);
                return note.getBoundingClientRect().top - mention.getBoundingClientRect().top;
            })"""
        )
        assert all(-160 < distance < 400 for distance in astray), astray


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_mention_opens_the_card(size: tuple[int, int], address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html", size)
    mention = page.locator(".text a.mention", has_text="Lanterna Lines")
    mention.click()
    card = page.locator(".card")
    assert "company that runs the ferry" in card.inner_text()
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    page.keyboard.press("Escape")
    assert not card.is_visible()
    mention.focus()
    page.keyboard.press("Enter")
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Lanterna Lines"
    assert page.troubles == []


def test_a_touch_opens_a_card_and_another_closes_it(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html", PHONE, has_touch=True, is_mobile=True)
    card = page.locator(".card")
    mention = page.locator(".text a.mention", has_text="Lanterna Lines")
    mention.tap()
    assert "company that runs the ferry" in card.inner_text()
    assert not page.url.endswith("#lanterna-lines")
    page.locator("h1").tap()
    assert not card.is_visible()
    page.locator(".brief a.mention", has_text="Ada Moreau").tap()
    assert "transport minister" in card.inner_text()
    card.locator("a.more").tap()
    page.wait_for_url("**/actors/ada-moreau/index.html")
    assert page.troubles == []


def test_pages_fit_at_twice_the_size(address: str, opened: Any) -> None:
    width, height = DESK
    page = opened(address, (width // 2, height // 2), device_scale_factor=2)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width // 2, path
        cut = page.evaluate(
            """[...document.querySelectorAll('h1, h2, p, th, td, li, dd')]
            .filter(e => e.checkVisibility() && !e.closest('.hidden, .scroll, .skip')
                         && getComputedStyle(e).display != 'inline'
                         && e.scrollWidth > e.clientWidth + 1)
            .map(e => e.outerHTML.slice(0, 200))"""
        )
        assert cut == [], path


def test_nothing_moves_for_those_who_want_no_motion(address: str, opened: Any) -> None:
    def scrolling(motion: str) -> str:
        page = opened(f"{address}ferry/index.html", PHONE, reduced_motion=motion)
        page.locator(".text a.mention").first.click()
        assert page.evaluate("document.getAnimations().length") == 0
        return str(page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"))

    assert scrolling("reduce") == "auto"
    assert scrolling("no-preference") == "smooth"


def test_forced_colours_hide_nothing(address: str, opened: Any, axe: Any) -> None:
    for scheme in ("light", "dark"):
        page = opened(
            f"{address}ferry/index.html",
            forced_colors="active",
            color_scheme=scheme,
            bypass_csp=True,
        )
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert axe(page) == []
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        for piece in ("svg.across .axis", "svg.across circle", "figure.ties .wide .line"):
            color = page.locator(piece).first.evaluate("e => getComputedStyle(e).stroke")
            assert color not in ("none", paper), piece
        for piece in ("svg.across text", "figure.ties .wide text"):
            color = page.locator(piece).first.evaluate("e => getComputedStyle(e).fill")
            assert color not in ("none", paper), piece
        mention = page.locator(".text a.mention").first
        mention.focus()
        page.keyboard.press("Enter")
        edge = page.locator(".card").evaluate("e => getComputedStyle(e).borderTopColor")
        assert edge != paper


def test_an_open_card_is_accessible(address: str, opened: Any, axe: Any) -> None:
    for size, scheme in product((PHONE, TABLET, DESK), ("light", "dark")):
        page = opened(f"{address}ferry/index.html", size, color_scheme=scheme, bypass_csp=True)
        page.locator(".text a.mention").first.click()
        assert page.locator(".card").is_visible()
        assert axe(page) == [], (size, scheme)


OFF_THE_CARD = """() => {
    const inside = ({left, top, right, bottom}) =>
        left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const apart = (a, b) =>
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    const card = document.querySelector(".card").getBoundingClientRect();
    const lines = [...document.querySelector("a.mention.open").getClientRects()];
    return card.width && inside(card) && lines.every((line) => apart(card, line));
}"""
"""Whether the open card is within the window, and beside its mention."""


@pytest.mark.parametrize("anchored", [True, False], ids=["anchored", "placed"])
def test_a_card_hangs_beside_its_mention(
    *, anchored: bool, address: str, right_to_left: str, opened: Any
) -> None:
    def without(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("position-area", "not-known"))

    for url, size in product((f"{address}ferry/", right_to_left), (PHONE, DESK)):
        page = opened("about:blank", size)
        if not anchored:
            page.add_init_script("CSS.supports = () => false")
            page.route("**/style.css*", without)
        page.goto(f"{url}index.html")
        for mention in page.locator(".text a.mention").all()[:6]:
            mention.scroll_into_view_if_needed()
            mention.click()
            assert page.evaluate(OFF_THE_CARD), (url, size, mention.inner_text())
            page.keyboard.press("Escape")
        position = page.locator(".card").evaluate("e => getComputedStyle(e).position")
        assert position == ("fixed" if anchored else "absolute")


def test_lines_from_the_right_mirror_the_page(right_to_left: str, opened: Any, axe: Any) -> None:
    page = opened(f"{right_to_left}index.html", bypass_csp=True)

    def middle(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        return float(box["x"] + box["width"] / 2)

    assert middle(".contents a") > middle("#p1") > middle(".note")
    assert middle("#p1 a.number") > middle(".text") > middle(".transcript td.facts")
    dots = "svg.across [data-for=e{}] circle"
    assert middle(dots.format(1)) > middle(dots.format(4)) > middle(dots.format(5))
    assert middle("svg.across text >> nth=-1") > middle(dots.format(4))  # the length of a day
    assert middle("figure.ties .wide .who >> nth=0") > middle("figure.ties .wide .line")
    assert axe(page) == []
    for size in (PHONE, TABLET):
        page = opened(f"{right_to_left}index.html", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_nothing_shifts_on_a_slow_line(address: str, opened: Any) -> None:
    slow = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
    for size, path in product((PHONE, TABLET, DESK), ("ferry/", "quotes/", "")):
        page = opened("about:blank", size)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
        page.add_init_script(
            "window.shifts = []; new PerformanceObserver(list => shifts.push("
            "...list.getEntries().map(e => e.value))).observe({type: 'layout-shift'})"
        )
        page.goto(f"{address}{path}index.html")
        assert page.evaluate("document.fonts.ready.then(fonts => fonts.size)")
        page.evaluate("new Promise(requestAnimationFrame)")
        assert page.evaluate("shifts.reduce((a, b) => a + b, 0)") < 0.005, (size, path)


def test_pages_are_read_by_keyboard_alone(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#main")
    tops, stops = [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        inside, top, outline = page.evaluate(
            """() => {
                const e = document.activeElement;
                return [Boolean(e.closest('.head, .text')), e.getBoundingClientRect().top + scrollY,
                        getComputedStyle(e).outlineStyle];
            }"""
        )
        assert outline != "none"
        stops += inside
        tops += [top] * inside
    assert stops > 5
    assert all(below >= above - 30 for above, below in pairwise(tops))


def test_without_scripts_a_mention_leads_to_the_list(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html", PHONE, java_script_enabled=False)
    page.locator(".text a.mention", has_text="Lanterna Lines").click()
    assert page.url.endswith("#lanterna-lines")
    assert page.locator("#lanterna-lines").is_visible()
    page.goto(f"{address}quotes/index.html")
    assert page.locator(".told").count() > 5
    assert not page.locator(".filter").is_visible()


def test_rows_lead_to_their_paragraph_and_back(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html", PHONE)
    page.locator("#q4 a.to:not(.permalink)").click()
    assert page.locator("#p4").evaluate("e => e.matches(':target')")
    page.locator("#p4 .back a").first.click()
    assert page.locator("#q4").evaluate("e => e.matches(':target')")


def test_quotes_are_filtered_by_word_and_kind(address: str, opened: Any) -> None:
    page = opened(f"{address}quotes/index.html")
    page.get_by_label("Speaker or words").fill("lanterna")
    assert page.locator(".told:visible").count() == 1
    page.get_by_label("Speaker or words").fill("")
    page.get_by_label("Kind").select_option("denied")
    denied = page.locator(".told:visible").all_inner_texts()
    assert any(text.startswith("denied the ferry") for text in denied)
    assert page.locator(".count").inner_text().startswith(f"{len(denied)} of")
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Speaker", exact=True).select_option("Ada Moreau")
    names = page.locator(".told:visible .name").all_inner_texts()
    assert len(names) > 1
    assert all("Moreau" in name for name in names)
    assert page.locator(".group:visible").count() == 2


def test_dates_are_filtered_by_actor_and_topic(address: str, opened: Any) -> None:
    page = opened(f"{address}timeline/index.html", PHONE)
    every = page.locator(".events > li:visible").count()
    page.get_by_label("Topic").select_option("Harbour")
    harbour = page.locator(".events > li:visible").count()
    page.get_by_label("Actor").select_option("Harbour Board")
    lines = page.locator(".events > li:visible")
    assert 0 < lines.count() < harbour < every
    assert page.locator(".year:visible").count() <= lines.count()


def test_the_transcript_is_narrowed_and_put_in_order(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html")
    rows = page.locator(".transcript tr[id]:visible")
    every = rows.count()
    page.get_by_label("Kind").select_option("denied")
    assert rows.count() == 1
    assert rows.first.locator("th").is_visible()
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Speaker").select_option("Ada Moreau")
    assert 0 < rows.count() < every
    assert all("Moreau" in name for name in page.locator("th .name:visible").all_inner_texts())
    page.get_by_label("Speaker").select_option("")
    page.get_by_label("Order").select_option("by speaker")
    names = page.locator(".transcript tbody th").all_inner_texts()
    together = [n for n, m in pairwise(names) if n != m] + names[-1:]
    assert len(together) == len(set(together))
    page.get_by_label("Order").select_option("as in the article")
    assert page.locator(".transcript tr[id]").first.get_attribute("id") == "q1"
    assert page.troubles == []


def test_a_statement_is_copied_with_its_citation(address: str, opened: Any) -> None:
    page = opened(
        f"{address}ferry/index.html",
        PHONE,
        has_touch=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.locator("#q1 .copy").tap()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "Ada Moreau" in copied
    assert copied.endswith("/ferry/index.html#q1")
    page.locator("#q1 .permalink").tap()
    assert page.url.endswith("#q1")
    assert page.troubles == []


def test_picture_and_list_of_the_timeline_keep_step(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html")
    page.locator("#e1").hover()
    lit = page.locator("svg.across .on")
    assert lit.count() == 1
    assert "e1" in lit.get_attribute("data-for").split()
    page.locator("svg.across [data-for]").last.click()
    assert page.locator(".events li:target").count() == 1


def test_search_finds_kinds_below_a_base_path(address: str, opened: Any, axe: Any) -> None:
    page = opened(f"{address}search/index.html?q=lanterna", PHONE, bypass_csp=True)
    page.locator(".results li").first.wait_for()
    kinds = page.locator(".results .kind").all_inner_texts()
    assert {"explainer", "actor", "quote"} <= {kind.lower() for kind in kinds}
    assert page.locator(".results mark").count()
    assert axe(page) == []
    page.get_by_label("Kind").select_option("quotes")
    page.wait_for_function("!document.querySelector('.results [data-kind=explainer]')")
    page.locator(".results [data-kind=quote] a").first.click()
    page.locator("tr:target").wait_for()
    assert page.troubles == []


def test_search_keeps_the_policy_and_shows_words_as_words(address: str, opened: Any) -> None:
    page = opened(f"{address}search/index.html")
    assert not page.locator("#unsearched").is_visible()
    page.get_by_label("Words").fill("sails on that ship")
    page.get_by_text("Nobody sails on that ship at night", exact=False).first.wait_for()
    page.get_by_label("Words").fill("alert")
    page.get_by_text("<script>alert", exact=False).first.wait_for()
    assert page.locator(".results script").count() == 0
    assert page.troubles == []
    assert all(url.startswith(address) for url in page.asked)


def test_a_search_can_begin_with_choices(address: str, opened: Any) -> None:
    page = opened(f"{address}search/index.html?kind=quote&who=ada-moreau")
    page.locator(".results li").first.wait_for()
    assert page.get_by_label("Kind").input_value() == "kind-quote"
    assert page.get_by_label("Speaker").input_value() == "who-ada-moreau"
    titles = page.locator(".results a").all_inner_texts()
    assert titles
    assert all("Moreau" in title for title in titles)
    page.get_by_label("Speaker").select_option("")
    page.locator(".results li").nth(6).wait_for()
    assert page.url.endswith("?kind=quote")
    page.goto(f"{address}search/index.html?kind=quote&who=passengers-lawyer")
    page.get_by_text("Nothing found").wait_for()
    assert page.get_by_label("Words").input_value() == "passengers lawyer"


def test_a_page_of_a_long_list_leads_to_the_search_of_all(
    address: str, site: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.rendering.pages.PER_PAGE", 60)
    pages = {o.path: o for o in render(examples(), CONFIG)}
    page = opened("about:blank")
    page.route("**/quotes/index.html", lambda r: r.fulfill(body=pages["quotes/index.html"].content))
    page.goto(f"{address}quotes/index.html")
    page.get_by_label("Speaker or words").fill("night")
    page.get_by_label("Speaker", exact=True).select_option("Ada Moreau")
    page.get_by_text("Search all statements").click()
    page.locator(".results li").first.wait_for()
    assert page.url.endswith("/search/index.html?q=night&kind=quote&who=ada-moreau")
    assert page.troubles == []


def test_without_scripts_search_says_where_else_to_look(address: str, opened: Any) -> None:
    page = opened(f"{address}search/index.html", java_script_enabled=False)
    assert page.locator("#unsearched").is_visible()
    assert not page.locator("form").is_visible()


def test_controls_are_large_enough_to_hit(address: str, opened: Any) -> None:
    for path in ("ferry/index.html", "quotes/index.html", "index.html"):
        page = opened(address + path, PHONE)
        small = page.evaluate(
            """[...document.querySelectorAll('a, button, input, select')]
            .filter(e => e.checkVisibility() && !e.closest('p, h1, h2, h3, li > .name, td.said, th')
                         && !e.matches('.skip, [tabindex="-1"]'))
            .map(e => [e.outerHTML, e.getBoundingClientRect()])
            .filter(([, b]) => b.width < 24 || b.height < 24).map(([html]) => html)"""
        )
        assert small == []


def test_names_stand_beside_their_marks(address: str, opened: Any) -> None:
    for size in (PHONE, DESK):
        page = opened(f"{address}actors/index.html", size)
        gaps = page.evaluate(
            """[...document.querySelectorAll('main .mark + a')].map(name => {
                const mark = name.previousElementSibling.getBoundingClientRect();
                const line = name.getClientRects()[0];
                return [line.left - mark.right, Math.abs(line.top - mark.top)];
            })"""
        )
        assert len(gaps) > 60
        assert all(beside > 1 and level < 20 for beside, level in gaps), gaps


def test_the_picture_fits_the_screen_and_can_be_read(address: str, opened: Any) -> None:
    for size, shown, hidden in ((PHONE, "down", "across"), (DESK, "across", "down")):
        page = opened(f"{address}ferry/index.html", size)
        picture = page.locator(f"svg.{shown}")
        assert picture.is_visible()
        assert not page.locator(f"svg.{hidden}").is_visible()
        sizes = picture.evaluate(
            """svg => [...svg.querySelectorAll('text')].map(t =>
            parseFloat(getComputedStyle(t).fontSize) * svg.getScreenCTM().a)"""
        )
        assert min(sizes) >= 11.5


def test_labels_of_the_picture_do_not_overlap(address: str, opened: Any) -> None:
    for path in ("ferry", "crowd"):
        for size, shown in ((PHONE, "down"), (DESK, "across")):
            page = opened(f"{address}{path}/index.html", size)
            boxes = page.evaluate(
                f"[...document.querySelectorAll('svg.{shown} text')].map(t => t.getBBox())"
                ".map(b => [b.x, b.y, b.x + b.width, b.y + b.height])"
            )
            for i, (a, b, c, d) in enumerate(boxes):
                for e, f, g, h in boxes[i + 1 :]:
                    assert min(c, g) - max(a, e) < 2 or min(d, h) - max(b, f) < 3, (path, shown)


def test_print_has_the_notes_and_leaves_out_what_is_for_screens(address: str, opened: Any) -> None:
    page = opened(f"{address}ferry/index.html")
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert (
        page.locator("svg.down, svg.across").evaluate_all(
            "all => all.filter(e => e.checkVisibility()).length"
        )
        == 1
    )

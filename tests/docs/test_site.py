"""The documentation as a site: whole, valid, and with nothing that leads nowhere."""

from __future__ import annotations

import re
import runpy
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PHONE, DESK = (390, 844), (1280, 900)


class Dom(HTMLParser):
    """Ids, and what a page links to and loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") or name == "style" for name in given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loads += [given[n] for n in ("src", "data-index") if n in given]
        self.loads += [given["href"]] if tag == "link" else []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, within a site at a base path as the workflow publishes it."""
    folder = tmp_path_factory.mktemp("www") / "base" / "docs"
    folder.parent.mkdir()
    (folder.parent / "index.html").write_text("<!doctype html><title>Demonstration</title>")
    runpy.run_path(str(DOCS / "render.py"))["main"](folder)
    return folder


def test_every_page_is_in_the_contents_and_made(site: Path) -> None:
    contents = (DOCS / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^- \[.*?\]\((.+?\.md)\): ", contents, re.MULTILINE))
    missing = {p.name for p in DOCS.glob("*.md")} - {"README.md"} - listed
    assert not missing, f"list it in docs/README.md, with a few words: {missing}"
    kinds = re.findall(r"^## (.+)", contents, re.MULTILINE)
    assert kinds[:4] == ["Tutorial", "How to", "Reference", "Explanation"]
    assert len(list(site.glob("*.html"))) == len(listed) + len(("index", "search"))


@pytest.mark.parametrize("base", ["/", "/base/docs/"])
def test_every_link_and_fragment_resolves(base: str, site: Path) -> None:
    doms = {p.name: Dom(p.read_text(encoding="utf-8")) for p in site.glob("*.html")}
    linked = set()
    for name, dom in doms.items():
        assert len(dom.ids) == len(set(dom.ids)), name
        for link in [*dom.links, *dom.loads]:
            to = urlsplit(urljoin(f"https://x.example{base}{name}", link))
            if to.netloc != "x.example" or link == "../index.html":
                assert link in dom.links, f"{name} loads {link}"
                continue
            assert to.path.startswith(base), (name, link)
            target = to.path.removeprefix(base) or "index.html"
            assert (site / target).is_file(), (name, link)
            if to.fragment:
                assert unquote(to.fragment) in doms[target].ids, (name, link)
            linked.add(target)
    assert linked >= doms.keys()


def test_every_page_leads_to_its_neighbours(site: Path) -> None:
    name, seen = "index.html", []
    while name:
        seen.append(name)
        after = re.findall(r'href="(.+?)" rel="next"', (site / name).read_text(encoding="utf-8"))
        name = after[0] if after else ""
    assert {*seen, "search.html"} == {p.name for p in site.glob("*.html")}


def test_documents_are_shown_as_they_were_written(site: Path) -> None:
    def page(name: str) -> str:
        return (site / name).read_text(encoding="utf-8")

    assert '<h2 id="backstory-publish">backstory publish</h2>' in page("commands.html")
    assert 'href="explainers.html#dates"' in page("jobs.html")
    assert 'href="export/quotes.schema.json"' in page("export.html")
    assert '<th scope="col">' in page("settings.html")
    assert "<!-- figures" not in page("quotes.html").replace("&lt;", "<")
    assert '<code class="language-python">' in page("archive.html")
    assert 'aria-current="page">Settings</a>' in page("settings.html")


def test_pages_are_valid(site: Path, vnu: Any) -> None:
    files = [*sorted(site.glob("*.html")), site / "assets" / "docs.css"]
    assert vnu(files, "--also-check-css") == []


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    root = site.parents[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.relative_to(root).as_posix()}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Any]:
    contexts: list[Any] = []

    def opened(size: tuple[int, int], **settings: Any) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(viewport=viewport, **settings)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.troubles, page.asked = [], []
        page.on("console", lambda m: page.troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_are_accessible_and_fit(
    scheme: str, size: tuple[int, int], address: str, opened: Any, axe: Any
) -> None:
    page = opened(size, color_scheme=scheme, bypass_csp=True)
    for name in ("index.html", "settings.html", "commands.html", "search.html"):
        page.goto(address + name)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        assert axe(page) == [], name
    assert page.troubles == []
    assert all(url.startswith(address) for url in page.asked)


def test_every_page_fits_a_phone_and_keeps_the_policy(
    site: Path, address: str, opened: Any
) -> None:
    page = opened(PHONE)
    for file in sorted(site.glob("*.html")):
        page.goto(address + file.name)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], file.name
    assert page.troubles == []


def test_on_a_phone_all_pages_are_a_touch_away(address: str, opened: Any, axe: Any) -> None:
    page = opened(PHONE, bypass_csp=True, has_touch=True)
    page.goto(f"{address}settings.html")
    pages = page.locator("#pages")
    assert not pages.is_visible()
    page.get_by_role("button", name="All pages").tap()
    assert pages.is_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not pages.is_visible()
    page.get_by_role("button", name="All pages").tap()
    pages.get_by_role("link", name="Exports").tap()
    page.wait_for_url("**/export.html")


def test_code_is_copied_and_sections_are_found(address: str, opened: Any) -> None:
    page = opened(DESK, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{address}tutorial.html")
    page.locator(".code").first.hover()
    page.locator(".code button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("pipx install git+")
    page.goto(f"{address}search.html")
    page.get_by_label("Words").fill("silencing")
    page.locator(".results a", has_text="Silencing").first.click()
    page.wait_for_url("**/checks.html#silencing")
    assert page.troubles == []

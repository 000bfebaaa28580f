"""Whatever an input holds, the pages made of it run nothing, ask nobody and keep their form."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from attacks import ATTACKS, BATCHES, batches
from hostile import places, write

HARMLESS = {f"words {i}": f"Lena Hart {i} of Port Brannock" for i in range(3)}
WRITTEN = {
    *(
        "img",
        "a[href]",
        "a[title]",
        "blockquote",
        "code",
        "code[class]",
        "del",
        "em",
        "hr",
        "img[alt]",
    ),
    *("img[loading]", "img[src]", "li", "ol", "p", "pre", "strong", "sup[class]", "ul", "br"),
    *("h3", "h3[id]", "h2", "h2[id]", "div[class]", "div[tabindex]", "div[role]", "table"),
    *(
        "div[aria-label]",
        "pre[tabindex]",
        "td[class]",
        "th[class]",
        "th[scope]",
        "section[class]",
        "ol[class]",
    ),
    *("li[id]", "li[class]", "a[class]", "a[id]", "hr[class]", "sup", "section", "p[id]"),
}
"""Elements and attributes that Markdown may be turned into: everyone's to use."""

FORM = """() => {
    const names = new Set();
    for (const element of document.querySelectorAll("*")) {
        names.add(element.localName);
        for (const { name } of element.attributes) names.add(`${element.localName}[${name}]`);
    }
    return [...names];
}"""
ADDRESSES = """() => [...document.querySelectorAll("*")].flatMap(element =>
    [...element.attributes]
        .filter(({ name }) => /^(href|src|action|formaction|data|poster|xlink:href)$/.test(name))
        .map(({ value }) => new URL(value, location.href).protocol))"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


def built(root: Path, strings: dict[str, str]) -> Path:
    write(root, strings)
    before = inputs(root)
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "build"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert "please report" not in done.stderr, done.stderr
    after = inputs(root)
    assert {p: after.get(p) for p in before} == before
    return root / "site"


def inputs(root: Path) -> dict[Path, bytes]:
    folders = (root / "seeds", root / "content")
    return {p: p.read_bytes() for f in folders for p in f.iterdir()} | {
        p: p.read_bytes() for p in (root / "glossary.yml", root / "backstory.toml")
    }


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("harmless"), HARMLESS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("hostile"), ATTACKS | batches())


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens each page of a site; what ran, was asked for, or went against the policy."""
    closing: list[Callable[[], None]] = []

    def visit(
        site: Path, each: Callable[[Any], None], *, guarded: bool, part: int = 1
    ) -> dict[str, list[str]]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context(bypass_csp=not guarded)
        closing.extend((context.close, server.shutdown))
        home = f"http://127.0.0.1:{server.server_port}/"
        seen: dict[str, list[str]] = {"ran": [], "asked": [], "told": []}
        page = context.new_page()
        page.expose_function("boom", lambda *words: seen["ran"].append(f"{page.url} {words}"))
        page.on("dialog", lambda dialog: (seen["ran"].append(page.url), dialog.dismiss()))
        page.on("request", lambda r: r.url.startswith(home) or seen["asked"].append(r.url))
        page.on("console", lambda m: m.type == "error" and seen["told"].append(m.text))
        page.on("pageerror", lambda error: seen["told"].append(str(error)))
        for path in [*sorted(site.rglob("*.html"))[::part], site / "search" / "index.html"]:
            address = home + quote(path.relative_to(site).as_posix())
            page.goto(address)
            assert page.url == address
            each(page)
        return seen

    yield visit
    for close in closing:
        close()


def test_nothing_runs_or_leaves_even_without_the_policy(
    harmless: Path, hostile: Path, visit: Callable[..., Any], record: Callable[..., None]
) -> None:
    usual: set[str] = set()
    visit(harmless, lambda page: usual.update(page.evaluate(FORM)), guarded=False)
    odd: dict[str, str] = {}

    def look(page: Any) -> None:
        odd.update(dict.fromkeys(set(page.evaluate(FORM)) - usual - WRITTEN, page.url))
        odd.update({p: page.url for p in page.evaluate(ADDRESSES) if p not in ("http:", "https:")})
        for script in page.locator("script[type='application/ld+json']").all_inner_texts():
            json.loads(script)

    seen = visit(hostile, look, guarded=False)
    tried = (len(ATTACKS) + sum(map(len, BATCHES.values()))) * places()
    record("strings in fields of inputs, without the policy", tried, scripts=len(seen["ran"]))
    assert odd == {}
    assert seen["ran"] == seen["asked"] == []
    assert len(list(hostile.rglob("*.html"))) > 2 * len(ATTACKS)


def test_the_policy_has_nothing_to_do(hostile: Path, visit: Callable[..., Any]) -> None:
    def look(page: Any) -> None:
        if page.url.endswith("/search/index.html"):
            page.goto(f"{page.url}?q=boom")
            page.locator(".results li").first.wait_for()
            assert page.locator(".results img, .results script, .results svg").count() == 0

    # Each page has been seen to hold nothing odd; of those, some.
    seen = visit(hostile, look, guarded=True, part=5)
    assert [words for words in seen["told"] if "404" not in words] == []
    assert seen["ran"] == seen["asked"] == []


def test_data_for_machines_is_whole(hostile: Path) -> None:
    for path in hostile.rglob("*.json"):
        json.loads(path.read_bytes())
    for path in hostile.rglob("*.xml"):
        ElementTree.fromstring(path.read_bytes())
    assert not list(hostile.parent.rglob("boomed"))


def test_templates_within_inputs_stay_words(hostile: Path) -> None:
    pages = [p.read_text(encoding="utf-8") for p in hostile.rglob("*.html")]
    assert not any("1337" in page for page in pages)
    assert any("{{ 7 * 191 }}" in page for page in pages)
    assert not any(str(hostile.parent) in page for page in pages)


def test_a_template_of_ones_own_escapes_what_articles_say(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "templates" / "explainer.html").write_text(
        "<p>{{ page.entry.explainer.title }}</p>"
    )
    attack = ATTACKS["out of double quotes"] + ATTACKS["script"]
    (tmp_path / "content" / "x.md").write_text(f"---\ntitle: {json.dumps(attack)}\n---\n\nWords.\n")
    run = [sys.executable, "-m", "generator.cli", "build"]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    made = (tmp_path / "site" / "x" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in made
    assert "<script" not in made

"""Where an article may not be republished: what is quoted, and where its claims lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator.analysis.model import Actor, Analysis, Event, Quote
from generator.check import check
from generator.config import Config
from generator.explainer import draft, read, write
from generator.explainer.model import Explainer
from generator.reading import read as read_seed
from generator.rendering import render

PARAGRAPHS = (
    "The ferry will not sail again this year, the Harbour Board said on Monday.",
    "Ada Moreau, the transport minister – who had sold it – was “not amused”, she told us.",
    "The board, the port and the town share the cost; nobody asked the passengers.",
    "“The ferry will not sail again without a new engine,” said Ned Abara. “We looked (twice).”",
    "The transport minister, he said, “will pay”, and on 3 May the well-known line is to reopen.",
)
CLAIMS = {
    "The ferry will not sail again this year": 1,
    "“not amused”": 2,
    "The board, the port and the town share the cost; nobody asked the passengers.": 3,
    "“The ferry will not sail again without a new engine,”": 4,
    "“We looked (twice).”": 4,
    "“will pay”": 5,
    "on 3 May the well-known line is to reopen": 5,
    "The transport minister": 5,
    "the town": 3,
    "engine": 4,
}


def drafted(folder: Path, rights: str, url: str) -> Explainer:
    """An explainer whose statements are the claims, and whose one event is the last sentence."""
    seed = folder / "seeds" / "2016-10-11-ferry.txt"
    seed.parent.mkdir(exist_ok=True)
    head = f"---\ntitle: No ferry\nsource_url: '{url}'\narticle: {rights}\n---\n"
    seed.write_text(head + "\n\n".join(PARAGRAPHS) + "\n", encoding="utf-8")
    article = read_seed(seed)

    def span(words: str) -> tuple[int, int]:
        start = article.text.index(words)
        return start, start + len(words)

    analysis = Analysis(
        article.path,
        article.sha256,
        article.title,
        article.published,
        False,
        article.text,
        actors=(Actor("ned", "Ned Abara", "person", (span("Ned Abara"),), salient=True),),
        quotes=tuple(Quote(words, "direct", (span(words),)) for words in CLAIMS),
        timeline=(Event("e", span("on 3 May the"), span("3 May"), "2017-05-03", "planned"),),
    )
    explainer = draft(article, analysis, Config(folder))
    again, problems = read(write(explainer), "content/2016-10-11-ferry.md")
    assert (again, problems) == (explainer, [])
    return explainer


@pytest.fixture
def source(tmp_path: Path) -> Iterator[str]:
    """The address of a page with the article, each paragraph on a screen of its own."""
    folder = tmp_path / "www"
    folder.mkdir()
    body = "".join(
        f'<p id="{n}" style="margin: 0 0 300vh">{escape(p).replace("not", "<em>not</em>")}</p>'
        for n, p in enumerate(PARAGRAPHS, 1)
    )
    page = f"<!doctype html><meta charset=utf-8><h1>No ferry</h1>{body}"
    (folder / "page.html").write_text(page, encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page.html"
    server.shutdown()
    server.server_close()


SEEN = "() => [...document.querySelectorAll('p')].find(p => {" + (
    "const box = p.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight})?.id"
)


def test_a_browser_finds_the_words_of_each_claim(
    chromium: Any, source: str, tmp_path: Path
) -> None:
    rows = drafted(tmp_path, "none", source).quotes
    assert len(rows) == len(CLAIMS)
    shown = {}
    for row in rows:
        link = re.fullmatch(r"\[source\]\((.+)\)", row.elsewhere)
        assert link, row
        page = chromium.new_page()
        page.goto(link[1])
        page.wait_for_timeout(100)
        shown[row.what] = (page.evaluate(SEEN), link[1].partition("text=")[2])
        page.close()
    assert {w: int(n or 0) for w, (n, _) in shown.items()} == CLAIMS, shown


@pytest.mark.parametrize(("rights", "count"), [("none", 0), ("excerpt", 3), ("full", 5)])
def test_no_more_is_republished_than_may_be(tmp_path: Path, rights: str, count: int) -> None:
    explainer = drafted(tmp_path, rights, "https://courier.example/ferry")
    outputs = {o.path: o.content for o in render({"ferry": explainer}, Config(tmp_path))}
    page = outputs["ferry/index.html"].decode()
    assert page.count('<p id="p') == count
    for row in (*explainer.actors, *explainer.quotes, *explainer.events):
        assert bool(row.paragraphs) != bool(row.elsewhere)
        assert all(n <= count for n in row.paragraphs)
    # What no row needs stands nowhere.
    assert ("who had sold it" in page) == (count >= 2)
    assert ("on Monday" in explainer.standfirst) == (count >= 1)
    assert ("read it at" in page) == (rights == "none")
    assert ("beginning of the article stands" in page) == (rights == "excerpt")


def test_a_standfirst_is_asked_for_where_the_articles_words_may_not_stand(tmp_path: Path) -> None:
    explainer = drafted(tmp_path, "none", "https://courier.example/ferry")
    assert explainer.standfirst.startswith("<!--")
    outputs = {o.path: o.content for o in render({"ferry": explainer}, Config(tmp_path))}
    for path in ("ferry/index.html", "index.html"):
        assert b"sentence or two" not in outputs[path]
    assert b'class="standfirst"' not in outputs["ferry/index.html"]


@pytest.mark.parametrize("url", ["", "courier.example/ferry", "javascript:alert(1)", "http://a b"])
def test_an_address_that_is_none_makes_no_link(tmp_path: Path, url: str) -> None:
    explainer = drafted(tmp_path, "none", url)
    assert not any(row.elsewhere for row in (*explainer.actors, *explainer.quotes))


@pytest.mark.parametrize("rights", ["none", "excerpt", "full"])
def test_a_draft_that_republishes_less_has_no_link_that_leads_nowhere(
    tmp_path: Path, rights: str
) -> None:
    explainer = drafted(tmp_path, rights, "https://courier.example/ferry")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "2016-10-11-ferry.md").write_text(write(explainer), encoding="utf-8")
    codes = {f.code for f in check(Config(tmp_path)).findings}
    asked = {"no-standfirst"} if rights == "none" else set()
    assert codes == {"unattributed", "undescribed"} | asked

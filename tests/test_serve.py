"""The preview: what is saved shows in the browser, and nothing that is saved ends it."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

EXPLAINER = """---
title: Ferry line closes
date: 2016-10-11
---

The ferry stays in the harbour.

## Who’s who

- **Ada Moreau** (person): minister [¶ 1](#p1 "ada-moreau")

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada Moreau | “The ferry will not sail,” | said | 2016-10-11 | [¶ 1](#p1 "q1") |

## The article

“The ferry will not sail,” minister Ada Moreau said on Tuesday.
"""
PAGE = "2016-10-11-ferry/"


class Preview:
    """A `backstory serve` that runs, its address and what it has said so far."""

    def __init__(self, root: Path, *words: str) -> None:
        self.root = root
        self.log = root / "serve.log"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "generator.cli", "serve", "--port", "8765", *words],
            cwd=root,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        try:
            said = until(lambda: re.search(r"serving (http://\S+:\d+/)", self.said()))
            self.address = said[1]
            until(lambda: self.get(""))
        except BaseException:  # nobody else knows of it
            self.process.kill()
            raise

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read().decode()}"
        except OSError:
            return ""

    def stop(self) -> int:
        """As a person would: again, where the first Ctrl-C came while the machine was busy."""
        for _ in range(4):
            self.process.send_signal(signal.SIGINT)
            try:
                return self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                continue
        return self.process.wait(timeout=20)


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError("did not come about in time")


def started(root: Path, *words: str) -> Preview:
    """A preview of a site of one explainer."""
    (root / "content").mkdir(exist_ok=True)
    (root / "content" / "2016-10-11-ferry.md").write_text(EXPLAINER, encoding="utf-8")
    settings = 'base_url = "https://x.example/name/"\n'
    (root / "backstory.toml").write_text(settings, encoding="utf-8")
    running = Preview(root, *words)
    until(lambda: "Ada Moreau" in running.get(PAGE))
    until(lambda: (root / "site" / "pagefind" / "pagefind.js").is_file())
    return running


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    running = started(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One that is only asked, for all tests."""
    running = started(tmp_path_factory.mktemp("steady"), "--port", "8865")
    yield running
    running.stop()


def test_edits_show_and_faults_do_not_end_it(preview: Preview) -> None:
    explainer = preview.root / "content" / "2016-10-11-ferry.md"
    explainer.write_text(
        explainer.read_text(encoding="utf-8") + "\n## What next\n\nA hearing.\n", encoding="utf-8"
    )
    until(lambda: "A hearing." in preview.get(PAGE))

    seed = preview.root / "seeds" / "2017-01-01-second.txt"
    seed.parent.mkdir()
    seed.write_text("Second\n\n“Yes,” said Ruth Abara.\n", encoding="utf-8")
    until(lambda: "Ruth Abara" in preview.get("2017-01-01-second/"))

    (preview.root / "templates").mkdir()
    template = preview.root / "templates" / "base.html"
    template.write_text("{% if %}", encoding="utf-8")
    until(lambda: "templates/base.html:1" in preview.said())
    assert "A hearing." in preview.get(PAGE)
    template.unlink()

    missing = preview.get("nowhere/at/all/")
    assert missing.startswith("404 <!")
    assert 'href="/index.html"' in missing
    assert preview.stop() == 0
    assert "Traceback" not in preview.said()


def test_a_taken_port_gives_way_to_the_next(preview: Preview, tmp_path: Path) -> None:
    second = Preview(tmp_path)
    assert second.address != preview.address
    assert "is taken" in second.said()
    second.stop()


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_it_listens_where_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tide.md").write_text("# Tide\n\nHigh.\n", encoding="utf-8")
    running = Preview(tmp_path, "--host", "::1")
    assert running.address.startswith("http://[::1]:")
    until(lambda: "High." in running.get("tide/"))
    running.stop()
    for host in ("192.0.2.1", "no-such-host.invalid"):
        command = [sys.executable, "-m", "generator.cli", "serve", "--host", host]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert host in done.stderr
        assert "--host" in done.stderr


def test_what_was_told_once_is_not_told_at_every_save(tmp_path: Path) -> None:
    explainer = tmp_path / "content" / "tide.md"
    explainer.parent.mkdir()
    bad = explainer.with_name("bad.md")
    bad.write_bytes(b"\xff\xfe\x00")
    page = tmp_path / "site" / "tide" / "index.html"
    running = Preview(tmp_path)
    for word in ("High.", "Low.", "Slack."):
        explainer.write_text(f"# Tide\n\n{word}\n", encoding="utf-8")
        until(lambda word=word: page.is_file() and word in page.read_text(encoding="utf-8"))
        until(lambda: "content/bad.md" in running.get(".backstory/state.json"))
    bad.unlink()
    until(lambda: '"problems": []' in running.get(".backstory/state.json"))
    assert running.said().count("content/bad.md: cannot be read") == 1
    bad.write_bytes(b"\xff\xfe\x00")
    until(lambda: running.said().count("content/bad.md: cannot be read") == 2)
    assert running.said().count("base_url is not set") == 1
    running.stop()


def test_the_browser_reloads_after_a_save(preview: Preview, chromium: Any) -> None:
    page = chromium.new_page()
    troubles: list[str] = []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.goto(preview.address + PAGE)
    explainer = preview.root / "content" / "2016-10-11-ferry.md"
    until(lambda: page.evaluate("Boolean(window.LiveReload && window.LiveReload.connector)"))
    time.sleep(0.5)  # the client's handshake has no sign of its own on the page
    explainer.write_text(
        explainer.read_text(encoding="utf-8").replace("Ferry line closes", "Ferry line reopens"),
        encoding="utf-8",
    )
    page.locator("h1", has_text="reopens").wait_for()
    assert troubles == []


def test_a_saved_glossary_shows(preview: Preview) -> None:
    glossary = preview.root / "glossary.yml"
    glossary.write_text("- name: Ada Moreau\n  description: of the moors\n", encoding="utf-8")
    until(lambda: "of the moors" in preview.get("actors/ada-moreau/"))
    glossary.write_text("- nam: Ada Moreau\n", encoding="utf-8")
    until(lambda: "glossary.yml:1: unknown key “nam”" in preview.said())
    assert "of the moors" in preview.get("actors/ada-moreau/")


# Who is answered


def ask(preview: Preview, path: str, host: str | None = None, **headers: str) -> tuple[int, str]:
    """The answer to a path that is sent as it is, under any Host."""
    port = int(preview.address.rstrip("/").rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8000", "news.localhost"])
def test_this_machine_s_names_are_answered_to(steady: Preview, host: str) -> None:
    assert ask(steady, "/" + PAGE, host)[0] == 200


def test_other_names_are_not_answered_to(steady: Preview) -> None:
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8765", "x"):
        for path in ("/", "/" + PAGE, "/.backstory/state.json", "/livereload.js"):
            status, body = ask(steady, path, host)
            assert status == 403, (host, path)
            assert "Ada Moreau" not in body
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert ask(steady, "/livereload", Origin="http://evil.example", **upgrade)[0] == 403
    assert ask(steady, "/livereload", "evil.example", Origin="http://evil.example", **upgrade)[
        0
    ] in (400, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/..%2fbackstory.toml",
        "/../backstory.toml",
        "/%2e%2e/backstory.toml",
        "/assets/..%2f..%2fbackstory.toml",
        "/..%5cbackstory.toml",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/.backstory/cache/memory.json",
    ],
)
def test_nothing_outside_the_site_is_served(steady: Preview, path: str) -> None:
    status, body = ask(steady, path)
    assert status in (400, 403, 404)
    assert "base_url" not in body
    assert "root:" not in body
    assert "inputs" not in body


def test_files_are_what_they_are_and_are_not_kept(steady: Preview) -> None:
    [wasm] = (steady.root / "site" / "pagefind").glob("*/wasm.en.*")
    kinds = {
        "": "text/html",
        "assets/style.css": "text/css",
        "assets/script.js": "text/javascript",
        "assets/icon.svg": "image/svg+xml",
        "assets/fonts/sans.woff2": "font/woff2",
        "feed.xml": "application/xml",
        PAGE + "quotes.json": "application/json",
        f"pagefind/{wasm.parent.name}/{wasm.name}": "application/wasm",
    }
    for path, kind in kinds.items():
        with urllib.request.urlopen(steady.address + path, timeout=5) as answer:
            assert answer.headers.get_content_type() == kind, path
            assert answer.headers["Cache-Control"] == "no-store"


# What the browser shows


@pytest.fixture
def page(preview: Preview, chromium: Any) -> Iterator[Any]:
    """The explainer in a browser that is told of changes."""
    context = chromium.new_context(viewport={"width": 1000, "height": 500})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda m: page.troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(preview.address + PAGE)
    until(lambda: page.evaluate("Boolean(window.LiveReload?.connector?.protocol)"))
    yield page
    context.close()


def edit(preview: Preview, old: str, new: str) -> None:
    path = preview.root / "content" / "2016-10-11-ferry.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def loaded_again(page: Any) -> None:
    """Wait until a page that was marked before its edit has been loaded anew, and is connected."""
    from playwright.sync_api import Error

    def is_new() -> bool:
        with suppress(Error):  # it was asked while it went
            return bool(page.evaluate("!window.before && window.LiveReload?.connector?.protocol"))
        return False

    until(is_new)


def test_what_is_wrong_is_shown_until_it_is_mended(preview: Preview, page: Any) -> None:
    overlay = page.locator("backstory-problems section")
    (preview.root / "templates").mkdir()
    template = preview.root / "templates" / "base.html"
    template.write_text("{% if %}", encoding="utf-8")
    overlay.wait_for()
    assert "templates/base.html:1: " in overlay.inner_text()
    assert page.locator("h1").inner_text() == "Ferry line closes"
    assert overlay.evaluate("e => getComputedStyle(e).overflowY") == "auto"
    template.unlink()
    overlay.wait_for(state="detached")

    bad = preview.root / "content" / "bad.md"
    bad.write_bytes(b"\xff\xfe\x00 <b>bold</b>")
    page.locator("backstory-problems li", has_text="content/bad.md").wait_for()
    page.reload()
    page.locator("backstory-problems li", has_text="content/bad.md").wait_for()
    page.get_by_role("button", name="Hide").click()
    assert overlay.count() == 0
    edit(preview, "Ferry line closes", "Ferry line reopens")
    page.locator("h1", has_text="reopens").wait_for()
    overlay.wait_for()
    bad.unlink()
    overlay.wait_for(state="detached")
    assert page.troubles == []


def test_a_reload_keeps_the_place_and_a_style_needs_none(preview: Preview, page: Any) -> None:
    styles = preview.root / "templates" / "assets"
    styles.mkdir(parents=True)
    long = "\n\n## What next\n\n" + "A hearing is held.\n\n" * 80
    page.evaluate("window.before = true")
    edit(preview, "\n## The article", f"{long}## The article")
    page.locator("h2", has_text="What next").wait_for()
    loaded_again(page)
    page.evaluate("scrollTo({top: 700, behavior: 'instant'})")
    page.evaluate("window.before = true")
    edit(preview, "Ferry line closes", "Ferry line reopens")
    page.locator("h1", has_text="reopens").wait_for()
    assert page.evaluate("scrollY") == 700
    loaded_again(page)
    until(lambda: page.evaluate("scrollY") == 700)

    page.evaluate("window.same = true")
    theirs = Path(__file__).parents[1] / "templates" / "assets" / "style.css"
    (styles / "style.css").write_text(
        theirs.read_text(encoding="utf-8") + "\nh1 { text-transform: uppercase; }\n",
        encoding="utf-8",
    )
    until(
        lambda: (
            page.evaluate("getComputedStyle(document.querySelector('h1')).textTransform")
            == "uppercase"
        )
    )
    assert page.evaluate("window.same")
    assert page.troubles == []


KEEP_WHAT_IS_PUT_IN_PLACE = """() => {
  window.before = true;
  sessionStorage.removeItem("placed");
  const keep = () => sessionStorage.setItem("placed", document.body.outerHTML);
  new MutationObserver(keep).observe(document, {
    attributes: true, characterData: true, childList: true, subtree: true });
}"""


def test_what_is_put_in_place_is_what_is_built(tmp_path: Path, chromium: Any) -> None:
    (tmp_path / "templates" / "assets").mkdir(parents=True)
    (tmp_path / "templates" / "assets" / "script.js").write_text("// does nothing\n")
    preview = started(tmp_path)
    page = chromium.new_page()
    page.goto(preview.address + PAGE)
    loaded_again(page)
    row = '| Ada Moreau | “The ferry will not sail,” | said | 2016-10-11 | [¶ 1](#p1 "q1") |\n'
    try:
        for old, new in (
            ("Ferry line closes", "Ferry & line <reopens>"),
            ("The ferry stays in", "The ferry *stays*, [it](https://x.example) seems, in"),
            (row, row + row.replace("will not", "may").replace("q1", "q2")),
            ("## The article", "## What next\n\nA hearing.\n\n- one\n- two\n\n## The article"),
            ("- one\n- two\n", "1. two\n2. one\n\n> said\n\n![A boat](boat.png)\n"),
            ("## What next\n\nA hearing.\n", ""),
            ("- **Ada Moreau** (person): minister", "- **Ada Moreau** (place): a pier"),
        ):
            page.evaluate(KEEP_WHAT_IS_PUT_IN_PLACE)
            edit(preview, old, new)
            loaded_again(page)
            placed, built = page.evaluate(
                "[sessionStorage.getItem('placed'), document.body.outerHTML]"
            )
            assert placed == built
    finally:
        page.close()
        preview.stop()


def test_scripts_meet_what_was_put_in_place(tmp_path: Path, chromium: Any) -> None:
    assets = tmp_path / "templates" / "assets"
    assets.mkdir(parents=True)
    (assets / "script.js").write_text(
        "document.body.dataset.met = document.querySelector('h1').textContent;\n"
        "document.querySelector('main').append(Object.assign("
        "document.createElement('p'), {id: 'added', textContent: 'Added.'}));\n",
        encoding="utf-8",
    )
    preview = started(tmp_path)
    page = chromium.new_page()
    page.goto(preview.address + PAGE)
    loaded_again(page)
    try:
        page.evaluate(KEEP_WHAT_IS_PUT_IN_PLACE)
        edit(preview, "Ferry line closes", "Ferry line reopens")
        page.locator("body[data-met='Ferry line reopens']").wait_for()
        placed = page.evaluate("sessionStorage.getItem('placed')")
        assert "Ferry line reopens" in placed
        assert placed.count("Added.") == 1  # what scripts did stays meanwhile
        assert page.locator("#added").count() == 1

        # Another script cannot be put in place: the page is loaded at once.
        theme = Path(__file__).parents[1] / "templates" / "base.html"
        page.evaluate(KEEP_WHAT_IS_PUT_IN_PLACE)
        (assets.parent / "base.html").write_text(
            theme.read_text(encoding="utf-8").replace(
                "</head>", '<script src="{{ root }}assets/search.js" defer></script></head>'
            ),
            encoding="utf-8",
        )
        page.locator("head script[src$='assets/search.js']").wait_for(state="attached")
        assert page.evaluate("sessionStorage.getItem('placed')") is None
    finally:
        page.close()
        preview.stop()


def test_an_emptied_template_does_not_lose_the_browser(preview: Preview, page: Any) -> None:
    template = preview.root / "templates" / "base.html"
    template.parent.mkdir()
    template.write_text("", encoding="utf-8")
    until(lambda: page.locator("h1").count() == 0)
    template.unlink()
    page.locator("h1").wait_for()


def test_many_pages_follow_an_edited_template(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for number in range(40):
        (tmp_path / "content" / f"tide-{number}.md").write_text(
            f"# Tide {number}\n\nHigh.\n", encoding="utf-8"
        )
    preview = started(tmp_path)
    theme = (Path(__file__).parents[1] / "templates" / "base.html").read_text(encoding="utf-8")
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "base.html"

    def saved(foot: str) -> None:
        template.write_text(theme.replace("</footer>", f"{foot}</footer>"), encoding="utf-8")

    def all_have(foot: str) -> bool:
        pages = [*tmp_path.glob("site/tide-*/index.html"), tmp_path / "site" / "404.html"]
        assert len(pages) == 41
        return all(foot in page.read_text(encoding="utf-8") for page in pages)

    try:
        for number in range(5):
            saved(f"<p>Foot {number}</p>")
            until(lambda number=number: f"Foot {number}" in preview.get(f"tide-{number}/"))
        until(lambda: all_have("Foot 4"))

        template.write_text("{% if %}", encoding="utf-8")
        until(lambda: "templates/base.html:1" in preview.get(".backstory/state.json"))
        assert "Foot 4" in preview.get("tide-7/")
        edit(preview, "Ferry line closes", "Ferry line reopens")
        saved("<p>Mended</p>")
        until(lambda: '"problems": []' in preview.get(".backstory/state.json"))
        until(lambda: all_have("Mended"))
        # What was saved before a template holds in pages that are made of it.
        saved("<p>Last</p>")
        until(lambda: "Last" in (ferry := preview.get(PAGE)) and "reopens" in ferry)
        strings = tmp_path / "templates" / "strings" / "en.toml"
        strings.parent.mkdir()
        strings.write_text('about = "Of these pages"\n', encoding="utf-8")
        until(lambda: "Of these pages" in preview.get("tide-9/"))
        until(lambda: all_have("Of these pages"))
        # And what is saved while all pages are made does not wait for them.
        saved("<p>Last of all</p>")
        described = "- name: Ada Moreau\n  description: of the moors\n"
        (tmp_path / "glossary.yml").write_text(described, encoding="utf-8")
        until(lambda: "of the moors" in preview.get("actors/ada-moreau/"))
        until(lambda: all_have("Last of all"))
    finally:
        assert preview.stop() == 0
    assert "Traceback" not in preview.said()


def test_a_browser_that_is_asked_to_goes_to_what_was_edited(tmp_path: Path, chromium: Any) -> None:
    (tmp_path / "content").mkdir()
    for name in ("tide", "quotes"):
        (tmp_path / "content" / f"{name}.md").write_text(f"# {name}\n\nYes.\n", encoding="utf-8")
    running = Preview(tmp_path, "--follow")
    page = chromium.new_page()
    try:
        until(lambda: "Yes." in running.get("tide/"))
        page.goto(running.address)
        for name, address in (("tide", "tide/"), ("quotes", "quotes-explainer/")):
            until(lambda: page.evaluate("Boolean(window.LiveReload?.connector?.protocol)"))
            path = tmp_path / "content" / f"{name}.md"
            path.write_text(f"# {name}\n\nIndeed.\n", encoding="utf-8")
            page.wait_for_url(running.address + address)
            page.locator("text=Indeed.").wait_for()
    finally:
        page.close()
        running.stop()


def test_explainers_are_there_before_new_articles_are_read(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "ferry.txt").write_text("Ferry\n\nIt sails.\n", encoding="utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tide.md").write_text("# Tide\n\nHigh.\n", encoding="utf-8")
    # An article that can never be read is the slowest of all.
    (tmp_path / "backstory.toml").write_text('pipeline = "en_not_there"\n', encoding="utf-8")
    running = Preview(tmp_path)
    try:
        until(lambda: "High." in running.get("tide/"))
        until(lambda: "en_not_there is not installed" in running.get(".backstory/state.json"))
    finally:
        running.stop()


# What it survives


async def browsers(preview: Preview, number: int) -> list[Any]:
    """Connections that have introduced themselves as livereload's client does."""
    url = preview.address.replace("http", "ws") + "livereload"
    origin = {"Origin": preview.address.rstrip("/")}
    opened = [await websocket_connect(HTTPRequest(url, headers=origin)) for _ in range(number)]
    for browser in opened:
        await browser.write_message(json.dumps({"command": "hello"}))
        await browser.read_message()
        await browser.write_message(json.dumps({"command": "info", "url": preview.address}))
    return opened


def test_it_survives_a_bad_day(preview: Preview) -> None:
    port = int(preview.address.rstrip("/").rpartition(":")[2])
    hanging = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for number, connection in enumerate(hanging):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local"[: number + 5])
    explainer = preview.root / "content" / "2016-10-11-ferry.md"
    text = explainer.read_text(encoding="utf-8")

    async def told() -> None:
        opened = await browsers(preview, 50)
        for number in range(500):
            if number % 2:
                explainer.write_text(f"{text}\n## What next\n\nRound {number}.\n", encoding="utf-8")
            else:  # as editors do that never leave half a file
                beside = explainer.with_name(".2016-10-11-ferry.md.swp")
                beside.write_text(f"{text}\n## What next\n\nRound {number}.\n", encoding="utf-8")
                beside.replace(explainer)
        messages = [json.loads(await browser.read_message()) for browser in opened]
        assert {message["command"] for message in messages} == {"reload"}
        for browser in opened[::2]:
            browser.close()

    with ThreadPoolExecutor(1) as thread:  # one of our own, for Playwright's runs in this one
        thread.submit(asyncio.run, told()).result(timeout=60)
    until(lambda: "Round 499." in preview.get(PAGE))
    assert preview.said().count("file written") + preview.said().count("files written") < 50

    # At once: a build that meets a folder half deleted rightly takes away what is not there.
    (preview.root / "content").rename(preview.root / "gone")
    until(lambda: "there is no seeds/" in preview.get(".backstory/state.json"))
    assert "Round 499." in preview.get(PAGE)
    (preview.root / "content").mkdir()
    explainer.write_text(f"{text}\n## What next\n\nIt returns.\n", encoding="utf-8")
    until(lambda: "It returns." in preview.get(PAGE))

    (preview.root / "templates").mkdir()
    template = preview.root / "templates" / "explainer.html"
    template.write_text("{% extends nothing", encoding="utf-8")
    until(lambda: "templates/explainer.html:1" in preview.get(".backstory/state.json"))
    assert ask(preview, "/..%2f..%2fetc%2fpasswd")[0] in (403, 404)
    assert ask(preview, "//etc/passwd")[0] in (403, 404)
    assert ask(preview, "/", "evil.example")[0] == 403
    template.unlink()
    until(lambda: '"problems": []' in preview.get(".backstory/state.json"))

    explainer.write_text(f"{text}\n## What next\n\nStill here.\n", encoding="utf-8")
    until(lambda: "Still here." in preview.get(PAGE))
    assert preview.stop() == 0
    assert "Traceback" not in preview.said()
    for connection in hanging:
        connection.close()

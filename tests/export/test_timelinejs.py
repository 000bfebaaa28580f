"""The exported timeline in TimelineJS itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator.config import Config
from generator.explainer import read
from generator.export import site, write
from generator.glossary import NOTHING
from generator.rendering.site import enter
from tests.conftest import NODE_MODULES, missing

DATES = {
    "-0043": "44 BC",
    "18XX": "the 19th century",
    "199X": "the 1990s",
    "2011/2015": "2011–2015",
    "2015-09/..": "since September 2015",
    "2016~": "about 2016",
    "2016-22": "summer 2016",
    "2016-10": "October 2016",
    "2016-10-11": "11 October 2016",
    "../2019": "until 2019",
    "2020-05-30T19:22:00Z": "30 May 2020, 19:22 UTC",
}
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="dist/css/timeline.css"><script src="dist/js/timeline.js"></script>
<div id="t" style="width: 900px; height: 600px"></div>
<script>window.shown = new TL.Timeline("t", "timeline.json")</script>"""


@pytest.fixture
def page(tmp_path: Path, chromium: Any) -> Iterator[Any]:
    """TimelineJS, showing an explainer with a row for each date."""
    dist = NODE_MODULES / "@knight-lab" / "timelinejs" / "dist"
    if not dist.is_dir():
        missing("TimelineJS (npm install --prefix tests/browser)")
    (tmp_path / "dist").symlink_to(dist)
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    rows = "".join(f"| {d} | \\<i>Row & {n} |\n" for n, d in enumerate(DATES))
    table = f"| Date | What happened |\n| --- | --- |\n{rows}"
    text = f"---\ntitle: Ferry\ndate: 2016-10-11\n---\n\n## Timeline\n\n{table}"
    entry = enter("ferry", read(text, "content/ferry.md")[0])
    exported = write("timeline.json", site([entry], Config(tmp_path, title="<The> File"), NOTHING))
    (tmp_path / "timeline.json").write_text(exported.text, encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    tab = chromium.new_page()
    tab.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    tab.wait_for_selector(".tl-slide-titleslide .tl-headline")
    yield tab
    tab.close()
    server.shutdown()
    server.server_close()


def test_it_shows_every_event_at_its_date_in_its_words(page: Any) -> None:
    assert page.evaluate("shown.config.messages") == {"errors": [], "warnings": []}
    dates = page.evaluate(
        "shown.config.events.map(e => [e.display_date, e.start_date.data.date_obj.getFullYear()])"
    )
    assert [words for words, _ in dates] == list(DATES.values())
    years = [-43, 1800, 1990, 2011, 2015, 2016, 2016, 2016, 2016, 2019, 2020]
    assert [year for _, year in dates] == years
    told = page.locator(".tl-slide .tl-headline").all_text_contents()
    assert [t.strip() for t in told] == ["<The> File", *(f"<i>Row & {n}" for n in range(11))]

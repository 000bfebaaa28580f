"""The preview: what is saved shows in the browser, and nothing that is saved ends it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ARTICLE = "Ferry line closes\n\n“The ferry will not sail,” minister Ada Moreau said on Tuesday.\n"
PAGE = "2016-10-11-ferry/"


class Preview:
    """A `backstory serve` that runs, its address and what it has said so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "serve.log"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "generator.cli", "serve", "--port", "8765"],
            cwd=root,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        said = until(lambda: re.search(r"serving (http://127\.0\.0\.1:\d+/)", self.said()))
        self.address = said[1]
        until(lambda: self.get(""))

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
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError("did not come about in time")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "2016-10-11-ferry.txt").write_text(ARTICLE, encoding="utf-8")
    settings = 'base_url = "https://x.example/name/"\n'
    (tmp_path / "backstory.toml").write_text(settings, encoding="utf-8")
    running = Preview(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_edits_show_and_faults_do_not_end_it(preview: Preview) -> None:
    explainer = preview.root / "content" / "2016-10-11-ferry.md"
    assert "Ada Moreau" in preview.get(PAGE)
    explainer.write_text(
        explainer.read_text(encoding="utf-8") + "\n## What next\n\nA hearing.\n", encoding="utf-8"
    )
    until(lambda: "A hearing." in preview.get(PAGE))

    seed = preview.root / "seeds" / "2017-01-01-second.txt"
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
    until(lambda: "of the moors" in preview.get(PAGE))
    glossary.write_text("- nam: Ada Moreau\n", encoding="utf-8")
    until(lambda: "glossary.yml:1: unknown key “nam”" in preview.said())
    assert "of the moors" in preview.get(PAGE)

"""Pictures of built pages, at three widths, in both colour schemes and as printed.

    python docs/screenshots.py site pictures [PAGE…]

Needs Playwright and the system's Chromium. Without pages named, it takes the index, an explainer,
an actor, and the lists.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.rendering.site import OWN_FOLDERS

WIDTHS = (390, 768, 1280)
OURS = tuple(f"{n}/index.html" for n in ("actors", "quotes", "timeline", "topics", "about"))
A4 = 680
"""The width of an A4 page between its margins, in CSS pixels."""


def main(site: Path, target: Path, pages: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for scheme in ("light", "dark", "print"):
            context = browser.new_context(color_scheme=None if scheme == "print" else scheme)
            context.set_default_timeout(90_000)
            page = context.new_page()
            for name in pages or list(_chosen(site)):
                _take(page, site, target, name, scheme)
        browser.close()


def _take(page: Any, site: Path, target: Path, name: str, scheme: str) -> None:
    page.goto((site / name).resolve().as_uri())
    if scheme == "print":
        page.emulate_media(media="print")
    for width in (A4,) if scheme == "print" else WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture = f"{name.removesuffix('/index.html').replace('/', '-')}-{width}-{scheme}.png"
        page.screenshot(path=target / picture, full_page=True)
        print(target / picture)


def _chosen(site: Path) -> Iterator[str]:
    yield "index.html"
    for name in OURS:
        if (site / name).exists():
            yield name
    explainers = [p for p in sorted(site.glob("*/index.html")) if p.parent.name not in OWN_FOLDERS]
    for page in (*explainers[-1:], *sorted(site.glob("actors/*/index.html"))[:1]):
        yield page.relative_to(site).as_posix()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3:])

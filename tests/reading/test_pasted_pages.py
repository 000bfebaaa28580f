"""Twenty pasted pages of six layouts: the body is kept, the rest set aside, credits are read.

`pages/NAME.yml` says what `pages/NAME.{txt,md,html}` holds: title, day, credits, headings, body.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.reading import read, seeds
from generator.reading.article import Article

PAGES = seeds(Path(__file__).parent / "pages")


@dataclass(frozen=True)
class Page:
    article: Article
    expected: dict[str, Any]

    def words(self, *kinds: str) -> list[str]:
        blocks = (b for b in self.article.blocks if b.kind in kinds)
        return _words(" ".join(self.article.words(block) for block in blocks))

    @property
    def set_aside(self) -> list[str]:
        blocks = (b for b in self.article.blocks if b.kind in ("furniture", "credit"))
        return [self.article.words(block) for block in blocks]

    @property
    def wrongly(self) -> list[str]:
        """What was set aside of the title, a heading or the body."""
        said = [self.expected["title"], *self.expected["headings"], *self.expected["body"]]
        whole = {_plain(part) for part in said}
        return [
            part
            for part in self.set_aside
            if _plain(part) in whole
            or (len(part.split()) > 4 and any(_plain(part) in known for known in whole))
        ]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _plain(text: str) -> str:
    return "".join(_words(text)).casefold()


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {
        path.stem: Page(read(path), yaml.safe_load(path.with_suffix(".yml").read_text("utf-8")))
        for path in PAGES
    }


def test_there_are_twenty_pages_of_six_layouts() -> None:
    layouts = Counter(path.stem.split("-")[0] for path in PAGES)
    assert len(PAGES) == 20
    assert set(layouts) == {"agency", "blog", "local", "network", "public", "tabloid"}
    assert {path.suffix for path in PAGES} == {".txt", ".md", ".html"}


def test_body_and_furniture_are_told_apart(pages: dict[str, Page]) -> None:
    kept = found = expected = aside = wrong = 0
    for page in pages.values():
        gold = _words(" ".join(page.expected["body"]))
        body = page.words("paragraph", "item")
        matcher = SequenceMatcher(None, gold, body, autojunk=False)
        kept += sum(match.size for match in matcher.get_matching_blocks())
        expected += len(gold)
        found += len(body)
        aside += sum(len(_words(part)) for part in page.set_aside)
        wrong += sum(len(_words(part)) for part in page.wrongly)
    assert kept / expected >= 0.99, "words of the body that are kept"
    assert kept / found >= 0.98, "words kept that are of the body"
    assert 1 - wrong / aside >= 0.95, "words set aside that are furniture"
    assert aside > 1000


@pytest.mark.parametrize("name", [path.stem for path in PAGES])
def test_each_page_is_read_as_a_person_would(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    assert page.article.title == page.expected["title"]
    assert page.article.published == page.expected["published"]
    assert sorted(page.article.credits) == sorted(page.expected["credits"])
    headings = [page.article.words(b) for b in page.article.blocks if b.kind == "heading"]
    assert set(page.expected["headings"]) <= set(headings)
    assert not page.wrongly

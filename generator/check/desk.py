"""What lies before an editor, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.config import Config
from generator.explainer.model import Explainer, Raw
from generator.glossary import Glossary
from generator.problems import Place
from generator.reading.article import Article

if TYPE_CHECKING:
    from generator.rendering import Output


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at; `slug` is the explainer that it belongs to, if it belongs to one."""

    code: str
    place: Place
    message: str
    slug: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message} ({self.code})"


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Desk:
    """All that is looked at.

    Attributes:
        explainers: by slug, those that can be read.
        articles: by the seed's path from the site's root.
    """

    config: Config
    explainers: Mapping[str, Explainer]
    articles: Mapping[str, Article]
    glossary: Glossary

    def article(self, slug: str) -> Article | None:
        """The seed of an explainer."""
        return self.articles.get(self.explainers[slug].source.file or "")

    def place(self, slug: str, raw: Raw | None, words: str = "") -> Place:
        """Where something stands in an explainer's file; at `words`, if these are found there."""
        start = 0
        if raw:
            at = raw.text.find(words) if words else 0
            start = raw.start + max(at, 0)
        line = raw.document.count("\n", 0, start) + 1 if raw else None
        return Place(f"content/{slug}.md", line)

    def page(self, slug: str) -> Page:
        """The page of an explainer, as it would be built."""
        found = self.page_at(self.paths[slug])
        assert found
        return found

    def page_at(self, path: str) -> Page | None:
        """The page at a path from the site's root. Pages are made up to that one, and no more."""
        while path not in self._pages and (output := next(self._outputs, None)):
            if output.path.endswith(".html"):
                self._pages[output.path] = _page(output.content)
        return self._pages.get(path)

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The path of each explainer's page."""
        from generator.rendering.site import enter

        return {slug: enter(slug, explainer).path for slug, explainer in self.explainers.items()}

    @cached_property
    def _outputs(self) -> Iterator[Output]:
        from generator.rendering import render

        return iter(render(self.explainers, self.config, self.glossary))

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its ids, and the words of its numbered paragraphs."""

    ids: frozenset[str]
    paragraphs: Mapping[int, str]


_NUMBERED = "//*[self::p or self::li][starts-with(@id, 'p')]"
_WORDS = ".//text()[not(ancestor::*[@class='number' or @class='back' or @class='note'])]"
"""A paragraph's own, without what the page adds to them."""


def _page(content: bytes) -> Page:
    from lxml import html

    tree = html.fromstring(content)
    numbered = {p.get("id")[1:]: "".join(p.xpath(_WORDS)) for p in tree.xpath(_NUMBERED)}
    return Page(
        frozenset(tree.xpath("//@id")),
        {int(number): words for number, words in numbered.items() if number.isdecimal()},
    )


def letters(words: str) -> str:
    """What two ways to set the same words have in common: letters and digits, in lower case."""
    return "".join(c for c in words.casefold() if c.isalnum())


def short(words: str, most: int = 60) -> str:
    """The beginning of some words, in curly quotation marks."""
    words = " ".join(words.split())
    if len(words) > most:
        words = words[: most - 1].rstrip() + "…"
    for opening, closing in ("“”", '""'):
        if words.startswith(opening) and words.find(closing, 1) in (-1, len(words) - 1):
            words = words.strip(opening + closing)
    return f"“{words.replace('“', '‘').replace('”', '’')}”"

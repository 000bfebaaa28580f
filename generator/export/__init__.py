"""`backstory export`: what explainers say, in the formats of other tools. `docs/export.md` tells
each; what a format cannot hold is left out of it, and told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from urllib.parse import quote

from generator.config import Config
from generator.explainer.drafting import fingerprint
from generator.explainer.text import plain
from generator.glossary import Glossary
from generator.problems import Problem
from generator.reading.article import Article
from generator.rendering.feeds import canonical
from generator.rendering.site import Card, Entry, Happening, People, Statement, enter, people

FORMATS = {
    "quotes.csv": "quotes:csv",
    "quotes.jsonl": "quotes:jsonl",
    "timeline.json": "timelinejs:timeline",
    "timeline.ics": "icalendar:calendar",
    "graph.json": "graph:graph",
    "annotations.jsonld": "annotations:collection",
}
"""Each format's room in this package, and the function that writes it."""


@dataclass(frozen=True)
class Site:
    """What is exported: explainers from the oldest to the latest, and who is in them."""

    config: Config
    entries: tuple[Entry, ...]
    people: People

    def name(self, entry: Entry, id: str) -> str:
        """What an actor of an explainer is called across all of them."""
        card = self._cards[entry.slug, id]
        person = self.people.of(entry, card)
        return person.name if person else card.row.name

    def card(self, entry: Entry, id: str) -> Card:
        return self._cards[entry.slug, id]

    def address(self, path: str, anchor: str = "") -> str | None:
        """The full address of a page; None where it is not known where the site will be."""
        if not self.config.home:
            return None
        whole = self.config.home + canonical(path)
        return f"{whole}#{quote(anchor)}" if anchor else whole

    def article(self, entry: Entry) -> Article | None:
        """The seed of an explainer."""
        return self._articles.get(entry.explainer.source.file or "")

    @cached_property
    def _articles(self) -> dict[str, Article]:
        from generator.build import read_seeds

        return {article.path: article for article in read_seeds(self.config)[0]}

    @cached_property
    def _cards(self) -> dict[tuple[str, str], Card]:
        return {(entry.slug, card.id): card for entry in self.entries for card in entry.cards}


@dataclass(frozen=True, slots=True)
class Exported:
    """A document, and in words what it could not hold."""

    text: str
    notes: tuple[str, ...] = ()


def export(form: str, config: Config) -> tuple[Exported, list[Problem]]:
    """All explainers in one of the `FORMATS`, and why others cannot be read.

    Raises:
        Problem: there is no site here, or nothing that the format could hold.
    """
    from generator.build import read_glossary, require_sources
    from generator.gathering import read_explainers

    require_sources(config)
    gathered = read_explainers(config)
    entries = [enter(slug, explainer) for slug, explainer in gathered.explainers.items()]
    return write(form, site(entries, config, read_glossary(config))), gathered.problems


def site(entries: list[Entry], config: Config, glossary: Glossary) -> Site:
    ordered = sorted(entries, key=lambda e: (e.date, e.slug))
    return Site(config, tuple(ordered), people(ordered, glossary))


def write(form: str, site: Site) -> Exported:
    room, _, name = FORMATS[form].partition(":")
    writer: Callable[[Site], Exported] = getattr(import_module(f"{__name__}.{room}"), name)
    return writer(site)


def key(entry: Entry, item: Statement | Happening) -> str:
    """What a row is known by, which stays when other rows come and go."""
    letter = "q" if isinstance(item, Statement) else "e"
    return f"{entry.slug}#{item.row.id or letter + fingerprint(plain(item.row.what))}"

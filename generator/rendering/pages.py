"""The pages: each is a template and what it is filled with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment

from generator import edtf
from generator.config import Config
from generator.explainer.model import Explainer
from generator.explainer.text import plain
from generator.glossary import FILE as GLOSSARY
from generator.glossary import Glossary
from generator.memory import print_of
from generator.rendering import Output, feeds, relations, search, social, structured, templates
from generator.rendering import language as languages
from generator.rendering.assets import Asset
from generator.rendering.explaining import view_of
from generator.rendering.language import Language
from generator.rendering.relations import Relations
from generator.rendering.site import (
    Card,
    Entry,
    Happening,
    People,
    Person,
    Statement,
    Topic,
    Topics,
    enter,
    enter_all,
    people,
    topics,
)
from generator.rendering.telling import choices_of, dated_of, feature_of, start_of, told_of

PER_PAGE = 400
"""How many quotes, or dates, a page of the site-wide lists holds."""

FEATURED, EARLIER = 13, 87
"""How many explainers the index shows at length, and how many in brief; also on later pages."""

APPEARANCES = 100
"""How many explainers an actor's page tells of, with what is said and dated in them."""

COMPANY = 12
"""How many actors a topic's page names."""


def make(
    explainers: Mapping[str, Explainer],
    config: Config,
    assets: Mapping[str, Asset],
    glossary: Glossary,
) -> Iterator[Output]:
    """Every page, and what tells machines the same."""
    entries = enter_all(explainers)
    say = languages.of(config)
    persons, subjects = people(entries, glossary), topics(entries)
    prints = Prints(entries, persons, subjects)
    # A link's picture has to be given with its full address.
    with_card = {e.slug for e in entries if config.home and social.is_drawable(e, assets)}
    pages = list(_pages(entries, persons, subjects, config, assets, with_card, prints, say))
    yield from pages
    for entry in entries:
        printing = partial(prints.of, [entry], "")
        if entry.slug in with_card:
            card = partial(social.picture, entry, config, assets, say)
            yield Output(f"{entry.folder}/{social.NAME}", printing, card)
        data = partial(structured.quotes, entry, persons, config)
        yield Output(f"{entry.folder}/quotes.json", printing, data)
    paths = [quote(page.path) for page in pages if page.path != "404.html"]
    for path, content in feeds.make(entries, paths, config):
        yield Output(path, partial(prints.of, entries, paths), content)
    records = partial(search.records, entries, persons, subjects, say)
    contents = [e.print for e in entries]
    yield Output(search.RECORDS, partial(prints.of, entries, contents), records)


def _pages(
    entries: Sequence[Entry],
    persons: People,
    subjects: Topics,
    config: Config,
    assets: Mapping[str, Asset],
    with_card: Set[str],
    prints: Prints,
    say: Language,
) -> Iterator[Output]:
    """Explainers come from the latest to the oldest."""
    page = partial(_page, config, assets, templates.environment(config, say), prints)
    addresses = {f"{e.slug}.md": f"../{e.address}" for e in entries}
    addresses[f"../{GLOSSARY}"] = "#made"
    links = print_of(*addresses.items())  # which count where an explainer links to others
    for entry in entries:
        card = f"{config.home}{quote(entry.folder)}/{social.NAME}"
        image = card if entry.slug in with_card else ""
        view = partial(view_of, persons, subjects, addresses, config, image, say)
        more = entry.print, links if entry.document else ""
        made = page(entry.path, "explainer.html", [entry], partial(view, entry), more)
        yield replace(made, remake=partial(_remade, page, entry.slug, view))
    for person in persons.all:
        yield from _actor_pages(person, persons, config, page, say)
    yield page("actors/index.html", "actors.html", entries, partial(_by_kind, persons.all))
    yield from _quotes(entries, persons, page, say)
    yield from _timeline(entries, persons, subjects, page)
    yield from _topics(entries, subjects, persons, page, say)
    yield from _index(entries, persons, config, page, say)
    yield page("search/index.html", "search.html", [], dict)
    counts = partial(_counts, entries, persons, subjects)
    yield page("about/index.html", "about.html", entries, counts)
    # The server shows this page at any depth, so that it alone needs links from the host's root.
    root = urlsplit(config.base_url).path.rstrip("/") + "/"
    yield page("404.html", "404.html", [], lambda: {"root": root})


def _page(
    config: Config,
    assets: Mapping[str, Asset],
    env: Environment,
    prints: Prints,
    path: str,
    template: str,
    of: Sequence[Entry],
    values: Callable[[], Mapping[str, Any]],
    more: object = "",
) -> Output:
    """A page of some entries, and of `more` that is not theirs alone."""
    site = {"config": config, "assets": assets, "path": path, "root": "../" * path.count("/")}

    def make() -> bytes:
        return templates.fill(env, config, template, {**site, **values()})

    return Output(path, partial(prints.of, of, more), make)


class Prints:
    """What stands for all that pages take from entries, an article's own words apart.

    A page is a function of the entries that it tells of, and of how the actors and topics of
    these are called across all entries; so is its print.
    """

    def __init__(self, entries: Iterable[Entry], persons: People, subjects: Topics) -> None:
        self._faces = {p.slug: print_of(p.slug, p.name, p.kind, p.description) for p in persons.all}
        self._of: dict[str, str] = {}
        for entry in entries:
            found = (persons.of(entry, card) for card in entry.cards)
            faces = (self._faces[p.slug] if p else "" for p in found)
            named = ((t.slug, t.name) for t in subjects.of(entry))
            self._of[entry.slug] = print_of(entry.slug, entry.facts, *faces, *named)

    def of(self, entries: Iterable[Entry], more: object) -> str:
        return print_of(more, *dict.fromkeys(self._of[e.slug] for e in entries))


def _remade(
    page: Callable[..., Output],
    slug: str,
    view: Callable[[Entry], Mapping[str, Any]],
    explainer: Explainer,
) -> bytes:
    """An explainer's page from another text of it; the others are as they were."""
    entry = enter(slug, explainer)
    return page(entry.path, "explainer.html", [], partial(view, entry)).make()


# Actors


@dataclass(frozen=True, slots=True)
class Appearance:
    """What an explainer says of an actor, and in which of its paragraphs."""

    entry: Entry
    card: Card
    description: str
    paragraphs: tuple[int, ...]

    @property
    def own(self) -> bool:
        """Whether the article says it, and not the glossary."""
        return not self.card.from_glossary


def _actor_pages(
    person: Person,
    persons: People,
    config: Config,
    page: Callable[..., Output],
    say: Language,
) -> Iterator[Output]:
    """An actor's page, and where many explainers tell of the actor, pages of the earlier ones."""
    cut = _cut(person.path.removesuffix("/index.html"), person.cards, APPEARANCES)
    paths = [path for path, _ in cut]
    whole = (person.description, person.aliases, len(person.cards)) if len(cut) > 1 else ""
    for number, (path, cards) in enumerate(cut, 1):
        more = {"number": number, "paths": paths}
        values = partial(_actor, person, cards, persons, config, say, more)
        yield page(path, "actor.html", [e for e, _ in cards], values, whole)


def _actor(
    whole: Person,
    cards: Sequence[tuple[Entry, Card]],
    persons: People,
    config: Config,
    say: Language,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    """What some explainers, those of the cards, tell of an actor."""
    person = replace(whole, cards=tuple(cards))

    def appearance(entry: Entry, card: Card) -> Appearance:
        there = (n for n in card.row.paragraphs if 1 <= n <= entry.paragraphs)
        return Appearance(entry, card, plain(card.row.description), tuple(there))

    own, ties = relations.of_person(person, persons)
    happenings = sorted(person.happenings, key=lambda item: _when(item[1]))
    identity = person.identity
    in_own_words = person.described and not (identity and identity.description)
    return {
        **more,
        "data": structured.script(structured.actor(whole, config)),
        "person": whole,
        "total": len(whole.explainers),
        "held": len(person.explainers),
        "appearances": [appearance(e, c) for e, c in person.cards],
        "described": appearance(*person.described) if in_own_words and person.described else None,
        "links": [(_site_of(url), url) for url in identity.links] if identity else [],
        "relations": Relations(relations.draw(ties, say, own), tuple(ties)) if ties else None,
        "company": _company(person, persons),
        "statements": [(e, told_of(e, s, persons, say)) for e, s in person.statements],
        "mentioned": [(e, told_of(e, s, persons, say)) for e, s in person.mentioned],
        "happenings": [(e, dated_of(e, h, persons)) for e, h in happenings],
    }


def _when(happening: Happening) -> tuple[bool, int]:
    dated = edtf.read(happening.row.date)
    return dated is None, start_of(dated) if dated else 0


def _company(person: Person, persons: People) -> list[tuple[Person, int]]:
    """Those above the fold of the same explainers, and in how many of these; the most first."""
    shared: dict[str, tuple[Person, set[str]]] = {}
    for entry, _ in person.cards:
        for card in entry.cards:
            other = persons.of(entry, card) if card.salient else None
            if other and other.slug != person.slug:
                shared.setdefault(other.slug, (other, set()))[1].add(entry.slug)
    found = ((other, len(slugs)) for other, slugs in shared.values())
    return sorted(found, key=lambda item: -item[1])


def _site_of(url: str) -> str:
    """What a link to a page about an actor is called."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    if host.endswith("wikidata.org"):
        return "Wikidata"
    language, _, rest = host.partition(".")
    return f"Wikipedia ({language})" if rest.endswith("wikipedia.org") else host


def _by_kind(persons: Iterable[Person]) -> Mapping[str, Any]:
    kinds = ("person", "organization", "place", "group", "")
    ordered = sorted(persons, key=lambda p: (p.name.casefold(), p.slug))
    found = {k: [p for p in ordered if (p.kind if p.kind in kinds else "") == k] for k in kinds}
    return {"kinds": [(kind, persons) for kind, persons in found.items() if persons]}


def _quotes(
    entries: Sequence[Entry], persons: People, page: Callable[..., Output], say: Language
) -> Iterator[Output]:
    every = [(e, s) for e in entries for s in e.statements]
    paths = [path for path, _ in _cut("quotes", every, PER_PAGE)]
    for number, (path, items) in enumerate(_cut("quotes", every, PER_PAGE), 1):
        more = {"number": number, "paths": paths, "held": len(items), "total": len(every)}
        values = partial(_quoted, items, persons, say, more)
        yield page(path, "quotes.html", [e for e, _ in items], values, (more, _ends(items)))


def _quoted(
    items: Sequence[tuple[Entry, Statement]],
    persons: People,
    say: Language,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    told = [(e, told_of(e, s, persons, say)) for e, s in items]
    groups = [(e, [s for _, s in g]) for e, g in groupby(told, key=lambda item: item[0])]
    return {**more, "groups": groups, "voices": choices_of(v for _, t in told for v in t.voices)}


def _timeline(
    entries: Sequence[Entry], persons: People, subjects: Topics, page: Callable[..., Output]
) -> Iterator[Output]:
    every = [
        (e, h, dated) for e in entries for h in e.happenings if (dated := edtf.read(h.row.date))
    ]
    every.sort(key=lambda item: (start_of(item[2]), item[0].slug, item[1].id))
    paths = [path for path, _ in _cut("timeline", every, PER_PAGE)]
    for number, (path, items) in enumerate(_cut("timeline", every, PER_PAGE), 1):
        more = {"number": number, "paths": paths, "held": len(items), "total": len(every)}
        values = partial(_years, items, persons, subjects, more)
        yield page(path, "timeline.html", [e for e, _, _ in items], values, (more, _ends(items)))


def _years(
    items: Sequence[tuple[Entry, Happening, edtf.Dated]],
    persons: People,
    subjects: Topics,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    topics_of = {e.slug: [(t.slug, t.name) for t in subjects.of(e)] for e, _, _ in items}
    shown = [(e, dated_of(e, h, persons), dated) for e, h, dated in items]
    years = groupby(shown, key=lambda item: edtf.year_of(start_of(item[2])))
    return {
        **more,
        "years": [(year, list(group)) for year, group in years],
        "topics_of": topics_of,
        "actors": choices_of(actor for _, dated, _ in shown for actor in dated.actors),
        "topics": choices_of(topic for e, _, _ in shown for topic in topics_of[e.slug]),
    }


def _ends(items: Sequence[Any]) -> tuple[str, ...]:
    """With which rows a page of a long list begins and ends."""
    return (items[0][0].slug, items[0][1].id, items[-1][0].slug, items[-1][1].id) if items else ()


def _cut(
    name: str, items: Sequence[Any], size: int, first: int = 1
) -> list[tuple[str, Sequence[Any]]]:
    """The pages of a long list, and their paths."""
    starts = range(0, max(len(items), 1), size)
    return [
        (f"{name}/{f'{n}/' if n > 1 else ''}index.html", items[start : start + size])
        for n, start in enumerate(starts, first)
    ]


def _index(
    entries: Sequence[Entry],
    persons: People,
    config: Config,
    page: Callable[..., Output],
    say: Language,
) -> Iterator[Output]:
    """The latest explainers at length, earlier ones in brief, the oldest on pages of their own."""
    first, rest = entries[: FEATURED + EARLIER], entries[FEATURED + EARLIER :]
    cut = [("index.html", first)]
    cut += [(p, e) for p, e in _cut("earlier", rest, FEATURED + EARLIER, 2) if rest]
    for number, (path, some) in enumerate(cut, 1):
        more = {"number": number, "paths": [p for p, _ in cut]}
        more["data"] = structured.script(structured.website(config))
        at_length = FEATURED if number == 1 else len(some)
        yield page(
            path, "index.html", some, partial(_features, some, at_length, persons, say, more), more
        )


def _features(
    entries: Sequence[Entry],
    at_length: int,
    persons: People,
    say: Language,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    """The first entries at length, the others in brief."""
    features = [feature_of(e, persons, say) for e in entries]
    return {**more, "features": features[:at_length], "earlier": features[at_length:]}


def _topics(
    entries: Sequence[Entry],
    subjects: Topics,
    persons: People,
    page: Callable[..., Output],
    say: Language,
) -> Iterator[Output]:
    yield page("topics/index.html", "topics.html", entries, lambda: {"topics": subjects.all})
    for topic in subjects.all:
        cut = _cut(topic.path.removesuffix("/index.html"), topic.entries, FEATURED + EARLIER)
        paths = [path for path, _ in cut]
        for number, (path, some) in enumerate(cut, 1):
            values = partial(_topic, topic, some, persons, say, {"number": number, "paths": paths})
            of = some if number > 1 else topic.entries
            yield page(path, "topic.html", of, values, (topic.name, len(topic.entries)))


def _topic(
    topic: Topic,
    entries: Sequence[Entry],
    persons: People,
    say: Language,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Some explainers of a topic; on its first page the actors of all of them, too."""
    first = more["number"] == 1
    found = (persons.of(e, c) for e in topic.entries if first for c in e.cards if c.salient)
    people = [person for person in found if person]
    by_slug = {p.slug: p for p in people}
    most = Counter(p.slug for p in people).most_common(COMPANY)
    actors = [(by_slug[slug], number) for slug, number in most]
    at_length = FEATURED if first else len(entries)
    return _features(entries, at_length, persons, say, {**more, "topic": topic, "actors": actors})


def _counts(entries: Sequence[Entry], persons: People, subjects: Topics) -> Mapping[str, Any]:
    """What the site holds, and what it leaves open."""
    statements = [s for e in entries for s in e.statements]
    happenings = [h for e in entries for h in e.happenings]
    counts = {
        "explainers": len(entries),
        "actors": len(persons.all),
        "topics": len(subjects.all),
        "statements": len(statements),
        "unattributed": sum(not s.attributed for s in statements),
        "dates": len(happenings),
        "unresolved": sum(not h.resolved for h in happenings),
    }
    return {"counts": counts}

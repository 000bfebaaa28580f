"""The pages: each is a template and what it is filled with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from markupsafe import Markup

from generator import edtf
from generator.config import Config
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Item,
    Prose,
    QuoteRow,
    Section,
    SectionKind,
)
from generator.explainer.text import plain
from generator.glossary import FILE as GLOSSARY
from generator.glossary import Glossary, key
from generator.rendering import (
    feeds,
    markdown,
    picture,
    relations,
    search,
    social,
    structured,
    templates,
)
from generator.rendering import language as languages
from generator.rendering.assets import Asset
from generator.rendering.language import Language
from generator.rendering.notes import Margin
from generator.rendering.site import (
    Card,
    Entry,
    Happening,
    Ids,
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

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction is 238 words a minute (Brysbaert 2019)."""

PER_PAGE = 400
"""How many quotes, or dates, a page of the site-wide lists holds."""

FEATURED, EARLIER = 13, 87
"""How many explainers the index shows at length, and how many in brief; also on later pages."""

AT_A_GLANCE = 5
"""How many actors an explainer names in brief."""

APPEARANCES = 100
"""How many explainers an actor's page tells of, with what is said and dated in them."""

COMPANY = 12
"""How many actors a topic's page names."""

PULLED = range(40, 240)
"""How many characters a quote has that the index shows."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is made; `print` stands for what it takes from explainers.

    `remake` makes the page of one explainer from another text of it.
    """

    path: str
    print: str
    make: Callable[[], bytes]
    remake: Callable[[Explainer], bytes] | None = None


def make(
    explainers: Mapping[str, Explainer],
    config: Config,
    assets: Mapping[str, Asset],
    glossary: Glossary,
) -> Iterator[Page]:
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
        if entry.slug in with_card:
            card = partial(social.picture, entry, config, assets, say)
            yield Page(f"{entry.folder}/{social.NAME}", prints.of([entry], ""), card)
        data = partial(structured.quotes, entry, persons, config)
        yield Page(f"{entry.folder}/quotes.json", prints.of([entry], ""), data)
    paths = [quote(page.path) for page in pages if page.path != "404.html"]
    for path, content in feeds.make(entries, paths, config):
        yield Page(path, prints.of(entries, paths), content)
    records = partial(search.records, entries, persons, subjects, say)
    yield Page(search.RECORDS, prints.of(entries, ""), records)


def _pages(
    entries: Sequence[Entry],
    persons: People,
    subjects: Topics,
    config: Config,
    assets: Mapping[str, Asset],
    with_card: Set[str],
    prints: Prints,
    say: Language,
) -> Iterator[Page]:
    """Explainers come from the latest to the oldest."""
    page = partial(_page, config, assets, templates.environment(config, say), prints)
    addresses = {f"{e.slug}.md": f"../{e.address}" for e in entries}
    addresses[f"../{GLOSSARY}"] = "#made"
    for entry in entries:
        card = f"{config.home}{quote(entry.folder)}/{social.NAME}"
        image = card if entry.slug in with_card else ""
        view = partial(_view, persons, subjects, addresses, config, image, say)
        linked = prints.linked(entry, addresses)
        made = page(entry.path, "explainer.html", [entry], partial(view, entry), linked)
        yield replace(made, remake=partial(_remade, page, entry.slug, view))
    articles = {e.slug: e.explainer for e in entries}
    paragraphs = cache(lambda slug: _paragraphs(articles[slug]))
    for person in persons.all:
        yield from _actor_pages(person, persons, paragraphs, config, page, say)
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
    of: Iterable[Entry],
    values: Callable[[], Mapping[str, Any]],
    more: object = "",
) -> Page:
    """A page of some entries, and of `more` that is not theirs alone."""
    site = {"config": config, "assets": assets, "path": path, "root": "../" * path.count("/")}

    def make() -> bytes:
        return templates.fill(env, config, template, {**site, **values()})

    return Page(path, prints.of(of, more), make)


class Prints:
    """What stands for all that pages take from entries.

    A page is a function of the entries that it tells of, and of how the actors and topics of
    these are called across all entries; so is its print.
    """

    def __init__(self, entries: Iterable[Entry], persons: People, subjects: Topics) -> None:
        self._faces = {p.slug: _hash(p.slug, p.name, p.kind, p.description) for p in persons.all}
        self._of: dict[str, str] = {}
        for entry in entries:
            found = (persons.of(entry, card) for card in entry.cards)
            faces = (self._faces[p.slug] if p else "" for p in found)
            named = ((t.slug, t.name) for t in subjects.of(entry))
            self._of[entry.slug] = _hash(entry.slug, entry.print, *faces, *named)

    def of(self, entries: Iterable[Entry], more: object) -> str:
        return _hash(more, *dict.fromkeys(self._of[e.slug] for e in entries))

    def linked(self, entry: Entry, addresses: Mapping[str, str]) -> str:
        """What an explainer takes from the addresses of others: they count where it links."""
        return _hash(*addresses.items()) if ".md" in entry.document else ""


def _hash(*parts: object) -> str:
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


# An explainer


@dataclass(frozen=True, slots=True)
class CardView:
    """An actor's card; `person` is who has the page across explainers."""

    id: str
    row: ActorRow
    mark: str
    description: Markup
    note: Markup
    places: Places
    person: Person | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """A row of the transcript; `turn` counts the rows of a speaker's turn, at its first only.

    `introduced`: it is the speaker's first, where readers are told who that is.
    """

    id: str
    row: QuoteRow
    who: Markup
    cards: tuple[Card, ...]
    attributed: bool
    what: Markup
    how: Markup
    places: Places
    more: tuple[tuple[str, Markup], ...]
    turn: int
    introduced: bool
    voices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class HappeningView:
    id: str
    row: EventRow
    what: Markup
    resolved: bool
    places: Places
    more: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a row is found: paragraphs that the page has, and links elsewhere."""

    paragraphs: tuple[int, ...]
    elsewhere: Markup

    def __bool__(self) -> bool:
        return bool(self.paragraphs or self.elsewhere)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind in a row, or an editor's prose between them."""

    rows: tuple[Any, ...] = ()
    prose: Markup | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    id: str
    kind: SectionKind
    heading: str
    level: int
    parts: tuple[Part, ...]
    pictures: picture.Pictures | None = None
    relations: Relations | None = None


@dataclass(frozen=True, slots=True)
class Relations:
    """Who speaks about whom: a picture, where there is something to draw, and all of it."""

    picture: relations.Picture | None
    all: tuple[relations.Relation, ...]

    @property
    def by_speaker(self) -> list[tuple[relations.Voice, list[relations.Relation]]]:
        found: dict[relations.Voice, list[relations.Relation]] = {}
        for relation in self.all:
            found.setdefault(relation.speaker, []).append(relation)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Brief:
    """Who, what and when at a glance: `event` is the news, `ahead` what was planned after it.

    `others` counts the actors above the fold that are not named, `span` is EDTF.
    """

    cards: tuple[Card, ...]
    others: int
    event: Happening | None
    what: str
    ahead: Happening | None
    span: str


@dataclass(frozen=True, slots=True)
class ExplainerView:
    entry: Entry
    standfirst: Markup
    summary: str
    brief: Brief | None
    minutes: int
    paragraphs: int
    sections: tuple[SectionView, ...]
    unattributed: tuple[Statement, ...]
    unresolved: tuple[Happening, ...]
    topics: tuple[Topic, ...]
    voices: tuple[Choice, ...]
    corrections: tuple[tuple[str, Markup], ...]
    edit: str


def _remade(
    page: Callable[..., Page],
    slug: str,
    view: Callable[[Entry], Mapping[str, Any]],
    explainer: Explainer,
) -> bytes:
    """An explainer's page from another text of it; the others are as they were."""
    entry = enter(slug, explainer)
    return page(entry.path, "explainer.html", [], partial(view, entry)).make()


def _view(
    persons: People,
    subjects: Topics,
    addresses: Mapping[str, str],
    config: Config,
    image: str,
    say: Language,
    entry: Entry,
) -> Mapping[str, Any]:
    return {
        "page": _explainer(entry, persons, subjects, addresses, config, say),
        "data": structured.script(structured.explainer(entry, persons, config, "../", image)),
        "image": image,
    }


def _explainer(
    entry: Entry,
    persons: People,
    subjects: Topics,
    addresses: Mapping[str, str],
    config: Config,
    say: Language,
) -> ExplainerView:
    explainer = entry.explainer
    ids = Ids(set(entry.ids))
    document = explainer.raw.document if explainer.raw else ""
    page = markdown.Page(entry.mentions, _mention, addresses, ids.claim, document)
    # The article first: rows can only lead to paragraphs that it has.
    articles = iter(_articles(entry, page, say))
    rows = _Rows(entry, page, persons, say)
    sections = tuple(
        _section(s, ids, rows, page, next(articles) if s.kind == "article" else None)
        for s in explainer.sections
    )
    return ExplainerView(
        entry,
        markdown.block(explainer.standfirst, page, plain=True),
        plain(explainer.standfirst) or explainer.title,
        _brief(entry),
        _minutes(explainer),
        page.paragraphs,
        sections,
        tuple(s for s in entry.statements if not s.attributed),
        tuple(h for h in entry.happenings if not h.resolved),
        tuple(subjects.of(entry)),
        tuple(_choices(v for s in entry.statements for v in _voices(entry, s, persons, say))),
        tuple((c.date, markdown.inline(c.text, page)) for c in entry.corrections),
        config.edit_url(f"content/{entry.slug}.md"),
    )


def _brief(entry: Entry) -> Brief | None:
    """The first actors, the event that the article tells first, and the next one planned."""
    cards = [c for c in entry.cards if c.salient]
    told = (h for h in entry.happenings if plain(h.row.what).strip())
    event = min(told, key=partial(_newsworthy, entry.date), default=None)
    if not cards and not event:
        return None
    return Brief(
        tuple(cards[:AT_A_GLANCE]),
        len(cards[AT_A_GLANCE:]),
        event,
        plain(event.row.what) if event else "",
        _ahead(entry, event),
        _span(entry),
    )


def _newsworthy(published: str, happening: Happening) -> tuple[int, bool, int]:
    """Least for the news: what is told first; of that, what lies nearest to the article's day."""
    paragraph = min(happening.row.paragraphs, default=10**6)
    dated, today = edtf.read(happening.row.date), edtf.read(published)
    if not dated or not today:
        return paragraph, not dated, 0
    return paragraph, False, abs(_start(dated) - _start(today))


def _ahead(entry: Entry, event: Happening | None) -> Happening | None:
    """The first event that is planned for after the day of the article, if it is not the news."""
    today = edtf.read(entry.date)
    if not today:
        return None
    planned = (
        (dated.first, h)
        for h in entry.happenings
        if h is not event
        and h.row.status == "planned"
        and (dated := edtf.read(h.row.date))
        and dated.first is not None
        and dated.first > _start(today)
    )
    return min(planned, key=lambda item: item[0], default=(0, None))[1]


def _minutes(explainer: Explainer) -> int:
    return -(-len(explainer.article.split()) // WORDS_A_MINUTE)


def _paragraphs(explainer: Explainer) -> int:
    """How many paragraphs the article has on the explainer's page."""
    return sum(markdown.count(s.text) for s in explainer.sections if s.kind == "article")


def _mention(actor: str, text: str) -> str:
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        text = f"<bdi>{text}</bdi>"
    return f'<a class="mention" href="#{escape(actor)}">{text}</a>'


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Hebrew, Arabic and the scripts between: a name in them must not reorder what stands beside it."""


def _articles(entry: Entry, page: markdown.Page, say: Language) -> list[Markup]:
    """The sections that hold the article, with notes in the margin and ways back to the rows."""
    cards = {c.id: c for c in entry.cards}
    margin = Margin()
    back = _ways_back(entry, say)

    def beside(actors: Sequence[str], length: int) -> str:
        return "".join(_note(c, say) for c in margin.beside((cards[a] for a in actors), length))

    def around(number: int) -> tuple[str, str]:
        label = say("paragraph_number", number)
        start = f'<a class="number" href="#p{number}" aria-label="{label}">{number}</a>'
        return start, back.get(number, "")

    return [
        markdown.article(s.text, page, beside, around)
        for s in entry.explainer.sections
        if s.kind == "article"
    ]


def _note(card: Card, say: Language) -> str:
    """A card in the margin: for the eye alone, since the same stands in the list of actors."""
    row = card.row
    name = f"{card.mark}</span> {escape(row.name, quote=False)}"
    kind = f' <span class="kind">{say.word("kind", row.kind)}</span>' if row.kind else ""
    words = f"<br>{escape(plain(row.description), quote=False)}" if row.description else ""
    return (
        f'<span class="note" aria-hidden="true"><a class="name" href="#{escape(card.id)}"'
        f' tabindex="-1"><span class="mark">{name}</a>{kind}{words}</span>'
    )


def _ways_back(entry: Entry, say: Language) -> dict[int, str]:
    """For each paragraph links to the rows that rest on it."""
    rows: dict[int, dict[str, list[str]]] = {}
    for word, found in (
        (say("listed_said"), entry.statements),
        (say("listed_dated"), entry.happenings),
    ):
        for item in found:
            for number in item.row.paragraphs:
                rows.setdefault(number, {}).setdefault(word, []).append(item.id)
    return {number: _back(links, say) for number, links in rows.items()}


def _back(rows: Mapping[str, Sequence[str]], say: Language) -> str:
    links = [
        f'<a href="#{escape(i)}">{f"{word} {n}" if len(ids) > 1 else word}</a>'
        if n == 1
        else f'<a href="#{escape(i)}"><span class="hidden">{word} </span>{n}</a>'
        for word, ids in rows.items()
        for n, i in enumerate(ids, 1)
    ]
    label = f'<span class="hidden">{say("listed_as")} </span>'
    return f' <span class="back">{label}{" ".join(links)}</span>'


_REMARK = re.compile(r"(?<!\s)\s*\((?:asserted|denied|questioned)\)$")
"""What tells a statement's polarity where its words do not: shown as a label of its own."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes the views of one page's rows, in the order in which they stand."""

    entry: Entry
    page: markdown.Page
    persons: People
    say: Language

    def cards(self, rows: Iterable[Any]) -> Iterator[CardView]:
        of = {id(c.row): c for c in self.entry.cards}
        for card in (of[id(row)] for row in rows):
            yield CardView(
                card.id,
                card.row,
                card.mark,
                self.inline(card.row.description),
                markdown.block(card.row.note, self.page) if card.row.note else Markup(),
                self.places(card.row),
                self.persons.of(self.entry, card),
            )

    def statements(self, rows: Iterable[Any]) -> Iterator[StatementView]:
        of = {id(s.row): s for s in self.entry.statements}
        cards = {c.id: c for c in self.entry.cards}
        known: set[tuple[str, ...]] = set()
        for _, turn in groupby((of[id(r)] for r in rows), key=lambda s: s.row.who):
            statements = list(turn)
            for n, statement in enumerate(statements):
                row = statement.row
                yield StatementView(
                    statement.id,
                    row,
                    markdown.inline(row.who, self.page, plain=False, row=True),
                    tuple(cards[i] for i in statement.speakers),
                    statement.attributed,
                    self.inline(row.what),
                    self.inline(_REMARK.sub("", row.how)),
                    self.places(row),
                    self.more(row),
                    0 if n else len(statements),
                    statement.speakers not in known,
                    _voices(self.entry, statement, self.persons, self.say),
                )
                known.add(statement.speakers)

    def happenings(self, rows: Iterable[Any]) -> Iterator[HappeningView]:
        of = {id(h.row): h for h in self.entry.happenings}
        for happening in (of[id(row)] for row in rows):
            row = happening.row
            yield HappeningView(
                happening.id,
                row,
                self.inline(row.what),
                happening.resolved,
                self.places(row),
                self.more(row),
            )

    def inline(self, text: str) -> Markup:
        return markdown.inline(text, self.page, row=True) if text else Markup()

    def more(self, row: QuoteRow | EventRow) -> tuple[tuple[str, Markup], ...]:
        return tuple((name, self.inline(text)) for name, text in row.more if text)

    def places(self, row: ActorRow | QuoteRow | EventRow) -> Places:
        there = tuple(n for n in row.paragraphs if 1 <= n <= self.page.paragraphs)
        return Places(there, self.inline(row.elsewhere))


def _section(
    section: Section, ids: Ids, rows: _Rows, page: markdown.Page, article: Markup | None
) -> SectionView:
    views: dict[SectionKind, Callable[[Iterable[Any]], Iterator[Any]]] = {
        "actors": rows.cards,
        "also": rows.cards,
        "quotes": rows.statements,
        "timeline": rows.happenings,
    }
    parts: list[Part] = []
    if article is not None:
        parts.append(Part(prose=article))
    else:
        for is_prose, run in groupby(section.items, key=_is_prose):
            if is_prose:
                text = "\n\n".join(p.text for p in run if isinstance(p, Prose))
                parts.append(Part(prose=markdown.block(text, page)))
            else:
                parts.append(Part(rows=tuple(views[section.kind](run))))
    if notes := page.notes():
        parts.append(Part(prose=notes))
    pictures = None
    if section.kind == "timeline" and section.rows:
        mine = [h for h in rows.entry.happenings if any(h.row is row for row in section.rows)]
        pictures = picture.draw(mine, rows.entry.date, rows.say)
    ties = None
    if section.kind == "quotes" and section.rows[:1] == rows.entry.explainer.quotes[:1]:
        found = tuple(relations.of_explainer(rows.entry))
        ties = Relations(drawn, found) if (drawn := relations.draw(found, rows.say)) else None
    return SectionView(
        ids.claim(markdown.slug(section.heading)),
        section.kind,
        section.heading,
        min(max(section.level, 2), 6),
        tuple(parts),
        pictures,
        ties,
    )


def _is_prose(item: Item) -> bool:
    return isinstance(item, Prose)


# Pages across explainers


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
    paragraphs: Callable[[str], int],
    config: Config,
    page: Callable[..., Page],
    say: Language,
) -> Iterator[Page]:
    """An actor's page, and where many explainers tell of the actor, pages of the earlier ones."""
    cut = _cut(person.path.removesuffix("/index.html"), person.cards, APPEARANCES)
    paths = [path for path, _ in cut]
    whole = (person.description, person.aliases, len(person.cards)) if len(cut) > 1 else ""
    for number, (path, cards) in enumerate(cut, 1):
        more = {"number": number, "paths": paths}
        values = partial(_actor, person, cards, persons, paragraphs, config, say, more)
        yield page(path, "actor.html", [e for e, _ in cards], values, whole)


def _actor(
    whole: Person,
    cards: Sequence[tuple[Entry, Card]],
    persons: People,
    paragraphs: Callable[[str], int],
    config: Config,
    say: Language,
    more: Mapping[str, Any],
) -> Mapping[str, Any]:
    """What some explainers, those of the cards, tell of an actor."""
    person = replace(whole, cards=tuple(cards))

    def appearance(entry: Entry, card: Card) -> Appearance:
        there = (n for n in card.row.paragraphs if 1 <= n <= paragraphs(entry.slug))
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
        "statements": [(e, _told(e, s, persons, say)) for e, s in person.statements],
        "mentioned": [(e, _told(e, s, persons, say)) for e, s in person.mentioned],
        "happenings": [(e, _dated(e, h, persons)) for e, h in happenings],
    }


def _when(happening: Happening) -> tuple[bool, int]:
    dated = edtf.read(happening.row.date)
    return dated is None, _start(dated) if dated else 0


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


@dataclass(frozen=True, slots=True)
class Told:
    """A statement away from its explainer's page; `voices` are its speakers, by key and name."""

    id: str
    row: QuoteRow
    who: str
    cards: tuple[Card, ...]
    attributed: bool
    what: str
    how: str
    voices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated event away from its explainer's page; `actors` by key and name."""

    id: str
    row: EventRow
    what: str
    resolved: bool
    actors: tuple[Choice, ...]


Choice = tuple[str, str]
"""What a list may be narrowed to: a word for the machine, and one for the reader."""

NOBODY = "-"
"""The key of unattributed statements."""


def _choice(entry: Entry, card: Card, persons: People) -> Choice:
    person = persons.of(entry, card)
    return (person.slug, person.name) if person else (key(card.row.name), card.row.name)


def _told(entry: Entry, statement: Statement, persons: People, say: Language) -> Told:
    row = statement.row
    cards = tuple(c for c in entry.cards if c.id in statement.speakers)
    return Told(
        statement.id,
        row,
        plain(row.who),
        cards,
        statement.attributed,
        plain(row.what),
        plain(_REMARK.sub("", row.how)),
        _voices(entry, statement, persons, say),
    )


def _voices(
    entry: Entry, statement: Statement, persons: People, say: Language
) -> tuple[Choice, ...]:
    if not statement.attributed:
        return ((NOBODY, say.text("unattributed")),)
    cards = [c for c in entry.cards if c.id in statement.speakers]
    who = plain(statement.row.who)
    return tuple(_choice(entry, c, persons) for c in cards) or ((key(who), who),)


def _dated(entry: Entry, happening: Happening, persons: People) -> Dated:
    return Dated(
        happening.id,
        happening.row,
        plain(happening.row.what),
        happening.resolved,
        tuple(_choice(entry, c, persons) for c in entry.cards if c.id in happening.actors),
    )


def _choices(items: Iterable[Choice]) -> list[Choice]:
    """What a list can be narrowed to, in the order of names; the unattributed last."""
    return sorted(dict(items).items(), key=lambda c: (c[0] == NOBODY, c[1].casefold(), c[0]))


def _by_kind(persons: Iterable[Person]) -> Mapping[str, Any]:
    kinds = ("person", "organization", "place", "group", "")
    ordered = sorted(persons, key=lambda p: (p.name.casefold(), p.slug))
    found = {k: [p for p in ordered if (p.kind if p.kind in kinds else "") == k] for k in kinds}
    return {"kinds": [(kind, persons) for kind, persons in found.items() if persons]}


def _quotes(
    entries: Sequence[Entry], persons: People, page: Callable[..., Page], say: Language
) -> Iterator[Page]:
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
    told = [(e, _told(e, s, persons, say)) for e, s in items]
    groups = [(e, [s for _, s in g]) for e, g in groupby(told, key=lambda item: item[0])]
    return {**more, "groups": groups, "voices": _choices(v for _, t in told for v in t.voices)}


def _timeline(
    entries: Sequence[Entry], persons: People, subjects: Topics, page: Callable[..., Page]
) -> Iterator[Page]:
    every = [
        (e, h, dated) for e in entries for h in e.happenings if (dated := edtf.read(h.row.date))
    ]
    every.sort(key=lambda item: (_start(item[2]), item[0].slug, item[1].id))
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
    shown = [(e, _dated(e, h, persons), dated) for e, h, dated in items]
    years = groupby(shown, key=lambda item: edtf.year_of(_start(item[2])))
    return {
        **more,
        "years": [(year, list(group)) for year, group in years],
        "topics_of": topics_of,
        "actors": _choices(actor for _, dated, _ in shown for actor in dated.actors),
        "topics": _choices(topic for e, _, _ in shown for topic in topics_of[e.slug]),
    }


def _ends(items: Sequence[Any]) -> tuple[str, ...]:
    """With which rows a page of a long list begins and ends."""
    return (items[0][0].slug, items[0][1].id, items[-1][0].slug, items[-1][1].id) if items else ()


def _start(dated: edtf.Dated) -> int:
    return dated.first if dated.first is not None else dated.last or 0


def _cut(
    name: str, items: Sequence[Any], size: int, first: int = 1
) -> list[tuple[str, Sequence[Any]]]:
    """The pages of a long list, and their paths."""
    starts = range(0, max(len(items), 1), size)
    return [
        (f"{name}/{f'{n}/' if n > 1 else ''}index.html", items[start : start + size])
        for n, start in enumerate(starts, first)
    ]


_COMMA = re.compile(r",(?=[”»\"]$)")
"""What leads on to "she said", where a quotation stands alone."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What the index says of an explainer: its first words, who is heard in it, when it plays.

    `cards` are those who speak, the most quoted first; where nobody does, whom it is about.
    """

    entry: Entry
    standfirst: str
    cards: tuple[tuple[Card, Person | None], ...]
    heard: bool
    quote: Told | None
    minutes: int
    span: str


def _feature(entry: Entry, persons: People, say: Language) -> Feature:
    told = (
        _told(entry, s, persons, say)
        for s in entry.statements
        if s.attributed and s.row.type == "direct"
    )
    pulled = next((t for t in told if len(t.what) in PULLED and t.row.polarity == "asserted"), None)
    if pulled:
        pulled = replace(pulled, what=_COMMA.sub("", pulled.what))
    said = Counter(i for s in entry.statements for i in s.speakers)
    heard = sorted((c for c in entry.cards if said[c.id]), key=lambda c: -said[c.id])
    cards = heard or [c for c in entry.cards if c.salient]
    return Feature(
        entry,
        plain(entry.explainer.standfirst),
        tuple((c, persons.of(entry, c)) for c in cards),
        bool(heard),
        pulled,
        _minutes(entry.explainer),
        _span(entry),
    )


def _span(entry: Entry) -> str:
    """From when to when the dated events of an explainer lie, as EDTF."""
    days = [
        day
        for h in entry.happenings
        if (dated := edtf.read(h.row.date))
        for day in (dated.first, dated.last)
        if day is not None
    ]
    if not days:
        return ""
    first, last = edtf.year_of(min(days)), edtf.year_of(max(days))
    if first != last:
        return f"{_year(first)}/{_year(last)}"
    return _year(first)


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"{year:05}"


def _index(
    entries: Sequence[Entry],
    persons: People,
    config: Config,
    page: Callable[..., Page],
    say: Language,
) -> Iterator[Page]:
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
    features = [_feature(e, persons, say) for e in entries]
    return {**more, "features": features[:at_length], "earlier": features[at_length:]}


def _topics(
    entries: Sequence[Entry],
    subjects: Topics,
    persons: People,
    page: Callable[..., Page],
    say: Language,
) -> Iterator[Page]:
    yield page("topics/index.html", "topics.html", entries, lambda: {"topics": subjects.all})
    for topic in subjects.all:
        values = partial(_topic, topic, persons, say)
        yield page(topic.path, "topic.html", topic.entries, values, topic.name)


def _topic(topic: Topic, persons: People, say: Language) -> Mapping[str, Any]:
    found = (persons.of(e, c) for e in topic.entries for c in e.cards if c.salient)
    people = [person for person in found if person]
    by_slug = {p.slug: p for p in people}
    most = Counter(p.slug for p in people).most_common(COMPANY)
    more = {"topic": topic, "actors": [(by_slug[slug], number) for slug, number in most]}
    return _features(topic.entries, FEATURED, persons, say, more)


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

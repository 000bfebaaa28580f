"""An explainer's page: what its template is filled with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from itertools import chain, groupby
from typing import Any

from markupsafe import Markup

from generator import edtf
from generator.config import Config
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Item,
    Prose,
    QuoteRow,
    Section,
    SectionKind,
)
from generator.explainer.text import plain
from generator.rendering import markdown, picture, relations, structured
from generator.rendering.language import Language
from generator.rendering.notes import Margin
from generator.rendering.relations import Relations
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
)
from generator.rendering.telling import (
    Choice,
    choices_of,
    span_of,
    start_of,
    unremarked,
    voices_of,
)
from generator.rendering.templates import Later, later

AT_A_GLANCE = 5
"""How many actors an explainer names in brief."""


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


@dataclass(frozen=True)
class SectionView:
    id: str
    kind: SectionKind
    heading: str
    level: int
    parts: tuple[Part, ...]
    _rows: Sequence[Any]
    _entry: Entry
    _say: Language

    @later
    def pictures(self) -> picture.Pictures | None:
        """A timeline, drawn."""
        if self.kind != "timeline":
            return None
        rows = set(map(id, self._rows))
        mine = [h for h in self._entry.happenings if id(h.row) in rows]
        return picture.draw(mine, self._entry.date, self._say)

    @later
    def relations(self) -> Relations | None:
        """Who speaks about whom, drawn: with the first of the statements."""
        if self.kind != "quotes" or self._rows[:1] != self._entry.explainer.quotes[:1]:
            return None
        found = tuple(relations.of_explainer(self._entry))
        drawn = relations.draw(found, self._say)
        return Relations(drawn, found) if drawn else None


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


@dataclass(frozen=True)
class ExplainerView:
    entry: Entry
    standfirst: Markup
    minutes: int
    paragraphs: int
    sections: tuple[SectionView, ...]
    corrections: tuple[tuple[str, Markup], ...]
    edit: str
    _persons: People
    _subjects: Topics
    _say: Language

    @later
    def summary(self) -> str:
        return plain(self.entry.explainer.standfirst) or self.entry.explainer.title

    @later
    def brief(self) -> Brief | None:
        return _brief(self.entry)

    @later
    def unattributed(self) -> tuple[Statement, ...]:
        return tuple(s for s in self.entry.statements if not s.attributed)

    @later
    def unresolved(self) -> tuple[Happening, ...]:
        return tuple(h for h in self.entry.happenings if not h.resolved)

    @later
    def topics(self) -> tuple[Topic, ...]:
        return tuple(self._subjects.of(self.entry))

    @later
    def voices(self) -> tuple[Choice, ...]:
        """Who says something, by key and name."""
        every = (voices_of(self.entry, s, self._persons, self._say) for s in self.entry.statements)
        return tuple(choices_of(chain.from_iterable(every)))


def view_of(
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
        "data": Later(
            lambda: structured.script(structured.explainer(entry, persons, config, "../", image))
        ),
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
    ids = Ids(entry.ids)
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
        entry.minutes,
        page.paragraphs,
        sections,
        tuple((c.date, markdown.inline(c.text, page)) for c in entry.corrections),
        config.edit_url(f"content/{entry.slug}.md"),
        persons,
        subjects,
        say,
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
        span_of(entry),
    )


def _newsworthy(published: str, happening: Happening) -> tuple[int, bool, int]:
    """Least for the news: what is told first; of that, what lies nearest to the article's day."""
    paragraph = min(happening.row.paragraphs, default=10**6)
    dated, today = edtf.read(happening.row.date), edtf.read(published)
    if not dated or not today:
        return paragraph, not dated, 0
    return paragraph, False, abs(start_of(dated) - start_of(today))


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
        and dated.first > start_of(today)
    )
    return min(planned, key=lambda item: item[0], default=(0, None))[1]


def _mention(actor: str, text: str) -> str:
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        text = f"<bdi>{text}</bdi>"
    return f"{_begun(actor)}{text}</a>"


@lru_cache(1 << 12)
def _begun(actor: str) -> str:
    return f'<a class="mention" href="#{escape(actor)}">'


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
                    tuple([cards[i] for i in statement.speakers]),
                    statement.attributed,
                    self.inline(row.what),
                    self.inline(unremarked(row.how)),
                    self.places(row),
                    self.more(row),
                    0 if n else len(statements),
                    statement.speakers not in known,
                    voices_of(self.entry, statement, self.persons, self.say),
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
        last = self.page.paragraphs
        there = tuple([n for n in row.paragraphs if 1 <= n <= last])
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
    return SectionView(
        ids.claim(markdown.slug(section.heading)),
        section.kind,
        section.heading,
        min(max(section.level, 2), 6),
        tuple(parts),
        section.rows,
        rows.entry,
        rows.say,
    )


def _is_prose(item: Item) -> bool:
    return isinstance(item, Prose)

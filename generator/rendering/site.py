"""A site before any page is made: its explainers, their rows with ids, and who recurs in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from urllib.parse import quote, unquote

from generator import edtf
from generator.explainer.model import (
    UNATTRIBUTED,
    ActorRow,
    EventRow,
    Explainer,
    QuoteRow,
)
from generator.explainer.text import plain
from generator.glossary import FILE, Glossary, Identity, key
from generator.memory import print_of
from generator.rendering import markdown
from generator.rendering.markdown import slug
from generator.rendering.mentions import Mentions

MARKS = {"person": "●", "organization": "■", "place": "▲", "group": "◆"}
WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction is 238 words a minute (Brysbaert 2019)."""

OWN_FOLDERS = (
    "about",
    "actors",
    "assets",
    "earlier",
    "pagefind",
    "quotes",
    "search",
    "timeline",
    "topics",
)


_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""What names no folder on Windows."""

LONGEST_FOLDER = 120
"""Bytes: file systems take 255, Windows 260 characters for a whole path."""


def folder_of(slug: str) -> str:
    """A name or a topic as a folder that any system can make: too long ones are cut."""
    if len(slug.encode()) > LONGEST_FOLDER:
        kept = slug.encode()[: LONGEST_FOLDER - 11].decode(errors="ignore")
        return f"{kept}-{sha256(slug.encode()).hexdigest()[:10]}"
    return f"{slug}-" if _DEVICES.fullmatch(slug) else slug


@dataclass(slots=True)
class Ids:
    """The ids that are taken on one page; those of its paragraphs (`p1` …) always are."""

    taken: set[str] = field(
        default_factory=lambda: {"main", "card", "made", "by-who", "by-kind", "by-order"}
    )

    _last: dict[str, int] = field(default_factory=dict)

    def claim(self, wish: str) -> str:
        """The wish, or the wish and a number."""
        wish = "".join(wish.split()) or "x"
        if wish[0] == "p" and wish[1:].isdigit():
            wish = f"{wish}-"
        got, number = wish, self._last.get(wish, 1)
        while got in self.taken:
            number += 1
            got = f"{wish}-{number}"
        self._last[wish] = number
        self.taken.add(got)
        return got


@dataclass(frozen=True, slots=True)
class Card:
    """An actor of one explainer; `salient` ones stand above the fold."""

    id: str
    row: ActorRow
    salient: bool

    @property
    def mark(self) -> str:
        return MARKS.get(self.row.kind, "○")

    @property
    def from_glossary(self) -> bool:
        """Whether editors describe it in the glossary, not the article."""
        return f"](../{FILE})" in self.row.elsewhere


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of who said what; `speakers` and `about`, whom else it names, are ids of cards."""

    id: str
    row: QuoteRow
    speakers: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def attributed(self) -> bool:
        return self.row.who.strip().lower() not in ("", UNATTRIBUTED)


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the timeline; `actors` are ids of cards that it names."""

    id: str
    row: EventRow
    actors: tuple[str, ...]

    @property
    def resolved(self) -> bool:
        return edtf.read(self.row.date) is not None


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor owns up to: the day (EDTF or ""), and the words as Markdown."""

    date: str
    text: str


@dataclass(frozen=True)
class Entry:
    """An explainer and the page that it gets.

    `path` is from the site's root, `paragraphs` counts those of the article on the page, `minutes`
    are to read it in. `print` stands for all that the explainer says, `facts` for what other pages
    tell of it.
    """

    slug: str
    explainer: Explainer
    path: str
    cards: tuple[Card, ...]
    statements: tuple[Statement, ...]
    happenings: tuple[Happening, ...]
    paragraphs: int
    minutes: int
    print: str
    facts: str

    @cached_property
    def address(self) -> str:
        return quote(self.path)

    @property
    def ids(self) -> set[str]:
        """Those that are taken on its page."""
        rows: Iterable[Card | Statement | Happening]
        rows = (*self.cards, *self.statements, *self.happenings)
        return Ids().taken.union(row.id for row in rows)

    @cached_property
    def mentions(self) -> Mentions:
        return _mentions(self.cards)

    @cached_property
    def folder(self) -> str:
        return self.path.removesuffix("/index.html")

    @property
    def date(self) -> str:
        return self.explainer.date or ""

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """As the front matter lists them: `corrections: [{date: 2016-10-12, text: …}]`."""
        given = dict(self.explainer.extra).get("corrections")
        listed = given if isinstance(given, list | tuple) else [given] if given else []
        read = (
            Correction(str(c.get("date") or ""), str(c.get("text") or ""))
            if isinstance(c, dict)
            else Correction("", str(c))
            for c in listed
        )
        return tuple(c for c in read if c.text.strip())

    @property
    def document(self) -> str:
        """The file's text, where parts of it depend on others."""
        return self.explainer.raw.document if self.explainer.raw else ""

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """As the front matter names them; one alone needs no list."""
        given = dict(self.explainer.extra).get("topics")
        named = given if isinstance(given, list | tuple) else [given] if given else []
        words = (" ".join(str(topic).split()) for topic in named if topic is not None)
        return tuple(dict.fromkeys(filter(None, words)))


_entered: dict[str, Entry] = {}
"""The last site's entries: in a preview most explainers are those of the build before."""


def entered(name: str, explainer: Explainer) -> Entry:
    """As `enter`, but once."""
    last = _entered.get(name)
    return last if last and last.explainer is explainer else take(enter(name, explainer))


def take(entry: Entry) -> Entry:
    """Take an entry for that of its explainer from now on."""
    _entered[entry.slug] = entry
    return entry


def enter_all(explainers: Mapping[str, Explainer]) -> list[Entry]:
    """The entries of a site's explainers, the latest first."""
    for gone in _entered.keys() - explainers.keys():
        del _entered[gone]
    found = (entered(name, explainer) for name, explainer in explainers.items())
    return _latest_first(found)


def _latest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (e.date, e.slug), reverse=True)


def enter(name: str, explainer: Explainer, print: str = "") -> Entry:
    """Give an explainer its page's path, and its rows their ids.

    Args:
        print: stands for all that it says; worked out unless given.
    """
    ids = Ids()
    rows = [(row, True) for row in explainer.actors]
    rows += [(row, False) for row in explainer.also_named]
    cards = tuple(Card(ids.claim(r.id or slug(r.name)), r, salient) for r, salient in rows)
    mentions = _mentions(cards)
    scenes = {c.id for c in cards if c.row.kind == "place" and not c.salient}
    statements = tuple(
        _statement(i, row, mentions, scenes)
        for i, row in zip(_claim(ids, explainer.quotes, "q"), explainer.quotes, strict=True)
    )
    happenings = tuple(
        Happening(i, row, _named(row.what, mentions))
        for i, row in zip(_claim(ids, explainer.events, "e"), explainer.events, strict=True)
    )
    folder = f"{name}-explainer" if name in OWN_FOLDERS else name
    articles = (s.text for s in explainer.sections if s.kind == "article")
    paragraphs = sum(map(markdown.count, articles))
    minutes = -(-len(explainer.article.split()) // WORDS_A_MINUTE)
    return Entry(
        name,
        explainer,
        f"{folder}/index.html",
        cards,
        statements,
        happenings,
        paragraphs,
        minutes,
        print or print_of(explainer),
        print_of(
            replace(explainer, sections=()),
            *([_says(row) for row in rows] for rows in _rows(explainer)),
            *(minutes, paragraphs),
        ),
    )


def _rows(explainer: Explainer) -> Iterator[Sequence[ActorRow | QuoteRow | EventRow]]:
    yield from (explainer.actors, explainer.also_named, explainer.quotes, explainer.events)


def _says(row: ActorRow | QuoteRow | EventRow) -> object:
    """All that a row says, put into words sooner than the row itself."""
    return _SAYS[type(row)](row)


_SAYS = {
    of: attrgetter(*(field.name for field in fields(of) if field.repr))
    for of in (ActorRow, QuoteRow, EventRow)
}


def _mentions(cards: Iterable[Card]) -> Mentions:
    return Mentions((c.id, c.row.name, c.row.aliases) for c in cards)


def _statement(id: str, row: QuoteRow, mentions: Mentions, scenes: set[str]) -> Statement:
    """A statement, and whom it is about: not the places where things merely happen."""
    speakers = _speakers(row.who, mentions)
    named = _named(row.what, mentions)
    about = tuple([i for i in named if i not in speakers and i not in scenes])
    return Statement(id, row, speakers, about)


def _named(markdown: str, mentions: Mentions) -> tuple[str, ...]:
    """The actors that a line of Markdown names, by their names or by links to their cards."""
    if linked := _linked(markdown, mentions):
        markdown = _TO_CARD.sub("", markdown)
    return tuple(dict.fromkeys([*linked, *mentions.find(plain(markdown))]))


def _speakers(markdown: str, mentions: Mentions) -> tuple[str, ...]:
    """Those who speak: names and nothing else, for "a friend of Ada Moreau" is somebody else."""
    linked = _linked(markdown, mentions)
    words = plain(_TO_CARD.sub("", markdown) if linked else markdown)
    if not linked and (whole := mentions.actor(words)):
        return (whole,)
    names = _BETWEEN_NAMES.split(words)
    found = [mentions.actor(name) for name in names if name]
    known = [i for i in found if i]
    return tuple(dict.fromkeys([*linked, *known])) if len(known) == len(found) else ()


def _linked(markdown: str, mentions: Mentions) -> list[str]:
    if "](#" not in markdown:
        return []
    return [i for i in map(unquote, _TO_CARD.findall(markdown)) if mentions.knows(i)]


_BETWEEN_NAMES = re.compile(r",? and |, |^and |^, ")
_TO_CARD = re.compile(r"\[[^\[\]]*\]\(#([^()\s]+)(?:\s[^()]*)?\)")


def _claim(ids: Ids, rows: Iterable[QuoteRow | EventRow], letter: str) -> list[str]:
    """Ids for rows: their own, or the first number that no row has."""
    rows = list(rows)
    own = {row.id for row in rows if row.id}
    numbers = (f"{letter}{n}" for n in range(1, 2 * len(rows) + 2))
    free = (i for i in numbers if i not in own)
    return [ids.claim(row.id or next(free)) for row in rows]


@dataclass(frozen=True)
class Person:
    """Somebody or something across explainers: joined by the glossary, else by name.

    `cards` are the latest first, `described` the one to take the description from; `identity` is
    what the glossary says, where it does.
    """

    slug: str
    name: str
    kind: str
    cards: tuple[tuple[Entry, Card], ...]
    described: tuple[Entry, Card] | None = None
    identity: Identity | None = None

    @property
    def path(self) -> str:
        return f"actors/{folder_of(self.slug)}/index.html"

    @cached_property
    def address(self) -> str:
        return quote(self.path)

    @property
    def mark(self) -> str:
        return MARKS.get(self.kind, "○")

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """Other names, without those that differ from the name in nothing but letters' case."""
        every = [a for _, card in self.cards for a in (card.row.name, *card.row.aliases)]
        every += self.identity.also if self.identity else ()
        return tuple(a for a in dict.fromkeys(every) if a.casefold() != self.name.casefold())

    @cached_property
    def description(self) -> str:
        """What it is, as plain text: the glossary's words, else an article's."""
        if self.identity and self.identity.description:
            return self.identity.description
        return plain(self.described[1].row.description) if self.described else ""

    @cached_property
    def explainers(self) -> list[tuple[Entry, set[str]]]:
        """Those that it is in, with the ids of its cards there: of several, if some are joined."""
        found: dict[str, tuple[Entry, set[str]]] = {}
        for entry, card in self.cards:
            found.setdefault(entry.slug, (entry, set()))[1].add(card.id)
        return list(found.values())

    @cached_property
    def statements(self) -> list[tuple[Entry, Statement]]:
        return [(e, s) for e, own in self.explainers for s in e.statements if own & {*s.speakers}]

    @cached_property
    def mentioned(self) -> list[tuple[Entry, Statement]]:
        """What others say of it."""
        return [
            (e, s)
            for e, own in self.explainers
            for s in e.statements
            if own & {*s.about} and not own & {*s.speakers}
        ]

    @cached_property
    def happenings(self) -> list[tuple[Entry, Happening]]:
        return [(e, h) for e, own in self.explainers for h in e.happenings if own & {*h.actors}]


@dataclass(frozen=True, slots=True)
class People:
    """Those who get a page, most covered first, and whose cards are whose."""

    all: tuple[Person, ...]
    _by_card: Mapping[str, Mapping[str, Person]]

    def of(self, entry: Entry, card: Card) -> Person | None:
        """Who the card of an explainer is about; None where that has no page."""
        return self._by_card[entry.slug].get(card.id) if entry.slug in self._by_card else None


def people(entries: Sequence[Entry], glossary: Glossary) -> People:
    """Those who stand above the fold of an explainer, say something, recur, or are in the glossary.

    Unnamed sources ("aid agencies") are none unless the glossary knows them: those of two
    articles need not be the same.
    """
    joined: dict[Identity | str, list[tuple[Entry, Card]]] = {}
    full = _abbreviated(entries)
    entries = _latest_first(entries)
    names = {card.row.name for entry in entries for card in entry.cards}
    in_full = {name: _in_full(name, full) for name in names}
    common = {name: _common(whole) for name, whole in in_full.items()}
    for entry in entries:
        for card in entry.cards:
            name = card.row.name
            of: Identity | str | None = common[name]
            if glossary.identities:
                given = (glossary.identity(n, entry.slug) for n in (name, in_full[name]))
                of = next(filter(None, given), of)
            if of:
                joined.setdefault(of, []).append((entry, card))
    found = _with_addresses({of: cards for of, cards in joined.items() if _is_worth(of, cards)})
    found.sort(key=lambda p: (-len(p.cards), p.slug))
    by_card: dict[str, dict[str, Person]] = {e.slug: {} for e in entries}
    for person in found:
        for entry, card in person.cards:
            by_card[entry.slug][card.id] = person
    return People(tuple(found), by_card)


def _common(name: str) -> str:
    """What explainers have in common that use a name; "" where it says too little."""
    return (key(name) or name) if is_named(name) else ""


def _abbreviated(entries: Iterable[Entry]) -> dict[str, str]:
    """Full names by their initials, where two explainers say so, and none says another."""
    names: dict[str, Counter[str]] = {}
    for entry in entries:
        for card in entry.cards:
            for alias in card.row.aliases:
                if _is_initials(alias, card.row.name):
                    names.setdefault(alias, Counter())[card.row.name] += 1
    return {
        alias: next(iter(given))
        for alias, given in names.items()
        if len(given) == 1 and given.total() > 1
    }


def _in_full(name: str, full: Mapping[str, str]) -> str:
    """A name without an abbreviation at its beginning: "US Senate" is the United States Senate."""
    first, space, rest = name.partition(" ")
    return f"{full.get(first, first)}{space}{rest}"


def _is_initials(short: str, name: str) -> bool:
    if not short.isupper():
        return False
    letters = short.replace(".", "")
    return 1 < len(letters) < len(name) and letters == "".join(
        word[0] for word in _WORD.findall(name) if word[0].isupper()
    )


_WORD = re.compile(r"[^\W_]+")


def _is_worth(of: Identity | str, cards: list[tuple[Entry, Card]]) -> bool:
    """Whether these cards make a page together."""
    if len(cards) > 1 or not isinstance(of, str) or cards[0][1].salient:
        return True
    return any(c.id in s.speakers for e, c in cards for s in e.statements)


def _with_addresses(joined: Mapping[Identity | str, list[tuple[Entry, Card]]]) -> list[Person]:
    """Addresses hang on names and the glossary alone: another article changes none.

    A name goes to whoever has it in any explainer, before those who have it in some only.
    """
    slugs = Ids(set())
    found: list[Person] = []
    for of in sorted(joined, key=_turn):
        cards = joined[of]
        kind = _usual([c.row.kind for _, c in cards if c.row.kind])
        if isinstance(of, str):
            slug, name, identity = of, _usual([c.row.name for _, c in cards]), None
        else:
            slug, name, identity = key(of.name), of.name, of
            kind = of.kind or kind
        slug = slugs.claim(slug)
        found.append(Person(slug, name, kind, tuple(cards), _described(cards), identity))
    return found


def _usual(words: Sequence[str]) -> str:
    """The most frequent, and of these the first; "" where there are none."""
    if len(set(words)) < 2:
        return words[0] if words else ""
    return Counter(words).most_common(1)[0][0]


def _described(cards: Sequence[tuple[Entry, Card]]) -> tuple[Entry, Card] | None:
    """Where the latest description stands that two explainers give, else the latest one."""
    found = [(e, c) for e, c in cards if c.row.description and not c.from_glossary]
    if len(found) < 2:
        return found[0] if found else None
    keys = [key(c.row.description) for _, c in found]
    count = Counter(keys)
    return next((item for item, k in zip(found, keys, strict=True) if count[k] > 1), found[0])


def _turn(of: Identity | str) -> tuple[bool, int, str]:
    if isinstance(of, str):
        return False, 0, of
    return bool(of.within), of.line, of.name


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and its explainers, the latest first."""

    slug: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def path(self) -> str:
        return f"topics/{folder_of(self.slug)}/index.html"

    @property
    def address(self) -> str:
        return quote(self.path)


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics in the order of their names, and which an explainer has."""

    all: tuple[Topic, ...]
    _by_slug: Mapping[str, Topic]

    def of(self, entry: Entry) -> list[Topic]:
        slugs = dict.fromkeys(map(key, entry.topics))
        return [self._by_slug[slug] for slug in slugs if slug in self._by_slug]


def topics(entries: Iterable[Entry]) -> Topics:
    """Topics by their names, however these are capitalised; latest explainers first."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        for name in entry.topics:
            if slug := key(name):
                names.setdefault(slug, name)
                found.setdefault(slug, {})[entry.slug] = entry
    made = {slug: Topic(slug, names[slug], tuple(of.values())) for slug, of in found.items()}
    ordered = sorted(made.values(), key=lambda t: (t.name.casefold(), t.slug))
    return Topics(tuple(ordered), made)


def is_named(name: str) -> bool:
    """Whether this is a name rather than a description; scripts without case pass."""
    return any(c.isupper() or c.isdigit() or (c.isalpha() and c.lower() == c.upper()) for c in name)

"""The first draft of an explainer: what an analysis found, in the article's words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote as percent

from generator.analysis.model import Actor, Analysis, Event, Party, Quote, Status
from generator.config import Config
from generator.explainer import frontmatter
from generator.explainer.model import (
    UNATTRIBUTED,
    ActorRow,
    EventRow,
    Explainer,
    Item,
    Prose,
    QuoteRow,
    Section,
    SectionKind,
    Source,
)
from generator.explainer.naming import known
from generator.explainer.text import block, escape
from generator.glossary import NOTHING, SOURCE, Glossary, Identity
from generator.reading.article import Article, Block, BlockKind, Rights, Span

EXCERPT = 3
"""How many paragraphs `article: excerpt` republishes: the lead and what backs it up."""

STANDFIRST = 320
"""The most characters that a standfirst of two sentences has."""

LONGEST_SENTENCE = 4000
"""Characters of a paragraph, of which the rest holds nothing for the standfirst."""

ASKED = "<!-- Say in a sentence or two of your own what happened. -->"
"""Where the article's own words may not stand: for the editor, not shown on the page."""

HEADINGS: dict[SectionKind, str] = {
    "actors": "Who’s who",
    "also": "Also named",
    "quotes": "Who said what",
    "timeline": "Timeline",
    "article": "The article",
}

_BY_WEIGHT: tuple[Status, ...] = ("planned", "ongoing", "happened", "cancelled")
"""What is said of one event at several places: the later knowledge is the heavier."""

_PRONOUN = re.compile(r"(?i:s?he|it|they|we|i|you|who|which|that|one|this|these|those)")
"""Words that name nobody when it is not known to whom they refer."""


def draft(
    article: Article, analysis: Analysis, config: Config, glossary: Glossary = NOTHING
) -> Explainer:
    """Everything that the analysis found, as an explainer; the glossary has the last word.

    Rows stand in the order of the article, events in the order of time, so that a change at one
    place of an article moves nothing elsewhere. A row's id is a print of its words, which other
    rows do not touch, nor a better guess at the speaker or the date.
    """
    analysis, identities = known(analysis, glossary, Path(article.path).stem)
    text = _Text(article, analysis, article.rights or config.article, identities)
    sections = (
        _actors(text),
        _also_named(text),
        _section("quotes", _asked(_quotes(text), _WHO, lambda row: row.who == UNATTRIBUTED)),
        _section("timeline", _asked(_timeline(text), _WHEN, lambda row: row.date.startswith("“"))),
        _section("article", _article(text)),
    )
    return Explainer(
        title=article.title or frontmatter.title_of(article.path),
        date=analysis.published,
        source=Source(_within(article.path, config.root), article.source_name, article.source_url),
        standfirst=escape(_standfirst(text)) if text.published else ASKED,
        sections=tuple(s for s in sections if s),
        extra=tuple(_extra(article, text.rights)),
    )


@dataclass
class _Text:
    """The article as its rows point into it."""

    article: Article
    analysis: Analysis
    rights: Rights
    identities: Mapping[str, Identity]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The numbered paragraphs and list items."""
        blocks = self.article.body().blocks
        return tuple(b for b in blocks if self.article.words(b).strip())

    @cached_property
    def actors(self) -> dict[str, Actor]:
        return {a.id: a for a in self.analysis.actors}

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """Names that several actors go by."""
        actors = self.analysis.actors
        count = Counter(_spelled(n) for a in actors for n in {a.name, *a.aliases})
        return frozenset(name for name, number in count.items() if number > 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [b.span[0] for b in self.blocks]

    def within(self, span: Span) -> range:
        """The indexes of the blocks that a span touches."""
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        return range(first, bisect_right(self._starts, max(span[1] - 1, span[0])))

    def words(self, span: Span) -> str:
        """The readable words of a span."""
        parts = (
            "".join(
                self.article.text[max(s, span[0]) : min(e, span[1])]
                for s, e in self.blocks[i].pieces
                if s < span[1] and e > span[0]
            )
            for i in self.within(span)
        )
        return " ".join(" ".join(parts).split())

    def names(self, party: Party) -> str:
        """Whom a party refers to, else its words; Markdown."""
        actors = [self.actors[i] for i in party.actors if i in self.actors]
        if not actors:
            return escape(self.words(party.span)) if party.span else ""
        names = [self.link(a.name, a) for a in actors]
        return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)

    def link(self, name: str, actor: Actor) -> str:
        """A name as Markdown: a link where it could be somebody else's."""
        if _spelled(name) in self.ambiguous and self.place_of(actor).id:
            return f"[{escape(name)}](#{actor.id})"
        return escape(name)

    @cached_property
    def links(self) -> list[tuple[int, int, str]]:
        """Mentions by a name that could be somebody else's, with the actor's id."""
        found = {
            (s, e): a.id
            for a in self.analysis.actors
            for s, e in a.mentions
            if _spelled(self.article.text[s:e]) in self.ambiguous and self.place_of(a).id
        }
        return sorted((s, e, id) for (s, e), id in found.items())

    def place_of(self, actor: Actor) -> _Place:
        """Where the article describes an actor, else where it first names it."""
        if actor.id in self.identities and self.identities[actor.id].description:
            return _Place((), actor.id, SOURCE)
        evidence = actor.descriptions[:1] if actor.description else ()
        return self.place(evidence or sorted(actor.mentions)[:1], actor.id)

    def place(self, spans: Iterable[Span], id: str) -> _Place:
        """Where the spans stand: paragraphs of the explainer, or else of the source's page."""
        spans = list(spans)
        numbers = sorted({i + 1 for span in spans for i in self.within(span)})
        kept = tuple(n for n in numbers if n <= self.published)
        if kept:
            return _Place(kept, id, "")
        if not _WEB.match(self.article.source_url or "") or not spans:
            return _Place((), None, "")
        return _Place((), id, f"[source]({self.elsewhere(spans[0])})")

    def elsewhere(self, span: Span) -> str:
        """The address of a span on the source's page, by the words before it where few words, or
        the same words further up, would lead elsewhere.
        """
        words = self.words(span)
        start = self.blocks[self.within(span)[0]].span[0]
        before = self.words((self._starts[0], span[0])) if self._starts[0] < span[0] else ""
        begins = " ".join(words.split()[:ENDS]).strip(_MARKS).casefold()
        is_short = len(words.split()) < ENDS and start < span[0]
        is_needed = is_short or begins in before.casefold()
        return _fragment(self.article.source_url or "", words, before if is_needed else "")

    @cached_property
    def published(self) -> int:
        """How many paragraphs the explainer republishes."""
        count = len(self.blocks)
        return {"full": count, "excerpt": min(EXCERPT, count), "none": 0}[self.rights]


@dataclass(frozen=True, slots=True)
class _Place:
    paragraphs: tuple[int, ...]
    id: str | None
    elsewhere: str


def _spelled(name: str) -> str:
    return " ".join(name.split()).replace("’", "'")


_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_MARKS = "“”\"'‘’«».,;:…—–- "
ENDS = 4
"""How many words at each end tell a passage."""


def _fragment(url: str, words: str, before: str = "") -> str:
    """The address of a passage on a page, by its first and last words (a text fragment).

    Args:
        before: the words that it follows, where these are needed to tell it.

    Source: https://wicg.github.io/scroll-to-text-fragment/
    """
    # Marks at the ends are left out: pages set quotation marks in ways of their own.
    tokens = words.split()
    ends = [tokens] if len(tokens) <= 2 * ENDS else [tokens[:ENDS], tokens[-ENDS:]]
    parts = [part for end in ends if (part := " ".join(end).strip(_MARKS))]
    prefix = " ".join(before.split()[-3:])
    if prefix and parts:
        # Only white space may stand between the two.
        parts[:1] = [prefix, words[: words.index(parts[0])] + parts[0]]
    encoded = [percent(part, safe="").replace("-", "%2D") for part in parts]
    if prefix and parts:
        encoded[0] += "-"
    address = percent(url.partition("#")[0], safe="%/:?=&,;@+$!*'~")
    return f"{address}#:~:text={','.join(encoded)}" if encoded else address


def _within(path: str, root: Path) -> str:
    try:
        return Path(path).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path


def _extra(article: Article, rights: Rights) -> Iterator[tuple[str, object]]:
    if article.author:
        yield "author", article.author
    if article.topics:
        yield "topics", list(article.topics)
    if rights != "full":
        yield "article", rights


def _section(kind: SectionKind, items: Iterable[Item], level: int = 2) -> Section | None:
    items = tuple(items)
    return Section(kind, HEADINGS[kind], level, items) if items else None


_WHO = "<!-- Who said what is “unattributed”? Write a name under “Who”, or delete the row. -->"
_WHEN = "<!-- When was what has words under “Date”? Write 2016, 2016-10 or 2016-10-11 there. -->"

_Row = TypeVar("_Row", QuoteRow, EventRow)


def _asked(
    rows: Iterable[_Row], question: str, is_open: Callable[[_Row], bool]
) -> Iterator[_Row | Prose]:
    """Rows below a line that asks editors for what the article does not tell; no page shows it."""
    rows = list(rows)
    if any(map(is_open, rows)):
        yield Prose(question)
    yield from rows


# The standfirst


def _standfirst(text: _Text) -> str:
    """The first sentence of the body, and a second one where the first is short."""
    blocks = text.blocks[: text.published]
    paragraphs = [" ".join(text.article.words(b).split()) for b in blocks]
    # A dateline, a label or a run-on list of links ends without a full stop.
    told = (p for p in paragraphs if _ENDS.search(p) and len(p.split()) > 4)
    paragraph = _DATELINE.sub("", next(told, paragraphs[0] if paragraphs else ""))
    if len(paragraph) > LONGEST_SENTENCE:
        paragraph = f"{paragraph[:LONGEST_SENTENCE].rsplit(' ', 1)[0]} …"
    sentences = _sentences(paragraph)
    first = next(sentences, "")
    second = next(sentences, "")
    both = f"{first} {second}".strip()
    return both if len(first) < STANDFIRST / 2 and len(both) <= STANDFIRST else first


_ENDS = re.compile(r"[.!?…][”’\"')\]]*$")
_DATELINE = re.compile(
    r"""^(?: [A-Z][\w.’'\ -]{1,40} (?:,\s[^–—()]{1,40})? \s*\([\w\ .]+\)   # Paris, May 3 (AFP) -
          | [A-Z]{2}[A-Z\ .’'-]{0,40} (?:,[^–—]{1,40})? )                 # PARIS, May 3 —
        \s+(?:--?|[–—])\s+(?=\S)""",
    re.VERBOSE,
)
_BOUNDARY = re.compile(r"(?<!\S)(?P<word>\S+?)[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]*[A-Z0-9])")


def _sentences(paragraph: str) -> Iterator[str]:
    """Sentences of a paragraph; two may stay together, but none is cut at an abbreviation.

    Abbreviations before a capital are short and begin with one ("Sen.", "Inc.", "No."), or have
    a stop inside ("U.S.", "a.m."); a stop inside a quotation ends no sentence of ours.
    """
    start = 0
    for match in _BOUNDARY.finditer(paragraph):
        word = match["word"].lstrip("“‘\"'([")
        stop = match[0].rstrip()[len(match["word"]) :]
        abbreviated = stop.startswith(".") and (
            "." in word or len(word) < 2 or (word[0].isupper() and len(word) < 5)
        )
        sentence = paragraph[start : match.end()]
        if abbreviated or _open(sentence):
            continue
        yield sentence.strip()
        start = match.end()
    if paragraph[start:].strip():
        yield paragraph[start:].strip()


def _open(text: str) -> bool:
    """Whether a quotation or a bracket is left open."""
    return (
        any(text.count(a) > text.count(b) for a, b in ("“”", "«»", "()", "[]"))
        or text.count('"') % 2 == 1
    )


# Who's who


def _actors(text: _Text) -> Section | None:
    rows = tuple(_actor(text, a) for a in _in_order(text) if a.salient)
    # The fold needs something to hang below, even if it is only the heading.
    return (
        Section("actors", HEADINGS["actors"], items=rows) if rows or text.analysis.actors else None
    )


def _also_named(text: _Text) -> Section | None:
    return _section("also", [_actor(text, a) for a in _in_order(text) if not a.salient], level=3)


def _in_order(text: _Text) -> list[Actor]:
    return sorted(text.analysis.actors, key=lambda a: min(a.mentions, default=(0, 0)))


def _actor(text: _Text, actor: Actor) -> ActorRow:
    place = text.place_of(actor)
    aliases = dict.fromkeys(" ".join(a.split()) for a in actor.aliases)
    return ActorRow(
        name=" ".join(actor.name.split()),
        kind=actor.kind,
        aliases=tuple(a for a in aliases if a and a != actor.name),
        description=escape(actor.description or ""),
        paragraphs=place.paragraphs,
        id=place.id,
        elsewhere=place.elsewhere,
    )


# Who said what


def _quotes(text: _Text) -> Iterator[QuoteRow]:
    new = _ids("q")
    for quote in sorted(text.analysis.quotes, key=lambda q: q.spans):
        what = _said(text, quote)
        if not what:
            continue
        place = text.place(quote.spans, new(what))
        yield QuoteRow(
            who=_speaker(text, quote.speaker),
            what=escape(what),
            how=_how(text, quote),
            when=quote.date or "",
            paragraphs=place.paragraphs,
            id=place.id,
            elsewhere=place.elsewhere,
        )


def _said(text: _Text, quote: Quote) -> str:
    """What was said, in one line; an ellipsis stands for the words that break it."""
    said, end = "", 0
    for start, after in sorted(quote.spans):
        if said and start > end and text.words((end, start)):
            said += " …"
        if after > end:
            said += " " + text.words((max(start, end), after))
            end = after
    return said.strip()


def _speaker(text: _Text, speaker: Party | None) -> str:
    who = text.names(speaker) if speaker else ""
    return UNATTRIBUTED if not who or _PRONOUN.fullmatch(who) else who


def _how(text: _Text, quote: Quote) -> str:
    """The reporting words, to whom, and a remark where they do not tell the polarity."""
    how = escape(text.words(quote.cue)) if quote.cue else ""
    if quote.addressee and (whom := text.names(quote.addressee)):
        how += _between(text, quote.cue, quote.addressee.span) + whom
    if QuoteRow("", "", how).polarity != quote.polarity:
        how += f" ({quote.polarity})"
    return how.strip()


def _between(text: _Text, cue: Span | None, addressee: Span | None) -> str:
    """What leads from the reporting words to whom they address: the article's words, or "to"."""
    if cue and addressee and cue[1] <= addressee[0]:
        between = text.words((cue[1], addressee[0])) if cue[1] < addressee[0] else ""
        if not between:
            return " "
        if len(between.split()) < 3 and between.replace(" ", "").isalpha():
            return f" {escape(between)} "
    return ", to "


# Timeline


def _timeline(text: _Text) -> list[EventRow]:
    """One row an event, the undated last; where several begin together, the widest first."""
    new = _ids("e")
    rows = [_event(text, mentions, new) for mentions in _same(text.analysis.timeline)]
    return sorted((row for row in rows if row.what), key=lambda row: moment(row.date))


def _same(events: Sequence[Event]) -> list[list[Event]]:
    """Mentions of one event together, in the order of the article, the one referred to first."""
    by_id = {e.id: e for e in events}
    groups: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: e.span):
        root, seen = event, {event.id}
        while root.same_as in by_id and root.same_as not in seen:
            root = by_id[root.same_as]
            seen.add(root.id)
        groups.setdefault(root.id, []).append(event)
    return [sorted(g, key=lambda e: e.id != root) for root, g in groups.items()]


def _event(text: _Text, mentions: list[Event], new: Callable[[str], str]) -> EventRow:
    first = mentions[0]
    what = text.words(first.span)
    place = text.place([e.span for e in mentions], new(what))
    words = text.words(first.time_span)
    return EventRow(
        date=next((e.date for e in mentions if e.date), f"“{words}”" if words else ""),
        what=escape(what),
        status=max((e.status for e in mentions), key=_BY_WEIGHT.index),
        paragraphs=place.paragraphs,
        id=place.id,
        elsewhere=place.elsewhere,
    )


def moment(date: str) -> tuple[bool, int, int, str]:
    """The place of a date in time. An open beginning counts from the end."""
    from generator.edtf import read

    dated = read(date)
    if not dated:
        return True, 0, 0, ""
    far = 10**9
    first, last = dated.first, dated.last
    if first is None:
        first = last
    clock = dated.start.clock if dated.start else None
    return False, first or 0, -(far if last is None else last), clock or ""


# The article


def _article(text: _Text) -> list[Prose]:
    """The article's blocks as Markdown, as far as they may be republished."""
    kept = [b for b in text.article.blocks if b.kind == "heading" or b in text.blocks]
    if text.published < len(text.blocks):
        after = kept.index(text.blocks[text.published])
        kept = kept[:after]
    while kept and kept[-1].kind == "heading":
        kept.pop()
    parts: list[str] = []
    for previous, b in zip([None, *kept], kept, strict=False):
        if previous:
            parts.append("\n" if previous.kind == b.kind == "item" else "\n\n")
        parts.append(_markdown(b.kind, _linked(text, b)))
    return [Prose("".join(parts))] if parts else []


def _markdown(kind: BlockKind, words: str) -> str:
    if kind == "heading":
        # A last `#` would be taken for markup.
        return "### " + re.sub(r"(?<=\s)#+$", r"\\\g<0>", words)
    return ("- " if kind == "item" else "") + block(words)


_LINK = re.compile("\ue000([^\ue000\ue001]*)\ue001")


def _linked(text: _Text, b: Block) -> str:
    """A block's words, with links where a name could be somebody else's."""
    words, ids = "", []
    for start, end in b.pieces:
        for s, e, actor in text.links:
            if start <= s < e <= end:
                words += f"{_unmarked(text, start, s)}\ue000{_unmarked(text, s, e)}\ue001"
                ids.append(actor)
                start = e
        words += _unmarked(text, start, end)
    ids.reverse()
    return _LINK.sub(lambda m: f"[{m[1]}](#{ids.pop()})", escape(words))


def _unmarked(text: _Text, start: int, end: int) -> str:
    """The article's words; it may hold our marks of links itself."""
    return text.article.text[start:end].replace("\ue000", "\ufffd").replace("\ue001", "\ufffd")


def fingerprint(words: str) -> str:
    """What a row's id has of its words: letters and digits count, capitals and marks do not."""
    core = "".join(c for c in words.casefold() if c.isalnum())
    return sha256(core.encode()).hexdigest()[:5]


def _ids(letter: str) -> Callable[[str], str]:
    """Makes ids of words."""
    seen: Counter[str] = Counter()

    def new(words: str) -> str:
        id = letter + fingerprint(words)
        seen[id] += 1
        return id if seen[id] == 1 else f"{id}-{seen[id]}"

    return new

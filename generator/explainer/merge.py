"""Merging what the machine has drafted anew into what an editor made of its last draft.

Rows are merged cell by cell, prose block by block and line by line, front matter key by key.
Where both have changed one thing, the editor's stays, and the conflict is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

from generator.explainer import frontmatter
from generator.explainer.alignment import (
    LEAD,
    Unit,
    match,
    meaning,
    outline,
    paragraphs,
    same,
)
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Item,
    Prose,
    QuoteRow,
    Row,
    Section,
    without_raw,
)
from generator.explainer.tables import COLUMNS
from generator.explainer.threads import Order, Texts, Thread, arranged, forgotten, joined

FRONT_MATTER = "Front matter"
STANDFIRST = "Standfirst"
TEXT = "Text"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that an editor and the machine have both changed; the explainer keeps `yours`.

    Attributes:
        section: its heading; `FRONT_MATTER` or `STANDFIRST` above the first one.
        item: the row's id, or its words where it has none; "" for prose and front matter.
        field: the column, part of an item or key that differs; `TEXT` for prose.
        yours: what the explainer says.
        drafted: what the new draft says; None where it has no such item any more.
    """

    section: str
    item: str
    field: str
    yours: str
    drafted: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Attributes:
        explainer: the editor's, with what is new in the draft.
        last: the draft as it went in: its rows lead to the paragraphs of `explainer`.
        dropped: rows that the machine drafted once and does not now, as far as an editor has
            deleted or changed them: should the machine find them again, that still holds.
        conflicts: what both have changed.
        kept: what an editor has changed and the machine has dropped in this draft.
    """

    explainer: Explainer
    last: Explainer
    dropped: Explainer
    conflicts: tuple[Conflict, ...]
    kept: tuple[Conflict, ...]


def merge(
    last: Explainer, draft: Explainer, edited: Explainer, dropped: Explainer | None = None
) -> Merged:
    """Merge three ways: what differs between `last` and `draft` is brought into `edited`.

    Args:
        last: the draft that the editor began with.
        draft: the new one.
        edited: what the editor made of the last one, as read from the file.
        dropped: from the last merge.
    """
    draft = _bare(draft)
    ghosts = dropped.sections if dropped else ()
    texts = Texts(
        outline(replace(last, sections=joined(last.sections, ghosts))),
        outline(draft),
        outline(edited),
    )
    order = arranged(texts)
    numbering = _Numbering(texts, order)
    result = _Result(texts, numbering, frozenset(id(r) for s in ghosts for r in s.rows))
    values = result.front([frontmatter.values(e) for e in (last, draft, edited)])
    front = frontmatter.of(values, edited.title)
    sections = tuple(result.section(key, order[key]) for key in order if key != LEAD)
    return Merged(
        replace(
            edited,
            title=front.title,
            date=front.date,
            source=front.source,
            extra=front.extra,
            standfirst=result.standfirst(edited.standfirst, order[LEAD]),
            sections=sections,
        ),
        replace(draft, sections=tuple(map(numbering.renumbered, draft.sections))),
        Explainer(draft.title, sections=forgotten(texts)),
        tuple(result.conflicts),
        tuple(result.kept),
    )


def _bare(draft: Explainer) -> Explainer:
    """A draft without its place in a file: what is new takes on the layout of the editor's."""
    sections = (
        replace(s, raw=None, items=tuple(map(without_raw, s.items))) for s in draft.sections
    )
    return replace(draft, raw=None, lead=None, sections=tuple(sections))


# Numbers of paragraphs, and ids


class _Numbering:
    """Where links lead after the merge: paragraphs of the article by number, rows by id."""

    def __init__(self, texts: Texts, order: Order) -> None:
        sections = {**texts.draft.sections, **texts.edited.sections}
        article = {
            thread: Unit(Prose(_block(thread)[0]), "article")
            for key, threads in order.items()
            if key in sections and sections[key].kind == "article"
            for thread in threads
        }
        merged = list(article.values())
        drafted = [u for u in texts.draft.units if texts.draft.kind(u.section) == "article"]
        edited = [u for u in texts.edited.units if texts.edited.kind(u.section) == "article"]
        # Told by the two texts alone, so that the same draft leads to the same numbers again.
        self.drafted = _numbers(drafted, merged, match(drafted, merged))
        self.edited = _numbers(
            edited, merged, {u: article[t] for u in edited if (t := texts.of[u]) in article}
        )
        self.targets = {f"p{n}": f"p{m}" for n, m in self.edited.items() if n != m}
        for t in texts.threads:
            ids = [_id(u) for u in (t.last, t.edited, t.draft)]
            if ids[0] and ids[2] and ids[0] == ids[1] != ids[2]:
                self.targets[ids[0]] = ids[2]

    def renumbered(self, section: Section) -> Section:
        """A section of the draft whose rows lead to paragraphs of the merged text."""
        items = (
            i
            if isinstance(i, Prose)
            else replace(i, paragraphs=_mapped(i.paragraphs, self.drafted))
            for i in section.items
        )
        return replace(section, items=tuple(items))

    def led(self, what: Any) -> Any:
        """An item of the editor's or of the last draft, its links leading where they led."""
        if not self.targets:
            return what
        changed = {
            f.name: self._led(value)
            for f in fields(what)
            if isinstance(value := getattr(what, f.name), str) and "](#" in value
        }
        return replace(what, **changed) if changed else what

    def _led(self, text: str) -> str:
        def link(found: re.Match[str]) -> str:
            target = self.targets.get(found["target"], found["target"])
            label = found["label"] or ""
            if label and target[0] == "p":
                label = re.sub(r"\d+", target[1:], label)
            return f"{label}](#{target}"

        return _LINK.sub(link, text)


_LINK = re.compile(r"(?P<label>\[¶\s*\d+)?\]\(#(?P<target>[^)\s]+)")


def _mapped(numbers: tuple[int, ...], to: Mapping[int, int]) -> tuple[int, ...]:
    mapped = tuple(to.get(n, n) for n in numbers)
    return numbers if mapped == numbers else tuple(dict.fromkeys(mapped))


def _numbers(
    olds: Sequence[Unit], news: Sequence[Unit], found: Mapping[Unit, Unit]
) -> dict[int, int]:
    """From numbers of paragraphs in one text to numbers in another.

    What is in none any more is looked for beside where it was.
    """
    counts = [paragraphs(_text(u)) for u in news]
    starts = dict(zip(news, accumulate(counts, initial=1), strict=False))
    last = 1
    numbers: dict[int, int] = {}
    for old in olds if news else ():
        new = found.get(old)
        count = paragraphs(_text(new)) if new else 0
        for i in range(paragraphs(_text(old))):
            if new and count:
                last = starts[new] + min(i, count - 1)
            numbers[len(numbers) + 1] = last
    return numbers


def _id(unit: Unit | None) -> str | None:
    return None if not unit or isinstance(unit.what, Prose) else unit.what.id


# What the items say

_NOTHING: dict[type[Row], Row] = {
    ActorRow: ActorRow(""),
    QuoteRow: QuoteRow("", ""),
    EventRow: EventRow("", ""),
}
NAMES: dict[type[Row], dict[str, str]] = {
    ActorRow: {
        "name": "Name",
        "kind": "Kind",
        "aliases": "Also",
        "description": "Description",
        "note": "Note",
        "elsewhere": "Where",
    },
    QuoteRow: {
        "who": "Who",
        "what": "What",
        "how": "How",
        "when": "When",
        "more": "More",
        "elsewhere": "Where",
    },
    EventRow: {
        "date": "Date",
        "what": "What happened",
        "status": "Status",
        "more": "More",
        "elsewhere": "Where",
    },
}
"""What is merged on its own, with the name that its column or its part of an item goes by."""


@dataclass
class _Result:
    """Makes what the merged explainer says, and notes what cannot be merged."""

    texts: Texts
    numbering: _Numbering
    ghosts: frozenset[int]
    conflicts: list[Conflict] = field(default_factory=list)
    kept: list[Conflict] = field(default_factory=list)

    def front(self, texts: Sequence[Mapping[str, Any]], above: str = "") -> dict[str, Any]:
        """The front matter, key by key, those of `source` on their own."""
        last, draft, edited = texts
        merged: dict[str, Any] = {}
        keys = [*draft, *edited] if list(edited) == list(last) else [*edited, *draft]
        for key in dict.fromkeys(keys):
            three = [text.get(key) for text in texts]
            value: Any
            if key == "source" and all(isinstance(v, dict | None) for v in three):
                value = self.front([v or {} for v in three], above=f"{key}.") or None
            else:
                value, is_conflict = _pick(three)
                if is_conflict and value is not None and three[1] is not None:
                    self._tell(FRONT_MATTER, "", above + key, value, three[1])
            if value is not None:
                merged[key] = value
        return merged

    def standfirst(self, edited: str, threads: Sequence[Thread]) -> str:
        text = "".join(p.text for p in self._prose(threads, STANDFIRST))
        return edited if text == edited.strip("\n") else text

    def section(self, key: str, threads: Sequence[Thread]) -> Section:
        """A merged section: the editor's heading unless only the machine changed its own."""
        last, draft, edited = (
            text.sections.get(key)
            for text in (self.texts.last, self.texts.draft, self.texts.edited)
        )
        section = edited or draft
        assert section
        if last and draft and edited:
            heading = _pick([s.heading for s in (last, draft, edited)])[0]
            level = _pick([s.level for s in (last, draft, edited)])[0]
            section = replace(section, heading=heading, level=level)
        if section.kind in ("article", "prose"):
            return replace(section, items=tuple(self._prose(threads, section.heading)))
        items: list[Item] = []
        run: list[Thread] = []
        columns = _columns(threads)
        for thread in threads:
            unit = thread.edited or thread.draft
            if unit and isinstance(unit.what, Prose):
                if _whole(run) and _whole([thread]) not in (None, _whole(run)):
                    items += self._prose(run, section.heading)
                    run = []
                run.append(thread)
                continue
            items += self._prose(run, section.heading)
            run = []
            items.append(self._row(thread, section.heading, columns))
        items += self._prose(run, section.heading)
        return replace(section, items=tuple(items))

    def _tell(self, section: str, item: str, name: str, yours: object, drafted: object) -> None:
        self.conflicts.append(Conflict(section, item, name, shown(yours), shown(drafted)))

    def _tell_kept(self, thread: Thread, section: str, what: Row | Prose) -> None:
        if not thread.last or not thread.edited or thread.draft:
            return
        if id(thread.last.what) not in self.ghosts:
            text = what.text if isinstance(what, Prose) else ""
            item = "" if isinstance(what, Prose) else label(what)
            self.kept.append(Conflict(section, item, TEXT, text, None))

    # Prose

    def _prose(self, threads: Sequence[Thread], section: str) -> list[Prose]:
        """Blocks as one piece of prose, the editor's own characters where nothing changed."""
        text, before = "", None
        for thread in threads:
            block, is_conflict = _block(thread, self.numbering.led)
            if is_conflict and thread.draft:
                self._tell(section, "", TEXT, block, _text(thread.draft))
            self._tell_kept(thread, section, Prose(block))
            block = _marked(block, thread, threads)
            text += (_gap(before, thread) if before else "") + block
            before = thread
        if not text:
            return []
        whole = _whole(threads)
        if whole and whole.text.strip("\n") == text:
            return [whole]
        return [Prose(text, raw=whole.raw if whole else None)]

    # Rows

    def _row(self, thread: Thread, section: str, columns: frozenset[str]) -> Row:
        last, draft, edited = (
            u.what if u and not isinstance(u.what, Prose) else None
            for u in (thread.last, thread.draft, thread.edited)
        )
        if draft:
            numbers = _mapped(draft.paragraphs, self.numbering.drafted)
            draft = replace(draft, paragraphs=numbers)
        if not edited:
            assert draft
            return _fitting(draft, columns)
        row: Row = self.numbering.led(edited)
        row = replace(row, paragraphs=_mapped(row.paragraphs, self.numbering.edited))
        if draft and last:
            is_same = edited.paragraphs == last.paragraphs
            row = replace(
                row,
                id=draft.id if edited.id == last.id else row.id,
                paragraphs=draft.paragraphs if is_same else row.paragraphs,
            )
            base = self.numbering.led(last)
            row = self._cells(base, draft, row, section, _shown_columns(edited))
        elif draft:
            id, place = row.id or draft.id, row.paragraphs or draft.paragraphs
            row = replace(row, id=id, paragraphs=place)
            base = _NOTHING[type(row)]
            row = self._cells(base, draft, row, section, _shown_columns(edited))
        self._tell_kept(thread, section, row)
        return row

    def _cells(
        self, last: Any, draft: Any, edited: Any, section: str, columns: frozenset[str] | None
    ) -> Any:
        """A row's cells, each on its own as far as that is safe.

        Who said something, how and when is the editor's judgement on certain words: where the
        machine now reads other words, they conflict with any change of the editor's to the row.
        """
        kind = type(edited)
        names = NAMES[kind]
        values, clashes = {}, []
        for name in names:
            three = [getattr(row, name) for row in (last, draft, edited)]
            alike = [same(name, kind, three[i], three[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
            if columns is not None and names[name] in _ALL_COLUMNS - columns:
                values[name] = three[2]
            elif name == "aliases":
                values[name] = _together(*three)
            else:
                values[name], is_conflict = _pick(three, alike)
                if is_conflict:
                    clashes.append(name)
        if kind is not ActorRow and _says(last) and not same("what", kind, last.what, draft.what):
            is_edited = any(not same(n, kind, getattr(last, n), getattr(edited, n)) for n in names)
            if is_edited and not same("what", kind, draft.what, edited.what):
                clashes = [
                    n
                    for n in names
                    if not same(n, kind, getattr(last, n), getattr(draft, n))
                    and not same(n, kind, getattr(draft, n), getattr(edited, n))
                ]
                values |= {n: getattr(edited, n) for n in clashes}
        row = replace(edited, **values)
        for name in clashes:
            self._tell(
                section, label(row), names[name], getattr(edited, name), getattr(draft, name)
            )
        return row


_ALL_COLUMNS = frozenset(c for columns in COLUMNS.values() for c in columns)


def _says(row: Row) -> bool:
    return bool(row.name if isinstance(row, ActorRow) else row.what)


def label(row: Row) -> str:
    """What a row goes by in messages: its id, or its words."""
    words = row.name if isinstance(row, ActorRow) else row.what
    return row.id or " ".join(words.split())


def shown(value: object) -> str:
    """A value of a field as text."""
    if isinstance(value, tuple | list):
        return ", ".join(": ".join(v) if isinstance(v, tuple) else str(v) for v in value)
    return str(value)


def _pick(texts: Sequence[Any], alike: Sequence[bool] | None = None) -> tuple[Any, bool]:
    """Of last, draft and edited the one that changed, the editor's where both did, and whether.

    `alike` says which say the same: last and draft, last and edited, draft and edited.
    """
    last, draft, edited = texts
    unchanged, untouched, agreed = alike or (last == draft, last == edited, draft == edited)
    if untouched and not unchanged:
        return draft, False
    return edited, not (unchanged or untouched or agreed)


def _together(last: Sequence[str], draft: Sequence[str], edited: Sequence[str]) -> tuple[str, ...]:
    """What either has added to a list, without what either has taken from it."""
    if tuple(edited) == tuple(last):
        return tuple(draft)
    kept = [s for s in edited if s not in last or s in draft]
    return (*kept, *(s for s in draft if s not in last and s not in kept))


def _columns(threads: Sequence[Thread]) -> frozenset[str]:
    """The columns that an editor's tables have in a section."""
    found: set[str] = set()
    for thread in threads:
        if thread.edited and not isinstance(thread.edited.what, Prose):
            found |= _shown_columns(thread.edited.what) or _ALL_COLUMNS
    return frozenset(found) or _ALL_COLUMNS


def _shown_columns(row: Row) -> frozenset[str] | None:
    head = row.raw.head if row.raw else None
    return frozenset(head.columns) if head else None


def _fitting(row: Row, columns: frozenset[str]) -> Row:
    """A new row without what an editor's table has no column for."""
    if isinstance(row, ActorRow):
        return row
    missing = {n: "" for n, c in NAMES[type(row)].items() if c in _ALL_COLUMNS - columns}
    if "Where" not in columns:
        row = replace(row, id=None, paragraphs=())
    return replace(row, **missing) if missing else row  # type: ignore[arg-type]


# Blocks


def _block(thread: Thread, led: Callable[[Any], Any] = lambda what: what) -> tuple[str, bool]:
    """What a block of prose says now, and whether the editor and the machine disagree."""
    last, edited = (led(u.what).text if u else None for u in (thread.last, thread.edited))
    draft = _text(thread.draft) if thread.draft else None
    if edited is None or draft is None:
        return str(edited if draft is None else draft), False
    says = [None if t is None else meaning(t) for t in (last, draft, edited)]
    alike = (says[0] == says[1], says[0] == says[2], says[1] == says[2])
    text, is_conflict = _pick([last, draft, edited], alike)
    if is_conflict and last is not None:
        merged = _lines(last.split("\n"), draft.split("\n"), edited.split("\n"))
        if merged is not None:
            return "\n".join(merged), False
    return text, is_conflict


def _text(unit: Unit) -> str:
    assert isinstance(unit.what, Prose)
    return unit.what.text


def _lines(last: Sequence[str], draft: Sequence[str], edited: Sequence[str]) -> list[str] | None:
    """Three-way merge of lines (as diff3 does it); None where both have changed the same."""
    merged: list[str] = []
    at = (0, 0, 0)
    for here in _common(last, draft, edited):
        parts = [t[a:h] for t, a, h in zip((last, draft, edited), at, here, strict=True)]
        part, is_conflict = _pick(parts)
        if is_conflict:
            return None
        merged += part
        merged += edited[here[2] : here[2] + 1]
        at = (here[0] + 1, here[1] + 1, here[2] + 1)
    return merged


def _common(
    last: Sequence[str], draft: Sequence[str], edited: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """The lines that all three have, and their ends."""
    pairs = [dict(_equal(last, other)) for other in (draft, edited)]
    for i in range(len(last)):
        if i in pairs[0] and i in pairs[1]:
            yield i, pairs[0][i], pairs[1][i]
    yield len(last), len(draft), len(edited)


def _equal(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    for a, b, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        yield from ((a + i, b + i) for i in range(size))


def _whole(threads: Sequence[Thread]) -> Prose | None:
    """The editor's prose that the first of the blocks stood in."""
    return next((t.edited.whole for t in threads if t.edited), None)


def _marked(block: str, thread: Thread, threads: Sequence[Thread]) -> str:
    """An item of the draft's with the marker of the editor's list: another begins a new list."""
    marker = _ITEM.match(block)
    at = threads.index(thread)
    near = (thread, *threads[max(at - 1, 0) : at], *threads[at + 1 : at + 2])
    theirs = (_ITEM.match(_text(t.edited)) for t in near if t.edited)
    own = next((m for m in theirs if m), None)
    return own[0] + block[marker.end() :] if marker and own else block


def _gap(before: Thread, thread: Thread) -> str:
    """What separates two blocks: as it was where they stood side by side."""
    for unit in (thread.edited, thread.draft):
        if unit and unit.before and unit.before in (before.edited, before.draft):
            return unit.gap
    items = all(_ITEM.match(_block(t)[0]) for t in (before, thread))
    return "\n" if items else "\n\n"


_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]")

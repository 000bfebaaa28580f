"""An explainer as Markdown: the file's own characters where they still say it, ours elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from generator.explainer import frontmatter, tables
from generator.explainer.model import (
    ActorRow,
    Explainer,
    Head,
    Prose,
    QuoteRow,
    Raw,
    Section,
    without_raw,
)
from generator.explainer.tables import COLUMNS, TableRow
from generator.explainer.text import escape


def write(explainer: Explainer) -> str:
    """The Markdown of an explainer.

    One that was read is written back character for character; where an item was changed, added
    or removed, only its own lines differ. A front matter that could not be read stays as it is.
    """
    newline = _newline(explainer)
    out = ""
    last: _Part | None = None
    for part in _parts(explainer):
        if last and (out or _adjacent(last.raw, part.raw)):
            out += _between(last, part, newline)
        is_own = part.raw is not None and part.text == part.raw.text
        out += part.text if is_own else re.sub(r"\r?\n", newline, part.text)
        last = part
    if last and last.raw and last.raw.next == len(last.raw.document):
        return out + last.raw.document[last.raw.end :]
    return out + newline if out else ""


def _newline(explainer: Explainer) -> str:
    first = re.search(r"\r?\n", explainer.raw.document) if explainer.raw else None
    return first[0] if first else "\n"


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the file. Parts of one group (a list, a table) stand on adjacent lines."""

    text: str
    raw: Raw | None
    group: object = None


def _adjacent(one: Raw | None, other: Raw | None) -> bool:
    return bool(one and other and one.document is other.document and one.next == other.start)


def _between(one: _Part, other: _Part, newline: str) -> str:
    """What separates two parts."""
    if one.raw and _adjacent(one.raw, other.raw):
        return one.raw.document[one.raw.end : one.raw.next]
    return newline if other.group is not None and other.group == one.group else newline * 2


def _part(text: str, raw: Raw | None, group: object = None) -> Iterator[_Part]:
    """A part at its place; one that was empty there, or is now, has no place any more."""
    if raw and bool(text) != bool(raw.text):
        raw = None
    if text or raw:
        yield _Part(text, raw, group)


def _parts(explainer: Explainer) -> Iterator[_Part]:
    yield from _part(_front(explainer), explainer.raw)
    lead = explainer.lead
    is_same = lead and lead.says == explainer.standfirst
    yield from _part(lead.text if lead and is_same else explainer.standfirst, lead)
    for section in explainer.sections:
        yield from _section(section)


def _front(explainer: Explainer) -> str:
    """The front matter, and the heading that tells the title where there is one below it."""
    raw = explainer.raw
    if not raw:
        return frontmatter.write(explainer)
    if raw.says is None:
        return raw.text
    old, new = frontmatter.values(raw.says), frontmatter.values(explainer)
    end = frontmatter.end(raw.text)
    matter, heading = raw.text[:end], raw.text[end:]
    if heading.strip():
        if old["title"] != new["title"]:
            gap = heading[: len(heading) - len(heading.lstrip())]
            heading = f"{gap}# {escape(explainer.title)}"
        if not matter or "title" not in frontmatter.read(matter):
            del old["title"], new["title"]
    if old == new:
        return matter + heading
    patched = frontmatter.patch(matter, old, new) if matter else None
    if patched is None:
        return "\n\n".join(s for s in (frontmatter.write(explainer), heading.strip()) if s)
    return patched + heading


def _section(section: Section) -> Iterator[_Part]:
    bare = replace(section, items=(), raw=None)
    if section.raw and section.raw.says == bare:
        yield from _part(section.raw.text, section.raw)
    else:
        yield from _part(f"{'#' * section.level} {section.heading}".rstrip(), section.raw)
    marker = next((_marker(i) for i in section.items if isinstance(i, ActorRow) and i.raw), "- ")
    table = _Tables(section)
    parts: Iterator[_Part]
    for item in section.items:
        if isinstance(item, Prose):
            parts = chain(table.head_above(item), _part(_own(item) or item.text, item.raw))
        elif isinstance(item, ActorRow):
            marker = _marker(item) if item.raw else marker
            parts = _part(_own(item) or _actor(item, marker), item.raw, "list")
        else:
            parts = table.parts(item)
        for part in parts:
            table.last = part
            yield part


def _own(item: Prose | ActorRow) -> str | None:
    """An item's characters in the file, where they still say it."""
    return item.raw.text if item.raw and item.raw.says == without_raw(item) else None


# Lists


def _marker(item: ActorRow) -> str:
    match = re.match(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+", item.raw.text) if item.raw else None
    return match[0] if match else "- "


def _actor(row: ActorRow, marker: str) -> str:
    also = ", ".join(_within(a) for a in row.aliases)
    inside = "; ".join(s for s in (_within(row.kind), f"also {also}" if also else "") if s)
    text = f"{marker}**{escape(row.name)}**"
    if inside:
        text += f" ({inside})"
    if row.description:
        text += f": {row.description}"
    if place := _where(row):
        text += f" {place}"
    if row.note:
        indent = " " * len(marker)
        text += "\n\n" + re.sub(r"(?m)^(?=.)", indent, row.note)
    return text


def _within(text: str) -> str:
    """Text within the brackets behind a name, where some marks separate."""
    return re.sub(r"[,;()]", r"\\\g<0>", escape(text))


def _where(row: ActorRow | TableRow) -> str:
    """The links of a row to where its words stand, its id in the title of the first."""
    title = f' "{row.id}"' if row.id else ""
    links = [f"[¶ {n}](#p{n}{'' if i else title})" for i, n in enumerate(row.paragraphs)]
    elsewhere = row.elsewhere
    if not links and title:
        elsewhere = re.sub(
            r"\]\((<[^<>]*>|[^()\s]+)\)", lambda m: f"]({m[1]}{title})", elsewhere, count=1
        )
    return ", ".join([*links, elsewhere] if elsewhere else links)


# Tables


class _Tables:
    """Writes the rows of one section, each below a head that has a column for all it says."""

    def __init__(self, section: Section) -> None:
        rows = [i for i in section.items if not isinstance(i, Prose | ActorRow)]
        more = dict.fromkeys(name for row in rows for name, _ in row.more)
        self._columns = {kind: (*names, *more) for kind, names in COLUMNS.items()}
        self._head: Head | None = None
        self.last: _Part | None = None

    def parts(self, row: TableRow) -> Iterator[_Part]:
        raw = row.raw
        values = _values(row)
        if self.last and self.last.group is None and not _adjacent(self.last.raw, raw):
            self._head = None
        head = self._head_for(row, values)
        if head is not self._head and not (
            self._head
            and head.columns == self._head.columns
            and not (head.raw and self.last and _adjacent(self.last.raw, head.raw))
        ):
            self._head = head
            self.last = _Part(_head(head), head.raw, head)
            yield self.last
        assert self._head
        contents = [values.get(c, "") for c in self._head.columns]
        if raw and raw.head and raw.head.columns == self._head.columns:
            old = _values(raw.says)
            before = [old.get(c, "") for c in self._head.columns]
            text = raw.text if old == values else tables.patched(raw.text, before, contents)
        else:
            text, raw = tables.line(contents), None
        yield _Part(text, raw, self._head)

    def head_above(self, prose: Prose) -> Iterator[_Part]:
        """The head of a table whose first line could not be read as a row."""
        head = prose.raw.head if prose.raw else None
        if head and head is not self._head and _own(prose) and _adjacent(head.raw, prose.raw):
            self._head = head
            self.last = _Part(_head(head), head.raw, head)
            yield self.last

    def _head_for(self, row: TableRow, values: dict[str, str]) -> Head:
        for head in (row.raw.head if row.raw else None, self._head):
            if head and all(name in head.columns for name, value in values.items() if value):
                return head
        return Head(self._columns[type(row)])


def _head(head: Head) -> str:
    if head.raw:
        return head.raw.text
    return f"{tables.line(head.columns)}\n{tables.line(['---'] * len(head.columns))}"


def _values(row: TableRow) -> dict[str, str]:
    """What a row says in each column."""
    if isinstance(row, QuoteRow):
        texts: Sequence[str] = (row.who, row.what, row.how, escape(row.when), _where(row))
    else:
        texts = (escape(row.date), row.what, escape(row.status), _where(row))
    return {**dict(zip(COLUMNS[type(row)], texts, strict=True)), **dict(row.more)}

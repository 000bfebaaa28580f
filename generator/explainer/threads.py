"""One item through three texts: the last draft, the new one, and what an editor made of the last.

Which items are one is told by `alignment`; here it is decided which of them stand in the merged
text, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.explainer.alignment import LEAD, Outline, Unit, match, moved, says_the_same
from generator.explainer.drafting import moment
from generator.explainer.model import EventRow, Prose, Section


@dataclass(slots=True, eq=False)
class Thread:
    """One item through the last draft, the new one and the editor's text."""

    last: Unit | None = None
    draft: Unit | None = None
    edited: Unit | None = None

    @property
    def is_own(self) -> bool:
        """Whether the editor added it."""
        return not self.last and not self.draft

    @property
    def is_changed(self) -> bool:
        """Whether the editor changed what the last draft said, or to which section it belongs."""
        last, edited = self.last, self.edited
        if not last or not edited:
            return True
        if isinstance(last.what, Prose) or isinstance(edited.what, Prose):
            return not says_the_same(last.what, edited.what)
        return (
            not says_the_same(last.what, edited.what)
            or last.section != edited.section
            or last.what.paragraphs != edited.what.paragraphs
        )


class Texts:
    """Three outlines, and what belongs together in them."""

    def __init__(self, last: Outline, draft: Outline, edited: Outline) -> None:
        self.last, self.draft, self.edited = last, draft, edited
        in_edited = match(last.units, edited.units)
        # New prose where an editor has deleted some is not what was deleted.
        in_draft = match(last.units, draft.units, in_place=in_edited)
        threads = [Thread(u, in_draft.get(u), in_edited.get(u)) for u in last.units]
        known = {*in_draft.values(), *in_edited.values()}
        added = [u for u in edited.units if u not in known]
        found = [u for u in draft.units if u not in known]
        alike = match(added, found, in_place=())
        threads += [Thread(None, alike.get(u), u) for u in added]
        alike_found = set(alike.values())
        threads += [Thread(None, u) for u in found if u not in alike_found]
        self.threads = threads
        self.of = {u: t for t in threads for u in (t.last, t.draft, t.edited) if u}
        self.moved_by_machine = moved(last.units, draft.units, in_draft)
        self.moved_by_editor = moved(last.units, edited.units, in_edited)


def joined(sections: Sequence[Section], ghosts: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with the rows of others of the same kind at their ends."""
    rest = {s.kind: s for s in ghosts}
    joined = []
    for section in sections:
        ghost = rest.pop(section.kind, None)
        known = {r.id for r in section.rows if r.id}
        rows = (r for r in ghost.rows if r.id not in known) if ghost else ()
        joined.append(replace(section, items=(*section.items, *rows)))
    return (*joined, *rest.values())


def forgotten(texts: Texts) -> tuple[Section, ...]:
    """Rows of the last draft that the new one lacks and that an editor deleted or changed."""
    out = []
    for key, section in texts.last.sections.items():
        threads = [texts.of[u] for u in texts.last.within(key) if not isinstance(u.what, Prose)]
        rows = [t.last.what for t in threads if t.last and not t.draft and t.is_changed]
        if rows:
            out.append(replace(section, items=tuple(rows)))
    return tuple(out)


# Order

Order = dict[str, list[Thread]]
"""What stands in each section, by its key."""


def arranged(texts: Texts) -> Order:
    """The editor's order; what is new in the draft, or moved there alone, in its place."""
    order: Order = {LEAD: [], **{key: [] for key in texts.edited.sections}}
    for unit in texts.edited.units:
        thread = texts.of[unit]
        if thread.draft or thread.is_changed:
            order[unit.section].append(thread)
    new = [k for k in texts.draft.sections if k not in order and k not in texts.last.sections]
    for key in new:
        _open(texts, key, order)
    pending = {t: None for u in texts.draft.units if _is_to_place(texts, t := texts.of[u])}
    steady = _steady(texts)
    for thread in list(pending):
        del pending[thread]
        _place(texts, thread, order, steady, pending)
        steady.add(thread)
    gone = set(texts.edited.sections) & set(texts.last.sections) - set(texts.draft.sections)
    vain = {key for key in new if texts.draft.within(key)}
    for key in gone | vain:
        if not order[key]:
            del order[key]
    return order


def _is_to_place(texts: Texts, thread: Thread) -> bool:
    if not thread.edited:
        return not thread.last and not _is_said(texts, thread.draft)
    return thread.last in texts.moved_by_machine and thread.last not in texts.moved_by_editor


def _is_said(texts: Texts, new: Unit | None) -> bool:
    """Whether a row of the editor's, though made of another one, says what a new row would."""
    if new is None or isinstance(new.what, Prose):
        return False
    return any(
        texts.of[u].is_changed and says_the_same(u.what, new.what)
        for u in texts.edited.within(new.section)
        if not isinstance(u.what, Prose)
    )


def _steady(texts: Texts) -> set[Thread]:
    """Items that tell where others belong: those that no editor moved, or all if most were."""
    common = [t for t in texts.threads if t.last and t.edited]
    steady = {t for t in common if t.last not in texts.moved_by_editor}
    for key in texts.last.sections:
        here = [t for t in common if t.last and t.last.section == key]
        if 2 * len(steady.intersection(here)) < len(here):
            steady.update(here)
    return steady


def _place(
    texts: Texts,
    thread: Thread,
    order: Order,
    steady: set[Thread],
    pending: Mapping[Thread, None],
) -> None:
    """Put an item beside its neighbour in the draft; a moved one whose place is gone stays."""
    unit = thread.draft
    assert unit
    placed = {t: key for key, items in order.items() for t in items if t not in pending}
    siblings = [texts.of[u] for u in texts.draft.within(unit.section)]
    at = siblings.index(thread)
    before = [t for t in reversed(siblings[:at]) if t in placed]
    after = [t for t in siblings[at + 1 :] if t in placed]
    anchors = [(t, 1) for t in before] + [(t, 0) for t in after]
    anchor = next((a for a in anchors if a[0] in steady), next(iter(anchors), None))
    if not anchor and unit.section not in order:
        return  # an editor has deleted the section
    if thread.edited:
        order[placed.get(thread, thread.edited.section)].remove(thread)
    if not anchor:
        order[unit.section].append(thread)
        return
    items = order[placed[anchor[0]]]
    index = items.index(anchor[0]) + anchor[1]
    while index < len(items) and items[index].is_own and _precedes(items[index].edited, unit):
        index += 1
    items.insert(index, thread)


def _precedes(own: Unit | None, unit: Unit) -> bool:
    """Whether an event of the editor's comes before one of the draft's."""
    one, other = own.what if own else None, unit.what
    return (
        isinstance(one, EventRow)
        and isinstance(other, EventRow)
        and moment(one.date) <= moment(other.date)
    )


def _open(texts: Texts, key: str, order: Order) -> None:
    """Begin a section where the draft has it among its others."""
    sections = {**texts.draft.sections, **texts.edited.sections}
    drafted, keys = list(texts.draft.sections), list(order)
    before = [k for k in drafted[: drafted.index(key)] if k in order]
    after = [k for k in drafted[drafted.index(key) + 1 :] if k in order]
    at = keys.index(before[-1]) + 1 if before else keys.index(after[0]) if after else len(keys)
    while before and at < len(keys) and sections[keys[at]].level > sections[key].level:
        at += 1
    rest = {k: order.pop(k) for k in keys[at:]}
    order[key] = []
    order.update(rest)

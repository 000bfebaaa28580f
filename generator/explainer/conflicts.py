"""Open conflicts, in files that an editor reads, and deletes once they are dealt with.

A conflict is open as long as its entry is there, and the explainer and the last draft still say
what the entry says that they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.config import Config
from generator.explainer import frontmatter
from generator.explainer.alignment import LEAD, meaning, outline
from generator.explainer.merge import FRONT_MATTER, NAMES, STANDFIRST, TEXT, Conflict, label, shown
from generator.explainer.model import Explainer, Prose
from generator.explainer.reading import read
from generator.problems import Place


def folder(config: Config) -> Path:
    """Where a file for each explainer with open conflicts lies, under the explainer's name."""
    return config.state / "conflicts"


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict that waits for an editor: its place in the explainer, and the file that tells."""

    place: Place
    file: str
    conflict: Conflict

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def message(self) -> str:
        about = ", ".join(s for s in (self.conflict.section, self.conflict.item) if s)
        return (
            f"{about}: the new draft differs from your “{self.conflict.field}”; yours is kept, "
            f"the draft’s is in {self.file}"
        )


def open_conflicts(config: Config) -> list[OpenConflict]:
    """All conflicts that wait for an editor, by file and line."""
    found: list[OpenConflict] = []
    for path in sorted(folder(config).glob("*.md")):
        try:
            entries, explainer, draft = (
                (place / path.name).read_bytes().decode()
                for place in (path.parent, config.content, config.state / "drafts")
            )
        except (OSError, UnicodeDecodeError):
            continue  # without the explainer there is nothing to decide
        mine, theirs = (read(text, "")[0] for text in (explainer, draft))
        name = (config.content / path.name).relative_to(config.root).as_posix()
        file = path.relative_to(config.root).as_posix()
        found += placed(still_open(parsed(entries), mine, theirs), mine, name, file)
    return found


def placed(
    conflicts: Iterable[Conflict], explainer: Explainer, name: str, file: str
) -> list[OpenConflict]:
    """Conflicts of the explainer at `name` with their lines, in order."""
    found = [OpenConflict(Place(name, line_of(c, explainer)), file, c) for c in conflicts]
    return sorted(found, key=lambda c: c.place.line or 0)


def still_open(
    conflicts: Iterable[Conflict], explainer: Explainer, draft: Explainer
) -> list[Conflict]:
    """Those of which both sides still stand as they did when the conflict was told."""
    mine = {_key(c) for c, _ in _said(explainer)}
    theirs = {(c.field, meaning(c.yours)) for c, _ in _said(draft)}
    return [
        c
        for c in conflicts
        if _key(c) in mine and c.drafted is not None and (c.field, meaning(c.drafted)) in theirs
    ]


def line_of(conflict: Conflict, explainer: Explainer) -> int | None:
    """The line of an explainer that a conflict is about."""
    return next((line for c, line in _said(explainer) if _key(c) == _key(conflict)), None)


def _key(conflict: Conflict) -> tuple[str, ...]:
    return conflict.section, conflict.item, conflict.field, meaning(conflict.yours)


def _said(explainer: Explainer) -> Iterator[tuple[Conflict, int | None]]:
    """All that an explainer says, as a conflict would name it, with its line."""
    document = explainer.raw.document if explainer.raw else ""

    def line(start: int) -> int:
        return document.count("\n", 0, start) + 1

    for key, value in frontmatter.values(explainer).items():
        found = re.search(rf"(?m)^{re.escape(key)}\s*:", document)
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for name, one in inner:
            field = f"{key}.{name}" if name else key
            yield (
                Conflict(FRONT_MATTER, "", field, shown(one), None),
                line(found.start()) if found else None,
            )
    text = outline(explainer)
    for unit in text.units:
        raw = (unit.whole or unit.what).raw or explainer.lead
        at = line(raw.start) + unit.line if raw else None
        heading = STANDFIRST if unit.section == LEAD else text.sections[unit.section].heading
        if isinstance(unit.what, Prose):
            yield Conflict(heading, "", TEXT, unit.what.text, None), at
            continue
        yield Conflict(heading, label(unit.what), TEXT, "", None), at
        for name, shown_as in NAMES[type(unit.what)].items():
            value = shown(getattr(unit.what, name))
            yield Conflict(heading, label(unit.what), shown_as, value, None), at


# Files

_HEAD = """\
# What the new draft says otherwise

`{name}` keeps what its editors wrote. Where the draft is better, write it there yourself; \
then delete the entry here, or the whole file.
"""
_ENTRY = """
## {heading}

The explainer says:

{yours}

The draft says:

{drafted}
"""


def written(conflicts: Iterable[Conflict], name: str) -> str:
    """The file that tells of an explainer's conflicts."""
    entries = (
        _ENTRY.format(
            heading=" · ".join(
                _line(part) for part in (c.section, c.item, c.field) if part or part is c.field
            ),
            yours=_quoted(c.yours),
            drafted=_quoted(c.drafted or ""),
        )
        for c in dict.fromkeys(conflicts)
    )
    return _HEAD.format(name=name) + "".join(entries)


def _line(text: str) -> str:
    return " ".join(text.replace("·", " ").split())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def parsed(text: str) -> list[Conflict]:
    """The entries that are left in such a file."""
    found: list[Conflict] = []
    for entry in re.split(r"(?m)^## ", text.replace("\r\n", "\n"))[1:]:
        heading, _, body = entry.partition("\n")
        section, *item, field = (part.strip() for part in heading.split("·"))
        quotes = [re.sub(r"(?m)^> ?", "", q[0]) for q in re.finditer(r"(?m)^>.*(?:\n>.*)*", body)]
        if len(quotes) == 2 and len(item) < 2:
            found.append(Conflict(section, "".join(item), field, *quotes))
    return found

"""What becomes of a draft: a new explainer, or changes to the one that an editor has."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from generator import files
from generator.config import STATE, Config
from generator.explainer import conflicts
from generator.explainer.alignment import meaning
from generator.explainer.conflicts import OpenConflict
from generator.explainer.merge import Conflict, merge
from generator.explainer.model import Explainer, Section
from generator.explainer.reading import read
from generator.explainer.writing import write
from generator.problems import Place

Came = Literal["drafted", "merged", ""]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a draft led to.

    Attributes:
        came: what became of the draft, where the explainer's file was changed by it.
        notes: what its editor should know, a line each.
        conflicts: those that wait for its editor.
    """

    came: Came = ""
    notes: tuple[str, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that belong to one explainer.

    `draft` is the last draft that went into it; `dropped` the rows that the machine drafted once
    and an editor deleted or changed; `conflicts` what both have changed; `coming` what these three
    will be, as long as an explainer is written and they are not.
    """

    explainer: Path
    draft: Path
    coming: Path
    dropped: Path
    conflicts: Path

    @classmethod
    def of(cls, name: str, config: Config) -> _Files:
        return cls(
            config.content / name,
            config.state / "drafts" / name,
            config.state / "cache" / "coming" / name,
            config.state / "dropped" / name,
            conflicts.folder(config) / name,
        )


@dataclass(frozen=True, slots=True)
class _Coming:
    """What is to lie beside an explainer, noted before it is written.

    Attributes:
        print: of the explainer as it will be.
    """

    print: str
    draft: str
    dropped: str = ""
    conflicts: str = ""


def settle(name: str, draft: str, config: Config) -> Settled:
    """Bring a draft into `content/`; no word of an editor's is ever lost by it.

    The explainer is written before its last draft: the other way round, a build that was cut off in
    between would have the next one take the draft's news for words that an editor deleted. The
    next one finishes it; where an editor was faster, it merges the same draft again, which at
    worst takes rows that this draft has dropped for deleted by the editor.

    Args:
        name: of the explainer's file.
        draft: the new one, as Markdown.

    Raises:
        Problem: a file cannot be written.
    """
    place = _Files.of(name, config)
    if place.explainer.is_symlink():
        return Settled(notes=(_LINKED.format(name),))
    now, new = _bytes(place.explainer), draft.encode()
    _finish(place, now)
    last = _last(place.draft)
    # What is as a draft would have it may be so by an editor's deletions.
    untouched = now == last or (now == new and last is None)
    if now is None or (untouched and not _bytes(place.dropped)):
        if not _put(place, now, draft, _Coming(_print(new), draft)):
            return settle(name, draft, config)  # saved by its editor meanwhile
        return Settled("drafted" if now != new else "")
    if not now.strip(_NOTHING):
        return Settled(notes=(_EMPTY.format(name),))
    if last is None:
        files.write(place.draft, new)
        return Settled(notes=() if now == new else (_ADOPTED.format(name),))
    try:
        return _merge(place, name, now.decode(), last.decode(), draft, config)
    except UnicodeDecodeError:
        return Settled()  # told where explainers are read


_NOTHING = b"\0 \t\r\n"
_LINKED = "content/{}: is a link, so no draft is merged into what it leads to"
_EMPTY = "content/{}: is empty, and left so; delete it to have it drafted anew"
_ADOPTED = (
    "content/{}: left as it stands, as its last draft is not known; from now on, what changes in "
    "the draft is merged into it"
)


def _put(place: _Files, now: bytes | None, text: str, coming: _Coming) -> bool:
    """Write an explainer, and then what lies beside it; False if its editor has saved it."""
    new = text.encode()
    # With no draft before there is nothing that a merge could mistake, and first builds are large.
    is_first = _last(place.draft) is None
    if now != new:
        if not is_first:
            files.write(place.coming, msgspec.json.encode(coming), durable=True)
        if not files.swap(place.explainer, now, new):
            return False
    _lay(place, coming, durable=not is_first)
    return True


def _finish(place: _Files, now: bytes | None) -> None:
    """Lay down what a build that was cut off after writing the explainer did not come to."""
    noted = _bytes(place.coming)
    if noted is None:
        return
    with suppress(msgspec.MsgspecError, RecursionError):
        coming = msgspec.json.decode(noted, type=_Coming)
        if now is not None and coming.print == _print(now):
            _lay(place, coming, durable=True)
    _note(place.coming, "")


def _lay(place: _Files, coming: _Coming, *, durable: bool) -> None:
    """The last draft comes last: by it alone another merge begins from there."""
    _note(place.conflicts, coming.conflicts)
    _note(place.dropped, coming.dropped)
    _note(place.draft, coming.draft, durable=durable)
    _note(place.coming, "")


def _print(content: bytes) -> str:
    return sha256(content).hexdigest()


def _merge(place: _Files, name: str, now: str, last: str, draft: str, config: Config) -> Settled:
    path = place.explainer.relative_to(config.root).as_posix()
    edited, before, new = (read(text, path)[0] for text in (now, last, draft))
    if not edited.is_sound:
        return Settled()  # told where explainers are read
    entries = conflicts.parsed(_text(place.conflicts))
    if last == draft and edited.article == before.article:
        open_ = conflicts.still_open(entries, edited, before)
        _note(place.conflicts, _written(open_, path))
        return _told(place, path, "", edited, open_, (), config)
    dropped = _text(place.dropped)
    merged = merge(before, new, edited, read(dropped, path)[0] if dropped else None)
    text = write(merged.explainer)
    result = read(text, path)[0]
    if _is_left_open(now) or not _agree(result, merged.explainer):
        return Settled(notes=(f"{path}: {_UNMERGED}",))
    told = {(c.section, c.item, c.field) for c in merged.conflicts}
    open_ = [
        *(
            c
            for c in conflicts.still_open(entries, result, merged.last)
            if (c.section, c.item, c.field) not in told
        ),
        *merged.conflicts,
    ]
    coming = _Coming(
        _print(text.encode()),
        write(merged.last),
        write(merged.dropped) if merged.dropped.sections else "",
        _written(open_, path),
    )
    if not _put(place, now.encode(), text, coming):
        return settle(name, draft, config)  # saved by its editor meanwhile
    came: Came = "merged" if text != now else ""
    return _told(place, path, came, result, open_, merged.kept, config)


def _written(open_: list[Conflict], path: str) -> str:
    return conflicts.written(open_, path) if open_ else ""


_UNMERGED = (
    "the new draft cannot be merged into it, and it is left as it stands; is a comment or a block "
    "of code left open in it?"
)


def _is_left_open(text: str) -> bool:
    """Whether a comment or a block of code runs to the end: what it swallows is not deleted."""
    return text.rfind("<!--") > text.rfind("-->") or len(_FENCE.findall(text)) % 2 == 1


_FENCE = re.compile(r"(?m)^ {0,3}(?:```|~~~)")


def _agree(one: Explainer, other: Explainer) -> bool:
    """Whether what was written is read back: then nothing of the editor's swallowed the news."""

    def says(sections: tuple[Section, ...]) -> list[object]:
        return [(s.kind, s.level, s.heading, s.rows, meaning(s.text)) for s in sections]

    return says(one.sections) == says(other.sections) and meaning(one.standfirst) == meaning(
        other.standfirst
    )


def _told(
    place: _Files,
    path: str,
    came: Came,
    explainer: Explainer,
    open_: list[Conflict],
    kept: tuple[Conflict, ...],
    config: Config,
) -> Settled:
    """What is told of a merge."""
    file = place.conflicts.relative_to(config.root).as_posix()
    return Settled(
        came,
        tuple(
            f"{Place(path, conflicts.line_of(c, explainer))}: no longer in the draft; kept, as "
            "you have changed it"
            for c in kept
        ),
        tuple(conflicts.placed(open_, explainer, path, file)),
    )


def _bytes(path: Path) -> bytes | None:
    home = next((p.parent for p in path.parents[1:3] if p.name == STATE), path.parents[1])
    try:
        return files.read(path, path.relative_to(home).as_posix())
    except FileNotFoundError:
        return None


def _last(path: Path) -> bytes | None:
    """The last draft; None where there is none, or a power cut has left none that is whole."""
    last = _bytes(path)
    try:
        whole = last and last.startswith(b"---") and last.endswith(b"\n") and b"\0" not in last
        return last if whole and last and last.decode() else None
    except UnicodeDecodeError:
        return None


def _text(path: Path) -> str:
    return (_bytes(path) or b"").decode(errors="replace")


def _note(path: Path, text: str, *, durable: bool = True) -> None:
    """Bring a file of ours up to date; one that says nothing goes."""
    if not text:
        with files.told(path):
            path.unlink(missing_ok=True)
    elif _bytes(path) != text.encode():
        files.write(path, text.encode(), durable=durable)


class Orphans:
    """Explainers whose seeds are gone: a new seed of the same words has only been renamed."""

    def __init__(self, config: Config) -> None:
        from generator.reading import seeds

        stems = {p.stem for p in seeds(config.seeds)} if config.seeds.is_dir() else set()
        self._config = config
        self._names = [
            path.name
            for path in sorted((config.state / "drafts").glob("*.md"))
            if path.stem not in stems
        ]
        self._words: dict[str, tuple[str, ...]] = {}

    def adopt(self, name: str, draft: str) -> str | None:
        """Give an explainer without seed the name of a new one of the same words.

        Returns:
            Its former name, if there is one. Its last draft is renamed last, for what is cut off
            before is done again by the next build.
        """
        new = _Files.of(name, self._config)
        if not self._names or new.draft.exists():
            return None
        if not self._words:
            self._words = {n: _words(_text(_Files.of(n, self._config).draft)) for n in self._names}
        words = _words(draft)
        former = next((n for n in self._names if words and self._words[n] == words), None)
        if former is None:
            return None
        old = _Files.of(former, self._config)
        for a, b in (
            (old.explainer, new.explainer),
            (old.coming, new.coming),
            (old.dropped, new.dropped),
            (old.conflicts, new.conflicts),
            (old.draft, new.draft),
        ):
            if a.exists() and not b.exists():
                with files.told(b):
                    b.parent.mkdir(parents=True, exist_ok=True)
                    a.rename(b)
        self._names.remove(former)
        return former

    def left(self) -> list[str]:
        """The names of explainers that have no seed any more."""
        return [n for n in self._names if _Files.of(n, self._config).explainer.exists()]


def _words(draft: str) -> tuple[str, ...]:
    """An article's words, or those of its rows where it may not be republished."""
    explainer = read(draft, "")[0]
    said = [row.what for row in explainer.quotes] + [row.what for row in explainer.events]
    return tuple(_WORD.findall(explainer.article or " ".join(said)))


_WORD = re.compile(r"\w+")

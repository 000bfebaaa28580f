"""Hundreds of edits between new drafts: not one is lost, and no conflict goes untold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

import pytest

from generator.config import Config
from generator.explainer import draft, read, write
from generator.explainer.conflicts import open_conflicts
from generator.explainer.model import Explainer, Row
from generator.explainer.settling import settle
from generator.reading import read as read_seed
from tests.explainer.editor import MARK, Editor, Machine, bare
from tests.explainer.gold import analysis

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("BACKSTORY_EDITOR_ROUNDS", "10"))
"""50 by `make test-editor`."""

EXPLAINERS = sorted((ROOT / ".backstory" / "drafts").glob("*.md"))


@pytest.mark.parametrize("path", EXPLAINERS, ids=lambda p: p.stem)
def test_no_edit_is_lost_over_many_drafts(path: Path, tmp_path: Path) -> None:
    work(path.name, *texts(path), tmp_path, 20161011)


def test_no_edit_is_lost_over_many_drafts_whatever_they_are(tmp_path: Path) -> None:
    seed = int(os.environ.get("BACKSTORY_EDITOR_SEED", Random().randrange(10**9)))
    print(f"BACKSTORY_EDITOR_SEED={seed}")
    path = Random(seed).choice(EXPLAINERS)
    work(path.name, *texts(path), tmp_path, seed)


@pytest.mark.parametrize("nth", [0, 100, 200])
def test_no_edit_is_lost_from_explainers_of_real_articles(
    corpora: Path, tmp_path: Path, nth: int
) -> None:
    gold = sorted(corpora.glob("wikinews-20*-gold/*.gold.json"))[nth]
    folder = gold.parent.with_name(gold.parent.name.removesuffix("-gold"))
    article = read_seed(folder / gold.name.replace(".gold.json", ".md"))
    drafted = write(draft(article, analysis(article, gold), Config(folder.parent)))
    work("article.md", drafted, drafted, tmp_path, nth)


def texts(path: Path) -> tuple[str, str]:
    """The last draft of an explainer of the demonstration's, and what its editor made of it."""
    edited = ROOT / "content" / path.name
    return path.read_text(encoding="utf-8"), edited.read_text(encoding="utf-8")


def work(name: str, last: str, edited: str, folder: Path, seed: int) -> None:
    """Rounds of four edits and a new draft."""
    config = Config(folder)
    random = Random(seed)
    first = bare(parsed(last))
    machine = Machine(random, first, first)
    settle(name, last, config)
    file = config.content / name
    conflicts = folder / ".backstory" / "conflicts" / name
    editor = Editor(random, edited)
    editor.deleted = set(rows(first, machine)) - set(rows(parsed(editor.text), machine))
    heard = set(changes(Explainer(""), first, machine))
    for number in range(ROUNDS):
        did = [editor.edit() for _ in range(4)]
        about = f"seed {seed}, round {number}: {', '.join(did)}"
        file.write_bytes(editor.text.encode())
        before = parsed(editor.text)
        old, new = parsed(last), machine.redraft()
        settle(name, write(new), config)
        editor.text = file.read_bytes().decode()
        lost = editor.written - set(MARK.findall(editor.text))
        assert not lost, f"{about}: lost {lost}"
        gone = {machine.root(i) for i in editor.deleted}
        back = gone.intersection(rows(parsed(editor.text), machine))
        assert not back, f"{about}: {back} came back"
        after = parsed(editor.text)
        for id, row in rows(after, machine).items():
            was = rows(before, machine).get(id)
            assert not was or marks(was) <= marks(row), f"{about}: {row} was {was}"
        if not machine.has_moved:
            order = [i for i in rows(before, machine) if i in rows(after, machine)]
            assert order == [i for i in rows(after, machine) if i in order], about
        told = conflicts.read_text(encoding="utf-8") if conflicts.exists() else ""
        for id, news in changes(old, new, machine):
            if id in gone:
                continue
            if id in rows(old, machine):
                if id not in rows(before, machine):
                    continue  # deleted by the editor, or bereft of its id
            elif (id, news) in heard:
                continue  # a row that comes back as it was brings nothing new
            is_deleted = any(alike(news, p) for p in editor.paragraphs)
            assert is_deleted or news in editor.text or news in told, f"{about}: {news}"
        assert bool(told) == bool(open_conflicts(config)), about
        again = editor.text
        settle(name, write(new), config)
        assert file.read_bytes().decode() == again, f"{about}: merged twice"
        heard |= set(changes(old, new, machine))
        last = write(new)


def parsed(text: str) -> Explainer:
    return read(text, "content/x.md")[0]


def rows(explainer: Explainer, machine: Machine) -> dict[str, Row]:
    """By the id that they had at first."""
    return {machine.root(r.id): r for s in explainer.sections for r in s.rows if r.id}


def marks(row: Row) -> set[str]:
    return set(MARK.findall(repr(row)))


def changes(old: Explainer, new: Explainer, machine: Machine) -> Iterator[tuple[str, str]]:
    """What the new draft says and the old one does not, with the id of its row."""
    before = rows(old, machine)
    for id, row in rows(new, machine).items():
        last = before.get(id)
        for name in ("what", "who", "how", "date", "status", "description", "kind", "name"):
            value = getattr(row, name, "")
            if value and (not last or value != getattr(last, name)):
                yield id, value
    if new.title != old.title:
        yield "", new.title
    if new.standfirst != old.standfirst:
        yield "", new.standfirst
    paragraphs = old.article.split("\n\n")
    yield from (("", p) for p in new.article.split("\n\n") if p not in paragraphs)


def alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split()).ratio() > 0.4

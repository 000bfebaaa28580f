"""Drafts and explainers as files: what is written when, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import files
from generator.config import Config
from generator.explainer.conflicts import open_conflicts
from generator.explainer.settling import Orphans, Settled, settle
from tests.explainer.test_merge import LAST, changed, row

NAME = "ferry.md"
NEW = changed(
    LAST, ("): minister", "): transport minister"), ("told The Courier", "told The Herald")
)


class Desk:
    """A site's folder with one explainer, as settling sees it."""

    def __init__(self, root: Path) -> None:
        self.config = Config(root)
        self.file = self.config.content / NAME
        self.last = root / ".backstory" / "drafts" / NAME
        self.conflicts = root / ".backstory" / "conflicts" / NAME

    def settle(self, draft: str) -> Settled:
        return settle(NAME, draft, self.config)

    def edit(self, *pairs: tuple[str, str]) -> str:
        text = changed(self.text, *pairs)
        self.file.write_text(text, encoding="utf-8")
        return text

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def open(self) -> list[tuple[str, int | None, str]]:
        found = open_conflicts(self.config)
        return [(c.conflict.item, c.place.line, c.conflict.yours) for c in found]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    assert desk.settle(LAST).came == "drafted"
    return desk


def test_an_explainer_that_nobody_touched_is_the_draft(desk: Desk) -> None:
    assert desk.settle(NEW).came == "drafted"
    assert desk.text == desk.last.read_text(encoding="utf-8") == NEW
    assert desk.settle(NEW) == Settled()


def test_an_edit_is_never_taken_for_a_draft(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = desk.edit(("nothing was found", "nothing was heard"), (row(LAST, "q2"), ""))

    def cut_off(path: Path, content: bytes, write=files.write, **how: bool) -> None:  # type: ignore[no-untyped-def]
        if path == desk.last:
            raise KeyboardInterrupt
        write(path, content, **how)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            desk.settle(NEW)
    merged = changed(
        edited, ("): minister", "): transport minister"), ("told The Courier", "told The Herald")
    )
    assert desk.text == merged
    assert desk.settle(NEW).came == ""
    assert desk.text == merged
    assert desk.settle(LAST).came == "merged"
    assert desk.text == edited


def test_without_its_last_draft_an_explainer_is_left_as_it_stands(desk: Desk) -> None:
    edited = desk.edit(("nothing was found", "nothing was heard"))
    desk.last.unlink()
    settled = desk.settle(NEW)
    assert settled.came == ""
    assert "content/ferry.md: left as it stands" in settled.notes[0]
    assert desk.text == edited
    desk.settle(changed(NEW, ("Harbour Board | nothing", "The board | nothing")))
    assert desk.text == changed(edited, ("Harbour Board | nothing", "The board | nothing"))


def test_what_cannot_be_read_is_left_alone(desk: Desk) -> None:
    for content in (b"\xff\xfe\x00 no text", LAST.replace("title: ", "title: [", 1).encode()):
        desk.file.write_bytes(content)
        assert desk.settle(NEW).came == ""
        assert desk.file.read_bytes() == content


def test_an_open_comment_swallows_no_news(desk: Desk) -> None:
    edited = desk.edit(("- **Ada Moreau**", "<!-- look at this\n\n- **Ada Moreau**"))
    new = '| a sailor | “No.” | said | | [¶ 2](#p2 "q7") |\n'
    draft = changed(LAST, (row(LAST, "q3"), new + row(LAST, "q3")))
    settled = desk.settle(draft)
    assert settled.came == ""
    assert "is a comment or a block of code left open in it?" in settled.notes[0]
    assert desk.text == edited
    desk.edit(("<!-- look at this", "<!-- look at this -->"))
    assert desk.settle(draft).came == "merged"
    assert new in desk.text


def test_a_conflict_is_open_until_either_side_gives_way(desk: Desk) -> None:
    desk.edit(("told The Courier", "wrote to The Courier"))
    settled = desk.settle(NEW)
    line = desk.text.splitlines().index(row(desk.text, "q1").rstrip("\n")) + 1
    assert [str(c.place) for c in settled.conflicts] == [f"content/ferry.md:{line}"]
    assert desk.open == [("q1", line, "wrote to The Courier")]
    assert desk.settle(NEW).conflicts == settled.conflicts

    desk.edit(("wrote to The Courier", "told The Times"))
    assert desk.open == []
    assert desk.settle(NEW).conflicts == ()
    assert not desk.conflicts.exists()


def test_a_conflict_goes_when_its_entry_is_deleted(desk: Desk) -> None:
    desk.edit(("told The Courier", "wrote to The Courier"), ("): minister", "): boss"))
    assert len(desk.settle(NEW).conflicts) == 2
    entries = desk.conflicts.read_text(encoding="utf-8").split("\n## ")
    kept = [e for e in entries if "ada-moreau" not in e]
    desk.conflicts.write_text("\n## ".join(kept), encoding="utf-8")
    assert [item for item, *_ in desk.open] == ["q1"]
    assert len(desk.settle(NEW).conflicts) == 1


def test_a_conflict_goes_when_the_draft_differs_no_more(desk: Desk) -> None:
    desk.edit(("told The Courier", "told The Times"))
    assert desk.settle(NEW).conflicts
    assert not desk.settle(changed(NEW, ("told The Herald", "told The Times"))).conflicts
    assert not desk.conflicts.exists()


def test_conflicts_of_many_lines_and_odd_marks_are_read_back(desk: Desk) -> None:
    mine = "The minister · closed it:\n> indeed\n\nafter all"
    desk.edit(
        ("The minister closed the line.", mine),
        ("title: Ferry", "title: 'A: ferry · #1'\nx: Ferry"),
    )
    draft = changed(
        LAST, ("The minister closed the line.", "She closed the line."), ("title: F", "title: No f")
    )
    assert len(desk.settle(draft).conflicts) == 2
    assert len(desk.settle(draft).conflicts) == 2
    assert len(desk.open) == 2


def test_a_rename_that_was_cut_off_is_finished(desk: Desk) -> None:
    """The last draft is renamed last."""
    desk.edit(("nothing was found", "nothing was heard"))
    desk.config.seeds.mkdir()
    (desk.config.seeds / "ferries.md").write_text("x", encoding="utf-8")
    desk.file.rename(desk.config.content / "ferries.md")
    assert Orphans(desk.config).adopt("ferries.md", LAST) == "ferry.md"
    settle("ferries.md", NEW, desk.config)
    text = (desk.config.content / "ferries.md").read_text(encoding="utf-8")
    assert "nothing was heard" in text
    assert "told The Herald" in text


def test_a_seed_of_other_words_is_not_renamed(desk: Desk) -> None:
    desk.config.seeds.mkdir()
    orphans = Orphans(desk.config)
    assert orphans.adopt("other.md", changed(LAST, ("The ferry was unsafe.", "It was."))) is None
    assert orphans.left() == ["ferry.md"]

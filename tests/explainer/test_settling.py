"""Drafts and explainers as files: what is written when, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import files
from generator.config import Config
from generator.explainer.conflicts import open_conflicts
from generator.explainer.settling import Orphans, Settled, settle
from generator.problems import Problem
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
        self.coming = root / ".backstory" / "cache" / "coming" / NAME

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


def cut_off(desk: Desk, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle a draft, killed between the explainer and the last draft."""
    write = files.write

    def until_draft(path: Path, content: bytes, **how: bool) -> None:
        if path == desk.last:
            raise KeyboardInterrupt
        write(path, content, **how)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write", until_draft)
        with pytest.raises(KeyboardInterrupt):
            desk.settle(draft)


def test_an_explainer_that_nobody_touched_is_the_draft(desk: Desk) -> None:
    assert desk.settle(NEW).came == "drafted"
    assert desk.text == desk.last.read_text(encoding="utf-8") == NEW
    assert desk.settle(NEW) == Settled()


def test_an_edit_is_never_taken_for_a_draft(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = desk.edit(("nothing was found", "nothing was heard"), (row(LAST, "q2"), ""))
    cut_off(desk, NEW, monkeypatch)
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


def test_a_row_that_an_editor_deleted_stays_deleted_though_it_is_found_again(desk: Desk) -> None:
    dropped = desk.config.state / "dropped" / NAME
    edited = desk.edit((row(LAST, "q2"), ""), ("nothing was found", "nothing was heard"))
    assert desk.settle(changed(LAST, (row(LAST, "q2"), ""))).came == ""
    assert "unsafe to sail" in dropped.read_text(encoding="utf-8")
    assert desk.settle(LAST) == Settled()
    assert desk.text == edited
    assert not dropped.exists()

    desk.settle(changed(LAST, (row(LAST, "q2"), "")))
    assert dropped.exists()
    desk.file.unlink()
    assert desk.settle(LAST).came == "drafted"
    assert not dropped.exists(), "an explainer that is deleted begins anew"
    assert desk.text == LAST


def test_what_is_kept_is_told_with_its_line(desk: Desk) -> None:
    desk.edit(("nothing was found | denied", "nothing was found | denied flatly"))
    settled = desk.settle(changed(LAST, (row(LAST, "q3"), "")))
    line = desk.text.splitlines().index(row(desk.text, "q3").rstrip("\n")) + 1
    assert settled.notes == (
        f"content/ferry.md:{line}: no longer in the draft; kept, as you have changed it",
    )


def test_a_link_and_an_empty_file_are_left_with_a_word(desk: Desk, tmp_path: Path) -> None:
    for nothing in (b"", b" \t\r\n", b"\0\0\0\n"):
        desk.file.write_bytes(nothing)
        assert desk.settle(NEW) == Settled(
            notes=("content/ferry.md: is empty, and left so; delete it to have it drafted anew",)
        )
        assert desk.file.read_bytes() == nothing
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text(LAST, encoding="utf-8")
    desk.file.unlink()
    try:
        desk.file.symlink_to(elsewhere)
    except OSError:
        pytest.skip("no links can be made here")
    assert desk.settle(NEW) == Settled(
        notes=("content/ferry.md: is a link, so no draft is merged into what it leads to",)
    )
    assert elsewhere.read_text(encoding="utf-8") == LAST


@pytest.mark.parametrize("is_edited", [False, True])
def test_what_its_editor_saves_meanwhile_is_merged_into(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_edited: bool
) -> None:
    swap = files.swap
    if is_edited:
        desk.edit(("nothing was found", "nothing was heard"))

    def saved(path: Path, old: bytes | None, new: bytes) -> bool:
        monkeypatch.setattr(files, "swap", swap)
        desk.edit(("it ran twice a day", "it ran at noon"))
        return swap(path, old, new)

    monkeypatch.setattr(files, "swap", saved)
    assert desk.settle(NEW).came == "merged"
    expected = changed(NEW, ("it ran twice a day", "it ran at noon"))
    if is_edited:
        expected = changed(expected, ("nothing was found", "nothing was heard"))
    assert desk.text == expected
    assert desk.last.read_text(encoding="utf-8") == NEW


def test_blocks_of_code_that_are_closed_are_no_obstacle(desk: Desk) -> None:
    code = "The ferry was unsafe.\n\n```\n{}\n```\n\n~~~\n{}\n~~~"
    for text in (code, code.replace("~~~", "```")):
        desk.edit(("The ferry was unsafe.", text))
        assert desk.settle(NEW).came == "merged"
        assert desk.settle(LAST).came == "merged"
        desk.edit((text, "The ferry was unsafe."))
    desk.edit(("The ferry was unsafe.", "The ferry was unsafe.\n\n~~~\nnever closed"))
    left = desk.text
    assert "is a comment or a block of code left open" in desk.settle(NEW).notes[0]
    assert desk.text == left


def test_a_file_that_cannot_be_read_is_named(desk: Desk) -> None:
    for path, name in (
        (desk.file, "content/ferry.md"),
        (desk.last, ".backstory/drafts/ferry.md"),
        (desk.conflicts, ".backstory/conflicts/ferry.md"),
        (desk.coming, ".backstory/cache/coming/ferry.md"),
    ):
        desk.edit(("title: Ferry", "title: A ferry"))
        kept = path.read_bytes() if path.exists() else None
        path.unlink(missing_ok=True)
        path.mkdir(parents=True)
        with pytest.raises(Problem) as caught:
            desk.settle(NEW)
        assert str(caught.value).startswith(f"{name}: cannot be read (")
        path.rmdir()
        if kept is not None:
            path.write_bytes(kept)
        desk.edit(("title: A ferry", "title: Ferry"))


def test_a_note_of_ours_that_cannot_be_removed_is_told(desk: Desk) -> None:
    desk.conflicts.mkdir(parents=True)
    with pytest.raises(Problem) as caught:
        desk.settle(NEW)
    assert caught.value.place is not None
    assert caught.value.place.path == str(desk.conflicts)


def test_all_that_belongs_to_an_explainer_takes_its_new_name(desk: Desk) -> None:
    state, old = desk.config.state, [desk.file, desk.last, desk.conflicts]
    desk.edit(("told The Courier", "wrote to The Courier"), (row(LAST, "q2"), ""))
    draft = changed(NEW, (row(LAST, "q2"), ""))
    assert len(desk.settle(draft).conflicts) == 1
    old.append(state / "dropped" / NAME)
    was = [path.read_bytes() for path in old]
    desk.config.seeds.mkdir()
    orphans = Orphans(desk.config)
    assert orphans.left() == [NAME]
    assert orphans.adopt("ferries.md", draft) == NAME
    assert [path.with_name("ferries.md").read_bytes() for path in old] == was
    assert not any(path.exists() for path in old)
    assert orphans.left() == []
    assert orphans.adopt("ferries-2.md", draft) is None
    assert Orphans(desk.config).adopt("ferries.md", draft) is None, "it has a draft of its own"


def test_nothing_of_another_explainer_is_overwritten(desk: Desk) -> None:
    other = desk.config.content / "ferries.md"
    other.write_text("mine", encoding="utf-8")
    desk.config.seeds.mkdir()
    assert Orphans(desk.config).adopt("ferries.md", LAST) == NAME
    assert other.read_text(encoding="utf-8") == "mine"
    assert desk.text == LAST


def test_articles_that_may_not_be_republished_are_known_by_their_rows(desk: Desk) -> None:
    rows = LAST[: LAST.index("## The article")]
    desk.file.unlink()
    desk.settle(rows)
    (desk.config.seeds).mkdir()
    reworded = changed(rows, ("the line was closed |", "the line was shut |"))
    assert Orphans(desk.config).adopt("other.md", reworded) is None
    assert Orphans(desk.config).adopt("ferries.md", changed(rows, ("denied", "said"))) == NAME


def test_without_a_folder_of_seeds_all_are_orphans(desk: Desk) -> None:
    assert not desk.config.seeds.exists()
    assert Orphans(desk.config).left() == [NAME]


def test_open_conflicts_are_told_with_file_and_line_in_the_order_of_the_page(desk: Desk) -> None:
    source = "date: 2016-10-11\nsource: {{name: {}}}\n"
    last, new, mine = (
        changed(
            LAST,
            ("date: 2016-10-11\n", source.format(name)),
            ("The board found nothing.", f"> Quoted.\n\n{words}"),
            ("## Timeline", "## Timeline\n\nOne line.\n\n### Days"),
            ("told The Courier", how),
        )
        for name, words, how in (
            ("A", "The board found nothing.", "told The Courier"),
            ("B", "The board found much.", "told The Herald"),
            ("C", "The board found some of it.", "told The Times"),
        )
    )
    desk.file.unlink()
    desk.settle(last)
    desk.file.write_text(mine, encoding="utf-8")
    settled = desk.settle(new)
    lines = mine.split("\n")
    at = [
        next(n for n, line in enumerate(lines, 1) if words in line)
        for words in ("source:", "told The Times", "found some of it")
    ]
    assert [str(c.place) for c in settled.conflicts] == [f"content/ferry.md:{n}" for n in at]
    assert [(c.conflict.section, c.conflict.field) for c in settled.conflicts] == [
        ("Front matter", "source.name"),
        ("Who said what", "How"),
        ("The article", "Text"),
    ]
    assert open_conflicts(desk.config) == list(settled.conflicts)
    assert {c.file for c in settled.conflicts} == {".backstory/conflicts/ferry.md"}

    text = desk.conflicts.read_text(encoding="utf-8")
    desk.conflicts.write_bytes(text.replace("\n", "\r\n").encode())
    assert open_conflicts(desk.config) == list(settled.conflicts)
    (desk.conflicts.parent / "a.md").write_text(text, encoding="utf-8")
    assert open_conflicts(desk.config) == list(settled.conflicts), "of a.md there is no explainer"


def test_the_file_of_conflicts_says_what_to_do(desk: Desk) -> None:
    desk.edit(("told The Courier", "told The Times"))
    desk.settle(NEW)
    assert desk.conflicts.read_text(encoding="utf-8") == (
        "# What the new draft says otherwise\n\n"
        "`content/ferry.md` keeps what its editors wrote. Where the draft is better, write it "
        "there yourself; then delete the entry here, or the whole file.\n\n"
        "## Who said what · q1 · How\n\nThe explainer says:\n\n> told The Times\n\n"
        "The draft says:\n\n> told The Herald\n"
    )


def test_a_deletion_that_the_next_draft_happens_to_share_is_an_editors(desk: Desk) -> None:
    desk.edit((row(LAST, "q2"), ""))
    shorter = desk.text
    assert desk.settle(shorter).came == ""
    assert desk.settle(LAST).came == ""
    assert desk.text == shorter


def test_what_a_cut_off_build_wrote_is_no_deletion_of_an_editors(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = changed(LAST, (row(LAST, "q2"), ""))
    cut_off(desk, shorter, monkeypatch)
    assert desk.text == shorter
    assert desk.settle(shorter).came == ""
    assert desk.settle(LAST).came == "drafted"
    assert desk.text == LAST


def test_what_a_cut_off_merge_dropped_is_no_deletion_either(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = desk.edit(("nothing was found", "nothing was heard"), ("told The C", "wrote to The C"))
    draft = changed(LAST, (row(LAST, "q2"), ""), ("told The Courier", "told The Herald"))
    cut_off(desk, draft, monkeypatch)
    assert desk.text == changed(edited, (row(LAST, "q2"), ""))
    assert desk.settle(LAST).came == "merged"
    assert desk.text == edited
    assert not desk.coming.exists()
    assert not (desk.config.state / "dropped").is_dir()

    cut_off(desk, draft, monkeypatch)
    assert len(desk.settle(draft).conflicts) == 1, "nor is the conflict forgotten"


def test_an_editor_who_is_faster_than_the_next_build_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.edit(("nothing was found", "nothing was heard"))
    cut_off(desk, NEW, monkeypatch)
    edited = desk.edit((row(LAST, "q2"), ""), ("it ran twice a day", "it ran at noon"))
    assert desk.settle(NEW).came == ""
    assert desk.text == edited
    assert not desk.coming.exists()
    assert desk.settle(LAST).came == "merged"
    assert row(LAST, "q2") not in desk.text
    assert "it ran at noon" in desk.text


@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"{", b"[" * 9999, b'{"print": 1}', b"0123"])
def test_a_damaged_note_of_what_was_coming_is_none(desk: Desk, content: bytes) -> None:
    edited = desk.edit(("nothing was found", "nothing was heard"))
    desk.coming.parent.mkdir(parents=True, exist_ok=True)
    desk.coming.write_bytes(content)
    assert desk.settle(LAST).came == ""
    assert desk.text == edited
    assert desk.last.read_text(encoding="utf-8") == LAST
    assert not desk.coming.exists()

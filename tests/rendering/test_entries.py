"""Entries kept between builds are those that would be made; a file gives nothing else."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from examples import examples

from generator.explainer import read
from generator.rendering.entries import Kept
from generator.rendering.site import Entry, enter

DATED = (
    "---\ntitle: A\ndate: 2016-10-11\nseen: 2016-10-12 08:00:00\n---\n\n## The article\n\nA b.\n"
)


def facts(entry: Entry) -> dict[str, object]:
    names = ("explainer", "path", "ids", "cards", "statements", "happenings", "print", "topics")
    return {name: getattr(entry, name) for name in names}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept", "code")


def only(kept: Kept) -> Path:
    (path,) = kept.folder.iterdir()
    return path


def test_what_is_kept_is_what_would_be_made(kept: Kept) -> None:
    every = {**examples(), "dated": read(DATED, "content/dated.md")[0]}
    for name, explainer in every.items():
        entry = enter(name, explainer)
        kept.put(name, "content", entry)
        found = kept.get(name, "content")
        assert found
        assert facts(found) == facts(entry)
        text = " ".join(c.row.name for c in entry.cards)
        assert found.mentions.find(text) == entry.mentions.find(text)


def test_other_content_other_code_and_damage_find_nothing(kept: Kept) -> None:
    kept.put("dated", "content", enter("dated", read(DATED, "content/dated.md")[0]))
    assert kept.get("dated", "content")
    assert kept.get("other", "content") is None
    assert kept.get("dated", "another") is None
    assert Kept(kept.folder, "newer code").get("dated", "content") is None
    whole = only(kept).read_bytes()
    for damaged in (b"", whole[:-1], whole[:40], whole[:-1] + bytes([whole[-1] ^ 1])):
        only(kept).write_bytes(damaged)
        assert kept.get("dated", "content") is None


def test_a_file_that_asks_for_more_gets_nothing(kept: Kept, tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "harm"),)

    kept.put("dated", "content", Harmful())  # type: ignore[arg-type]
    assert only(kept).is_file()
    assert kept.get("dated", "content") is None
    assert not (tmp_path / "harm").exists()
    assert isinstance(pickle.loads(only(kept).read_bytes()[32:]), type(None))
    assert (tmp_path / "harm").exists(), "the file would do harm elsewhere"


def test_what_belongs_to_no_explainer_goes(kept: Kept) -> None:
    entry = enter("dated", read(DATED, "content/dated.md")[0])
    kept.put("dated", "content", entry)
    kept.put("gone", "content", entry)
    kept.keep(["dated"])
    assert kept.get("dated", "content")
    assert kept.get("gone", "content") is None
    kept.keep([])
    assert not [*kept.folder.iterdir()]


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    kept = Kept(tmp_path / "kept", "code")
    kept.put("dated", "content", enter("dated", read(DATED, "content/dated.md")[0]))
    assert kept.get("dated", "content") is None
    kept.keep([])

"""An editor at work on a real site: seeds change, are renamed and go; what was written stays."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.test_build import FERRY, build, page_of

SEED = "2016-10-11-ferry.txt"
NAME = "2016-10-11-ferry.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / SEED).write_text(FERRY, encoding="utf-8")
    build(tmp_path)
    return tmp_path


def change(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_bytes().decode()
    for old, new in pairs:
        assert old in text, text
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def line_of(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if words in line)


def test_a_conflict_keeps_the_editors_words_until_it_is_dealt_with(site: Path) -> None:
    explainer, conflicts = site / "content" / NAME, site / ".backstory" / "conflicts" / NAME
    change(
        explainer,
        ("| told The Courier |", "| wrote to *The Courier* |"),
        ("**Ada Moreau**", "**Ada**"),
    )
    change(site / "seeds" / SEED, ("told The Courier", "told The Herald"))
    done = build(site)
    line = line_of(explainer, "wrote to")
    assert re.search(rf"^content/{NAME}:{line}: Who said what, q\w+: .*“How”", done.stdout, re.M)
    assert f".backstory/conflicts/{NAME}" in done.stdout
    assert "1 merged, 1 conflict," in done.stdout
    told = conflicts.read_text(encoding="utf-8")
    assert "> wrote to *The Courier*\n" in told
    assert "> told The Herald\n" in told
    text = explainer.read_text(encoding="utf-8")
    assert "**Ada**" in text
    assert "| told The Herald |" not in text
    assert "Moreau told The Herald" in text

    change(explainer, ("## Who’s who", "## Background\n\nNothing yet.\n\n## Who’s who"))
    done = build(site)
    assert f"content/{NAME}:{line_of(explainer, 'wrote to')}: " in done.stdout
    done = build(site)
    assert "nothing to write" in done.stdout
    assert f"content/{NAME}:{line_of(explainer, 'wrote to')}: " in done.stdout

    conflicts.unlink()
    done = build(site)
    assert "conflict" not in done.stdout
    assert not conflicts.exists()
    assert "wrote to *The Courier*" in explainer.read_text(encoding="utf-8")


def test_a_renamed_seed_keeps_its_explainer_and_a_deleted_one_leaves_it(site: Path) -> None:
    explainer = site / "content" / NAME
    change(explainer, ("**Ada Moreau**", "**Ada M. Moreau**"))
    mine = explainer.read_text(encoding="utf-8")
    (site / "seeds" / SEED).rename(site / "seeds" / "2016-10-11-ferries.txt")
    done = build(site)
    renamed = site / "content" / "2016-10-11-ferries.md"
    assert f"content/2016-10-11-ferries.md: renamed from content/{NAME}" in done.stdout
    assert not explainer.exists()
    assert not (site / "site" / "2016-10-11-ferry").exists()
    assert renamed.read_text(encoding="utf-8") == mine.replace(SEED, "2016-10-11-ferries.txt")
    assert "Ada M. Moreau" in page_of(site, "2016-10-11-ferries")

    (site / "seeds" / "2016-10-11-ferries.txt").unlink()
    done = build(site)
    assert "content/2016-10-11-ferries.md: its seed is gone" in done.stdout
    assert "Ada M. Moreau" in page_of(site, "2016-10-11-ferries")


def test_a_clone_merges_the_same(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What merging needs is versioned: all but the cache."""
    clone = tmp_path_factory.mktemp("clone")
    change(site / "content" / NAME, ("**Ada Moreau**", "**Ada M. Moreau**"))
    shutil.copytree(site, clone, dirs_exist_ok=True, ignore=shutil.ignore_patterns("cache", "site"))
    for root in (site, clone):
        change(root / "seeds" / SEED, ("The Harbour Board had", "The board of the harbour had"))
        build(root)
    one, other = ((root / "content" / NAME).read_bytes() for root in (site, clone))
    assert one == other
    assert b"Ada M. Moreau" in one


def test_pictures_notes_and_links_of_an_editors_are_on_the_page(site: Path) -> None:
    explainer, picture = site / "content" / NAME, site / "content" / "images" / "the ship.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n, more or less")
    change(
        explainer,
        (
            "## Who’s who",
            "## Background\n\nIt is old.[^age] ![The ferry at *sea*](images/the%20ship.png)\n\n"
            "See [the board][board], [its row](#harbour-board) and ![](images/no.png).\n\n"
            "## Who’s who",
        ),
        ("## The article", "[board]: https://board.example/\n\n## The article"),
    )
    explainer.write_text(explainer.read_text("utf-8") + "\n[^age]: Built in 1976.\n", "utf-8")
    build(site)
    page = page_of(site, "2016-10-11-ferry")
    assert '<img src="../content/images/the%20ship.png" alt="The ferry at sea"' in page
    assert (site / "site/content/images/the ship.png").read_bytes() == picture.read_bytes()
    assert not (site / "site/content/images/no.png").exists()
    assert "Built in 1976." in page
    assert 'href="https://board.example/"' in page
    picture.unlink()
    build(site)
    assert not (site / "site/content").exists()

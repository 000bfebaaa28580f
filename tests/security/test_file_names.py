"""Whatever files are called and lead to, outputs stay in site/ and inputs are never written."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from generator import build as building
from generator.config import load
from generator.problems import ConfigProblem

TEXT = "The ferry sank\n\nMinister Ada Moreau said the ferry was old on Tuesday.\n"
NAMES = (
    *("con.txt", "NUL.txt", "2016-10-11-aux.txt", "a..b.txt", "...x.txt", "-rf.txt", "%2e%2e.txt"),
    *("a b.txt", "a#b?c.txt", "$HOME.txt", "a\\..\\b.txt", "C:x.txt", "new\nline.txt", "x.md.txt"),
    *("Twin.txt", "twin.txt", "index.txt", "assets.txt", "404.txt", "actors.txt", "\u202ex.txt"),
    *(unicodedata.normalize(form, "café.txt") for form in ("NFC", "NFD")),
    "é" * 125 + ".txt",
    "a" * 251 + ".txt",
)


EXPLAINER = "---\ntitle: Tide\n---\n\nThe tide is high.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for folder in ("seeds", "content"):
        (root / folder).mkdir(parents=True)
    for name in NAMES:
        (root / "seeds" / name).write_text(TEXT, encoding="utf-8")
    (root / "seeds" / os.fsdecode(b"\xff\xfe.txt")).write_text(TEXT, encoding="utf-8")
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Private\n---\n\nNobody is to read this.\n", encoding="utf-8")
    picture = tmp_path / "secret.png"
    picture.write_bytes(b"private")
    (root / "content" / "out.png").symlink_to(picture)
    (root / "content" / "x.md").write_text(
        "---\ntitle: X\n---\n\n![a](out.png) ![a](../../secret.png) ![a](/etc/hosts.png) "
        f"![a]({picture})\n",
        encoding="utf-8",
    )
    return root


def test_outputs_stay_in_the_site(site: Path, tmp_path: Path) -> None:
    def all_files() -> dict[Path, bytes]:
        return {
            p: p.read_bytes()
            for p in tmp_path.rglob("*")
            if p.is_file() and not {"site", ".backstory"} & set(p.relative_to(tmp_path).parts)
        }

    before = all_files()
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "build"],
        cwd=site,
        capture_output=True,
        timeout=300,
        check=False,
    )
    said = done.stderr.decode(errors="replace")
    assert done.returncode in (0, 1), said
    assert "Traceback" not in said
    assert "please report" not in said
    after = all_files()
    assert {p: after.get(p) for p in before} == before
    assert all(p.parent == site / "content" for p in after.keys() - before.keys())
    pages = [p for p in (site / "site").rglob("*") if p.is_file()]
    assert not any(b"private" in p.read_bytes() for p in pages)
    assert all(p.resolve().is_relative_to(site / "site") for p in pages)
    assert (site / "site" / "x" / "index.html").is_file()
    assert (site / "site" / "a b" / "index.html").is_file()


# What is no article, and what leads elsewhere


def told(root: Path) -> list[str]:
    """What a build complains of and notes, a line each."""
    said: list[str] = []
    result = building.build(load(root), said.append, search=False)
    return [*map(str, result.problems), *said]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for folder in ("seeds", "content"):
        (root / folder).mkdir(parents=True)
    (root / "content" / "tide.md").write_text(EXPLAINER, encoding="utf-8")
    return root


def test_a_gigabyte_is_one_line_wherever_it_lies(empty: Path) -> None:
    for name in ("seeds/big.txt", "content/big.md", "content/big.png"):
        with (empty / name).open("wb") as file:
            file.truncate(1_000_000_000)
    said = told(empty)
    assert [line for line in said if "big" in line] == [
        "seeds/big.txt: larger than 20 MB; give each article a file of its own",
        "content/big.md: larger than 20 MB; divide it, or move it elsewhere",
    ]
    assert (empty / "site" / "tide" / "index.html").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices in folders there")
def test_what_is_called_as_an_article_and_is_none_is_told(empty: Path) -> None:
    (empty / "seeds" / "a.md").mkdir()
    (empty / "content" / "a.md").mkdir()
    os.mkfifo(empty / "seeds" / "b.txt")
    os.mkfifo(empty / "content" / "b.md")
    (empty / "seeds" / "c.txt").symlink_to("/dev/zero")
    (empty / "content" / "c.md").symlink_to("/dev/zero")
    assert told(empty)[:6] == [
        "seeds/a.md: is a folder, no article; rename or remove it",
        "seeds/b.txt: is no ordinary file, no article; rename or remove it",
        "seeds/c.txt: is no ordinary file, no article; rename or remove it",
        "content/a.md: cannot be read (Is a directory); check what it is",
        "content/b.md: is no ordinary file; remove it",
        "content/c.md: is no ordinary file; remove it",
    ]
    assert (empty / "site" / "tide" / "index.html").is_file()


def test_names_that_some_systems_take_for_one_are_one_on_all(empty: Path) -> None:
    for name in ("Ferry.md", "ferry.txt", *("caf\u00e9.txt", "cafe\u0301.txt")):
        (empty / "seeds" / name).write_text("", encoding="utf-8")
    if len(list((empty / "seeds").iterdir())) < 4:
        pytest.skip("they are one here")
    for path in (empty / "seeds").iterdir():
        path.write_text(TEXT, encoding="utf-8")
    assert told(empty)[:2] == [
        "seeds/caf\u00e9.txt: would share its explainer with seeds/cafe\u0301.txt; "
        "rename one of them",
        "seeds/ferry.txt: would share its explainer with seeds/Ferry.md; rename one of them",
    ]
    names = sorted(p.name for p in (empty / "content").iterdir())
    assert names == ["Ferry.md", "cafe\u0301.md", "tide.md"]


def test_nothing_is_written_through_a_link(empty: Path, tmp_path: Path) -> None:
    article, page = tmp_path / "article.txt", tmp_path / "page.md"
    article.write_text(TEXT, encoding="utf-8")
    page.write_text(EXPLAINER.replace("Tide", "Elsewhere"), encoding="utf-8")
    (empty / "seeds" / "linked.txt").symlink_to(article)
    (empty / "seeds" / "page.txt").write_text(TEXT, encoding="utf-8")
    (empty / "content" / "page.md").symlink_to(page)
    before = article.read_bytes(), page.read_bytes()
    for words in ("", "It was raised.\n"):
        (empty / "seeds" / "page.txt").write_text(TEXT + words, encoding="utf-8")
        assert ("content/page.md: is a link, so no draft is merged into what it leads to") in told(
            empty
        )
        assert (article.read_bytes(), page.read_bytes()) == before
        assert (empty / "content" / "page.md").is_symlink()
    assert b"Elsewhere" in (empty / "site" / "page" / "index.html").read_bytes()
    assert b"sank" in (empty / "content" / "linked.md").read_bytes()


@pytest.mark.parametrize("spoil", [lambda p: p.write_text("title = ["), lambda p: p.mkdir()])
def test_settings_are_named_as_the_user_knows_them(empty: Path, spoil: object) -> None:
    spoil(empty / "backstory.toml")  # type: ignore[operator]
    with pytest.raises(ConfigProblem, match=r"^backstory\.toml: .*; "):
        load(empty)

"""Clocks that go back, other languages, other time zones, saves in the middle of a build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator import files
from generator.config import Config
from generator.explainer.settling import settle
from tests.faults.newsroom import Day, build, clean, copy, settled, tree
from tests.faults.tally import ALL, Tally, some

PLACES = (
    {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "1", "TZ": "UTC+12"},
    {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "7"},
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "TZ": ":nonsense"},
)


@pytest.mark.parametrize("place", some(PLACES, 1), ids=str)
def test_in_another_place_the_bytes_are_the_same(
    made: Day, tmp_path: Path, tally: Tally, place: dict[str, str]
) -> None:
    root = copy(made.before, tmp_path / "root")
    with tally.trying("other places, clocks that go back", made, root):
        done = built_in(place, root)
        assert done.returncode == 0, done.stderr
        found = {p: c for p, c in tree(root / "site").items() if not p.startswith("pagefind/")}
        assert {f"site/{p}": c for p, c in found.items()} == {
            p: c for p, c in made.new.items() if p.startswith("site/")
        }


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names are Unicode there")
def test_where_names_are_not_read_as_unicode_nothing_is_touched(
    made: Day, tmp_path: Path, tally: Tally
) -> None:
    root = copy(made.before, tmp_path / "root")
    with tally.trying("other places, clocks that go back", made, root):
        done = built_in({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, root)
        assert done.returncode == 2
        assert done.stderr.startswith(b"files' names are read as ascii here")
        assert tree(root) == tree(made.before)


def built_in(place: dict[str, str], root: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", "build"],
        cwd=root,
        env={**os.environ, **place},
        capture_output=True,
        check=False,
    )


def test_a_clock_that_goes_back_hides_no_change(made: Day, tmp_path: Path, tally: Tally) -> None:
    root = copy(made.before, tmp_path / "root")
    with tally.trying("other places, clocks that go back", made, root):
        for path in root.rglob("*"):
            if path.is_file():  # all that was written so far is of a day that is to come
                os.utime(path, (4e9, 4e9) if "site" in path.parts else (1.0, 1.0))
        assert settled(root, made) == []
        path = root / "content" / "hand.md"
        was = path.stat()
        path.write_text(path.read_text(encoding="utf-8").replace("papers", "people"), "utf-8")
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        build(root)
        assert b"people" in (root / "site" / "hand" / "index.html").read_bytes()
        assert tree(root / "site") == clean(root, tmp_path / "clean")


DRAFT = "---\ntitle: Ferry\n---\n\nIt sank.\n\n## The article\n\nThe ferry sank.\n"


def test_a_save_in_the_middle_of_a_build_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally, made: Day
) -> None:
    """Whatever was read before: what stands there when its turn comes is what counts."""
    config = Config(tmp_path)
    settle("ferry.md", DRAFT, config)
    path = config.content / "ferry.md"
    path.write_text(DRAFT.replace("It sank.", "It sank, zq1."), encoding="utf-8")
    swap, saved = files.swap, iter(["zq2", "zq3"])

    def late(place: Path, old: bytes | None, new: bytes) -> bool:
        if word := next(saved, ""):
            path.write_text(path.read_text(encoding="utf-8") + f"\nAnd {word}.\n", "utf-8")
        return swap(place, old, new)

    monkeypatch.setattr(files, "swap", late)
    new = DRAFT.replace("The ferry sank.", "The old ferry sank.")
    assert settle("ferry.md", new, config).came == "merged"
    text = path.read_text(encoding="utf-8")
    assert [w for w in ("zq1", "zq2", "zq3", "The old ferry") if w not in text] == []


@pytest.mark.parametrize("content", [b"", b"\n", bytes(300)])
def test_an_explainer_that_is_being_saved_is_not_merged_into(
    tmp_path: Path, content: bytes
) -> None:
    """An editor that is about to write the file would write to one that is replaced."""
    config = Config(tmp_path)
    settle("ferry.md", DRAFT, config)
    path = config.content / "ferry.md"
    path.write_bytes(content)
    settled = settle("ferry.md", DRAFT.replace("sank", "sails"), config)
    assert settled.notes == (
        "content/ferry.md: is empty, and left so; delete it to have it drafted anew",
    )
    assert path.read_bytes() == content


BUILD = """
from pathlib import Path
from generator.build import build
from generator.config import load
build(load(Path()), search=False)
"""


@pytest.mark.skipif(not ALL, reason="make faults")
@pytest.mark.parametrize("moment", [0.15 * n for n in range(1, 40)])
def test_killed_at_any_moment(made: Day, tmp_path: Path, tally: Tally, moment: float) -> None:
    root = copy(made.before, tmp_path / "root")
    with tally.trying("killed processes", made, root):
        process = subprocess.Popen([sys.executable, "-c", BUILD], cwd=root)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert made.torn(root) == []
        assert settled(root, made) == []

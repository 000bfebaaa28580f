"""Files of ours that somebody or something has damaged: drafts, caches, the journal, the memory."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.problems import Problem
from tests.faults.disk import Disk, Operation
from tests.faults.newsroom import Day, build, copy, halves, settled, tree
from tests.faults.tally import Tally, some
from tests.faults.test_failing_disks import checked, lines

JOURNAL = ".backstory/cache/writing.json"
MEMORY = ".backstory/cache/memory.json"


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 8)


def words(path: Path) -> None:
    path.write_text("These are words.\n", encoding="utf-8")


def truncated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.unlink()
    (path / "in").mkdir(parents=True)


def gone(path: Path) -> None:
    path.unlink()


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def older(path: Path) -> None:
    """As another version would have left it."""
    if path.suffix == ".sqlite":
        path.unlink()
        with sqlite3.connect(path) as db:
            db.execute("create table analysis (key text primary key, value blob not null)")
        db.close()
    elif path.suffix == ".json":
        old = {"owner": 4, "outputs": {"index.html": ["x", 1, 2, 3]}, "words": [], "inputs": 7}
        path.write_text(json.dumps(old), encoding="utf-8")
    else:
        path.write_text(path.read_text(encoding="utf-8", errors="replace").replace("- **", "* **"))


def deep(path: Path) -> None:
    path.write_text("[" * 200_000, encoding="utf-8")


DAMAGES: tuple[Callable[[Path], None], ...] = (
    *(garbage, words, truncated, emptied, folder, gone, zeros, older, deep),
)


def test_no_edit_is_lost_and_the_next_build_makes_good(
    made: Day, tmp_path: Path, tally: Tally
) -> None:
    """Drafts apart, all can be made again; without its last draft an explainer stays as it is."""
    cases = []
    for base in (made.before, made.after):
        files = [p.relative_to(base) for p in (base / ".backstory").rglob("*") if p.is_file()]
        cases += [(base, str(f), d) for f in [*files, Path(JOURNAL)] for d in DAMAGES]
    for base, name, damage in some(cases, 14):
        told = f"{name} {damage.__name__} in {base.name}"
        root = copy(base, tmp_path / "tried")
        path = root / name
        if name == JOURNAL:
            path.write_text(json.dumps(["index.html"]), encoding="utf-8")
        damage(path)
        with tally.trying("damaged files of ours", made, root):
            said = lines(root)
            checked(said)
            if path.is_dir() and said:
                assert name in said[0], told
                shutil.rmtree(path)
            assert made.lost(root) == [], told
            build(root)
            assert build(root).written == 0, told
            assert made.lost(root) == [], told
            assert halves(root) == [], told
            if "/cache/" in name:
                assert left(root, made, name) == [], told


def test_what_may_not_be_read_is_told(made: Day, tmp_path: Path, tally: Tally) -> None:
    files = [p.relative_to(made.before) for p in (made.before / ".backstory").rglob("*.*")]
    for name in some(sorted(str(f) for f in files if (made.before / f).is_file()), 2):
        root = copy(made.before, tmp_path / "tried")

        def tell(operation: Operation, name: str = name) -> None:
            if operation == Operation("read", name):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))

        with tally.trying("damaged files of ours", made, root):
            with Disk(root, tell).watched():
                checked(lines(root))
            assert halves(root) == []
            assert left(root, made, name) == [], name


def left(root: Path, made: Day, name: str) -> list[str]:
    """What is wrong after all; pages of former explainers apart, where they are not known."""
    wrong = settled(root, made)
    return [
        w for w in wrong if not (name == MEMORY and re.search("(gone|bridge|actors)/.* left", w))
    ]


@pytest.mark.parametrize("name", ["../content/hand.md", "/content/hand.md", "a/../../seeds/x.txt"])
def test_a_memory_cannot_make_a_build_delete_what_is_elsewhere(
    made: Day, tmp_path: Path, name: str
) -> None:
    root = copy(made.after, tmp_path / "root")
    name = f"{root}{name}" if name.startswith("/") else name
    for file, value in (
        (MEMORY, {"outputs": {name: ["x", 1, 1]}, "inputs": "", "pages": 0, "notes": []}),
        (JOURNAL, [name]),
    ):
        (root / file).write_text(json.dumps(value), encoding="utf-8")
    before = tree(root / "content") | tree(root / "seeds")
    build(root)
    assert tree(root / "content") | tree(root / "seeds") == before


def test_a_link_in_the_site_leads_no_page_elsewhere(made: Day, tmp_path: Path) -> None:
    root = copy(made.after, tmp_path / "root")
    shutil.rmtree(root / "site" / "hand")
    (tmp_path / "elsewhere").mkdir()
    (root / "site" / "hand").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problem, match="leads out of its folder, so it is not written; remove the"):
        build(root)
    assert not list((tmp_path / "elsewhere").iterdir())
    (root / "site" / "hand").unlink()
    assert settled(root, made) == []


def test_a_page_whose_name_is_too_long_for_the_disk_is_no_obstacle(
    made: Day, tmp_path: Path
) -> None:
    """A build of another system may have made it; that it is gone is all that is wanted."""
    root = copy(made.after, tmp_path / "root")
    (root / JOURNAL).write_text(json.dumps([f"{'a' * 300}/index.html"]), encoding="utf-8")
    assert settled(root, made) == []


def test_that_the_last_build_is_forgotten_is_told(made: Day, tmp_path: Path) -> None:
    """Then nobody knows which pages are of explainers that have been deleted since."""
    from generator import build as building
    from generator.config import load

    root, said = copy(made.after, tmp_path / "root"), list[str]()
    (root / MEMORY).write_text("{", encoding="utf-8")
    (root / "content" / "hand.md").unlink()
    building.build(load(root), said.append, search=False)
    assert [line for line in said if "its pages are still in site/: delete them" in line]

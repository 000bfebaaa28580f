"""The cache of analyses: what it keeps, whatever happens to its file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from generator.analysis.cache import FILE, Cache, Key
from generator.analysis.model import Analysis
from generator.problems import Problem

TEXT = "The ferry will not sail again. " * 40


def key(name: str, pipeline: str = "en-1") -> Key:
    return Key(f"seeds/{name}.txt", "ab" * 32, pipeline, "cd" * 32 + "0.1")


def analysis(name: str) -> Analysis:
    path = f"seeds/{name}.txt"
    return Analysis(path, "ab" * 32, "Ferry", "2016-10-11", False, TEXT, credits=("Ada",))


def fill(folder: Path, count: int = 60) -> None:
    with Cache(folder) as cache:
        for number in range(count):
            cache.put(key(str(number)), analysis(str(number)))


def test_what_is_put_is_got_by_the_same_article_pipeline_and_code_alone(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    with Cache(tmp_path) as cache:
        assert key("1") in cache
        assert cache.get(key("1")) == analysis("1")
        for other in (key("2"), key("1", "en-2"), Key(key("1").path, "ef" * 32, "en-1", "code")):
            assert other not in cache
            assert cache.get(other) is None


def older(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("create table analysis (key text primary key, value blob not null)")
        db.execute("insert into analysis values ('k', '{}')")


DAMAGES = {
    "garbage": lambda path: path.write_bytes(b"not a database" * 1000),
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "short of a header": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "overwritten in the middle": lambda path: path.write_bytes(
        path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096)
    ),
    "an older schema": older,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_costs_what_it_held_and_no_more(tmp_path: Path, damage: str) -> None:
    fill(tmp_path)
    DAMAGES[damage](tmp_path / FILE)
    with Cache(tmp_path) as cache:
        kept = [cache.get(key(str(number))) for number in range(60)]
        assert all(k in (None, analysis(str(number))) for number, k in enumerate(kept))
    fill(tmp_path)
    with Cache(tmp_path) as cache:
        assert [cache.get(key(str(n))) for n in range(60)] == [analysis(str(n)) for n in range(60)]
        assert len(list(cache.contents())) == 60


def test_damage_that_comes_while_it_is_open_is_mended_too(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put(key("1"), analysis("1"))
        (tmp_path / FILE).write_bytes(b"not a database" * 1000)
        assert cache.get(key("1")) is None
        cache.put(key("2"), analysis("2"))
        assert cache.get(key("2")) == analysis("2")
    with Cache(tmp_path) as cache:
        assert cache.get(key("2")) == analysis("2")


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "from test_cache import Cache, analysis, key\n"
        "with Cache(Path(sys.argv[1])) as cache:\n"
        "    for n in range(200):\n"
        "        name = f'{sys.argv[2]}-{n}'\n"
        "        cache.put(key(name), analysis(name))\n"
        "        assert cache.get(key(name)) == analysis(name)\n"
    )
    here = str(Path(__file__).parent)
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name, here])
        for name in ("one", "two")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with Cache(tmp_path) as cache:
        assert len(list(cache.contents())) == 400
        assert cache.get(key("two-199")) == analysis("two-199")


def test_where_nothing_can_be_written_there_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(Problem, match=r"cache/analyses\.sqlite: .+; make its folder writable"):
        Cache(tmp_path / "cache")


def test_a_look_changes_nothing_and_does_not_mend(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    before = {p: p.read_bytes() for p in tmp_path.iterdir()}
    with Cache.as_it_is(tmp_path) as cache:
        assert {k for k, size in cache.contents() if size > len(TEXT)} == set(map(key, "012"))
        with pytest.raises(Problem, match="cannot be written"):
            cache.put(key("4"), analysis("4"))
    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == before
    for damage in ("garbage", "an older schema"):
        DAMAGES[damage](tmp_path / FILE)
        with pytest.raises(Problem, match="damaged, or of another version"):
            Cache.as_it_is(tmp_path)


def test_what_is_not_kept_goes_and_gives_its_space_back(tmp_path: Path) -> None:
    fill(tmp_path)
    size = (tmp_path / FILE).stat().st_size
    with Cache(tmp_path) as cache:
        assert cache.keep({key("7"), key("of nothing")}) == 59
        assert [k for k, _ in cache.contents()] == [key("7")]
        assert cache.get(key("7")) == analysis("7")
    assert (tmp_path / FILE).stat().st_size < size / 4


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written_can_be_looked_at(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    for path in (tmp_path / FILE, tmp_path):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        with Cache.as_it_is(tmp_path) as cache:
            assert len(list(cache.contents())) == 3
        with Cache(tmp_path) as cache, pytest.raises(Problem, match="make its folder writable"):
            cache.put(key("4"), analysis("4"))
    finally:
        tmp_path.chmod(0o755)

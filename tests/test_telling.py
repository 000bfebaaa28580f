"""What a build tells of itself, and what `backstory cache` tells of what it keeps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BACKSTORY = [sys.executable, "-m", "generator.cli"]
FERRY = "Ferry closes\n\n“The ferry will not sail again,” Ada Moreau told The Courier on Tuesday.\n"
SCHOOL = "School wins cup\n\n“We never expected this,” said head teacher Ruth Abara.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "2016-10-11-ferry.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "seeds" / "2017-03-06-school.txt").write_text(SCHOOL, encoding="utf-8")
    return tmp_path


def backstory(root: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*BACKSTORY, *words], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_build_tells_what_it_did_and_the_cache_what_is_kept(site: Path) -> None:
    assert backstory(site, "cache") == (0, "no analyses are kept\n", "")
    assert backstory(site, "build", "--quiet") == (0, "", "")
    status, told, _ = backstory(site, "cache")
    assert status == 0
    assert told.splitlines()[1].split()[0] == "2"
    assert "en_backstory-" in told
    assert "--prune" not in told

    ferry = site / "seeds" / "2016-10-11-ferry.txt"
    ferry.write_text(FERRY + "\nNobody was hurt.\n", encoding="utf-8")
    (site / "seeds" / "empty.txt").write_bytes(b"")
    status, told, complaints = backstory(site, "build", "--profile", "--jobs", "1")
    assert status == 1
    assert "2 explainers, 1 article read, 1 skipped, " in told
    assert "written, 1 failed (" in told
    for part in ("step", "drafting", "rendering", "backstory_actors", "slowest articles"):
        assert part in told
    assert len(complaints.splitlines()) == 1
    assert backstory(site, "build", "-q") == (1, "", complaints)

    (site / "seeds" / "empty.txt").unlink()
    assert "\n1 of them " in backstory(site, "cache")[1]
    assert backstory(site, "cache", "--prune")[1].startswith("1 removed, ")
    assert "--prune" not in backstory(site, "cache")[1]
    assert "2 explainers, 2 skipped, nothing to write (" in backstory(site, "build")[1]

    kept = site / ".backstory" / "cache" / "analyses.sqlite"
    kept.write_bytes(b"not a database" * 100)
    status, told, complaints = backstory(site, "cache")
    assert (status, told) == (1, "")
    assert "damaged" in complaints
    assert backstory(site, "cache", "--clear")[1].startswith("all removed, ")
    assert not kept.exists()


@pytest.mark.parametrize("words", [("build", "--jobs", "0"), ("cache", "--prune", "--clear")])
def test_wrong_options_are_one_line(site: Path, words: tuple[str, ...]) -> None:
    status, told, complaints = backstory(site, *words)
    assert (status, told) == (2, "")
    assert len(complaints.splitlines()) == 1


def children(pid: int) -> list[int]:
    """Processes that a process has started, and that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_ctrl_c_ends_the_processes_that_read_articles(site: Path) -> None:
    for number in range(20):
        words = (FERRY.partition("\n")[2] * 170).strip()
        seed = site / "seeds" / f"2018-01-{number + 1:02}-long.txt"
        seed.write_text(f"Long {number}\n\n{words}\n", encoding="utf-8")
    build = subprocess.Popen(
        [*BACKSTORY, "build", "--jobs", "2"],
        cwd=site,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(workers := children(build.pid)) < 3:  # two, and one that minds what they share
        assert build.poll() is None
        time.sleep(0.05)
    os.killpg(build.pid, signal.SIGINT)
    complaints = build.communicate(timeout=60)[1].strip()
    assert build.returncode == 130
    assert complaints.startswith("interrupted; ")
    assert len(complaints.splitlines()) == 1
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)

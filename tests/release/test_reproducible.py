"""Two builds of one commit are the same bytes, wherever, whenever and by whomever they are made."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


def clone(folder: Path, umask: int) -> Path:
    command = ["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)]
    subprocess.run(command, check=True, umask=umask)
    return folder


def built(repository: Path, umask: int = 0o022, **env: str) -> dict[str, Path]:
    out = repository / "dist"
    subprocess.run(
        [sys.executable, "-m", "release.build", str(out)],
        cwd=repository,
        env=os.environ | env,
        umask=umask,
        check=True,
    )
    return {path.name: path for path in out.iterdir()}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="builds need a git repository")
def test_the_same_commit_gives_the_same_bytes(tmp_path: Path) -> None:
    one = clone(tmp_path / "one", 0o022)
    two = clone(tmp_path / "else" / "where" / "two", 0o077)
    (two / "generator" / "left_behind.py").write_text("left = 'behind'\n", encoding="utf-8")
    for path in (two / "generator").rglob("*.py"):
        os.utime(path, (10**9, 10**9))
    first = built(one)
    second = built(two, 0o077, TZ="Pacific/Kiritimati", PYTHONHASHSEED="7", SOURCE_DATE_EPOCH="1")
    assert [name.rpartition(".")[2] for name in sorted(first)] == ["whl", "gz"]
    assert first.keys() == second.keys()
    for name in first:
        assert first[name].read_bytes() == second[name].read_bytes(), name

    [wheel] = (path for name, path in first.items() if name.endswith(".whl"))
    with ZipFile(wheel) as archive:
        held = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert "generator/language/en.sha256" in held
    assert "generator/left_behind.py" not in held
    assert set(held.values()) == {0o644}
    [sdist] = (path for name, path in first.items() if name.endswith(".gz"))
    with tarfile.open(sdist) as tar:
        names = tar.getnames()
    assert any(name.endswith("/requirements/run.txt") for name in names)
    assert not any("/site/" in name for name in names)

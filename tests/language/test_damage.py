"""A damaged pipeline is refused with one line that names the file, before it reads an article."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import language
from generator.problems import ConfigProblem

ROOT = Path(__file__).parents[2]
FILES = [p.relative_to(language.EMBEDDED).as_posix() for p in language.EMBEDDED.rglob("[!.]*")]
FILES = sorted(name for name in FILES if (language.EMBEDDED / name).is_file())


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(language.EMBEDDED, tmp_path / "en")
    shutil.copy(language.SUMS, tmp_path)
    monkeypatch.setattr(language, "EMBEDDED", tmp_path / "en")
    monkeypatch.setattr(language, "SUMS", tmp_path / language.SUMS.name)
    return tmp_path


def test_the_sums_are_those_of_the_files() -> None:
    language.check()
    assert language.SUMS.read_text(encoding="ascii") == language.sums(), (
        "after a change to the pipeline, `python -m training` writes its sums"
    )
    assert len(FILES) == len(language.sums().splitlines())


@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink])
def test_each_file_is_checked(copied: Path, damage: Callable[[Path], None]) -> None:
    for name in FILES:
        path = copied / "en" / name
        whole = path.read_bytes()
        damage(path)
        with pytest.raises(
            ConfigProblem, match=r"damaged or missing; install Backstory again"
        ) as e:
            language.check()
        assert str(e.value).startswith(f"{path}: ")
        path.write_bytes(whole)
    language.check()


@pytest.mark.parametrize("sums", [b"", b"\xff\x00", b"no sums\n"])
def test_sums_that_are_none_are_no_proof(copied: Path, sums: bytes) -> None:
    language.SUMS.write_bytes(sums)
    with pytest.raises(ConfigProblem, match="install Backstory again"):
        language.check()


def test_a_line_of_the_sums_that_was_lost(copied: Path) -> None:
    lines = language.SUMS.read_text(encoding="ascii").splitlines(keepends=True)
    language.SUMS.write_text("".join(lines[1:]), encoding="ascii")
    with pytest.raises(ConfigProblem, match="install Backstory again"):
        language.check()


@pytest.mark.parametrize(
    ("name", "damage"),
    [("backstory_transformer/network.onnx", flip), ("meta.json", truncate)],
)
def test_the_command_says_so_in_one_line(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    package = tmp_path / "installed" / "generator"
    shutil.copytree(ROOT / "generator", package, ignore=shutil.ignore_patterns("__pycache__"))
    damage(package / "language" / "en" / name)
    (tmp_path / "paper" / "seeds").mkdir(parents=True)
    (tmp_path / "paper" / "seeds" / "2016-10-11-ferry.txt").write_text(
        "Ferry line closes\n\n“It will not sail,” minister Ada Moreau said.\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", "from generator.cli import main; main()", "build"],
        cwd=tmp_path / "paper",
        env=os.environ | {"PYTHONPATH": str(package.parent), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert str(package / "language" / "en" / name) in line
    assert "--force-reinstall backstory" in line
    assert not (tmp_path / "paper" / "content").exists()

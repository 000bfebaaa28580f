"""The wheel stands alone: installed into an empty environment, it builds a site anywhere."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
LIMIT = 40 * 2**20


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(w) for w in words], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_builds_a_site_outside_the_repository(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    alone = ("--no-deps", "--no-build-isolation")
    run(*pip, "wheel", *alone, "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    [wheel] = tmp_path.glob("backstory-*.whl")
    assert wheel.stat().st_size < LIMIT
    names = ZipFile(wheel).namelist()
    assert any(name.startswith("generator/templates/") for name in names)
    assert any(name.startswith("generator/language/en/") for name in names)
    assert "generator/preview/preview.js" in names
    assert not any(name.startswith(("tests/", "training/", "seeds/")) for name in names)

    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    locked = ROOT / "requirements" / "run.txt"
    run(python, *pip[1:], "install", "--require-hashes", "-r", locked, cwd=tmp_path)
    run(python, *pip[1:], "install", "--no-deps", wheel, cwd=tmp_path)
    run(python, *pip[1:], "check", cwd=tmp_path)
    (tmp_path / "paper" / "seeds").mkdir(parents=True)
    (tmp_path / "paper" / "seeds" / "2016-10-11-ferry.txt").write_text(
        "Ferry line closes\n\n“The ferry will not sail,” minister Ada Moreau said on Tuesday.\n",
        encoding="utf-8",
    )
    backstory = tmp_path / "env" / "bin" / "backstory"
    assert "1 explainer" in run(backstory, "build", cwd=tmp_path / "paper")
    page = tmp_path / "paper" / "site" / "2016-10-11-ferry" / "index.html"
    assert "Ada Moreau" in page.read_text(encoding="utf-8")

    run(backstory, "init", "news", cwd=tmp_path)
    assert "1 explainer" in run(backstory, "build", cwd=tmp_path / "news")
    assert "nothing to look at" in run(backstory, "check", "--strict", cwd=tmp_path / "news")

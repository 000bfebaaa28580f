"""Wheel and sdist whose bytes depend on the commit alone: `python -m release.build FOLDER`.

What git has of HEAD is unpacked into a folder of its own, so that neither what else lies in the
working tree, nor when, where or under which umask it was checked out, gets into an archive.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from release.dependencies import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for path in build(ROOT, folder):
        print(f"{sha256(path.read_bytes()).hexdigest()}  {path}")


def build(repository: Path, folder: Path) -> list[Path]:
    """Build a repository's HEAD into a folder; the sdist and the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tree, made = Path(scratch, "tree"), Path(scratch, "made")
        archive = _git(repository, "archive", "--format=tar", "HEAD")
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(tree, filter="data")
        for path in tree.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        date = _git(repository, "log", "-1", "--format=%ct").decode().strip()
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-d", made],
            cwd=tree,
            env=os.environ | {"SOURCE_DATE_EPOCH": date},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return [Path(shutil.copy(path, folder)) for path in sorted(made.iterdir())]


def _git(repository: Path, *words: str) -> bytes:
    return subprocess.run(
        ["git", *words], cwd=repository, stdout=subprocess.PIPE, check=True
    ).stdout


if __name__ == "__main__":
    main()

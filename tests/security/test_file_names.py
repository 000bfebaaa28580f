"""Whatever files are called and lead to, outputs stay in site/ and inputs are never written."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

TEXT = "The ferry sank\n\nMinister Ada Moreau said the ferry was old on Tuesday.\n"
NAMES = (
    *("con.txt", "NUL.txt", "2016-10-11-aux.txt", "a..b.txt", "...x.txt", "-rf.txt", "%2e%2e.txt"),
    *("a b.txt", "a#b?c.txt", "$HOME.txt", "a\\..\\b.txt", "C:x.txt", "new\nline.txt", "x.md.txt"),
    *("Twin.txt", "twin.txt", "index.txt", "assets.txt", "404.txt", "actors.txt", "\u202ex.txt"),
    *(unicodedata.normalize(form, "café.txt") for form in ("NFC", "NFD")),
    "é" * 125 + ".txt",
    "a" * 251 + ".txt",
)


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

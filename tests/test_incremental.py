"""A build after any changes leaves what a build from nothing would, whatever cut it off before."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import explainers
from generator import build as building
from generator import gathering
from generator.config import load
from generator.problems import Problem
from generator.rendering import Output
from generator.rendering import site as rendered

ROUNDS = int(os.environ.get("BACKSTORY_ROUNDS", "20"))
"""How many changes are tried in the suite; the goal `edits` of make tries hundreds."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    explainers.write(root / "content", 8)
    (root / "backstory.toml").write_text('title = "Harbour File"\n', encoding="utf-8")
    return root


def build(root: Path, jobs: int | None = None) -> building.Result:
    return building.build(load(root), search=False, jobs=jobs)


def tree(root: Path) -> dict[str, bytes]:
    files = (p for p in (root / "site").rglob("*") if p.is_file())
    return {p.relative_to(root / "site").as_posix(): p.read_bytes() for p in files}


def forget() -> None:
    """As if another process built next."""
    gathering._read.clear()
    rendered._entered.clear()


def clean(root: Path, jobs: int | None = None) -> dict[str, bytes]:
    """What a build of the same sources makes elsewhere, from nothing."""
    copy = root.with_name("clean")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("site", "cache"))
    build(copy, jobs)
    return tree(copy)


def chosen(root: Path, rng: random.Random) -> Path:
    return rng.choice(sorted((root / "content").glob("*.md")))


def reword(root: Path, rng: random.Random) -> None:
    path = chosen(root, rng)
    words = path.read_text(encoding="utf-8").split(" ")
    at = rng.randrange(len(words))
    words[at] = rng.choice(["harbour", "Moreau", "**", "|", words[at] + "\n", "[x](#p1)"])
    path.write_text(" ".join(words), encoding="utf-8")


def rename_actor(root: Path, rng: random.Random) -> None:
    path = chosen(root, rng)
    text = path.read_text(encoding="utf-8")
    names = [line.split("**")[1] for line in text.splitlines() if line.startswith("- **")]
    if names:
        text = text.replace(rng.choice(names), rng.choice(["Ada Moreau", "Port Anselm", *names]))
        path.write_text(text, encoding="utf-8")


def drop_row(root: Path, rng: random.Random) -> None:
    path = chosen(root, rng)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [n for n, line in enumerate(lines) if line.startswith(("- **", "| "))]
    if rows:
        del lines[rng.choice(rows)]
    path.write_text("".join(lines), encoding="utf-8")


def head(root: Path, rng: random.Random) -> None:
    path = chosen(root, rng)
    key = rng.choice(["title: Another\n", "date: 1999-05\n", "topics: [ferry]\n", "odd: [1]\n"])
    path.write_text(
        path.read_text(encoding="utf-8").replace("---\n", f"---\n{key}", 1), encoding="utf-8"
    )


def add(root: Path, rng: random.Random) -> None:
    name, text = explainers.explainer(rng.randrange(1000), rng)
    (root / "content" / f"{name}.md").write_text(text, encoding="utf-8")


def link(root: Path, rng: random.Random) -> None:
    """From one explainer to another."""
    with chosen(root, rng).open("a", encoding="utf-8") as file:
        file.write(f"\nSee [the other]({chosen(root, rng).name}).\n")


def delete(root: Path, rng: random.Random) -> None:
    if len(list((root / "content").glob("*.md"))) > 3:
        chosen(root, rng).unlink()


def rename(root: Path, rng: random.Random) -> None:
    path = chosen(root, rng)
    path.rename(path.with_name(f"renamed-{rng.randrange(99)}.md"))


def template(root: Path, rng: random.Random) -> None:
    folder = root / "templates"
    folder.mkdir(exist_ok=True)
    page = folder / "404.html"
    if page.exists() and rng.random() < 0.5:
        page.unlink()
    else:
        page.write_text(f"lost {rng.random()} {{{{ config.title }}}}", encoding="utf-8")


def settings(root: Path, rng: random.Random) -> None:
    base = rng.choice(["", 'base_url = "https://example.org/files/"\n'])
    (root / "backstory.toml").write_text(f'title = "File {rng.randrange(9)}"\n{base}', "utf-8")


def glossary(root: Path, rng: random.Random) -> None:
    path = root / "glossary.yml"
    name = rng.choice(["Ada Moreau", "Port Anselm", "Olga Yates"])
    if path.exists() and rng.random() < 0.3:
        path.unlink()
    else:
        path.write_text(f"- name: {name}\n  description: known to us\n", encoding="utf-8")


def spoil(root: Path, rng: random.Random) -> None:
    """Somebody changes or removes a file that was built."""
    path = rng.choice(sorted(p for p in (root / "site").rglob("*.html")))
    if rng.random() < 0.5:
        path.unlink()
    else:
        path.write_text("spoilt", encoding="utf-8")


CHANGES: list[Callable[[Path, random.Random], None]] = [
    *(reword, rename_actor, drop_row, head, add, link, delete, rename),
    *(template, settings, glossary, spoil),
]


@pytest.mark.parametrize("seed", [1, random.SystemRandom().randrange(10**6)])
def test_a_build_after_changes_is_a_clean_one(site: Path, seed: int) -> None:
    rng = random.Random(seed)
    build(site)
    for number in range(ROUNDS):
        changes = rng.sample(CHANGES, rng.choice([1, 1, 2, 3]))
        for change in changes:
            change(site, rng)
        if number % 2:
            forget()
        build(site)
        told = f"seed {seed}, round {number}: {[c.__name__ for c in changes]}"
        found, wanted = tree(site), clean(site)
        assert sorted(found) == sorted(wanted), told
        assert [p for p in wanted if found[p] != wanted[p]] == [], told


def test_an_edit_makes_the_pages_that_tell_of_it_and_no_more(site: Path) -> None:
    build(site)
    before = {p: p.stat().st_mtime_ns for p in (site / "site").rglob("*.html")}
    path = sorted((site / "content").glob("*.md"))[0]
    text = path.read_text(encoding="utf-8")
    at = text.index("## The article") + 20
    path.write_text(f"{text[:at]} meanwhile {text[at:]}", encoding="utf-8")
    result = build(site)
    changed = {p for p, when in before.items() if p.stat().st_mtime_ns != when}
    assert changed == {site / "site" / path.stem / "index.html"}
    assert result.written == 1


def test_an_edit_made_while_a_build_is_at_work_is_in_the_next(site: Path) -> None:
    path = min((site / "content").glob("*.md"))

    def saved(outputs: dict[str, Output]) -> dict[str, Output]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("## The article\n", "## The article\n\nMeanwhile.\n"))
        return outputs

    building.build(load(site), search=False, through=saved)
    page = site / "site" / path.stem / "index.html"
    assert "Meanwhile." not in page.read_text(encoding="utf-8")
    build(site)
    assert "Meanwhile." in page.read_text(encoding="utf-8")
    assert build(site).written == 0


def test_with_any_number_of_processes_the_bytes_are_the_same(site: Path) -> None:
    explainers.write(site / "content", 120)
    torn = site / "content" / "2031-01-01-torn.md"
    torn.write_bytes("---\ntitle: Café\n---\n".encode("latin-1"))
    several, one = build(site, jobs=3), clean(site, jobs=1)
    assert [problem.place.path for problem in several.problems] == [f"content/{torn.name}"]
    assert one == tree(site)


def test_a_broken_template_among_processes_is_one_problem(site: Path) -> None:
    explainers.write(site / "content", 60)
    (site / "templates").mkdir()
    (site / "templates" / "actor.html").write_text("{{ nobody }}", encoding="utf-8")
    with pytest.raises(Problem, match=r"templates/actor\.html:1: broken template"):
        build(site)
    assert not [p for p in (site / "site").rglob(".*") if p.name != ".gitignore"]


def test_a_build_that_is_killed_leaves_whole_pages_and_the_next_one_finishes(site: Path) -> None:
    rng = random.Random(7)
    explainers.write(site / "content", 40)
    command = [sys.executable, "-c", "import sys; from generator.cli import main; main()", "build"]
    for _ in range(6):
        for _ in range(3):
            rng.choice([reword, add, head, settings, delete])(site, rng)
        process = subprocess.Popen(
            command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(0.2, 1.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for page in (site / "site").rglob("*.html"):
            assert page.read_text(encoding="utf-8").rstrip().endswith("</html>"), page
    build(site)
    found = {p: c for p, c in tree(site).items() if not p.startswith("pagefind/")}
    assert found == clean(site)
    assert {p.name for p in (site / "site").rglob(".*")} == {".gitignore"}


def test_a_reverted_edit_after_a_cut_off_build_is_seen(site: Path) -> None:
    """Half of the site is of the edit: that its sources are as before proves nothing."""
    from generator import memory

    build(site)
    before = tree(site)
    config = load(site)
    page = next(p for p in before if p.endswith("index.html"))
    memory.begin(config, [page])
    (site / "site" / page).write_bytes(b"<html>of an edit that was taken back</html>")
    build(site)
    assert tree(site) == before


def test_damaged_compiled_templates_are_compiled_anew(site: Path) -> None:
    build(site)
    compiled = {p: p.read_bytes() for p in (site / ".backstory/cache/templates").iterdir()}
    assert compiled
    for path, content in compiled.items():
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    shutil.rmtree(site / "site")
    build(site)
    assert tree(site) == clean(site)
    assert {path: path.read_bytes() for path in compiled} == compiled

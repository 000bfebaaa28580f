"""Whole sites built: real articles in, real files out, editors' words untouched."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BACKSTORY = [sys.executable, "-m", "generator.cli"]

FERRY = """Ferry line closes after crash

Transport minister Ada Moreau closed the ferry line on Tuesday. “The ferry will not sail again,” \
Moreau told The Courier.

The Harbour Board had warned its staff last spring, according to the minister.
"""
SCHOOL = """School wins chess cup

The village school of Brannock won the national chess cup on Saturday. “We never expected this,” \
said head teacher Ruth Abara.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "2016-10-11-ferry.txt").write_text(FERRY, encoding="utf-8")
    (seeds / "2017-03-06-school.txt").write_text(SCHOOL, encoding="utf-8")
    return tmp_path


def backstory(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BACKSTORY, *words], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )


def build(root: Path) -> subprocess.CompletedProcess[str]:
    done = backstory(root, "build")
    assert done.returncode == 0, done.stderr
    return done


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def page_of(root: Path, slug: str) -> str:
    return (root / "site" / slug / "index.html").read_text(encoding="utf-8")


def test_articles_become_explainers_and_pages(site: Path) -> None:
    done = build(site)
    assert "2 explainers" in done.stdout
    assert (site / "site" / "index.html").is_file()
    assert (site / "site" / "404.html").is_file()
    assert (site / "site" / ".gitignore").is_file()
    explainer = (site / "content" / "2016-10-11-ferry.md").read_text(encoding="utf-8")
    assert "**Ada Moreau** (person" in explainer
    assert "“The ferry will not sail again,”" in explainer
    page = page_of(site, "2016-10-11-ferry")
    assert "Ada Moreau" in page
    assert "2016-10-11-ferry" in (site / "site" / "index.html").read_text(encoding="utf-8")


def test_a_build_without_changes_writes_nothing_and_does_not_load_the_pipeline(site: Path) -> None:
    build(site)
    before = {p: p.stat().st_mtime_ns for p in (site / "site").rglob("*")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "generator.cli", "build"],
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "nothing to write" in done.stdout
    assert not re.search(r"\b(spacy|trafilatura|jinja2)\b", done.stderr)
    assert before == {p: p.stat().st_mtime_ns for p in (site / "site").rglob("*")}


def test_what_an_editor_wrote_is_shown_and_stays_when_the_seed_changes(site: Path) -> None:
    build(site)
    explainer = site / "content" / "2016-10-11-ferry.md"
    edited = (
        explainer.read_text(encoding="utf-8").replace(
            "**Ada Moreau** (person", "**Ada M. Moreau** (person"
        )
        + "\n## What next\n\nThe board meets in May.\n"
    )
    explainer.write_text(edited, encoding="utf-8")
    build(site)
    assert explainer.read_text(encoding="utf-8") == edited
    page = page_of(site, "2016-10-11-ferry")
    assert "Ada M. Moreau" in page
    assert "The board meets in May." in page

    seed = site / "seeds" / "2016-10-11-ferry.txt"
    seed.write_text(FERRY + "\nThe ferry is 40 years old.\n", encoding="utf-8")
    done = build(site)
    assert "content/2016-10-11-ferry.md: merged with its new draft" in done.stdout
    assert explainer.read_text(encoding="utf-8") == edited.replace(
        "\n## What next", "\nThe ferry is 40 years old.\n\n## What next"
    )


def test_an_untouched_explainer_follows_its_seed(site: Path) -> None:
    build(site)
    seed = site / "seeds" / "2016-10-11-ferry.txt"
    seed.write_text(FERRY + "\nThe ferry is 40 years old.\n", encoding="utf-8")
    build(site)
    assert "40 years old" in page_of(site, "2016-10-11-ferry")


def test_an_explainer_outlives_its_seed(site: Path) -> None:
    build(site)
    (site / "seeds" / "2017-03-06-school.txt").unlink()
    build(site)
    assert (site / "content" / "2017-03-06-school.md").is_file()
    assert page_of(site, "2017-03-06-school")


def test_pages_of_a_removed_explainer_go(site: Path) -> None:
    build(site)
    (site / "seeds" / "2017-03-06-school.txt").unlink()
    (site / "content" / "2017-03-06-school.md").unlink()
    build(site)
    assert not (site / "site" / "2017-03-06-school").exists()
    assert "2017-03-06-school" not in (site / "site" / "index.html").read_text(encoding="utf-8")


def test_a_deleted_site_is_built_again(site: Path) -> None:
    build(site)
    before = tree(site / "site")
    for path in sorted((site / "site").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    build(site)
    assert tree(site / "site") == before


BAD_SEEDS = {
    "empty.txt": b"",
    "blank.md": b"---\ntitle: Nothing\n---\n\n \n",
    "binary.txt": b"%PDF-1.7\x00\x01\x02\xff\xfe" + bytes(range(256)),
    "yaml.md": b"---\ntitle: [unclosed\ndate: 2016-10-11\n---\n\nText.\n",
    "date.md": b"---\ntitle: T\ndate: yesterday\n---\n\nText of the article.\n",
    "encoding.txt": b"\xff\xfe\x00" * 7,
}


@pytest.mark.parametrize("name", BAD_SEEDS)
def test_a_bad_seed_gets_one_line_and_stops_nobody(site: Path, name: str) -> None:
    (site / "seeds" / name).write_bytes(BAD_SEEDS[name])
    done = backstory(site, "build")
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert re.match(rf"seeds/{re.escape(name)}(:\d+)?: .+; .+", lines[0]), lines
    assert page_of(site, "2016-10-11-ferry")
    assert page_of(site, "2017-03-06-school")


def test_a_seed_that_cannot_be_opened_stops_nobody(site: Path) -> None:
    (site / "seeds" / "gone.txt").symlink_to(site / "nowhere")
    done = backstory(site, "build")
    assert done.returncode == 1
    assert done.stderr.startswith("seeds/gone.txt: ")
    assert page_of(site, "2016-10-11-ferry")


def test_a_folder_named_as_an_explainer_stops_nobody(site: Path) -> None:
    (site / "content" / "2016-10-11-ferry.md").mkdir(parents=True)
    done = backstory(site, "build")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert {re.sub(r" \(.*\)", "", line) for line in lines} == {
        "content/2016-10-11-ferry.md: cannot be read; check what it is"
    }
    assert page_of(site, "2017-03-06-school")


def test_two_seeds_that_would_share_an_explainer_are_told_apart(site: Path) -> None:
    (site / "seeds" / "2016-10-11-ferry.md").write_text("# Other\n\nAnother article.\n")
    done = backstory(site, "build")
    assert done.returncode == 1
    assert "would share its explainer" in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.txt", "Titre\n\nLe ministère a dit “non”, said José Müller.\n".encode("cp1252")),
        ("emoji.txt", "Party 🎉\n\n“We won 🎉🎉,” said Ruth Abara on Monday.\n".encode()),
        ("utf16.txt", "Title\n\n“No,” said Ruth Abara.\n".encode("utf-16")),
        ("long.txt", ("Long read\n\n" + "“No,” said Ruth Abara on Monday. " * 6000).encode()),
        ("marks.txt", ("Marks\n\n" + "“ ” \" ' " * 500).encode()),
    ],
)
def test_odd_articles_are_built(site: Path, name: str, content: bytes) -> None:
    (site / "seeds" / name).write_bytes(content)
    build(site)
    assert page_of(site, name.removesuffix(".txt"))


def test_without_a_date_weekdays_stay_words(site: Path) -> None:
    (site / "seeds" / "undated.txt").write_text(FERRY, encoding="utf-8")
    done = build(site)
    assert "seeds/undated.txt: no publication date is known" in done.stdout
    explainer = (site / "content" / "undated.md").read_text(encoding="utf-8")
    rows = [line for line in explainer.splitlines() if line.startswith("|")]
    assert any("“Tuesday”" in row for row in rows)
    assert any("“last spring”" in row for row in rows)
    assert not any(re.search(r"\d{4}-\d\d", row) for row in rows)


def test_another_language_is_warned_about(site: Path) -> None:
    german = "Fähre eingestellt\n\n" + "Die Ministerin hat die Fähre am Dienstag eingestellt. " * 9
    (site / "seeds" / "2016-10-11-faehre.txt").write_text(german, encoding="utf-8")
    assert "seeds/2016-10-11-faehre.txt: seems to be in another language (de)" in build(site).stdout


def test_a_broken_explainer_is_named_and_its_page_kept(site: Path) -> None:
    build(site)
    before = page_of(site, "2016-10-11-ferry")
    explainer = site / "content" / "2016-10-11-ferry.md"
    broken = explainer.read_text(encoding="utf-8").replace("title:", "title: [", 1)
    explainer.write_text(broken, encoding="utf-8")
    done = backstory(site, "build")
    assert done.returncode == 1
    assert re.match(r"content/2016-10-11-ferry\.md:\d+: ", done.stderr)
    assert page_of(site, "2016-10-11-ferry") == before
    assert explainer.read_text(encoding="utf-8") == broken


def test_a_broken_template_leaves_the_site_whole(site: Path) -> None:
    build(site)
    before = tree(site / "site")
    (site / "templates").mkdir()
    (site / "templates" / "base.html").write_text("<p>{% if %}</p>\n")
    done = backstory(site, "build")
    assert done.returncode == 1
    assert re.match(r"templates/base\.html:1: ", done.stderr)
    assert tree(site / "site") == before


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("title = 'A'\npipelin = 'x'\n", "backstory.toml:2: unknown setting “pipelin”"),
        ("article = 'some'\n", "backstory.toml:1: “article” cannot be “some”"),
        ("title = \n", "backstory.toml: "),
        ("pipeline = 'no_such_pipeline'\n", "the language pipeline no_such_pipeline"),
    ],
)
def test_a_wrong_configuration_is_named(site: Path, toml: str, line: str) -> None:
    (site / "backstory.toml").write_text(toml, encoding="utf-8")
    done = backstory(site, "build")
    assert done.returncode == 2
    assert done.stderr.startswith(line)
    assert not (site / "content").exists()


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    unknown = backstory(tmp_path, "biuld")
    assert unknown.returncode == 2
    assert len(unknown.stderr.strip().splitlines()) == 1
    assert "'biuld'" in unknown.stderr
    nothing = backstory(tmp_path, "build")
    assert nothing.returncode == 2
    assert "put an article into seeds/" in nothing.stderr


def test_a_folder_that_cannot_be_written_is_one_line(site: Path) -> None:
    (site / "site").write_text("in the way")
    done = backstory(site, "build")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert (site / "site").read_text() == "in the way"


def test_an_interrupted_build_leaves_whole_pages_and_the_next_one_finishes(site: Path) -> None:
    build(site)
    old = tree(site / "site")
    for seed in (site / "seeds").iterdir():
        seed.write_text(seed.read_text(encoding="utf-8") + "\nA new line.\n", encoding="utf-8")
    for delay in (0.0, 0.5, 1.0, 2.0):
        process = subprocess.Popen(
            [*BACKSTORY, "build"], cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert b"Traceback" not in stderr
        for name, content in tree(site / "site").items():
            if name.endswith(".html"):
                assert content == old.get(name) or content.rstrip().endswith(b"</html>")
    build(site)
    assert "A new line." in page_of(site, "2016-10-11-ferry")
    assert not [name for name in tree(site) if Path(name).name.startswith(".2")]


def test_a_damaged_cache_is_made_anew(site: Path) -> None:
    build(site)
    cache = site / ".backstory" / "cache" / "analyses.sqlite"
    cache.write_bytes(b"not a database" * 100)
    (site / "site" / "index.html").unlink()
    build(site)
    assert (site / "site" / "index.html").is_file()


def test_help_is_quick_to_import(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "generator.cli", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"spacy", "numpy", "rich", "jinja2", "yaml", "trafilatura", "livereload", "sqlite3"}
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not heavy & imported


def test_analyze_prints_json_lines_in_order_and_goes_on_after_a_bad_file(site: Path) -> None:
    (site / "seeds" / "2016-12-01-bad.txt").write_bytes(b"")
    done = backstory(site, "analyze", "seeds", "--format", "jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith("seeds/2016-12-01-bad.txt: ")
    paths = [json.loads(line)["source"]["path"] for line in done.stdout.splitlines()]
    assert paths == ["seeds/2016-10-11-ferry.txt", "seeds/2017-03-06-school.txt"]


def test_analyze_is_readable(site: Path) -> None:
    done = backstory(site, "analyze", "seeds/2016-10-11-ferry.txt")
    assert done.returncode == 0
    assert "Ada Moreau, person" in done.stdout
    assert "“The ferry will not sail again,”" in done.stdout
    assert os.linesep.join(["", "Timeline"]) in done.stdout


def test_what_stands_in_the_way_twice_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "tide.txt").write_text("Tide\n\nThe tide is high.\n", encoding="utf-8")
    (tmp_path / "content" / "tide.md").mkdir(parents=True)
    done = backstory(tmp_path, "build")
    assert done.returncode == 1
    assert done.stderr.count("content/tide.md: cannot be read") == 1

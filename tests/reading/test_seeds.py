"""Which files are seeds, how their bytes become text, and what their front matter says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from generator.problems import Problem
from generator.reading import read, seeds

ARTICLE = "The mayor resigned\n\nThe mayor of Ostrava resigned on Tuesday – “for good”, she said.\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problem(path: Path) -> str:
    with pytest.raises(Problem) as raised:
        read(path, name=path.name)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(path.name)
    assert raised.value.remedy
    return line


def test_seeds_are_the_articles_of_a_folder(tmp_path: Path) -> None:
    names = ["b.md", "a.txt", "c.html", "d.HTM"]
    for name in [*names, ".hidden.txt", "~lock.txt", "#a.txt", "a.txt~", "a.txt.swp", "notes.pdf"]:
        write(tmp_path, name, "x")
    (tmp_path / "folder.txt").mkdir()
    assert [path.name for path in seeds(tmp_path)] == ["a.txt", "b.md", "c.html", "d.HTM"]


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_a_pipe_is_no_seed_and_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "round.txt").symlink_to("round.txt")
    assert [path.name for path in seeds(tmp_path)] == ["round.txt"]
    assert "cannot be read" in problem(tmp_path / "round.txt")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]
)
def test_encodings_are_told(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    path = write(tmp_path, "a.txt", (mark + ARTICLE).replace("\n", "\r\n").encode(encoding))
    article = read(path)
    assert article.text == ARTICLE
    codes = [code for code, _, _ in article.warnings]
    assert codes == (["encoding"] if encoding == "windows-1252" else [])


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="iso-8859-2"><title>Město</title></head><body><article>'
        "<p>Ještě žádný most nebyl otevřen, řekl starosta města v úterý odpoledne.</p>"
        "</article></body></html>"
    )
    article = read(write(tmp_path, "a.html", page.encode("iso-8859-2")))
    assert "řekl starosta" in article.text
    assert not article.warnings


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "holds no words"),
        ("a.txt", b" \n\t\n ", "holds no words"),
        ("a.md", b"---\ntitle: X\n---\n\n---\n", "holds no words"),
        ("a.html", b"<html><body></body></html>", "holds no words"),
        ("a.txt", b"%PDF-1.7\n...", "PDF"),
        ("a.txt", b"PK\x03\x04rest", "zip archive"),
        ("a.md", b"\x89PNG\r\n", "picture"),
        ("a.txt", b"line\nbin\x00ary", "a.txt:2: "),
        ("a.txt", "no mark".encode("utf-16-le"), "no text"),
        ("a.txt", b"first\n\x81\x8d\xff", "a.txt:2: in an unknown encoding"),
        ("a.txt", b"<!DOCTYPE html><html><body><p>Words</p></body></html>", "name it .html"),
        ("a.txt", b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_what_is_no_article_is_named(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    assert says in problem(write(tmp_path, name, content))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert "no such file" in problem(tmp_path / "missing.txt")
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    assert "folder" in problem(folder)
    locked = write(tmp_path, "locked.txt", ARTICLE)
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        assert "may not be read" in problem(locked)


def test_front_matter_gives_the_metadata(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "2016-10-11-visit.md",
        "---\ntitle: 'Visit: off'\ndate: 2016-10-12\nsource_name: The Courier\n"
        "source_url: https://courier.example/1\nauthor: [Ada Moreau, Bo Lind]\n"
        "topics: ports, ferries\narticle: excerpt\nlanguage: en-GB\nlicense: CC BY\n---\n"
        "\nThe visit is off, the minister said.\n",
    )
    article = read(path, name="seeds\\2016-10-11-visit.md")
    assert article.path == "seeds/2016-10-11-visit.md"
    assert article.title == "Visit: off"
    assert article.published == "2016-10-12"
    assert (article.source_name, article.source_url) == ("The Courier", "https://courier.example/1")
    assert article.author == "Ada Moreau, Bo Lind"
    assert article.credits == ("Ada Moreau", "Bo Lind")
    assert article.topics == ("ports", "ferries")
    assert (article.rights, article.language) == ("excerpt", "en-GB")
    assert article.text.startswith("---\n")
    assert [article.words(b) for b in article.blocks] == ["The visit is off, the minister said."]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2016-10-11", "2016-10-11"),
        ("2016-10-11 23:30:00", "2016-10-11"),
        ("2016-10-11T23:30:00-05:00", "2016-10-11"),
        ("'2016-10-11'", "2016-10-11"),
        ("2016/10/11", "2016-10-11"),
        ("11 October 2016", "2016-10-11"),
        ("Tuesday, Oct. 11, 2016", "2016-10-11"),
        ("October 11th, 2016", "2016-10-11"),
        ("2016-10", None),
        ("2016", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(tmp_path: Path, written: str, iso: str | None) -> None:
    path = write(tmp_path, "a.txt", f"---\ndate: {written}\n---\n{ARTICLE}")
    assert read(path).published == iso


def test_a_file_name_dates_an_article(tmp_path: Path) -> None:
    assert read(write(tmp_path, "2016-10-11-visit.txt", ARTICLE)).published == "2016-10-11"
    assert read(write(tmp_path, "2016-13-11-visit.txt", ARTICLE)).published is None
    assert read(write(tmp_path, "visit.txt", ARTICLE)).published is None


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("title: X\ndate: 2016-13-45", "a.txt:3: `date:` is no day"),
        ("date: last Tuesday", "a.txt:2: `date:` is no day"),
        ("date: 10/11/2016", "a.txt:2: `date:` is no day"),
        ("title: [a, b]", "a.txt:2: `title:` must be text"),
        ("title: A visit: off", "a.txt:2: broken YAML"),
        ("title: X\n\tdate: 1", "a.txt:3: broken YAML"),
        ("title: 'X", "broken YAML"),
        ("just words", "a.txt:2: the front matter is no list of settings"),
        ("article: all", "a.txt:2: `article:` must be one of full, excerpt, none"),
        ("topics: {a: b}", "a.txt:2: `topics:` must be a list"),
        ("language: 7", "a.txt:2: `language:`"),
        ("a: " + "[" * 3000, "broken YAML"),
    ],
)
def test_wrong_front_matter_is_named_with_its_line(tmp_path: Path, front: str, says: str) -> None:
    assert says in problem(write(tmp_path, "a.txt", f"---\n{front}\n---\n{ARTICLE}"))


def test_front_matter_must_be_closed(tmp_path: Path) -> None:
    assert "a.txt:1: the front matter has no end" in problem(
        write(tmp_path, "a.txt", f"---\ntitle: X\n{ARTICLE}")
    )
    rule = read(write(tmp_path, "b.txt", f"---\n{ARTICLE}"))
    assert "Ostrava" in rule.text

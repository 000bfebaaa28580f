"""From a seed to an `Article`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator.problems import Problem
from generator.reading import markdown, metadata, text
from generator.reading.article import Article, Block
from generator.reading.decoding import ENCODING, LIMIT, decode
from generator.reading.furniture import set_aside

SUFFIXES = (".txt", ".md", ".html", ".htm")
"""Of files that are seeds."""


def seeds(folder: Path) -> list[Path]:
    """The seeds of a folder, sorted by name; hidden files and editors' copies are passed over."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.name[0] not in ".#~" and path.is_file()
    )


def read(path: Path, *, name: str | None = None) -> Article:
    """Read an article: decode it, gather its metadata, tell its blocks, set furniture aside.

    Args:
        path: the file; .md is read as Markdown, .html and .htm as a web page, all else as text.
        name: the path as the user knows it, shown in messages; `path` itself when None.

    Raises:
        Problem: the file cannot be read, is no text, holds no words or has a broken front matter.
    """
    name = path.as_posix() if name is None else name.replace("\\", "/")
    data = _bytes(path, name)
    whole, encoding = decode(data, name)
    given, start = metadata.front_matter(whole, name)
    given = given.over(metadata.of_name(path))
    marked = path.suffix.lower() == ".md"
    found = (markdown if marked else text).read(whole, start)
    if not found:
        raise Problem("holds no words", place=name, remedy="put an article into it, or delete it")
    blocks, credits = set_aside(whole, found, marked=marked)
    title, blocks = _headline(whole, blocks, given.title)
    if not marked:
        blocks = text.headings(whole, blocks)
    return Article(
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=whole,
        title=title,
        published=given.published,
        source_name=given.source_name,
        source_url=given.source_url,
        author=given.author or ", ".join(credits) or None,
        topics=given.topics,
        rights=given.rights,
        language=given.language,
        blocks=tuple(blocks),
        credits=credits,
        warnings=((ENCODING, encoding, None),) if encoding else (),
    )


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except FileNotFoundError as error:
        raise Problem("no such file", place=name, remedy="check its name") from error
    except IsADirectoryError as error:
        raise Problem("this is a folder", place=name, remedy="name the articles in it") from error
    except PermissionError as error:
        raise Problem("may not be read", place=name, remedy="check its permissions") from error
    except (OSError, ValueError) as error:
        raise Problem(f"cannot be read ({error})", place=name) from error


LONGEST_TITLE = 250
"""Characters; a longer first line is a paragraph."""


def _headline(whole: str, blocks: list[Block], given: str | None) -> tuple[str | None, list[Block]]:
    """The title, and the blocks with the one that holds it marked.

    It is the one given, which the page may repeat; else the page's own; else its first line.
    """

    def words(block: Block) -> str:
        return " ".join("".join(whole[s:e] for s, e in block.pieces).split())

    def plain(title: str) -> str:
        return "".join(c for c in title.casefold() if c.isalnum())

    said = [i for i, b in enumerate(blocks) if b.kind not in ("furniture", "credit")]
    own = [i for i in said if blocks[i].kind == "title"]
    if given:
        own = [i for i in said[:5] if plain(words(blocks[i])) == plain(given)]
    elif not own and said and blocks[said[0]].kind in ("paragraph", "heading"):
        own = [i for i in said[:1] if len(words(blocks[i])) <= LONGEST_TITLE]
    title = given or (words(blocks[own[0]]) if own else None)
    return title, list(_marked(blocks, own[0] if own else None))


def _marked(blocks: list[Block], title: int | None) -> Iterator[Block]:
    for i, block in enumerate(blocks):
        if i == title:
            yield replace(block, kind="title")
        elif block.kind == "title":
            yield replace(block, kind="heading")
        else:
            yield block

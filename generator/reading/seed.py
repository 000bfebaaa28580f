"""One seed: decoded, its metadata gathered, its blocks told, its furniture set aside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator import files
from generator.notation import MANY_WORDS, MOST_MARKS, bounded, crowded
from generator.problems import Problem, fault
from generator.reading import html, metadata, text
from generator.reading.article import Article, Block, Span
from generator.reading.decoding import ENCODING, LIMIT, decode
from generator.reading.furniture import people, set_aside

PAGES = (".html", ".htm")
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)

_UNNAMED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, ends of lines, marks that turn text, and bytes that are no text."""


def read(path: Path, name: str) -> Article:
    """Like `generator.reading.read`, `name` being the path as the user knows it."""
    if _UNNAMED.search(name):
        shown = _UNNAMED.sub("\ufffd", name)
        raise Problem("its name holds what is no text", place=shown, remedy="rename it")
    data = load(path, name)
    suffix = path.suffix.lower()
    decoded, encoding = decode(data, name, declared=html.charset(data) if suffix in PAGES else None)
    if suffix not in PAGES:
        bounded(decoded, name)
    given, start = metadata.front_matter(decoded, name)
    whole, found, told = _parsed(decoded, start, suffix, name)
    bounded(whole, name)
    known = given.over(metadata.of_name(path)).over(told)
    if not any(any(map(str.isalpha, whole[s:e])) for b in found for s, e in b.pieces):
        raise Problem("holds no words", place=name, remedy="put an article into it, or delete it")
    blocks, credits = set_aside(whole, found, marked=suffix == ".md")
    blocks = [b for b in blocks if any(whole[s:e].strip() for s, e in b.pieces)]
    title, blocks = _headline(whole, blocks, known.title, plain=suffix not in (".md", *PAGES))
    if suffix != ".md":
        blocks = text.headings(whole, blocks)
    return Article(
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=whole,
        title=title,
        published=known.published or _dated(whole, blocks),
        source_name=known.source_name,
        source_url=known.source_url,
        author=known.author or ", ".join(credits) or None,
        topics=known.topics,
        rights=known.rights,
        language=known.language,
        blocks=tuple(blocks),
        credits=tuple(dict.fromkeys((*people(known.author or ""), *credits))),
        warnings=(
            *(((ENCODING, encoding, None),) if encoding else ()),
            *(_crowded(whole, blocks) if suffix == ".md" else ()),
            *_long(whole),
        ),
    )


def _parsed(
    decoded: str, start: int, suffix: str, name: str
) -> tuple[str, list[Block], metadata.Metadata]:
    """The article's text, its blocks, and what a page says about itself."""
    if suffix in PAGES:
        try:
            return html.read(decoded[start:])
        except Exception as error:  # whatever the libraries that read pages make of this one
            raise fault("read", name, error) from error
    if _PAGE.match(decoded, start):
        raise Problem("this is the source of a web page", place=name, remedy="name it .html")
    if suffix == ".md":
        from generator.reading import markdown

        return decoded, markdown.read(decoded, start), metadata.Metadata()
    return decoded, text.read(decoded, start), metadata.Metadata()


def _crowded(whole: str, blocks: list[Block]) -> Iterator[tuple[str, str, Span]]:
    message = f"more than {MOST_MARKS:,} marks of Markdown in a paragraph: read as it is written"
    for block in blocks:
        if crowded(whole[slice(*block.span)]):
            yield "markup", message, block.span


def _long(whole: str) -> Iterator[tuple[str, str, None]]:
    if len(whole) > MANY_WORDS and (number := len(whole.split())) > MANY_WORDS:
        yield "long", f"has {number:,} words, which takes long to read: is it one article?", None


def load(path: Path, name: str) -> bytes:
    """A file's bytes, one more than a seed may have at most; `name` is for messages."""
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except FileNotFoundError as error:
        raise Problem("no such file", place=name, remedy="check its name") from error
    except IsADirectoryError as error:
        raise Problem("this is a folder", place=name, remedy="name the articles in it") from error
    except OSError as error:
        raise files.unreadable(error, name) from error
    except ValueError as error:
        raise Problem(f"cannot be read ({error})", place=name) from error


LONGEST_TITLE = 250
"""Characters; a longer first line is a paragraph."""


def _headline(
    whole: str, blocks: list[Block], given: str | None, *, plain: bool
) -> tuple[str | None, list[Block]]:
    """The title, and the blocks with the one that holds it marked.

    It is the one given, which the page may repeat; else the page's own; else its first line, if
    that can be a title: in a plain text any short line with something below it, elsewhere one
    without a full stop.
    """

    def words(block: Block) -> str:
        return " ".join("".join(whole[s:e] for s, e in block.pieces).split())

    said = [i for i, b in enumerate(blocks) if b.kind not in ("furniture", "credit")]
    own = [i for i in said if blocks[i].kind == "title"]
    if given:
        own = [i for i in said[:5] if _letters(words(blocks[i])) == _letters(given)]
    elif not own and said and blocks[said[0]].kind in ("paragraph", "heading"):
        first = words(blocks[said[0]])
        titled = not first.endswith((".", ":")) or (plain and len(said) > 1)
        own = said[:1] if titled and len(first) <= LONGEST_TITLE else []
    title = given or (words(blocks[own[0]]) if own else None)
    return title, list(_marked(blocks, own[0] if own else None))


def _letters(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _dated(whole: str, blocks: list[Block]) -> str | None:
    """The day that a pasted page gives above its first paragraph as that of its publication."""
    for block in blocks:
        if block.kind == "paragraph":
            break
        if block.kind in ("furniture", "credit"):
            words = "".join(whole[s:e] for s, e in block.pieces)
            if found := metadata.day(re.split("updated|modified", words, flags=re.IGNORECASE)[0]):
                return found
    return None


def _marked(blocks: list[Block], title: int | None) -> Iterator[Block]:
    for i, block in enumerate(blocks):
        if i == title:
            yield replace(block, kind="title")
        elif block.kind == "title":
            yield replace(block, kind="heading")
        else:
            yield block

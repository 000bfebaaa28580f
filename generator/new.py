"""`backstory new`: an article into `seeds/`, with what is known about it in its front matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from urllib.parse import urljoin

from generator import files
from generator.config import Config
from generator.problems import Problem
from generator.reading.article import Article

STDIN = "-"
LONGEST = 60
"""Characters of a title that go into a file's name, cut between words."""

SHORT = 60
"""Words; of a page with fewer, most may not have been sent."""

SHOWN = 20
"""How many passages that were set aside are shown."""

Say = Callable[[str], None]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml\s[^>]*>\s*|<!--(?:-?[^-]|--+[^->])*--+>\s*)*<(?:!doctype html|html)[\s>]", re.I
)
_HEADING = re.compile(r"\s*#{1,6} \S")


@dataclass(frozen=True, slots=True)
class _Found:
    """An article where it was found: its name there, its bytes, and what came with them."""

    name: str
    data: bytes
    suffix: str
    url: str | None = None
    charset: str | None = None


def new(source: str, config: Config, stdin: BinaryIO, say: Say, complain: Say) -> Path:
    """Bring an article into `seeds/`, and tell what was made of it.

    Args:
        source: a file, a web address, or `-` for standard input.

    Returns:
        The seed. Its text is the article's as it came, in UTF-8, below a front matter.

    Raises:
        Problem: there is nothing to read, or a seed of that name is there already.
    """
    found = _found(source, config, stdin)
    text, warning = _decoded(found)
    suffix = _suffix(found.suffix, text)
    with TemporaryDirectory() as folder:
        first = _dated(_read(Path(folder) / f"{_stem_of(found)}{suffix}", text, found.name))
        seed = _with_front_matter(text, first, found)
        name = _name(first) + suffix
        path = _free(config, name)
        # The seed as the build will read it.
        article = _read(Path(folder) / name, seed, f"seeds/{name}")
    files.write(path, seed.encode())
    if warning:
        complain(f"{found.name}: {warning}")
    for line in _preview(article, text if suffix == ".html" else ""):
        say(line)
    return path


# What came


def _found(source: str, config: Config, stdin: BinaryIO) -> _Found:
    from generator.reading.decoding import LIMIT

    if source == STDIN:
        data = stdin.read(LIMIT + 1)
        if not data.strip():
            raise Problem(
                "nothing came on standard input", remedy="name a file, or an address with http://"
            )
        return _Found("standard input", data, "")
    if _ADDRESS.match(source):
        from generator.fetching import fetch

        page = fetch(source)
        return _Found(source, page.data, page.suffix, page.url, page.charset)
    path = Path(source)
    if path.parent.resolve() == config.seeds.resolve():
        raise Problem("is in seeds/ already", place=source, remedy="run backstory build")
    from generator.reading.seed import load

    return _Found(source, load(path, source), path.suffix.lower())


def _decoded(found: _Found) -> tuple[str, str | None]:
    """The article's characters, line ends untouched where its bytes are UTF-8, and a warning."""
    from generator.reading import html
    from generator.reading.decoding import decode

    declared = found.charset or html.charset(found.data)
    text, warning = decode(found.data, found.name, declared=declared)
    try:
        return found.data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return text, warning


def _suffix(given: str, text: str) -> str:
    if _PAGE.match(text) or given in (".html", ".htm"):
        return ".html"
    return ".md" if given == ".md" or (not given and _HEADING.match(text)) else ".txt"


def _stem_of(found: _Found) -> str:
    """The name that may date an article: a file's own; no other says anything."""
    return "article" if found.url or found.name == "standard input" else Path(found.name).stem


def _read(path: Path, text: str, name: str) -> Article:
    from generator.reading import read

    path.write_bytes(text.encode())
    return read(path, name=name)


def _dated(article: Article) -> Article:
    """With the day of publication that the text itself tells, where nothing else does."""
    if article.published:
        return article
    from generator.analysis.published import infer

    return replace(article, published=infer(article.body().text))


# What becomes of it


def _with_front_matter(text: str, article: Article, found: _Found) -> str:
    """The text with what is known above it; what a front matter says already stays as it is."""
    from generator.explainer import frontmatter

    known: dict[str, object] = {
        "title": article.title,
        "date": article.published,
        "source_name": article.source_name,
        "source_url": _address(article.source_url, found.url),
        "author": article.author,
    }
    known = {key: value for key, value in known.items() if value}
    try:
        end = frontmatter.end(text)
    except ValueError:  # a rule, above an article that has no front matter
        end = 0
    if not end:
        matter = "---\n" + "".join(frontmatter.dump(k, v) for k, v in known.items()) + "---\n"
        return matter + ("" if text.startswith("\n") else "\n") + text
    given = frontmatter.read(text[:end])
    patched = frontmatter.patch(text[:end], given, {**known, **given})
    return (text[:end] if patched is None else patched) + text[end:]


def _address(stated: str | None, fetched: str | None) -> str | None:
    """Where the article is on the web: what the page calls its address, else where it was found."""
    address = urljoin(fetched or "", stated or "")
    return address if re.match(r"https?://[^\s/]", address) else fetched


def _name(article: Article) -> str:
    """`YYYY-MM-DD-slug`; without a date where none is known, for the name would make it one."""
    from generator.glossary import key

    first = next((article.words(b) for b in article.body().blocks), "")
    slug = key(article.title or " ".join(first.split()[:8])) or "article"
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return f"{article.published}-{slug}" if article.published else slug


def _free(config: Config, name: str) -> Path:
    from generator.reading import seeds

    path = config.seeds / name
    for seed in seeds(config.seeds) if config.seeds.is_dir() else []:
        if seed.stem.casefold() == path.stem.casefold():
            raise Problem(
                "is there already", place=f"seeds/{seed.name}", remedy="rename or remove it first"
            )
    return path


# What is told


def _preview(article: Article, page: str) -> Iterator[str]:
    """What was made of an article; `page` is its source where it is a web page, else ""."""
    body = article.body().blocks
    words = sum(len(article.words(b).split()) for b in body)
    yield f"{article.path}: {len(body)} paragraph{'s' * (len(body) != 1)}, {words} words"
    yield f"  title   {article.title or '(none found: add `title:`)'}"
    yield f"  date    {article.published or '(none found: add `date:`, or weekdays stay words)'}"
    if article.source_name or article.source_url:
        yield f"  source  {' '.join(s for s in (article.source_name, article.source_url) if s)}"
    if article.author:
        yield f"  author  {article.author}"
    if body:
        yield f"  begins  {_short(article.words(body[0]))}"
    if page and words < SHORT:
        yield "  few words: the page may show the rest to subscribers, or only in a browser"
    aside = [article.words(b) for b in article.blocks if b.kind == "furniture"]
    aside += _left_out(page, article) if page else []
    if aside:
        yield f"set aside as page furniture ({len(aside)}):"
        yield from (f"  {_short(words)}" for words in aside[:SHOWN])
        if len(aside) > SHOWN:
            yield f"  … and {len(aside) - SHOWN} more"


def _left_out(page: str, article: Article) -> list[str]:
    """The lines of a page that are not in what was read of it."""
    from lxml import etree, html

    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    etree.strip_elements(tree, *_UNSEEN, etree.Comment, with_tail=False)
    for element in tree.iter(*_LINES):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    known = _letters(article.text)
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    found = dict.fromkeys(line for line in lines if any(map(str.isalnum, line)))
    return [line for line in found if _letters(line) not in known]


_UNSEEN = ("head", "script", "style", "noscript", "template", "svg", "iframe")
# fmt: off
_LINES = (
    "address", "article", "aside", "blockquote", "br", "button", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "td",
    "th", "tr", "ul",
)
# fmt: on
"""Elements that begin a line of their own."""


def _letters(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 90 else words[:89].rstrip() + "…"

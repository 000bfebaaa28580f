"""The article of a web page, and what the page says about it, through trafilatura.

Dates are taken only where the page states them: a guess would date every weekday of the article.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.reading.article import Block, BlockKind
from generator.reading.furniture import people
from generator.reading.metadata import Metadata, day

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n|(?<=[.!?”\"])[ \t]*\n")
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "date",
)
"""Names under which pages state their date (Open Graph, schema.org, Dublin Core, Parse.ly)."""


def charset(data: bytes) -> str | None:
    """The encoding that a page declares in its head, if Python knows it."""
    match = _CHARSET.search(data[:2048])
    try:
        return codecs.lookup(match[1].decode("ascii")).name if match else None
    except LookupError:
        return None


def read(page: str) -> tuple[str, list[Block], Metadata]:
    """The text of a page's article, its blocks, and what the page says about it.

    The text is the blocks' words, a blank line between two; it is empty if no article is found.
    """
    from trafilatura import bare_extraction, baseline, load_html
    from trafilatura.settings import Document

    page = _REFERENCE.sub(_whole, _NO_XML.sub("\ufffd", page))
    tree = load_html(page)
    if tree is None:  # a fragment
        page = f"<html><body>{page}</body></html>"
        tree = load_html(page)
    if tree is None:
        return "", [], Metadata()
    stated = _stated(tree)
    found = bare_extraction(page, include_comments=False, with_metadata=True)
    if not isinstance(found, Document) or found.body is None:
        body, _, _ = baseline(page)
        told = stated
    else:
        body = found.body
        told = stated.over(
            Metadata(
                title=_plain(found.title),
                source_name=_plain(found.sitename),
                source_url=_plain(found.url),
                author=_author(found.author),
            )
        )
    parts = [(kind, words) for kind, raw in _parts(body) for words in _paragraphs(raw)]
    if told.title and parts and told.title not in (words for _, words in parts[:3]):
        parts.insert(0, ("title", told.title))
    return *_joined(parts), told


_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that the libraries cannot put into a tree."""
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))(?![0-9a-f]);?", re.IGNORECASE)


def _whole(reference: re.Match[str]) -> str:
    """A reference to a character, if a tree can hold it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if code < 0x110000 and not _NO_XML.match(chr(code)) else "\ufffd"


def _joined(parts: list[tuple[BlockKind, str]]) -> tuple[str, list[Block]]:
    blocks: list[Block] = []
    start = 0
    for kind, words in parts:
        blocks.append(Block(kind, ((start, start + len(words)),)))
        start += len(words) + 2
    return "\n\n".join(words for _, words in parts), blocks


_BLOCKS: dict[str, BlockKind] = {
    "p": "paragraph",
    "quote": "paragraph",
    "code": "paragraph",
    "head": "heading",
    "item": "item",
    "row": "item",
    "list": "paragraph",
    "table": "paragraph",
    "div": "paragraph",
}
"""Elements of trafilatura's XML that are blocks, or hold them."""


def _parts(element: _Element, kind: BlockKind = "paragraph") -> Iterator[tuple[BlockKind, str]]:
    """Kind and raw words of each block of an element in trafilatura's XML."""
    if element.tag == "row" or not any(sub.tag in _BLOCKS for sub in element):
        yield kind, _words(element)
        return
    yield kind, element.text or ""
    for sub in element:
        own = _BLOCKS.get(sub.tag, kind)
        yield from _parts(sub, "item" if kind == "item" and own == "paragraph" else own)
        yield kind, sub.tail or ""


def _words(element: _Element) -> str:
    parts = [element.text or ""]
    for sub in element:
        parts.append({"lb": "\n", "cell": " "}.get(sub.tag, "") + _words(sub))
        parts.append(sub.tail or "")
    return "".join(parts)


def _paragraphs(raw: str) -> Iterator[str]:
    for part in _PARAGRAPH.split(raw):
        if words := " ".join(part.split()):
            yield words


def _stated(tree: _Element) -> Metadata:
    """What the page states in so many words: meta elements, JSON-LD, `<time>`."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            meta.setdefault(name.strip().casefold(), content)
    linked = _linked(tree)
    authors = linked.get("author")
    dates = [meta[name] for name in _PUBLISHED if name in meta]
    dates[1:1] = [str(linked["datePublished"])] if "datePublished" in linked else []
    dates += [element.get("datetime") or "" for element in _times(tree)]
    canonical = next(
        (e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical"), None
    )
    language = tree.get("lang")
    return Metadata(
        title=_plain(meta.get("og:title") or linked.get("headline")),
        published=next(filter(None, map(day, dates)), None),
        source_name=_plain(meta.get("og:site_name")),
        source_url=_plain(canonical or meta.get("og:url")),
        author=_author(", ".join(_names(authors)) or meta.get("author")),
        language=language if language and re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", language) else None,
    )


def _times(tree: _Element) -> list[_Element]:
    """The `<time>` elements that may date the article: those in it, or the page's only one."""
    within = [
        time
        for time in tree.iter("time")
        if next(time.iterancestors("article", "main"), None) is not None
    ]
    return within or (list(tree.iter("time")) if len(list(tree.iter("time"))) == 1 else [])


def _linked(tree: _Element) -> dict[str, Any]:
    """The JSON-LD object that describes the article, or {}."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        items = data.get("@graph", [data]) if isinstance(data, dict) else data
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and ("headline" in item or "datePublished" in item):
                return item
    return {}


def _names(authors: object) -> list[str]:
    if isinstance(authors, list):
        return [name for author in authors for name in _names(author)]
    if isinstance(authors, dict):
        authors = authors.get("name")
    return [authors] if isinstance(authors, str) and not authors.startswith("http") else []


def _author(words: str | None) -> str | None:
    """The people among what a page gives as its author, or its words where they name none."""
    plain = _plain(words)
    return (", ".join(people(plain)) or plain) if plain else None


def _plain(words: object) -> str | None:
    return (" ".join(words.split()) or None) if isinstance(words, str) else None

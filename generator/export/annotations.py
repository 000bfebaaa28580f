"""Statements and events as annotations of the articles' own pages (W3C Web Annotation).

Source: https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from generator import edtf
from generator.explainer.text import plain
from generator.export import Exported, Site, key
from generator.problems import Problem
from generator.reading.article import Article
from generator.rendering.site import Entry, Happening, Statement

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

AROUND = 32
"""Characters before and behind the words that tell them from the same words elsewhere."""


def collection(site: Site) -> Exported:
    """Each row whose words the article's page has, with what the explainer says of them.

    Raises:
        Problem: no article's address is known.
    """
    items: list[dict[str, Any]] = []
    total = 0
    for entry in site.entries:
        article, address = site.article(entry), entry.explainer.source.url or ""
        text, starts = _text(article) if article else ("", [])
        rows: tuple[Statement | Happening, ...] = (*entry.statements, *entry.happenings)
        for item in rows:
            total += 1
            near = [starts[n - 1] for n in item.row.paragraphs if 0 < n <= len(starts)]
            targets = [
                _target(address, text, words, min(near, default=0)) for words in _words(item)
            ]
            if re.match("https?://", address) and all(targets):
                items.append(_annotation(site, entry, item, [t for t in targets if t]))
    if not items:
        raise Problem(
            "no row stands in the words of an article whose address is known",
            place="annotations.jsonld",
            remedy="give seeds a `source_url:`",
        )
    first = {"id": f"{_id(site, 'all')}-1", "type": "AnnotationPage", "startIndex": 0}
    document = {
        "@context": CONTEXT,
        "id": _id(site, "all"),
        "type": "AnnotationCollection",
        "label": site.config.title,
        "total": len(items),
        "first": {**first, "items": items},
    }
    left = total - len(items)
    note = f"{left} row{'s' * (left != 1)} not in the words of an article with an address left out"
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Exported(text, (note,) if left else ())


def _annotation(
    site: Site, entry: Entry, item: Statement | Happening, targets: list[dict[str, Any]]
) -> dict[str, Any]:
    row = key(entry, item)
    body = {
        "type": "TextualBody",
        "value": " ".join(_said(item)),
        "format": "text/plain",
        "language": site.config.language,
        "purpose": "describing",
    }
    return {
        "id": site.address(entry.address, item.id) or _id(site, row),
        "type": "Annotation",
        "motivation": "describing",
        "body": body,
        "target": targets if len(targets) > 1 else targets[0],
    }


def _id(site: Site, name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, site.config.home + name)}"


def _said(item: Statement | Happening) -> Iterator[str]:
    """What there is to say of some words: by whom and how, or when."""
    if isinstance(item, Statement):
        yield plain(item.row.who) if item.attributed else "unattributed"
        if item.row.how:
            yield plain(item.row.how)
        if item.row.when:
            yield f"({edtf.words(item.row.when)})"
    else:
        yield edtf.words(item.row.date)
        if item.row.status:
            yield f"({item.row.status})"


# Where the words stand


def _words(item: Statement | Happening) -> list[str]:
    """The words of a row, in pieces where it leaves some out."""
    return [words.strip() for words in plain(item.row.what).split("…") if words.strip()]


def _text(article: Article) -> tuple[str, list[int]]:
    """The article as a page has it, white space aside, and where its paragraphs begin."""
    text, starts = "", []
    for block in article.blocks:
        if block.kind in ("furniture", "credit"):
            continue
        text += " " if text else ""
        if block.kind in ("paragraph", "item"):
            starts.append(len(text))
        text += " ".join(article.words(block).split())
    return text, starts


def _target(address: str, text: str, words: str, near: int) -> dict[str, Any] | None:
    """The place of some words: from the paragraph on that a row leads to, or else anywhere."""
    start = text.find(words, near)
    start = text.find(words) if start < 0 else start
    if start < 0:
        return None
    end = start + len(words)
    around = {"prefix": text[max(start - AROUND, 0) : start], "suffix": text[end : end + AROUND]}
    selector = {"type": "TextQuoteSelector", "exact": words}
    return {
        "source": address,
        "selector": selector | {name: part for name, part in around.items() if part},
    }

"""Links, anchors and pictures: what leads nowhere, and what cannot be seen by everybody."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.check.desk import Desk, Finding, Findings
from generator.explainer import frontmatter
from generator.explainer.model import Explainer
from generator.glossary import FILE as GLOSSARY
from generator.notation import patient
from generator.problems import Place
from generator.rendering import images


def check(desk: Desk) -> Findings:
    for slug, explainer in desk.explainers.items():
        for line, token in _targets(explainer):
            place = Place(f"content/{slug}.md", line)
            if token.type == "image":
                yield from _picture(desk, slug, place, token)
            elif missing := _missing(desk, slug, str(token.attrs.get("href", ""))):
                yield Finding("dead-link", place, missing, slug)


def _picture(desk: Desk, slug: str, place: Place, token: Token) -> Findings:
    source = str(token.attrs.get("src", ""))
    if not token.content.strip():
        message = f"say what the picture {source} shows: ![words]({source})"
        yield Finding("no-alt", place, message, slug)
    path = images.path_of(source)
    if path is None and not urlsplit(source).scheme:
        message = f"pages show no picture {source}: put it beside this file, as .jpg, .png or .svg"
        yield Finding("dead-link", place, message, slug)
    elif path and not (desk.config.content / path).is_file():
        yield Finding("dead-link", place, f"there is no picture {source} beside this file", slug)


def _missing(desk: Desk, slug: str, link: str) -> str | None:
    """What a link leads to that is not there."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        if not anchor or anchor in desk.page(slug).ids:
            return None
        number = anchor[1:] if anchor[0] == "p" and anchor[1:].isdecimal() else None
        return f"there is no ¶ {number}" if number else f"nothing here is called #{anchor}"
    if path == f"../{GLOSSARY}":
        return None if (desk.config.root / GLOSSARY).is_file() else f"there is no {GLOSSARY}"
    to = desk.paths.get(path.removeprefix("./").removesuffix(".md")) if path.endswith(".md") else ""
    page = desk.page_at(to or _page_at(desk, slug, path))
    if page is None:
        return f"there is no page {path}"
    return None if not anchor or anchor in page.ids else f"nothing at {path} is called #{anchor}"


def _page_at(desk: Desk, slug: str, path: str) -> str:
    """The path of a page from the site's root, for a link to it as a browser follows it."""
    folder = posixpath.dirname(desk.paths[slug])
    base = urlsplit(desk.config.base_url).path
    if path.startswith("/"):
        folder, path = "", path.removeprefix(base if base.endswith("/") else f"{base}/")
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    is_folder = path.endswith("/") or "." not in posixpath.basename(joined)
    return posixpath.normpath(posixpath.join(joined, "index.html")) if is_folder else joined


def _targets(explainer: Explainer) -> Iterator[tuple[int, Token]]:
    """The links and pictures of an explainer's file, and their lines."""
    raw = explainer.raw
    if raw is None:
        return
    start = frontmatter.end(raw.document)
    first = raw.document.count("\n", 0, start) + 1
    for block in _parser().parse(raw.document[start:]):
        line = first + (block.map[0] if block.map else 0)
        for token in block.children or ():
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type in ("link_open", "image"):
                yield line, token


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    parser = patient(MarkdownIt("commonmark").enable(["table", "strikethrough"]))
    return parser.use(footnote_plugin)

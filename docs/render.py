"""The documentation as a site, in the theme of the explainers: python docs/render.py FOLDER

docs/README.md is the table of contents: what it lists under its headings is a page, in its order.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from generator import __version__
from generator.config import Config
from generator.rendering import assets, language, markdown, search, templates, theme
from generator.rendering.mentions import Mentions
from generator.rendering.site import Ids

DOCS = Path(__file__).parent
CONTENTS = DOCS / "README.md"
SHOWN_AS_THEY_ARE = ("*.json", "*.png", "*.svg")
SEARCHED = "search.html"


@dataclass(frozen=True, slots=True)
class Doc:
    """A file of the documentation, and its page.

    Attributes:
        kind: the heading of the contents that it stands under; "" for the contents themselves.
        label: what the contents call it.
        lead: what the contents say of it, as plain words.
    """

    file: Path
    kind: str
    label: str
    lead: str

    @property
    def path(self) -> str:
        if self.file == CONTENTS:
            return "index.html"
        name = self.file.parent.name if self.file.stem == "README" else self.file.stem
        return f"{name.lower()}.html"


def main(target: Path) -> None:
    config = Config(DOCS, title="Backstory docs")
    loaded = assets.collect(theme.folders(config))
    env = templates.environment(config, language.of(config))
    docs = [Doc(CONTENTS, "", "Documentation", ""), *_listed()]
    data = {f: f.relative_to(DOCS).as_posix() for p in SHOWN_AS_THEY_ARE for f in DOCS.rglob(p)}
    addresses = {d.file: d.path for d in docs} | data

    def put(path: str, content: bytes) -> None:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)

    def fill(path: str, template: str, **values: Any) -> None:
        site = {"config": config, "assets": loaded, "path": path, "root": "", "beside": beside}
        shared = {"contents": contents, "version": __version__}
        put(path, templates.fill(env, config, template, {**site, **shared, **values}))

    # Published within the demonstration's site, the documentation leads to it.
    beside = (target.parent / "index.html").is_file()
    contents = [(kind, list(of)) for kind, of in groupby(docs[1:], lambda d: d.kind)]
    records: list[Mapping[str, Any]] = []
    for n, doc in enumerate(docs):
        title, body = _read(doc, addresses)
        around = {"before": docs[n - 1] if n else None, "after": (docs[n + 1 :] or [None])[0]}
        headings = [(int(h[0]), h[1], Markup(h[2])) for h in _HEADING.findall(body)]
        fill(doc.path, "doc.html", doc=doc, title=title, body=body, headings=headings, **around)
        if doc.kind:
            records += _records(doc, title, body)
    fill(SEARCHED, "search.html")
    for asset in loaded.values():
        put(asset.path, asset.content)
    for file, path in data.items():
        put(path, file.read_bytes())
    _index(records, config, target)


def _listed() -> Iterator[Doc]:
    """The documents that the contents list."""
    kind = ""
    for line in CONTENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif item := _ITEM.match(line):
            file = Path(os.path.normpath(DOCS / item["file"]))
            yield Doc(file, kind, item["label"], _plain(markdown_of(item["lead"])))


_ITEM = re.compile(r"- \[(?P<label>.+?)\]\((?P<file>[^)]+\.md)\): (?P<lead>.+)")
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.+?)</h[23]>')


def _read(doc: Doc, addresses: Mapping[Path, str]) -> tuple[str, Markup]:
    """A document's title, and the rest of it as HTML."""
    text = doc.file.read_text(encoding="utf-8")
    title, _, rest = text.removeprefix("# ").partition("\n")
    links = {
        Path(os.path.relpath(file, doc.file.parent)).as_posix(): address
        for file, address in addresses.items()
    }
    return _plain(markdown_of(title)), markdown_of(rest, links)


def markdown_of(text: str, links: Mapping[str, str] | None = None) -> Markup:
    """Markdown as HTML; `links` are the addresses of other files."""
    ids = Ids({"main", "pages", "here"})
    page = markdown.Page(
        Mentions(()), lambda _, words: words, links or {}, ids.claim, text, pictures=""
    )
    return markdown.block(text, page, plain=True)


def _plain(html: str) -> str:
    return Markup(html).striptags()


def _records(doc: Doc, title: str, body: str) -> Iterator[dict[str, Any]]:
    """What search finds: the sections of a document."""
    first, *rest = re.split(r'(?=<h2 id=")', body)
    sections = [(doc.path, title, first)]
    for part in rest:
        _, id, heading = _HEADING.findall(part)[0]
        sections.append((f"{doc.path}#{id}", f"{title}: {_plain(heading)}", part))
    for url, name, part in sections:
        text = _plain(part)
        kind = doc.kind.lower().replace(" ", "")
        yield {"kind": kind, "url": url, "title": name, "text": text, "date": "", "narrow": {}}


def _index(records: Sequence[Mapping[str, Any]], config: Config, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="backstory-docs-") as folder:
        there = Config(Path(folder), language=config.language)
        search.refresh("\n".join(map(json.dumps, records)).encode(), there)
        shutil.rmtree(target / search.FOLDER, ignore_errors=True)
        shutil.copytree(there.site / search.FOLDER, target / search.FOLDER)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())

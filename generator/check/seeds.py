"""Seeds: those that are gone, read with doubt, or hold what is no part of an article."""

from __future__ import annotations

from pathlib import PurePosixPath

from generator.check.desk import Desk, Finding, Findings, short
from generator.problems import Place
from generator.reading.article import Article, Block


def check(desk: Desk) -> Findings:
    for slug, explainer in desk.explainers.items():
        file = explainer.source.file
        if file and not (desk.config.root / file).is_file():
            place = desk.place(slug, explainer.raw, "source:")
            message = f"its article, {file}, is gone; the explainer stays as it is"
            yield Finding("no-seed", place, message, slug)
    for path, article in desk.articles.items():
        slug = PurePosixPath(path).stem
        for code, message, _ in article.warnings:
            yield Finding(code, Place(path), message, slug)
        for block in (b for b in article.blocks if b.kind == "furniture"):
            message = f"set aside as page furniture: {short(article.words(block))}"
            yield Finding("furniture", Place(path, _line(article, block)), message, slug)


def _line(article: Article, block: Block) -> int | None:
    """The line of a block; the text of a web page has other lines than its file."""
    if article.path.endswith((".html", ".htm")):
        return None
    return article.text.count("\n", 0, block.span[0]) + 1

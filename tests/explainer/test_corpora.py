"""Explainers of real articles, from what annotators found in them."""

from __future__ import annotations

from pathlib import Path

from generator.config import Config
from generator.explainer import draft, read, write
from generator.reading import read as read_seed
from tests.explainer.gold import analysis


def test_explainers_of_real_articles_are_read_back_as_they_were_drafted(corpora: Path) -> None:
    golds = sorted(corpora.glob("wikinews-20*-gold/*.gold.json"))
    assert len(golds) > 200
    for gold in golds:
        folder = gold.parent.with_name(gold.parent.name.removesuffix("-gold"))
        article = read_seed(folder / gold.name.replace(".gold.json", ".md"))
        explainer = draft(article, analysis(article, gold), Config(folder.parent))
        text = write(explainer)
        again, problems = read(text, gold.name)
        assert (again, problems) == (explainer, []), gold.name
        assert write(again) == text, gold.name
        last = max((n for row in explainer.quotes for n in row.paragraphs), default=0)
        assert last <= len(article.body().blocks)

"""Whether claims rest on the article: on its words, at the paragraph that a row names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.check.desk import Desk, Finding, Findings, letters, short
from generator.explainer.drafting import EXCERPT, fingerprint
from generator.explainer.model import EventRow, QuoteRow
from generator.explainer.text import plain
from generator.reading.article import Article

_QUOTED = re.compile(r"“([^”]*)(?:”|$)|«([^»]*)(?:»|$)|\"([^\"]*)(?:\"|$)")
_LEFT_OUT = re.compile(r"…|\.\.\.|\[[^\[\]]*\]")
"""Where an editor may have left words out of a quotation, or put some of their own."""


RUN = 6
"""Words in a row that only somebody who quotes has in common with an article."""


def check(desk: Desk) -> Findings:
    for slug in desk.explainers:
        article = desk.article(slug)
        yield from _rights(desk, slug, article)
        if article:
            yield from _claims(desk, slug, _letters(article))


def _letters(article: Article) -> str:
    said = (b for b in article.blocks if b.kind not in ("furniture", "credit"))
    return letters(" ".join(article.words(b) for b in said))


def _rights(desk: Desk, slug: str, article: Article | None) -> Findings:
    """Paragraphs that may not stand here, and claims that have nothing to lead to instead."""
    explainer = desk.explainers[slug]
    rights = (article.rights or desk.config.article) if article else explainer.rights
    if rights == "full":
        return
    if not re.match("https?://", explainer.source.url or "", re.IGNORECASE):
        place = desk.place(slug, explainer.raw)
        message = f"article: {rights}, and no `url:` in its source that claims could lead to"
        yield Finding("no-source", place, message, slug)
    if not article:
        return
    most = EXCERPT if rights == "excerpt" else 0
    whole = _letters(article)
    count = sum(_is_from(words, whole) for words in desk.page(slug).paragraphs.values())
    if count > most:
        section = next(s for s in explainer.sections if s.kind == "article")
        message = f"of the article’s paragraphs {count} stand here, and {most} may ({rights})"
        yield Finding("rights", desk.place(slug, section.raw), message, slug)


def _is_from(paragraph: str, article: str) -> bool:
    """Whether half of a paragraph, or more, is the article's, though an editor changed the rest."""
    words = paragraph.split()
    runs = [letters("".join(words[i : i + RUN])) for i in range(len(words) - RUN + 1)]
    return sum(run in article for run in runs) * 2 >= len(runs) > 0


def _claims(desk: Desk, slug: str, article: str) -> Findings:
    explainer = desk.explainers[slug]
    numbered = {n: letters(words) for n, words in desk.page(slug).paragraphs.items()}
    rows: tuple[QuoteRow | EventRow, ...] = (*explainer.quotes, *explainer.events)
    for row in rows:
        there = "".join(numbered.get(n, "") for n in sorted(row.paragraphs))
        for words in _of_the_article(row):
            said = letters(words)
            if said not in article:
                code, message = "not-in-article", f"the article does not say {short(words)}"
            elif row.paragraphs and said not in there:
                code, message = (
                    "wrong-paragraph",
                    f"{_list(row.paragraphs)} does not hold {short(words)}",
                )
                if holds := [n for n, text in numbered.items() if said in text]:
                    message += f": {_list(holds)} does"
            else:
                continue
            yield Finding(code, desk.place(slug, row.raw), message, slug)
            break


def _of_the_article(row: QuoteRow | EventRow) -> Iterator[str]:
    """The words that a row takes from the article: all that the machine drafted and nobody has
    changed since, as the row's id tells; else what stands in quotation marks.
    """
    what = plain(row.what)
    drafted = (row.id or "")[1:].partition("-")[0] == fingerprint(what)
    quoted = ("".join(m.groups("")) for m in _QUOTED.finditer(what))
    for words in [what] if drafted else quoted:
        yield from (part for part in _LEFT_OUT.split(words) if letters(part))


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(f"¶ {n}" for n in numbers)

"""From an article to what it says: actors, quotes, times and a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from generator.analysis.model import Analysis, Warning, shift
from generator.problems import Problem, fault
from generator.reading.article import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENTS = ("backstory_times", "backstory_quotes", "backstory_actors", "backstory_timeline")
"""Our components, in the order in which they run after the language pipeline."""

BATCH = 16
"""Articles analysed together: enough to fill a batch of the model, few enough to show progress."""

ENOUGH_TO_TELL = 300
"""Characters from which on a text's language can be told without false alarms."""


def analyze(articles: Iterable[Article], nlp: Language) -> Iterator[Analysis]:
    """Analyse articles with a pipeline that `generator.language.load` returned, in order."""
    from generator.analysis import document  # noqa: F401  (registers the Doc's extensions)
    from generator.analysis.published import infer

    def docs() -> Iterator[tuple[Doc, tuple[Article, str | None, bool]]]:
        for article in articles:
            body = article.body()
            published = article.published or infer(body.text)
            doc = nlp.make_doc(body.text)
            doc._.published = published
            doc._.headline = article.title
            yield doc, (article, published, published is not None and not article.published)

    for doc, (article, published, inferred) in nlp.pipe(docs(), as_tuples=True):
        yield _gather(doc, article, published, inferred)


def analyze_each(
    articles: Sequence[Article], nlp: Language
) -> Iterable[tuple[Article, Analysis | Problem]]:
    """Like `analyze`, but an article that it fails on gets a problem, and the others go on."""
    try:
        return list(zip(articles, analyze(articles, nlp), strict=True))
    except Exception as error:
        if len(articles) == 1:
            return [(articles[0], fault("analysed", articles[0].path, error))]
        return [pair for article in articles for pair in analyze_each([article], nlp)]


def _gather(doc: Doc, article: Article, published: str | None, inferred: bool) -> Analysis:
    move = article.body().span
    return Analysis(
        path=article.path,
        sha256=article.sha256,
        title=article.title,
        published=published,
        published_inferred=inferred,
        text=article.text,
        furniture=tuple(article.furniture),
        credits=article.credits,
        entities=tuple((*move(e.start_char, e.end_char), e.label_) for e in doc.ents),
        actors=tuple(shift(a, move) for a in doc._.actors),
        quotes=tuple(shift(q, move) for q in doc._.quotes),
        times=tuple(shift(t, move) for t in doc._.times),
        timeline=tuple(shift(e, move) for e in doc._.timeline),
        warnings=(*(Warning(*w) for w in article.warnings), *_warnings(doc.text, published)),
    )


def _warnings(text: str, published: str | None) -> Iterator[Warning]:
    if not published:
        yield Warning(
            "no-date",
            "no publication date is known, so weekdays and the like stay in the article's words; "
            "give it as `date: YYYY-MM-DD` in a front matter or in the file's name",
        )
    if len(text) >= ENOUGH_TO_TELL:
        from py3langid import classify

        language, _ = classify(text[: 10 * ENOUGH_TO_TELL])
        if language != "en":
            yield Warning(
                "language",
                f"seems to be in another language ({language}); only English is understood, "
                "so check every row of its explainer",
            )

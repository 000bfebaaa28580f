"""The corpora's annotations by hand as analyses, so that explainers can be tested on them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from generator.analysis.model import Actor, Analysis, Event, Party, Quote
from generator.reading.article import Article, Span


def analysis(article: Article, gold: Path) -> Analysis:
    """The analysis of an article that the annotators would have liked to see."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    ids: dict[str, str] = {}
    actors = []
    for a in data["actors"]:
        id = re.sub(r"\W+", "-", a["name"].lower()).strip("-")
        ids[a["name"]] = id
        mentions = _mentions(article, [a["name"], *a["aliases"]])
        descriptions = _mentions(article, [a["role"]])[:1] if a["role"] else ()
        if mentions:
            actors.append(
                Actor(
                    id,
                    a["name"],
                    a["kind"],
                    mentions,
                    aliases=tuple(a["aliases"]),
                    description=a["role"],
                    descriptions=descriptions,
                    salient=a["salient"],
                )
            )
    known = {a.id for a in actors}
    quotes = []
    for i, q in enumerate(data["quotes"], 1):
        who = ids.get(q["speaker_actor"] or "")
        quotes.append(
            Quote(
                f"q{i}",
                q["type"],
                tuple((s, e) for s, e in q["spans"]),
                cue=tuple(q["cue"]) if q["cue"] else None,  # type: ignore[arg-type]
                speaker=Party(
                    tuple(q["speaker"]),  # type: ignore[arg-type]
                    (who,) if who in known and who else (),
                )
                if q["speaker"]
                else None,
            )
        )
    timeline = tuple(
        Event(
            f"e{i}",
            tuple(e["event_span"]),  # type: ignore[arg-type]
            tuple(e["time_span"]),  # type: ignore[arg-type]
            e["date"],
            e["status"],
        )
        for i, e in enumerate(data["timeline"], 1)
    )
    return Analysis(
        article.path,
        article.sha256,
        article.title,
        article.published,
        False,
        article.text,
        actors=tuple(actors),
        quotes=tuple(quotes),
        timeline=timeline,
    )


def _mentions(article: Article, names: list[str]) -> tuple[Span, ...]:
    pattern = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return tuple(
        m.span()
        for block in article.body().blocks
        for m in re.compile(rf"\b(?:{pattern})\b").finditer(article.text, *block.span)
    )

"""The JSON that `backstory analyze` prints keeps its contract on any article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator import language
from generator.analysis import analyze
from generator.analysis.model import Analysis, to_json
from generator.reading import read
from generator.reading.article import Article, Block

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[1] / "docs" / "analysis.schema.json").read_text())
)


def printed(analysis: Analysis) -> dict[str, Any]:
    return dict(json.loads(json.dumps(to_json(analysis))))


def check(data: dict[str, Any]) -> None:
    """Schema, spans in range, and everything that is named found where its spans say."""
    SCHEMA.validate(data)
    text = data["text"]
    for start, end in spans(data):
        assert 0 <= start < end <= len(text)
    set_aside = [range(*span) for span in data["furniture"]]
    ids = {actor["id"] for actor in data["actors"]}
    assert len(ids) == len(data["actors"])
    for actor in data["actors"]:
        words = {plain(text[s:e]) for s, e in actor["mentions"]}
        known = {plain(name) for name in (actor["name"], *actor["aliases"])}
        assert not actor["named"] or any(name in w for name in known for w in words), actor
        assert not any(s in r for s, _ in actor["mentions"] for r in set_aside)
    for quote in data["quotes"]:
        covered = {i for s, e in quote["spans"] for i in range(s, e)}
        speaker = quote["speaker"] or {"span": None, "actors": []}
        assert set(speaker["actors"]) <= ids
        assert quote["addressee"] is None or quote["addressee"] in ids
        for part in (speaker["span"], quote["cue"]):
            assert part is None or not covered & set(range(*part)), quote
    for event in data["timeline"]:
        assert set(event["actors"]) <= ids
    for start, end, _ in data["entities"]:
        assert text[start:end].strip() == text[start:end]


def plain(words: str) -> str:
    return " ".join(words.casefold().split())


def spans(data: dict[str, Any]) -> Iterator[list[int]]:
    yield from data["furniture"]
    yield from (e[:2] for e in data["entities"])
    for actor in data["actors"]:
        yield from actor["mentions"]
        yield from actor["descriptions"]
    for quote in data["quotes"]:
        yield from quote["spans"]
        yield from filter(None, [quote["cue"], quote["speaker"] and quote["speaker"]["span"]])
    yield from (t["span"] for t in data["times"])
    for event in data["timeline"]:
        yield from (event["span"], event["time_span"])


def test_the_demonstration_articles_keep_the_contract() -> None:
    seeds = sorted((Path(__file__).parents[1] / "seeds").glob("*.*"))
    found = [printed(a) for a in analyze(map(read, seeds), language.load())]
    assert len(found) == len(seeds) >= 3
    for data in found:
        check(data)
        assert data["quotes"] and data["actors"] and data["timeline"]


@pytest.mark.parametrize("year", ["wikinews-2019", "wikinews-2020"])
def test_real_articles_keep_the_contract(corpora: Path, year: str) -> None:
    # A fifth of them each run: all of them are a build's work, and `make bench` does that.
    seeds = sorted((corpora / year).glob("*.md"))[::5]
    for analysis in analyze(map(read, seeds), language.load()):
        check(printed(analysis))


WORDS = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "—",
        "…",
        ",",
        ".",
        ":",
        ";",
        "?",
        "!",
        "(",
        ")",
        "said",
        "told",
        "CNN",
        "Ada",
        "Moreau",
        "Tuesday",
        "2016",
        "May",
        "the",
        "President",
        "according",
        "to",
        "denied",
        "that",
        "since",
        "last",
        "week",
        "🎉",
        "ß",
        "ﷺ",
        "\u202e",
        "́",
        "O’Neill",
        "US",
        "Mr.",
        "“No,”",
        "he",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(WORDS, st.just("\n\n")), max_size=120).map(" ".join),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([None, "2016-10-11"]))
def test_any_text_keeps_the_contract(text: str, published: str | None) -> None:
    text = text.replace("\r", "\n")
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block("paragraph", ((at, at + len(line)),)))
        at += len(line) + 1
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    article = Article("seeds/x.txt", digest, text, None, published, blocks=tuple(blocks))
    [analysis] = analyze([article], language.load())
    check(printed(analysis))

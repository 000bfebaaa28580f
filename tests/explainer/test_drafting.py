"""Drafts: what an analysis found, in the article's words, each row with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.analysis.model import Actor, Analysis, Event, Party, Quote
from generator.config import Config
from generator.explainer import draft, read, write
from generator.explainer.model import ActorRow, EventRow, Explainer, QuoteRow
from generator.reading import read as read_seed
from generator.reading.article import Article, Span

FERRY = """\
---
title: "Visit called off: ferry *not* safe"
date: 2016-10-11
source_name: The Courier
source_url: https://courier.example/ferry_(2016)
topics: [ships]
---

Tuesday, October 11, 2016

The transport minister, Ada Moreau, called off the visit on Tuesday. It was the second time, \
Sen. Ned Moreau said.

“The ferry,” Moreau told The Courier, “will not sail | again.”

## What the board says

The Harbour Board denied that the *ferry* was unsafe. “We looked,

“and we found nothing,” it said to reporters in Port Anselm.

- The ferry has run since September 2015.
- Last spring, the board warned its staff. The visit was planned for October 19, and called off.

He said the 1_000_ tickets \\<all> were sold [sic].
"""


class Seed:
    """An article, with the spans of its phrases."""

    def __init__(self, folder: Path, text: str, name: str = "2016-10-11-ferry.md") -> None:
        path = folder / "seeds" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.config = Config(folder)
        self.article: Article = read_seed(path)

    def span(self, words: str, nth: int = 1) -> Span:
        at = -1
        for _ in range(nth):
            at = self.article.text.index(words, at + 1)
        return at, at + len(words)

    def draft(self, config: Config | None = None, **found: Any) -> Explainer:
        article = self.article
        analysis = Analysis(
            article.path,
            article.sha256,
            article.title,
            article.published,
            False,
            article.text,
            **{key: tuple(items) for key, items in found.items()},
        )
        explainer = draft(article, analysis, config or self.config)
        again, problems = read(write(explainer), "content/ferry.md")
        assert (again, problems) == (explainer, [])
        return explainer


@pytest.fixture
def ferry(tmp_path: Path) -> Seed:
    return Seed(tmp_path, FERRY)


def actors(seed: Seed) -> list[Actor]:
    return [
        Actor(
            "harbour-board",
            "Harbour Board",
            "organization",
            (seed.span("Harbour Board"),),
            aliases=("Board",),
            salient=True,
        ),
        Actor(
            "ada-moreau",
            "Ada Moreau",
            "person",
            (seed.span("Ada Moreau"), seed.span("Moreau", 3)),
            aliases=("Moreau",),
            description="transport minister",
            descriptions=(seed.span("transport minister"),),
            salient=True,
        ),
        Actor(
            "ned-moreau",
            "Ned Moreau",
            "person",
            (seed.span("Ned Moreau"),),
            aliases=("Moreau",),
            description="Sen.",
        ),
        Actor("courier", "The Courier", "organization", (seed.span("The Courier", 2),)),
    ]


def test_actors_stand_in_the_order_of_the_article_and_below_a_fold(ferry: Seed) -> None:
    explainer = ferry.draft(actors=actors(ferry))
    assert explainer.actors == (
        ActorRow("Ada Moreau", "person", ("Moreau",), "transport minister", (2,), "ada-moreau"),
        ActorRow("Harbour Board", "organization", ("Board",), "", (4,), "harbour-board"),
    )
    assert [a.name for a in explainer.also_named] == ["Ned Moreau", "The Courier"]


def test_a_name_that_two_actors_share_is_linked_to_the_right_one(ferry: Seed) -> None:
    explainer = ferry.draft(actors=actors(ferry))
    assert "“The ferry,” [Moreau](#ada-moreau) told The Courier" in explainer.article
    assert explainer.article.count("](#") == 1


def test_quotes_tell_who_said_what_how_when_and_where(ferry: Seed) -> None:
    span = ferry.span
    quotes = [
        Quote(
            "a",
            "direct",
            (span("“The ferry,”"), span("“will not sail | again.”")),
            span("told"),
            Party(span("Moreau", 3), ("ada-moreau",)),
            Party(span("The Courier", 2), ("courier",)),
            date="2016-10-11",
        ),
        Quote(
            "b",
            "indirect",
            (span("the *ferry* was unsafe"),),
            span("denied"),
            Party(span("The Harbour Board"), ("harbour-board",)),
            polarity="denied",
        ),
        Quote(
            "c",
            "direct",
            (span("“We looked,"), span("“and we found nothing,”")),
            span("said", 2),
            Party(span("The Harbour Board"), ("harbour-board", "ada-moreau", "ned-moreau")),
            Party(span("reporters")),
            polarity="questioned",
        ),
        Quote(
            "d", "indirect", (span("the 1_000_ tickets \\<all> were sold [sic]"),), span("said", 3)
        ),
        Quote(
            "e",
            "mixed",
            (span("It was the second time"),),
            span("said"),
            Party(span("Sen. Ned Moreau")),
        ),
    ]
    explainer = ferry.draft(actors=actors(ferry), quotes=quotes)
    cells = [(q.who, q.what, q.how, q.when, q.paragraphs) for q in explainer.quotes]
    assert cells == [
        ("Sen. Ned Moreau", "It was the second time", "said", "", (2,)),
        (
            "Ada Moreau",
            "“The ferry,” … “will not sail | again.”",
            "told The Courier",
            "2016-10-11",
            (3,),
        ),
        ("Harbour Board", "the ferry was unsafe", "denied", "", (4,)),
        (
            "Harbour Board, Ada Moreau and Ned Moreau",
            "“We looked, “and we found nothing,”",
            "said to reporters (questioned)",
            "",
            (4, 5),
        ),
        (
            "unattributed",
            r"the 1_000\_ tickets \<all> were sold [sic]",
            "said",
            "",
            (8,),
        ),
    ]
    assert [q.type for q in explainer.quotes] == [
        "indirect",
        "direct",
        "indirect",
        "direct",
        "indirect",
    ]
    assert [q.polarity for q in explainer.quotes] == [
        "asserted",
        "asserted",
        "denied",
        "questioned",
        "asserted",
    ]


def test_editors_are_asked_for_what_the_article_does_not_tell(ferry: Seed) -> None:
    said = Quote("a", "indirect", (ferry.span("were sold"),))
    explainer = ferry.draft(quotes=[said], timeline=events(ferry))
    text = write(explainer)
    assert "## Who said what\n\n<!-- Who said what is “unattributed”?" in text
    assert "## Timeline\n\n<!-- When was what has words under “Date”?" in text
    assert "<!--" not in write(ferry.draft(timeline=events(ferry)[:2]))


def test_a_pronoun_names_no_speaker(ferry: Seed) -> None:
    he = Quote("a", "indirect", (ferry.span("were sold"),), None, Party(ferry.span("He")))
    assert [(q.who, q.how) for q in ferry.draft(quotes=[he]).quotes] == [("unattributed", "")]


def events(seed: Seed) -> list[Event]:
    span = seed.span
    return [
        Event("a", span("called off the visit"), span("Tuesday", 2), "2016-10-11"),
        Event(
            "b", span("The ferry has run"), span("since September 2015"), "2015-09/..", "ongoing"
        ),
        Event("c", span("the board warned its staff"), span("Last spring"), None),
        Event("d", span("The visit was planned"), span("October 19"), "2016-10-19", "planned"),
        Event(
            "e",
            span("called off", 3),
            span("October 19"),
            None,
            "cancelled",
            same_as="d",
        ),
        Event("f", span("the second time"), span("Tuesday", 2), "2016-10"),
    ]


def test_the_timeline_is_in_the_order_of_time_and_tells_an_event_once(ferry: Seed) -> None:
    explainer = ferry.draft(timeline=events(ferry))
    assert [(e.date, e.what, e.status, e.paragraphs) for e in explainer.events] == [
        ("2015-09/..", "The ferry has run", "ongoing", (6,)),
        ("2016-10", "the second time", "happened", (2,)),
        ("2016-10-11", "called off the visit", "happened", (2,)),
        ("2016-10-19", "The visit was planned", "cancelled", (7,)),
        ("“Last spring”", "the board warned its staff", "happened", (7,)),
    ]


def test_the_article_renders_literally_and_its_paragraphs_count_as_rows_count_them(
    ferry: Seed,
) -> None:
    explainer = ferry.draft()
    blocks = explainer.article.replace("\n\n", "\n").split("\n")
    assert [b[:26] for b in blocks] == [
        "Tuesday, October 11, 2016",
        "The transport minister, Ad",
        "“The ferry,” Moreau told T",
        "### What the board says",
        "The Harbour Board denied t",
        "“and we found nothing,” it",
        "- The ferry has run since ",
        "- Last spring, the board w",
        r"He said the 1_000\_ ticket",
    ]
    assert explainer.title == "Visit called off: ferry *not* safe"
    assert explainer.extra == (("topics", ["ships"]),)


def test_the_standfirst_is_what_happened(ferry: Seed) -> None:
    assert ferry.draft().standfirst == (
        "The transport minister, Ada Moreau, called off the visit on Tuesday. "
        "It was the second time, Sen. Ned Moreau said."
    )


@pytest.mark.parametrize(
    ("text", "standfirst"),
    [
        (
            "PORT ANSELM, May 3 (Wire) — The ferry sank off the U.S. coast on Monday. No one died.",
            "The ferry sank off the U.S. coast on Monday. No one died.",
        ),
        (
            "Port Anselm (Wire) - “We sank. We swam. We are well,” said Capt. Ruth Abara of Cady "
            "Corp. of the ferry that sank on Monday.",
            "“We sank. We swam. We are well,” said Capt. Ruth Abara of Cady Corp. of the ferry "
            "that sank on Monday.",
        ),
        ("No stop at all", "No stop at all"),
        ("Long words. " * 40, "Long words. Long words."),
    ],
)
def test_a_standfirst_is_cut_between_sentences(tmp_path: Path, text: str, standfirst: str) -> None:
    assert Seed(tmp_path, f"A headline\n\n{text}\n", "ferry.txt").draft().standfirst == standfirst


@pytest.mark.parametrize(("rights", "count"), [("full", 8), ("excerpt", 3), ("none", 0)])
def test_rights_decide_how_much_is_republished(ferry: Seed, rights: Any, count: int) -> None:
    config = Config(ferry.config.root, article=rights)
    explainer = ferry.draft(config, actors=actors(ferry), timeline=events(ferry))
    blocks = explainer.article.replace("\n\n", "\n").split("\n")
    assert sum(bool(b) and b[0] != "#" for b in blocks) == count
    for row in (*explainer.actors, *explainer.events):
        assert row.id
        assert all(n <= count for n in row.paragraphs)
        assert bool(row.paragraphs) != bool(row.elsewhere)
    if rights != "full":
        assert explainer.extra[-1] == ("article", rights)
        assert explainer.events[0].elsewhere == (
            "[source](https://courier.example/ferry_%282016%29#:~:text=The%20ferry%20has%20run)"
        )


def test_without_rights_or_address_no_link_is_dead(tmp_path: Path) -> None:
    seed = Seed(tmp_path, "A headline\n\nAda Moreau sank the ferry.\n", "ferry.txt")
    who = Actor("ada", "Ada Moreau", "person", (seed.span("Ada Moreau"),))
    explainer = seed.draft(Config(tmp_path, article="none"), actors=[who])
    assert explainer.also_named == (ActorRow("Ada Moreau", "person"),)
    assert "](" not in write(explainer)


def test_ids_hang_on_the_words_alone(tmp_path: Path) -> None:
    before = Seed(tmp_path, FERRY)
    after = Seed(tmp_path, FERRY.replace("Tuesday, Oct", "News.\n\nTuesday, Oct"))
    one, other = (s.draft(timeline=events(s)) for s in (before, after))
    assert [e.id for e in one.events] == [e.id for e in other.events]
    assert [e.paragraphs for e in one.events] != [e.paragraphs for e in other.events]
    twice = [events(before)[0], Event("z", before.span("called off", 3), (0, 0), None)]
    assert len({e.id for e in before.draft(timeline=twice).events}) == 2


def test_kinds_of_row_are_told_apart() -> None:
    assert QuoteRow("A", "“a,” … “b”").type == "direct"
    assert QuoteRow("A", '"a" and b').type == "mixed"
    assert QuoteRow("A", "the ship's crew’s").type == "indirect"
    assert QuoteRow("A", "b", "did not deny (asserted)").polarity == "asserted"
    assert EventRow("2016", "b").status == ""

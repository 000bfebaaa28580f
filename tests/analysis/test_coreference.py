"""Whom "she", "it" and "the minister" mean: linked where that is safe, and only there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

Read = Callable[..., Doc]

MINISTERS = "Transport minister [Ada Moreau|PERSON] met finance minister [Ben Ode|PERSON]. "


def whom(doc: Doc, word: str) -> set[str]:
    """The actors that have a mention with these words."""
    return {a.id for a in doc._.actors if any(doc.text[s:e] == word for s, e in a.mentions)}


@pytest.mark.parametrize(
    ("text", "word", "who"),
    [
        ("[Ada Moreau|PERSON] came. She left at noon.", "She", {"ada-moreau"}),
        (
            "Mr [Ben Ode|PERSON] met Mrs [Ada Moreau|PERSON]. He left at noon.",
            "He",
            {"ben-ode"},
        ),
        (
            "Mr [Ben Ode|PERSON] met Mrs [Ada Moreau|PERSON]. She left at noon.",
            "She",
            {"ada-moreau"},
        ),
        (
            "Spokeswoman [Ada Moreau|PERSON] thanked [Ben Ode|PERSON]. She then left.",
            "She",
            {"ada-moreau"},
        ),
        (
            "Mrs [Ada Moreau|PERSON] came. [Harbour Board|ORG] ferries ran. He left.",
            "He",
            set(),
        ),
        ("The [Harbour Board|ORG] met. He left at noon.", "He", set()),
        ("Nobody came. She left at noon.", "She", set()),
        (
            "[Ada Moreau|PERSON] called. “[Ben Ode|PERSON] is late,” she said.",
            "she",
            {"ada-moreau"},
        ),
        ("[Ada Moreau|PERSON] and [Ben Ode|PERSON] met. “It is late,” he said.", "he", set()),
        (
            "Ms. [Ada Moreau|PERSON] and [Ben Ode|PERSON] met. “It is late,” she said.",
            "she",
            {"ada-moreau"},
        ),
        (
            "[Ada Moreau|PERSON] called. The crew met.\n\n"
            "“It is late. It was late on Monday. It is late every day,” she said.",
            "she",
            {"ada-moreau"},
        ),
    ],
)
def test_she_and_he(text: str, word: str, who: set[str], read: Read) -> None:
    assert whom(read(text), word) == who


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        (
            "Transport minister [Ada Moreau|PERSON] came. The minister left at noon.",
            "The minister",
            {"ada-moreau"},
        ),
        (MINISTERS + "The finance minister left at noon.", "The finance minister", {"ben-ode"}),
        (MINISTERS + "The minister left at noon.", "The minister", set()),
        (MINISTERS + "The mayor left at noon.", "The mayor", set()),
        (MINISTERS + "A minister left at noon.", "A minister", set()),
        (
            "The [Harbour Court|ORG] met. The court ruled at noon.",
            "The court",
            {"harbour-court"},
        ),
    ],
)
def test_the_minister(text: str, words: str, who: set[str], read: Read) -> None:
    assert whom(read(text), words) == who


def test_he_inside_a_quotation_is_not_who_speaks(read: Read) -> None:
    doc = read(
        "Mr [Ben Ode|PERSON] resigned. “He was tired,” Mr [Cy Poe|PERSON] said on Monday. "
        "“He will be missed.”"
    )
    assert whom(doc, "He") <= {"ben-ode"}


def test_i_inside_a_statement_is_who_makes_it(read: Read) -> None:
    doc = read("“I told the board that I said it was late,” [Ada Moreau|PERSON] said.")
    speakers = {q.speaker.actors for q in doc._.quotes if q.speaker}
    assert speakers == {("ada-moreau",)}


def test_i_between_quotation_marks_is_a_mention_of_who_speaks(read: Read) -> None:
    doc = read("“I left my ferry to Mr [Ben Ode|PERSON],” [Ada Moreau|PERSON] said.")
    assert whom(doc, "I") == whom(doc, "my") == {"ada-moreau"}


INTERVIEW = (
    "[Ada Moreau|PERSON] runs the ferry. [Moreau|PERSON] took it over from [Ben Ode|PERSON].\n\n"
    "Why did you leave? You said that it was late. And your crew?\n\nWe said that it was safe."
)


def test_an_interview_calls_whom_it_is_with_you(read: Read) -> None:
    speakers = {q.speaker.actors for q in read(INTERVIEW)._.quotes}
    assert speakers == {("ada-moreau",)}


def test_you_is_nobody_where_nobody_is_asked(read: Read) -> None:
    doc = read("[Ada Moreau|PERSON] left. You said that it was late.")
    assert {q.speaker.actors for q in doc._.quotes} == {()}


def test_it_takes_up_the_body_that_acted_last(read: Read) -> None:
    doc = read("The [Harbour Board|ORG] met on Monday. “The ferry is safe,” it said.")
    assert [q.speaker.actors for q in doc._.quotes] == [("harbour-board",)]

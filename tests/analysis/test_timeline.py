"""What happened when: dated clauses, intervals, status, statements, on articles of our own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import spacy
from edtf import parse_edtf
from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis import document  # noqa: F401
from generator.analysis.model import Actor, Event
from generator.analysis.timeline import annotate
from generator.language import EMBEDDED

PUBLISHED = "2019-01-10"  # a Thursday


@cache
def pipeline() -> Language:
    nlp = spacy.load(EMBEDDED)
    nlp.add_pipe("backstory_times")
    nlp.add_pipe("backstory_quotes")
    return nlp


def read(text: str, published: str | None = PUBLISHED, actors: tuple[Actor, ...] = ()) -> Doc:
    nlp = pipeline()
    doc = nlp.make_doc(text)
    doc._.published = published
    for _, component in nlp.pipeline:
        doc = component(doc)
    doc._.actors = actors
    return annotate(doc)


def timeline(text: str, published: str | None = PUBLISHED) -> tuple[Event, ...]:
    return tuple(read(text, published)._.timeline)


def one(text: str, published: str | None = PUBLISHED) -> tuple[str | None, str, str]:
    events = timeline(text, published)
    assert len(events) == 1, [(e.date, text[slice(*e.span)]) for e in events]
    return events[0].date, events[0].status, text[slice(*events[0].span)]


@pytest.mark.parametrize(
    ("text", "date", "status"),
    [
        ("The old bridge collapsed on Tuesday.", "2019-01-08", "happened"),
        ("The old bridge collapsed in October.", "2018-10", "happened"),
        ("The bridge collapsed at 5 p.m. on Tuesday.", "2019-01-08", "happened"),
        ("The board had warned its staff last spring.", "2018-21", "happened"),
        ("The council will meet on Tuesday.", "2019-01-15", "planned"),
        ("The trial is scheduled for March 4.", "2019-03-04", "planned"),
        ("The rebels have held the port since 2012.", "2012/..", "ongoing"),
        ("She led the party from 2008 to 2016.", "2008/2016", "happened"),
        ("He ran the company between 2008 and 2016.", "2008/2016", "happened"),
        ("The road will stay closed until March 4.", "../2019-03-04", "planned"),
        ("The visit on March 4 was cancelled.", "2019-03-04", "cancelled"),
        ("The storm hit the islands last week.", "2018-12-31/2019-01-06", "happened"),
        ("The committee met on December 5 and 6.", "2018-12-05/2018-12-06", "happened"),
        ("The festival was founded around 1970.", "1970~", "happened"),
    ],
)
def test_a_clause_has_its_date_and_status(text: str, date: str, status: str) -> None:
    assert one(text)[:2] == (date, status)


@pytest.mark.parametrize(
    ("text", "date", "status"),
    [
        ("Wednesday's attempt was called off because of the wind.", "2019-01-09", "cancelled"),
        ("The attempt on Wednesday was scrubbed.", "2019-01-09", "cancelled"),
        ("The mayor called off Saturday's parade.", "2019-01-12", "cancelled"),
        ("Saturday's parade has been cancelled.", "2019-01-12", "cancelled"),
        ("The visit planned for Friday was cancelled.", "2019-01-11", "cancelled"),
        ("The concert, scheduled for Saturday, has been scrapped.", "2019-01-12", "cancelled"),
        ("He was to have spoken on Tuesday.", "2019-01-08", "cancelled"),
        ("The mayor cancelled the visit on Tuesday.", "2019-01-08", "happened"),
        ("The team called off the search on Tuesday.", "2019-01-08", "happened"),
        ("The board suspended the trial on Tuesday.", "2019-01-08", "happened"),
        ("A second bill was proposed in 2016.", "2016", "happened"),
        ("The storm was expected to reach the port on Tuesday.", "2019-01-08", "planned"),
        ("The minister may resign on Friday.", "2019-01-11", "planned"),
        ("The trial resumes on Monday.", "2019-01-14", "planned"),
        ("The port has been closed since Tuesday.", "2019-01-08/..", "ongoing"),
        ("She had led the party since 2008.", "2008/..", "happened"),
    ],
)
def test_status_and_direction_are_told_by_the_verb(text: str, date: str, status: str) -> None:
    assert one(text)[:2] == (date, status)


@pytest.mark.parametrize(
    "text",
    [
        "The board postponed Friday's vote until Monday.",
        "The vote was postponed from Friday to Monday.",
    ],
)
def test_what_is_put_off_is_cancelled_on_its_old_date_and_planned_on_its_new_one(text: str) -> None:
    events = [(e.date, e.status) for e in timeline(text)]
    assert events[1] == ("2019-01-14", "planned")
    assert events[0][1] == "cancelled"


def test_what_goes_on_since_an_event_began_with_it() -> None:
    text = "The hall has been shut since the fire in 2011."
    events = {(e.date, e.status) for e in timeline(text)}
    assert events == {("2011", "happened"), ("2011/..", "ongoing")}


def test_an_event_is_dated_from_another() -> None:
    text = "The vote was held on 5 March 2018. The council had met ten days before the vote."
    assert [e.date for e in timeline(text)] == ["2018-03-05", "2018-02-23"]


def test_a_year_in_the_name_of_a_thing_dates_nothing() -> None:
    assert timeline("The 1973 building collapsed.") == ()
    assert one("The 2014 election was close.")[0] == "2014"


def test_what_was_scheduled_and_called_off_is_cancelled() -> None:
    text = "The mayor cancelled his trip. He was scheduled to visit the port on March 4."
    assert one(text)[:2] == ("2019-03-04", "cancelled")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On Tuesday, the old bridge collapsed.", "the old bridge collapsed"),
        (
            "The bridge collapsed on Tuesday, according to the police.",
            "The bridge collapsed on Tuesday",
        ),
        (
            "The bridge collapsed on Tuesday and the mayor closed the road.",
            "The bridge collapsed on Tuesday",
        ),
        (
            "The bridge collapsed on Tuesday when two lorries crossed it.",
            "The bridge collapsed on Tuesday",
        ),
    ],
)
def test_the_smallest_clause_is_the_event(text: str, told: str) -> None:
    assert one(text)[2] == told


def test_a_statement_dated_by_its_verb_is_itself_the_event() -> None:
    text = "The ferry was unsafe, the harbour board said on Tuesday."
    doc = read(text)
    [event] = doc._.timeline
    [quote] = doc._.quotes
    assert text[slice(*event.span)].startswith("The ferry was unsafe")
    assert event.span[1] >= text.index("said") + 4
    assert event.quote == quote.id
    assert quote.date == event.date == "2019-01-08"


def test_a_date_in_what_was_said_is_not_that_of_the_saying() -> None:
    doc = read("The ferry will return on January 20, the minister said.")
    assert [e.date for e in doc._.timeline] == ["2019-01-20"]
    assert [q.date for q in doc._.quotes] == [None]


def test_an_event_has_the_actors_that_its_clause_mentions() -> None:
    text = "Ada Moreau left on Tuesday. Ben Hall stayed."
    moreau = Actor("ada-moreau", "Ada Moreau", "person", ((0, 10),))
    hall = Actor("ben-hall", "Ben Hall", "person", ((28, 36),))
    [event] = read(text, actors=(moreau, hall))._.timeline
    assert event.actors == ("ada-moreau",)


def test_a_dateline_is_no_event_nor_are_lengths_and_sets() -> None:
    assert timeline("Thursday, January 10, 2019\n\nThe ferry sails every day for two hours.") == ()


def test_without_a_day_of_publication_events_keep_their_words() -> None:
    text = "The old bridge collapsed on Tuesday. It was built in 1912."
    first, second = timeline(text, None)
    assert first.date is None
    assert text[slice(*first.time_span)] == "Tuesday"
    assert second.date == "1912"


@pytest.mark.parametrize("when", ["last spring", "last year", "last week", "in October"])
def test_a_time_that_nothing_resolves_dates_its_event_by_its_words(when: str) -> None:
    date, _, clause = one(f"The board warned its staff {when}.", None)
    assert date is None
    assert clause == f"The board warned its staff {when}"


def test_two_mentions_of_one_event_are_joined() -> None:
    text = (
        "The old harbour bridge collapsed on Tuesday. The mayor left on Wednesday. "
        "Hundreds watched as the old harbour bridge collapsed on Tuesday."
    )
    first, other, again = timeline(text)
    assert (first.same_as, other.same_as, again.same_as) == (None, None, first.id)


def test_a_mention_with_a_wider_date_is_one_with_the_exact_one() -> None:
    text = (
        "Tensions have grown since the weekend, when Freedonia vetoed a resolution of the Harbour "
        "Council that was to open the port. Freedonia's veto of the Harbour Council's resolution "
        "on Saturday had been expected."
    )
    events = {e.date: e for e in timeline(text)}
    weekend, saturday = events["2019-01-05/2019-01-06"], events["2019-01-05"]
    assert weekend.same_as == saturday.id
    assert saturday.same_as is None
    assert saturday.status == "happened"


def test_mentions_whose_dates_disagree_are_two_events() -> None:
    text = "The old harbour bridge closed on Monday. The old harbour bridge closed on Tuesday."
    assert [e.same_as for e in timeline(text)] == [None, None]


def test_what_is_said_is_told_without_who_says_it() -> None:
    text = "The ferry will return on January 20, the harbour board said."
    [event] = timeline(text)
    assert text[slice(*event.span)] == "The ferry will return on January 20"


def test_ids_are_unique_and_in_the_order_of_the_text() -> None:
    events = timeline("The bridge opened in 1912. It closed in 1990. It collapsed on Tuesday.")
    assert [e.id for e in events] == ["e1", "e2", "e3"]


def test_events_of_real_articles_are_clauses_with_dates(corpora: Path) -> None:
    for path in sorted((corpora / "wikinews-2019").glob("2019-02*.md"))[:10]:
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        events = timeline(text, path.name[:10])
        assert events
        for event in events:
            words = text[slice(*event.span)]
            assert words.strip() == words != ""
            assert words[-1] not in ",;:"
            assert 0 <= event.time_span[0] < event.time_span[1] <= len(text)
            if event.date:
                parse_edtf(event.date)


def test_what_was_called_off_is_not_what_else_was_ahead() -> None:
    text = (
        "The first launch on Tuesday was called off because of fog.\n\n"
        "The ferry was to reach the port on Saturday."
    )
    found = {text[slice(*e.span)]: e.status for e in timeline(text)}
    assert found["The ferry was to reach the port on Saturday"] == "planned"


def test_a_time_outside_of_what_was_said_stays_in_its_event() -> None:
    text = "“It was splendid,” Moreau said by radio after the crossing on Tuesday."
    (event,) = timeline(text)
    assert event.span[0] <= event.time_span[0] < event.time_span[1] <= event.span[1]


@pytest.mark.parametrize(
    "text",
    [
        "The river reached its highest level since 1947.",
        "Brannock reached the final for the first time since 1974.",
    ],
)
def test_what_is_compared_with_a_year_has_not_gone_on_since(text: str) -> None:
    assert timeline(text) == ()


def test_what_a_thing_is_now_is_told_with_what_is_dated() -> None:
    text = "Founded in 1987, the company runs eleven ferries."
    assert one(text) == ("1987", "happened", text[:-1])


def test_half_a_pair_of_quotation_marks_is_no_part_of_an_event() -> None:
    for marks in ("""\"\"""", "“”"):
        opening, closing = marks
        text = f"{opening}Nobody asked us. The council closed the bridge in May,{closing} he said."
        assert one(text)[2] == "The council closed the bridge in May"


def test_a_dateline_with_a_country_is_no_event() -> None:
    text = "PORT ANSELM, Norway, April 3, 2018 /Wire/ -- The board closed the bridge on Monday."
    assert one(text, "2018-04-03")[2] == "The board closed the bridge on Monday"

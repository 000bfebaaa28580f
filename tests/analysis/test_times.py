"""When: time expressions with their TIMEX3 values and EDTF, on sentences of our own."""

from __future__ import annotations

import calendar
import datetime as dt
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import spacy
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis import document  # noqa: F401
from generator.analysis.model import Time
from generator.analysis.published import infer
from generator.analysis.times import annotate
from generator.analysis.times.edtf import edtf
from generator.language import EMBEDDED

PUBLISHED = "2019-01-10"  # a Thursday


@cache
def pipeline() -> Language:
    return spacy.load(EMBEDDED)


def read(text: str, published: str | None = PUBLISHED) -> Doc:
    nlp = pipeline()
    doc = nlp.make_doc(text)
    doc._.published = published
    for _, component in nlp.pipeline:
        doc = component(doc)
    return annotate(doc)


def found(text: str, published: str | None = PUBLISHED) -> dict[str, str]:
    doc = read(text, published)
    return {text[slice(*t.span)]: t.value for t in doc._.times}


def one(text: str, published: str | None = PUBLISHED) -> Time:
    times = read(text, published)._.times
    assert len(times) == 1, [text[slice(*t.span)] for t in times]
    return times[0]


@pytest.mark.parametrize(
    ("text", "words", "value", "dated"),
    [
        ("The bridge opened on 5 March 2018.", "5 March 2018", "2018-03-05", "2018-03-05"),
        ("The bridge opened on March 5, 2018.", "March 5, 2018", "2018-03-05", "2018-03-05"),
        ("It opened on the 5th of March, 2018.", "the 5th of March, 2018", "2018-03-05", None),
        ("The bridge opened on 2018-03-05.", "2018-03-05", "2018-03-05", "2018-03-05"),
        ("The bridge opened on 25/3/2018.", "25/3/2018", "2018-03-25", "2018-03-25"),
        ("It opened on Monday, March 5, 2018.", "Monday, March 5, 2018", "2018-03-05", None),
        ("The bridge opened on Sept. 3.", "Sept. 3", "2018-09-03", "2018-09-03"),
        ("The bridge opened in March 2018.", "March 2018", "2018-03", "2018-03"),
        ("The bridge opened in October.", "October", "2018-10", "2018-10"),
        ("The bridge opened in March of last year.", "March of last year", "2018-03", "2018-03"),
        ("The bridge opened in 2012.", "2012", "2012", "2012"),
        ("The bridge opened around 2012.", "around 2012", "2012", "2012~"),
        ("The bridge opened on Tuesday.", "Tuesday", "2019-01-08", "2019-01-08"),
        ("The bridge will open on Tuesday.", "Tuesday", "2019-01-15", "2019-01-15"),
        ("The bridge opened last Friday.", "last Friday", "2019-01-04", "2019-01-04"),
        ("The bridge opened this past Sunday.", "this past Sunday", "2019-01-06", "2019-01-06"),
        ("The bridge opened yesterday.", "yesterday", "2019-01-09", "2019-01-09"),
        ("The bridge opened last week.", "last week", "2019-W01", "2018-12-31/2019-01-06"),
        ("It opened over the weekend.", "the weekend", "2019-W01-WE", "2019-01-05/2019-01-06"),
        ("The bridge opened last month.", "last month", "2018-12", "2018-12"),
        ("It opened earlier this month.", "earlier this month", "2019-01", "2019-01"),
        ("The bridge will open next year.", "next year", "2020", "2020"),
        ("The bridge opened three years ago.", "three years ago", "2016", "2016~"),
        ("The bridge opened two days ago.", "two days ago", "2019-01-08", "2019-01-08"),
        ("The bridge opened a week after Christmas.", "a week after Christmas", "2019-W01", None),
        ("It opened at 5 pm on Monday.", "5 pm on Monday", "2019-01-07T17:00", None),
        ("It opened at 5:30 p.m. yesterday.", "5:30 p.m. yesterday", "2019-01-09T17:30", None),
        ("It opened on Monday morning.", "Monday morning", "2019-01-07TMO", "2019-01-07"),
        ("It opened last night.", "last night", "2019-01-09TNI", "2019-01-09"),
        ("The bridge opened in the 1990s.", "the 1990s", "199", "199X"),
        ("The bridge opened in the late '70s.", "the late '70s", "197", "197X"),
        ("It was built in the 19th century.", "the 19th century", "18", "18XX"),
        ("It was built in 44 BC.", "44 BC", "BC0044", "-0043"),
        ("The bridge opened last summer.", "last summer", "2018-SU", "2018-22"),
        ("It opened in the spring of 2018.", "the spring of 2018", "2018-SP", "2018-21"),
        (
            "It grew in the third quarter of 2018.",
            "the third quarter of 2018",
            "2018-Q3",
            "2018-35",
        ),
        (
            "It opened in the first week of May 2018.",
            "the first week of May 2018",
            "2018-W18",
            None,
        ),
        ("The bridge opened on Easter Monday 2018.", "Easter Monday 2018", "2018-04-02", None),
        ("The bridge opened on Christmas Eve.", "Christmas Eve", "2018-12-24", "2018-12-24"),
        ("The work took three days.", "three days", "P3D", None),
        ("The work took two and a half years.", "two and a half years", "P2Y6M", None),
        ("The work took half an hour.", "half an hour", "PT30M", None),
        ("A 25-year-old driver was hurt.", "25-year-old", "P25Y", None),
        ("The work took several weeks.", "several weeks", "PXW", None),
        ("The ferry sails every Friday.", "every Friday", "XXXX-WXX-5", None),
        ("The ferry sails every two weeks.", "every two weeks", "P2W", None),
        ("The ferry sails twice a day.", "twice a day", "P1D", None),
        (
            "It opened on the twenty-first of May 2018.",
            "the twenty-first of May 2018",
            "2018-05-21",
            None,
        ),
        ("The bridge opened last Oct. 23.", "last Oct. 23", "2018-10-23", "2018-10-23"),
        ("The paper said on Monday, Oct. 26: it is open.", "Monday, Oct. 26", "2018-10-26", None),
        ("The bridge opened at noon on Friday.", "noon on Friday", "2019-01-04T12:00", None),
        (
            "It opened at half past ten on Friday.",
            "half past ten on Friday",
            "2019-01-04T10:30",
            None,
        ),
        (
            "The week of March 4 will be busy.",
            "The week of March 4",
            "2019-W10",
            "2019-03-04/2019-03-10",
        ),
        (
            "It closed the day before last Tuesday.",
            "the day before last Tuesday",
            "2018-12-31",
            None,
        ),
        ("Trade grew in Q3 2018.", "Q3 2018", "2018-Q3", "2018-35"),
        ("Trade grew in the first half of 2018.", "the first half of 2018", "2018-H1", "2018-40"),
        ("Trade grew in fiscal year 2018.", "fiscal year 2018", "FY2018", None),
        ("The bridge opened on Thanksgiving.", "Thanksgiving", "2018-11-22", "2018-11-22"),
        ("The bridge opened on Labor Day 2018.", "Labor Day 2018", "2018-09-03", "2018-09-03"),
        ("The bridge opened on Good Friday 2018.", "Good Friday 2018", "2018-03-30", None),
        ("It was built in the 3rd century BC.", "the 3rd century BC", "BC02", None),
        ("It was built in the mid-1980s.", "the mid-1980s", "198", "198X"),
        ("It opened some 20 years ago.", "some 20 years ago", "1999", "1999~"),
        ("The office is open 24 hours a day.", "24 hours a day", "P1D", None),
        ("The port is today a museum.", "today", "PRESENT_REF", None),
        ("The bridge is now open.", "now", "PRESENT_REF", None),
        ("The bridge opened recently.", "recently", "PAST_REF", None),
    ],
)
def test_a_time_has_its_span_value_and_date(
    text: str, words: str, value: str, dated: str | None
) -> None:
    time = one(text)
    assert text[slice(*time.span)].lower() == words.lower()
    assert time.value == value
    if dated:
        assert time.edtf == dated


def test_clock_times_have_seconds_and_the_zone_that_is_told() -> None:
    assert one("It opened at 1430 UTC on Monday.").edtf == "2019-01-07T14:30:00Z"
    assert one("It opened at 9 a.m. EST on Monday.").edtf == "2019-01-07T09:00:00-05:00"
    assert one("It opened at 9 a.m. local time on Monday.").edtf == "2019-01-07T09:00:00"


def test_times_of_one_moment_share_their_day() -> None:
    times = found("The storm struck at 8:30 p.m. (2030 UTC) on Monday.")
    assert set(times.values()) == {"2019-01-07T20:30", "2019-01-07T20:30Z"}


def test_days_of_a_list_share_their_month() -> None:
    assert list(found("They met on March 3 and 5, 2018.").values()) == ["2018-03-03", "2018-03-05"]


@pytest.mark.parametrize(
    "text",
    [
        "You may march with us.",
        "Theresa May spoke first.",
        "The second man sat down.",
        "Prices fall when the springs run dry.",
        "He read USA Today on the train.",
        "It weighs 2000 kilograms.",
        "The minister won 1850 votes.",
        "The flag is 1.85 metres wide.",
        "They live on the third floor.",
        "The six-year-old boy was hurt.",
        "The Daily Courier reported it.",
        "From the moment he came, it rained.",
        "The children sat by the spring and saw leaves fall.",
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("She came in May.", "May", "2018-05"),
        ("The second of March was cold.", "The second of March", "2018-03-02"),
        ("The fall of 2018 was wet.", "The fall of 2018", "2018-FA"),
        ("He left on Sat., March 3, 2018.", "Sat., March 3, 2018", "2018-03-03"),
        ("It took one second.", "one second", "PT1S"),
    ],
)
def test_words_with_two_meanings_are_times_where_the_parse_says_so(
    text: str, words: str, value: str
) -> None:
    assert found(text) == {words: value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The council met on Tuesday.", "2019-01-08"),
        ("The board meets on Tuesday.", "2019-01-15"),
        ("The council is to meet and vote on Tuesday.", "2019-01-15"),
        ("Ministers plan to meet on Tuesday.", "2019-01-15"),
        ("Ministers planned a rally on Saturday.", "2019-01-12"),
        ("Ministers have called Tuesday a failure.", "2019-01-08"),
        ("The judge ordered her to appear on Friday.", "2019-01-11"),
        ("The deadline is Tuesday.", "2019-01-15"),
        ("The court date is July 16.", "2019-07-16"),
        ("The curfew was extended until Tuesday.", "2019-01-15"),
        ("Nobody had been charged until Tuesday.", "2019-01-08"),
        ("The mayor cancelled Saturday's parade.", "2019-01-12"),
        ("The mayor called off Saturday's parade.", "2019-01-12"),
        ("Friday's attempt was called off.", "2019-01-04"),
    ],
)
def test_the_verb_tells_where_a_day_lies(text: str, value: str) -> None:
    assert one(text).value == value


def test_what_is_told_of_an_event_is_dated_from_it() -> None:
    text = (
        "A driver was shot dead on 3 March 2018. Police came the day after the shooting. He was "
        "shot at 10 p.m. near the port. Two hours later the port was closed."
    )
    assert found(text) == {
        "3 March 2018": "2018-03-03",
        "the day after": "2018-03-04",
        "10 p.m.": "2018-03-03T22:00",
        "Two hours later": "2018-03-04T00:00",
    }


def test_a_length_from_an_event_has_the_date_that_it_leads_to() -> None:
    dated = read("The vote was held on 5 March 2018. The council met ten days before the vote.")
    time = dated._.times[1]
    assert (time.type, time.value, time.edtf) == ("DURATION", "P10D", "2018-02-23")
    alone = one("The council met ten days before the vote.")
    assert (alone.value, alone.edtf) == ("P10D", None)


def test_another_word_for_an_event_will_do_where_nothing_else_is_dated() -> None:
    text = "He was killed on Friday. His brother came the day after his death."
    assert found(text)["the day after"] == "2019-01-05"
    two = "He was killed on Friday. A guard died on Sunday. They left the day after the murder."
    assert found(two)["the day after"] == "XXXX-XX-XX"


def test_a_time_does_not_reach_over_the_line() -> None:
    times = found("Saturday, June 1, 2018\n\nAt 5 p.m. on Wednesday it rained.")
    assert times == {
        "Saturday, June 1, 2018": "2018-06-01",
        "5 p.m. on Wednesday": "2019-01-09T17:00",
    }


def test_the_story_moves_the_point_that_times_are_counted_from() -> None:
    text = (
        "The ferry sank on 3 March 2017. Two days later the minister resigned. The following "
        "Monday his deputy left. That year no other ferry sailed."
    )
    assert found(text) == {
        "3 March 2017": "2017-03-03",
        "Two days later": "2017-03-05",
        "The following Monday": "2017-03-06",
        "That year": "2017",
    }


def test_what_is_quoted_counts_from_the_day_it_was_said() -> None:
    text = 'The minister wrote on Monday: "Today we opened the bridge."'
    assert found(text)["Today"] == "2019-01-07"


UNITS = st.sampled_from(["days", "weeks", "months", "years"])
COUNTS = st.sampled_from(["two", "three", "12", "several", "a few"])
OPEN = st.one_of(
    st.sampled_from(["on", "last", "next", "since", "until", "by", "early on"]).flatmap(
        lambda lead: st.sampled_from(list(calendar.day_name)).map(lambda day: f"{lead} {day}")
    ),
    st.sampled_from(list(calendar.month_name)[1:]).map(lambda month: f"in {month}"),
    st.dates().map(lambda d: f"on {d.day} {d:%B}"),
    st.builds("{} {} {}".format, COUNTS, UNITS, st.sampled_from(["ago", "later", "earlier"])),
    st.builds("{} {} after the vote".format, COUNTS, UNITS),
    st.sampled_from(["last", "this", "next"]).flatmap(
        lambda turn: st.sampled_from(["week", "month", "year", "weekend", "summer", "night"]).map(
            lambda unit: f"{turn} {unit}" if (turn, unit) != ("this", "night") else "tonight"
        )
    ),
    st.sampled_from(
        [
            "today", "yesterday", "tomorrow", "at 5 p.m.", "at noon on Friday", "this morning",
            "the following day", "the following Monday", "that year", "at the time", "overnight",
            "in the third quarter", "in the spring", "on Easter Monday", "on Christmas Eve",
            "over the weekend", "the day before the vote", "an hour later", "from Monday to Friday",
        ]
    ),
)  # fmt: skip
CLAUSES = st.sampled_from(
    ["The bridge opened", "The council will vote", "It closed", "The mayor called off the vote"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.builds("{} {}.".format, CLAUSES, OPEN), min_size=1, max_size=6))
def test_nothing_is_dated_that_neither_the_text_nor_a_publication_fixes(
    sentences: list[str],
) -> None:
    assert [t.edtf for t in read(" ".join(sentences), None)._.times if t.edtf] == []


def test_without_a_day_of_publication_what_is_known_is_kept() -> None:
    assert found("The bridge opened on Tuesday.", None) == {"Tuesday": "XXXX-WXX-2"}
    assert found("The bridge opened in 2012.", None) == {"2012": "2012"}


def test_spans_are_in_the_document_too() -> None:
    doc = read("The bridge opened on Tuesday, 5 March 2019.")
    assert [s.text for s in doc.spans["times"]] == ["Tuesday, 5 March 2019"]


# ---- round trips


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


FORMS: list[Callable[[date], str]] = [
    lambda d: d.isoformat(),
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day:02} {d:%b} {d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b}. {d.day}, {d.year}",
    lambda d: f"{d:%B} {_ordinal(d.day)}, {d.year}",
    lambda d: f"the {_ordinal(d.day)} of {d:%B} {d.year}",
    lambda d: f"{d:%A}, {d.day} {d:%B} {d.year}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%a}., {d:%b}. {d.day}, {d.year}",
]


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1500, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMS), st.booleans())
def test_a_date_in_any_form_is_itself(
    day: date, form: Callable[[date], str], is_published: bool
) -> None:
    text = f"The bridge was opened on {form(day)}."
    time = one(text, PUBLISHED if is_published else None)
    assert time.value == time.edtf == day.isoformat()


DAYS = st.dates(date(1500, 1, 1), date(2199, 12, 31))
YEARS = st.integers(1500, 2199)
CENTURIES = {"eleventh": 10, "fifteenth": 14, "eighteenth": 17, "twentieth": 19, "twenty-first": 20}
QUARTERS = {"first": 33, "second": 34, "third": 35, "fourth": 36}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}


def _of_year(forms: dict[str, int], form: str) -> st.SearchStrategy[tuple[str, str]]:
    """A part of a year, in words and in EDTF."""
    return st.tuples(st.sampled_from(list(forms.items())), YEARS).map(
        lambda part: (form.format(part[0][0], part[1]), f"{part[1]}-{part[0][1]}")
    )


PERIODS: st.SearchStrategy[tuple[str, str]] = st.one_of(
    YEARS.map(lambda y: (f"in {y}", f"{y}")),
    YEARS.map(lambda y: (f"around {y}", f"{y}~")),
    DAYS.map(lambda d: (f"in {d:%B %Y}", f"{d:%Y-%m}")),
    DAYS.map(lambda d: (f"in {d:%B} of {d.year}", f"{d:%Y-%m}")),
    st.integers(150, 219)
    .filter(lambda n: n % 10)
    .map(lambda n: (f"in the {n}0s", f"{n}X")),
    st.integers(11, 20).map(lambda n: (f"in the {_ordinal(n)} century", f"{n - 1}XX")),
    st.sampled_from(list(CENTURIES.items())).map(lambda c: (f"in the {c[0]} century", f"{c[1]}XX")),
    st.integers(2, 2999).map(lambda n: (f"in {n} BC", f"-{n - 1:04}")),
    st.just(("in 1 BC", "0000")),
    _of_year(SEASONS, "in the {} of {}"),
    _of_year(SEASONS, "in {} {}"),
    _of_year(QUARTERS, "in the {} quarter of {}"),
    _of_year({"Q1": 33, "Q2": 34, "Q3": 35, "Q4": 36}, "in {} {}"),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(PERIODS, st.booleans())
def test_a_period_in_any_form_is_itself(period: tuple[str, str], is_published: bool) -> None:
    words, dated = period
    time = one(f"The bridge was built {words}.", PUBLISHED if is_published else None)
    assert time.edtf == dated
    parse_edtf(dated)


def _clock(t: dt.time) -> list[str]:
    hour = t.hour % 12 or 12
    half = "a.m." if t.hour < 12 else "p.m."
    return [
        f"{hour}:{t.minute:02} {half}",
        f"{t.hour:02}:{t.minute:02}",
        f"{hour}:{t.minute:02}{half[0]}m",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.times(),
    st.integers(0, 2),
    st.sampled_from(["", " UTC", " GMT", " local time", " EST"]),
)
def test_a_clock_time_in_any_form_is_itself(day: date, at: dt.time, form: int, zone: str) -> None:
    time = one(f"The bridge fell at {_clock(at)[form]}{zone} on {day:%B} {day.day}, {day.year}.")
    offset = {" UTC": "Z", " GMT": "Z", " EST": "-05:00"}.get(zone, "")
    assert time.edtf == f"{day.isoformat()}T{at:%H:%M}:00{offset}"
    parse_edtf(time.edtf)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 99),
    st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year", "decade"]),
)
def test_a_length_is_itself(n: int, unit: str) -> None:
    code = {"month": "M", "decade": "DE"}.get(unit, unit[0].upper())
    prefix = "PT" if unit in ("second", "minute", "hour") else "P"
    assert one(f"The work took {n} {unit}s.").value == f"{prefix}{n}{code}"


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(2, 60), st.sampled_from([-1, 1]))
def test_days_are_counted_from_the_publication_and_from_the_story(
    day: date, n: int, sign: int
) -> None:
    ago = one(f"The bridge fell {n} days ago.", day.isoformat())
    assert ago.edtf == (day - timedelta(days=n)).isoformat()
    text = f"The bridge was opened on {day:%B} {day.day}, {day.year}. It fell {n} days "
    _, told = read(text + ("later." if sign > 0 else "earlier."), None)._.times
    assert told.edtf == (day + sign * timedelta(days=n)).isoformat()


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-6, 0))
def test_a_weekday_said_of_the_past_is_the_last_one(published: date, back: int) -> None:
    day = published + timedelta(days=back)
    text = f"The bridge opened on {calendar.day_name[day.weekday()]}."
    assert one(text, published.isoformat()).edtf == day.isoformat()


VALUES = st.one_of(
    st.dates().map(date.isoformat),
    st.from_regex(r"[12][0-9]{3}(-(0[1-9]|1[0-2]|SP|SU|FA|WI|Q[1-4]|H[12]|W(0[1-9]|[1-4][0-9])(-WE)?))?",
                  fullmatch=True),
    st.from_regex(r"201[0-9]-0[1-9]-1[0-9]T(0[0-9]|2[0-3]):[0-5]0(:[0-5]0)?Z?", fullmatch=True),
    st.from_regex(r"[12][0-9]{3}-0[1-9]-(1[0-9]|2[0-8])T(MO|AF|EV|NI)", fullmatch=True),
    st.from_regex(r"[12][0-9][0-9]?|BC0[1-9][0-9][0-9]", fullmatch=True),
    st.sampled_from(["XXXX-WXX-2", "PRESENT_REF", "P3D", "FY2019", "XXXX-03-05", "T15:00", ""]),
)  # fmt: skip


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_what_is_given_as_edtf_is_edtf(value: str, approximate: bool) -> None:
    dated = edtf(value, approximate)
    if dated is not None:
        parse_edtf(dated)
    assert (dated is None) == (value == "" or value[0] in "XPFT")


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789-–/:.,' “”\nMayofthekinWdsadt"), max_size=80))
def test_any_text_is_read(text: str) -> None:
    for found_time in read(text)._.times:
        start, end = found_time.span
        assert text[start:end].strip() == text[start:end] != ""


def test_the_time_it_takes_grows_with_the_text_and_no_faster() -> None:
    text = "On Monday, March 5, 2018, at 5 p.m., two and a half years later, the 1990s came. "

    def seconds(n: int) -> float:
        doc = pipeline().make_doc(text * n)
        doc._.published = PUBLISHED
        start = time.perf_counter()
        annotate(doc)
        return time.perf_counter() - start

    seconds(10)
    assert seconds(400) < 40 * max(seconds(40), 0.01)


# ---- the day of publication


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Wednesday, October 2, 2019\n\nA bridge fell.", "2019-10-02"),
        ("PORT ANSELM, 5 March 2019 – A bridge fell.", "2019-03-05"),
        ("Tuesday, October 11, 2016 – The minister left.", "2016-10-11"),
        ("Ferry bought\n\nPORT ANSELM, Norway, April 3, 2018 /Wire/ -- It is.", "2018-04-03"),
        ("Published: 2019-03-05 12:30\nA bridge fell.", "2019-03-05"),
        ("A bridge fell\nBy Ada Moreau\n11 October 2016\nThe minister left.", "2016-10-11"),
        ("Wednesday, October 3, 2019\n\nThe weekday is wrong.", None),
        ("The bridge of 5 March 2019 was the first.", None),
        ("On 11 September 2001, the bridge fell.", None),
        ("5/3/2019\nThe day or the month?", None),
        ("A bridge fell on Tuesday.", None),
        ("", None),
    ],
)
def test_the_day_of_publication_is_told_only_where_the_text_fixes_it(
    text: str, published: str | None
) -> None:
    assert infer(text) == published


def test_no_article_breaks_the_rules(corpora: Path) -> None:
    for path in sorted((corpora / "wikinews-2019").glob("2019-0[1-3]*.md"))[:12]:
        text = path.read_text(encoding="utf-8")
        doc = read(text, path.name[:10])
        assert all(text[slice(*t.span)].strip() for t in doc._.times)
        for dated in filter(None, (t.edtf for t in doc._.times)):
            parse_edtf(dated)

"""When: time expressions with their TIMEX3 values and EDTF, on sentences of our own."""

from __future__ import annotations

import calendar
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
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert found(text) == {}


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


RELATIVE = (
    "The bridge opened on Tuesday. It closed last week, in October and on 5 March. Today it "
    "rained, and at 5 pm two days ago it snowed. Next summer, on Easter Monday, over the "
    "weekend and this "
    "morning people came. A year ago, in the third quarter, the following day, that month and at "
    "noon on Friday they left. Three weeks after Christmas it will open again. At the time it hurt."
)


def test_nothing_is_dated_without_a_day_of_publication() -> None:
    times = read(RELATIVE, None)._.times
    assert len(times) >= 15
    assert [t.edtf for t in times] == [None] * len(times)
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
    st.from_regex(r"201[0-9]-0[1-9]-[12][0-9]T(0[0-9]|2[0-3]):[0-5]0(:[0-5]0)?Z?", fullmatch=True),
    st.from_regex(r"[12][0-9]{3}-0[1-9]-[12][0-9]T(MO|AF|EV|NI)", fullmatch=True),
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

"""Dates for people, for machines and for a scale."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import edtf


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2016-10-11", "11 October 2016"),
        ("2016-10", "October 2016"),
        ("2016", "2016"),
        ("2016-10-12/2016-10-14", "12–14 October 2016"),
        ("2016-09-30/2016-10-02", "30 September – 2 October 2016"),
        ("2015-12-30/2016-01-02", "30 December 2015 – 2 January 2016"),
        ("2016-10-03/2016-10-09", "week of 3–9 October 2016"),
        ("2016-10-08/2016-10-09", "weekend of 8–9 October 2016"),
        ("2016-03/2016-05", "March–May 2016"),
        ("2012/2014", "2012–2014"),
        ("2015-09/..", "since September 2015"),
        ("../2015", "until 2015"),
        ("2016~", "about 2016"),
        ("2016-10?", "perhaps October 2016"),
        ("2016-21", "spring 2016"),
        ("2016-35", "third quarter of 2016"),
        ("199X", "the 1990s"),
        ("18XX", "the 19th century"),
        ("2020-05-30T19:22:00Z", "30 May 2020, 19:22 UTC"),
        ("-0043", "44 BC"),
        ("“last spring”", "“last spring”"),
        ("2016-02-30", "2016-02-30"),
        ("", ""),
    ],
)
def test_in_words(text: str, said: str) -> None:
    assert edtf.words(text) == said


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2016-10-11", "2016-10-11"),
        ("2016-10", "2016-10"),
        ("2016", "2016"),
        ("2020-05-30T19:22:00Z", "2020-05-30T19:22Z"),
        ("2016~", None),
        ("2016-21", None),
        ("2015/..", None),
        ("199X", None),
        ("0000", None),
        ("“Tuesday”", None),
    ],
)
def test_datetime_only_where_html_has_one(text: str, value: str | None) -> None:
    assert edtf.machine(text) == value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-36", date(2016, 10, 1), date(2016, 12, 31)),
        ("2016-24", date(2016, 12, 1), date(2017, 2, 28)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("2015-09/2016", date(2015, 9, 1), date(2016, 12, 31)),
    ],
)
def test_on_a_scale_from_first_to_last_day(text: str, first: date, last: date) -> None:
    dated = edtf.read(text)
    assert dated
    assert (dated.first, dated.last) == (first.toordinal(), last.toordinal())


@given(st.dates(), st.dates())
def test_days_and_intervals_are_read_as_they_are(one: date, other: date) -> None:
    start, end = sorted((one, other))
    dated = edtf.read(f"{start.isoformat()}/{end.isoformat()}")
    assert dated
    assert (dated.first, dated.last) == (start.toordinal(), end.toordinal())
    assert edtf.machine(one.isoformat()) == one.isoformat()
    assert edtf.year_of(one.toordinal()) == one.year


@given(st.text())
def test_any_text_is_said_somehow(text: str) -> None:
    assert isinstance(edtf.words(text), str)
    edtf.machine(text)

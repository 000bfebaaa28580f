"""Which item of one explainer is which of another, and which of them have moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.explainer.alignment import (
    LEAD,
    Unit,
    match,
    meaning,
    moved,
    outline,
    paragraphs,
    same,
    says_the_same,
)
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Item,
    Prose,
    QuoteRow,
    Row,
    Section,
)


def units(*items: Item, section: str = "quotes") -> list[Unit]:
    return [Unit(item, section) for item in items]


def pairs(
    olds: list[Unit], news: list[Unit], in_place: list[Unit] | None = None
) -> list[tuple[int, int]]:
    """By their places in the two lists."""
    found = match(olds, news, in_place)
    return sorted((olds.index(old), news.index(new)) for old, new in found.items())


# Outlines


def test_sections_go_by_their_kind_or_their_heading() -> None:
    sections = (
        Section("quotes", "Who said what"),
        Section("prose", "Notes"),
        Section("quotes", "Who said what", level=3),
        Section("prose", "Notes"),
        Section("quotes", "Who said what", level=3),
    )
    found = outline(Explainer("Ferry", sections=sections))
    assert list(found.sections.values()) == list(sections)
    assert list(found.sections) == [
        "quotes",
        "prose Notes 0",
        "quotes Who said what 0",
        "prose Notes 1",
        "quotes Who said what 1",
    ]
    assert [found.kind(k) for k in ("quotes", "quotes Who said what 1", "prose Notes 1")] == [
        "quotes",
        "quotes",
        "prose",
    ]
    assert found.kind(LEAD) == "prose"


def test_prose_is_taken_apart_into_blocks_items_and_definitions() -> None:
    text = "One\ntwo.\n\n\n- a\n- b\n\n[x]: y\n[z]: y\n\nLast.\n\n[end]: y"
    row = QuoteRow("Moreau", "“No.”", id="q1")
    article = Section("article", "The article", items=(Prose(text),))
    quotes = Section("quotes", "Who said what", items=(row, Prose("Below.")))
    found = outline(Explainer("Ferry", standfirst="Above.", sections=(quotes, article)))
    assert [(u.section, u.what) for u in found.units[:3]] == [
        (LEAD, Prose("Above.")),
        ("quotes", row),
        ("quotes", Prose("Below.")),
    ]
    blocks = found.within("article")
    assert [(u.what.text, u.gap, u.line) for u in blocks if isinstance(u.what, Prose)] == [
        ("One\ntwo.", "", 0),
        ("- a", "\n\n\n", 4),
        ("- b", "\n", 5),
        ("[x]: y\n[z]: y", "\n\n", 7),
        ("Last.", "\n\n", 10),
        ("[end]: y", "\n\n", 12),
    ]
    assert [u.before for u in blocks] == [None, *blocks[:-1]]
    assert {u.whole for u in blocks} == {Prose(text)}
    assert found.units[1].whole is None


def test_a_text_may_begin_with_a_definition() -> None:
    found = outline(Explainer("Ferry", standfirst="[x]: y\n\nOne."))
    assert [u.what for u in found.units] == [Prose("[x]: y"), Prose("One.")]


# What is counted, and what says the same


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One.", 1),
        ("- a\n\n  still a\n- b\n  - within b", 2),
        ("1. a\n2. b", 2),
        ("> One.\n>\n> Two.", 2),
        ("> - a\n> - b\n>\n> After.", 3),
        ("## Heading", 0),
        ("    code", 0),
        ("[^1]: A note.", 0),
        ("   [^1]: A note.", 0),
        ("See [^1]: a note.", 1),
        ("[^a b]: no note", 1),
        ("[a]: definition", 0),
    ],
)
def test_paragraphs_and_items_of_lists_are_counted(text: str, number: int) -> None:
    assert paragraphs(text) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*much*", "_much_"),
        ("One\ntwo", "One   two"),
        ("One **bold**\ntwo", "One  **bold** two"),
        ("*One*  \ntwo", "*One* two"),
        ("3. a\n4. b", "1. a\n1. b"),
        ("- a", "+ a"),
        ("“One,” she said", "“One,”\nshe said"),
        ("| a |\n| --- |\n| b |", "|a|\n|-|\n|b|"),
        ("a \\& b", "a & b"),
    ],
)
def test_layout_has_no_meaning(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*much*", "much"),
        ("~~much~~", "much"),
        ("    much", "much"),
        ("- much", "much"),
        ("- a", "1. a"),
        ("One\n\ntwo", "One\ntwo!"),
        ("[a](b)", "[a](c)"),
        ("<b>a</b>", "a"),
        ("| a |\n| --- |\n| b |", "| a | | --- | | b |"),
        ("Much", "much"),
        ("a_b_", "ab"),
    ],
)
def test_all_else_has(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


@given(st.lists(st.text(st.sampled_from("abÄé7 “”‘’,;…"), max_size=6), max_size=4).map("\n".join))
def test_words_without_marks_mean_what_they_mean_with_one(text: str) -> None:
    """They are not rendered to be compared, which takes long."""
    words = " ".join(text.split())
    assert not words or meaning(f"x {words}") + "!" == meaning(f"x {words} !").replace(
        " !</p>", "</p>!"
    )


def test_fields_of_markdown_are_compared_by_meaning_and_others_as_they_are() -> None:
    assert same("what", QuoteRow, "*No*", "_No_")
    assert not same("what", QuoteRow, "*No*", "No")
    assert same("name", ActorRow, "A *b*", "A *b*")
    assert not same("name", ActorRow, "A *b*", "A _b_")
    assert not same("when", QuoteRow, "2016", "2017")


def test_ids_and_numbers_of_paragraphs_say_nothing() -> None:
    row = QuoteRow("Moreau", "*No*", "said", "2016", paragraphs=(1,), id="q1")
    assert says_the_same(row, QuoteRow("Moreau", "_No_", "said", "2016", (2,), "q2"))
    for other in (
        QuoteRow("Lindt", "*No*", "said", "2016"),
        QuoteRow("Moreau", "*Yes*", "said", "2016"),
        QuoteRow("Moreau", "*No*", "wrote", "2016"),
        QuoteRow("Moreau", "*No*", "said", "2017"),
        QuoteRow("Moreau", "*No*", "said", "2016", elsewhere="[Board](b)"),
        QuoteRow("Moreau", "*No*", "said", "2016", more=(("Note", "x"),)),
        EventRow("2016", "*No*"),
        Prose("*No*"),
    ):
        assert not says_the_same(row, other)
    assert says_the_same(ActorRow("Moreau", "person"), ActorRow("Moreau", "person", id="m"))
    assert not says_the_same(ActorRow("Moreau", "person"), ActorRow("Moreau", "place"))
    assert says_the_same(Prose("One\ntwo"), Prose("One two"))


# Which is which


def test_an_id_tells_before_words_and_words_before_likeness() -> None:
    one, two = QuoteRow("Moreau", "the ferry will not sail", id="q1"), QuoteRow("Lindt", "no")
    olds = units(one, two, QuoteRow("Abara", "yes", id="q3"))
    news = units(
        QuoteRow("Moreau", "the ferry will not sail", id="q9"),
        QuoteRow("Abara", "something else", id="q1"),
        QuoteRow("Lindt", "no", id="q2"),
        QuoteRow("Abara", "yes", id="q3"),
    )
    assert pairs(olds, news) == [(0, 1), (1, 2), (2, 3)]
    # Of two with the same id, the one that says the same is the one.
    news = units(QuoteRow("Lindt", "the ferry will not sail", id="q1"), one)
    assert pairs(units(one), news) == [(0, 1)]
    # Each only once.
    assert pairs(units(one, one), units(one)) == [(0, 0)]
    assert pairs(units(two, two), units(two, two)) == [(0, 0), (1, 1)]


def test_without_an_id_two_rows_are_not_one_for_that() -> None:
    assert pairs(units(QuoteRow("Moreau", "no")), units(QuoteRow("Moreau", "yes"))) == []


def test_rows_go_from_section_to_section_and_prose_does_not() -> None:
    actor, prose = ActorRow("Moreau", "person"), Prose("One two three four five.")
    olds = [Unit(actor, "actors"), Unit(prose, "actors")]
    news = [Unit(actor, "also"), Unit(prose, "also")]
    assert pairs(olds, news) == [(0, 0)]
    assert pairs(units(prose), units(EventRow("", "One two three four five."))) == []
    assert pairs(units(QuoteRow("", "a b c d e")), units(EventRow("", "a b c d e"))) == []


@pytest.mark.parametrize(
    ("old", "new", "is_one"),
    [
        ("a b c d e", "a b c d f", True),  # 8 of 10
        ("a b c d", "a b c d e f g h", True),  # 8 of 12
        ("a b c d", "a b c d e f g h i j", False),  # 8 of 14
        ("a b c d e f", "a b c d w x y z", False),  # 8 of 14
        ("a b c", "a b c d", False),  # three are too few
        ("a b c", "c b a", True),  # but not where they are all
        ("A B c d e!", "a “b” C D f", True),
        ("", "", False),
        ("!", "?", False),
    ],
)
def test_similar_words_make_one_of_two_rows(old: str, new: str, is_one: bool) -> None:
    found = pairs(units(QuoteRow("Moreau", old)), units(QuoteRow("Lindt", new)))
    assert found == ([(0, 0)] if is_one else [])


def test_names_need_one_word_in_common_and_aliases_are_names() -> None:
    def are_one(one: Row, other: Row) -> bool:
        return bool(match(units(one), units(other)))

    assert are_one(ActorRow("Ada Moreau", "person"), ActorRow("A Moreau", "place")) is False
    assert are_one(ActorRow("Ada Moreau", "person"), ActorRow("Moreau", "place"))
    assert are_one(
        ActorRow("Harbour Board", "group", ("HB",)), ActorRow("Board", "group", ("HB", "Harbour"))
    )
    assert not are_one(ActorRow("Ada Moreau", "person"), ActorRow("Bela Lindt", "person"))


def test_the_most_similar_ones_are_paired_first_and_none_twice() -> None:
    olds = units(EventRow("", "a b c d e f"), EventRow("", "a b c d e x"))
    news = units(EventRow("", "a b c d x y"), EventRow("", "a b c d e f z"))
    assert pairs(olds, news) == [(0, 1), (1, 0)]
    assert pairs(olds, news[:1]) == [(1, 0)]
    assert pairs(olds[:1], news) == [(0, 1)]


def test_prose_between_the_same_neighbours_is_one_whatever_it_says() -> None:
    top, end = Prose("The first of them."), Prose("The last of them.")
    one, other, more = Prose("Before."), Prose("Afterwards!"), Prose("Further on.")
    olds, news = units(top, one, end), units(top, other, end)
    assert pairs(olds, news) == [(0, 0), (1, 1), (2, 2)]
    assert pairs(olds, news, in_place=[]) == [(0, 0), (2, 2)]
    assert pairs(olds, news, in_place=[olds[1]]) == [(0, 0), (1, 1), (2, 2)]
    assert pairs(units(one), units(other)) == [(0, 0)]
    assert pairs(units(one, top, more), units(other, top)) == [(0, 0), (1, 1)]
    assert pairs(units(one, top), units(top, other)) == [(1, 0)]
    assert pairs(units(one), [Unit(other, "timeline")]) == []
    # Two that came in its place: it is the first.
    assert pairs(olds, units(top, other, more, end)) == [(0, 0), (1, 1), (2, 3)]
    # Rows stand in no one's way.
    row = QuoteRow("Moreau", "no", id="q1")
    assert pairs(units(top, row, one), units(row, top, other)) == [(0, 1), (1, 0), (2, 2)]
    # What one text has in another order tells nothing of what is between.
    assert pairs(units(top, one, end), units(end, other, top)) == [(0, 2), (2, 0)]


# What has moved


def rows(names: str, section: str = "actors") -> list[Unit]:
    return [Unit(ActorRow(name, id=name), section) for name in names]


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "dabc", "d"),
        ("abcd", "bcda", "a"),
        ("abcd", "xbyd", ""),
        ("ab", "", ""),
        ("", "ab", ""),
        ("abcdefg", "gfabcde", "fg"),
    ],
)
def test_as_few_as_can_be_have_moved(before: str, after: str, gone: str) -> None:
    olds, news = rows(before), rows(after)
    found = moved(olds, news, match(olds, news))
    assert "".join(sorted(str(u.what.name) for u in found if isinstance(u.what, ActorRow))) == gone


def test_what_stands_in_another_section_has_moved_and_each_section_has_its_order() -> None:
    olds = [*rows("ab"), *rows("cd", "also")]
    news = [*rows("d", "also"), *rows("c", "also"), *rows("a"), *rows("b", "also")]
    found = match(olds, news)
    assert moved(olds, news, found) == {olds[1], olds[2]} or moved(olds, news, found) == {
        olds[1],
        olds[3],
    }


@given(st.permutations(range(9)))
def test_what_has_not_moved_keeps_its_order(order: list[int]) -> None:
    olds = rows("abcdefghi")
    news = [Unit(olds[n].what, "actors") for n in order]
    found = match(olds, news)
    out = moved(olds, news, found)
    left = [news.index(found[u]) for u in olds if u not in out]
    assert left == sorted(left)
    longest = [1] * len(order)
    for i in range(len(order)):
        longest[i] = max([longest[j] + 1 for j in range(i) if order[j] < order[i]], default=1)
    assert len(left) == max(longest)

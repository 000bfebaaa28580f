"""Merging: what the machine drafts anew comes in, what an editor wrote stays."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.explainer import read, write
from generator.explainer.merge import Conflict, Merged, merge
from generator.explainer.model import Explainer
from tests.explainer.test_round_trip import EXPLAINERS


def parsed(text: str) -> Explainer:
    return read(text, "content/ferry.md")[0]


def said(text: str) -> Explainer:
    """What an explainer says; the order of its front matter does not count."""
    explainer = parsed(text)
    return replace(explainer, extra=tuple(sorted(explainer.extra, key=str)))


def merged(last: str, draft: str, edited: str) -> Merged:
    return merge(parsed(last), parsed(draft), parsed(edited))


def unnumbered(text: str) -> str:
    return re.sub(r"\[¶ \d+\]\(#p\d+", "", re.sub(r", \[¶ \d+\]\(#p\d+\)", "", text))


def after(last: str, draft: str, edited: str) -> str:
    return write(merged(last, draft, edited).explainer)


@st.composite
def related(draw: st.DrawFn) -> tuple[str, str]:
    """Two explainers, the second of them with some items of the first."""
    one, other = draw(EXPLAINERS), draw(EXPLAINERS)
    sections = []
    for a, b in zip(one.sections, other.sections, strict=True):
        items = [*draw(st.permutations(a.items))][: draw(st.integers(0, 5))]
        for item in b.items[:1] if a.kind == "article" and not items else b.items:
            items.insert(draw(st.integers(0, len(items))), item)
        sections.append(replace(a, items=tuple(items[:1] if a.kind == "article" else items)))
    return write(one), write(replace(other, sections=tuple(sections)))


@settings(max_examples=60, deadline=None)
@given(related())
def test_what_only_the_machine_changed_is_the_new_draft(pair: tuple[str, str]) -> None:
    last, draft = pair
    result = merged(last, draft, last)
    assert not result.conflicts
    assert not result.kept
    assert said(write(result.explainer)) == said(draft)


@settings(max_examples=60, deadline=None)
@given(related())
def test_what_both_changed_alike_is_no_conflict(pair: tuple[str, str]) -> None:
    last, draft = pair
    result = merged(last, draft, draft)
    assert not result.conflicts
    assert write(result.explainer) == draft


@settings(max_examples=60, deadline=None)
@given(related())
def test_what_only_the_editor_changed_stays(pair: tuple[str, str]) -> None:
    last, edited = pair
    result = merged(last, last, edited)
    assert not result.conflicts
    if parsed(last).article == parsed(edited).article:
        assert write(result.explainer) == edited
    else:  # rows lead to other paragraphs of another article
        assert unnumbered(write(result.explainer)) == unnumbered(edited)


@settings(max_examples=60, deadline=None)
@given(related(), st.data())
def test_merging_again_changes_nothing(pair: tuple[str, str], data: st.DataObject) -> None:
    last, draft = pair
    edited = data.draw(related())[1]
    one = merged(last, draft, edited)
    other = merge(one.last, parsed(draft), parsed(write(one.explainer)), one.dropped)
    assert write(other.explainer) == write(one.explainer)
    assert write(other.last) == write(one.last)


@settings(max_examples=60, deadline=None)
@given(related(), related(), st.data())
def test_no_line_of_an_editors_is_lost(
    pair: tuple[str, str], other: tuple[str, str], data: st.DataObject
) -> None:
    last, draft = pair
    lines = (data.draw(st.sampled_from([last, other[1]]))).split("\n")
    for n in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(lines.index("---", 1) + 1, len(lines)))
        lines[at:at] = data.draw(st.sampled_from(OWN)).format(n).split("\n")
    edited = "\n".join(lines)
    text = after(last, draft, edited)
    assert [n for n in re.findall(r"own \d", edited) if n not in text] == []


OWN = (
    "\nOf my own {}.\n",
    "\n## Of my own {}\n",
    "\n- **My own {}** (person): mine\n",
    "| a sailor | “own {}” | said | | |",
    "\n```\n own {}\n```\n",
    "\n> own {}\n",
    "<!-- own {} -->",
)


# One thing at a time

LAST = """\
---
title: Ferry line closed
date: 2016-10-11
---

The minister has closed the line.

## Who’s who

- **Ada Moreau** (person; also Moreau): minister [¶ 1](#p1 "ada-moreau")
- **Harbour Board** (organization) [¶ 2](#p2 "harbour-board")

### Also named

- **Port Anselm** (place) [¶ 1](#p1 "port-anselm")

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada Moreau | “The ferry will not sail,” | told The Courier | | [¶ 1](#p1 "q1") |
| unattributed | it was unsafe to sail in winter | | | [¶ 2](#p2 "q2") |
| Harbour Board | nothing was found | denied | | [¶ 3](#p3 "q3") |

## Timeline

| Date | What happened | Status | Where |
| --- | --- | --- | --- |
| 2015-09/.. | it ran twice a day | ongoing | [¶ 2](#p2 "e1") |
| 2016-10-11 | the line was closed | happened | [¶ 1](#p1 "e2") |

## The article

The minister closed the line.

The ferry was unsafe.

The board found nothing.
"""


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_cells_of_one_row_are_merged_each_on_its_own() -> None:
    draft = changed(LAST, ("| unattributed | it was", "| a sailor | it was"))
    edited = changed(LAST, ("in winter | | |", "in winter | warned | 2016-09 |"))
    result = merged(LAST, draft, edited)
    assert "| a sailor | it was unsafe to sail in winter | warned | 2016-09 |" in write(
        result.explainer
    )
    assert not result.conflicts


def test_other_words_conflict_with_what_an_editor_knows_of_the_old_ones() -> None:
    draft = changed(LAST, ("it was unsafe to sail in winter", "it was safe to sail in winter"))
    edited = changed(LAST, ("| unattributed |", "| Harbour Master |"))
    result = merged(LAST, draft, edited)
    assert "| Harbour Master | it was unsafe to sail in winter |" in write(result.explainer)
    assert result.conflicts == (
        Conflict(
            "Who said what",
            "q2",
            "What",
            "it was unsafe to sail in winter",
            "it was safe to sail in winter",
        ),
    )


def test_both_changed_one_cell() -> None:
    draft = changed(LAST, ("): minister", "): transport minister"))
    edited = changed(LAST, ("): minister", "): minister for the sea"))
    result = merged(LAST, draft, edited)
    assert write(result.explainer) == edited
    assert [(c.item, c.field, c.yours, c.drafted) for c in result.conflicts] == [
        ("ada-moreau", "Description", "minister for the sea", "transport minister")
    ]


def row(text: str, id: str) -> str:
    return next(line + "\n" for line in text.split("\n") if f'"{id}"' in line)


def test_a_deleted_row_stays_deleted_though_the_machine_forgets_it_for_a_while() -> None:
    edited = changed(LAST, (row(LAST, "q2"), ""))
    without = changed(LAST, (row(LAST, "q2"), ""))
    one = merged(LAST, without, edited)
    again = merge(one.last, parsed(LAST), one.explainer, one.dropped)
    assert write(again.explainer) == edited


def test_a_reworded_row_is_the_same_row() -> None:
    draft = changed(
        LAST, ("unsafe to sail in winter", "unsafe to sail this winter"), ('"q2"', '"q9"')
    )
    assert write(merged(LAST, draft, changed(LAST, (row(LAST, "q2"), ""))).explainer) == changed(
        LAST, (row(LAST, "q2"), "")
    )
    edited = changed(LAST, ("in winter | | |", "in winter | | 2016-09 |"))
    text = write(merged(LAST, draft, edited).explainer)
    assert "| unattributed | it was unsafe to sail in winter | | 2016-09 |" in text
    assert "this winter" not in text


def test_what_the_machine_drops_goes_unless_an_editor_changed_it() -> None:
    draft = changed(LAST, (row(LAST, "q2"), ""), (row(LAST, "q3"), ""))
    edited = changed(LAST, ("nothing was found | denied", "nothing was found | denied flatly"))
    result = merged(LAST, draft, edited)
    assert write(result.explainer) == changed(edited, (row(LAST, "q2"), ""))
    assert [c.item for c in result.kept] == ["q3"]


def test_new_rows_go_to_their_place_in_an_editors_order() -> None:
    new = '| a sailor | “No.” | said | | [¶ 2](#p2 "q7") |\n'
    draft = changed(LAST, (row(LAST, "q3"), new + row(LAST, "q3")))
    edited = changed(
        LAST, (row(LAST, "q1"), ""), (row(LAST, "q3"), row(LAST, "q3") + row(LAST, "q1"))
    )
    assert write(merged(LAST, draft, edited).explainer) == changed(
        edited, (row(LAST, "q2"), row(LAST, "q2") + new)
    )


def test_a_new_event_goes_among_an_editors_by_its_date() -> None:
    mine = "| 2016-01 | it was painted | happened | |\n"
    new = '| 2016-05 | it was sold | happened | [¶ 2](#p2 "e9") |\n'
    draft = changed(LAST, (row(LAST, "e2"), new + row(LAST, "e2")))
    edited = changed(LAST, (row(LAST, "e2"), mine + row(LAST, "e2")))
    assert mine + new in write(merged(LAST, draft, edited).explainer)


def test_a_promoted_actor_stays_promoted() -> None:
    port = row(LAST, "port-anselm")
    edited = changed(
        LAST, (port, ""), (row(LAST, "harbour-board"), port + row(LAST, "harbour-board"))
    )
    draft = changed(LAST, ("(place)", "(place; also Anselm)"))
    explainer = merged(LAST, draft, edited).explainer
    assert [a.id for a in explainer.actors] == ["ada-moreau", "port-anselm", "harbour-board"]
    assert explainer.actors[1].aliases == ("Anselm",)


def test_what_is_found_after_an_editor_wrote_it_by_hand_is_there_once() -> None:
    mine = "| Ada Moreau | “We regret it.” | said | | |\n"
    edited = changed(LAST, (row(LAST, "q2"), mine + row(LAST, "q2")))
    found = '| unattributed | “We regret it.” | | | [¶ 2](#p2 "q8") |\n'
    draft = changed(LAST, (row(LAST, "q2"), found + row(LAST, "q2")))
    result = merged(LAST, draft, edited)
    quotes = [q for q in result.explainer.quotes if "regret" in q.what]
    assert [(q.who, q.how, q.paragraphs, q.id) for q in quotes] == [
        ("Ada Moreau", "said", (2,), "q8")
    ]


def test_a_deleted_section_stays_deleted() -> None:
    edited = LAST[: LAST.index("## Timeline")] + LAST[LAST.index("## The article") :]
    draft = changed(LAST, ("the line was closed |", "the line was closed down |"))
    draft += ""
    assert write(merged(LAST, draft, edited).explainer) == edited


def test_numbers_of_paragraphs_follow_the_article() -> None:
    edited = changed(
        LAST,
        ("The ferry was unsafe.\n\n", ""),
        ("The minister has closed the line.", "Closed ([¶ 3](#p3))."),
    )
    text = write(merged(LAST, LAST, edited).explainer)
    assert '[¶ 2](#p2 "q3")' in text
    draft = changed(
        LAST, ("The minister closed the line.\n", "News.\n\nThe minister closed the line.\n")
    )
    draft = re.sub(r"¶ (\d)\]\(#p\d", lambda m: f"¶ {int(m[1]) + 1}](#p{int(m[1]) + 1}", draft)
    text = write(
        merged(
            LAST,
            draft,
            changed(LAST, ("closed the line.\n\n## Who’s", "closed it ([¶ 3](#p3)).\n\n## Who’s")),
        ).explainer
    )
    assert "closed it ([¶ 4](#p4))." in text
    assert '[¶ 4](#p4 "q3")' in text


def test_prose_is_merged_block_by_block_and_line_by_line() -> None:
    draft = changed(LAST, ("The ferry was unsafe.", "The ferry was not safe."))
    edited = changed(LAST, ("The board found nothing.", "The board found *nothing*.\n\nAs yet."))
    result = merged(LAST, draft, edited)
    assert result.explainer.article == (
        "The minister closed the line.\n\nThe ferry was not safe.\n\n"
        "The board found *nothing*.\n\nAs yet."
    )
    assert not result.conflicts
    both = changed(LAST, ("The ferry was unsafe.", "The ferry was old."))
    result = merged(LAST, draft, both)
    assert write(result.explainer) == both
    assert [(c.section, c.yours, c.drafted) for c in result.conflicts] == [
        ("The article", "The ferry was old.", "The ferry was not safe.")
    ]


def test_a_rewritten_standfirst_conflicts_with_a_new_one() -> None:
    draft = changed(LAST, ("The minister has closed the line.", "The line is closed for good."))
    edited = changed(LAST, ("The minister has closed the line.", "No more ferries!"))
    result = merged(LAST, draft, edited)
    assert write(result.explainer) == edited
    assert [c.section for c in result.conflicts] == ["Standfirst"]


def test_front_matter_is_merged_key_by_key() -> None:
    draft = changed(LAST, ("title: Ferry line closed\n", "title: Line closed\ntopics: [ships]\n"))
    edited = changed(LAST, ("date: 2016-10-11\n", "date: 2016-10-12  # by hand\nby: A. B.\n"))
    result = merged(LAST, draft, edited)
    assert write(result.explainer).partition("\n\n")[0] == (
        "---\ntitle: Line closed\ndate: 2016-10-12  # by hand\nby: A. B.\ntopics: [ships]\n---"
    )
    both = merged(LAST, draft, changed(LAST, ("title: Ferry", "title: Our ferry")))
    assert [(c.field, c.yours, c.drafted) for c in both.conflicts] == [
        ("title", "Our ferry line closed", "Line closed")
    ]


def test_a_column_that_an_editor_took_out_stays_out() -> None:
    edited = re.sub(r"(?m)^(\|[^|\n]*\|[^|\n]*\|)[^|\n]*\|([^|\n]*\|[^|\n]*\|)$", r"\1\2", LAST)
    draft = changed(
        LAST,
        (row(LAST, "q3"), row(LAST, "q3") + '| a sailor | “No.” | shouted | | [¶ 2](#p2 "q7") |\n'),
        ("told The Courier", "told The Herald"),
    )
    result = merged(LAST, draft, edited)
    assert '| a sailor | “No.” | | [¶ 2](#p2 "q7") |' in write(result.explainer)
    assert not result.conflicts


def test_a_new_row_that_says_what_an_editor_made_of_another_is_not_put_beside_it() -> None:
    head = "---\ntitle: x\n---\n\n## Timeline\n\n| Date | What happened | Status | Where |\n"
    head += "| --- | --- | --- | --- |\n"
    wide = '| 2016 | they quarrel since a veto in May | ongoing | [¶ 1](#p1 "e1") |\n'
    narrow = '| 2016-05 | the board vetoed the plan | happened | [¶ 1](#p1 "{}") |\n'
    last, edited = head + wide, head + narrow.format("e1")
    draft = head + wide + narrow.format("e2")
    assert after(last, draft, edited).count("vetoed") == 1


def test_links_follow_a_row_whose_id_the_machine_changed() -> None:
    draft = changed(LAST, ('"ada-moreau"', '"moreau"'))
    link = ("The minister has", "[The minister](#ada-moreau) has")
    edited = changed(LAST, link, ("The board found", "[It](#harbour-board) found"))
    assert write(merged(LAST, draft, edited).explainer) == changed(
        edited, ("(#ada-moreau)", "(#moreau)"), ('"ada-moreau"', '"moreau"')
    )
    own = changed(LAST, ('"ada-moreau"', '"the-minister"'), (link[0], "[She](#the-minister) has"))
    assert write(merged(LAST, draft, own).explainer) == own


def test_a_list_takes_a_number_for_each_of_its_items() -> None:
    listed = changed(LAST, ("The ferry was unsafe.", "- The ferry was unsafe.\n- It was old."))
    last = changed(listed, ('[¶ 3](#p3 "q3")', '[¶ 4](#p4 "q3")'))
    edited = changed(last, ("The minister closed", "A word before.\n\nThe minister closed"))
    text = after(last, last, edited)
    assert [q.paragraphs for q in parsed(text).quotes] == [(2,), (3,), (5,)]
    assert [q.paragraphs for q in merged(last, last, edited).last.quotes] == [(2,), (3,), (5,)]
    quoted = changed(last, ("- The ferry was unsafe.\n- It", "> The ferry was unsafe.\n>\n> It"))
    lengthened = changed(quoted, ("The minister closed", "A word before.\n\nThe minister closed"))
    after_all = [q.paragraphs for q in parsed(after(quoted, quoted, lengthened)).quotes]
    assert after_all == [(2,), (3,), (5,)]
    short = changed(last, ("- The ferry was unsafe.\n- It was old.\n\n", ""))
    assert [q.paragraphs for q in parsed(after(last, last, short)).quotes] == [(1,), (1,), (2,)]


def test_aliases_are_added_and_taken_away_by_either() -> None:
    def aliases(last: str, draft: str, edited: str) -> str:
        texts = [changed(LAST, ("; also Moreau", f"; also {t}")) for t in (last, draft, edited)]
        assert not merged(*texts).conflicts
        return ", ".join(parsed(after(*texts)).actors[0].aliases)

    assert aliases("A, B", "A, C", "A, B, D") == "A, D, C"
    assert aliases("A, B", "A, B, C", "B") == "B, C"
    assert aliases("A, B", "A, B", "B, A") == "B, A"
    assert aliases("A", "A, B", "A, B, C") == "A, B, C"


def test_without_a_column_of_places_what_is_merged_is_what_is_read_back() -> None:
    edited = re.sub(r"(?m)^(\|(?:[^|\n]*\|){4})[^|\n]*\|$", r"\1", LAST)
    new = '| a sailor | “No.” | said | | [¶ 2](#p2 "q7") |\n'
    draft = changed(LAST, (row(LAST, "q3"), row(LAST, "q3") + new))
    explainer = merged(LAST, draft, edited).explainer
    assert "| a sailor | “No.” | said | |\n" in write(explainer)
    assert explainer.quotes == parsed(write(explainer)).quotes


def test_lines_of_one_paragraph_are_merged_each_on_its_own() -> None:
    lines = ["the first", "the second", "the third", "the fourth"]
    last, draft, edited = (
        changed(LAST, ("The ferry was unsafe.", "\n".join(those)))
        for those in (lines, [*lines[:3], "the last"], ["my first", *lines[1:]])
    )
    result = merged(last, draft, edited)
    assert not result.conflicts
    assert "my first\nthe second\nthe third\nthe last\n" in write(result.explainer)
    both = changed(edited, ("the fourth", "my fourth"))
    result = merged(last, draft, both)
    assert write(result.explainer) == both
    assert [(c.yours, c.drafted) for c in result.conflicts] == [
        ("\n".join(["my first", *lines[1:3], "my fourth"]), "\n".join([*lines[:3], "the last"]))
    ]


def test_gaps_between_paragraphs_stay_as_they_are_on_either_side() -> None:
    edited = changed(LAST, ("line.\n\nThe ferry was unsafe.", "line.\n\n\n\nThe ferry was unsafe."))
    draft = changed(LAST, ("The board found nothing.", "The board found much."))
    assert after(LAST, draft, edited) == changed(edited, ("nothing.\n", "much.\n"))
    between = changed(LAST, ("The ferry was unsafe.", "News.\n\nThe ferry was unsafe."))
    assert after(LAST, between, edited) == changed(
        LAST, ("The ferry was unsafe.", "News.\n\nThe ferry was unsafe.")
    )


def test_a_new_item_has_the_marker_of_the_editors_list() -> None:
    last = changed(LAST, ("The ferry was unsafe.", "- old\n- rusty"))
    draft = changed(last, ("- rusty", "- rusty\n- slow"))
    for marker in ("* ", "+ "):
        edited = changed(last, ("- old\n- rusty", f"{marker}old\n{marker}rusty"))
        assert after(last, draft, edited) == changed(
            edited, (f"{marker}rusty", f"{marker}rusty\n{marker}slow")
        )


def test_a_paragraph_that_the_machine_drops_goes_unless_an_editor_changed_it() -> None:
    draft = changed(LAST, ("The ferry was unsafe.\n\n", ""))
    result = merged(LAST, draft, LAST)
    assert "unsafe.\n" not in write(result.explainer)
    assert not result.kept
    edited = changed(LAST, ("was unsafe.", "was unsafe by far."))
    result = merged(LAST, draft, edited)
    assert "The ferry was unsafe by far." in result.explainer.article
    assert [(c.section, c.item, c.field, c.yours, c.drafted) for c in result.kept] == [
        ("The article", "", "Text", "The ferry was unsafe by far.", None)
    ]


def test_a_heading_is_the_editors_unless_only_the_machine_changed_it() -> None:
    draft = changed(LAST, ("## Timeline", "## What happened when"))
    assert after(LAST, draft, LAST) == draft
    edited = changed(LAST, ("## Timeline", "## Day by day"))
    assert after(LAST, LAST, edited) == edited


def test_conflicts_tell_the_key_and_what_stands_there() -> None:
    front = (
        "date: 2016-10-11\n",
        "date: 2016-10-11\nsource: {{name: {}}}\ntopics: [{}]\nteam: {{desk: {}}}\n",
    )
    last, draft, edited = (
        changed(LAST, (front[0], front[1].format(*those)))
        for those in (("A", "a", "x"), ("B", "b, c", "y"), ("C", "d", "z"))
    )
    result = merged(last, draft, edited)
    assert write(result.explainer) == edited
    assert [(c.section, c.item, c.field, c.yours, c.drafted) for c in result.conflicts] == [
        ("Front matter", "", "source.name", "C", "B"),
        ("Front matter", "", "topics", "d", "b, c"),
        ("Front matter", "", "team", "{'desk': 'z'}", "{'desk': 'y'}"),
    ]
    gone = changed(edited, ("source: {name: C}\ntopics: [d]\nteam: {desk: z}\n", ""))
    assert write(merged(last, draft, gone).explainer) == gone
    assert not merged(last, draft, gone).conflicts


def test_a_row_without_an_id_is_called_by_its_words() -> None:
    table = "| 2016-11 | the  line was sold | {} | |\n"
    last, draft, edited = (
        changed(LAST, (row(LAST, "e2"), row(LAST, "e2") + table.format(status)))
        for status in ("planned", "happened", "denied")
    )
    result = merged(last, draft, edited)
    assert write(result.explainer) == edited
    assert [(c.section, c.item, c.field, c.yours, c.drafted) for c in result.conflicts] == [
        ("Timeline", "the line was sold", "Status", "denied", "happened")
    ]


def test_prose_among_rows_is_merged_and_told_under_their_heading() -> None:
    last, draft, edited = (
        changed(LAST, ("\n## The article", f"\n{words}\n\n## The article"))
        for words in ("More in May.", "More in June.", "More in July.")
    )
    assert after(last, draft, last) == draft
    result = merged(last, draft, edited)
    assert write(result.explainer) == edited
    assert [(c.section, c.item, c.yours, c.drafted) for c in result.conflicts] == [
        ("Timeline", "", "More in July.", "More in June.")
    ]


def test_a_section_that_is_new_in_the_draft_stands_where_the_draft_has_it() -> None:
    heads = ["## Who’s who", "### Also named", "## Who said what", "## Timeline", "## The article"]
    starts = [*(LAST.index(f"\n{head}\n") for head in heads), len(LAST)]
    for start, end in pairwise(starts):
        last = LAST[:start] + LAST[end:]
        assert after(last, LAST, last + ("" if last.endswith("\n") else "\n")) == LAST
    who, said_what = starts[0], starts[2]
    last = LAST[:said_what] + LAST[starts[3] :]
    own = "\n## Of my own\n\nWords.\n"
    edited = LAST[:who] + own + LAST[who:said_what] + LAST[starts[3] :]
    assert after(last, LAST, edited) == LAST[:who] + own + LAST[who:]


def test_an_event_of_the_editors_stands_before_a_new_one_of_the_same_day() -> None:
    mine = "| 2016-05 | it was painted | happened | |\n"
    new = '| 2016-05 | it was sold | happened | [¶ 2](#p2 "e9") |\n'
    draft = changed(LAST, (row(LAST, "e2"), new + row(LAST, "e2")))
    edited = changed(LAST, (row(LAST, "e2"), mine + row(LAST, "e2")))
    assert mine + new in after(LAST, draft, edited)


def test_news_in_the_place_of_what_an_editor_deleted_comes_in() -> None:
    edited = changed(LAST, ("The ferry was unsafe.\n\n", ""))
    draft = changed(LAST, ("The ferry was unsafe.", "A hearing is called for Monday."))
    assert after(LAST, draft, edited) == changed(
        edited, ("\nThe board found", "\nA hearing is called for Monday.\n\nThe board found")
    )


def test_what_both_have_added_in_one_place_stands_there_side_by_side() -> None:
    edited = changed(LAST, ("The ferry was", "We were there.\n\nThe ferry was"))
    draft = changed(LAST, ("The ferry was", "A hearing is called for Monday.\n\nThe ferry was"))
    result = merged(LAST, draft, edited)
    assert "We were there." in result.explainer.article
    assert "A hearing is called for Monday." in result.explainer.article
    assert not result.conflicts


def test_only_what_the_machine_drafts_no_more_is_remembered_as_dropped() -> None:
    edited = changed(LAST, (row(LAST, "q2"), ""), ("nothing was found", "nothing was heard"))
    assert not merged(LAST, LAST, edited).dropped.sections
    draft = changed(LAST, (row(LAST, "q1"), ""), (row(LAST, "q2"), ""), (row(LAST, "q3"), ""))
    dropped = merged(LAST, draft, edited).dropped
    assert [q.id for q in dropped.quotes] == ["q2", "q3"]


def test_a_new_row_follows_none_that_an_editor_moved_unless_most_were() -> None:
    new = '| a sailor | “No.” | said | | [¶ 2](#p2 "q7") |\n'

    def order(ids: str, before: str) -> list[str | None]:
        """Of the editor's, and the one before which the draft has a new row."""
        rows = [row(LAST, f"q{n}") for n in ids]
        edited = changed(LAST, ("".join(row(LAST, f"q{n}") for n in "123"), "".join(rows)))
        draft = changed(LAST, (row(LAST, before), new + row(LAST, before)))
        return [q.id for q in merged(LAST, draft, edited).explainer.quotes]

    assert order("132", before="q3") == ["q1", "q7", "q3", "q2"]
    assert order("321", before="q2") == ["q3", "q2", "q1", "q7"]


def test_a_new_section_stands_behind_the_one_before_it_and_all_that_belongs_to_that() -> None:
    said_what, timeline = LAST.index("\n## Who said"), LAST.index("\n## Timeline")
    last = LAST[:said_what] + LAST[timeline:]
    own, sub = "\n## Of my own\n\nWords.\n", "\n### Of note\n\nWords.\n"
    edited = LAST[:said_what] + sub + own + LAST[timeline:]
    expected = LAST[:said_what] + sub + LAST[said_what:timeline] + own + LAST[timeline:]
    assert after(last, LAST, edited) == expected

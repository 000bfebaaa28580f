"""Writing and reading are inverse; nothing that an editor wrote is lost or moved."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.explainer import read, write
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Prose,
    QuoteRow,
    Section,
    Source,
    without_raw,
)
from generator.explainer.text import escape, plain

EXPLAINER = """\
---
title: Ferry line closed  # as agreed
date: 2016-10-11
source: {file: seeds/2016-10-11-ferry.txt, name: The Courier, url: "https://example.org/ferry"}
topics:
  - ships
  - harbours
---

The minister has closed the *ferry* line.

<!-- photographs are coming -->

## Who's who

Those who matter most:

- **Ada Moreau** (person; also Moreau, the Minister): transport minister
  of the coast [¶ 1](#p1 "ada-moreau")

  She was elected in 2014.
* **Harbour Board** (organization; also HB): [¶ 2](#p2 "harbour-board")

### Also named

1. __Port Anselm__ (place) [¶ 1](#p1 "port-anselm"), [BBC](https://example.org/a,b)

## Background

Anything *else*.

### Timeline of the line

No row.

## Who Said What:

|What|Who  |How|Note|Where|
|---|:---|---|---|---|
| “The ferry will not sail,” \\| he said | Ada Moreau | told The Courier ||[¶ 1](#p1 "q1")|
<!-- check with the board -->
| it was unsafe | [Board](#harbour-board) | denied | by telephone | [¶ 2](#p2 'q2'), [¶ 3](#p3)

A paragraph[^1] between.

| Who | What |
|-----|------|
| a sailor | “No.” |

[^1]: A footnote.

Timeline
--------

| Date       | What happened | Status   | Where            |
| :--------- | ------------- | -------- | ---------------- |
| 2015-09/.. | it ran        | ongoing  | [¶ 3](#p3 "e1")  |
| “last spring” | the board warned its staff | happened | [¶ 2](#p2 "e2") |


## The article

First.

- an item

### Timeline

Last.
"""

ROWS = [
    ActorRow(
        "Ada Moreau",
        "person",
        ("Moreau", "the Minister"),
        "transport minister of the coast",
        (1,),
        "ada-moreau",
        note="She was elected in 2014.",
    ),
    ActorRow("Harbour Board", "organization", ("HB",), "", (2,), "harbour-board"),
]


def parsed(text: str) -> Explainer:
    explainer, problems = read(text, "content/ferry.md")
    assert not problems
    return explainer


def test_an_editors_explainer_is_understood() -> None:
    explainer = parsed(EXPLAINER)
    assert explainer.title == "Ferry line closed"
    assert explainer.date == "2016-10-11"
    assert explainer.source == Source(
        "seeds/2016-10-11-ferry.txt", "The Courier", "https://example.org/ferry"
    )
    assert explainer.extra == (("topics", ["ships", "harbours"]),)
    assert explainer.standfirst == (
        "The minister has closed the *ferry* line.\n\n<!-- photographs are coming -->"
    )
    assert [(s.kind, s.heading) for s in explainer.sections] == [
        ("actors", "Who's who"),
        ("also", "Also named"),
        ("prose", "Background"),
        ("quotes", "Who Said What:"),
        ("timeline", "Timeline"),
        ("article", "The article"),
    ]
    assert list(explainer.actors) == ROWS
    assert explainer.also_named == (
        ActorRow(
            "Port Anselm",
            "place",
            paragraphs=(1,),
            id="port-anselm",
            elsewhere="[BBC](https://example.org/a,b)",
        ),
    )
    assert explainer.quotes == (
        QuoteRow(
            "Ada Moreau",
            "“The ferry will not sail,” | he said",
            "told The Courier",
            "",
            (1,),
            "q1",
        ),
        QuoteRow(
            "[Board](#harbour-board)",
            "it was unsafe",
            "denied",
            "",
            (2, 3),
            "q2",
            more=(("Note", "by telephone"),),
        ),
        QuoteRow("a sailor", "“No.”"),
    )
    assert [q.type for q in explainer.quotes] == ["mixed", "indirect", "direct"]
    assert [q.polarity for q in explainer.quotes] == ["asserted", "denied", "asserted"]
    assert explainer.events == (
        EventRow("2015-09/..", "it ran", "ongoing", (3,), "e1"),
        EventRow("“last spring”", "the board warned its staff", "happened", (2,), "e2"),
    )
    assert explainer.article == "First.\n\n- an item\n\n### Timeline\n\nLast."
    assert explainer.sections[0].text == "Those who matter most:"
    assert [type(i).__name__ for i in explainer.sections[3].items] == [
        "QuoteRow",
        "Prose",
        "QuoteRow",
        "Prose",
        "QuoteRow",
        "Prose",
    ]


# Any file


FRAGMENTS = """\
---
...
title: [
a: b
# Title
## Who’s who
## Who said what
## Timeline
### Also named
##
```
    code
> quote
- **A**
-
* x
1) **B** (person; also
| a | b |
| Who | What |
| What | When | Who |
| Date | What happened |
|---|---|
| --- | --- | --- |
| | |
|
\\|
[x]: /y
<div>
<!--
-->
===
¶ 3
  - **C** (person
"""
PIECES = st.one_of(
    st.sampled_from(EXPLAINER.splitlines()),
    st.sampled_from([*FRAGMENTS.splitlines(), "\ufeff", "\t", "\u2028", "\x0c", "\x00", "  "]),
    st.text(max_size=20),
)
FILES = st.lists(PIECES).flatmap(
    lambda lines: st.lists(
        st.sampled_from(["\n", "\r\n", "\r"]), min_size=len(lines), max_size=len(lines)
    ).map(lambda ends: "".join(line + end for line, end in zip(lines, ends, strict=True)))
)


@settings(max_examples=300, deadline=None)
@given(FILES, st.booleans())
@example(EXPLAINER, True)
@example(EXPLAINER.replace("\n", "\r\n"), True)
@example("\ufeff" + EXPLAINER, True)
def test_a_file_that_nobody_changed_is_written_back_as_it_is(text: str, is_ended: bool) -> None:
    text = text if is_ended else text.rstrip("\r\n")
    explainer, _ = read(text, "content/x.md")
    assert write(explainer) == text


SECTIONS = {
    ActorRow: ("actors", "Who’s who"),
    QuoteRow: ("quotes", "Who said what"),
    EventRow: ("timeline", "Timeline"),
}


@settings(max_examples=100, deadline=None)
@given(FILES)
@example(EXPLAINER)
def test_what_a_row_says_does_not_hang_on_how_it_was_written(text: str) -> None:
    explainer, _ = read(text, "content/x.md")
    for section in explainer.sections:
        for row in section.rows:
            kind, heading = SECTIONS[type(row)]
            alone = Section(kind, heading, items=(without_raw(row),))
            afresh = write(Explainer("A title", sections=(alone,)))
            assert parsed(afresh).sections[0].items == (row,), afresh


# Explainers of any content

LINE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
        st.sampled_from("\\`*_[]()<>&#|~^!:;,.-+=“”’'\"0123456789 "),
    ),
    max_size=30,
).map(lambda s: " ".join(s.split()))
WORDS = LINE.filter(bool)
TEXT = LINE.map(escape)
SAID = WORDS.map(escape)
ID = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,3})?", fullmatch=True)
PLACE = st.one_of(
    st.builds(
        dict,
        paragraphs=st.lists(st.integers(1, 999), min_size=1, max_size=3).map(tuple),
        id=st.none() | ID,
        elsewhere=st.sampled_from(["", "[page](https://example.org/a,b#:~:text=x,y)"]),
    ),
    st.builds(
        dict, id=ID, elsewhere=st.just("[source](https://example.org/?a=1#:~:text=the%20end)")
    ),
    st.just({}),
)
MORE = st.dictionaries(st.sampled_from(["By", "Note"]), SAID, max_size=2).map(
    lambda more: tuple(sorted(more.items()))
)


def built(row: type, /, **fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(
        lambda place, given: row(**given, **place), PLACE, st.fixed_dictionaries(fields)
    )


ACTORS = built(
    ActorRow,
    name=WORDS,
    kind=LINE.filter(lambda k: not k.startswith("also")),
    aliases=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    description=TEXT.filter(lambda d: not re.match(r"[:–—(]|.*\)$|.*¶", d)),
    note=st.sampled_from(["", "More about her.", "- a list\n- of two\n\nAnd so on."]),
)
QUOTES = built(QuoteRow, who=SAID, what=SAID, how=TEXT, when=LINE, more=MORE)
EVENTS = built(EventRow, date=LINE, what=SAID, status=LINE, more=MORE)
PROSE = st.sampled_from(
    ["A remark.", "![A ship](ship.jpg)", "<!-- ask -->", "> One\n>\n> two"]
).map(Prose)


def apart(items: list) -> tuple:
    """Without prose beside prose, which is one piece of prose in a file."""
    return tuple(
        item
        for before, item in zip([None, *items], items, strict=False)
        if not (isinstance(before, Prose) and isinstance(item, Prose))
    )


def section(kind: str, heading: str, rows: st.SearchStrategy, level: int = 2) -> st.SearchStrategy:
    items = st.lists(st.one_of(rows, rows, PROSE), max_size=5).map(apart)
    return items.map(lambda items: Section(kind, heading, level, items))


def texts(kind: str, heading: str) -> st.SearchStrategy:
    text = st.sampled_from(["", "One.\n\n### Timeline\n\n- a\n- b", "Only *one*."])
    return text.map(lambda t: Section(kind, heading, items=(Prose(t),) if t else ()))


EXPLAINERS = st.builds(
    Explainer,
    title=WORDS,
    date=st.sampled_from([None, "2016-10-11", "2016", "2015-09/..", "2012~"]),
    source=st.builds(Source, st.none() | WORDS, st.none() | WORDS, st.none() | WORDS),
    standfirst=st.sampled_from(["", "It *happened*.", "One.\n\nTwo."]),
    sections=st.tuples(
        section("actors", "Who’s who", ACTORS),
        section("also", "Also named", ACTORS, 3),
        section("quotes", "Who said what", QUOTES),
        section("timeline", "Timeline", EVENTS),
        texts("article", "The article"),
    ),
    extra=st.lists(
        st.tuples(
            st.sampled_from(["author", "topics", "by-line"]),
            st.one_of(WORDS, st.booleans(), st.integers(), st.lists(LINE)),
        ),
        max_size=2,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(EXPLAINERS)
def test_what_is_written_is_read_back(explainer: Explainer) -> None:
    text = write(explainer)
    again = parsed(text)
    assert again == explainer
    assert write(again) == text


@settings(max_examples=100, deadline=None)
@given(EXPLAINERS, st.sampled_from(["\n", "\r\n"]), st.data())
def test_a_change_touches_one_line_only(
    explainer: Explainer, newline: str, data: st.DataObject
) -> None:
    text = write(explainer).replace("\n", newline)
    explainer = parsed(text)
    places = [
        (s, i)
        for s, section in enumerate(explainer.sections)
        for i, item in enumerate(section.items)
        if not isinstance(item, Prose)
    ]
    if not places:
        return
    s, i = data.draw(st.sampled_from(places))
    row = explainer.sections[s].items[i]
    changed = replace(row, id="changed", paragraphs=(7,))
    after = write(with_item(explainer, s, i, (changed,)))
    assert without_raw(parsed(after).sections[s].items[i]) == without_raw(changed)
    raw = row.raw
    assert after.startswith(text[: raw.start])
    assert after.endswith(text[raw.end :])

    removed = with_item(explainer, s, i, ())
    after = parsed(write(removed))
    kept = [without_raw(r) for section in removed.sections for r in section.rows]
    assert [without_raw(r) for section in after.sections for r in section.rows] == kept

    new = replace(without_raw(row), id="new", paragraphs=(8,))
    added = with_item(explainer, s, i, (row, new))
    after = write(added)
    assert [r for x in parsed(after).sections for r in x.rows] == [
        r for x in added.sections for r in x.rows
    ]
    assert after.startswith(text[: raw.end])


def with_item(explainer: Explainer, s: int, i: int, items: tuple) -> Explainer:
    section = explainer.sections[s]
    section = replace(section, items=(*section.items[:i], *items, *section.items[i + 1 :]))
    sections = (*explainer.sections[:s], section, *explainer.sections[s + 1 :])
    return replace(explainer, sections=sections)


# What editors and their tools do


def test_a_front_matter_keeps_what_did_not_change() -> None:
    explainer = parsed(EXPLAINER)
    changed = replace(explainer, date="2016-10-12", source=Source(name="The Courier: news"))
    assert write(changed) == EXPLAINER.replace("date: 2016-10-11", "date: 2016-10-12").replace(
        """{file: seeds/2016-10-11-ferry.txt, name: The Courier, url: "https://example.org/ferry"}""",
        "{name: 'The Courier: news'}",
    )
    without = replace(explainer, extra=(("author", "A. B."),))
    assert write(without) == EXPLAINER.replace(
        "topics:\n  - ships\n  - harbours\n---", "author: A. B.\n---"
    )


def test_a_standfirst_and_a_heading_change_alone() -> None:
    explainer = parsed(EXPLAINER)
    assert write(replace(explainer, standfirst="Closed.")) == EXPLAINER.replace(
        "The minister has closed the *ferry* line.\n\n<!-- photographs are coming -->", "Closed."
    )
    headed = replace(explainer.sections[2], heading="The line")
    sections = (*explainer.sections[:2], headed, *explainer.sections[3:])
    assert write(replace(explainer, sections=sections)) == EXPLAINER.replace(
        "## Background", "## The line"
    )
    bare = parsed("## Timeline\n")
    assert write(replace(bare, standfirst="Closed.", title="Ferry")) == (
        "---\ntitle: Ferry\n---\n\nClosed.\n\n## Timeline\n"
    )


def test_a_cell_changes_alone_in_a_table_that_was_aligned() -> None:
    explainer = parsed(EXPLAINER)
    row = replace(explainer.events[0], status="happened")
    assert write(with_item(explainer, 4, 0, (row,))) == EXPLAINER.replace(
        "| ongoing  | [¶ 3]", "| happened  | [¶ 3]"
    )


def test_a_heading_gives_the_title_where_the_front_matter_gives_none() -> None:
    assert parsed("# The *ferry*\n\nIt sank.\n").title == "The ferry"
    assert parsed("# The *ferry*\n\nIt sank.\n").standfirst == "It sank."
    assert read("It sank.", "content/2016-10-11-the-ferry.md")[0].title == "the ferry"
    for matter in ("", "---\ndate: 2016\n---\n\n", "---\ntitle: The ferry\n---\n"):
        text = f"{matter}# The *ferry*\n\nIt sank.\n"
        renamed = replace(parsed(text), title="A_ship_")
        assert write(renamed) == text.replace("The *ferry*", r"A_ship\_").replace(
            "The ferry", "A_ship_"
        )
        assert parsed(write(renamed)) == renamed
        dated = replace(parsed(text), date="2017")
        assert parsed(write(dated)) == dated
    differing = parsed("---\ntitle: A\n---\n\n# B\n\nIt sank.\n")
    assert (differing.title, differing.sections[0].heading) == ("A", "B")


@settings(max_examples=50, deadline=None)
@given(EXPLAINERS)
def test_formatters_change_nothing_that_is_said(explainer: Explainer) -> None:
    """Tables aligned, spaces at the ends of lines removed, other bullets, Windows line ends."""
    text = realigned(write(explainer))
    text = re.sub(r"(?m)[ \t]+$", "", text)
    text = re.sub(r"(?m)^- (?=\*\*)", "* ", text)
    assert parsed(text.replace("\n", "\r\n")) == explainer


def realigned(text: str) -> str:
    """As Prettier aligns tables."""

    def align(table: re.Match[str]) -> str:
        lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table[0].splitlines()]
        widths = [max(len(cell.strip()) for cell in column) for column in zip(*lines, strict=True)]
        return "".join(
            "|"
            + "|".join(
                f" {'-' * width if i == 1 else cell.strip().ljust(width)} "
                for cell, width in zip(cells, widths, strict=True)
            )
            + "|\n"
            for i, cells in enumerate(lines)
        )

    return re.sub(r"(?m)^(?:\|.*\n)+", align, text)


def problems(text: str) -> list[str]:
    explainer, found = read(text, "content/x.md")
    assert write(explainer) == text
    return [str(problem) for problem in found]


def test_what_cannot_be_read_is_reported_with_its_line_and_kept() -> None:
    assert problems("---\ntitle: A\nsource: {name: [\n---\n")[0].startswith("content/x.md:")
    assert "front matter has no end" in problems("---\ntitle: A\n\nText.\n")[0]
    text = EXPLAINER.replace("| a sailor | “No.” |", "| a sailor |  |\n| b | c | d |").replace(
        "* **Harbour Board**", "* Harbour Board"
    )
    explainer, found = read(text, "content/x.md")
    lines = text.splitlines()
    assert [str(p) for p in found] == [
        f"content/x.md:{line}: {message}"
        for line, message in (
            (
                next(n for n, x in enumerate(lines, 1) if x.startswith("* Harbour")),
                "this item names no actor; begin it with the name in bold: - **Name**",
            ),
            (
                lines.index("| a sailor |  |") + 1,
                "this row has nothing under “What”; fill it in",
            ),
            (
                lines.index("| b | c | d |") + 1,
                "this row has more cells than the table; write | within a cell as \\|",
            ),
        )
    ]
    kept = [i.text for s in explainer.sections for i in s.items if isinstance(i, Prose)]
    assert "| a sailor |  |" in kept
    assert "| b | c | d |" in kept
    assert "no column “Who”" in problems("## Who said what\n\n| By | What |\n|-|-|\n| a | b |\n")[0]


@settings(max_examples=300, deadline=None)
@given(LINE)
@example("a_b_ _c_ *d* `e` [f](g) ![h](i) [j][k] <b> &amp; &#8217; ~~l~~ [^1] ^[m] \\n C:\\")
def test_text_is_rendered_literally(text: str) -> None:
    assert plain(escape(text)) == text

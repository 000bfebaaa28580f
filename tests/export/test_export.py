"""Exports, read back by other readers: `csv`, `json` with schemas, and the `icalendar` package."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.cli import EXPORTS
from generator.config import Config, load
from generator.explainer import draft
from generator.export import FORMATS, export, site, write
from generator.export.icalendar import _folded, _text
from generator.glossary import NOTHING
from generator.problems import Problem
from generator.reading import read as read_seed
from generator.rendering.site import enter
from tests.explainer.gold import analysis

DOCS = Path(__file__).parents[2] / "docs" / "export"

FERRY = """---
title: 'Ferry "closes"; town, too'
date: 2016-10-11
source: {name: The Courier, url: 'https://courier.example/ferry'}
topics: [ships, 'ports; piers']
---

The ferry closes.

## Who’s who

- **Ada Moreau** (person; also Moreau): *transport* minister [¶ 1](#p1 "ada-moreau")
- **Harbour Board** (organization; also Board): [¶ 2](#p2 "harbour-board")

### Also named

- **Ned Abara** (person) [¶ 2](#p2 "ned-abara")
- **Cady** (place) [¶ 2](#p2 "cady")

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada Moreau | “The *ferry*, Ned Abara, will\\| not sail” | told the Harbour Board | 2016-10-11 | [¶ 1](#p1 "q1") |
| Ada Moreau and Harbour Board | the ferry was unsafe | denied | “last spring” | [¶ 1](#p1 "q2"), [¶ 2](#p2) |
| an old sailor | =HYPERLINK("https://x.example";"Harbour Board") | | | |
| unattributed | “Schluß 🚢” | | | [¶ 2](#p2 "q4") |

## Timeline

| Date | What happened | Status | Where |
| --- | --- | --- | --- |
{dates}
| “some day” | it never came | planned | |

## The article

The ferry closes, said Ada Moreau.

The Harbour Board met Ned Abara in Cady.
"""  # noqa: E501
DAY = '| 2016-10-11 | Ada Moreau met Ned Abara; “all, well”: a\\\\b | happened | [¶ 1](#p1 "e1") |'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


def exported(root: Path, form: str, *rows: str, toml: str = "") -> Any:
    """The export of a site with one explainer, whose timeline has these rows."""
    dates = "\n".join(rows or (DAY,))
    explainer = FERRY.replace("{dates}", dates)
    (root / "content" / "2016-10-11-ferry.md").write_text(explainer, encoding="utf-8")
    (root / "backstory.toml").write_text(toml, encoding="utf-8")
    found, problems = export(form, load(root))
    assert not problems
    return found


@cache
def validator(schema: str) -> Draft202012Validator:
    rules = json.loads((DOCS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(rules)
    return Draft202012Validator(rules, format_checker=Draft202012Validator.FORMAT_CHECKER)


def valid(document: Any, schema: str) -> Any:
    validator(schema).validate(document)
    return document


def quotes(text: str) -> list[dict[str, Any]]:
    return [valid(json.loads(line), "quotes") for line in text.split("\n") if line]


# Quotes


def test_quotes_are_what_editors_made_of_them(root: Path) -> None:
    first, second, third, last = quotes(exported(root, "quotes.jsonl").text)
    assert first == {
        "id": "2016-10-11-ferry#q1",
        "explainer": "2016-10-11-ferry",
        "title": 'Ferry "closes"; town, too',
        "published": "2016-10-11",
        "who": "Ada Moreau",
        "speakers": ["Ada Moreau"],
        "what": "“The ferry, Ned Abara, will| not sail”",
        "type": "direct",
        "polarity": "asserted",
        "how": "told the Harbour Board",
        "when": "2016-10-11",
        "when_words": None,
        "about": ["Ned Abara"],
        "paragraphs": [1],
        "url": None,
        "source_name": "The Courier",
        "source_url": "https://courier.example/ferry",
    }
    assert second["speakers"] == ["Ada Moreau", "Harbour Board"]
    assert (second["polarity"], second["paragraphs"]) == ("denied", [1, 2])
    assert (second["when"], second["when_words"]) == (None, "“last spring”")
    assert (third["who"], third["speakers"]) == ("an old sailor", [])
    assert (last["who"], last["speakers"], last["what"]) == (None, [], "“Schluß 🚢”")


def test_addresses_are_whole_where_the_site_is_known(root: Path) -> None:
    toml = "base_url = 'https://x.example/news'\n"
    first, *_ = quotes(exported(root, "quotes.jsonl", toml=toml).text)
    assert first["url"] == "https://x.example/news/2016-10-11-ferry/#q1"


def test_the_table_says_the_same_and_holds_no_formulas(root: Path) -> None:
    text = exported(root, "quotes.csv").text
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    records = quotes(exported(root, "quotes.jsonl").text)
    assert list(rows[0]) == list(records[0])
    for row, record in zip(rows, records, strict=True):
        for name, value in record.items():
            items = value if isinstance(value, list) else [] if value is None else [value]
            said = "; ".join(map(str, items))
            assert row[name] == (f"'{said}" if said.startswith("=") else said)
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rows[2]["what"].startswith("'=HYPERLINK(")


def test_a_row_is_known_by_the_same_id_when_others_come_and_go(root: Path) -> None:
    before = quotes(exported(root, "quotes.jsonl").text)[2]["id"]
    path = root / "content" / "2016-10-11-ferry.md"
    text = path.read_text(encoding="utf-8")
    new = "| Ada Moreau | yes | said | | |\n| an old sailor"
    path.write_text(text.replace("| an old sailor", new), encoding="utf-8")
    found, _ = export("quotes.jsonl", load(root))
    assert [q["id"] for q in quotes(found.text)].count(before) == 1


# TimelineJS

SLIDES = [
    ("2016-10-11", {"year": 2016, "month": 10, "day": 11}, None, "11 October 2016"),
    ("2016-10", {"year": 2016, "month": 10}, None, "October 2016"),
    ("2016", {"year": 2016}, None, "2016"),
    ("2016~", {"year": 2016}, None, "about 2016"),
    ("199X", {"year": 1990}, {"year": 1999}, "the 1990s"),
    ("18XX", {"year": 1800}, {"year": 1899}, "the 19th century"),
    ("-0043", {"year": -43}, None, "44 BC"),
    ("2016-22", {"year": 2016, "month": 6}, {"year": 2016, "month": 8}, "summer 2016"),
    ("2016-24", {"year": 2016, "month": 12}, {"year": 2017, "month": 2}, "winter 2016"),
    ("2016-34", {"year": 2016, "month": 4}, {"year": 2016, "month": 6}, "second quarter of 2016"),
    ("2015-09/..", {"year": 2015, "month": 9}, None, "since September 2015"),
    ("../2019", {"year": 2019}, None, "until 2019"),
    ("2011/2015", {"year": 2011}, {"year": 2015}, "2011–2015"),
    (
        "2016-10-08/2016-10-09",
        {"year": 2016, "month": 10, "day": 8},
        {"year": 2016, "month": 10, "day": 9},
        "weekend of 8–9 October 2016",
    ),
    (
        "2020-05-30T19:22:00Z",
        {"year": 2020, "month": 5, "day": 30, "hour": 19, "minute": 22},
        None,
        "30 May 2020, 19:22 UTC",
    ),
]


@pytest.mark.parametrize(("value", "start", "end", "words"), SLIDES)
def test_a_slide_is_dated_as_far_as_the_date_is_known(
    root: Path, value: str, start: Any, end: Any, words: str
) -> None:
    row = f"| {value} | the \\<ferry> sailed | planned | |"
    found = exported(root, "timeline.json", row)
    (slide,) = valid(json.loads(found.text), "timeline")["events"]
    assert (slide["start_date"], slide.get("end_date")) == (start, end)
    assert slide["display_date"] == words
    assert slide["text"]["headline"] == "the &lt;ferry&gt; sailed"
    assert slide["text"]["text"].startswith("<p>planned</p>")
    assert found.notes == ("1 event without a date left out",)


def test_slides_stand_in_the_order_of_time(root: Path) -> None:
    rows = [f"| {value} | it sailed {n} | | |" for n, (value, *_) in enumerate(SLIDES)]
    document = valid(json.loads(exported(root, "timeline.json", *rows).text), "timeline")
    years = [slide["start_date"]["year"] for slide in document["events"]]
    assert years == sorted(years)
    assert len({slide["unique_id"] for slide in document["events"]}) == len(SLIDES)
    assert '<a href="https://courier.example/ferry">' in document["events"][0]["text"]["text"]


# iCalendar


def events(text: str) -> list[Any]:
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    return [*calendar.walk("VEVENT")]


DAYS = [
    ("2016-10-11", date(2016, 10, 11), date(2016, 10, 12), "it sailed"),
    ("2016-10", date(2016, 10, 1), date(2016, 11, 1), "October 2016: it sailed"),
    ("2016?", date(2016, 1, 1), date(2017, 1, 1), "perhaps 2016: it sailed"),
    ("2016-10-11~", date(2016, 10, 11), date(2016, 10, 12), "about 11 October 2016: it sailed"),
    ("2016-24", date(2016, 12, 1), date(2017, 3, 1), "winter 2016: it sailed"),
    ("2015-09/..", date(2015, 9, 1), date(2015, 10, 1), "since September 2015: it sailed"),
    ("../2019-10-14", date(2019, 10, 14), date(2019, 10, 15), "until 14 October 2019: it sailed"),
    ("2011/2015", date(2011, 1, 1), date(2016, 1, 1), "2011–2015: it sailed"),
    ("2020-05-30T19:22:00", date(2020, 5, 30), date(2020, 5, 31), "30 May 2020, 19:22: it sailed"),
    ("2020-05-30T19:22:00Z", datetime(2020, 5, 30, 19, 22, tzinfo=UTC), None, "it sailed"),
    ("2020-05-30T19:22:00+05:30", datetime(2020, 5, 30, 13, 52, tzinfo=UTC), None, "it sailed"),
    ("2020-01-01T00:30:00+01", datetime(2019, 12, 31, 23, 30, tzinfo=UTC), None, "it sailed"),
]


@pytest.mark.parametrize(("value", "start", "end", "summary"), DAYS)
def test_an_event_covers_the_days_that_its_date_may_mean(
    root: Path, value: str, start: date, end: date | None, summary: str
) -> None:
    (event,) = events(exported(root, "timeline.ics", f"| {value} | it sailed | | |").text)
    assert event.decoded("dtstart") == start
    assert (event.decoded("dtend") if "dtend" in event else None) == end
    assert event["summary"] == summary


def test_an_event_says_all_that_its_row_says(root: Path) -> None:
    toml = "base_url = 'https://x.example/news/'\n"
    row = DAY.replace("happened", "cancelled")
    (event,) = events(exported(root, "timeline.ics", row, toml=toml).text)
    assert event["summary"] == "Ada Moreau met Ned Abara; “all, well”: a\\b"
    assert event["description"] == ('11 October 2016 (cancelled)\nFerry "closes"; town, too')
    assert event["status"] == "CANCELLED"
    assert event["categories"].cats == ["ships", "ports; piers"]
    assert event["url"] == "https://x.example/news/2016-10-11-ferry/#e1"
    assert event.decoded("dtstamp") == datetime(2016, 10, 11, tzinfo=UTC)


def test_an_event_keeps_its_uid_when_others_come_and_its_date_is_mended(root: Path) -> None:
    (before,) = events(exported(root, "timeline.ics", "| 2016 | it sailed | | |").text)
    rows = "| 2015 | it was built | | |", "| 2016-05 | it sailed | happened | [¶ 1](#p1) |"
    built, after = events(exported(root, "timeline.ics", *rows).text)
    assert before["uid"] == after["uid"] != built["uid"]
    assert exported(root, "timeline.ics").text == exported(root, "timeline.ics").text


def test_what_no_calendar_can_hold_is_told(root: Path) -> None:
    rows = ("| 199X | a | | |", "| -0043 | b | | |", "| 18XX | c | | |", "| 2016 | d | | |")
    found = exported(root, "timeline.ics", *rows)
    assert [str(e["summary"]) for e in events(found.text)] == ["2016: d"]
    assert found.notes == ("4 events without a date that a calendar can hold left out",)
    with pytest.raises(Problem, match="no event has a date that a calendar can hold"):
        exported(root, "timeline.ics", *rows[:2])


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300))
def test_folded_lines_are_unfolded_to_what_they_were(text: str) -> None:
    folded = _folded(f"SUMMARY:{_text(text)}")
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    event = f"BEGIN:VEVENT\r\n{folded}\r\nEND:VEVENT\r\n"
    assert str(icalendar.Event.from_ical(event)["summary"]) == text


# Graph


def relations(text: str) -> dict[tuple[str, str, str], list[str]]:
    graph = valid(json.loads(text), "graph")["graph"]
    for edge in graph["edges"]:
        assert edge["source"] in graph["nodes"]
        assert edge["target"] in graph["nodes"]
        assert edge["source"] != edge["target"]
    return {
        (e["source"], e["relation"], e["target"]): e["metadata"]["rows"] for e in graph["edges"]
    }


def test_relations_rest_on_rows(root: Path) -> None:
    text = exported(root, "graph.json").text
    slug = "2016-10-11-ferry"
    assert relations(text) == {
        ("ada-moreau", "speaks about", f"{slug}#ned-abara"): [f"{slug}#q1"],
        ("ada-moreau", "speaks to", "harbour-board"): [f"{slug}#q1"],
        (f"{slug}#ned-abara", "shares an event with", "ada-moreau"): [f"{slug}#e1"],
    }
    nodes = json.loads(text)["graph"]["nodes"]
    assert nodes["ada-moreau"]["metadata"] == {
        "kind": "person",
        "description": "transport minister",
        "aliases": ["Moreau"],
        "explainers": [slug],
        "page": True,
        "url": None,
    }
    # Somebody without a page and without relations is left out.
    assert set(nodes) == {"ada-moreau", "harbour-board", f"{slug}#ned-abara"}


def test_the_glossary_joins_actors(root: Path) -> None:
    (root / "glossary.yml").write_text("- name: A. N. Moreau\n  also: [Ada Moreau]\n")
    first, *_ = quotes(exported(root, "quotes.jsonl").text)
    assert (first["who"], first["speakers"]) == ("Ada Moreau", ["A. N. Moreau"])
    assert "A. N. Moreau" in exported(root, "graph.json").text


# Annotations


def anchored(document: Any, text: str) -> list[tuple[str, list[int]]]:
    """What is said of which place of a text, as the specification anchors a TextQuoteSelector."""
    found = []
    for item in valid(document, "annotations")["first"]["items"]:
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        places = []
        for target in targets:
            quoted = [target["selector"].get(part, "") for part in ("prefix", "exact", "suffix")]
            assert text.count("".join(quoted)) == 1, quoted
            places.append(text.index("".join(quoted)) + len(quoted[0]))
        found.append((item["body"]["value"], places))
    return found


def test_annotations_lead_to_their_words_on_the_articles_page(root: Path) -> None:
    body = (
        "“The ferry, Ned Abara, will| not sail,” said Ada Moreau, who closed the line. Others say "
        "that the ferry was unsafe, as Ada Moreau met Ned Abara; “all, well”: a\\b knew.\n\n"
        "Ada Moreau met Ned Abara; “all, well”: a\\b."
    )
    (root / "seeds").mkdir()
    (root / "seeds" / "2016-10-11-ferry.txt").write_text(f"Ferry closes\n\n{body}\n")
    exported(root, "quotes.csv")
    path = root / "content" / "2016-10-11-ferry.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace("{name:", "{file: seeds/2016-10-11-ferry.txt, name:")
    text = text.replace("the ferry was unsafe", "Others … the ferry was unsafe")
    text = text.replace('[¶ 1](#p1 "e1")', '[¶ 2](#p2 "e1")')
    path.write_text(text, encoding="utf-8")
    found, _ = export("annotations.jsonld", load(root))
    page = "Ferry closes " + " ".join(body.split())
    assert anchored(json.loads(found.text), page) == [
        ("Ada Moreau and Harbour Board denied (“last spring”)", [
            page.index("Others"), page.index("the ferry was unsafe")
        ]),
        ("11 October 2016 (happened)", [page.rindex("Ada Moreau met")]),
    ]  # fmt: skip
    assert found.notes == ("4 rows not in the words of an article with an address left out",)
    ids = [item["id"] for item in json.loads(found.text)["first"]["items"]]
    assert all(id.startswith("urn:uuid:") for id in ids)


def test_without_an_address_there_is_nothing_to_annotate(root: Path) -> None:
    with pytest.raises(Problem, match="whose address is known; give seeds a `source_url:`"):
        exported(root, "annotations.jsonld")


# All of it


def test_exports_of_real_articles_validate(corpora: Path, tmp_path: Path) -> None:
    config = Config(tmp_path, base_url="https://x.example/news/")
    config.seeds.mkdir()
    entries = []
    for gold in sorted(corpora.glob("wikinews-20*-gold/*.gold.json")):
        folder = gold.parent.with_name(gold.parent.name.removesuffix("-gold"))
        seed = config.seeds / gold.name.replace(".gold.json", ".md")
        shutil.copy(folder / seed.name, seed)
        article = read_seed(seed, name=f"seeds/{seed.name}")
        entries.append(enter(seed.stem, draft(article, analysis(article, gold), config)))
    assert len(entries) == 263
    whole = site(entries, config, NOTHING)
    texts = {form: write(form, whole).text for form in FORMATS}
    statements = sum(len(e.statements) for e in entries)
    assert len(quotes(texts["quotes.jsonl"])) == statements > 1500
    table = list(csv.DictReader(io.StringIO(texts["quotes.csv"], newline="")))
    assert len(table) == statements
    slides = valid(json.loads(texts["timeline.json"]), "timeline")["events"]
    assert len({s["unique_id"] for s in slides}) == len(slides) > 1000
    found = events(texts["timeline.ics"])
    assert len({e["uid"] for e in found}) == len(found) > 0.95 * len(slides)
    assert len(relations(texts["graph.json"])) > 1000
    notes = valid(json.loads(texts["annotations.jsonld"]), "annotations")["first"]["items"]
    assert len({n["id"] for n in notes}) == len(notes) > 0.9 * (statements + len(slides))


def backstory(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", "export", *words], cwd=root, capture_output=True
    )


def test_the_command_writes_a_file_or_standard_output_and_tells_what_it_left_out(
    root: Path,
) -> None:
    text = exported(root, "timeline.ics").text
    done = backstory(root, "timeline.ics")
    assert (done.returncode, done.stdout) == (0, text.encode())
    assert done.stderr.decode() == "1 event without a date that a calendar can hold left out\n"
    done = backstory(root, "timeline.ics", "--output", "out/timeline.ics")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (root / "out" / "timeline.ics").read_bytes() == text.encode()


def test_an_explainer_that_cannot_be_read_is_named_and_the_others_exported(root: Path) -> None:
    exported(root, "quotes.csv")
    (root / "content" / "broken.md").write_text("---\ntitle: [\n---\n")
    done = backstory(root, "quotes.csv")
    assert done.returncode == 1
    assert done.stderr.startswith(b"content/broken.md:")
    assert done.stdout.count(b"\r\n") == 5


def test_wrong_usage_is_one_line(root: Path) -> None:
    done = backstory(root, "quotes.xls")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert backstory(root / "content", "quotes.csv").returncode == 2
    assert tuple(FORMATS) == EXPORTS


def test_each_format_is_documented() -> None:
    text = (DOCS.parent / "export.md").read_text(encoding="utf-8")
    assert all(f"## {form}" in text for form in FORMATS)

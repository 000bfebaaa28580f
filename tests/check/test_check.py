"""What an editor is told to look at: a clean site with one thing wrong at a time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import validate

from generator.check import CODES, check
from generator.config import load
from generator.explainer.drafting import fingerprint
from generator.explainer.settling import settle

ROOT = Path(__file__).parents[2]

SEED = """---
title: Ferry line closes
date: 2016-10-11
source_url: https://courier.example/ferry
---

Transport minister Ada Moreau closed the ferry line on Tuesday. “The ferry will not sail again,” \
Moreau told The Courier, and asked the town for patience.

The Harbour Board had warned its staff in May 2015, according to the minister. It met twice.

The line was opened in 1962 by Olga Brandt, who lived on the island.

Passengers take the bus now, which needs an hour more than the ferry did on a good day.
"""
EXPLAINER = """---
title: Ferry line closes
date: 2016-10-11
source: {file: seeds/2016-10-11-ferry.txt, url: 'https://courier.example/ferry'}
---

The minister has closed the ferry line.

## Who’s who

- **Ada Moreau** (person; also Moreau): transport minister [¶ 1](#p1 "ada-moreau")
- **Harbour Board** (organization): had warned its staff [¶ 2](#p2 "harbour-board")

### Also named

- **Olga Brandt** (person) [¶ 3](#p3 "olga-brandt")

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada Moreau | “The ferry will … sail [never] again,” | told us | 2016-10-11 | [¶ 1](#p1 "q1") |
| Ada Moreau | the board had known of it | | | [¶ 2](#p2) |

## Timeline

| Date | What happened | Status | Where |
| --- | --- | --- | --- |
| 1962 | The line was opened in 1962 by Olga Brandt | happened | [¶ 3](#p3 "E") |
| 2015-05/.. | the [staff](#harbour-board) knew | ongoing | [¶ 2](#p2 "e2") |

## More

![The pier at dawn](pier.jpg) See [the school](2017-03-06-school.md#whos-who), \
[¶ 4](#p4), [quotes](../quotes/) and [elsewhere](https://x.example/#nothing).[^1]

[^1]: A note.

## The article

"""
EXPLAINER = EXPLAINER.replace(
    '"E"', f'"e{fingerprint("The line was opened in 1962 by Olga Brandt")}"'
)
SCHOOL = """---
title: School wins chess cup
date: 2017-03-06
---

The village school won the cup.

## Who’s who

- **Ruth Abara** (person): head teacher
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    body = SEED.partition("---\n\n")[2]
    article = body.replace("The ferry will not sail again", "The ferry will sail again")
    seed = SEED.replace("The ferry will not sail again", "The ferry will sail again")
    for path, text in {
        "seeds/2016-10-11-ferry.txt": seed,
        "content/2016-10-11-ferry.md": EXPLAINER + article,
        "content/2017-03-06-school.md": SCHOOL,
        "content/pier.jpg": "(a picture)",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def change(site: Path, old: str, new: str, file: str = "content/2016-10-11-ferry.md") -> None:
    text = (site / file).read_text(encoding="utf-8")
    mark = f'"e{fingerprint("The line was opened in 1962 by Olga Brandt")}"'
    old, new = old.replace('"E"', mark), new.replace('"E"', mark)
    assert old in text, old
    (site / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def findings(site: Path) -> list[str]:
    checked = check(load(site))
    assert not checked.problems
    return [str(f).replace("content/2016-10-11-ferry.md", "FERRY") for f in checked.findings]


def test_a_clean_site_is_clean(site: Path) -> None:
    assert findings(site) == []


def test_the_demonstration_is_clean() -> None:
    assert findings(ROOT) == []


JOIN = "join them here, or tell them apart in glossary.yml (same-actor)"
WRONG = [
    ("| Ada Moreau | the board", "| unattributed | the board", "the board had",
     "who said “the board had known of it”? (unattributed)"),
    ("| Ada Moreau | the board", "| | the board", "the board had",
     "who said “the board had known of it”? (unattributed)"),
    ("| Ada Moreau | the board had known of it |", '| | "met" her \\[there] |', "| | \"met",
     'who said “"met" her [there]”? (unattributed)'),
    ("| 2015-05/.. |", "| “last spring” |", "“last spring”",
     "when “last spring” was is not known: “the staff knew” (unresolved-date)"),
    ("| 2015-05/.. |", "| |", "knew | ongoing",
     "no date is given: “the staff knew” (unresolved-date)"),
    ("| told us | 2016-10-11 |", "| told | Tuesday |", "| Tuesday |",
     "when “Tuesday” was is not known (unresolved-date)"),
    ("date: 2016-10-11\n", "", "---",
     "the day of publication is not known: add `date:` (no-date)"),
    ("date: 2016-10-11\n", "date: soon\n", "date: soon",
     "“soon” is no date: write it as YYYY-MM-DD (unresolved-date)"),
    ("Board** (organization): had warned its staff [", "Board** (organization) [", "Board** (",
     "nothing is said of Harbour Board (undescribed)"),
    ("The minister has closed the ferry line.\n\n", "", "## Who’s who",
     "say in a sentence or two, below the front matter, what happened (no-standfirst)"),
    ("The minister has closed the ferry line.\n", "<!-- What happened? -->\n", "<!--",
     "say in a sentence or two, below the front matter, what happened (no-standfirst)"),
    ("will … sail", "will surely … sail", "will surely",
     "the article does not say “The ferry will surely” (not-in-article)"),
    ("sail [never] again,”", "sail home,”", "sail home",
     "the article does not say “sail home,” (not-in-article)"),
    ('[¶ 1](#p1 "q1")', '[¶ 2](#p2 "q1")', "“The ferry",
     "¶ 2 does not hold “The ferry will”: ¶ 1 does (wrong-paragraph)"),
    ('[¶ 3](#p3 "E")', '[¶ 1](#p1 "E"), [¶ 4](#p4)', "in 1962 by",
     "¶ 1, ¶ 4 does not hold “The line was opened in 1962 by Olga Brandt”: ¶ 3 does "
     "(wrong-paragraph)"),
    ("[¶ 2](#p2)", "[¶ 9](#p9)", "[¶ 9]", "there is no ¶ 9 (dead-link)"),
    ("(#harbour-board) knew", "(#harbor-board) knew", "(#harbor-board)",
     "nothing here is called #harbor-board (dead-link)"),
    ("school.md#whos-who", "school.md#cast", "#cast",
     "nothing at 2017-03-06-school.md is called #cast (dead-link)"),
    ("2017-03-06-school.md", "school.md", "school.md", "there is no page school.md (dead-link)"),
    ("../quotes/", "../quotations/", "../quotations",
     "there is no page ../quotations/ (dead-link)"),
    ("(pier.jpg)", "(peer.jpg)", "(peer.jpg)",
     "there is no picture peer.jpg beside this file (dead-link)"),
    ("(pier.jpg)", "(../pier.jpg)", "(../pier.jpg)",
     "pages show no picture ../pier.jpg: put it beside this file, as .jpg, .png or .svg "
     "(dead-link)"),
    ("![The pier at dawn]", "![ ]", "![ ]",
     "say what the picture pier.jpg shows: ![words](pier.jpg) (no-alt)"),
    ("A note.", "A [note](#nowhere).", "#nowhere",
     "nothing here is called #nowhere (dead-link)"),
    ("**Olga Brandt** (person)", "**Moreau** (person)", "**Moreau",
     f"Moreau may be Ada Moreau: {JOIN}"),
    ("**Olga Brandt** (person)", "**A. Moreau** (person)", "**A. Moreau",
     f"A. Moreau may be Ada Moreau: {JOIN}"),
    ("**Olga Brandt** (person)", "**Harbor Board** (organization)", "**Harbor",
     f"Harbor Board may be Harbour Board: {JOIN}"),
    ("**Olga Brandt** (person)", "**HB** (organization)", "**HB",
     f"HB may be Harbour Board: {JOIN}"),
    ("seeds/2016-10-11-ferry.txt", "seeds/gone.txt", "gone.txt",
     "its article, seeds/gone.txt, is gone; the explainer stays as it is (no-seed)"),
    ("| Ada Moreau | the board had known of it |", "| Ada Moreau | |", "| Ada Moreau | |",
     "this row has nothing under “What”; fill it in (unreadable)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "message"), WRONG)
def test_what_is_wrong_is_told_with_its_line(
    site: Path, old: str, new: str, at: str, message: str
) -> None:
    change(site, old, new)
    text = (site / "content/2016-10-11-ferry.md").read_text(encoding="utf-8")
    assert findings(site) == [f"FERRY:{text[: text.index(at)].count(chr(10)) + 1}: {message}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("**Olga Brandt** (person)", "**Olga Moreau** (person)"),
        ("**Olga Brandt** (person)", "**Eastern Board** (organization)"),
        ("**Olga Brandt** (person)", "**Moreau** (place)"),
        ("Board** (organization): had warned its staff [", "Board** (place) ["),
        ("**Harbour Board** (organization): had warned its staff [", "**residents** (group) ["),
        ("The line was opened in 1962 by Olga Brandt |", "Olga Brandt opened it |"),
        ("“The ferry will … sail [never] again,”", "there would be no ferry"),
        ("[elsewhere]", "[by mail](mailto:a@x.example), [elsewhere]"),
        ("../quotes/", "/actors/"),
        ("../quotes/", "../timeline/index.html"),
        ("../quotes/", "./2016-10-11-ferry.md#the-article"),
        ("(pier.jpg)", "(https://x.example/pier.jpg)"),
    ],
)
def test_what_is_right_is_not_told(site: Path, old: str, new: str) -> None:
    change(site, old, new)
    assert findings(site) == []


def test_a_statement_that_the_article_no_longer_makes(site: Path) -> None:
    change(site, "opened in 1962", "opened in 1963", "seeds/2016-10-11-ferry.txt")
    (found,) = findings(site)
    assert "the article does not say “The line was opened in 1962" in found
    assert found.endswith("(not-in-article)")


def test_the_most_important_comes_first(site: Path) -> None:
    for old, new, _, _ in WRONG:
        text = (site / "content/2016-10-11-ferry.md").read_text(encoding="utf-8")
        if old in text:
            change(site, old, new)
    (site / "seeds/2016-12-01-aside.txt").write_text("Aside\n\nShare this\n\nIt is so.\n")
    (site / "seeds/2016-12-02-latin.txt").write_bytes("Caf\xe9\n\nIt is so.\n".encode("cp1252"))
    (site / "seeds/2016-12-03-none.txt").write_bytes(b"")
    (site / "glossary.yml").write_text("- name: Nobody\n")
    codes = [f.code for f in check(load(site)).findings]
    assert codes == sorted(codes, key=list(CODES).index)
    assert len(set(codes)) > 10
    lines = findings(site)
    assert "seeds/2016-12-03-none.txt: holds no words" in lines[0]
    assert lines[-1] == (
        "seeds/2016-12-01-aside.txt:3: set aside as page furniture: “Share this” (furniture)"
    )
    assert any("seeds/2016-12-02-latin.txt: " in li and "(encoding)" in li for li in lines)
    assert any(li.startswith("glossary.yml:1: ") and "(unmatched)" in li for li in lines)


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ("full", []),
        ("excerpt", ["of the article’s paragraphs 4 stand here, and 3 may (excerpt) (rights)"]),
        ("none", ["of the article’s paragraphs 4 stand here, and 0 may (none) (rights)"]),
    ],
)
def test_more_than_may_be_republished(site: Path, rights: str, expected: list[str]) -> None:
    (site / "backstory.toml").write_text(f"article = '{rights}'\n")
    found = [f for f in findings(site) if "(rights)" in f]
    assert [f.split(": ", 1)[1] for f in found] == expected


def test_a_paragraph_that_an_editor_changed_is_still_the_articles(site: Path) -> None:
    text = (site / "content/2016-10-11-ferry.md").read_text(encoding="utf-8")
    before = text[: text.index("Transport minister Ada Moreau closed")]
    own = "Nobody in this town has any idea who will carry the mail next week.\n\n"
    changed = (
        "Passengers must take the bus now, which needs an hour more than the ferry did, they say.\n"
    )
    (site / "content/2016-10-11-ferry.md").write_text(before + own + changed, encoding="utf-8")
    change(site, "source_url:", "article: none\nsource_url:", "seeds/2016-10-11-ferry.txt")
    assert [f.split(": ")[1] for f in findings(site) if "(rights)" in f] == [
        "of the article’s paragraphs 1 stand here, and 0 may (none) (rights)"
    ]


def test_without_the_article_or_its_address_claims_lead_nowhere(site: Path) -> None:
    change(site, ", url: 'https://courier.example/ferry'", "")
    change(site, "source_url:", "article: none\nsource_url:", "seeds/2016-10-11-ferry.txt")
    assert any("(no-source)" in f for f in findings(site))


def test_one_actor_under_two_names_in_two_explainers(site: Path) -> None:
    change(site, "**Ruth Abara** (person)", "**A Moreau** (person)", "content/2017-03-06-school.md")
    (found,) = findings(site)
    assert found.startswith(
        "content/2017-03-06-school.md:10: A Moreau may be Ada Moreau of 2016-10-11-ferry: "
    )
    (site / "glossary.yml").write_text(
        "- name: Ada Moreau\n- name: A Moreau\n  description: head teacher\n"
    )
    assert findings(site) == []


def test_a_code_is_silenced_for_an_explainer_or_for_the_site(site: Path) -> None:
    change(site, "| 2015-05/.. |", "| “last spring” |")
    change(site, "| Ada Moreau | the board", "| | the board")
    change(site, ": head teacher", "", "content/2017-03-06-school.md")
    assert len(findings(site)) == 3
    change(site, "source:", "ignore: [unattributed]  # nobody is named\nsource:")
    assert len(findings(site)) == 2
    change(site, "title:", "ignore: undescribed\ntitle:", "content/2017-03-06-school.md")
    assert [f[-17:] for f in findings(site)] == ["(unresolved-date)"]
    (site / "backstory.toml").write_text("ignore = ['unresolved-date']\n")
    assert findings(site) == []


def backstory(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", "check", *words],
        cwd=root,
        capture_output=True,
        text=True,
        env={"PATH": "", "PYTHONUTF8": "1", "GITHUB_WORKSPACE": "", **env},
    )


def test_an_unknown_code_is_an_error_of_one_line(site: Path) -> None:
    change(site, "source:", "ignore: [unatributed]\nsource:")
    done = backstory(site)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "content/2016-10-11-ferry.md:4: “ignore” names “unatributed”, which is no code of a "
        "finding; known: unreadable, conflict, "
    )
    assert len(done.stderr.splitlines()) == 1
    (site / "backstory.toml").write_text("title = 'A'\nignore = ['furnitur']\n")
    done = backstory(site)
    assert done.returncode == 2
    assert done.stderr.startswith("backstory.toml:2: “ignore” names “furnitur”")
    assert len(done.stderr.splitlines()) == 1
    (site / "backstory.toml").write_text("ignore = 'furniture'\n")
    assert backstory(site).stderr.startswith("backstory.toml:1: “ignore” must be a list of texts")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("\u0410da Moreau", "“\u0410da” in \u0410da Moreau mixes Cyrillic and Latin letters"),
        ("Ada M\u03bfreau", "“M\u03bfreau” in Ada M\u03bfreau mixes Greek and Latin letters"),
        ("\u0410\u043d\u043d\u0430 Moreau", None),  # a word in each
        ("Zoë Ødegård-\u0395\u03bb\u03ad\u03bd\u03b7", None),
        ("T\u6064 Moreau", None),  # as Chinese and Japanese write with ours
        ("\u00b5Torrent Group", None),
    ],
)
def test_a_name_that_only_looks_like_one_is_told(site: Path, name: str, told: str | None) -> None:
    change(site, "**Olga Brandt**", f"**{name}**")
    messages = [f for f in findings(site) if "(mixed-letters)" in f]
    assert [told in m for m in messages] == ([True] if told else [])


def test_strict_fails_on_any_finding_and_a_clean_run_says_so(site: Path) -> None:
    clean = backstory(site, "--strict")
    assert (clean.returncode, clean.stdout) == (0, "nothing to look at: 2 explainers, 1 seed\n")
    change(site, "| Ada Moreau | the board", "| | the board")
    assert backstory(site).returncode == 0
    found = backstory(site, "--strict")
    assert found.returncode == 1
    assert found.stdout.splitlines()[-1] == "1 thing to look at: 2 explainers, 1 seed"


def test_json_keeps_to_its_schema(site: Path) -> None:
    schema = json.loads((ROOT / "docs" / "check.schema.json").read_text())
    assert schema["$defs"]["code"]["enum"] == list(CODES)
    validate(json.loads(backstory(site, "--format", "json").stdout), schema)
    change(site, "| 2015-05/.. |", "| “last spring” |")
    found = json.loads(backstory(site, "--format", "json").stdout)
    validate(found, schema)
    assert [f["code"] for f in found["findings"]] == ["unresolved-date"]


def test_github_is_given_annotations_that_it_understands(site: Path) -> None:
    change(site, "| Ada Moreau | the board had", "| | at 50%, the: board\thad")
    done = backstory(site, "--format", "github", GITHUB_WORKSPACE=str(site.parent))
    assert done.stdout == (
        f"::warning file={site.name}/content/2016-10-11-ferry.md,line=25,title=unattributed"
        "::who said “at 50%25, the: board had known of it”?\n"
    ).replace("line=25", f"line={_line(site, 'at 50%')}")
    (site / "content" / "a,b:c%.md").write_text("---\ntitle: [\n---\n")
    done = backstory(site, "--format", "github")
    assert "::warning file=content/a%2Cb%3Ac%25.md,line=" in done.stdout


def _line(site: Path, words: str) -> int:
    text = (site / "content/2016-10-11-ferry.md").read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def test_each_code_is_documented() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == list(CODES)


def test_no_language_pipeline_is_loaded(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "generator.cli", "check"],
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not re.search(r"\b(spacy|trafilatura|onnxruntime)\b", done.stderr)


def test_a_conflict_is_told_until_it_is_dealt_with(site: Path) -> None:
    config = load(site)
    name = "content/2017-03-06-school.md"
    settle("2017-03-06-school.md", SCHOOL, config)
    change(site, "head teacher", "head of the school", name)
    settle("2017-03-06-school.md", SCHOOL.replace("head teacher", "former head teacher"), config)
    assert "head of the school" in (site / name).read_text(encoding="utf-8")
    (found,) = findings(site)
    assert re.match(rf"{name}:10: .*Ruth Abara.*\.backstory/conflicts/.* \(conflict\)", found)
    for file in (site / ".backstory" / "conflicts").iterdir():
        file.unlink()
    assert findings(site) == []

"""Whole sites with a glossary: two of one name split, one of two names joined, drafts renamed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

SEEDS = {
    "2018-05-05-cup-final": """Brannock win the cup

Goalkeeper John Ashdown saved two penalties on Saturday. “I only guessed,” Ashdown said.

Coach Edda Lunt said that John Ashdown had earned the cup for Brannock.
""",
    "2018-05-12-parade": """Crowd greets the winners

“Nobody slept,” goalkeeper John Ashdown said on Saturday. Mayor Ida Farr said that Ashdown was \
“a hero of this town”.
""",
    "2018-06-04-budget": """Member rejects budget

John Ashdown, Member of Parliament for Brannock, said on Monday: “This budget is a bad joke.” \
Transport minister Ada Moreau said that Ashdown had not read it.
""",
    "2019-02-11-resignation": """Minister steps down

Transport minister Ada Lindqvist resigned on Monday. “I have done what I could,” Lindqvist said.
""",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site before it has a glossary."""
    root = tmp_path_factory.mktemp("ashdown")
    (root / "seeds").mkdir()
    for name, text in SEEDS.items():
        (root / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")
    assert "4 explainers" in build(root)
    return root


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "site")


def backstory(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "-m", "generator.cli", "build"]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=120, check=False
    )


def build(root: Path, glossary: str | None = None) -> str:
    if glossary is not None:
        (root / "glossary.yml").write_text(glossary, encoding="utf-8")
    done = backstory(root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def page(root: Path, path: str) -> str:
    return (root / "site" / path / "index.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def draft(root: Path, name: str) -> str:
    return (root / "content" / f"{name}.md").read_text(encoding="utf-8")


def row(root: Path, explainer: str, name: str) -> str:
    """The row of an actor whose name begins like this."""
    (found,) = (r for r in draft(root, explainer).splitlines() if r.startswith(f"- **{name}"))
    return found


def leads_to(root: Path, explainer: str, name: str) -> str:
    """The page that an explainer's card of an actor leads to."""
    (address,) = set(re.findall(rf'href="\.\./([^"]*)">All on {name}<', page(root, explainer)))
    return address


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag == "a":
            self.links.append(given.get("href") or "")


def broken(root: Path) -> list[tuple[str, str]]:
    """Links within the site that lead nowhere."""
    pages = {
        p.resolve(): Links(p.read_text(encoding="utf-8")) for p in root.rglob("site/**/*.html")
    }
    assert len(pages) > 10
    missing = []
    for path, found in pages.items():
        for link in found.links:
            to = urlsplit(link)
            if to.scheme or path.name == "404.html":
                continue
            target = (path.parent / unquote(to.path)).resolve() if to.path else path
            there = pages[target].ids if target in pages else set()
            if not target.is_file() or (to.fragment and unquote(to.fragment) not in there):
                missing.append((str(path), link))
    return missing


def test_without_a_glossary_one_name_is_one_actor(built: Path) -> None:
    assert "In 3 explainers" in page(built, "actors/john-ashdown")
    assert (built / "site/actors/ada-moreau").is_dir()
    assert (built / "site/actors/ada-lindqvist").is_dir()


def test_two_lines_split_two_of_one_name(site: Path) -> None:
    said = build(site, "- name: John Ashdown\n  in: 2018-06-04-budget\n")
    assert "glossary.yml" not in said
    member, keeper = page(site, "actors/john-ashdown-2"), page(site, "actors/john-ashdown")
    assert "In 1 explainer" in member
    assert "a bad joke" in member
    assert "I only guessed" not in member
    assert "In 2 explainers" in keeper
    assert "a bad joke" not in keeper
    assert leads_to(site, "2018-06-04-budget", "John Ashdown") == "actors/john-ashdown-2/index.html"
    assert (
        leads_to(site, "2018-05-05-cup-final", "John Ashdown") == "actors/john-ashdown/index.html"
    )
    assert broken(site) == []


def test_each_of_two_can_be_described(site: Path) -> None:
    build(
        site,
        "- name: John Ashdown\n  description: Member of Parliament\n"
        "- name: John Ashdown (goalkeeper)\n  also: John Ashdown\n"
        "  in: [2018-05-05-cup-final, 2018-05-12-parade]\n",
    )
    assert "Member of Parliament" in words(page(site, "actors/john-ashdown"))
    assert "In 2 explainers" in page(site, "actors/john-ashdown-goalkeeper")
    keeper = row(site, "2018-05-05-cup-final", "John")
    assert keeper.startswith("- **John Ashdown (goalkeeper)** (person; also John Ashdown")
    assert "[¶ 1](#p1 " in keeper
    assert "**John Ashdown** (person" in draft(site, "2018-06-04-budget")
    assert broken(site) == []


def test_two_lines_join_one_of_two_names(site: Path) -> None:
    build(site, "- name: Ada Moreau\n  also: Ada Lindqvist\n")
    joined = words(page(site, "actors/ada-moreau"))
    assert "In 2 explainers" in joined
    assert "I have done what I could" in joined
    assert "Minister steps down" in joined
    assert not (site / "site/actors/ada-lindqvist").exists()
    assert leads_to(site, "2019-02-11-resignation", "Ada Moreau") == "actors/ada-moreau/index.html"
    assert "| Ada Moreau | “I have done what I could,” |" in draft(site, "2019-02-11-resignation")
    assert broken(site) == []


def test_what_the_glossary_says_wins_in_drafts_and_says_so(site: Path) -> None:
    build(
        site,
        "- name: Ada M. Lindqvist\n  also: [Ada Lindqvist, A. Lind]\n  kind: organization\n"
        "  description: lost *and* found\n  links: https://www.wikidata.org/wiki/Q42\n",
    )
    ada = row(site, "2019-02-11-resignation", "Ada")
    assert ada.startswith("- **Ada M. Lindqvist** (organization; also ")
    assert "Ada Lindqvist" in ada
    assert "A. Lind" not in ada
    assert ": lost \\*and\\* found [glossary](../glossary.yml " in ada
    assert "¶" not in ada
    explainer = page(site, "2019-02-11-resignation")
    assert '<a href="#made">glossary</a>' in explainer
    assert "was written by the editors of this site" in words(explainer)
    assert "was written by the editors" not in words(page(site, "2018-06-04-budget"))
    actor = page(site, "actors/ada-m-lindqvist")
    assert "lost *and* found" in actor
    assert "in the words of this site’s editors" in words(actor)
    assert 'href="https://www.wikidata.org/wiki/Q42">Wikidata' in actor
    assert broken(site) == []


def test_an_edited_explainer_is_joined_as_it_stands(site: Path) -> None:
    explainer = site / "content" / "2019-02-11-resignation.md"
    mine = "\n## What next\n\nA farewell of Ada Lindqvist’s.\n"
    explainer.write_text(explainer.read_text(encoding="utf-8") + mine, encoding="utf-8")
    build(site, "- name: Ada Moreau\n  also: ADA LINDQVIST\n")
    assert "In 2 explainers" in page(site, "actors/ada-moreau")
    assert mine in explainer.read_text(encoding="utf-8")


def test_the_build_says_each_time_what_matches_nothing(site: Path) -> None:
    told = (
        "glossary.yml:3: no explainer’s actor is called “Ada Morreau”; did you mean “Ada Moreau”?"
    )
    assert told in build(site, "- name: John Ashdown\n\n- name: Ada Morreau\n").splitlines()
    again = build(site)
    assert told in again.splitlines()
    assert "nothing to write" in again
    build(site, "- name: John Ashdown\n")
    assert told not in build(site)


def test_a_glossary_that_cannot_be_meant_stops_the_build(site: Path) -> None:
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    (site / "glossary.yml").write_text(
        "- name: John Ashdown\n- name: John  ASHDOWN\n  kind: person\n", encoding="utf-8"
    )
    done = backstory(site)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "glossary.yml:2: “John ASHDOWN” is also the name of the entry in line 1; say with “in: ” "
        "which explainers each is for, or make one entry of them"
    ]
    (site / "glossary.yml").write_text("- nam: Ada\n- name: Bo\n  kind: dog\n", encoding="utf-8")
    done = backstory(site)
    assert [line.split(" ")[0] for line in done.stderr.splitlines()] == [
        "glossary.yml:1:",
        "glossary.yml:1:",
        "glossary.yml:3:",
    ]
    (site / "glossary.yml").unlink()
    assert before == {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_a_change_writes_what_it_changes_and_reads_no_article_anew(site: Path) -> None:
    (site / "glossary.yml").write_text(
        "- name: Ada Lindqvist\n  description: a former minister\n", encoding="utf-8"
    )
    before = {p: p.stat().st_mtime_ns for p in site.rglob("site/*/index.html")}
    done = backstory(site, "-X", "importtime")
    assert done.returncode == 0
    assert not re.search(r"\| +spacy$", done.stderr, re.MULTILINE)
    changed = {p.parent.name for p, t in before.items() if p.stat().st_mtime_ns != t}
    assert "2019-02-11-resignation" in changed
    assert not {"2018-05-05-cup-final", "2018-06-04-budget"} & changed
    (site / "glossary.yml").unlink()
    build(site)
    assert "a former minister" not in draft(site, "2019-02-11-resignation")


@pytest.mark.parametrize("glossary", ["", "- name: John Ashdown\n  in: 2018-06-04-budget\n"])
def test_built_pages_are_accessible(
    site: Path, glossary: str, chromium: object, axe: object
) -> None:
    build(site, glossary)
    context = chromium.new_context(bypass_csp=True, viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    context.set_default_timeout(90_000)
    opened = context.new_page()
    for path in ("actors", "actors/john-ashdown", "2018-06-04-budget"):
        opened.goto((site / "site" / path / "index.html").as_uri())
        assert axe(opened) == []  # type: ignore[operator]
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()

"""Who shares a page across explainers, who does not, and what the page calls them."""

from __future__ import annotations

import re

import pytest
from conftest import CONFIG

from generator.explainer import read
from generator.glossary import NOTHING, Glossary, Identity
from generator.rendering import render


def actors(*rows: str, glossary: Glossary = NOTHING) -> dict[str, str]:
    """The actors' pages of a site, by their slugs: an explainer a month, each with these actors."""
    explainers = {}
    for n, row in enumerate(rows):
        text = f"---\ntitle: Number {n}\ndate: 2018-{n + 1:02}\n---\n\n## Who’s who\n\n"
        listed = "\n".join(f"- {one}" for one in row.split(" / "))
        explainers[f"n{n}"] = read(f"{text}{listed}\n", f"n{n}.md")[0]
    outputs = {o.path: o.content for o in render(explainers, CONFIG, glossary)}
    return {m[1]: html.decode() for p, html in outputs.items() if (m := _ACTOR.match(p))}


_ACTOR = re.compile(r"actors/(.+)/index")


def covered(html: str) -> list[str]:
    """The explainers that an actor's page lists."""
    listed = html[html.index('id="explainers"') :].partition("</section>")[0]
    return re.findall(r'href="\.\./\.\./(n\d+)/index\.html#', listed)


def told(html: str) -> str:
    """What the page says right below the name."""
    found = re.search(r'<p class="standfirst">(.*?)</p>', html)
    return found[1] if found else ""


def test_spelling_does_not_part_an_actor() -> None:
    pages = actors(
        "**Tomás Ødegård** (person)", "**TOMAS ODEGARD** (person)", "**U.S. Navy**", "**US Navy**"
    )
    assert {slug: covered(html) for slug, html in pages.items()} == {
        "tomas-odegard": ["n1", "n0"],
        "us-navy": ["n3", "n2"],
    }


def test_initials_that_two_spell_out_alike_are_that_actor() -> None:
    spelled = "**Port Anselm Police** (organization; also PAP)"
    pages = actors(spelled, spelled, "**PAP** (organization)", "**PAP Choir** (group)")
    assert covered(pages["port-anselm-police"]) == ["n2", "n1", "n0"]
    assert "pap" not in pages
    assert covered(pages["port-anselm-police-choir"]) == ["n3"]


@pytest.mark.parametrize(
    "rows",
    [
        ("**Port Anselm Police** (also PAP)", "**PAP**"),
        ("**Port Anselm Police** (also PAP)", "**Party Against Pigs** (also PAP)", "**PAP**"),
        ("**Ada Moreau** (also Moreau)", "**Ada Moreau** (also Moreau)", "**Moreau**"),
    ],
)
def test_short_names_that_could_be_others_are_not_filled_in(rows: tuple[str, ...]) -> None:
    assert len(actors(*rows)) == len({row.partition("** ")[0].strip("*") for row in rows})


def test_unnamed_sources_are_joined_by_the_glossary_alone() -> None:
    rows = ("**aid agencies** (group)", "**aid agencies** (group)")
    assert actors(*rows) == {}
    known = Glossary((Identity("Aid agencies of the coast", ("aid agencies",)),))
    assert covered(actors(*rows, glossary=known)["aid-agencies-of-the-coast"]) == ["n1", "n0"]


def test_a_page_begins_with_the_latest_description_that_two_give() -> None:
    pages = actors(
        "**Ada Moreau**: clerk",
        "**Ada Moreau**: minister",
        "**Ada Moreau**: Minister",
        "**Ada Moreau**: woman in a boat",
    )
    assert told(pages["ada-moreau"]) == "Minister"
    assert "woman in a boat" in pages["ada-moreau"]
    assert (
        told(actors("**Ada Moreau**: clerk", "**Ada Moreau**: minister")["ada-moreau"])
        == "minister"
    )


def test_each_description_has_its_date_and_paragraph() -> None:
    text = (
        "---\ntitle: {}\ndate: {}\n---\n\n## Who’s who\n\n"
        "- **Ada Moreau**: {} [¶ 2](#p2), [¶ 9](#p9)\n\n## The article\n\nOne.\n\nAda Moreau.\n"
    )
    explainers = {
        "one": read(text.format("One", "2018-01-02", "clerk"), "one.md")[0],
        "two": read(text.format("Two", "2019-03-04", "minister"), "two.md")[0],
    }
    outputs = {o.path: o.content for o in render(explainers, CONFIG)}
    page = outputs["actors/ada-moreau/index.html"].decode()
    rows = re.findall(r"<li>\s*<p class=\"when\">.*?</li>", page, re.DOTALL)
    assert ["4 March 2019" in row for row in rows] == [True, False]
    assert 'minister <a class="to" href="../../two/index.html#p2">' in rows[0]
    assert 'clerk <a class="to" href="../../one/index.html#p2">' in rows[1]
    assert "#p9" not in page


def test_an_actor_of_many_explainers_has_several_pages() -> None:
    text = (
        "---\ntitle: Number {0}\ndate: {1}\n---\n\n## Who’s who\n\n"
        "- **Ada**: clerk {0}\n- **Bo**\n\n## Who said what\n\n"
        "| Who | What | How | When | Where |\n| - | - | - | - | - |\n"
        "| Ada | “Bo owes me {0}.” | said | | |\n"
    )
    explainers = {
        f"n{n}": read(text.format(n, f"{1900 + n}-01-01"), f"n{n}.md")[0] for n in range(120)
    }
    outputs = {
        o.path: o.content.decode() for o in render(explainers, CONFIG) if _TEXT.search(o.path)
    }
    pages = [outputs["actors/ada/index.html"], outputs["actors/ada/2/index.html"]]
    assert "actors/ada/3/index.html" not in outputs
    for number, page in enumerate(pages, 1):
        assert told(page) == "clerk 119"
        assert 'href="../../n119/index.html' in page.replace("../../../", "../../")
        assert "In 120 explainers" in page
        assert f'aria-current="page">{number}</a>' in page
        assert f"actors/ada/{'2/' if number > 1 else ''}</loc>" in outputs["sitemap.xml"]
    assert "This page tells of 100 of 120." in pages[0]
    assert "This page tells of 20 of 120." in pages[1]
    said = [re.findall(r"<blockquote><p>“Bo owes me (\d+)", page) for page in pages]
    assert [len(some) for some in said] == [100, 20]
    assert sorted(map(int, said[0] + said[1])) == list(range(120))


_TEXT = re.compile(r"\.(html|xml)$")


def test_who_is_joined_by_name_alone_is_told() -> None:
    row = "**Parliament** (organization)"
    assert "Gathered by name" not in actors(row)["parliament"]
    assert "Gathered by name" in actors(row, row)["parliament"]
    known = Glossary((Identity("Parliament"),))
    assert "Gathered by this site’s editors" in actors(row, row, glossary=known)["parliament"]


def test_addresses_are_unique_and_do_not_hang_on_articles() -> None:
    known = Glossary(
        (
            Identity("Jo Ash", within=("n0",), line=1),
            Identity("Jo Ash", within=("n1", "n3"), line=2),
            Identity("Bo", ("Bob",), line=3),
        )
    )
    row = "**Jo Ash** / **Bob**"
    three = actors(row, row, row, glossary=known)
    four = actors(row, row, row, row, glossary=known)
    assert list(map(sorted, (three, four))) == [["bo", "jo-ash", "jo-ash-2", "jo-ash-3"]] * 2
    assert [covered(four[s]) for s in sorted(four)] == [
        ["n3", "n2", "n1", "n0"],
        ["n2"],
        ["n0"],
        ["n3", "n1"],
    ]


def test_company_is_those_of_the_same_explainers() -> None:
    pages = actors("**Ada** / **Bo**", "**Ada** / **Bo** / **Cy**", "**Di**")
    company = pages["ada"].partition('class="company"')[2].partition("</p>")[0]
    assert re.findall(r"actors/(\w+)/", company) == ["bo", "cy"]
    assert re.search(r'>Bo</bdi></a> <span class="facts">2<', company)
    assert 'class="company"' not in pages["di"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.wikidata.org/wiki/Q42", "Wikidata"),
        ("https://fr.wikipedia.org/wiki/Ada", "Wikipedia (fr)"),
        ("http://www.moreau.example/?a=1&b=2", "moreau.example"),
    ],
)
def test_links_of_the_glossary_are_named_by_where_they_lead(url: str, name: str) -> None:
    known = Glossary((Identity("Ada", links=(url,)),))
    page = actors("**Ada**", glossary=known)["ada"]
    assert f'<a href="{url.replace("&", "&amp;")}">{name}<' in page


def test_two_cards_of_one_explainer_that_are_joined_count_once() -> None:
    text = (
        "---\ntitle: One\ndate: 2018-01-02\n---\n\n"
        "## Who’s who\n\n- **Ada**\n- **Bo**\n- **Cy**\n\n"
        "## Who said what\n\n| Who | What | How | When | Where |\n| - | - | - | - | - |\n"
        "| Ada and Bo | “Cy wept, with Ada.” | said | | |\n| Cy | Ada and Bo laughed | said | | |\n"
        "| Bo | Ada is late | said | | |\n"
    )
    known = Glossary((Identity("Ada", ("Bo",)),))
    outputs = render({"one": read(text, "one.md")[0]}, CONFIG, known)
    pages = {m[1]: o.content.decode() for o in outputs if (m := _ACTOR.match(o.path))}
    assert sorted(pages) == ["ada", "cy"]
    assert "In 1 explainer<" in pages["ada"]
    said, about = (
        re.findall(r"<blockquote>.*?#(q\d)", part, re.DOTALL)
        for part in pages["ada"].split('id="said"')[1].split('id="mentioned"')
    )
    assert said == ["q1", "q3"]
    assert about == ["q2"]

"""What the pages say, and where their links lead."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import CONFIG
from examples import examples

from generator.explainer import read
from generator.problems import Problem
from generator.rendering import render


class Dom(HTMLParser):
    """Ids, links and words of a page, as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") or name == "style" for name in given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        self.loads += [given[n] for n in ("src", "srcset") if n in given]
        if tag == "link" and given["rel"] != "canonical":
            self.loads.append(given["href"])

    def handle_data(self, data: str) -> None:
        self.words += data


def one(markdown: str, **settings: str) -> str:
    """The page of one explainer."""
    explainer, _ = read(markdown, "one.md")
    outputs = {o.path: o.content for o in render({"one": explainer}, replace(CONFIG, **settings))}
    return outputs["one/index.html"].decode()


def words(html: str) -> str:
    return " ".join(Dom(html).words.split())


PAGE = """\
---
title: Visit called off
date: 2016-10-11
---

## Who’s who

- **Harbour Board** (organization; also HB): a board [¶ 1](#p1 "harbour-board")
- **Board** (group) [¶ 1](#p1 "board")
- **Ann Clinton** (person; also Clinton) [¶ 1](#p1 "ann-clinton")
- **Bo Clinton** (person; also Clinton) [¶ 1](#p1 "bo-clinton")

## The article

{}
"""


def mentions(text: str) -> list[tuple[str, str]]:
    html = one(PAGE.format(text))
    article = html[html.index('<div class="text">') :]
    link = r'<a (?=[^>]*class="mention")[^>]*href="#([^"]+)"[^>]*>(.*?)</a>'
    return re.findall(link, article, re.DOTALL)


def test_the_longest_name_is_linked() -> None:
    assert mentions("The Harbour Board met a Board.") == [
        ("harbour-board", "Harbour Board"),
        ("board", "Board"),
    ]


@pytest.mark.parametrize(
    "text", ["Boarding began.", "Keyboard.", "the board", "`Board`", "[Board](https://x.example)"]
)
def test_what_only_looks_like_a_name_is_not_linked(text: str) -> None:
    assert mentions(text) == []


def test_names_are_found_with_apostrophes_and_over_line_ends() -> None:
    assert mentions("HB’s chair and the *Harbour\nBoard*.") == [
        ("harbour-board", "HB"),
        ("harbour-board", "Harbour\nBoard"),
    ]


def test_a_name_that_two_share_is_nobodys_unless_the_editor_says_so() -> None:
    assert mentions("Clinton spoke.") == []
    assert mentions("[Clinton](#bo-clinton) spoke.") == [("bo-clinton", "Clinton")]
    assert mentions("Ann Clinton spoke.") == [("ann-clinton", "Ann Clinton")]


def test_paragraphs_and_items_are_numbered_through() -> None:
    text = "One.\n\n### Between\n\n- two\n- three\n\n> Four.\n\n| a |\n| - |\n| b |\n\n1. Five."
    html = one(PAGE.format(text))
    assert re.findall(r'<(?:p|li) id="(p\d+)">', html) == ["p1", "p2", "p3", "p4", "p5"]
    assert re.search(r'<li id="p3">.*three', html)


def test_what_is_not_known_is_said(pages: dict[str, str]) -> None:
    said = words(pages["ferry/index.html"])
    assert "unattributed" in said
    assert "1 of 6 statements could not be attributed to anyone" in said
    assert "1 time could not be dated, and stands in the article’s words: “last spring”" in said


def test_an_unresolved_time_is_listed_but_not_drawn(pages: dict[str, str]) -> None:
    html = pages["ferry/index.html"]
    drawn = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert "warned the company" not in drawn
    assert "the Board warned the company in writing" in html
    assert "date not known" in html


def test_the_picture_tells_breaks_plans_and_the_day_of_the_article(pages: dict[str, str]) -> None:
    picture = re.findall(r'<svg class="across".*?</svg>', pages["ferry/index.html"], re.DOTALL)[0]
    assert re.search(r'class="small gap"[^>]*>\d+ years<', picture)
    assert 'class="planned"' in picture
    assert "11 Oct 2016 · this article" in picture
    assert "the scale is broken" in words(pages["ferry/index.html"])


def test_a_single_day_makes_no_picture() -> None:
    timeline = (
        "## Timeline\n\n| Date | What happened | Status | Where |\n| - | - | - | - |\n"
        "| 2016-10-11 | it rained | happened | |\n"
    )
    assert "<svg" not in one(f"---\ntitle: Rain\ndate: 2016-10-11\n---\n\n{timeline}")
    assert "<svg" in one(f"---\ntitle: Rain\ndate: 2016-10-12\n---\n\n{timeline}")


def brief(html: str) -> str:
    return words("".join(re.findall(r'<section class="brief".*?</section>', html, re.DOTALL)))


def test_a_page_begins_with_who_what_and_when(pages: dict[str, str]) -> None:
    said = brief(pages["ferry/index.html"])
    assert said.startswith("In brief Who ● Ada Moreau ■ Harbour Board")
    assert "and 1 more What the Board withdrew the licence for sailings after dark" in said
    assert "When 11 October 2016 ahead: 19 October 2016 11 dates, 1998–2017" in said
    assert brief(pages["long/index.html"]) == (
        "In brief What the fog lifts planned When 18 October 2016"
    )
    assert brief(pages["bare/index.html"]) == ""


def test_what_is_told_first_is_the_news_in_brief_and_times_stay_as_told() -> None:
    page = """\
        ---
        title: Fog
        date: 2016-10-11
        ---

        ## Timeline

        | Date | What happened | Status | Where |
        | --- | --- | --- | --- |
        | 2016-10-12 | the lamp is mended | planned | [¶ 2](#p2) |
        | “one night” | the lamp went out | happened | [¶ 1](#p1) |

        ## The article

        The lamp went out one night.

        It is to be mended.
        """
    assert brief(one(dedent(page))) == (
        "In brief What the lamp went out When “one night” ahead: 12 October 2016 2 dates, 2016"
    )


def test_statements_are_set_as_what_they_are(pages: dict[str, str]) -> None:
    html = pages["ferry/index.html"]
    assert re.search(r'<tr id="q1" class="direct"[ >]', html)
    assert re.search(r'<tr id="q2" class="mixed"[ >]', html)
    denied = re.search(r'<tr id="q4" class="indirect denied".*?</tr>', html, re.DOTALL)
    assert denied
    assert "denied the ferry was unsafe" in words(denied[0])


def test_corrections_are_owned_up_to_and_edits_can_be_suggested() -> None:
    listed = "corrections: [{date: 2016-10-12, text: It *rained*.}]\ndate:"
    corrected = PAGE.format("Rain.").replace("date:", listed, 1)
    assert "suggest" not in one(corrected).lower()
    html = one(corrected, repository="https://github.com/anselm/file/")
    assert "12 October 2016: It rained." in words(html)
    assert 'href="https://github.com/anselm/file/edit/main/content/one.md"' in html
    html = one(PAGE.format("Rain."), repository="https://forge.example/_edit/{path}?x=1")
    assert 'href="https://forge.example/_edit/content/one.md?x=1"' in html


def test_an_unpublished_article_is_linked_where_it_stands(pages: dict[str, str]) -> None:
    html = pages["tide/index.html"]
    assert 'href="https://coast.example/tide#:~:text=The%20water"' in html
    assert "not republished here" in words(html)
    assert "minute" not in words(html)


def test_the_page_follows_the_order_of_the_markdown() -> None:
    html = one(
        "---\ntitle: Turned round\n---\n\n## The article\n\nIt rained.\n\n## What now?\n\nWait.\n\n"
        "## Timeline\n\nDates as known today.\n\n| Date | What happened | Status | Where |\n"
        "| - | - | - | - |\n| 2016 | it rained | happened | [¶ 1](#p1) |\n"
    )
    headings = re.findall(r"<h2 id[^>]*>(.*?)</h2>", html)
    assert headings == ["The article", "What now?", "Timeline", "How this page was made"]
    assert html.index("Dates as known today") < html.rindex("it rained</p>")


def test_an_editors_comments_stay_in_the_file() -> None:
    html = one(PAGE.format("<!-- ask\n\nAda -->\n\nIt rained <!-- really? --> on <b>Monday</b>."))
    words = Dom(html).words
    assert "It rained  on <b>Monday</b>." in words
    assert "ask" not in words
    assert "really?" not in words
    assert 'id="p2"' not in html


def test_footnotes_of_rows_stand_below_them() -> None:
    page = """\
        ---
        title: Fog
        date: 2016-10-11
        ---

        ## Who said what

        | Who | What | How | When | Where |
        | --- | --- | --- | --- | --- |
        | Ada Moreau | “The lamp is out.”[^a] | said | | |
        | Bo Lunt | “It never was.”[^b] | wrote[^a] | | |

        ## Timeline

        | Date | What happened | Status | Where |
        | --- | --- | --- | --- |
        | 2016 | the lamp \\[^a] went out[^c] | happened | |

        [^a]: As the *keeper* has it.
        [^b]: In a letter.
        """
    explainer, _ = read(dedent(page), "one.md")
    outputs = {
        o.path: o.content.decode() for o in render({"one": explainer}, CONFIG) if ".html" in o.path
    }
    html = outputs["one/index.html"]
    quotes, timeline = html.split('<section class="timeline"')
    assert re.findall(r'<a href="#(fn-\S+)" id="\S+">(\[\d\])</a>', quotes) == [
        ("fn-1-1", "[1]"),
        ("fn-1-2", "[2]"),
        ("fn-1-1", "[1]"),
    ]
    assert re.findall(r'<li id="(fn-\S+)"[^>]*><p>(.*?) <a', quotes) == [
        ("fn-1-1", "As the <em>keeper</em> has it."),
        ("fn-1-2", "In a letter."),
    ]
    assert "the lamp [^a] went out[^c]" in timeline  # escaped, and a note that is nowhere
    dom = Dom(html)
    assert len(dom.ids) == len(set(dom.ids))
    assert "“It never was.” Bo Lunt wrote in context" in words(outputs["quotes/index.html"])


def test_names_written_from_the_right_are_set_apart(pages: dict[str, str]) -> None:
    article = pages["crowd/index.html"].partition('<div class="text">')[2]
    assert re.search(r'class="mention" href="#k58"><bdi>ليلى الهاشمي</bdi></a> spoke', article)
    assert article.count("<bdi>") == 2
    assert "<h1>ليلى الهاشمي</h1>" in pages["actors/ليلى-الهاشمي/index.html"]
    assert '"><bdi>ليلى الهاشمي</bdi></a>' in pages["actors/index.html"]


def test_a_long_list_says_how_much_of_it_is_narrowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def reach(path: str) -> str:
        html = next(o for o in render(examples(), CONFIG) if o.path == path).content.decode()
        return words("".join(re.findall(r'<p class="reach">.*?</p>', html)))

    assert reach("quotes/index.html") == ""
    monkeypatch.setattr("generator.rendering.pages.PER_PAGE", 60)
    assert reach("quotes/index.html") == (
        "Only this page is narrowed: 60 of 101. Search all statements"
    )
    assert reach("quotes/2/index.html").startswith("Only this page is narrowed: 41 of 101.")
    assert reach("timeline/2/index.html").startswith("Only this page is narrowed: 54 of 114.")


def test_hostile_words_stay_words(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        dom = Dom(html)
        assert html.count("<script") - html.count('<script type="application/ld+json">') == (
            2 if path == "search/index.html" else 1
        ), path
        assert not {"img", "iframe", "object", "form"} & set(dom.tags) - {"form"}, path
        assert all(not link.lower().startswith(("javascript:", "data:")) for link in dom.links)
    assert "<script>alert(2)</script>" in Dom(pages["hostile/index.html"]).words


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, str]) -> None:
    for html in pages.values():
        assert all(not urlsplit(address).netloc for address in Dom(html).loads)


@pytest.mark.parametrize("base", ["/", "/base/", "/some/base/"])
def test_every_link_and_fragment_resolves(base: str) -> None:
    home = f"https://x.example{base}"
    outputs = {o.path: o for o in render(examples(), replace(CONFIG, base_url=home))}
    doms = {p: Dom(o.content.decode()) for p, o in outputs.items() if p.endswith(".html")}
    for path, dom in doms.items():
        assert len(dom.ids) == len(set(dom.ids)), path
        for link in [*dom.links, *dom.loads]:
            to = urlsplit(urljoin(f"{home}{path}", link))
            if to.netloc != "x.example" or to.scheme == "mailto":
                continue
            assert to.path.startswith(base), (path, link)
            target = unquote(to.path).removeprefix(base)
            assert target in outputs, (path, link)
            if to.fragment:
                assert unquote(to.fragment) in doms[target].ids, (path, link)


def test_actors_are_joined_across_explainers(pages: dict[str, str]) -> None:
    moreau = words(pages["actors/ada-moreau/index.html"])
    assert "In 2 explainers" in moreau
    assert "I do not collect foundation stones" in moreau
    assert "Nobody sails on that ship at night" in moreau
    assert not any(path.startswith("actors/passengers") for path in pages)


def test_an_explainer_that_is_called_as_one_of_our_pages_is_kept(pages: dict[str, str]) -> None:
    assert "called as ours is" in pages["quotes-explainer/index.html"]
    assert "<h1>Quotes</h1>" in pages["quotes/index.html"]


def test_topics_are_joined_however_they_are_written(pages: dict[str, str]) -> None:
    assert words(pages["topics/index.html"]).count("2 explainers") == 1
    harbour = pages["topics/harbour/index.html"]
    assert "<h1>Harbour</h1>" in harbour
    assert re.findall(r'<h2><a href="../../(\w+)/', harbour) == ["ferry", "tide"]
    assert 'href="../topics/harbour/index.html"' in pages["ferry/index.html"]


def test_the_index_tells_who_is_heard_and_when_it_plays(pages: dict[str, str]) -> None:
    index = words(pages["index.html"])
    assert "101 dates, 1492–2016" in index
    assert "6 statements" in index


def test_a_long_index_goes_on_on_pages_of_its_own() -> None:
    explainer, _ = read("---\ntitle: One of many\ndate: 2016-10-11\n---\n\nRain.\n", "x.md")
    outputs = {o.path for o in render({f"x{i}": explainer for i in range(150)}, CONFIG)}
    assert "earlier/2/index.html" in outputs
    assert "earlier/3/index.html" not in outputs


def test_a_topic_of_many_explainers_goes_on_on_pages_of_its_own() -> None:
    explainer, _ = read("---\ntitle: One\ntopics: [Rain, Sun]\n---\n\nRain.\n", "x.md")
    outputs = {o.path: o for o in render({f"x{i}": explainer for i in range(150)}, CONFIG)}
    pages = [
        outputs[p].content.decode() for p in ("topics/rain/index.html", "topics/rain/2/index.html")
    ]
    listed = [set(re.findall(r'href="(?:../)+(x\d+)/index.html"', page)) for page in pages]
    assert [len(some) for some in listed] == [100, 50]
    assert not listed[0] & listed[1]
    assert 'href="../../topics/rain/2/index.html">2</a>' in pages[0]
    assert "topics/rain/3/index.html" not in outputs


def test_the_page_on_the_site_says_what_is_open(pages: dict[str, str]) -> None:
    about = words(pages["about/index.html"])
    assert re.search(r"Statements\s*101\s*2 of them unattributed", about)
    assert "2 of them without a date" in about


def test_links_between_explainers_files_lead_between_their_pages(pages: dict[str, str]) -> None:
    assert '<a href="../bridge/index.html">promised a bridge</a>' in pages["ferry/index.html"]


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (
        [(o.path, o.print, o.content) for o in render(examples(), CONFIG)] for _ in range(2)
    )
    assert first == second


def test_a_site_without_explainers_says_what_to_do() -> None:
    outputs = {o.path: o.content for o in render({}, CONFIG)}
    assert b"There are no explainers yet" in outputs["index.html"]


def test_own_templates_shadow_ours_file_by_file(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "assets").mkdir(parents=True)
    (own / "404.html").write_text("Lost in {{ config.title }} <&", encoding="utf-8")
    (own / "assets" / "icon.svg").write_text("<svg/>", encoding="utf-8")
    config = replace(CONFIG, root=tmp_path)
    outputs = {o.path: o.content for o in render(examples(), config)}
    assert outputs["404.html"] == b"Lost in The Anselm File <&"
    assert outputs["assets/icon.svg"] == b"<svg/>"
    assert b"Harbour Board takes" in outputs["index.html"]


def test_the_documented_restyling_works(tmp_path: Path) -> None:
    """Each file that the page on themes shows, taken as it stands there."""
    themes = (Path(__file__).parents[2] / "docs" / "themes.md").read_text(encoding="utf-8")
    shown = re.findall(r"`(templates/[^`]+)`:\n\n((?:    .*\n|\n)+)", themes)
    assert len(shown) >= 3
    for name, text in shown:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub(r"^    ", "", text, flags=re.MULTILINE), encoding="utf-8")
    config = replace(CONFIG, root=tmp_path)
    outputs = {
        o.path: o.content.decode()
        for o in render(examples(), config)
        if "." in o.path
        if not o.path.endswith((".woff2", ".png"))
    }
    assert "We are four people on the coast" in words(outputs["about/index.html"])
    assert "What is here" in words(outputs["about/index.html"])
    assert "Corrections: desk@" in words(outputs["ferry/index.html"])
    assert "mine.css" in outputs["ferry/index.html"]
    assert "--accent" in outputs["assets/mine.css"]


def test_every_block_is_documented() -> None:
    root = Path(__file__).parents[2]
    themes = (root / "docs" / "themes.md").read_text(encoding="utf-8")
    for template in (root / "templates").glob("*.html"):
        assert f"`{template.name}`" in themes, template.name
        for block in re.findall(r"{% block (\w+)", template.read_text(encoding="utf-8")):
            assert f"`{block}`" in themes, (template.name, block)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\n{% if %}", 2),
        ("a\n\n{{ nobody }}", 3),
        ("{{ page.entry.nothing }}", 1),
        ("\n{% include 'gone.html' %}", 2),
    ],
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, template: str, line: int) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "explainer.html").write_text(template, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        [o.content for o in render(examples(), replace(CONFIG, root=tmp_path))]
    assert str(caught.value).startswith(f"templates/explainer.html:{line}: ")


def test_pages_are_valid_html(site: Path, vnu: object) -> None:
    assert vnu(sorted(site.rglob("*.html"))) == []  # type: ignore[operator]


# Newer than the checker: CSS Anchor Positioning, which hangs cards onto mentions.
NEWER = re.compile(
    r"CSS: (?:“(position-anchor|position-area|position-try-fallbacks|position-visibility"
    r"|anchor-name)”: Property “\1” doesn't exist\.|Unrecognized at-rule “@position-try”)"
)


def test_styles_are_valid_css(site: Path, vnu: Any) -> None:
    faults = vnu(sorted(site.glob("assets/*.css")), "--css")
    assert [fault for fault in faults if not NEWER.search(fault)] == []


def test_a_first_load_is_light() -> None:
    """An explainer of 800 words with all that its page loads, as sent: compressed."""
    markdown = (Path(__file__).parent / "content" / "ferry.md").read_text(encoding="utf-8")
    head, heading, article = markdown.partition("## The article\n")
    long = " ".join((article * 9).split(" ")[:800])
    explainer, _ = read(head + heading + long, "ferry.md")
    assert 750 < len(explainer.article.split()) < 850
    outputs = {o.path: o.content for o in render({"ferry": explainer}, CONFIG)}
    loads = {
        urlsplit(a).path.removeprefix("../")
        for a in Dom(outputs["ferry/index.html"].decode()).loads
    }
    assets = {a for a in loads if a.startswith("assets/")}
    fonts = {
        f"assets/{f}" for f in re.findall(r'url\("(.*?)"\)', outputs["assets/tokens.css"].decode())
    }
    size = {p: len(gzip.compress(outputs[p])) for p in {"ferry/index.html", *assets, *fonts}}
    assert len(fonts) == 3
    assert sum(size[f] for f in fonts) <= 45_000
    assert sum(size[a] for a in assets if a.endswith(".js")) <= 10_000
    assert sum(size.values()) <= 90_000

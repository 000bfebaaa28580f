"""What machines are told: the feed, the sitemap, schema.org's terms, quotes as data."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import CONFIG
from examples import examples
from PIL import Image

from generator.config import load
from generator.explainer import read
from generator.problems import ConfigProblem
from generator.rendering import left_out, render

HOME = "https://x.example/base/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The test site's files that are text."""
    outputs = {o.path: o.content for o in render(examples(), CONFIG)}
    kinds = (".html", ".xml", ".json", ".txt")
    return {p: c.decode() for p, c in outputs.items() if p.endswith(kinds)}


def rendered(markdown: str, **settings: str) -> dict[str, bytes]:
    explainer, _ = read(markdown, "one.md")
    return {o.path: o.content for o in render({"one": explainer}, replace(CONFIG, **settings))}


def test_the_feed_is_atom_with_stable_ids_and_full_addresses(files: dict[str, str]) -> None:
    feed = ElementTree.fromstring(files["feed.xml"])
    entries = feed.findall("a:entry", ATOM)
    for item in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(item.findall(f"a:{name}", ATOM)) == 1
        updated = item.findtext("a:updated", "", ATOM)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", updated)
    assert feed.find("a:author/a:name", ATOM) is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"self": f"{HOME}feed.xml", "alternate": HOME}
    ids = [e.findtext("a:id", "", ATOM) for e in entries]
    assert f"{HOME}ferry/" in ids
    assert len(ids) == len(set(ids))
    times = [e.findtext("a:published", "", ATOM) for e in entries]
    assert times == sorted(times, reverse=True)


def test_a_correction_is_an_update() -> None:
    outputs = rendered(
        "---\ntitle: One\ndate: 2016-10\ncorrections:\n- {date: 2016-11-03, text: It *rained*.}\n"
        "---\n\nRain.\n"
    )
    entry = ElementTree.fromstring(outputs["feed.xml"]).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:published", "", ATOM) == "2016-10-01T00:00:00Z"
    assert entry.findtext("a:updated", "", ATOM) == "2016-11-03T00:00:00Z"


def test_words_that_xml_cannot_hold_do_no_harm() -> None:
    outputs = rendered('---\ntitle: "A \\x07 <b> & ]]>"\ndate: 2016-10-11\n---\n\nRain.\n')
    assert "A  <b> & ]]>" in "".join(ElementTree.fromstring(outputs["feed.xml"]).itertext())


def test_the_sitemap_names_every_page_but_the_one_for_missing_ones(files: dict[str, str]) -> None:
    root = ElementTree.fromstring(files["sitemap.xml"])
    named = {e.text for e in root.iter() if e.tag.endswith("}loc")}
    pages = {p.removesuffix("index.html") for p in files if p.endswith(".html")} - {"404.html"}
    assert len(named) == len(pages)
    assert {HOME, f"{HOME}ferry/", f"{HOME}actors/ada-moreau/"} <= named
    assert f"Sitemap: {HOME}sitemap.xml" in files["robots.txt"]


def test_what_needs_the_sites_address_is_left_out_without_it_and_that_is_said() -> None:
    outputs = rendered("---\ntitle: One\ndate: 2016-10-11\n---\n\nRain.\n", base_url="")
    assert not {"feed.xml", "sitemap.xml"} & set(outputs)
    page = outputs["one/index.html"].decode()
    assert "canonical" not in page
    assert "feed.xml" not in page
    assert "og:url" not in page
    assert "Sitemap" not in outputs["robots.txt"].decode()
    assert "base_url" in left_out(replace(CONFIG, base_url=""))[0]
    assert left_out(CONFIG) == ()


def test_links_to_pages_can_be_previewed(files: dict[str, str]) -> None:
    page = files["ferry/index.html"]
    meta = dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', page))
    assert meta["og:title"].startswith("Harbour Board takes the night ferry")
    assert meta["og:type"] == "article"
    assert meta["og:url"] == f"{HOME}ferry/"
    assert meta["article:published_time"] == "2016-10-11"
    assert f'<link rel="canonical" href="{HOME}ferry/">' in page


def test_a_link_has_a_picture_that_is_drawn_once_for_the_same_words(tmp_path: Path) -> None:
    explainer, _ = read("---\ntitle: Rain on the “coast”\ndate: 2016\n---\n\nRain.\n", "one.md")
    config = replace(CONFIG, root=tmp_path)
    outputs = {o.path: o.content for o in render({"one": explainer}, config)}
    card = outputs["one/card.png"]
    with Image.open(io.BytesIO(card)) as image:
        assert image.size == (1200, 630)
        drawn = image.convert("L").crop((80, 120, 1100, 300))
        assert len(drawn.getcolors(256) or ()) > 20
    assert f'property="og:image" content="{HOME}one/card.png"'.encode() in outputs["one/index.html"]
    assert data_of(outputs["one/index.html"].decode())["image"] == f"{HOME}one/card.png"
    kept = config.site / "one" / "card.png"
    kept.parent.mkdir(parents=True)
    marked = card[:-12] + b"as it was" + card[-12:]
    kept.write_bytes(marked)
    again = {o.path: o.content for o in render({"one": explainer}, config)}
    assert again["one/card.png"] == marked
    kept.write_bytes(marked[:-1])
    again = {o.path: o.content for o in render({"one": explainer}, config)}
    assert again["one/card.png"] == card
    retitled = {o.path: o.content for o in render({"one": replace(explainer, title="Sun")}, config)}
    assert retitled["one/card.png"] != again["one/card.png"]


@pytest.mark.parametrize("title", ["李慧明", "ليلى الهاشمي"])
def test_no_picture_is_drawn_in_letters_that_the_fonts_lack(title: str) -> None:
    outputs = rendered(f"---\ntitle: {title}\n---\n\nRain.\n")
    assert "one/card.png" not in outputs
    assert b"og:image" not in outputs["one/index.html"]


def data_of(page: str) -> Any:
    found = DATA.search(page)
    assert found
    return json.loads(found[1])


def test_an_explainer_says_in_data_what_it_says_in_words(files: dict[str, str]) -> None:
    data = data_of(files["ferry/index.html"])
    assert data["@type"] == "AnalysisNewsArticle"
    assert data["isBasedOn"]["url"] == "https://courier.example/ferry"
    names = {a["name"]: a for a in data["about"]}
    assert names["Ada Moreau"]["@type"] == "Person"
    assert names["Ada Moreau"]["url"] == f"{HOME}actors/ada-moreau/"
    said = {q["@id"].split("#")[1]: q for q in data["hasPart"]}
    assert said["q1"]["spokenByCharacter"] == [{"@id": names["Ada Moreau"]["@id"]}]
    assert not said["q1"]["text"].startswith("“")
    assert "q4" not in said
    events = [m for m in data["mentions"] if m["@type"] == "Event"]
    assert any(e.get("startDate", "").startswith("2016-10") for e in events)


def test_hostile_words_stay_within_the_data(files: dict[str, str]) -> None:
    for page in (p for path, p in files.items() if path.endswith(".html")):
        for text in DATA.findall(page):
            assert not set("<>&") & set(text)
            json.loads(text)
    assert "<script>alert" in json.dumps(data_of(files["hostile/index.html"]))


def test_every_term_is_schema_orgs_and_stands_where_it_may(
    files: dict[str, str], schema_org: Path
) -> None:
    vocabulary = Vocabulary(schema_org)
    seen = set()
    for page in (p for path, p in files.items() if path.endswith(".html")):
        for text in DATA.findall(page):
            for node in nodes(json.loads(text)):
                seen.add(node["@type"])
                assert vocabulary.faults(node) == []
    assert {"AnalysisNewsArticle", "NewsArticle", "Quotation", "Person"} <= seen
    assert {"Organization", "Event", "Place", "WebSite"} <= seen
    assert vocabulary.faults({"@type": "Quotation", "spoken": "x"})
    assert vocabulary.faults({"@type": "Quotation", "spokenByCharacter": {"@type": "Place"}})


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for item in value.values():
            yield from nodes(item)


class Vocabulary:
    """schema.org's types and properties, out of its TypeScript definitions."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        self._parents: dict[str, list[str]] = {}
        self._properties: dict[str, Mapping[str, list[str]]] = {}
        interface = r"interface (\w+) extends ([^{]+)\{(.*?)\n\}"
        for name, parents, body in re.findall(interface, text, re.DOTALL):
            self._parents[name] = [p for p in re.findall(r"\w+", parents) if p.endswith("Base")]
            self._properties[name] = {
                p: re.findall(r"\w+", values)
                for p, values in re.findall(r'"(\w+)"\?: SchemaValue<([^,>]*)', body)
            }

    def _line(self, name: str) -> Iterator[str]:
        yield name
        for parent in self._parents.get(name, ()):
            yield from self._line(parent)

    def faults(self, node: Mapping[str, Any]) -> list[str]:
        kind = node["@type"]
        if f"{kind}Leaf" not in self._parents:
            return [f"no type {kind}"]
        known: dict[str, list[str]] = {}
        for ancestor in self._line(f"{kind}Leaf"):
            known |= self._properties.get(ancestor, {})
        found = []
        for name, value in node.items():
            if name.startswith("@"):
                continue
            if name not in known:
                found.append(f"{kind} has no {name}")
                continue
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict) and "@type" in item:
                    line = {a.removesuffix("Base") for a in self._line(f"{item['@type']}Leaf")}
                    if not (line | {item["@type"]}) & set(known[name]):
                        found.append(f"{kind}.{name} is no {item['@type']}")
        return found


def test_quotes_are_data_too(files: dict[str, str]) -> None:
    data = json.loads(files["ferry/quotes.json"])
    first = data["quotes"][0]
    assert first["url"] == f"{HOME}ferry/#q1"
    assert first["type"] == "direct"
    assert first["speakers"][0]["url"].startswith(f"{HOME}actors/ada-moreau/")
    assert [q["who"] for q in data["quotes"]].count(None) == 1
    assert [q for q in data["quotes"] if q["polarity"] == "denied"]
    relative = rendered("---\ntitle: One\n---\n\nRain.\n", base_url="")
    assert json.loads(relative["one/quotes.json"])["quotes"] == []


@pytest.mark.parametrize("key", ["base_url", "repository"])
def test_an_address_without_its_beginning_is_named(tmp_path: Path, key: str) -> None:
    (tmp_path / "backstory.toml").write_text(f'{key} = "example.org/site"\n', encoding="utf-8")
    with pytest.raises(ConfigProblem, match="https://"):
        load(tmp_path)

"""What the pages say, in which language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import CONFIG
from examples import examples
from jinja2 import Environment, nodes

from generator import edtf
from generator.problems import Problem
from generator.rendering import language, left_out, render
from generator.rendering.theme import theme

TEMPLATES = sorted(theme().glob("*.html"))
FILES = sorted((theme() / language.FOLDER).glob("*.toml"))
SAID = ("aria-label", "title", "alt", "placeholder")
"""Attributes whose words readers see or hear."""

FOR_MACHINES = re.compile(
    r"\{% block (?:kind|og_type|scripts) %\}.*?\{% endblock %\}|^\{% macro found_by.*$",
    re.MULTILINE,
)
"""Pieces of templates that no reader reads: classes, sources of scripts, attributes for scripts."""


class Bare(HTMLParser):
    """Words of a template that no string stands for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"[^\W\d_]+", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SAID:
                self.handle_data(value or "")


def german(path: str = "ferry/index.html", root: Path = CONFIG.root) -> str:
    config = replace(CONFIG, language="de", root=root)
    return next(o for o in render(examples(), config) if o.path == path).content.decode()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    html = re.sub(FOR_MACHINES, "", source)
    html = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", html, flags=re.DOTALL)
    assert Bare(html).words == []
    tree = Environment().parse(source)
    written = {c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, str)}
    assert [w for w in written if re.search(r"^[A-Z][a-z]|^[a-z]+[,:]? [a-z]", w)] == []


def test_every_string_that_templates_ask_for_is_there() -> None:
    strings = tomllib.loads((theme() / language.FOLDER / "en.toml").read_text(encoding="utf-8"))
    asked = [k for t in TEMPLATES for k in re.findall(r'\bt\("(\w+)"', t.read_text("utf-8"))]
    assert len(asked) > 100
    assert set(asked) <= set(strings)


def test_every_language_has_the_same_strings_with_the_same_gaps() -> None:
    def gaps(forms: language.Forms) -> set[str]:
        every = [forms] if isinstance(forms, str) else list(forms.values())
        return {name for text in every for name in re.findall(r"\{\w+\}", text)}

    read = {f.stem: tomllib.loads(f.read_text(encoding="utf-8")) for f in FILES}
    assert {"en", "de"} <= set(read)
    for strings in read.values():
        assert strings.keys() == read["en"].keys()
        assert {k: gaps(v) for k, v in strings.items()} == {
            k: gaps(v) for k, v in read["en"].items()
        }


def test_a_german_site_speaks_german() -> None:
    html = german()
    assert '<html lang="de">' in html
    assert ">11. Oktober 2016</time>" in html
    assert "1 von 6 Aussagen ließen sich niemandem zuordnen:" in html
    assert "11. Okt. 2016 · dieser Artikel" in html
    assert "How this page was made" not in html


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2016-10-08/2016-10-11", "8.–11. Oktober 2016"),
        ("2016-10-08/2016-11-02", "8. Oktober – 2. November 2016"),
        ("2016-10-08/2016-10-09", "Wochenende vom 8.–9. Oktober 2016"),
        ("2016-03/2016-05", "März–Mai 2016"),
        ("2015-09/..", "seit September 2015"),
        ("2016~", "etwa 2016"),
        ("2016-35", "drittes Quartal 2016"),
        ("199X", "1990er Jahre"),
        ("18XX", "19. Jahrhundert"),
        ("-0043", "44 v. Chr."),
        ("2020-05-30T19:22:00Z", "30. Mai 2020, 19:22 UTC"),
    ],
)
def test_dates_stay_as_inexact_as_they_are(date: str, said: str) -> None:
    assert edtf.words(date, language.of(replace(CONFIG, language="de"))) == said


def test_dates_follow_the_order_of_the_country() -> None:
    say = language.of(replace(CONFIG, language="en-US"))
    assert edtf.words("2016-10-11", say) == "October 11, 2016"
    assert edtf.words("2016-10-08/2016-10-11", say) == "October 8, 2016 – October 11, 2016"


def test_a_right_to_left_language_turns_the_page() -> None:
    config = replace(CONFIG, language="ar")
    html = next(o for o in render(examples(), config) if o.path == "index.html").content.decode()
    assert '<html lang="ar" dir="rtl">' in html


def test_a_language_without_strings_is_told_once_and_says_its_dates() -> None:
    config = replace(CONFIG, language="fr")
    (note,) = left_out(config)
    assert "“fr”" in note
    assert "templates/strings/fr.toml" in note
    assert edtf.words("2016-10-11", language.of(config)) == "11 octobre 2016"
    assert left_out(replace(CONFIG, language="de")) == ()


def test_a_sites_own_strings_go_before_ours(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "strings" / "de.toml"
    own.parent.mkdir(parents=True)
    own.write_text('actors = "Akteure <&> Co"\n', encoding="utf-8")
    html = german("quotes/index.html", tmp_path)
    assert ">Akteure <&> Co</a>" in html
    assert ">Zitate</a>" in html
    own.write_text('akteure = "Akteure"\n', encoding="utf-8")
    with pytest.raises(Problem, match=r"templates/strings/de\.toml.*“akteure”"):
        german("quotes/index.html", tmp_path)
    own.write_text("actors =\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"templates/strings/de\.toml"):
        german("quotes/index.html", tmp_path)


def test_plural_forms_are_those_of_the_language(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "strings" / "pl.toml"
    own.parent.mkdir(parents=True)
    own.write_text(
        'statements = {one = "{n} wypowiedź", few = "{n} wypowiedzi", many = "{n} wypowiedzi!",'
        ' other = "?"}\n',
        encoding="utf-8",
    )
    say = language.of(replace(CONFIG, language="pl", root=tmp_path))
    said = [say.text("statements", n) for n in (1, 3, 5)]
    assert said == ["1 wypowiedź", "3 wypowiedzi", "5 wypowiedzi!"]


def test_what_is_filled_into_a_string_is_escaped() -> None:
    assert "<" not in language.english()("said_about", name="<b>")


def test_a_language_is_the_same_until_its_strings_change(tmp_path: Path) -> None:
    """A preview builds all day, and much is kept by the language that it was said in."""
    config = replace(CONFIG, root=tmp_path, language="de")
    own = tmp_path / "templates" / language.FOLDER / "de.toml"
    own.parent.mkdir(parents=True)
    own.write_text('actors = "Akteure"\n', encoding="utf-8")
    before = language.of(config)
    assert language.of(replace(config, title="Another")) is before
    own.write_text('actors = "Beteiligte"\n', encoding="utf-8")
    assert language.of(config).text("actors") == "Beteiligte"
    own.write_text('actors = "Akteure"\n', encoding="utf-8")
    assert language.of(config).text("actors") == "Akteure"

"""The glossary: what its file may say, whom an entry is for, and what is told when it is wrong."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.explainer import read as read_explainer
from generator.explainer.model import Explainer
from generator.glossary import Glossary, Identity, key, read, unmatched
from generator.problems import ConfigProblem


def glossary(folder: Path, text: str) -> Glossary:
    (folder / "glossary.yml").write_text(text, encoding="utf-8")
    return read(folder)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigProblem) as caught:
        glossary(folder, text)
    return str(caught.value).splitlines()


def explainer(*names: str) -> Explainer:
    rows = "\n".join(f"- **{name}** (person)" for name in names)
    return read_explainer(f"---\ntitle: One\n---\n\n## Who’s who\n\n{rows}\n", "one.md")[0]


def test_an_entry_has_all_its_keys(tmp_path: Path) -> None:
    found = glossary(
        tmp_path,
        "# who is who\n\n"
        "- name: Ada Moreau\n"
        "  also: [A. J. Moreau, 'Moreau: the minister']\n"
        "  kind: person\n"
        "  description: transport minister\n"
        "    since 2014\n"
        "  links: https://www.wikidata.org/wiki/Q42\n"
        "  in: [2016-10-11-ferry, content/2017-03-06-school.md]\n"
        "- name: NO\n",
    )
    assert found.identities == (
        Identity(
            "Ada Moreau",
            ("A. J. Moreau", "Moreau: the minister"),
            "person",
            "transport minister since 2014",
            ("https://www.wikidata.org/wiki/Q42",),
            ("2016-10-11-ferry", "2017-03-06-school"),
            3,
        ),
        Identity("NO", line=10),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "[]\n"])
def test_a_glossary_may_be_empty(tmp_path: Path, text: str) -> None:
    assert read(tmp_path).identities == ()
    assert glossary(tmp_path, text).identities == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: Ada\n", 1, "the glossary is no list"),
        ("- name: [Ada\n", 2, "this is no YAML"),
        ("- name: Ada\n  alias: Moreau\n", 2, "unknown key “alias”; known: name, also, kind"),
        ("- also: Ada\n", 1, "this entry has no name"),
        ("- Ada\n", 1, "this entry is no list of keys"),
        ("- name:\n", 1, "“name” is empty"),
        ("- name: '!?'\n", 1, "“!?” is no name"),
        ("- name: [Ada, Bo]\n", 1, "“name” must be one text"),
        ("- name: Ada\n  also:\n    - A\n    - [B]\n", 4, "“also” must be text or a list of texts"),
        ("- name: Ada\n  also:\n    - A\n    - ''\n", 4, "“also” is empty"),
        ("- name: Ada\n  kind: robot\n", 2, "no kind is called “robot”; one of person,"),
        ("- name: Ada\n  links: [Q42]\n", 2, "“Q42” is no address of a page"),
        ("- name: Ada\n  links: javascript:alert(1)\n", 2, "is no address of a page"),
        ("- name: Ada\n  links: 'https://[x'\n", 2, "is no address of a page"),
        ("- name: Ada\n  name: Bo\n", 2, "“name” is given twice"),
        ("- name: Ada\n  ? [a]\n  : b\n", 2, "unknown key “a sequence”"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    (fault,) = faults(tmp_path, text)
    assert fault.startswith(f"glossary.yml:{line}: ")
    assert words in fault


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "- name: Ada\n  alias: A\n- kind: person\n- name: Bo\n  kind: x\n")
    assert [fault.split(" ")[0] for fault in told] == [f"glossary.yml:{n}:" for n in (2, 3, 5)]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary.yml").write_bytes(b"- name: Ad\xe9le\n")
    with pytest.raises(
        ConfigProblem, match=r"^glossary\.yml: cannot be read .*; save it as UTF-8$"
    ):
        read(tmp_path)
    (tmp_path / "glossary.yml").write_bytes(b"- name: Ad\x00le\n")
    with pytest.raises(ConfigProblem, match=r"^glossary\.yml.*this is no YAML"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "- name: Ada\n- name: Bo\n  also: ADA\n",
            2,
            "“ADA” is also the name of the entry in line 1",
        ),
        ("- name: Ada\n  in: a\n- name: Ada\n  in: [b, a]\n", 3, "the entry in line 1 in a; say"),
    ],
)
def test_two_entries_for_one_name_in_one_explainer_are_a_mistake(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    (fault,) = faults(tmp_path, text)
    assert fault.startswith(f"glossary.yml:{line}: ")
    assert words in fault


def test_an_entry_for_an_explainer_goes_before_one_for_all(tmp_path: Path) -> None:
    found = glossary(tmp_path, "- name: Ada\n- name: Ada\n  in: a\n- name: Ada\n  in: [b, c]\n")
    lines = [i.line for slug in "abcd" if (i := found.identity("Ada", slug))]
    assert lines == [2, 4, 4, 1]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Tomás Ødegård", "TOMAS ODEGARD"),
        ("Zoë Łukasz", "Zoe\u0308 Lukasz"),
        ("U.S. Navy", "US Navy"),
        ("J. K. Ashdown", "J.K. Ashdown"),
        ("Moreau", "Moreau’s"),
        ("Seafarers", "Seafarers'"),
        ("Seafarers’ Union", "Seafarers' Union"),
        ("Moreau-Lindqvist", "Moreau Lindqvist"),
        ("Straße", "STRASSE"),
        ("ليلى الهاشمي", "لَيلى الهاشمي"),
    ],
)
def test_spelling_does_not_fool_it(name: str, called: str) -> None:
    assert Glossary((Identity(name),)).identity(called, "any")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Moreau", "Ada Moreau"),
        ("Bo Clinton", "Clinton"),
        ("हिन्दी", "हिन्द"),
        ("McAda’s", "McAda"),
        ("Ada", "Adam"),
    ],
)
def test_other_names_are_other_names(name: str, called: str) -> None:
    assert not Glossary((Identity(name),)).identity(called, "any")


def test_a_name_that_ends_like_a_possessive_is_its_own() -> None:
    found = Glossary((Identity("McAda", line=1), Identity("McAda’s", line=2)))
    assert [i.line for n in ("McAda", "McAda's") if (i := found.identity(n, "any"))] == [1, 2]


@given(st.text())
def test_a_key_is_the_key_of_itself(name: str) -> None:
    assert key(key(name)) == key(name)


WORDS = [
    "- ",
    "name: ",
    "also: ",
    "in: ",
    "kind: ",
    "links: ",
    "[",
    "]",
    "\n",
    "  ",
    "Ada",
    ":",
    "&a ",
    "*a",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_any_text_is_read_or_refused_in_lines_with_their_place(text: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "glossary.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read(Path(folder))
        except ConfigProblem as problem:
            assert all(line.startswith("glossary.yml") for line in str(problem).splitlines())


# What matches nothing


def test_an_entry_that_matches_nothing_is_named_with_the_nearest_name() -> None:
    found = Glossary((Identity("Ada Morreau", line=4), Identity("Bo", line=7)))
    assert list(map(str, unmatched(found, {"one": explainer("Ada Moreau", "Bo")}))) == [
        "glossary.yml:4: no explainer’s actor is called “Ada Morreau”; did you mean “Ada Moreau”?"
    ]


def test_an_alias_in_an_explainer_is_no_match_but_told() -> None:
    one = read_explainer(
        "---\ntitle: One\n---\n\n## Who’s who\n\n- **Ada Moreau** (person; also Moreau)\n", "one.md"
    )[0]
    (problem,) = unmatched(Glossary((Identity("Moreau", line=1),)), {"one": one})
    assert "one lists “Ada Moreau” by that alias: add “also: Ada Moreau”" in str(problem)


def test_explainers_that_are_not_there_or_do_not_name_it_are_told() -> None:
    found = Glossary(
        (
            Identity("Ada", within=("one", "tow"), line=1),
            Identity("Bo", within=("one", "two"), line=2),
            Identity("Bo", line=3),
        )
    )
    explainers = {"one": explainer("Ada", "Bo"), "two": explainer("Ada")}
    assert [str(p).split(";")[0] for p in unmatched(found, explainers)] == [
        "glossary.yml:1: there is no explainer “tow”",
        "glossary.yml:2: no actor of two is called “Bo”",
        "glossary.yml:3: no explainer’s actor is called “Bo”",
    ]

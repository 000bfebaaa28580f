"""Who the actors of an article are: names gathered, kinds, descriptions, salience, speakers."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis.actors.lexicon import table, words
from generator.analysis.actors.names import (
    fold,
    full_words,
    initials,
    one_slip,
    same_body,
    same_person,
    slips,
)
from generator.analysis.model import Actor

Read = Callable[..., Doc]


def actor(doc: Doc, name: str) -> Actor:
    found = [a for a in doc._.actors if a.name == name]
    assert len(found) == 1, [a.name for a in doc._.actors]
    return found[0]


def called(doc: Doc) -> dict[str, set[str]]:
    return {a.name: set(a.aliases) for a in doc._.actors if a.named}


# --- names that belong together


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Moreau", "Ada Moreau"),
        ("Ada", "Ada Moreau"),
        ("A. Moreau", "Ada Moreau"),
        ("Ada Moreau", "Ada R. Moreau"),
        ("MOREAU", "Ada Moreau"),
        ("Kadri", "Samir al-Kadri"),
        ("al-Kadri", "Samir al-Kadri"),
        ("van der Meer", "Piet van der Meer"),
        ("Novák", "Jan Novak"),
        ("Łukasz", "Lukasz Zielony"),
        ("Ode", "Ben Ode Jr."),
        ("Lee-Harrow", "Min Lee-Harrow"),
        ("O’Dell", "Una O'Dell"),
        ("bin Tarik", "Omar bin Tarik"),
        ("de la Cruz", "Inés de la Cruz"),
        ("Ada Brink", "Ada Brink Moreau"),
        ("Émile Côté", "EMILE COTE"),
    ],
)
def test_short_forms_of_a_person(short: str, long: str) -> None:
    assert same_person(tuple(fold(short).split()), tuple(fold(long).split()))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Moreaux", "Ada Moreau"),
        ("Ben Moreau", "Ada Moreau"),
        ("Ada Ode", "Ada Moreau"),
        ("B. Moreau", "Ada Moreau"),
        ("Meer Piet", "Piet van der Meer"),
        ("Brink Moreau", "Moreau Brink"),
    ],
)
def test_names_of_different_people(short: str, long: str) -> None:
    assert not same_person(tuple(fold(short).split()), tuple(fold(long).split()))


def test_short_forms_of_a_body() -> None:
    board = ("anselm", "harbour", "board")
    assert same_body(("ahb",), board, "AHB")
    assert same_body(("a.h.b.".replace(".", ""),), board, "A.H.B.")
    assert same_body(("harbour", "board"), board, "Harbour Board")
    assert not same_body(("ferry", "board"), board, "Ferry Board")
    assert initials(("board", "of", "trade"), True) == "bot"
    assert full_words(("us", "supreme", "court"), "ORG") == full_words(
        ("supreme", "court", "of", "the", "united", "states"), "ORG"
    )


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("State Department", "Department of State"),
        ("Harbour Guards", "Ochre Harbour Guard"),
        ("Quay Force", "Ochre Guard Corps-Quay Force"),
        ("House", "House of Elders"),
    ],
)
def test_other_forms_of_a_body(short: str, long: str) -> None:
    assert same_body(tuple(fold(short).split()), tuple(fold(long).split()), short)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Senate", "Senate Ferry Committee"),
        ("House", "White House"),
        ("Ferry Board", "Harbour Board"),
    ],
)
def test_bodies_that_are_two(short: str, long: str) -> None:
    assert not same_body(tuple(fold(short).split()), tuple(fold(long).split()), short)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Halimov", "Halymov", True),
        ("Sergei Halimov", "Sergei Hailmov", True),
        ("Osterby", "Ostrby", True),
        ("Osterby", "Osterbo", False),
        ("Osterby", "Ostirbi", False),
        ("Dean", "Doan", False),
        ("116th Council", "115th Council", False),
    ],
)
def test_slips_of_the_pen(name: str, other: str, same: bool) -> None:
    words, others = tuple(fold(name).split()), tuple(fold(other).split())
    assert one_slip(words, others) is same
    assert one_slip(others, words) is same
    assert not same or slips(words) & slips(others)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_mentions_are_gathered_under_the_fullest_name(read: Read) -> None:
    doc = read(
        "Transport minister Ms [Ada Moreau|PERSON] resigned on Monday. [MOREAU|PERSON] gave no "
        "reason. [Moreau|PERSON]'s deputy, [Ben Ode|PERSON], takes over. Dr. [Ode|PERSON] said "
        "that [Ada|PERSON] was tired."
    )
    names = called(doc)
    assert set(names) == {"Ada Moreau", "Ben Ode"}
    assert names["Ada Moreau"] == {"Moreau", "Ada"}
    assert names["Ben Ode"] == {"Ode"}
    assert {a.id for a in doc._.actors} >= {"ada-moreau", "ben-ode"}
    assert {a.kind for a in doc._.actors} == {"person"}


def test_an_acronym_in_brackets_is_an_alias(read: Read) -> None:
    doc = read(
        "The [Harbour Workers' Guild|ORG] ([HWG|ORG]) called a strike. [HWG|ORG] said that talks "
        "had failed. Later the [Guild|ORG] met again."
    )
    assert called(doc) == {"Harbour Workers' Guild": {"HWG", "Guild"}}
    assert actor(doc, "Harbour Workers' Guild").kind == "organization"


def test_abbreviations_of_a_country_are_the_country(read: Read) -> None:
    doc = read(
        "The [United States|GPE] sent help. [U.S.|GPE] planes landed, and the [US|GPE] navy "
        "followed. [Britain|GPE] and the [UK|GPE] press applauded."
    )
    names = called(doc)
    assert names == {"United States": {"U.S."}, "United Kingdom": {"UK", "Britain"}}


def test_a_surname_that_fits_two_is_whose_name_the_headline_has(read: Read) -> None:
    text = (
        "[Ada Moreau|PERSON] and [Ivo Moreau|PERSON] were on the ferry. "
        "[Moreau|PERSON] said that it was late."
    )
    for headline, who in (("Ada Moreau on late ferry", "ada-moreau"), (None, "ivo-moreau")):
        (quote,) = read(text, headline)._.quotes
        assert list(quote.speaker.actors) == [who]


def test_titles_keep_two_of_one_surname_apart(read: Read) -> None:
    text = (
        "“It is late,” Mr. [Moreau|PERSON] said. "
        "Lady [Ada Moreau|PERSON] left. “It is late,” Mr. [Moreau|PERSON] said."
    )
    said = [quote.speaker.actors for quote in read(text)._.quotes]
    assert said == [("moreau",), ("moreau",)]


def test_a_family_is_kept_apart(read: Read) -> None:
    doc = read(
        "[Ada Moreau|PERSON] and her brother [Luc Moreau|PERSON] own the ferry. Mr "
        "[Moreau|PERSON] steers it. [Ada Moreau|PERSON] sells the tickets."
    )
    assert {"Ada Moreau", "Luc Moreau"} <= set(called(doc))
    luc = actor(doc, "Luc Moreau")
    assert len([s for s, e in luc.mentions if doc.text[s:e] == "Moreau"]) <= 1


def test_two_people_of_one_first_name_are_kept_apart(read: Read) -> None:
    doc = read("[Ada Moreau|PERSON] met [Ada Brink|PERSON]. [Brink|PERSON] left early.")
    assert called(doc) == {"Ada Moreau": set(), "Ada Brink": {"Brink"}}


@pytest.mark.parametrize(
    ("text", "name", "aliases"),
    [
        ("[MOREAU|PERSON] and [Ada Moreau|PERSON] left.", "Ada Moreau", {"MOREAU"}),
        ("[Ada Moreau|PERSON]'s ferry sank. [Moreau|PERSON]’s did not.", "Ada Moreau", {"Moreau"}),
        ("[Inés Peña|PERSON] came. Sen. [Pena|PERSON] spoke.", "Inés Peña", {"Pena"}),
        ("[Samir al-Kadri|PERSON] met [Kadri|PERSON]'s men.", "Samir al-Kadri", {"Kadri"}),
        (
            "[Min Lee-Harrow|PERSON] left. [Lee-Harrow|PERSON] ran.",
            "Min Lee-Harrow",
            {"Lee-Harrow"},
        ),
        ("Ms. [Ada Moreau|PERSON] and Dr [Moreau|PERSON] are one.", "Ada Moreau", {"Moreau"}),
        ("[Ada Moreau|PERSON] came. [Mr. Moreau|ORG] left.", "Ada Moreau", {"Moreau"}),
        ("Mayor of [Anselm Ada Moreau|PERSON] resigned.", "Ada Moreau", set()),
        ('[Adalbert|PERSON] "[Ada" Moreau|PERSON] fell.', 'Adalbert "Ada" Moreau', set()),
        ("[Yusuf Halimov|PERSON] fled. [Halymov|PERSON] hid.", "Yusuf Halimov", {"Halymov"}),
        (
            "The [Quay Union|ORG] (Polish: [Związek Nabrzeża|ORG]) met.",
            "Quay Union",
            {"Związek Nabrzeża"},
        ),
        (
            "[Ochre University|ORG], [Port Anselm|ORG] closed.",
            "Ochre University, Port Anselm",
            set(),
        ),
    ],
)
def test_one_actor_under_several_names(text: str, name: str, aliases: set[str], read: Read) -> None:
    assert called(read(text)) == {name: aliases}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[Mexico City|GPE] grew. [Mexico|GPE] paid.", {"Mexico City", "Mexico"}),
        (
            "The [Ferry Party|ORG] met. The [Ferry Party of Ochre|ORG] did not.",
            {"Ferry Party", "Ferry Party of Ochre"},
        ),
        ("[Ada Moreau|PERSON] ([D-Anselm|ORG]) left the [Moreaus|PERSON].", {"Ada Moreau"}),
        ("The [U.S.-backed|GPE] crew of [Ada Moreau|PERSON] left.", {"Ada Moreau"}),
        (
            "[Ada Moreau|PERSON] drove down [12 Quay Road|FAC] to the [Grey Sea|LOC].",
            {"Ada Moreau"},
        ),
        ("[Ada Moreau|PERSON] met two [Ochrans|NORP].", {"Ada Moreau"}),
    ],
)
def test_who_is_kept_apart_and_who_is_nobody(text: str, names: set[str], read: Read) -> None:
    assert set(called(read(text))) == names


def test_what_was_overlooked_elsewhere_is_found(read: Read) -> None:
    doc = read("[Ada Moreau|PERSON] arrived. Then Ada Moreau spoke, and Moreau left.")
    assert len(actor(doc, "Ada Moreau").mentions) == 3


def test_nothing_that_cannot_act_is_an_actor(read: Read) -> None:
    doc = read(
        "[Ada Moreau|PERSON] drove a [Falcon 3|PRODUCT] to the [Spring Fair|EVENT] after the "
        "[Harbour Act|LAW] had passed. She won the [Anselm Prize|ORG]. The [Ferry Safety "
        "Act|ORG] ([FSA|ORG]) is new. She read “[The Long Quay|ORG]” on a [French|NORP] train."
    )
    assert set(called(doc)) == {"Ada Moreau"}


def test_people_of_a_party_or_nation_are_a_group(read: Read) -> None:
    doc = read("[Republicans|NORP] said that the [Russian|NORP] ferry was late.")
    assert called(doc) == {"Republicans": set()}
    assert actor(doc, "Republicans").kind == "group"


# --- places that act, and those that govern


def test_a_capital_that_speaks_is_its_country(read: Read) -> None:
    doc = read(
        "[Russia|GPE] closed the port. [Moscow|GPE] said that the closure would last a week. "
        "Ferries in [Paris|GPE] ran. [France|GPE] waited."
    )
    names = called(doc)
    assert names["Russia"] == {"Moscow"}
    assert "Paris" in names


def test_a_capital_is_a_city_where_its_country_is_not_named(read: Read) -> None:
    doc = read("[Moscow|GPE] said that the closure would last a week.")
    assert called(doc) == {"Moscow": set()}


def test_a_government_is_its_country(read: Read) -> None:
    doc = read("[Syria|GPE] rejected the plan. The [Syrian|NORP] government said that it was late.")
    assert called(doc) == {"Syria": {"Syrian government"}}
    assert {q.speaker.actors for q in doc._.quotes} == {("syria",)}


def test_a_seat_of_government_that_speaks_is_a_body(read: Read) -> None:
    doc = read("The [Kremlin|FAC] said that the visit was off.")
    assert actor(doc, "Kremlin").kind == "organization"


# --- descriptions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("French transport minister [Ada Moreau|PERSON] resigned.", "French transport minister"),
        ("[Ada Moreau|PERSON], the transport minister, resigned.", "transport minister"),
        (
            "[Ada Moreau|PERSON], a spokeswoman for the [Harbour Board|ORG], resigned.",
            "spokeswoman for the Harbour Board",
        ),
        ("The transport minister, [Ada Moreau|PERSON], resigned.", "transport minister"),
        ("[Ada Moreau|PERSON] is a retired teacher.", "retired teacher"),
        ("[Ada Moreau|PERSON], who is a teacher, resigned.", "teacher"),
        ("President of [Ochre|GPE] [Ada Moreau|PERSON] resigned.", "President of Ochre"),
        ("They met in [Anselm|GPE], the capital of [Ochre|GPE].", "capital of Ochre"),
        (
            "[Ada Moreau|PERSON] of [Quay University|ORG], a marine biologist, resigned.",
            "marine biologist",
        ),
        ("A spokesperson for President [Ada Moreau|PERSON] resigned.", "President"),
        ("One of the ministers, [Ada Moreau|PERSON], resigned.", "One of the ministers"),
    ],
)
def test_descriptions(text: str, said: str, read: Read) -> None:
    doc = read(text)
    name = "Anselm" if "Anselm" in text else "Ada Moreau"
    found = actor(doc, name)
    assert found.description == said
    first = found.descriptions[0]
    assert doc.text[slice(*first)] == said


@pytest.mark.parametrize(
    "text",
    [
        "[Ada Moreau|PERSON] resigned.",
        "On Monday [Ada Moreau|PERSON], two ferries and a barge were missing.",
        "According to [Ada Moreau|PERSON], two ministers were absent.",
        "The report by [Ada Moreau|PERSON] was late.",
        "According to police and ministers, [Ada Moreau|PERSON] was driving.",
        "A critic of Mr. [Ada Moreau|PERSON] resigned.",
        "[Ben Ode|PERSON], [Cy Poe|PERSON], [Ada Moreau|PERSON], [Di Duke|PERSON] left.",
    ],
)
def test_no_description_is_made_up(text: str, read: Read) -> None:
    assert actor(read(text), "Ada Moreau").description is None


@pytest.mark.parametrize(
    "text",
    [
        "A ferry left the old port of [Quay|GPE], [France|GPE].",
        "They met in the coastal region of [France|GPE].",
        "The chief executive of [France|GPE] resigned.",
        "The city of [France|GPE] slept.",
    ],
)
def test_no_place_is_what_lies_in_it(text: str, read: Read) -> None:
    assert actor(read(text), "France").description is None


def test_what_is_said_of_several_is_said_of_each(read: Read) -> None:
    doc = read("Senators [Ada Moreau|PERSON], [Ben Ode|PERSON] and [Cy Poe|PERSON] objected.")
    assert [actor(doc, n).description for n in ("Ada Moreau", "Ben Ode", "Cy Poe")] == (
        ["Senator"] * 3
    )


# --- who speaks


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“It is safe,” [Ada Moreau|PERSON] said.", ["ada-moreau"]),
        ("“It is safe,” said Captain [Ada Moreau|PERSON].", ["ada-moreau"]),
        (
            "The ferry was safe, [Ada Moreau|PERSON] and [Ben Ode|PERSON] said.",
            ["ada-moreau", "ben-ode"],
        ),
        ("A report by the [Harbour Board|ORG] said that it was safe.", ["harbour-board"]),
        ("The [Harbour Board|ORG]'s website said that it was safe.", ["harbour-board"]),
        ("A tweet on Monday by Mayor [Ada Moreau|PERSON] said it was safe.", ["ada-moreau"]),
        (
            "[Ada Moreau|PERSON] issued a statement on Monday. The statement said it was safe.",
            ["ada-moreau"],
        ),
        (
            "The study was led by the [Harbour Board|ORG]. The study said it was safe.",
            ["harbour-board"],
        ),
        ("Mayor [Ada Moreau|PERSON]'s campaign said that it was safe.", ["ada-moreau"]),
        ("“It is safe,” said his wife, [Ada Moreau|PERSON], on Monday.", ["ada-moreau"]),
        (
            "“It is safe,” said a deputy of the mayor, Captain [Ada Moreau|PERSON], on Monday.",
            ["ada-moreau"],
        ),
        ("The [Moreau|PERSON] report said that it was safe.", ["moreau"]),
        ("One news site, [Tidewatch|ORG], said that it was safe.", ["tidewatch"]),
        ("The broadcaster [Tidewatch|ORG] said that it was safe.", ["tidewatch"]),
        ("The [Moreau|PERSON] administration said that it was safe.", ["moreau-administration"]),
        ("[Syria|GPE] waited. The government said that it was safe.", ["syria"]),
        ("[Syria|GPE] and [Iraq|GPE] waited. The government said that it was safe.", []),
        ("The study said that it was safe.", []),
        ("A report in which the board wrote on Monday said that it was safe.", []),
        ("The statement in which it released the statement said that it was safe.", []),
        ("A spokesman for the [Harbour Board|ORG] said that it was safe.", []),
        ("An activist with the [Harbour Board|ORG] said that it was safe.", []),
        ("A [French|NORP] official said that it was safe.", []),
    ],
)
def test_speakers(text: str, who: list[str], read: Read) -> None:
    (quote,) = read(text)._.quotes
    assert list(quote.speaker.actors) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("[Ada Moreau|PERSON] said that it was late. “The ferry left at noon.”", ["ada-moreau"]),
        ("[Ada Moreau|PERSON] was angry. “The ferry left at noon.”", ["ada-moreau"]),
        ("[Ada Moreau|PERSON] was angry.  “The ferry left at noon.”", ["ada-moreau"]),
        ("The delay left [Ada Moreau|PERSON] angry. “The ferry left at noon.”", ["ada-moreau"]),
        ("The delay took [Ada Moreau|PERSON] to [Ben Ode|PERSON]. “The ferry left at noon.”", None),
        ("She was with [Ada Moreau|PERSON]. “The ferry left at noon.”", None),
        ("[Ada Moreau|PERSON] was angry.\n\n“The ferry left at noon.”", None),
        ("The ferry was late. “The ferry left at noon.”", None),
    ],
)
def test_whose_quoted_sentences_without_a_cue_are(
    text: str, who: list[str] | None, read: Read
) -> None:
    quote = read(text)._.quotes[-1]
    assert quote.type == "direct"
    assert (quote.speaker and list(quote.speaker.actors)) == who


def test_sources_without_a_name_that_recur_are_a_group(read: Read) -> None:
    doc = read(
        "Residents said that the harbour was closed. The mayor came on Friday. Residents said "
        "that he had left early."
    )
    (group,) = doc._.actors
    assert (group.name, group.kind, group.named) == ("residents", "group", False)
    assert {q.speaker.actors for q in doc._.quotes} == {("residents",)}


def test_a_source_without_a_name_that_speaks_once_is_nobody(read: Read) -> None:
    doc = read("A resident said that the harbour was closed.")
    assert doc._.actors == ()
    assert [q.speaker.actors for q in doc._.quotes] == [()]


def test_a_title_alone_is_nobody(read: Read) -> None:
    doc = read("“It is safe,” Mr [Cy Poe|PERSON] said on Monday. “It was late,” the Mr said.")
    assert set(called(doc)) == {"Cy Poe"}


# --- salience


def test_who_speaks_comes_before_what_is_only_there(read: Read) -> None:
    doc = read(
        "Transport minister [Ada Moreau|PERSON] said that the ferry was safe. It sails from "
        "[Anselm|GPE]. [Moreau|PERSON] denied that it had sunk. She blamed the weather.",
        headline="Moreau denies that ferry sank",
    )
    first, last = doc._.actors
    assert (first.name, first.salient) == ("Ada Moreau", True)
    assert (last.name, last.kind, last.salient) == ("Anselm", "place", False)
    assert 0 <= last.salience < first.salience <= 1


# --- what holds for any text


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_actors_with_spans_inside_it(actors_nlp: Language, text: str) -> None:
    doc = actors_nlp(text)
    ids = [a.id for a in doc._.actors]
    assert len(set(ids)) == len(ids)
    for found in doc._.actors:
        assert found.mentions
        for start, end in (*found.mentions, *found.descriptions):
            assert 0 <= start < end <= len(text)
    known = set(ids)
    for quote in doc._.quotes:
        assert quote.speaker is None or set(quote.speaker.actors) <= known


PIECE = (
    "Transport minister Ada Moreau said that the ferry was safe. She blamed the Moreau Harbour "
    "Board (MHB), which denied it. “The minister knows nothing,” Ben Moreau told the Courier in "
    "Moreau City. The board met on Monday. Officials left.\n\n"
)


def long_article(nlp: Language, times: int) -> Doc:
    """The piece over and over, with another family and another place each time."""
    piece = nlp(PIECE)
    words, ents = [t.text for t in piece], [f"{t.ent_iob_}-{t.ent_type_}" for t in piece]
    doc = Doc(
        nlp.vocab,
        words=[
            w.replace("Moreau", f"Mor{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}au{i // 676}x")
            for i in range(times)
            for w in words
        ],
        spaces=[bool(t.whitespace_) for t in piece] * times,
        ents=[e if e[0] in "BI" else "O" for e in ents] * times,
        heads=[i * len(piece) + t.head.i for i in range(times) for t in piece],
        **{
            f"{name}s": [getattr(t, f"{name}_") for t in piece] * times
            for name in ("tag", "dep", "lemma")
        },
        pos=[t.pos_ for t in piece] * times,
    )
    return nlp.get_pipe("backstory_quotes")(doc)


def work(doc: Doc) -> int:
    """How many calls it takes to find the actors of a document."""
    from generator.analysis.actors import annotate

    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        annotate(doc)
    finally:
        sys.setprofile(None)
    return calls


def test_work_grows_with_the_length_of_the_article_and_no_faster(actors_nlp: Language) -> None:
    once, twice, four_times = (work(long_article(actors_nlp, n)) for n in (40, 80, 160))
    assert twice < 2.5 * once
    assert four_times < 2.5 * twice


@pytest.mark.parametrize("name", ["people", "organizations", "places", "things", "documents"])
def test_lists_are_in_order_and_folded_where_they_are_looked_up(name: str) -> None:
    assert len(words(name)) > 50
    assert all(word == word.strip() for word in words(name))


def test_every_country_has_its_columns() -> None:
    assert all(set(row) == {"name", "others", "demonyms", "capital"} for row in table("countries"))

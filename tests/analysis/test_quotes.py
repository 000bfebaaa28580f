"""Who said what: kinds, spans, cues, speakers, addressees and polarity, on sentences of our own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis.model import Quote
from generator.analysis.quotes.marks import quotations

CASES = yaml.safe_load(Path(__file__).with_name("quotes.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nlp() -> Language:
    import spacy

    from generator.language import EMBEDDED

    pipeline = spacy.load(EMBEDDED)
    pipeline.add_pipe("backstory_quotes")
    return pipeline


def described(quote: Quote, text: str) -> dict[str, Any]:
    def words(span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)] if span else None

    found = {
        "type": quote.type,
        "say": [words(span) for span in quote.spans],
        "cue": words(quote.cue),
        "who": words(quote.speaker.span) if quote.speaker else None,
    }
    if quote.addressee:
        found["to"] = words(quote.addressee.span)
    if quote.polarity != "asserted":
        found["polarity"] = quote.polarity
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_quotes(case: dict[str, Any], nlp: Language) -> None:
    doc = nlp(case["text"])
    found = [described(quote, doc.text) for quote in doc._.quotes]
    if case.get("any_of"):
        assert all(quote in found for quote in case["quotes"]), found
    else:
        assert found == case["quotes"]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def check(doc: Any) -> None:
    """What holds of the quotes of any text."""
    assert [q.id for q in doc._.quotes] == [f"q{i}" for i in range(1, len(doc._.quotes) + 1)]
    for quote in doc._.quotes:
        assert quote.spans
        for start, end in quote.spans:
            assert 0 <= start < end <= len(doc.text)
            assert doc.text[start:end].strip() == doc.text[start:end]
            for other in (quote.cue, quote.speaker and quote.speaker.span):
                assert not other or not overlap((start, end), other), described(quote, doc.text)
    assert len(doc.spans["quotes"]) == sum(len(q.spans) for q in doc._.quotes)


MARKS = ["“", "”", "«", "»", "‘", "’", '"', "'", "``", "''", ",", ".", "?", ":", ";", "—", "\n\n"]
CUES = ["said", "told", "asked", "denied", "accused", "called", "described", "reported", "adding"]
OTHERS = [
    *("of", "according", "to", "that", "whether", "by", "as", "and", "but", "was", "is", "who"),
    *("she", "he", "Moreau", "minister", "CNN", "the", "a", "ferry", "safe", "late", "Tuesday"),
]
WORDS = st.sampled_from([*MARKS, *CUES, *OTHERS])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60), st.booleans())
def test_spans_never_overlap_their_speaker_or_cue(
    nlp: Language, words: list[str], tight: bool
) -> None:
    text = " ".join(words)
    if tight:
        text = text.replace("“ ", "“").replace(" ”", "”").replace(" ,", ",").replace(" .", ".")
    check(nlp(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="“”«»‘’\"'` ab.,\n", max_size=80))
def test_quotations_are_in_order_and_disjoint(text: str) -> None:
    last = 0
    for quotation in quotations(text):
        assert last <= quotation.start < quotation.inner[0] <= quotation.inner[1] <= quotation.stop
        assert "\n" not in text[quotation.start : quotation.stop]
        last = quotation.stop


def test_a_lost_mark_costs_no_more_than_its_paragraph() -> None:
    paragraph = '"The ferry is safe," she said.\n\n'
    lost = 'The "ferry is safe, she said.\n\n'
    text = paragraph * 2 + lost + paragraph * 3
    whole = [q for q in quotations(text) if text[q.start : q.stop] == '"The ferry is safe,"']
    assert len(whole) == 5


@pytest.mark.parametrize(
    "unit",
    [['"'], ["“"], ['"', "a"], ["“", "a", "”"], ["said"], ["she", "said", ","]],
    ids=" ".join,
)
def test_time_is_linear_in_the_length_of_hostile_text(unit: list[str], nlp: Language) -> None:
    """One sentence without end, in which every word reports the next."""
    finder = nlp.get_pipe("backstory_quotes")

    def seconds(size: int) -> float:
        words = (unit * size)[:size]
        said = ["VBD" if word == "said" else "NN" for word in words]
        doc = Doc(
            nlp.vocab,
            words=words,
            tags=said,
            pos=["VERB" if tag == "VBD" else "NOUN" for tag in said],
            lemmas=["say" if word == "said" else word for word in words],
            heads=[max(0, i - 1) for i in range(size)],
            deps=["ROOT"] + ["ccomp"] * (size - 1),
        )
        start = time.process_time()
        finder(doc)
        return time.process_time() - start

    seconds(100)
    assert seconds(40_000) < 16 * seconds(5_000) + 1.0


def test_a_hundred_thousand_quotation_marks(nlp: Language) -> None:
    words = ['"'] * 100_000
    doc = Doc(nlp.vocab, words=words, pos=["PUNCT"] * len(words), sent_starts=[True] * len(words))
    check(nlp.get_pipe("backstory_quotes")(doc))


def test_time_is_linear_in_what_a_model_proposes(nlp: Language) -> None:
    """One sentence without end, in which a model sees quote after quote."""
    finder = nlp.get_pipe("backstory_quotes")
    words = ["“", "We", "sail", "”", ",", "she", "said", ","]
    tags = ["``", "PRP", "VBP", "''", ",", "PRP", "VBD", ","]
    pos = ["PUNCT", "PRON", "VERB", "PUNCT", "PUNCT", "PRON", "VERB", "PUNCT"]

    def seconds(size: int) -> float:
        n = len(words)
        doc = Doc(
            nlp.vocab,
            words=words * size,
            tags=tags * size,
            pos=pos * size,
            lemmas=[*words[:6], "say", ","] * size,
            heads=[max(0, i - 1) for i in range(n * size)],
            deps=["ROOT"] + ["ccomp"] * (n * size - 1),
        )
        for part, start, stop in (("content", 0, 4), ("source", 5, 6), ("cue", 6, 7)):
            doc.spans[f"quote_{part}"] = [doc[n * i + start : n * i + stop] for i in range(size)]
        began = time.process_time()
        finder(doc)
        assert len(doc._.quotes) > 0.9 * size
        return time.process_time() - began

    seconds(100)
    assert seconds(4_000) < 16 * seconds(500) + 1.0


def test_a_megabyte_without_a_full_stop(nlp: Language) -> None:
    words = ["she", "said", "the", "ferry", "was", "late", "and"] * 36_000
    said = {"said": "VBD", "was": "VBD"}
    doc = Doc(
        nlp.vocab,
        words=words,
        tags=[said.get(word, "NN") for word in words],
        pos=["VERB" if word in said else "NOUN" for word in words],
        lemmas=["say" if word == "said" else word for word in words],
        heads=[0] * len(words),
        deps=["ROOT"] + ["dep"] * (len(words) - 1),
    )
    assert len(doc.text) > 1_000_000
    check(nlp.get_pipe("backstory_quotes")(doc))


def test_the_span_group_names_each_quote_and_its_kind(nlp: Language) -> None:
    doc = nlp("“The ferry is safe,” Moreau said, “and the crew is rested.”")
    assert [(s.label_, s.id_) for s in doc.spans["quotes"]] == [("direct", "q1")] * 2


def test_a_model_s_proposals_fill_what_the_patterns_did_not_find(nlp: Language) -> None:
    doc = nlp("Word came from the harbour board: the pier was closed.")
    assert not doc._.quotes
    doc.spans["quote_content"] = [doc[7:11]]
    doc.spans["quote_source"] = [doc[3:6]]
    doc.spans["quote_cue"] = [doc[0:3]]
    nlp.get_pipe("backstory_quotes")(doc)
    assert [described(quote, doc.text) for quote in doc._.quotes] == [
        {
            "type": "indirect",
            "say": ["the pier was closed"],
            "cue": "Word came from",
            "who": "the harbour board",
        }
    ]


def test_a_noun_is_said_only_where_a_model_takes_it_for_content(nlp: Language) -> None:
    finder = nlp.get_pipe("backstory_quotes")
    doc = nlp("The divers found a broken valve.")
    parts = {part: doc.spans.pop(f"quote_{part}") for part in ("content", "source", "cue")}
    finder(doc)
    assert [described(quote, doc.text)["say"] for quote in doc._.quotes] == [["a broken valve"]]
    assert not any(parts.values())
    for part, spans in parts.items():
        doc.spans[f"quote_{part}"] = spans
    assert not finder(doc)._.quotes


def test_a_model_s_cue_introduces_a_quotation_in_a_sentence_of_its_own(nlp: Language) -> None:
    doc = nlp("Moreau took a parting shot. “The ferry was never safe.”")
    doc.spans["quote_content"] = [doc[6:13]]
    doc.spans["quote_source"] = [doc[0:1]]
    doc.spans["quote_cue"] = [doc[1:5]]
    assert [described(q, doc.text) for q in nlp.get_pipe("backstory_quotes")(doc)._.quotes] == [
        {
            "type": "direct",
            "say": ["“The ferry was never safe.”"],
            "cue": "took a parting shot",
            "who": "Moreau",
        }
    ]

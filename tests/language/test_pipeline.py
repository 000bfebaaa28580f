"""The embedded pipeline, as it ships: what everything else relies on."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from generator.language import EMBEDDED, load, version
from generator.language.transformer import NETWORK
from generator.problems import ConfigProblem

NEWS = (
    "Transport Minister Ada Moreau said on Tuesday that the ferry to Port Anselm had been "
    "cancelled.\n\n"
    "“We were not told,” said Henrik Olsen, who runs a hotel in France. “Nobody called.”\n\n"
    "The Russian government and the United Nations have been asked for comment"
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(EMBEDDED)


def test_loads_and_reads_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    doc = load()(NEWS)
    assert doc.has_annotation("DEP")
    assert doc.ents


def test_an_unknown_pipeline_is_named_with_a_remedy() -> None:
    with pytest.raises(ConfigProblem, match=r"no_such_pipeline.*install it"):
        load("no_such_pipeline")


def test_a_blank_line_starts_a_sentence(nlp: Language) -> None:
    text = "HARBOUR CLOSED FOR WEEKS\n\nA storm broke the quay\n \nand the ferry sank"
    doc = nlp(text)
    starts = {sentence.text.split()[0] for sentence in doc.sents}
    assert {"HARBOUR", "A", "and"} <= starts
    assert not any(token.is_sent_start for token in doc[1:] if token.is_space)


def test_a_line_break_alone_does_not(nlp: Language) -> None:
    doc = nlp("The minister said that\nthe ferry sank.")
    assert len(list(doc.sents)) == 1


def test_sentences_within_a_paragraph(nlp: Language) -> None:
    doc = nlp("The bridge was closed. Nobody was hurt. Engineers will inspect it on Monday.")
    assert [sentence.text for sentence in doc.sents] == [
        "The bridge was closed.",
        "Nobody was hurt.",
        "Engineers will inspect it on Monday.",
    ]


def test_who_said_it(nlp: Language) -> None:
    doc = nlp("The minister said that the ferry was unsafe.")
    said, minister, unsafe = doc[2], doc[1], doc[7]
    assert said.dep_ == "ROOT"
    assert (minister.dep_, minister.head) == ("nsubj", said)
    assert (unsafe.dep_, unsafe.head) == ("ccomp", said)


def test_parts_of_speech_and_lemmas(nlp: Language) -> None:
    doc = nlp("She was told that the ministers had cancelled the visits to the United States.")
    found = {token.text: (token.pos_, token.lemma_) for token in doc}
    assert found["was"] == ("AUX", "be")
    assert found["had"] == ("AUX", "have")
    assert found["told"] == ("VERB", "tell")
    assert found["that"][0] == "SCONJ"
    assert found["ministers"] == ("NOUN", "minister")
    assert found["cancelled"] == ("VERB", "cancel")
    assert found["visits"] == ("NOUN", "visit")
    assert found["United"][0] == "PROPN"


@pytest.mark.parametrize("quotes", ['""', "“”"])
def test_names_whatever_the_quotation_marks(nlp: Language, quotes: str) -> None:
    text = NEWS.replace("“", quotes[0]).replace("”", quotes[1])
    names = {(name.text, name.label_) for name in nlp(text).ents}
    assert {
        ("Ada Moreau", "PERSON"),
        ("Henrik Olsen", "PERSON"),
        ("France", "GPE"),
        ("Russian", "NORP"),
        ("United Nations", "ORG"),
    } <= names


def test_processes_agree_with_one(nlp: Language) -> None:
    texts = [NEWS, "The mayor of Lisbon resigned.", ""] * 2
    alone, together = nlp.pipe(texts), nlp.pipe(texts, n_process=2, batch_size=2)
    for one, other in zip(alone, together, strict=True):
        assert one.to_json() == other.to_json()


def test_survives_a_round_trip_through_bytes(nlp: Language) -> None:
    other = spacy.blank("en").from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert other(NEWS).to_json() == nlp(NEWS).to_json()


def test_a_text_is_read_alike_in_any_company(nlp: Language) -> None:
    long = "“" + "The committee met again on Friday and nothing was decided. " * 60
    alone = nlp(NEWS)
    among = list(nlp.pipe([long, "Short.", NEWS, long]))[2]
    assert among.to_json() == alone.to_json()
    scores = [doc.spans["quote_content"].attrs["scores"] for doc in (among, alone)]
    assert scores[0] == pytest.approx(scores[1], abs=0.01)


def test_quotes_have_contents_sources_and_cues(nlp: Language) -> None:
    doc = nlp(NEWS)
    found = {name: [span.text for span in group] for name, group in doc.spans.items()}
    assert any("We were not told" in content for content in found["quote_content"])
    assert "Henrik Olsen" in " ".join(found["quote_source"])
    assert "said" in found["quote_cue"]
    for group in doc.spans.values():
        assert len(group.attrs["scores"]) == len(group)
        assert all(0 < score <= 1 for score in group.attrs["scores"])


def test_is_scored_by_spacy(nlp: Language) -> None:
    text = NEWS.split("\n")[0]
    scores = nlp.evaluate([Example(nlp.make_doc(text), nlp(text))])
    assert all(scores[s] == 1 for s in ("tag_acc", "pos_acc", "dep_las", "sents_f", "ents_f"))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "¶ 2", "😀 " * 40, "a" * 5000])
def test_odd_text_is_read(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


def test_tells_its_licence_sources_and_figures() -> None:
    meta = json.loads((EMBEDDED / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    named = {source["name"] for source in meta["sources"]}
    assert {"all-MiniLM-L6-v2", "UD English EWT", "CrossNER"} <= named
    assert "Wikinews reports of 2019 and 2020" in named
    assert all(source["license"] for source in meta["sources"])
    assert meta["performance"]["pud-test_dep_las"] > 0.82
    network = (EMBEDDED / "backstory_transformer" / NETWORK).read_bytes()
    assert meta["network_sha256"] == hashlib.sha256(network).hexdigest()
    assert version() == f"en_{meta['name']}-{meta['version']}"


def test_is_small_and_holds_no_training_text() -> None:
    files = [path for path in Path(EMBEDDED).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 30_000_000
    strings = json.loads((EMBEDDED / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert len(strings) < 3000

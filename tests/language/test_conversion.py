"""Corpora's annotation arrives at spaCy's tokens, whatever the corpora call a word or a name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from training import conllu, names, wikinews
from training.alignment import to_doc
from training.corpora import Text

TREEBANK = """\
# newdoc id = one
# sent_id = 1
# text = She didn't e-mail Olsen.
1\tShe\tshe\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\te-mail\te-mail\tVERB\tVB\t_\t0\troot\t_\t_
5\tOlsen\tOlsen\tPROPN\tNNP\t_\t4\tobj\t_\tEntity=(1-person-new-nnnnn-cf1-1-sgl)|SpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar id = p2
# sent_id = 2
# text = President Ada Moreau of France paid 3/4 km
1\tPresident\tPresident\tPROPN\tNNP\t_\t2\tnmod:desc\t_\tEntity=(2-person-new-nnnnn-cf1-2-sgl
2\tAda\tAda\tPROPN\tNNP\t_\t6\tnsubj\t_\t_
3\tMoreau\tMoreau\tPROPN\tNNP\t_\t2\tflat\t_\t_
4\tof\tof\tADP\tIN\t_\t5\tcase\t_\t_
5\tFrance\tFrance\tPROPN\tNNP\t_\t2\tnmod\t_\tEntity=(3-place-new-nnnnn-cf1-1-sgl)2)
6\tpaid\tpay\tVERB\tVBD\t_\t0\troot\t_\t_
7\t3\t3\tNUM\tCD\t_\t10\tnummod\t_\tSpaceAfter=No
8\t/\t/\tSYM\tSYM\t_\t9\tcase\t_\tSpaceAfter=No
9\t4\t4\tNUM\tCD\t_\t7\tnmod\t_\t_
10\tkm\tkm\tNOUN\tNN\t_\t6\tobj\t_\t_

"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


def zipped(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


@pytest.fixture
def tree(tmp_path: Path, nlp: Language) -> Doc:
    (document,) = conllu.documents(zipped(tmp_path / "t.conllu.gz", TREEBANK))
    return to_doc(nlp, document.text())


def test_text_is_raw_with_paragraphs(tree: Doc) -> None:
    assert tree.text == "She didn't e-mail Olsen.\n\nPresident Ada Moreau of France paid 3/4 km"


def test_a_word_in_several_tokens_hangs_on_its_last_piece(tree: Doc) -> None:
    e, hyphen, mail = tree[3:6]
    assert [t.text for t in (e, hyphen, mail)] == ["e", "-", "mail"]
    assert (mail.dep_, mail.tag_, mail.head) == ("ROOT", "VB", mail)
    assert (e.dep_, e.head) == ("compound", mail)
    assert (hyphen.dep_, hyphen.tag_, hyphen.head) == ("punct", "HYPH", mail)
    assert [(t.text, t.head) for t in tree[:3]] == [("She", mail), ("did", mail), ("n't", mail)]


def test_words_in_one_token_are_stood_for_by_the_highest(tree: Doc) -> None:
    token = next(t for t in tree if t.text == "3/4")
    assert (token.dep_, token.tag_, token.head.text) == ("nummod", "CD", "km")


def test_sentences_and_white_space(tree: Doc) -> None:
    assert [s.text.strip() for s in tree.sents] == tree.text.split("\n\n")
    gap = next(t for t in tree if t.is_space)
    assert (gap.dep_, gap.tag_, gap.head.text) == ("dep", "_SP", ".")


def test_gum_s_mentions_become_names_without_titles(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.conllu.gz", TREEBANK * 2)
    found = {(t.text[s:e], label) for t in names.in_gum(path) for s, e, label in t.names}
    assert found == {("Olsen", "PERSON"), ("Ada Moreau", "PERSON"), ("France", "LOC?")}


def test_words_are_spaced_as_print_spaces_them(tmp_path: Path) -> None:
    words = """ " We won ( again ) , " said Olsen ' s coach . """
    column = "\n".join(f"{w} {'I-PER' if w == 'Olsen' else 'O'}" for w in words.split())
    (text,) = names.tokenized(zipped(tmp_path / "n.conll.gz", column + "\n\n"))
    assert text.text == '"We won (again)," said Olsen\'s coach.'
    assert [(text.text[s:e], label) for s, e, label in text.names] == [("Olsen", "PERSON")]


def test_coarse_labels_are_resolved_or_left_open(nlp: Language) -> None:
    gold = Text("g", "The Amber River in France", names=((4, 15, "LOC"), (19, 25, "GPE")))
    gazetteer = names.Gazetteer([gold, gold], ["Japan"])
    said = "Tokyo, the Silver River, Red Sun House and Japanese cars"
    coarse = [(0, 5, "LOC?"), (11, 23, "LOC?"), (25, 38, "LOC?"), (43, 51, "MISC?")]
    doc = names.resolved(to_doc(nlp, Text("t", said, names=tuple(coarse))), gazetteer)
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Tokyo", "GPE"),
        ("Silver River", "LOC"),
        ("Japanese", "NORP"),
    ]
    assert [t.text for t in doc if t.ent_iob == 0] == ["Red", "Sun", "House"]


def test_wikinews_body_keeps_names_and_quotes(tmp_path: Path, nlp: Language) -> None:
    raw = '---\ntitle: "X"\n---\n\nA mayor spoke. \n\n"We won," said\nOlsen of\nAnselm.\n'
    at = raw.index
    gold = {
        "entities": [[at("Olsen"), at("Olsen") + 5, "PERSON"]],
        "quotes": [
            {
                "type": "direct",
                "spans": [[at('"We'), at('"We') + 9]],
                "speaker": [at("Olsen"), at("Anselm") + 6],
                "cue": [at("said"), at("said") + 4],
            }
        ],
    }
    for year in ("2019", "2020"):
        (tmp_path / f"wikinews-{year}").mkdir()
        (tmp_path / f"wikinews-{year}-gold").mkdir()
    (tmp_path / "wikinews-2019" / "a.md").write_text(raw, encoding="utf-8")
    gold_path = tmp_path / "wikinews-2019-gold" / "a.gold.json"
    gold_path.write_text(json.dumps(gold), encoding="utf-8")
    (text,) = wikinews.texts(tmp_path)
    doc = to_doc(nlp, text)
    assert doc.text == 'A mayor spoke.\n\n"We won," said Olsen of Anselm.'
    assert [(e.text, e.label_) for e in doc.ents] == [("Olsen", "PERSON")]
    spans = {group: [s.text for s in doc.spans[group]] for group in doc.spans}
    assert spans == {"content": ['"We won,"'], "cue": ["said"], "source": ["Olsen of Anselm"]}
    assert doc.spans["cue"][0].id_ == doc.spans["content"][0].id_ == "a:0"

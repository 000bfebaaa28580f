"""Convert the corpora to spaCy's DocBins, tokenized as spaCy does: `python -m training.convert`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from training import names, wikinews
from training.alignment import to_doc
from training.conllu import documents
from training.corpora import WORK, Text, folder

ATTRS = ("ORTH", "TAG", "POS", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE")
DOMAINS = ("politics", "science", "music", "literature", "ai")
PARTS = ("train", "dev", "test")


def main() -> None:
    corpora = folder()
    WORK.mkdir(exist_ok=True)
    nlp = spacy.blank("en")
    _convert_trees(nlp, corpora)
    _convert_names(nlp, corpora)


def _convert_trees(nlp: Language, corpora: Path) -> None:
    docs = {
        f"{short}-{part}": [to_doc(nlp, d.text()) for d in documents(path)]
        for short, treebank in (("ewt", "ud-ewt"), ("gum", "ud-gum-open"), ("pud", "ud-pud"))
        for part in PARTS
        if (path := corpora / treebank / f"{part}.conllu.gz").exists()
    }
    for name, part in docs.items():
        _write(name, part)
    unseen = docs["gum-dev"] + docs["gum-test"]
    _write("gum-news", [d for d in unseen if d.user_data["name"].startswith("GUM_news")])


def _convert_names(nlp: Language, corpora: Path) -> None:
    gold = list(wikinews.texts(corpora))
    measuring = [t for t in gold if wikinews.MEASURING.match(t.name)]
    rest = [t for t in gold if not wikinews.MEASURING.match(t.name)]
    dev, train = rest[::10], [t for i, t in enumerate(rest) if i % 10]
    news = {
        part: [to_doc(nlp, t) for t in texts]
        for part, texts in (("train", train), ("dev", dev), ("test", measuring))
    }
    for part, docs in news.items():
        _write(f"wikinews-{part}", docs)

    coarse = {name: [to_doc(nlp, t) for t in texts] for name, texts in _coarse(corpora).items()}
    countries = {
        e.text for name in coarse for d in coarse[name] for e in d.ents if e.label_ == "GPE"
    }
    gazetteer = names.Gazetteer(train, countries)
    for name, docs in coarse.items():
        _write(f"names-{name}-coarse", docs)
        if name != "uner-pud":
            _write(f"names-{name}", [names.resolved(doc, gazetteer) for doc in docs])


def _coarse(corpora: Path) -> dict[str, Iterable[Text]]:
    ner = corpora / "ner"
    texts: dict[str, Iterable[Text]] = {"wikigold": names.tokenized(ner / "wikigold.conll.gz")}
    for domain in DOMAINS:
        texts[f"crossner-{domain}"] = [
            text
            for part in PARTS
            for text in names.tokenized(ner / f"crossner-{domain}-{part}.conll.gz")
        ]
    for part in ("dev", "test"):
        texts[f"uner-ewt-{part}"] = names.over_treebank(
            ner / f"uner-ewt-{part}.iob2.gz", corpora / "ud-ewt" / f"{part}.conllu.gz"
        )
    texts["uner-pud"] = names.over_treebank(
        ner / "uner-pud.iob2.gz", corpora / "ud-pud" / "test.conllu.gz"
    )
    texts["gum"] = names.in_gum(corpora / "ud-gum-open" / "train.conllu.gz")
    return texts


def _write(name: str, docs: list[Doc]) -> None:
    DocBin(attrs=ATTRS, docs=docs, store_user_data=True).to_disk(WORK / f"{name}.spacy")
    print(f"{name}: {len(docs)} documents, {sum(map(len, docs))} tokens")


if __name__ == "__main__":
    main()

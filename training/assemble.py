"""Put the trained models together as the embedded pipeline: `python -m training.assemble`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import load_lookups

import generator.language.paragraphs  # noqa: F401  (registers the component)
from generator.language import EMBEDDED
from training.attributes import patterns
from training.conllu import documents
from training.corpora import WORK, folder

VERSION = "1.0.0"
TABLES = ["lemma_rules", "lemma_exc", "lemma_index"]


def main() -> None:
    assemble(WORK / "syntax" / "model-best", WORK / "names" / "model-best", EMBEDDED)


def assemble(syntax: Path, names: Path, out: Path) -> None:
    """Write the pipeline of two trained models to `out`."""
    nlp = spacy.load(syntax)
    _add_attributes(nlp)
    _add_lemmatizer(nlp)
    _add_names(nlp, names)
    nlp.meta.update(
        name="backstory_small",
        version=VERSION,
        spacy_version=">=3.8.7,<3.9.0",
        description="Tags, trees, names and lemmas of English news, small enough to be embedded",
        author="Backstory",
        license="CC BY-SA 4.0",
        sources=json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8")),
        performance={},
    )
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    _forget_words(nlp, out / "vocab" / "strings.json")


def _add_attributes(nlp: Language) -> None:
    corpora = folder()
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add_patterns(
        patterns(
            document.text()
            for treebank in ("ud-ewt", "ud-gum-open")
            for document in documents(corpora / treebank / "train.conllu.gz")
        )
    )


def _add_lemmatizer(nlp: Language) -> None:
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=load_lookups("en", TABLES))


def _add_names(nlp: Language, path: Path) -> None:
    names = spacy.load(path)
    names.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=names)


def _forget_words(nlp: Language, path: Path) -> None:
    """Keep the strings that labels and rules need, not the words of the training texts."""
    needed = set(spacy.blank("en").vocab.strings)
    for name, labels in nlp.pipe_labels.items():
        needed.update(labels)
        needed.update(label.partition("-")[2] for label in labels)
        needed.add(name)
    for pattern in nlp.get_pipe("attribute_ruler").patterns:
        for value in pattern["attrs"].values():
            needed.update((value, *value.split("|"), *value.replace("=", "|").split("|")))
        needed.update(form for token in pattern["patterns"][0] for form in _forms(token))
    kept = [s for s in json.loads(path.read_text(encoding="utf-8")) if s in needed]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")


def _forms(token: dict[str, Any]) -> list[str]:
    return [f for v in token.values() for f in (v["IN"] if isinstance(v, dict) else [v])]


if __name__ == "__main__":
    main()

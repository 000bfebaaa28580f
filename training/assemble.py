"""Put the trained network into a pipeline: `python -m training.assemble [--float] [FOLDER]`."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import load_lookups

import generator.language.transformer  # noqa: F401  (registers the component)
from generator.language import EMBEDDED
from training.attributes import patterns
from training.conllu import documents
from training.corpora import folder
from training.export import export
from training.fine_tune import trained
from training.network import vocabulary

NAME, VERSION = "backstory", "1.1.0"
TABLES = ["lemma_rules", "lemma_exc", "lemma_index"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=EMBEDDED)
    parser.add_argument("--float", action="store_true", help="as trained, to measure the loss")
    options = parser.parse_args()
    assemble(options.folder, quantized=not options.float)


def assemble(out: Path, *, quantized: bool = True) -> None:
    """Write the pipeline of the trained network to `out`."""
    nlp = spacy.blank("en")
    digest = _add_transformer(nlp, quantized=quantized)
    _add_attributes(nlp)
    _add_lemmatizer(nlp)
    nlp.meta.update(
        name=NAME,
        version=VERSION,
        spacy_version=">=3.8.7,<3.9.0",
        description="Tags, trees, names, quotes and lemmas of English news, for a laptop's CPU",
        author="Backstory",
        license="CC BY-SA 4.0",
        sources=json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8")),
        network_sha256=digest,
        performance={},
    )
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    _forget_words(nlp, out / "vocab" / "strings.json")


def _add_transformer(nlp: Language, *, quantized: bool) -> str:
    network, labels = trained()
    exported = export(network, quantized=quantized)
    known = {field: list(values) for field, values in asdict(labels).items()}
    nlp.add_pipe("backstory_transformer").fill(exported, vocabulary(), known)  # type: ignore[attr-defined]
    return hashlib.sha256(exported).hexdigest()


def _add_attributes(nlp: Language) -> None:
    corpora = folder()
    ruler: Any = nlp.add_pipe("attribute_ruler")
    ruler.add_patterns(
        patterns(
            document.text()
            for treebank in ("ud-ewt", "ud-gum-open")
            for document in documents(corpora / treebank / "train.conllu.gz")
        )
    )


def _add_lemmatizer(nlp: Language) -> None:
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=load_lookups("en", TABLES))


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

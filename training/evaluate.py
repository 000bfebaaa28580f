"""Measure a pipeline from raw text: `python -m training.evaluate PIPELINE [OUT.json]`.

PIPELINE is a folder or an installed package; "embedded" stands for the one that ships. With
OUT.json the figures are written there, else printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin, Token
from spacy.training import Example

import generator.language.transformer  # noqa: F401  (registers the component)
from generator.language import EMBEDDED
from training.corpora import WORK

TREES = ("ewt-test", "gum-test", "gum-news", "gum-news-all", "pud-test")
"""`gum-news` was not trained on; of `gum-news-all`, the greater part was."""
PLACES = {"GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "LOC?": "LOC"}


def main(pipeline: str, out: str | None = None) -> None:
    path = str(EMBEDDED) if pipeline == "embedded" else pipeline
    figures = evaluate(path)
    text = json.dumps(figures, indent=1) + "\n"
    if out:
        Path(out).write_text(text, encoding="utf-8")
        print(f"figures of {pipeline} are in {out}")
    else:
        print(text, end="")


def evaluate(path: str) -> dict[str, Any]:
    """All figures: shares 0 to 1, seconds, words per second, MB (10^6 bytes)."""
    nlp = spacy.load(path)
    return {
        "pipeline": f"{nlp.meta['lang']}_{nlp.meta['name']}",
        "version": nlp.meta["version"],
        "trees": {name: trees(nlp, name) for name in TREES},
        "names": {"uner-pud": coarse_names(nlp), "wikinews-test": names(nlp)},
        "speed": speed(path),
        "load_seconds": load_seconds(path),
        "megabytes": megabytes(path),
    }


def chief(figures: dict[str, Any]) -> dict[str, float]:
    """The figures that a pipeline's `meta.json` tells."""
    made = {
        f"{corpus}_{score}": figures["trees"][corpus][score]
        for corpus in ("pud-test", "ewt-test")
        for score in ("tag_acc", "dep_uas", "dep_las", "sents_f")
    }
    for corpus in ("gum-news", "gum-news-all"):
        made[f"{corpus}_sents_f"] = figures["trees"][corpus]["sents_f"]
    for corpus, scores in figures["names"].items():
        made[f"{corpus}_ents_f"] = scores["all"]["f"]
    return made


def trees(nlp: Language, name: str) -> dict[str, float]:
    """Tags, parts of speech, heads, labels (punctuation and subtypes count) and sentences."""
    examples = _read_by(nlp, name)
    scores = Scorer.score_deps(examples, "dep", getter=_label)
    scores |= Scorer.score_token_attr(examples, "tag")
    scores |= Scorer.score_token_attr(examples, "pos")
    scores |= Scorer.score_spans(examples, "sents", has_annotation=_has_sentences)
    wanted = ("tag_acc", "pos_acc", "dep_uas", "dep_las", "sents_p", "sents_r", "sents_f")
    return {key: round(scores[key], 4) for key in wanted}


def names(nlp: Language) -> dict[str, Any]:
    """Exact spans and labels, in all and for each label; those that the gold lacks are left out."""
    examples = _read_by(nlp, "wikinews-test")
    known = {name.label for example in examples for name in example.reference.ents}
    for example in examples:
        example.predicted.ents = [n for n in example.predicted.ents if n.label in known]
    scores = Scorer.score_spans(examples, "ents")
    return {"all": _prf(scores, "ents")} | {
        label: {key: round(value, 4) for key, value in counts.items()}
        for label, counts in sorted(scores["ents_per_type"].items())
    }


def coarse_names(nlp: Language) -> dict[str, Any]:
    """PERSON, ORG and LOC (which GPE and FAC join); other labels are left out."""
    found: dict[str, list[set[tuple[int, int, int]]]] = {}
    for number, example in enumerate(_read_by(nlp, "names-uner-pud-coarse")):
        for side, doc in enumerate((example.reference, example.predicted)):
            for name in doc.ents:
                label = PLACES.get(name.label_, name.label_)
                if label in ("PERSON", "ORG", "LOC"):
                    sides = found.setdefault(label, [set(), set()])
                    sides[side].add((number, name.start_char, name.end_char))
    scores = {label: _agreement(gold, guess) for label, (gold, guess) in sorted(found.items())}
    every = [{(label, *n) for label, s in found.items() for n in s[side]} for side in (0, 1)]
    return {"all": _agreement(*every)} | scores


_READ = """
import json, resource, sys, time, spacy, generator.language.transformer
nlp = spacy.load(sys.argv[1])
texts = json.load(sys.stdin)
nlp(texts[0])
runs = []
for _ in range(3):
    clock, work = time.perf_counter(), time.process_time()
    words = sum(sum(not t.is_space for t in doc) for doc in nlp.pipe(texts))
    runs.append((time.perf_counter() - clock, time.process_time() - work))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
clock, work = (min(times) for times in zip(*runs))
print(json.dumps({
    "words": words,
    "words_per_second": round(words / clock),
    "words_per_second_of_processor_time": round(words / work),
    "peak_megabytes": round(peak),
}))
"""


def speed(path: str) -> dict[str, float]:
    """All Wikinews reports in one `nlp.pipe`, in a process that does nothing else; best of three.

    Processor time is told too, as it says the same on a machine that is busy otherwise.
    """
    nlp = spacy.blank("en")
    parts = ("train", "dev", "test")
    texts = [doc.text for part in parts for doc in _gold(nlp, f"wikinews-{part}")]
    command = [sys.executable, "-c", _READ, path]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def load_seconds(path: str) -> float:
    """Of `spacy.load` in a fresh process, the import of spaCy itself left out; best of three."""
    code = (
        "import sys, time, spacy, generator.language.transformer; start = time.perf_counter();"
        "spacy.load(sys.argv[1]); print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", code, path]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    return round(min(float(run.stdout) for run in runs), 2)


def megabytes(path: str) -> float | None:
    folder = Path(path)
    if not folder.is_dir():
        return None
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 1)


def _gold(nlp: Language, name: str) -> Iterable[Doc]:
    if name == "gum-news-all":
        gum = (doc for part in ("train", "dev", "test") for doc in _gold(nlp, f"gum-{part}"))
        return [doc for doc in gum if doc.user_data["name"].startswith("GUM_news")]
    return DocBin().from_disk(WORK / f"{name}.spacy").get_docs(nlp.vocab)


def _read_by(nlp: Language, name: str) -> list[Example]:
    gold = list(_gold(nlp, name))
    read = nlp.pipe(doc.text for doc in gold)
    return [Example(doc, reference) for doc, reference in zip(read, gold, strict=True)]


def _label(token: Token, attr: str) -> str:
    return str(token.vocab.strings.as_string(getattr(token, attr))).lower()


def _has_sentences(doc: Doc) -> bool:
    return doc.has_annotation("SENT_START")


def _prf(scores: dict[str, Any], name: str) -> dict[str, float]:
    return {key: round(scores[f"{name}_{key}"], 4) for key in "prf"}


def _agreement(gold: set[Any], guess: set[Any]) -> dict[str, float]:
    hits = len(gold & guess)
    p, r = hits / max(1, len(guess)), hits / max(1, len(gold))
    return {"p": round(p, 4), "r": round(r, 4), "f": round(2 * p * r / (p + r or 1), 4)}


if __name__ == "__main__":
    main(*sys.argv[1:])

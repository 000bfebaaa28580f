"""Measure the embedded pipeline beside others, and write the table in docs/pipeline.md.

usage: python -m benchmarks.pipeline [NAME=FOLDER-OR-PACKAGE …]

Needs `BACKSTORY_CORPORA` (see training/README.md). Measured are the embedded pipeline, spaCy's
`en_core_web_sm` and `en_core_web_trf` where they are installed, and what the arguments name, each
in a process of its own. Other figures in benchmarks/results/pipeline.json are kept.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.pages import fill

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "pipeline.json"
PAGE = ROOT / "docs" / "pipeline.md"
CONVERTED = ROOT / "training" / "work" / "pud-test.spacy"
INSTALLABLE = ("en_core_web_sm", "en_core_web_trf")

# A row: what it tells, and the path to its figure.
SHARES = (
    ("PUD: tags", "trees pud-test tag_acc"),
    ("PUD: UAS", "trees pud-test dep_uas"),
    ("PUD: LAS", "trees pud-test dep_las"),
    ("PUD: sentences, F1", "trees pud-test sents_f"),
    ("EWT test: tags", "trees ewt-test tag_acc"),
    ("EWT test: UAS", "trees ewt-test dep_uas"),
    ("EWT test: LAS", "trees ewt-test dep_las"),
    ("GUM's news, 4 texts not trained on: sentences, F1", "trees gum-news sents_f"),
    ("GUM's news, all 24 texts: sentences, F1", "trees gum-news-all sents_f"),
    ("Wikinews, October to December 2019: all names, F1", "names wikinews-test all f"),
    *(
        (f"Wikinews: {label}, F1", f"names wikinews-test {label} f")
        for label in ("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT")
    ),
    ("Universal NER over PUD: PERSON, ORG and places, F1", "names uner-pud all f"),
    *(
        (f"Universal NER over PUD: {label}, F1", f"names uner-pud {label} f")
        for label in ("PERSON", "ORG", "LOC")
    ),
)
COUNTS = (
    ("words a second", "speed words_per_second"),
    ("words a second of processor time", "speed words_per_second_of_processor_time"),
    ("memory at most, MB", "speed peak_megabytes"),
    ("loaded in, s", "load_seconds"),
    ("on disk, MB", "megabytes"),
)


def main() -> None:
    if not CONVERTED.exists():
        subprocess.run([sys.executable, "-m", "training.convert"], cwd=ROOT, check=True)
    wanted = {"embedded": "embedded"}
    wanted |= {name: name for name in INSTALLABLE if importlib.util.find_spec(name)}
    wanted |= dict(argument.split("=", 1) for argument in sys.argv[1:])
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    pipelines: dict[str, Any] = kept.get("pipelines", {})
    for name, path in wanted.items():
        pipelines[name] = measured(path)
    machine = {"processors": os.cpu_count(), "architecture": platform.machine()}
    figures = {"date": date.today().isoformat(), "machine": machine, "pipelines": pipelines}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    fill(PAGE, {"figures": table(pipelines)})


def measured(path: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        out = Path(folder, "figures.json")
        command = [sys.executable, "-m", "training.evaluate", path, str(out)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return figures


def table(pipelines: dict[str, Any]) -> str:
    """The figures as Markdown, shares in per cent. Trees are only told where labels are alike."""
    names = list(pipelines)
    rows = [["", *names], ["---", *("---:" for _ in names)]]
    for title, path in SHARES:
        rows.append([title, *(share(pipelines[name], path) for name in names)])
    for title, path in COUNTS:
        rows.append([title, *(number(found(pipelines[name], path)) for name in names)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def share(figures: dict[str, Any], path: str) -> str:
    other_labels = figures["pipeline"].startswith("en_core_web")
    value = None if other_labels and "dep_" in path else found(figures, path)
    return "–" if value is None else f"{100 * value:.1f}"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"


def found(figures: Any, path: str) -> float | None:
    for key in path.split():
        figures = (figures or {}).get(key)
    return figures  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()

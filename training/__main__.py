"""Make the embedded pipeline: `python -m training` runs the steps that are not done yet.

A step is done when its output is newer than the files that it reads; delete `training/work` to
start again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.language import EMBEDDED
from training import assemble, convert, evaluate
from training.corpora import WORK

HERE = Path(__file__).parent
RESULTS = HERE.parent / "benchmarks" / "results" / "pipeline-small.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it reads, and the file that it leaves when it is done."""

    name: str
    run: Callable[[], None]
    reads: tuple[Path, ...]
    leaves: Path

    def is_done(self) -> bool:
        return self.leaves.exists() and all(
            path.stat().st_mtime <= self.leaves.stat().st_mtime for path in self.reads
        )


def main() -> None:
    """The story: corpora, two models, one pipeline, its figures."""
    converted, syntax, names = (WORK / f"{step}.done" for step in ("convert", "syntax", "names"))
    readers = [HERE / f"{m}.py" for m in ("alignment", "conllu", "convert", "names", "wikinews")]
    for step in (
        Step("convert", convert.main, (*readers, HERE / "labels.json"), converted),
        Step("syntax", lambda: _train("syntax"), (converted, _config("syntax")), syntax),
        Step("names", lambda: _train("names"), (converted, _config("names")), names),
        Step("assemble", assemble.main, (syntax, names), EMBEDDED / "meta.json"),
        Step("evaluate", _evaluate, (EMBEDDED / "meta.json",), RESULTS),
    ):
        if step.is_done():
            print(f"{step.name}: done before")
            continue
        print(f"{step.name} …", flush=True)
        step.run()
        step.leaves.touch()


def _config(name: str) -> Path:
    return HERE / "configs" / f"{name}.cfg"


def _train(name: str) -> None:
    options = ["--code", str(HERE / "augment.py"), "--output", str(WORK / name)]
    subprocess.run(
        [sys.executable, "-m", "spacy", "train", str(_config(name)), *options],
        cwd=HERE.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)},
        check=True,
    )


def _evaluate() -> None:
    """Measure the embedded pipeline, and note the chief figures in its `meta.json`."""
    figures = evaluate.evaluate(str(EMBEDDED))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    path = EMBEDDED / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] = evaluate.chief(figures)
    path.write_text(json.dumps(meta, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Make the embedded pipeline: `python -m training` runs the steps that are not done yet.

A step is done when its output is newer than the files that it reads; delete `training/work` to
start again. Fine-tuning that was interrupted goes on where it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.language import EMBEDDED, SUMS, sums
from training import assemble, convert, evaluate
from training.corpora import WORK

HERE = Path(__file__).parent

# Freed memory is kept by the process: the kernel is slow to hand out the same pages at every step.
_KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "20000000000"}


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
    """The story: corpora, one network, a pipeline around it, its figures."""
    converted, tuned, measured = (WORK / f"{s}.done" for s in ("convert", "fine_tune", "evaluate"))
    readers = [HERE / f"{m}.py" for m in ("alignment", "conllu", "convert", "names", "wikinews")]
    meta = EMBEDDED / "meta.json"
    for step in (
        Step("convert", convert.main, (*readers, HERE / "labels.json"), converted),
        Step("fine-tune", _fine_tune, (converted,), tuned),
        Step("assemble", lambda: assemble.assemble(EMBEDDED), (tuned,), meta),
        Step("evaluate", _evaluate, (meta,), measured),
    ):
        if step.is_done():
            print(f"{step.name}: done before")
            continue
        print(f"{step.name} …", flush=True)
        step.run()
        step.leaves.touch()


def _fine_tune() -> None:
    command = [sys.executable, "-m", "training.fine_tune"]
    subprocess.run(command, cwd=HERE.parent, env=os.environ | _KEEP_MEMORY, check=True)


def _evaluate() -> None:
    """Measure the embedded pipeline, and note the chief figures in its `meta.json`."""
    path = EMBEDDED / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] = evaluate.chief(evaluate.evaluate(str(EMBEDDED)))
    path.write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    SUMS.write_text(sums(), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()

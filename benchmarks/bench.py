"""How well and how fast Backstory reads, on the corpora; prints figures and keeps them, dated.

usage: python benchmarks/bench.py

Needs `BACKSTORY_CORPORA` (see training/README.md): the Wikinews articles and, for the scores, the
referee scripts in `tools/` beside the corpora. Speeds are ratios within one run: our components
over the bare pipeline, a build without changes over a cold one.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from generator import __version__, language
from generator.analysis import COMPONENTS, analyze
from generator.analysis.model import to_json
from generator.analysis.running import here
from generator.processors import processors
from generator.profiling import Profile
from generator.reading import read

RESULTS = Path(__file__).with_name("results")
MEASURED = "2019-1[0-2]"
"""The articles that nothing was trained or developed on: October to December 2019."""


def main() -> None:
    if "BACKSTORY_CORPORA" not in os.environ:
        sys.exit("set BACKSTORY_CORPORA to the folder with the corpora; see training/README.md")
    corpora = Path(os.environ["BACKSTORY_CORPORA"]).resolve()
    figures = {
        "date": date.today().isoformat(),
        "backstory": __version__,
        "pipeline": language.version(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "scores": scores(corpora),
        "speed": speed(corpora),
        "build": builds(corpora),
    }
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{figures['date']}-bench.json").write_text(text + "\n", encoding="utf-8")
    print(text)


def scores(corpora: Path) -> dict[str, list[str]]:
    """What the referee says on the measuring articles, and on the given one."""
    referee = corpora.parent / "tools" / "score_gold.py"
    if not referee.is_file():
        return {}
    wikinews = sorted((corpora / "wikinews-2019").glob(f"{MEASURED}*.md"))
    given = sorted((corpora.parent / "seeds").glob("*.txt"))
    return {
        "wikinews October to December 2019": judged(
            wikinews, referee, corpora / "wikinews-2019-gold", f"--only={MEASURED}"
        ),
        "given article": judged(given, referee, corpora.parent / "seeds"),
    }


def judged(articles: list[Path], referee: Path, gold: Path, *options: str) -> list[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predictions:
        for analysis in analyze(map(read, articles), language.load()):
            predictions.write(json.dumps(to_json(analysis)) + "\n")
        predictions.flush()
        done = subprocess.run(
            [sys.executable, referee, gold, predictions.name, *options],
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.splitlines()


def speed(corpora: Path) -> dict[str, float]:
    """Words a second of the whole analysis and of the bare pipeline, alternating."""
    articles = [read(path) for path in sorted((corpora / "wikinews-2020").glob("*.md"))]
    texts = [article.body().text for article in articles]
    words = sum(len(text.split()) for text in texts)
    nlp = language.load()
    loading = timed(lambda: language.load.__wrapped__(""))

    def bare() -> None:
        with nlp.select_pipes(disable=[c for c in COMPONENTS if c in nlp.pipe_names]):
            for _ in nlp.pipe(texts):
                pass

    def whole() -> None:
        for _ in analyze(articles, nlp):
            pass

    def several() -> None:
        for _ in here(articles, "", jobs=processors(), profile=Profile(clocked=False)):
            pass

    seconds = {"bare": [0.0] * 3, "whole": [0.0] * 3, "several": [0.0] * 3}
    for turn in range(3):
        seconds["bare"][turn] = timed(bare)
        seconds["whole"][turn] = timed(whole)
        seconds["several"][turn] = timed(several)
    rates = {name: words / median(times) for name, times in seconds.items()}
    return {
        "words": words,
        "seconds to load": round(loading, 2),
        "bare pipeline, words a second": round(rates["bare"]),
        "whole analysis, words a second": round(rates["whole"]),
        "by processes, their start included": round(rates["several"]),
        "processes": processors(),
        "whole over bare": round(rates["whole"] / rates["bare"], 3),
    }


def builds(corpora: Path) -> dict[str, float]:
    """Seconds for the site of all articles: from nothing, pages alone, and without changes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "seeds").mkdir()
        for path in sorted(corpora.glob("wikinews-20??/*.md")):
            shutil.copy(path, root / "seeds")
        articles = sum(1 for _ in (root / "seeds").iterdir())

        def build() -> None:
            subprocess.run(
                [sys.executable, "-m", "generator.cli", "build"],
                cwd=root,
                check=True,
                stdout=subprocess.DEVNULL,
            )

        cold = timed(build)
        shutil.rmtree(root / "site")
        pages = timed(build)
        unchanged = median(timed(build) for _ in range(5))
        return {
            "articles": articles,
            "cold": round(cold, 2),
            "pages alone": round(pages, 2),
            "without changes": round(unchanged, 3),
            "without changes over cold": round(unchanged / cold, 5),
        }


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

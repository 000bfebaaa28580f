"""When, measured beside another open tool; writes the tables in docs/times.md.

usage: python -m benchmarks.times        (`make bench-times` sets up the environment for it)

Needs `BACKSTORY_CORPORA` (see training/README.md) and the referee scripts in `tools/` beside the
corpora. dateparser's `search_dates` is measured where it is installed. HeidelTime asks for Java and
a tagger; its row holds the figures that its authors published, on other texts.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from benchmarks.pages import fill
from generator import __version__, language
from generator.analysis import COMPONENTS, analyze
from generator.analysis.model import to_json
from generator.analysis.times import calendar
from generator.reading import read
from generator.reading.article import Article

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "times.json"
PAGE = ROOT / "docs" / "times.md"
MEASURED = "2019-1[0-2]"
"""The Wikinews articles that nothing was trained or developed on."""

HEIDELTIME = {
    "relaxed": 0.90,
    "value": 0.78,
    "texts": "TempEval-3's own test texts, not these",
    "source": "SemEval-2013 Task 1: TempEval-3 (UzZaman et al. 2013)",
}

Analysis = dict[str, Any]
"""What `backstory analyze` prints; of other tools, as much of it as the referees ask for."""


@dataclass(frozen=True, slots=True)
class Score:
    """F1 of what overlaps an annotated time (`relaxed`), and of that with its value (`value`)."""

    gold: int
    precision: float
    recall: float
    relaxed: float
    value: float


@dataclass(frozen=True, slots=True)
class Texts:
    title: str
    paths: list[Path]
    judge: Callable[[Path], Score]
    annotated: Callable[[Analysis], list[Time]]


@dataclass(frozen=True, slots=True)
class Time:
    """A time in the text of an analysis, annotated or found."""

    start: int
    end: int
    type: str
    value: str
    words: str


def main() -> None:
    if "BACKSTORY_CORPORA" not in os.environ:
        sys.exit("set BACKSTORY_CORPORA to the folder with the corpora; see training/README.md")
    corpora = Path(os.environ["BACKSTORY_CORPORA"]).resolve()
    tools: dict[str, tuple[str, Callable[[Iterable[Article]], Iterator[Analysis]]]]
    tools = {"Backstory": (__version__, of_backstory)}
    absent = {}
    try:
        tools["dateparser, search_dates"] = (version("dateparser"), of_dateparser())
    except ImportError as problem:
        absent["dateparser"] = str(problem)
    figures: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "pipeline": language.version(),
        "tools": [],
        "not run": absent,
        "published elsewhere": {"HeidelTime": HEIDELTIME},
        "errors": {},
        "overhead": overhead(corpora),
    }
    with TemporaryDirectory() as folder:
        sets = [aquaint(corpora, Path(folder)), wikinews(corpora)]
        for tool, (number, find) in tools.items():
            row: dict[str, Any] = {"tool": tool, "version": number}
            for texts in sets:
                found = Path(folder, "found.jsonl")
                analyses = list(find(map(read, texts.paths)))
                found.write_text("".join(json.dumps(a) + "\n" for a in analyses), "utf-8")
                row[texts.title] = asdict(texts.judge(found))
                if tool == "Backstory":
                    figures["errors"][texts.title] = errors(texts, analyses)
            figures["tools"].append(row)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(figures)


# ---- the tools


def of_backstory(articles: Iterable[Article]) -> Iterator[Analysis]:
    return map(to_json, analyze(articles, language.load()))


def of_dateparser() -> Callable[[Iterable[Article]], Iterator[Analysis]]:
    """Its search, paragraph by paragraph, told the day of publication and that news looks back.

    What it finds is a moment; which period was meant (a day, a month, a year) it tells of the words
    alone.
    """
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    def of(articles: Iterable[Article]) -> Iterator[Analysis]:
        for article in articles:
            body, times = article.body(), []
            settings: dict[str, Any] = {"PREFER_DATES_FROM": "past"}
            if article.published:
                settings["RELATIVE_BASE"] = datetime.fromisoformat(article.published[:10])
            parser = DateDataParser(languages=["en"], settings=settings)
            for line in re.finditer(r"[^\n]+", body.text):
                at = line.start()
                for words, moment in search_dates(line[0], ["en"], settings) or ():
                    start = body.text.find(words, at)
                    if start < 0:
                        continue
                    at = start + len(words)
                    period = parser.get_date_data(words).period
                    times.append(
                        {
                            "span": body.span(start, at),
                            "type": "TIME" if period == "time" else "DATE",
                            "value": timex(moment, period),
                        }
                    )
            yield {"source": {"path": article.path}, "text": article.text, "times": times}

    return of


def timex(moment: datetime, period: str) -> str:
    """The TIMEX3 value of the period that a moment stands for."""
    if period == "time":
        return moment.isoformat(timespec="minutes")[:16]
    return calendar.write(moment.date(), {"week": "W", "month": "M", "year": "Y"}.get(period, "D"))


# ---- texts and referees


def aquaint(corpora: Path, folder: Path) -> Texts:
    """The 73 newswire articles of TimeML's AQUAINT corpus."""
    referee = corpora.parent / "tools" / "score_timex.py"
    with tarfile.open(corpora / "eval" / "timeml-aquaint.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    gold, texts = folder / "timeml-aquaint", folder / "texts"
    subprocess.run([sys.executable, referee, "--export", gold, texts], check=True)

    def judge(found: Path) -> Score:
        s = json.loads(judged(referee, gold, found))
        return Score(s["gold"], s["precision"], s["recall"], s["relaxed_f1"], s["value_f1"])

    def annotated(analysis: Analysis) -> list[Time]:
        whole = analysis["text"]
        text, _, spans = module(referee).read(gold / f"{stem(analysis)}.tml")
        at = whole.find(text.strip()[:40]) - (len(text) - len(text.lstrip()))
        return [Time(s + at, e + at, kind, value, text[s:e]) for s, e, kind, value in spans]

    return Texts("AQUAINT", sorted(texts.glob("*.txt")), judge, annotated)


def wikinews(corpora: Path) -> Texts:
    """The measuring articles of Wikinews."""
    referee, gold = corpora.parent / "tools" / "score_gold.py", corpora / "wikinews-2019-gold"

    def judge(found: Path) -> Score:
        lines = judged(referee, gold, found, f"--only={MEASURED}").splitlines()
        line = next(line for line in lines if line.startswith("times "))
        figures, _, value = line.removeprefix("times ").partition(" value f1 ")
        s = json.loads(figures)
        return Score(s["gold"], s["p"], s["r"], s["f1"], float(value))

    def annotated(analysis: Analysis) -> list[Time]:
        known = json.loads((gold / f"{stem(analysis)}.gold.json").read_text(encoding="utf-8"))
        return times_of(analysis, known["times"])

    paths = sorted((corpora / "wikinews-2019").glob(f"{MEASURED}*.md"))
    return Texts("Wikinews", paths, judge, annotated)


def judged(referee: Path, gold: Path, found: Path, *options: str) -> str:
    command = [sys.executable, referee, gold, found, *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader, path
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def stem(analysis: Analysis) -> str:
    return Path(analysis["source"]["path"]).stem


def times_of(analysis: Analysis, times: Iterable[dict[str, Any]]) -> list[Time]:
    text = analysis["text"]
    return [Time(*t["span"], t["type"], t["value"], text[slice(*t["span"])]) for t in times]


# ---- errors, by class


def errors(texts: Texts, analyses: list[Analysis]) -> dict[str, int]:
    """How many of each class there are, and of which words most."""
    counts = Counter({"annotated": 0, "found": 0, "matched": 0})
    for analysis in analyses:
        gold = texts.annotated(analysis)
        start = min((t.start for t in gold), default=0) and len(front_matter(analysis["text"]))
        found = [t for t in times_of(analysis, analysis["times"]) if t.start >= start]
        matched = pairs(gold, found)
        counts.update(annotated=len(gold), found=len(found), matched=len(matched))
        counts.update(
            wrong(gold[i], found[j]) for i, j in matched.items() if differ(gold[i], found[j])
        )
        counts.update(f"missed: {kind(t)}" for i, t in enumerate(gold) if i not in matched)
        counts.update(f"false: {kind(t)}" for j, t in enumerate(found) if j not in matched.values())
    return dict(counts)


def front_matter(text: str) -> str:
    match = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    return match[0] if match else ""


def pairs(gold: list[Time], found: list[Time]) -> dict[int, int]:
    """Which found time goes with which annotated one: what overlaps, of the same value first."""
    overlaps = sorted(
        (
            (differ(g, f), -min(g.end, f.end) + max(g.start, f.start), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if max(g.start, f.start) < min(g.end, f.end)
        ),
    )
    matched: dict[int, int] = {}
    for _, _, i, j in overlaps:
        if i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def differ(gold: Time, found: Time) -> bool:
    return gold.value != found.value


def kind(t: Time) -> str:
    """What sort of time is missed or false."""
    if t.value.endswith("_REF"):
        return "“now”, “recently”, “once” and the like"
    if re.search(r"\bold\b|\bage", t.words):
        return "an age"
    if t.type in ("DURATION", "SET"):
        return {"DURATION": "a length of time", "SET": "a set of times"}[t.type]
    return "a date or clock time"


def wrong(gold: Time, found: Time) -> str:
    """In which way a found value differs from the annotated one."""
    want, got = gold.value or "", found.value
    if plain(want) == plain(got):
        return "wrong: the same time in another writing (“198X” for “198”, “W7” for “W07”)"
    if "XXXX" in got:
        return "wrong: not resolved"
    if "_REF" in want + got:
        return "wrong: a date for “now” or “recently”, or the other way round"
    if want[10:] == got[10:] != "" and "T" in want:
        return "wrong: the right time of another day"
    if "T" in want + got and want[:10] == got[:10]:
        return "wrong: a part of the day for the day, or another part"
    if want.startswith("P") or got.startswith("P"):
        both = want.startswith("P") and got.startswith("P")
        return f"wrong: {'another length' if both else 'a length for a date, or the reverse'}"
    one, other = calendar.read(want), calendar.read(got)
    if one and other and one[1] == other[1]:
        unit = {"D": "day", "W": "week", "M": "month", "Y": "year"}.get(one[1], "period")
        return f"wrong: another {unit}"
    return "wrong: another unit (“last week” as a day of it)"


def plain(value: str) -> str:
    """A value less what annotators write in more than one way."""
    return re.sub(r"(-XX|X)+$", "", re.sub(r"W(\d)\b", r"W0\1", value)).removesuffix("Z")


# ---- time


def overhead(corpora: Path) -> dict[str, float]:
    """Time of times and timeline over the bare pipeline's, on all reports, best of three turns."""
    nlp = language.load()
    articles = [
        read(p)
        for year in (2019, 2020)
        for p in sorted((corpora / f"wikinews-{year}").glob("*.md"))
    ]
    bodies = [article.body().text for article in articles]
    best = dict.fromkeys(("bare", *COMPONENTS), float("inf"))
    for _ in range(3):
        with nlp.select_pipes(disable=[name for name in COMPONENTS if name in nlp.pipe_names]):
            started = time.perf_counter()
            docs = list(nlp.pipe(bodies))
            best["bare"] = min(best["bare"], time.perf_counter() - started)
        for doc, article in zip(docs, articles, strict=True):
            doc._.published, doc._.headline = article.published, article.title
        for name in COMPONENTS:
            pipe, started = nlp.get_pipe(name), time.perf_counter()
            docs = [pipe(doc) for doc in docs]
            best[name] = min(best[name], time.perf_counter() - started)
    ours = ("backstory_times", "backstory_timeline")
    return {name: round(best[name] / best["bare"], 3) for name in ours}


# ---- the page


def write_page(figures: dict[str, Any]) -> None:
    fill(
        PAGE,
        {
            "figures": table(figures),
            "errors": table_of_errors(figures["errors"]),
            "time": table_of_overhead(figures["overhead"]),
        },
    )


def markdown(head: list[str], rows: Iterable[list[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def table(figures: dict[str, Any]) -> str:
    titles = [title for title, value in figures["tools"][0].items() if isinstance(value, dict)]
    measures = ("precision", "recall", "relaxed", "value")
    head = ["tool", *(f"{title}: {m}" for title in titles for m in measures)]
    rows = [
        [
            f"{row['tool']} {row['version']}",
            *(f"{row[title][m]:.2f}" for title in titles for m in measures),
        ]
        for row in figures["tools"]
    ]
    lines = [markdown(head, rows), ""]
    for tool, known in figures["published elsewhere"].items():
        lines.append(
            f"{tool}, as published: relaxed {known['relaxed']:.2f}, value {known['value']:.2f}, "
            f"on {known['texts']} ({known['source']})."
        )
    lines += [f"{tool} was not run: {why}." for tool, why in figures["not run"].items()]
    return "\n".join(lines)


def table_of_errors(errors: dict[str, dict[str, int]]) -> str:
    titles = list(errors)
    total = Counter(
        {kind: sum(e.get(kind, 0) for e in errors.values()) for e in errors.values() for kind in e}
    )
    sizes = ["annotated", "found", "matched"]
    kinds = sizes + sorted(
        total.keys() - set(sizes),
        key=lambda k: (not k.startswith("wrong"), k.split(":")[0], -total[k]),
    )
    rows = [[kind, *(str(errors[title].get(kind, 0)) for title in titles)] for kind in kinds]
    return markdown(["class of error", *titles], rows)


def table_of_overhead(shares: dict[str, float]) -> str:
    rows = [[f"`{name}`", f"{100 * share:.1f}%"] for name, share in shares.items()]
    return markdown(["component", "time over the bare pipeline's"], rows)


if __name__ == "__main__":
    main()

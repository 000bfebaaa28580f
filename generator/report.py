"""What `backstory analyze` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator import language
from generator.analysis import BATCH, analyze_each
from generator.analysis.model import Actor, Analysis, Party, Quote, to_json
from generator.config import Config
from generator.problems import Problem
from generator.reading import read, seeds
from generator.reading.article import Article, Span

Say = Callable[[str], None]


def analyze(files: Sequence[Path], form: str, config: Config, say: Say, complain: Say) -> int:
    """Print an analysis of each file, in order; problems go to `complain`.

    Returns:
        The exit status: 1 if a file could not be read, else 0.
    """
    failed = False
    printed: list[object] = []
    for outcome in _outcomes(files, config):
        if isinstance(outcome, Problem):
            complain(str(outcome))
            failed = True
        elif form == "jsonl":
            say(json.dumps(to_json(outcome), ensure_ascii=False))
        elif form == "json":
            printed.append(to_json(outcome))
        else:
            say("\n".join(_summary(outcome)))
    if form == "json" and printed:
        whole = printed[0] if len(files) == 1 and not files[0].is_dir() else printed
        say(json.dumps(whole, ensure_ascii=False, indent=2))
    return int(failed)


def _outcomes(files: Sequence[Path], config: Config) -> Iterator[Analysis | Problem]:
    """Analyses and problems in the order of the files, articles analysed in batches."""
    batch: list[Article | Problem] = []
    for path in (p for f in files for p in (seeds(f) if f.is_dir() else [f])):
        try:
            batch.append(read(path))
        except Problem as problem:
            batch.append(problem)
        if len(batch) == BATCH:
            yield from _analyzed(batch, config)
            batch = []
    yield from _analyzed(batch, config)


def _analyzed(batch: Sequence[Article | Problem], config: Config) -> Iterator[Analysis | Problem]:
    articles = [a for a in batch if isinstance(a, Article)]
    outcomes = iter(analyze_each(articles, language.load(config.pipeline)) if articles else ())
    for item in batch:
        yield item if isinstance(item, Problem) else next(outcomes)[1]


def _summary(analysis: Analysis) -> Iterator[str]:
    """The analysis for a reader, line by line."""
    inferred = ", inferred from the text" if analysis.published_inferred else ""
    yield f"{analysis.title or analysis.path} ({analysis.published or 'no date'}{inferred})"
    names = {a.id: a for a in analysis.actors}
    yield "\nActors"
    for actor in analysis.actors:
        also = f" (also {', '.join(actor.aliases)})" if actor.aliases else ""
        role = f": {actor.description}" if actor.description else ""
        mark = "*" if actor.salient else " "
        yield f" {mark} {actor.name}, {actor.kind}{also}{role}"
    yield "\nQuotes"
    for quote in analysis.quotes:
        yield f"   {_speaker(quote.speaker, names, analysis.text)} {_cue(quote, analysis.text)}"
        yield f"      {' … '.join(_words(analysis.text, s) for s in quote.spans)}"
    yield "\nTimeline"
    for event in sorted(
        analysis.timeline, key=lambda e: (e.date is None, (e.date or "").removeprefix("../"))
    ):
        when = event.date or f"“{_words(analysis.text, event.time_span)}”"
        yield f"   {when}  {_words(analysis.text, event.span)} ({event.status})"
    for warning in analysis.warnings:
        yield f"\n{analysis.path}: {warning.message} ({warning.code})"
    if analysis.furniture:
        yield "\nSet aside as page furniture"
        yield from (f"   {_words(analysis.text, span)}" for span in analysis.furniture)
    yield ""


def _speaker(party: Party | None, names: dict[str, Actor], text: str) -> str:
    if party is None:
        return "unattributed"
    if party.actors:
        return " and ".join(names[a].name for a in party.actors)
    return _words(text, party.span) if party.span else "unattributed"


def _cue(quote: Quote, text: str) -> str:
    cue = _words(text, quote.cue) if quote.cue else "—"
    return f"[{cue}; {quote.type}{'' if quote.polarity == 'asserted' else ', ' + quote.polarity}]"


def _words(text: str, span: Span) -> str:
    return " ".join(text[span[0] : span[1]].split())

"""The build, as a story: seeds → articles → analyses → explainers → pages → site."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from generator import files, memory
from generator.analysis.model import Analysis
from generator.config import Config
from generator.gathering import content_print, read_explainers
from generator.memory import Mark, Memory
from generator.problems import ConfigProblem, Problem, fault
from generator.processors import processors
from generator.profiling import Profile
from generator.progress import Track, unseen
from generator.reading.article import Article

if TYPE_CHECKING:
    from generator.analysis.running import Reading, Run
    from generator.explainer.model import Explainer
    from generator.explainer.settling import Settled
    from generator.glossary import Glossary
    from generator.rendering import Output

IGNORE = ".gitignore"
"""Keeps the site's folder in git, and what is built into it out."""

Tell = Callable[[str], None]
"""Takes one line for the person who waits."""

Through = Callable[[dict[str, "Output"]], dict[str, "Output"]]
"""From outputs by path to the same, made in another way, or at another time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did. Paths are relative to the site's root.

    Attributes:
        pages: how many explainers there are.
        read: articles that were analysed.
        skipped: articles that had been analysed before, as they stand.
        drafted: explainers that are new, or as the machine drafted them before.
        merged: explainers of editors that a new draft changed.
        conflicts: how many are open.
        written: files of the site that were.
        removed: files of the site that are no more.
        problems: what failed, and why.
    """

    pages: int = 0
    read: int = 0
    skipped: int = 0
    drafted: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    conflicts: int = 0
    written: int = 0
    removed: int = 0
    problems: tuple[Problem, ...] = ()


def build(
    config: Config,
    tell: Tell = lambda line: None,
    *,
    search: bool = True,
    jobs: int | None = None,
    cluster: str = "",
    track: Track = unseen,
    profile: Profile | None = None,
    through: Through = lambda outputs: outputs,
) -> Result:
    """Bring `content/` and `site/` up to date with seeds, explainers, glossary, theme and settings.

    Articles and explainers that cannot be read are named in the result; the others are built.

    Args:
        search: whether to refresh the search index, too, which takes longer than the pages.
        jobs: how many processes may be at work at once; as many as there are processors to use.
        cluster: the address of a scheduler of dask.distributed whose workers analyse articles.
        track: shows how far long pieces of work have come.
        profile: is told where the time goes.
        through: what the files of the site pass before any of them is made.

    Raises:
        ConfigProblem: there is nothing to build here, the configuration is wrong, or the cluster
            cannot be used.
        Problem: a template is broken, or files cannot be written; the site stays as it was.
    """
    require_sources(config)
    profile = profile or Profile(clocked=False)
    with profile.step("looking for changes"):
        rested = _rested(config, tell, search)
    if rested:
        return rested
    waited = []

    def wait() -> None:
        waited.append(True)
        tell("another build is at work here; waiting for it to end")

    with files.alone(config.state / "cache" / "lock", wait):
        if waited and (rested := _rested(config, tell, search)):
            return rested
        return _build(config, tell, search, jobs or processors(), cluster, track, profile, through)


def _rested(config: Config, tell: Tell, search: bool) -> Result | None:
    """The result of a build that has nothing to do; None where there may be something."""
    last = memory.recall(config)
    if not last.inputs or not _intact(config, last, search) or last.inputs != _print(config):
        return None
    for note in last.notes:
        tell(note)
    return Result(pages=last.pages, conflicts=last.conflicts)


def _print(config: Config) -> str:
    """A print of all that a build reads."""
    around = memory.code_print() + memory.source_print(config) + _page_print(config)
    return around + content_print(config)


def _build(
    config: Config,
    tell: Tell,
    search: bool,
    jobs: int,
    cluster: str,
    track: Track,
    profile: Profile,
    through: Through,
) -> Result:
    from generator.rendering.entries import many
    from generator.rendering.search import RECORDS

    memory.sweep(config)
    if memory.is_lost(config):
        tell(_LOST)
    last = memory.recall(config)
    code, sources = memory.code_print(), memory.source_print(config)
    glossary = read_glossary(config)
    with profile.step("reading"):
        articles, unread = read_seeds(config)
    explained = _Explained()
    if articles or (config.state / "drafts").is_dir():  # else there never was an article
        run = _run(jobs, cluster, profile)
        with closing(_analyses(articles, config, code, run, tell, track)) as analysed:
            waited = profile.waiting(analysed, "analysis")
            explained = _explain(waited, config, glossary, tell, profile)
    # Taken before any of it is read, so that an edit made meanwhile is seen next time.
    around = _page_print(config)
    with many():
        with profile.step("reading explainers"):
            gathered = read_explainers(config, jobs=jobs)
        require_sources(config)  # which may have gone meanwhile, and every page with them
        with profile.step("rendering"):
            outputs = through(_outputs(gathered.explainers, glossary, config))
    # An explainer that cannot be read may be the one that an entry is for.
    unmatched = () if gathered.spared else _unmatched(glossary, gathered.explainers)
    notes = (*explained.conflicts, *unmatched, *_left_out(config))
    for note in notes:
        tell(note)
    records = outputs.pop(RECORDS)
    left, written, removed = _write_site(
        outputs, config, code, last, gathered.spared, jobs, track, profile
    )
    indexes = search or written or removed
    with profile.step("search"):
        unsearched = _index(records, config, tell, search) if indexes else []
    said = (*unread, *explained.problems, *gathered.problems, *unsearched)
    # An explainer that cannot be read stands in the way of its draft and of its page.
    problems = tuple({str(problem): problem for problem in said}.values())
    memory.remember(
        config,
        Memory(
            # A build that had something to complain about is not a state to rest in.
            inputs="" if problems else code + sources + around + gathered.print,
            outputs=left,
            pages=len(gathered.explainers),
            conflicts=len(explained.conflicts),
            notes=notes,
        ),
    )
    return Result(
        pages=len(gathered.explainers),
        read=explained.read,
        skipped=explained.skipped,
        drafted=tuple(explained.drafted),
        merged=tuple(explained.merged),
        conflicts=len(explained.conflicts),
        written=written,
        removed=removed,
        problems=problems,
    )


_LOST = (
    "what the last build wrote is not known any more, so all is written anew; if an explainer was "
    "deleted since, its pages are still in site/: delete them"
)


def summary(result: Result) -> str:
    """A build's result in one line."""
    parts = [counted(result.pages, "explainer")]
    if result.read:
        parts.append(f"{counted(result.read, 'article')} read")
    if result.skipped:
        parts.append(f"{result.skipped} skipped")
    if result.merged:
        parts.append(f"{len(result.merged)} merged")
    if result.conflicts:
        parts.append(counted(result.conflicts, "conflict"))
    parts.append(
        f"{counted(result.written, 'file')} written" if result.written else "nothing to write"
    )
    if result.removed:
        parts.append(f"{result.removed} removed")
    if result.problems:
        parts.append(f"{len(result.problems)} failed")
    return ", ".join(parts)


def counted(number: int, noun: str) -> str:
    """As “1 article” or “2 articles”."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def require_sources(config: Config) -> None:
    if not config.seeds.is_dir() and not config.content.is_dir():
        raise ConfigProblem(
            "there is no seeds/ and no content/ here",
            place=str(config.root),
            remedy="put an article into seeds/, or change to the site's folder",
        )


def _page_print(config: Config) -> str:
    from generator.rendering.theme import theme

    return memory.page_print(config, theme())


def _index(records: Output, config: Config, tell: Tell, now: bool) -> list[Problem]:
    """Refresh the search index, now or at a later build."""
    from generator.rendering import search

    if not now:
        search.forget(config)
        return []
    started = time.perf_counter()
    try:
        if number := search.refresh(records.content, config):
            tell(f"search: {number} entries indexed ({time.perf_counter() - started:.2f} s)")
    except Problem as problem:
        return [problem]
    return []


def _intact(config: Config, last: Memory, searched: bool) -> bool:
    index = (config.state / "cache" / "search", config.site / "pagefind" / "pagefind.js")
    if searched and not all(path.is_file() for path in index):
        return False
    now = memory.marks(config.site, {path: m.print for path, m in last.outputs.items()})
    return all(memory.is_left(now[path], mark) for path, mark in last.outputs.items())


def read_glossary(config: Config) -> Glossary:
    from generator import glossary

    return glossary.read(config.root)


def _left_out(config: Config) -> tuple[str, ...]:
    from generator.rendering import left_out

    return left_out(config)


def _unmatched(glossary: Glossary, explainers: dict[str, Explainer]) -> tuple[str, ...]:
    from generator.glossary import unmatched

    return tuple(map(str, unmatched(glossary, explainers)))


def read_seeds(config: Config) -> tuple[list[Article], list[Problem]]:
    """The articles in `seeds/`, and why others cannot be read."""
    from generator.reading import misnamed, read, seeds

    articles: dict[str, Article] = {}
    problems: list[Problem] = []
    if not config.seeds.is_dir():
        return [], []
    for path in misnamed(config.seeds):
        what = "a folder" if path.is_dir() else "no ordinary file"
        name = path.relative_to(config.root).as_posix()
        problems.append(Problem(f"is {what}, no article", place=name, remedy="rename or remove it"))
    for path in seeds(config.seeds):
        name = path.relative_to(config.root).as_posix()
        # What some systems take for one name is one on all.
        stem = unicodedata.normalize("NFC", path.stem).casefold()
        if stem in articles:
            problems.append(
                Problem(
                    f"would share its explainer with {articles[stem].path}",
                    place=name,
                    remedy="rename one of them",
                )
            )
            continue
        try:
            articles[stem] = read(path, name=name)
        except Problem as problem:
            problems.append(problem)
    return list(articles.values()), problems


def _run(jobs: int, cluster: str, profile: Profile) -> Run:
    """What analyses articles: processes here, or the workers of a cluster."""
    if cluster:
        from generator.analysis.cluster import there

        return partial(there, address=cluster, profile=profile)
    from generator.analysis.running import here

    return partial(here, jobs=jobs, profile=profile)


def _analyses(
    articles: list[Article], config: Config, code: str, run: Run, tell: Tell, track: Track
) -> Generator[Reading]:
    from generator.analysis.running import analyses

    return analyses(articles, config, code, run, tell=tell, track=track)


@dataclass(slots=True)
class _Explained:
    """What became of articles: names of explainers, conflicts a line each, what failed."""

    read: int = 0
    skipped: int = 0
    drafted: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, name: str, settled: Settled, tell: Tell) -> None:
        for note in settled.notes:
            tell(note)
        self.conflicts += map(str, settled.conflicts)
        if settled.came:
            (self.drafted if settled.came == "drafted" else self.merged).append(name)


def _explain(
    analysed: Iterable[Reading],
    config: Config,
    glossary: Glossary,
    tell: Tell,
    profile: Profile,
) -> _Explained:
    """Draft an explainer for each article, and merge it into what an editor made of the last."""
    from generator.explainer import settling

    done = _Explained()
    orphans = settling.Orphans(config)
    for article, outcome, anew in analysed:
        if isinstance(outcome, Problem):
            done.problems.append(outcome)
            continue
        done.read += anew
        done.skipped += not anew
        for warning in outcome.warnings:
            tell(f"{article.path}: {warning.message} ({warning.code})")
        name = f"{Path(article.path).stem}.md"
        try:
            with profile.step("drafting", article.path):
                draft = _draft(article, outcome, config, glossary)
                if former := orphans.adopt(name, draft):
                    tell(f"content/{name}: renamed from content/{former}, as its seed was")
                done.note(f"content/{name}", settling.settle(name, draft, config), tell)
        except files.DiskProblem:
            raise  # the next one could not be written either
        except Problem as problem:
            done.problems.append(problem)
        except Exception as error:
            done.problems.append(fault("explained", article.path, error))
    for name in orphans.left():
        tell(
            f"content/{name}: its seed is gone; it stays, as any page of yours, until you delete it"
        )
    return done


def _draft(article: Article, analysis: Analysis, config: Config, glossary: Glossary) -> str:
    from generator.explainer import draft, write

    return write(draft(article, analysis, config, glossary))


def outputs(config: Config) -> dict[str, Output]:
    """What the site is made of as its sources stand, by path; none of it is made yet."""
    return _outputs(read_explainers(config).explainers, read_glossary(config), config)


def _outputs(
    explainers: dict[str, Explainer], glossary: Glossary, config: Config
) -> dict[str, Output]:
    from generator.rendering import render
    from generator.rendering.entries import many

    with many():
        return {o.path: o for o in render(explainers, config, glossary)}


def _write_site(
    outputs: dict[str, Output],
    config: Config,
    code: str,
    last: Memory,
    spared: set[str],
    jobs: int,
    track: Track,
    profile: Profile,
) -> tuple[dict[str, Mark], int, int]:
    """Make what is not as it would be made now, write what differs, remove what is made no more.

    The page of an explainer that cannot be read for the moment stays as it was.

    Returns:
        How the site is left, and how many files were written and removed.
    """
    from generator.rendering.staging import stage
    from generator.rendering.theme import theme

    common = code + memory.theme_print(config, theme())
    prints = {p: sha256((common + o.print).encode()).hexdigest() for p, o in outputs.items()}
    left = memory.marks(config.site, prints)
    due = [o for p, o in outputs.items() if not memory.is_left(left[p], last.outputs.get(p))]
    gone = {n for n in last.outputs if n not in outputs}
    stale = {n for n in gone if PurePath(n).parts[0] not in spared}
    if due or stale:
        memory.begin(config, [*(o.path for o in due), *stale])
    with profile.step("rendering"):
        staged = stage(due, config.site, jobs, track)
    if not (config.site / IGNORE).exists():
        files.write(config.site / IGNORE, b"*\n!.gitignore\n")
    with profile.step("writing"):
        files.replace_tree(config.site, staged, stale)
    left |= memory.marks(config.site, {o.path: prints[o.path] for o in due})
    return left | {n: last.outputs[n] for n in gone - stale}, len(staged), len(stale)

"""`backstory check`: what an editor should look at, the most important first.

Each finding has a code, which an explainer's front matter or `backstory.toml` can silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.check import actors, claims, links, rows, seeds
from generator.check.desk import Desk, Finding
from generator.config import FILE, Config, line_of
from generator.problems import ConfigProblem, Place, Problem

CODES: dict[str, str] = {
    "unreadable": "a seed, an explainer, or a part of one, that cannot be read",
    "conflict": "an editor and the machine changed one thing: the editor's words stand",
    "rights": "more of the article stands in the explainer than may be republished",
    "not-in-article": "the article does not say, or no longer says, what a row has it say",
    "wrong-paragraph": "a row leads to a paragraph that does not hold its words",
    "dead-link": "a link or a picture that leads nowhere",
    "unattributed": "a statement without a speaker",
    "unresolved-date": "a date in the article's words, which stands on no timeline",
    "no-date": "an article whose day of publication is not known",
    "same-actor": "two actors that may be one",
    "mixed-letters": "a name with letters of two alphabets, which look alike",
    "undescribed": "somebody in “Who's who” of whom nothing is said",
    "no-standfirst": "an explainer that does not begin with what happened",
    "no-source": "claims that lead nowhere: the article is not shown, its address not known",
    "no-alt": "a picture without words for those who do not see it",
    "unmatched": "an entry of the glossary that is for nobody",
    "no-seed": "an explainer whose article is no longer there",
    "markup": "a paragraph with more marks of Markdown than can be meant",
    "long": "a seed that is longer than articles are",
    "encoding": "a seed that is not in Unicode: letters may be wrong",
    "furniture": "what was set aside as no part of the article",
}
"""What can be found, the most important first."""

KEY = "ignore"
"""In a front matter and in `backstory.toml`: the codes that are not to be told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Findings in order, codes to ignore that are none, and how many files were looked at."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    explainers: int
    seeds: int


def check(config: Config) -> Checked:
    """All there is to look at.

    Raises:
        ConfigProblem: the configuration or the glossary is wrong, or there is no site here.
        Problem: a template is broken.
    """
    from generator import glossary
    from generator.build import read_glossary, read_seeds, require_sources
    from generator.gathering import read_explainers

    if unknown := [code for code in config.ignore if code not in CODES]:
        path = config.root / FILE
        place = Place(FILE, line_of(KEY, path.read_text(encoding="utf-8")))
        raise ConfigProblem(_unknown(unknown[0]), place=place, remedy=_REMEDY)
    require_sources(config)
    articles, unread = read_seeds(config)
    gathered = read_explainers(config, placed=True)
    explainers = gathered.explainers
    known = read_glossary(config)
    desk = Desk(config, explainers, {a.path: a for a in articles}, known)
    found = [
        *_told("unreadable", [*unread, *gathered.problems]),
        *_conflicts(config),
        *claims.check(desk),
        *links.check(desk),
        *rows.check(desk),
        *actors.check(desk),
        *_told("unmatched", glossary.unmatched(known, explainers)),
        *seeds.check(desk),
    ]
    ignored, problems = _ignored(desk)
    left = [f for f in found if f.code not in ignored.get(f.slug or "", config.ignore)]
    return Checked(
        tuple(sorted(left, key=_importance)), tuple(problems), len(explainers), len(articles)
    )


def _told(code: str, problems: Iterable[Problem]) -> Iterator[Finding]:
    for problem in problems:
        place = problem.place or Place(FILE)
        message = f"{problem.message}; {problem.remedy}" if problem.remedy else problem.message
        yield Finding(code, place, message, PurePosixPath(place.path).stem)


def _conflicts(config: Config) -> Iterator[Finding]:
    from generator.explainer.conflicts import open_conflicts

    for conflict in open_conflicts(config):
        slug = PurePosixPath(conflict.place.path).stem
        yield Finding("conflict", conflict.place, conflict.message, slug)


def _importance(finding: Finding) -> tuple[int, str, int, str]:
    place = finding.place
    return list(CODES).index(finding.code), place.path, place.line or 0, finding.message


def _ignored(desk: Desk) -> tuple[dict[str, frozenset[str]], list[Problem]]:
    """For each explainer the codes that are not told of it, and what else was given as a code."""
    ignored: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for slug, explainer in desk.explainers.items():
        given = dict(explainer.extra).get(KEY) or []
        codes = [given] if isinstance(given, str) else given
        if not isinstance(codes, list):
            codes = [codes]
        ignored[slug] = frozenset([*desk.config.ignore, *map(str, codes)])
        for code in codes:
            if code not in CODES:
                place = desk.place(slug, explainer.raw, f"{KEY}:")
                problems.append(Problem(_unknown(code), place=place, remedy=_REMEDY))
    return ignored, problems


def _unknown(code: object) -> str:
    return f"“{KEY}” names “{code}”, which is no code of a finding"


_REMEDY = f"known: {', '.join(CODES)}"

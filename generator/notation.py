"""Bounds on the notations that people write in, for files that were made to exhaust a reader."""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from generator.problems import Problem

LONGEST_TEXT = 2_000_000
MOST_LINES = 60_000
"""Characters and lines of an article or an explainer; a long novel has a million characters."""

MANY_WORDS = 50_000
"""More than any article has; the language pipeline then takes longer than anyone waits gladly."""

LONGEST_YAML = 100_000
DEEPEST_YAML = 20
"""Characters of a front matter, and collections within one another in any YAML."""

MOST_MARKS = 1000
"""In one paragraph; the time that a parser of Markdown takes grows with their square."""

_MARK = re.compile(r"(?<!\\)[\[*_`<~^]")


def bounded(text: str, name: str) -> None:
    """Let a text pass that is no longer than people write.

    Raises:
        Problem: it is longer.
    """
    remedy = "give each article a file of its own"
    if len(text) > LONGEST_TEXT:
        raise Problem(f"longer than {LONGEST_TEXT:,} characters", place=name, remedy=remedy)
    if text.count("\n") > MOST_LINES:
        raise Problem(f"has more than {MOST_LINES:,} lines", place=name, remedy=remedy)


_BEGINNINGS = "[{-?:"
"""Of these each collection in YAML has one at least."""


def sound(text: str, longest: int = LONGEST_YAML) -> None:
    """Let YAML pass that is data as it stands: neither too deep nor too long, without aliases.

    Aliases make a few lines into billions of values, and depth exhausts the stack of the parser.

    Raises:
        yaml.YAMLError: it is something else.
    """
    if len(text) > longest:
        raise yaml.MarkedYAMLError(problem=f"longer than {longest:,} characters")
    if "*" not in text and sum(map(text.count, _BEGINNINGS)) <= DEEPEST_YAML:
        return
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            problem = f"write out what “*{event.anchor}” stands for: aliases are not read"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_YAML:
            problem = f"more than {DEEPEST_YAML} lists within one another"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]


def crowded(paragraph: str) -> bool:
    """Whether a paragraph has more marks of Markdown than can be meant."""
    return len(paragraph) > MOST_MARKS and len(_MARK.findall(paragraph)) > MOST_MARKS


def patient(parser: MarkdownIt) -> MarkdownIt:
    """A parser of Markdown that shows a crowded paragraph as it was written."""

    def as_written(state: StateInline, silent: bool) -> bool:
        if state.pos or silent or not crowded(state.src):
            return False
        state.pending += state.src
        state.pos = state.posMax
        return True

    rules = parser.inline.ruler
    rules.before(rules.get_all_rules()[0], "as_written", as_written)
    return parser

"""Merging: what the machine drafts anew comes in, what an editor wrote stays."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.explainer import read, write
from generator.explainer.merge import Merged, merge
from generator.explainer.model import Explainer
from tests.explainer.test_round_trip import EXPLAINERS


def parsed(text: str) -> Explainer:
    return read(text, "content/ferry.md")[0]


def said(text: str) -> Explainer:
    """What an explainer says; the order of its front matter does not count."""
    explainer = parsed(text)
    return replace(explainer, extra=tuple(sorted(explainer.extra, key=str)))


def merged(last: str, draft: str, edited: str) -> Merged:
    return merge(parsed(last), parsed(draft), parsed(edited))


def numbered(explainer: Explainer, text: str) -> tuple:
    return explainer.sections


def after(last: str, draft: str, edited: str) -> str:
    return write(merged(last, draft, edited).explainer)


DRAFTS = EXPLAINERS.map(write)
"""Any two have little in common; `related` ones have much."""


@st.composite
def related(draw: st.DrawFn) -> tuple[str, str]:
    """Two explainers, the second of them with some items of the first."""
    one, other = draw(EXPLAINERS), draw(EXPLAINERS)
    sections = []
    for a, b in zip(one.sections, other.sections, strict=True):
        items = [*draw(st.permutations(a.items))][: draw(st.integers(0, 5))]
        for item in b.items[:1] if a.kind == "article" and not items else b.items:
            items.insert(draw(st.integers(0, len(items))), item)
        sections.append(replace(a, items=tuple(items[:1] if a.kind == "article" else items)))
    return write(one), write(replace(other, sections=tuple(sections)))


@settings(max_examples=200, deadline=None)
@given(related())
def test_what_only_the_machine_changed_is_the_new_draft(pair: tuple[str, str]) -> None:
    last, draft = pair
    result = merged(last, draft, last)
    assert not result.conflicts
    assert not result.kept
    assert said(write(result.explainer)) == said(draft)


@settings(max_examples=200, deadline=None)
@given(related())
def test_what_both_changed_alike_is_no_conflict(pair: tuple[str, str]) -> None:
    last, draft = pair
    result = merged(last, draft, draft)
    assert not result.conflicts
    assert write(result.explainer) == draft


@settings(max_examples=200, deadline=None)
@given(related())
def test_what_only_the_editor_changed_stays(pair: tuple[str, str]) -> None:
    last, edited = pair
    result = merged(last, last, edited)
    assert not result.conflicts
    assert write(replace(result.explainer, sections=numbered(result.explainer, edited))) == edited

"""What tools do to the layout of a file is no edit: it stays, and conflicts with nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from generator.explainer import read, write
from generator.explainer.alignment import meaning
from generator.explainer.merge import Merged, merge
from generator.explainer.model import Explainer
from tests.conftest import NODE_MODULES, missing
from tests.explainer.editor import Machine, bare
from tests.explainer.test_round_trip import realigned

ROOT = Path(__file__).parents[2]

HARD = """\
---
title: 'Ferry: *not* safe'
date: 2016-10-11
source: {file: seeds/ferry.md, name: The Courier, url: 'https://courier.example/a_b_c'}
topics: [ships]
---

The *ferry*'s 1_000\\_ tickets \\<all> were sold [sic] for $5 & more.

## Who’s who

- **Ada \\*Moreau** (person; also Moreau\\, Ada): minister_of\\_ferries [¶ 1](#p1 "ada-moreau")
- **Harbour Board** (organization) [¶ 2](#p2 "harbour-board"), [¶ 3](#p3)

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada \\*Moreau | “It,” … “will not \\| sail.” | told *The Courier* | 2016 | [¶ 2](#p2 "q1") |
| unattributed | the 1_000\\_ tickets \\<all> were sold [sic] at 50% | | | [¶ 3](#p3 "q2") |

## Timeline

| Date | What happened | Status | Where |
| --- | --- | --- | --- |
| “last spring” | 10 \\* 10 | ongoing | [¶ 1](#p1 "e1"), [source](https://a.example/#:~:text=a) |

## The article

The transport minister, [Moreau](#ada-moreau), called off the visit\\_ on Tuesday at 5 \\* 5.

### What the *board* says

1\\. It looked, and found nothing + more.

- The ferry has run since September 2015.
- Last spring, the board warned its staff.

\\- He said the 1_000\\_ tickets \\<all> were sold [sic], or #1.
"""

Layout = Callable[[str], str]


@pytest.fixture(scope="session")
def prettier() -> Callable[[str, list[str]], str]:
    node = shutil.which("node")
    program = NODE_MODULES / "prettier" / "bin" / "prettier.cjs"
    if not node or not program.is_file():
        missing("Prettier (npm install --prefix tests/browser)")

    def layout(text: str, options: list[str]) -> str:
        command = [node, str(program), "--parser", "markdown", *options]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
        return done.stdout.decode()

    return layout


def texts() -> list[tuple[str, str]]:
    """Last drafts, and what editors made of them."""
    drafts = sorted((ROOT / ".backstory" / "drafts").glob("*.md"))
    pairs = [(p.read_text("utf-8"), (ROOT / "content" / p.name).read_text("utf-8")) for p in drafts]
    return [*pairs, (HARD, HARD)]


def parsed(text: str) -> Explainer:
    return read(text, "content/x.md")[0]


def agree(one: Merged, other: Merged) -> None:
    """Both say the same, and tell of the same conflicts."""
    a, b = (parsed(write(m.explainer)) for m in (one, other))
    assert (a.title, a.date, a.source, a.extra) == (b.title, b.date, b.source, b.extra)
    assert meaning(a.standfirst) == meaning(b.standfirst)
    for s, t in zip(a.sections, b.sections, strict=True):
        assert s.heading == t.heading
        assert len(s.rows) == len(t.rows)
        for r, q in zip(s.rows, t.rows, strict=True):
            assert said(r) == said(q)
        assert meaning(s.text) == meaning(t.text)
    assert [(c.section, c.item, c.field) for c in one.conflicts] == [
        (c.section, c.item, c.field) for c in other.conflicts
    ]


def said(row: object) -> list[object]:
    values = (getattr(row, name) for name in row.__slots__ if name != "raw")  # type: ignore[attr-defined]
    return [meaning(v) if isinstance(v, str) else v for v in values]


def check(layout: Layout) -> None:
    for number, (last, edited) in enumerate(texts()):
        laid_out = layout(edited)
        first = bare(parsed(last))
        machine = Machine(Random(number), first, first)
        for _ in range(3):
            draft = parsed(write(machine.redraft()))
            plain = merge(parsed(last), draft, parsed(edited))
            agree(plain, merge(parsed(last), draft, parsed(laid_out)))
        only_layout = merge(parsed(last), draft, parsed(layout(last)))
        assert not only_layout.conflicts
        assert not only_layout.kept
        unchanged = merge(parsed(last), parsed(last), parsed(laid_out))
        assert write(unchanged.explainer) == laid_out


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"(?m)[ \t]+$", "", text),
        realigned,
        lambda text: re.sub(r"(?m)^- (?=\*\*)", "*   ", text).replace("\n- ", "\n* "),
        lambda text: re.sub(r"(?m)^\| (.*) \|$", r"\1", text),
        lambda text: "\ufeff" + text.rstrip("\n"),
    ],
    ids=["CRLF", "no trailing spaces", "aligned", "bullets", "no outer pipes", "BOM, no last end"],
)
def test_layout_is_no_edit(layout: Layout) -> None:
    check(layout)


@pytest.mark.parametrize(
    "options",
    [[], ["--prose-wrap=always", "--print-width=60"], ["--end-of-line=crlf"]],
    ids=["as it comes", "wrapped", "CRLF"],
)
def test_prettiers_layout_is_no_edit(
    prettier: Callable[[str, list[str]], str], options: list[str]
) -> None:
    check(lambda text: prettier(text, options))

"""Articles analysed by several processes: what one would say, in order, whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import active_children
from pathlib import Path

import pytest
import spacy

from generator.analysis import running
from generator.analysis.model import Analysis
from generator.config import Config
from generator.problems import Problem
from generator.profiling import Profile
from generator.progress import unseen
from generator.reading import read
from generator.reading.article import Article

DEADLY = """
import os, time
from spacy.language import Language

@Language.component("deadly")
def deadly(doc):
    if "dynamite" in doc.text:
        os._exit(7)
    if "slowly" in doc.text:
        time.sleep(0.05)
    return doc
"""


@pytest.fixture(autouse=True)
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started for a few articles, too."""
    monkeypatch.setattr(running, "MANY", 0)
    monkeypatch.setattr(running, "BATCH", 4)


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed pipeline with a component that some words are fatal to."""
    code, info = tmp_path / "code", tmp_path / "code" / "deadly-1.0.dist-info"
    info.mkdir(parents=True)
    (code / "deadly_component.py").write_text(DEADLY)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\ndeadly = deadly_component:deadly\n")
    monkeypatch.syspath_prepend(str(code))
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "pipeline")
    config = tmp_path / "pipeline" / "config.cfg"
    config.write_text(
        config.read_text().replace('["sentencizer"]', '["sentencizer","deadly"]')
        + '\n[components.deadly]\nfactory = "deadly"\n'
    )
    return str(tmp_path / "pipeline")


def articles(folder: Path, words: Sequence[str]) -> list[Article]:
    (folder / "seeds").mkdir(exist_ok=True)
    made = []
    for number, word in enumerate(words):
        path = folder / "seeds" / f"2016-10-{number + 1:02}-ferry.txt"
        path.write_text(
            f"Ferry {number}\n\n“The ferry {word} sails,” said Ada Moreau on Tuesday. "
            f"Olga Yates, who runs pier {number}, agreed.\n\nNobody was hurt.\n",
            encoding="utf-8",
        )
        made.append(read(path, name=f"seeds/{path.name}"))
    return made


def here(given: Sequence[Article], pipeline: str, jobs: int) -> running.Analysed:
    return running.here(given, pipeline, jobs=jobs, profile=Profile(clocked=False))


def test_any_number_of_processes_says_the_same_clocked_or_not(tmp_path: Path) -> None:
    given = articles(tmp_path, ["never"] * 10)
    alone = {a.path: outcome for a, outcome in here(given, "", jobs=1)}
    profile = Profile()
    both = running.here(given, "", jobs=2, profile=profile)
    assert {a.path: outcome for a, outcome in both} == alone
    assert len(alone) == 10
    assert all(isinstance(o, Analysis) and o.quotes and o.actors for o in alone.values())
    told = "\n".join(profile.table())
    assert "backstory_transformer" in told
    assert "seeds/2016-10-07-ferry.txt" in told
    assert not active_children()


def test_what_a_process_dies_over_is_one_problem_and_the_rest_goes_on(
    tmp_path: Path, deadly: str
) -> None:
    words = ["never", "never", "dynamite", *["never"] * 7]
    found = list(here(articles(tmp_path, words), deadly, jobs=2))
    assert sorted(a.path for a, _ in found) == [
        f"seeds/2016-10-{n + 1:02}-ferry.txt" for n in range(10)
    ]
    problems = [outcome for _, outcome in found if isinstance(outcome, Problem)]
    assert list(map(str, problems)) == [
        "seeds/2016-10-03-ferry.txt: cannot be analysed: the process that read it died "
        "(exit status 7); divide it if it is very long, or give the build more memory"
    ]
    assert not active_children()


def test_where_everything_is_fatal_it_ends(
    tmp_path: Path, deadly: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "DEATHS", 0)
    with pytest.raises(Problem, match=r"die one after another \(exit status 7\).*--jobs 1"):
        list(here(articles(tmp_path, ["dynamite"] * 10), deadly, jobs=2))
    assert not active_children()


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path, deadly: str) -> None:
    found = []
    for article, outcome in here(articles(tmp_path, ["slowly"] * 24), deadly, jobs=2):
        if not found:
            victim = active_children()[0].pid
            assert victim
            os.kill(victim, signal.SIGKILL)
        found.append((article.path, type(outcome)))
    assert sorted(found) == [(f"seeds/2016-10-{n + 1:02}-ferry.txt", Analysis) for n in range(24)]


def test_where_no_process_can_be_started_articles_are_read_all_the_same(
    tmp_path: Path, deadly: str
) -> None:
    """A program that is read from standard input cannot be read again by its processes."""
    articles(tmp_path, ["never"] * 6)
    script = f"""
from pathlib import Path
from generator.analysis import running
from generator.profiling import Profile
from generator.reading import read
running.MANY, running.BATCH = 0, 2
given = [read(path) for path in sorted(Path({str(tmp_path / "seeds")!r}).iterdir())]
found = running.here(given, {deadly!r}, jobs=2, profile=Profile())
print([a == b and o.sha256 == b.sha256 for (a, o), b in zip(found, given, strict=True)])
"""
    done = subprocess.run(
        [sys.executable, "-"],
        input=script,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "code")},
    )
    assert done.stdout == f"{[True] * 6}\n"


def test_processes_end_with_who_started_them(tmp_path: Path, deadly: str) -> None:
    coming = here(articles(tmp_path, ["slowly"] * 24), deadly, jobs=2)
    next(coming)
    assert len(active_children()) == 2
    coming.close()
    assert not active_children()


def test_articles_come_in_order_and_once_analysed_from_the_cache(tmp_path: Path) -> None:
    given = articles(tmp_path, ["never"] * 6)
    ran: list[list[str]] = []

    def backwards(new: Sequence[Article], pipeline: str) -> running.Analysed:
        ran.append([a.path for a in new])
        yield from reversed(list(here(new, pipeline, jobs=1)))

    def analysed(code: str) -> Iterator[running.Reading]:
        told: list[str] = []
        return running.analyses(
            given, Config(tmp_path), code, backwards, tell=told.append, track=unseen
        )

    first = list(analysed("one"))
    assert [(a, anew) for a, _, anew in first] == [(a, True) for a in given]
    assert [a.path for a in given] == [o.path for _, o, _ in first if isinstance(o, Analysis)]
    (tmp_path / "seeds" / "2016-10-02-ferry.txt").write_text("Changed\n\nIt sails.\n")
    given[1] = read(tmp_path / "seeds" / "2016-10-02-ferry.txt", name=given[1].path)
    again = list(analysed("one"))
    assert [anew for *_, anew in again] == [False, True, False, False, False, False]
    assert [o for _, o, _ in again][2:] == [o for _, o, _ in first][2:]
    with sqlite3.connect(tmp_path / ".backstory" / "cache" / "analyses.sqlite") as db:
        db.execute("update analysis set value = 'spoilt' where path = ?", (given[3].path,))
    assert [o for _, o, _ in analysed("one")] == [o for _, o, _ in again]
    assert ran.pop() == [given[3].path]
    list(analysed("one"))
    list(analysed("two"))
    assert ran == [[a.path for a in given], [given[1].path], [a.path for a in given]]

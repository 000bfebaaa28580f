"""A site in the middle of a working day: articles changed, explainers edited, pages to go."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator import build as building
from generator.config import load
from generator.explainer import read
from tests.explainer.editor import Editor

FERRY = """Ferry line closes after crash

Transport minister Ada Moreau closed the ferry line on Tuesday. “The ferry will not sail again,” \
Moreau told The Courier.

The Harbour Board had warned its staff last spring, according to the minister. “Nobody listened \
to us,” said Bela Lindt, an engineer of the board.

A hearing will be held in December 2016.
"""
SCHOOL = """School wins chess cup

The village school of Brannock won the national chess cup on Saturday. “We never expected this,” \
said head teacher Ruth Abara.
"""
BRIDGE = """Bridge to be rebuilt

The council of Dunmore voted on 2 May 2018 to rebuild the old bridge. “It was about time,” said \
mayor Hugo Quist. Work will begin in 2019.
"""
TUNNEL = """Tunnel opens

The tunnel under the Esk opened on Wednesday. “It is dry,” engineer Ines Rossi told reporters.
"""
HARBOUR = """Harbour sold

The harbour was sold on Sunday, minister Ada Moreau announced. “The price was fair,” she said.
"""
HAND = """---
title: What the papers say
date: 2019-03-01
---

Two papers tell of it, zq000000001 and another.

## The article

Nothing but words written by hand, zq000000002.
"""
GONE = HAND.replace("What the papers say", "Soon gone").replace("zq00000000", "of ")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ path }}</title></head>
<body>{{ config.title }}%s</body></html>
"""
PAGES = (
    *("404", "about", "actor", "actors", "index", "quotes", "search", "timeline", "topic"),
    *("topics", "explainer"),
)
FORMER = {"2018-05-03-dunmore.md": "2018-05-03-bridge.md"}
"""Explainers whose seeds are renamed, by their names: they are called that until it is noticed."""

PART = re.compile(r"(^|/)\.[0-9a-f]{16}-\d+$")
"""What has not taken its name yet; no page asks for it."""

STATE = ("drafts", "dropped", "conflicts")

Tree = Mapping[str, bytes]


@dataclass(frozen=True)
class Day:
    """A working day.

    Attributes:
        before: the folder as the editors left it, with what the last build made.
        after: the same after a build that nothing troubles.
        old: the site as it was served.
        new: what a build that nothing troubles leaves, of all that it writes.
        written: words of editors by explainer.
        deleted: rows that editors deleted, by explainer.
    """

    before: Path
    after: Path
    old: Tree
    new: Tree
    written: Mapping[str, frozenset[str]]
    deleted: Mapping[str, frozenset[str]]

    @property
    def at_risk(self) -> int:
        return sum(map(len, self.written.values())) + sum(map(len, self.deleted.values()))

    def lost(self, root: Path) -> list[str]:
        """The edits that are not in `root` any more, a line each."""
        found = []
        for name, words in self.written.items():
            path = root / "content" / FORMER.get(name, name)
            if not path.exists():
                path = root / "content" / name
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            found += [f"{name}: {word} is lost" for word in sorted(words) if word not in text]
            rows = {row.id for section in read(text, name)[0].sections for row in section.rows}
            found += [
                f"{name}: {id} is back" for id in sorted(self.deleted.get(name, set()) & rows)
            ]
        return found

    def torn(self, root: Path) -> list[str]:
        """Files that would be served and are neither the old ones nor the new ones."""
        return [
            path
            for path, content in tree(root / "site").items()
            if not PART.search(path)
            and content not in (self.old.get(path), self.new.get(f"site/{path}"))
        ]


def halves(root: Path) -> list[str]:
    """Files that would be served and are not whole, whatever they are of.

    How Pagefind's files end is its own affair.
    """
    files = {p: c for p, c in tree(root / "site").items() if not p.startswith("pagefind/")}
    return [p for p, c in files.items() if not PART.search(p) and not _is_whole(p, c)]


def _is_whole(path: str, content: bytes) -> bool:
    ends = {".html": b"</html>\n", ".xml": b">\n", ".png": b"IEND\xaeB`\x82", ".json": b"}\n"}
    suffix = Path(path).suffix
    return content.endswith(ends.get(suffix, b"\n" if suffix in (".css", ".js", ".svg") else b""))


def tree(folder: Path) -> dict[str, bytes]:
    """What lies below a folder, by path; links are what they are to whoever reads them."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def written(root: Path) -> dict[str, bytes]:
    """What builds write that matters: explainers, what is merged into them, the site."""
    folders = (root / "content", root / "site", *(root / ".backstory" / name for name in STATE))
    return {
        f"{folder.relative_to(root).as_posix()}/{path}": content
        for folder in folders
        for path, content in tree(folder).items()
    }


def build(root: Path, *, search: bool = False) -> building.Result:
    return building.build(load(root), search=search)


def copy(folder: Path, to: Path) -> Path:
    """With the times of all files."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to, symlinks=True))


def clean(root: Path, to: Path, *, search: bool = False) -> Tree:
    """The site that a build from nothing makes of the same explainers."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(root, to, ignore=shutil.ignore_patterns("site", "cache"))
    build(to, search=search)
    return tree(to / "site")


def morning(root: Path, *, theme: bool = False) -> None:
    """Articles and what they are drafted to.

    Args:
        theme: whether with our own theme; else one that is filled in no time.
    """
    for folder in ("seeds", "content", "templates"):
        (root / folder).mkdir(parents=True)
    (root / "backstory.toml").write_text(
        'title = "Harbour File"\nbase_url = "https://example.org/harbour/"\n', encoding="utf-8"
    )
    for page in () if theme else PAGES:
        words = "{{ page.standfirst }}{{ page.entry.explainer.sections }}"
        text = PAGE % (words if page == "explainer" else "")
        (root / "templates" / f"{page}.html").write_text(text, encoding="utf-8")
    for name, text in {
        "2016-10-11-ferry": FERRY,
        "2017-03-06-school": SCHOOL,
        "2018-05-03-bridge": BRIDGE,
        "2019-01-09-tunnel": TUNNEL,
    }.items():
        (root / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")
    for name, text in (("hand", HAND), ("gone", GONE)):
        (root / "content" / f"{name}.md").write_text(text, encoding="utf-8")


def noon(root: Path) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Editors at work, and news: what the editors wrote and deleted, by explainer."""
    words = {"hand.md": frozenset({"zq000000001", "zq000000002"})}
    gone: dict[str, frozenset[str]] = {}
    for number, name in enumerate(("2016-10-11-ferry", "2018-05-03-bridge", "2019-01-09-tunnel")):
        path = root / "content" / f"{name}.md"
        editor = Editor(Random(number + 3), path.read_text(encoding="utf-8"))
        while len(editor.written) < 12 or not editor.deleted:
            editor.edit()
        path.write_text(editor.text, encoding="utf-8")
        words[path.name] = frozenset(editor.written)
        gone[path.name] = frozenset(editor.deleted)
    seeds = root / "seeds"
    ferry = seeds / "2016-10-11-ferry.txt"
    ferry.write_text(
        FERRY.replace("Transport minister", "Interior minister").replace("a hearing", "no hearing")
        + "\n“We shall see,” said Hugo Quist on Wednesday.\n",
        encoding="utf-8",
    )
    school = seeds / "2017-03-06-school.txt"
    school.write_text(SCHOOL + "\nThe cup is made of glass.\n", encoding="utf-8")
    (seeds / "2018-05-03-bridge.txt").rename(seeds / "2018-05-03-dunmore.txt")
    words["2018-05-03-dunmore.md"] = words.pop("2018-05-03-bridge.md")
    gone["2018-05-03-dunmore.md"] = gone.pop("2018-05-03-bridge.md")
    (seeds / "2019-01-09-tunnel.txt").unlink()
    (seeds / "2020-02-02-harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (root / "content" / "gone.md").unlink()
    return words, gone


def day(folder: Path, *, theme: bool = False, search: bool = False) -> Day:
    """A day up to its second build."""
    before = folder / "before"
    morning(before, theme=theme)
    build(before, search=search)
    old = tree(before / "site")
    words, gone = noon(before)
    after = copy(before, folder / "after")
    result = build(after, search=search)
    assert not result.problems, result.problems
    assert tree(after / "site") == clean(after, folder / "clean", search=search)
    made = Day(before, after, old, written(after), words, gone)
    assert not made.lost(after), made.lost(after)
    return made


def settled(root: Path, made: Day, *, search: bool = False) -> list[str]:
    """What a build after a fault leaves wrong, a line each: nothing, where it recovers."""
    result = build(root, search=search)
    wrong = [str(problem) for problem in result.problems] + made.lost(root)
    found = written(root)
    wrong += [f"{path} is missing" for path in sorted(made.new.keys() - found.keys())]
    wrong += [f"{path} is left" for path in sorted(found.keys() - made.new.keys())]
    wrong += [
        f"{path} differs"
        for path in sorted(made.new.keys() & found.keys())
        if made.new[path] != found[path]
    ]
    if not wrong and (again := build(root, search=search)).written:
        wrong.append(f"{again.written} files written again")
    return wrong

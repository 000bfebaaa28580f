"""From save to repainted page: `backstory serve` beside other previews, on 1,000 explainers.

usage: python -m benchmarks.serve [--rounds N] [KIND…]      (`make bench-serve` sets it up)

A KIND is one of explainer, template, style and seed; all unless named. The same Markdown is served
by each tool in turn, the others stopped meanwhile. A page is repainted when headless Chromium shows
what was saved, and a frame has passed since. A tool that does not show a save has "never" in that
row of the table in docs/preview.md; one that is not installed in build/bench-serve is left out, and
the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import explainers
from benchmarks.pages import fill
from generator import __version__
from generator.rendering.theme import theme

ROOT = Path(__file__).parent.parent
HOME = ROOT / "build" / "bench-serve"
RESULTS = ROOT / "benchmarks" / "results" / "serve.json"
PAGE = ROOT / "docs" / "preview.md"
EXPLAINERS, WORDS = 1000, 800
KINDS = {
    "explainer": "an explainer",
    "template": "a template, the page in view",
    "style": "a style sheet",
    "seed": "an article of 800 words, with its analysis",
}
ROUNDS = {"explainer": 9, "template": 7, "style": 7, "seed": 7}
SLOW, SLOW_ROUNDS = 5.0, 2
"""Seconds: a tool that needs more for one round has fewer rounds."""

PAUSE = 1.5
"""Seconds between a page's being there and the next save: a tool may use them for the rest."""

LIMIT = 45.0
"""Seconds within which a save has to show."""

START = 120.0
"""Seconds within which a tool has to be there."""

PEERS = {"hugo server", "mkdocs serve"}

IDLE = 0.3
"""Seconds of a processor, in one and a half: looking for changes by polling needs as much."""

STYLE = (":root { --saved: none }", ":root { --saved: N }")
SEED = "2024-01-01-seed"

# Tells each change of what is marked, in words or in style, a frame after it is on the page.
WATCH = """
(() => {
  let last;
  const look = () => {
    requestAnimationFrame(look);
    if (!document.body) return;
    const words = document.body.textContent.match(/saved\\d+/g) ?? [];
    const style = getComputedStyle(document.documentElement).getPropertyValue("--saved");
    const now = `${words.join(" ")} ${style.trim()}`;
    if (now === last) return;
    last = now;
    requestAnimationFrame(() => window.seen(now, performance.timeOrigin + performance.now()));
  };
  requestAnimationFrame(look);
})();
"""

HUGO = {
    "hugo.toml": 'baseURL = "http://localhost/"\ntitle = "File"\n',
    "layouts/baseof.html": "<!doctype html><html><head><title>{{ .Title }}</title>"
    '<link rel="stylesheet" href="/style.css"></head><body>{{ block "main" . }}{{ end }}'
    "</body></html>\n",
    "layouts/page.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}\n',
    "layouts/home.html": '{{ define "main" }}<ul>{{ range .Site.RegularPages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}\n',
    "static/style.css": f"{STYLE[0]}\n",
}
MKDOCS = {
    "mkdocs.yml": "site_name: File\ntheme: {name: mkdocs, custom_dir: theme}\n"
    "extra_css: [style.css]\n",
    "docs/index.md": "# File\n",
    "docs/style.css": f"{STYLE[0]}\n",
    "theme/main.html": '{% extends "base.html" %}{% block footer %}<p>Foot</p>{% endblock %}\n',
}


@dataclass(slots=True)
class Tool:
    """A preview that runs: where its site lies, and what of it is edited for each kind."""

    name: str
    version: str
    command: list[str]
    root: Path
    port: int
    sources: dict[str, tuple[str, str, str]]
    """By kind: the file, what stands in it, and what is put there ("N" for a number)."""
    address: str = ""
    process: subprocess.Popen[bytes] | None = None
    page: Any = None
    seen: dict[str, float] = field(default_factory=dict)
    slow: bool = False

    def start(self, browser: Any) -> None:
        path = self.root.with_suffix(".log")
        with path.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.root, stdout=log, stderr=log, start_new_session=True
            )
        address = f"http://127.0.0.1:{self.port}/{self.address}"
        end = time.monotonic() + START
        while "saved0" not in read(address):
            if self.process.poll() is not None:
                said = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise SystemExit(f"{self.name} ended at its start: {(said or ['no word'])[-1]}")
            if time.monotonic() > end:
                raise SystemExit(f"{self.name} serves nothing after {START:.0f} s; see {path}")
            time.sleep(0.2)
        self.page = browser.new_context().new_page()
        self.page.expose_function("seen", lambda now, moment: self.note(now, moment))
        self.page.add_init_script(WATCH)
        self.page.goto(address)
        if self.wait("saved0") is None:
            raise SystemExit(f"{self.name}: the browser does not show {address}")
        self.rest()

    def note(self, now: str, moment: float) -> None:
        for word in now.split():
            self.seen.setdefault(word, moment / 1000)

    def wait(self, word: str) -> float | None:
        """The moment at which a word was on the page; None where it does not come."""
        end = time.monotonic() + LIMIT
        while word not in self.seen and time.monotonic() < end:
            self.page.wait_for_timeout(10)
        return self.seen.get(word)

    def rest(self) -> None:
        """Wait until the tool has done what it does at its start: loading models, say."""
        assert self.process
        busy = True
        while busy:
            before = cpu(self.process.pid)
            self.page.wait_for_timeout(1500)
            busy = abs(cpu(self.process.pid) - before) > IDLE  # less, where one has ended

    @contextmanager
    def awake(self) -> Iterator[None]:
        assert self.process
        os.killpg(self.process.pid, signal.SIGCONT)
        try:
            yield
        finally:
            os.killpg(self.process.pid, signal.SIGSTOP)

    def measure(self, kind: str, number: int, rng: random.Random) -> float | None:
        """Seconds from a save to the page that shows it; None where none does."""
        name, old, new = self.sources[kind]
        path = self.root / name
        was = path.read_text(encoding="utf-8")
        pattern = re.escape(new).replace("N", r"\d+")
        found = re.search(pattern, was)
        now = was.replace(found[0] if found else old, new.replace("N", str(number)), 1)
        assert now != was, (path, old)
        self.page.bring_to_front()
        with self.awake():
            address = (
                f"http://127.0.0.1:{self.port}/{f'{SEED}/' if kind == 'seed' else self.address}"
            )
            if self.page.url != address:
                self.page.goto(address)
            self.page.wait_for_timeout(1000 * (0.5 + rng.random() / 2))
            word = str(number) if kind == "style" else f"saved{number}"
            saved = time.time()
            path.write_text(now, encoding="utf-8")
            shown = self.wait(word)
            self.page.wait_for_timeout(1000 * PAUSE)
        if shown is None:
            return None
        self.slow = self.slow or shown - saved > SLOW
        return shown - saved

    def stop(self) -> None:
        """End the tool and all that it has started; stopped ones hear nothing before they go on."""
        if not self.process:
            return
        for sign in (signal.SIGCONT, signal.SIGTERM):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def main(kinds: list[str], rounds: int | None) -> None:
    from playwright.sync_api import sync_playwright

    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # the tools have to end, too

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    names = prepared()
    tools = [t for t in installed(names[EXPLAINERS // 2]) if t.sources.keys() & kinds]
    with sync_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        about = {
            "date": date.today().isoformat(),
            "explainers": EXPLAINERS,
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
            "python": platform.python_version(),
            "chromium": browser.version,
            "tools": {tool.name: tool.version for tool in tools},
            "missing": [] if kinds == ["seed"] else sorted(PEERS - {t.name for t in tools}),
        }
        try:
            for tool in tools:
                tool.start(browser)
                with tool.awake():
                    pass
            for kind in kinds:
                figures = measured(kind, tools, rounds or ROUNDS[kind])
                keep(kind, {**about, "milliseconds": figures})
        finally:
            for tool in tools:
                tool.stop()
            browser.close()


def measured(kind: str, tools: list[Tool], rounds: int) -> dict[str, dict[str, Any]]:
    rng = random.Random(kind)
    numbers = iter(range(random.Random().randrange(10**6), 10**9))
    times: dict[str, list[float]] = {t.name: [] for t in tools if kind in t.sources}
    never: set[str] = set()
    for turn in range(rounds):
        for tool in tools:
            is_left_out = tool.name not in times or tool.name in never
            if is_left_out or (tool.slow and turn >= SLOW_ROUNDS):
                continue
            seconds = tool.measure(kind, next(numbers), rng)
            if seconds is None:
                never.add(tool.name)
            else:
                times[tool.name].append(seconds)
            said = "never" if seconds is None else f"{1000 * seconds:8.0f} ms"
            print(f"{kind:10} {tool.name:22} {said}", flush=True)
    own = median(times["backstory serve"]) if "backstory serve" not in never else None
    return {
        name: {"never": True}
        if name in never
        else {
            "median": round(1000 * median(found)),
            "worst": round(1000 * max(found)),
            "rounds": len(found),
            **({"ratio": round(median(found) / own, 1)} if own else {}),
        }
        for name, found in times.items()
    }


def keep(kind: str, figures: dict[str, Any]) -> None:
    try:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        results = {}
    results[kind] = figures
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    fill(PAGE, {"figures": tabled(results)})


def tabled(results: dict[str, Any]) -> str:
    """The figures for people: medians, how often ours goes into each, and the worst."""
    tools = {name: version for r in results.values() for name, version in r["tools"].items()}
    lines = ["| saved | " + " | ".join(f"{n} {v}" for n, v in tools.items()) + " |"]
    lines.append("| --- |" + " --- |" * len(tools))
    for kind in filter(results.__contains__, ROUNDS):
        times = results[kind]["milliseconds"]
        cells = (cell(times[name]) if name in times else "" for name in tools)
        lines.append(f"| {KINDS[kind]} | " + " | ".join(cells) + " |")
    about = next(iter(results.values()))
    missing = {name for r in results.values() for name in r["missing"]}
    lines += [
        "",
        f"Milliseconds: the median, its ratio to ours, and the worst, on {about['date']};",
    ]
    lines[-1] += f" {about['machine']}, Python {about['python']}, Chromium {about['chromium']}."
    if any("never" in times for r in results.values() for times in r["milliseconds"].values()):
        lines[-1] += f" Never: not within {LIMIT:.0f} s."
    lines += [f"Could not be installed, and so left out: {', '.join(sorted(missing))}."] * bool(
        missing
    )
    return "\n".join(lines)


def cell(times: dict[str, Any]) -> str:
    if "never" in times:
        return "never"
    ratio = f" ({times['ratio']}×)" if times.get("ratio", 1) != 1 else ""
    return f"{times['median']}{ratio}, worst {times['worst']}"


# The sites


def prepared() -> list[str]:
    """A site for each tool, of the same explainers; how these are called."""
    own, hugo, mkdocs, dirty = (HOME / n for n in ("backstory", "hugo", "mkdocs", "mkdocs-dirty"))
    explainers.write(own / "content", EXPLAINERS)
    files = sorted(p for p in (own / "content").iterdir() if p.stem != SEED)
    for path in files:
        text = path.read_text(encoding="utf-8")
        text = text.replace("## The article\n", "## The article\n\nThis is saved0.\n")
        for folder in (own / "content", hugo / "content", mkdocs / "docs", dirty / "docs"):
            write(folder / path.name, text)
    for root, given in ((hugo, HUGO), (mkdocs, MKDOCS), (dirty, MKDOCS)):
        for name, text in given.items():
            write(root / name, text)
    write(own / "backstory.toml", 'base_url = "https://news.example/"\n')
    write(own / "seeds" / f"{SEED}.txt", article(files[0]))
    for name, more in (("explainer.html", ""), ("assets/style.css", f"\n{STYLE[0]}\n")):
        write(own / "templates" / name, (theme() / name).read_text(encoding="utf-8") + more)
    return [path.stem for path in files]


def article(explainer: Path) -> str:
    """An article of as many words as are asked for."""
    text = explainer.read_text(encoding="utf-8").partition("## The article\n")[2]
    paragraphs = re.sub(r"[*]|\[([^]]*)\]\([^)]*\)|^- ", r"\1", text, flags=re.MULTILINE)
    words = re.findall(r"\S+\s*", paragraphs * 3)[:WORDS]
    return f"A day on the river\n\n{''.join(words).rstrip()}.\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def installed(name: str) -> Iterator[Tool]:
    """Ours, and those of the others that are there."""
    bin = HOME / "venv" / "bin"
    port = free_port()
    yield Tool(
        "backstory serve",
        __version__,
        [sys.executable, "-m", "generator.cli", "serve", "--port", str(port)],
        HOME / "backstory",
        port,
        {
            "explainer": (f"content/{name}.md", "saved0", "savedN"),
            "template": (
                "templates/explainer.html",
                "{% block main %}",
                "{% block main %}<p>savedN</p>",
            ),
            "style": ("templates/assets/style.css", *STYLE),
            "seed": (f"seeds/{SEED}.txt", "saved0", "savedN"),
        },
        f"{name}/",
    )
    if (bin / "hugo").is_file():
        port = free_port()
        yield Tool(
            "hugo server",
            said([bin / "hugo", "version"], r"v[\d.]+"),
            [str(bin / "hugo"), "server", "--port", str(port)],
            HOME / "hugo",
            port,
            {
                "explainer": (f"content/{name}.md", "saved0", "savedN"),
                "template": (
                    "layouts/page.html",
                    '{{ define "main" }}',
                    '{{ define "main" }}<p>savedN</p>',
                ),
                "style": ("static/style.css", *STYLE),
            },
            f"{name}/",
        )
    if (bin / "mkdocs").is_file():
        for dirty in ([], ["--dirty"]):
            port = free_port()
            yield Tool(
                " ".join(["mkdocs serve", *dirty]),
                said([bin / "mkdocs", "--version"], r"[\d.]+\d"),
                [
                    *(str(bin / "mkdocs"), "serve", "--watch-theme"),
                    *("--dev-addr", f"127.0.0.1:{port}", *dirty),
                ],
                HOME / ("mkdocs-dirty" if dirty else "mkdocs"),
                port,
                {
                    "explainer": (f"docs/{name}.md", "saved0", "savedN"),
                    "template": (
                        "theme/main.html",
                        "{% block footer %}",
                        "{% block footer %}<p>savedN</p>",
                    ),
                    "style": ("docs/style.css", *STYLE),
                },
                f"{name}/",
            )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu(group: int) -> float:
    """Seconds that the processes of a group have computed for."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def said(command: list[str | Path], pattern: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(pattern, done.stdout)
    return found[0] if found else ""


def read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(ROUNDS))
    parser.add_argument("--rounds", type=int, metavar="N", help="saves of each kind, by each tool")
    given = parser.parse_args()
    if unknown := [kind for kind in given.kinds if kind not in ROUNDS]:
        parser.error(f"{unknown[0]} is none of {', '.join(ROUNDS)}")
    main(given.kinds or list(ROUNDS), given.rounds)

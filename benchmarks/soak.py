"""Half an hour of `backstory serve` under edits and browsers: do memory and handles stay flat?

Sampled from /proc (Linux): memory, open files and threads of the preview and of all that it
started. Flat is what grows, from the warm-up's end to the last sample, by less than the samples
scatter around their own line, or by less than a hundredth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from benchmarks import explainers

EXPLAINERS = 30
BROWSERS = 5
SAMPLE = 5.0
"""Seconds between two samples."""

SEED = """Ferry line {n}

Transport minister Ada Moreau closed line {n} on Tuesday. “It will not sail,” Moreau told reporters.
"""
KINDS = ("memory", "handles", "threads", "processes")


class Day:
    """Edits, one at a time; the folder holds about as much at the end as at the start."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.random = random.Random(1)
        self.count = 0
        explainers.write(root / "content", EXPLAINERS)
        (root / "seeds").mkdir()
        (root / "templates").mkdir()
        self.texts = {p: p.read_text(encoding="utf-8") for p in (root / "content").glob("*.md")}

    def edit(self) -> None:
        """As editors do: words mostly, sometimes anything else."""
        self.count += 1
        for every, change in (
            (97, self.template),
            (61, self.article),
            (53, self.glossary),
            (41, self.broken),
            (31, self.page),
        ):
            if self.count % every == 0:
                change()
                return
        self.words()

    def words(self) -> None:
        path, text = self.random.choice([*self.texts.items()])
        path.write_text(f"{text}\nAdded, number {self.count}.\n", encoding="utf-8")

    def template(self) -> None:
        text = f"<!doctype html><html lang='en'><title>Lost {self.count}</title></html>\n"
        (self.root / "templates" / "404.html").write_text(text, encoding="utf-8")

    def article(self) -> None:
        path = self.root / "seeds" / "2016-10-11-ferry.txt"
        path.write_text(SEED.format(n=self.count), encoding="utf-8")

    def glossary(self) -> None:
        text = f"- name: Ada Moreau\n  description: minister {self.count}\n"
        (self.root / "glossary.yml").write_text(text, encoding="utf-8")

    def broken(self) -> None:
        path = self.root / "content" / "broken.md"
        if path.exists():
            path.unlink()
        else:
            path.write_bytes(b"---\ntitle: [\n---\n" + str(self.count).encode())

    def page(self) -> None:
        path = self.root / "content" / "come-and-go.md"
        if path.exists():
            path.unlink()
        else:
            path.write_text(f"# Page {self.count}\n\nIt comes and goes.\n", encoding="utf-8")


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found, new = [], [pid]
    while new:
        found += new
        new = [child for parent in new for child in _children(parent)]
    return found


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    return []


def sample(pid: int) -> dict[str, int]:
    """Memory in kB, open files, threads and processes."""
    told = dict.fromkeys(KINDS, 0)
    for one in family(pid):
        with suppress(OSError):
            status = Path(f"/proc/{one}/status").read_text()
            number = {k: int(v) for k, v in re.findall(r"(?m)^(VmRSS|Threads):\s+(\d+)", status)}
            told["memory"] += number.get("VmRSS", 0)
            told["threads"] += number.get("Threads", 0)
            told["handles"] += len([*Path(f"/proc/{one}/fd").iterdir()])
            told["processes"] += 1
    return told


async def soak(root: Path, minutes: float, pause: float) -> dict[str, Any]:
    """Serve, edit, read and sample until the time is over."""
    day = Day(root)
    log = (root / "serve.log").open("wb")
    command = [sys.executable, "-u", "-m", "generator.cli", "serve", "--port", "8930"]
    process = subprocess.Popen(command, cwd=root, stdout=log, stderr=subprocess.STDOUT)
    done = {"requests": 0, "reloads": 0, "connections": 0, "failures": 0}
    try:
        address = await _address(root / "serve.log")
        end = time.monotonic() + 60 * minutes
        samples: list[dict[str, float]] = []
        tasks = [
            asyncio.create_task(_edit(day, pause)),
            asyncio.create_task(_read(address, root, done)),
            *(asyncio.create_task(_browse(address, n, done)) for n in range(BROWSERS)),
        ]
        start = time.monotonic()
        while time.monotonic() < end and process.poll() is None:
            await asyncio.sleep(SAMPLE)
            seconds = time.monotonic() - start
            samples.append({"seconds": round(seconds, 1), **sample(process.pid)})
        for task in tasks:
            task.cancel()
        alive = process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        process.kill()
        log.close()
    said = (root / "serve.log").read_text(encoding="utf-8", errors="replace")
    return {
        "alive_at_the_end": alive,
        "tracebacks": said.count("Traceback"),
        "edits": day.count,
        **done,
        "samples": samples,
    }


async def _address(log: Path) -> str:
    for _ in range(600):
        await asyncio.sleep(0.1)
        found = re.search(r"serving (http://127\.0\.0\.1:\d+/)", log.read_text())
        if found and (log.parent / "site" / "404.html").is_file():
            return found[1]
    raise SystemExit(f"the preview did not start:\n{log.read_text()}")


async def _edit(day: Day, pause: float) -> None:
    while True:
        day.edit()
        await asyncio.sleep(pause)


async def _read(address: str, root: Path, done: dict[str, int]) -> None:
    """A reader who follows links, and at times one that asks for what is not there."""
    client = AsyncHTTPClient()
    rng = random.Random(2)
    while True:
        pages = [p.relative_to(root / "site").as_posix() for p in (root / "site").rglob("*.html")]
        path = rng.choice([*pages, "nowhere/", "..%2fbackstory.toml", ".backstory/state.json"])
        answer = await client.fetch(address + path, raise_error=False, request_timeout=30)
        done["requests"] += 1
        if answer.code not in (200, 400, 403, 404):
            done["failures"] += 1
            print(f"{path}: {answer.code} {answer.reason}", file=sys.stderr)
        await asyncio.sleep(0.5)


async def _browse(address: str, number: int, done: dict[str, int]) -> None:
    """A browser that is told of changes; it is closed and opened again every now and then."""
    rng = random.Random(number)
    origin = {"Origin": address.rstrip("/")}

    def heard(message: str | bytes | None) -> None:
        done["reloads"] += '"reload"' in str(message)

    while True:
        request = HTTPRequest(address.replace("http", "ws") + "livereload", headers=origin)
        try:
            browser = await websocket_connect(request, on_message_callback=heard)
            done["connections"] += 1
            await browser.write_message(json.dumps({"command": "hello"}))
            await browser.write_message(json.dumps({"command": "info", "url": address}))
            await asyncio.sleep(rng.uniform(20, 60))
            browser.close()
        except OSError:
            done["failures"] += 1
            await asyncio.sleep(1)


def judged(samples: list[dict[str, float]], warm: float) -> dict[str, Any]:
    """For each kind its line after the warm-up, in growth over the rest, and whether it is flat."""
    kept = [s for s in samples if s["seconds"] >= warm]
    told: dict[str, Any] = {}
    if len(kept) < 10:
        return told
    times = [s["seconds"] for s in kept]
    span = times[-1] - times[0]
    for kind in KINDS:
        values = [s[kind] for s in kept]
        slope, start = statistics.linear_regression(times, values)
        scatter = statistics.pstdev(
            v - (start + slope * t) for t, v in zip(times, values, strict=True)
        )
        growth, mean = slope * span, statistics.fmean(values)
        told[kind] = {
            "median": statistics.median(values),
            "least": min(values),
            "most": max(values),
            "growth": round(growth, 2),
            "scatter": round(scatter, 2),
            "flat": growth <= max(scatter, mean / 100),
        }
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two saves")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backstory-soak-") as folder:
        found = asyncio.run(soak(Path(folder), given.minutes, given.pause))
    samples = found.pop("samples")
    result = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "with": f"Python {platform.python_version()}, {os.cpu_count()} processors shared with "
        f"other work (load {os.getloadavg()[2]:.1f})",
        "minutes": given.minutes,
        "units": "memory in kB; growth is that of the line through all samples after the warm-up",
        **found,
        **judged(samples, warm=60 * given.minutes / 5),
        "samples": samples[:: max(1, len(samples) // 60)],
    }
    text = json.dumps(result, indent=1)
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(text + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in result.items() if k != "samples"}, indent=1))
    flat = all(result.get(kind, {}).get("flat", True) for kind in KINDS)
    sys.exit(0 if flat and result["alive_at_the_end"] and not result["tracebacks"] else 1)


if __name__ == "__main__":
    main()

"""Throws made-up input at what reads, and tells what breaks a promise: `make fuzz`.

python tests/security/fuzz.py --seconds 600 --out FILE.json     every target, one after another
python tests/security/fuzz.py --target NAME [FILE]              one, or one case of it

With atheris installed, what our code does with an input guides the next one; without it, inputs
are random. What broke something lies in build/fuzz; once mended, it is kept in `test_fuzzed.py`.
"""

# ruff: noqa: E501 (fragments)

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

FRAGMENTS = (
    *("---\n", "title: A: b\n", "date: 2016-10-11\n", "date: ", "source: {name: [", "\n\n", "\n", " "),
    *("# ", "## Who's who\n\n", "## Who said what\n\n", "## Timeline\n\n", "## The article\n\n"),
    *("> ", "- ", "1. ", "**", "*", "_", "`", "[a](", "](", ")", "[^1]", "[^1]: ", "![", "[", "]"),
    *("<b>", "</p>", "<p>", "<br>", "<script>", "<!--", "-->", "&amp;", "&", "&#x6A;", "\\", "|"),
    *("| Who | What | How | When | Where |\n| --- | --- | --- | --- | --- |\n", "| Ada | “No,” | "),
    *("| Date | What happened |\n|-|-|\n", '[¶ 1](#p1 "q1")', "- **Ada Moreau** (person; also B): "),
    *("javascript:", "https://x.example/", "data:", "\t", "\r", "\x0c", "\u2028", "“", "”", "'", '"'),
    *("é", "\u0301", "\u202e", "\U0001f600", "\ufeff", "\x85", "```\n", "    ", "~~", "{", "}", "[["),
    *("&a ", "*a", "<<: *a\n", "!!python/name:x ", "? ", ": ", "%YAML 9\n", "Moreau", "Ada Moreau"),
    *(" said", "told", "“No,” she said. ", "denied that ", "On Tuesday", "last ", "next ", "week"),
    *("May 2016", "12 ", "1980s", "noon", "Christmas", "ago", "before ", "years ", "31/02/2016", "3 pm"),
    *("0000", "9999", "-", "/", "..", "~", "?", "X", "%", "2016-W07", "2016-21", "10^6", "By Lena Hart\n"),
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Bytes as text: each below 0x20 or above 0x7f stands for a fragment, all else for itself."""
    return "".join(
        chr(b) if 0x20 <= b < 0x80 else FRAGMENTS[(b if b < 0x20 else b - 0x60) % len(FRAGMENTS)]
        for b in data
    )


# Targets


def seeds(data: bytes) -> None:
    """Any file is read, or refused with one line; what is read lies where it is said to lie."""
    from generator.problems import Problem
    from generator.reading import read

    suffix = (".txt", ".md", ".md", ".html")[data[0] % 4] if data else ".txt"
    content = data[1:] if data[:1] > b"\xc0" else text_of(data[1:]).encode("utf-8", "replace")
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(content)
        try:
            article = read(path, name="x")
        except Problem as problem:
            assert "\n" not in str(problem)
            assert "please report" not in str(problem)
            return
    end = 0
    for block in article.blocks:
        for start, stop in block.pieces:
            assert end <= start < stop <= len(article.text)
            end = stop


def front_matter(data: bytes) -> None:
    """A front matter is understood, or refused with one line."""
    from generator.problems import Problem
    from generator.reading import metadata

    try:
        metadata.front_matter(f"---\n{text_of(data)}\n---\nText.\n", "x")
    except Problem as problem:
        assert "\n" not in str(problem)
        assert "please report" not in str(problem)


def explainers(data: bytes) -> None:
    """What nobody changed is written as it was, and is understood alike when it is read again."""
    from generator.explainer import read, write
    from generator.explainer.model import without_raw

    text = text_of(data)
    explainer, problems = read(text, "content/x.md")
    assert write(explainer) == text
    assert all("\n" not in str(problem) for problem in problems)
    if explainer.is_sound:
        again = write(without_raw(explainer))
        assert isinstance(again, str)


def markdown(data: bytes) -> None:
    """Markdown becomes known elements with known attributes and safe addresses."""
    from generator.rendering import markdown as rendering
    from generator.rendering.mentions import Mentions
    from generator.rendering.site import Ids

    mentions = Mentions([("ada", "Ada Moreau", ["Moreau"])])
    ids = Ids(set())
    page = rendering.Page(mentions, lambda actor, text: text, {}, ids.claim, text_of(data))
    for html in (rendering.block(text_of(data), page), rendering.inline(text_of(data), page)):
        checker = _Checker()
        checker.feed(str(html))
        checker.close()


class _Checker(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, tag
        for name, value in attrs:
            assert name in _ATTRIBUTES, (tag, name)
            if name in ("href", "src"):
                scheme = "".join(c for c in (value or "") if c > " ").lower().split(":")[0]
                assert scheme not in ("javascript", "vbscript", "data", "file"), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


_TAGS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "strong",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_ATTRIBUTES = frozenset(
    "alt aria-label class href id loading role scope src start tabindex title".split()  # noqa: SIM905
)


def glossary(data: bytes) -> None:
    """A glossary is understood, or refused with a line for each fault."""
    from generator.glossary import read
    from generator.problems import Problem

    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        text = text_of(data).replace("Moreau", "- name: Moreau\n").replace("title", "  also")
        (Path(folder) / "glossary.yml").write_text(text, encoding="utf-8", newline="")
        try:
            read(Path(folder))
        except Problem as problem:
            assert str(problem)


def dates(data: bytes) -> None:
    """Any text is a date in EDTF or is none; one that is can be said and compared."""
    from generator import edtf

    text = text_of(data)[:40]
    dated = edtf.read(text)
    assert isinstance(edtf.words(text), str)
    edtf.machine(text)
    edtf.short(text)
    if dated and dated.first is not None and dated.last is not None:
        assert dated.first <= dated.last


def analysis(data: bytes) -> None:
    """Quotes, times and actors lie within the text, whatever it is."""
    text = text_of(data)[:1500]
    nlp = _pipeline()
    doc = nlp.make_doc(text)
    doc._.published = "2016-10-11"
    for _, component in nlp.pipeline:
        doc = component(doc)
    for time_ in doc._.times:
        assert 0 <= time_.span[0] < time_.span[1] <= len(text)
    for quote in doc._.quotes:
        assert all(0 <= s < e <= len(text) for s, e in quote.spans)
    for actor in doc._.actors:
        assert all(0 <= s < e <= len(text) for s, e in actor.mentions)


@cache
def _pipeline() -> Any:
    from generator import language

    return language.load()


@cache
def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (seeds, front_matter, explainers, markdown, glossary, dates, analysis)
}


# Running


def fuzz(name: str, seconds: float, seed: int, found: Path) -> None:
    """Run one target until it breaks or its time is up; ends the process."""
    try:
        import atheris
    except ImportError:
        _at_random(TARGETS[name], seconds, seed, found)
        return
    with atheris.instrument_imports(include=["generator"]):
        import generator.edtf
        import generator.explainer
        import generator.glossary
        import generator.reading.seed
        import generator.rendering.markdown  # noqa: F401
    if name == "analysis":
        _pipeline()
    corpus = found / f"{name}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    words = [sys.argv[0], f"-max_total_time={int(seconds)}", f"-seed={seed}"]
    words += ["-max_len=600", "-timeout=60"]
    words += [f"-artifact_prefix={found}/{name}-", "-print_final_stats=1", str(corpus)]
    atheris.Setup(words, TARGETS[name])
    atheris.Fuzz()


def _at_random(target: Callable[[bytes], None], seconds: float, seed: int, found: Path) -> None:
    started, runs = time.monotonic(), 0
    random = Random(seed)
    while time.monotonic() - started < seconds:
        data = random.randbytes(random.randrange(400))
        try:
            target(data)
        except Exception:
            (found / f"{target.__name__}-crash-{runs}").write_bytes(data)
            raise
        runs += 1
    print(f"stat::number_of_executed_units: {runs}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1, help="another seed tries other inputs")
    options.add_argument("--target", choices=TARGETS)
    options.add_argument("--out", type=Path)
    options.add_argument("case", type=Path, nargs="?")
    given = options.parse_args()
    found = Path("build/fuzz")
    found.mkdir(parents=True, exist_ok=True)
    if given.case:
        TARGETS[given.target](given.case.read_bytes())
        return 0
    if given.target:
        fuzz(given.target, given.seconds, given.seed, found)
        return 0
    share = given.seconds / len(TARGETS)
    results = {name: _run(name, share, given.seed, found) for name in TARGETS}
    date = datetime.now(UTC).date().isoformat()
    report = {"date": date, "seed": given.seed, "targets": results}
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))
    return int(any(result["broken"] for result in results.values()))


def _run(name: str, seconds: float, seed: int, found: Path) -> dict[str, Any]:
    """One target in a process of its own; what breaks lies in `found`."""
    command = [sys.executable, __file__, "--target", name, "--seconds", str(seconds)]
    command += ["--seed", str(seed)]
    started = time.monotonic()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + 300,
        check=False,
    )
    said = done.stdout + done.stderr
    (found / f"{name}.log").write_text(said, encoding="utf-8")
    runs = [line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line]
    return {
        "inputs": int(runs[-1]) if runs else None,
        "seconds": round(time.monotonic() - started),
        "broken": done.returncode != 0,
    }


if __name__ == "__main__":
    sys.exit(main())

"""What articles, files and settings are called gives a terminal no commands."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from generator.problems import printable

COMMANDS = {
    "colour": "\x1b[31m",
    "title": "\x1b]0;boom\x07",
    "link": "\x1b]8;;https://evil.example/\x1b\\go\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;Ym9vbQ==\x07",
    "answer": '\x1b[6n\x1bP$q"p\x1b\\',
    "erased": "safe\x1b[2K\x1b[1A\x1b[1Gother",
    "eight bits": "\x9b31m\x9d0;boom\x9c",
    "returned": "bad\rgood",
    "backspaces": "bad\b\b\bgood",
    "deleted": "bad\x7f\x7f",
    "turned": "\u202eerif\u202c \u2066x\u2069",
}
ESCAPED = "".join(f"\\U{ord(c):08x}" for c in " ".join(COMMANDS.values()))
"""As YAML and TOML write them."""
SEED = f"""---
title: "Ferry {ESCAPED}"
date: 2016-10-11
---

Minister Ada \x1b]8;;https://evil.example/\x1b\\Moreau\x1b]8;;\x1b\\ said \x1b[31mnothing\x1b[0m.

Share \x1b[31mthis\x1b[0m on Facebook
"""
EXPLAINER = f"""---
title: "Ferry {ESCAPED}"
date: "{ESCAPED}"
source: {{file: "seeds/{ESCAPED}.txt"}}
ignore: ["{ESCAPED}"]
---

## Who’s who

- **Ada \x1b[31mMoreau** (\x1b[31m): [¶ 1](#p1)
- **Ada \x9b31mBrandt** (person): [¶ 1](#p1)

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| | “\x1b[31mNo” | | \x1b[31m | [¶ 9](#p9) |

[x](\x1b[31m.md) ![](\x1b[31m.png)

\x1b[31m | | |

## Timeline

| Date | What happened |
| --- | --- |
| \x1b]0;boom\x07 | |
"""


def run(root: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", *words],
        cwd=root,
        capture_output=True,
        timeout=300,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said
    assert "please report" not in said
    return said


def commands(said: str) -> list[str]:
    """What a terminal would obey."""
    turning = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return [
        c
        for c in said
        if (unicodedata.category(c) == "Cc" and c not in "\t\n")
        or unicodedata.bidirectional(c) in turning
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("terminal")
    for folder in ("seeds", "content"):
        (root / folder).mkdir()
    for number, command in enumerate(COMMANDS.values()):
        name = f"{number} {command.replace('/', '')}"
        (root / "seeds" / f"{name}.txt").write_text("The ferry sank.\n", encoding="utf-8")
        (root / "content" / f"{name}.md").write_text(EXPLAINER, encoding="utf-8", newline="")
    (root / "seeds" / "ferry.md").write_text(SEED, encoding="utf-8")
    (root / "glossary.yml").write_text(
        f'- name: "Nobody {ESCAPED}"\n  within: ["{ESCAPED}"]\n', encoding="utf-8"
    )
    return root


@pytest.mark.parametrize(
    "words",
    [
        ("build",),
        ("check",),
        ("check", "--format", "github"),
        ("analyze", "seeds"),
        ("analyze", "seeds", "--format", "jsonl"),
        ("new", "seeds/\x1b[31m.txt"),
        ("new", "https://\x1b[31m/"),
        ("publish", "--remote", "\x1b[31m"),
        ("export", "\x1b[31m"),
        ("serve", "--host", "\x1b[31m", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_what_is_printed_gives_no_commands(site: Path, words: tuple[str, ...]) -> None:
    said = run(site, *words)
    assert said
    assert commands(said) == []


def test_json_says_what_the_article_says(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "analyze", "seeds/ferry.md", "--format", "json"],
        cwd=site,
        capture_output=True,
        check=True,
    )
    said = done.stdout.decode()
    assert commands(said) == []
    assert json.loads(said)["title"] == "Ferry " + " ".join(" ".join(COMMANDS.values()).split())


@pytest.mark.parametrize("setting", ["title", "language", "base_url", "pipeline", "article", "x"])
def test_a_setting_gives_no_commands(tmp_path: Path, setting: str) -> None:
    (tmp_path / "backstory.toml").write_text(f'{setting} = "{ESCAPED}"\n', encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("The ferry sank.\n", encoding="utf-8")
    assert commands(run(tmp_path, "build")) == []


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_words_stay_as_they_are(command: str) -> None:
    assert commands(printable(command)) == []
    assert printable("Zoë “said”\tno\n") == "Zoë “said”\tno\n"
    assert json.loads(printable(json.dumps(command, ensure_ascii=False))) == command


@pytest.mark.parametrize("tag", ["../x", "en/../../x", "a" * 9000, "", "\\x", "en-", "de\n"])
def test_a_language_names_no_file_elsewhere(tmp_path: Path, tag: str) -> None:
    (tmp_path / "backstory.toml").write_text(f"language = {json.dumps(tag)}\n", encoding="utf-8")
    assert "backstory.toml:1: “language” is no tag of a language" in run(tmp_path, "build")

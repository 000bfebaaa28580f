"""What `backstory check` prints."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from generator.build import counted
from generator.check import Checked, check
from generator.check.desk import Finding
from generator.config import Config

Say = Callable[[str], None]
Form = Literal["text", "json", "github"]

NOTICES = ("furniture", "encoding", "markup", "long", "no-seed", "unmatched")
"""Codes that GitHub shows as notices; all others are warnings."""


def report(config: Config, form: str, say: Say, complain: Say) -> tuple[int, int]:
    """Print what there is to look at.

    Returns:
        How many findings there are, and how many problems went to `complain`.
    """
    checked = check(config)
    for problem in checked.problems:
        complain(str(problem))
    {"text": _text, "json": _json, "github": _github}[form](checked, config, say)
    return len(checked.findings), len(checked.problems)


def _text(checked: Checked, config: Config, say: Say) -> None:
    for finding in checked.findings:
        say(str(finding))
    number = len(checked.findings)
    found = f"{counted(number, 'thing')} to look at" if number else "nothing to look at"
    say(f"{found}: {counted(checked.explainers, 'explainer')}, {counted(checked.seeds, 'seed')}")


def _json(checked: Checked, config: Config, say: Say) -> None:
    findings = [
        {"code": f.code, "file": f.place.path, "line": f.place.line, "message": f.message}
        for f in checked.findings
    ]
    document = {"schema": "backstory.check/1", "findings": findings}
    say(json.dumps(document, ensure_ascii=False, indent=2))


def _github(checked: Checked, config: Config, say: Say) -> None:
    """GitHub's commands for annotations, files as the repository knows them.

    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    root = Path(os.environ.get("GITHUB_WORKSPACE") or config.root).resolve()
    here = config.root.resolve()
    prefix = here.relative_to(root) if here.is_relative_to(root) else Path()
    for finding in checked.findings:
        say(_annotation(finding, (prefix / finding.place.path).as_posix()))


def _annotation(finding: Finding, file: str) -> str:
    level = "notice" if finding.code in NOTICES else "warning"
    line = f",line={finding.place.line}" if finding.place.line else ""
    title = _property(finding.code)
    return f"::{level} file={_property(file)}{line},title={title}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

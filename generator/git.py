"""Asking git, which keeps its own credentials; none of them is ever shown."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from generator.problems import ConfigProblem


class Failed(Exception):
    """What git said when it could not do what it was asked, without credentials."""


def git(
    root: Path,
    *words: str,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> bytes:
    """What git prints when run in `root`.

    Raises:
        Failed: git could not do it.
        ConfigProblem: git is not installed.
    """
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=root,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            # Messages in English, for some are looked at.
            env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C", **(env or {})},
            check=False,
        )
    except FileNotFoundError as error:
        raise ConfigProblem("git is not installed", remedy="install it") from error
    if done.returncode:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()
        raise Failed(shown(said) or f"git {words[0]} ended with {done.returncode}")
    return done.stdout


def line(root: Path, *words: str) -> str:
    """What git prints, where that is one line; "" if it fails."""
    try:
        return os.fsdecode(git(root, *words)).strip()
    except Failed:
        return ""


def fields(output: bytes) -> list[str]:
    """What stands between the zeros of `-z`."""
    return [os.fsdecode(field) for field in output.split(b"\0") if field]


def shown(text: str) -> str:
    """A text with addresses in it, without the names, passwords and tokens of those addresses."""
    return _CREDENTIALS.sub(r"\1", text)


_CREDENTIALS = re.compile(r"\b(https?://|ftps?://|ssh://)[^\s/'\"]*@")

"""`backstory init`: a new site that builds at once."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from string import Template
from urllib.parse import unquote, urlsplit, urlunsplit

from generator import files
from generator.config import FILE
from generator.problems import ConfigProblem

_STARTER = Path(__file__).with_name("starter")

_FILES = {
    "backstory.toml": FILE,
    "seed.txt": "seeds/2024-03-05-night-ferry.txt",
    "requirements.txt": "requirements.txt",
    "pages.yml": ".github/workflows/pages.yml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
}
"""What a new site begins with, by its name in `starter/`, where dots would hide it from us."""

_FILLED = ("backstory.toml", "requirements.txt", "README.md")

_UNKNOWN = (
    "# Write the address here that you installed Backstory from, and take the # away:\n"
    "# backstory @ git+https://…"
)

Say = Callable[[str], None]


def init(folder: Path, say: Say, *, force: bool = False) -> None:
    """Put a new site into a folder, made if need be. No file is ever overwritten.

    Args:
        force: whether the folder may hold something already.

    Raises:
        ConfigProblem: the folder is in use, or is none.
        Problem: it cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigProblem("is a file", place=folder, remedy="name a folder")
    if not force and folder.is_dir() and any(p.name != ".git" for p in folder.iterdir()):
        raise ConfigProblem(
            "the folder is in use",
            place=folder,
            remedy="name another, or add what is missing with --force; no file is overwritten",
        )
    name = re.sub(r"[\s_-]+", " ", folder.resolve().name).strip() or "Backstory"
    name = name[0].upper() + name[1:]
    requirement = _requirement()
    words = {
        "name": name,
        "title": json.dumps(name, ensure_ascii=False),
        "requirement": requirement or _UNKNOWN,
    }
    for source, target in _FILES.items():
        path = folder / target
        if path.exists() or path.is_symlink():
            say(f"{path}: is there already, and stays")
            continue
        text = (_STARTER / source).read_text(encoding="utf-8")
        filled = Template(text).substitute(words) if source in _FILLED else text
        files.write(path, filled.encode(errors="surrogateescape"))
        say(f"{path}: written")
        if _UNKNOWN in filled:
            say(f"{path}: write there where you installed Backstory from")
    (folder / "content").mkdir(exist_ok=True)
    say(f"next: cd {folder} && backstory serve" if folder != Path() else "next: backstory serve")


def _requirement() -> str:
    """What pip is to install, if what is installed here came from a git repository; else "".

    Sources: PEP 610 (where an installed package came from), PEP 508 (the form of the line).
    """
    try:
        origin = json.loads(distribution("backstory").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    address, at = str(origin.get("url", "")), ""
    if commit := origin.get("vcs_info", {}).get("commit_id"):
        at = f"@{commit}"
    elif "dir_info" in origin:
        address = _remote(unquote(urlsplit(address).path))
    parts = urlsplit(address)
    known = parts.scheme in ("http", "https", "ssh") and parts.hostname
    if not known or "archive_info" in origin:
        return ""
    user = "git@" if parts.scheme == "ssh" else ""
    host = f"{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    return f"backstory @ git+{urlunsplit((parts.scheme, user + host, parts.path, '', ''))}{at}"


def _remote(folder: str) -> str:
    """Where a clone came from; "" if it is none."""
    try:
        done = subprocess.run(
            ["git", "-C", folder, "remote", "get-url", "origin"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return ""
    address = done.stdout.strip()
    if scp := re.fullmatch(r"([\w.-]+@)?([\w.-]+):(?!//)/?(.+)", address):
        return f"ssh://git@{scp[2]}/{scp[3]}"
    return address

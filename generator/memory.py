"""What a build remembers of the last one: the print of its inputs, and what it wrote from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from generator import __version__, files
from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Memory:
    """`inputs`: a print of all that was read; `outputs`: path from `site/` → SHA-256.

    `pages`, `conflicts` (how many) and `notes` are what a build without changes still has to tell.
    """

    inputs: str = ""
    outputs: Mapping[str, str] | None = None
    pages: int = 0
    conflicts: int = 0
    notes: tuple[str, ...] = ()


def recall(config: Config) -> Memory:
    """The last build's memory; an empty one where there is none that can be read."""
    try:
        data = json.loads(_path(config).read_text(encoding="utf-8"))
        data["notes"] = tuple(data["notes"])
        return Memory(**data)
    except (OSError, ValueError, TypeError, KeyError):
        return Memory()


def remember(config: Config, memory: Memory) -> None:
    files.write(_path(config), json.dumps(asdict(memory)).encode())


def _path(config: Config) -> Path:
    return config.state / "cache" / "memory.json"


def code_print() -> str:
    """A print of our own code and data, so that no result outlives the code that made it."""
    own = (
        p
        for p in _PACKAGE.rglob("*")
        if p.suffix in (".py", ".toml", ".json", ".txt", ".csv", ".tsv") and "en" not in p.parts
    )
    return _print([*own, _PACKAGE / "language" / "en" / "meta.json"]) + __version__


def source_print(config: Config) -> str:
    """A print of what articles are drafted from: seeds, glossary and configuration."""
    return _print([*_files(config.seeds), config.root / GLOSSARY, config.root / FILE])


def page_print(config: Config, theme: Path) -> str:
    """A print of what pages are made from: explainers, what is merged into them, templates."""
    kept = (config.state / name for name in ("drafts", "dropped", "conflicts"))
    folders = (config.content, *kept, config.templates, theme)
    return _print([p for folder in folders for p in _files(folder)])


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()] if folder.is_dir() else []


def _print(paths: Iterable[Path]) -> str:
    digest = sha256()
    for path in sorted(paths):
        digest.update(f"{path}\0".encode(errors="surrogateescape"))
        try:
            digest.update(sha256(path.read_bytes()).digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()

"""What a build remembers of the last one: the print of its inputs, and what it wrote from them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from generator import __version__, files
from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mark:
    """How a file of the site was left: what it was made from, its size, when it was written."""

    print: str = ""
    size: int = -1
    time: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a build knows of the last one.

    Attributes:
        inputs: a print of all that was read; "" where something is left to do.
        outputs: what was written, by path from `site/`.
        pages: how many explainers there are.
        conflicts: how many are open.
        notes: what a build without changes still has to tell.
    """

    inputs: str = ""
    outputs: Mapping[str, Mark] = field(default_factory=dict)
    pages: int = 0
    conflicts: int = 0
    notes: tuple[str, ...] = ()


def recall(config: Config) -> Memory:
    """The last build's memory; an empty one where there is none that can be read.

    Where a build was cut off while it wrote, what it meant to write is in some state or other.
    """
    try:
        data = json.loads(_path(config).read_text(encoding="utf-8"))
        outputs = {str(path): Mark(*mark) for path, mark in data.pop("outputs").items()}
        found = Memory(outputs=outputs, **data | {"notes": tuple(data["notes"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        found = Memory()
    if (begun := _begun(config)) is None:
        return found
    return replace(found, inputs="", outputs={**found.outputs, **dict.fromkeys(begun[1], Mark())})


def begin(config: Config, outputs: Iterable[str]) -> None:
    """Note which files a build is about to write, before it writes the first."""
    owner, names = _begun(config) or (0, [])
    for name in names:
        with suppress(OSError):
            files.part(config.site / name, owner).unlink()
    journal = {"owner": os.getpid(), "outputs": sorted(outputs)}
    files.write(_journal(config), json.dumps(journal).encode(), durable=True)


def remember(config: Config, memory: Memory) -> None:
    """Note how a build that has written everything left the site."""
    outputs = {path: (m.print, m.size, m.time) for path, m in memory.outputs.items()}
    text = json.dumps({**asdict(replace(memory, outputs={})), "outputs": outputs})
    files.write(_path(config), text.encode())
    _journal(config).unlink(missing_ok=True)


def mark(path: Path, print: str) -> Mark:
    """The mark of a file as it stands; an empty one of a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return Mark()
    return Mark(print, found.st_size, found.st_mtime_ns)


def is_left(path: Path, print: str, last: Mark | None) -> bool:
    """Whether a file stands as a build left it, made from what it would be made from now."""
    return last is not None and last.print != "" and mark(path, print) == last


def _begun(config: Config) -> tuple[int, list[str]] | None:
    """The process of a build that was cut off, and what it meant to write; None where none was."""
    try:
        data = json.loads(_journal(config).read_text(encoding="utf-8"))
        return int(data["owner"]), [str(name) for name in data["outputs"]]
    except OSError:
        return None
    except (ValueError, TypeError, KeyError):
        return 0, []


def _path(config: Config) -> Path:
    return config.state / "cache" / "memory.json"


def _journal(config: Config) -> Path:
    return config.state / "cache" / "writing.json"


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


def theme_print(config: Config, theme: Path) -> str:
    """A print of what every page is made from, whatever it tells of."""
    templates = [p for folder in (config.templates, theme) for p in _files(folder)]
    return _print([*templates, config.root / GLOSSARY, config.root / FILE])


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

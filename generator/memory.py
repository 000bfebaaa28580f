"""What a build remembers of the last one: the print of its inputs, and what it wrote from them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from generator import __version__, files
from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY

_PACKAGE = Path(__file__).parent


class Mark(NamedTuple):
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

    Raises:
        Problem: there is one, and the system does not let us read it: it may be whole.
    """
    found = _read(config) or Memory()
    if (begun := _begun(config)) is None:
        return found
    return replace(found, inputs="", outputs={**found.outputs, **dict.fromkeys(begun, Mark())})


def is_lost(config: Config) -> bool:
    """Whether there is a memory of the last build that cannot be read."""
    return _path(config).exists() and _read(config) is None


def _read(config: Config) -> Memory | None:
    try:
        found = msgspec.json.decode(_path(config).read_bytes(), type=Memory)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise files.unreadable(error, str(_path(config))) from error
    except (msgspec.MsgspecError, RecursionError):
        return None
    # What is made no more is deleted by these names: none may lead elsewhere.
    return found if all(map(files.is_below, found.outputs)) else None


def sweep(config: Config) -> None:
    """Remove what a build that was cut off left beside files that it was about to replace."""
    files.sweep(config.content)
    files.sweep(config.state, deep=True)
    files.sweep(config.site, deep=_begun(config) is not None)


def begin(config: Config, outputs: Iterable[str]) -> None:
    """Note which files a build is about to write, before it writes the first."""
    files.write(_journal(config), json.dumps(sorted(outputs)).encode(), durable=True)


def remember(config: Config, memory: Memory) -> None:
    """Note how a build that has written everything left the site."""
    # Whole before the journal goes: else a power cut could leave neither.
    files.write(_path(config), msgspec.json.encode(memory), durable=True)
    with files.told(_journal(config)):
        _journal(config).unlink(missing_ok=True)


def marks(site: Path, prints: Mapping[str, str]) -> dict[str, Mark]:
    """The marks of files as they stand, by path and print; an empty one of what is not there."""
    folder = str(site)  # there may be a hundred thousand files
    return {name: _mark(f"{folder}/{name}", print) for name, print in prints.items()}


def _mark(path: str, print: str) -> Mark:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return Mark()
    return Mark(print, found.st_size, found.st_mtime_ns)


def is_left(now: Mark, last: Mark | None) -> bool:
    """Whether a file stands as a build left it, made from what it would be made from now."""
    return now == last and now.print != ""


def _begun(config: Config) -> list[str] | None:
    """What a build that was cut off meant to write; None where none was."""
    try:
        names = json.loads(_journal(config).read_text(encoding="utf-8"))
        is_sound = isinstance(names, list) and all(map(files.is_below, names))
        return names if is_sound else []
    except FileNotFoundError:
        return None
    except OSError as error:
        raise files.unreadable(error, str(_journal(config))) from error
    except (ValueError, TypeError, RecursionError):
        return []


def _path(config: Config) -> Path:
    return config.state / "cache" / "memory.json"


def _journal(config: Config) -> Path:
    return config.state / "cache" / "writing.json"


@cache
def code_print() -> str:
    """A print of our own code and data, so that no result outlives the code that made it.

    The same wherever it is installed; the theme, which is ours as well, has a print of its own.
    """
    kinds = (".py", ".toml", ".json", ".txt", ".csv", ".tsv")
    apart = (f"{_PACKAGE / 'language' / 'en'}{os.sep}", f"{_PACKAGE / 'templates'}{os.sep}")
    own = [p for p in _files(_PACKAGE) if p.endswith(kinds) and not p.startswith(apart)]
    return _print([*own, f"{apart[0]}meta.json"], _PACKAGE) + __version__


def source_print(config: Config) -> str:
    """A print of what articles are drafted from: seeds, glossary and configuration."""
    return _print([*_files(config.seeds), *_settings(config)])


def page_print(config: Config, theme: Path) -> str:
    """A print of what pages are made from besides explainers: what they are merged with, templates.

    Whoever reads the explainers knows what they held.
    """
    kept = (config.state / name for name in ("drafts", "dropped", "conflicts"))
    folders = (config.content, *kept, config.templates, theme)
    explainers = {str(path) for path in config.content.glob("*.md")}
    return _print([p for folder in folders for p in _files(folder) if p not in explainers])


def print_of(*parts: object) -> str:
    """What stands for them: the same as long as they say the same."""
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


def theme_print(config: Config, theme: Path) -> str:
    """A print of what every page is made from, whatever it tells of."""
    templates = [p for folder in (config.templates, theme) for p in _files(folder)]
    return _print([*templates, *_settings(config)])


def _settings(config: Config) -> list[str]:
    return [str(config.root / name) for name in (GLOSSARY, FILE)]


def _files(folder: Path) -> Iterator[str]:
    """All files in a folder and in its folders; plain strings, as there may be very many."""
    for where, _, names in os.walk(folder):
        for name in names:
            yield f"{where}{os.sep}{name}"


def _print(paths: Iterable[str], root: Path | None = None) -> str:
    """A print of files by name, below `root` if one is given, and by what they hold."""
    digest = sha256()
    for path in sorted(paths):
        name = Path(path).relative_to(root).as_posix() if root else path
        digest.update(f"{name}\0".encode(errors="surrogateescape"))
        try:
            digest.update(_content_print(path))
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()


def _content_print(path: str) -> bytes:
    found = os.stat(path)  # noqa: PTH116
    if not stat.S_ISREG(found.st_mode) or found.st_size > files.LIMIT:  # the latter for browsers
        return f"{found.st_size} {found.st_mtime_ns}".encode()
    with open(path, "rb") as file:  # noqa: PTH123
        return sha256(file.read()).digest()

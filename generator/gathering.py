"""The explainers of a site: read by several processes at first, then only where they changed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from generator import files, memory
from generator.config import Config
from generator.memory import print_of
from generator.problems import Problem

if TYPE_CHECKING:
    from generator.explainer.model import Explainer
    from generator.rendering.entries import Kept
    from generator.rendering.site import Entry


@dataclass(frozen=True, slots=True)
class Gathered:
    """The explainers of a site.

    Attributes:
        explainers: by slug.
        spared: the slugs of those that cannot be read.
        problems: why they cannot.
        print: of what their files held when they were read.
    """

    explainers: dict[str, Explainer]
    spared: set[str]
    problems: list[Problem]
    print: str


def read_explainers(config: Config, *, placed: bool = False, jobs: int = 1) -> Gathered:
    """All explainers, and why others cannot be read.

    Args:
        placed: whether they tell where in their files they say what they say.
        jobs: how many processes may read.
    """
    from generator.rendering.entries import Kept, many

    explainers: dict[str, Explainer] = {}
    spared: set[str] = set()
    problems: list[Problem] = []
    prints: dict[str, str] = {}
    kept = Kept(config.state / "cache" / "explainers", memory.code_print())
    paths = _paths(config)
    for gone in _read.keys() - paths.keys():
        _read.pop(gone, None)
    new = [] if placed else [item for item in paths.items() if item[0] not in _read]
    with many(), _read_by_others(config, new, kept, jobs - 1):
        for name, path in paths.items():
            try:
                content = files.read(path, name)
                prints[name] = sha256(content).hexdigest()
                if placed:
                    explainer, unread = _parsed(content, name, placed=True)
                else:
                    explainer, unread = _explainer(content, name, prints[name], kept)
                problems.extend(unread)
                if explainer.is_sound:
                    explainers[path.stem] = explainer
                else:
                    spared.add(path.stem)
            except Problem as problem:
                problems.append(problem)
                spared.add(path.stem)
            except UnicodeDecodeError as error:
                problems.append(
                    Problem(f"cannot be read ({error})", place=name, remedy="save it as UTF-8")
                )
                spared.add(path.stem)
            except OSError as error:
                problems.append(files.unreadable(error, name))
                spared.add(path.stem)
    kept.keep(paths)
    return Gathered(explainers, spared, problems, print_of(*prints.items()))


def content_print(config: Config) -> str:
    """The print that explainers would have if they were read now."""
    prints: dict[str, str] = {}
    for name, path in _paths(config).items():
        with suppress(OSError, Problem):
            prints[name] = sha256(files.read(path, name)).hexdigest()
    return print_of(*prints.items())


def _paths(config: Config) -> dict[str, Path]:
    """Where explainers are, by their names from the site's root and in their order."""
    folder = config.content.relative_to(config.root).as_posix()
    return dict(sorted((f"{folder}/{p.name}", p) for p in config.content.glob("*.md")))


_File = tuple[str, Path]
"""An explainer's name, from the site's root, and where it is."""


@contextmanager
def _read_by_others(
    config: Config, files: Sequence[_File], kept: Kept, others: int
) -> Iterator[None]:
    """While the block reads explainers from the first to the last, others come from behind.

    What they read is kept, so that the block finds it made from where it meets them on.

    Args:
        files: explainers of which none was read by this process.
        kept: takes what is read.
        others: how many processes may help.
    """
    from generator.rendering.staging import FEW, can_fork

    without = kept.without(name for name, _ in files)
    new = [file for file in files if file[0] in without]
    if others < 1 or len(new) < FEW or not can_fork():
        yield
        return
    from multiprocessing import get_context

    context = get_context("fork")
    # The first of them shares its part with the block, the others have theirs alone.
    cuts = [0, *(len(new) * n // (others + 1) for n in range(2, others + 2))]
    shares = (new[start:end] for start, end in pairwise(cuts))
    readers = [context.Process(target=_keep, args=(s[::-1], kept), daemon=True) for s in shares]
    try:
        for reader in readers:
            reader.start()
        _load(config)  # what is wanted next, meanwhile
        yield
    finally:
        for reader in readers:
            reader.kill()
            reader.join()


def _load(config: Config) -> None:
    from generator.rendering import language, pages  # noqa: F401

    language.of(config)


def _keep(share: Iterable[_File], kept: Kept) -> None:
    """Read explainers until one of them turns out to be read, unless something is wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that was called to say
    owner = os.getppid()
    for name, path in share:
        if os.getppid() != owner or name in kept:
            return
        with suppress(Exception):  # which shows again where it can be told
            content = files.read(path, name)
            _entered(content, name, sha256(content).hexdigest(), kept)


_Read = tuple["Explainer", tuple[Problem, ...]]

_read: dict[str, tuple[str, _Read]] = {}
"""The last explainers read, by name, with a print of each: a preview reads what has changed."""


def _explainer(content: bytes, name: str, print: str, kept: Kept) -> _Read:
    """What a file says: read once, however often a preview builds, and kept for later builds."""
    from generator.rendering import site

    last = _read.get(name)
    if last and last[0] == print:
        return last[1]
    entry, problems = _entered(content, name, print, kept)
    _read[name] = print, (site.take(entry).explainer, problems)
    return _read[name][1]


def _entered(
    content: bytes, name: str, print: str, kept: Kept
) -> tuple[Entry, tuple[Problem, ...]]:
    from generator.rendering import site

    if entry := kept.get(name, print):
        return entry, ()
    explainer, problems = _parsed(content, name, placed=False)
    entry = site.enter(Path(name).stem, explainer, print)
    if explainer.is_sound and not problems:
        kept.put(name, print, entry)
    return entry, problems


def _parsed(content: bytes, name: str, *, placed: bool) -> _Read:
    from generator.explainer import read

    explainer, problems = read(content.decode("utf-8"), name, placed=placed)
    return explainer, tuple(problems)

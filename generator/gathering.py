"""The explainers of a site: read by several processes at first, then only where they changed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from generator import files, memory
from generator.config import Config
from generator.problems import Problem

if TYPE_CHECKING:
    from generator.explainer.model import Explainer
    from generator.rendering.entries import Kept


def read_explainers(
    config: Config, *, placed: bool = False, jobs: int = 1
) -> tuple[dict[str, Explainer], set[str], list[Problem]]:
    """All explainers by slug, the slugs of those that cannot be read, and why.

    Args:
        placed: whether they tell where in their files they say what they say.
        jobs: how many processes may read.
    """
    from generator.rendering.entries import Kept, many

    explainers: dict[str, Explainer] = {}
    spared: set[str] = set()
    problems: list[Problem] = []
    kept = Kept(config.state / "cache" / "explainers", memory.code_print())
    paths = {p.relative_to(config.root).as_posix(): p for p in config.content.glob("*.md")}
    for gone in _read.keys() - paths.keys():
        _read.pop(gone, None)
    if not placed:
        _read_ahead({n: p for n, p in paths.items() if n not in _read}, kept, jobs)
    with many():
        for name, path in sorted(paths.items()):
            try:
                content = files.read(path, name)
                read = partial(_parsed, placed=True) if placed else partial(_explainer, kept=kept)
                explainer, unread = read(content, name)
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
    return explainers, spared, problems


def _read_ahead(paths: Mapping[str, Path], kept: Kept, jobs: int) -> None:
    """Read what is not kept by several processes, so that it is, unless something is wrong."""
    from generator.rendering.staging import FEW, can_fork

    new = [(name, path) for name, path in paths.items() if name not in kept]
    if jobs < 2 or len(new) < FEW or not can_fork():
        return
    context = get_context("fork")
    shares = (new[n::jobs] for n in range(jobs))
    readers = [context.Process(target=_keep, args=(s, kept), daemon=True) for s in shares]
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    finally:
        for reader in readers:
            reader.kill()


def _keep(share: Iterable[tuple[str, Path]], kept: Kept) -> None:
    from generator.rendering.entries import many

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that was called to say
    owner = os.getppid()
    with many():
        for name, path in share:
            if os.getppid() != owner:
                return
            with suppress(Exception):  # which shows again where it can be told
                _explainer(files.read(path, name), name, kept)


_Read = tuple["Explainer", tuple[Problem, ...]]

_read: dict[str, tuple[str, _Read]] = {}
"""The last explainers read, by name, with a print of each: a preview reads what has changed."""


def _explainer(content: bytes, name: str, kept: Kept) -> _Read:
    """What a file says: read once, however often a preview builds, and kept for later builds."""
    from generator.rendering import site

    print, last = sha256(content).hexdigest(), _read.get(name)
    if last and last[0] == print:
        return last[1]
    problems: tuple[Problem, ...] = ()
    if not (entry := kept.get(name, content)):
        explainer, problems = _parsed(content, name, placed=False)
        entry = site.enter(Path(name).stem, explainer, print)
        if explainer.is_sound and not problems:
            kept.put(name, content, entry)
    _read[name] = print, (site.take(entry).explainer, problems)
    return _read[name][1]


def _parsed(content: bytes, name: str, *, placed: bool) -> _Read:
    from generator.explainer import read

    explainer, problems = read(content.decode("utf-8"), name, placed=placed)
    return explainer, tuple(problems)

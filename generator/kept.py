"""What `backstory cache` tells of the analyses that are kept, and what it throws away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from hashlib import sha256

from generator import files, language, memory
from generator.analysis.cache import FILE, Cache, Key
from generator.config import Config

Say = Callable[[str], None]


def show(config: Config, say: Say) -> None:
    """Tell how many analyses are kept, of which pipeline and code, and how many of no use."""
    folder = config.state / "cache"
    if not (folder / FILE).is_file():
        say("no analyses are kept")
        return
    needed = _needed(config)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    useless = []
    with Cache.as_it_is(folder) as cache:
        for key, size in cache.contents():
            groups[key.pipeline, key.code].append(size)
            if key not in needed:
                useless.append(size)
    say(f"{folder / FILE}: {_size((folder / FILE).stat().st_size)}")
    for (pipeline, code), sizes in sorted(groups.items()):
        say(f"{len(sizes):>8} {_size(sum(sizes)):>9}  {pipeline}, {_version(code)}")
    if useless:
        say(
            f"{len(useless)} of them ({_size(sum(useless))}) no seed needs any more: "
            "backstory cache --prune removes them"
        )


def prune(config: Config, say: Say) -> None:
    """Remove what no seed needs, as it stands now and with the code as it is now."""
    folder = config.state / "cache"
    if not (folder / FILE).is_file():
        say("no analyses are kept")
        return
    with _alone(config, say), Cache(folder) as cache:
        before = (folder / FILE).stat().st_size
        gone = cache.keep(_needed(config))
        freed = before - (folder / FILE).stat().st_size
    say(f"{gone} removed, {_size(max(freed, 0))} freed")


def clear(config: Config, say: Say) -> None:
    """Remove the cache: the next build analyses every article anew."""
    path = config.state / "cache" / FILE
    if not path.is_file():
        say("no analyses are kept")
        return
    with _alone(config, say):
        size = path.stat().st_size
        for file in (path.with_name(f"{FILE}-journal"), path):
            file.unlink(missing_ok=True)
    say(f"all removed, {_size(size)} freed")


def _alone(config: Config, say: Say) -> AbstractContextManager[None]:
    waiting = partial(say, "a build is at work here; waiting for it to end")
    return files.alone(config.state / "cache" / "lock", waiting)


def _needed(config: Config) -> set[Key]:
    """What a build would look for now."""
    from generator.reading import seeds

    pipeline, code = language.version(config.pipeline), memory.code_print()
    keys = set()
    for path in seeds(config.seeds) if config.seeds.is_dir() else ():
        with suppress(OSError):
            name = path.relative_to(config.root).as_posix()
            keys.add(Key(name, sha256(path.read_bytes()).hexdigest(), pipeline, code))
    return keys


def _version(code: str) -> str:
    return f"Backstory {code[64:]} (code {code[:8]})"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"

"""The watch over seeds, content, templates, glossary and settings."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import Change, DefaultFilter, watch

from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY

DEBOUNCE_MS, STEP_MS = 50, 5
"""A burst of saves ends with this many milliseconds of silence, the second, or after the first."""

Saved = Callable[[set[Path], IOLoop], None]
"""Takes what changed (nothing: at the start), and the loop of the server."""


class _Sources(DefaultFilter):
    """Leaves out what editors, and we, write beside a file before it takes its name."""

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and not _BESIDE.fullmatch(Path(path).name)


_BESIDE = re.compile(r"\.[0-9a-f]{16}-\d+|\.goutputstream-.*|4913")
"""Our own, GTK's, and the one by which Vim tries whether it may write."""


class Sources(Watcher):  # type: ignore[misc]
    """Livereload's watcher, told of changes by the system instead of looking for them.

    Each change is shown at once; builds follow one another, each for all that came before it.

    Args:
        show: called with what changed, without delay.
        build: called with all that changed since it was last called; never twice at a time.
    """

    def __init__(self, config: Config, show: Saved, build: Saved) -> None:
        super().__init__()
        self._root = config.root.resolve()
        self._folders = [
            folder.resolve() for folder in (config.seeds, config.content, config.templates)
        ]
        self._show, self._build = show, build
        self._again = threading.Event()
        self._waiting: set[Path] = set()
        self._came = threading.Condition()

    def watch(self, *_: Any, **__: Any) -> None:
        """What is watched is settled by the site's configuration."""

    def start(self, callback: Callable[[], None]) -> bool:
        loop = IOLoop.current()
        for work in (self._follow_folders, self._follow_root, self._keep_building):
            threading.Thread(target=work, args=(loop,), daemon=True).start()
        return True

    def _keep_building(self, loop: IOLoop) -> None:
        self._build(set(), loop)
        while True:
            with self._came:
                self._came.wait_for(lambda: self._waiting)
                changed, self._waiting = self._waiting, set()
            self._build(changed, loop)

    def _follow_folders(self, loop: IOLoop) -> None:
        while True:
            self._again.clear()
            there = [folder for folder in self._folders if folder.is_dir()]
            if not there:
                self._again.wait()
                continue
            for changes in watch(
                *there,
                debounce=DEBOUNCE_MS,
                step=STEP_MS,
                watch_filter=_Sources(),
                stop_event=self._again,
            ):
                self._note({Path(path) for _, path in changes}, loop)

    def _follow_root(self, loop: IOLoop) -> None:
        """The configuration, the glossary, and source folders that come and go."""
        names = {folder.name for folder in self._folders}
        for changes in watch(self._root, recursive=False, debounce=DEBOUNCE_MS, step=STEP_MS):
            changed = {Path(path) for _, path in changes}
            if any(path.name in names for path in changed):
                self._again.set()
            if any(path.name in names | {FILE, GLOSSARY} for path in changed):
                self._note(changed, loop)

    def _note(self, changed: set[Path], loop: IOLoop) -> None:
        self._show(changed, loop)
        with self._came:
            self._waiting |= changed
            self._came.notify()

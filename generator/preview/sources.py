"""The watch over seeds, content, templates, glossary and settings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import DefaultFilter, watch

from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY

DEBOUNCE_MS = 50
"""A burst of saves lasts this long at most; what comes later waits for the build to end."""

Rebuild = Callable[[set[Path], IOLoop], None]
"""Takes what changed (nothing: at the start), and the loop of the server."""


class Sources(Watcher):  # type: ignore[misc]
    """Livereload's watcher, told of changes by the system instead of looking for them."""

    def __init__(self, config: Config, rebuild: Rebuild) -> None:
        super().__init__()
        self._root = config.root.resolve()
        self._folders = [
            folder.resolve() for folder in (config.seeds, config.content, config.templates)
        ]
        self._rebuild = rebuild
        self._again = threading.Event()
        self._building = threading.Lock()

    def watch(self, *_: Any, **__: Any) -> None:
        """What is watched is settled by the site's configuration."""

    def start(self, callback: Callable[[], None]) -> bool:
        loop = IOLoop.current()
        for work in (self._follow_folders, self._follow_root, self._begin):
            threading.Thread(target=work, args=(loop,), daemon=True).start()
        return True

    def _begin(self, loop: IOLoop) -> None:
        self._build(loop, set())

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
                step=10,
                watch_filter=DefaultFilter(),
                stop_event=self._again,
            ):
                self._build(loop, {Path(path) for _, path in changes})

    def _follow_root(self, loop: IOLoop) -> None:
        """The configuration, the glossary, and source folders that come and go."""
        names = {folder.name for folder in self._folders}
        for changes in watch(self._root, recursive=False, debounce=DEBOUNCE_MS, step=10):
            changed = {Path(path) for _, path in changes}
            if any(path.name in names for path in changed):
                self._again.set()
            if any(path.name in names | {FILE, GLOSSARY} for path in changed):
                self._build(loop, changed)

    def _build(self, loop: IOLoop, changed: set[Path]) -> None:
        with self._building:
            self._rebuild(changed, loop)

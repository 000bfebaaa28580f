"""Preview: the site on this machine, rebuilt and reloaded at every change."""

from __future__ import annotations

import logging
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from livereload.server import LiveScriptInjector
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from tornado.web import Application
from watchfiles import DefaultFilter, watch

from generator.build import build, summary
from generator.config import FILE, Config, load
from generator.glossary import FILE as GLOSSARY
from generator.problems import ConfigProblem, Problem

PORTS_TRIED = 20
DEBOUNCE_MS = 50


def serve(config: Config, *, host: str, port: int, open_browser: bool = False) -> None:
    """Build the site, serve it until interrupted, and rebuild it when its sources change.

    Args:
        host: address to listen on.
        port: the first port tried; the next free one of twenty is taken.

    Raises:
        ConfigProblem: no port is free, or there is nothing to build.
    """
    free = _free_port(host, port)
    if free != port:
        click.echo(f"port {port} is taken, so this is {free}")
    _rebuild(config.root, search=True)
    address = f"http://{host}:{free}/"
    click.echo(f"serving {address} (Ctrl-C to stop)")
    if open_browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    Pages.base = urlsplit(config.home).path or "/"
    Preview(watcher=Sources(config)).serve(port=free, host=host, root=str(config.site))


class Preview(Server):  # type: ignore[misc]
    """Livereload's server, its client loaded as a file of the pages' own origin.

    The pages' Content-Security-Policy forbids inline scripts, and holds in preview too.
    """

    def application(self, port: int, host: str, **_: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True

        class Client(LiveScriptInjector):  # type: ignore[misc]
            script = f'<script src="/livereload.js?port={port}" defer></script>'.encode()

        Application(
            [
                (r"/livereload", LiveReloadHandler),
                (r"/livereload.js", LiveReloadJSHandler),
                (r"/(.*)", Pages, {"path": self.root, "default_filename": "index.html"}),
            ],
            transforms=[Client],
        ).listen(port, address=host)

    def _setup_logging(self) -> None:
        # What a person wants to know, the builds tell; a handler keeps tornado from adding its own.
        logging.getLogger("tornado").addHandler(logging.NullHandler())
        logging.getLogger("tornado").propagate = False
        logging.getLogger("livereload").propagate = False


class Pages(StaticFileHandler):  # type: ignore[misc]
    """Files of the site, never from a browser's cache; the site's own page for what is missing.

    That page alone links from the host's root, where the published site may have a path of its
    own (`base`): here it has none.
    """

    base = "/"

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        page = Path(self.root) / "404.html"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if not page.is_file():
            self.finish(f"{status_code}: {self._reason}")
            return
        self.finish(page.read_bytes().replace(f'="{self.base}'.encode(), b'="/'))


class Sources(Watcher):  # type: ignore[misc]
    """Livereload's watcher, told of changes by the system instead of looking for them."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._root = config.root.resolve()
        self._folders = [
            folder.resolve() for folder in (config.seeds, config.content, config.templates)
        ]
        self._again = threading.Event()
        self._building = threading.Lock()

    def watch(self, *_: Any, **__: Any) -> None:
        """What is watched is settled by the site's configuration."""

    def start(self, callback: Callable[[], None]) -> bool:
        loop = IOLoop.current()
        for follow in (self._follow_folders, self._follow_root):
            threading.Thread(target=follow, args=(loop,), daemon=True).start()
        return True

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
            if _rebuild(self._root):
                styles = all(path.suffix == ".css" for path in changed)
                path = str(min(changed)) if styles else "index.html"
                loop.add_callback(LiveReloadHandler.reload_waiters, path)


def _rebuild(root: Path, *, search: bool = False) -> bool:
    """Build, say how it went, and whether the site changed; a fault never ends the preview.

    The search index is that of the start: nobody should wait for it after every save.
    """
    try:
        result = build(load(root), click.echo, search=search)
    except Problem as problem:
        click.echo(str(problem), err=True)
        return False
    for trouble in result.problems:
        click.echo(str(trouble), err=True)
    if result.written or result.removed or result.problems:
        click.echo(summary(result))
    return bool(result.written or result.removed)


def _free_port(host: str, first: int) -> int:
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise ConfigProblem(
        f"no port from {first} to {first + PORTS_TRIED - 1} is free on {host}",
        remedy="give another with --port",
    )

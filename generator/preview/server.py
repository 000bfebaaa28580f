"""The server: the site's files as they are, to this machine's own browsers, told of each change."""

from __future__ import annotations

import logging
import mimetypes
import re
import signal
import socket
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import time_ns
from typing import Any
from urllib.parse import urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from livereload.server import LiveScriptInjector
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from generator.config import Config
from generator.problems import Problem

for _suffix, _type in {
    ".avif": "image/avif",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pagefind": "application/wasm",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}.items():
    # What a machine's own tables say of these differs from machine to machine.
    mimetypes.add_type(_type, _suffix)

_WAITING = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Building</title>
</head><body><p>The site is being built. This page shows it as soon as it is there.</p></body>
</html>
"""


@dataclass(slots=True)
class State:
    """What the browsers are told: which build this is, and what is wrong with the sources."""

    problems: tuple[Problem, ...] = ()
    build: str = "0"
    _builds: count[int] = field(default_factory=lambda: count(time_ns()))

    def built(self) -> None:
        self.build = str(next(self._builds))


class Preview(Server):  # type: ignore[misc]
    """Livereload's server, its client loaded as a file of the pages' own origin.

    The pages' Content-Security-Policy forbids inline scripts, and holds in preview too.
    """

    def __init__(self, config: Config, state: State, watcher: Watcher) -> None:
        super().__init__(watcher=watcher)
        self._config, self._state = config, state

    def application(self, port: int, host: str, **_: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        state = self._state

        class Client(LiveScriptInjector):  # type: ignore[misc]
            @property
            def script(self) -> bytes:
                return (
                    f'<script src="/.backstory/preview.js?build={state.build}" defer></script>'
                    f'<script src="/livereload.js?port={port}" defer></script>'
                ).encode()

        pages = {
            "path": str(self._config.site.resolve()),
            "default_filename": "index.html",
            # The page for missing addresses alone links from the host's root, where the published
            # site may have a path of its own: here it has none.
            "base": urlsplit(self._config.home).path or "/",
        }
        application = Application(transforms=[Client], default_handler_class=Foreign)
        application.add_handlers(
            _hosts(host),
            [
                (r"/livereload", Reload),
                (r"/livereload.js", LiveReloadJSHandler),
                (r"/\.backstory/preview.js", Script),
                (r"/\.backstory/state.json", Told, {"state": state}),
                (r"/(.*)", Pages, pages),
            ],
        )
        application.listen(port, address=host)
        # As an exception, Ctrl-C would be lost wherever exceptions are swallowed (a weak
        # reference's callback, say).
        loop = IOLoop.current()
        signal.signal(signal.SIGINT, lambda *_: loop.add_callback_from_signal(loop.stop))

    def _setup_logging(self) -> None:
        # What a person wants to know, the builds tell; a handler keeps tornado from adding its own.
        logging.getLogger("tornado").addHandler(logging.NullHandler())
        logging.getLogger("tornado").propagate = False
        logging.getLogger("livereload").propagate = False


def _hosts(host: str) -> str:
    """The names that this machine is asked by, as a pattern.

    A page from elsewhere whose own name has come to lead here (DNS rebinding) asks by that name.
    An address in figures cannot be made to lead anywhere else.
    """
    name = socket.gethostname().lower()
    known = map(re.escape, (host.lower(), name, f"{name}.local"))
    figures = r"\d+(?:\.\d+){3}|\[[0-9a-f:.]+\]"
    return rf"(?:(?:[\w-]+\.)*localhost|{figures}|{'|'.join(known)})$"


class Foreign(RequestHandler):
    """The answer to who asks by a name that is not this machine's."""

    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("This preview answers to localhost. Name another address with --host.\n")


class Reload(LiveReloadHandler):  # type: ignore[misc]
    """Livereload's channel, for pages of this server only."""

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)


class Script(RequestHandler):
    """Our part of the client."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(Path(__file__).with_name("preview.js").read_bytes())


class Told(RequestHandler):
    """The state, for our part of the client."""

    def initialize(self, state: State) -> None:
        self._state = state

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        problems = [
            {"place": str(p.place or ""), "message": p.message, "remedy": p.remedy or ""}
            for p in self._state.problems
        ]
        self.finish({"build": self._state.build, "problems": problems})


class Pages(StaticFileHandler):  # type: ignore[misc]
    """Files of the site, never from a browser's cache; the site's own page for what is missing."""

    def initialize(self, path: str, default_filename: str, base: str) -> None:
        super().initialize(path, default_filename)
        self._base = base

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = Path(self.root) / "404.html"
        if page.is_file():
            self.finish(page.read_bytes().replace(f'="{self._base}'.encode(), b'="/'))
            return
        self.set_status(503)
        self.finish(_WAITING)


def show(path: str = "", *, page: str = "") -> None:
    """Have every browser load what changed: one style sheet, or the page that it shows.

    Args:
        path: a style sheet's; "" for pages.
        page: the address of one that browsers are to go to.
    """
    _send({"path": path or "index.html", "overrideURL": page})


def complain() -> None:
    """Have every browser ask what is wrong now; the pages stay as they are."""
    _send({"path": "problems", "originalPath": "problems"})


def _send(words: dict[str, str]) -> None:
    message = {"command": "reload", "liveCSS": True, "liveImg": True, **words}
    for browser in LiveReloadHandler.waiters.copy():
        browser.send_message(message)

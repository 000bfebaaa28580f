"""The server: the site's files as they are, to this machine's own browsers, told of each change."""

from __future__ import annotations

import json
import logging
import mimetypes
import re
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from generator.config import Config
from generator.preview.ahead import Ahead
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


_START = re.compile(rb"\s*(<!doctype[^>]*>)?\s*(<html\b[^>]*>)?\s*(<head\b[^>]*>)?", re.IGNORECASE)
"""What a page has before its head's content; nothing of it is there in an empty one."""

PATIENCE = 0.5
"""Seconds; a page that has changed is loaded in a tenth of that."""


@dataclass(slots=True)
class State:
    """What is wrong with the sources, and whether a browser that was told to load a page has."""

    problems: tuple[Problem, ...] = ()
    returned: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Leave the machine to the browser that loads a page; to one that takes long, not long."""
        self.returned.wait(PATIENCE)
        self.returned.set()


class Preview(Server):  # type: ignore[misc]
    """Livereload's server, its client loaded as a file of the pages' own origin.

    The pages' Content-Security-Policy forbids inline scripts, and holds in preview too.
    """

    def __init__(self, config: Config, state: State, ahead: Ahead, watcher: Watcher) -> None:
        super().__init__(watcher=watcher)
        self._config, self._state, self._ahead = config, state, ahead

    def application(self, port: int, host: str, **_: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        pages = {
            "path": str(self._config.site.resolve()),
            "default_filename": "index.html",
            # The page for missing addresses alone links from the host's root, where the published
            # site may have a path of its own: here it has none.
            "base": urlsplit(self._config.home).path or "/",
            "port": port,
            "ahead": self._ahead,
        }
        told = {"state": self._state, "ahead": self._ahead}
        application = Application(default_handler_class=Foreign)
        application.add_handlers(
            _hosts(host),
            [
                (r"/livereload", Reload, told),
                (r"/livereload.js", LiveReloadJSHandler),
                (r"/\.backstory/preview.js", Script),
                (r"/\.backstory/state.json", Told, {"state": self._state}),
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
    """Livereload's channel, for pages of this server only.

    A browser at its other end tells which page it shows, and by its mark, as of which moment.
    """

    page, mark = "", ""
    is_leaving = False

    def initialize(self, state: State, ahead: Ahead) -> None:
        self._state, self._ahead = state, ahead

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def send_message(self, message: dict[str, Any]) -> None:
        """Tell a browser something, unless it is gone, or goes meanwhile."""
        with suppress(WebSocketClosedError):
            sent = self.write_message(message)
            sent.add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def on_message(self, message: str | bytes) -> None:
        super().on_message(message)
        words = json.loads(message)
        if words["command"] == "info":
            self.page = _file(unquote(urlsplit(words.get("url", "")).path))
            self.mark = words.get("plugins", {}).get("backstory", {}).get("page", "")
            self.is_leaving = False
            self._state.returned.set()
            # What changed between the page's being sent and its telling so, nobody told it.
            if self.mark and self.mark != mark(self._ahead, self.page):
                self.leave()

    def leave(self, page: str = "") -> None:
        """Have the browser show its page as it is now, or another, if it is not about to do so.

        What it tells then is whether that is the latest.
        """
        if not self.is_leaving:
            self.is_leaving = True
            self._state.returned.clear()
            _send(self, {"path": self.page, "overrideURL": page})

    def is_current(self) -> bool:
        """Whether the page would be the same if it were loaded again, its style apart."""
        return _but_style(self.mark) == _but_style(mark(self._ahead, self.page))


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
        self.finish({"problems": problems})


class Pages(StaticFileHandler):  # type: ignore[misc]
    """Files of the site, never from a browser's cache; the site's own page for what is missing."""

    def initialize(
        self, path: str, default_filename: str, base: str, port: int, ahead: Ahead
    ) -> None:
        super().initialize(path, default_filename)
        self._base, self._port, self._ahead = base, port, ahead

    async def get(self, path: str, include_body: bool = True) -> None:
        name = _file(path)
        content = self._ahead.content(name)
        if content is None:
            self.path = self.parse_url_path(path)
            file = self.get_absolute_path(self.root, self.path)
            found = self.validate_absolute_path(self.root, file)
            if found is None:  # the browser was sent on, to the folder's own address
                return
            if not found.endswith(".html"):
                await super().get(path, include_body)
                return
            content = Path(found).read_bytes()
        self.set_extra_headers(path)
        self.set_header("Content-Type", mimetypes.guess_type(name)[0] or "text/plain")
        self.finish(self._with_client(content, name) if name.endswith(".html") else content)

    def compute_etag(self) -> None:
        """None: nothing is kept that it could be compared with."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        content = self._ahead.page("404.html")
        if content is None:
            self.set_status(503)
        page = self._with_client(content or _WAITING, "404.html")
        self.finish(page.replace(f'="{self._base}'.encode(), b'="/') if content else page)

    def _with_client(self, content: bytes, name: str) -> bytes:
        """A page that tells the client, as a file of the same origin, which version of it it is."""
        own = f"/.backstory/preview.js?page={mark(self._ahead, name)}"
        # Ours comes first, and so sees the page as it is sent.
        scripts = f'<script src="{own}" defer></script>'
        scripts += f'<script src="/livereload.js?port={self._port}" defer></script>'
        start = _START.match(content)
        at = start.end() if start else 0
        return content[:at] + scripts.encode() + content[at:]


def _file(path: str) -> str:
    """The file of the site that an address leads to."""
    path = path.lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def mark(ahead: Ahead, page: str) -> str:
    """What stands for a page as it is now: for all of it, and for all but its style sheets."""
    content = ahead.page(page)
    if content is None:
        content = ahead.page("404.html") or _WAITING
    parts = (content, _SHEET.sub(b"", content))
    return ".".join(sha256(part).hexdigest()[:16] for part in parts)


def _but_style(mark: str) -> str:
    return mark.rpartition(".")[2]


_SHEET = re.compile(rb"(?<=\.css)\?[0-9a-f]+")


def show(state: State, page: str = "") -> None:
    """Have every browser show its page as it is now, where that has changed.

    Args:
        page: the address of one that browsers are to go to.
    """
    is_awaited = False
    for browser in LiveReloadHandler.waiters.copy():
        elsewhere = page and _file(unquote(page)) != browser.page
        if elsewhere or not browser.is_current():
            browser.leave(page if elsewhere else "")
            is_awaited = True
    if not is_awaited:
        state.returned.set()


def restyle(path: str) -> None:
    """Have every browser load a style sheet anew; the pages stay as they are."""
    for browser in LiveReloadHandler.waiters.copy():
        _send(browser, {"path": path})


def complain() -> None:
    """Have every browser ask what is wrong now; the pages stay as they are."""
    for browser in LiveReloadHandler.waiters.copy():
        _send(browser, {"path": "problems", "originalPath": "problems"})


def _send(browser: LiveReloadHandler, words: dict[str, str]) -> None:
    browser.send_message({"command": "reload", "liveCSS": True, "liveImg": True, **words})

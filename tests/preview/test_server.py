"""The server, and browsers that come and go."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from generator.config import load
from generator.preview.ahead import Ahead
from generator.preview.server import Reload, State

GREETING = (
    "GET /livereload HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MORE_THAN_A_LINE_HOLDS = 50_000_000


def test_a_browser_that_goes_while_it_is_told_something_is_no_fault(
    tmp_path: Path, caplog: Any
) -> None:
    """Else a traceback came into the terminal of whoever closed a tab while a page was built."""
    faults: list[dict[str, Any]] = []
    browsers: list[Reload] = []

    class Seen(Reload):
        def open(self, *_: str) -> None:
            browsers.append(self)

    async def told() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        ahead = Ahead(load(tmp_path))
        server = HTTPServer(
            Application([("/livereload", Seen, {"state": State(), "ahead": ahead})])
        )
        listening, port = bind_unused_port()
        server.add_socket(listening)
        _, line = await asyncio.open_connection("127.0.0.1", port)
        line.write(GREETING.encode())
        while not browsers:
            await asyncio.sleep(0.01)
        browser = browsers.pop()
        browser.send_message({"path": "x" * MORE_THAN_A_LINE_HOLDS})
        await asyncio.sleep(0.05)
        line.transport.abort()
        while browser.ws_connection:
            await asyncio.sleep(0.01)
        browser.send_message({"path": "index.html"})
        await asyncio.sleep(0.05)
        del browser
        gc.collect()
        server.stop()

    with ThreadPoolExecutor() as apart:  # a browser of other tests may have this thread's loop
        apart.submit(asyncio.run, asyncio.wait_for(told(), 30)).result()
    assert faults == []
    assert caplog.messages == []

"""From an address to the bytes of a page: http and https alone, within limits of size and time."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from email.message import Message
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from generator import __version__
from generator.problems import Problem

if TYPE_CHECKING:
    import requests

LIMIT = 10_000_000
"""Bytes, decompressed."""

SECONDS = 30.0
"""For everything: looking up the host, redirects, and the page itself."""

REDIRECTS = 5

KINDS = {
    "": ".html",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
"""Media types that an article may have, and the suffix of a seed of each."""

_COPY = "open it in a browser, and bring its text in as a file"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: where it was in the end, its bytes, and what the server says of them.

    `charset` is the encoding that the server names, or None.
    """

    url: str
    data: bytes
    suffix: str
    charset: str | None


def fetch(url: str, *, seconds: float = SECONDS, limit: int = LIMIT) -> Page:
    """The page at an address.

    Raises:
        Problem: it is no web address, cannot be reached, is too large or too slow, or no text.
    """
    found: list[Page | BaseException] = []

    def run() -> None:
        try:
            found.append(_follow(url, seconds, limit))
        except BaseException as error:
            found.append(error)

    # A server can be slow at every step, and for each there is another clock: one for all is ours.
    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise _too_slow(url, seconds)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _too_slow(url: str, seconds: float) -> Problem:
    return Problem(
        f"takes longer than {seconds:g} seconds", place=url, remedy="try again later, or " + _COPY
    )


def _follow(url: str, seconds: float, limit: int) -> Page:
    import requests

    asked = url
    with requests.Session() as session:
        session.headers["User-Agent"] = f"Mozilla/5.0 (compatible; Backstory/{__version__})"
        session.headers["Accept"] = "text/html,application/xhtml+xml,text/plain,text/markdown"
        for _ in range(REDIRECTS + 1):
            _check(url, asked)
            try:
                with session.get(
                    url, stream=True, allow_redirects=False, timeout=seconds
                ) as response:
                    if not response.is_redirect:
                        return _page(response, asked, limit)
                    url = urljoin(url, response.headers["Location"])
            except requests.RequestException as error:
                raise _unreachable(asked, error, seconds) from error
    raise Problem(f"leads on more than {REDIRECTS} times", place=asked, remedy=_COPY)


def _check(url: str, asked: str) -> None:
    """Refuse what is no address of a web page; each step of a redirect anew."""
    led = f" (it leads to {url})" if url != asked else ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise Problem(
            f"is no address of a web page{led}",
            place=asked,
            remedy="give one that begins with http:// or https://",
        )
    if parts.username or parts.password:
        raise Problem(
            "holds a name or a password, which would be published", place=asked, remedy=_COPY
        )
    if led and _is_inside(host) and not _is_inside(urlsplit(asked).hostname or ""):
        raise Problem(f"leads into a private network{led}", place=asked, remedy=_COPY)


def _is_inside(host: str) -> bool:
    """Whether a host is this machine or one of a private network, as far as its name tells."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _page(response: requests.Response, asked: str, limit: int) -> Page:
    if not response.ok:
        what = f"{response.status_code} {response.reason or ''}".strip()
        raise Problem(f"the server answers {what}", place=asked, remedy="check the address")
    header = Message()
    header["content-type"] = response.headers.get("Content-Type", "")
    kind = header.get_content_type() if header["content-type"] else ""
    if kind not in KINDS:
        raise Problem(f"is {kind}, no web page", place=asked, remedy=_COPY)
    data = _body(response, limit)
    if data is None:
        raise Problem(f"larger than {limit / 1e6:g} MB", place=asked, remedy=_COPY)
    url = urldefrag(str(response.url)).url
    return Page(url, data, KINDS[kind], header.get_content_charset())


def _body(response: requests.Response, limit: int) -> bytes | None:
    """The page's bytes, read no further than the limit; None if there are more."""
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > limit:
        return None
    data = bytearray()
    for part in response.iter_content(65536):
        data += part
        if len(data) > limit:
            return None
    return bytes(data)


def _unreachable(url: str, error: requests.RequestException, seconds: float) -> Problem:
    import requests

    if isinstance(error, requests.Timeout):
        return _too_slow(url, seconds)
    if isinstance(error, requests.exceptions.SSLError):
        return Problem("has no valid certificate", place=url, remedy=_COPY)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return Problem("is no address of a web page", place=url, remedy="check the address")
    broken = (
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
    )
    if isinstance(error, broken):
        return Problem("breaks off before its end", place=url, remedy="try again, or " + _COPY)
    cause = getattr(error.args[0], "reason", error) if error.args else error
    said = _CAUSES.get(type(cause).__name__, "the connection broke off")
    return Problem(
        f"cannot be reached ({said})", place=url, remedy="check the address and the connection"
    )


_CAUSES = {
    "NameResolutionError": "no such host, or no connection to the internet",
    "NewConnectionError": "nothing answers there, or no connection to the internet",
    "ConnectTimeoutError": "nothing answers there, or no connection to the internet",
    "ProxyError": "the proxy does not let it through",
}

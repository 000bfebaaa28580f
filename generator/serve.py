"""Preview: the site on this machine, rebuilt and reloaded at every change."""

from __future__ import annotations

import socket
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

import click
from tornado.ioloop import IOLoop

from generator.build import build, summary
from generator.config import Config, load
from generator.preview import server
from generator.preview.server import Preview, State
from generator.preview.sources import Sources
from generator.problems import ConfigProblem, Problem, fault, printable

PORTS_TRIED = 20


def serve(
    config: Config, *, host: str, port: int, open_browser: bool = False, follow: bool = False
) -> None:
    """Serve the site until interrupted, built at once, and anew when its sources change.

    What was built before is there from the start; new articles join it when they are read.

    Args:
        host: address to listen on.
        port: the first port tried; the next free one of twenty is taken.
        follow: whether browsers go to the page that was edited.

    Raises:
        ConfigProblem: no port is free.
    """
    free = _free_port(host, port)
    if free != port:
        click.echo(f"port {port} is taken, so this is {free}")
    address = f"http://{host}:{free}/"
    click.echo(f"serving {address} (Ctrl-C to stop)")
    if open_browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    state = State()

    def rebuild(changed: set[Path], loop: IOLoop) -> None:
        _rebuild(config.root, changed, state, loop, follow=follow)

    Preview(config, state, Sources(config, rebuild)).serve(port=free, host=host)


def _rebuild(root: Path, changed: set[Path], state: State, loop: IOLoop, *, follow: bool) -> None:
    """Build, and show in the browsers how it went; a fault never ends the preview.

    The search index is that of the start: nobody should wait for it after every save.
    """
    if not changed and _begun(root):
        state.built()
        loop.add_callback(server.show)
    written, problems = _built(root, search=not changed)
    for problem in problems:
        click.echo(printable(str(problem)), err=True)
    told = [str(p) for p in problems] != [str(p) for p in state.problems]
    state.problems = problems
    if written:
        state.built()
        styles = bool(changed) and all(path.suffix == ".css" for path in changed)
        path = str(min(changed)) if styles else ""
        page = _page(root, changed) if follow else ""
        loop.add_callback(lambda: server.show(path, page=page))
    elif told:
        loop.add_callback(server.complain)
    if not changed:
        threading.Thread(target=_warm, args=(root,), daemon=True).start()


@dataclass(frozen=True, slots=True)
class _Explained(Config):
    """A site whose articles are not read."""

    @property
    def seeds(self) -> Path:
        return self.state / "none"


def _begun(root: Path) -> bool:
    """Show the explainers that are there, where no site is yet; articles may take a while."""
    with suppress(Exception):  # the build that follows tells what is wrong
        config = load(root)
        if not (config.site / "index.html").is_file() and any(config.content.glob("*.md")):
            given = {f.name: getattr(config, f.name) for f in fields(Config)}
            return build(_Explained(**given), search=False).written > 0
    return False


def _built(root: Path, *, search: bool) -> tuple[bool, tuple[Problem, ...]]:
    """Whether the site changed, and what is wrong with its sources."""
    try:
        result = build(load(root), _tell, search=search)
    except Problem as problem:
        return False, (problem,)
    except Exception as error:
        return False, (fault("built", str(root.resolve()), error),)
    changed = bool(result.written or result.removed)
    if changed or result.problems:
        click.echo(summary(result))
    return changed, result.problems


def _tell(line: str) -> None:
    click.echo(printable(line))


def _warm(root: Path) -> None:
    """Load the pipeline before an article needs it."""
    from generator import language

    with suppress(Problem):
        config = load(root)
        if config.seeds.is_dir():
            language.load(config.pipeline)


def _page(root: Path, changed: set[Path]) -> str:
    """The address of the page that was edited last; "" if what was edited has none of its own."""
    site, home = root / "site", root.resolve()
    edited = [p for p in changed if p.parent in (home / "content", home / "seeds") and p.is_file()]
    for path in sorted(edited, key=lambda p: p.stat().st_mtime, reverse=True):
        for folder in (f"{path.stem}-explainer", path.stem):
            if (site / folder / "index.html").is_file():
                return f"/{quote(folder)}/"
    return ""


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

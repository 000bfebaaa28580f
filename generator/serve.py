"""Preview: the site on this machine, shown anew, and built, at every change."""

from __future__ import annotations

import errno
import gc
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

import click
from tornado.ioloop import IOLoop

from generator import build as building
from generator.build import Result, Tell, build, summary
from generator.config import FILE, Config, load
from generator.glossary import FILE as GLOSSARY
from generator.preview import apart, server
from generator.preview.ahead import Ahead
from generator.preview.server import Preview, State
from generator.preview.sources import Sources
from generator.problems import ConfigProblem, Problem, fault, printable
from generator.rendering import Output
from generator.rendering.staging import FEW

PORTS_TRIED = 20

SWITCH = 0.0005
"""Seconds for which a build may keep the interpreter from a page that is asked for."""


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
        ConfigProblem: no port is free, or the address is not this machine's.
    """
    free = _free_port(host, port)
    if free != port:
        click.echo(f"port {port} is taken, so this is {free}")
    address = f"http://{f'[{host}]' if ':' in host else host}:{free}/"
    click.echo(f"serving {address} (Ctrl-C to stop)")
    if open_browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    sys.setswitchinterval(SWITCH)
    site = _Site(config, follow=follow)
    sources = Sources(config, site.show, site.build)
    Preview(config, site.state, site.ahead, sources).serve(port=free, host=host)


class _Superseded(Exception):
    """A build has become pointless: what all its pages are made with has changed meanwhile."""


class _Many(Exception):
    """What a build would make is better made apart."""


class _Site:
    """A site in preview: what was saved is shown first, and built then.

    `show` and `build` are called by threads of their own, each by one.
    """

    def __init__(self, config: Config, *, follow: bool) -> None:
        self.state, self.ahead = State(), Ahead(config)
        self._root, self._follow = config.root, follow
        self._templates = config.templates.resolve()
        self._themes = 0
        # What was saved since it was last known of what the site is made, and since it was built.
        self._unknown: set[Path] = set()
        self._unbuilt: set[Path] = set()
        self._told: set[str] = set()
        self._complained: list[str] = []

    def show(self, changed: set[Path], loop: IOLoop) -> None:
        """Have browsers show what they look at as it was saved, as far as that needs no build."""
        if any(self._templates in path.parents for path in changed):
            self._themes += 1
        if not self.ahead.save(changed):
            return
        if all(path.suffix == ".css" for path in changed):
            loop.add_callback(server.restyle, str(min(changed)))
            return
        self.state.returned.clear()
        loop.add_callback(self._look, changed, self._edited(changed))

    def _look(self, changed: set[Path], page: str) -> None:
        """Have browsers show what was saved, and what is wrong with templates as they are now."""
        server.show(self.state, page)
        saved = {path for path in changed if self._is_common(path)}
        left = [p for p in self.state.problems if self._place(p) not in saved]
        if self.ahead.broken and str(self.ahead.broken) not in map(str, left):
            left.append(self.ahead.broken)
        self._show_problems(tuple(left))

    def _place(self, problem: Problem) -> Path | None:
        return self._root.resolve() / problem.place.path if problem.place else None

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        shown, self.state.problems = self.state.problems, problems
        if list(map(str, shown)) != list(map(str, problems)):
            server.complain()

    def build(self, changed: set[Path], loop: IOLoop) -> None:
        """Build, and show in the browsers how it went; a fault never ends the preview."""
        self.state.wait()
        saves = self.ahead.saves
        self._unknown |= changed
        self._unbuilt |= changed
        if not changed:
            _begin(self._root)
            loop.add_callback(server.show, self.state)
        try:
            written, problems = self._built(saves, loop, search=not changed)
        except _Superseded:
            return
        finally:
            if not changed:
                _settle_down()
                threading.Thread(target=_warm, args=(self._root,), daemon=True).start()
        if not self.ahead.settle(saves, written=written):
            return  # what was saved meanwhile is shown already, and built next
        lines = [str(problem) for problem in problems]
        for line in lines:
            if line not in self._complained:
                click.echo(printable(line), err=True)
        self._complained = lines
        loop.add_callback(server.show, self.state, self._edited(changed))
        loop.add_callback(self._show_problems, problems)
        if not self.ahead.knows:  # for want of anything to build
            with suppress(Problem):
                self.ahead.learn(building.outputs(load(self._root)))

    def _built(self, saves: int, loop: IOLoop, *, search: bool) -> tuple[bool, tuple[Problem, ...]]:
        """Build from what is right with the sources; whether that is possible, and what is wrong.

        The search index is that of the start: nobody should wait for it after every save.
        """
        said: set[str] = set()

        def tell(line: str) -> None:
            if line not in self._told | said:
                click.echo(printable(line))
            said.add(line)

        try:
            result = self._build(saves, loop, tell, search)
        except _Superseded:
            raise
        except Problem as problem:
            return False, (problem,)
        except Exception as error:
            return False, (fault("built", str(self._root.resolve()), error),)
        self._told, self._unknown, self._unbuilt = said, set(), set()
        if result.written or result.removed or result.problems:
            click.echo(summary(result))
        return True, result.problems

    def _build(self, saves: int, loop: IOLoop, tell: Tell, search: bool) -> Result:
        """Build here, with the language pipeline at hand; make many pages apart."""
        themes = self._themes

        def through(outputs: dict[str, Output]) -> dict[str, Output]:
            self.ahead.expect(outputs, saves)
            self._unknown = set()
            self.state.returned.clear()
            loop.add_callback(server.show, self.state)
            if self._is_many():
                raise _Many
            return {path: replace(o, make=partial(make, o)) for path, o in outputs.items()}

        def make(output: Output) -> bytes:
            self.state.wait()
            if self._themes != themes:
                raise _Superseded
            return output.make()

        def go_on() -> None:
            if self.ahead.saves != saves:  # the next build takes up all that this one leaves
                raise _Superseded

        # An edited template changes nothing of what the pages are made of.
        is_known = all(self._is_common(p) and p.suffix == ".html" for p in self._unknown)
        with suppress(_Many):
            if not (is_known and self._is_many()):
                return build(load(self._root), tell, search=search, jobs=1, through=through)
        self.state.wait()
        return apart.build(self._root, tell, go_on)

    def _is_many(self) -> bool:
        """Whether every page is to be made, and pages are many."""
        return any(map(self._is_common, self._unbuilt)) and self.ahead.size >= FEW

    def _is_common(self, path: Path) -> bool:
        """Whether a file is one that every page is made with."""
        return self._templates in (path, *path.parents) or path.name in (FILE, GLOSSARY)

    def _edited(self, changed: set[Path]) -> str:
        """The address of the page that browsers are to go to, as it was edited last."""
        if not self._follow:
            return ""
        home = self._root.resolve()
        folders = (home / "content", home / "seeds")
        edited = [p for p in changed if p.parent in folders and p.is_file()]
        for path in sorted(edited, key=lambda p: p.stat().st_mtime, reverse=True):
            for folder in (f"{path.stem}-explainer", path.stem):
                if (self._root / "site" / folder / "index.html").is_file():
                    return f"/{quote(folder)}/"
        return ""


@dataclass(frozen=True, slots=True)
class _Explained(Config):
    """A site whose articles are not read."""

    @property
    def seeds(self) -> Path:
        return self.state / "none"


def _begin(root: Path) -> None:
    """Build the explainers that are there, where no site is yet; articles may take a while."""
    with suppress(Exception):  # the build that follows tells what is wrong
        config = load(root)
        if not (config.site / "index.html").is_file() and any(config.content.glob("*.md")):
            given = {f.name: getattr(config, f.name) for f in fields(Config)}
            build(_Explained(**given), search=False, jobs=1)


def _warm(root: Path) -> None:
    """Load the pipeline before an article needs it."""
    from generator import language

    with suppress(Problem):
        config = load(root)
        if config.seeds.is_dir():
            language.load(config.pipeline)
            _settle_down()


def _settle_down() -> None:
    """What is there now stays: to look through it for rubbish again would stop every thread."""
    gc.collect()
    gc.freeze()


def _free_port(host: str, first: int) -> int:
    try:
        kind, *_, place = socket.getaddrinfo(host, first, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ConfigProblem(
            f"“{host}” is no address ({error.strerror})", remedy="give another with --host"
        ) from error
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((place[0], port, *place[2:]))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    raise ConfigProblem(
                        f"{host} is no address of this machine", remedy="give another with --host"
                    ) from error
                continue
            return port
    raise ConfigProblem(
        f"no port from {first} to {first + PORTS_TRIED - 1} is free on {host}",
        remedy="give another with --port",
    )

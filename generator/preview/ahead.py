"""The site ahead of its build: what a save changes, made at once for whoever looks at it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator import explainer
from generator.config import Config
from generator.problems import Problem
from generator.rendering import Output
from generator.rendering.assets import FOLDER as ASSETS


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a site that may not be written yet.

    Attributes:
        outputs: of the last build that came so far as to know them.
        stale: whether any of them may differ from its file.
        made: those that do differ, as far as they were asked for.
    """

    outputs: Mapping[str, Output] = field(default_factory=dict)
    stale: bool = False
    made: dict[str, bytes] = field(default_factory=dict)


class Ahead:
    """Files of the site as the build at work, or the next one, will write them.

    An edited explainer's page is made from its new text and what is known of all others; once the
    build knows more, from that. A page that is made of edited templates is made when asked for.
    """

    def __init__(self, config: Config) -> None:
        self._site = config.site.resolve()
        self._content = config.content.resolve()
        self._templates = config.templates.resolve()
        self._known = _Known()
        self._saves = 0
        self.broken: Problem | None = None
        """Why a page that was asked for cannot be made of the templates as they are."""
        self._changing = threading.Lock()

    @property
    def knows(self) -> bool:
        return bool(self._known.outputs)

    @property
    def size(self) -> int:
        """How many files the site has, as far as that is known."""
        return len(self._known.outputs)

    @property
    def saves(self) -> int:
        """How many there have been: a build is about those before it."""
        return self._saves

    def content(self, name: str) -> bytes | None:
        """What a path of the site will hold; None where its file holds it, or nothing does."""
        known = self._known
        if name not in known.made and known.stale and name in known.outputs:
            # What else is wrong, the build will tell; until then the old page stands.
            with suppress(Exception):
                try:
                    known.made[name] = known.outputs[name].make()
                except Problem as problem:
                    self.broken = problem
        return known.made.get(name)

    def page(self, name: str) -> bytes | None:
        """What a path of the site shows now; None if there is nothing."""
        if (content := self.content(name)) is not None:
            return content
        file = (self._site / name).resolve()
        with suppress(OSError, ValueError):
            return file.read_bytes() if file.is_relative_to(self._site) else None
        return None

    def save(self, changed: Set[Path]) -> bool:
        """Take note of files that were saved; whether anything can be shown before a build."""
        changed = set(filter(_is_written, changed))
        with self._changing:
            self._saves += 1
            known = self._known
            if any(self._templates in p.parents and p.suffix == ".html" for p in changed):
                known, self.broken = _Known(known.outputs, stale=True), None
            made: dict[str, bytes] = {}
            for path in changed:
                with suppress(Exception):  # the build tells what is wrong
                    made |= self._explained(path) if path.suffix == ".md" else self._style(path)
            self._known = replace(known, made={**known.made, **made})
            return bool(made) or (known.stale and self.knows)

    def expect(self, outputs: Mapping[str, Output], saves: int) -> None:
        """Take note of what a build will write that began after so many saves."""
        with self._changing:
            later = self._known.made if self._saves > saves else {}
            self._known = _Known(outputs, stale=True, made=dict(later))

    def settle(self, saves: int, *, written: bool) -> bool:
        """Take note that this build has ended; whether nothing was saved since it began.

        Args:
            written: whether its files stand in the site; if not, what was shown is shown on.
        """
        with self._changing:
            if self._saves > saves:
                return False
            self._known = _Known(self._known.outputs, made={} if written else self._known.made)
            self.broken = None if written else self.broken
            return True

    def learn(self, outputs: Mapping[str, Output]) -> None:
        """Take note of what stands in the site already, where nothing is known of it."""
        with self._changing:
            if not self.knows:
                self._known = replace(self._known, outputs=outputs)

    def _explained(self, path: Path) -> dict[str, bytes]:
        """The page of an explainer that had one before."""
        if path.parent != self._content:
            return {}
        text = path.read_bytes().decode("utf-8")
        read, _ = explainer.read(text, f"content/{path.name}", placed=False)
        for name in (f"{path.stem}/index.html", f"{path.stem}-explainer/index.html"):
            output = self._known.outputs.get(name)
            if output and output.remake and read.is_sound:
                return {name: output.remake(read)}
        return {}

    def _style(self, path: Path) -> dict[str, bytes]:
        folder = self._templates / ASSETS
        if path.suffix != ".css" or folder not in path.parents:
            return {}
        return {f"{ASSETS}/{path.relative_to(folder).as_posix()}": path.read_bytes()}


def _is_written(path: Path) -> bool:
    """Whether a file is not empty: one that is will be written in a moment; if not, it is built."""
    try:
        return path.stat().st_size > 0
    except OSError:  # it is gone
        return True

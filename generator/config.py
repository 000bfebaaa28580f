"""`backstory.toml`: one typed object, one schema."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import quote

from generator import files
from generator.problems import ConfigProblem, Place
from generator.reading.article import Rights

FILE = "backstory.toml"
STATE = ".backstory"


@dataclass(frozen=True, slots=True)
class Config:
    """A site's settings; each field but `root` is a key of the same name in `backstory.toml`.

    Attributes:
        root: the site's folder.
        title: of the site.
        description: one sentence, for the index and for feeds.
        base_url: where the site is published, e.g. `https://example.org/name/`; "" if unknown.
        repository: where readers may suggest an edit: a GitHub repository's address, or any
            address with `{path}` in it for the file; "" for nowhere.
        language: BCP 47 tag of the pages.
        pipeline: a spaCy package to read articles with; "" for the embedded one.
        article: how much of an article an explainer may republish, unless the seed says.
        ignore: codes of what `backstory check` is not to tell.
    """

    root: Path
    title: str = "Backstory"
    description: str = ""
    base_url: str = ""
    repository: str = ""
    language: str = "en"
    pipeline: str = ""
    article: Rights = "full"
    ignore: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """`base_url` with its last slash; "" if unknown."""
        return f"{self.base_url.rstrip('/')}/" if self.base_url else ""

    def edit_url(self, path: str) -> str:
        """Where a file of the site's repository can be edited; "" if unknown."""
        if "{path}" in self.repository or not self.repository:
            return self.repository.replace("{path}", quote(path))
        return f"{self.repository.rstrip('/')}/edit/main/{quote(path)}"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def state(self) -> Path:
        """Drafts, caches and manifests: what the build remembers."""
        return self.root / STATE


def load(root: Path) -> Config:
    """The configuration of the site in `root`; defaults where there is no `backstory.toml`.

    Raises:
        ConfigProblem: the file cannot be read, or says what no setting is for.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config(root)
    except OSError as error:
        raise ConfigProblem(str(files.unreadable(error, FILE))) from error
    except UnicodeDecodeError as error:
        raise ConfigProblem(
            f"cannot be read ({error})", place=FILE, remedy="save it as UTF-8"
        ) from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(str(error), place=FILE, remedy="mend the TOML") from error
    known = {f.name for f in fields(Config)} - {"root"}
    for key, value in given.items():
        place = Place(FILE, line_of(key, text))
        if key not in known:
            raise ConfigProblem(
                f"unknown setting “{key}”", place=place, remedy=f"known: {', '.join(sorted(known))}"
            )
        _check(key, value, place)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return Config(root, **values)


def _check(key: str, value: Any, place: Place) -> None:
    hint = get_type_hints(Config)[key]
    if hint == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ConfigProblem(
                f"“{key}” must be a list of texts", place=place, remedy='write it as ["one", "two"]'
            )
        return
    choices = getattr(hint, "__args__", None)
    if not isinstance(value, str):
        raise ConfigProblem(f"“{key}” must be text", place=place, remedy="put it in quotes")
    if key in ("base_url", "repository") and value and not _WEB.match(value):
        raise ConfigProblem(
            f"“{key}” is no web address: “{value}”", place=place, remedy="begin it with https://"
        )
    if key == "language" and not _TAG.fullmatch(value):
        raise ConfigProblem(
            f"“{key}” is no tag of a language: “{value[:40]}”", place=place, remedy="such as en-GB"
        )
    if choices and value not in choices:
        raise ConfigProblem(
            f"“{key}” cannot be “{value}”", place=place, remedy=f"one of {', '.join(choices)}"
        )


_WEB = re.compile(r"https?://[^\s/?#]\S*$")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,9}")
"""BCP 47's form; the tag also names a file of strings."""


def line_of(key: str, text: str) -> int | None:
    """The line of a `backstory.toml` that sets a key."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip('"') == key:
            return number
    return None

"""Pictures that explainers show: copied to the site as they lie in `content/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from generator.config import Config
from generator.explainer import write
from generator.explainer.model import Explainer

FOLDER = "content"
SUFFIXES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def path_of(source: str) -> str | None:
    """The path below `content/` of a picture that Markdown names; None for any other address."""
    name = unquote(re.split(r"[?#]", source)[0])
    path = PurePosixPath(name)
    if re.match(r"[\w+.-]*:|/", name) or ".." in path.parts:
        return None
    return str(path) if path.suffix.lower() in SUFFIXES else None


def used(explainers: Iterable[Explainer], config: Config) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of each picture that is there."""
    from generator.rendering.markdown import sources

    folder = config.content.resolve()
    names: set[str] = set()
    for explainer in explainers:
        text = explainer.raw.document if explainer.raw else write(explainer)
        names |= {path for s in sources(text) if (path := path_of(s))}
    for name in sorted(names):
        file = (folder / name).resolve()
        if file.is_relative_to(folder) and file.is_file():
            yield f"{FOLDER}/{name}", file.read_bytes()

"""From a seed to an `Article`."""

from __future__ import annotations

from pathlib import Path

from generator.reading.article import Article

SUFFIXES = (".txt", ".md", ".html", ".htm")
"""Of files that are seeds."""


def seeds(folder: Path) -> list[Path]:
    """The seeds of a folder, sorted by name.

    Hidden files and editors' copies are passed over, and what is no file. A link that leads nowhere
    is one, so that it is told.
    """
    return [path for path in _named(folder) if path.is_file() or not path.exists()]


def misnamed(folder: Path) -> list[Path]:
    """What is called as seeds are and is none, sorted by name: folders, pipes, devices."""
    return [path for path in _named(folder) if path.exists() and not path.is_file()]


def _named(folder: Path) -> list[Path]:
    named = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return sorted(path for path in named if path.name[0] not in ".#~")


def read(path: Path, *, name: str | None = None) -> Article:
    """Read an article: decode it, gather its metadata, tell its blocks, set furniture aside.

    Args:
        path: the file; .md is read as Markdown, .html and .htm as a web page, all else as text.
        name: the path as the user knows it, shown in messages; `path` itself when None.

    Raises:
        Problem: the file cannot be read, is no text, holds no words or has a broken front matter.
    """
    from generator.reading import seed

    return seed.read(path, path.as_posix() if name is None else name.replace("\\", "/"))

"""Where templates and assets come from: the site's own folder, then ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.config import Config


@cache
def theme() -> Path:
    """Our theme's folder: in the installed package, or in a checkout of the repository."""
    package = Path(__file__).parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def shown(file: str | Path, config: Config) -> str:
    """A file's path as the user knows it."""
    path, root = Path(file), config.root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(file)


def folders(config: Config) -> tuple[Path, ...]:
    """Where templates and assets are looked for, the site's own folder first."""
    return tuple(dict.fromkeys(f.resolve() for f in (config.templates, theme()) if f.is_dir()))

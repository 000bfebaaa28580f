"""What pages load: the theme's style sheets, fonts and script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = "assets"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of `assets/`; `address` changes when its content does, so that it may be cached."""

    path: str
    content: bytes

    @property
    def address(self) -> str:
        return f"{self.path}?{sha256(self.content).hexdigest()[:10]}"


def collect(folders: Sequence[Path]) -> dict[str, Asset]:
    """All assets by path below `assets/`; of two with one name, the earlier folder's."""
    found: dict[str, Asset] = {}
    for folder in folders:
        for file in sorted((folder / FOLDER).rglob("*")):
            name = file.relative_to(folder / FOLDER).as_posix()
            if file.is_file() and name not in found and not name.endswith(".md"):
                found[name] = Asset(f"{FOLDER}/{name}", file.read_bytes())
    return dict(sorted(found.items()))

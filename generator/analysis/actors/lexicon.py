"""Words that the analysis knows, read from the lists in `data/`; each list names its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `data/NAME.txt`, one a line; `#` starts a comment."""
    return frozenset(_lines(f"{name}.txt"))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/NAME.tsv` by the names in its first line; `#` starts a comment line."""
    header, *rows = (line.split("\t") for line in _lines(f"{name}.tsv"))
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


def _lines(file: str) -> list[str]:
    text = files("generator.analysis.actors").joinpath("data", file).read_text(encoding="utf-8")
    lines = (line.partition("#")[0].rstrip(" ") for line in text.splitlines())
    return [line for line in lines if line]

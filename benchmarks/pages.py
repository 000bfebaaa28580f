"""Figures into the pages of the documentation that tell them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def fill(page: Path, tables: Mapping[str, str]) -> None:
    """Print tables, and put each into a page between `<!-- name -->` and `<!-- /name -->`."""
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        print(table, end="\n\n")
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not end:
            raise SystemExit(f"{page}: there is no place for “{name}”")
        text = f"{before}{start}\n{table}\n\n{end}{after}"
    page.write_text(text, encoding="utf-8")

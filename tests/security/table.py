"""The table in docs/security.md: what was tried, and what came of it.

python tests/security/table.py    takes what the tests of this folder have just recorded, and the
                                  results of the full rounds of faults and of fuzzing, into it
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "build" / "security"
"""Of the last run of the tests: rows with name, tried, at_risk, losses, scripts, crashes."""
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "security.md"
HEAD = (
    "| what was tried | inputs tried | faults injected | edits at risk | losses "
    "| scripts executed | crashes | on |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
)
ZEROES = ("losses", "scripts", "crashes")
_PLACE = re.compile(r"(?<=<!-- tried -->\n).*?(?=<!-- /tried -->)", re.DOTALL)

Row = dict[str, Any]


def rows() -> Iterator[tuple[str, Row, str]]:
    """Kind, row and day of all that was tried in the rounds whose results are kept."""
    for kind in ("hostile", "faults"):
        for row in _read(RESULTS / f"{kind}.json") or ():
            yield kind, row, row["date"]
    fuzz = _read(RESULTS / "fuzz.json")
    tried = sum(target["inputs"] for target in fuzz["targets"].values())
    hours = sum(target["seconds"] for target in fuzz["targets"].values()) / 3600
    found = len(fuzz.get("found", ()))
    name = f"made-up input, {hours:.1f} hours of it; {found} faults found and mended, none left"
    broken = sum(target["broken"] for target in fuzz["targets"].values())
    yield "hostile", {"name": name, "tried": tried, "crashes": broken}, fuzz["date"]


def table() -> str:
    lines = []
    for kind, row, date in rows():
        tried = ("", row["tried"]) if kind == "faults" else (row["tried"], "")
        cells = [*tried, row.get("at_risk", ""), *(row.get(key, 0) for key in ZEROES)]
        shown = " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells)
        lines.append(f"| {row['name']} | {shown} | {date} |\n")
    return HEAD + "".join(lines)


def shown() -> str:
    """The table as it stands in the page."""
    found = _PLACE.search(PAGE.read_text(encoding="utf-8"))
    assert found
    return found[0]


def main() -> None:
    recorded = _read(RECORDED / "hostile.json")
    if recorded:
        kept = [{**row, "date": f"{datetime.now(UTC):%Y-%m-%d}"} for row in recorded]
        (RESULTS / "hostile.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_PLACE.sub(lambda m: table(), page), encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


if __name__ == "__main__":
    main()

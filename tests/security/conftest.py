"""What the tests of this folder have tried, for the table in docs/security.md.

`build/security/hostile.json` holds a row for each kind of input, with what came of it when it was
tried last; `table.py` puts these rows, and those of faults and of fuzzing, into the table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "build" / "security" / "hostile.json"
COUNTED = {
    "test_limits.py": "files made to exhaust a reader",
    "test_file_names.py": "names of files and links",
    "test_terminal.py": "commands to a terminal in names, titles and settings",
    "test_fuzzed.py": "cases that fuzzing found, and a little of it anew",
    "test_patterns.py": "regular expressions examined",
}
"""Files of which each test tries one input; what fails counts as a crash."""


def put(name: str, tried: int, *, scripts: int = 0, crashes: int = 0) -> None:
    rows = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else []
    rows = [row for row in rows if row["name"] != name]
    rows.append({"name": name, "tried": tried, "scripts": scripts, "crashes": crashes})
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(sorted(rows, key=lambda r: r["name"]), indent=1) + "\n", "utf-8")


@pytest.fixture
def record() -> Callable[..., None]:
    """Keeps a row: what it is, how many were tried, `scripts` executed."""
    return put


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> None:
    """Keeps a row for each whole file of tests that ran before this one."""
    for file, name in COUNTED.items():
        items = [item for item in request.session.items if item.path.name == file]
        ran = Counter(item.stash.get(OUTCOME, "") for item in items)
        if items and len(items) == ran["passed"] + ran["failed"]:
            put(name, len(items), crashes=ran["failed"])


OUTCOME = pytest.StashKey[str]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What was tried is compared when all was tried."""
    items.sort(key=lambda item: item.path.name == "test_table.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report.outcome
    return report

"""Which branches of generator/ the tests take, in processes that they start, too: `make coverage`.

python tests/branches.py --out FILE.json [TEST…]     the whole suite without any

Needs coverage 7.10 or later. What is missed stands in build/coverage/report.txt, line by line.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path("build/coverage")
ENOUGH = 92.0
"""Percent of branches."""

SETTINGS = """\
[run]
branch = true
source = {root}/generator
data_file = {folder}/data
parallel = true
concurrency = thread, multiprocessing
patch = subprocess, _exit
disable_warnings = no-data-collected, module-not-imported
[report]
exclude_also =
    if TYPE_CHECKING:
    if sys.platform == "win32":
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path)
    options.add_argument("test", nargs="*")
    given = options.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("data*"):
        old.unlink()
    root = Path.cwd()
    settings = SETTINGS.format(root=root, folder=root / FOLDER)
    (FOLDER / "settings.ini").write_text(settings, encoding="utf-8")
    # What a quick command must not import, coverage does.
    left_out = "--deselect=tests/test_build.py::test_help_is_quick_to_import"
    tested = _coverage("run", "-m", "pytest", "-p", "no:cacheprovider", left_out, *given.test)
    _coverage("combine", "--quiet")
    _coverage("json", "--quiet", "-o", str(FOLDER / "report.json"))
    with (FOLDER / "report.txt").open("wb") as file:
        _coverage("report", "--show-missing", "--skip-covered", stdout=file)
    found = json.loads((FOLDER / "report.json").read_bytes())["files"]
    report = {
        "date": datetime.now(UTC).date().isoformat(),
        "with": f"coverage {version('coverage')}, Python {platform.python_version()}",
        "tests passed": tested == 0,
        **_share([file["summary"] for file in found.values()]),
        "packages": {
            package: _share(
                [f["summary"] for name, f in found.items() if _package(name) == package]
            )
            for package in sorted({_package(name) for name in found})
        },
    }
    text = json.dumps(report, indent=1) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    print(text)
    return int(tested != 0 or report["percent"] < ENOUGH)


def _coverage(*command: str, **how: Any) -> int:
    where = ["--rcfile", str(FOLDER / "settings.ini")]
    name, *rest = command
    call = [sys.executable, "-m", "coverage", name, *where, *rest]
    return subprocess.run(call, check=False, **how).returncode


def _package(name: str) -> str:
    """`generator/rendering` of any file in it, `generator` of those above all packages."""
    parts = Path(name).parts
    at = parts.index("generator")
    return "/".join(parts[at : at + 2]) if len(parts) > at + 2 else "generator"


def _share(summaries: list[dict[str, Any]]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for summary in summaries:
        total.update({k: summary[k] for k in ("num_branches", "covered_branches")})
    branches, covered = total["num_branches"], total["covered_branches"]
    percent = round(100 * covered / branches, 1) if branches else 100.0
    return {"branches": branches, "taken": covered, "percent": percent}


if __name__ == "__main__":
    sys.exit(main())

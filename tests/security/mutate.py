"""Changes our code a little, here and there, and sees whether a test notices: `make mutate`.

python tests/security/mutate.py --out FILE.json     a sample of each module's mutants, as below
python tests/security/mutate.py --sample 0 PATH…    all mutants of some modules; merging takes hours

mutmut makes the mutants of a copy of the tree, in build/mutate, and runs for each the tests of its
module that reach the changed function. Of decorated functions it makes none. What survived stands
in the report as the line that was changed; `EQUIVALENT` says of which that no test could tell.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

MODULES = {
    "generator/explainer/merge.py": (
        "tests/explainer/test_merge.py",
        "tests/explainer/test_settling.py",
    ),
    "generator/explainer/alignment.py": (
        "tests/explainer/test_alignment.py",
        "tests/explainer/test_merge.py",
    ),
    "generator/explainer/threads.py": ("tests/explainer/test_merge.py",),
    "generator/explainer/settling.py": ("tests/explainer/test_settling.py",),
    "generator/explainer/conflicts.py": ("tests/explainer/test_settling.py",),
    "generator/rendering/markdown.py": ("tests/rendering/test_markdown.py",),
    "generator/files.py": ("tests/test_files.py",),
}
"""What no word may be lost or let through by, with the tests that hold it."""

SAMPLE = 120
"""Mutants of a module: enough to tell 85 in 100 killed from 75 in 100."""

EQUIVALENT = {
    "autojunk=None": "the library asks only whether it is true",
    "quote=None": "the library asks only whether it is true",
    "renderToken(tokens, i, None, env)": "the library reads no options there",
    "renderToken(tokens, i, options, None)": "the library reads no environment there",
    "renderInlineAsText(token.children or [], None, env)": "the library reads no options there",
    "renderInlineAsText(token.children or [], options, None)": "nor an environment",
    'get("src", None)': "a picture has an address, be it empty",
    'get("src", )': "a picture has an address, be it empty",
    'get("src", "XXXX")': "a picture has an address, be it empty",
    'get("href", None)': "a link has an address, be it empty",
    'get("href", )': "a link has an address, be it empty",
    'get("href", "XXXX")': "a link has an address, be it empty",
    "_links -= token.nesting": "below nought is as much a link as above",
    'named[unquote(target[1:])] = ""': "its keys alone are read",
    '"XXXX".join(f\' class=': "it joins one word at most",
    'push("hardbreak", None, 0)': "the library writes a break by the first word alone",
    'push("hardbreak", "XXbrXX", 0)': "the library writes a break by the first word alone",
    'push("hardbreak", "BR", 0)': "the library writes a break by the first word alone",
    'push("hardbreak", "br", 1)': "the library writes a break by the first word alone",
    "token.nesting <= 0 and token.level": "what neither opens nor closes stands deeper",
    "token.nesting < 1 and token.level": "what neither opens nor closes stands deeper",
    "at = ends[-1] if ends else +1": "there is at least one",
    "file.read(LIMIT + 2)": "two bytes more than the limit tell as much as one",
}
"""New words of a changed line by which no test could tell it, and why."""

SETTINGS = """\
[mutmut]
source_paths=generator
only_mutate=
    {module}
also_copy=
    templates
pytest_add_cli_args=
    -x
    -pno:cacheprovider
    --hypothesis-profile=mutants
pytest_add_cli_args_test_selection=
    {tests}
timeout_multiplier=10
timeout_constant=10
"""

KILLED, SURVIVED, TIMEOUT, UNREACHED = {1, 3}, {0}, {24, 36, 152, 255, -24}, {5, 33}
"""Exit statuses that mutmut notes; by a timeout a mutant is noticed, too."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=SAMPLE, help="per module; 0 for all")
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--out", type=Path)
    options.add_argument("module", nargs="*", help="paths; all without any")
    given = options.parse_args()
    modules = {
        module: mutated(module, given.sample, given.seed) for module in given.module or MODULES
    }
    report = {
        "date": datetime.now(UTC).date().isoformat(),
        "with": f"mutmut {version('mutmut')}, Python {platform.python_version()}",
        "seed": given.seed,
        "modules": modules,
    }
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    print(text)
    return int(any(m["killed"] + m["equivalent"] < 0.85 * m["tried"] for m in modules.values()))


def mutated(module: str, sample: int, seed: int) -> dict[str, Any]:
    """What became of a module's mutants."""
    folder = Path("build/mutate", Path(module).stem)
    shutil.rmtree(folder, ignore_errors=True)
    for name in _run(["git", "ls-files", "generator", "templates", "tests", "pyproject.toml"], "."):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, path)
    settings = SETTINGS.format(module=module, tests="\n    ".join(MODULES[module]))
    (folder / "setup.cfg").write_text(settings, encoding="utf-8")
    _mutmut(folder, ["none of them: makes the mutants and sees which test reaches what"])
    noted = folder / "mutants" / f"{module}.meta"
    names = sorted(_statuses(noted))
    if sample and sample < len(names):
        names = sorted(Random(seed).sample(names, sample))
    _mutmut(folder, names)
    statuses = _statuses(noted)
    statuses = {name: statuses[name] for name in names}
    left = [name for name in names if statuses[name] not in KILLED | TIMEOUT]
    survived = [_difference(folder, name) for name in left]
    equivalent = [line for line in survived if any(words in line for words in EQUIVALENT)]
    found = Counter(statuses.values())
    return {
        "mutants": len(_statuses(noted)),
        "tried": len(names),
        "killed": sum(found[status] for status in KILLED | TIMEOUT),
        "by timeout": sum(found[status] for status in TIMEOUT),
        "unreached": sum(found[status] for status in UNREACHED),
        "equivalent": len(equivalent),
        "survived": [line for line in survived if line not in equivalent],
    }


def _mutmut(folder: Path, names: list[str]) -> None:
    with (folder / "mutmut.log").open("ab") as log:
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count())]
        subprocess.run([*command, *names], cwd=folder, stdout=log, stderr=log, check=False)


def _statuses(noted: Path) -> dict[str, int | None]:
    if not noted.is_file():
        sys.exit(f"{noted}: mutmut made no mutants; see mutmut.log in build/mutate")
    found: dict[str, int | None] = json.loads(noted.read_bytes())["exit_code_by_key"]
    return found


def _difference(folder: Path, name: str) -> str:
    """A mutant as one line: its function, what was there and what is there now."""
    shown = _run([sys.executable, "-m", "mutmut", "show", name], folder)
    old, new = (
        " ".join(
            line[1:].strip()
            for line in shown
            if re.match(rf"{re.escape(mark)}(?!{re.escape(mark * 2)})", line)
        )
        for mark in "-+"
    )
    function = re.sub(r"^.*\.x_?|ǁ|__mutmut_\d+$", " ", name).split()
    return f"{'.'.join(function)}: {old} → {new}"


def _run(command: list[str], folder: Path | str) -> list[str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


if __name__ == "__main__":
    sys.exit(main())

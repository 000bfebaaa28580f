"""What tests need from outside: corpora, a browser, checkers. Missing, they skip, or fail in CI."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import Phase, settings

# A suite in the background is started with Ctrl-C ignored, which what it starts would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What lands is judged on the same examples each time; everywhere else they vary.
settings.register_profile("ci", derandomize=True)
# Of a mutant it is enough that it is noticed.
settings.register_profile("mutants", derandomize=True, phases=[Phase.explicit, Phase.generate])
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

NODE_MODULES = Path(__file__).parent / "browser" / "node_modules"
# fmt: off
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
# fmt: on

Check = Callable[[Any], list[str]]
"""From an open page to the faults found on it, a line each."""

# Of a page on a disk the checker cannot know its own origin, and it takes data for a script.
BY_POLICY = re.compile(r"^(?:Resource|Inline script) violates Content Security Policy")

CheckFiles = Callable[..., list[str]]
"""From files, and options of the checker, to the faults found in them, a line each."""


def missing(what: str) -> NoReturn:
    """Skip the test, or fail where everything should be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI needs it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder that holds `wikinews-2019` and the other corpora."""
    folder = os.environ.get("BACKSTORY_CORPORA")
    if not folder or not Path(folder).is_dir():
        missing("a folder of corpora (BACKSTORY_CORPORA)")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, as a Playwright browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Check:
    """Runs axe-core on a page that was opened with `bypass_csp`."""
    script = NODE_MODULES / "axe-core" / "axe.min.js"
    if not script.is_file():
        missing("axe-core (npm install --prefix tests/browser)")
    source = script.read_text(encoding="utf-8")

    def check(page: Any) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run(document).then(r => r.violations)")
        return [
            f"{violation['id']}: {node['html']}\n{node['failureSummary']}"
            for violation in found
            for node in violation["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def schema_org() -> Path:
    """schema.org's vocabulary as TypeScript definitions."""
    path = NODE_MODULES / "schema-dts" / "dist" / "schema.d.ts"
    if not path.is_file():
        missing("schema-dts (npm install --prefix tests/browser)")
    return path


@pytest.fixture(scope="session")
def vnu() -> CheckFiles:
    """Runs the Nu HTML checker once over many files; its errors and warnings, a line each."""
    java = shutil.which("java")
    jars = list(NODE_MODULES.glob("vnu-jar/**/vnu.jar"))
    if not java:
        missing("Java")
    if not jars:
        missing("vnu-jar (npm install --prefix tests/browser)")

    def check(files: Sequence[Path], *options: str) -> list[str]:
        command = [java, "-Xss2m", "-jar", jars[0], "--format", "json", "--stdout"]
        command += [*options, *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return [
            f"{message['url']}:{message.get('lastLine', '')}: {message['message']} "
            f"({message.get('extract', '')!r})"
            for message in json.loads(done.stdout)["messages"]
            if message["type"] in ("error", "non-document-error")
            or (message.get("subType") == "warning" and not BY_POLICY.search(message["message"]))
        ]

    return check

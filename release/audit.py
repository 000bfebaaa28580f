"""Which locked versions have known vulnerabilities: `python -m release.audit FILE` asks pip-audit.

The report says what was looked up, and what could not be: a version that the database was not
asked about is never called sound.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from release.dependencies import LOCKS, locked


def main() -> int:
    """Write the report; 1 where there are findings, 2 where versions could not be looked up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--service", default="pypi", help="pip-audit's: pypi, osv or esms")
    options = parser.parse_args()
    report = audit(options.service)
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    options.file.write_text(text, encoding="utf-8", newline="\n")
    for line in told(report):
        print(line)
    return 1 if report["findings"] else 2 if report["not_looked_up"] else 0


def audited() -> dict[str, str]:
    """The versions that a report has to cover, by name: all that is locked."""
    return {n: item.version for lock in LOCKS for n, item in sorted(locked(lock).items())}


def audit(service: str) -> dict[str, Any]:
    """Ask for the known vulnerabilities of all locked versions."""
    versions = audited()
    answers, error = _answers(versions, service)
    looked_up = {answer["name"] for answer in answers if "skip_reason" not in answer}
    findings = [
        {
            "name": answer["name"],
            "version": answer["version"],
            "id": v["id"],
            "fixed": v["fix_versions"],
        }
        for answer in answers
        for v in answer.get("vulns", ())
    ]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "tool": f"pip-audit {version('pip-audit')}, service {service}",
        "error": error,
        "findings": findings,
        "looked_up": {n: v for n, v in versions.items() if n in looked_up},
        "not_looked_up": {n: v for n, v in versions.items() if n not in looked_up},
    }


def _answers(versions: dict[str, str], service: str) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says of each version; nothing and its last line where it gave up."""
    with tempfile.TemporaryDirectory() as folder:
        listed, out = Path(folder, "versions.txt"), Path(folder, "found.json")
        listed.write_text("".join(f"{n}=={v}\n" for n, v in versions.items()), encoding="utf-8")
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--desc", "off"]
        command = [sys.executable, "-m", "pip_audit", "-r", listed, "-s", service, *options]
        command += ["--format", "json", "--output", out]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if out.exists():
            return json.loads(out.read_text(encoding="utf-8"))["dependencies"], ""
        return [], done.stderr.strip().rpartition("\n")[2]


def told(report: dict[str, Any]) -> list[str]:
    """A report in lines for a person."""
    lines = [
        f"{f['name']} {f['version']}: {f['id']}, mended in {', '.join(f['fixed']) or 'no version'}"
        for f in report["findings"]
    ]
    lines.append(
        f"{len(report['looked_up'])} versions looked up, {len(lines)} vulnerabilities known"
    )
    if missing := report["not_looked_up"]:
        lines.append(
            f"{len(missing)} versions could NOT be looked up, so nothing is known of them; "
            "run `make audit` where the database of vulnerabilities can be reached"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())

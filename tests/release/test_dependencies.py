"""What comes with Backstory: locked by hash, under licences that let us, listed, and looked up."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.language import EMBEDDED, sums
from release import audit
from release.dependencies import (
    LOCKS,
    ROOT,
    brought_along,
    graph,
    is_allowed,
    licence,
    locked,
    pinned,
)

LOCK = "`make lock` makes requirements/ agree"
REPORT = ROOT / "benchmarks" / "results" / "audit.json"
ELSEWHERE = {"colorama"}
"""What is installed on other systems than this one alone."""


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_is_the_pinned_one_and_has_hashes(lock: str) -> None:
    pins = pinned()
    assert locked(lock)
    for name, item in locked(lock).items():
        assert pins.get(name) == item.version, f"{name}: not as in constraints.txt; {LOCK}"
        assert item.hashes, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in item.hashes), name


def test_all_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    dev = [r for name, rs in groups.items() if name not in ("build", "training") for r in rs]
    asked = {"run": project["project"]["dependencies"], "build": groups["build"], "dev": dev}
    for lock, lines in asked.items():
        names = {Requirement(line).name for line in lines if isinstance(line, str)}
        assert {canonicalize_name(n) for n in names} <= locked(lock).keys(), LOCK


def test_what_runs_here_is_what_is_locked() -> None:
    here = graph().keys() - {"backstory"}
    along = {item.name: item.version for item in brought_along()}
    assert here | ELSEWHERE == along.keys(), LOCK
    assert {name: version(name) for name in here} == {name: along[name] for name in here}


@pytest.mark.parametrize("path", ["constraints.txt", *(f"requirements/{n}.txt" for n in LOCKS)])
def test_no_registry_is_named(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(i|f|-index|-extra|-find|-trusted)", text, re.MULTILINE)


def test_every_licence_lets_us() -> None:
    refused = {i.name: licence(i.name) for i in brought_along() if not is_allowed(licence(i.name))}
    assert not refused, "read it, then allow it in release/licences.toml or do without"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND MIT", True),
        ("MIT AND GPL-3.0-only OR ISC", False),
        ("(MIT OR GPL-2.0-only) AND ISC", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_or_not(expression: str, allowed: bool) -> None:
    assert is_allowed(expression) is allowed


def test_the_documentation_lists_what_comes_along_with_its_licence() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = re.findall(r"^- ([^:\n]+): (.+)$", text, re.MULTILINE)
    told = {name: expression for expression, names in lines for name in names.split(", ")}
    assert told == {item.name: licence(item.name) for item in brought_along()}


def test_the_report_on_vulnerabilities_is_about_what_is_locked() -> None:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    again = "`make audit` looks up what is locked now"
    assert report["looked_up"] | report["not_looked_up"] == audit.audited(), again
    assert report["findings"] == [], again


def test_no_version_is_sound_for_not_having_been_looked_up() -> None:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    if missing := report["not_looked_up"]:
        said = "\n".join(audit.told(report))
        assert f"{len(missing)} versions could NOT be looked up" in said
        pytest.skip(f"on {report['date']} the database could not be reached for all versions")


def test_findings_are_told_with_what_mends_them() -> None:
    finding = {"name": "ferry", "version": "1.0", "id": "PYSEC-2026-1", "fixed": ["1.1"]}
    report = {"findings": [finding], "looked_up": {"ferry": "1.0"}, "not_looked_up": {}}
    assert audit.told(report) == [
        "ferry 1.0: PYSEC-2026-1, mended in 1.1",
        "1 versions looked up, 1 vulnerabilities known",
    ]


@pytest.fixture(scope="module")
def bill() -> str:
    from release import sbom

    return sbom.bill()


def test_the_bill_of_materials_is_valid(bill: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(bill) is None
    assert validator.validate_str(bill.replace('"library"', '"boat"')) is not None


def test_the_bill_of_materials_covers_all(bill: str) -> None:
    data = json.loads(bill)
    parts = {part["bom-ref"]: part for part in data["components"]}
    for item in brought_along():
        part = parts[f"pkg:pypi/{item.name}@{item.version}"]
        assert part["licenses"]
        [files] = part["externalReferences"]
        assert {h["content"] for h in files["hashes"]} == set(item.hashes)
    needs = {d["ref"]: d.get("dependsOn", []) for d in data["dependencies"]}
    root = needs[data["metadata"]["component"]["bom-ref"]]
    assert any(ref.startswith("pkg:pypi/spacy@") for ref in root)
    assert set(root) <= parts.keys()
    fonts = (Path(ref) for ref in parts if ref.endswith(".woff2"))
    assert all((ROOT / font).is_file() for font in fonts)


def test_the_bill_of_materials_tells_what_the_language_pipeline_was_made_from(bill: str) -> None:
    meta = json.loads((EMBEDDED / "meta.json").read_text(encoding="utf-8"))
    parts = json.loads(bill)["components"]
    [model] = (part for part in parts if part["type"] == "machine-learning-model")
    assert model["version"] == meta["version"]
    assert model["licenses"] == [{"license": {"id": "CC-BY-SA-4.0"}}]
    told = {
        f"{part['hashes'][0]['content']}  {part['name'].removeprefix('generator/language/')}"
        for part in model["components"]
    }
    assert told == set(sums().splitlines())
    ancestors = {part["name"]: part for part in model["pedigree"]["ancestors"]}
    assert ancestors.keys() == {source["name"] for source in meta["sources"]}
    assert all(part["licenses"] for part in ancestors.values())


def test_the_bill_has_the_date_of_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    from release import sbom

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    first = sbom.bill()
    assert json.loads(first)["metadata"]["timestamp"] == "1970-01-02T00:00:00+00:00"
    assert sbom.bill() == first

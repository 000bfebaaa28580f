"""What is in a release, as a CycloneDX bill of materials: `python -m release.sbom FILE`.

It lists all that is installed with Backstory, the embedded language pipeline with what it was made
from, and the fonts. The same commit gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType, Pedigree
from cyclonedx.model.contact import OrganizationalContact
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from generator import __version__
from generator.language import EMBEDDED, sums
from release.dependencies import ROOT, Locked, brought_along, graph, licence

FONTS = ROOT / "templates" / "assets" / "fonts"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill(), encoding="utf-8", newline="\n")
    print(path)


def bill() -> str:
    """The bill of materials as JSON."""
    bom = Bom()
    bom.metadata.timestamp = datetime.fromtimestamp(_committed(), UTC)
    backstory = _component(
        "backstory",
        __version__,
        "MIT",
        type=ComponentType.APPLICATION,
        purl=PackageURL("pypi", None, "backstory", __version__),
    )
    bom.metadata.component = backstory
    libraries = {item.name: _library(item) for item in brought_along()}
    inside = [_model(), *_fonts()]
    for component in (*libraries.values(), *inside):
        bom.components.add(component)
    needs = graph()
    bom.register_dependency(backstory, [*(libraries[n] for n in needs["backstory"]), *inside])
    for name, library in libraries.items():
        bom.register_dependency(library, [libraries[n] for n in needs.get(name, ())])
    listed = json.dumps([[c.name, c.version] for c in sorted(bom.components)])
    bom.serial_number = uuid5(NAMESPACE_URL, f"{_committed()} {listed}")
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _committed() -> int:
    """When the last commit was made, in seconds since 1970; SOURCE_DATE_EPOCH wins."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    command = ["git", "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def _library(item: Locked) -> Component:
    """An installed distribution, with the hashes of its published files."""
    purl = PackageURL("pypi", None, item.name, item.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in item.hashes],
    )
    return _component(
        item.name, item.version, licence(item.name), purl=purl, external_references=[files]
    )


def _model() -> Component:
    """The embedded pipeline: its files by hash, and what it was trained on as its ancestors."""
    meta = json.loads((EMBEDDED / "meta.json").read_text(encoding="utf-8"))
    files = [line.split("  ", 1) for line in sums().splitlines()]
    return _component(
        f"{meta['lang']}_{meta['name']}",
        meta["version"],
        meta["license"],
        type=ComponentType.MACHINE_LEARNING_MODEL,
        description=meta["description"],
        components=[
            _component(f"generator/language/{name}", None, meta["license"], digest=digest)
            for digest, name in files
        ],
        pedigree=Pedigree(ancestors=[_source(each) for each in meta["sources"]]),
    )


def _source(source: dict[str, Any]) -> Component:
    kind = ComponentType.MACHINE_LEARNING_MODEL if "sha256" in source else ComponentType.DATA
    site = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(source["url"]))]
    return _component(
        source["name"],
        None,
        source["license"],
        type=kind,
        digest=source.get("sha256"),
        authors=[OrganizationalContact(name=source["author"])],
        external_references=site if source["url"] else (),
    )


def _fonts() -> Iterable[Component]:
    for path in sorted(FONTS.glob("*.woff2")):
        digest = sha256(path.read_bytes()).hexdigest()
        yield _component(path.relative_to(ROOT).as_posix(), None, "OFL-1.1", digest=digest)


def _component(
    name: str, version: str | None, licence: str, *, digest: str | None = None, **more: Any
) -> Component:
    if digest:
        more.setdefault("type", ComponentType.FILE)
        more["hashes"] = [HashType(alg=HashAlgorithm.SHA_256, content=digest)]
    spdx = {"CC BY-SA 4.0": "CC-BY-SA-4.0", "CC BY 4.0": "CC-BY-4.0", "CC BY 2.5": "CC-BY-2.5"}
    licences = [LicenseFactory().make_from_string(spdx.get(licence, licence))]
    reference = f"{more['purl']}" if "purl" in more else f"{name}@{version}" if version else name
    return Component(name=name, version=version, licenses=licences, bom_ref=reference, **more)


if __name__ == "__main__":
    main()

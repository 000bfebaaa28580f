"""The site that the tests of pages look at."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from examples import examples

from generator.config import Config
from generator.rendering import render, search

CONFIG = Config(Path("nowhere"), title="The Anselm File", base_url="https://x.example/base/")


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Every page of the test site by its path."""
    outputs = {o.path: o.content for o in render(examples(), CONFIG)}
    return {p: c.decode() for p, c in outputs.items() if p.endswith(".html")}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test site in a folder, with a search index in several parts."""
    root = tmp_path_factory.mktemp("www")
    folder = root / "base"
    for output in render(examples(), CONFIG):
        if output.path == search.RECORDS:
            indexing = replace(CONFIG, root=root / "indexing")
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(search, "MOST_RECORDS", output.content.count(b"\n") // 3)
                assert search.refresh(output.content, indexing)
            shutil.move(indexing.site / search.FOLDER, folder / search.FOLDER)
            continue
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.content)
    return folder

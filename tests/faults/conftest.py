"""A day to inject faults into, and the count of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.newsroom import Day, day
from tests.faults.tally import Tally


@pytest.fixture(scope="session")
def tally() -> Iterator[Tally]:
    kept = Tally()
    yield kept
    kept.write()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return day(tmp_path_factory.mktemp("day"))

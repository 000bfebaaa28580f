"""The search index: made of what explainers say, once for the same words."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import CONFIG
from examples import examples

from generator.config import Config
from generator.problems import Problem
from generator.rendering import render, search


@pytest.fixture(scope="module")
def records() -> bytes:
    return next(o.content for o in render(examples(), CONFIG) if o.path == search.RECORDS)


def prints(config: Config) -> dict[str, str]:
    folder = config.site / search.FOLDER
    return {
        p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_explainers_actors_and_quotes_are_found_where_they_stand(records: bytes) -> None:
    found: list[dict[str, Any]] = [json.loads(line) for line in records.decode().splitlines()]
    by_url = {r["url"]: r for r in found}
    assert len(by_url) == len(found)
    assert by_url["ferry/index.html"]["narrow"] == {
        "topic-harbour": "Harbour",
        "topic-ferries": "Ferries",
    }
    assert by_url["ferry/index.html#q1"]["narrow"]["who-ada-moreau"] == "Ada Moreau"
    assert by_url["actors/ada-moreau/index.html"]["kind"] == "actor"


def test_the_index_is_the_same_for_the_same_records(tmp_path: Path, records: bytes) -> None:
    one, two = (replace(CONFIG, root=tmp_path / name) for name in ("one", "two"))
    assert search.refresh(records, one) == search.refresh(records, two)
    assert prints(one) == prints(two)
    assert "pagefind.js" in prints(one)
    assert not any("-ui" in name for name in prints(one))


def test_the_index_is_refreshed_where_words_changed_only(tmp_path: Path, records: bytes) -> None:
    config = replace(CONFIG, root=tmp_path)
    assert search.refresh(records, config)
    assert search.refresh(records, config) == 0
    assert search.is_current(config)
    changed = records.replace(b"Ada", b"Eda")
    search.forget(config)
    assert not search.is_current(config)
    before = prints(config)
    assert search.refresh(changed, config)
    assert prints(config) != before
    (config.site / search.FOLDER / "pagefind.js").unlink()
    assert search.refresh(changed, config)


def test_an_edit_makes_the_part_of_its_page_anew_and_no_other(
    tmp_path: Path, records: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RECORDS", records.count(b"\n") // 3)
    config = replace(CONFIG, root=tmp_path)
    folder = config.site / search.FOLDER
    search.refresh(records, config)
    before = json.loads((folder / search.PARTS).read_text())
    assert len(before) == 4
    cut_off = folder / ".0123456789abcdef-1"
    cut_off.mkdir()
    edited = records.splitlines(keepends=True)
    edited[0] = edited[0].replace(b'"text":"', b'"text":"Corrected. ')
    search.refresh(b"".join(edited), config)
    after = json.loads((folder / search.PARTS).read_text())
    assert len(set(before) - set(after)) == 1
    left = {p.name for p in folder.iterdir()}
    assert left == {*after, search.PARTS, search.PROGRAM}
    fresh = replace(CONFIG, root=tmp_path / "fresh")
    search.refresh(b"".join(edited), fresh)
    assert prints(fresh) == prints(config)


def test_what_pagefind_says_against_it_is_told_and_the_former_index_stays(
    tmp_path: Path, records: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(CONFIG, root=tmp_path)
    search.refresh(records, config)
    before = prints(config)
    broken = tmp_path / "pagefind"
    broken.write_text("#!/bin/sh\necho no licence, no index\n")
    broken.chmod(0o755)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: broken)
    with pytest.raises(Problem, match="no licence, no index"):
        search.refresh(records.replace(b"Ada", b"Eda"), config)
    assert prints(config) == before
    assert not search.is_current(config)


def test_a_site_without_explainers_can_be_searched_in_vain(tmp_path: Path) -> None:
    config = replace(CONFIG, root=tmp_path)
    search.refresh(b"", config)
    assert search.is_current(config)


PREVIEW = """
import json, os, sys, threading, time
from pathlib import Path
from generator.config import Config
from generator.problems import Problem
from generator.rendering import search
record = {"kind": "quote", "title": "Ada", "text": "word " * 200, "date": "", "narrow": {}}
lines = (json.dumps(record | {"url": f"a/#{n}"}) for n in range(4000))
wanted = "".join(f"{line}\\n" for line in lines).encode()
site = Config(Path(sys.argv[1]))
threading.Thread(target=search.refresh, args=(wanted, site), daemon=True).start()
children = Path("/proc", str(os.getpid()), "task")
while not (found := "".join(p.read_text() for p in children.glob("*/children"))):
    time.sleep(0.01)
print(found)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc here")
def test_indexing_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    """A preview that is stopped leaves no Pagefind behind that waits for ever."""
    command = [sys.executable, "-c", PREVIEW, str(tmp_path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    pagefind = Path("/proc", done.stdout.strip(), "cmdline")
    assert pagefind.parent.name.isdigit()
    deadline = time.monotonic() + 5
    while pagefind.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pagefind.exists()

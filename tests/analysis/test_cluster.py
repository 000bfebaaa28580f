"""Articles analysed by a cluster: the site of a local build, whatever becomes of its workers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import spacy

import generator
from generator.analysis import cluster, running
from generator.analysis.model import Analysis
from generator.build import Result, build
from generator.config import Config
from generator.problems import ConfigProblem, Problem
from generator.profiling import Profile
from generator.reading import read
from tests.conftest import missing

DEADLY = """
import os
from spacy.language import Language

@Language.component("deadly")
def deadly(doc):
    if "dynamite" in doc.text:
        os._exit(7)
    return doc
"""

DEATHS = 2
"""Workers that may die over a batch in these tests, before it is given up."""


@pytest.fixture(scope="module", autouse=True)
def distributed() -> Any:
    if not find_spec("distributed"):
        missing("dask.distributed (backstory[cluster])")
    import distributed

    return distributed


@pytest.fixture(scope="module")
def deadly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An installed pipeline with a component that one word is fatal to."""
    folder = tmp_path_factory.mktemp("deadly")
    code, info = folder / "code", folder / "code" / "deadly-1.0.dist-info"
    info.mkdir(parents=True)
    (code / "deadly_component.py").write_text(DEADLY)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\ndeadly = deadly_component:deadly\n")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(folder / "pipeline")
    config = folder / "pipeline" / "config.cfg"
    config.write_text(
        config.read_text().replace('["sentencizer"]', '["sentencizer","deadly"]')
        + '\n[components.deadly]\nfactory = "deadly"\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(code))
        yield str(folder / "pipeline")


@pytest.fixture(scope="module")
def crew(distributed: Any, deadly: str) -> Iterator[Any]:
    """Two worker processes; one that dies is replaced."""
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": DEATHS - 1}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made,
    ):
        yield made


@pytest.fixture
def nobody(distributed: Any) -> Iterator[Any]:
    """A scheduler without workers."""
    with distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few articles are many batches."""
    monkeypatch.setattr(running, "BATCH", 2)


def site(root: Path, number: int = 12, fatal: Iterable[int] = ()) -> Path:
    (root / "seeds").mkdir(parents=True)
    for day in range(1, number + 1):
        word = "dynamite" if day in fatal else "never"
        (root / "seeds" / f"2016-10-{day:02}-ferry.txt").write_text(
            f"Ferry {day}\n\n“The ferry {word} sails,” said Ada Moreau on Tuesday. "
            f"Olga Yates, who runs pier {day}, agreed.\n\nNobody was hurt.\n",
            encoding="utf-8",
        )
    return root


def written(root: Path) -> dict[str, bytes]:
    """What a build wrote for people, by path."""
    paths = (p for name in ("content", "site") for p in (root / name).rglob("*") if p.is_file())
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}


def on(made: Any, root: Path, **options: Any) -> Result:
    return build(Config(root), cluster=made.scheduler_address, search=False, **options)


def there(made: Any, root: Path, pipeline: str) -> dict[str, running.Outcome]:
    given = [read(p, name=f"seeds/{p.name}") for p in sorted((root / "seeds").iterdir())]
    profile = Profile(clocked=False)
    address = made.scheduler_address
    found = list(cluster.there(given, pipeline, address=address, profile=profile))
    assert len(found) == len(given)
    return {article.path: outcome for article, outcome in found}


@contextmanager
def alien(address: str, cwd: Path, *first: Path) -> Iterator[None]:
    """A worker with all that is installed here but Backstory; what is in `first` it has as well."""
    packages = {str(Path(m.__file__).parents[1]) for m in (spacy, sys.modules["distributed"])}
    command = ["-S", "-m", "dask", "worker", address, "--no-nanny", "--no-dashboard"]
    done = subprocess.Popen(
        [sys.executable, *command],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*map(str, first), *packages])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        done.kill()
        done.wait()


def test_a_worker_killed_in_mid_run_costs_nothing_and_the_site_is_that_of_a_local_build(
    crew: Any, tmp_path: Path
) -> None:
    root, alone = site(tmp_path / "root"), site(tmp_path / "alone")
    build(Config(alone), search=False)
    # An empty cache that keeps a record of all that is put into it.
    kept = root / ".backstory" / "cache" / "analyses.sqlite"
    kept.parent.mkdir(parents=True)
    running.Cache(kept.parent)
    with sqlite3.connect(kept) as db:
        db.execute("create table record (path text)")
        db.execute(
            "create trigger put after insert on analysis "
            "begin insert into record values (new.path); end"
        )
    victims = [worker.pid for worker in crew.workers.values()]

    def killing(items: Iterable[Any], what: str, total: int) -> Iterable[Any]:
        for number, item in enumerate(items):
            if what == "reading" and number == 0:
                os.kill(victims[0], signal.SIGKILL)
            yield item

    result = on(crew, root, track=killing)
    assert result.problems == ()
    assert (result.read, result.skipped) == (12, 0)
    assert written(root) == written(alone)
    with sqlite3.connect(kept) as db:
        record = Counter(path for (path,) in db.execute("select path from record"))
    assert record == {f"seeds/2016-10-{day:02}-ferry.txt": 1 for day in range(1, 13)}
    assert victims[0] not in [worker.pid for worker in crew.workers.values()]


def test_where_nothing_is_new_no_cluster_is_asked(tmp_path: Path) -> None:
    root = site(tmp_path, 1)
    build(Config(root), search=False)
    (root / "site" / "index.html").unlink()
    assert build(Config(root), cluster="tcp://127.0.0.1:9", search=False).skipped == 1


def test_an_article_that_workers_die_over_is_one_problem_and_the_rest_goes_on(
    crew: Any, tmp_path: Path, deadly: str
) -> None:
    found = there(crew, site(tmp_path, 7, fatal=[3]), deadly)
    problems = [str(outcome) for outcome in found.values() if isinstance(outcome, Problem)]
    assert problems == [
        f"seeds/2016-10-03-ferry.txt: cannot be analysed: {DEATHS} workers that read it died; "
        "divide it if it is very long, or give the workers more memory"
    ]
    assert sum(isinstance(outcome, Analysis) for outcome in found.values()) == 6


def test_a_pipeline_that_workers_lack_is_named(
    crew: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_setup", lambda pipeline: {})
    with pytest.raises(
        ConfigProblem, match=r"worker tcp://\S+: the language pipeline en_elsewhere is not inst"
    ):
        there(crew, site(tmp_path, 1), "en_elsewhere")


def test_a_worker_without_backstory_is_told(nobody: Any, tmp_path: Path) -> None:
    with (
        alien(nobody.scheduler_address, tmp_path),
        pytest.raises(ConfigProblem, match=r"lacks Backstory, or a part \(No module named 'gen"),
    ):
        on(nobody, site(tmp_path / "root", 1))


def test_a_worker_with_another_version_is_told(nobody: Any, tmp_path: Path) -> None:
    package = Path(generator.__file__).parent
    other = tmp_path / "other" / "generator"
    shutil.copytree(package, other, ignore=shutil.ignore_patterns("en", "__pycache__"))
    (other / "language" / "en").symlink_to(package / "language" / "en")
    init = (other / "__init__.py").read_text(encoding="utf-8")
    (other / "__init__.py").write_text(init.replace(generator.__version__, "0.0.9"))
    with (
        alien(nobody.scheduler_address, tmp_path, other.parent),
        pytest.raises(
            ConfigProblem, match=r"worker tcp://\S+: has Backstory 0\.0\.9 \(code \w+\), not "
        ),
    ):
        on(nobody, site(tmp_path / "root", 1))


def test_a_cluster_without_workers_is_told(
    nobody: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.0)
    monkeypatch.setattr(cluster, "LOOK", 0.1)
    with pytest.raises(Problem, match=r"has no workers; start some \(dask worker tcp://"):
        on(nobody, site(tmp_path, 1))


def test_a_scheduler_that_goes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dask

    told = tmp_path / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told]
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "dask", "scheduler", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        sent = cluster._Flight._send

        def killing(*given: Any, **options: Any) -> None:
            sent(*given, **options)
            scheduler.kill()

        monkeypatch.setattr(cluster._Flight, "_send", killing)
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
            pytest.raises(Problem, match=f"scheduler at {address} is gone; start it again"),
        ):
            build(Config(site(tmp_path / "root", 1)), cluster=address, search=False)
    finally:
        scheduler.kill()
        scheduler.wait()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "http://127.0.0.1:8786"])
def test_an_address_without_a_scheduler_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 1)
    with pytest.raises(ConfigProblem, match=f"no scheduler of dask.distributed .* {address}"):
        build(Config(site(tmp_path, 1)), cluster=address)


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigProblem, match=r'pip install "backstory\[cluster\]"'):
        build(Config(site(tmp_path, 1)), cluster="tcp://127.0.0.1:8786")

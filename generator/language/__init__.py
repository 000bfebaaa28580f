"""The language pipeline: the one that ships in this package, or one that the user has installed."""

from __future__ import annotations

import json
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import ConfigProblem

if TYPE_CHECKING:
    from spacy.language import Language

EMBEDDED = Path(__file__).with_name("en")
"""The embedded pipeline's files, written by `make pipeline`."""

SUMS = EMBEDDED.with_suffix(".sha256")
"""What these files held when they were written, as `sha256sum` prints and checks it."""


@cache
def load(name: str = "") -> Language:
    """The pipeline with Backstory's components at its end.

    Args:
        name: a spaCy package or a path; "" for the embedded pipeline.

    Raises:
        ConfigProblem: no such pipeline is installed, or the embedded one is damaged.
    """
    if not name:
        return _with_components(_load_embedded())
    import spacy

    try:
        return _with_components(spacy.load(name))
    except OSError as error:
        raise ConfigProblem(
            f"the language pipeline {name} cannot be loaded ({error})",
            remedy="install it, or leave `pipeline` out of backstory.toml",
        ) from error


def _load_embedded() -> Language:
    """The pipeline that ships here; its files are checked while spaCy is imported."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        checked = beside.submit(check)
        import spacy

        checked.result()
    return spacy.load(EMBEDDED)


def _with_components(nlp: Language) -> Language:
    from generator.analysis import COMPONENTS

    for component in COMPONENTS:
        if component not in nlp.pipe_names:
            nlp.add_pipe(component)
    return nlp


def check() -> None:
    """See whether the embedded pipeline's files are those that were made.

    Finds what a disk, a transfer or an edit has damaged; whoever can change the files on purpose
    can change their sums as well.

    Raises:
        ConfigProblem: one is missing or differs.
    """
    try:
        told = set(SUMS.read_text(encoding="ascii").splitlines())
    except (OSError, ValueError) as error:
        raise _damaged(SUMS) from error
    try:
        found = set(sums().splitlines())
    except OSError as error:
        raise _damaged(Path(error.filename)) from error
    if differing := told ^ found:
        raise _damaged(SUMS.parent / min(line[66:] for line in differing))


def sums() -> str:
    """A line for each file of the embedded pipeline: the SHA-256 of its bytes, and its name."""

    def line(path: Path) -> str:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return f"{digest}  {path.relative_to(SUMS.parent).as_posix()}\n"

    paths = EMBEDDED.rglob("[!.]*")
    return "".join(line(path) for path in sorted(paths) if path.is_file())


def _damaged(path: Path) -> ConfigProblem:
    return ConfigProblem(
        "this file of the language pipeline is damaged or missing",
        place=path,
        remedy="install Backstory again (python -m pip install --force-reinstall backstory)",
    )


def version(name: str = "") -> str:
    """Name and version of a pipeline, told without loading it: part of what a cache depends on.

    Raises:
        ConfigProblem: it is not there.
    """
    if not name or Path(name).is_dir():
        return _told_version(Path(name or EMBEDDED) / "meta.json")
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"{name}-{installed(name)}"
    except PackageNotFoundError as error:
        raise ConfigProblem(
            f"the language pipeline {name} is not installed",
            remedy="install it, or leave `pipeline` out of backstory.toml",
        ) from error


def _told_version(path: Path) -> str:
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        if path.parent == EMBEDDED:
            raise _damaged(path) from error
        raise ConfigProblem(
            "does not describe a language pipeline",
            place=path,
            remedy="name the folder of one, or leave `pipeline` out of backstory.toml",
        ) from error

"""The language pipeline: the one that ships in this package, or one that the user has installed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import ConfigProblem

if TYPE_CHECKING:
    from spacy.language import Language

EMBEDDED = Path(__file__).with_name("en")
"""The embedded pipeline's files, written by `make pipeline`."""


@cache
def load(name: str = "") -> Language:
    """The pipeline with Backstory's components at its end.

    Args:
        name: a spaCy package or a path; "" for the embedded pipeline.

    Raises:
        ConfigProblem: no such pipeline is installed.
    """
    import spacy

    from generator.analysis import COMPONENTS

    try:
        nlp = spacy.load(name or EMBEDDED)
    except OSError as error:
        raise ConfigProblem(
            f"the language pipeline {name or EMBEDDED} cannot be loaded ({error})",
            remedy="install it, or leave `pipeline` out of backstory.toml",
        ) from error
    for component in COMPONENTS:
        if component not in nlp.pipe_names:
            nlp.add_pipe(component)
    return nlp


def version(name: str = "") -> str:
    """Name and version of a pipeline, told without loading it: part of what a cache depends on."""
    if not name or Path(name).is_dir():
        meta = json.loads((Path(name or EMBEDDED) / "meta.json").read_text(encoding="utf-8"))
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"{name}-{installed(name)}"
    except PackageNotFoundError as error:
        raise ConfigProblem(
            f"the language pipeline {name} is not installed",
            remedy="install it, or leave `pipeline` out of backstory.toml",
        ) from error

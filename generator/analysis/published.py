"""When an article was published, told from its text alone."""

from __future__ import annotations


def infer(text: str) -> str | None:
    """The ISO date that the text itself fixes as its day of publication, or None."""
    return None

"""A component that starts a sentence after each blank line, before a parser decides the rest."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

_BLANK_LINE = re.compile(r"\n\s*\n")


@Language.component("backstory_paragraphs", assigns=["token.is_sent_start"])
def mark(doc: Doc) -> Doc:
    """Set `is_sent_start` after blank lines; white space never starts a sentence."""
    new = True
    for token in doc:
        if token.is_space:
            new = new or bool(_BLANK_LINE.search(token.text))
            token.is_sent_start = token.i == 0
        elif new:
            token.is_sent_start = True
            new = False
    return doc

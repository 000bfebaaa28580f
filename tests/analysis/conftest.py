"""Texts with their names marked, analysed up to the actors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

Read = Callable[..., Doc]
NAME = re.compile(r"\[([^|\]]+)\|([A-Z]+)\]")


@pytest.fixture(scope="session")
def actors_nlp() -> Language:
    import spacy

    from generator.language import EMBEDDED

    pipeline = spacy.load(EMBEDDED)
    pipeline.add_pipe("backstory_quotes")
    pipeline.add_pipe("backstory_actors")
    return pipeline


@pytest.fixture(scope="session")
def read(actors_nlp: Language) -> Read:
    """Analyses a text in which names are marked, `[Ada Moreau|PERSON]`.

    So what is tested is what is made of names, whatever the recogniser finds.
    """

    def run(marked: str, headline: str | None = None) -> Doc:
        text, ents, at = "", [], 0
        for match in NAME.finditer(marked):
            text += marked[at : match.start()]
            ents.append((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            at = match.end()
        text += marked[at:]
        doc = actors_nlp.make_doc(text)
        doc._.headline = headline
        for name, pipe in actors_nlp.pipeline:
            if name == "backstory_quotes":
                spans = [doc.char_span(s, e, label=label) for s, e, label in ents]
                assert None not in spans, "a name's mark cuts a token"
                doc.set_ents(spans)
            doc = pipe(doc)
        return doc

    return run

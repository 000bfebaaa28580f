"""The ways of attributing: one function each, with an example, tried in a stated order.

A pattern takes a passage and a cue verb (or, for those without a verb, a passage alone) and gives
the attribution that it finds, or None. To add one, write the function and put it into a list here.
In the examples *content*, _speaker_ and the cue in CAPITALS are marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.analysis.quotes.attribution import Attribution
from generator.analysis.quotes.cues import Cue
from generator.analysis.quotes.passage import Passage
from generator.analysis.quotes.patterns.clauses import clause, denial, hearsay, inversion
from generator.analysis.quotes.patterns.phrases import (
    blame,
    characterisation,
    charge,
    command,
    naming,
    noun_object,
    prepositional,
)
from generator.analysis.quotes.patterns.quoted import quotation
from generator.analysis.quotes.patterns.sources import according_to, labelled

OF_A_VERB: tuple[Callable[[Passage, Cue], Attribution | None], ...] = (
    quotation,
    naming,
    charge,
    characterisation,
    blame,
    hearsay,
    prepositional,
    command,
    clause,
    inversion,
    denial,
    noun_object,
)
WITHOUT_A_VERB: tuple[Callable[[Passage], Iterator[Attribution]], ...] = (according_to, labelled)

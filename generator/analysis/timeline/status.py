"""Whether an event happened, is planned, was cancelled or goes on."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc, Token

from generator.analysis.model import Status
from generator.analysis.timeline.clauses import Clause
from generator.analysis.timeline.dating import Dating
from generator.analysis.times.direction import tense
from generator.analysis.times.lexicon import AHEAD, CALLED_OFF
from generator.analysis.times.meaning import FUTURE


def status(doc: Doc, clause: Clause, dating: Dating) -> Status:
    """From the interval, the date against the publication, tense, modality and verbs."""
    words = doc.char_span(*clause.span, alignment_mode="expand")
    lemmas = {t.lemma_.lower() for t in words} if words is not None else set()
    if lemmas & CALLED_OFF or (_was_to(clause.predicate) and _is_called_off(doc)):
        return "cancelled"
    if dating.date and dating.date.endswith("/..") and not _is_ahead(doc, dating.date[:-3]):
        return "ongoing"
    if dating.date and _is_ahead(doc, dating.date):
        return "planned"
    if doc._.published is None and tense(clause.predicate) == FUTURE:
        return "planned"
    return "happened"


def _is_ahead(doc: Doc, edtf: str) -> bool:
    """Whether all of a date lies after the publication."""
    if not doc._.published:
        return False
    first = edtf.split("/")[0].rstrip("~")
    if first == "..":
        first = edtf.split("/")[1].rstrip("~")
    published = date.fromisoformat(doc._.published[:10]).isoformat()
    return "X" not in first and first > published[: len(first)]


def _was_to(predicate: Token) -> bool:
    """ "was scheduled to", "had been due to", "was to"."""
    if predicate.lemma_.lower() not in AHEAD:
        return False
    return any(c.lower_ in ("was", "were", "had") for c in predicate.lefts)


def _is_called_off(doc: Doc) -> bool:
    return any(t.lemma_.lower() in CALLED_OFF for t in doc if t.pos_ in ("VERB", "NOUN"))

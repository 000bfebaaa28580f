"""Whether an event happened, is planned, was cancelled or goes on."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc, Token

from generator.analysis import syntax
from generator.analysis.model import Status
from generator.analysis.timeline.clauses import Clause
from generator.analysis.timeline.dating import Dating
from generator.analysis.times.direction import PAST, tense
from generator.analysis.times.lexicon import AHEAD, CALLED_OFF

BEFORE, DURING, AFTER = -1, 0, 1


def status(doc: Doc, clause: Clause, dating: Dating) -> Status:
    """From the interval, the date against the publication, tense, modality and verbs."""
    when = _against_publication(doc, dating.date)
    if _is_called_off(doc, clause, dating, when):
        return "cancelled"
    if when == AFTER:
        return "planned"
    if dating.date and dating.date.endswith("/.."):
        return "ongoing"
    if dating.lead == "as of" and _is_state(clause.predicate):
        return "ongoing"
    if when != BEFORE and tense(clause.predicate) != PAST:
        return "planned"
    return "happened"


def _is_state(predicate: Token) -> bool:
    """Whether a predicate tells how things stand: "is in hospital", "had no power", "not found"."""
    if predicate.lemma_ in ("be", "have", "remain", "stay") or syntax.is_negated(predicate):
        return True
    if any(c.dep_ == "cop" for c in predicate.lefts):
        return True
    return any(c.lower_ == "no" for t in predicate.lefts for c in t.subtree)


def _against_publication(doc: Doc, edtf: str | None) -> int:
    """Whether a date lies before, around or after the publication; DURING where it is unknown."""
    if edtf is None or not doc._.published:
        return DURING
    start, _, end = edtf.partition("/")
    first = (start if start != ".." else end).rstrip("~")
    last = (end if end not in ("", "..") else start).rstrip("~")
    published = date.fromisoformat(doc._.published[:10]).isoformat()
    if "X" not in first and first > published[: len(first)]:
        return AFTER
    if published.startswith(last) or end == "..":
        return DURING
    return BEFORE if last < published else DURING


def _is_called_off(doc: Doc, clause: Clause, dating: Dating, when: int) -> bool:
    """What was called off, was to happen by now, or was to happen in a text that calls it off."""
    predicate = clause.predicate
    if predicate.lemma_.lower() in CALLED_OFF:
        if when == AFTER:
            return True
        subject = next((c for c in predicate.lefts if c.dep_ in syntax.SUBJECT), None)
        within = subject is not None and dating.token in subject.subtree
        return syntax.is_passive(predicate) and within
    if not _was_ahead(predicate):
        return False
    return when == BEFORE or any(
        t.lemma_.lower() in CALLED_OFF for t in doc if t.pos_ in ("VERB", "NOUN")
    )


def _was_ahead(predicate: Token) -> bool:
    """ "was scheduled to", "had been due to", "were to"."""
    was = {"was", "were", "had"}
    if predicate.lemma_ == "be":
        infinitive = any(c.dep_ == "xcomp" and c.i > predicate.i for c in predicate.children)
        return predicate.lower_ in was and infinitive
    if predicate.tag_ == "VB":
        words = {c.lower_ for c in predicate.lefts}
        return "to" in words and bool(words & was)
    if predicate.lemma_.lower() not in AHEAD or predicate.tag_ not in ("VBN", "JJ", "VBG"):
        return False
    return any(c.lower_ in was for c in predicate.lefts)

"""Whether an event happened, is planned, was cancelled or goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as day

from spacy.tokens import Doc, Token

from generator import edtf
from generator.analysis import syntax
from generator.analysis.model import Status
from generator.analysis.timeline.clauses import Clause
from generator.analysis.timeline.dating import Dating
from generator.analysis.times.direction import PAST, calls_off, hangs_on, puts_off, tense
from generator.analysis.times.lexicon import SCHEDULED

BEFORE, DURING, AFTER = -1, 0, 1

_WAS = {"was", "were", "had"}


def status(doc: Doc, clause: Clause, dating: Dating) -> Status:
    """From the interval, the date against the publication, tense, modality and verbs."""
    when = _against_publication(doc, dating.date)
    if _is_called_off(doc, clause, dating, when):
        return "cancelled"
    if when == AFTER:
        return "planned"
    if dating.date and dating.date.endswith("/.."):
        return "happened" if _was_over(clause.predicate) else "ongoing"
    if dating.lead == "as of" and _is_state(clause.predicate):
        return "ongoing"
    if when != BEFORE and tense(clause.predicate) != PAST:
        return "planned"
    if _was_ahead(clause.predicate, dating.token):
        return "planned"  # whether it came about is not told
    return "happened"


def _was_over(predicate: Token) -> bool:
    """ "had led the party since 2008": up to what the article tells of, and no longer."""
    return any(c.lower_ == "had" for c in syntax.auxiliaries(predicate))


def _is_state(predicate: Token) -> bool:
    """Whether a predicate tells how things stand: "is in hospital", "had no power", "not found"."""
    if predicate.lemma_ in ("be", "have", "remain", "stay") or syntax.is_negated(predicate):
        return True
    if any(c.dep_ == "cop" for c in predicate.lefts):
        return True
    return any(c.lower_ == "no" for t in predicate.lefts for c in t.subtree)


def _against_publication(doc: Doc, date: str | None) -> int:
    """Whether a date lies before, around or after the publication; DURING where it is unknown."""
    dated = edtf.read(date) if date else None
    if dated is None or not doc._.published:
        return DURING
    published = day.fromisoformat(doc._.published[:10]).toordinal()
    first = dated.first if dated.first is not None else dated.last
    if first is not None and first > published:
        return AFTER
    return BEFORE if dated.last is not None and dated.last < published else DURING


def _is_called_off(doc: Doc, clause: Clause, dating: Dating, when: int) -> bool:
    """What was called or put off, or was to happen in a text that calls it off."""
    predicate = clause.predicate
    if calls_off(predicate) or puts_off(predicate):
        if dating.lead in ("until", "till"):
            return False
        if dating.lead != "from" and hangs_on(dating.token, predicate):
            return when == AFTER and calls_off(predicate)
        return True
    if any(map(_is_ended, _whose(predicate))):
        return True
    if not _was_ahead(predicate, dating.token):
        return False
    return _was_to_have(predicate) or any(
        (calls_off(t) or puts_off(t)) and (_names(t, predicate) or _leads_to(t, predicate))
        for t in doc
    )


def _leads_to(verb: Token, event: Token) -> bool:
    """Whether a verb stands in an event's sentence, or in the one before it in its paragraph."""
    if verb.sent == event.sent:
        return True
    return verb.sent.end == event.sent.start and "\n" not in verb.sent[-1].text


def _names(verb: Token, event: Token) -> bool:
    """Whether what a verb calls off is named as an event is: "the **launch**", "was to launch"."""
    what = [c for c in verb.children if c.dep_ in syntax.SUBJECT | {"obj", "dobj"}]
    told = {t.lemma_.lower() for t in (event, *event.subtree) if t.pos_ in ("VERB", "NOUN")}
    return any(t.lemma_.lower() in told for noun in what for t in noun.subtree)


def _whose(predicate: Token) -> Iterator[Token]:
    """The noun that a participle tells of: "the **visit** planned for Friday"."""
    for token in predicate.ancestors:
        if token.pos_ in ("NOUN", "PROPN"):
            yield token
        if token.pos_ in ("NOUN", "PROPN", "VERB"):
            return


def _is_ended(noun: Token) -> bool:
    """Whether what a noun names was called or put off."""
    verb = noun.head
    if not (calls_off(verb) or puts_off(verb)):
        return False
    return noun.dep_ in ("obj", "dobj") or (noun.dep_ in syntax.SUBJECT and syntax.is_passive(verb))


def _was_ahead(predicate: Token, time: Token) -> bool:
    """ "was scheduled to", "had been due to", "were to"; not "the vote on Friday was expected"."""
    subject = next((c for c in predicate.lefts if c.dep_ in syntax.SUBJECT), None)
    if subject is not None and subject.left_edge.i <= time.i < predicate.i:
        return False
    if predicate.lemma_ == "be":
        infinitive = any(c.dep_ == "xcomp" and c.i > predicate.i for c in predicate.children)
        return predicate.lower_ in _WAS and infinitive
    words = {c.lower_ for c in predicate.lefts}
    if predicate.tag_ in ("VB", "VBN") and "to" in words and words & _WAS:
        return True
    if predicate.lemma_.lower() not in SCHEDULED or predicate.tag_ not in ("VBN", "JJ", "VBG"):
        return False
    return bool(words & _WAS)


def _was_to_have(predicate: Token) -> bool:
    """ "was to have spoken": it did not come to that."""
    words = {c.lower_ for c in predicate.lefts}
    return predicate.tag_ == "VBN" and {"to", "have"} <= words and bool(words & {"was", "were"})

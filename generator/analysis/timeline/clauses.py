"""The smallest clause that a date belongs to, from its subject to the end of its predicate."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from generator.analysis import syntax
from generator.analysis.timeline.dating import Dating
from generator.reading.article import Span

_THROUGH = {"ADP", "SCONJ", "PART", "NUM", "ADV", "PUNCT", "X"}
_PARTICIPLE = {"acl", "acl:relcl", "relcl"}
_APART = {"advcl", "parataxis", "appos"} | _PARTICIPLE
_SUBJECT_LIKE = {
    "nsubj", "nsubjpass", "nsubj:pass", "poss", "nmod:poss", "compound", "npadvmod", "csubj",
    "obl:tmod", "nmod:tmod", "obl:unmarked", "nmod:unmarked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (or a noun phrase that names an event): its predicate and its characters."""

    predicate: Token
    span: Span


def clause(doc: Doc, dating: Dating) -> Clause | None:
    """The clause that a date tells the time of; None where it belongs to none."""
    noun, verb = _governors(dating)
    if noun is not None and (verb is None or _is_own_event(noun, verb, dating.token)):
        return _trimmed(doc, noun, *_phrase(noun))
    if verb is None:
        return None
    while (
        verb.dep_ == "xcomp" and verb.head.pos_ in ("VERB", "AUX", "ADJ") and verb.head.i < verb.i
    ):
        verb = verb.head
    return _trimmed(doc, verb, *_extent(verb))


def _is_part_of(verb: Token, dating: Dating) -> bool:
    """Whether a predicate's clause is told whole only with the clause that it hangs on.

    "is scheduled **to meet**"; "**Forming in July**, the storm was …" (unless the main clause has
    a time of its own).
    """
    main = verb.head
    if verb.dep_ == "xcomp":
        return main.pos_ in ("VERB", "AUX", "ADJ") and main.i < verb.i
    if verb.dep_ == "advcl" and verb.tag_ in ("VBG", "VBN") and verb.i < main.i:
        if any(c.dep_ in syntax.SUBJECT or c.dep_ == "mark" for c in verb.lefts):
            return False
        return not any(_is_time(t) for t in _own(main))
    return False


def is_predicate(token: Token) -> bool:
    """Whether `token` is a verb, or a noun or adjective with a copula."""
    return token.pos_ in ("VERB", "AUX") or any(c.dep_ == "cop" for c in token.lefts)


def _governors(dating: Dating) -> tuple[Token | None, Token | None]:
    """The noun that a time hangs on directly, if any, and the predicate above."""
    token, noun = dating.token, None
    for _ in range(16):
        if token.head is token:
            break
        token = token.head
        if is_predicate(token):
            return noun, token
        if noun is None and not _is_time(token) and token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ"):
            noun = token
    return noun, None


def _is_time(token: Token) -> bool:
    return any(s.start <= token.i < s.end for s in token.doc.spans["times"])


def _is_own_event(noun: Token, verb: Token, time: Token) -> bool:
    """Whether the time dates the noun ("the vote in 2014") and not the clause it stands in."""
    if noun.dep_ in _SUBJECT_LIKE or time.dep_ in ("poss", "nmod:poss", "compound"):
        return False
    if noun.dep_ in ("dobj", "obj") or noun.head is verb or noun.head.head is verb:
        return any(t.ent_type_ in ("DATE", "TIME") for t in _own(verb) if t not in noun.subtree)
    return True


def _own(verb: Token) -> list[Token]:
    """What hangs on a verb directly, through a preposition or not."""
    own = [c for c in verb.children if c.dep_ != "punct"]
    return own + [g for c in own if c.pos_ == "ADP" for g in c.children]


def _phrase(noun: Token) -> tuple[int, int]:
    start, stop = syntax.noun_phrase(noun)
    return start, stop


def _extent(verb: Token) -> tuple[int, int]:
    doc = verb.doc
    start = _start(verb)
    stop = verb.right_edge.i + 1
    for token in doc[verb.i + 1 : stop]:
        if _is_apart(token, verb):
            stop = max(verb.i + 1, token.left_edge.i)
            break
    return start, stop


def _start(verb: Token) -> int:
    if verb.dep_ in _PARTICIPLE and verb.head.i < verb.i:
        return syntax.noun_phrase(verb.head)[0]
    subject = next((c for c in verb.lefts if c.dep_ in syntax.SUBJECT), None)
    told = [c for c in verb.lefts if c.dep_ == "ccomp"]
    if told:
        return min(told[0].left_edge.i, subject.left_edge.i if subject else verb.i)
    if subject is not None:
        return subject.left_edge.i
    first = next((c for c in verb.lefts if c.dep_ in syntax.AUXILIARY), verb)
    return min(first.i, verb.i)


def _is_apart(token: Token, verb: Token) -> bool:
    """Whether what `token` heads follows the predicate and is no part of it."""
    if token.head is verb:
        if token.dep_ in ("parataxis", "conj") and token.i > verb.i:
            return is_predicate(token) or token.dep_ == "parataxis"
        if token.dep_ == "advcl":
            return True
        comma = token.doc[token.left_edge.i - 1].text in (",", "—", "–", ";")
        if comma and token.dep_ in ("prep", "obl", "npadvmod", "advmod") and not _has_time(token):
            return True
    if token.dep_ in _APART and token.head.i < token.i:
        before = token.doc[max(0, token.left_edge.i - 1)]
        return before.text in (",", "—", "–", ";", "(")
    return False


def _has_time(token: Token) -> bool:
    return _is_time(token) or any(_is_time(c) for c in token.children)


_EDGES = {"CCONJ", "PUNCT", "SPACE", "SCONJ"}


def _trimmed(doc: Doc, predicate: Token, start: int, stop: int) -> Clause | None:
    """Without conjunctions, commas and stops at its ends."""
    while start < stop and doc[start].pos_ in _EDGES and doc[start].text not in '"“':
        start += 1
    while stop > start and (doc[stop - 1].pos_ in _EDGES and doc[stop - 1].text not in '"”)'):
        stop -= 1
    if stop <= start:
        return None
    return Clause(predicate, syntax.chars(doc, start, stop))

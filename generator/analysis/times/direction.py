"""Whether a sentence looks back or ahead from its time, told by the verb that the time belongs to."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis.syntax import auxiliaries
from generator.analysis.times.lexicon import AHEAD
from generator.analysis.times.meaning import FUTURE, PAST

_WILL = {"will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d", "should", "may", "might", "must"}
_HAVE = {"has", "have", "had", "'ve", "’ve", "having"}
_BE = {"is", "are", "was", "were", "'s", "’s", "'re", "’re", "am", "be", "been"}
_CLAUSES = {"xcomp", "acl", "advcl", "ccomp", "csubj", "csubj:pass", "csubjpass", "pcomp", "dep"}


def direction(token: Token) -> int:
    """PAST, FUTURE or 0 for the time that begins at `token`."""
    verb = governor(token)
    return PAST if verb is None else tense(verb)


def governor(token: Token) -> Token | None:
    """The verb (or predicate with a copula) that `token` hangs on, directly or through nouns."""
    for _ in range(12):
        if token.head is token:
            break
        token = token.head
        if token.pos_ in ("VERB", "AUX") or any(c.dep_ == "cop" for c in token.lefts):
            return token
    return token if token.pos_ in ("VERB", "AUX") else None


def tense(verb: Token, depth: int = 0) -> int:
    """PAST, FUTURE or 0 for a verb with its auxiliaries and what governs it."""
    helpers = auxiliaries(verb)
    words = {h.lower_ for h in helpers}
    tags = {h.tag_ for h in helpers} | {verb.tag_}
    if words & _WILL and not words & {"'d", "’d"} - ({"'d", "’d"} if verb.tag_ == "VB" else set()):
        return PAST if verb.tag_ == "VBN" and "have" in words else FUTURE
    if verb.tag_ in ("VBN", "JJ", "VBG") and verb.lemma_.lower() in AHEAD:
        return FUTURE
    if "VBD" in tags or words & _HAVE:
        return PAST
    if verb.tag_ == "VBG" and words & _BE:
        return FUTURE
    if verb.tag_ == "VB":
        return _infinitive(verb, depth)
    if tags & {"VBZ", "VBP"}:
        copular = verb.pos_ == "AUX" or verb.tag_ not in ("VBZ", "VBP")
        return 0 if copular else FUTURE
    if verb.tag_ == "VBN":
        return PAST
    if verb.head is verb or depth > 6:
        return 0
    return tense(verb.head, depth + 1) if verb.head.pos_ in ("VERB", "AUX") else 0


def _infinitive(verb: Token, depth: int) -> int:
    """The tense of "to meet" from what governs it: "plans to", "a deal to", "managed to"."""
    outer = verb.head
    if outer is verb or depth > 6:
        return FUTURE  # an order
    if outer.pos_ in ("NOUN", "PROPN", "ADJ") or outer.lemma_.lower() in AHEAD | {"be"}:
        return FUTURE
    if verb.dep_ in _CLAUSES or verb.dep_ == "conj":
        return tense(outer, depth + 1)
    return 0

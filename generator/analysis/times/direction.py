"""Whether a sentence looks back or ahead from a time, told by the verb that the time belongs to."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis.syntax import auxiliaries
from generator.analysis.times.lexicon import AHEAD, CALLED_OFF, TIMETABLED

PAST, EITHER, FUTURE = -1, 0, 1

_WILL = {"will", "shall", "'ll", "’ll", "wo", "wilt"}
_WOULD = {"would", "should", "may", "might", "must", "could", "can", "ca"}
_HAVE = {"has", "have", "'ve", "’ve", "having", "had"}
_WAS = {"was", "were", "had"}
_IS = {"is", "are", "am", "'s", "’s", "was", "were"}
_HANGING = {"xcomp", "advcl", "ccomp", "csubj", "csubj:pass", "csubjpass", "pcomp", "dep", "conj"}


def direction(token: Token) -> int:
    """PAST, FUTURE, or EITHER where what was ahead may since have passed ("was to meet")."""
    verb = governor(token)
    if verb is None:
        return PAST
    if verb.lemma_.lower() in CALLED_OFF and not _hangs_on(token, verb):
        return EITHER  # "cancelled a visit on Friday": the visit was ahead
    return tense(verb)


def _hangs_on(token: Token, verb: Token) -> bool:
    """Whether nothing but prepositions stands between a time and its verb in the tree."""
    head = token.head
    while head is not verb and (head.pos_ == "ADP" or head.ent_type_ in ("DATE", "TIME")):
        if head.head is head:
            break
        head = head.head
    return head is verb


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
    """PAST, FUTURE or EITHER for a verb with its auxiliaries and what governs it."""
    helpers = auxiliaries(verb)
    words = {h.lower_ for h in helpers}
    if words & _WILL:
        return FUTURE
    if words & _WOULD:
        return PAST if "have" in words else EITHER
    if "to" in words or any(c.lower_ == "to" and c.tag_ == "TO" for c in verb.lefts):
        return _infinitive(verb, depth)
    if verb.tag_ in ("VBN", "JJ", "VBG") and verb.lemma_.lower() in AHEAD:
        return EITHER if words & _WAS or not words else FUTURE
    tags = {h.tag_ for h in helpers} | {verb.tag_}
    if "VBD" in tags or words & _HAVE:
        return PAST
    if tags & {"VBZ", "VBP"}:
        return _present(verb, bool(words))
    if verb.tag_ == "VBG" and verb.head.pos_ in ("VERB", "AUX") and depth < 6:
        return tense(verb.head, depth + 1)
    return PAST


def _present(verb: Token, has_auxiliary: bool) -> int:
    """ "The trial opens on Monday" looks ahead, "officials say on Monday" does not."""
    if verb.lemma_.lower() in TIMETABLED:
        return FUTURE
    return EITHER if has_auxiliary and verb.tag_ in ("VBG", "VBN") else PAST


def _infinitive(verb: Token, depth: int) -> int:
    """The direction of "to meet" from what governs it: "plans to", "was to", "managed to"."""
    own = {c.lower_ for c in verb.lefts}
    if own & _IS:  # "is to be sentenced"
        return EITHER if own & _WAS else FUTURE
    outer = verb.head
    if outer is verb or depth > 6:
        return FUTURE
    if outer.pos_ in ("NOUN", "PROPN", "PRON", "ADV"):
        return EITHER
    ahead = outer.lemma_.lower() in AHEAD or outer.lemma_ == "be" or outer.pos_ == "ADJ"
    if ahead:
        words = {c.lower_ for c in outer.lefts} | {outer.lower_}
        return EITHER if outer.tag_ == "VBD" or words & _WAS else FUTURE
    return tense(outer, depth + 1) if verb.dep_ in _HANGING else EITHER

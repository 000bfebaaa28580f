"""Whether a sentence looks back or ahead from a time, told by the verb that the time belongs to."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis.syntax import auxiliaries, is_negated
from generator.analysis.times.lexicon import (
    AHEAD,
    ATTEMPTS,
    CALLED_OFF,
    FORESEEN,
    PROLONGED,
    PUT_OFF,
    TIMETABLED,
)

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
    if verb == token and (copula := _copula(token)) is not None:
        return FUTURE if copula.tag_ in ("VBZ", "VBP") else tense(token)
    lemma = verb.lemma_.lower()
    if (calls_off(verb) or puts_off(verb)) and not hangs_on(token, verb):
        # "cancelled Friday's visit": the visit was ahead; but an attempt had begun
        begun = any(t.lemma_.lower() in ATTEMPTS for t in token.ancestors if verb.is_ancestor(t))
        return PAST if begun else EITHER
    told = tense(verb)
    if not hangs_on(token, verb) and any(h.lower_ == "had" for h in auxiliaries(verb)):
        return PAST  # "Friday's veto had been expected"
    if lemma not in FORESEEN:
        return told
    governs = {c.dep_ for c in verb.rights}
    if verb.tag_ in ("VBZ", "VBP") and "ccomp" not in governs:
        return FUTURE
    return EITHER if told == PAST and governs & {"obj", "dobj"} else told


def until(token: Token) -> int:
    """Where the end of something lies: "stays shut until Friday", "had not met until Friday"."""
    verb = governor(token)
    if verb is None:
        return EITHER
    if puts_off(verb) or verb.lemma_.lower() in PROLONGED:
        return FUTURE
    if direction(token) != PAST:
        return FUTURE
    return PAST if is_negated(verb) else EITHER


def calls_off(verb: Token) -> bool:
    """Whether a verb says that something will not be, or has been broken off."""
    return verb.lemma_.lower() in CALLED_OFF or _with_off(verb, "call")


def puts_off(verb: Token) -> bool:
    """Whether a verb moves something to a later time."""
    return verb.lemma_.lower() in PUT_OFF or _with_off(verb, "put")


def _with_off(verb: Token, lemma: str) -> bool:
    return verb.lemma_.lower() == lemma and any(c.lower_ == "off" for c in verb.rights)


def hangs_on(token: Token, verb: Token) -> bool:
    """Whether nothing but prepositions stands between a time and its verb in the tree."""
    head = token.head
    while head != verb and (head.pos_ == "ADP" or head.ent_type_ in ("DATE", "TIME")):
        if head.head == head:
            break
        head = head.head
    return head == verb


def governor(token: Token) -> Token | None:
    """The verb (or predicate with a copula) that `token` hangs on, directly or through nouns.

    A time that is itself the predicate ("the deadline is Friday") governs itself.
    """
    if _copula(token) is not None:
        return token
    for _ in range(12):
        if token.head == token:
            break
        token = token.head
        if token.pos_ in ("VERB", "AUX") or _copula(token) is not None:
            return token
    return token if token.pos_ in ("VERB", "AUX") else None


def _copula(predicate: Token) -> Token | None:
    return next((c for c in predicate.lefts if c.dep_ == "cop"), None)


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
    is_perfect = verb.tag_ == "VBN" and bool(words & _HAVE) and "been" not in words
    if verb.tag_ in ("VBN", "JJ", "VBG") and verb.lemma_.lower() in AHEAD and not is_perfect:
        return EITHER if words & _WAS or not words else FUTURE
    if verb.tag_ == "VB" and not helpers and verb.dep_ == "conj" and depth < 6:
        return tense(verb.head, depth + 1)  # "is to stay and return on Friday"
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
    if outer == verb or depth > 6:
        return FUTURE
    if outer.pos_ in ("NOUN", "PROPN", "PRON", "ADV"):
        return EITHER
    ahead = outer.lemma_.lower() in AHEAD or outer.lemma_ == "be" or outer.pos_ == "ADJ"
    if ahead:
        words = {c.lower_ for c in outer.lefts} | {outer.lower_}
        return EITHER if outer.tag_ == "VBD" or words & _WAS else FUTURE
    if verb.dep_ in ("xcomp", "advcl") and any(c.dep_ in ("obj", "dobj") for c in outer.rights):
        return EITHER  # "summoned her to appear on Friday"
    return tense(outer, depth + 1) if verb.dep_ in _HANGING else EITHER

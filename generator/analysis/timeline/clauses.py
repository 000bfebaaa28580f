"""The smallest clause that a date belongs to, from its subject to the end of its predicate."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from generator.analysis import syntax
from generator.analysis.timeline.dating import OF_ANOTHER_TIME, Dating, beside, preposition
from generator.analysis.times.happenings import is_eventive
from generator.analysis.times.lexicon import AHEAD
from generator.reading.article import Span

_THROUGH = {"ADP", "SCONJ", "PART", "NUM", "ADV", "PUNCT", "X"}
_PARTICIPLE = {"acl", "acl:relcl", "relcl"}
_APART = {"advcl", "parataxis", "appos"} | _PARTICIPLE
_BEFORE_TIME = {"ADP", "SPACE", "ADV", "PUNCT", "DET"}
_OF_CLAUSES = {"since", "until", "till", "from"}
_MARKS = {",", "—", "–", ";", "(", "--"}
_STOPS = {".", "!", "?", ";", ":"}
_FAR = 40
_SOON = 10
_SETS_OFF = {"following", "according", "including", "with", "after", "before", "due", "as", "amid"}
_SUBORDINATE = {"after", "before", "when", "while", "because", "although", "though", "until", "as"}
_SUBJECT_LIKE = {
    "nsubj", "nsubjpass", "nsubj:pass", "poss", "nmod:poss", "compound", "npadvmod", "csubj",
    "obl:tmod", "nmod:tmod", "obl:unmarked", "nmod:unmarked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (or a noun phrase that names an event): its predicate and its characters."""

    predicate: Token
    span: Span


def clause(doc: Doc, dating: Dating, timed: frozenset[int]) -> Clause | None:
    """The clause that a date tells the time of; None where it belongs to none.

    `timed` are the positions of all tokens of time expressions.
    """
    noun, verb = _governors(dating, timed)
    if _only_names(dating):
        return None
    if dating.lead in _OF_CLAUSES and verb is not None:
        noun = None
    if (main := _main_verb(dating.token, timed)) is not None:
        noun, verb = None, main
    if verb is None:
        verb = _next_verb(dating.token)
        if verb is None:
            return _trimmed(doc, noun, *syntax.noun_phrase(noun)) if noun else None
        if noun is None or noun.i > verb.i:
            return _trimmed(doc, verb, *_extent(verb, dating))
    if noun is not None and _is_own_event(noun, verb, dating.token, timed):
        return _trimmed(doc, noun, *syntax.noun_phrase(noun))
    part = verb
    while _is_part_of(verb, timed):
        verb = verb.head
    start, stop = _extent(verb, dating)
    if part.dep_ == "advcl" and part.i < start and part.tag_ == "VBN" and _is_present(verb):
        start = part.left_edge.i  # "Founded in 1987, it runs …": what is now was not then
    return _trimmed(doc, verb, start, stop)


def _is_present(verb: Token) -> bool:
    return bool({verb.tag_, *(c.tag_ for c in syntax.auxiliaries(verb))} & {"VBZ", "VBP"})


def _only_names(dating: Dating) -> bool:
    """Whether a year is part of a thing's name: "a 2005 saloon", "the 1973 building"."""
    time, noun = dating.token, dating.token.head
    if dating.date is None or not dating.date.isdecimal() or noun.i != time.i + 1:
        return False
    return time.dep_ in _WITHIN_NAME and noun.pos_ in ("NOUN", "PROPN") and not _tells(noun)


def _tells(noun: Token) -> bool:
    """Whether an event is told by a noun or by the noun that it is joined to."""
    return is_eventive(noun) or (noun.dep_ in _WITHIN_NAME and _tells(noun.head))


_WITHIN_NAME = {"nummod", "compound", "amod", "nmod", "nmod:unmarked"}


def _main_verb(time: Token, timed: frozenset[int]) -> Token | None:
    """The verb of a sentence that opens with a time and a comma, "In July, …"."""
    doc, start = time.doc, time.sent.start
    if any(t.pos_ not in _BEFORE_TIME and t.i not in timed for t in doc[start : time.i]):
        return None
    after = next((t for t in doc[time.i + 1 : time.i + 8] if t.i not in timed), None)
    if after is None or after.text != ",":
        return None
    root = time.sent.root
    if root.i > after.i and is_predicate(root):
        return root
    return _next_verb(after)


def _next_verb(time: Token) -> Token | None:
    """The first finite verb after a time that its (misread) sentence does not connect with it."""
    for token in time.doc[time.i + 1 : time.i + _FAR]:
        if token.text in _STOPS or token.is_space:
            return None
        if token.tag_ in ("VBD", "VBZ", "VBP") and token.pos_ in ("VERB", "AUX"):
            return token.head if token.dep_ in syntax.AUXILIARY else token
    return None


def is_timeless(dating: Dating, predicate: Token) -> bool:
    """Whether "today" only says that something is the case."""
    if dating.token.lower_ != "today":
        return False
    tags = {predicate.tag_} | {c.tag_ for c in syntax.auxiliaries(predicate)}
    tags |= {c.tag_ for c in predicate.lefts if c.dep_ == "cop"}
    present = tags & {"VBZ", "VBP"} and not tags & {"VBN", "VBG", "VB"}
    return bool(present)


def _is_part_of(verb: Token, timed: frozenset[int]) -> bool:
    """Whether a predicate's clause is told whole only with the clause that it hangs on.

    "is scheduled **to meet**"; "**Forming in July**, the storm was …" (unless the main clause has
    a time of its own).
    """
    main = verb.head
    if main == verb or not is_predicate(main):
        return False
    if verb.dep_ == "xcomp" or (verb.tag_ == "VB" and main.lemma_.lower() in AHEAD):
        return main.i < verb.i
    if verb.dep_ != "advcl" or any(c.dep_ in _OWN_CLAUSE for c in verb.lefts):
        return False
    return verb.tag_ in ("VBG", "VBN") and not any(t.i in timed for t in _own(main))


_OWN_CLAUSE = syntax.SUBJECT | {"mark"}


def is_predicate(token: Token) -> bool:
    """Whether `token` is a verb, or a noun or adjective with a copula."""
    return token.pos_ in ("VERB", "AUX") or any(c.dep_ == "cop" for c in token.lefts)


def _governors(dating: Dating, timed: frozenset[int]) -> tuple[Token | None, Token | None]:
    """The noun that a time hangs on directly, if any, and the predicate above."""
    token, noun = dating.token, beside(dating.token)
    if any(c.dep_ == "cop" for c in token.lefts):
        return None, token  # "the deadline is Friday"
    for _ in range(16):
        if token.head == token:
            break
        token = token.head
        if is_predicate(token):
            return noun, token
        if noun is None and token.i not in timed and token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ"):
            noun = token
    return noun, None


def _is_own_event(noun: Token, verb: Token, time: Token, timed: frozenset[int]) -> bool:
    """Whether the time dates the noun ("the vote in 2014") and not the clause it stands in."""
    if noun.dep_ in _SUBJECT_LIKE or time.dep_ in ("poss", "nmod:poss", "compound"):
        return False
    if not is_eventive(noun):
        return False
    if preposition(noun) in OF_ANOTHER_TIME:
        return True
    if noun.dep_ in ("dobj", "obj") or noun.head == verb or noun.head.head == verb:
        return any(t.i in timed for t in _own(verb) if t not in noun.subtree)
    return True


def _own(verb: Token) -> list[Token]:
    """What hangs on a verb directly, through a preposition or not."""
    own = [c for c in verb.children if c.dep_ != "punct"]
    return own + [g for c in own if c.pos_ == "ADP" for g in c.children]


def _extent(verb: Token, dating: Dating) -> tuple[int, int]:
    """From the subject to where, after verb and time, something else is told."""
    start = _start(verb, dating)
    stop = verb.right_edge.i + 1
    past = max(verb.i, dating.token.i) if dating.token.i < stop else verb.i
    for token in verb.doc[past + 1 : stop]:
        if _ends_before(token, verb):
            return start, token.i
    return start, stop


def _start(verb: Token, dating: Dating) -> int:
    if verb.dep_ in _PARTICIPLE and verb.head.i < verb.i:
        return _whole_name(verb.doc, syntax.noun_phrase(verb.head)[0])
    lefts = [c for c in verb.lefts if c.dep_ in syntax.SUBJECT or c.dep_ == "ccomp"]
    if lefts:
        return _whole_name(verb.doc, lefts[0].left_edge.i)
    if verb.dep_ == "ROOT":
        start = verb.sent.start
        return dating.token.i + 1 if start <= dating.token.i < verb.i else start
    first = next((c for c in verb.lefts if c.dep_ in syntax.AUXILIARY), verb)
    return min(first.i, verb.i)


def _whole_name(doc: Doc, start: int) -> int:
    """Back to the first word of a name that the parse has cut in two."""
    while start > 0 and doc[start].ent_iob_ == "I" and not doc[start].is_space:
        start -= 1
    return start


def _ends_before(token: Token, verb: Token) -> bool:
    """Whether a new clause or an adjunct that is set off begins at `token`."""
    doc = token.doc
    after = doc[token.i + 1] if token.i + 1 < len(doc) else token
    if token.text in _MARKS:
        following = after.lower_ in _SETS_OFF or after.tag_ in ("VBG", "WDT", "WP", "WRB", "IN")
        return following or (after.pos_ == "CCONJ" and _is_clause(doc, after.i + 1))
    if token.pos_ == "CCONJ":
        return _is_clause(doc, token.i + 1)
    if token.lower_ == "following":
        return token.pos_ in ("ADP", "VERB")
    if token.lower_ not in _SUBORDINATE:
        return False
    return token.dep_ == "mark" or token.tag_ == "WRB" or _is_clause(doc, token.i + 1)


def _is_clause(doc: Doc, i: int) -> bool:
    """Whether a finite verb stands within the next few words, before any other comma."""
    for token in doc[i : i + _SOON]:
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return True
        if token.is_punct:
            return False
    return False


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

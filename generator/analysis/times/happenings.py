"""What the dates of a text are the dates of, so that others can be told from them.

"Shot on Friday" dates the shooting: "two days after the shooting" can be counted from it, and "at
10 p.m., when he was shot" has its day. A verb and its noun are one by their root: shoot, shooting;
explode, explosion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.times.direction import governor
from generator.analysis.times.lexicon import (
    EVENT_ENDINGS,
    EVENT_NOUNS,
    LIGHT_VERBS,
    SAME_EVENT,
    THINGS,
)

_ENDINGS = ("ation", "ing", "ion", "ment", "al", "ance", "ence", "ure", "er", "e")
_SHORTEST = 3
_LONG_ENOUGH = 4
_NAMES = ("GPE", "LOC", "ORG", "PERSON", "NORP", "FAC")
_CASE, _PREPOSITION_OF_NOUN = ("case", "mark"), ("pobj", "pcomp")


@dataclass(frozen=True, slots=True)
class What:
    """What happened: the `root` of its word, and the `kind` of event where that is known."""

    root: str
    kind: str | None = None


def what(token: Token) -> What:
    """The event that a verb or noun tells: that of "explode" and of "explosion" is one."""
    lemma = token.lemma_.lower()
    kind = SAME_EVENT.get(lemma)
    for ending in _ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= _SHORTEST:
            return What(lemma[: -len(ending)], kind)
    return What(lemma, kind)


def when(event: What, dated: Sequence[tuple[What, str]]) -> str | None:
    """The date that the text has last given to an event.

    Another word for the same kind of event will do where all that is told of that kind has one
    date ("killed on Friday … the day after his death").

    Args:
        dated: events and their dates, the last first.
    """
    same = next((date for other, date in dated if _is_same(other.root, event.root)), None)
    if same is not None or event.kind is None:
        return same
    dates = {date for other, date in dated if other.kind == event.kind}
    return dates.pop() if len(dates) == 1 else None


def _is_same(one: str, other: str) -> bool:
    """Whether two roots are those of one verb: alike, but for the last letter."""
    n = max(len(one), len(other)) - 1
    return one == other or (n >= _LONG_ENOUGH and one[:n] == other[:n])


def is_eventive(noun: Token) -> bool:
    """Whether a noun names something that happens."""
    if noun.ent_type_ in _NAMES:
        return False
    lemma = noun.lemma_.lower()
    if lemma in EVENT_NOUNS:
        return True
    return len(lemma) > 5 and lemma.endswith(EVENT_ENDINGS) and lemma not in THINGS


def told_at(time: Token) -> Iterator[What]:
    """What a time dates: its verb, and the nouns of events beside it."""
    verb = governor(time)
    if verb is None:
        return
    if verb.lemma_.lower() not in LIGHT_VERBS:
        yield what(verb)
    above = [t for t in time.ancestors if t.i != verb.i and verb.is_ancestor(t)]
    beside = [t for t in verb.children if t.dep_ in syntax.SUBJECT or t.dep_ in ("obj", "dobj")]
    yield from (what(noun) for noun in (*above, *beside) if is_eventive(noun))


def governed_by(preposition: Token) -> Token | None:
    """The event that stands after "before" or "after": "the vote", "he was shot"."""
    if preposition.dep_ in _CASE and preposition.head.i > preposition.i:
        event = preposition.head
    else:
        within = (c for c in preposition.rights if c.dep_ in _PREPOSITION_OF_NOUN)
        found = next(within, None)
        if found is None:
            return None
        event = found
    return event if event.pos_ == "VERB" or is_eventive(event) else None

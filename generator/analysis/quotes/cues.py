"""The words that report: cue verbs, and where they stand in a passage."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.model import Polarity

_POSSIBLE = {"may", "can", "could", "must", "should", "might", "ca", "shall"}
_CARRIED_ON = {"go", "continue", "come", "rush", "hasten", "take", "use", "begin", "appear", "seem"}
OPEN_QUESTIONS = {"whether", "if", "what", "how", "why", "who", "when", "where", "which"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `cues.toml` says; `frames` gives for a lemma how it takes what was said."""

    frames: dict[str, frozenset[str]]
    prepositions: dict[str, frozenset[str]]
    particles: dict[str, frozenset[str]]
    addressing: frozenset[str]
    denied: frozenset[str]
    rejecting: frozenset[str]
    questioned: frozenset[str]


@cache
def lexicon() -> Lexicon:
    data = tomllib.loads((files(__package__) / "cues.toml").read_text(encoding="utf-8"))
    frames: dict[str, set[str]] = {}
    for frame, lemmas in data["frames"].items():
        for lemma in lemmas.split():
            frames.setdefault(lemma, set()).add(frame)
    for lemma in data["prepositions"]:
        frames.setdefault(lemma, set()).add("preposition")
    return Lexicon(
        frames={lemma: frozenset(names) for lemma, names in frames.items()},
        prepositions={k: frozenset(v.split()) for k, v in data["prepositions"].items()},
        particles={k: frozenset(v.split()) for k, v in data["particles"].items()},
        addressing=frozenset(data["addressees"]["object"].split()),
        denied=frozenset(data["polarity"]["denied"].split()),
        rejecting=frozenset(
            f"{data['polarity']['denied']} {data['polarity']['denied_if_negated']}".split()
        ),
        questioned=frozenset(data["polarity"]["questioned"].split()),
    )


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb, with its auxiliaries and particle: tokens `[start, stop)`."""

    verb: Token
    start: int
    stop: int
    frames: frozenset[str]

    @property
    def lemma(self) -> str:
        return self.verb.lemma_.lower()

    @property
    def polarity(self) -> Polarity:
        return polarity_of((self.verb,))


def polarity_of(words: Iterable[Token]) -> Polarity:
    """Whether the words of a cue assert, deny or question."""
    known = lexicon()
    for word in words:
        lemma = word.lemma_.lower()
        if lemma in known.questioned:
            return "questioned"
        if lemma in known.frames:
            negated = _is_negated(word)
            return "denied" if negated != (lemma in known.denied) else "asserted"
    return "asserted"


def find(tokens: Iterable[Token]) -> Iterator[Cue]:
    """The cue verbs among `tokens`, in order."""
    known = lexicon().frames
    for token in tokens:
        if token.pos_ not in ("VERB", "AUX") and not token.tag_.startswith("VB"):
            continue
        frames = known.get(token.lemma_.lower())
        if frames and is_statement(token):
            yield _cue(token, frames)


def is_statement(verb: Token) -> bool:
    """Whether something is said, and not only may, must or is to be said, or was not said.

    Who does not agree rejects what is said; who does not mention it says nothing.
    """
    known, lemma = lexicon(), verb.lemma_.lower()
    if lemma in known.frames and _is_negated(verb) and lemma not in known.rejecting:
        return False
    if quotes_others(verb):
        return False  # "The Courier quoted Lind as saying …": Lind says it
    for child in verb.lefts:
        if child.tag_ == "MD" and child.lower_ in _POSSIBLE:
            return False
        if child.tag_ == "TO":
            return verb.dep_ in ("xcomp", "advcl") and verb.head.lemma_ in _CARRIED_ON
    if verb.i and verb.tag_ == "VBG" and verb.nbor(-1).lower_ in ("without", "worth"):
        return False  # "worth noting", "left without saying"
    return verb.tag_ != "VB" or _has_subject(verb)


def quotes_others(verb: Token) -> bool:
    """Whether "quoted" or "cited" comes before "as saying", whose cue it is."""
    return (
        verb.lemma_ in ("quote", "cite")
        and not syntax.is_passive(verb)
        and any(
            child.tag_ == "VBG" and any(word.lower_ == "as" for word in child.lefts)
            for child in verb.rights
        )
    )


_NOBODY = {"nobody", "none", "neither", "nothing"}


def _is_negated(verb: Token) -> bool:
    """Whether a "not" stands with `verb`, or it is said of nobody ("**No** official said …")."""
    subject = next((child for child in verb.lefts if child.dep_ in syntax.SUBJECT), None)
    nobody = subject is not None and (
        subject.lower_ in _NOBODY or any(t.lower_ in ("no", "neither") for t in subject.lefts)
    )
    return nobody or syntax.is_negated(verb)


def _has_subject(verb: Token) -> bool:
    """Whether a base form has a subject or an auxiliary, and so is no order ("**Say** so")."""
    return syntax.subject(verb) is not None or any(True for _ in verb.lefts)


def leaves_open(verb: Token, first: Token) -> bool:
    """Whether a cue tells that nothing was said: "did not say whether …"."""
    return syntax.is_negated(verb) and first.lower_ in OPEN_QUESTIONS


def _cue(verb: Token, frames: frozenset[str]) -> Cue:
    doc = verb.doc
    start, stop = verb.i, verb.i + 1
    for i in range(verb.i - 1, max(verb.i - 6, -1), -1):
        if doc[i].dep_ in ("aux", "aux:pass", "auxpass") and doc[i].head == verb:
            if doc[i].tag_ != "TO":
                start = i
        elif doc[i].pos_ not in ("ADV", "PART", "AUX"):
            break
    particles = lexicon().particles.get(verb.lemma_.lower(), frozenset())
    if stop < len(doc) and doc[stop].lower_ in particles:
        stop += 1
    return Cue(verb, start, stop, frames)

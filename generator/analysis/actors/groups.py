"""Unnamed sources that recur: "residents", "aid agencies", "rebels"."""

from __future__ import annotations

from collections import defaultdict

from spacy.tokens import Token

from generator.analysis.actors import speakers
from generator.analysis.actors.chains import Chain, Chains, Mention
from generator.analysis.actors.coreference import is_subject
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
from generator.analysis.model import Quote

Key = tuple[str, ...]


def gather(chains: Chains, quotes: tuple[Quote, ...], spoken: dict[str, list[Chain]]) -> None:
    """Open chains for those who are quoted more than once, or quoted once and act besides."""
    doc = chains.doc
    voices: dict[int, list[str]] = defaultdict(list)
    for quote in quotes:
        span = quote.speaker and quote.speaker.span
        phrase = span and doc.char_span(*span, alignment_mode="expand")
        if phrase and not spoken.get(quote.id):
            for head in speakers.heads(phrase):
                voices[head.i].append(quote.id)
    found: dict[Key, list[Token]] = defaultdict(list)
    for token in doc:
        if _plural(token) and not chains.at(token.i):
            found[_key(token)].append(token)
    for heads in found.values():
        told = [id_ for head in heads for id_ in voices.get(head.i, ())]
        acts = sum(is_subject(head) for head in heads)
        if len(told) > 1 or (told and acts > 1) or acts > 2:
            _open(chains, heads, told, spoken)


def _open(
    chains: Chains, heads: list[Token], told: list[str], spoken: dict[str, list[Chain]]
) -> None:
    chain = chains.open("group", label=" ".join(_phrase(heads[0])))
    for head in heads:
        chains.link(Mention(_start(head), head.i + 1, head.i), chain)
    for id_ in told:
        spoken.setdefault(id_, []).append(chain)


def _plural(token: Token) -> bool:
    """Whether a common noun stands for several people or bodies that can speak or act."""
    if token.pos_ != "NOUN":
        return False
    lemma = fold(token.lemma_)
    if lemma in words("crowds"):
        return False
    collective = fold(token.text) in words("collectives")
    known = lemma in words("people") or lemma in words("organizations")
    return collective or (token.tag_ == "NNS" and known)


def _start(head: Token) -> int:
    """Where the words begin that tell which group it is: what kind, whose, of which nation."""
    i = head.i
    while i > head.sent.start and (
        head.doc[i - 1].dep_ == "compound" or head.doc[i - 1].ent_type_ in ("NORP", "GPE")
    ):
        i -= 1
    return i


def _phrase(head: Token) -> list[str]:
    tokens = list(head.doc[_start(head) : head.i + 1])
    return [t.text if t.pos_ == "PROPN" or t.ent_type_ else t.lower_ for t in tokens]


def _key(head: Token) -> Key:
    return tuple(fold(w) for w in _phrase(head))

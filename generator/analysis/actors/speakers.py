"""Whom the noun phrase of a speaker or addressee refers to."""

from __future__ import annotations

from spacy.tokens import Span, Token

from generator.analysis.actors import coreference
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
from generator.analysis.model import Party, Quote

_POSSESSIVE = ("'s", "’s", "'", "’")


def resolve(chains: Chains, quotes: tuple[Quote, ...]) -> dict[str, list[Chain]]:
    """The chains of each quote's speaker, by the quote's id; several where several speak."""
    found: dict[str, list[Chain]] = {}
    for quote in quotes:
        if quote.speaker:
            found[quote.id] = meant(chains, quote.speaker) or _first_person(
                chains, quote, quotes, found
            )
    return found


def meant(chains: Chains, party: Party) -> list[Chain]:
    """The chains that a party's noun phrase refers to."""
    span = party.span and chains.doc.char_span(*party.span, alignment_mode="expand")
    if not span:
        return []
    found = []
    for head in heads(span):
        part = _part(span, head)
        chain = _name_at_end(chains, part) or _at(chains, head, part)
        if chain:
            found.append(chain)
    return list({id(c): c for c in found}.values())


def heads(span: Span) -> list[Token]:
    """The head of a noun phrase, or the heads of those that "and" joins in it."""
    return [span.root, *(t for t in span.root.conjuncts if span.start <= t.i < span.end)]


def _part(span: Span, head: Token) -> Span:
    """The piece of a joined noun phrase around one head: up to the "and" on either side."""
    joints = {t.i for h in heads(span) for t in h.children if t.dep_ == "cc"}
    start = max((i + 1 for i in joints if i < head.i), default=span.start)
    end = min((i for i in joints if i > head.i), default=span.end)
    start, end = max(start, span.start), min(end, span.end)
    return span.doc[start:end] if start <= head.i < end else span


def _name_at_end(chains: Chains, span: Span) -> Chain | None:
    """Who ends the phrase as a person does: "President of Ochre Ada Moreau", "the head, Ada"."""
    found = chains.mention(span.end - 1)
    if found is None or not isinstance(found[0], Name) or found[0].end != span.end:
        return None
    name, chain = found
    if name.start <= span.start:
        return chain
    before = chains.doc[name.start - 1]
    if chain.kind == "person":
        return chain if before.text == "," or before.pos_ in ("NOUN", "PROPN", "ADJ") else None
    if chain.kind == "organization" and fold(before.lemma_) in words("organizations"):
        return chain
    return None


def _at(chains: Chains, head: Token, span: Span) -> Chain | None:
    """Whom one noun or pronoun refers to."""
    chain = chains.at(head.i)
    if chain:
        return chain
    if head.lower_ in ("who", "which"):
        return _relative(chains, head)
    if head.lower_ in ("it", "they"):
        return coreference.antecedent_of_body(chains, head)
    lemma = fold(head.lemma_ or head.text)
    if lemma in words("documents") or fold(head.text) in words("documents"):
        return _maker(chains, head, span)
    if lemma in words("organizations"):
        before = chains.at(head.i - 1) if head.i > span.start else None
        if before and before.kind == "organization":  # "the Harbour Times newspaper"
            return before
    if lemma in words("governments") | words("places"):
        return _governed(chains, head, span)
    return None


def _governed(chains: Chains, head: Token, span: Span) -> Chain | None:
    """The place of "the city of Anselm", "the government of Ochre"."""
    doc = chains.doc
    if head.i + 1 < span.end and doc[head.i + 1].lower_ == "of":
        for mention, chain in chains.between(head.i + 2, span.end):
            if chain.kind == "place" and mention.start <= head.i + 3:
                return chain
    return None


def _maker(chains: Chains, head: Token, span: Span) -> Chain | None:
    """Whose report, statement or website it is that speaks."""
    doc = chains.doc
    inside = chains.between(span.start, span.end)
    for mention, chain in reversed([m for m in inside if m[0].start < head.i]):
        after = doc[mention.end] if mention.end < span.end else None
        owned = after is not None and after.lower_ in _POSSESSIVE
        possessive = doc[mention.start].tag_ == "PRP$"
        if owned or possessive or (mention.end <= head.i and chain.kind == "organization"):
            return chain
    for mention, chain in inside:
        if mention.start > head.i and chain.kind in ("organization", "person"):
            lead = [t for t in doc[head.i : mention.start] if t.pos_ == "ADP" or t.lower_ == "by"]
            if lead and lead[-1].lower_ in ("by", "from", "of", "in"):
                return chain
    return None


def _relative(chains: Chains, pronoun: Token) -> Chain | None:
    """The noun that "who" or "which" takes up: what ends right before it."""
    i = pronoun.i - 1
    if i > 0 and chains.doc[i].text == ",":
        i -= 1
    return chains.at(i) if i >= 0 else None


def _first_person(
    chains: Chains, quote: Quote, quotes: tuple[Quote, ...], found: dict[str, list[Chain]]
) -> list[Chain]:
    """Who "I" and "we" are inside what somebody else is quoted as saying."""
    span = quote.speaker.span if quote.speaker else None
    if not span or chains.doc.text[slice(*span)].lower() not in ("i", "we"):
        return []
    for other in quotes:
        around = any(s <= span[0] and span[1] <= e for s, e in other.spans)
        if other is not quote and around and other.id in found:
            return found[other.id]
    return []

"""Whose words a statement, a report or a website holds: who made it, as far as the article says.

Surest first: whose it is ("the board's report"), who is named with it ("a tweet on Monday by Ada
Moreau"), who gives it out ("Moreau posted a message saying"), and, of "the report", who made the
last report before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Span, Token

from generator.analysis import syntax
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
from generator.analysis.quotes.cues import lexicon

Who = Callable[[Span], list[Chain]]
"""Tells the chains that a noun phrase refers to."""

_NEAR = 12
"""Tokens behind a document's noun in which its maker is named."""
_MEMORY = 2000
"""Tokens back in which the same document was spoken of."""


def is_document(token: Token) -> bool:
    return bool({fold(token.lemma_), fold(token.text)} & words("documents"))


def makers(chains: Chains, head: Token, start: int, who: Who) -> list[Chain]:
    """Who made the document at `head`, whose noun phrase begins at token `start`."""
    made = _made(chains, head, start, who) or _named_behind(chains, head, ("in", "at"), who)
    if made or not any(t.lower_ in ("the", "this", "that") for t in head.lefts):
        return made
    for token in reversed(head.doc[max(0, head.i - _MEMORY) : head.i]):
        if token.lemma == head.lemma and token.pos == head.pos:
            made = _made(chains, token, syntax.noun_phrase(token)[0], who)
            if made:
                return made
    return []


def _made(chains: Chains, head: Token, start: int, who: Who) -> list[Chain]:
    return (
        _body_before(chains, head, start)
        or _named_behind(chains, head, ("by", "from", "of"), who)
        or _giver(head, who)
    )


def _body_before(chains: Chains, head: Token, start: int) -> list[Chain]:
    """ "the Harbour Board's new report", "the Moreau report"."""
    for mention, chain in reversed(chains.between(start, head.i)):
        near = chain.kind == "person" and mention.end == head.i
        if mention.end <= head.i and (chain.kind == "organization" or near):
            return [chain]
    return []


def _named_behind(chains: Chains, head: Token, leads: tuple[str, ...], who: Who) -> list[Chain]:
    """ "a statement released by the Harbour Board", "a study in the Journal of Ferries"."""
    for phrase in _phrases_behind(head, leads):
        found = [
            chain
            for chain in who(phrase)
            if chain.kind == "organization"
            or (chain.kind == "person" and "by" in leads)
            or _governs(chains, phrase)
        ]
        if found:
            return found
    return []


def _phrases_behind(head: Token, leads: tuple[str, ...]) -> Iterator[Span]:
    """The noun phrases that such prepositions tie to what stands before the next verb or comma."""
    doc = head.doc
    for i in range(head.i + 1, min(head.sent.end, head.i + _NEAR) - 1):
        token, after = doc[i], doc[i + 1]
        finite = token.tag_ in ("VBZ", "VBP", "MD") or token.pos_ == "AUX"
        if finite or (token.tag_ == "VBD" and after.lower_ not in leads) or token.is_punct:
            return
        if token.pos_ == "ADP" and token.lower_ in leads:
            noun = next((t for t in token.rights if t.dep_ == "pobj"), token.head)
            start, end = syntax.noun_phrase(noun, joined=True)
            if start <= i + 1 < end:
                yield doc[i + 1 : end]


def _governs(chains: Chains, phrase: Span) -> bool:
    found = chains.mention(phrase.end - 1)
    return found is not None and isinstance(found[0], Name) and not found[0].proper


def _giver(head: Token, who: Who) -> list[Chain]:
    """Who issues it or speaks in it: "the study was led by Ode", "Moreau said in a message"."""
    verb, spoken = head.head, False
    for child in head.lefts:
        spoken = spoken or (child.dep_ == "case" and child.lower_ in ("in", "on", "through", "via"))
    if head.dep_ == "pobj":
        spoken, verb = verb.lower_ in ("in", "on", "through", "via"), verb.head
    known = lexicon().frames.keys() if spoken else words("issuing")
    if fold(verb.lemma_) not in known:
        return []
    passive = head.dep_ in syntax.SUBJECT and syntax.is_passive(verb)
    giver = syntax.agent(verb) if passive else syntax.subject(verb)
    if giver is None or giver == head or not (passive or spoken or syntax.object_(verb) == head):
        return []
    return who(head.doc[slice(*syntax.noun_phrase(giver, joined=True))])

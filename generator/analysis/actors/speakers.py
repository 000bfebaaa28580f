"""Whom the noun phrase of a speaker or addressee refers to."""

from __future__ import annotations

from spacy.tokens import Span, Token

from generator.analysis import syntax
from generator.analysis.actors import coreference
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
from generator.analysis.document import text
from generator.analysis.model import Party, Quote


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
    found = _titled(chains, span) or [_at(chains, head, span) for head in heads(span)]
    return list(dict.fromkeys(chain for chain in found if chain))


def heads(span: Span) -> list[Token]:
    """The head of a noun phrase, or the heads of those that "and" joins in it."""
    return [span.root, *(t for t in span.root.conjuncts if span.start <= t.i < span.end)]


def _titled(chains: Chains, span: Span) -> list[Chain | None]:
    """Who ends the phrase, or each of its joined parts, as a person does behind a title."""
    joints = [t.i for t in span if t.lower_ == "and" and t.i > span.start]
    starts = [span.start, *(i + 1 for i in joints)]
    parts = list(zip(starts, [*joints, span.end], strict=True))
    named = [_led_to(chains, *part) or _name_at_end(chains, *part) for part in parts]
    if all(named) or (named[-1] and _behind_comma(chains, span)):
        return [chain for chain in named if chain]
    whole = _name_at_end(chains, span.start, span.end)
    return [whole] if whole and not named[0] and len(parts) > 1 else []


def _led_to(chains: Chains, start: int, end: int) -> Chain | None:
    """Who is named right at the start or behind a title: "mayor Ada Moreau of Anselm on Monday"."""
    doc = chains.doc
    inside = chains.between(start, end)
    name, chain = inside[0] if inside else (None, None)
    if chain is None or name is None or chain.kind != "person" or not isinstance(name, Name):
        return None
    titled = all(t.pos_ in ("NOUN", "PROPN", "ADJ", "DET") for t in doc[start : name.start])
    after = doc[name.end] if name.end < end else None
    alone = after is None or after.pos_ == "ADP" or after.text in (",", "(")
    return chain if titled and alone else None


def _behind_comma(chains: Chains, span: Span) -> bool:
    found = chains.mention(span.end - 1)
    return found is not None and chains.doc[found[0].start - 1].text == ","


def _name_at_end(chains: Chains, start: int, end: int) -> Chain | None:
    """Who ends tokens `[start, end)`: "President of Ochre Ada Moreau", "the head, Ada Moreau"."""
    doc = chains.doc
    while end - 1 > start and (
        doc[end - 1].is_punct or (_is_honour(doc[end - 1].text) and not chains.at(end - 1))
    ):
        end -= 1
    found = chains.mention(end - 1)
    if found is None:
        return None
    name, chain = found
    if not isinstance(name, Name) or name.end < end:
        return None
    if name.start <= start:
        return chain if name.proper and chain.kind != "place" else None
    before = doc[name.start - 1]
    if chain.kind == "person":
        near = before.text in (",", ")") or before.lower_ in ("named", "called")
        return chain if near or before.pos_ in ("NOUN", "PROPN", "ADJ") else None
    if chain.kind == "organization" and fold(before.lemma_) in words("organizations"):
        return chain
    return None


def _is_honour(text: str) -> bool:
    """Letters behind a name: "QC", "MP", "Ph.D."."""
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 4 and letters[:1].isupper() and letters[-1:].isupper()


def _at(chains: Chains, head: Token, span: Span) -> Chain | None:
    """Whom one noun or pronoun refers to."""
    chain = chains.at(head.i)
    if chain:
        return chain
    if head.lower_ in ("who", "which"):
        return _relative(chains, head)
    if head.lower_ in ("it", "they"):
        return coreference.antecedent_of_body(chains, head)
    if head.pos_ in ("NOUN", "PROPN"):
        return _body(chains, head, span)
    return None


def _body(chains: Chains, head: Token, span: Span) -> Chain | None:
    """Whose voice a thing or a body is: "the board's warning", "the Harbour Times newspaper"."""
    lemma = fold(head.lemma_ or head.text)
    is_body = lemma in words("organizations")
    if not is_body and lemma not in words("people") | words("crowds"):
        owner = _owner(chains, head, span)
        if owner:
            return owner
    if lemma in words("documents") or fold(head.text) in words("documents"):
        return _maker(chains, head, span.start, span.end) or _as_before(chains, head, lemma)
    if is_body:
        for mention, before in reversed(chains.between(span.start, head.i)):
            between = chains.doc[mention.end : head.i]
            if before.kind == "organization" and all(t.pos_ == "NOUN" for t in between):
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


def _owner(chains: Chains, head: Token, span: Span) -> Chain | None:
    """Whose campaign or advisory it is that speaks: "the board's second warning"."""
    doc = chains.doc
    for mention, chain in reversed(chains.between(span.start, head.i)):
        if mention.end < len(doc) and doc[mention.end].tag_ == "POS" and chain.kind != "place":
            return chain
    for token in doc[span.start : head.i]:
        if token.tag_ == "PRP$":
            return chains.at(token.i) or coreference.antecedent_of_body(chains, token)
    return None


def _maker(chains: Chains, head: Token, start: int, end: int) -> Chain | None:
    """Whose report, statement or website it is that speaks."""
    doc = chains.doc
    inside = chains.between(start, end)
    for mention, chain in reversed(inside):
        if mention.end <= head.i and chain.kind == "organization":
            return chain
    for mention, chain in inside:
        stands_in = isinstance(mention, Name) and not mention.proper
        if mention.start > head.i and (chain.kind != "place" or stands_in):
            lead = [t.lower_ for t in doc[head.i : mention.start] if t.pos_ == "ADP"]
            if lead and lead[-1] in ("by", "from", "of"):
                return chain
    return None


def _as_before(chains: Chains, head: Token, lemma: str) -> Chain | None:
    """Whose "the report" is: the maker of the last report before it."""
    doc = chains.doc
    if not any(t.lower_ in ("the", "this", "that") for t in head.lefts):
        return None
    for i in range(head.i - 1, -1, -1):
        if fold(doc[i].lemma_) == lemma:
            start, end = syntax.noun_phrase(doc[i])
            phrase = doc[start:end]
            made = _owner(chains, doc[i], phrase) or _maker(chains, doc[i], start, end)
            if made:
                return made
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
    if not span or text(chains.doc)[slice(*span)].lower() not in ("i", "we"):
        return []
    for other in quotes:
        around = any(s <= span[0] and span[1] <= e for s, e in other.spans)
        if other is not quote and around and other.id in found:
            return found[other.id]
    return []

"""Whom the noun phrase of a speaker or addressee refers to."""

from __future__ import annotations

from spacy.tokens import Span, Token

from generator.analysis import syntax
from generator.analysis.actors import coreference, documents, metonymy
from generator.analysis.actors.chains import Chain, Chains, Name
from generator.analysis.actors.lexicon import words
from generator.analysis.actors.names import fold
from generator.analysis.document import text
from generator.analysis.model import Party, Quote
from generator.analysis.syntax import SUBJECT

_SENTENCE = 6
"""Tokens that a quotation needs in order to be a sentence of its own, not a term."""
_TITLE = 5
"""Tokens that a title before a name has at most, and one."""
_NOMINAL = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADJ", "NUM", "CCONJ", "PART"})
_CLOSED = frozenset('.!?:”"')


def resolve(chains: Chains, quotes: tuple[Quote, ...]) -> dict[str, list[Chain]]:
    """The chains of each quote's speaker, by the quote's id; several where several speak."""
    found: dict[str, list[Chain]] = {}
    for quote in quotes:
        if quote.speaker:
            found[quote.id] = meant(chains, quote.speaker) or _first_person(
                chains, quote, quotes, found
            )
    for i, quote in enumerate(quotes):
        if quote.speaker is None and quote.type == "direct":
            found[quote.id] = _of_sentence_before(chains, quote, quotes[max(0, i - 3) : i], found)
    return found


def _of_sentence_before(
    chains: Chains, quote: Quote, others: tuple[Quote, ...], found: dict[str, list[Chain]]
) -> list[Chain]:
    """Whose the sentences are that are quoted without a cue: who speaks, else acts, right before.

    "Moreau denied it. “It is safe and it always was.”"; as far as the paragraph reaches. Where
    something else acts, it is the only person named ("The loss left Moreau unimpressed. “…”").
    """
    doc = chains.doc
    said = doc.char_span(*quote.spans[0], alignment_mode="expand")
    if said is None or len(said) < _SENTENCE or said[1].is_lower or not said.start:
        return []
    before = doc[said.start - 1]
    if before.text.isspace() and "\n" not in before.text and before.i:
        before = before.nbor(-1)
    if before.text not in _CLOSED:
        return []
    start, end = chains.bounds(chains.sentence(before.i))
    for other in reversed(others):
        if other.cue and other.cue[0] >= doc[start].idx and found.get(other.id):
            return found[other.id]
    subject = syntax.subject(doc[start:end].root)
    chain = chains.at(subject.i) if subject else None
    if chain and chain.kind == "person":
        return [chain]
    near = chains.between(start, end)
    people = {c for m, c in near if c.kind == "person" and m.start not in chains.quoted}
    return list(people) if len(people) == 1 and (not subject or subject.pos_ != "PRON") else []


def meant(chains: Chains, party: Party) -> list[Chain]:
    """The chains that a party's noun phrase refers to."""
    span = party.span and chains.doc.char_span(*party.span, alignment_mode="expand")
    return _who(chains, span) if span else []


def _who(chains: Chains, span: Span, made: bool = True) -> list[Chain]:
    """Whom a noun phrase refers to; makers of documents (`made`) are not themselves documents."""
    found = _titled(chains, span) or [
        chain for head in heads(span) for chain in _at(chains, head, span, made)
    ]
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
    if chain is None or name is None or chain.kind == "place" or not isinstance(name, Name):
        return None
    titled = all(t.pos_ in ("NOUN", "PROPN", "ADJ", "DET") for t in doc[start : name.start])
    after = doc[name.end] if name.end < end else None
    if chain.kind != "person":
        bare = all(t.pos_ == "DET" for t in doc[start : name.start])
        return chain if bare and after is not None and after.text == "," else None
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
    if chain.kind == "organization" and before.text == ",":
        return chain
    return chain if before.tag_ == "NN" else None


def _is_honour(text: str) -> bool:
    """Letters behind a name: "QC", "MP", "Ph.D."."""
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 4 and letters[:1].isupper() and letters[-1:].isupper()


def _at(chains: Chains, head: Token, span: Span, made: bool) -> list[Chain]:
    """Whom one noun or pronoun refers to."""
    chain = chains.at(head.i)
    if chain is None and head.lower_ in ("who", "which"):
        return _relative(chains, head, made)
    if chain is None and head.lower_ in ("you", "we", "i") and head.i not in chains.quoted:
        chain = coreference.interviewee(chains)
    elif chain is None and head.lower_ in ("it", "they"):
        chain = coreference.antecedent_of_body(chains, head)
    elif chain is None and head.pos_ in ("NOUN", "PROPN"):
        return _voiced(chains, head, span, made)
    return [chain] if chain else []


def _voiced(chains: Chains, head: Token, span: Span, made: bool) -> list[Chain]:
    """Whose voice a thing or a body is: "the board's warning", "the Harbour Times newspaper"."""
    renamed = _renamed(chains, span)
    if renamed:
        return [renamed]
    lemma = fold(head.lemma_ or head.text)
    written = documents.is_document(head)
    is_body = lemma in words("organizations")
    if (
        written
        or lemma in words("voices")
        or not (is_body or lemma in words("people") | words("crowds"))
    ):
        owner = _owner(chains, head, span)
        if owner:
            return [owner]
    if written and made:
        who = documents.makers(chains, head, span.start, lambda x: _who(chains, x, made=False))
        if who:
            return who
    chain = None
    if is_body:
        chain = _apposed(chains, head, span)
    if chain is None and lemma in words("governments") | words("places"):
        chain = _governed(chains, head, span)
    if chain is None and lemma in words("governments") and len(span) == 2:
        chain = metonymy.ruling(chains, head)
    return [chain] if chain else []


def _renamed(chains: Chains, span: Span) -> Chain | None:
    """Who is named right behind the phrase: "his wife, Ada Moreau," "the mayor Ben Ode"."""
    doc = chains.doc
    end = span.end
    if end < len(doc) and doc[end].pos_ == "ADP":  # "the head of the board at the port, Ben Ode,"
        while end < span.sent.end and doc[end].pos_ in _NOMINAL:
            end += 1
        end = end if end < span.sent.end and doc[end].text == "," else span.end
    comma = end < len(doc) and doc[end].text == ","
    found = _named_behind(chains, end + comma)
    if found is None or found[1].kind == "place":
        return None
    name, chain = found
    if not comma:
        return chain if chain.kind == "person" and span.root.pos_ != "PRON" else None
    after = doc[name.end] if name.end < len(doc) else None
    if after is None or not span.start or doc[span.start - 1].pos_ not in ("ADP", "VERB", "AUX"):
        return chain
    own_clause = doc[name.head].dep_ in SUBJECT and span.root.dep_ not in SUBJECT
    return None if own_clause or after.pos_ in ("VERB", "AUX", "NOUN", "ADV") else chain


def _named_behind(chains: Chains, start: int) -> tuple[Name, Chain] | None:
    """The name that a token, a title or an article begins, if it owns nothing behind it."""
    doc = chains.doc
    for name, chain in chains.between(start, start + _TITLE):
        between = doc[start : name.start]
        if not isinstance(name, Name) or (name.end < len(doc) and doc[name.end].tag_ == "POS"):
            return None
        titled = chain.kind == "person" and all(t.pos_ in ("PROPN", "NOUN", "ADJ") for t in between)
        return (name, chain) if titled or all(t.pos_ == "DET" for t in between) else None
    return None


def _apposed(chains: Chains, head: Token, span: Span) -> Chain | None:
    """ "the Harbour Times newspaper"."""
    for mention, before in reversed(chains.between(span.start, head.i)):
        between = chains.doc[mention.end : head.i]
        if before.kind == "organization" and all(t.pos_ == "NOUN" for t in between):
            return before
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
        if token.lower_ == "your" and token.i not in chains.quoted:
            return coreference.interviewee(chains)
        if token.tag_ == "PRP$":
            return chains.at(token.i) or coreference.antecedent_of_body(chains, token)
    return None


def _relative(chains: Chains, pronoun: Token, made: bool) -> list[Chain]:
    """The noun that "who" or "which" takes up: what its clause hangs on, else what ends before."""
    verb = pronoun.head
    if syntax.is_relative(verb) and verb.head.i < pronoun.i:
        start, end = syntax.noun_phrase(verb.head)
        return _who(chains, chains.doc[start:end], made)
    i = pronoun.i - 1
    if i > 0 and chains.doc[i].text == ",":
        i -= 1
    chain = chains.at(i) if i >= 0 else None
    return [chain] if chain else []


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

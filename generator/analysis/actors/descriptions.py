"""What the article says somebody is: titles, appositions, predicates, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from generator.analysis.actors.coreference import Chain, Chains, Description
from generator.analysis.actors.lexicon import table, words
from generator.analysis.actors.names import Name, fold

_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "his", "her", "their", "its", "our"})
_INSIDE = ("NOUN", "PROPN", "ADJ", "NUM")


def find(chains: Chains) -> None:
    """Give each chain the descriptions that stand with its names."""
    doc = chains.doc
    for chain in chains:
        if chain.kind == "group" and not chain.named:
            continue
        for name in chain.names:
            for description in _of(doc, chain, name):
                chain.descriptions.append(description)
                for word in fold(doc[description.head].text), fold(doc[description.head].lemma_):
                    if word in _GENDERED:
                        chain.genders[_GENDERED[word]] += 2
                        break


_GENDERED = {row["word"]: row["gender"] for row in table("gendered")}


def _of(doc: Doc, chain: Chain, name: Name) -> Iterator[Description]:
    yield from _before(doc, chain, name)
    yield from _after(doc, chain, name)
    yield from _predicate(doc, chain, name)


def is_fit(token: Token, chain: Chain) -> bool:
    """Whether a noun can say what an actor of this kind is."""
    nouns = words({"person": "people", "organization": "organizations"}.get(chain.kind, "places"))
    for word in (fold(token.lemma_), fold(token.text)):
        stem = word.rpartition("-")[2]
        if word in nouns or stem in nouns or (word.endswith("s") and word[:-1] in nouns):
            return True
    return False


# --- "transport minister Ada Moreau", "the minister, Ada Moreau"


def _before(doc: Doc, chain: Chain, name: Name) -> Iterator[Description]:
    """A title or apposition in front of a name."""
    first = doc[name.start].sent.start
    end = name.start
    comma = end - 1 > first and doc[end - 1].text == ","
    if comma:
        end -= 1
    start = end
    while start > first and _goes_on(doc, start - 1, end, first):
        start -= 1
    if start == end:
        return
    if comma and not (start > first and doc[start - 1].lower_ in _DETERMINERS):
        return
    yield from _cut(doc, chain, start, end, "apposition" if comma else "title")


def _goes_on(doc: Doc, i: int, end: int, first: int) -> bool:
    """Whether token `i` belongs to the noun phrase that ends at `end`."""
    token = doc[i]
    if token.ent_type_ == "PERSON" and doc[min(i + 1, end - 1)].lower_ not in ("'s", "’s"):
        return False
    if token.ent_type_ in ("DATE", "TIME"):
        return False
    if token.pos_ in _INSIDE or token.text in ("-", "–", "/"):
        return True
    if token.lower_ in ("'s", "’s", "'", "’"):
        return i < end - 1
    if token.lower_ in ("of", "for", "and", "to", "&"):
        return i < end - 1 and i > first and doc[i - 1].pos_ in ("NOUN", "PROPN")
    if token.lower_ == "the":
        return i > first and doc[i - 1].lower_ in ("of", "for", "to")
    return False


def _cut(doc: Doc, chain: Chain, start: int, end: int, form: str) -> Iterator[Description]:
    """The description in tokens `[start, end)`, if its head fits the actor."""
    while start < end and (
        doc[start].lower_ in _DETERMINERS
        or doc[start].text in ("-", "'s", "’s", "and", "of", "for")
    ):
        start += 1
    if start >= end:
        return
    head = _head(doc, start, end)
    if not is_fit(head, chain):
        return
    yield Description(start, end, head.i, form, doc[start:end].text)


def _head(doc: Doc, start: int, end: int) -> Token:
    """The noun that a description turns on: the last one before "of", "for", "at", "in"."""
    for i in range(start, end):
        if (
            i > start
            and doc[i].pos_ in ("ADP", "SCONJ", "PART")
            and doc[i].lower_ not in ("'s", "’s", "'")
        ):
            return doc[i - 1]
        if doc[i].text == "," and i > start:
            return doc[i - 1]
    return doc[end - 1]


# --- "Ada Moreau, the transport minister,"


def _after(doc: Doc, chain: Chain, name: Name) -> Iterator[Description]:
    """An apposition behind a name, between commas, dashes or brackets."""
    last = doc[name.end - 1].sent.end
    i = name.end
    if i < last and doc[i].text == "(":  # a party, an acronym, an age
        while i < last and doc[i].text != ")":
            i += 1
        i += 1
    if i >= last or doc[i].text != ",":
        return
    i += 1
    if i + 1 < last and (doc[i].like_num or doc[i].ent_type_ == "DATE") and doc[i + 1].text == ",":
        i += 2
    while i < last and doc[i].lower_ in ("who", "which", "is", "was", "currently", "then", "also"):
        i += 1
    if i >= last:
        return
    end = _noun_phrase_end(doc, i, last)
    if end > i and (
        end == last
        or doc[end].text in (",", ".", ";", ")", "—", "–", "-", ":", '"', "”")
        or doc[end].pos_ in ("VERB", "AUX", "CCONJ")
    ):
        yield from _cut(doc, chain, i, end, "apposition")


def _noun_phrase_end(doc: Doc, start: int, last: int) -> int:
    """Where the noun phrase that begins at `start` ends, phrases with prepositions included."""
    if not (
        doc[start].pos_ in _INSIDE or doc[start].pos_ == "DET" or doc[start].lower_ in _DETERMINERS
    ):
        return start
    end = start
    noun = False
    while end < last:
        token = doc[end]
        if token.pos_ in ("NOUN", "PROPN"):
            noun = True
        elif token.pos_ in ("ADJ", "DET", "NUM") or token.lower_ in _DETERMINERS:
            pass
        elif token.text in ("-", "–", "'s", "’s", "'", "’", "&", "/", "and"):
            if not noun:
                break
        elif (token.pos_ in ("ADP", "PART") and noun) or (token.pos_ == "ADV" and not noun):
            pass
        else:
            break
        end += 1
    while end > start and doc[end - 1].pos_ not in ("NOUN", "PROPN", "NUM"):
        end -= 1
    return end


# --- "Ada Moreau is a minister"


def _predicate(doc: Doc, chain: Chain, name: Name) -> Iterator[Description]:
    """A noun that a form of "be" says of a name."""
    i = name.end
    last = doc[name.end - 1].sent.end
    if (
        i + 1 >= last
        or doc[i].lower_ not in ("is", "was")
        or doc[i + 1].lower_ not in ("a", "an", "the")
    ):
        return
    end = _noun_phrase_end(doc, i + 1, last)
    if end > i + 1:
        yield from _cut(doc, chain, i + 1, end, "predicate")


def best(chain: Chain) -> Description | None:
    """The description that says most: an office before a name, the longest of its form."""
    if not chain.descriptions:
        return None
    return max(
        chain.descriptions,
        key=lambda d: (len(d.text.split()) > 0, min(len(d.text.split()), 8), -d.start),
    )


"""What the article says somebody is: titles, appositions, predicates, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Token

from generator.analysis.actors.chains import Chain, Chains, Description, Name
from generator.analysis.actors.lexicon import table, words
from generator.analysis.actors.names import fold, gender_of_title

_DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "his", "her", "their", "its", "our", "another"}
)
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_LINKS = frozenset({"of", "for", "to", "and", "the", "&", "at", "from", "in", "on"})
_CLOSING = frozenset({",", ".", ";", ":", ")", "—", "–", "?", "!", '"', "”", "“", "]"})
_HYPHENS = frozenset({"-", "‑", "/"})
_QUANTITIES = frozenset({"several", "many", "some", "numerous", "multiple", "various", "other"})
_BY_TRADE = re.compile(r"[a-z-]{4,}(ist|ologer|ographer|ician)")
_ENOUGH = 3
"""Words that a description wants to have."""
_LONGEST = 25
"""Tokens; what is longer is no description but a parser's mistake."""

_GENDERED = {row["word"]: row["gender"] for row in table("gendered")}
_NOUNS = {"person": "people", "organization": "organizations", "place": "places", "group": "groups"}


def find(chains: Chains) -> None:
    """Give each chain the descriptions that stand with its names."""
    doc = chains.doc
    for chain in chains:
        for name in chain.names:
            stated = gender_of_title(name.title) if name.title else None
            if stated in ("m", "f"):
                chain.genders[stated] += 2
            for description in _of(doc, chain, name):
                chain.descriptions.append(description)
                head = doc[description.head]
                gender = _GENDERED.get(fold(head.text)) or _GENDERED.get(fold(head.lemma_))
                if gender:
                    chain.genders[gender] += 2


def best(chain: Chain) -> Description | None:
    """The first description of those that say enough: three words, or as many as there are."""
    return max(
        chain.descriptions,
        key=lambda d: (min(len(d.text.split()), _ENOUGH), -d.start),
        default=None,
    )


def _of(doc: Doc, chain: Chain, name: Name) -> Iterator[Description]:
    title = _title(doc, chain, name) or _listed(doc, chain, name)
    after = _apposition(doc, chain, name) or _predicate(doc, chain, name)
    yield from (d for d in (_renamed(doc, chain, name), title, after) if d)


def is_fit(token: Token, chain: Chain) -> bool:
    """Whether a noun can say what an actor of this kind is."""
    nouns = words(_NOUNS[chain.kind]) - (words("people") if chain.kind == "place" else frozenset())
    if chain.kind == "person" and _BY_TRADE.fullmatch(fold(token.lemma_)):
        return True
    for word in (fold(token.lemma_), fold(token.text)):
        for form in (word, word.rpartition("-")[2], word.removesuffix("s")):
            if form in nouns:
                return True
    return False


def _is_plural(token: Token) -> bool:
    """Whether a noun for people means several; taggers take a plural title for a name."""
    if token.tag_ in ("NNS", "NNPS"):
        return True
    word = token.lower_
    return word not in words("people") and word.removesuffix("s") in words("people") - {word}


def _singular(token: Token) -> str:
    lemma = token.lemma_ if token.tag_ == "NNS" else token.text.removesuffix("s")
    return lemma.capitalize() if token.text[:1].isupper() else lemma


def _described(doc: Doc, start: int, end: int, head: int, form: str) -> Description:
    while end > head + 1 and not doc[end - 1].text[-1].isalnum():
        end -= 1
    text = doc[start:end].text
    if form == "title" and end == head + 1 and _is_plural(doc[head]):
        text = doc[start:head].text_with_ws + _singular(doc[head])
    return Description(start, end, head, form, text)


@lru_cache(maxsize=1)
def _times(doc: Doc) -> frozenset[int]:
    """The tokens that say when; "current" and "former" say what somebody is."""
    dated = (time.span for time in doc._.times if not time.value.endswith("_REF"))
    spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in dated)
    return frozenset(token.i for span in spans for token in span or ())


# --- in front of a name


def _title(doc: Doc, chain: Chain, name: Name) -> Description | None:
    """ "transport minister Ada Moreau", "Speaker of the House Ada Moreau", "the port of Anselm"."""
    end = name.start
    of = chain.kind == "place" and end > 0 and doc[end - 1].lower_ == "of"
    end = _before_brackets(doc, end - of)
    head = _head_before(doc, chain, end)
    if head is None or (chain.kind == "place" and head < end - 1) or (of and chain.country):
        return None
    start = _first(doc, head)
    if start == head and of:
        return None  # "the city of Anselm" says little of Anselm
    return _described(doc, start, end, head, "title") if start < end else None


def _renamed(doc: Doc, chain: Chain, name: Name) -> Description | None:
    """ "the transport minister, Ada Moreau,"."""
    comma = name.start - 1
    if comma > 1 and name.title and fold(doc[comma].text) == fold(name.title):
        comma -= 1
    if comma < 1 or doc[comma].text != "," or doc[name.start].is_sent_start:
        return None
    if chain.country:  # "the port of Anselm, Ochre": where it is, not what Ochre is
        return None
    if name.end < len(doc) and not doc[name.end].is_punct:
        return None
    comma = _before_brackets(doc, comma)
    head = _head_before(doc, chain, comma)
    if head is None or (chain.kind == "place" and head < comma - 1):
        return None
    start = _first(doc, head)
    if chain.kind == "person" and _is_plural(doc[head]):
        one = start - 2 - (doc[start - 1].lower_ in _DETERMINERS)
        if one < 0 or doc[one].lower_ != "one":
            return None
        start = one
    if (
        start == doc[head].sent.start
        or doc[start - 1].lower_ in _DETERMINERS
        or doc[start].lower_ == "one"
        or (any(t.lower_ in _POSSESSIVE for t in doc[start:head]))
    ):
        return _described(doc, start, comma, head, "apposition")
    return None


def _before_brackets(doc: Doc, end: int) -> int:
    """`end`, or where the brackets that close right before it begin."""
    if end and doc[end - 1].text == ")":
        for i in range(end - 2, max(0, end - _LONGEST), -1):
            if doc[i].text == "(":
                return i
    return end


def _listed(doc: Doc, chain: Chain, name: Name) -> Description | None:
    """ "ministers Ada Moreau, Ben Ode and Cy Poe": what is said of the first holds for each."""
    if chain.kind == "place":
        return None
    i = name.start
    first = doc[i].sent.start
    goes_on = name.end < len(doc) and doc[name.end].lower_ in ("and", ",")
    if doc[i - 1].text == "," and not doc[i - 2].ent_type_ and not goes_on:
        return None  # "according to ministers, Ada Moreau has left"
    while i > first + 1 and doc[i - 1].text in (",", "and", "&", "like", "including"):
        i -= 1
        if doc[i - 1].text == ",":
            i -= 1
        if doc[i - 1].ent_type_ != doc[name.start].ent_type_ or not doc[i - 1].ent_type_:
            break
        while i > first and doc[i - 1].ent_type_ == doc[name.start].ent_type_:
            i -= 1
    if i == name.start or i <= first:
        return None
    head = doc[i - 1]
    if not _is_plural(head) or not is_fit(head, chain):
        return None
    start = _first(doc, head.i)
    while start < head.i and (doc[start].like_num or doc[start].lower_ in _QUANTITIES):
        start += 1
    return _described(doc, start, i, head.i, "title") if start < i else None


def _head_before(doc: Doc, chain: Chain, end: int) -> int | None:
    """The noun that a noun phrase ending at `end` turns on, if it can describe an actor."""
    first = doc[end - 1].sent.start if end else 0
    if end <= first or doc[end - 1].ent_type_ == "PERSON":
        return None
    last = doc[end - 1]
    if last.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        return None
    if is_fit(last, chain) and not (end - 2 > first and doc[end - 2].lower_ in ("of", "for")):
        return end - 1
    if end - 2 > first and doc[end - 2].lower_ in _LINKS and gender_of_title(last.text):
        # "Minister of Justice", not "wife of Justice" nor "spokesman for President"
        office = doc[end - 2].lower_ == "of" and gender_of_title(doc[end - 3].text)
        return end - 3 if office else end - 1 if is_fit(last, chain) else None
    for i in range(end - 2, max(first - 1, end - _LONGEST), -1):
        token = doc[i]
        goes_on = doc[i + 1].pos_ in ("ADP", "PART") and doc[i + 1].lower_ in _LINKS
        if goes_on and token.pos_ in ("NOUN", "PROPN") and is_fit(token, chain):
            return i
        if not (
            token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM")
            or token.lower_ in _LINKS
            or token.lower_ in _POSSESSIVE
            or token.text in _HYPHENS
        ):
            break
    return end - 1 if is_fit(last, chain) else None


def _first(doc: Doc, head: int) -> int:
    """Where the noun phrase around `head` begins, its determiner left out."""
    first = doc[head].sent.start
    i = head
    while i > first and (_joins(doc, i - 1, first) or _coordinates(doc, i - 1, first, head)):
        i -= 1
    while i < head and (
        doc[i].text in _HYPHENS or doc[i].lower_ in _LINKS | _POSSESSIVE | _DETERMINERS
    ):
        i += 1
    return i


def _joins(doc: Doc, i: int, first: int) -> bool:
    """Whether token `i` belongs to the noun phrase that goes on behind it."""
    token, after = doc[i], doc[i + 1]
    if token.lower_ in _DETERMINERS - {"the"} or (token.is_alpha and i in _times(doc)):
        return False
    if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or token.text in _HYPHENS:
        return True
    if token.lower_ in _POSSESSIVE:
        return i > first and doc[i - 1].pos_ in ("NOUN", "PROPN")
    if token.tag_ in ("VBG", "VBN"):
        return token.dep_ in ("amod", "compound") or (
            i > first and (doc[i - 1].lower_ in _DETERMINERS or doc[i - 1].text in _HYPHENS)
        )
    if token.pos_ == "ADV":
        return after.text in _HYPHENS or after.pos_ == "ADJ"
    if token.lower_ in ("of", "and", "the", "for", "&"):  # inside a body's name
        return token.ent_type_ == "ORG" and after.ent_type_ == "ORG" and token.ent_iob_ == "I"
    return False


def _coordinates(doc: Doc, i: int, first: int, head: int) -> bool:
    """Whether token `i` joins two things that somebody is: "singer, actor and poet"."""
    if i <= first or doc[i - 1].pos_ not in ("NOUN", "PROPN") or doc[i - 1].ent_type_ == "PERSON":
        return False
    if not any(
        form in words("people") for form in (fold(doc[i - 1].text), fold(doc[i - 1].lemma_))
    ):
        return False
    if doc[i].text == ",":
        return any(t.lower_ == "and" for t in doc[i + 1 : head])
    return doc[i].lower_ == "and"


# --- behind a name


def _apposition(doc: Doc, chain: Chain, name: Name) -> Description | None:
    """ "Ada Moreau, the transport minister of Ochre, said"."""
    last = doc[name.end - 1].sent.end
    i = name.end
    if i < last and doc[i].text == "(":  # a party, an acronym, an age
        while i < last and doc[i].text != ")":
            i += 1
        i += 1
    i = _past_origin(doc, i, last)
    if i >= last or doc[i].text not in (",", "—", "–"):
        return None
    i += 1
    if i + 1 < last and (doc[i].like_num or doc[i].ent_type_ == "DATE") and doc[i + 1].text == ",":
        i += 2
    while i < last and doc[i].lower_ in ("who", "which", "is", "was", "currently", "then", "also"):
        i += 1
    found = _noun_phrase(doc, chain, i, last, "apposition") if i < last else None
    if found and found.end < last and doc[found.head].dep_.startswith("nsubj"):
        acts = doc[found.end].pos_ in ("VERB", "AUX")  # "according to Moreau, two ministers left"
        return None if acts else found
    return found


def _past_origin(doc: Doc, i: int, last: int) -> int:
    """Behind "of Anselm University" at token `i`, or `i` itself."""
    if i >= last or doc[i].lower_ not in ("of", "from", "at"):
        return i
    end = i + 1
    while end < last and (doc[end].pos_ == "PROPN" or doc[end].lower_ in _LINKS):
        end += 1
    return end


def _predicate(doc: Doc, chain: Chain, name: Name) -> Description | None:
    """ "Ada Moreau is the transport minister of Ochre"."""
    i = name.end
    last = doc[name.end - 1].sent.end
    if i + 1 < last and doc[i].lower_ in ("is", "was") and doc[i + 1].lower_ in ("a", "an", "the"):
        return _noun_phrase(doc, chain, i + 1, last, "predicate")
    return None


def _noun_phrase(doc: Doc, chain: Chain, start: int, last: int, form: str) -> Description | None:
    """The noun phrase that begins at `start`, to the next comma or stop, if it fits the actor."""
    piece = _piece(doc, chain, start, last)
    if piece is None:
        return None
    start, head, end = piece
    further, closed = end, False  # "…, mayor of Ochre, and member of the board"
    while further < last and doc[further].text == "," and not closed:
        closed = further + 1 < last and doc[further + 1].lower_ == "and"
        more = _piece(doc, chain, further + 1 + closed, last)
        if more is None or doc[more[1]].ent_type_ == "PERSON":
            break
        further = more[2]
        if closed:
            end = further
    return _described(doc, start, end, head, form)


def _piece(doc: Doc, chain: Chain, start: int, last: int) -> tuple[int, int, int] | None:
    """Start, head and end of the noun phrase at `start`, with all that follows to the comma."""
    while start < last and (doc[start].lower_ in _DETERMINERS or doc[start].pos_ == "ADV"):
        start += 1
    head = start
    if start + 1 < last and doc[start].lower_ == "one" and doc[start + 1].lower_ == "of":
        head += 2
    while head < last and _within(doc, head):
        head += 1
    while head > start and doc[head - 1].pos_ not in ("NOUN", "PROPN"):
        head -= 1
    head -= 1
    if head < start or not is_fit(doc[head], chain):
        return None
    if not _can_say(doc, chain, start, head):
        return None
    end = head + 1
    while end < last and doc[end].text not in _CLOSING and end - start < _LONGEST:
        if doc[end].pos_ in ("VERB", "AUX") and doc[end].tag_ not in ("VBG", "VBN"):
            break
        end += 1
    while end > head + 1 and doc[end - 1].pos_ not in ("NOUN", "PROPN", "NUM"):
        end -= 1
    return start, head, end


def _can_say(doc: Doc, chain: Chain, start: int, head: int) -> bool:
    """Whether what stands behind a name and fits is no other name, no act, and not of several."""
    if doc[head].ent_type_ == "PERSON" or (doc[start].tag_ == "VBG" and doc[start].dep_ != "amod"):
        return False  # "Ada Moreau, Ben Duke and others", "the Board, citing officials, said"
    if chain.kind == "place":
        return doc[head].pos_ == "NOUN" and not _is_plural(doc[head])
    return chain.kind != "person" or not _is_plural(doc[head]) or doc[start].lower_ == "one"


def _within(doc: Doc, i: int) -> bool:
    token = doc[i]
    return (
        token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "DET")
        or token.text in _HYPHENS
        or token.lower_ in _POSSESSIVE
        or token.tag_ in ("VBG", "VBN")
        or (token.pos_ == "ADV" and i + 1 < len(doc) and doc[i + 1].pos_ in ("ADJ", "VERB"))
    )

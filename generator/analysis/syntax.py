"""Who does what in a sentence, read off a parse in Universal Dependencies or ClearNLP labels.

Universal Dependencies hang a preposition on its noun (`case`) and a copula on its predicate;
ClearNLP hangs the noun on the preposition (`pobj`) and the predicate on the copula. These functions
hide the difference: they speak of subjects, objects, complements and phrases.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from generator.reading.article import Span

SUBJECT = {"nsubj", "nsubj:pass", "nsubjpass", "nsubj:outer", "csubj", "csubj:pass", "csubjpass"}
_PASSIVE = {"nsubj:pass", "nsubjpass", "csubj:pass", "csubjpass", "aux:pass", "auxpass"}
_OBJECT = {"obj", "dobj"}
_RECIPIENT = {"iobj", "dative"}
AUXILIARY = {"aux", "aux:pass", "auxpass", "cop"}
_RELATIVE = {"acl:relcl", "relcl"}
_PREPOSITION = {"prep", "agent", "dative"}
_PHRASE_CUT = {"acl:relcl", "relcl", "acl", "appos", "parataxis", "punct", "advcl", "cc", "conj"}


def is_relative(token: Token) -> bool:
    """Whether `token` heads a relative clause ("…, who said so")."""
    return token.dep_ in _RELATIVE


def is_passive(verb: Token) -> bool:
    """Whether `verb` is in the passive, auxiliary or not ("a man described by police as …")."""
    if any(child.dep_ in _PASSIVE for child in verb.lefts):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not _own_subject(verb):
        return is_passive(verb.head) if verb.head.i < verb.i and verb.head.pos_ == "VERB" else False
    return verb.tag_ == "VBN" and verb.dep_ == "acl"


def is_negated(verb: Token) -> bool:
    """Whether a "not" or "never" stands with `verb`."""
    return any(
        child.dep_ == "neg" or child.lower_ in ("not", "n't", "n’t", "never")
        for child in verb.lefts
    )


def is_finite(verb: Token) -> bool:
    """Whether `verb`, with its auxiliaries, can be a sentence of its own."""
    tags = {verb.tag_} | {child.tag_ for child in verb.lefts if child.dep_ in AUXILIARY}
    return bool(tags & {"VBD", "VBP", "VBZ", "MD"})


def auxiliaries(verb: Token) -> list[Token]:
    """ "has", "been", "would" before `verb`, in order."""
    return [child for child in verb.lefts if child.dep_ in AUXILIARY]


def subject(verb: Token) -> Token | None:
    """The head of the subject of `verb`: its own, or that which it shares.

    A verb shares the subject of the verb that it is joined to ("said … and added …"), that its
    participle clause belongs to (", adding …"), or that governs it ("went on to say"); a relative
    clause's "who" stands for the noun before it.
    """
    for _ in range(8):  # a chain of shared subjects longer than this is a parser's mistake
        own = _own_subject(verb)
        if own is not None:
            if own.tag_ in ("WP", "WDT") and is_relative(verb):
                return verb.head if verb.head.i < verb.i else own
            return own
        if verb.dep_ in ("acl",) and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head if verb.tag_ in ("VBG", "VBN") else None
        if verb.dep_ in ("conj", "advcl", "xcomp", "ccomp", "pcomp", "parataxis", "dep"):
            if verb.dep_ in ("ccomp", "parataxis", "dep") and is_finite(verb):
                return None
            if is_relative(verb.head) and not _own_subject(verb.head):
                return verb.head.head
            verb = verb.head
            if verb.dep_ in _PREPOSITION:  # "after saying", "by adding"
                verb = verb.head
            continue
        return None
    return None


def _own_subject(verb: Token) -> Token | None:
    before = [child for child in verb.lefts if child.dep_ in SUBJECT]
    if before:
        return before[-1]
    return next((child for child in verb.rights if child.dep_ in SUBJECT), None)


def object_(verb: Token) -> Token | None:
    """The head of the direct object of `verb`."""
    return next((child for child in verb.children if child.dep_ in _OBJECT), None)


def recipient(verb: Token) -> Token | None:
    """The head of the noun phrase to whom: "gave **her** a hint", "said **to reporters**"."""
    for child in verb.rights:
        if child.dep_ in _RECIPIENT:
            return next((c for c in child.rights if c.dep_ == "pobj"), child)
    return next((noun for prep, noun in prepositional(verb) if prep.lower_ == "to"), None)


def agent(verb: Token) -> Token | None:
    """The head of the "by" phrase of a passive."""
    return next((noun for prep, noun in prepositional(verb) if prep.lower_ == "by"), None)


def prepositional(head: Token) -> Iterator[tuple[Token, Token]]:
    """(preposition, head of its noun phrase) for the phrases that hang on a verb or noun."""
    for child in head.children:
        if child.dep_ in _PREPOSITION or (child.dep_ == "prt" and child.pos_ == "ADP"):
            yield from ((child, noun) for noun in child.children if noun.dep_ == "pobj")
        elif child.dep_.startswith(("obl", "nmod")):
            case = next((c for c in child.lefts if c.dep_ == "case"), None)
            if case is not None:
                yield case, child


def complement(verb: Token) -> Token | None:
    """The head of the clause that `verb` governs: "said **that it was late**"."""
    clauses = [c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and _is_clause(c)]
    finite = [c for c in clauses if c.dep_ == "ccomp"]
    after = [c for c in finite or clauses if c.i > verb.i]
    return next(iter(after or finite or clauses), None)


def _is_clause(head: Token) -> bool:
    """Whether a predicate stands in the clause; a noun alone is a parser's mistake."""
    if head.pos_ in ("VERB", "AUX"):
        return True
    return any(c.dep_ in SUBJECT or c.dep_ in AUXILIARY or c.dep_ == "mark" for c in head.children)


def appositions(noun: Token) -> list[Token]:
    """The heads of the noun phrases that rename `noun`: "Ada Moreau, the **minister**,"."""
    return [child for child in noun.rights if child.dep_ == "appos"]


def conjuncts(head: Token) -> list[Token]:
    """`head` and what is joined to it by "and", commas and the like, in order."""
    return [head, *(t for t in head.conjuncts if t.i > head.i)]


def subtree(head: Token) -> tuple[int, int]:
    """`[first, last + 1)` tokens of all that hangs on `head`."""
    return head.left_edge.i, head.right_edge.i + 1


def noun_phrase(head: Token, joined: bool = False) -> tuple[int, int]:
    """`[first, last + 1)` tokens of the smallest noun phrase around `head`.

    Articles, titles, names and phrases with "of", "for" or "with" belong to it; what is set off by
    a comma (appositions, relative clauses) does not, nor what follows a person's name ("Ada Moreau
    of the Harbour Board"). With `joined`, conjoined nouns do.
    """
    doc = head.doc
    start, stop = head.left_edge.i, head.i + 1
    person = head.ent_type_ == "PERSON"
    while person and stop < len(doc) and doc[stop].ent_iob_ == "I":
        stop += 1
    joined = joined and any(t.lower_ in ("and", "or", "&", "nor") for t in head.subtree)
    for child in head.rights:
        if child.i < stop or (joined and child.dep_ in ("cc", "punct") and child.text != "("):
            continue
        tight = child.left_edge.i == stop and not child.left_edge.is_punct
        if joined and child.dep_ == "conj":
            stop = noun_phrase(child, joined=True)[1]
        elif tight and child.dep_ == "appos":
            stop = noun_phrase(child)[1]
        elif child.dep_ in _PHRASE_CUT - {"acl" if tight else ""}:
            break
        elif not person or child.dep_ in ("flat", "compound"):
            stop = child.right_edge.i + 1
        else:
            break
    while start < head.i and (doc[start].is_punct or doc[start].dep_ in ("cc", "case", "mark")):
        start += 1
    if head.pos_ == "PROPN" and doc[start].pos_ != "DET":
        start = _with_title(doc, start)
    return start, stop


def _with_title(doc: Doc, start: int) -> int:
    """Where a name starts, with the title right before it ("Prime Minister **Ada Moreau**")."""
    for i in range(start - 1, max(start - 9, -1), -1):
        token = doc[i]
        if token.pos_ not in ("PROPN", "NOUN", "ADJ") or token.ent_type_ in ("DATE", "TIME"):
            return start if token.pos_ != "DET" or i + 1 == start else i
        if token.is_sent_start:
            return i
        start = i
    return start


def chars(doc: Doc, start: int, stop: int) -> Span:
    """The characters of tokens `[start, stop)`."""
    return doc[start].idx, doc[stop - 1].idx + len(doc[stop - 1])

"""Where what was said ends and the article goes on."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.quotes.cues import Cue, lexicon
from generator.analysis.quotes.passage import Passage


def clause_end(passage: Passage, cue: Cue, first: int, last: int, stop: int) -> int:
    """Where a reported clause ends.

    With its subtree, or later where only loose phrases follow; but before a semicolon, and before
    what is reported anew (", adding that", ", while the ministry said", "and warned that").
    """
    while last < stop and not _bounds(passage, cue, last, first):
        last += 1
    for i in range(first + 1, last):
        if passage.quoted(i) is None and (
            parts(passage, i)
            or reports_anew(passage, cue, i, last)
            or _turns(passage, cue, i, first, last)
        ):
            return i
    while last > first + 1 and passage.doc[last - 1].tag_ == "CC":
        last -= 1
    return last


def _bounds(passage: Passage, cue: Cue, i: int, first: int) -> bool:
    token = passage.doc[i]
    if token.is_space or token.text in (",", ";", ".", "—", "–", ":", "?", "!"):
        return True
    joins = token.dep_ == "cc" and (token.head.i < first or token.head == cue.verb)
    return joins or (token.dep_ == "conj" and token.head == cue.verb)


def _turns(passage: Passage, cue: Cue, i: int, first: int, last: int) -> bool:
    """Whether at token `i` the article goes on in its own voice, told by the tense.

    "He said it was late, but the ship **is** still out": reported speech after a cue in the past is
    in the past.
    """
    doc = passage.doc
    if doc[i].text != "," or i + 2 >= last or doc[i + 1].lower_ not in ("but", "and", "although"):
        return False
    finite = ("VBD", "VBZ", "VBP", "MD")
    added = next((t for t in doc[i + 2 : min(i + 14, last)] if t.tag_ in finite), None)
    if added is None or added.i == i + 2 or added.tag_ not in ("VBZ", "VBP"):
        return False
    said = next((t for t in doc[first:i] if t.tag_ in finite), None)
    if said is None:
        return False
    past = said.tag_ == "VBD" or said.lower_ in ("would", "could", "might")
    return past or (doc[i + 1].lower_ == "but" and cue.verb.tag_ in ("VBZ", "VBP"))


def reports_anew(passage: Passage, cue: Cue, i: int, last: int) -> bool:
    """Whether at token `i`, a comma or conjunction, a clause starts that reports something else."""
    doc = passage.doc
    if doc[i].text not in (",", "and", "but", "while", "with", "—", "–"):
        return False
    j = i + 1
    while j < last and (doc[j].lower_ in ("and", "but", "while", "with") or doc[j].pos_ == "ADV"):
        j += 1
    if j >= last:
        return False
    if doc[j].lower_ == "according" and j + 1 < last and doc[j + 1].lower_ == "to":
        return True
    if doc[i].text == "," and doc[j].tag_ == "VBG" and _reports(doc[j]):
        return True
    verb = next((t for t in doc[j : min(j + 12, last)] if t.pos_ in ("VERB", "AUX")), None)
    if verb is None or verb.tag_ not in ("VBD", "VBZ", "VBG") or not _states(verb):
        return False
    if verb.i == j:
        return verb.tag_ != "VBZ" and syntax.complement(verb) is not None
    subject = next((c for c in verb.lefts if c.dep_.startswith("nsubj")), None)
    tight = subject is not None and subject.left_edge.i == j
    return tight and (doc[i].text != "," or j > i + 1) and syntax.complement(verb) is not None


_REPORTING = {"clause", "quotation", "charge", "blame", "characterisation", "naming", "hearsay"}


def _reports(participle: Token) -> bool:
    return bool(lexicon().frames.get(participle.lemma_.lower(), frozenset()) & _REPORTING)


def _states(token: Token) -> bool:
    return "clause" in lexicon().frames.get(token.lemma_.lower(), frozenset())


def parts(passage: Passage, i: int) -> bool:
    """Whether token `i` parts statements: a semicolon outside quotation marks."""
    return passage.doc[i].text == ";" and passage.quoted(i) is None


def resumes(passage: Passage, start: int, end: int, first: int, stop: int) -> bool:
    """Whether what follows a parenthesis finishes the clause before it, and is no comment on it."""
    before, after = passage.doc[start:end], passage.doc[first:stop]
    if after[0].tag_ in ("WP", "WDT"):
        return False
    if not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in before):
        return True
    subjects = (t for t in before if t.dep_.startswith(("nsubj", "csubj")))
    return any(first <= t.head.i < stop for t in subjects) or (
        after[0].tag_ in ("TO", "CC") or after[0].lower_ in ("because", "although", "while")
    )


def strip_end(passage: Passage, start: int, end: int) -> int:
    closing = (")", "]", "%")
    while (
        end > start
        and passage.doc[end - 1].is_punct
        and passage.doc[end - 1].text not in closing
        and passage.quoted(end - 1) is None
    ):
        end -= 1
    return end

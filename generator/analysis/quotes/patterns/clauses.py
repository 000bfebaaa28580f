"""What was said in a clause of its own."""

from __future__ import annotations

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.quotes.attribution import Attribution, Range, addressee_of, attribute
from generator.analysis.quotes.bounds import clause_end, parts, resumes, strip_end
from generator.analysis.quotes.cues import Cue, leaves_open, lexicon
from generator.analysis.quotes.passage import Passage


def inversion(passage: Passage, cue: Cue) -> Attribution | None:
    """ "*The visit is off*, _the mayor_ SAID on Friday"; "*it was*, _she_ SAYS, *too late*"."""
    verb, doc = cue.verb, passage.doc
    if "clause" not in cue.frames or not syntax.is_finite(verb):
        return None
    start, stop = passage.scope(verb)
    start = max((i + 1 for i in range(start, verb.i) if parts(passage, i)), default=start)
    subject = syntax.subject(verb) or _aside(passage, cue)
    if subject is None or not start <= subject.i < stop:
        return None
    if syntax.is_relative(verb) and subject == verb.head:
        return None  # "Moreau, who said …,"
    first = min(subject.left_edge.i, cue.start)
    if first < start + 1 or not _pause_before(passage, first):
        return None
    object_ = syntax.object_(verb)
    if object_ is not None and object_.i > verb.i and cue.lemma not in lexicon().addressing:
        return None
    last = _reporting_end(passage, cue, subject, stop)
    clause = syntax.complement(verb)
    if clause is not None and first < clause.i and (clause.i < last or last >= stop):
        return None
    end = strip_end(passage, start, first)
    resumed = (
        last + 1 < stop
        and doc[last].text in (",", "—", "–")
        and resumes(passage, start, end, last + 1, stop)
    )
    if clause is not None and clause.i > first and not resumed:
        return None
    content = [(start, end), (last + 1, stop)] if resumed else [(start, end)]
    if end <= start or not any(_says_something(passage, *part) for part in content):
        return None
    return attribute(passage, cue, content)


def _aside(passage: Passage, cue: Cue) -> Token | None:
    """ "Courier" in "The owner, the **Courier** reported, has fled", parsed as in apposition."""
    doc = passage.doc
    if cue.stop >= passage.stop or doc[cue.stop].text != "," or cue.start == passage.start:
        return None
    noun = doc[cue.start - 1]
    beside = noun.dep_ == "appos" and noun.pos_ in ("NOUN", "PROPN")
    return noun if beside and _pause_before(passage, noun.left_edge.i) else None


def denial(passage: Passage, cue: Cue) -> Attribution | None:
    """ "*The port was sold*, which _she_ DENIES"; "*it sank*, a claim that _they_ DENY"."""
    verb, doc = cue.verb, passage.doc
    told = next((t for t in verb.lefts if t.lower_ in ("which", "that")), None)
    if cue.polarity != "denied" or told is None or not told.dep_.endswith("obj"):
        return None
    head, end = verb.head, told.i
    article = next((t for t in head.lefts if t.lower_ in ("a", "an")), None)
    if article is not None and head.pos_ == "NOUN" and head.i == end - 1:
        head, end = head.head, article.i
        while head.pos_ not in ("VERB", "AUX") and head.head != head:
            head = head.head  # the noun hangs on a noun before it
    start, stop = passage.scope(verb)
    end -= 1
    if not start < end < stop or doc[end].text != ",":
        return None
    start = max(start, head.left_edge.i)
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP") for t in doc[start:end])
    inner = syntax.complement(head) if lexicon().frames.get(head.lemma_.lower()) else None
    if inner is not None and head.i < inner.left_edge.i < end:  # "They SAY *it sank*, which …"
        start = inner.left_edge.i
        start += doc[start].dep_ in ("mark", "case")
    return attribute(passage, cue, [(start, end)]) if finite else None


def _pause_before(passage: Passage, first: int) -> bool:
    before = passage.doc[first - 1]
    if before.text in (",", "—", "–", "--", "-"):
        return True
    quoted = passage.quoted(first - 1)
    return quoted is not None and passage.doc[quoted.inner_stop - 1].text[-1] in ",?!"


def _reporting_end(passage: Passage, cue: Cue, subject: Token, stop: int) -> int:
    """Where the words of reporting end: cue, speaker, addressee, time."""
    doc = passage.doc
    i = max(cue.stop, subject.right_edge.i + 1 if subject.i > cue.verb.i else 0)
    while i < stop and (
        doc[i].text not in (",", ".", ";", "—", "–", "?", "!")
        and not doc[i].is_space
        and doc[i].tag_ not in ("VBD", "VBZ", "VBP", "MD")
        and passage.quoted(i) is None
    ):
        i += 1
    return i


def clause(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_He_ SAID (that) *the visit was off*"; "_she_ ASKED *whether it was late*"."""
    if not cue.frames & {"clause", "question", "infinitive", "command"}:
        return None
    _, stop = passage.scope(cue.verb)
    head = syntax.complement(cue.verb)
    if head is not None and cue.stop <= head.i < stop and not _takes(cue, head):
        return None
    found = _governed(passage, cue, head, stop) or _unparsed(passage, cue, stop)
    if found is None:
        return None
    first = _skip_introduction(passage, cue, found[0], found[1])
    last = clause_end(passage, cue, first, found[1], stop)
    if last <= first or leaves_open(cue.verb, passage.doc[first]):
        return None
    return attribute(passage, cue, [(first, last)])


def _governed(passage: Passage, cue: Cue, head: Token | None, stop: int) -> Range | None:
    """The clause that the cue governs, less the addressee before it."""
    if head is None or not cue.stop <= head.i < stop:
        return None
    first, last = syntax.subtree(head)
    first = max(first, cue.stop)
    addressee = addressee_of(cue)
    if addressee and first < addressee[1] <= head.i:
        first = addressee[1]
    after = addressee[1] if addressee and addressee[0] == cue.stop else cue.stop
    if after < first and syntax.is_finite(head) and not _has_opening(head):
        between = passage.doc[after:first]
        nouns = any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in between)
        if nouns and not any(t.text in (",", ";", ":") or t.tag_ in _FINITE for t in between):
            first = after  # the clause's subject, taken for the object of the cue
    return first, min(last, stop)


def _has_opening(head: Token) -> bool:
    return any(t.dep_ in syntax.SUBJECT or t.dep_ in ("expl", "mark") for t in head.lefts)


_FINITE = ("VBD", "VBZ", "VBP", "MD")


def _unparsed(passage: Passage, cue: Cue, stop: int) -> Range | None:
    """A clause after the cue that the parse gives to nothing or only in part.

    It starts with "that", or a finite verb follows a noun right after the cue.
    """
    doc = passage.doc
    if "clause" not in cue.frames or syntax.is_passive(cue.verb):
        return None
    that = _that(passage, cue, stop)
    if that is not None:
        return that, stop
    addressee = addressee_of(cue)
    first = addressee[1] if addressee and addressee[0] == cue.stop else cue.stop
    if not syntax.is_finite(cue.verb) or first >= stop:
        return None
    if doc[first].pos_ in ("ADP", "CCONJ", "SCONJ"):
        return None
    speaks = not cue.frames & {"object", "quotation"}  # takes no noun, so what follows is a clause
    for i in range(first, min(stop, first + 40)):
        word = doc[i]
        if passage.quoted(i) or word.lower_ in _JOINTS or word.text in _PAUSES:
            return None
        if word.tag_ in ("VBD", "VBZ", "VBP", "MD") or (word.tag_ == "VBN" and speaks):
            nouns = any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in doc[first:i])
            return (first, _sentence_stop(passage, i, stop)) if nouns else None
    return None


_JOINTS = {"who", "which", "that", "and", "when", "where", "as", "to", "while", "because"}


_PAUSES = {",", ";", ".", "—", "–", ":"}


def _that(passage: Passage, cue: Cue, stop: int) -> int | None:
    """The "that" which opens what was said, after the addressee and the time at most."""
    doc = passage.doc
    for i in range(cue.stop, min(cue.stop + 15, stop - 1)):
        if doc[i].lower_ == "that":
            return i if doc[i].tag_ == "IN" or doc[i + 1].tag_ not in ("NN", "VBD", "VBZ") else None
        if doc[i].pos_ in ("VERB", "AUX", "PUNCT", "CCONJ") and doc[i].text != ",":
            return None
    return None


def _sentence_stop(passage: Passage, i: int, stop: int) -> int:
    doc = passage.doc
    edge = max(doc[i].right_edge.i + 1, i + 1)
    while edge < stop and doc[edge].text not in (",", ";", "."):
        edge += 1
    return min(edge, stop)


def _takes(cue: Cue, head: Token) -> bool:
    """Whether the cue takes a complement of this form as what was said."""
    infinitive = any(c.tag_ == "TO" for c in head.lefts) and not syntax.is_finite(head)
    if infinitive:
        if syntax.is_passive(cue.verb):
            return False
        if syntax.object_(cue.verb) is not None or any(
            c.dep_.startswith("nsubj") for c in head.lefts
        ):
            return bool(cue.frames & {"command", "clause"})
        return "infinitive" in cue.frames
    clausal = any(c.dep_ == "mark" or c.dep_.startswith("nsubj") for c in head.lefts)
    if head.tag_ in ("VBG", "VBN") and not clausal and not syntax.is_finite(head):
        return cue.lemma in (
            "announce",
            "deny",
            "admit",
            "recall",
            "mention",
            "suggest",
            "recommend",
            "propose",
            "report",
            "acknowledge",
        )
    return bool(cue.frames & {"clause", "question"})


def _skip_introduction(passage: Passage, cue: Cue, first: int, last: int) -> int:
    """Past "that", commas, and a time that belongs to the cue ("said on Tuesday the ship …")."""
    doc = passage.doc
    time = first
    while time < last and (doc[time].tag_ in ("IN", "RB", "RBR") and time < first + 2):
        time += 1
    if first == cue.stop and time < last and time in passage.times:
        after = time + 1
        while after < last and after in passage.times:
            after += 1
        subject = after < last and doc[after].pos_ in (
            "DET",
            "PRON",
            "PROPN",
            "NOUN",
            "ADJ",
            "SCONJ",
            "NUM",
        )
        if subject and doc[time].pos_ != "NUM":
            first = after
    while first < last and (
        doc[first].is_space
        or doc[first].text in (",", ":")
        or (doc[first].lower_ == "that" and (doc[first].tag_ == "IN" or doc[first].dep_ == "mark"))
    ):
        first += 1
    return first


def hearsay(passage: Passage, cue: Cue) -> Attribution | None:
    """ "*The mill* was REPORTED (by _residents_) *to have burnt*"; "it was SAID *that …*".

    Also "They were TOLD *that …*" and "*They* were TOLD *to leave*".
    """
    verb = cue.verb
    if "hearsay" not in cue.frames or not syntax.is_passive(verb):
        return None
    start, stop = passage.scope(verb)
    head = syntax.complement(verb)
    said_of = syntax.subject(verb)
    if head is None or not cue.stop <= head.i < stop or said_of is None:
        return None
    first, last = max(head.left_edge.i, cue.stop), min(head.right_edge.i + 1, stop)
    by = syntax.agent(verb)
    if by is not None and first <= by.i < head.i:
        first = by.right_edge.i + 1
    content = [(first, last)]
    if cue.lemma in lexicon().addressing and syntax.is_finite(head):
        content = [(_skip_introduction(passage, cue, first, last), last)]
    elif said_of.i < verb.i and said_of.lower_ != "it" and start <= said_of.i:
        content.insert(0, syntax.subtree(said_of))
    elif said_of.lower_ == "it":
        content = [(_skip_introduction(passage, cue, first, last), last)]
    return attribute(passage, cue, content)


def _says_something(passage: Passage, start: int, end: int) -> bool:
    return any(t.pos_ in ("VERB", "AUX") for t in passage.doc[start:end])

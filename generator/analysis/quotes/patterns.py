"""The ways of attributing: one function each, with an example, tried in a stated order.

A pattern takes a passage and a cue verb (or, for those without a verb, a passage alone) and gives
the attribution that it finds, or None. To add one, write the function and put it into `OF_A_VERB`
or `WITHOUT_A_VERB`. In the examples *content*, _speaker_ and the cue in CAPITALS are marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from generator.analysis import syntax
from generator.analysis.model import Polarity
from generator.analysis.quotes.cues import Cue, lexicon
from generator.analysis.quotes.passage import LONGEST, Passage, Quoted

Range = tuple[int, int]
"""Tokens `[start, stop)`."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a pattern found, in tokens. `quotations` are those that are content as a whole."""

    content: tuple[Range, ...]
    cue: Range | None
    speaker: Range | None = None
    addressee: Range | None = None
    polarity: Polarity = "asserted"
    quotations: tuple[Quoted, ...] = ()


# ---- what stands between quotation marks ---------------------------------------------------------


def quotation(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ SAID: *“It is late.”*", "*“It is late,”* SAID _Moreau_, *“and dark.”*"."""
    if not cue.frames & {"clause", "quotation", "question", "command"} or passage.quoted(
        cue.verb.i
    ):
        return None
    before = _quotation_before(passage, cue)
    after = _quotation_after(passage, cue, broken=before is not None)
    quoted = [q for q in (before, after) if q]
    if not quoted:
        return None
    if after:
        quoted += _run_on(passage, after)
    speaker = _speaker(cue) if not (before and not after) else _speaker_beside(passage, cue, before)
    return Attribution(
        content=tuple((q.start, q.stop) for q in quoted),
        cue=(cue.start, cue.stop),
        speaker=speaker or (_speaker_beside(passage, cue, before) if before else None),
        addressee=_addressee(cue),
        polarity=cue.polarity,
        quotations=tuple(quoted),
    )


def _quotation_before(passage: Passage, cue: Cue) -> Quoted | None:
    quoted = passage.previous_quoted(cue.start)
    if quoted is None or cue.start - quoted.stop > 40:
        return None
    doc = passage.doc
    first = quoted.stop
    ending = doc[quoted.inner_stop - 1].text[-1:]
    if first < cue.start and doc[first].text in (",", "—", "–", "-", "--"):
        first += 1
        ending = ","
    if ending not in ",?!…—-" and not (
        first == cue.start or (ending not in ".;" and doc[quoted.start - 1].text == ":")
    ):
        return None
    if ending == "." and not doc[first].text[:1].islower():
        return None
    if not _opens_sentence(passage, quoted):
        return None
    if first == cue.start or all(t.pos_ in ("ADV", "AUX") for t in doc[first : cue.start]):
        return quoted
    subject = syntax.subject(cue.verb)
    if subject is not None and first <= subject.i < cue.start:
        between = doc[first : cue.start]
        own = (t for t in between if t.tag_ in ("VBD", "VBZ", "VBP") and t.pos_ == "VERB")
        inside = all(subject.left_edge.i <= t.i <= subject.right_edge.i for t in own)
        return quoted if inside and not any(t.text in (".", ";") for t in between) else None
    if all(t.pos_ not in ("VERB", "AUX") or t.i >= cue.start for t in doc[first : cue.start]):
        nominal = any(t.pos_ in ("PRON", "PROPN", "NOUN") for t in doc[first : cue.start])
        return (
            quoted if nominal and not any(t.text == "." for t in doc[first : cue.start]) else None
        )
    return None


def _opens_sentence(passage: Passage, quoted: Quoted) -> bool:
    """Whether a quotation starts a sentence, so that no words before it belong to what was said."""
    if quoted.start == passage.start:
        return True
    before = passage.doc[quoted.start - 1]
    if before.text in (".", "?", "!", "…", ":", ";", "—", "–", "-"):
        return True
    quote_before = passage.quoted(before.i)
    return bool(quote_before) or any(start == quoted.start for start, _ in passage.sentences)


def _quotation_after(passage: Passage, cue: Cue, broken: bool) -> Quoted | None:
    quoted = passage.next_quoted(cue.stop)
    if quoted is None or quoted.start - cue.stop > 60:
        return None
    doc = passage.doc
    gap = [t for t in doc[cue.stop : quoted.start] if not t.is_space]
    ending = gap[-1].text if gap else ""
    if any(t.text in (".", ";", "?", "!", ":") for t in gap[:-1]):
        return None
    if any(t.pos_ == "VERB" and _reports(t) and not _in_relative(t, cue.verb) for t in gap):
        return None
    if ending == ":":
        return quoted
    if ending == ".":
        return quoted if len(gap) == 1 and quoted.mark.closed else None
    if passage.scope(cue.verb)[1] <= quoted.start or _finite_in(gap, cue):
        return None
    if broken and ending in (",", "—", "–", "-"):
        return quoted
    if ending == ",":
        return quoted if sum(t.text == "," for t in gap) == 1 or len(gap) < 12 else None
    if not all(_aside(t, cue) for t in gap) or (gap and gap[-1].tag_ == "TO"):
        return None
    return None if _goes_on(passage, quoted) else quoted


def _reports(token: Token) -> bool:
    return bool(lexicon().frames.get(token.lemma_.lower(), frozenset()) & {"clause", "quotation"})


def _finite_in(gap: list[Token], cue: Cue) -> bool:
    finite = ("VBD", "VBZ", "VBP", "MD")
    return any(t.tag_ in finite and not _in_relative(t, cue.verb) for t in gap)


def _in_relative(token: Token, top: Token) -> bool:
    for _ in range(12):
        if syntax.is_relative(token) or token.dep_ == "acl":
            return True
        if token == top or token.head == token:
            return False
        token = token.head
    return False


def _aside(token: Token, cue: Cue) -> bool:
    """Whether `token`, between cue and quotation, belongs to the reporting and not the reported."""
    if token.pos_ in ("ADV", "ADP", "PUNCT", "SCONJ", "PART", "SPACE") or token.ent_type_ in (
        "DATE",
        "TIME",
    ):
        return True
    for _ in range(12):
        if token.dep_ in ("pobj", "obl", "nmod", "advmod"):
            return True
        if token.dep_ in ("dobj", "obj", "iobj", "dative"):
            return cue.lemma in lexicon().addressing
        if token.head == token or token.head == cue.verb:
            break
        token = token.head
    return False


def _goes_on(passage: Passage, quoted: Quoted) -> bool:
    """Whether words after a quotation go on with what it says ("said “no” to the plan")."""
    stop = quoted.stop
    if stop >= passage.stop or passage.doc[quoted.inner_stop - 1].text in (".", "!", "?"):
        return False
    after = passage.doc[stop]
    return not (after.is_punct or after.is_space or after.lower_ in ("and", "but", "as", "while"))


def _run_on(passage: Passage, quoted: Quoted) -> Iterator[Quoted]:
    """Quotations that follow with nothing, a comma or "and" between: “One,” and “Two.”"""
    while following := passage.next_quoted(quoted.stop):
        between = passage.doc[quoted.stop : following.start]
        if len(between) > 2 or any(t.lower_ not in (",", "and", "but") for t in between):
            return
        if len(between) and not passage.doc[following.start + 1].text[:1].isupper():
            return
        yield following
        quoted = following


# ---- what stands in a clause ---------------------------------------------------------------------


def inversion(passage: Passage, cue: Cue) -> Attribution | None:
    """ "*The visit is off*, _the Kremlin_ SAID on Tuesday."; "*It was*, _she_ SAYS, *too late*."."""
    verb, doc = cue.verb, passage.doc
    if "clause" not in cue.frames or not syntax.is_finite(verb) or syntax.is_relative(verb):
        return None
    start, stop = passage.scope(verb)
    start = max((i + 1 for i in range(start, verb.i) if _parts(passage, i)), default=start)
    subject = syntax.subject(verb)
    if subject is None or not start <= subject.i < stop:
        return None
    first = min(subject.left_edge.i, cue.start)
    if first < start + 1 or not _pause_before(passage, first):
        return None
    object_ = syntax.object_(verb)
    if object_ is not None and object_.i > verb.i and cue.lemma not in lexicon().addressing:
        return None
    last = _reporting_end(passage, cue, subject, stop)
    clause = syntax.complement(verb)
    if clause is not None and first < clause.i and (clause.left_edge.i < last or last >= stop):
        return None
    end = _strip_end(passage, start, first)
    resumed = (
        last + 1 < stop
        and doc[last].text in (",", "—", "–")
        and _resumes(passage, start, end, last + 1, stop)
    )
    if clause is not None and clause.i > first and not resumed:
        return None
    content = [(start, end), (last + 1, stop)] if resumed else [(start, end)]
    if end <= start or not any(_says_something(passage, *part) for part in content):
        return None
    return _attribution(passage, cue, content)


def _parts(passage: Passage, i: int) -> bool:
    """Whether token `i` parts statements: a semicolon outside quotation marks."""
    return passage.doc[i].text == ";" and passage.quoted(i) is None


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


def _resumes(passage: Passage, start: int, end: int, first: int, stop: int) -> bool:
    """Whether what follows a parenthesis finishes the clause before it, and is no comment on it."""
    before, after = passage.doc[start:end], passage.doc[first:stop]
    if not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in before):
        return True
    subjects = (t for t in before if t.dep_.startswith(("nsubj", "csubj")))
    return any(first <= t.head.i < stop for t in subjects) or (
        after[0].tag_ in ("TO", "CC") or after[0].lower_ in ("because", "although", "while")
    )


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
    last = _clause_end(passage, cue, first, found[1], stop)
    if last <= first or (
        syntax.is_negated(cue.verb) and passage.doc[first].lower_ in _OPEN_QUESTIONS
    ):
        return None
    return _attribution(passage, cue, [(first, last)])


_OPEN_QUESTIONS = {"whether", "if", "what", "how", "why", "who", "when", "where", "which"}


def _governed(passage: Passage, cue: Cue, head: Token | None, stop: int) -> Range | None:
    """The clause that the cue governs, less the addressee before it."""
    if head is None or not cue.stop <= head.i < stop:
        return None
    first, last = syntax.subtree(head)
    first = max(first, cue.stop)
    addressee = _addressee(cue)
    if addressee and first < addressee[1] <= head.i:
        first = addressee[1]
    object_ = syntax.object_(cue.verb)
    if (
        object_ is not None
        and cue.stop <= object_.left_edge.i < first
        and cue.lemma not in lexicon().addressing
        and syntax.is_finite(head)
        and object_.right_edge.i + 1 == first
    ):
        first = object_.left_edge.i  # the clause's subject, taken for the object of the cue
    return first, min(last, stop)


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
    addressee = _addressee(cue)
    first = addressee[1] if addressee and addressee[0] == cue.stop else cue.stop
    if not syntax.is_finite(cue.verb) or first >= stop:
        return None
    if doc[first].pos_ in ("ADP", "CCONJ", "SCONJ"):
        return None
    for i in range(first, min(stop, first + 40)):
        word = doc[i]
        if passage.quoted(i) or word.lower_ in _JOINTS or word.text in _PAUSES:
            return None
        if word.tag_ in ("VBD", "VBZ", "VBP", "MD"):
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
    if first == cue.stop and time < last and doc[time].ent_type_ in ("DATE", "TIME"):
        after = time + 1
        while after < last and doc[after].ent_iob_ == "I":
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


def _clause_end(passage: Passage, cue: Cue, first: int, last: int, stop: int) -> int:
    """Where a reported clause ends.

    With its subtree, or later where only loose phrases follow; but before a semicolon, and before
    what is reported anew (", adding that", ", while the ministry said", "and warned that").
    """
    doc = passage.doc
    while last < stop and not _bounds(passage, cue, last, first):
        last += 1
    for i in range(first + 1, last):
        if passage.quoted(i) is None and (
            _parts(passage, i)
            or _reports_anew(passage, cue, i, last)
            or _turns(passage, cue, i, first, last)
        ):
            return i
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


def _reports_anew(passage: Passage, cue: Cue, i: int, last: int) -> bool:
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
    verb = next((t for t in doc[j : min(j + 12, last)] if t.pos_ in ("VERB", "AUX")), None)
    if verb is None or verb.tag_ not in ("VBD", "VBZ", "VBG") or not _states(verb):
        return False
    if verb.i == j:
        return verb.tag_ != "VBZ" and syntax.complement(verb) is not None
    subject = next((c for c in verb.lefts if c.dep_.startswith("nsubj")), None)
    tight = subject is not None and subject.left_edge.i == j
    return tight and (doc[i].text != "," or j > i + 1) and syntax.complement(verb) is not None


def _states(token: Token) -> bool:
    return "clause" in lexicon().frames.get(token.lemma_.lower(), frozenset())


# ---- what stands in an object ---------------------------------------------------------------------


def charge(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ ACCUSED *them of theft*"; "*He* was ACCUSED *of theft*"."""
    return _object_and(passage, cue, {"charge"}, ("of",))


def blame(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ BLAMED *them for the delay*"."""
    return _object_and(passage, cue, {"blame"}, ("for", "with"))


def characterisation(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ DESCRIBED *it as a failure*"; "*it* was DESCRIBED by _her_ *as a failure*"."""
    return _object_and(passage, cue, {"characterisation"}, ("as",))


def naming(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ CALLED *the plan “a failure”*"."""
    if "naming" not in cue.frames or syntax.is_passive(cue.verb):
        return None
    start, stop = passage.scope(cue.verb)
    after = [
        c for c in cue.verb.rights if c.dep_ in ("dobj", "obj", "oprd", "xcomp", "ccomp", "iobj")
    ]
    after = [c for c in after if cue.stop <= c.left_edge.i]
    if not after or after[0].left_edge.i != cue.stop:
        return None
    last = min(after[-1].right_edge.i + 1, stop)
    quoted = passage.next_quoted(cue.stop)
    if (
        len(after) == 1
        and after[0].dep_ in ("dobj", "obj", "oprd")
        and not (quoted and quoted.start < last + 2)
    ):
        return None
    if quoted and quoted.start <= last < quoted.stop:
        last = quoted.stop
    return _attribution(passage, cue, [(cue.stop, last)])


def _object_and(
    passage: Passage, cue: Cue, frames: set[str], prepositions: tuple[str, ...]
) -> Attribution | None:
    if not cue.frames & frames:
        return None
    verb = cue.verb
    start, stop = passage.scope(verb)
    passive = syntax.is_passive(verb)
    said_of = syntax.subject(verb) if passive else syntax.object_(verb)
    phrase = next(
        (
            c
            for c in verb.subtree
            if c.i > verb.i and c.i < stop and c.lower_ in prepositions and _hangs_on(c, verb)
        ),
        None,
    )
    if phrase is None:
        return None
    last = stop_of_phrase(passage, phrase, verb, stop)
    content: list[Range] = []
    if passive:
        if said_of is not None and start <= said_of.i < stop:
            content.append(
                syntax.subtree(said_of) if verb.dep_ != "acl" else syntax.noun_phrase(said_of)
            )
        content.append((phrase.i, last))
    elif said_of is not None and cue.stop <= said_of.i < phrase.i:
        content.append((max(said_of.left_edge.i, cue.stop), last))
    elif said_of is None and syntax.is_relative(verb):
        content.append((phrase.i, last))
    else:
        return None
    return _attribution(passage, cue, content)


def _hangs_on(token: Token, verb: Token) -> bool:
    """Whether a preposition belongs to the verb, directly or by its noun (`case`) or object."""
    head = token.head
    if head == verb:
        return True
    if token.dep_ in ("case", "mark"):
        return head.head == verb or head.head.head == verb and head.head.dep_ in ("obj", "dobj")
    return (
        head.dep_ in ("dobj", "obj", "agent", "pobj")
        and head.head in (verb, verb.head)
        or (head.head == verb and head.dep_ in ("agent", "dobj", "obj"))
    )


def stop_of_phrase(passage: Passage, preposition: Token, verb: Token, stop: int) -> int:
    """The end of the phrase that a preposition opens, in either label scheme."""
    last = preposition.right_edge.i + 1
    if preposition.dep_ in ("case", "mark"):
        last = max(last, preposition.head.right_edge.i + 1)
    quoted = passage.next_quoted(preposition.i)
    if quoted and quoted.start <= last + 1 and quoted.stop > last:
        last = quoted.stop
    return min(last, stop)


def command(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ URGED *residents to leave*"; "_he_ ASKED *people to “pray”*"."""
    if "command" not in cue.frames or syntax.is_passive(cue.verb):
        return None
    start, stop = passage.scope(cue.verb)
    doc = passage.doc
    object_ = syntax.object_(cue.verb)
    head = syntax.complement(cue.verb)
    if head is None or head.i >= stop or not any(c.tag_ == "TO" for c in head.lefts):
        return None
    first = head.left_edge.i if object_ is None else min(object_.left_edge.i, head.left_edge.i)
    first = max(first, cue.stop)
    if cue.lemma == "call" and doc[cue.stop].lower_ in ("on", "upon"):
        first = cue.stop + 1
    elif object_ is None and not any(c.dep_.startswith("nsubj") for c in head.lefts):
        return None
    last = _clause_end(passage, cue, first, min(syntax.subtree(head)[1], stop), stop)
    return _attribution(passage, cue, [(first, last)])


def prepositional(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ CALLED FOR *calm*"; "_they_ WARNED OF *floods*"."""
    wanted = lexicon().prepositions.get(cue.lemma)
    if not wanted or syntax.is_passive(cue.verb):
        return None
    start, stop = passage.scope(cue.verb)
    token = passage.doc[cue.stop] if cue.stop < stop else None
    if token is None or token.lower_ not in wanted or not _hangs_on(token, cue.verb):
        return None
    last = stop_of_phrase(passage, token, cue.verb, stop)
    if last <= token.i + 1:
        return None
    found = _attribution(passage, cue, [(token.i + 1, last)])
    return replace(found, cue=(cue.start, token.i + 1)) if found else None


def noun_object(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ ANNOUNCED *the launch*"; "*the launch* was ANNOUNCED by _her_"."""
    if "object" not in cue.frames:
        return None
    verb = cue.verb
    start, stop = passage.scope(verb)
    if syntax.is_passive(verb):
        said = syntax.subject(verb)
        by = syntax.agent(verb)
        if said is None or by is None or verb.dep_ == "acl" or not start <= said.i < verb.i:
            return None
        return _attribution(passage, cue, [syntax.subtree(said)])
    if verb.tag_ == "VBG" and verb.dep_ not in ("advcl", "conj", "xcomp"):
        return None
    said = syntax.object_(verb)
    if said is None or not cue.stop <= said.left_edge.i < stop:
        return None
    if said.pos_ == "PRON" and said.lower_ in ("it", "this", "that", "them", "himself", "itself"):
        return None
    last = min(said.right_edge.i + 1, stop)
    last = next((i for i in range(said.i + 1, last) if _reports_anew(passage, cue, i, last)), last)
    return _attribution(passage, cue, [(said.left_edge.i, last)])


def hearsay(passage: Passage, cue: Cue) -> Attribution | None:
    """ "*The building* was REPORTED (by _residents_) *to have collapsed*"; "it was SAID *that …*"."""
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
    if said_of.i < verb.i and said_of.lower_ != "it" and start <= said_of.i:
        content.insert(0, syntax.subtree(said_of))
    elif said_of.lower_ == "it":
        content = [(_skip_introduction(passage, cue, first, last), last)]
    return _attribution(passage, cue, content)


# ---- without a verb ---------------------------------------------------------------------------------


def according_to(passage: Passage) -> Iterator[Attribution]:
    """ "*It was late*, ACCORDING TO _the minister_"; "PER _the report_, *it was late*"."""
    doc = passage.doc
    for start, stop in passage.sentences:
        if stop - start > LONGEST:
            continue
        for i in range(start, stop - 1):
            word = doc[i].lower_
            after = i + 2 if word == "according" and doc[i + 1].lower_ == "to" else i + 1
            if after == i + 1 and not (word == "per" and _opens(passage, i, start)):
                continue
            within = (start, stop) if passage.quoted(i) is None else passage.scope(doc[i])
            found = _according(passage, i, after, *within)
            if found:
                yield found


def _opens(passage: Passage, i: int, start: int) -> bool:
    """Whether token `i` starts its sentence or follows a comma, and a name or noun follows."""
    doc = passage.doc
    named = doc[i + 1].pos_ in ("DET", "PROPN") or doc[i + 1].ent_type_ != ""
    return named and (i == start or doc[i - 1].text == ",")


def _according(passage: Passage, i: int, after: int, start: int, stop: int) -> Attribution | None:
    doc = passage.doc
    source = next((t for t in doc[after - 1].rights if t.dep_ in ("pobj", "pcomp")), None)
    if source is None and doc[i].dep_ == "case":
        source = doc[i].head
    if source is None or not after <= source.i < stop:
        return None
    speaker = syntax.noun_phrase(source, joined=True)
    speaker = max(speaker[0], after), min(speaker[1], stop)
    phrase_stop = _source_stop(passage, source, speaker[1], stop)
    start = max((j + 1 for j in range(start, i) if _parts(passage, j)), default=start)
    stop = min((j for j in range(phrase_stop, stop) if _parts(passage, j)), default=stop)
    content = []
    end = _strip_end(passage, start, i)
    if end > start and doc[end - 1].tag_ not in ("CC", "WRB", "WDT", "IN"):
        whole = doc[i].head if doc[i].dep_ == "prep" else source.head
        if doc[start].dep_ == "mark" and whole.dep_ == "advcl" and whole.left_edge.i == start:
            start, stop = start + 1, phrase_stop  # "While …, according to …, the …"
        content.append((start, end))
    rest = phrase_stop
    while rest < stop and doc[rest].is_punct and passage.quoted(rest) is None:
        rest += 1
    broken = content and doc[end - 1].pos_ in ("AUX", "VERB", "ADP", "PART", "DET")
    if rest < stop and (not content or broken or _resumes(passage, start, end, rest, stop)):
        content.append((rest, stop))
    if not content:
        return None
    return Attribution(tuple(content), (i, after), speaker)


def _source_stop(passage: Passage, source: Token, least: int, stop: int) -> int:
    """Where the phrase that names a source ends; a clause hung on it by mistake is not part of it."""
    doc = passage.doc
    last = min(source.right_edge.i + 1, stop)
    for j in range(least, last):
        if doc[j].text != "," or j + 1 >= last:
            continue
        if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in doc[j:last]) and doc[
            j + 1
        ].lower_ not in ("who", "which", "whose"):
            return j
    return last


def labelled(passage: Passage) -> Iterator[Attribution]:
    """ "_Moreau_: *“It is late.”*" and "*“It is late.”* — _Ada Moreau_, minister"."""
    doc = passage.doc
    for quoted in passage.quotations:
        i = quoted.start - 1
        if i > passage.start and doc[i].text == ":" and i - passage.start <= 8:
            name = doc[passage.start : i]
            if all(t.pos_ in ("PROPN", "NOUN", "ADJ", "ADP", "PUNCT", "DET") for t in name) and any(
                t.pos_ == "PROPN" for t in name
            ):
                following = [quoted, *_run_on(passage, quoted)]
                yield _labelled(following, (passage.start, i))
        after = quoted.stop
        if after + 1 < passage.stop and doc[after].text in ("—", "–", "--", "-", "―"):
            head = doc[after + 1]
            if (
                head.pos_ == "PROPN"
                and passage.stop - after <= 25
                and not any(t.tag_ in ("VBD", "VBZ", "VBP") for t in doc[after + 1 : passage.stop])
            ):
                last = after + 1
                while last < passage.stop and doc[last].pos_ == "PROPN":
                    last += 1
                yield _labelled([quoted], (after + 1, last))


def _labelled(quoted: list[Quoted], speaker: Range) -> Attribution:
    return Attribution(
        tuple((q.start, q.stop) for q in quoted), None, speaker, quotations=tuple(quoted)
    )


# ---- shared -------------------------------------------------------------------------------------


def _attribution(passage: Passage, cue: Cue, content: list[Range]) -> Attribution | None:
    if passage.quoted(cue.verb.i) is not None and _first_person(cue):
        return None  # the speaker speaking
    content = [(a, b) for a, b in content if b > a]
    if not content:
        return None
    return Attribution(
        tuple(content), (cue.start, cue.stop), _speaker(cue), _addressee(cue), cue.polarity
    )


def _first_person(cue: Cue) -> bool:
    subject = syntax.subject(cue.verb)
    return subject is not None and subject.lower_ in ("i", "we")


def _speaker(cue: Cue) -> Range | None:
    verb = cue.verb
    if syntax.is_passive(verb):
        by = syntax.agent(verb)
        return syntax.noun_phrase(by, joined=True) if by is not None else None
    subject = syntax.subject(verb)
    if subject is None or subject.lower_ in ("it", "there") and subject.dep_ == "expl":
        return None
    return _named(subject)


def _named(noun: Token) -> Range:
    """The name that stands for a noun ("his father, **Ada Moreau**,"), or the noun's own phrase."""
    if noun.pos_ == "NOUN" and not noun.ent_type_:
        for name in syntax.appositions(noun):
            if name.ent_type_ == "PERSON" and name.pos_ == "PROPN":
                return syntax.noun_phrase(name)
    return syntax.noun_phrase(noun, joined=True)


def _speaker_beside(passage: Passage, cue: Cue, quoted: Quoted | None) -> Range | None:
    """The noun phrase beside a cue that follows a quotation, where the parse gives none there."""
    subject = syntax.subject(cue.verb)
    doc = passage.doc
    first = quoted.stop if quoted else cue.start
    while first < cue.start and doc[first].is_punct:
        first += 1
    if subject is not None and (first <= subject.i < cue.start or cue.stop <= subject.i):
        return syntax.noun_phrase(subject, joined=True)
    if first < cue.start:
        nouns = [t for t in doc[first : cue.start] if t.pos_ in ("PROPN", "NOUN", "PRON")]
        return (first, nouns[-1].i + 1) if nouns else None
    i = cue.stop
    while i < passage.stop and doc[i].pos_ in (
        "DET",
        "ADJ",
        "NOUN",
        "PROPN",
        "PRON",
        "PART",
        "NUM",
    ):
        i += 1
    return (cue.stop, i) if i > cue.stop and doc[i - 1].pos_ in ("NOUN", "PROPN", "PRON") else None


def _addressee(cue: Cue) -> Range | None:
    verb = cue.verb
    if cue.lemma in lexicon().addressing and not syntax.is_passive(verb):
        for noun in (syntax.object_(verb), syntax.recipient(verb)):
            if noun is not None and noun.i > verb.i:
                return syntax.noun_phrase(noun, joined=True)
        return _name_after(cue) if cue.lemma == "tell" else None
    if cue.frames & {"clause", "quotation"}:
        for preposition, noun in syntax.prepositional(verb):
            people = noun.pos_ in ("PROPN", "NOUN", "PRON") and noun.i > verb.i
            if preposition.lower_ == "to" and people:
                return syntax.noun_phrase(noun, joined=True)
    return None


def _name_after(cue: Cue) -> Range | None:
    """The name right after a cue that cannot do without an addressee ("told **CNN** it was late")."""
    doc, start = cue.verb.doc, cue.stop
    stop = start
    while (
        stop < len(doc)
        and doc[stop].ent_type_ in ("PERSON", "ORG", "NORP")
        and (stop == start or doc[stop].ent_iob_ == "I")
    ):
        stop += 1
    if stop == start and start < len(doc) and doc[start].pos_ == "PRON":
        stop += 1
    return (start, stop) if stop > start else None


def _strip_end(passage: Passage, start: int, end: int) -> int:
    closing = (")", "]", "%")
    while (
        end > start
        and passage.doc[end - 1].is_punct
        and passage.doc[end - 1].text not in closing
        and passage.quoted(end - 1) is None
    ):
        end -= 1
    return end


def _says_something(passage: Passage, start: int, end: int) -> bool:
    return any(t.pos_ in ("VERB", "AUX") for t in passage.doc[start:end])


OF_A_VERB: tuple[Callable[[Passage, Cue], Attribution | None], ...] = (
    quotation,
    naming,
    charge,
    characterisation,
    blame,
    hearsay,
    command,
    clause,
    inversion,
    prepositional,
    noun_object,
)
WITHOUT_A_VERB: tuple[Callable[[Passage], Iterator[Attribution]], ...] = (according_to, labelled)

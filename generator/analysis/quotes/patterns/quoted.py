"""What stands between quotation marks beside a cue."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.document import text
from generator.analysis.quotes.attribution import Attribution, Range, addressee_of, speaker_in
from generator.analysis.quotes.cues import Cue, lexicon
from generator.analysis.quotes.passage import Passage, Quoted


def quotation(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ SAID: *“It is late.”*", "*“It is late,”* SAID _Moreau_, *“and dark.”*"."""
    speaks = cue.frames & {"clause", "quotation", "question", "command"}
    if not speaks or passage.quoted(cue.verb.i):
        return None
    before = _quotation_before(passage, cue)
    after = _quotation_after(passage, cue, broken=before is not None)
    quoted = [q for q in (before, after) if q]
    if not quoted:
        return None
    if after:
        quoted += run_on(passage, after)
    speaker = None if before and not after else speaker_in(passage, cue)
    speaker = speaker or (_speaker_beside(passage, cue, before) if before else None)
    if speaker and passage.quoted(speaker[0]):
        speaker = None
    addressee = addressee_of(cue)
    return Attribution(
        content=tuple((q.start, q.stop) for q in quoted),
        cue=(cue.start, cue.stop),
        speaker=speaker,
        addressee=None if addressee == speaker else addressee,
        polarity=cue.polarity,
        quotations=tuple(quoted),
    )


def _quotation_before(passage: Passage, cue: Cue) -> Quoted | None:
    quoted = passage.previous_quoted(cue.start)
    if quoted is None or cue.start - quoted.stop > 40:
        return None
    doc = passage.doc
    first = quoted.stop
    ending = _ending(text(doc)[quoted.mark.start : quoted.mark.inner[1]])
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


def _ending(said: str) -> str:
    """The mark that a quotation ends with, an editor's ("[,]", "[...]") as well."""
    said = said.rstrip(" '\"’”]")
    return "…" if said.endswith("...") else said[-1:]


def _opens_sentence(passage: Passage, quoted: Quoted) -> bool:
    """Whether a quotation starts a sentence, so that no words before it belong to what was said."""
    if quoted.start == passage.start:
        return True
    before = passage.doc[quoted.start - 1]
    if before.text in (".", "?", "!", "…", ":", ";", "—", "–", "-"):
        return True
    quote_before = passage.quoted(before.i)
    return bool(quote_before) or passage.opens_sentence(quoted.start)


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
        aside = _in_relative(cue.verb, cue.verb.sent.root)
        alone = quoted.stop >= passage.stop or passage.opens_sentence(quoted.stop)
        return quoted if len(gap) == 1 and quoted.mark.closed and alone and not aside else None
    if passage.scope(cue.verb)[1] <= quoted.start or _finite_in(gap, cue):
        return None
    return quoted if _introduces(passage, cue, gap, quoted, broken) else None


def _introduces(passage: Passage, cue: Cue, gap: list[Token], quoted: Quoted, broken: bool) -> bool:
    """Whether the words between a cue and a quotation in its sentence lead to it as a whole."""
    ending = gap[-1].text if gap else ""
    if ending == "as" or _is_part(passage, quoted, cue):
        return False
    if broken and (
        ending in ("—", "–", "-", ",") or all(t.lower_ in (",", "but", "and") for t in gap)
    ):
        return True
    if ending == ",":
        if any(t.lower_ == "that" for t in gap) and _goes_on(passage, quoted):
            return False
        return sum(t.text == "," for t in gap) == 1 or len(gap) < 12
    if not all(t.i in passage.times or _aside(t, cue) for t in gap):
        return False
    return not (gap and gap[-1].tag_ == "TO") and not _goes_on(passage, quoted)


def _is_part(passage: Passage, quoted: Quoted, cue: Cue) -> bool:
    """Whether a quotation begins a clause whose verb follows ("said “the ban” was off")."""
    head = syntax.complement(cue.verb)
    stop = passage.scope(cue.verb)[1]
    return head is not None and quoted.stop <= head.i < stop and syntax.is_finite(head)


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
    if token.pos_ in ("ADV", "ADP", "PUNCT", "SCONJ", "PART", "SPACE"):
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
    doc, after = passage.doc, passage.doc[stop]
    if after.lower_ == "and" and stop + 1 < passage.stop:
        joined = doc[stop + 1].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON")
        finite = ("VBD", "VBZ", "VBP", "MD")
        if joined and not any(t.tag_ in finite for t in doc[quoted.start : stop]):
            return any(t.tag_ in finite for t in doc[stop : passage.scope(after)[1]])
    return not (after.is_punct or after.is_space or after.lower_ in ("and", "but", "as", "while"))


def run_on(passage: Passage, quoted: Quoted) -> Iterator[Quoted]:
    """Quotations that follow with nothing, a comma or "and" between: “One,” and “Two.”"""
    while following := passage.next_quoted(quoted.stop):
        between = passage.doc[quoted.stop : following.start]
        if len(between) > 2 or any(t.lower_ not in (",", "and", "but") for t in between):
            return
        if len(between) and not passage.doc[following.start + 1].text[:1].isupper():
            return
        yield following
        quoted = following


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

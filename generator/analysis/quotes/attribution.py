"""What a pattern finds: content, cue, speaker and addressee, in tokens."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from generator.analysis import syntax
from generator.analysis.model import Polarity
from generator.analysis.quotes.cues import OPEN_QUESTIONS, Cue, lexicon, quotes_others
from generator.analysis.quotes.passage import Passage, Quoted

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
    firm: bool = False
    """Whether the words alone tell that it is said: a denial in words, an indirect question."""


def attribute(passage: Passage, cue: Cue, content: list[Range]) -> Attribution | None:
    if passage.quoted(cue.verb.i) is not None and _first_person(cue):
        return None  # the speaker speaking
    content = [(a, b) for a, b in content if b > a]
    if not content:
        return None
    speaker = speaker_in(passage, cue)
    if speaker and passage.quoted(speaker[0]) and not passage.quoted(cue.verb.i):
        speaker = _antecedent(cue)
    elif speaker and passage.doc[speaker[0]].tag_ == "WP":
        speaker = _antecedent(cue) or speaker
    addressee = addressee_of(cue)
    first = content[0][0] - (passage.doc[content[0][0] - 1].lower_ == "that")
    if addressee is None and cue.lemma in lexicon().addressing:
        addressee = _nominal(passage.doc, cue.stop, first)
    if addressee and addressee[0] < first < addressee[1]:
        addressee = addressee[0], first  # "told **them** that …", parsed as of them
    opening = passage.doc[content[0][0]]
    firm = (cue.polarity == "denied" and opening.tag_ != "TO") or (
        cue.polarity == "questioned" and opening.lower_ in OPEN_QUESTIONS
    )
    place = cue.start, cue.stop
    return Attribution(tuple(content), place, speaker, addressee, cue.polarity, firm=firm)


def _antecedent(cue: Cue) -> Range | None:
    """The noun phrase before the ", who" of a cue."""
    doc, i = cue.verb.doc, cue.start - 1
    if i < 1 or doc[i].tag_ != "WP":
        return None
    return _nominal_before(doc, i - 1 if doc[i - 1].text == "," else i)


def _nominal(doc: Doc, start: int, stop: int) -> Range | None:
    """`[start, stop)` where it is a noun with what belongs to it and nothing else."""
    nouns = ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART")
    if stop <= start or any(t.pos_ not in nouns for t in doc[start:stop]):
        return None
    return (start, stop) if doc[stop - 1].pos_ in ("NOUN", "PROPN", "PRON") else None


def _first_person(cue: Cue) -> bool:
    subject = syntax.subject(cue.verb)
    return subject is not None and subject.lower_ in ("i", "we")


def speaker_in(passage: Passage, cue: Cue) -> Range | None:
    """`speaker_of` a cue, less what a parse has joined to it from the sentence before."""
    found = speaker_of(cue)
    start = passage.scope(cue.verb)[0]
    return (start, found[1]) if found and found[0] < start < found[1] else found


def speaker_of(cue: Cue) -> Range | None:
    """The noun phrase at the cue that says who reports: subject, or agent of a passive."""
    verb = cue.verb
    if syntax.is_passive(verb):
        by = syntax.agent(verb)
        found = syntax.noun_phrase(by, joined=True) if by is not None else None
    else:
        subject = _quoted_by_others(verb) or syntax.subject(_reporter(verb))
        if subject is None:
            return _noun_before(cue)
        if subject.lower_ in ("it", "there") and subject.dep_ == "expl":
            return None
        found = _named(subject)
    return _beside(found, cue)


def _quoted_by_others(verb: Token) -> Token | None:
    """ "Lind" in "The Courier quoted **Lind** as saying …"."""
    head = verb.head
    if verb.tag_ != "VBG" or not quotes_others(head):
        return None
    between = (t for t in head.rights if t.dep_ in syntax.SUBJECT and t.i < verb.i)
    return syntax.object_(head) or syntax.recipient(head) or next(between, None)


def _beside(found: Range | None, cue: Cue) -> Range | None:
    """What lies to one side of the cue, where a parse has put the cue inside its own subject."""
    if found is None or found[1] <= cue.start or cue.stop <= found[0]:
        return found
    return (found[0], cue.start) if found[0] < cue.start else None


def _noun_before(cue: Cue) -> Range | None:
    """The noun phrase before a finite cue to which the parse gives no subject.

    It stands before the cue, or before what two commas set off ("**Moreau**, its head, said").
    """
    doc = cue.verb.doc
    if not syntax.is_finite(cue.verb):
        return None
    stop = cue.start
    if stop > 2 and doc[stop - 1].text == ",":
        opening = next((i for i in range(stop - 2, max(stop - 30, 0), -1) if doc[i].text == ","), 0)
        aside = doc[opening : stop - 1]
        if not opening or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in aside):
            return None
        stop = opening
    return _nominal_before(doc, stop)


def _nominal_before(doc: Doc, stop: int) -> Range | None:
    start = stop
    while start > 0 and doc[start - 1].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"):
        start -= 1
        if doc[start].is_sent_start or doc[start].pos_ in ("DET", "PRON"):
            break
    nominal = start < stop and doc[stop - 1].pos_ in ("NOUN", "PROPN", "PRON")
    return (start, stop) if nominal else None


def _reporter(verb: Token) -> Token:
    """The verb whose subject a cue without one shares.

    In "said the ferry was late and added …" a parser often joins "added" to "was": but a cue goes
    on with what the cue before it reports.
    """
    head = verb
    if verb.dep_ not in ("conj", "advcl") or any(c.dep_ in syntax.SUBJECT for c in verb.children):
        return verb
    for _ in range(6):
        if head.dep_ in ("ccomp", "conj", "advcl") and head.head.i < head.i:
            head = head.head
        else:
            return verb
        if "clause" in lexicon().frames.get(head.lemma_.lower(), ()):
            return head if not syntax.is_passive(head) else verb
    return verb


def _named(noun: Token) -> Range:
    """The name that stands for a noun ("his father, **Ada Moreau**,"), or the noun's own phrase."""
    if noun.pos_ == "NOUN" and not noun.ent_type_:
        for name in syntax.appositions(noun):
            if name.ent_type_ == "PERSON" and name.pos_ == "PROPN":
                return syntax.noun_phrase(name)
    return syntax.noun_phrase(noun, joined=True)


def addressee_of(cue: Cue) -> Range | None:
    verb = cue.verb
    if cue.lemma in lexicon().addressing and syntax.is_passive(verb):
        told = syntax.subject(verb)
        return syntax.noun_phrase(told, joined=True) if told and told.i < verb.i else None
    if cue.lemma in lexicon().addressing:
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
    """The name right after a cue that asks for an addressee ("told **CNN** it was late")."""
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

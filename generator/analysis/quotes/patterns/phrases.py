"""What was said in the objects of a cue: nouns, infinitives and phrases with a preposition."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.quotes.attribution import Attribution, Range, attribute
from generator.analysis.quotes.bounds import clause_end
from generator.analysis.quotes.cues import Cue, lexicon
from generator.analysis.quotes.passage import Passage


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
    _, stop = passage.scope(cue.verb)
    if cue.stop >= stop or passage.doc[cue.stop].lower_ in ("for", "on", "upon"):
        return None
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
    return attribute(passage, cue, [(cue.stop, last)])


def command(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ URGED *residents to leave*"; "_he_ CALLED ON *them to “pray”*"."""
    if "command" not in cue.frames or syntax.is_passive(cue.verb):
        return None
    _, stop = passage.scope(cue.verb)
    doc = passage.doc
    first = cue.stop
    if cue.lemma == "call":
        if first >= stop or doc[first].lower_ not in ("on", "upon"):
            return None
        first += 1
    to = first
    while to < min(stop, first + 25) and doc[to].tag_ != "TO":
        if doc[to].tag_ in ("VBD", "VBZ", "VBP", "MD") or doc[to].text in (",", ";", ".", ":"):
            return None
        to += 1
    told = syntax.object_(cue.verb) is not None or syntax.complement(cue.verb) is not None
    if to >= min(stop, first + 25) or to == first or not (told or cue.lemma == "call"):
        return None
    if doc[to].head.pos_ not in ("VERB", "AUX") and passage.quoted(to + 1) is None:
        return None
    last = max(to + 1, min(doc[to].head.right_edge.i + 1, stop))
    found = attribute(passage, cue, [(first, clause_end(passage, cue, first, last, stop))])
    if found and not found.addressee and cue.lemma in lexicon().addressing:
        return replace(found, addressee=(first, to))
    return found


def prepositional(passage: Passage, cue: Cue) -> Attribution | None:
    """ "_She_ CALLED FOR *calm*"; "_they_ WARNED OF *floods*"."""
    wanted = lexicon().prepositions.get(cue.lemma)
    if not wanted or syntax.is_passive(cue.verb):
        return None
    _, stop = passage.scope(cue.verb)
    token = passage.doc[cue.stop] if cue.stop < stop else None
    if token is None or token.lower_ not in wanted or not _hangs_on(token, cue.verb):
        return None
    last = _phrase_stop(passage, token, cue.verb, stop)
    clause = syntax.complement(cue.verb)
    if last <= token.i + 1 or (clause is not None and last <= clause.left_edge.i < stop):
        return None  # "confessed to the police that …"
    found = attribute(passage, cue, [(token.i + 1, last)])
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
        return attribute(passage, cue, [syntax.subtree(said)])
    if verb.tag_ == "VBG" and verb.dep_ not in ("advcl", "conj", "xcomp"):
        return None
    said = syntax.object_(verb)
    if said is None or not cue.stop <= said.left_edge.i < stop:
        return None
    if said.pos_ == "PRON" and said.lower_ in ("it", "this", "that", "them", "himself", "itself"):
        return None
    last = clause_end(passage, cue, said.left_edge.i, min(said.right_edge.i + 1, stop), stop)
    return attribute(passage, cue, [(said.left_edge.i, last)])


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
    last = _phrase_stop(passage, phrase, verb, stop)
    content: list[Range] = []
    if passive:
        if said_of is not None and start <= said_of.i < stop:
            own = verb.dep_ == "acl" or syntax.is_relative(verb)
            first, last_of = syntax.noun_phrase(said_of) if own else syntax.subtree(said_of)
            content.append((first, min(last_of, _relative_start(passage, cue.start))))
        content.append((phrase.i, last))
    elif said_of is not None and cue.stop <= said_of.i < phrase.i:
        content.append((max(said_of.left_edge.i, cue.stop), last))
    elif said_of is not None and phrase.i < said_of.i < stop:
        content.append((phrase.i, max(last, min(said_of.right_edge.i + 1, stop))))
    elif said_of is None and syntax.is_relative(verb):
        content.append((phrase.i, last))
    else:
        return None
    return attribute(passage, cue, content)


def _relative_start(passage: Passage, start: int) -> int:
    """Before the ", who" that stands before a cue."""
    doc = passage.doc
    while start > passage.start and (
        doc[start - 1].tag_ in ("WP", "WDT") or doc[start - 1].is_punct
    ):
        start -= 1
    return start


def _hangs_on(token: Token, verb: Token) -> bool:
    """Whether a preposition belongs to the verb, directly or by way of its noun or its object."""
    objects = ("obj", "dobj", "agent", "pobj")
    head = token.head
    if head == verb:
        return True
    if token.dep_ in ("case", "mark"):
        return head.head == verb or (head.head.head == verb and head.head.dep_ in objects)
    return head.dep_ in objects and head.head in (verb, verb.head)


def _phrase_stop(passage: Passage, preposition: Token, verb: Token, stop: int) -> int:
    """The end of the phrase that a preposition opens, in either label scheme."""
    last = preposition.right_edge.i + 1
    if preposition.dep_ in ("case", "mark"):
        last = max(last, preposition.head.right_edge.i + 1)
    quoted = passage.next_quoted(preposition.i)
    if quoted and quoted.start <= last + 1 and quoted.stop > last:
        last = quoted.stop
    return min(last, stop)

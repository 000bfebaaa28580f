"""Sources that are named without a verb."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from generator.analysis import syntax
from generator.analysis.quotes.attribution import Attribution, Range
from generator.analysis.quotes.bounds import parts, resumes, strip_end
from generator.analysis.quotes.passage import LONGEST, Passage, Quoted
from generator.analysis.quotes.patterns.quoted import run_on


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
    start = max((j + 1 for j in range(start, i) if parts(passage, j)), default=start)
    stop = min((j for j in range(phrase_stop, stop) if parts(passage, j)), default=stop)
    content = []
    end = strip_end(passage, start, i)
    if end > start and doc[end - 1].tag_ not in ("CC", "WRB", "WDT", "IN"):
        whole = doc[i].head if doc[i].dep_ == "prep" else source.head
        if doc[start].dep_ == "mark" and whole.dep_ == "advcl" and whole.left_edge.i == start:
            start, stop = start + 1, phrase_stop  # "While …, according to …, the …"
        content.append((start, end))
    rest = phrase_stop
    while rest < stop and doc[rest].is_punct and passage.quoted(rest) is None:
        rest += 1
    broken = content and doc[end - 1].pos_ in ("AUX", "VERB", "ADP", "PART", "DET")
    if rest < stop and (not content or broken or resumes(passage, start, end, rest, stop)):
        content.append((rest, stop))
    if not content:
        return None
    return Attribution(tuple(content), (i, after), speaker)


def _source_stop(passage: Passage, source: Token, least: int, stop: int) -> int:
    """Where the phrase that names a source ends, less a clause hung on it by mistake."""
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
            fit = ("PROPN", "NOUN", "ADJ", "ADP", "PUNCT", "DET", "NUM")
            if all(t.pos_ in fit for t in name) and any(t.pos_ == "PROPN" for t in name):
                following = [quoted, *run_on(passage, quoted)]
                age = next((t.i for t in name if t.text == ","), i)  # "Ada Moreau, 40: …"
                yield _labelled(following, (passage.start, age))
        signed = _signature(passage, quoted)
        if signed:
            yield _labelled([quoted], signed)


_DASHES = ("—", "–", "--", "-", "―")


def _signature(passage: Passage, quoted: Quoted) -> Range | None:
    """The name after a quotation and a dash, alone up to the next quotation."""
    doc = passage.doc
    first = quoted.stop
    while first < passage.stop and (doc[first].is_space or doc[first].text in _DASHES):
        first += 1
    if not any(t.text.endswith(_DASHES) for t in doc[quoted.stop - 1 : first]):
        return None
    following = passage.next_quoted(first)
    stop = following.start if following else passage.stop
    last = first
    while last < stop and doc[last].pos_ == "PROPN":
        last += 1
    says_more = any(t.tag_ in ("VBD", "VBZ", "VBP") for t in doc[first:stop])
    return (first, last) if last > first and stop - first <= 25 and not says_more else None


def _labelled(quoted: list[Quoted], speaker: Range) -> Attribution:
    return Attribution(
        tuple((q.start, q.stop) for q in quoted), None, speaker, quotations=tuple(quoted)
    )

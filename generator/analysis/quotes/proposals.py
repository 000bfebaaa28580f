"""What a model proposes, where the pipeline has one that marks the parts of quotes.

Such a model sets the span groups `quote_content`, `quote_source` and `quote_cue`, with a
probability for each span in the group's `attrs["scores"]`. The patterns come first, for they give
exact spans; the model bears them out or not, and what it proposes fills in what they did not find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from generator.analysis.quotes.attribution import Attribution, Range, speaker_of
from generator.analysis.quotes.cues import find, is_statement, leaves_open, polarity_of
from generator.analysis.quotes.passage import Passage, Quoted

LEAST = 0.5
"""The probability from which a proposal counts."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """The token ranges that a model proposes for each part, in order and disjoint.

    `made` tells whether there is a model; without one there are none.
    """

    contents: tuple[Range, ...] = ()
    sources: tuple[Range, ...] = ()
    cues: tuple[Range, ...] = ()
    made: bool = False

    @classmethod
    def of(cls, doc: Doc) -> Proposals:
        contents, sources, cues = (
            _ranges(doc, f"quote_{part}") for part in ("content", "source", "cue")
        )
        return cls(
            contents=tuple(_joined(_whole(doc, c) for c in contents)),
            sources=tuple(_joined(_whole(doc, s, {"case"}) for s in sources if _has_noun(doc, s))),
            cues=cues,
            made="quote_content" in doc.spans,
        )

    def bear_out(self, found: Attribution) -> bool:
        """Whether the model does not speak against what a pattern found.

        It does where the cue is none to it, and either lies in what somebody else says or reports
        what is no content to it. Quotations and what is firm stand on their own.
        """
        if not self.made or found.cue is None or found.quotations or found.firm:
            return True
        if _any(self.cues, found.cue):
            return True
        said = any(_any(self.contents, part) for part in found.content)
        return said and not _any(self.contents, found.cue)


def _ranges(doc: Doc, name: str) -> tuple[Range, ...]:
    if name not in doc.spans:
        return ()
    group = doc.spans[name]
    scores = group.attrs.get("scores") or [1.0] * len(group)
    likely = ((s.start, s.end) for s, score in zip(group, scores, strict=True) if score >= LEAST)
    return tuple(sorted(likely))


_BEFORE_ITS_HEAD = {
    *("det", "amod", "nummod", "compound", "nmod:poss", "poss"),
    *("aux", "aux:pass", "auxpass", "cop"),
}


def _whole(doc: Doc, part: Range, more: Set[str] = frozenset()) -> Range:
    """`part` with the noun phrase or predicate that it cuts: "the | plan", "Moreau | 's plan"."""
    start, stop = part
    for _ in range(8):
        if stop >= len(doc):
            break
        last, after = doc[stop - 1], doc[stop]
        if last.i < last.head.i < last.i + 8 and last.dep_ in _BEFORE_ITS_HEAD | more:
            stop = last.head.i + 1
        elif after.tag_ == "POS" or (after.dep_ == "flat" and start <= after.head.i < stop):
            stop = after.i + 1
        else:
            break
    return start, stop


def _joined(ranges: Iterable[Range]) -> Iterator[Range]:
    """`ranges`, those that touch made one."""
    last: Range | None = None
    for start, stop in ranges:
        if last and last[1] >= start:
            last = last[0], stop
        else:
            if last:
                yield last
            last = start, stop
    if last:
        yield last


def _has_noun(doc: Doc, source: Range) -> bool:
    return any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in doc[source[0] : source[1]])


def completed(
    passage: Passage, found: list[Attribution], proposals: Proposals
) -> Iterator[Attribution]:
    """`found`, with what it lacks, and attributions for contents that no one has.

    A proposed source replaces a speaker that it overlaps, unless it is but one of several joined
    in it ("**Ada Moreau** and the board deny …"); a content whose cue is that of an
    attribution is a further part of this one.
    """
    sources = _within(passage, proposals.sources)
    free = _free(passage, found, proposals)
    cues = sorted(cue for cue in free if cue)
    for attribution in found:
        cue = attribution.cue
        if cue and sources:
            said = [*attribution.content, *filter(None, [attribution.addressee])]
            fit = [s for s in _around(sources, cue) if not any(_overlap(s, p) for p in said)]
            speaker = attribution.speaker or _nearest(passage, cue, fit)
            fit = [s for s in fit if speaker and _overlap(s, speaker)]
            if speaker and not _is_joint(passage, fit, speaker):
                speaker = fit[0] if fit else speaker
            attribution = replace(attribution, speaker=speaker)
        near = _around(cues, cue) if cue else []
        for reported in [c for c in near if cue and c in free and _overlap(c, cue)]:
            parts = set(free.pop(reported))
            if not attribution.quotations:
                parts = {p for p in parts if _further(passage, p, attribution)}
                content = tuple(sorted((*attribution.content, *parts)))
                attribution = replace(attribution, content=content)
        yield attribution
    for cue, contents in free.items():
        proposed = _proposed(passage, cue, contents, sources)
        if proposed:
            yield proposed


def _is_joint(passage: Passage, sources: list[Range], speaker: Range) -> bool:
    """Whether a source is one of those whom an "and" joins in `speaker`."""
    start, stop = speaker
    joints = [t.i for t in passage.doc[start:stop] if t.dep_ == "cc" and t.head.dep_ == "conj"]
    return any(start <= a and b <= stop and {a - 1, b} & set(joints) for a, b in sources)


def _further(passage: Passage, part: Range, attribution: Attribution) -> bool:
    """Whether `part` is beside what an attribution holds, with no predicate of its own between."""
    held = [*attribution.content, attribution.cue, attribution.speaker]
    taken = [*attribution.content, *filter(None, [attribution.addressee])]
    if any(_overlap(part, other) for other in taken):
        return False
    if _is_remark(passage, part):
        return False
    nearest = min((h for h in held if h), key=lambda h: max(h[0] - part[1], part[0] - h[1]))
    between = range(min(nearest[1], part[1]), max(nearest[0], part[0]))
    cue = attribution.cue
    if cue and part[1] <= cue[0] and any(passage.doc[i].pos_ == "CCONJ" for i in between):
        return False  # "The board hopes for rain, but she says …"
    return not any(
        (passage.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD") or passage.doc[i].text in (";", "."))
        and not any(h and h[0] <= i < h[1] for h in held)
        for i in between
    )


def _is_remark(passage: Passage, part: Range) -> bool:
    """Whether a part goes on about the speaker (", who …") or with something else ("; …")."""
    doc, start = passage.doc, part[0]
    if doc[start].text not in (",", ";") and start > passage.start:
        start -= doc[start - 1].text in (",", ";")
    if doc[start].text == ";":
        return True
    return start + 1 < part[1] and doc[start + (doc[start].text == ",")].tag_ in ("WP", "WDT")


def _free(
    passage: Passage, found: list[Attribution], proposals: Proposals
) -> dict[Range | None, list[Range]]:
    """The contents proposed that no attribution has, by the cue that is nearest."""
    cues = _within(passage, proposals.cues)
    used = sorted(a.cue for a in found if a.cue)
    unused = [c for c in cues if not any(_overlap(u, c) for u in _around(used, c))]
    parts = sorted((part, i) for i, a in enumerate(found) for part in a.content)
    free: dict[Range | None, list[Range]] = {}
    for content in _within(passage, proposals.contents):
        # What is the same to half begins before the end, and not farther ahead than its length.
        reach = content[0] - 4 * (content[1] - content[0])
        like = parts[bisect_left(parts, ((reach, 0), 0)) : bisect_left(parts, ((content[1], 0), 0))]
        if not any(_same(content, found[i].content) for _, i in like):
            cue = _nearest(passage, content, cues) or _introduction(passage, content, unused)
            free.setdefault(cue, []).append(content)
    return free


def _introduction(passage: Passage, content: Range, cues: list[Range]) -> Range | None:
    """The last cue before a quotation that is sentences of its own ("She WROTE back. “It …”")."""
    quoted = passage.quoted(content[0])
    if quoted is None or quoted.stop < content[1]:
        return None
    before = (c for c in _around(cues, (quoted.start, quoted.start)) if c[1] <= quoted.start)
    return max((c for c in before if not _quotes(passage, c, quoted)), default=None)


def _quotes(passage: Passage, cue: Range, other: Quoted) -> bool:
    """Whether the sentence of a cue has a quotation of its own, and the other one is not in it."""
    start, stop = passage.scope(passage.doc[cue[0]])
    quoted = passage.next_quoted(start)
    return quoted is not None and quoted.start < stop <= other.start


def _proposed(
    passage: Passage, cue: Range | None, contents: list[Range], sources: list[Range]
) -> Attribution | None:
    if cue is None and not any(passage.quoted(content[0]) for content in contents):
        return None  # neither words nor marks tell that it is said
    words = passage.doc[cue[0] : cue[1]] if cue else ()
    verbs = [t for t in words if t.pos_ == "VERB"]
    if any(not is_statement(v) or leaves_open(v, passage.doc[contents[0][0]]) for v in verbs):
        return None
    speaker = _nearest(passage, cue or contents[0], sources)
    if speaker is None:
        speaker = next((speaker_of(known) for known in find(words)), None)
    if speaker is None or any(_overlap(speaker, content) for content in contents):
        return None
    return Attribution(tuple(contents), cue, speaker, polarity=polarity_of(words))


def _within(passage: Passage, ranges: tuple[Range, ...]) -> list[Range]:
    first = bisect_left(ranges, (passage.start, 0))
    last = bisect_left(ranges, (passage.stop, 0))
    return [(start, min(stop, passage.stop)) for start, stop in ranges[first:last]]


def _nearest(passage: Passage, to: Range, ranges: list[Range]) -> Range | None:
    """The range of the same sentence that is nearest to `to`, neither of them in the other."""
    start, stop = passage.scope(passage.doc[to[0]])
    inside = passage.quoted(to[0])
    beside = [
        r
        for r in _around(ranges, to)
        if start <= r[0]
        and r[1] <= stop
        and not _overlap(r, to)
        and passage.quoted(r[0]) in (None, inside)
    ]
    return min(beside, key=lambda r: max(r[0] - to[1], to[0] - r[1]), default=None)


def _around(ranges: list[Range], part: Range) -> list[Range]:
    """Those of `ranges`, which are in order, that are next to `part` or overlap it."""
    k = bisect_left(ranges, part)
    return ranges[max(0, k - 8) : k + 8]


def _same(content: Range, other: tuple[Range, ...]) -> bool:
    size = content[1] - content[0] + sum(stop - start for start, stop in other)
    shared = sum(max(0, min(content[1], stop) - max(content[0], start)) for start, stop in other)
    return 4 * shared >= size  # half of what either holds, on average


def _any(ranges: tuple[Range, ...], part: Range) -> bool:
    """Whether one of `ranges`, which are in order and disjoint, overlaps `part`."""
    k = bisect_left(ranges, (part[1], 0)) - 1
    return k >= 0 and ranges[k][1] > part[0]


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]

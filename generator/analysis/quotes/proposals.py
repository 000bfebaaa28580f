"""What a model proposes, where the pipeline has one that marks the parts of quotes.

Such a model sets the span groups `quote_content`, `quote_source` and `quote_cue`, with a
probability for each span in the group's `attrs["scores"]`. The patterns come first, for they give
exact spans; a proposal fills in what they did not find: a content that no pattern has, and the
source of an attribution without a speaker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from generator.analysis.quotes.attribution import Attribution, Range
from generator.analysis.quotes.cues import polarity_of
from generator.analysis.quotes.passage import Passage

LEAST = 0.5
"""The probability from which a proposal counts."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """The token ranges that a model proposes for each part, in order; none without a model."""

    contents: tuple[Range, ...] = ()
    sources: tuple[Range, ...] = ()
    cues: tuple[Range, ...] = ()

    @classmethod
    def of(cls, doc: Doc) -> Proposals:
        return cls(*(_ranges(doc, f"quote_{part}") for part in ("content", "source", "cue")))


def _ranges(doc: Doc, name: str) -> tuple[Range, ...]:
    if name not in doc.spans:
        return ()
    group = doc.spans[name]
    scores = group.attrs.get("scores") or [1.0] * len(group)
    likely = ((s.start, s.end) for s, score in zip(group, scores, strict=True) if score >= LEAST)
    return tuple(sorted(likely))


def completed(
    passage: Passage, found: list[Attribution], proposals: Proposals
) -> Iterator[Attribution]:
    """`found`, with speakers that were missing, and attributions for contents that no one has."""
    contents = _within(passage, proposals.contents)
    sources = _within(passage, proposals.sources)
    cues = _within(passage, proposals.cues)
    for attribution in found:
        if attribution.speaker is None and attribution.cue and sources:
            attribution = replace(attribution, speaker=_nearest(passage, attribution.cue, sources))
        yield attribution
    taken = [attribution.content for attribution in found]
    for content in contents:
        if any(_same(content, other) for other in taken):
            continue
        cue = _nearest(passage, content, cues)
        source = _nearest(passage, cue or content, sources)
        if source is not None and not _overlap(source, content):
            polarity = polarity_of(passage.doc[cue[0] : cue[1]]) if cue else "asserted"
            yield Attribution((content,), cue, source, polarity=polarity)


def _within(passage: Passage, ranges: tuple[Range, ...]) -> list[Range]:
    first = bisect_left(ranges, (passage.start, 0))
    last = bisect_left(ranges, (passage.stop, 0))
    return [(start, min(stop, passage.stop)) for start, stop in ranges[first:last]]


def _nearest(passage: Passage, to: Range, ranges: list[Range]) -> Range | None:
    """The range of the same sentence that is nearest to `to`, neither of them in the other."""
    start, stop = passage.scope(passage.doc[to[0]])
    beside = [r for r in ranges if start <= r[0] and r[1] <= stop and not _overlap(r, to)]
    return min(beside, key=lambda r: max(r[0] - to[1], to[0] - r[1]), default=None)


def _same(content: Range, other: tuple[Range, ...]) -> bool:
    size = content[1] - content[0] + sum(stop - start for start, stop in other)
    shared = sum(max(0, min(content[1], stop) - max(content[0], start)) for start, stop in other)
    return 4 * shared >= size  # half of what either holds, on average


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]

"""Who said what: quotations and reported speech, with cue, speaker and addressee.

Attributions are found by patterns over quotation marks and the parse (`patterns.py`), cue by cue
and in order; then spans are made exact, and quotations without a cue of their own are given to the
speaker before them where the text does so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc, Span as DocSpan

from generator.analysis import document  # noqa: F401
from generator.analysis.model import Party, Quote, QuoteType
from generator.analysis.quotes import cues
from generator.analysis.quotes.passage import Passage, Quoted, passages
from generator.analysis.quotes.patterns import OF_A_VERB, WITHOUT_A_VERB, Attribution
from generator.reading.article import Span


@Language.factory(
    "backstory_quotes",
    requires=["token.dep", "token.pos", "token.lemma", "token.tag", "token.is_sent_start"],
    assigns=["doc._.quotes", "doc.spans"],
)
def make(nlp: Language, name: str) -> QuoteFinder:
    return QuoteFinder()


class QuoteFinder:
    """Fills `doc._.quotes` (see `model.Quote`) and the span group `doc.spans["quotes"]`."""

    def __call__(self, doc: Doc) -> Doc:
        drafts = _settled([(passage, _attributed(passage)) for passage in passages(doc)])
        quotes = sorted(
            (quote for draft in drafts if (quote := draft.quote())),
            key=lambda q: (q.spans[0], q.cue or (0, 0)),
        )
        doc._.quotes = tuple(replace(q, id=f"q{n}") for n, q in enumerate(quotes, 1))
        pieces = [(piece, quote) for quote in doc._.quotes for piece in quote.spans]
        doc.spans["quotes"] = [_doc_span(doc, piece, quote) for piece, quote in pieces]
        return doc


def _doc_span(doc: Doc, piece: Span, quote: Quote) -> DocSpan:
    first = doc.char_span(*piece, quote.type, span_id=quote.id, alignment_mode="expand")
    assert first is not None, piece  # a piece lies within the text and is not empty
    return first


@dataclass(slots=True)
class Draft:
    """A quote in the making: an attribution, and the quotations that are its content."""

    passage: Passage
    attribution: Attribution
    quotations: list[tuple[Passage, Quoted]]
    speaker: Span | None = None

    @classmethod
    def of(cls, passage: Passage, attribution: Attribution) -> Draft:
        speaker = passage.chars(*attribution.speaker) if attribution.speaker else None
        return cls(passage, attribution, [(passage, q) for q in attribution.quotations], speaker)

    @property
    def goes_on(self) -> bool:
        """Whether its closing mark is missing because the next paragraph goes on with it."""
        return bool(self.quotations) and self.quotations[-1][1].mark.continues

    @property
    def end(self) -> int:
        """The token where the sentence that says it ends."""
        passage, quoted = self.quotations[-1]
        cue = self.attribution.cue
        if cue is None or passage is not self.passage or cue[0] < quoted.start:
            return quoted.stop
        return passage.scope(passage.doc[cue[0]])[1]

    def quote(self) -> Quote | None:
        passage, found = self.passage, self.attribution
        cue = passage.chars(*found.cue) if found.cue else None
        kind: QuoteType
        if self.quotations:
            kind, spans = "direct", [q.span for _, q in self.quotations]
        else:
            kind, spans = exact(passage, found.content)
        spans = without(spans, [part for part in (cue, self.speaker) if part])
        if not spans:
            return None
        return Quote(
            id="",
            type=kind,
            spans=tuple(spans),
            cue=cue,
            speaker=Party(self.speaker) if self.speaker else None,
            addressee=Party(passage.chars(*found.addressee)) if found.addressee else None,
            polarity=found.polarity,
        )


def _attributed(passage: Passage) -> list[Draft]:
    """All attributions of a passage; a quotation is the whole content of one at most."""
    drafts: list[Draft] = []
    taken: set[int] = set()

    def add(attribution: Attribution | None) -> bool:
        if attribution is None or any(q.start in taken for q in attribution.quotations):
            return False
        taken.update(q.start for q in attribution.quotations)
        drafts.append(Draft.of(passage, attribution))
        return True

    for cue in cues.find(passage.tokens()):
        any(add(pattern(passage, cue)) for pattern in OF_A_VERB)
    for pattern in WITHOUT_A_VERB:
        for attribution in pattern(passage):
            add(attribution)
    return drafts


# ---- quotations without a cue of their own -------------------------------------------------------


def _settled(found: list[tuple[Passage, list[Draft]]]) -> list[Draft]:
    """All drafts, once each quotation that no cue claimed goes with another or is its own.

    It belongs to the quote before where that goes on over the paragraph's end, or where nothing
    stands between ("“One,” she said. “Two.”"); a paragraph that is all quotation after such a quote
    has the same speaker; else the speaker is not known.
    """
    settled: list[Draft] = []
    last: Draft | None = None
    for passage, drafts in found:
        owners = {q.start: draft for draft in drafts for _, q in draft.quotations}
        reported = _reported(passage, drafts)
        settled += drafts
        for quoted in passage.quotations:
            owner = owners.get(quoted.start)
            unbroken = last is not None and last.goes_on and quoted.start == passage.start
            if owner is not None:
                if last is not None and unbroken and not last.attribution.cue and last is not owner:
                    owner.quotations[:0] = last.quotations
                    settled.remove(last)
            elif quoted.start in reported or not _is_statement(passage, quoted):
                continue
            elif last is not None and (unbroken or _follows(last, passage, quoted)):
                last.quotations.append((passage, quoted))
                continue
            else:
                alone = Attribution(((quoted.start, quoted.stop),), None, quotations=(quoted,))
                owner = Draft.of(passage, alone)
                if last is not None and _next_paragraph(last, passage, quoted):
                    owner.speaker = last.speaker
                settled.append(owner)
            last = owner
    return settled


def _reported(passage: Passage, drafts: list[Draft]) -> set[int]:
    """Tokens outside quotation marks, or with what is outside, that are content."""
    tokens: set[int] = set()
    for draft in drafts:
        for start, stop in draft.attribution.content if not draft.quotations else ():
            inside = passage.quoted(start)
            if inside is None or stop > inside.stop or start == inside.start:
                tokens.update(range(start, stop))
    return tokens


def _is_statement(passage: Passage, quoted: Quoted) -> bool:
    """Whether a quotation is a sentence that somebody said, not a title or a word held at length."""
    words = [t for t in passage.doc[quoted.start : quoted.inner_stop] if t.is_alpha]
    if len(words) < 4 or not words[0].text[:1].isupper():
        return False
    ends = passage.doc[quoted.inner_stop - 1].text[-1] in ".?!…]" or quoted.mark.continues
    return ends and any(t.pos_ in ("VERB", "AUX") for t in words)


def _follows(last: Draft, passage: Passage, quoted: Quoted) -> bool:
    if last.quotations[-1][0] is not passage or last.end > quoted.start:
        return False
    return all(t.is_space or t.is_punct for t in passage.doc[last.end : quoted.start])


def _next_paragraph(last: Draft, passage: Passage, quoted: Quoted) -> bool:
    before = last.quotations[-1][0]
    whole = quoted.start == passage.start and quoted.stop >= passage.stop - 1
    return whole and last.end >= before.stop - 1 and 0 < passage.start - before.stop <= 2


# ---- exact spans ------------------------------------------------------------------------------------


def exact(passage: Passage, content: tuple[tuple[int, int], ...]) -> tuple[QuoteType, list[Span]]:
    """The kind of a content and its characters: no quotation cut, no punctuation at its ends."""
    spans, quoted, plain = [], False, False
    for start, stop in content:
        first, last = passage.quoted(start), passage.quoted(stop - 1)
        if first is not None and first is last and start > first.start and stop <= first.stop:
            start, stop = trimmed(passage, start, min(stop, first.inner_stop))
            if stop > start:
                spans.append(passage.chars(start, stop))
                plain = True
            continue
        start = first.start if first is not None else start
        stop = last.stop if last is not None else stop
        start, stop = trimmed(passage, start, stop)
        if stop <= start:
            continue
        spans.append(passage.chars(start, stop))
        i = start
        while i < stop:
            mark = passage.quoted(i)
            if mark is not None:
                quoted, i = True, mark.stop
            else:
                plain = plain or not (passage.doc[i].is_punct or passage.doc[i].is_space)
                i += 1
    if quoted:
        return ("mixed" if plain else "direct"), spans
    return "indirect", spans


def trimmed(passage: Passage, start: int, stop: int) -> tuple[int, int]:
    """`[start, stop)` without spaces and punctuation around it, quotation marks excepted."""
    doc = passage.doc
    while stop > start and _loose(passage, stop - 1) and doc[stop - 1].text not in (")", "]", "%"):
        stop -= 1
    while start < stop and _loose(passage, start) and doc[start].text not in ("(", "[", "$", "#"):
        start += 1
    return start, stop


def _loose(passage: Passage, i: int) -> bool:
    token = passage.doc[i]
    if not (token.is_punct or token.is_space):
        return False
    quoted = passage.quoted(i)
    return quoted is None or i not in (quoted.start, quoted.stop - 1)


def without(spans: list[Span], parts: list[Span]) -> list[Span]:
    """`spans` less `parts`, so that what was said never overlaps who says it or the cue."""
    for a, b in parts:
        spans = (
            [
                piece
                for start, stop in spans
                for piece in ((start, min(stop, a)), (max(start, b), stop))
                if piece[0] < piece[1]
            ]
            if any(start < b and a < stop for start, stop in spans)
            else spans
        )
    return spans

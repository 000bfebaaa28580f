"""From attributions to quotes: each quotation is given to the quote that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.analysis.document import text
from generator.analysis.model import Party, Quote, QuoteType
from generator.analysis.quotes import cues
from generator.analysis.quotes.attribution import Attribution, speaker_in
from generator.analysis.quotes.passage import Passage, Quoted
from generator.analysis.quotes.patterns import OF_A_VERB, WITHOUT_A_VERB
from generator.analysis.quotes.proposals import Proposals, completed
from generator.analysis.quotes.spans import exact, without
from generator.reading.article import Span


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

    def take_over(self, before: Draft) -> None:
        """Make what `before` quotes the beginning of this quote."""
        self.quotations[:0] = before.quotations
        before.quotations = []
        before.attribution = replace(before.attribution, content=())

    def quote(self) -> Quote | None:
        passage, found = self.passage, self.attribution
        cue = passage.chars(*found.cue) if found.cue else None
        kind: QuoteType
        if self.quotations:
            kind, spans = "direct", [q.span for _, q in self.quotations]
        else:
            kind, spans = exact(passage, found.content)
        spans = without(text(passage.doc), spans, [part for part in (cue, self.speaker) if part])
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


def attributed(passage: Passage, proposals: Proposals) -> list[Draft]:
    """All attributions of a passage; a quotation is the whole content of one at most."""
    found: list[Attribution] = []
    taken: set[int] = set()

    def add(attribution: Attribution | None) -> bool:
        if attribution is None or any(q.start in taken for q in attribution.quotations):
            return False
        if not proposals.bear_out(attribution):
            return False
        taken.update(q.start for q in attribution.quotations)
        found.append(attribution)
        return True

    for cue in cues.find(passage.tokens()):
        for pattern in OF_A_VERB:
            if add(pattern(passage, cue)):
                break
    for nameless in WITHOUT_A_VERB:
        for attribution in nameless(passage):
            add(attribution)
    return [Draft.of(passage, a) for a in completed(passage, found, proposals)]


def settled(found: list[tuple[Passage, list[Draft]]]) -> list[Draft]:
    """All drafts, once each quotation that no cue claimed goes with another or is its own.

    It belongs to the quote before where that goes on over the paragraph's end, or where nothing
    stands between ("“One,” she said. “Two.”"); a paragraph that is all quotation after such a quote
    has the same speaker; else the speaker is not known.
    """
    quotes: list[Draft] = []
    last: Draft | None = None
    previous: Passage | None = None
    for passage, drafts in found:
        owners = {q.start: draft for draft in drafts for _, q in draft.quotations}
        reported = _reported(passage, drafts)
        quotes += drafts
        for quoted in passage.quotations:
            owner = owners.get(quoted.start)
            unbroken = last is not None and last.goes_on and quoted.start == passage.start
            if owner is not None:
                if last is not None and unbroken and not last.attribution.cue:
                    owner.take_over(last)
            elif quoted.start in reported or not _is_sentence(passage, quoted):
                continue
            elif last is not None and (unbroken or _follows(last, passage, quoted)):
                last.quotations.append((passage, quoted))
                continue
            elif not _is_statement(passage, quoted):
                continue
            else:
                alone = Attribution(((quoted.start, quoted.stop),), None, quotations=(quoted,))
                led = previous and quoted.start == passage.start and _led_to(previous, quoted)
                owner = Draft.of(passage, led or alone)
                if led is None and last is not None and _next_paragraph(last, passage, quoted):
                    owner.speaker = last.speaker
                quotes.append(owner)
            last = owner
        previous = passage
    return quotes


def _led_to(passage: Passage, quoted: Quoted) -> Attribution | None:
    """What a paragraph that ends with a cue and a colon says of the next, which is quoted."""
    doc, colon = passage.doc, passage.stop - 1
    if doc[colon].text != ":" or passage.quoted(colon):
        return None
    start, _ = passage.scope(doc[colon])
    found = [c for c in cues.find(doc[start:colon]) if c.frames & {"clause", "quotation"}]
    if not found or passage.next_quoted(start):
        return None
    cue = found[0]
    speaker = speaker_in(passage, cue)
    content = ((quoted.start, quoted.stop),)
    place = cue.start, cue.stop
    return Attribution(content, place, speaker, polarity=cue.polarity, quotations=(quoted,))


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
    """Whether a quotation is a sentence that somebody said, not a title or a word."""
    tokens = passage.doc[quoted.start : quoted.inner_stop]
    words = [t for t in tokens if t.is_alpha]
    if len(words) < 4 or not _is_sentence(passage, quoted):
        return False
    return any(t.pos_ in ("VERB", "AUX") for t in tokens)


def _is_sentence(passage: Passage, quoted: Quoted) -> bool:
    """Whether a quotation starts with a capital and ends with a stop, in its marks or after."""
    doc = passage.doc
    first = next((t for t in doc[quoted.start : quoted.inner_stop] if t.is_alpha), None)
    if first is None or not first.text[:1].isupper():
        return False
    if doc[quoted.inner_stop - 1].text[-1] in ".?!…]" or quoted.mark.continues:
        return True
    stops = quoted.stop < passage.stop and doc[quoted.stop].text in (".", "?", "!")
    return stops and passage.opens_sentence(quoted.start)


def _follows(last: Draft, passage: Passage, quoted: Quoted) -> bool:
    if last.quotations[-1][0] is not passage or last.end > quoted.start:
        return False
    return all(t.is_space or t.is_punct for t in passage.doc[last.end : quoted.start])


def _next_paragraph(last: Draft, passage: Passage, quoted: Quoted) -> bool:
    before = last.quotations[-1][0]
    whole = quoted.start == passage.start and quoted.stop >= passage.stop - 1
    return whole and last.end >= before.stop - 1 and 0 < passage.start - before.stop <= 2

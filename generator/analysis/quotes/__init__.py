"""Who said what: quotations and reported speech, with cue, speaker and addressee.

Paragraph by paragraph (`passage.py`), quotation marks are paired (`marks.py`), cue verbs found
(`cues.py`) and patterns tried on each (`patterns/`); what a model proposes fills the gaps
(`proposals.py`); quotations without a cue of their own are given to the quote that they go on with
(`drafts.py`), and spans are made exact (`spans.py`).
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from generator.analysis import document  # noqa: F401
from generator.analysis.model import Quote
from generator.analysis.quotes.drafts import attributed, settled
from generator.analysis.quotes.passage import passages
from generator.analysis.quotes.proposals import Proposals
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
        proposals = Proposals.of(doc)
        drafts = settled([(p, attributed(p, proposals)) for p in passages(doc)])
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

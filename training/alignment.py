"""Carry a corpus's annotation over to the tokens that spaCy's tokenizer makes of its text."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from training.corpora import Text, Word


def to_doc(nlp: Language, text: Text) -> Doc:
    """`text` as spaCy tokenizes it, with what its corpus says about it.

    Words joined in one token: the token stands for the one whose head is outside of it. A word
    cut into several tokens: the last piece with a letter or digit stands for it, hyphens hang on
    that as `punct`, other pieces as `compound`. White space hangs on the token before it (`dep`).
    """
    doc = nlp.make_doc(text.text)
    if text.words:
        _set_tree(doc, text)
    spans = [doc.char_span(s, e, label, alignment_mode="expand") for s, e, label in text.names]
    doc.set_ents(filter_spans([trimmed(s) for s in spans if s is not None]))
    for group in ("content", "source", "cue") if text.quotes else ():
        doc.spans[group] = [
            _span(doc, start, end, label, key)
            for which, start, end, label, key in text.quotes
            if which == group
        ]
    doc.user_data["name"] = text.name
    doc.user_data["unannotated"] = list(text.unannotated)
    return doc


def trimmed(span: Span) -> Span:
    """The span without white space at its ends."""
    start, end = span.start, span.end
    while end - start > 1 and span.doc[start].is_space:
        start += 1
    while end - start > 1 and span.doc[end - 1].is_space:
        end -= 1
    return Span(span.doc, start, end, label=span.label, span_id=span.id)


def _span(doc: Doc, start: int, end: int, label: str, key: str) -> Span:
    found = doc.char_span(start, end, label, alignment_mode="expand", span_id=key)
    return trimmed(found)


def _set_tree(doc: Doc, text: Text) -> None:
    tokens_of, words_of = _overlaps(doc, text.words)
    heads = [t.i for t in doc]
    tags, poses, deps = ([""] * len(doc) for _ in range(3))
    speaks = {t: _spokesman(words, text.words) for t, words in enumerate(words_of) if words}
    stands: dict[int, int] = {}
    for w, tokens in enumerate(tokens_of):
        for_w = [t for t in tokens if speaks[t] == w]
        lettered = [t for t in for_w if any(c.isalnum() for c in doc[t].text)]
        if for_w:
            stands[w] = (lettered or for_w)[-1]
    for t, w in speaks.items():
        word = text.words[w]
        tags[t], poses[t] = word.tag, word.pos
        if stands[w] == t:
            heads[t] = _head(w, t, text.words, tokens_of, speaks, stands)
            deps[t] = word.dep if heads[t] != t else "ROOT"
        elif doc[t].is_punct:
            heads[t], deps[t] = stands[w], "punct"
            tags[t], poses[t] = _PUNCTUATION.get(doc[t].text, (word.tag, "PUNCT"))
        else:
            heads[t], deps[t] = stands[w], "compound"
    _hang_white_space(doc, heads, tags, poses, deps)
    _break_cycles(heads, deps)
    _set(doc, heads, tags, poses, deps)


_PUNCTUATION = {"-": ("HYPH", "PUNCT"), ".": (".", "PUNCT"), ",": (",", "PUNCT")}


def _overlaps(doc: Doc, words: tuple[Word, ...]) -> tuple[list[list[int]], list[list[int]]]:
    tokens_of: list[list[int]] = [[] for _ in words]
    words_of: list[list[int]] = [[] for _ in doc]
    at: dict[int, list[int]] = {}
    for token in doc:
        if not token.is_space:
            for i in range(token.idx, token.idx + len(token)):
                at.setdefault(i, []).append(token.i)
    for w, word in enumerate(words):
        for t in sorted({t for i in range(*word.span) for t in at.get(i, ())}):
            tokens_of[w].append(t)
            words_of[t].append(w)
    return tokens_of, words_of


def _spokesman(inside: list[int], words: tuple[Word, ...]) -> int:
    for w in inside:
        if words[w].head == w or words[w].head not in inside:
            return w
    return inside[-1]


def _head(
    w: int,
    t: int,
    words: tuple[Word, ...],
    tokens_of: list[list[int]],
    speaks: dict[int, int],
    stands: dict[int, int],
) -> int:
    """The token that stands for the head of word `w`, whose token is `t`."""
    head = words[w].head
    if head == w:
        return t
    if head in stands:
        return stands[head]
    return next((stands[speaks[x]] for x in tokens_of[head]), t)


def _hang_white_space(
    doc: Doc, heads: list[int], tags: list[str], poses: list[str], deps: list[str]
) -> None:
    for token in doc:
        if token.is_space:
            before = token.i - 1 if token.i else min(1, len(doc) - 1)
            heads[token.i], deps[token.i] = before, "dep"
            tags[token.i], poses[token.i] = "_SP", "SPACE"


def _break_cycles(heads: list[int], deps: list[str]) -> None:
    """Where joining words closed a circle, leave the arc that closed it unannotated."""
    for start in range(len(heads)):
        seen, t = {start}, start
        while heads[t] != t:
            if heads[t] in seen:
                heads[t], deps[t] = t, ""
                break
            t = heads[t]
            seen.add(t)


def _set(
    doc: Doc,
    heads: list[int],
    tags: list[str],
    poses: list[str],
    deps: list[str],
) -> None:
    made = Doc(
        doc.vocab,
        words=[t.text for t in doc],
        spaces=[bool(t.whitespace_) for t in doc],
        tags=tags,
        pos=poses,
        heads=heads,
        deps=deps,
    )
    assert made.text == doc.text
    doc.from_array(["TAG", "POS", "HEAD", "DEP"], made.to_array(["TAG", "POS", "HEAD", "DEP"]))

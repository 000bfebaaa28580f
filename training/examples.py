"""What the network learns from: windows of annotated words, varied as real text varies."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
import spacy
import torch
from spacy.tokens import Doc, DocBin, Span
from torch import Tensor

from generator.language.windows import BLANK_LINE, LIMIT, Vocabulary, Window, windows
from training.corpora import WORK
from training.network import Labels

UNKNOWN = -1
NAMES = (
    "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW",
)  # fmt: skip
PLACES = ("GPE", "LOC", "FAC")
"""What the source label `LOC?` stands for. What `MISC?` stands for is only taught where the
gazetteer knows."""
NAME_TAGS = ("O", *(f"{place}-{name}" for name in NAMES for place in "BI"))


@dataclass(frozen=True, slots=True)
class Text:
    """A document's words and what is known of each; UNKNOWN, or no bit of `names`, is not taught.

    Attributes:
        words: without white space.
        breaks: words before which a blank line stands.
        heads: index of each word's head, a root's own.
        starts: 1 where a sentence starts, 0 where none does.
        names: bit i is set where NAME_TAGS[i] may be right.
        quotes: (words, 3): 0 outside, 1 beginning, 2 inside of a content, source, cue.
    """

    words: list[str]
    breaks: frozenset[int]
    tags: np.ndarray
    pos: np.ndarray
    heads: np.ndarray
    deps: np.ndarray
    starts: np.ndarray
    names: np.ndarray
    quotes: np.ndarray

    def part(self, start: int, end: int) -> Text:
        """Some of the words; heads outside of it are unknown."""
        heads = self.heads[start:end]
        known = (heads >= start) & (heads < end)
        return Text(
            words=self.words[start:end],
            breaks=frozenset(b - start for b in self.breaks if start < b < end),
            tags=self.tags[start:end],
            pos=self.pos[start:end],
            heads=np.where(known, heads - start, UNKNOWN),
            deps=self.deps[start:end],
            starts=self.starts[start:end],
            names=self.names[start:end],
            quotes=self.quotes[start:end],
        )


def joined(texts: list[Text]) -> Text:
    """Several texts, a blank line between them."""
    firsts = list(accumulate((len(t.words) for t in texts), initial=0))[:-1]
    placed = list(zip(texts, firsts, strict=True))
    return Text(
        words=[w for t in texts for w in t.words],
        breaks=frozenset(first + b for t, first in placed for b in (0, *t.breaks)) - {0},
        heads=np.concatenate([np.where(t.heads < 0, UNKNOWN, t.heads + n) for t, n in placed]),
        **{
            field: np.concatenate([getattr(t, field) for t in texts])
            for field in ("tags", "pos", "deps", "starts", "names", "quotes")
        },
    )


def read(name: str) -> list[Doc]:
    """The documents of a converted corpus."""
    vocab = spacy.blank("en").vocab
    return list(DocBin().from_disk(WORK / f"{name}.spacy").get_docs(vocab))


def labels(docs: Iterable[Doc]) -> Labels:
    """The labels that occur in trees."""
    tags, pos, deps = set(), set(), set()
    for doc in docs:
        for token in doc:
            if not token.is_space and token.dep_:
                tags.add(token.tag_)
                pos.add(token.pos_)
                deps.add(token.dep_)
    return Labels(*(tuple(sorted(x - {""})) for x in (tags, pos, deps)), NAME_TAGS)


def text(
    doc: Doc, known: Labels, *, tree: bool = False, names: Doc | None = None, quotes: bool = False
) -> Text:
    """A document as an example of its tree or quotes, or of its names.

    Args:
        names: the document with finer labels; itself, where there are none.
    """
    tokens = [t for t in doc if not t.is_space]
    word_of = {t.i: w for w, t in enumerate(tokens)}
    breaks, blank = set(), False
    for token in doc:
        if token.is_space:
            blank = blank or bool(BLANK_LINE.search(token.text))
        elif blank:
            breaks.add(word_of[token.i])
            blank = False
    made = Text(
        words=[t.text for t in tokens],
        breaks=frozenset(breaks - {0}),
        quotes=np.full((len(tokens), len(known.quotes)), UNKNOWN),
        **{
            field: np.full(len(tokens), UNKNOWN)
            for field in ("tags", "pos", "heads", "deps", "starts")
        },
        names=np.zeros(len(tokens), dtype=np.int64),
    )
    if tree:
        _fill_tree(made, tokens, word_of, known)
    if names is not None:
        _fill_names(made, doc, names, word_of)
    if quotes:
        _fill_quotes(made, doc, word_of, known)
    return made


def _fill_tree(made: Text, tokens: list, word_of: dict[int, int], known: Labels) -> None:
    index = {
        "tags": {x: i for i, x in enumerate(known.tags)},
        "pos": {x: i for i, x in enumerate(known.pos)},
        "deps": {x: i for i, x in enumerate(known.deps)},
    }
    for w, token in enumerate(tokens):
        made.tags[w] = index["tags"].get(token.tag_, UNKNOWN)
        made.pos[w] = index["pos"].get(token.pos_, UNKNOWN)
        made.starts[w] = bool(token.is_sent_start)
        if token.dep_ and token.head.i in word_of:
            made.deps[w] = index["deps"].get(token.dep_, UNKNOWN)
            made.heads[w] = word_of[token.head.i]


def _fill_names(made: Text, doc: Doc, finer: Doc, word_of: dict[int, int]) -> None:
    bit = {tag: 1 << i for i, tag in enumerate(NAME_TAGS)}
    outside = 1
    for label in doc.user_data.get("unannotated", ()):
        outside |= bit[f"B-{label}"] | bit[f"I-{label}"]
    made.names[:] = outside
    for token in finer:
        if token.i in word_of and token.ent_iob_ == "O":
            made.names[word_of[token.i]] &= ~(bit["B-NORP"] | bit["I-NORP"])
    for name in finer.ents:
        _fill_name(made, name, [name.label_], word_of, bit)
    for name in doc.ents:
        if name.label_ == "LOC?":
            _fill_name(made, name, PLACES, word_of, bit)
        elif name.label_ == "MISC?" and finer[name.start].ent_type_ == "":
            _fill_name(made, name, (), word_of, bit)


def _fill_name(
    made: Text, name: Span, options: Iterable[str], word_of: dict[int, int], bit: dict[str, int]
) -> None:
    """One of several labels is right; with none of them, nothing is known."""
    inside = [word_of[t.i] for t in name if t.i in word_of]
    for w in inside:
        place = "B" if w == inside[0] else "I"
        made.names[w] = sum(bit[f"{place}-{label}"] for label in options)


def _fill_quotes(made: Text, doc: Doc, word_of: dict[int, int], known: Labels) -> None:
    made.quotes[:] = 0
    for column, group in enumerate(known.quotes):
        for span in sorted(doc.spans.get(group, ()), key=len, reverse=True):
            inside = [word_of[t.i] for t in span if t.i in word_of]
            if inside and not made.quotes[inside, column].any():
                made.quotes[inside, column] = 2
                made.quotes[inside[0], column] = 1


# ---- the corpora


def sources(known: Labels) -> dict[str, list[Text]]:
    """All that is trained on: trees, names, and the news reports with names and quotes.

    GUM's training part is read once, for its trees and its names.
    """
    gum = {doc.user_data["name"]: doc for doc in read("gum-train")}
    named = {doc.user_data["name"]: (doc, finer) for doc, finer in _named("gum")}
    trees = [text(doc, known, tree=True) for doc in read("ewt-train")]
    for name, doc in gum.items():
        tree = text(doc, known, tree=True)
        if name in named and named[name][0].text == doc.text:
            tree = replace(tree, names=text(named[name][0], known, names=named[name][1]).names)
        trees.append(tree)
    corpora = sorted(p.stem.removesuffix("-coarse")[6:] for p in WORK.glob("names-*-coarse.spacy"))
    names = [
        text(doc, known, names=finer)
        for corpus in corpora
        if corpus not in ("gum", "uner-pud")
        for doc, finer in _named(corpus)
    ]
    news = [text(doc, known, names=doc, quotes=True) for doc in read("wikinews-train")]
    return {"trees": trees, "names": names, "news": news}


def _named(corpus: str) -> Iterator[tuple[Doc, Doc]]:
    """A corpus's documents with its own labels, and with those that a gazetteer resolved."""
    return zip(read(f"names-{corpus}-coarse"), read(f"names-{corpus}"), strict=True)


# ---- variation

_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}
_DASHES = {"-", "--", "–", "—"}


def varied(text: Text, rng: random.Random) -> Text:
    """The text as another editor might have set it: quotation marks, dashes, capitals, stops."""
    words = text.words
    style = rng.random()
    if style < 0.35:
        words = _curly(words)
    elif style < 0.6:
        words = ["".join(_STRAIGHT.get(c, c) for c in w) for w in words]
    if rng.random() < 0.2:
        dash = rng.choice(sorted(_DASHES))
        words = [dash if w in _DASHES and rng.random() < 0.7 else w for w in words]
    case = rng.random()
    if case < 0.03:
        words = [w.lower() for w in words]
    elif case < 0.06:
        words = [w.upper() for w in words]
    else:
        words = _headlines(words, text.starts, rng)
    made = replace(text, words=words, breaks=_broken(text, rng))
    return _without_stops(made, rng)


def _curly(words: list[str]) -> list[str]:
    made, opened = [], False
    for i, word in enumerate(words):
        if word in ('"', "''", "``"):
            opened = not opened
            made.append("“" if opened else "”")
        elif word == "'" and i + 1 < len(words):
            made.append("’")
        else:
            made.append(word.replace("'", "’"))
    return made


_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "in", "nor", "of", "on", "or", "the", "to")
)


def _headlines(words: list[str], starts: np.ndarray, rng: random.Random) -> list[str]:
    """Some sentences in Title Case or in capitals."""
    if (starts < 0).any():
        return words
    made = list(words)
    bounds = [*np.flatnonzero(starts == 1), len(words)]
    for start, end in pairwise(bounds):
        chance = rng.random()
        if chance > 0.05 or end - start > 25:
            continue
        for i in range(start, end):
            if chance < 0.02:
                made[i] = made[i].upper()
            elif made[i] not in _SMALL or i == start:
                made[i] = made[i][:1].upper() + made[i][1:]
    return made


def _broken(text: Text, rng: random.Random) -> frozenset[int]:
    """Paragraphs: mostly as they were, now and then all joined, now and then more of them."""
    chance = rng.random()
    if chance < 0.04:
        return frozenset()
    if chance < 0.4:
        more = (int(s) for s in np.flatnonzero(text.starts == 1) if s and rng.random() < 0.2)
        return text.breaks | frozenset(more)
    return text.breaks


def _without_stops(text: Text, rng: random.Random) -> Text:
    """Paragraphs that lack their last stop, as headlines and captions do."""
    ends = [b - 1 for b in text.breaks] + [len(text.words) - 1]
    lost = {e for e in ends if text.words[e] == "." and rng.random() < 0.06}
    lost -= set(text.heads.tolist())
    if not lost:
        return text
    kept = np.array([i for i in range(len(text.words)) if i not in lost])
    place = np.full(len(text.words), UNKNOWN)
    place[kept] = np.arange(len(kept))
    heads = text.heads[kept]
    return Text(
        words=[text.words[i] for i in kept],
        breaks=frozenset(int(place[b]) for b in text.breaks if b in place and place[b] >= 0),
        heads=np.where(heads >= 0, place[heads], UNKNOWN),
        **{
            field: getattr(text, field)[kept]
            for field in ("tags", "pos", "deps", "starts", "names", "quotes")
        },
    )


# ---- batches


@dataclass(frozen=True, slots=True)
class Example:
    window: Window
    text: Text


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows, padded to the longest; the fields are those of Window and Text."""

    ids: Tensor
    cases: Tensor
    words: Tensor
    tags: Tensor
    pos: Tensor
    heads: Tensor
    deps: Tensor
    starts: Tensor
    sentences: Tensor
    names: Tensor
    quotes: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, f).to(device) for f in self.__dataclass_fields__))


def examples(text: Text, vocabulary: Vocabulary, limit: int = LIMIT) -> Iterator[Example]:
    for window in windows(text.words, text.breaks, vocabulary, limit):
        yield Example(window, text.part(window.first, window.first + len(window.at)))


class Mixture:
    """An endless mixture of the sources, in batches of windows of about the same length.

    Args:
        sources: texts by the name of their group.
        pieces: word pieces in a batch, padding included.
    """

    def __init__(
        self, sources: Mapping[str, list[Text]], vocabulary: Vocabulary, pieces: int, seed: int
    ) -> None:
        self.vocabulary, self.pieces = vocabulary, pieces
        self.rng = random.Random(seed)
        self._streams = {name: self._stream(texts) for name, texts in sources.items()}

    def batches(self, shares: Mapping[str, float], count: int = 24) -> list[Batch]:
        """About `count` batches, with each group's share of word pieces."""
        pool: list[Example] = []
        for group, share in shares.items():
            wanted = share * count * self.pieces
            while wanted > 0:
                pool.append(next(self._streams[group]))
                wanted -= len(pool[-1].window.ids)
        self.rng.shuffle(pool)
        pool.sort(key=lambda e: len(e.window.ids) + self.rng.randrange(8))
        parts: list[list[Example]] = [[]]
        longest = 0
        for example in pool:
            longest = max(longest, len(example.window.ids))
            if parts[-1] and longest * (len(parts[-1]) + 1) > self.pieces:
                parts.append([])
                longest = len(example.window.ids)
            parts[-1].append(example)
        self.rng.shuffle(parts)
        return [batch(part) for part in parts]

    def _stream(self, texts: list[Text]) -> Iterator[Example]:
        while True:
            order = list(range(len(texts)))
            self.rng.shuffle(order)
            at = 0
            while at < len(order):
                together = [texts[order[at]]]
                at += 1
                while at < len(order) and sum(len(t.words) for t in together) < 100:
                    together.append(texts[order[at]])
                    at += 1
                text = varied(joined(together), self.rng)
                limit = self.rng.choices((LIMIT, 96, 48), weights=(0.7, 0.2, 0.1))[0]
                yield from examples(self._shifted(text), self.vocabulary, limit)

    def _shifted(self, text: Text) -> Text:
        """Now and then without its first sentences, so that windows fall otherwise."""
        starts = [s for s in (*np.flatnonzero(text.starts == 1), *text.breaks) if 0 < s < 150]
        if len(text.words) < 300 or not starts or self.rng.random() < 0.3:
            return text
        return text.part(self.rng.choice(starts), len(text.words))


def batch(part: list[Example]) -> Batch:
    length = max(len(e.window.ids) for e in part)
    most = max(len(e.window.at) for e in part)

    def padded(rows: Iterable, width: int, fill: int) -> Tensor:
        rows = [np.asarray(r, dtype=np.int64) for r in rows]
        made = np.full((len(rows), width, *rows[0].shape[1:]), fill)
        for target, row in zip(made, rows, strict=True):
            target[: len(row)] = row
        return torch.from_numpy(made)

    def field(name: str, fill: int = UNKNOWN) -> Tensor:
        return padded((getattr(e.text, name) for e in part), most, fill)

    return Batch(
        ids=padded((e.window.ids for e in part), length, 0),
        cases=padded((e.window.cases for e in part), length, 5),
        words=padded((e.window.at for e in part), most, 0),
        starts=padded((_taught_starts(e) for e in part), most, UNKNOWN),
        sentences=padded((np.cumsum(e.text.starts == 1) for e in part), most, UNKNOWN),
        names=field("names", 0),
        **{name: field(name) for name in ("tags", "pos", "heads", "deps", "quotes")},
    )


def _taught_starts(example: Example) -> np.ndarray:
    """Starts are taught but for a window's first word, which is one or a cut's."""
    starts = example.text.starts.copy()
    starts[0] = UNKNOWN
    return starts

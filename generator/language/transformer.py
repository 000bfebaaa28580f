"""A spaCy component that reads tags, trees, names and quotes off one small transformer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
from spacy.language import Language
from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, Span, SpanGroup

from generator.language import decoding
from generator.language.windows import BLANK_LINE, Vocabulary, Window, windows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from spacy.training import Example
    from spacy.vocab import Vocab

Item = TypeVar("Item")
Arrays = dict[str, np.ndarray[Any, Any]]

DEFAULTS = {"threads": 2, "windows_per_batch": 8, "docs_per_batch": 64}
NETWORK, VOCABULARY, LABELS = "network.onnx", "vocabulary.txt", "labels.json"
"""The component's files."""

_BIO = ("O", "B-", "I-")
AFTER_COMMA = 2.0
"""Log odds that a sentence must have to start after a comma, as one does after “Dear Ada,”."""


@Language.factory(
    "backstory_transformer",
    assigns=[
        "token.tag",
        "token.pos",
        "token.dep",
        "token.head",
        "token.is_sent_start",
        "doc.ents",
        "doc.spans",
    ],
    default_config=DEFAULTS,
    default_score_weights={"tag_acc": 0.2, "dep_las": 0.4, "ents_f": 0.4},
)
def make(
    nlp: Language, name: str, threads: int, windows_per_batch: int, docs_per_batch: int
) -> Transformer:
    """Make an empty component, to be filled from disk; settings as in `Transformer`."""
    return Transformer(
        nlp.vocab,
        name,
        threads=threads,
        windows_per_batch=windows_per_batch,
        docs_per_batch=docs_per_batch,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document's tokens that are not white space, and the windows in which they are read."""

    tokens: list[int]
    windows: list[Window]


_INHERITED: list[object] = []
"""Sessions of a parent process, kept from being closed in its children."""


class Transformer:
    """Sets tags, parts of speech, heads and labels, sentences, names, and spans of quotes.

    `doc.spans` gets a group for each part of a quote: `quote_content`, `quote_source` and
    `quote_cue`; a span's probability stands at its place in the group's `attrs["scores"]`. A
    content that runs over several paragraphs is a span in each.

    Args:
        vocab: the pipeline's.
        name: of the component.
        threads: on which the network runs.
        windows_per_batch: windows that the network reads at once.
        docs_per_batch: documents whose windows are sorted by length, to be read together.
    """

    def __init__(
        self, vocab: Vocab, name: str, *, threads: int, windows_per_batch: int, docs_per_batch: int
    ) -> None:
        self.vocab, self.name, self.threads = vocab, name, threads
        self.windows_per_batch, self.docs_per_batch = windows_per_batch, docs_per_batch
        self._network = b""
        self._vocabulary = Vocabulary("[CLS]\n[SEP]\n[UNK]")
        self._labels: dict[str, list[str]] = {}
        self._session: tuple[int, InferenceSession] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of names."""
        return tuple(t[2:] for t in self._labels.get("names", ()) if t.startswith("B-"))

    def __call__(self, doc: Doc) -> Doc:
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate a stream of documents, reading those of a batch together."""
        for docs in _batches(stream, min(batch_size, self.docs_per_batch)):
            self._annotate(docs)
            yield from docs

    def _annotate(self, docs: Sequence[Doc]) -> None:
        readings = [_read(doc, self._vocabulary) for doc in docs]
        queue = [(i, window) for i, reading in enumerate(readings) for window in reading.windows]
        queue.sort(key=lambda pair: len(pair[1].ids))
        found: list[dict[int, Arrays]] = [{} for _ in docs]
        for part in _batches(queue, self.windows_per_batch):
            decoded = self._decoded([window for _, window in part])
            for (i, window), arrays in zip(part, decoded, strict=True):
                found[i][window.first] = arrays
        for doc, reading, parts in zip(docs, readings, found, strict=True):
            self._write(doc, reading, parts)

    # ---- the network

    def _decoded(self, batch: list[Window]) -> Iterator[Arrays]:
        """What the network finds in each of some windows: indices of labels, and heads."""
        scores = self._scores(batch)
        scores["name tags"] = decoding.best_tags(scores["names"], self._labels["names"])
        for i, group in enumerate(self._labels["quotes"]):
            parts = scores["quotes"][:, :, 3 * i : 3 * i + 3]
            scores[group] = decoding.best_tags(parts, _BIO)
            scores[f"{group} chance"] = decoding.chances(parts, scores[group])
        for row, window in enumerate(batch):
            n = len(window.at)
            arrays = {name: values[row, :n] for name, values in scores.items()}
            starts = arrays["starts"] > 0
            starts[window.inner] &= arrays["starts"][window.inner] > AFTER_COMMA
            starts[window.starts] = True
            heads = decoding.trees(arrays["arcs"][:, : n + 1], starts)
            arrays["deps"] = arrays["deps"][np.arange(n), heads]
            arrays["heads"] = heads + window.first
            yield arrays

    def _scores(self, batch: list[Window]) -> Arrays:
        length = max(len(window.ids) for window in batch)
        words = max(len(window.at) for window in batch)
        inputs = {
            "ids": np.zeros((len(batch), length), dtype=np.int64),
            "cases": np.zeros((len(batch), length), dtype=np.int64),
            "words": np.zeros((len(batch), words), dtype=np.int64),
        }
        for row, window in enumerate(batch):
            inputs["ids"][row, : len(window.ids)] = window.ids
            inputs["cases"][row, : len(window.cases)] = window.cases
            inputs["words"][row, : len(window.at)] = window.at
        names = [output.name for output in self.session.get_outputs()]
        return dict(zip(names, self.session.run(names, inputs), strict=True))

    @property
    def session(self) -> InferenceSession:
        """The network: loaded when it is first needed, and anew in a forked process."""
        if self._session is None or self._session[0] != os.getpid():
            from onnxruntime import InferenceSession, SessionOptions

            if not self._network:
                raise ValueError(f"the component {self.name!r} is empty: load it from a pipeline")
            options = SessionOptions()
            options.intra_op_num_threads = self.threads
            options.log_severity_level = 3
            # Threads that wait by spinning take the processor from whoever they wait for.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            session = InferenceSession(self._network, options, providers=["CPUExecutionProvider"])
            # A session inherited by a fork has lost its threads, and would wait for them to end.
            _INHERITED.append(self._session)
            self._session = os.getpid(), session
        return self._session[1]

    # ---- the document

    def _write(self, doc: Doc, reading: _Reading, parts: dict[int, Arrays]) -> None:
        values = _white_space(doc)
        if reading.tokens:
            found = {
                name: np.concatenate([parts[window.first][name] for window in reading.windows])
                for name in parts[0]
                if name not in ("arcs", "quotes")
            }
            tokens = np.array(reading.tokens)
            ids = self._ids()
            heads = found["heads"]
            values[tokens, 0] = ids["tags"][found["tags"]]
            values[tokens, 1] = ids["pos"][found["pos"]]
            values[tokens, 2] = (tokens[heads] - tokens).astype(np.int64).view(np.uint64)
            root = np.uint64(self.vocab.strings.add("ROOT"))
            values[tokens, 3] = np.where(
                heads == np.arange(len(tokens)), root, ids["deps"][found["deps"]]
            )
        doc.from_array(["TAG", "POS", "HEAD", "DEP"], values)
        if reading.tokens:
            self._write_spans(doc, reading, found)

    def _ids(self) -> Arrays:
        strings = self.vocab.strings
        return {
            "tags": np.array([strings.add(x) for x in self._labels["tags"]], dtype=np.uint64),
            "pos": np.array([strings.add(x) for x in self._labels["pos"]], dtype=np.uint64),
            "deps": np.array([strings.add(x) for x in self._labels["deps"]], dtype=np.uint64),
        }

    def _write_spans(self, doc: Doc, reading: _Reading, found: Arrays) -> None:
        tokens = reading.tokens

        def span(start: int, end: int, label: str = "") -> Span:
            return Span(doc, tokens[start], tokens[end - 1] + 1, label=label)

        tags = self._labels["names"]
        names = list(decoding.spans([tags[i] for i in found["name tags"]]))
        forms = [span(start, end).text for start, end, _ in names]
        names = decoding.agreed(names, forms, found["names"], tags)
        names = decoding.compounds(names, tokens)
        doc.set_ents([span(*name) for name in names])
        for group in self._labels["quotes"]:
            spans = list(decoding.spans([_BIO[i] for i in found[group]]))
            chances = [float(found[f"{group} chance"][s:e].mean()) for s, e, _ in spans]
            name = f"quote_{group}"
            doc.spans[name] = SpanGroup(
                doc,
                name=name,
                spans=[span(s, e, group) for s, e, _ in spans],
                attrs={"scores": chances},
            )

    def score(self, examples: Iterable[Example], **_: object) -> dict[str, Any]:
        """Scores for `nlp.evaluate`; punctuation counts."""
        examples = list(examples)
        return {
            **Scorer.score_token_attr(examples, "tag"),
            **Scorer.score_token_attr(examples, "pos"),
            **Scorer.score_deps(examples, "dep"),
            **Scorer.score_spans(examples, "sents", has_annotation=_has_sentences),
            **get_ner_prf(examples),
        }

    # ---- keeping it

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NETWORK).write_bytes(self._network)
        (folder / VOCABULARY).write_text(self._vocabulary.lines, encoding="utf-8", newline="\n")
        (folder / LABELS).write_text(json.dumps(self._labels, indent=1) + "\n", encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Transformer:
        folder = Path(path)
        return self.fill(
            (folder / NETWORK).read_bytes(),
            (folder / VOCABULARY).read_text(encoding="utf-8"),
            json.loads((folder / LABELS).read_text(encoding="utf-8")),
        )

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        data = {
            "network": self._network,
            "vocabulary": self._vocabulary.lines,
            "labels": self._labels,
        }
        return msgspec.msgpack.encode(data)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Transformer:
        return self.fill(**msgspec.msgpack.decode(data))

    def fill(self, network: bytes, vocabulary: str, labels: dict[str, list[str]]) -> Transformer:
        """Take over a network that `training` exported, with its vocabulary and labels."""
        self._network, self._labels = network, labels
        self._vocabulary = Vocabulary(vocabulary)
        self._session = None
        return self

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_session": None}


def _has_sentences(doc: Doc) -> bool:
    return doc.has_annotation("SENT_START")


def _read(doc: Doc, vocabulary: Vocabulary) -> _Reading:
    tokens: list[int] = []
    words: list[str] = []
    breaks: set[int] = set()
    blank = False
    for token in doc:
        if token.is_space:
            blank = blank or bool(BLANK_LINE.search(token.text))
            continue
        if blank:
            breaks.add(len(words))
            blank = False
        tokens.append(token.i)
        words.append(token.text)
    return _Reading(tokens, list(windows(words, breaks, vocabulary)))


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _white_space(doc: Doc) -> Any:
    """Tag, part of speech, head and label of every token as if it were white space.

    White space hangs on the token before it, so that it never starts a sentence within the text.
    """
    add = doc.vocab.strings.add
    values = np.empty((len(doc), 4), dtype=np.uint64)
    values[:, 0], values[:, 1], values[:, 3] = add("_SP"), add("SPACE"), add("dep")
    values[:, 2] = np.uint64(2**64 - 1)
    if len(doc):
        values[0, 2] = 1 if len(doc) > 1 else 0
    return values

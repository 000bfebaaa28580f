"""Read corpora of names, bring their labels to OntoNotes', and resolve what is coarser."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from spacy.tokens import Doc, Span

from training.conllu import Document, documents
from training.corpora import Text, unzipped

_LABELS = json.loads(Path(__file__).with_name("labels.json").read_text(encoding="utf-8"))
MAPPING: dict[str, str | None] = _LABELS["mapping"]
UNANNOTATED: dict[str, list[str]] = _LABELS["unannotated"]

Name = tuple[int, int, str]
"""First and last-plus-one word, source label."""


def tokenized(path: Path) -> Iterator[Text]:
    """wikigold and CrossNER: words without spacing, which is put back by English usage.

    A document a `-DOCSTART-`, or a sentence where the corpus has no documents.
    """
    raw = unzipped(path)
    whole_documents = "-DOCSTART-" in raw
    blocks = re.split(r"-DOCSTART-.*\n" if whole_documents else r"\n\s*\n", raw)
    for number, block in enumerate(blocks):
        parts: list[str] = []
        names: list[tuple[int, int, str]] = []
        length = 0
        for sentence in re.split(r"\n\s*\n", block):
            rows = [r for r in (line.split() for line in sentence.split("\n")) if len(r) > 1]
            words, tags = [r[0] for r in rows], [r[-1] for r in rows]
            if not words:
                continue
            text, spans = _spaced(words)
            for start, end, label in _names(tags):
                names.append((length + spans[start][0], length + spans[end - 1][1], label))
            parts.append(text + " ")
            length += len(text) + 1
        if parts:
            text = "".join(parts).rstrip()
            yield Text(f"{path.name.split('.')[0]}-{number}", text, names=_mapped(names))


def over_treebank(path: Path, treebank: Path) -> Iterator[Text]:
    """Universal NER: names over the documents of a treebank, which has their raw text.

    A document whose letters differ from the treebank's is left out.
    """
    rows = _by_document(unzipped(path))
    for document in documents(treebank):
        text = document.text().text
        letters = [i for i, character in enumerate(text) if not character.isspace()]
        forms = ["".join(row[1].split()) for row in rows[document.name]]
        if "".join(text[i] for i in letters) != "".join(forms):
            print(f"{path.name}: {document.name} differs from the treebank")
            continue
        ends = list(accumulate(map(len, forms), initial=0))
        names = [
            (letters[ends[start]], letters[ends[end] - 1] + 1, label)
            for start, end, label in _names([row[2] for row in rows[document.name]])
        ]
        unannotated = tuple(UNANNOTATED["uner"])
        yield Text(document.name, text, names=_mapped(names), unannotated=unannotated)


def _by_document(raw: str) -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {}
    for line in raw.split("\n"):
        if line.startswith("# newdoc id = "):
            current = rows.setdefault(line.split(" = ")[1], [])
        elif line and line[0].isdigit():
            current.append(line.split("\t"))
    return rows


def in_gum(path: Path) -> list[Text]:
    """GUM: its mentions that are names, cut down to the name.

    A mention is a name if its head is a proper noun; the name is the run of proper nouns about
    the head, with the small words between them. A person's title (`nmod:desc`) is no part of it,
    and a title alone no name.
    """
    read = list(documents(path))
    titles = _titles(read)
    return [
        replace(
            document.text(names=_mapped(_named(document, titles)), unannotated=("NORP",)),
            words=(),
            sentences=frozenset(),
        )
        for document in read
    ]


def _titles(read: Iterable[Document]) -> set[str]:
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for document in read:
        text = "".join(document.parts)
        for word in document.words:
            counts[text[slice(*word.span)]][word.dep == "nmod:desc"] += 1
    return {form for form, c in counts.items() if c[True] > 1 and form[:1].isupper()}


_LINKS_IN_PERSONS = {"-", "–", "de", "la", "van", "von", "der", "bin", "al"}
_LINKS = _LINKS_IN_PERSONS | {"of", "the", "for", "and", "&", "in"}


def _named(document: Document, titles: set[str]) -> list[tuple[int, int, str]]:
    text, words = "".join(document.parts), document.words
    forms = [text[slice(*w.span)] for w in words]
    found = []
    for start, end, kind in _mentions(document.marks):
        inside = range(start, end)
        head = next((w for w in inside if words[w].head not in inside or words[w].head == w), start)
        if not words[head].tag.startswith("NNP") or MAPPING.get(kind) is None:
            continue
        first, last = _run(document, forms, head, inside, kind)
        if kind == "person":
            while first < head and words[first].dep == "nmod:desc":
                first += 1
            if all(forms[w] in titles for w in range(first, last + 1)):
                continue
            if words[head].tag == "NNPS":
                kind = "misc"
        found.append((words[first].span[0], words[last].span[1], kind))
    kept: list[tuple[int, int, str]] = []
    for name in sorted(found, key=lambda n: n[0] - n[1]):
        if all(name[1] <= other[0] or name[0] >= other[1] for other in kept):
            kept.append(name)
    return sorted(kept)


def _run(
    document: Document, forms: list[str], head: int, inside: range, kind: str
) -> tuple[int, int]:
    links = _LINKS if kind == "organization" else _LINKS - {"and", "&"}
    links = _LINKS_IN_PERSONS if kind == "person" else links

    def proper(w: int) -> bool:
        word = document.words[w]
        desc = kind == "person" and word.dep == "nmod:desc"
        return not desc and (word.tag.startswith("NNP") or (word.tag == "CD" and w > head))

    ends = []
    for step in (-1, 1):
        last = w = head
        while (w := w + step) in inside and (proper(w) or forms[w] in links):
            if proper(w):
                last = w
        ends.append(last)
    return ends[0], ends[1]


def _mentions(marks: list[str]) -> Iterator[tuple[int, int, str]]:
    """Mentions of `Entity=` columns (bracketed: `(3-person-…`, `3)`): first, end, type."""
    open_: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for i, mark in enumerate(marks):
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", mark):
            key = piece.strip("()").split("-")[0]
            if piece.startswith("("):
                open_[key].append((i, piece.strip("()").split("-")[1]))
            if piece.endswith(")") and open_[key]:
                start, kind = open_[key].pop()
                yield start, i + 1, kind


def _names(tags: list[str]) -> Iterator[Name]:
    """Names of an IOB column, whether IOB1 or IOB2."""
    start, label = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        kind, _, name = tag.partition("-")
        if label and (kind != "I" or name != label):
            yield start, i, label
            label = ""
        if kind in ("B", "I") and not label:
            start, label = i, name


def _mapped(names: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    known = ((s, e, MAPPING[label]) for s, e, label in names)
    return tuple((s, e, label) for s, e, label in known if label)


_CLOSES = re.compile(r"[,.;:!?%)\]}]+$|n't$|'(s|S|re|ve|ll|d|m|t)$|^\.\.\.$")
_OPENS = re.compile(r"[(\[{$£€#]$")


def _spaced(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Words as a typesetter spaces them, and the span of each."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length, glue, quoted = 0, True, False
    for i, word in enumerate(words):
        closes = bool(_CLOSES.match(word)) or (word.startswith(("-", "–")) and len(word) > 2)
        if word in ("s", "'") and i and (words[i - 1][-1:].isalpha() or words[i - 1] == "'"):
            closes = word == "s" or words[i + 1 : i + 2] == ["s"] or words[i - 1].endswith("s")
        if word == '"':
            closes, quoted = quoted, not quoted
        if not (glue or closes):
            parts.append(" ")
            length += 1
        parts.append(word)
        spans.append((length, length + len(word)))
        length += len(word)
        glue = bool(_OPENS.search(word)) or (word == '"' and quoted)
    return "".join(parts), spans


class Gazetteer:
    """What the articles' gold calls a name, for the corpora that are coarser than it."""

    def __init__(self, gold: Iterable[Text], countries: Iterable[str]) -> None:
        labels: dict[str, Counter[str]] = defaultdict(Counter)
        last_words: dict[str, Counter[str]] = defaultdict(Counter)
        for text in gold:
            for start, end, label in text.names:
                name = _plain(text.text[start:end])
                labels[name][label] += 1
                if " " in name:
                    last_words[name.split()[-1]][label] += 1
        for country in countries:
            labels[_plain(country)]["GPE"] += 1
        self.labels = {name: c.most_common(1)[0][0] for name, c in labels.items()}
        self.last_words = {
            word: c.most_common(1)[0][0]
            for word, c in last_words.items()
            if sum(c.values()) > 1 and c.most_common(1)[0][1] >= 0.8 * sum(c.values())
        }
        self.stems = {n[:4] for n, label in self.labels.items() if label == "GPE" and len(n) > 3}

    def place(self, name: str) -> str | None:
        """GPE, LOC or FAC: as known, by its last word, else GPE for a single word."""
        name = _plain(name)
        last = name.split()[-1] if name.split() else ""
        for label in (self.labels.get(name), self.last_words.get(last)):
            if label in ("GPE", "LOC", "FAC"):
                return label
        return "GPE" if " " not in name else None

    def other(self, name: str) -> str | None:
        """NORP and the like: as known, by its last word, or a word on the stem of a country."""
        name = _plain(name)
        last = name.split()[-1] if name.split() else ""
        for label in (self.labels.get(name), self.last_words.get(last)):
            if label in ("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"):
                return label
        return "NORP" if " " not in name and name[:4] in self.stems else None

    def is_norp(self, name: str) -> bool:
        return self.labels.get(_plain(name)) == "NORP"


def _plain(name: str) -> str:
    return re.sub(r"^the ", "", name.lower())


def resolved(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """A copy with every name either of OntoNotes' labels or left unannotated.

    Where the corpus does not annotate nationalities, those that the gazetteer knows are added,
    and other capitalised words outside names (not at a sentence's start) are left unannotated.
    """
    made = doc.copy()
    names: list[Span] = []
    unknown: list[Span] = []
    for name in doc.ents:
        label: str | None = name.label_
        if label == "LOC?":
            label = gazetteer.place(name.text)
        elif label == "MISC?":
            label = gazetteer.other(name.text)
        (names if label else unknown).append(Span(made, name.start, name.end, label or ""))
    if "NORP" in doc.user_data["unannotated"]:
        taken = {t.i for span in (*names, *unknown) for t in span}
        for token in made:
            if token.i in taken or not token.text[:1].isupper():
                continue
            if gazetteer.is_norp(token.text):
                names.append(Span(made, token.i, token.i + 1, "NORP"))
            elif token.i and made[token.i - 1].text[-1:].isalpha() and len(token) > 1:
                unknown.append(Span(made, token.i, token.i + 1))
    made.set_ents(names, missing=unknown, default="outside")
    return made

"""What is still wrong with who said what: the errors on annotated texts, counted by class."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.tokens import Doc

from generator.analysis.quotes.cues import lexicon

CLASSES = (
    "missed: the cue is a noun or there is none (“the claim that …”)",
    "missed: a verb of thinking, feeling or doing, which we leave out",
    "missed: a reporting verb and quotation marks",
    "missed: a reporting verb, no quotation marks",
    "false: within what another quote says",
    "false: shares words with an annotated one, but less than half",
    "false: quotation marks, nothing annotated there",
    "false: no quotation marks, nothing annotated there",
    "found, but starts three words or more too early",
    "found, but starts three words or more too late",
    "found, but ends three words or more too early",
    "found, but ends three words or more too late",
    "found, but no speaker where one is annotated",
    "found, but a speaker where none is annotated",
    "found, but other words for the speaker",
)
FAR = 3
"""Words by which a bound is off before it counts: annotators differ over “that” and the like."""

Chars = set[int]


def counted(referee: Path, gold: Path, found: dict[str, tuple[Doc, list[Any]]]) -> dict[str, int]:
    """How many errors there are of each class; `found` holds each article's reading and quotes.

    Offsets are those of the file, which `doc.user_data["moved"]` gives for those of the reading.
    """
    rules = _module(referee)
    counts = dict.fromkeys(("annotated", "found", "matched", *CLASSES), 0)
    annotated = rules.gold(str(gold))
    for name, (doc, quotes) in found.items():
        known = annotated[Path(name).stem]
        contents = [rules.chars(event["Content"]) for event in known]
        drafts = [rules.chars(quote["spans"]) for quote in quotes]
        matched = _pairs(contents, drafts)
        counts["annotated"] += len(contents)
        counts["found"] += len(drafts)
        counts["matched"] += len(matched)
        words = _words(doc)
        for i, event in enumerate(known):
            if i not in matched:
                cue = [doc[k] for k, at in words if at & rules.chars(event["Cue"])]
                quoted = any(doc[k].is_quote for k, at in words if at & contents[i])
                counts[CLASSES[_missed(cue, quoted)]] += 1
                continue
            quote, draft = quotes[matched[i]], drafts[matched[i]]
            for which in _bounds(contents[i], draft, words):
                counts[CLASSES[which]] += 1
            source = rules.chars(event["Source"])
            speaker = rules.chars([quote["speaker"]["span"]]) if quote["speaker"] else set()
            if not rules.same(source, speaker):
                counts[CLASSES[12 if not speaker else 13 if not source else 14]] += 1
        for j, draft in enumerate(drafts):
            if j not in matched.values():
                nested = any(draft < other for other in drafts)
                shared = any(draft & content for content in contents)
                indirect = quotes[j]["type"] == "indirect"
                counts[CLASSES[4 if nested else 5 if shared else 7 if indirect else 6]] += 1
    return counts


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader, path
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pairs(contents: list[Chars], drafts: list[Chars]) -> dict[int, int]:
    """Which draft goes with which annotated content: the referee's pairing."""
    rows = sorted(
        (
            (2 * len(c & d) / (len(c) + len(d)), i, j)
            for i, c in enumerate(contents)
            for j, d in enumerate(drafts)
            if c & d
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for likeness, i, j in rows:
        if likeness >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _words(doc: Doc) -> list[tuple[int, Chars]]:
    """Each word's place in the document and its characters in the file."""
    moved = doc.user_data["moved"]
    return [
        (token.i, set(range(*moved(token.idx, token.idx + len(token)))))
        for token in doc
        if not token.is_space
    ]


def _missed(cue: list[Any], quoted: bool) -> int:
    verbs = [token for token in cue if token.pos_ in ("VERB", "AUX")]
    according = any(token.lower_ == "according" for token in cue)
    if not verbs and not according:
        return 0
    if not according and not any(t.lemma_.lower() in lexicon().frames for t in verbs):
        return 1
    return 2 if quoted else 3


def _bounds(content: Chars, draft: Chars, words: list[tuple[int, Chars]]) -> Iterator[int]:
    places = [k for k, (_, at) in enumerate(words) if at & content]
    drafted = [k for k, (_, at) in enumerate(words) if at & draft]
    if places and drafted:
        if places[0] - drafted[0] >= FAR:
            yield 8
        if drafted[0] - places[0] >= FAR:
            yield 9
        if places[-1] - drafted[-1] >= FAR:
            yield 10
        if drafted[-1] - places[-1] >= FAR:
            yield 11

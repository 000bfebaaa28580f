"""From the network's scores to trees and spans that are well formed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]

_NEVER = -1e9


def trees(arcs: Floats, starts: NDArray[np.bool_]) -> Ints:
    """The best dependency tree of every sentence, with one root each.

    Each word first takes the head that it likes best; where that makes no tree, the maximum
    spanning tree is found (Chu and Liu 1965, Edmonds 1967).

    Args:
        arcs: (words, 1 + words); row d holds the scores of d's heads, column 0 the root's.
        starts: the words that start a sentence, the first among them.

    Returns:
        The index of each word's head, a root's own.
    """
    sentence: Ints = np.cumsum(starts, dtype=np.int64)
    scores = np.where(sentence[:, None] == sentence[None, :], arcs[:, 1:], _NEVER)
    np.fill_diagonal(scores, arcs[:, 0])
    heads: Ints = scores.argmax(axis=1)
    for start, end in _malformed(heads, sentence):
        inside = np.full((end - start + 1, end - start + 1), _NEVER)
        inside[1:, 1:] = scores[start:end, start:end]
        np.fill_diagonal(inside, _NEVER)
        roots = scores[start:end, start:end].diagonal()
        # A root's arc costs more than any tree can gain, so the best tree has just one.
        inside[1:, 0] = roots - (end - start + 1) * (1 + np.ptp(arcs[start:end]))
        found = spanning_tree(inside)[1:] - 1
        heads[start:end] = np.where(found < 0, np.arange(end - start), found) + start
    return heads


def _malformed(heads: Ints, sentence: Ints) -> Iterator[tuple[int, int]]:
    """Sentences with a circle, or with more or fewer roots than one."""
    own = np.arange(len(heads))
    roots = np.bincount(sentence[heads == own], minlength=int(sentence[-1]) + 1)
    top = heads
    for _ in range(len(heads).bit_length()):
        top = top[top]
    circling = np.bincount(sentence[heads[top] != top], minlength=len(roots))
    for s in np.flatnonzero((roots[1:] != 1) | (circling[1:] > 0)) + 1:
        yield int(np.searchsorted(sentence, s)), int(np.searchsorted(sentence, s, side="right"))


def spanning_tree(scores: Floats) -> Ints:
    """The maximum spanning tree of a graph: each node's head; node 0 is the root.

    Args:
        scores: (nodes, nodes); row d holds the scores of d's heads.
    """
    heads: Ints = scores.argmax(axis=1)
    heads[0] = 0
    circle = _circle(heads)
    if circle is None:
        return heads
    # Contract the circle to one node, solve what is left, and open the circle where it is entered.
    outside = np.setdiff1d(np.arange(len(scores)), circle)
    gain = scores[circle][:, outside] - scores[circle, heads[circle]][:, None]
    towards = scores[outside][:, circle]
    small = np.full((len(outside) + 1, len(outside) + 1), _NEVER)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[-1, :-1] = gain.max(axis=0)
    small[:-1, -1] = towards.max(axis=1)
    solved = spanning_tree(small)
    for node, head in enumerate(solved[:-1]):
        if node:
            heads[outside[node]] = (
                circle[towards[node].argmax()] if head == len(outside) else outside[head]
            )
    entered = circle[gain[:, solved[-1]].argmax()]
    heads[entered] = outside[solved[-1]]
    return heads


def _circle(heads: Ints) -> Ints | None:
    done = np.zeros(len(heads), dtype=bool)
    done[0] = True
    for node in range(1, len(heads)):
        path: list[int] = []
        while not done[node]:
            done[node] = True
            path.append(node)
            node = int(heads[node])
        if node in path:
            return np.array(path[path.index(node) :])
    return None


def best_tags(scores: Floats, tags: Sequence[str]) -> Ints:
    """The best sequence of BIO tags in which no I- comes without its B- (Viterbi 1967).

    Args:
        scores: (texts, words, tags).
    """
    allowed = np.array(
        [[not b.startswith("I-") or (a[2:] == b[2:] and a != "O") for b in tags] for a in tags]
    )
    between = np.where(allowed, 0.0, _NEVER).astype(scores.dtype)
    first = np.array([_NEVER if t.startswith("I-") else 0.0 for t in tags], dtype=scores.dtype)
    best = scores[:, 0] + first
    back = []
    for t in range(1, scores.shape[1]):
        through = best[:, :, None] + between
        back.append(through.argmax(axis=1))
        best = through.max(axis=1) + scores[:, t]
    found = [best.argmax(axis=1)]
    for pointer in reversed(back):
        found.append(np.take_along_axis(pointer, found[-1][:, None], axis=1)[:, 0])
    return np.stack(found[::-1], axis=1)


def spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) of each span in a sequence of BIO tags."""
    start = 0
    for i, (tag, after) in enumerate(zip(tags, [*tags[1:], "O"], strict=False)):
        if tag.startswith("B-"):
            start = i
        if tag != "O" and not after.startswith("I-"):
            yield start, i + 1, tag[2:]


def chances(scores: Floats, chosen: Ints) -> Floats:
    """The probability of each chosen tag. Scores are (texts, words, tags)."""
    risen = np.exp(scores - scores.max(axis=2, keepdims=True))
    best = np.take_along_axis(risen, chosen[:, :, None], axis=2)[:, :, 0]
    return np.asarray(best / risen.sum(axis=2))


def agreed(
    found: Sequence[tuple[int, int, str]],
    forms: Sequence[str],
    scores: Floats,
    tags: Sequence[str],
) -> list[tuple[int, int, str]]:
    """Spans with one label for each form: the likeliest over all that have it.

    Args:
        found: (start, end, label).
        forms: each span's text.
        scores: (words, tags), of BIO tags.
    """
    labels = [tag[2:] for tag in tags if tag.startswith("B-")]
    begin = [tags.index(f"B-{label}") for label in labels]
    inside = [tags.index(f"I-{label}") for label in labels]
    likely = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    sums: dict[str, Floats] = {}
    for (start, end, _), form in zip(found, forms, strict=True):
        chance = likely[start, begin] + likely[start + 1 : end, inside].sum(axis=0)
        sums[form] = sums.get(form, 0) + np.exp(chance / (end - start))
    best = {form: labels[int(chances.argmax())] for form, chances in sums.items()}
    return [(start, end, best[form]) for (start, end, _), form in zip(found, forms, strict=True)]


def compounds(
    found: Sequence[tuple[int, int, str]], places: Sequence[int]
) -> list[tuple[int, int, str]]:
    """Spans in which two peoples of one word, side by side, are one: "Turkish Cypriots".

    Args:
        found: (start, end, label), in order.
        places: where each word stands in the text, white space counted.
    """
    made: list[tuple[int, int, str]] = []
    for start, end, label in found:
        beside = (
            made and made[-1] == (start - 1, start, "NORP") and (end, label) == (start + 1, "NORP")
        )
        if beside and places[start] == places[start - 1] + 1:
            made[-1] = (start - 1, end, label)
        else:
            made.append((start, end, label))
    return made

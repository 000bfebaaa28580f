"""Whether a backtracking matcher can need more than linear time for a regular expression.

A pattern becomes an automaton whose states are the places where it takes a character. After
Weber and Seidl (On the degree of ambiguity of finite automata, 1991): if a word leads from a state
p back to p, from p to another state q, and from q back to q, then a matcher that fails tries a
number of ways that grows with the text, and needs its square at least; if a word leads from p back
to p in two ways, the number doubles with each repetition. Searching is matching after any number
of characters, so that starting anew at every place counts, too.

What is not followed exactly is taken to be possible (references to groups, looking further ahead
than a character), so that a pattern may be blamed wrongly, but for repetitions of more than a few
times, which stand for all higher numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from re import _compiler, _parser  # type: ignore[attr-defined]
from re._constants import ANY as ANY_CHARACTER
from re._constants import (  # type: ignore[import-not-found]
    ASSERT,
    ASSERT_NOT,
    AT,
    AT_BEGINNING,
    AT_BEGINNING_STRING,
    AT_BOUNDARY,
    AT_END,
    AT_END_STRING,
    AT_NON_BOUNDARY,
    ATOMIC_GROUP,
    BRANCH,
    GROUPREF,
    GROUPREF_EXISTS,
    IN,
    LITERAL,
    MAX_REPEAT,
    MAXREPEAT,
    MIN_REPEAT,
    NOT_LITERAL,
    POSSESSIVE_REPEAT,
    RANGE,
    SUBPATTERN,
)
from typing import Any

LINEAR, POLYNOMIAL, EXPONENTIAL = "linear", "polynomial", "exponential"
COPIES = 2
"""Of what is repeated a certain number of times."""

Condition = Callable[[str, str], bool]
"""On the characters before and after a place; "" stands for none."""

USUAL = "aAzZ09_ \t\n\r.,é\u0301—“\u2028\x85漢\U0001f600"


@dataclass
class _Automaton:
    """Thompson's, with conditions on edges that take nothing."""

    flags: int
    state: Any
    free: list[list[tuple[int, Condition | None]]] = field(default_factory=list)
    takes: list[tuple[int, re.Pattern[str], int, int]] = field(default_factory=list)
    accepting: set[int] = field(default_factory=set)
    letters: set[str] = field(default_factory=lambda: set(USUAL))
    conditions: list[Condition] = field(default_factory=list)
    exact: set[Condition] = field(default_factory=set)
    closed: int = 0
    regions: int = 0
    looks_back: bool = False

    def new(self) -> int:
        self.free.append([])
        return len(self.free) - 1

    def pattern(self, items: list[Any]) -> re.Pattern[str]:
        made: re.Pattern[str] = _compiler.compile(_parser.SubPattern(self.state, items), self.flags)
        return made

    def sequence(self, items: Any, start: int) -> int:
        for item in items:
            start = self.item(item, start)
        return start

    def item(self, item: Any, start: int) -> int:
        kind, value = item
        if kind in (LITERAL, NOT_LITERAL, IN, ANY_CHARACTER):
            self._collect(item)
            end = self.new()
            self.takes.append((start, self.pattern([item]), end, self.closed))
            return end
        if kind is BRANCH:
            end = self.new()
            for branch in value[1]:
                self.free[self.sequence(branch, start)].append((end, None))
            return end
        if kind is SUBPATTERN:
            outer = self.flags
            self.flags = (outer | value[1]) & ~value[2]
            end = self.sequence(value[3], start)
            self.flags = outer
            return end
        makers: dict[Any, Callable[[], int]] = {
            MAX_REPEAT: lambda: self._repeated(*value, start),
            MIN_REPEAT: lambda: self._repeated(*value, start),
            POSSESSIVE_REPEAT: lambda: self._kept(lambda at: self._repeated(*value, at), start),
            ATOMIC_GROUP: lambda: self._kept(lambda at: self.sequence(value, at), start),
            AT: lambda: self._if(self._at(value), start, exact=True),
            ASSERT: lambda: self._looked(False, *value, start),
            ASSERT_NOT: lambda: self._looked(True, *value, start),
            GROUPREF: lambda: self._if(lambda before, after: True, start),
            GROUPREF_EXISTS: lambda: self._if(lambda before, after: True, start),
        }
        return makers[kind]()

    def _repeated(self, least: int, most: Any, items: Any, start: int) -> int:
        for _ in range(min(least, COPIES)):
            start = self.sequence(items, start)
        end = self.new()
        if most is MAXREPEAT:
            again = self.new()
            self.free[start].append((again, None))
            self.free[self.sequence(items, again)].append((again, None))
            self.free[again].append((end, None))
            return end
        self.free[start].append((end, None))
        for _ in range(min(most - least, COPIES)):
            start = self.sequence(items, start)
            self.free[start].append((end, None))
        return end

    def _kept(self, make: Callable[[int], int], start: int) -> int:
        """What is not given up again once it has matched."""
        outer = self.closed
        self.regions += 1
        self.closed = outer or self.regions
        end = make(start)
        self.closed = outer
        return end

    def _if(self, condition: Condition, start: int, *, exact: bool = False) -> int:
        end = self.new()
        self.conditions.append(condition)
        if exact:
            self.exact.add(condition)
        self.free[start].append((end, condition))
        return end

    def _at(self, where: Any) -> Condition:
        many = bool(self.flags & re.MULTILINE)
        self.looks_back |= where not in (AT_END, AT_END_STRING)
        if where in (AT_BEGINNING, AT_BEGINNING_STRING):
            return lambda before, after: not before or (many and before == "\n")
        if where is AT_END_STRING:
            return lambda before, after: not after
        if where is AT_END:
            return lambda before, after: not after or after == "\n"
        word = re.compile(r"\w", self.flags & re.ASCII)
        if where in (AT_BOUNDARY, AT_NON_BOUNDARY):
            apart = where is AT_BOUNDARY
            return lambda b, a: (bool(word.match(b)) != bool(word.match(a))) == apart
        raise NotImplementedError(where)

    def _looked(self, negated: bool, direction: int, items: Any, start: int) -> int:
        most = items.getwidth()[1]
        if most > 1:
            if direction > 0:  # a way of its own, which ends there
                end = self.sequence(items, start)
                self.accepting.add(end)
            return self._if(lambda before, after: True, start)
        self.looks_back |= direction < 0
        for item in items:
            self._collect(item)
        looked = self.pattern(list(items))

        def condition(before: str, after: str) -> bool:
            place = before if direction < 0 else after
            found = [bool(looked.match(place + rest)) for rest in ("", "\n", "a", "(")]
            return not all(found) if negated else any(found)

        return self._if(condition, start)

    def _collect(self, item: Any) -> None:
        """Characters at which the pattern makes a difference."""
        kind, value = item
        codes: list[int] = []
        if kind in (LITERAL, NOT_LITERAL):
            codes = [value]
        elif kind is RANGE:
            codes = [value[0] - 1, value[0], value[1], value[1] + 1]
        elif kind is IN:
            for part in value:
                if part[0] in (LITERAL, RANGE):
                    self._collect(part)
        elif kind is BRANCH:
            for branch in value[1]:
                for part in branch:
                    self._collect(part)
        for letter in (chr(c) for c in codes if 0 <= c < 0x110000):
            self.letters.update(c for c in (letter, letter.swapcase()) if len(c) == 1)


_NONE = frozenset([""])
Steps = dict[tuple[str, str], dict[int, int]]


@dataclass
class _Places:
    """Where a pattern takes characters, and how these places follow one another.

    `steps[i][before, after]` are the places that follow place i on a letter, with the number of
    ways that lead there, of which more than one counts as two. `done` are places from where it
    cannot but match, so that nothing before them is tried anew.
    """

    letters: list[str]
    takes: list[frozenset[str]]
    steps: list[Steps]
    done: frozenset[int]
    regions: list[int]
    sighted: bool

    def step(self, place: int, before: str, after: str) -> dict[int, int]:
        return self.steps[place].get((before if self.sighted else "", after), {})

    def begins(self, *of: int) -> frozenset[str]:
        """The letters that may lie before what follows all of these places."""
        return frozenset.intersection(*(self.takes[i] for i in of)) if self.sighted else _NONE


def growth(pattern: str, flags: int = 0, *, searched: bool = True, whole: bool = False) -> str:
    """How the time that a pattern takes may grow with the length of a text.

    Args:
        searched: whether it is tried at every place, not only at the first.
        whole: whether it is to match to the end, as `fullmatch` does.
    """
    places = _places(pattern, flags, searched=searched, whole=whole)
    everywhere = frozenset(range(len(places.steps)))
    if any(_doubles(places, c) for c in _components(places, everywhere - places.done)):
        return EXPONENTIAL
    components = _components(places, everywhere)
    if any(_grows(places, one, other) for one, other in product(components, components)):
        return POLYNOMIAL
    return LINEAR


def _places(pattern: str, flags: int, *, searched: bool, whole: bool) -> _Places:
    tree = _parser.parse(pattern, flags)
    automaton = _Automaton(tree.state.flags, tree.state)
    start = automaton.new()
    end = automaton.sequence(tree, start)
    if whole:
        end = automaton._if(lambda before, after: not after, end, exact=True)
    automaton.accepting.add(end)
    takes = automaton.takes
    letters = _different(automaton)
    can = [frozenset(c for c in letters if take[1].match(c)) for take in takes]
    ways = [list(_ways(automaton, take[2])) for take in takes]
    regions = [take[3] for take in takes]
    first = list(_ways(automaton, start))
    if searched:  # a place of its own, where any character is passed over
        takes = [*takes, (-1, re.compile(r"(?s:.)"), -1, 0)]
        can.append(frozenset(letters))
        ways.append(first)
        regions.append(0)
    sources: dict[int, list[int]] = {}
    for i, take in enumerate(takes):
        sources.setdefault(take[0], []).append(i)
    # What comes before matters only where the pattern looks back.
    sighted = automaton.looks_back
    before_of = can if sighted else [_NONE] * len(can)
    steps = [_steps(found, before_of[i], sources, can) for i, found in enumerate(ways)]
    if searched:
        for before, after in product(before_of[-1], letters):
            steps[-1].setdefault((before, after), {})[len(takes) - 1] = 1
    accepting = [[c for state, c in found if state in automaton.accepting] for found in ways]
    done = {i for i, found in enumerate(accepting) if () in found}
    exact = [[(q, c) for q, c in found if automaton.exact.issuperset(c)] for found in ways]
    sure = [_steps(found, before_of[i], sources, can) for i, found in enumerate(exact)]
    ending = {
        i
        for i, found in enumerate(accepting)
        if all(
            any(_hold(c, b, "") for c in found if automaton.exact.issuperset(c))
            for b in before_of[i]
        )
    }
    # Wherever a text ends it matches there, and whatever comes, it goes on.
    while lost := {
        i
        for i in ending - done
        if not all(
            (ending | done) & sure[i].get(pair, {}).keys()
            for pair in product(before_of[i], letters)
        )
    }:
        ending -= lost
    done = (done | ending) - {len(automaton.takes)}
    return _Places(letters, can, steps, frozenset(done), regions, sighted)


def _steps(
    ways: list[tuple[int, tuple[Condition, ...]]],
    can: frozenset[str],
    sources: dict[int, list[int]],
    takes: list[frozenset[str]],
) -> Steps:
    table: Steps = {}
    for state, conditions in ways:
        for to in sources.get(state, ()):
            for before, after in product(can, takes[to]):
                if _hold(conditions, before, after):
                    number = table.setdefault((before, after), {})
                    number[to] = min(number.get(to, 0) + 1, 2)
    return table


def _hold(conditions: tuple[Condition, ...], before: str, after: str) -> bool:
    return all(condition(before, after) for condition in conditions)


def _different(automaton: _Automaton) -> list[str]:
    """One letter for all that no part of the pattern tells from it."""
    word = re.compile(r"\w")
    kinds: dict[tuple[object, ...], str] = {}
    for letter in sorted(automaton.letters):
        kind = (
            *(bool(take[1].match(letter)) for take in automaton.takes),
            *(condition(letter, "") for condition in automaton.conditions),
            *(condition("", letter) for condition in automaton.conditions),
            bool(word.match(letter)),
            letter == "\n",
        )
        kinds.setdefault(kind, letter)
    return list(kinds.values())


def _ways(automaton: _Automaton, start: int) -> Iterator[tuple[int, tuple[Condition, ...]]]:
    """The states that can be reached without taking a character, once for each way there.

    A way goes along no edge twice: a repetition of nothing is not repeated.
    """
    stack: list[tuple[int, tuple[Condition, ...], frozenset[tuple[int, int]]]] = [
        (start, (), frozenset())
    ]
    while stack:
        state, conditions, gone = stack.pop()
        yield state, conditions
        for number, (to, condition) in enumerate(automaton.free[state]):
            if (state, number) not in gone:
                told = (*conditions, condition) if condition else conditions
                stack.append((to, told, gone | {(state, number)}))


def _apart(places: _Places, p: int, q: int) -> bool:
    """Whether p is given up for good before q is reached."""
    return places.regions[p] != 0 and places.regions[p] != places.regions[q]


def _components(places: _Places, of: frozenset[int]) -> list[frozenset[int]]:
    """Places that lead back to themselves, together with those on the way."""
    follow = {i: of.intersection(j for to in places.steps[i].values() for j in to) for i in of}
    reach: dict[int, set[int]] = {}
    for i in of:
        seen, left = set(follow[i]), list(follow[i])
        while left:
            new = follow[left.pop()] - seen
            seen |= new
            left += new
        reach[i] = seen
    return list({frozenset(j for j in reach[i] if i in reach[j]) for i in of if i in reach[i]})


def _doubles(places: _Places, within: frozenset[int]) -> bool:
    """Whether a word leads from a place back to it in two ways; if from one, then from all."""
    first = min(within)
    for letter in places.begins(first):
        start = (first, first, letter)
        seen = {(start, False)}
        left = [(start, False)]
        while left:
            (one, other, before), parted = left.pop()
            for after in places.letters:
                ones, others = places.step(one, before, after), places.step(other, before, after)
                for i, j in product(within & ones.keys(), within & others.keys()):
                    apart = parted or i != j or (one == other and ones[i] > 1)
                    state = (i, j, after if places.sighted else "")
                    if state == start and apart:
                        return True
                    if (state, apart) not in seen:
                        seen.add((state, apart))
                        left.append((state, apart))
    return False


def _grows(places: _Places, ones: frozenset[int], others: frozenset[int]) -> bool:
    """Whether a word leads from a p to p, from p to a q, and from q to q."""
    others -= places.done
    letters = _within(places, ones) & _within(places, others)
    return not others.isdisjoint(_reached(places, ones, letters)) and any(
        p != q and not _apart(places, p, q) and _pumped(places, p, q, ones, others)
        for p, q in _together(places, ones, others)
    )


def _within(places: _Places, of: frozenset[int]) -> set[str]:
    """The letters that lead from one of some places to another of them."""
    return {key[1] for i in of for key, to in places.steps[i].items() if not of.isdisjoint(to)}


def _reached(places: _Places, start: frozenset[int], letters: set[str]) -> set[int]:
    seen, left = set(start), list(start)
    while left:
        table = places.steps[left.pop()]
        new = {j for key, to in table.items() if key[1] in letters for j in to} - seen
        seen |= new
        left += new
    return seen


def _together(
    places: _Places, ones: frozenset[int], others: frozenset[int]
) -> set[tuple[int, int]]:
    """Pairs of places that one word may lead back to, found by leaving out those that cannot be."""
    follow: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for p, q in product(ones, others):
        shared = places.steps[p].keys() & places.steps[q].keys()
        found = (product(places.steps[p][key], places.steps[q][key]) for key in shared)
        follow[p, q] = {(i, j) for pairs in found for i, j in pairs if i in ones and j in others}
    kept = set(follow)
    while True:
        entered = {pair for one in kept for pair in follow[one]}
        left = {pair for pair in kept & entered if follow[pair] & kept}
        if left == kept:
            return kept
        kept = left


def _pumped(places: _Places, p: int, q: int, ones: frozenset[int], others: frozenset[int]) -> bool:
    for letter in places.begins(p, q):
        start, goal = (p, p, q, letter), (p, q, q, letter)
        seen = {start}
        left = [start]
        while left:
            one, way, other, before = left.pop()
            for after in places.letters:
                to = (
                    ones & places.step(one, before, after).keys(),
                    places.step(way, before, after).keys() - places.done,
                    others & places.step(other, before, after).keys(),
                )
                for found in product(*to) if all(to) else ():
                    state = (*found, after if places.sighted else "")
                    if state == goal:
                        return True
                    if state not in seen:
                        seen.add(state)
                        left.append(state)
    return False

"""An article cut into the words, numbers and marks that time expressions are made of.

The cut is our own (a run of letters, a run of digits, any other character) and so does not change
with the language pipeline's tokenizer; tags, parse and names are looked up in its tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

from spacy.tokens import Doc, Token

from generator.analysis.times.lexicon import NUMBERS, VAGUE, Phrase

_WORD = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]|_")
_QUOTATION = re.compile(r'“[^”\n]*”?|"[^"\n]*"?')
_LONGEST_PHRASE = 6
_DASHES = "-–—‑−"
_APOSTROPHES = "'’‘"


class Words:
    """The words of a text, by position. Positions past either end read as empty words.

    Args:
        text: what to cut.
        doc: the text as the pipeline read it, for rules that ask for tags, parse or names.
    """

    def __init__(self, text: str, doc: Doc | None = None) -> None:
        self.source = text
        self._doc = doc
        self.text: list[str] = []
        self.lower: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        for m in _WORD.finditer(text):
            word = m[0]
            self.text.append(word)
            self.start.append(m.start())
            self.end.append(m.end())
            lower = word.lower()
            self.lower.append("-" if word in _DASHES else "'" if word in _APOSTROPHES else lower)
        self._tokens = [token.idx for token in doc] if doc is not None else []
        self._quotations = [m.span() for m in _QUOTATION.finditer(text)]

    def __len__(self) -> int:
        return len(self.text)

    def at(self, i: int) -> str:
        """The word at `i`, lower-case, any dash as "-" and any apostrophe as "'"."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def glued(self, i: int) -> bool:
        """Whether nothing stands between the words `i - 1` and `i`."""
        return 0 < i < len(self.start) and self.start[i] == self.end[i - 1]

    def same_line(self, i: int) -> bool:
        """Whether no line break stands between the words `i - 1` and `i`."""
        if not 0 < i < len(self.start):
            return False
        gap = self.start[i] - self.end[i - 1]
        return gap < 2 and (not gap or self.source[self.end[i - 1]] != "\n")

    def capital(self, i: int) -> bool:
        """Whether the word at `i` begins with a capital."""
        return 0 <= i < len(self.text) and self.text[i][0].isupper()

    def shouts(self, i: int) -> bool:
        """Whether the word at `i` is all in capitals."""
        return 0 <= i < len(self.text) and self.text[i].isupper() and len(self.text[i]) > 1

    def token(self, i: int) -> Token:
        """The pipeline's token that the word at `i` begins in."""
        assert self._doc is not None, "this rule needs the pipeline's tokens"
        return self._doc[bisect_right(self._tokens, self.start[i]) - 1]

    def root(self, start: int, end: int) -> Token:
        """The token that the words `[start, end)` hang on in the tree."""
        token, last = self.token(start), self.token(end - 1).i
        first = token.i
        while token.head != token and first <= token.head.i <= last:
            token = token.head
        return token

    def quoted(self, i: int) -> bool:
        """Whether the word at `i` stands in quotation marks."""
        at = bisect_right(self._quotations, (self.start[i], len(self.source))) - 1
        return at >= 0 and self.start[i] < self._quotations[at][1]

    def is_phrase(self, i: int, phrase: Phrase) -> bool:
        return self.lower[i : i + len(phrase)] == list(phrase)

    def phrase(self, i: int, phrases: Collection[Phrase]) -> Phrase | None:
        """The longest of `phrases` that stands at `i`."""
        words = tuple(self.lower[i : i + _LONGEST_PHRASE])
        for n in range(len(words), 0, -1):
            if words[:n] in phrases:
                return words[:n]
        return None

    def digits(self, i: int, most: int = 4) -> int | None:
        """The number written in 1 to `most` digits at `i`."""
        word = self.at(i)
        return int(word) if word.isdecimal() and len(word) <= most else None

    def number(self, i: int) -> tuple[float | None, int] | None:
        """The quantity at `i` and the position after it; None for one that is not told ("few").

        Reads "three", "twenty-five", "two and a half", "5 1/2", "1,500", "2.5", "3 million", "a
        hundred", "a couple of", "several".
        """
        word = self.at(i)
        if word.isdecimal():
            return self._figures(i)
        if word in VAGUE:
            return self._vague(i)
        if word in ("a", "an"):
            return self._with_article(i)
        if word == "half" and self.at(i + 1) in ("a", "an"):
            return 0.5, i + 2
        return self._spelt(i) if word in NUMBERS else None

    def _figures(self, i: int) -> tuple[float | None, int]:
        digits, j = self.lower[i], i + 1
        while self.at(j) == "," and self.glued(j) and self.glued(j + 1) and self._thousands(j + 1):
            digits, j = digits + self.lower[j + 1], j + 2
        value = float(digits[:15])
        if self.at(j) == "." and self.glued(j) and self.glued(j + 1) and self.at(j + 1).isdecimal():
            value, j = float(f"{digits[:15]}.{self.lower[j + 1][:6]}"), j + 2
        elif self.at(j + 1) == "/" and self.at(j) == "1" and self.at(j + 2) in ("2", "4"):
            value, j = value + 1 / int(self.at(j + 2)), j + 3
        elif self.at(j) in ("½", "¼", "¾"):
            value, j = value + {"½": 0.5, "¼": 0.25, "¾": 0.75}[self.at(j)], j + 1
        if self.at(j) in ("hundred", "thousand", "million", "billion"):
            value, j = value * NUMBERS[self.at(j)], j + 1
        if self.at(j) == "+" and self.glued(j):
            j += 1
        return value, j

    def _thousands(self, i: int) -> bool:
        return len(self.at(i)) == 3 and self.at(i).isdecimal()

    def _vague(self, i: int) -> tuple[None, int] | None:
        j = i + 1
        if self.at(i) in ("recent", "more", "most"):
            return None
        if self.at(i).endswith("s") and self.at(i) not in ("numerous", "countless", "various"):
            if self.at(j) != "of":  # "dozens of", "millions of"
                return None
            j += 1
            if self.at(j) in ("thousands", "millions") and self.at(j + 1) == "of":
                j += 2
            return None, j
        while self.at(j) in ("more", "hundred", "thousand", "million", "dozen"):
            j += 1
        return None, j

    def _with_article(self, i: int) -> tuple[float | None, int] | None:
        j = i + 1
        if self.at(j) in ("few", "dozen", "hundred", "thousand"):
            j += 1
            scale: float | None = NUMBERS.get(self.at(j - 1))
            while self.at(j) in ("more", "hundred", "thousand"):
                scale, j = None, j + 1
            return scale, j
        for words, value in _A_NUMBER_OF:
            if self.is_phrase(j, words):
                return value, j + len(words)
        return 1.0, j

    def _spelt(self, i: int) -> tuple[float | None, int] | None:
        """A number in words: each word multiplies or adds to what is read so far."""
        total, part, j = 0, 0, i
        while (word := self.at(j)) in NUMBERS:
            value = NUMBERS[word]
            if word == "dozen" or value >= 100:
                part = (part or 1) * value
            elif part % 100 == 0 or (part % 10 == 0 and value < 10 and part % 100 >= 20):
                part += value
            else:
                break  # "ten five": two numbers
            if value >= 1000:
                total, part = total + part, 0
            j = self._next_of_number(j + 1, part)
        number = float(total + part)
        if self.is_phrase(j, ("and", "a", "half")):
            return number + 0.5, j + 3
        return number, j

    def _next_of_number(self, j: int, part: int) -> int:
        """Past the hyphen of "twenty-five" and the "and" of "two hundred and five"."""
        following = NUMBERS.get(self.at(j + 1), 0)
        if self.at(j) == "-" and self.glued(j) and part % 100 >= 20 and 0 < following < 10:
            return j + 1
        return j + 1 if self.at(j) == "and" and part >= 100 and following else j


_A_NUMBER_OF: tuple[tuple[Phrase, float | None], ...] = (
    (("couple", "of"), 2.0),
    (("couple",), 2.0),
    (("pair", "of"), 2.0),
    (("half", "-", "dozen"), 6.0),
    (("half", "dozen"), 6.0),
    (("number", "of"), None),
    (("handful", "of"), None),
    (("series", "of"), None),
    (("matter", "of"), None),
    (("good",), 1.0),
    (("full",), 1.0),
    (("whole",), 1.0),
    (("single",), 1.0),
)

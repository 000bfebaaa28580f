"""What a page shows besides its article: told by its form, set aside, never analysed.

A block is furniture as a whole or not at all, and only what looks like a label, a link or an
interface's sentence is: a paragraph that merely starts like one stays. Below the head of an
article, lists of links, readers' comments and what trails the last paragraph follow from where
they stand. Names in bylines and contributors' lines become credits. The forms are kept in
`furniture.toml`, with their sources.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from generator.reading.article import Block

Part = Literal["furniture", "menu", "list", "ending", "dates", "credit"]
"""What a block is by its form: `list` heads a list of links, `ending` the readers' comments."""

LONGEST = 500
"""Characters; a longer block is no furniture."""
PROSE = 8
"""Words; a shorter sentence does not tell where the article's body begins or ends."""
ARTICLE = 60
"""Words of body above which a heading like "Comments" can end an article."""

TRAILING = 12
"""Words; a longer line without a full stop below the last paragraph may be one, ill copied."""

_FULL_STOP = re.compile(r"(?:(?<!\.)\.|[.!?,…][\"”’)\]]+)$")
_SENTENCE_END = re.compile(r"(?:[.!?…:]|[.!?…,:;\w][\"”’)\]]+)$")
_SPEECH = re.compile(r"\b(?:said|says|told|asked|asks|added|joked|warned|argued|wrote|promised)\b")
"""What an article's sentences have and an interface's do not."""
_ORNAMENTS = " \t*_|•·-–—:#"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAY = re.compile(r"[\w ]{0,60}day,? [\w ]{1,60},? \d{4}|\w+ \d{1,2},? \d{4}|\d{1,2} \w+ \d{4}")

_LABEL_BEFORE = re.compile(
    r"[A-Za-z]{3,}(?:[-_][A-Za-z]+)*[-_]\d{1,4}(?=[“\"‘']?[A-Z](?:[a-z]|[’' ]))"
)
_LABEL_AFTER = re.compile(r"([a-z]+|[.!?”\"])([A-Z][A-Za-z]{2,}(?:[-_][A-Za-z]+)*)[-_]\d{1,4}$")
_CREDIT_AFTER = re.compile(
    r"[(\[](?:additional |with )?(?:reporting|writing|editing|edited|compiled) by "
    r"[^()\[\]]{3,300}[)\]]$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Line:
    """A block with its words, and what is made of it so far."""

    block: Block
    words: str
    part: Part | None = None
    names: tuple[str, ...] = ()

    @property
    def prose(self) -> bool:
        """Whether it reads like a paragraph of the article."""
        return (
            self.part is None
            and self.block.kind in ("paragraph", "item")
            and len(self.words.split()) >= PROSE
            and (bool(_SENTENCE_END.search(self.words)) or len(self.words) > LONGEST)
        )

    @property
    def slight(self) -> bool:
        """Whether it is a line that says nothing by itself: no sentence, no heading marked so."""
        return (
            self.part is None
            and self.block.kind in ("paragraph", "item")
            and len(self.words.split()) <= 25
            and not _SENTENCE_END.search(self.words)
        )


def set_aside(
    text: str, blocks: Iterable[Block], *, marked: bool
) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks with furniture and credits told from the body, and the names in the credits.

    Linear in the length of the text. No block is dropped; one that has an image's label or a
    credit run into it is divided.

    Args:
        marked: whether the format marks headings, as Markdown does: a bare line is then meant.
    """
    known = Counter(re.findall(r"\w+", text))
    lines = [
        _Line(part, " ".join("".join(text[s:e] for s, e in part.pieces).split()))
        for block in blocks
        for part in _divided(text, block, known)
    ]
    for line in lines:
        if line.block.kind in ("furniture", "title"):
            line.part = "furniture" if line.block.kind == "furniture" else None
        else:
            line.part = _form(line.words, line.block)
    _contributions(lines)
    _comments(lines)
    _lists(lines)
    _head(lines)
    _tail(lines, marked)
    names = dict.fromkeys(name for line in lines for name in line.names)
    return [_told(line) for line in lines], tuple(names)


def _told(line: _Line) -> Block:
    if line.part is None:
        return line.block
    return replace(line.block, kind="credit" if line.part == "credit" else "furniture")


def _divided(text: str, block: Block, known: Counter[str]) -> Iterator[Block]:
    """A block without what is run into its first or its last word, and that by itself."""
    if block.kind in ("furniture", "title"):
        yield block
        return
    pieces = list(block.pieces)
    label = _LABEL_BEFORE.match(text, *pieces[0])
    if label and label.end() < pieces[0][1]:
        yield Block("furniture", (label.span(),))
        pieces[0] = label.end(), pieces[0][1]
    start, end = pieces[-1]
    after = _label_after(text, start, end, known)
    credit = _CREDIT_AFTER.search(text, max(start, end - 350), end)
    cut = after or (credit.start() if credit else None)
    if cut is not None and text[start:cut].strip():
        stop = start + len(text[start:cut].rstrip())
        yield Block(block.kind, (*pieces[:-1], (start, stop)))
        yield Block("furniture" if after else "paragraph", ((cut, end),))
    else:
        yield Block(block.kind, tuple(pieces))


def _label_after(text: str, start: int, end: int, known: Counter[str]) -> int | None:
    """Where an image's label begins that is run into the last word.

    After a full stop it is one; after a letter ("CityMayor-4", but "PlayStation-4") only if
    what it is made of stands elsewhere on the page, and the whole does not.
    """
    match = _LABEL_AFTER.search(text, max(start, end - 80), end)
    if not match:
        return None
    word, stem = match[1], match[2]
    if word.isalpha():
        head = re.search(r"(?<!\w)\w*$", text[start : match.end(1)])
        prefix = head[0] if head else word
        if known[prefix + stem] > 1 or not (known[stem] or known[prefix]):
            return None
    return match.start(2)


def _form(words: str, block: Block) -> Part | None:
    """What the words of a block make it, whatever stands around it."""
    if len(words) > LONGEST:
        return None
    bare = words.strip(_ORNAMENTS).replace("'", "’")
    if not any(c.isalpha() for c in bare) and not (_YEAR.fullmatch(bare) or block.kind == "item"):
        return "furniture"
    forms = _forms()
    if not _FULL_STOP.search(words):
        for part, pattern in forms.labels:
            if pattern.fullmatch(bare):
                return part
    if len(words.split()) > 3 and not _SPEECH.search(bare) and forms.sentences.fullmatch(bare):
        return "furniture"
    return None


def _contributions(lines: list[_Line]) -> None:
    """Contributors' lines below the head."""
    for line in lines:
        if line.part is None and len(line.words) <= LONGEST:
            _credit(line, _forms().contributions)


def _credit(line: _Line, pattern: re.Pattern[str]) -> bool:
    match = pattern.fullmatch(line.words.replace("'", "’"))
    named = {k: v for k, v in match.groupdict().items() if v} if match else {}
    names = tuple(n for k, v in named.items() for n in ((v,) if "login" in k else people(v)))
    if names:
        line.part, line.names = "credit", names
    return bool(names)


def _comments(lines: list[_Line]) -> None:
    """All below the heading of the readers' comments, once there was an article."""
    body, ended = 0, False
    for line in lines:
        if line.prose:
            body += len(line.words.split())
        ended = ended or (line.part == "ending" and body >= ARTICLE)
        if line.part != "credit" and (ended or line.part == "ending"):
            line.part = "furniture"


def _lists(lines: list[_Line]) -> None:
    """The lines without a full stop below what heads a list of links."""
    within = False
    for line in lines:
        if line.part == "list":
            within = True
            line.part = "furniture"
        elif line.prose or line.block.kind in ("heading", "title"):
            within = False
        elif within and line.slight:
            line.part = "furniture"


def _head(lines: list[_Line]) -> None:
    """Above the first paragraph: a masthead over a menu, byline, date, points in brief."""
    first = next((i for i, line in enumerate(lines) if line.prose), len(lines))
    last = max((i for i, line in enumerate(lines) if line.prose), default=-1)
    below = max(
        (i for i in range(1, first) if lines[i].part == lines[i - 1].part == "menu"), default=0
    )
    if any(line.part is None for line in lines[below:first]):
        for line in lines[:below]:
            line.part = line.part or "furniture"
    titled = _titled(lines)
    for i, line in enumerate(lines):
        if line.part in (None, "dates", "menu") and (i < first or i > last):
            _byline(lines, i, titled)
    dated = False
    for line in lines[_titled(lines) + 1 : first]:
        dated = dated or line.part in ("credit", "dates")
        if line.slight and (dated or line.block.kind == "item"):
            line.part = "furniture"


def _titled(lines: list[_Line]) -> int:
    """Where the title stands: on the first line that may be one; -1 if a byline comes before."""
    for i, line in enumerate(lines):
        if line.part in ("credit", "dates"):
            break
        if line.part is None:
            return i
    return -1


def _byline(lines: list[_Line], i: int, titled: int) -> None:
    line = lines[i]
    if _FULL_STOP.search(line.words) and not line.prose:
        return
    if _credit(line, _forms().bylines) or i <= titled or line.part:
        return
    beside = {lines[j].part for j in (i - 1, i + 1) if j < len(lines)}
    alone = lines[i - 1].words.strip(" :").casefold() == "by"
    if alone or "dates" in beside:
        names = people(line.words.replace("'", "’"))
        if names and not _DAY.fullmatch(line.words):
            line.part, line.names = "credit", names
            if alone:
                lines[i - 1].part = "furniture"


def _tail(lines: list[_Line], marked: bool) -> None:
    """Slight lines between furniture, and short ones that trail the last paragraph."""
    last = max((i for i, line in enumerate(lines) if line.prose), default=len(lines))
    titled = _titled(lines)
    for i, line in enumerate(lines):
        if i == titled or not line.slight or _DAY.fullmatch(line.words):
            continue
        before = i > 0 and lines[i - 1].part is not None
        after = i + 1 < len(lines) and lines[i + 1].part is not None
        trails = i > last and not marked and len(line.words.split()) < TRAILING
        if trails or (before and after):
            line.part = "furniture"


_NAME = re.compile(
    r"[^\W\d_a-z][\w’.\-]*"
    r"(?: (?:(?:de|da|do|dos|das|di|du|del|della|la|le|van|von|der|den|ter|bin|ibn|al|el|e|y) )*"
    r"[^\W\d_a-z][\w’.\-]*){1,4}"
)
_BETWEEN = re.compile(r"[,;/|&]|\band\b|\bwith\b", re.IGNORECASE)
_DOING = re.compile(
    r"^(?:(?:additional|further|original|with) )*(?:(?:reporting|reported|writing|written|editing|"
    r"edited|compiled|translated|words|text|story|photos?|from)(?: |$))+(?:by )?|^by ",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"^[^,;]{1,40}’s (?=[^\W\d_a-z])")
_PLACE = re.compile(r" (?:in|at|for|from|of|on)\b.*", re.IGNORECASE)


def people(listed: str) -> tuple[str, ...]:
    """The people's names in a credit line ("CNN’s A B and C D in Paris"); none if it is no list.

    Outlets, roles and places are left out; names in capitals are set as names are.
    """
    roles = _forms().roles
    names: list[str] = []
    for piece in _BETWEEN.split(" ".join(listed.split()).strip(" .()[]")):
        bare = _PLACE.sub("", _OUTLET.sub("", _DOING.sub("", piece.strip(" .()[]"))))
        parts = bare.split()
        while parts and parts[0].casefold() in roles:
            parts.pop(0)  # "Associated Press writer A B"
        name = " ".join(parts)
        if not parts or any(part.casefold() in roles for part in parts):
            continue
        if _NAME.fullmatch(name):
            names.append(name.title() if name.isupper() else name)
        elif len(parts) > 1 or not parts[0][0].isupper():
            return ()
    return tuple(names)


@dataclass(frozen=True, slots=True)
class _Forms:
    labels: tuple[tuple[Part, re.Pattern[str]], ...]
    sentences: re.Pattern[str]
    bylines: re.Pattern[str]
    contributions: re.Pattern[str]
    roles: frozenset[str]


@cache
def _forms() -> _Forms:
    given = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    slots: dict[str, str] = {}
    for slot, form in given["slots"].items():
        slots[slot] = f"(?:{_filled(form, slots)})"

    def any_of(entries: Iterable[str]) -> re.Pattern[str]:
        forms = (_filled(entry, slots) for entry in entries)
        named = (re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{n}>", form) for n, form in enumerate(forms))
        return re.compile("|".join(f"(?:{form})" for form in named), re.IGNORECASE)

    labels = given["labels"]
    return _Forms(
        labels=(
            ("ending", any_of(given["lists"]["endings"])),
            ("list", any_of(given["lists"]["openers"])),
            ("dates", any_of(labels["dates"])),
            ("menu", any_of(labels["navigation"])),
            ("furniture", any_of(f for group in labels for f in labels[group])),
        ),
        sentences=any_of(f for group in given["sentences"].values() for f in group),
        bylines=any_of(given["credits"]["bylines"]),
        contributions=any_of(given["credits"]["contributions"]),
        roles=frozenset(given["credits"]["roles"]),
    )


def _filled(form: str, slots: dict[str, str]) -> str:
    for slot, filling in slots.items():
        form = form.replace("{" + slot + "}", filling)
    return form

"""An editor and a machine that change explainers at random, and remember what they did."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random

from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Prose,
    QuoteRow,
    Row,
    Section,
    without_raw,
)

WORDS = ("harbour", "ferry", "minister", "board", "strike", "vote", "coast", "report", "storm")


@dataclass
class Editor:
    """Changes the text of an explainer as people do; each edit leaves a word that none else has.

    Attributes:
        written: the words that have to be in the file.
        deleted: ids of rows that must not come back.
        paragraphs: of the article, that were deleted.
    """

    random: Random
    text: str
    count: int = 0
    written: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    paragraphs: list[str] = field(default_factory=list)

    def edit(self) -> str:
        """One edit; says which."""
        while True:
            name = self.random.choice(EDITS)
            if getattr(self, name)():
                self.count += 1
                return name

    def word(self) -> str:
        word = f"zq{self.random.randrange(10**9):09d}"
        self.written.add(word)
        return word

    # Lines

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    @property
    def lines(self) -> list[str]:
        return self.text.split(self.newline)

    @lines.setter
    def lines(self, lines: list[str]) -> None:
        self.text = self.newline.join(lines)

    def section_of(self, index: int) -> str:
        heads = [line for line in self.lines[: index + 1] if re.match(r"#{2,3} ", line)]
        return heads[-1].lstrip("# ") if heads else ""

    def pick(self, pattern: str, section: str = "") -> int | None:
        """A line that fits."""
        inside = end_of_front_matter(self.lines)
        found = [
            i
            for i, line in enumerate(self.lines)
            if i > inside and re.match(pattern, line) and self.section_of(i).startswith(section)
        ]
        return self.random.choice(found) if found else None

    def put(self, index: int, *new: str, instead: int = 0) -> bool:
        lines = self.lines
        for line in lines[index : index + instead]:
            if not any(set(MARK.findall(line)) <= set(MARK.findall(n)) for n in new):
                self.written -= set(MARK.findall(line))
        lines[index : index + instead] = new
        self.lines = lines
        return True

    def inserted(self, line: str) -> str:
        """The line with a new word between two others."""
        at = self.random.choice([m.start() for m in re.finditer(r"(?<=\w) (?=\w)", line)] or [-1])
        return f"{line[:at]} {self.word()}{line[at:]}" if at > 0 else f"{line} {self.word()}"

    # Rows

    def change_cell(self) -> bool:
        return self._cell(self.random.randrange(4), r"\|.*\"[qe]")

    def change_speaker(self) -> bool:
        return self._cell(0, r"\|.*\"q")

    def change_date(self) -> bool:
        return self._cell(0, r"\|.*\"e")

    def _cell(self, column: int, pattern: str) -> bool:
        index = self.pick(pattern)
        if index is None:
            return False
        cells = re.split(r"(?<!\\)\|", self.lines[index])
        column = min(column, len(cells) - 4) + 1
        kept = " ".join(MARK.findall(cells[column]))
        cells[column] = f" {kept} {self.word()} " if kept else f" {self.word()} as told "
        return self.put(index, "|".join(cells), instead=1)

    def describe(self) -> bool:
        index = self.pick(r"[-*] \*\*")
        if index is None:
            return False
        line = self.lines[index]
        at = line.rindex("[¶") if "[¶" in line else len(line)
        colon = "" if "): " in line[:at] or "**: " in line[:at] else ": "
        new = f"{line[:at].rstrip()}{colon or ' '}{self.word()} {line[at:]}".rstrip()
        return self.put(index, new, instead=1)

    def rename(self) -> bool:
        index = self.pick(r"[-*] \*\*")
        if index is None:
            return False
        line = self.lines[index]
        return self.put(index, line.replace("**", f"**{self.word()} ", 1), instead=1)

    def move_row(self) -> bool:
        index = self.pick(r"(\|.*\"[qe])")
        if index is None:
            return False
        letter = re.findall(r'"([qe])', self.lines[index])[-1]
        to = self.pick(rf"\|.*\"{letter}")
        line = self.lines[index]
        assert to is not None
        lines = self.lines
        del lines[index]
        lines.insert(to, line)
        self.lines = lines
        return True

    def delete_row(self) -> bool:
        index = self.pick(r"(\||[-*] \*\*).*#p\d+ \"")
        if index is None or self.random.random() < 0.5:
            return False
        line = self.lines[index]
        self.written -= set(MARK.findall(line))
        self.deleted |= set(re.findall(r'\(#p\d+ "([^"]+)"', line))
        return self.put(index, instead=1)

    def hide_row(self) -> bool:
        index = self.pick(r"\|.*#p\d+ \"")
        if index is None or self.random.random() < 0.7:
            return False
        line = self.lines[index]
        self.deleted |= set(re.findall(r'\(#p\d+ "([^"]+)"', line))
        return self.put(index, f"<!-- {line} -->", instead=1)

    def add_actor(self) -> bool:
        index = self.pick(r"[-*] \*\*")
        return index is not None and self.put(index + 1, f"- **{self.word()}** (person): by hand")

    def add_quote(self) -> bool:
        return self._add(r"\|.*\"q", "| {} | “No, {},” | said | | |")

    def add_event(self) -> bool:
        return self._add(r"\|.*\"e", "| 2016-10 | {} sank, {} | happened | [¶ 1](#p1) |")

    def _add(self, pattern: str, row: str) -> bool:
        index = self.pick(pattern)
        if index is None:
            return False
        wide = self.lines[index].count("|") - row.count("|")
        return self.put(index + 1, row.format(self.word(), self.word()) + " |" * max(wide, 0))

    def add_column(self) -> bool:
        """A note in a column of the editor's own."""
        head = self.pick(r"\|\s+(Who|Date) ")
        if head is None or self.random.random() < 0.5:
            return False
        lines = self.lines
        last = head + 1
        while last + 1 < len(lines) and lines[last + 1].startswith("|"):
            last += 1
        if last < head + 2:
            return False
        at = self.random.randrange(head + 2, last + 1)
        if "Note" not in lines[head]:
            self.put(head, f"{lines[head]} Note |", f"{lines[head + 1]} --- |", instead=2)
        missing = self.lines[head].count("|") - lines[at].count("|")
        if missing < 1 or lines[at].count(r"\|"):
            return False
        return self.put(at, lines[at] + " |" * (missing - 1) + f" {self.word()} |", instead=1)

    def promote(self) -> bool:
        """An actor from below the fold to the top, or down."""
        index = self.pick(r"[-*] \*\*")
        to = self.pick(r"[-*] \*\*")
        if index is None or to is None:
            return False
        lines = self.lines
        lines.insert(to, lines.pop(index))
        self.lines = lines
        return True

    def forget_the_link(self) -> bool:
        """A row without id, as if it were written by hand."""
        index = self.pick(r"\|.*#p\d+ \"")
        if index is None or self.random.random() < 0.8:
            return False
        line = re.sub(r"\[¶.*?\)(, )?", "", self.lines[index])
        return self.put(index, self.inserted(line), instead=1)

    # Prose

    def reword_article(self) -> bool:
        index = self.pick(r"[\w“]", "The article")
        return index is not None and self.put(index, self.inserted(self.lines[index]), instead=1)

    def reword_standfirst(self) -> bool:
        lines = self.lines
        index = end_of_front_matter(lines) + 2
        if not re.match(r"[\w“]", lines[index]):
            return False
        return self.put(index, self.inserted(lines[index]), instead=1)

    def delete_paragraph(self) -> bool:
        index = self.pick(r"[\w“]", "The article")
        if index is None or self.random.random() < 0.5:
            return False
        self.written -= set(MARK.findall(self.lines[index]))
        self.paragraphs.append(self.lines[index])
        return self.put(index, instead=2)

    def add_paragraph(self) -> bool:
        return self._beside(f"{self.word()} was added, [see](#p1).")

    def add_image(self) -> bool:
        return self._beside(f"![A ship, {self.word()}](images/{self.word()}.jpg)")

    def add_footnote(self) -> bool:
        name = self.word()
        done = self._beside(f"It was noted.[^{name}]")
        return done and self.put(len(self.lines), f"[^{name}]: By {self.word()}.", "")

    def _beside(self, paragraph: str) -> bool:
        index = self.pick(r"[\w“]")
        if index is None:
            index = len(self.lines)
            return self.put(index, "", paragraph, "")
        return self.put(index, paragraph, "")

    def add_note(self) -> bool:
        index = self.pick(r"\|.*#p\d+ \"")
        return index is not None and self.put(index + 1, f"<!-- ask {self.word()} -->")

    def add_section(self) -> bool:
        index = self.pick("## ")
        if index is None:
            return False
        head = f"## Background {self.word()}"
        return self.put(index, head, "", f"- a [link {self.word()}](https://example.org)", "")

    def move_section(self) -> bool:
        starts = [i for i, line in enumerate(self.lines) if line.startswith("## ")]
        if len(starts) < 3 or self.random.random() < 0.6:
            return False
        lines = [*self.lines, ""]
        parts = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
        moved = parts.pop(self.random.randrange(len(parts)))
        parts.insert(self.random.randrange(len(parts) + 1), moved)
        self.lines = [*lines[: starts[0]], *(line for part in parts for line in part)]
        return True

    # Front matter and layout

    def add_key(self) -> bool:
        return self.put(end_of_front_matter(self.lines), f"{self.word()}: {self.word()}")

    def change_title(self) -> bool:
        index = next(i for i, line in enumerate(self.lines) if line.startswith("title:"))
        line = re.sub("title: '?", lambda m: f"{m[0]}{self.word()} ", self.lines[index], count=1)
        return self.put(index, line, instead=1)

    def change_layout(self) -> bool:
        kind = self.random.randrange(4)
        if kind == 0:
            self.text = self.text.replace("\r\n", "\n").replace("\n", "\r\n")
        elif kind == 1:
            self.text = self.text.replace("\r\n", "\n")
        elif kind == 2:
            self.text = re.sub(r"[ \t]+(?=\r?$)", "", self.text, flags=re.MULTILINE)
        else:
            self.text = re.sub(r"(?m)^\| ", "|   ", self.text)
        return True


MARK = re.compile(r"zq\d{9}")
# fmt: off
EDITS = (
    "change_cell", "change_cell", "change_cell", "change_speaker", "change_date", "describe",
    "rename", "move_row", "delete_row", "hide_row", "add_actor", "add_quote", "add_event",
    "forget_the_link", "add_column", "promote", "reword_article", "reword_article",
    "reword_standfirst",
    "delete_paragraph", "add_paragraph", "add_image", "add_footnote", "add_note", "add_section",
    "move_section", "add_key", "change_title", "change_layout",
)
# fmt: on


def end_of_front_matter(lines: list[str]) -> int:
    return lines.index("---", 1)


@dataclass
class Machine:
    """Drafts of one article as seeds, glossary and pipeline change.

    Attributes:
        first: the first draft.
        draft: the last one.
        kin: from the id of a reworded row to the one it had.
        has_moved: whether rows stand in another order than in the draft before.
    """

    random: Random
    first: Explainer
    draft: Explainer
    kin: dict[str, str] = field(default_factory=dict)
    has_moved: bool = False

    def root(self, id: str) -> str:
        return self.kin.get(id, id)

    def redraft(self) -> Explainer:
        """A new draft: several changes, or one of before again."""
        self.has_moved = self.random.random() < 0.1
        draft = self.first if self.has_moved else self.draft
        for _ in range(self.random.randrange(1, 8)):
            sections = list(draft.sections)
            at = self.random.randrange(len(sections) + 1)
            if at == len(sections):
                draft = self._above(draft)
                continue
            if sections[at].kind == "article":
                draft = self._paragraphs(draft, at)
                continue
            sections[at] = self._rows(sections[at])
            draft = replace(draft, sections=tuple(sections))
        self.draft = draft
        return draft

    def _above(self, draft: Explainer) -> Explainer:
        match self.random.randrange(3):
            case 0:
                return replace(draft, title=self._reworded(draft.title))
            case 1:
                return replace(draft, standfirst=self._reworded(draft.standfirst))
        return replace(draft, extra=(("topics", [self._new()]),))

    def _rows(self, section: Section) -> Section:
        asked = tuple(i for i in section.items if isinstance(i, Prose))
        rows = list(section.rows)
        if not rows:
            return section
        at = self.random.randrange(len(rows))
        row = rows[at]
        match self.random.randrange(6):
            case 0 if len(rows) > 1:
                del rows[at]
            case 1:
                rows.insert(at, self._added(row))
            case 2:
                self.has_moved = True
                rows.insert(self.random.randrange(len(rows)), rows.pop(at))
            case 3:
                rows[at] = self._changed_words(row)
            case _:
                rows[at] = self._changed(row)
        return replace(section, items=(*(asked if self.random.random() < 0.9 else ()), *rows))

    def _changed(self, row: Row) -> Row:
        match row:
            case ActorRow():
                name = self.random.choice(("description", "kind", "aliases"))
                value = (self._new(),) if name == "aliases" else self._new()
                return replace(row, **{name: value})
            case QuoteRow():
                return replace(row, **{self.random.choice(("who", "how")): self._new()})
        return replace(row, **{self.random.choice(("date", "status")): self._new()})

    def _changed_words(self, row: Row) -> Row:
        if isinstance(row, ActorRow):
            return replace(row, name=f"{row.name} {self._new()}")
        words = self._reworded(row.what)
        if words == row.what or len(words.split()) < 6 or row.id in self.kin:
            return row
        new = replace(row, what=words, id=f"{row.id[0]}{self.random.randrange(16**5):05x}")
        self.kin[new.id or ""] = self.kin.get(row.id or "", row.id or "")
        return new

    def _added(self, like: Row) -> Row:
        id = f"{(like.id or 'x')[0]}{self.random.randrange(16**5):05x}"
        words = " ".join(self._new() for _ in range(4))
        if isinstance(like, ActorRow):
            return ActorRow(words, "person", (), "", (1,), f"actor-{id}")
        if isinstance(like, QuoteRow):
            return QuoteRow(self._new(), words, "said", "", (1,), id)
        return EventRow("2016-10", words, "happened", (1,), id)

    def _paragraphs(self, draft: Explainer, at: int) -> Explainer:
        """The article changed, with the numbers that lead into it."""
        parts = draft.sections[at].text.split("\n\n")
        i = self.random.randrange(len(parts))
        before = sum(not p.startswith("#") for p in parts[:i])
        step = 0
        match self.random.randrange(4):
            case 0:
                parts.insert(i, " ".join(self._new() for _ in range(8)) + ".")
                step = 1
            case 1 if len(parts) > 4 and not parts[i].startswith("#"):
                del parts[i]
                step = -1
            case _:
                if not parts[i].startswith("#"):
                    parts[i] = self._reworded(parts[i])

        def number(n: int) -> int:
            return max(n + step, 1) if n > before else n

        sections = [
            replace(
                s,
                items=tuple(
                    r
                    if isinstance(r, Prose)
                    else replace(r, paragraphs=tuple(dict.fromkeys(map(number, r.paragraphs))))
                    for r in s.items
                ),
            )
            for s in draft.sections
        ]
        sections[at] = replace(sections[at], items=(Prose("\n\n".join(parts)),))
        return replace(draft, sections=tuple(sections))

    def _reworded(self, text: str) -> str:
        words = text.split(" ")
        places = [i for i, w in enumerate(words) if w.isalpha() and w.islower()]
        if places:
            words[self.random.choice(places)] = self._new()
        return " ".join(words)

    def _new(self) -> str:
        return f"{self.random.choice(WORDS)}{self.random.randrange(10**6):06d}"


def bare(explainer: Explainer) -> Explainer:
    """As a draft that was never in a file."""
    return replace(
        explainer,
        raw=None,
        lead=None,
        sections=tuple(
            replace(s, raw=None, items=tuple(without_raw(i) for i in s.items))
            for s in explainer.sections
        ),
    )

"""Which actors' cards stand in the margin beside their first mention, and which are folded away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil

from generator.rendering.site import Card

LINE, NOTE_LINE = 66, 40
"""Characters in a line of the text and of a note."""

NOTE_HEIGHT = 0.72
"""The height of a note's line, in lines of the text."""

ASTRAY = 7
"""How many lines below its mention a note may end up before it is folded away."""


@dataclass(slots=True)
class Margin:
    """The margin beside an article, as far down as it is set. Heights are in lines of text."""

    shown: set[str] = field(default_factory=set)
    text_end: float = 0
    notes_end: float = 0

    def beside(self, cards: Iterable[Card], length: int) -> list[Card]:
        """The cards to set beside a paragraph of this length that names them."""
        fitting: list[Card] = []
        for card in cards:
            if card.id in self.shown or not card.salient:
                continue
            top = max(self.text_end, self.notes_end)
            if top - self.text_end > ASTRAY:
                continue
            self.shown.add(card.id)
            fitting.append(card)
            lines = 1 + ceil(len(card.row.description) / NOTE_LINE)
            self.notes_end = top + lines * NOTE_HEIGHT + 0.8
        self.text_end += ceil(length / LINE) + 0.8
        return fitting

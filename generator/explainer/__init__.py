"""From an analysis to the Markdown that people own, and back."""

from generator.explainer.drafting import draft
from generator.explainer.reading import read
from generator.explainer.writing import write

__all__ = ["draft", "read", "write"]

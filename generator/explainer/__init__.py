"""From an analysis to the Markdown that people own, and back."""

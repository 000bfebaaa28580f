"""Plain text as Markdown that renders literally, and Markdown as plain text."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from generator.notation import patient

_MARKUP = re.compile(
    r"""[\\`*<]
      | &(?=\#?\w+;)                        # would be an entity
      | (?<![^\W_])_ | _(?![^\W_])          # inside a word it is none
      | ~(?=~)
      | \[(?=\^) | \^(?=\[) | \](?=[(\[:])  # footnotes, links, definitions
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"(?=[-+](?:\s|$)|-(?:\s*-)*\s*$|#{1,6}(?:\s|$)|>|\[[ xX]\]\s)")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")


def escape(text: str) -> str:
    """Text in one line, to stand within a paragraph, an item or a cell."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def block(markdown: str) -> str:
    """One line of Markdown, to stand as a block of its own: no bullet, heading or rule."""
    if match := _NUMBER.match(markdown):
        return f"{match[1]}\\{markdown[match.end() :]}"
    return f"\\{markdown}" if _BLOCK.match(markdown) else markdown


def plain(markdown: str) -> str:
    """The words of one line of Markdown, without its references to footnotes."""
    if not _ANY_MARKUP.search(markdown):
        return " ".join(markdown.split())
    words: list[str] = []
    for token in _parser().parseInline(markdown)[0].children or ():
        if token.type in ("text", "code_inline", "image"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join("".join(words).split())


_ANY_MARKUP = re.compile(r"[\\`*_<&~!\[\]]")


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable("strikethrough")
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return patient(parser)

"""Markdown as the pages show it: CommonMark with tables and footnotes.

HTML is never let through: comments are an editor's own, all else is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from generator.explainer.blocks import Block, Kind, scanned
from generator.notation import crowded, patient
from generator.rendering.images import FOLDER, path_of
from generator.rendering.mentions import Link, Mentions, escape_words

Env = dict[str, Any]
"""What markdown-it hands to its rules: our `Page` among it, under "page"."""


@dataclass(slots=True)
class Page:
    """What the texts of one page share while they are rendered.

    Attributes:
        mentions: finds the names of actors.
        link: makes a mention of an actor.
        explainers: addresses of the other explainers by the name of their file (`visit.md`).
        claim: from a wish to an id that is not yet taken on the page.
        document: the whole file: what it defines of links and notes holds in each of its texts.
        pictures: where the pictures beside the file lie, from the page.
        paragraphs: how many of the article's paragraphs are numbered so far.
        named: ids of the actors linked so far in the paragraph at hand.
    """

    mentions: Mentions
    link: Link
    explainers: Mapping[str, str]
    claim: Callable[[str], str]
    document: str = ""
    pictures: str = f"../{FOLDER}/"
    paragraphs: int = 0
    named: dict[str, None] = field(default_factory=dict)
    _texts: int = 0
    _links: int = 0
    _references: dict[str, Any] | None = None
    _rows: Env | None = None

    def linked(self, words: str) -> str:
        """Words as HTML, the names of actors linked."""
        return self.mentions.link(words, self.mention)

    def mention(self, actor: str, text: str) -> str:
        self.named[actor] = None
        return self.link(actor, text)

    def address(self, target: str) -> tuple[str, bool]:
        """Where a link leads that an explainer's text has, and whether to an actor's card."""
        if target.startswith("#"):
            if is_mention := self.mentions.knows(actor := unquote(target[1:])):
                self.named[actor] = None
            return target, is_mention
        file, hash_, fragment = target.partition("#")
        address = self.explainers.get(file.removeprefix("./"))
        return (address + hash_ + fragment if address else target), False

    def env(self, text: str, *, plain: bool) -> Env:
        """What a parser is told of the page; texts are numbered where they may have footnotes."""
        self._texts += "^" in text
        if self._references is None:
            defined: Env = {}
            if _DEFINITION.search(self.document):
                _parser().parse(self.document, defined)
            self._references = defined.get("references", {})
        references = dict(self._references)
        return {"page": self, "plain": plain, "docId": str(self._texts), "references": references}

    def rows_env(self, text: str) -> Env:
        """What the rows of a section share, so that their footnotes are numbered through."""
        if self._rows is None:
            self._rows = self.env(text, plain=True)
            _parser().parse(self._all_notes(), self._rows)
        return self._rows

    def notes(self) -> Markup:
        """The footnotes that rows have referred to since this was asked for last."""
        env, self._rows = self._rows, None
        if env is None:
            return Markup()
        parser = _parser()
        env["plain"] = True
        tokens = parser.parse(self._all_notes(), env)
        return Markup(parser.renderer.render(tokens, parser.options, env))

    def _all_notes(self) -> str:
        return "\n\n".join(note[0] for note in _NOTE.finditer(self.document))

    def with_notes(self, text: str) -> str:
        """A text with the footnotes that it refers to and that stand elsewhere in the file."""
        if "[^" not in text:
            return text
        notes = {n["label"]: n[0] for n in _NOTE.finditer(self.document)}
        here = {n["label"] for n in _NOTE.finditer(text)}
        wanted = dict.fromkeys(re.findall(r"\[\^([^\[\]\s]+)\]", text))
        return "\n\n".join([text, *(notes[w] for w in wanted if w in notes and w not in here)])


_DEFINITION = re.compile(r"(?m)^ {0,3}\[[^\]^][^\]]{0,998}\]:")
_NOTE = re.compile(
    r"(?m)^ {0,3}\[\^(?P<label>[^\]\s]+)\]:.*(?:\n(?:[ \t]*\n)*(?: {4}|\t)[ \t]*\S.*)*"
)


SHORT = 40
"""Characters of what explainers say again and again, such as a cue."""


@lru_cache(1 << 12)
def _words(text: str) -> Markup | None:
    """A text of words alone; None where it may be more."""
    return None if _MARK.search(text) else Markup(escape_words(text))


def inline(text: str, page: Page, *, plain: bool = True, row: bool = False) -> Markup:
    """One line of Markdown; actors are linked unless `plain`.

    Where it stands in a `row`, its footnotes are among those of `page.notes()`.
    """
    if plain and len(text) < SHORT and (words := _words(text)) is not None:
        return words
    if (made := _light(text, page, plain)) is not None:
        return Markup(made)
    parser = _parser()
    env = page.rows_env(text) if row and "[^" in text else page.env(text, plain=plain)
    env["plain"] = plain
    # What follows the first token are the footnotes so far.
    return Markup(parser.renderer.render(parser.parseInline(text, env)[:1], parser.options, env))


_MARK = re.compile(r"[\\`*_\[\]<~^\t\r\n\0&!]")
"""What a text has in it that may be more than words; most have nothing, and need no parser."""

_MARKUP = re.compile(r"[\\`*_\[\]<~^\t\r\0]|&(?=#?\w+;)|!(?=\[)|\n(?:\s|(?<=\s\n))")
"""What of it is more than words."""

# Its first characters are few, and stand first: those are found faster than what stands before.
_SPAN = re.compile(
    r"""(?P<mark>\*(?<![^ \n(“‘—–-]\*)\*?)
        (?P<stressed>[^\W_](?:[^\\`*_\[\]<&~^\t\r\n\0]*[^\W_])?)
        (?P=mark)(?![^ \n.,;:?!)”’—–-])
      | \[(?<!!\[)(?P<label>[^\\`*_\[\]<&~^\t\r\n\0]+)\]
        \((?P<target>(?:https?://)?[a-zA-Z0-9.\#-][a-zA-Z0-9_.\#?=+,;@-]*
        (?:/[a-zA-Z0-9_.\#?=+,;@-]+)*/?)\)""",
    re.VERBOSE,
)
"""Emphasis and links that can be nothing else, by what they hold and what stands beside them."""


def _light(text: str, page: Page, plain: bool) -> str | None:
    """A text as markdown-it would show it; None where that takes markdown-it."""
    put = escape_words if plain else page.linked
    if not _MARK.search(text):
        return put(text)
    spans = list(_SPAN.finditer(text))
    ends = [0, *(end for span in spans for end in span.span()), len(text)]
    words = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    if any(map(_MARKUP.search, words)) or crowded(text):
        return None
    out = [put(words[0])]
    for span, after in zip(spans, words[1:], strict=True):
        if mark := span["mark"]:
            tag = "em" if mark == "*" else "strong"
            out.append(f"<{tag}>{put(span['stressed'])}</{tag}>")
        else:
            address, is_mention = page.address(span["target"])
            kind = ' class="mention"' if is_mention else ""
            label = escape(span["label"], quote=False)
            out.append(f'<a href="{escape(address)}"{kind}>{label}</a>')
        out.append(put(after))
    return "".join(out)


def block(text: str, page: Page, *, plain: bool = False) -> Markup:
    """Markdown as HTML; actors are linked unless `plain`."""
    out: list[str] = []
    for kind, words in _parts(page.with_notes(text)):
        if kind == "paragraph":
            out.append(f"<p>{inline(words, page, plain=plain)}</p>\n")
        elif kind == "list":
            items = (f"<li>{inline(i, page, plain=plain)}</li>\n" for i in _items(words))
            out.append(f"<ul>\n{''.join(items)}</ul>\n")
        else:
            parser, env = _parser(), page.env(words, plain=plain)
            out.append(parser.renderer.render(parser.parse(words, env), parser.options, env))
    return Markup("".join(out))


def article(
    text: str,
    page: Page,
    beside: Callable[[Sequence[str], int], str],
    around: Callable[[int], tuple[str, str]],
) -> Markup:
    """An article's Markdown, numbered from `page.paragraphs` over paragraphs and list items.

    Args:
        beside: from the ids of the actors that a paragraph links to, and its length in
            characters, to what stands beside it.
        around: from a paragraph's number to what it begins and ends with.
    """
    out: list[str] = []

    def numbered(tag: str, length: int, body: Callable[[], str]) -> None:
        page.paragraphs += 1
        page.named.clear()
        words = body()
        note = beside(tuple(page.named), length)
        start, end = around(page.paragraphs)
        id = f'id="p{page.paragraphs}"'
        if tag == "p":
            out.append(f"{note}<p {id}>{start}{words}{end}</p>\n")
        else:
            out.append(f"<li {id}>{note}{start}{words}{end}</li>\n")

    for kind, words in _parts(page.with_notes(text)):
        if kind == "paragraph":
            numbered("p", len(words), partial(inline, words, page, plain=False))
            continue
        if kind == "list":
            out.append("<ul>\n")
            for item in _items(words):
                numbered("li", len(item), partial(inline, item, page, plain=False))
            out.append("</ul>\n")
            continue
        parser, env = _parser(), page.env(words, plain=False)
        for group in _numbered(parser.parse(words, env)):
            if _counts(group[0]):
                length = sum(len(t.content) for t in group if t.type == "inline")
                body = partial(parser.renderer.render, group[1:-1], parser.options, env)
                numbered(group[0].tag, length, body)
            else:
                out.append(parser.renderer.render(group, parser.options, env))
    return Markup("".join(out))


def count(text: str) -> int:
    """How many numbered paragraphs and list items an article has."""
    found = _scanned(text)
    if found is None:
        return sum(_counts(group[0]) for group in _numbered(_parser().parse(text)))
    return sum(len(block.items) or block.kind == "paragraph" for block in found)


def _parts(text: str) -> Iterator[tuple[Kind, str]]:
    """The blocks of a text and their kinds; all as one where notes run on."""
    found = _scanned(text)
    if found is None:
        yield "other", text
        return
    lines = text.split("\n")
    for block in found:
        yield block.kind, "\n".join(lines[block.first : block.last]).strip()


def _items(words: str) -> list[str]:
    """What the items of a list of one line each say."""
    return [line[2:].strip() for line in words.split("\n")]


def _scanned(text: str) -> list[Block] | None:
    return None if "^[" in text else scanned(text)


def _counts(token: Token) -> bool:
    return token.type in ("paragraph_open", "list_item_open")


def _numbered(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Whole paragraphs and list items, and what stands between them."""
    start = 0
    while start < len(tokens):
        token = tokens[start]
        end = start + 1
        if token.type == "footnote_block_open":
            end = len(tokens)
        elif _counts(token):
            close = (token.type.replace("open", "close"), token.level)
            while (tokens[end - 1].type, tokens[end - 1].level) != close:
                end += 1
        else:
            while (
                end < len(tokens)
                and not _counts(tokens[end])
                and "footnote" not in tokens[end].type
            ):
                end += 1
        yield list(tokens[start:end])
        start = end


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False}).enable(
        ["table", "strikethrough"]
    )
    parser.use(footnote_plugin)
    parser.inline.ruler.at("newline", _newline)
    patient(parser)
    parser.validateLink = _is_safe  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def _is_safe(url: str) -> bool:
    scheme = re.match(r"\s*([\w+.-]*):", url)
    return not scheme or scheme[1].lower() in ("http", "https", "mailto")


def _newline(state: StateInline, silent: bool) -> bool:
    """As markdown-it's own rule, but a soft break stays in the text: names run over lines."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        hard = state.pending.endswith("  ")
        state.pending = state.pending.rstrip(" ")
        if hard:
            state.push("hardbreak", "br", 0)
        else:
            state.pending += "\n"
    state.pos += 1
    while state.pos < state.posMax and state.src[state.pos] in " \t":
        state.pos += 1
    return True


def _text(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    page: Page = env["page"]
    if env["plain"] or page._links:
        return escape(tokens[i].content, quote=False)
    return page.mentions.link(tokens[i].content, page.mention)


def _html(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    written = _COMMENT.sub("", tokens[i].content).strip("\n")
    if tokens[i].type == "html_inline" or not written.strip():
        return escape(written, quote=False)
    return f"<p>{escape(written.strip(), quote=False)}</p>\n"


def _link_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    page: Page = env["page"]
    page._links += 1
    token = tokens[i]
    address, is_mention = page.address(str(token.attrs.get("href", "")))
    token.attrSet("href", address)
    if is_mention:
        token.attrSet("class", "mention")
    return self.renderToken(tokens, i, options, env)


def _link_close(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    env["page"]._links -= 1
    return self.renderToken(tokens, i, options, env)


def _image(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """A picture elsewhere is linked: pages ask nothing of other hosts."""
    token = tokens[i]
    source = str(token.attrs.get("src", ""))
    if path := path_of(source):
        alt = escape(self.renderInlineAsText(token.children or [], options, env))
        return f'<img src="{quote(env["page"].pictures + path)}" alt="{alt}" loading="lazy">'
    label = escape(token.content or "picture", quote=False)
    if not source.lower().startswith(("http:", "https:")) or env["page"]._links:
        return label
    return f'<a href="{escape(source)}">{label}</a>'


def sources(text: str) -> Iterator[str]:
    """The addresses of the pictures in a text."""
    if "![" in text:
        for token in _parser().parse(text):
            for child in token.children or ():
                if child.type == "image":
                    yield str(child.attrs.get("src", ""))


def _heading(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    token = tokens[i]
    if token.tag == "h1":
        token.tag = "h2"
    env["page"]._links += token.nesting  # no links to actors in headings
    if token.nesting == 1:
        token.attrSet("id", env["page"].claim(slug(tokens[i + 1].content)))
    return self.renderToken(tokens, i, options, env)


def _table(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    if tokens[i].nesting == 1:
        return '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n'
    return "</table>\n</div>\n"


def _code(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """Long lines scroll, by keyboard too."""
    language = "".join(f' class="language-{escape(n)}"' for n in tokens[i].info.split()[:1])
    words = escape(tokens[i].content, quote=False)
    return f'<pre tabindex="0"><code{language}>{words}</code></pre>\n'


def _cell(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """Alignment by class: the pages' policy allows no styles in attributes."""
    token = tokens[i]
    if style := token.attrs.pop("style", None):
        token.attrSet("class", str(style).removeprefix("text-align:"))
    if token.tag == "th":
        token.attrSet("scope", "col")
    return self.renderToken(tokens, i, options, env)


def _notes_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """No section: it would lack a heading."""
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _caption(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """The same number wherever a footnote is referred to."""
    return f"[{tokens[i].meta['id'] + 1}]"


def _notes_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Env
) -> str:
    return "</ol>\n</div>\n"


_RULES = {
    "footnote_caption": _caption,
    "footnote_block_open": _notes_open,
    "footnote_block_close": _notes_close,
    "text": _text,
    "html_block": _html,
    "html_inline": _html,
    "link_open": _link_open,
    "link_close": _link_close,
    "image": _image,
    "fence": _code,
    "code_block": _code,
    "heading_open": _heading,
    "heading_close": _heading,
    "table_open": _table,
    "table_close": _table,
    "th_open": _cell,
    "td_open": _cell,
}


def slug(text: str) -> str:
    """Words as an id or a part of an address: lower case, letters and digits of any script."""
    return "-".join(_WORDS.findall(text.lower().replace("’", "").replace("'", "")))


_WORDS = re.compile(r"[^\W_]+")

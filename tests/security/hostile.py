"""A site with a string in every field of every input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Formatter

EXPLAINER = """---
title: {quoted}
date: 2016-10-11
source: {{file: {quoted}, name: {quoted}, url: {quoted}}}
topics: [{quoted}, harbour]
language: {quoted}
corrections: [{{date: 2016-10-12, text: {quoted}}}, {quoted}]
article: full
other: {{deep: [{quoted}]}}
---

{block}

## Who’s who

- **{line}** (person; also {line}, {line} too): {line} [¶ 1](#p1 "{line}")
- **Ada Moreau** (person; also Moreau): minister, {line} [¶ 1](#p1 "ada-moreau")
- **Harbour Board** ({line}; also HB): [¶ 1](#p1)

### Also named

- **{line} Port** (place) [¶ 1](#p1 "{line} 2")

## Who said what

| Who | What | How | When | {cell} | Where |
| --- | --- | --- | --- | --- | --- |
| {cell} | “{cell}” | {cell} | {cell} | {cell} | [¶ 1](#p1 "{cell}") |
| Ada Moreau | Harbour Board {cell} | denied {cell} | 2016-10-11 | {cell} | [¶ 1](#p1) {cell} |
| Harbour Board | “Moreau, {cell}” | said | 2016-10-11 | {cell} | [¶ 1](#p1 "q3") |

## Timeline

| Date | What happened | Status | {cell} | Where |
| --- | --- | --- | --- | --- |
| {cell} | {cell} | {cell} | {cell} | [¶ 1](#p1 "{cell} e") |
| 2016-10-10 | {cell} | planned | {cell} | {cell} |

## {line}

{block}

[{line}]({line}) ![{line}]({line} "{line}") <{line}> [{line}](https://good.example/{line})

> {block}

- {block}

| {cell} | x |
| :-: | --- |
| {cell} | {cell} |

## The article

Ada Moreau and the Harbour Board met {line} on Tuesday.

{block}

[{line}](#{line}) and [{line}](x.md#{line})
"""

SEED = """---
title: {quoted}
date: 2016-10-11
source_name: {quoted}
source_url: {quoted}
author: [{quoted}]
topics: [{quoted}]
language: {quoted}
{bare}
---

{block}

Minister Ada {line} Moreau closed the ferry on Monday. “{line}, and no more,” Moreau told {line}.

## {line}

[{line}]({line}) was refused by the Harbour Board, according to {line}.
"""

PAGE = """<!doctype html><html lang="en"><head><title>{escaped}</title>
<meta property="og:title" content="{escaped}"><meta property="og:site_name" content="{escaped}">
<meta name="author" content="{escaped}"><meta property="og:url" content="{escaped}">
<meta property="article:published_time" content="2016-10-11">
<script type="application/ld+json">{{"headline": {linked}, "author": {{"name": {linked}}}}}</script>
</head><body><article><h1>{escaped}</h1>
<p>Minister Ada {escaped} Moreau closed the ferry on Monday after years of talks with the board.</p>
<p>“{escaped}, and no more,” Moreau told {escaped} in the harbour on Monday evening.</p>
<p>{raw}</p><p>The ferry has run twice a day since 2009, and the board said it would go on.</p>
</article></body></html>
"""


TOGETHER = 10


def write(root: Path, strings: Mapping[str, str]) -> None:
    """A site in a folder: an explainer and a seed of each string, and all in the glossary."""
    for folder in ("content", "seeds"):
        (root / folder).mkdir(parents=True)
    entries: list[str] = []
    for number, string in enumerate(strings.values()):
        fields = _fields(string)
        name = f"{number}-{_file_name(string)}"
        _put(root / "content" / f"{name}.md", EXPLAINER.format_map(fields))
        _put(root / "seeds" / f"2016-10-11-m{name}.md", SEED.format_map(fields))
        entries.append(
            f"- name: {_quoted(f'Keeper {number} {string}')}\n"
            f"  also: [{_quoted(f'{string} {number}')}]\n"
            f"  description: {fields['quoted']}\n"
            f"  links: [{_quoted('https://good.example/#' + ''.join(string.split()))}]\n"
        )
    # What is read as plain text and as pages need not stand alone.
    for start in range(0, len(strings), TOGETHER):
        fields = _fields("\n".join(list(strings.values())[start : start + TOGETHER]))
        _put(root / "seeds" / f"2016-10-11-t{start}.txt", SEED.format_map(fields))
        _put(root / "seeds" / f"2016-10-11-h{start}.html", PAGE.format_map(fields))
    # One that every explainer has.
    entries.append(f"- name: Ada Moreau\n  description: {_quoted(' '.join(strings.values()))}\n")
    _put(root / "glossary.yml", "".join(entries))
    every = _quoted(" ".join(s for s in strings.values() if s.isprintable()))
    _put(
        root / "backstory.toml",
        f'title = {every}\ndescription = {every}\nbase_url = "https://x.example/\'%22><svg>/"\n'
        'repository = "https://x.example/\'>{path}<svg>"\n',
    )


def places() -> int:
    """How many fields of inputs hold a string."""
    parse = Formatter().parse
    templates = [
        field for t in (EXPLAINER, SEED, SEED, PAGE) for _, field, _, _ in parse(t) if field
    ]
    return len(templates) + len(("name", "also", "description", "links", "title", "description"))


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def _quoted(string: str) -> str:
    """A string as YAML and TOML both write it."""
    return "".join(c if c.isascii() else f"\\U{ord(c):08x}" for c in _escaped(string))


def _escaped(string: str) -> str:
    return json.dumps(string, ensure_ascii=False)


def _fields(string: str) -> dict[str, str]:
    line = " ".join(string.split("\n"))
    return {
        "quoted": _quoted(string),
        "block": string,
        "bare": f"? {_quoted(string)}\n: {_quoted(string)}",
        "line": line,
        "cell": line.replace("|", "\\|"),
        "escaped": escape(line),
        "raw": string,
        "linked": json.dumps(string).replace("</", "<\\/"),
    }


def _file_name(string: str) -> str:
    """As much of a string as names a file on Linux."""
    return "".join(c for c in string if c not in "/\0\n")[:40]

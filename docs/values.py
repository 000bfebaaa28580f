"""What the values of templates hold, from the code: python docs/values.py > docs/values.md"""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

from generator.rendering import explaining, pages, site, telling

ROOTS = (
    explaining.ExplainerView,
    explaining.CardView,
    explaining.StatementView,
    explaining.HappeningView,
    telling.Feature,
    site.Person,
    pages.Appearance,
    telling.Told,
    telling.Dated,
    site.Topic,
)
"""What templates get, alone or in lists; all else is reached from these."""

OURS = frozenset({"raw", "lead", "head", "mentions", "ids"})
"""How a file is read and its names are found: nothing that a page says."""

WORDS = {str: "text", Markup: "HTML", int: "number", bool: "yes or no", Any: "any", object: "any"}

HEAD = """# Template values

What the values hold that templates get;
[which template gets which](themes.md#templates-and-their-blocks) is told where templates are.
This page is written by `docs/values.py`.

Texts are escaped when they are put into a page, HTML is not. Dates are
[EDTF](explainers.md#dates): the filter `date` says them in the page's language. An address leads
from the site's root; put `root` before it. Values in brackets come together, in that order.

Beside [Jinja's own filters](https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters)
there are these, and the test `web`, which tells whether an address begins with `http:` or `https:`:

| filter | what it makes |
| --- | --- |
| `date` | a date in words: `2016-10` becomes “October 2016” |
| `datetime` | a date for `<time datetime="…">`; none where HTML has no form for it |
| `words` | Markdown as plain words |
| `slug` | words as an id, or as a part of an address: “Port Anselm” becomes `port-anselm` |
| `canonical` | a path as hosts show it: without `index.html` at its end |
| `host` | the host of an address |
"""


def reference() -> str:
    """The page, as Markdown."""
    classes = sorted(_reached(), key=lambda c: c.__name__)
    return "\n".join([HEAD, *map(_section, classes)])


def members(of: type) -> dict[str, tuple[Any, str]]:
    """The fields and properties of a dataclass: types, and what properties say of themselves."""
    hints = get_type_hints(of, vars(inspect.getmodule(of)))
    found = {f.name: (hints[f.name], "") for f in fields(of)}
    for name, value in vars(of).items():
        if isinstance(value, property | cached_property):
            get = value.fget if isinstance(value, property) else value.func
            kind = get_type_hints(get, vars(inspect.getmodule(of)))["return"]
            found[name] = (kind, " ".join((value.__doc__ or "").split()))
    return {n: m for n, m in found.items() if n not in OURS and not n.startswith("_")}


def _reached() -> set[type]:
    found: set[type] = set()
    waiting: list[type] = list(ROOTS)
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += [c for kind, _ in members(one).values() for c in _classes(kind)]
    return found


def _classes(kind: Any) -> Iterator[type]:
    if is_dataclass(kind) and isinstance(kind, type):
        yield kind
    for part in get_args(kind):
        yield from _classes(part)


def _section(of: type) -> str:
    about = inspect.cleandoc(of.__doc__ or "").partition("\n\nAttributes:")[0]
    found = members(of)
    told = "" if about.startswith(f"{of.__name__}(") else f"{about}\n\n"
    more = any(what for _, what in found.values())
    lines = [("name", "holds", *["what it is"] * more), ("---", "---", *["---"] * more)]
    lines += [(f"`{n}`", _words(kind), *[what] * more) for n, (kind, what) in found.items()]
    table = "".join("".join(f"| {cell} " for cell in line) + "|\n" for line in lines)
    return f"## {of.__name__}\n\n{told}{table.replace('|  |', '| |')}"


def _words(kind: Any) -> str:
    """A type in plain words."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (None, types.NoneType):
        return "none"
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(map(_words, parts))
    if origin is tuple and parts[-1] is not Ellipsis:
        return f"({', '.join(map(_words, parts))})"
    if parts:
        return f"list of {' to '.join(_words(p) for p in parts if p is not Ellipsis)}"
    return WORDS.get(kind) or f"[{kind.__name__}](#{kind.__name__.lower()})"


if __name__ == "__main__":
    print(reference(), end="")

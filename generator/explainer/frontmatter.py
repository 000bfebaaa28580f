"""The front matter of an explainer: YAML between two lines of three hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from generator import notation
from generator.explainer.model import Explainer, Source

Values = dict[str, object]

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")


def _without_timestamps(resolvers: dict[str, Any]) -> dict[str, Any]:
    return {
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
        for first, pairs in resolvers.items()
    }


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Dates stay text: `2016-10` and `2015-09/..` are dates too."""

    yaml_implicit_resolvers = _without_timestamps(yaml.SafeLoader.yaml_implicit_resolvers)


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers = _without_timestamps(yaml.SafeDumper.yaml_implicit_resolvers)


def end(document: str) -> int:
    """Where the body of a document begins; 0 where there is no front matter.

    Raises:
        ValueError: the front matter has no end.
    """
    lines = _LINE.finditer(document, len("\ufeff") if document.startswith("\ufeff") else 0)
    if next(lines)[0].rstrip() != "---":
        return 0
    for line in lines:
        if line[0].rstrip() in ("---", "..."):
            return line.end()
        if line.end() == len(document):
            break
    raise ValueError("the front matter has no end")


def read(text: str) -> Values:
    """The keys and values of a whole front matter, its fences included; known ones as text.

    Raises:
        yaml.YAMLError: it cannot be read; `problem_mark.line` counts from the first fence.
    """
    notation.sound(_inner(text))
    loader = _Loader(_inner(text))
    try:
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(
                problem="not a list of “key: value” lines", problem_mark=node.start_mark
            )
        loader.flatten_mapping(node)
        values: Values = {}
        for key, value in node.value:
            name = str(loader.construct_object(key, deep=True))
            if name in ("title", "date") and isinstance(value, yaml.ScalarNode):
                values[name] = "" if value.tag.endswith(":null") else value.value
            elif name == "source" and isinstance(value, yaml.MappingNode):
                values[name] = {
                    k.value: v.value
                    for k, v in value.value
                    if isinstance(v, yaml.ScalarNode) and not v.tag.endswith(":null")
                }
            else:
                values[name] = loader.construct_object(value, deep=True)
        return values
    finally:
        loader.dispose()


def write(explainer: Explainer) -> str:
    """The front matter of a draft, its fences included, without the last line's end."""
    return f"---\n{''.join(dump(k, v) for k, v in values(explainer).items())}---"


def patch(text: str, old: Values, new: Values) -> str | None:
    """A front matter with those keys rewritten whose values changed; None where it cannot be."""
    loader = _Loader(_inner(text))
    try:
        root = loader.get_single_node()
    finally:
        loader.dispose()
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    lines = _LINE.findall(text)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    changed = {k: v for k, v in new.items() if k not in old or old[k] != v}
    for key, value in reversed(root.value):
        if key.value in changed or (key.value in old and key.value not in new):
            start, stop = _lines(key, value, lines)
            dumped = dump(key.value, changed.pop(key.value)) if key.value in changed else ""
            lines[start:stop] = [dumped.replace("\n", newline)]
    fence = max(i for i, line in enumerate(lines) if line.rstrip() in ("---", "..."))
    lines[fence:fence] = [dump(k, v).replace("\n", newline) for k, v in changed.items()]
    return "".join(lines)


def _lines(key: yaml.Node, value: yaml.Node, lines: list[str]) -> tuple[int, int]:
    """The lines of a key and its value, without comments that follow; the fence is line 0."""
    start = key.start_mark.line
    stop = max(value.end_mark.line + (value.end_mark.column > 0), start + 1)
    while stop > start + 1 and (
        not lines[stop - 1].strip() or lines[stop - 1].lstrip().startswith("#")
    ):
        stop -= 1
    return start, stop


def values(explainer: Explainer) -> Values:
    """What an explainer's front matter says, in order; what is not known is left out."""
    source = {
        k: v for k in ("file", "name", "url") if (v := getattr(explainer.source, k)) is not None
    }
    known: Iterable[tuple[str, object]] = (
        ("title", explainer.title),
        ("date", explainer.date),
        ("source", source or None),
        *explainer.extra,
    )
    return {k: v for k, v in known if v is not None}


def of(values: Values, title: str) -> Explainer:
    """An explainer with what its front matter says, and `title` where it gives none."""
    source = values.get("source")
    return Explainer(
        title=" ".join(str(values.get("title") or title).split()),
        date=str(values["date"]) if values.get("date") else None,
        source=Source(**{k: source.get(k) for k in ("file", "name", "url")})
        if isinstance(source, dict)
        else Source(),
        extra=tuple((k, v) for k, v in values.items() if k not in ("title", "date", "source")),
    )


def _inner(text: str) -> str:
    """The YAML of a front matter, with empty lines for its fences so that lines count alike."""
    lines = _LINE.findall(text)
    newline = lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"
    last = max(i for i, line in enumerate(lines) if line.rstrip() in ("---", "..."))
    return newline + "".join(lines[1:last])


def dump(key: str, value: object) -> str:
    """One key as one line, collections inline."""
    inline = isinstance(value, list | dict)
    text = yaml.dump(
        {key: value},
        Dumper=_Dumper,
        default_flow_style=inline,
        allow_unicode=True,
        sort_keys=False,
        width=10**9,
    ).strip("\n")
    return (text[1:-1] if inline else text) + "\n"


def title_of(path: str) -> str:
    """A title for a file that gives none: the words of its name."""
    stem = re.sub(r"^\d{4}-\d\d-\d\d-(?=.)", "", Path(path).stem)
    return stem.replace("-", " ").replace("_", " ").strip() or "Untitled"

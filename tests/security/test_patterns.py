"""Every regular expression needs a time that grows no faster than the text it is tried on.

Nothing is timed: `ambiguity.growth` proves it from the pattern.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from ambiguity import EXPONENTIAL, LINEAR, POLYNOMIAL, growth

from generator.reading import furniture

ROOT = Path(__file__).parents[2]
FIRST = ("match", "fullmatch")
"""Methods that try a pattern at one place."""
METHODS = (*FIRST, "compile", "search", "sub", "subn", "split", "findall", "finditer")

BOUNDED = {
    ("reading/furniture.py", "_LABEL_AFTER"): "tried on the last 80 characters of a block",
    ("reading/html.py", "_CHARSET"): "tried on a page's first 2,048 bytes",
    ("publish.py", "_refused"): "tried on what git prints about a push",
}
"""Patterns that may need the square of a text that is short, and why it is."""

SAMPLES = {
    ("explainer/conflicts.py", "_said"): [r"(?m)^title\s*:"],
    ("explainer/naming.py", "_occurs"): [r"(?<!\w)Ada\s+Moreau(?!\w)", r"(?<!\w)a\s+a(?!\w)"],
    ("explainer/reading.py", "_split"): [
        rf"(?s)((?:[^\\{mark}]|\\.?)*)(?:{mark}|\Z)" for mark in ",;"
    ],
    ("explainer/reading.py", "_outdented"): [r"(?m)^[ \t]{1,2}"],
    ("reading/markdown.py", "_with_cell"): [r"a\ \\?\|\ a"],
    ("rendering/language.py", "_long_months"): [r"\b(?:January|February)\b"],
    ("rendering/mentions.py", "_starting"): [
        r"[A-Zé](?<!\w.)\w*",
        r"[A-Zé](?<!\w.)\w*|[$@](?<!\w.)",
    ],
    ("rendering/mentions.py", "_spaced"): [r"Ada\s+Moreau", r"a\s+a"],
}
"""Patterns that are put together at run time, as they may come out."""

BAD = {
    r"(a+)+$": EXPONENTIAL,
    r"(a*)*b": EXPONENTIAL,
    r"(?:a|ab|b)*c": EXPONENTIAL,
    r"(?:a{1,3})*b": EXPONENTIAL,
    r"\s*(?:<!--.*?-->\s*)*x(?s)": EXPONENTIAL,
    r"a*a*b": POLYNOMIAL,
    r"\s+$": POLYNOMIAL,
    r"\w+x": POLYNOMIAL,
    r"<!--.*?-->": POLYNOMIAL,
    r"\[[^\]]*\]": POLYNOMIAL,
    r"(?=.*x)a": POLYNOMIAL,
    r"\w+\s*\w*x": POLYNOMIAL,
    r"“[^”\n]*(?:”|x)": POLYNOMIAL,
}
GOOD = [
    r"\w+",
    r"(?<!\w)\w+x",
    r"\b\w+x",
    r"(?m)^.*x",
    r"(?<!\s)\s+$",
    r"<[^<>]*>",
    r"<!--(?s:.*?)(?:-->|\Z)",
    r"“[^”]*(?:”|$)",
    r"[.!?][)\]]*$",
    r"(?:a|b)*c?",
]


@dataclass(frozen=True)
class Use:
    """A pattern in our code; `name` is what holds it, or the function that uses it."""

    file: str
    name: str
    line: int
    pattern: str | None
    flags: int
    methods: frozenset[str]

    def growth(self) -> list[str]:
        patterns = SAMPLES[self.file, self.name] if self.pattern is None else [self.pattern]
        searched = not self.methods <= set(FIRST)
        whole = self.methods == {"fullmatch"}
        return [growth(p, self.flags, searched=searched, whole=whole) for p in patterns]


@cache
def uses() -> tuple[Use, ...]:
    paths = sorted((ROOT / "generator").rglob("*.py"))
    return tuple(use for path in paths for use in _uses(path))


def _uses(path: Path) -> Iterator[Use]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_pattern(node)]
    if not calls:
        return
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(dotted)
    held = {
        id(node.value): node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        within = [f.name for f in functions if f.lineno <= call.lineno <= (f.end_lineno or 0)]
        name = held.get(id(call)) or (within[-1] if within else "")
        methods = {call.func.attr} - {"compile"} or {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
        }
        first = {"compile": 1, "sub": 3, "subn": 3}.get(call.func.attr, 2)
        flags = [*call.args[first:], *(k.value for k in call.keywords if k.arg == "flags")]
        pattern = _value(call.args[0], module)
        if isinstance(pattern, bytes):
            pattern = pattern.decode("latin-1")
        yield Use(
            path.relative_to(ROOT / "generator").as_posix(),
            name,
            call.lineno,
            pattern,
            int(_value(flags[0], module) or 0) if flags else 0,
            frozenset(methods),
        )


def _is_pattern(call: ast.Call) -> bool:
    called = call.func
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id == "re"
        and called.attr in METHODS
    )


def _value(node: ast.expr, module: object) -> object:
    """What an expression stands for, if that is known when the module is there."""
    try:
        return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))
    except NameError:
        return None


@pytest.mark.parametrize("use", uses(), ids=lambda use: f"{use.file}:{use.name}")
def test_a_pattern_is_linear(use: Use) -> None:
    if (use.file, use.name) in BOUNDED:
        assert EXPONENTIAL not in use.growth()
    elif use.name != "any_of":
        assert set(use.growth()) == {LINEAR}, use


def forms() -> Iterator[str]:
    """Each form of furniture, as it is filled in."""
    given = tomllib.loads((ROOT / "generator/reading/furniture.toml").read_text(encoding="utf-8"))
    slots: dict[str, str] = {}
    for slot, form in given["slots"].items():
        slots[slot] = f"(?:{furniture._filled(form, slots)})"
    groups = (*given["labels"].values(), *given["sentences"].values(), *given["lists"].values())
    for group in (*groups, given["credits"]["bylines"], given["credits"]["contributions"]):
        yield from (furniture._filled(form, slots) for form in group)


@pytest.mark.parametrize("form", list(forms()))
def test_a_form_of_furniture_is_no_worse_than_polynomial(form: str) -> None:
    """They are tried on lines of 500 characters at most."""
    if form.endswith(")++"):  # what repeats keeps each part that it took
        form = form.removesuffix("++")
    assert growth(form, re.IGNORECASE, searched=False, whole=True) != EXPONENTIAL


def test_what_is_said_of_patterns_is_true() -> None:
    known = {(use.file, use.name) for use in uses()}
    assert known >= BOUNDED.keys() | SAMPLES.keys()
    unknown = {(use.file, use.name) for use in uses() if use.pattern is None}
    assert unknown - {("reading/furniture.py", "any_of")} == SAMPLES.keys()


@pytest.mark.parametrize(("pattern", "found"), BAD.items(), ids=BAD)
def test_a_pattern_that_is_not_linear_is_found(pattern: str, found: str) -> None:
    flags = re.DOTALL if pattern.endswith("(?s)") else 0
    assert growth(pattern.removesuffix("(?s)"), flags) == found


@pytest.mark.parametrize("pattern", GOOD)
def test_a_linear_pattern_is_not_blamed(pattern: str) -> None:
    assert growth(pattern) == LINEAR

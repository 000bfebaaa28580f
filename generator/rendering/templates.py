"""The theme: Jinja2 templates, ours or the site's own, found file by file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlsplit

import jinja2
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from generator import edtf, files
from generator.config import Config
from generator.explainer.text import plain
from generator.problems import Place, Problem
from generator.rendering.feeds import canonical
from generator.rendering.language import Language
from generator.rendering.markdown import slug
from generator.rendering.theme import folders, shown, theme

T = TypeVar("T")


def environment(config: Config, say: Language) -> Environment:
    """The site's templates: `t` says their strings.

    Undefined names are errors, and all that is put in is escaped.
    """
    # A site's own template extends ours of the same name as "theme/…".
    ours = PrefixLoader({"theme": FileSystemLoader(theme())})
    made = _Environment(
        loader=ChoiceLoader([_Folders(folders(config)), ours]),
        bytecode_cache=_Compiled(config.state / "cache" / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        date=partial(edtf.words, say=say),
        datetime=edtf.machine,
        words=plain,
        slug=slug,
        canonical=lambda path: canonical(quote(path)),
        host=lambda url: urlsplit(url).hostname or url,
    )
    made.tests["web"] = is_web
    made.globals.update(t=say, date=partial(_date, say=say), mark=_mark)
    return made


class Unmade(Exception):
    """A value that a template asked for could not be made: that is no fault of the template."""


class later(cached_property[T]):  # noqa: N801
    """A property of a value of templates that is made when one asks for it first."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        try:
            return super().__get__(instance, owner)
        except Unmade:
            raise
        except Exception as error:
            raise Unmade from error


@dataclass(frozen=True)
class Later:
    """A value that stands for another, which is made when a template asks for it first."""

    make: Callable[[], Any]

    @later
    def value(self) -> Any:
        return self.make()


class _Context(Context):
    """Makes what is made later; calls what a template calls: nothing of ours asks for more."""

    def resolve_or_missing(self, key: str) -> Any:
        value = super().resolve_or_missing(key)
        return value.value if type(value) is Later else value

    def call(self, called: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        return called(*args, **values)


@lru_cache(4096)
def _date(date: str, say: Language) -> Markup:
    words, machine = edtf.words(date, say), edtf.machine(date)
    element = '<time datetime="{}">{}</time>' if machine else "{1}"
    return Markup(element).format(machine, words)


class _Code(CodeGenerator):
    """Writes a template as Jinja2 does, but that what needs no escaping is put out as it is."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.put(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _put(value: object) -> str:
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or "'" in value or '"' in value
    ):
        return value
    return str(value) if type(value) is int else escape(value)


class _Environment(Environment):
    code_generator_class = _Code
    context_class = _Context
    put = staticmethod(_put)


class _Marked(Protocol):
    @property
    def mark(self) -> str: ...


def _mark(actor: _Marked) -> Markup:
    """The sign of an actor's kind: for the eye, where words say it too."""
    return _sign(actor.mark)


@cache
def _sign(mark: str) -> Markup:
    return Markup('<span class="mark" aria-hidden="true">{}</span>').format(mark)


class _Folders(FileSystemLoader):
    """Templates of several folders; one that comes to stand before another is noticed at once."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_unchanged = super().get_source(environment, template)
        places = [os.path.normpath(Path(folder, template)) for folder in self.searchpath]
        before = places[: places.index(file)]

        def is_current() -> bool:  # it is asked for each page, more than once
            return is_unchanged() and not any(map(os.path.isfile, before))

        return source, file, is_current


class _Compiled(BytecodeCache):
    """Compiled templates, a file each, which hold while their sources do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            content = (self._folder / bucket.key).read_bytes()
            if content[:32] == _seal(content[32:]):
                bucket.bytecode_from_string(content[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if self._folder.parent.is_dir():  # a site is being built
            code = bucket.bytecode_to_string()
            with suppress(OSError, Problem):
                files.write(self._folder / bucket.key, _seal(code) + code)


def _seal(code: bytes) -> bytes:
    """Damaged code could do anything, to the point of ending Python; other versions' is no use."""
    return sha256(_compiler() + code).digest()


@cache
def _compiler() -> bytes:
    """What compiles templates: Jinja2, and what stands here."""
    return jinja2.__version__.encode() + Path(__file__).read_bytes()


def is_web(url: str | None) -> bool:
    """Whether this is an address that a reader may be sent to."""
    return bool(url) and urlsplit(str(url)).scheme.lower() in ("http", "https")


def fill(env: Environment, config: Config, name: str, values: Mapping[str, Any]) -> bytes:
    """A template, filled in.

    Raises:
        Problem: the template is broken; with its file and line.
    """
    try:
        return env.get_template(name).render(values).encode()
    except Unmade as unmade:
        raise unmade.__cause__ or unmade from None
    except TemplateSyntaxError as error:
        place = Place(shown(error.filename or error.name or name, config), error.lineno)
        raise Problem(
            f"broken template ({error.message})", place=place, remedy="mend it"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, TemplateError):
            raise files.unreadable(error, shown(error.filename or name, config)) from error
        at = _line(error.__traceback__, config)
        if at is None and not isinstance(error, TemplateError):
            raise
        what = f"no template “{error.name}”" if isinstance(error, TemplateNotFound) else error
        raise Problem(
            f"broken template ({what})",
            place=at or shown(name, config),
            remedy="mend it, or remove it to get ours back",
        ) from error


def _line(traceback: TracebackType | None, config: Config) -> Place | None:
    """The innermost line of a template that a traceback goes through."""
    place = None
    homes = folders(config)
    while traceback:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if any(file.is_relative_to(home) for home in homes):
            place = Place(shown(str(file), config), traceback.tb_lineno)
        traceback = traceback.tb_next
    return place

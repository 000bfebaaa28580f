"""From explainers to the files of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.config import Config
from generator.glossary import NOTHING, Glossary

if TYPE_CHECKING:  # a build that has nothing to do needs none of it
    from generator.explainer.model import Explainer


@dataclass(frozen=True)
class Output:
    """A file of the site, made when its content is asked for.

    Attributes:
        path: relative to `site/`, with forward slashes.
        printing: makes what stands for all that its content takes from explainers.
        make: makes the content.
        remake: of the page of one explainer: makes it from another text of that explainer, with
            all that others say as it was; None of all other files.
    """

    path: str
    printing: Callable[[], str]
    make: Callable[[], bytes]
    remake: Callable[[Explainer], bytes] | None = None

    @property
    def print(self) -> str:
        """Theme, settings and glossary apart, outputs of one path and print have one content."""
        return self.printing()

    @cached_property
    def content(self) -> bytes:
        return self.make()


def left_out(config: Config) -> tuple[str, ...]:
    """What the site lacks for want of a setting, a line each."""
    from generator.rendering import language

    notes = []
    if not config.base_url:
        notes.append(
            "base_url is not set in backstory.toml, so the site has no feed, no sitemap and no "
            "pictures for links to it"
        )
    if not language.of(config).known:
        notes.append(
            f"there are no strings for the language “{config.language}”, so the pages' own words "
            f"are English: put yours into templates/strings/{config.language}.toml"
        )
    return tuple(notes)


def render(
    explainers: Mapping[str, Explainer], config: Config, glossary: Glossary = NOTHING
) -> Iterator[Output]:
    """Every file of the site, the same bytes for the same input, templates and settings.

    The one that is called `search.RECORDS` is not for the site: its search index is made from it.

    Args:
        explainers: by slug, the stem of the file in `content/`.
        glossary: which actors of theirs are one, and which are not.

    Raises:
        Problem: a template is broken.
    """
    from generator.rendering import assets, images, pages, theme

    loaded = assets.collect(theme.folders(config))
    for asset in loaded.values():
        yield Output(asset.path, partial(str, asset.address), partial(bytes, asset.content))
    for path, content in images.used(explainers.values(), config):
        yield Output(path, sha256(content).hexdigest, partial(bytes, content))
    yield from pages.make(explainers, config, loaded, glossary)

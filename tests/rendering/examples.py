"""Explainers of invented news, for tests of pages: those in `content/`, and two far too large.

python tests/rendering/examples.py FOLDER      writes them as a site, for pictures of it,
                                               and a site in Arabic below it, in rtl/
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.config import Config
from generator.explainer import read
from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Prose,
    QuoteRow,
    Section,
    Source,
)
from generator.rendering import render


def examples() -> dict[str, Explainer]:
    files = sorted((Path(__file__).parent / "content").glob("*.md"))
    found = {f.stem: read(f.read_text(encoding="utf-8"), f.name)[0] for f in files}
    return found | {"crowd": crowd(), "long": long()}


def long() -> Explainer:
    """10,000 words, nobody named, one event, and that one next week."""
    sentence = "The fog came in over the breakwater and nobody on the quay said a word about it. "
    text = "\n\n".join(sentence * (5 + i % 4) for i in range(97))
    event = EventRow("2016-10-18", "the fog lifts", "planned", (1,), "e1")
    return Explainer(
        "Ten thousand words of fog",
        "2016-10-11",
        Source(None, "The Anselm Courier"),
        "A long read.",
        (
            Section("timeline", "Timeline", items=(event,)),
            Section("article", "The article", items=(Prose(text),)),
        ),
    )


def crowd() -> Explainer:
    """60 actors, 80 statements, five centuries, long and right-to-left names."""
    names = [f"Keeper {chr(65 + i % 26)}{chr(97 + i // 26)}lund" for i in range(57)]
    names += [
        "Federation of Independent Lighthouse Keepers and Fog Signal Attendants of the North",
        "ليلى الهاشمي",
        "李慧明",
    ]
    kinds = ("person", "organization", "place", "group")
    actors = tuple(
        ActorRow(n, kinds[i % 4], (), f"keeper of lamp {i} and of its keys", (i + 1,), f"k{i}")
        for i, n in enumerate(names)
    )
    quotes = tuple(
        QuoteRow(
            names[i % 60],
            f"“Lamp {i} burns, as it always has.”" if i % 3 else f"lamp {i} burns",
            "said",
            "2016-10",
            (i % 60 + 1,),
            f"q{i}",
        )
        for i in range(80)
    )
    dates = [f"{1492 + i * 5}-0{i % 9 + 1}-1{i % 9}" for i in range(100)] + ["2016-10-18"]
    events = tuple(
        EventRow(date, f"lamp {i} was lit by its first keeper", "happened", (i % 60 + 1,), f"e{i}")
        for i, date in enumerate(dates)
    )
    text = "\n\n".join(
        f"{name} spoke of lamp {i}, and {names[(i + 1) % 60]} agreed. " + "Fog came in. " * (i % 5)
        for i, name in enumerate(names)
    )
    return Explainer(
        "Every lamp on the coast, and everyone who keeps one",
        "2016-10-11",
        Source(None, "The Anselm Courier"),
        "A list.",
        (
            Section("actors", "Who’s who", items=actors),
            Section("quotes", "Who said what", items=quotes),
            Section("timeline", "Timeline", items=events),
            Section("article", "The article", items=(Prose(text),)),
        ),
    )


def right_to_left(root: Path) -> tuple[dict[str, Explainer], Config]:
    """A site in Arabic, with some strings of its own in `root`."""
    folder = Path(__file__).parent / "arabic"
    strings = root / "templates" / "strings" / "ar.toml"
    strings.parent.mkdir(parents=True, exist_ok=True)
    strings.write_bytes((folder / "ar.toml").read_bytes())
    explainer, _ = read((folder / "ferry.md").read_text(encoding="utf-8"), "ferry.md")
    return {"ferry": explainer}, Config(root, title="ملف أنسلم", language="ar")


def write(explainers: dict[str, Explainer], config: Config, folder: Path) -> None:
    for output in render(explainers, config):
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.content)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write(examples(), Config(Path("nowhere"), title="The Anselm File"), target)
    with TemporaryDirectory() as root:
        write(*right_to_left(Path(root)), target / "rtl")

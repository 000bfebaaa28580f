"""Explainers to build sites from: any number, the same for the same seed number.

Each has some 8 kB of what real ones have: front matter, actors, a table of quotes, a timeline, an
article with links, lists and emphasis. Names recur across them as they do in the news: a few
everywhere, most in one.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("Ada Bela Cyril Dana Edda Fadi Greta Hugo Ines Jonas Kaja Liam Mina Nils Olga Petra")
LAST = _words(
    "Anders Brandt Corell Duval Ekholm Farkas Gruber Hallam Ivens Jansen Keller Lindt Moreau "
    "Novak Orban Petrov Quist Rossi Sander Tolland Ulrich Vance Weber Xander Yates Zeller"
)
BODIES = _words("Board Council Authority Commission Institute Union Ministry Court Agency Trust")
PLACES = _words("Anselm Brill Corvo Dunmore Esk Farrow Garrin Holm Ister Jarrow Kelm Lorne Marl")
ROLES = _words("minister spokesman director judge engineer mayor professor analyst secretary")
NOUNS = _words(
    "harbour ferry budget vote report bridge contract inquiry strike court treaty ship river "
    "school hospital railway reactor election station storm permit licence tunnel archive festival"
)
VERBS = _words("closed opened delayed approved rejected reviewed funded repaired inspected sold")
ADVERBS = _words("quietly twice again early late publicly partly only formally")
CUES = ("said", "told reporters", "announced", "denied", "according to", "wrote", "asked")


def write(folder: Path, count: int, seed: int = 1) -> None:
    """`count` explainers into `folder`, named by their dates and a running number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name, text = explainer(number, random.Random(f"{seed} {number}"))
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def explainer(number: int, rng: random.Random) -> tuple[str, str]:
    """The name and the Markdown of one explainer."""
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(4000))
    actors = _actors(rng)
    title = f"{_clause(rng).capitalize()} in {rng.choice(PLACES)}"
    name = f"{day}-{'-'.join(title.lower().split())}-{number}"
    article = _article(rng, actors)
    parts = [
        f"---\ntitle: {title}\ndate: {day}\n"
        f"source: {{name: The {rng.choice(PLACES)} Courier, url: 'https://example.org/{number}'}}\n"
        f"topics: [{rng.choice(NOUNS)}, {rng.choice(NOUNS)}]\n---\n",
        f"{_sentence(rng, actors)} {_sentence(rng, actors)}\n",
        "## Who’s who\n",
        "\n".join(_card(a, rng) for a in actors[:6]) + "\n",
        "### Also named\n",
        "\n".join(_card(a, rng) for a in actors[6:]) + "\n",
        "## Who said what\n",
        "| Who | What | How | When | Where |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(_quote(n, actors, rng, day) for n in range(12))
        + "\n",
        "## Timeline\n",
        "| Date | What happened | Status | Where |\n| --- | --- | --- | --- |\n"
        + "\n".join(_event(n, actors, rng, day) for n in range(8))
        + "\n",
        "## The article\n",
        article,
    ]
    return name, "\n".join(parts)


def _actors(rng: random.Random) -> list[tuple[str, str, str]]:
    """Name, kind and a short form: a quarter are among the forty in the news, most in one place."""
    made: dict[str, tuple[str, str, str]] = {}
    while len(made) < 11:
        pick = random.Random(rng.randrange(40) if rng.random() < 0.25 else rng.randrange(40, 9000))
        kind = pick.choice(("person", "person", "organization", "place"))
        if kind == "person":
            last = f"{pick.choice(LAST)}{pick.choice(['', 'son', 'berg'])}"
            made.setdefault(last, (f"{pick.choice(FIRST)} {last}", kind, last))
        elif kind == "organization":
            name = f"{pick.choice(PLACES)} {pick.choice(NOUNS).capitalize()} {pick.choice(BODIES)}"
            made.setdefault(name, (name, kind, "".join(word[0] for word in name.split())))
        else:
            name = f"{pick.choice(['Port', 'New', 'Upper', 'Lower'])} {pick.choice(PLACES)}"
            made.setdefault(name, (name, kind, ""))
    return list(made.values())


def _card(actor: tuple[str, str, str], rng: random.Random) -> str:
    name, kind, short = actor
    also = f"; also {short}" if short else ""
    slug = "-".join(name.lower().split())
    n = rng.randint(1, 12)
    role = f" {rng.choice(ROLES)} of the {rng.choice(NOUNS)}" if rng.random() < 0.7 else ""
    return f'- **{name}** ({kind}{also}):{role} [¶ {n}](#p{n} "{slug}")'


def _quote(n: int, actors: list[tuple[str, str, str]], rng: random.Random, day: date) -> str:
    who = rng.choice(actors)[0] if rng.random() < 0.9 else "unattributed"
    what = _sentence(rng, actors)
    if rng.random() < 0.5:
        what = f"“{what}”"
    p = rng.randint(1, 12)
    return f'| {who} | {what} | {rng.choice(CUES)} | {day} | [¶ {p}](#p{p} "q{n:05x}") |'


def _event(n: int, actors: list[tuple[str, str, str]], rng: random.Random, day: date) -> str:
    when = day + timedelta(days=rng.choice([0, 0, -1, 1, -7, -30, -365, -4000, 30]))
    p = rng.randint(1, 12)
    status = "planned" if when > day else "happened"
    return f'| {when} | {_sentence(rng, actors)} | {status} | [¶ {p}](#p{p} "e{n:05x}") |'


def _article(rng: random.Random, actors: list[tuple[str, str, str]]) -> str:
    paragraphs = []
    for number in range(12):
        sentences = [_sentence(rng, actors) for _ in range(rng.randint(3, 5))]
        if number % 3 == 1:
            sentences.append(f"It is in [a report](https://example.org/{rng.randrange(999)}).")
        if number % 4 == 2:
            sentences.append(f"That was *{_clause(rng)}*, said **{rng.choice(actors)[0]}**.")
        paragraphs.append(" ".join(sentences))
    items = "\n".join(f"- {_clause(rng)}" for _ in range(4))
    return "\n\n".join([*paragraphs[:8], items, *paragraphs[8:]]) + "\n"


def _sentence(rng: random.Random, actors: list[tuple[str, str, str]]) -> str:
    name, _, short = rng.choice(actors)
    return f"{short or name} {rng.choice(ADVERBS)} said that {_clause(rng)} near {name}."


def _clause(rng: random.Random) -> str:
    first, second = rng.sample(NOUNS, 2)
    return f"the {first} was {rng.choice(VERBS)} after the {second}"

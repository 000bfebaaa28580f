"""What the glossary knows of an article's actors, put into its analysis before it is drafted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.analysis.model import Actor, Analysis, Party
from generator.glossary import Glossary, Identity


def known(
    analysis: Analysis, glossary: Glossary, slug: str
) -> tuple[Analysis, dict[str, Identity]]:
    """An analysis whose actors have the names, kinds and descriptions that the glossary gives.

    Actors of one entry become one, under the id of the first.

    Args:
        slug: of the explainer that the analysis is for.

    Returns:
        The analysis, and the entries of its actors by their ids.
    """
    together: dict[Identity, list[Actor]] = {}
    for actor in analysis.actors:
        if identity := glossary.identity(actor.name, slug):
            together.setdefault(identity, []).append(actor)
    if not together:
        return analysis, {}
    ids = {a.id: actors[0].id for actors in together.values() for a in actors}
    others = [a for a in analysis.actors if a.id not in ids]
    taken = {name for a in others for name in (a.name, *a.aliases)}
    known = {
        actors[0].id: _known(identity, actors, taken, analysis.text)
        for identity, actors in together.items()
    }
    actors = (known.get(a.id, a) for a in analysis.actors if ids.get(a.id, a.id) == a.id)
    named = replace(
        analysis,
        actors=tuple(actors),
        quotes=tuple(
            replace(q, speaker=_party(q.speaker, ids), addressee=_party(q.addressee, ids))
            for q in analysis.quotes
        ),
        timeline=tuple(replace(e, actors=_each(e.actors, ids)) for e in analysis.timeline),
    )
    return named, {actors[0].id: identity for identity, actors in together.items()}


def _known(identity: Identity, actors: Sequence[Actor], taken: set[str], text: str) -> Actor:
    """The actors of one entry as one. Only names that the article uses are its aliases."""
    aliases = [n for a in actors for n in (a.name, *a.aliases)]
    aliases += [n for n in identity.also if n not in taken and _occurs(n, text)]
    described = max(actors, key=lambda a: len(a.description or ""))
    return replace(
        actors[0],
        name=identity.name,
        named=True,
        kind=identity.kind or max(actors, key=lambda a: len(a.mentions)).kind,
        mentions=tuple(sorted({span for a in actors for span in a.mentions})),
        aliases=tuple(n for n in dict.fromkeys(aliases) if n != identity.name),
        description=identity.description or described.description,
        descriptions=() if identity.description else described.descriptions,
        salient=any(a.salient for a in actors),
        salience=max(a.salience for a in actors),
    )


def _occurs(name: str, text: str) -> bool:
    spelled = r"\s+".join(map(re.escape, name.split()))
    return bool(re.search(rf"(?<!\w){spelled}(?!\w)", text))


def _party(party: Party | None, ids: Mapping[str, str]) -> Party | None:
    return replace(party, actors=_each(party.actors, ids)) if party else None


def _each(actors: Sequence[str], ids: Mapping[str, str]) -> tuple[str, ...]:
    found: Iterator[str] = (ids.get(a, a) for a in actors)
    return tuple(dict.fromkeys(found))

"""Actors and what connects them, in the JSON Graph Format, version 2.

Source: https://github.com/jsongraph/json-graph-specification
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from generator.explainer.text import plain
from generator.export import Exported, Site, key
from generator.rendering.site import Entry

Edge = tuple[str, str, str]
"""Source, relation and target."""

ABOUT, TO, WITH = "speaks about", "speaks to", "shares an event with"
"""Relations; the last goes both ways."""


def graph(site: Site) -> Exported:
    """Everybody who has a page or is related to somebody, and each relation with its rows."""
    edges: dict[Edge, list[str]] = {}
    for edge, row in _edges(site):
        rows = edges.setdefault(edge, [])
        if row not in rows:
            rows.append(row)
    related = {end for source, _, target in edges for end in (source, target)}
    document = {
        "graph": {
            "directed": True,
            "type": "actors",
            "label": site.config.title,
            "nodes": {
                id: node for id, node in _nodes(site) if node["metadata"]["page"] or id in related
            },
            "edges": [
                {
                    "source": source,
                    "target": target,
                    "relation": relation,
                    "directed": relation != WITH,
                    "metadata": {"rows": rows},
                }
                for (source, relation, target), rows in sorted(edges.items())
            ],
        }
    }
    return Exported(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _node(site: Site, entry: Entry, card: str) -> str:
    """The id of an actor: of its page, or else of its card in an explainer."""
    person = site.people.of(entry, site.card(entry, card))
    return person.slug if person else f"{entry.slug}#{card}"


def _nodes(site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    for person in sorted(site.people.all, key=lambda p: p.slug):
        yield (
            person.slug,
            {
                "label": person.name,
                "metadata": {
                    "kind": person.kind or None,
                    "description": person.description or None,
                    "aliases": list(person.aliases),
                    "explainers": sorted({entry.slug for entry, _ in person.cards}),
                    "page": True,
                    "url": site.address(person.address),
                },
            },
        )
    for entry in site.entries:
        for card in entry.cards:
            if not site.people.of(entry, card):
                yield (
                    f"{entry.slug}#{card.id}",
                    {
                        "label": card.row.name,
                        "metadata": {
                            "kind": card.row.kind or None,
                            "description": plain(card.row.description) or None,
                            "aliases": list(card.row.aliases),
                            "explainers": [entry.slug],
                            "page": False,
                            "url": site.address(entry.address, card.id),
                        },
                    },
                )


def _edges(site: Site) -> Iterator[tuple[Edge, str]]:
    """Each relation that a row tells of, with the row."""
    for entry in site.entries:
        for statement in entry.statements:
            speakers = {_node(site, entry, i) for i in statement.speakers}
            about = {_node(site, entry, i) for i in statement.about}
            to = {_node(site, entry, i) for i in entry.mentions.find(plain(statement.row.how))}
            for relation, others in ((ABOUT, about), (TO, to)):
                for speaker in speakers:
                    for other in others - {speaker}:
                        yield (speaker, relation, other), key(entry, statement)
        for happening in entry.happenings:
            together = sorted({_node(site, entry, i) for i in happening.actors})
            for one, other in combinations(together, 2):
                yield (one, WITH, other), key(entry, happening)

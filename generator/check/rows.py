"""What explainers leave open: speakers, dates, descriptions, the standfirst."""

from __future__ import annotations

from generator import edtf
from generator.check.desk import Desk, Finding, Findings, short
from generator.explainer.model import UNATTRIBUTED
from generator.explainer.text import plain
from generator.rendering.site import is_named


def check(desk: Desk) -> Findings:
    for slug, explainer in desk.explainers.items():
        head = desk.place(slug, explainer.raw)
        if not explainer.date:
            yield Finding("no-date", head, "the day of publication is not known: add `date:`", slug)
        elif edtf.read(explainer.date) is None:
            place = desk.place(slug, explainer.raw, "date:")
            message = f"{short(explainer.date)} is no date: write it as YYYY-MM-DD"
            yield Finding("unresolved-date", place, message, slug)
        if not plain(explainer.standfirst):
            place = desk.place(slug, explainer.lead or explainer.raw)
            message = "say in a sentence or two, below the front matter, what happened"
            yield Finding("no-standfirst", place, message, slug)
        for row in explainer.actors:
            # Readers know what a place is, and what "residents" are.
            if row.kind == "place" or not is_named(row.name):
                continue
            if not plain(row.description) and not row.note:
                message = f"nothing is said of {row.name}"
                yield Finding("undescribed", desk.place(slug, row.raw), message, slug)
        yield from _statements(desk, slug)
        yield from _events(desk, slug)


def _statements(desk: Desk, slug: str) -> Findings:
    for row in desk.explainers[slug].quotes:
        place = desk.place(slug, row.raw)
        if row.who.strip().casefold() in ("", UNATTRIBUTED):
            yield Finding("unattributed", place, f"who said {short(plain(row.what))}?", slug)
        if row.when and edtf.read(row.when) is None:
            message = f"when {short(row.when)} was is not known"
            yield Finding("unresolved-date", place, message, slug)


def _events(desk: Desk, slug: str) -> Findings:
    for row in desk.explainers[slug].events:
        if edtf.read(row.date) is None:
            when = f"when {short(row.date)} was is not known" if row.date else "no date is given"
            message = f"{when}: {short(plain(row.what))}"
            yield Finding("unresolved-date", desk.place(slug, row.raw), message, slug)

"""Statements as tables: comma-separated values (RFC 4180), and JSON Lines."""

from __future__ import annotations

import csv as comma_separated
import io
import json
from collections.abc import Iterator
from typing import Any

from generator import edtf
from generator.explainer.text import plain
from generator.export import Exported, Site, key

Record = dict[str, Any]

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""


def jsonl(site: Site) -> Exported:
    lines = (json.dumps(record, ensure_ascii=False) for record in _records(site))
    return Exported("".join(f"{line}\n" for line in lines))


def csv(site: Site) -> Exported:
    out = io.StringIO()
    writer = comma_separated.writer(out)
    writer.writerow(_COLUMNS)
    for record in _records(site):
        writer.writerow([_cell(record[name]) for name in _COLUMNS])
    return Exported(out.getvalue())


_COLUMNS = (
    *("id", "explainer", "title", "published", "who", "speakers", "what", "type", "polarity"),
    *("how", "when", "when_words", "about", "paragraphs", "url", "source_name", "source_url"),
)


def _cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula; lists with semicolons."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    text = "; ".join(map(str, items))
    return f"'{text}" if text.startswith(FORMULA) else text


def _records(site: Site) -> Iterator[Record]:
    for entry in site.entries:
        explainer = entry.explainer
        for statement in entry.statements:
            row = statement.row
            is_dated = edtf.read(row.when) is not None
            yield {
                "id": key(entry, statement),
                "explainer": entry.slug,
                "title": explainer.title,
                "published": explainer.date,
                "who": plain(row.who) if statement.attributed else None,
                "speakers": [site.name(entry, i) for i in statement.speakers],
                "what": plain(row.what),
                "type": row.type,
                "polarity": row.polarity,
                "how": plain(row.how) or None,
                "when": row.when if is_dated else None,
                "when_words": None if is_dated else row.when or None,
                "about": [site.name(entry, i) for i in statement.about],
                "paragraphs": list(row.paragraphs),
                "url": site.address(entry.address, statement.id),
                "source_name": explainer.source.name,
                "source_url": explainer.source.url,
            }

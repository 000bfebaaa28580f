"""What our components write on a spaCy `Doc`, and read from it.

`doc._.published` (ISO date or None) and `doc._.headline` (str or None) are set before the
pipeline runs; `doc._.times`, `doc._.quotes`, `doc._.actors`, `doc._.timeline` hold tuples of the
classes in `model.py`, spans in characters of `doc.text`.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc

for _name in ("published", "headline"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
for _name in ("times", "quotes", "actors", "timeline"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=())


@lru_cache(maxsize=1)
def text(doc: Doc) -> str:
    """`doc.text`, which spaCy joins anew from all tokens each time that it is asked."""
    return str(doc.text)

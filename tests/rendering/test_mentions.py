"""Names in a text are found as a plain reading of the rules finds them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.rendering.mentions import Mentions

NAMES = st.lists(
    st.sampled_from(
        ["Ada Moreau", "Moreau", "Ada", "O'Brien", "al-Assad", "(AMC)", "U.S.", "U", "US", "Île"]
    )
    | st.text(st.sampled_from("Ab' -.("), min_size=1, max_size=6),
    max_size=6,
)
TEXTS = st.lists(
    st.sampled_from(
        ["Ada", "Moreau", "O’Brien", "O'Brien", "al-Assad", "(AMC)", "U.S.", "US", "Île", "said"]
    )
    | st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", "s", "_", "A", "b", "-", "("]),
    max_size=20,
).map("".join)


def longest_first(names: list[str], text: str) -> list[str]:
    known = {" ".join(n.split()): n for n in names}
    known = {n: n for n in known if len(n) > 1}
    if not known:
        return []
    spelled = (
        re.escape(n).replace("'", "['’]").replace(r"\ ", r"\s+")
        for n in sorted(known, key=lambda n: (-len(n), n))
    )
    found = re.findall(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", text)
    return list(dict.fromkeys(" ".join(f.split()).replace("’", "'") for f in found))


@given(NAMES, TEXTS)
def test_the_longest_name_at_a_word_is_found(names: list[str], text: str) -> None:
    mentions = Mentions((" ".join(n.split()), n, ()) for n in names)
    assert mentions.find(text) == longest_first(names, text)


@given(NAMES, TEXTS)
def test_linking_changes_no_word(names: list[str], text: str) -> None:
    mentions = Mentions((n, n, ()) for n in names)
    assert mentions.link(text, lambda actor, words: words) == text.replace("&", "&amp;")

"""Blocks told by their lines are those that a parser tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.explainer import read, reading
from generator.explainer.blocks import parsed, scanned

LINES = st.sampled_from(
    """- **Ada** (person): minister [¶ 1](#p1 "ada")
- item
- 1. item
- # item
* item
1. item
12) item
A line of words.
“Quoted,” she said.
*stressed* words
**strong** words
***
_ _ _
__ strong
---
===
- - -
-
| Who | What |
| --- | --- |
| :-: | -- |
| a \\| b | c |
| only one |
a | b
--|--
## Who’s who
### Also #1
# closed #
#no heading
<!-- a note -->
<!-- open
-->
<b>html</b>
> quoted
```
~~~
[link](#p1) begins
[name]: https://example.org
[^1]: A footnote.
¶ 3
(bracket)
+ plus
2016
2016.
\\- escaped
  indented
    code
&amp; entity
!""".splitlines()
)
TEXTS = st.lists(st.one_of(LINES, st.just("")), max_size=12).map("\n".join)
WILD = st.text(st.sampled_from('-*_#|`~<>[]()!:.1a \n\\"“'), max_size=40)


@settings(max_examples=400)
@given(TEXTS | WILD | st.lists(LINES | WILD, max_size=6).map("\n\n".join))
@example("- a\n\n- b")
@example("| a |\n| - |\nwords")
@example("words\n| a |\n| - |")
def test_lines_tell_what_a_parser_tells(text: str) -> None:
    found = scanned(text)
    if found is not None:
        assert found == list(parsed(text))


def test_explainers_are_told_by_their_lines() -> None:
    for path in Path("content").glob("*.md"):
        body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        found = scanned(body)
        assert found is not None, path
        assert found == list(parsed(body))


WORDS = st.text("aé A,;:&¶.–-’1é\u00a0", max_size=8)
OWN = st.builds(
    "- **{}{}**{}({}{}){}{}[¶ {}](#p{}{}){}".format,
    st.sampled_from(["Ada", "Åsa ", " ", "*"]),
    WORDS,
    st.sampled_from([" ", "", "  "]),
    st.sampled_from(["person", "place", "", "Person"]),
    st.builds("{}{}".format, st.sampled_from(["", "; also ", "; also", " also "]), WORDS),
    st.sampled_from([": ", "", " ", ": : ", ":"]),
    WORDS,
    *(st.integers(0, 12),) * 2,
    st.sampled_from(["", ' "ada"', " 'ada'", ' "a b"']),
    st.sampled_from(["", " ", ", [¶ 3](#p3)", " ¶ 4", " more"]),
)


@settings(max_examples=300)
@given(st.lists(OWN, min_size=1, max_size=3))
@example(['- **Ada** (person; also A, A , B): : minister [¶ 1](#p1 "ada")'])
def test_an_actor_in_the_machines_form_is_read_as_in_any_other(items: list[str]) -> None:
    text = "# News\n\n## Who’s who\n\n" + "\n".join(items) + "\n"
    found, problems = read(text, "content/x.md")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_OWN_ACTOR", re.compile(r"(?!)"))
        slowly, said = read(text, "content/x.md")
    assert (found, list(map(str, problems))) == (slowly, list(map(str, said)))

"""Blocks told by their lines are those that a parser tells."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

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

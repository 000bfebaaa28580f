"""Forms of page furniture and credits, and sentences of articles that look like them."""
# ruff: noqa: E501 (cases, one a line)

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reading import read
from generator.reading.article import Article
from generator.reading.furniture import people

BODY = (
    "The town council met for three hours on Tuesday evening and put off its decision on the new "
    "bridge until the spring, when the engineers are to report."
)


def article(folder: Path, *parts: str, suffix: str = ".txt") -> Article:
    path = folder / f"page{suffix}"
    title = "# Bridge put off" if suffix == ".md" else "Bridge put off"
    path.write_text("\n\n".join((title, *parts)), encoding="utf-8")
    return read(path)


def of_kind(article: Article, *kinds: str) -> list[str]:
    return [article.words(b) for b in article.blocks if b.kind in kinds]


FURNITURE = """\
Share on Facebook
Tweet
Facebook Twitter LinkedIn WhatsApp
1.4k shares
Click to email a link to a friend (Opens in new window)
Leave a Reply
Your email address will not be published. Required fields are marked *
View comments (12)
Read More
Read more: Why the bridge was never finished
RELATED: Ferry to run until June
See also: The ferry that never came
Watch: How a bridge is built
Sign up for our weekly newsletter
Subscribe to our newsletter for the latest news, delivered straight to your inbox.
We use cookies to give you the best experience on our website.
Accept all cookies
Advertisement
Article continues below
Story highlights
Photo: Lena Hart/AFP
Getty Images
Image source, Getty Images
The old bridge in March. (Photo by Lena Hart)
The old bridge in March. Photograph: Lena Hart/Reuters
A short history of the bridge 03:41
bridge-2.jpg
Bridge_7
Updated 3:14 PM ET, Tue October 11, 2016
Published 3 hours ago
5 min read
Tags: bridges, council, ferries
Filed under: Local, Transport
Home > News > Local
Home » Local news » Transport
© 2016 The Harbour Post. All rights reserved.
Terms of Service | Privacy Policy
Follow us on Twitter
Follow Lena Hart on Twitter: @lenahart
@lenahart
https://post.example/bridge
Sent from my iPad
FOR IMMEDIATE RELEASE
Media contact:
Get breaking news alerts straight to your phone
Most read
You may also like
This story has been updated.
Recommended for you"""


@pytest.mark.parametrize("line", FURNITURE.splitlines())
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_furniture_is_set_aside(tmp_path: Path, line: str, suffix: str) -> None:
    page = article(tmp_path, BODY, line, BODY, suffix=suffix)
    assert of_kind(page, "paragraph") == [BODY, BODY]
    assert of_kind(page, "heading") == []


SENTENCES = """\
Read more than ten books a year and you will be happier, a study of 4,000 adults suggests.
"Share this burden," she said, and handed him the rope.
Share prices fell by four percent after the announcement on Friday.
Comments by the minister caused an outcry in the capital.
Leave a reply, he told the students, and the council will read it.
Related cases in two other towns were reported on Thursday.
By Monday evening, Robert Mallory and Jane Hurst had left the city.
Updated figures were published on Tuesday at 3 pm.
Photo evidence showed that the gate had been open since March.
Images of the attack were shared on Twitter within minutes.
Follow the money, the prosecutor told the court.
The writer was arrested at the airport on Wednesday.
Getty Images said it would sue the company.
Copyright law must change, the commission said.
Sign up for the race closed in March, when 900 runners had registered.
Ana Ruiz and Bo Lind contributed to the success of the mission, the agency said.
Editing by machine has changed how newspapers work.
Next week the council will vote on the plan.
Watch what happens to wages, she said.
See also what the neighbours do, he advised.
More on that: nobody knows who paid for it, the auditor said.
We use cookies to lure the children in, the baker joked.
From Paris, he went to Rome and met the Pope.
Two people were killed and 14:30 was the time on the stopped clock.
All rights are reserved to the people under the new constitution.
COVID-19 cases rose again in the north.
Tom Reid reported from the front for nine years, and was wounded twice.
Source: that was what the spy was called by his handlers.
Last updated in 1974, the rules say nothing about drones.
Do you have a key? he asked. Then tell us where the door is, and email the landlord.
This article was published by mistake, the editor told the court on Tuesday.
Previous attempts had failed: three boats sank in 1999.
“No comment,” she said.
He denied it."""


@pytest.mark.parametrize("sentence", SENTENCES.splitlines())
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_no_paragraph_is_lost(tmp_path: Path, sentence: str, suffix: str) -> None:
    for parts in ((sentence, BODY, BODY), (BODY, sentence, BODY), (BODY, BODY, sentence)):
        assert of_kind(article(tmp_path, *parts, suffix=suffix), "paragraph") == list(parts)


def test_labels_of_images_run_into_words(tmp_path: Path) -> None:
    page = article(
        tmp_path, BODY, "Bridge-1Work has stopped, and the piles stand in the river.",
        "A river without a ferryBridge-4", BODY, "bridge_12“No one crosses here,” he said.",
    )  # fmt: skip
    assert of_kind(page, "furniture") == ["Bridge-1", "Bridge-4", "bridge_12"]
    assert of_kind(page, "heading") == ["A river without a ferry"]
    assert of_kind(page, "paragraph")[1].startswith("Work has stopped")
    assert of_kind(page, "paragraph")[-1] == "“No one crosses here,” he said."


@pytest.mark.parametrize(
    "words", ["F-16s and a Boeing 737-800 were seen.", "COVID-19 has come back, they said."]
)
def test_names_with_numbers_are_no_labels(tmp_path: Path, words: str) -> None:
    assert words in of_kind(article(tmp_path, BODY, words, BODY), "paragraph")
    assert "Waiting for the PlayStation-4" in of_kind(
        article(tmp_path, BODY, "Waiting for the PlayStation-4", BODY), "heading"
    )


def test_readers_comments_are_set_aside_to_the_end(tmp_path: Path) -> None:
    page = article(
        tmp_path, BODY, BODY, BODY, "2 Comments", "Joan says:",
        "I have crossed that bridge every day of my life, and I will miss it very much.", "Reply",
    )  # fmt: skip
    assert of_kind(page, "paragraph") == [BODY, BODY, BODY]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Lena Hart", ["Lena Hart"]),
        ("BY LENA HART AND PÁL ŐRI", ["Lena Hart", "Pál Őri"]),
        ("By Lena Hart, Harbour News", ["Lena Hart"]),
        ("By Lena Hart, Bo Lind and Ana de la Cruz in Port Anselm", ["Lena Hart", "Bo Lind", "Ana de la Cruz"]),
        ("By Lena Hart | 3 May 2016", ["Lena Hart"]),
        ("Lena Hart, BBC News", ["Lena Hart"]),
        ("Words: Lena Hart", ["Lena Hart"]),
    ],
)  # fmt: skip
def test_bylines_are_credits(tmp_path: Path, line: str, names: list[str]) -> None:
    page = article(tmp_path, line, "Published 3 May 2016", BODY, BODY)
    assert list(page.credits) == names
    assert page.author == ", ".join(names)
    assert of_kind(page, "paragraph") == [BODY, BODY]
    assert page.published == "2016-05-03"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("CNN’s Lena Hart and Bo Lind contributed to this report.", ["Lena Hart", "Bo Lind"]),
        ("Lena Hart in Port Anselm contributed to this article.", ["Lena Hart"]),
        ("Associated Press writers Lena Hart and Bo Lind contributed to this report.", ["Lena Hart", "Bo Lind"]),
        ("Reporting by Lena Hart; editing by Bo Lind", ["Lena Hart", "Bo Lind"]),
        ("(Reporting by Lena Hart and Ana Ruiz; Writing by Bo Lind; Editing by Jo Orr)", ["Lena Hart", "Ana Ruiz", "Bo Lind", "Jo Orr"]),
        ("Additional reporting by Lena Hart in Paris", ["Lena Hart"]),
        ("With reporting by Lena Hart.", ["Lena Hart"]),
    ],
)  # fmt: skip
def test_contributors_are_credits(tmp_path: Path, line: str, names: list[str]) -> None:
    page = article(tmp_path, BODY, BODY, line)
    assert list(page.credits) == names
    assert of_kind(page, "credit") == [line]
    assert of_kind(page, "paragraph") == [BODY, BODY]


def test_a_credit_run_into_the_last_paragraph(tmp_path: Path) -> None:
    page = article(tmp_path, BODY, f"{BODY} (Reporting by Lena Hart; Editing by Bo Lind)")
    assert of_kind(page, "paragraph") == [BODY, BODY]
    assert page.credits == ("Lena Hart", "Bo Lind")


def test_what_is_no_list_of_names_names_nobody() -> None:
    assert people("the success of the mission and others") == ()
    assert people("machine learning") == ()

"""From time expressions to dates: intervals, and which expressions date anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from generator.analysis.document import text
from generator.analysis.model import Time
from generator.analysis.syntax import SUBJECT
from generator.analysis.times import calendar
from generator.analysis.times.direction import PAST, direction, governor, puts_off
from generator.analysis.times.edtf import day
from generator.analysis.times.happenings import is_eventive
from generator.reading.article import Span

_LEAD = re.compile(
    r"(?:\b(?P<word>since|until|till|through|from|between|by|before|ahead of|prior to|up to|as of"
    r"|starting(?: in| on)?|beginning(?: in| on)?|into)(?: the| last| this)?\s+)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?P<word>to|through|until|till|[-–—]|and|or|&)\s*")
_DATELINE_PLACE = re.compile(r"(?=[A-Z]{2})[^a-z]{1,60}(?:, [A-Z][\w.]+)?(?:, ?)?")
_DATELINE_END = re.compile(r"\s*(?:[–—:-]{1,2}|\(|/|$)")
_UNRESOLVED = re.compile(
    r"XXXX(?:-(?:WXX(?:-\d|-WE)?|XX(?:-XX)?|\d\d(?:-\d\d)?|SP|SU|FA|WI|Q[1-4X]|H[12X]))?(?:T.*)?"
)


@dataclass(frozen=True, slots=True)
class Dating:
    """What the words at `span` date: when (EDTF; None where unresolved), and how.

    `token` is the head of the time's words; `lead` the preposition that opens or closes an
    interval ("since", "until", "from", "by" …), "" otherwise.
    """

    span: Span
    date: str | None
    token: Token
    lead: str = ""


def datings(doc: Doc) -> Iterator[Dating]:
    """Each date of the text that may date an event, in order."""
    times = [t for t in doc._.times if _may_date(t)]
    i = 0
    while i < len(times):
        time = times[i]
        following = times[i + 1] if i + 1 < len(times) else None
        i += 1
        if _is_dateline(doc, time) or _is_aside(doc, time):
            continue
        lead = _lead(doc, time)
        word = lead["word"].lower() if lead else ""
        if word == "since" and _compares(_root(doc, time.span)):
            continue
        if following is not None and (date := _interval(doc, word, time, following)):
            i += 1
            start = lead.start("word") if lead and word in ("from", "between") else time.span[0]
            yield Dating((start, following.span[1]), date, _root(doc, time.span), "from")
            continue
        token = _root(doc, time.span)
        date = _open(word, time, token)
        when = _when(doc, time)
        if when is not None and time.edtf:
            yield Dating(time.span, day(time.edtf), when)
        keeps = lead is not None and word in ("since", "until", "till")
        start = lead.start("word") if lead and keeps else time.span[0]
        yield Dating((start, time.span[1]), date, token, word)


def since(dating: Dating) -> Dating | None:
    """What began with the event that a date tells of: "shut **since the fire in 2011**"."""
    noun = beside(dating.token) or dating.token.head
    if noun.pos_ == "ADP":  # a parse that hangs nouns on prepositions
        noun = noun.head
    if dating.date is None or "/" in dating.date or preposition(noun) != "since":
        return None
    if not is_eventive(noun) or noun.head.pos_ not in ("VERB", "AUX"):
        return None
    return replace(dating, date=f"{dating.date}/..", lead="since")


def beside(time: Token) -> Token | None:
    """The event of another time ("since the **fire** in 2011") that stands right before a time.

    Parsers hang such a time on the verb at times.
    """
    first = time.left_edge.i
    if first == 0 or time.doc[first].pos_ != "ADP":
        return None
    noun = time.doc[first - 1]
    is_other = noun.head == time.head and preposition(noun) in OF_ANOTHER_TIME
    return noun if is_other and is_eventive(noun) else None


OF_ANOTHER_TIME = {"since", "after", "before", "following", "until", "till"}
"""What stands before an event that has a time of its own."""


def preposition(noun: Token) -> str:
    """What stands before a noun, in either style of parse."""
    before = next((c for c in noun.lefts if c.dep_ == "case"), None)
    return (before or noun.head).lower_


def _may_date(time: Time) -> bool:
    if time.type == "DURATION":
        return time.edtf is not None  # counted from an event
    if time.type == "SET" or time.value.endswith("_REF"):
        return False
    return time.edtf is not None or _UNRESOLVED.fullmatch(time.value) is not None


def _root(doc: Doc, span: Span) -> Token:
    words = doc.char_span(*span, alignment_mode="expand")
    assert words is not None, span  # a time lies within the text and is not empty
    return words.root


def _lead(doc: Doc, time: Time) -> re.Match[str] | None:
    start = max(0, time.span[0] - 24)
    return _LEAD.search(text(doc), start, time.span[0])


def _interval(doc: Doc, word: str, first: Time, second: Time) -> str | None:
    """ "from A to B", "between A and B", "A–B", "A through B"."""
    between = _BETWEEN.fullmatch(text(doc), first.span[1], second.span[0])
    if between is None or not first.edtf or not second.edtf:
        return None
    if between["word"] == "to" and _is_moved(_root(doc, second.span)):
        return None
    if between["word"] in ("and", "or", "&") and word != "between" and not _next(first, second):
        return None
    if "/" in first.edtf or "/" in second.edtf or day(first.edtf) >= day(second.edtf):
        return None
    return f"{day(first.edtf)}/{day(second.edtf)}"


def _compares(time: Token) -> bool:
    """Whether nothing goes on since then: "the first win **since 1974**", "the worst since May"."""
    for token in reversed(time.doc[time.sent.start : time.i]):
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return False
        if token.tag_ in ("JJS", "RBS") or token.lower_ == "first":
            return True
    return False


def _when(doc: Doc, time: Time) -> Token | None:
    """The "when" of "on Tuesday, when the bridge fell"."""
    span = doc.char_span(*time.span, alignment_mode="expand")
    if span is None or [t.lower_ for t in doc[span.end : span.end + 2]] != [",", "when"]:
        return None
    token = doc[span.end + 1]
    return None if any(c.dep_ == "cop" for c in token.head.lefts) else token


def _is_moved(token: Token) -> bool:
    """Whether a verb moves what it tells of to a time: "postponed from Monday to Friday"."""
    verb = governor(token)
    return verb is not None and puts_off(verb)


def _next(first: Time, second: Time) -> bool:
    """Whether the second period begins where the first ends: "December 5 and 6"."""
    one, two = calendar.read(first.value), calendar.read(second.value)
    if one is None or two is None or one[1] != two[1] or first.type != "DATE":
        return False
    return calendar.shift(one[0], 1, one[1]) == two[0]


def _is_aside(doc: Doc, time: Time) -> bool:
    """Whether a clock time only says in brackets what stands before: "5 p.m. (2100 UTC)"."""
    before = text(doc)[max(0, time.span[0] - 1) : time.span[0]]
    if time.type != "TIME" or before != "(":
        return False
    near = range(time.span[0] - 3, time.span[0])
    return any(other.span[1] in near for other in doc._.times)


def _open(word: str, time: Time, token: Token) -> str | None:
    """The date with the interval that its preposition opens or closes."""
    if time.edtf is None:
        return None
    date = day(time.edtf)
    first, last = date.split("/")[0], date.split("/")[-1]
    if word in ("from", "until", "till") and _is_moved(token):
        return date
    match word:
        case "since":
            return f"{first}/.."
        case "until" | "till" | "through" | "up to" | "into":
            return f"../{last}"
        case "before" | "ahead of" | "prior to":
            return f"../{last}"
        case "by" if len(date) < 10:
            return f"../{last}"
        case "from" | "starting" | "starting in" | "starting on" | "beginning" | "beginning in":
            ahead = direction(token) != PAST and token.head.head.pos_ in ("VERB", "AUX")
            return f"{first}/.." if ahead else date
    return date


def _is_dateline(doc: Doc, time: Time) -> bool:
    """Whether a date stands alone in its paragraph, or opens the text before a dash."""
    start = text(doc).rfind("\n", 0, time.span[0]) + 1
    end = text(doc).find("\n", time.span[1])
    before = text(doc)[start : time.span[0]]
    after = text(doc)[time.span[1] : end if end >= 0 else len(text(doc))]
    if not re.search(r"[a-z]{2}", after) and len(re.findall("[a-z]{3}", before)) < 2:
        governing = _root(doc, time.span).ancestors
        return not any(c.dep_ in SUBJECT for token in governing for c in token.lefts)
    opens = start == 0 and _DATELINE_PLACE.fullmatch(before) is not None
    return opens and _DATELINE_END.match(after) is not None

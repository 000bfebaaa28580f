"""Who the actors of an article are: a spaCy component that runs after the quotes are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from generator.analysis import document  # noqa: F401
from generator.analysis.actors import (
    coreference,
    descriptions,
    groups,
    mentions,
    metonymy,
    salience,
    short_forms,
    speakers,
)
from generator.analysis.actors.chains import Chain, Chains, Mention
from generator.analysis.actors.names import fold, is_acronym
from generator.analysis.model import Actor, Party, Quote
from generator.analysis.quotes.marks import quotations


@Language.factory(
    "backstory_actors",
    requires=["doc.ents", "token.dep", "token.pos"],
    assigns=["doc._.actors", "doc._.quotes"],
)
def make(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that writes `doc._.actors` and says who speaks in `doc._.quotes`."""
    return annotate


def annotate(doc: Doc) -> Doc:
    """Write the actors of `doc`; names, parse and quotes are to be there."""
    chains, spoken = gather(doc)
    rated = salience.rate(chains, spoken)
    ids = _ids([c for c, _ in rated])
    doc._.actors = tuple(_actor(doc, chain, ids[id(chain)], score) for chain, score in rated)
    doc._.quotes = tuple(_told(chains, quote, spoken, ids) for quote in doc._.quotes)
    return doc


def gather(doc: Doc) -> tuple[Chains, dict[str, list[Chain]]]:
    """All that is said of each actor, and who speaks, by the quote's id."""
    quoted = quotations(doc.text)
    chains = Chains(doc, quoted)
    short_forms.gather(chains, mentions.find(doc, quoted, doc._.quotes))
    metonymy.by_seat(chains, doc._.quotes)
    metonymy.by_government(chains)
    metonymy.by_body(chains, doc._.quotes)
    descriptions.find(chains)
    coreference.by_role(chains)
    coreference.by_pronoun(chains, doc._.quotes)
    spoken = speakers.resolve(chains, doc._.quotes)
    coreference.by_voice(chains, doc._.quotes, spoken)
    groups.gather(chains, doc._.quotes, spoken)
    return chains, spoken


def _told(
    chains: Chains, quote: Quote, spoken: dict[str, list[Chain]], ids: dict[int, str]
) -> Quote:
    """`quote` with the actors of its parties."""

    def who(party: Party | None, meant: list[Chain]) -> Party | None:
        known = tuple(ids[id(c)] for c in meant if id(c) in ids)
        return replace(party or Party(None), actors=known) if party or known else None

    addressed = speakers.meant(chains, quote.addressee) if quote.addressee else []
    return replace(
        quote,
        speaker=who(quote.speaker, spoken.get(quote.id, [])),
        addressee=who(quote.addressee, addressed),
    )


def _actor(doc: Doc, chain: Chain, id_: str, score: float) -> Actor:
    """The actor that a chain tells of."""
    name, aliases = called(chain)
    best = descriptions.best(chain)
    told = sorted(chain.descriptions, key=lambda d: (d is not best, d.start))
    return Actor(
        id=id_,
        name=name,
        kind=chain.kind,
        mentions=tuple(_chars(doc, m) for m in sorted(chain.mentions, key=lambda m: m.start)),
        named=chain.named,
        aliases=aliases,
        description=best.text if best else None,
        descriptions=tuple(dict.fromkeys(_chars(doc, d) for d in told)),
        salient=score >= salience.THRESHOLD,
        salience=round(score, 3),
    )


def _chars(doc: Doc, mention: Mention) -> tuple[int, int]:
    last = doc[mention.end - 1]
    return doc[mention.start].idx, last.idx + len(last)


def called(chain: Chain) -> tuple[str, tuple[str, ...]]:
    """The fullest name, and the others that the article uses; a country's usual name first."""
    if not chain.named:
        return chain.label, ()
    counts = Counter(name.text for name in chain.names)
    forms: dict[str, str] = {}
    for text in counts:  # one spelling of those that differ in case alone: the least shouted
        key = fold(text)
        if key not in forms or (text.isupper(), -counts[text]) < (
            forms[key].isupper(),
            -counts[forms[key]],
        ):
            forms[key] = text
    proper = {name.text for name in chain.names if name.proper}
    order = sorted(
        forms.values(),
        key=lambda t: (t not in proper, -len(t.split()), is_acronym(t), -counts[t]),
    )
    if chain.country:  # one name in all articles, whether they say "US" or "America"
        order = [chain.country, *(t for t in order if fold(t) != fold(chain.country))]
    return order[0], tuple(order[1:])


def _ids(chains: list[Chain]) -> dict[int, str]:
    """A slug for each chain, unique in the article."""
    used: defaultdict[str, int] = defaultdict(int)
    ids = {}
    for chain in chains:
        words = "".join(c if c.isalnum() else " " for c in fold(called(chain)[0])).split()
        slug = "-".join(words) or "actor"
        used[slug] += 1
        ids[id(chain)] = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
    return ids

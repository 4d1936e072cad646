"""Quotations made from what was said: the honest ones are accepted, the false ones are not."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random

from sitegen.quotes.corpus import Corpus, corpus
from sitegen.quotes.message_text import Said
from sitegen.quotes.quotation import Address, Kind, Quotation, Target
from sitegen.quotes.verdict import Finding
from sitegen.quotes.verify import judge
from tests.paths import PROJECT
from tests.quotes.derived import (
    HONEST,
    Change,
    Derived,
    derived,
    negated,
    one_word_changed,
    plainly,
    said_in,
    vocabulary,
)
from tests.shared import SHARED, needs_shared
from tests.thorough import IS_THOROUGH

CONTENT = PROJECT / "content" / "transcripts"
ACCEPTED = {Finding.VERBATIM, Finding.TYPOGRAPHIC, Finding.MARKED, Finding.AMBIGUOUS}
Talks = Mapping[str, Sequence[Said]]


@cache
def own() -> tuple[Talks, Corpus]:
    talks = said_in(sorted(file for file in CONTENT.rglob("*") if file.is_file()))
    return talks, corpus(talks)


@cache
def real() -> tuple[Talks, Corpus]:
    files = sorted((SHARED / "seeds").glob("*"))
    others = [
        file for file in (SHARED / "corpus").rglob("*") if file.suffix in (".md", ".txt", ".log", ".html")
    ]
    small = sorted(file for file in others if file.is_file() and file.stat().st_size < 100_000)
    Random(3).shuffle(small)
    talks = said_in([*files, *small[:60]])
    return talks, corpus(talks)


def verdict_on(quote: Derived, archive: Corpus) -> Finding:
    quotation = Quotation(1, 1, None, "", Target(quote.slug, quote.anchor), Kind.LEFT, quote.exact)
    return judge(quotation, archive).finding


def honest(talks: Talks, archive: Corpus, count: int) -> list[tuple[str, Derived, Finding]]:
    return [
        (name, quote, verdict_on(quote, archive))
        for name, change in HONEST.items()
        for shown in (False, True)
        for quote in derived(talks, change, count, 5, shown)
    ]


def falsified(talks: Talks, count: int) -> Iterator[Derived]:
    changes: list[Change] = [one_word_changed(vocabulary(talks)), negated]
    for change in changes:
        for shown in (False, True):
            yield from derived(talks, change, count, 7, shown)


def test_honest_quotations_of_our_own_content_are_accepted():
    judged = honest(*own(), 25)
    refused = [(name, quote.exact) for name, quote, finding in judged if finding not in ACCEPTED]
    assert len(judged) > 300
    assert len(refused) <= len(judged) // 100, refused


def test_no_false_quotation_of_our_own_content_is_accepted():
    talks, archive = own()
    quotes = list(falsified(talks, 150))
    assert len(quotes) > 500
    assert [quote.exact for quote in quotes if verdict_on(quote, archive) in ACCEPTED] == []


def test_quotations_of_our_own_content_with_the_wrong_link_are_found_again():
    talks, archive = own()
    addresses = [Address(slug, each.anchor) for slug, messages in talks.items() for each in messages]
    dice = Random(9)
    missed = []
    count = 0
    for quote in derived(talks, plainly, 60, 11):
        wrong = dice.choice(addresses)
        verdict = judge(Quotation(1, 1, None, "", Target(*wrong), Kind.LEFT, quote.exact), archive)
        if verdict.finding in ACCEPTED:
            continue
        count += 1
        right = verdict.new_address and quote.exact in " ".join(
            " ".join(each.text.split())
            for each in talks[verdict.new_address.slug]
            if each.anchor == verdict.new_address.anchor
        )
        if verdict.finding is not Finding.MOVED or not right:
            missed.append((quote, verdict.finding))
    assert count > 40
    assert missed == []


def test_what_nobody_said_is_not_accepted():
    talks, archive = own()
    words = vocabulary(talks)
    dice = Random(2)
    address = next(Address(slug, messages[0].anchor) for slug, messages in talks.items())
    for _ in range(60):
        exact = " ".join(dice.choices(words, k=12))
        assert verdict_on(Derived(*address, exact), archive) in (Finding.MISSING, Finding.ALTERED)


@needs_shared
def test_honest_quotations_of_real_transcripts_are_accepted():
    judged = honest(*real(), 125)
    refused = [(name, quote.exact) for name, quote, finding in judged if finding not in ACCEPTED]
    assert len(judged) > 2_000
    assert len(refused) <= len(judged) // 100, refused


@needs_shared
def test_no_false_quotation_of_real_transcripts_is_accepted():
    talks, archive = real()
    quotes = list(falsified(talks, 1_100 if IS_THOROUGH else 250))
    assert len(quotes) > (4_000 if IS_THOROUGH else 900)
    assert [quote.exact for quote in quotes if verdict_on(quote, archive) in ACCEPTED] == []

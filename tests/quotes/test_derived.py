"""Test that accurate quotations are accepted and inaccurate ones are rejected."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random

from sitegen.quotes.corpus import Corpus, build_corpus
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.quotation import Address, Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.verdict import QuoteFinding
from sitegen.quotes.verify import verify
from tests.paths import PROJECT
from tests.quotes.derived import (
    ACCURATE_CHANGES,
    Change,
    GeneratedQuote,
    change_one_word,
    generate_quotes,
    insert_not,
    read_messages,
    unchanged,
    vocabulary,
)
from tests.sampling import IS_THOROUGH
from tests.shared import SHARED, needs_shared

CONTENT = PROJECT / "content" / "transcripts"
ACCEPTED = {QuoteFinding.VERBATIM, QuoteFinding.TYPOGRAPHIC, QuoteFinding.MARKED, QuoteFinding.AMBIGUOUS}
Conversations = Mapping[str, Sequence[MessageText]]


@cache
def sample_content() -> tuple[Conversations, Corpus]:
    conversations = read_messages(sorted(file for file in CONTENT.rglob("*") if file.is_file()))
    return conversations, build_corpus(conversations)


@cache
def real_transcripts() -> tuple[Conversations, Corpus]:
    files = sorted((SHARED / "seeds").glob("*"))
    others = [file for file in (SHARED / "corpus").rglob("*") if file.suffix in (".md", ".txt", ".log", ".html")]
    small = sorted(file for file in others if file.is_file() and file.stat().st_size < 100_000)
    Random(3).shuffle(small)
    conversations = read_messages([*files, *small[:60]])
    return conversations, build_corpus(conversations)


def verdict_on(quote: GeneratedQuote, archive: Corpus) -> QuoteFinding:
    quotation = Quotation(1, 1, None, "", QuoteTarget(quote.slug, quote.anchor), QuotationKind.BEFORE_LINK, quote.exact)
    return verify(quotation, archive).finding


def verify_accurate(
    conversations: Conversations, archive: Corpus, count: int
) -> list[tuple[str, GeneratedQuote, QuoteFinding]]:
    return [
        (name, quote, verdict_on(quote, archive))
        for name, change in ACCURATE_CHANGES.items()
        for rendered in (False, True)
        for quote in generate_quotes(conversations, change, count, 5, rendered)
    ]


def inaccurate_quotes(conversations: Conversations, count: int) -> Iterator[GeneratedQuote]:
    changes: list[Change] = [change_one_word(vocabulary(conversations)), insert_not]
    for change in changes:
        for rendered in (False, True):
            yield from generate_quotes(conversations, change, count, 7, rendered)


def test_accurate_quotations_of_sample_content_are_accepted():
    verified = verify_accurate(*sample_content(), 25)
    rejected = [(name, quote.exact) for name, quote, finding in verified if finding not in ACCEPTED]
    assert len(verified) > 300
    assert len(rejected) <= len(verified) // 100, rejected


def test_inaccurate_quotations_of_sample_content_are_rejected():
    conversations, archive = sample_content()
    quotes = list(inaccurate_quotes(conversations, 150))
    assert len(quotes) > 500
    assert [quote.exact for quote in quotes if verdict_on(quote, archive) in ACCEPTED] == []


def test_quotations_of_sample_content_with_the_wrong_link_are_found_again():
    conversations, archive = sample_content()
    addresses = [Address(slug, each.anchor) for slug, messages in conversations.items() for each in messages]
    random = Random(9)
    missed = []
    count = 0
    for quote in generate_quotes(conversations, unchanged, 60, 11):
        wrong = random.choice(addresses)
        verdict = verify(
            Quotation(1, 1, None, "", QuoteTarget(*wrong), QuotationKind.BEFORE_LINK, quote.exact), archive
        )
        if verdict.finding in ACCEPTED:
            continue
        count += 1
        right = verdict.new_address and quote.exact in " ".join(
            " ".join(each.text.split())
            for each in conversations[verdict.new_address.slug]
            if each.anchor == verdict.new_address.anchor
        )
        if verdict.finding is not QuoteFinding.MOVED or not right:
            missed.append((quote, verdict.finding))
    assert count > 40
    assert missed == []


def test_random_words_are_rejected():
    conversations, archive = sample_content()
    words = vocabulary(conversations)
    random = Random(2)
    address = next(Address(slug, messages[0].anchor) for slug, messages in conversations.items())
    for _ in range(60):
        exact = " ".join(random.choices(words, k=12))
        assert verdict_on(GeneratedQuote(*address, exact), archive) in (
            QuoteFinding.MISSING,
            QuoteFinding.ALTERED,
        )


@needs_shared
def test_accurate_quotations_of_real_transcripts_are_accepted():
    verified = verify_accurate(*real_transcripts(), 125 if IS_THOROUGH else 60)
    rejected = [(name, quote.exact) for name, quote, finding in verified if finding not in ACCEPTED]
    assert len(verified) > (2_000 if IS_THOROUGH else 900)
    assert len(rejected) <= len(verified) // 100, rejected


@needs_shared
def test_inaccurate_quotations_of_real_transcripts_are_rejected():
    conversations, archive = real_transcripts()
    quotes = list(inaccurate_quotes(conversations, 1_100 if IS_THOROUGH else 120))
    assert len(quotes) > (4_000 if IS_THOROUGH else 450)
    assert [quote.exact for quote in quotes if verdict_on(quote, archive) in ACCEPTED] == []

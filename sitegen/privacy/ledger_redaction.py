"""The ledger keeps the first words of messages that are gone: those of them that a rule takes out go as well."""

from collections.abc import Sequence
from dataclasses import replace

from sitegen.permalinks.ledger.records import WORDS, Account, Entry, Heading
from sitegen.privacy.redaction import RedactRule, cuts, redact
from sitegen.privacy.scanner import HINTED
from sitegen.text.slugs import slugify

_LEAST = 4  # characters of a value that is cut off at the end


def without_words(account: Account, rules: Sequence[RedactRule]) -> Account:
    """The account without what the rules take out."""
    if not rules:
        return account
    heading = without_slugs(account.heading, rules)
    title = redact(rules, heading.title)
    if not heading.slug:
        slug, *former = heading.former or (f"redacted-{heading.key}",)
        heading = replace(heading, slug=slug, former=tuple(former))
    return Account(
        heading if title == heading.title else replace(heading, title=title),
        tuple(_entry(each, rules) for each in account.entries),
    )


def without_slugs(heading: Heading, rules: Sequence[RedactRule]) -> Heading:
    """The heading without those slugs that say what the rules take out; its own is empty then."""
    if not any(_says(slug, rules) for slug in heading.slugs):
        return heading
    slug = "" if _says(heading.slug, rules) else heading.slug
    return replace(
        heading, slug=slug, former=tuple(each for each in heading.former if not _says(each, rules))
    )


def _says(slug: str, rules: Sequence[RedactRule]) -> bool:
    """Slugs are made of letters without marks, and of the words in their order."""
    spelt = [replace(rule, words=_as_slug(rule.words)) if rule.words else rule for rule in rules]
    return bool(cuts(spelt, slug.replace("-", " ")))


def _as_slug(words: str) -> str:
    """Words as a slug writes them."""
    return slugify(words).replace("-", " ")


def _entry(entry: Entry, rules: Sequence[RedactRule]) -> Entry:
    words = redact(rules, entry.words)
    if words == entry.words and entry.length > WORDS and any(_is_cut_off(words, rule) for rule in rules):
        words = ""
    return entry if words == entry.words else replace(entry, words=words[:WORDS].strip())


def _is_cut_off(words: str, rule: RedactRule) -> bool:
    """May these first words of a message end in the middle of what the rule takes out?"""
    tail = words.casefold()
    if rule.words:
        whole = " ".join(rule.words.casefold().split())
        return any(tail.endswith(whole[:n]) for n in range(min(_LEAST, len(whole)), len(whole)))
    if rule.pattern:
        return True  # nobody knows
    last = words.split()[-1:] or [""]
    return "@" in last[0] or any(hint in last[0] for pattern in HINTED for hint in pattern.hints)

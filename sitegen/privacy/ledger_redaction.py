"""Apply redaction rules to ledger records, which keep the first words of removed messages."""

from collections.abc import Sequence
from dataclasses import replace

from sitegen.permalinks.ledger.records import EXCERPT_LENGTH, ConversationRecord, MessageRecord, RecordHeader
from sitegen.privacy.redaction import RedactRule, find_redactions, redact
from sitegen.privacy.scanner import HINTED_PATTERNS
from sitegen.text.slugs import slugify

_MIN_PREFIX = 4  # characters at the end that may be the start of a redacted text


def redact_record(record: ConversationRecord, rules: Sequence[RedactRule]) -> ConversationRecord:
    """Return the record without the text that the rules match."""
    if not rules:
        return record
    header = remove_redacted_slugs(record.header, rules)
    title = redact(rules, header.title)
    if not header.slug:
        slug, *former = header.former_slugs or (f"redacted-{header.key}",)
        header = replace(header, slug=slug, former_slugs=tuple(former))
    return ConversationRecord(
        header if title == header.title else replace(header, title=title),
        tuple(_redact_message(each, rules) for each in record.messages),
    )


def remove_redacted_slugs(header: RecordHeader, rules: Sequence[RedactRule]) -> RecordHeader:
    """Return the header without slugs that contain redacted text; its own slug becomes empty."""
    if not any(_is_redacted(slug, rules) for slug in header.slugs):
        return header
    slug = "" if _is_redacted(header.slug, rules) else header.slug
    return replace(
        header,
        slug=slug,
        former_slugs=tuple(each for each in header.former_slugs if not _is_redacted(each, rules)),
    )


def _is_redacted(slug: str, rules: Sequence[RedactRule]) -> bool:
    """Return whether the slug contains text that the rules match, spelled as in slugs."""
    slug_rules = [replace(rule, words=_as_slug(rule.words)) if rule.words else rule for rule in rules]
    return bool(find_redactions(slug_rules, slug.replace("-", " ")))


def _as_slug(words: str) -> str:
    return slugify(words).replace("-", " ")


def _redact_message(record: MessageRecord, rules: Sequence[RedactRule]) -> MessageRecord:
    excerpt = redact(rules, record.excerpt)
    if (
        excerpt == record.excerpt
        and record.length > EXCERPT_LENGTH
        and any(_is_cut_off(excerpt, rule) for rule in rules)
    ):
        excerpt = ""
    return record if excerpt == record.excerpt else replace(record, excerpt=excerpt[:EXCERPT_LENGTH].strip())


def _is_cut_off(excerpt: str, rule: RedactRule) -> bool:
    """Return whether the excerpt may end inside a text that the rule matches."""
    tail = excerpt.casefold()
    if rule.words:
        whole = " ".join(rule.words.casefold().split())
        return any(tail.endswith(whole[:n]) for n in range(min(_MIN_PREFIX, len(whole)), len(whole)))
    if rule.pattern:
        return True  # cannot be determined
    last = excerpt.split()[-1:] or [""]
    return "@" in last[0] or any(hint in last[0] for pattern in HINTED_PATTERNS for hint in pattern.hints)

"""Apply redaction rules to ledger records, which keep the first words of removed messages."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sitegen.model import Span
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import EXCERPT_LENGTH, ConversationRecord, MessageRecord, RecordHeader
from sitegen.privacy.labels import find_labels
from sitegen.privacy.redaction import redact
from sitegen.privacy.rules import RedactRule
from sitegen.privacy.scanner import HINTED_PATTERNS
from sitegen.privacy.slug_redaction import says_redacted_words, slug_traces
from sitegen.text.lookalikes import fold_letters, plain_letters

_MAX_LABEL = 80  # characters from the start of a label to the end of its value
_MIN_PREFIX = 4  # characters at the end that may be the start of a redacted text


def redact_record(
    record: ConversationRecord, rules: Sequence[RedactRule], traces: AbstractSet[str] = frozenset()
) -> ConversationRecord:
    """Return the record without the text that the rules match; ``traces``: see `slug_traces`."""
    if not rules:
        return record
    excerpts = (each.excerpt for each in record.messages)
    traces = traces | slug_traces(rules, excerpts)
    header = remove_redacted_slugs(record.header, rules, traces)
    if not header.slug:
        slug, *former = header.former_slugs or (f"redacted-{header.key}",)
        header = replace(header, slug=slug, former_slugs=tuple(former))
    title, source, reason = (redact(rules, each) for each in (header.title, header.source, header.reason))
    return ConversationRecord(
        replace(header, title=title, source=source, reason=reason),
        tuple(_redact_message(each, rules, traces) for each in record.messages),
    )


def remove_redacted_slugs(
    header: RecordHeader, rules: Sequence[RedactRule], traces: AbstractSet[str] = frozenset()
) -> RecordHeader:
    """Return the header without slugs that contain redacted text; its own slug becomes empty."""
    if not rules:
        return header
    traces = traces | slug_traces(rules, (header.title, header.source))
    kept = [each for each in header.slugs if not says_redacted_words(each, rules, traces)]
    if len(kept) == len(header.slugs):
        return header
    slug = header.slug if header.slug in kept else ""
    return replace(header, slug=slug, former_slugs=tuple(each for each in kept if each != slug))


def with_renamed_pages(record: ConversationRecord, renamed: Mapping[str, str]) -> ConversationRecord:
    """Return the record with links of its tombstones to the new names of pages; ``renamed``: new slugs by old ones."""

    def renamed_address(address: str) -> str:
        page, _, anchor = address.partition("#")
        new = renamed.get(urls.conversation_slug(page), "")
        return urls.message(new, anchor) if new else address

    if not renamed:
        return record
    messages = (
        replace(each, moved_to=renamed_address(each.moved_to)) if each.moved_to else each for each in record.messages
    )
    return replace(record, messages=tuple(messages))


def _redact_message(record: MessageRecord, rules: Sequence[RedactRule], traces: AbstractSet[str]) -> MessageRecord:
    page = urls.conversation_slug(record.moved_to) if record.moved_to else ""
    moved_to = "" if page and says_redacted_words(page, rules, traces) else record.moved_to
    record = replace(record, reason=redact(rules, record.reason), moved_to=moved_to)
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
    tail = fold_letters(excerpt).text
    if rule.words:
        whole = " ".join(fold_letters(rule.words).text.split())
        return any(tail.endswith(whole[:n]) for n in range(min(_MIN_PREFIX, len(whole)), len(whole)))
    if rule.pattern:
        return True  # cannot be determined
    last = excerpt.split()[-1:] or [""]
    if "@" in last[0] or any(hint in last[0] for pattern in HINTED_PATTERNS for hint in pattern.hints):
        return True
    plain = plain_letters(excerpt).text
    return any(find_labels(plain, [Span(max(len(plain) - _MAX_LABEL, 0), len(plain))]))

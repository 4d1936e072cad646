"""Scan a conversation and its source for secrets and personal data."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from sitegen.model import Conversation
from sitegen.privacy.findings import SecretFinding, fingerprint, merge_hits
from sitegen.privacy.rules import SecretHit
from sitegen.privacy.scanner import longest_hits, scan_markdown
from sitegen.text.line_index import line_starts

_MAX_SHORT = 100  # characters
LocatedHit = tuple[SecretHit, int | None, str]
"""A hit, its line, and its location if it is not in the text."""


def scan_conversation(conversation: Conversation, data: bytes) -> tuple[SecretFinding, ...]:
    """Return the findings in a conversation and in its source ``data``, as published."""
    source = data.decode(conversation.source.encoding, "replace")
    hits = list(scan_lines(source))
    known = {fingerprint(hit.kind, hit.value) for hit, _, _ in hits}
    others = (each for each in _outside_source(conversation, source) if _fingerprint(each) not in known)
    return merge_hits((*hits, *others))


def scan_lines(text: str, first_line: int = 1) -> Iterator[LocatedHit]:
    """Yield the hits of a text with their lines; ``first_line`` is the number of the first."""
    hits = _longest_hits(text)
    starts = line_starts(text.split("\n")) if hits else []
    for hit in hits:
        yield hit, first_line - 1 + bisect_right(starts, hit.span.start), ""


def _longest_hits(text: str) -> tuple[SecretHit, ...]:
    """Return the hits of a text, also behind Markdown markup, in order; of overlapping hits the longest."""
    return _short_hits(text) if len(text) < _MAX_SHORT else longest_hits(scan_markdown(text))


@lru_cache(maxsize=4096)  # most conversations have the names of others
def _short_hits(text: str) -> tuple[SecretHit, ...]:
    return longest_hits(scan_markdown(text))


def _fingerprint(located: LocatedHit) -> str:
    return fingerprint(located[0].kind, located[0].value)


def _outside_source(conversation: Conversation, source: str) -> Iterator[LocatedHit]:
    """Yield the hits in metadata and in texts that differ from the source."""
    for location, texts in (
        ("the title", (conversation.title,)),
        ("the file name", (conversation.source.path,)),
        ("the name of a participant", [part for each in conversation.participants for part in (each.name, each.label)]),
        ("a tombstone", [part for each in conversation.tombstones for part in (each.excerpt, each.reason)]),
        ("the reason of a withdrawal", [each.withdrawn.reason for each in conversation.messages if each.withdrawn]),
    ):  # fmt: skip
        for text in filter(None, texts):
            yield from ((hit, None, location) for hit in _longest_hits(text))
    for message in conversation.messages:
        # The source differs if the format encodes texts, or a repair changed it.
        if message.span.of(source) != message.text:
            line = source.count("\n", 0, message.span.start) + 1
            yield from ((hit, line, "") for hit in _longest_hits(message.text))

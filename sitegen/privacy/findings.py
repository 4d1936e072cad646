"""Summarise hits as findings: enough to locate and recognise a value, without the value itself.

Start at `scan_conversation`.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from sitegen.model import BlockKind, Conversation, Message
from sitegen.privacy.rules import SecretGroup, SecretHit, SecretKind
from sitegen.privacy.scanner import longest_hits, scan, scan_markdown
from sitegen.text.line_index import line_starts

_LONG, _SHORT = 24, 12  # characters; the shorter a value, the less of it is shown
_CARDS = frozenset({"card-number", "iban"})
_MAX_SHORT = 100  # characters
LocatedHit = tuple[SecretHit, int | None, str]
"""A hit, its line, and its location if it is not in the text."""


@dataclass(frozen=True, slots=True)
class SecretFinding:
    """A value in a file, with its number of occurrences."""

    kind: SecretKind
    line: int | None
    """First line, from 1; None if it is in no line of the file."""
    masked: str
    fingerprint: str
    """Eight hexadecimal digits, to accept it with."""
    count: int = 1
    location: str = ""
    """Part of the file, if not its text: *the file name*."""


def fingerprint(kind: SecretKind, value: str) -> str:
    """Return the first 8 hexadecimal digits of a SHA-256 of kind and value.

    Short values, such as phone numbers, can be recovered from it by brute force.
    """
    return hashlib.sha256(f"{kind.id}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def mask(hit: SecretHit) -> str:
    """Return a printable form of a value: at most its prefix and four characters, less if it is short."""
    value = " ".join(hit.value.split())
    if hit.kind.id == "email":
        return f"{value[0]}…@…{value[value.rfind('.') :]}"
    if hit.kind.group is SecretGroup.PERSONAL:
        head = value[: 2 if value[0] == "+" or value[0].isalpha() else 1]
        return f"{head}…{value[-4:] if hit.kind.id in _CARDS else value[-2:]}"
    prefix = hit.prefix if len(hit.prefix) * 2 <= len(value) else ""
    if len(value) >= _LONG:
        return f"{prefix}…{value[-4:]}"
    return f"{prefix}…{value[-2:] if len(value) >= _SHORT else ''}"


def mask_secrets(text: str) -> str:
    """Return ``text`` with every secret masked; for messages that quote content."""
    parts: list[str] = []
    position = 0
    for hit in scan(text):
        parts += (text[position : hit.span.start], mask(hit))
        position = hit.span.end
    return "".join((*parts, text[position:]))


def merge_hits(hits: Iterable[tuple[SecretHit, int | None, str]]) -> tuple[SecretFinding, ...]:
    """Return a finding per value; hits of one file are given with line and location."""
    findings: dict[str, SecretFinding] = {}
    for hit, line, location in hits:
        key = fingerprint(hit.kind, hit.value)
        if known := findings.get(key):
            findings[key] = replace(known, count=known.count + 1)
        else:
            findings[key] = SecretFinding(hit.kind, line, mask(hit), key, 1, location)
    return tuple(findings.values())


def scan_conversation(conversation: Conversation, data: bytes) -> tuple[SecretFinding, ...]:
    """Return the findings in a conversation and in its source ``data``, as published."""
    source = data.decode(conversation.source.encoding, "replace")
    hits = list(scan_lines(source)) if conversation.is_source_public else []
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
            for text in (message.text, *_files_and_tools(message)):
                yield from ((hit, line, "") for hit in _longest_hits(text))


def _files_and_tools(message: Message) -> Iterator[str]:
    """Yield the names and other texts of blocks, which are not in the text of the message."""
    for block in message.blocks:
        if block.kind in (BlockKind.TOOL_CALL, BlockKind.TOOL_RESULT, BlockKind.ATTACHMENT, BlockKind.IMAGE):
            yield from filter(None, (block.name, block.argument))

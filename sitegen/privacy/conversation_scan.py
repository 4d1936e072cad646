"""What of a conversation should perhaps not be said: everything that is published of it, looked through."""

from bisect import bisect_left
from collections.abc import Iterator

from sitegen.model import Conversation
from sitegen.privacy.findings import Finding, findings, fingerprint
from sitegen.privacy.scanner import Hit, longest, scan_shown

Placed = tuple[Hit, int | None, str]


def exposed(conversation: Conversation, data: bytes) -> tuple[Finding, ...]:
    """The findings in a conversation and in its source, given as ``data``, as they are published; by line."""
    source = data.decode(conversation.source.encoding, "replace")
    placed = list(in_lines(source))
    known = {fingerprint(hit.kind, hit.value) for hit, _, _ in placed}
    others = (each for each in _elsewhere(conversation, source) if _print(each) not in known)
    return findings((*placed, *others))


def in_lines(text: str, first: int = 1) -> Iterator[Placed]:
    """The hits of a text whose first line has this number."""
    hits = _shown(text)
    ends = [n for n, char in enumerate(text) if char == "\n"] if hits else []
    for hit in hits:
        yield hit, first + bisect_left(ends, hit.span.start), ""


def _shown(text: str) -> tuple[Hit, ...]:
    """The hits of a text, also behind Markdown's signs; of those that overlap the longest, in order."""
    return longest(scan_shown(text))


def _print(placed: Placed) -> str:
    return fingerprint(placed[0].kind, placed[0].value)


def _elsewhere(conversation: Conversation, source: str) -> Iterator[Placed]:
    """What the source does not say in the same words: decoded texts, and what its owner added."""
    for where, texts in (
        ("its title", (conversation.title,)),
        ("its name", (conversation.source.path,)),
        ("the name of a participant", [part for each in conversation.participants for part in (each.name, each.label)]),
        ("a tombstone", [part for each in conversation.tombstones for part in (each.words, each.why)]),
        ("the reason of a withdrawal", [each.withdrawn.why for each in conversation.messages if each.withdrawn]),
    ):  # fmt: skip
        for text in filter(None, texts):
            yield from ((hit, None, where) for hit in _shown(text))
    for message in conversation.messages:
        # Where the format encodes what was said, or the program mended it, the source has other characters.
        if message.span.of(source) != message.text:
            line = source.count("\n", 0, message.span.start) + 1
            yield from ((hit, line, "") for hit in _shown(message.text))

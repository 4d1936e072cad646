"""Seven transformations of transcripts to test addresses with, and their outcomes."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sitegen.model import Conversation, Message, MessageKind, Participant, SourceInfo, Span
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.permalinks.ledger.reconciliation import reconcile
from sitegen.permalinks.ledger.records import EXCERPT_LENGTH, MessageRecord, RecordHeader
from sitegen.text.minhash import minhash
from sitegen.text.normalization import normalize_words

HEADER = RecordHeader("k", "talk", "A talk", "a.md", "")
_SPEAKER = Participant("Ada")


@dataclass(frozen=True)
class Line:
    """A message, and the index of the old message that it is; None if it is new."""

    text: str
    original: int | None


Change = Callable[[list[Line], random.Random], list[Line]]

NEW = (
    "A heron stood in the lock until the gates had closed, and nobody counted it.",
    "Let me read you the whole of the invoice before either of us decides anything.",
    "ack",
    "Was it the third bell or the fourth? I had my hands full of lamp oil.",
    "```python\nfor tide in harbour:\n    print(tide)\n```",
    ".",
    "No. The door was never painted; that is the wood itself you remember.",
)


def inserted(lines: list[Line], rng: random.Random) -> list[Line]:
    for _ in range(4):
        lines.insert(rng.randint(0, len(lines)), Line(rng.choice(NEW) + rng.choice(["", " Again."]), None))
    return lines


def earlier_duplicate(lines: list[Line], rng: random.Random) -> list[Line]:
    place = rng.randrange(len(lines))
    lines.insert(rng.randint(0, place), Line(lines[place].text, None))
    return lines


def reversed_order(lines: list[Line], rng: random.Random) -> list[Line]:
    del rng
    return lines[::-1]


def deleted(lines: list[Line], rng: random.Random) -> list[Line]:
    kept = [line for line in lines if rng.random() > 0.2]
    return kept or lines[:1]


def converted(lines: list[Line], rng: random.Random) -> list[Line]:
    """Return the lines as another exporter writes them: emphasis, quotes, dashes, wraps."""
    del rng
    return [Line(_converted(line.text), line.original) for line in lines]


def _converted(text: str) -> str:
    text = re.sub(r"\*+|(?<!\w)_+|_+(?!\w)|(?<!`)`(?!`)", "", text)
    text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "--").replace("…", "...")
    text = re.sub(r"(?m)^#+ ", "", text)
    return "\n".join(re.sub(r"(.{60,80}) ", r"\1\n", line) for line in text.split("\n")).replace("é", "e")


def edited(lines: list[Line], rng: random.Random) -> list[Line]:
    return [
        Line(_edited(each.text, rng), each.original) if len(each.text.split()) > 3 and rng.random() < 0.15 else each
        for each in lines
    ]


def _edited(text: str, rng: random.Random) -> str:
    """Return the text with one word changed."""
    parts = re.split(r"(\s+)", text)
    places = [n for n, word in enumerate(parts) if word.strip()]
    if places:
        parts[rng.choice(places)] = rng.choice(["otherwise", "lantern", "seven", "never", "Marguerite"])
    return "".join(parts)


def everything(lines: list[Line], rng: random.Random) -> list[Line]:
    for change in (converted, edited, deleted, inserted):
        lines = change(lines, rng)
    return lines


CHANGES: tuple[Change, ...] = (
    inserted,
    earlier_duplicate,
    reversed_order,
    deleted,
    converted,
    edited,
    everything,
)


def conversation(texts: Sequence[str]) -> Conversation:
    """Return a conversation of these messages."""
    words = [normalize_words(text) for text in texts]
    fingerprints = [fingerprint(each) for each in words]
    minhashes = [minhash(own) if len(text) > EXCERPT_LENGTH else "" for text, own in zip(texts, words, strict=True)]
    messages = tuple(
        Message(n, anchor, MessageKind.SPEECH, _SPEAKER, None, text, Span(0, 0), (), own, own_minhash)
        for n, (text, own_minhash, own, anchor) in enumerate(
            zip(texts, minhashes, fingerprints, proposed_anchors(fingerprints), strict=True), 1
        )
    )
    source = SourceInfo("a.md", "", 0, "utf-8")
    return Conversation("A talk", "dialogue", None, None, source, (_SPEAKER,), messages, (), ())


def message_records(texts: Sequence[str]) -> tuple[MessageRecord, ...]:
    """Return the ledger records of a conversation that was published once."""
    return reconcile(conversation(texts), HEADER, (), "2026-01-01").record.messages


def _is_duplicate(one: str, other: str) -> bool:
    """Return whether two texts have the same words; of thirty words, one may be more: models end loops with ``[END]``."""
    words, others = normalize_words(one).split(), normalize_words(other).split()
    longer, shorter = sorted((words, others), key=len, reverse=True)
    return words == others or (len(longer) >= 30 and longer[:-1] == shorter)


def outcome(texts: Sequence[str], change: Change, rng: random.Random) -> Counter[str]:
    """Count addresses that lead to the right message, nowhere, to a duplicate, or to a different text.

    The address of a deleted message is right if it has a tombstone.
    """
    lines = change([Line(text, n) for n, text in enumerate(texts)], rng)
    before = message_records(texts)
    reconciled = reconcile(conversation([line.text for line in lines]), HEADER, before, "2026-02-02")
    messages = reconciled.conversation.messages
    message_of = {anchor: n for n, each in enumerate(messages) for anchor in (each.anchor, *each.former_anchors)}
    tombstones = {each.anchor for each in reconciled.conversation.tombstones}
    assert len(message_of) + len(tombstones) == len({*message_of, *tombstones})  # no address occurs twice
    now = {line.original: n for n, line in enumerate(lines) if line.original is not None}
    counts: Counter[str] = Counter()
    for n, record in enumerate(before):
        position = message_of.get(record.anchor)
        if position is None:
            assert record.anchor in tombstones  # nothing is lost
            counts["right" if n not in now else "dead"] += 1
        elif position == now.get(n):
            counts["right"] += 1
        else:
            line = lines[position]
            known = [line.text, *([] if line.original is None else [texts[line.original]])]
            counts["duplicate" if any(_is_duplicate(each, texts[n]) for each in known) else "different"] += 1
    return counts

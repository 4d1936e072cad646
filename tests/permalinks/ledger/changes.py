"""What happens to transcripts: the seven transformations by which addresses are tried, and what came of them."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sitegen.model import Conversation, Message, MessageKind, Participant, SourceInfo, Span
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.permalinks.ledger.reconciliation import settle
from sitegen.permalinks.ledger.records import Entry, Heading
from sitegen.text.normalization import words

HEADING = Heading("k", "talk", "A talk", "a.md", "")
_WHO = Participant("Ada")


@dataclass(frozen=True)
class Line:
    """A message, and which one of the old ones it truly is; None: it is new."""

    text: str
    origin: int | None


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


def inserted(lines: list[Line], wild: random.Random) -> list[Line]:
    for _ in range(4):
        lines.insert(wild.randint(0, len(lines)), Line(wild.choice(NEW) + wild.choice(["", " Again."]), None))
    return lines


def earlier_twin(lines: list[Line], wild: random.Random) -> list[Line]:
    place = wild.randrange(len(lines))
    lines.insert(wild.randint(0, place), Line(lines[place].text, None))
    return lines


def backwards(lines: list[Line], wild: random.Random) -> list[Line]:
    del wild
    return lines[::-1]


def deleted(lines: list[Line], wild: random.Random) -> list[Line]:
    kept = [line for line in lines if wild.random() > 0.2]
    return kept or lines[:1]


def converted(lines: list[Line], wild: random.Random) -> list[Line]:
    """Another exporter: emphasis, quotes, dashes, wraps."""
    del wild
    return [Line(_converted(line.text), line.origin) for line in lines]


def _converted(text: str) -> str:
    text = re.sub(r"\*+|(?<!\w)_+|_+(?!\w)|(?<!`)`(?!`)", "", text)
    text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "--").replace("…", "...")
    text = re.sub(r"(?m)^#+ ", "", text)
    return "\n".join(re.sub(r"(.{60,80}) ", r"\1\n", line) for line in text.split("\n")).replace("é", "e")


def edited(lines: list[Line], wild: random.Random) -> list[Line]:
    return [
        Line(_edited(each.text, wild), each.origin)
        if len(each.text.split()) > 3 and wild.random() < 0.15
        else each
        for each in lines
    ]


def _edited(text: str, wild: random.Random) -> str:
    """With one word changed."""
    told = re.split(r"(\s+)", text)
    places = [n for n, word in enumerate(told) if word.strip()]
    if places:
        told[wild.choice(places)] = wild.choice(["otherwise", "lantern", "seven", "never", "Marguerite"])
    return "".join(told)


def everything(lines: list[Line], wild: random.Random) -> list[Line]:
    for change in (converted, edited, deleted, inserted):
        lines = change(lines, wild)
    return lines


CHANGES: tuple[Change, ...] = (inserted, earlier_twin, backwards, deleted, converted, edited, everything)


def conversation(texts: Sequence[str]) -> Conversation:
    """A conversation of these messages."""
    prints = [fingerprint(text) for text in texts]
    messages = tuple(
        Message(n, anchor, MessageKind.SPEECH, _WHO, None, text, Span(0, 0), (), own)
        for n, (text, own, anchor) in enumerate(zip(texts, prints, proposed_anchors(prints), strict=True), 1)
    )
    source = SourceInfo("a.md", "", 0, "utf-8")
    return Conversation("A talk", "dialogue", None, None, source, (_WHO,), messages, (), ())


def entries(texts: Sequence[str]) -> tuple[Entry, ...]:
    """The ledger of a conversation that was published once."""
    return settle(conversation(texts), HEADING, (), "2026-01-01").account.entries


def outcome(texts: Sequence[str], change: Change, wild: random.Random) -> Counter[str]:
    """How many addresses land right, are dead, land on a twin (the same words), or on a different text.

    Of a message that the change took away the address is right if it is dead, and its tombstone stands.
    """
    lines = change([Line(text, n) for n, text in enumerate(texts)], wild)
    before = entries(texts)
    settled = settle(conversation([line.text for line in lines]), HEADING, before, "2026-02-02")
    messages = settled.conversation.messages
    holder = {anchor: n for n, each in enumerate(messages) for anchor in (each.anchor, *each.former)}
    graves = {each.anchor for each in settled.conversation.tombstones}
    assert len(holder) + len(graves) == len({*holder, *graves})  # no address stands twice
    now = {line.origin: n for n, line in enumerate(lines) if line.origin is not None}
    found: Counter[str] = Counter()
    for n, entry in enumerate(before):
        place = holder.get(entry.anchor)
        if place is None:
            assert entry.anchor in graves  # nothing is lost
            found["right" if n not in now else "dead"] += 1
        elif place == now.get(n):
            found["right"] += 1
        else:
            same = words(lines[place].text) == words(texts[n])
            found["twin" if same else "different"] += 1
    return found

"""Read logs of two agents in a terminal: ``Turn 1: Alice`` between double rules, in colours of the terminal.

The colour of a speaker is part of the format; other colours in what is said are kept.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.readers.message_times import TimeLine, resolve_times
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
)
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "agent-log"

_CODE = r"(?:\x1b\[[\d;]*m)*+"
_TURN = re.compile(
    rf"(?m)^[=═]{{20,}}[ \t]*\n{_CODE}Turn \d{{1,6}}: (?P<name>[^\n\x1b]{{1,80}}?){_CODE}[ \t]*"
    rf"{_CODE}(?:\((?P<time>[\d:]{{5,8}})\))?{_CODE}[ \t]*\n[=═]{{20,}}[ \t]*(?:\n|\Z)"
)
_TITLE = re.compile(r"={20,}\n(?P<title>[^\n]{1,100})\n={20,}\n")
_FIELD = re.compile(r"(?m)^(?P<key>Started|Ended|Model|Agents|Topic): *(?P<value>[^\n]*?) *$")
_SECTION = re.compile(rf"(?m)^{_CODE}\[(?P<name>Thoughts|Thinking|Message|Output)\]{_CODE}[ \t]*$\n?")
_LINE_START = re.compile(r"(?m)^(?:\x1b\[[\d;]*m)+")
_LINE_END = re.compile(r"(?m)(?:\x1b\[0?m)+[ \t]*$")


def detect(source: Source) -> Detection | None:
    """Return whether such turns follow one another."""
    first = _TURN.search(source.text)
    if first is None or (_TURN.search(source.text, first.end() - 1) is None and "\x1b[" not in first[0]):
        return None
    confidence = Confidence.CERTAIN if "\x1b[" in first[0] else Confidence.LIKELY
    return Detection(confidence, "lines such as `Turn 1: Name` stand between double rules")


def read(source: Source) -> ParsedTranscript:
    """Return the turns. The model in the head of the log is that of all agents."""
    text = source.text
    turns = list(_TURN.finditer(text))
    head = text[: turns[0].start()] if turns else text[:4000]
    fields = {match["key"]: match["value"] for match in reversed(list(_FIELD.finditer(head)))}
    started = parse_date(fields.get("Started", ""))
    clocks = [TimeLine(Span(turn.start(), turn.end()), turn["time"]) if turn["time"] else None for turn in turns]
    times = resolve_times(clocks, None, started)
    pieces: list[Piece] = []
    if not turns or turns[0].start():
        pieces.append(Markup(MarkupKind.HEADER, Span(0, turns[0].start() if turns else len(text))))
    ends = [*(turn.start() for turn in turns), len(text)][1:]
    for turn, end, time in zip(turns, ends, times, strict=True):
        pieces.extend(_turn(text, turn, end, time, fields.get("Model", "")))
    return ParsedTranscript(tuple(pieces), fields.get("Topic", ""), started, parse_date(fields.get("Ended", "")))


def _turn(text: str, turn: re.Match[str], end: int, time: str | None, model: str) -> Iterator[Piece]:
    body = text[turn.end() : end]
    start = turn.end() + len(body) - len(body.lstrip("\n"))
    stop = turn.end() + len(body.rstrip())
    start = min(start, stop) if body.strip() else turn.end()
    stop = max(start, stop)
    yield Markup(MarkupKind.MARKER, Span(turn.start(), start))
    parts = tuple(_parts(text, Span(start, stop)))
    is_plain = len(parts) == 1 and parts[0].kind is BlockKind.PROSE
    yield ParsedMessage(
        Span(start, stop),
        turn["name"].strip(),
        Role.ASSISTANT,
        model,
        time=time,
        text=parts_text(parts),
        parts=() if is_plain else parts,
    )
    if stop < end:
        yield Markup(MarkupKind.SEPARATOR, Span(stop, end))


def _parts(text: str, span: Span) -> Iterator[MessagePart]:
    """Yield what is thought and what is said, without the colour of the speaker."""
    marks = list(_SECTION.finditer(text, span.start, span.end))
    bounds = [span.start, *(mark.start() for mark in marks), span.end]
    names = ["Message", *(mark["name"] for mark in marks)]
    starts = [span.start, *(mark.end() for mark in marks)]
    for name, start, (_, end) in zip(names, starts, pairwise(bounds), strict=True):
        said = _LINE_END.sub("", _LINE_START.sub("", text[start:end])).strip("\n").rstrip()
        if said or (name == "Message" and len(names) == 1):
            kind = BlockKind.THINKING if name.startswith("Th") else BlockKind.PROSE
            yield MessagePart(kind, said, Span(start, end))

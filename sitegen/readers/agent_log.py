"""Read logs of agents in a terminal: ``Turn 1: Alice`` between double rules, or ``Alice:`` in bold and in a colour.

The colour of a speaker is part of the format; other colours in what is said are kept.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
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
from sitegen.readers.speaker_names import infer_roles
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "agent-log"

_CODE = r"(?:\x1b\[[\d;]*m)*+"
_TURN = re.compile(
    rf"(?m)^[=═]{{20,}}[ \t]*\n{_CODE}Turn \d{{1,6}}: (?P<name>[^\n\x1b]{{1,80}}?){_CODE}[ \t]*"
    rf"{_CODE}(?:\((?P<time>[\d:]{{5,8}})\))?{_CODE}[ \t]*\n[=═]{{20,}}[ \t]*(?:\n|\Z)"
)
_SGR = re.compile(r"\x1b\[[\d;]*m")
_NAME = re.compile(
    rf"(?m)^(?:{_SGR.pattern}){{1,8}}(?P<name>[^\n\x1b:]{{1,60}}):(?:{_SGR.pattern}){{1,4}}(?P<time>)[ \t]*(?:\n|\Z)"
)
_MIN_NAMES = 3  # lines in bold that are no title
_FIELD = re.compile(r"(?m)^(?P<key>Started|Ended|Model|Agents|Topic): *(?P<value>[^\n]*?) *$")
_SECTION = re.compile(rf"(?m)^{_CODE}\[(?P<name>Thoughts|Thinking|Message|Output)\]{_CODE}[ \t]*$\n?")
_LINE_END = re.compile(r"(?m)(?:\x1b\[0?m)+[ \t]*$")

_PLAIN_CODES = ("\x1b[0m", "\x1b[m", "\x1b[2m", "\x1b[1m")
_DRAFT = ParsedMessage(Span(0, 0), "")


def detect(source: Source) -> Detection | None:
    """Return whether such turns follow one another."""
    first = _TURN.search(source.text) if "Turn " in source.text else None
    if first is None and (names := _names(source.text)):
        return Detection(Confidence.LIKELY, f"lines such as `{names[0]['name']}:` have a colour of the terminal")
    if first is None or (_TURN.search(source.text, first.end() - 1) is None and "\x1b[" not in first[0]):
        return None
    confidence = Confidence.CERTAIN if "\x1b[" in first[0] else Confidence.LIKELY
    return Detection(confidence, "lines such as `Turn 1: Name` stand between double rules")


def read(source: Source) -> ParsedTranscript:
    """Return the turns. The model in the head of the log is that of all agents."""
    text = source.text
    turns = list(_TURN.finditer(text)) or _names(text)
    roles = infer_roles({turn["name"].strip() for turn in turns})
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
        role = Role.ASSISTANT if turn.re is _TURN else roles[turn["name"].strip()]
        model = fields.get("Model", "") if role is Role.ASSISTANT else ""
        pieces.extend(_turn(text, turn, end, replace(_DRAFT, role=role, model=model, time=time)))
    return ParsedTranscript(tuple(pieces), fields.get("Topic", ""), started, parse_date(fields.get("Ended", "")))


def _names(text: str) -> list[re.Match[str]]:
    """Return the lines with a name in a colour, if at least two names have such lines, and one of them several."""
    found = list(_NAME.finditer(text)) if "\x1b[" in text else []
    different = {match["name"] for match in found}
    return found if 1 < len(different) <= len(found) - 1 and len(found) >= _MIN_NAMES else []


def _turn(text: str, turn: re.Match[str], end: int, draft: ParsedMessage) -> Iterator[Piece]:
    body = text[turn.end() : end]
    start = turn.end() + len(body) - len(body.lstrip("\n"))
    stop = turn.end() + len(body.rstrip())
    start = min(start, stop) if body.strip() else turn.end()
    stop = max(start, stop)
    yield Markup(MarkupKind.MARKER, Span(turn.start(), start))
    parts = tuple(_parts(text, Span(start, stop), {*_SGR.findall(turn[0]), *_PLAIN_CODES}))
    is_plain = len(parts) == 1 and parts[0].kind is BlockKind.PROSE
    yield replace(
        draft,
        span=Span(start, stop),
        speaker=turn["name"].strip(),
        text=parts_text(parts),
        parts=() if is_plain else parts,
    )
    if stop < end:
        yield Markup(MarkupKind.SEPARATOR, Span(stop, end))


def _parts(text: str, span: Span, codes: Collection[str]) -> Iterator[MessagePart]:
    """Yield what is thought and what is said, without the colour of the speaker."""
    marks = list(_SECTION.finditer(text, span.start, span.end))
    bounds = [span.start, *(mark.start() for mark in marks), span.end]
    names = ["Message", *(mark["name"] for mark in marks)]
    starts = [span.start, *(mark.end() for mark in marks)]
    for name, start, (_, end) in zip(names, starts, pairwise(bounds), strict=True):
        lines = (_without_codes(line, codes) for line in text[start:end].split("\n"))
        words = "\n".join(lines).strip("\n").rstrip()
        if words or (name == "Message" and len(names) == 1):
            kind = BlockKind.THINKING if name.startswith("Th") else BlockKind.PROSE
            yield MessagePart(kind, words, Span(start, end))


def _without_codes(line: str, codes: Collection[str]) -> str:
    """Return a line without these codes at its start, and without those at its end that end colours."""
    start = 0
    while (match := _SGR.match(line, start)) and match[0] in codes:
        start = match.end()
    rest = line[start:]
    end = _LINE_END.search(rest)
    if end is None:
        return rest
    # A colour within the line needs the first of the codes that end it.
    has_colour = any(code not in _PLAIN_CODES for code in _SGR.findall(rest, 0, end.start()))
    kept = _SGR.match(rest, end.start()) if has_colour else None
    return rest[: kept.end() if kept else end.start()]

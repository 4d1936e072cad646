"""Read the reports of pidgin in Markdown: tables with numbers, and below ``## Transcript`` what two models said.

Both models may have the same name; then each answers the other.
"""

import re
from collections.abc import Iterator

from sitegen.model import Role, Span, Usage
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
)
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "pidgin"

_TITLE = re.compile(r"\s*# Conversation: (?P<names>[^\n]{1,400}? ↔ [^\n]{1,400}?)[ \t]*\n")
_TALK = re.compile(r"(?m)^## (?:Full )?Transcript[ \t]*\n")
_FIELD = re.compile(r"(?m)^\*\*(?P<key>Date|Agents)\*\*: *(?P<value>[^\n]*?) *$")
_ROW = re.compile(r"(?m)^\| *(?P<key>Total Messages|Total Cost) *\| *\$?(?P<value>[\d.,]{1,15}) *\|")
_TURN = r"(?:^### Turn \d{1,6}[ \t]*\n\s*)?"
_END = re.compile(r"\n---[ \t]*\n?\s*\Z")


def detect(source: Source) -> Detection | None:
    """Return whether it is the report of a conversation, with the talk in it."""
    if _TITLE.match(source.text) and _TALK.search(source.text) and _FIELD.search(source.text):
        return Detection(Confidence.CERTAIN, "its title is `# Conversation: A ↔ B`, and it has a part `## Transcript`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the two models. The tables above are left out."""
    text = source.text
    talk = _TALK.search(text)
    start = talk.end() if talk else len(text)
    head = text[:start]
    fields = {match["key"]: match["value"] for match in _FIELD.finditer(head)}
    rows = {match["key"]: match["value"].replace(",", "") for match in _ROW.finditer(head)}
    title = _TITLE.match(text)
    names = [name.strip() for name in (fields.get("Agents") or (title["names"] if title else "")).split(" ↔ ")]
    pattern = rf"(?m){_TURN}^\*\*(?P<name>{'|'.join(map(re.escape, names))})\*\*:[ \t]?"
    markers = list(re.compile(pattern).finditer(text, start)) if any(names) else []
    is_marker = outside_fences(text, [match.start("name") for match in markers])
    markers = [match for match, outside in zip(markers, is_marker, strict=True) if outside]
    pieces: list[Piece] = []
    if start:
        pieces.append(Markup(MarkupKind.HEADER, Span(0, start)))
    pieces.extend(_pieces(text, start, markers))
    stated = int(rows["Total Messages"]) if rows.get("Total Messages", "").isdecimal() else len(markers)
    problems = (Problem("message-count-differs", source.path, found=len(markers), stated=stated),)
    cost = rows.get("Total Cost", "")
    return ParsedTranscript(
        tuple(pieces),
        " ↔ ".join(names),
        parse_date(fields.get("Date", "")),
        problems=problems if stated != len(markers) else (),
        usage=Usage(cost=float(cost)) if re.fullmatch(r"\d+\.?\d*", cost) and float(cost) else None,
    )


def _pieces(text: str, start: int, markers: list[re.Match[str]]) -> Iterator[Piece]:
    end_match = _END.search(text, max(start, len(text) - 1000))
    end = end_match.start() if end_match else len(text)
    if start < (first := markers[0].start() if markers else len(text)):
        blank = not text[start:first].strip()
        kind = MarkupKind.SEPARATOR if blank else MarkupKind.LEFT_OUT
        yield Markup(kind, Span(start, first), None if blank else LeftOut.METADATA)
    stops = [*(match.start() for match in markers[1:]), max(end, markers[-1].end()) if markers else end]
    for match, stop in zip(markers, stops, strict=False):
        yield Markup(MarkupKind.MARKER, Span(match.start(), match.end()))
        words = match.end() + len(text[match.end() : stop].rstrip())
        yield ParsedMessage(Span(match.end(), words), match["name"], Role.ASSISTANT, match["name"])
        if words < stop:
            yield Markup(MarkupKind.SEPARATOR, Span(words, stop))
    if markers and stops[-1] < len(text):
        yield Markup(MarkupKind.FOOTER, Span(stops[-1], len(text)))

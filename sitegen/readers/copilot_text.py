"""Read chats of VS Code that were copied with "Copy All": ``name: …`` and ``GitHub Copilot: …``, and what tools did."""

import json
import re
from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.readers.code_fences import read_fences, report_fenced_markers
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
    tile,
)
from sitegen.text.source import Source

NAME = "copilot-text"

_ASSISTANT = "GitHub Copilot"
_FIRST = re.compile(r"\s*(?P<name>[A-Za-z0-9][\w.-]{0,38}): ")
_SURE = 2  # prompts of one name, each with an answer
_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
_TERMINAL = re.compile(r"Ran terminal command:\s*(?P<command>.+)", re.DOTALL)
_WITH_INPUT = re.compile(r"Ran (?P<name>[^\n]{1,80}?)[ \t]*\nCompleted with input: ?(?P<input>.*)", re.DOTALL)
_USING = re.compile(r'Using "(?P<name>[^"\n]{1,80})"(?P<input>.*)', re.DOTALL)
_LOOKUP = re.compile(
    r"(?P<name>Read|Created|Edited|Deleted|Listed|Checked|Fetched"
    r"|Searched(?: text| codebase| for files| for regex| for text)?) "
    r"(?=[^\n]*(?:\[\]\(|\b(?:no|\d+) (?:results?|match(?:es)?)\b))(?P<input>[^\n]+)"
)


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the text was copied from the chat of VS Code."""
    first = _FIRST.match(source.text[:200])
    if not first or f"\n{_ASSISTANT}: " not in source.text:
        return None
    names = [name for _, name, _ in _Markers(source.text, first["name"]).turns]
    answers = names.count(_ASSISTANT)
    if answers == 0:
        return None
    is_sure = min(answers, len(names) - answers) >= _SURE
    return Detection(
        Confidence.CERTAIN if is_sure else Confidence.LIKELY,
        f"lines begin with `{first['name']}: ` and `{_ASSISTANT}: `, as copied from VS Code",
    )


def read(source: Source) -> ParsedTranscript:
    """Return the messages; lines about tools are parts of the answers."""
    text = source.text
    first = _FIRST.match(text[:200])
    markers = _Markers(text, first["name"] if first else _ASSISTANT)
    pieces: list[Piece] = []
    ends = [*(start for start, _, _ in markers.turns[1:]), len(text)]
    for (start, name, words), end in zip(markers.turns, ends, strict=False):
        pieces.append(Markup(MarkupKind.MARKER, Span(start, words)))
        span = Span(words, words + len(text[words:end].rstrip()))
        if name != _ASSISTANT:
            pieces.append(ParsedMessage(span, name, Role.USER))
            continue
        parts = tuple(_parts(text, span))
        pieces.append(ParsedMessage(span, name, Role.ASSISTANT, text=parts_text(parts), parts=parts))
    problems = report_fenced_markers(source, markers.quoted, markers.reading)
    return ParsedTranscript(tile(source, pieces), problems=tuple(problems))


class _Markers:
    """The lines that begin messages, and those in fenced code that only look like it."""

    def __init__(self, text: str, user: str) -> None:
        pattern = re.compile(rf"(?:\A\s*|(?<=\n\n))(?P<name>{re.escape(user)}|{_ASSISTANT}): ")
        found = [*pattern.finditer(text)]
        names = [each["name"] for each in found]
        self.reading = read_fences(text, [Span(each.start("name"), each.end()) for each in found], names)
        self.quoted = [
            (each.start("name"), fence)
            for each, fence in zip(found, self.reading.enclosing, strict=True)
            if fence is not None
        ]
        self.turns = [
            (each.start("name"), each["name"], each.end())
            for each, fence in zip(found, self.reading.enclosing, strict=True)
            if fence is None
        ]


def _parts(text: str, span: Span) -> Iterator[MessagePart]:
    """Yield the words and the tools of an answer."""
    start = end = span.start
    for paragraph in _paragraphs(text, span):
        if call := _tool(paragraph.of(text).strip(), paragraph):
            yield from _prose(text, start, end)
            yield call
            start = paragraph.end
        end = paragraph.end
    yield from _prose(text, start, end)


def _prose(text: str, start: int, end: int) -> Iterator[MessagePart]:
    words = text[start:end].strip("\n")
    if words.strip():
        first = text.index(words, start)
        yield MessagePart(BlockKind.PROSE, words, Span(first, first + len(words)))


def _paragraphs(text: str, span: Span) -> Iterator[Span]:
    """Yield the paragraphs of an answer; one with fenced code goes on to its end."""
    start = position = span.start
    fence = ""
    for line in span.of(text).split("\n"):
        if not line.strip() and not fence:
            if start < position:
                yield Span(start, position - 1)
            start = position + len(line) + 1
        elif match := _FENCE.fullmatch(line.rstrip()):
            if not fence:
                fence = match["fence"]
            elif match["fence"].startswith(fence) and not match["info"].strip():
                fence = ""
        position += len(line) + 1
    if start < span.end:
        yield Span(start, span.end)


def _tool(words: str, span: Span) -> MessagePart | None:
    """Return the call of a tool that a paragraph tells of."""
    if match := _TERMINAL.fullmatch(words):
        command = json.dumps({"command": match["command"]}, ensure_ascii=False, indent=2)
        return MessagePart(BlockKind.TOOL_CALL, command, span, "terminal")
    for pattern in (_WITH_INPUT, _USING, _LOOKUP):
        if match := pattern.fullmatch(words):
            return MessagePart(BlockKind.TOOL_CALL, match["input"].strip(), span, match["name"])
    return None

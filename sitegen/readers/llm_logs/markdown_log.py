"""Read the Markdown that `llm logs` prints: for each call a line with its time, then sections such as ``## Prompt``.

The program does not escape the text in the sections, so that a heading in it looks like one of the program.
"""

import re
from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Span, Usage
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.llm_logs.calls import Call, make_messages, utc_time
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
)
from sitegen.text.source import Source

NAME = "llm"

_ENTRY = re.compile(
    r"^# (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?"
    r"(?: {4}conversation: (?P<conversation>\S+)(?: id: (?P<id>\S+))?)?\n"
    r"(?:\nModel: \*\*(?P<model>[^\n]+?)\*\*(?: \(resolved: \*\*(?P<resolved>[^\n]+?)\*\*\))?\n)?"
    r"\n## Prompt:?\n\n?",
    re.MULTILINE,
)
_START = re.compile(r"\s*(?=# \d{4}-)")
_HEADING = re.compile(
    r"(?<=\n\n)(?:##(?P<hash>#?)) (?P<name>Prompt fragments|Options|System|System fragments|Schema|Tools|Tool results"
    r"|Attachments|Reasoning|Response):?(?:\n\n?|\Z)"
)
_ORDER = (
    "### Prompt fragments",
    "## Options",
    "## System",
    "### System fragments",
    "## Schema",
    "### Tools",
    "### Tool results",
    "### Attachments",
    "## Reasoning",
)
_TOOL_CALLS = re.compile(r"### Tool calls\n\n")
_TOOL = re.compile(
    r"^- \*\*(?P<name>[^\n]*?)\*\*: `(?P<id>[^`\n]*)`[ ]*\n(?P<body>(?:[ ]{4}[^\n]*\n?|\n(?=[ ]{4}))*)", re.MULTILINE
)
_USAGE = re.compile(r"\n\n## Token usage:?\n\n(?P<counts>[^\n]*)\s*\Z")
_COUNT = re.compile(r"([\d,]+) (input|output)")
_FILE = re.compile(r"^\d+\. \*\*(?P<type>[^*\n]*)\*\*: (?:`(?P<path>[^`\n]*)`|(?P<address>\S+))$", re.MULTILINE)


def detect(source: Source) -> Detection | None:
    """Return why the text is such a log, if it is one."""
    start = _START.match(source.text)
    entry = _ENTRY.match(source.text, start.end()) if start else None
    if entry and (entry["conversation"] or entry["model"]):
        return Detection(Confidence.CERTAIN, "it starts with a time and `conversation:`, then `Model:` and `## Prompt`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return prompts and answers; a system prompt is shown where the log has it."""
    log = _Log(source)
    messages = make_messages(log.calls)
    return ParsedTranscript(
        tuple(_pieces(source.text, messages)),
        started=next((each.time for each in messages if each.time), None),
        problems=tuple(log.problems),
        native_id=log.conversations[0] if len(log.conversations) == 1 else "",
    )


def _pieces(text: str, messages: tuple[ParsedMessage, ...]) -> Iterator[Piece]:
    rows: list[tuple[Span, Piece | None]] = [(each.span, each) for each in messages]
    rows += [(span, None) for each in messages for span in each.more_spans]
    position = 0
    for span, piece in sorted(rows, key=lambda row: (row[0].start, row[0].end)):
        if position < span.start:
            is_blank = not text[position : span.start].strip()
            kind = MarkupKind.SEPARATOR if is_blank else MarkupKind.MARKER if position else MarkupKind.HEADER
            yield Markup(kind, Span(position, span.start))
        if piece:
            yield piece
        position = span.end
    if position < len(text):
        is_blank = not text[position:].strip()
        kind = MarkupKind.SEPARATOR if is_blank else MarkupKind.FOOTER if position else MarkupKind.HEADER
        yield Markup(kind, Span(position, len(text)))


class _Log:
    """The calls of a log, and what is doubtful in it."""

    def __init__(self, source: Source) -> None:
        self._source, self._text = source, source.text
        self.problems: list[Problem] = []
        self.calls: list[Call] = []
        entries = list(_ENTRY.finditer(self._text))
        self.conversations = list(dict.fromkeys(each["conversation"] for each in entries if each["conversation"]))
        if len(self.conversations) > 1:
            second = next(each for each in entries if each["conversation"] == self.conversations[1])
            line = source.line_number(second.start())
            self.problems.append(Problem("several-conversations", source.path, line, count=len(self.conversations)))
        model = ""
        for entry, end in zip(entries, [*(each.start() for each in entries[1:]), len(self._text)], strict=False):
            model = entry["resolved"] or entry["model"] or model
            self.calls.append(self._call(entry, end, model))

    def _call(self, entry: re.Match[str], end: int, model: str) -> Call:
        text = self._text
        body = Span(entry.end(), max(entry.end(), len(text[:end].rstrip("\n"))))
        usage = _USAGE.search(text, body.start, body.end)
        answer, sections = self._sections(Span(body.start, usage.start() if usage else body.end))
        prompt = [] if sections[""].of(text) == "-- none --" else _prose(text, sections[""])
        for name in ("### Prompt fragments", "## Options", "## Schema", "### Tools"):
            prompt += _note(text, name, sections.get(name))
        if "### Attachments" in sections:
            prompt += _files(text, sections["### Attachments"])
        system = _prose(text, sections.get("## System"))
        system += _note(text, "### System fragments", sections.get("### System fragments"))
        results = _tools(text, sections.get("### Tool results"), BlockKind.TOOL_RESULT)
        thoughts = sections.get("## Reasoning")
        rows = [("", MessagePart(BlockKind.THINKING, thoughts.of(text), thoughts))] if thoughts else []
        if answer:
            rows += self._answer(answer)
        return Call(
            entry["id"] or "",
            utc_time(entry["time"]),
            model,
            _usage(usage["counts"]) if usage else None,
            tuple(prompt),
            tuple(system),
            tuple(results),
            tuple(rows),
            answer,
        )

    def _sections(self, body: Span) -> tuple[Span | None, dict[str, Span]]:
        """Return the answer, and the sections above it by their headings; that of the prompt is empty."""
        text = self._text
        headings = list(_HEADING.finditer(text, body.start, body.end))
        responses = [each for each in headings if each["name"] == "Response" and not each["hash"]]
        offsets = [each.start() - body.start for each in responses]
        free = outside_fences(body.of(text), offsets) if len(responses) > 1 else ()
        unfenced = [each for each, is_free in zip(responses, free, strict=False) if is_free]
        if len(unfenced) > 1:
            line = self._source.line_number(unfenced[1].start())
            self.problems.append(Problem("second-answer-heading", self._source.path, line))
        response = next(iter(unfenced or responses), None)
        end = response.start() if response else body.end
        starts: list[tuple[int, int, str]] = [(body.start, body.start, "")]
        for name in _ORDER:
            # The last one: a heading in the prompt comes before that of the program.
            found = [
                each
                for each in headings
                if f"##{each['hash']} {each['name']}" == name and starts[-1][1] <= each.start() < end
            ]
            if found:
                starts.append((found[-1].start(), found[-1].end(), name))
        ends = [*(each[0] for each in starts[1:]), end]
        sections = {name: _trimmed(text, first, last) for (_, first, name), last in zip(starts, ends, strict=True)}
        return _trimmed(text, response.end(), body.end) if response else None, sections

    def _answer(self, span: Span) -> Iterator[tuple[str, MessagePart]]:
        text = self._text
        calls = _TOOL_CALLS.match(text, span.start, span.end)
        rows: list[tuple[str, MessagePart]] = []
        position = calls.end() if calls else span.start
        while calls and (tool := _TOOL.match(text, position, span.end)):
            rows += _tools(text, Span(*tool.span()), BlockKind.TOOL_CALL)
            position = tool.end()
        yield from (("", part) for part in _prose(text, _trimmed(text, position, span.end)))
        yield from rows


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the line breaks around it."""
    inside = text[start:end]
    first = start + len(inside) - len(inside.lstrip("\n"))
    return Span(min(first, end), max(min(first, end), start + len(inside.rstrip("\n"))))


def _prose(text: str, span: Span | None) -> list[MessagePart]:
    return [MessagePart(BlockKind.PROSE, span.of(text), span)] if span else []


def _note(text: str, heading: str, span: Span | None) -> list[MessagePart]:
    name = heading.lstrip("# ")
    return [MessagePart(BlockKind.ATTACHMENT, span.of(text), span, name, "text/markdown")] if span else []


def _files(text: str, span: Span) -> Iterator[MessagePart]:
    for each in _FILE.finditer(text, span.start, span.end):
        reference, address = each["path"] or "", each["address"] or ""
        name = (reference or address).rpartition("/")[2]
        kind = BlockKind.IMAGE if each["type"].startswith("image/") and reference else BlockKind.ATTACHMENT
        yield MessagePart(kind, address, Span(*each.span()), name, each["type"], asset=reference or address)


def _tools(text: str, span: Span | None, kind: BlockKind) -> list[tuple[str, MessagePart]]:
    """Return calls or results of tools: list items with name and id, and indented lines."""
    rows = []
    for each in _TOOL.finditer(text, span.start, span.end) if span else ():
        lines = "\n".join(line.removeprefix("    ").rstrip() for line in each["body"].strip("\n").split("\n"))
        failed = "error" if kind is BlockKind.TOOL_RESULT and "\n**Error**: " in f"\n{lines}" else ""
        part = MessagePart(kind, _unfenced(lines), _trimmed(text, *each.span()), each["name"], failed)
        rows.append((each["id"], part))
    return rows


def _unfenced(text: str) -> str:
    """Return text without the fence that is around the whole."""
    match = re.fullmatch(r"(`{3,})\n(.*)\n\1\s*", text, re.DOTALL)
    return match[2] if match and f"\n{match[1]}" not in match[2] else text


def _usage(counts: str) -> Usage:
    found = {name: int(number.replace(",", "") or 0) for number, name in _COUNT.findall(counts)}
    return Usage(found.get("input"), found.get("output"))

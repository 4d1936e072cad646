"""Read text that was pasted from the terminal of Claude Code: prompts, answers, calls of tools and their results.

``❯`` or ``>`` begins what the person typed, ``⏺`` or ``●`` what the model says or does, ``⎿`` what a tool returned;
``✻`` and ``∴`` are thinking, or the state of the program. Such text has no times and no ids.
"""

import re
from dataclasses import astuple, dataclass, field
from itertools import zip_longest

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.claude_code.terminal_blocks import (
    BOX_EDGE,
    OLD_PROMPT,
    PROMPT,
    RESULT,
    SAY,
    TerminalBlock,
    TerminalMark,
    TerminalText,
)
from sitegen.readers.header import read_header
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
    tile,
)
from sitegen.text.source import Source

NAME = "claude-code-terminal"

_USER, _ASSISTANT, _PROGRAM = "User", "Claude", "Claude Code"
_BANNER = re.compile(r"Claude Code v\d|Welcome to Claude Code")
_BANNER_LINES = 20
_MODEL = re.compile(r"claude-[\w.-]*\w|(?:Claude )?(?:Opus|Sonnet|Haiku|Fable|Mythos)(?: \d[\d.]*)?\b")
_MODEL_LINE = re.compile(r"[▐▝▜█▛▘▌ *│]*(?=(?:Claude )?(?:Opus|Sonnet|Haiku|Fable|Mythos)\b)")
_NEW_MODEL = re.compile(r"Set model to ")
_REFUSED = re.compile(r"(?:> )?Unknown (?:slash )?(?:command|skill): \S+")
_CALL = re.compile(
    r"(?P<name>[A-Z][\w:.-]*(?: [A-Za-z][\w:.-]*){0,3}(?: - [\w-]+)?(?: \(MCP\))?)\((?P<input>.*)\)"
    r"(?: timeout: [^\n]*)?",
    re.DOTALL,
)
_TOOLS = frozenset(
    {"Bash", "Edit", "Fetch", "Glob", "Grep", "MultiEdit", "NotebookEdit", "Read", "Search", "Skill", "Task", "Update",
     "Web Search", "WebFetch", "WebSearch", "Write"}
)  # fmt: skip
_FOLDED = re.compile(r"… \+\d+ lines?\b|\[Pasted text #\d+[^\]\n]{0,30}\]")
_MAX_CALL_LINE = 100  # characters of the name of a tool without parentheses


@dataclass(slots=True)
class _Turn:
    """The blocks of one speaker, or an event."""

    speaker: str
    role: Role
    model: str = ""
    parts: list[MessagePart] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    tool: str = ""
    """The last one that it called."""
    event: str = ""


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the text was pasted from Claude Code."""
    text = source.text
    if "⏺" not in text and "⎿" not in text:
        return None
    lines = _outside_fences(text)
    marks = [match["mark"] for line in lines if (match := SAY.match(line))]
    results = sum(1 for line in lines if RESULT.match(line))
    prompts = sum(1 for line in lines if PROMPT.match(line) or OLD_PROMPT.match(line))
    if not marks or not (results or ("⏺" in marks and prompts)):
        return None
    has_banner = any(_BANNER.search(line) for line in lines[:_BANNER_LINES])
    is_sure = has_banner or len(marks) > 1
    return Detection(
        Confidence.CERTAIN if is_sure else Confidence.LIKELY,
        "its lines begin with `⏺`, `●` and `⎿`, as in the terminal of Claude Code",
    )


def _outside_fences(text: str) -> list[str]:
    if "```" not in text:
        return text.split("\n")
    lines: list[str] = []
    fenced: list[str] = []
    is_open = False
    for line in text.split("\n"):
        if line.startswith("```"):
            lines += fenced if is_open and not line[3:].strip() else []
            is_open, fenced = not is_open, []
        elif is_open:
            fenced.append("")
        else:
            lines.append(line)
    return lines


def read(source: Source) -> ParsedTranscript:
    """Return the prompts and the answers; all that the model says and does between two prompts is one message."""
    return _Turns(source).transcript()


class _Turns:
    """The turns of a paste, while it is read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.paste = TerminalText(source.text.split("\n"))
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.turns: list[_Turn] = []
        self.model = ""
        self.is_interrupted = True
        """The next words are not those of the last turn."""

    def transcript(self) -> ParsedTranscript:
        """Return the whole."""
        blocks = self.paste.blocks
        for block, following in zip_longest(blocks, blocks[1:]):
            text = self.paste.text(block)
            if block.kind is TerminalMark.OPENING:
                self._read_opening(block)
            elif block.kind is TerminalMark.STATE or not text:
                self.pieces.append(Markup(MarkupKind.LEFT_OUT, self.paste.span(block), LeftOut.NOISE))
            elif block.kind is TerminalMark.EVENT or (block.kind is TerminalMark.PROMPT and _REFUSED.fullmatch(text)):
                self.turns.append(
                    _Turn(_PROGRAM, Role.SYSTEM, spans=[self.paste.span(block)], event=text.strip(" ✻═─>"))
                )
                self.is_interrupted = True
            else:
                self._add(block, text, has_result=bool(following) and following.kind is TerminalMark.RESULT)
        self._report("answer-without-mark", self.paste.unmarked)
        self._report("text-folded-by-terminal", [n for n, line in enumerate(self.paste.lines) if _FOLDED.search(line)])
        return ParsedTranscript(
            tile(self.source, [*map(_message, self.turns), *self.pieces]), problems=tuple(self.problems)
        )

    def _read_opening(self, block: TerminalBlock) -> None:
        """Read the banner of the program, or words that were cut off from the message before them."""
        lines = self.paste.lines[block.first : block.end][:_BANNER_LINES]
        if any(_BANNER.search(line) for line in lines):
            self.pieces.append(Markup(MarkupKind.HEADER, self.paste.span(block)))
            self.model = next((_model(line) for line in lines if _MODEL_LINE.match(line)), "")
            return
        if all(BOX_EDGE.match(line) or not line.strip() for line in lines):
            self.pieces.append(Markup(MarkupKind.LEFT_OUT, self.paste.span(block), LeftOut.NOISE))
            return
        header = read_header(self.source, *astuple(self.paste.span(block)))
        self.pieces += header.pieces
        self.problems += header.problems

    def _add(self, block: TerminalBlock, text: str, *, has_result: bool) -> None:
        """Add words, a call or a result to the turn that they belong to."""
        is_prompt = block.kind is TerminalMark.PROMPT
        speaker = _USER if is_prompt else _ASSISTANT
        is_result = block.kind is TerminalMark.RESULT and self.turns
        if self.is_interrupted or is_prompt or (self.turns[-1].speaker != speaker and not is_result):
            role = Role.USER if is_prompt else Role.ASSISTANT
            self.turns.append(_Turn(speaker, role, "" if is_prompt else self.model))
            self.is_interrupted = False
        turn = self.turns[-1]
        part = self._part(block, text, turn.tool, has_result=has_result)
        if part.kind is BlockKind.TOOL_CALL:
            turn.tool = part.name
        turn.parts.append(part)
        turn.spans.append(self.paste.span(block))
        if is_result and _NEW_MODEL.match(text):
            self.model = _model(text)

    def _report(self, code: str, lines: list[int]) -> None:
        if lines:
            self.problems.append(Problem(code, self.source.path, lines[0] + 1, count=len(lines)))

    def _part(self, block: TerminalBlock, text: str, tool: str, *, has_result: bool) -> MessagePart:
        span = self.paste.span(block)
        if block.kind is TerminalMark.THINKING:
            return MessagePart(BlockKind.THINKING, text.strip(), span)
        if block.kind is TerminalMark.RESULT:
            return MessagePart(BlockKind.TOOL_RESULT, text, span, tool, "error" if text.startswith("Error") else "")
        if block.kind is TerminalMark.SPEECH and "\n\n" not in text:
            call = _CALL.fullmatch(text)
            if call and (has_result or call["name"] in _TOOLS):
                return MessagePart(BlockKind.TOOL_CALL, call["input"], span, call["name"])
            if has_result and "\n" not in text and len(text) < _MAX_CALL_LINE and text[-1:] not in ".:!?":
                return MessagePart(BlockKind.TOOL_CALL, "", span, text)
        return MessagePart(BlockKind.PROSE, text, span)


def _model(text: str) -> str:
    """Return the model that a line names: its id, if it has one."""
    names = _MODEL.findall(text)
    return next((name for name in names if name.startswith("claude-")), names[0] if names else "")


def _message(turn: _Turn) -> ParsedMessage:
    first, *more = turn.spans
    if turn.event:
        return ParsedMessage(first, turn.speaker, turn.role, kind=MessageKind.EVENT, text=turn.event)
    parts = tuple(turn.parts)
    return ParsedMessage(
        first, turn.speaker, turn.role, turn.model, text=parts_text(parts), parts=parts, more_spans=tuple(more)
    )

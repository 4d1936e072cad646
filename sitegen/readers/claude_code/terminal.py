"""Read text that was pasted from the terminal of Claude Code: prompts, answers, calls of tools and their results.

``❯`` or ``>`` begins what the person typed, ``⏺`` or ``●`` what the model says or does, ``⎿`` what a tool returned;
``✻`` and ``∴`` are thinking, or the state of the program. Such text has no times and no ids.
"""

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from enum import Enum, auto
from itertools import zip_longest

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
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
from sitegen.text.line_index import line_starts
from sitegen.text.source import Source

NAME = "claude-code-terminal"

_USER, _ASSISTANT, _PROGRAM = "User", "Claude", "Claude Code"
_BANNER = re.compile(r"Claude Code v\d|Welcome to Claude Code")
_BANNER_LINES = 20
_MODEL = re.compile(r"claude-[\w.-]*\w|(?:Claude )?(?:Opus|Sonnet|Haiku|Fable|Mythos)(?: \d[\d.]*)?\b")
_MODEL_LINE = re.compile(r"[▐▝▜█▛▘▌ *│]*(?=(?:Claude )?(?:Opus|Sonnet|Haiku|Fable|Mythos)\b)")
_NEW_MODEL = re.compile(r"Set model to ")
_REFUSED = re.compile(r"(?:> )?Unknown (?:slash )?(?:command|skill): \S+")
_SAY = re.compile(r" ?(?P<mark>[⏺●])(?: |$)")
_RESULT = re.compile(r"[ \t]{1,6}⎿[ \t\u00a0]*")
_PROMPT = re.compile(r"❯(?:[ \u00a0]|$)")
_OLD_PROMPT = re.compile(r">(?:[ \u00a0]|$)")
_BOXED_PROMPT = re.compile(r"│ [>❯][ \u00a0]")
_BOX_EDGE = re.compile(r"[╭╰][─━]{5,}.*[╮╯]")
_THINKING = re.compile(r"[✻✽✶✢✳∴] Thinking\b(?!.*\besc to interrupt)")
_COMPACTED = re.compile(r"[\s✻═─]*Conversation compacted\b")
_STATE = re.compile(
    r"[✻✽✶✢✳] .*|\s*\? for shortcuts\b.*|\s*⏵⏵ .*|[─━]{20,}|[═ ]{20,}|\s{10,}(?:Context left|Thinking o|Bypassing).*"
)
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
# Only words: what the terminal draws may be wider than its text.
_WORDS = re.compile(r"(?:[⏺●❯] |  )(?=[^\n]*[a-z])[^─━═│|╭╰┌└├_=*]+$")
_OWN_LINE = re.compile(r" *(?:[-*•+] |\d+[.)] |#+ |[|│├└┌─━═☐☒✓✔✗>`])")
"""The start of a line that begins something new, such as an item of a list."""
_OWN_LINE_BEFORE = re.compile(r"[─━═|│]$")
_MIN_WIDTH = 40  # of a terminal
_MAX_CALL_LINE = 100  # characters of the name of a tool without parentheses


class _Kind(Enum):
    OPENING = auto()
    PROMPT = auto()
    SPEECH = auto()
    THINKING = auto()
    RESULT = auto()
    EVENT = auto()
    STATE = auto()


@dataclass(slots=True)
class _Block:
    """Lines ``first`` to ``end`` (half-open) that begin with one mark."""

    kind: _Kind
    first: int
    end: int
    margin: int = 2
    """Characters before the text of its first line."""


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
    marks = [match["mark"] for line in lines if (match := _SAY.match(line))]
    results = sum(1 for line in lines if _RESULT.match(line))
    prompts = sum(1 for line in lines if _PROMPT.match(line) or _OLD_PROMPT.match(line))
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
    return _Paste(source).transcript()


class _Paste:
    """The lines of a paste, and what they make."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.starts = line_starts(self.lines)
        self.is_new_style = any(_PROMPT.match(line) for line in self.lines)
        self.mark = "⏺" if any(line.lstrip(" ").startswith("⏺") for line in self.lines) else "●"
        self.widths: dict[_Kind, int] = {}
        """Of the lines of each kind of block, at most; those of prompts are shorter."""
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.turns: list[_Turn] = []
        self.model = ""
        self.unmarked: list[int] = []
        """Lines that begin an answer without its mark."""
        self.is_interrupted = True
        """The next words are not those of the last turn."""

    def transcript(self) -> ParsedTranscript:
        """Return the whole."""
        blocks = [*self._blocks()]
        for each in blocks:
            words = (len(line.rstrip()) for line in self.lines[each.first : each.end] if _WORDS.match(line))
            self.widths[each.kind] = max(self.widths.get(each.kind, _MIN_WIDTH), *words, _MIN_WIDTH)
        for block, following in zip_longest(blocks, blocks[1:]):
            text = self._text(block)
            if block.kind is _Kind.OPENING:
                self._read_opening(block)
            elif block.kind is _Kind.STATE or not text:
                self.pieces.append(Markup(MarkupKind.LEFT_OUT, self._span(block), LeftOut.NOISE))
            elif block.kind is _Kind.EVENT or (block.kind is _Kind.PROMPT and _REFUSED.fullmatch(text)):
                self.turns.append(_Turn(_PROGRAM, Role.SYSTEM, spans=[self._span(block)], event=text.strip(" ✻═─>")))
                self.is_interrupted = True
            else:
                self._add(block, text, has_result=bool(following) and following.kind is _Kind.RESULT)
        self._report("answer-without-mark", self.unmarked)
        self._report("text-folded-by-terminal", [n for n, line in enumerate(self.lines) if _FOLDED.search(line)])
        return ParsedTranscript(
            tile(self.source, [*map(_message, self.turns), *self.pieces]), problems=tuple(self.problems)
        )

    def _read_opening(self, block: _Block) -> None:
        """Read the banner of the program, or words that were cut off from the message before them."""
        lines = self.lines[block.first : block.end][:_BANNER_LINES]
        if any(_BANNER.search(line) for line in lines):
            self.pieces.append(Markup(MarkupKind.HEADER, self._span(block)))
            self.model = next((_model(line) for line in lines if _MODEL_LINE.match(line)), "")
            return
        if all(_BOX_EDGE.match(line) or not line.strip() for line in lines):
            self.pieces.append(Markup(MarkupKind.LEFT_OUT, self._span(block), LeftOut.NOISE))
            return
        header = read_header(self.source, *astuple(self._span(block)))
        self.pieces += header.pieces
        self.problems += header.problems

    def _add(self, block: _Block, text: str, *, has_result: bool) -> None:
        """Add words, a call or a result to the turn that they belong to."""
        is_prompt = block.kind is _Kind.PROMPT
        speaker = _USER if is_prompt else _ASSISTANT
        is_result = block.kind is _Kind.RESULT and self.turns
        if self.is_interrupted or is_prompt or (self.turns[-1].speaker != speaker and not is_result):
            role = Role.USER if is_prompt else Role.ASSISTANT
            self.turns.append(_Turn(speaker, role, "" if is_prompt else self.model))
            self.is_interrupted = False
        turn = self.turns[-1]
        part = self._part(block, text, turn.tool, has_result=has_result)
        if part.kind is BlockKind.TOOL_CALL:
            turn.tool = part.name
        turn.parts.append(part)
        turn.spans.append(self._span(block))
        if is_result and _NEW_MODEL.match(text):
            self.model = _model(text)

    def _report(self, code: str, lines: list[int]) -> None:
        if lines:
            self.problems.append(Problem(code, self.source.path, lines[0] + 1, count=len(lines)))

    def _blocks(self) -> Iterator[_Block]:
        """Yield the blocks of all lines that are not blank."""
        block: _Block | None = None
        is_after_blank = True
        for n, line in enumerate(self.lines):
            if not line.strip():
                is_after_blank = True
                continue
            started = self._start(line, block, is_after_blank=is_after_blank)
            if (
                started is None
                and block
                and (block.kind is _Kind.EVENT or (block.kind is _Kind.STATE and line.startswith("  ")))
            ):
                started = _Kind.SPEECH, 2  # goes on after a line of the program
            if started is None and block is None:
                started = _Kind.OPENING, 0
            if started:
                if block:
                    yield block
                kind, margin = started
                block = _Block(kind, n, n + 1, margin)
                if kind is _Kind.SPEECH and not _SAY.match(line):
                    self.unmarked.append(n)
            elif block:
                block.end = n + 1
            is_after_blank = False
        if block:
            yield block

    def _start(self, line: str, block: _Block | None, *, is_after_blank: bool) -> tuple[_Kind, int] | None:
        """Return the kind of block that a line begins, and the characters before its text; None if it goes on."""
        first = line[0]
        if (match := _SAY.match(line)) and match["mark"] == self.mark:
            return _Kind.SPEECH, match.end()
        if "⎿" in line[:8] and (match := _RESULT.match(line)) and block:
            return _Kind.RESULT, match.end()
        if first == "❯" and (match := _PROMPT.match(line)):
            return _Kind.PROMPT, match.end()
        if first == ">" and not self.is_new_style and is_after_blank and (match := _OLD_PROMPT.match(line)):
            return _Kind.PROMPT, match.end()
        if first == "│" and (match := _BOXED_PROMPT.match(line)):
            return _Kind.PROMPT, match.end()
        if block is None:
            return None
        if _COMPACTED.match(line):
            return _Kind.EVENT, 0
        if first in "✻✽✶✢✳∴" and _THINKING.match(line):
            return _Kind.THINKING, len(line)
        if _STATE.fullmatch(line.rstrip()) or (first in "╭╰" and _BOX_EDGE.match(line)):
            return _Kind.STATE, 0
        is_answer = block.kind is _Kind.PROMPT and not self.is_new_style and is_after_blank and line.startswith("  ")
        return (_Kind.SPEECH, 2) if is_answer else None

    def _span(self, block: _Block) -> Span:
        return Span(self.starts[block.first], self.starts[block.end] - 1)

    def _text(self, block: _Block) -> str:
        """Return the words of a block without its mark and margin."""
        lines = [line.rstrip() for line in self.lines[block.first : block.end]]
        if _BOXED_PROMPT.match(lines[0]):
            lines = [line.rstrip("│").rstrip() for line in lines]
            return "\n".join([lines[0][block.margin :], *(line[1:].strip() for line in lines[1:])]).strip()
        margin = {_Kind.RESULT: block.margin, _Kind.PROMPT: 2 * self.is_new_style}.get(block.kind, 2)
        # Lines that the terminal wrapped have less margin.
        rest = [line[min(margin, len(line) - len(line.lstrip(" "))) :] for line in lines[1:]]
        if block.kind is _Kind.RESULT or (block.kind is _Kind.PROMPT and not self.is_new_style):
            return "\n".join([lines[0][block.margin :], *rest]).strip("\n")
        return _unwrapped(lines, [lines[0][block.margin :], *rest], self.widths[block.kind]).strip("\n")

    def _part(self, block: _Block, text: str, tool: str, *, has_result: bool) -> MessagePart:
        span = self._span(block)
        if block.kind is _Kind.THINKING:
            return MessagePart(BlockKind.THINKING, text.strip(), span)
        if block.kind is _Kind.RESULT:
            return MessagePart(BlockKind.TOOL_RESULT, text, span, tool, "error" if text.startswith("Error") else "")
        if block.kind is _Kind.SPEECH and "\n\n" not in text:
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


def _unwrapped(lines: list[str], texts: list[str], width: int) -> str:
    """Join the lines of a paragraph: a line was wrapped if the next word does not fit into it.

    ``lines`` are as wide as in the terminal, ``texts`` are without their margin.
    """
    joined = [texts[0]]
    for line, text, following in zip(lines, texts, texts[1:], strict=False):
        word = following.lstrip(" ").partition(" ")[0]
        is_wrapped = text and following and len(line) + 1 + len(word) > width
        if is_wrapped and not (_OWN_LINE.match(following) or _OWN_LINE_BEFORE.search(text)):
            joined += (" ", following.lstrip(" "))
        else:
            joined += ("\n", following)
    return "".join(joined)


def _message(turn: _Turn) -> ParsedMessage:
    first, *more = turn.spans
    if turn.event:
        return ParsedMessage(first, turn.speaker, turn.role, kind=MessageKind.EVENT, text=turn.event)
    parts = tuple(turn.parts)
    return ParsedMessage(
        first, turn.speaker, turn.role, turn.model, text=parts_text(parts), parts=parts, more_spans=tuple(more)
    )

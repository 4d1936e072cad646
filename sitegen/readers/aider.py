"""Read the chat history of aider: ``#### `` lines of the person, ``> `` lines of the program, and answers.

Aider ends every such line with two spaces, so that headings and quotations of the model are not mistaken for them.
"""

import re
from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Role, Span, Usage
from sitegen.readers.content_blocks import ToolPart
from sitegen.readers.message_draft import MessageDraft
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedTranscript,
    Piece,
    tile,
)
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "aider"

_START = re.compile(r"# aider chat started at (?P<date>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[ \t]*")
_PROMPT, _OUTPUT, _LINE_END = "#### ", ">", "  "
_EMPTY_PROMPT = "<blank>"
_QUESTION = re.compile(r"[^\n]*\(Y\)es/\(N\)o")
_MODEL = re.compile(r"(?:Main model|Model): (?P<model>\S+)")
_TOKENS = re.compile(r"Tokens: (?P<sent>[\d.,]+[kM]?) sent,(?:[^\n]*?,)? (?P<received>[\d.,]+[kM]?) received\.")
_COST = re.compile(r"Cost: \$(?P<cost>\d+(?:\.\d+)?) message")
_ANSWER = "► **ANSWER**"
_THINKING_START = re.compile(r"<(?P<tag>thinking-content-[0-9a-f]{8,64})>|-{5,}\n+► \*\*THINKING\*\*")
_FACTORS = {"k": 1_000, "M": 1_000_000}


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the file is such a history."""
    if _START.match(source.text.lstrip()[:200]):
        return Detection(Confidence.CERTAIN, "it begins with `# aider chat started at`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the prompts and answers; what the program says is a folded part of the message before it."""
    return _History(source).transcript()


class _History:
    """The messages of a history, while its lines are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.pieces: list[Piece] = []
        self.drafts: list[MessageDraft] = []
        self.started: str | None = None
        self.model = ""
        self.is_start = True
        """Nothing has been said in this session."""

    def transcript(self) -> ParsedTranscript:
        """Return the whole."""
        for kind, span in self._blocks():
            if kind == "start":
                self.pieces.append(Markup(MarkupKind.HEADER, span))
                self.is_start = True
                if not any(each.role is Role.USER for each in self.drafts):  # sessions without a prompt come before
                    match = _START.match(span.of(self.text))
                    self.started = parse_date(match["date"]) if match else None
            elif kind == "prompt":
                self._read_prompt(span)
            elif kind == "output":
                self._read_output(span)
            else:
                self._read_answer(span)
        return ParsedTranscript(
            tile(self.source, [*(draft.message() for draft in self.drafts), *self.pieces]), started=self.started
        )

    def _blocks(self) -> Iterator[tuple[str, Span]]:
        """Yield the runs of lines of one kind, without the blank lines around them."""
        kind, start, end = "", 0, 0
        is_open = is_after_blank = False
        position = 0
        for line in self.text.split("\n"):
            line_end = position + len(line)
            found = self._kind(line, is_open=is_open)
            # Each prompt has a blank line above it.
            if found and (found != kind or found == "start" or (found == "prompt" and is_after_blank)):
                if kind:
                    yield kind, Span(start, end)
                kind, start = found, position
            if found:
                end = line_end
                is_open = found == "output" and not line.endswith(_LINE_END)
            is_after_blank = not line.strip()
            position = line_end + 1
        if kind:
            yield kind, Span(start, end)

    def _kind(self, line: str, *, is_open: bool) -> str:
        """Return who writes a line; empty for a blank line. ``is_open``: it continues a line of the program."""
        if line.startswith("# ") and _START.fullmatch(line):
            return "start"
        ends = line.endswith(_LINE_END)
        if line.startswith(_PROMPT) and ends:
            return "prompt"
        if line.startswith(_OUTPUT) and (ends or line.startswith("> # ")):
            return "output"
        if is_open:
            return "output"
        return "answer" if line.strip() else ""

    def _read_prompt(self, span: Span) -> None:
        lines = [line[len(_PROMPT) :].rstrip() for line in span.of(self.text).split("\n")]
        text = "\n".join(lines).strip("\n")
        if text in ("", _EMPTY_PROMPT):
            self.pieces.append(Markup(MarkupKind.LEFT_OUT, span, LeftOut.EMPTY))
        elif _QUESTION.match(text) and not self.is_start:
            self._add(BlockKind.TOOL_RESULT, text, span)
        else:
            self._new("User", Role.USER)
            self._add(BlockKind.PROSE, text, span)

    def _read_output(self, span: Span) -> None:
        lines = [line.removeprefix(">").removeprefix(" ").rstrip() for line in span.of(self.text).split("\n")]
        text = "\n".join(lines).strip("\n")
        if match := _MODEL.search(text):
            self.model = match["model"]
        if not text:
            self.pieces.append(Markup(MarkupKind.LEFT_OUT, span, LeftOut.EMPTY))
            return
        if self.is_start:
            self._new("Aider", Role.TOOL)
        self._add(BlockKind.TOOL_RESULT, text, span)
        if self.drafts[-1].role is Role.ASSISTANT:
            self.drafts[-1].add_usage(_usage(text))

    def _read_answer(self, span: Span) -> None:
        last = self.drafts[-1] if self.drafts else None
        if self.is_start or last is None or last.role is not Role.ASSISTANT or last.usage:
            self._new("Aider", Role.ASSISTANT).model = self.model
        text = span.of(self.text)
        if match := _THINKING_START.match(text):
            thinking, mark, answer = text[match.end() :].partition(f"</{match['tag']}>" if match["tag"] else _ANSWER)
            if mark:
                text = answer.strip()
                if words := thinking.strip().rstrip("-").strip():
                    self._add(BlockKind.THINKING, words, span)
        if text:
            self._add(BlockKind.PROSE, text, span)

    def _new(self, speaker: str, role: Role) -> MessageDraft:
        self.is_start = False
        self.drafts.append(MessageDraft(speaker, role, []))
        return self.drafts[-1]

    def _add(self, kind: BlockKind, text: str, span: Span) -> None:
        draft = self.drafts[-1]
        draft.parts.append(ToolPart(MessagePart(kind, text, span)))
        if span not in draft.spans[-1:]:
            draft.spans.append(span)


def _usage(text: str) -> Usage | None:
    """Return the tokens and the cost that the program states below an answer; it rounds thousands."""
    tokens = _TOKENS.search(text)
    cost = _COST.search(text)
    if not tokens:
        return None
    return Usage(_number(tokens["sent"]), _number(tokens["received"]), float(cost["cost"]) if cost else None)


def _number(written: str) -> int | None:
    factor = _FACTORS.get(written[-1], 1)
    try:
        return round(float(written.rstrip("kM").replace(",", "")) * factor)
    except ValueError:
        return None

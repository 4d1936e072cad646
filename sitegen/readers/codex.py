"""Read sessions of Codex CLI (``rollout-….jsonl``): items of the API, and events of the program that repeat them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sitegen.model import BlockKind, MessagePart, Role, Usage
from sitegen.readers.content_blocks import ToolPart, content_parts, plain_text, without_empty
from sitegen.readers.message_draft import MessageDraft
from sitegen.readers.message_parts import tool_call, tool_result
from sitegen.readers.message_tree import arrange_messages
from sitegen.readers.parsed import Confidence, Detection, LeftOut, Markup, MarkupKind, ParsedTranscript, tile
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode, parse_json
from sitegen.text.source import Source

NAME = "codex"

_USER, _ASSISTANT, _PROGRAM = "User", "Codex", "Codex CLI"
_LINE_TYPES = frozenset({"session_meta", "turn_context", "response_item", "event_msg", "compacted"})
_ITEM_TYPES = frozenset({"message", "reasoning", "function_call", "function_call_output", "local_shell_call"})
_SUMMARY_NAME = "summary of the earlier conversation"
_SAMPLE = 50  # lines
_MAIN_AGENT = "Main agent"
_TAGGED = re.compile(r"\s*<(?P<tag>[a-z]+(?:_[a-z]+)+)>.*</(?P=tag)>\s*", re.DOTALL)
_OPENING = re.compile(r"\s*<(?P<tag>environment_context|user_instructions|turn_aborted|subagent_notification)>")
# What the program writes in the name of the person.
_ADDED = (
    "<environment_context>", "<user_instructions>", "<INSTRUCTIONS>", "# AGENTS.md instructions", "<turn_aborted>",
    "<permissions instructions>", "<collaboration_mode>", "<skill>", "<user_shell_command>", "<subagent_notification>",
)  # fmt: skip


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the lines are those of a session."""
    lines = source.json_lines[:_SAMPLE]
    if any(line.string("type") in _LINE_TYPES and line.object("payload") for line in lines):
        return Detection(Confidence.CERTAIN, "its lines have `type` and `payload`, as Codex CLI writes")
    is_old = lines and lines[0].get("id") and lines[0].get("timestamp") and not lines[0].get("type")
    if is_old and any(line.string("type") in _ITEM_TYPES or line.get("record_type") for line in lines[1:]):
        return Detection(Confidence.CERTAIN, "its first line has `id` and `timestamp`, and items of the API follow")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of a session."""
    return _Session(source).transcript()


class _Session:
    """The messages of a session, while its lines are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.drafts: list[MessageDraft] = []
        self.parents: list[int] = []
        self.tip = -1
        """The message that the next one answers."""
        self.markup: list[Markup] = []
        self.calls: dict[str, MessageDraft] = {}
        self.texts = {text for line in source.json_lines for text in _item_texts(_payload(line)[1])}
        self.native_id = ""
        self.started = ""
        self.is_agent = False
        """The session of a sub-agent; what was said before it started is that of the main one."""
        self.model = ""
        self.is_response_open = False
        """The next item of the model belongs to the same answer of the API."""
        self.total: int | float | None = None

    def transcript(self) -> ParsedTranscript:
        """Return the whole."""
        for line in self.source.json_lines:
            reason = self._read_line(line)
            if reason:
                self.markup.append(Markup(MarkupKind.LEFT_OUT, line.span, reason))
        found = arrange_messages(self.parents, self.tip if self.tip >= 0 else None)
        messages = [
            replace(self.drafts[n].message(), position=position, branch=found.branches[n])
            for position, n in enumerate(found.order)
        ]
        times = [each.time for each in messages if each.time]
        return ParsedTranscript(
            tile(self.source, [*messages, *self.markup]),
            started=times[0] if times else parse_date(self.started),
            ended=max(times, default=None),
            native_id=self.native_id,
            branch_points=found.branch_points,
        )

    def _read_line(self, line: JsonNode) -> LeftOut | None:
        """Read one line; return the reason if nothing of it is shown."""
        kind, payload = _payload(line)
        if kind == "session_meta":
            if not self.native_id:
                self.native_id = payload.string("id")
                self.started = payload.string("timestamp") or line.string("timestamp")
                self.is_agent = bool(payload.get("source", "subagent"))
        elif kind == "turn_context":
            self.model = payload.string("model") or self.model
        elif kind == "event_msg":
            return self._read_event(line, payload)
        elif kind == "compacted":
            return self._read_summary(line, payload.get("message"))
        elif kind == "response_item":
            return self._read_item(line, payload)
        else:
            return LeftOut.NOISE
        return LeftOut.METADATA

    def _add(self, line: JsonNode, speaker: str, role: Role, parts: list[ToolPart]) -> MessageDraft:
        time = line.string("timestamp")
        if role is Role.USER and self.is_agent and time >= self.started:
            speaker = _MAIN_AGENT
        draft = MessageDraft(speaker, role, [line.span], parse_date(time), parts=parts)
        draft.native_id = line.string("payload", "id")
        self.drafts.append(draft)
        self.parents.append(self.tip)
        self.tip = len(self.drafts) - 1
        self.is_response_open = role is Role.ASSISTANT
        return draft

    def _answer(self, line: JsonNode, parts: list[ToolPart]) -> None:
        """Add parts to the answer of the API that is being read, or begin the next one."""
        if self.is_response_open and self.tip >= 0:
            self.drafts[self.tip].parts += parts
            self.drafts[self.tip].spans.append(line.span)
        else:
            self._add(line, _ASSISTANT, Role.ASSISTANT, parts).model = self.model
        self.calls |= {each.call_id: self.drafts[self.tip] for each in parts if each.call_id}

    def _read_item(self, line: JsonNode, item: JsonNode) -> LeftOut | None:
        kind = item.string("type") or ("message" if item.get("role") else "")
        if kind == "message":
            return self._read_message(line, item)
        if kind == "reasoning":
            texts = [*item.array("summary"), *item.array("content")]
            parts = [replace(each, part=_thinking(each.part)) for node in texts for each in content_parts(node)]
            if not parts:
                return LeftOut.EMPTY  # encrypted
            self._answer(line, parts)
        elif kind.endswith("_output"):
            self._read_output(line, item)
        elif kind.endswith("_call"):
            self._answer(line, [_call(item, kind)])
        else:
            return LeftOut.NOISE
        return None

    def _read_message(self, line: JsonNode, item: JsonNode) -> LeftOut | None:
        role = item.string("role")
        parts = without_empty(content_parts(item.get("content")))
        if role == "user":
            parts = [divided for each in parts for divided in _without_context(each)]
        if not parts:
            return LeftOut.EMPTY
        if role == "assistant":
            self._answer(line, parts)
            return None
        context = [each for each in parts if each.part.text.lstrip().startswith(_ADDED) or _is_tagged(each.part.text)]
        if role != "user" or all(each.part.text.lstrip().startswith(_ADDED) for each in parts):
            return LeftOut.SYSTEM
        parts = [_context(each) if each in context else each for each in parts]
        self._add(line, _USER, Role.USER, parts)
        return None

    def _read_output(self, line: JsonNode, item: JsonNode) -> None:
        call_id = item.string("call_id")
        text, is_error = _output(item.get("output"))
        pictures = (
            [each.part for each in content_parts(item.get("output")) if each.part.kind is BlockKind.IMAGE]
            if item.array("output")
            else []
        )
        result = tool_result("", text, item.span, is_error=is_error)
        results = [*([result] if text.strip() else []), *pictures]
        if call_id in self.calls:
            self.calls[call_id].add_result(call_id, results, line.span)
        else:
            self._add(line, "Tool", Role.TOOL, []).results[call_id] = results
        self.is_response_open = False

    def _read_summary(self, line: JsonNode, text: JsonNode) -> LeftOut | None:
        if not text.string().strip():
            return LeftOut.NOISE
        part = MessagePart(BlockKind.THINKING, text.string(), text.span, _SUMMARY_NAME)
        self._add(line, _PROGRAM, Role.SYSTEM, [ToolPart(part)])
        return None

    def _read_event(self, line: JsonNode, event: JsonNode) -> LeftOut | None:
        """Read an event. Those that repeat items of the API are left out; in some files they are all there is."""
        kind = event.string("type")
        if kind == "token_count":
            self._read_usage(event.get("info"))
        elif kind == "thread_rolled_back":
            self._roll_back(event.number("num_turns"))
        elif kind in ("user_message", "agent_message", "agent_reasoning"):
            text = event.get("text" if kind == "agent_reasoning" else "message")
            if not text.string().strip() or text.string().strip() in self.texts:
                return LeftOut.DUPLICATE
            part = MessagePart(BlockKind.PROSE, text.string(), text.span)
            if kind == "user_message":
                self._add(line, _USER, Role.USER, [ToolPart(part)])
            else:
                self._answer(line, [ToolPart(_thinking(part) if kind == "agent_reasoning" else part)])
            return None
        return LeftOut.NOISE

    def _read_usage(self, info: JsonNode) -> None:
        """Add the tokens of the last answer to it; the program repeats them."""
        total = info.number("total_token_usage", "total_tokens")
        usage = info.get("last_token_usage")
        if total == self.total or self.tip < 0 or self.drafts[self.tip].role is not Role.ASSISTANT:
            return
        self.total = total
        counts = [usage.number(key) for key in ("input_tokens", "output_tokens")]
        if not any(isinstance(each, int) for each in counts):
            return  # only the sum of all answers is stated
        self.drafts[self.tip].add_usage(Usage(*(each if isinstance(each, int) else None for each in counts)))

    def _roll_back(self, turns: int | float | None) -> None:
        """Continue before the last prompts, which the person took back: they become a branch."""
        for _ in range(min(int(turns or 0), len(self.drafts))):
            while self.tip >= 0 and self.drafts[self.tip].role is not Role.USER:
                self.tip = self.parents[self.tip]
            if self.tip >= 0:
                self.tip = self.parents[self.tip]
        self.is_response_open = False


def _payload(line: JsonNode) -> tuple[str, JsonNode]:
    """Return the type and the content of a line; in files of old versions a line is an item of the API itself."""
    kind = line.string("type")
    if line.object("payload"):
        return kind, line.get("payload")
    if kind:
        return "response_item", line
    return ("session_meta" if line.get("id") else ""), line


def _item_texts(item: JsonNode) -> Iterator[str]:
    """Yield the texts that events repeat."""
    for node in (*item.array("content"), *item.array("summary")):
        if text := node.string("text").strip():
            yield text
            if words := text[_context_end(text) :].strip():
                yield words


def _thinking(part: MessagePart) -> MessagePart:
    return replace(part, kind=BlockKind.THINKING)


def _is_tagged(text: str) -> bool:
    """Return whether the whole text is in a tag such as ``<recommended_plugins>``, which the program writes."""
    return text.lstrip().startswith("<") and text.rstrip().endswith(">") and _TAGGED.fullmatch(text) is not None


def _context_end(text: str) -> int:
    """Return the offset after what the program put in tags before the words of the person; 0 if there is nothing."""
    end = 0
    while match := _OPENING.match(text, end):
        closing = text.find(f"</{match['tag']}>", match.end())
        if closing < 0:
            break
        end = closing + len(match["tag"]) + 3
    return end


def _without_context(part: ToolPart) -> list[ToolPart]:
    """Return a part of a prompt; two if the program put data before the words of the person."""
    text = part.part.text
    end = _context_end(text)
    words = text[end:].strip()
    if not end or not words or words.startswith(_ADDED):
        return [part]
    return [replace(part, part=replace(part.part, text=each)) for each in (text[:end].strip(), words)]


def _context(part: ToolPart) -> ToolPart:
    """Return what the program put into a prompt as data, not as words of the person."""
    return replace(part, part=replace(part.part, kind=BlockKind.TOOL_RESULT, name="context"))


def _call(item: JsonNode, kind: str) -> ToolPart:
    """Return the call of a tool. The arguments of functions are JSON in a string."""
    arguments = item.get("arguments") or item.get("input") or item.get("action") or item.get("summary")
    name = item.string("name") or kind.removesuffix("_call")
    return ToolPart(tool_call(name, arguments, item.span), item.string("call_id"))


def _output(node: JsonNode) -> tuple[str, bool]:
    """Return what a tool returned, and whether it failed. It may be JSON in a string, with the text in a field."""
    outer = node
    if node.string().startswith("{"):
        document = parse_json(node.string())
        outer = document.nodes[0] if document.nodes and not document.faults else node
    inner = next((found for key in ("output", "content") if isinstance((found := outer.get(key)).value, str)), outer)
    exit_code = outer.number("metadata", "exit_code")
    is_error = bool(exit_code) or outer.get("success").value is False
    if inner.array():
        return "\n".join(text for each in inner.array() if (text := each.string("text"))), is_error
    return plain_text(inner), is_error

"""Tell what one line of a session says: words, calls of tools, their results, or nothing that is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span
from sitegen.readers import message_parts
from sitegen.readers.parsed import LeftOut
from sitegen.readers.program_tags import EMPTY, read_prompt
from sitegen.text.json_tree import JsonNode

USER, ASSISTANT, PROGRAM = "User", "Claude", "Claude Code"
SUMMARY_NAME = "summary of the earlier conversation"

_NO_RESPONSE = "No response requested."
_TITLES = frozenset({"summary", "ai-title", "custom-title", "agent-name"})
_KNOWN = _TITLES | {
    "progress", "file-history-snapshot", "agent-setting", "pr-link", "last-prompt", "permission-mode", "mode", "tag",
    "worktree-state", "content-replacement", "attribution-snapshot", "task-summary", "agent-color",
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """The content of one line. One that is not shown still links the lines before and after it."""

    node: JsonNode
    uuid: str = ""
    parent: str = ""
    logical_parent: str = ""
    """The last message before the conversation was compacted."""
    is_sidechain: bool = False
    """Said by a sub-agent, or to it."""
    speaker: str = ""
    role: Role | None = None
    kind: MessageKind = MessageKind.SPEECH
    parts: list[tuple[MessagePart, str]] = field(default_factory=list)
    """Each with its id, if it is the call of a tool."""
    results: list[tuple[str, list[MessagePart], Span]] = field(default_factory=list)
    """Id of the call, what it returned, and the block."""
    dropped: list[tuple[Span, LeftOut]] = field(default_factory=list)
    left_out: LeftOut | None = None
    """Why nothing of it is shown; None if something is."""
    continues: bool = False
    """Belongs to the message before it, such as the output of a command that the person ran."""
    is_prompt: bool = False
    """Typed by the person."""
    is_unknown: bool = False

    @property
    def is_shown(self) -> bool:
        """Return whether it adds something to a message."""
        return self.left_out is None and bool(self.parts or self.results)


def read_entry(node: JsonNode) -> Entry:
    """Return what a line says."""
    kind = node.string("type")
    entry = Entry(
        node,
        node.string("uuid"),
        node.string("parentUuid"),
        node.string("logicalParentUuid"),
        node.get("isSidechain").value is True or bool(node.string("parent_tool_use_id")),
    )
    if repeated := node.get("toolUseResult"):  # the result again, as the program keeps it
        entry.dropped.append((repeated.span, LeftOut.DUPLICATE))
    if kind == "result":  # of `claude --print`, after the answer that it repeats
        entry.left_out = LeftOut.DUPLICATE
    elif kind == "user":
        _read_user(entry)
    elif kind == "assistant":
        _read_assistant(entry)
    elif kind == "system":
        _read_system(entry)
    elif kind == "attachment":
        _read_attachment(entry)
    elif kind == "queue-operation":
        if node.string("operation") == "remove":  # it was sent while the model worked
            _say(entry, USER, Role.USER)
            _read_text(entry, node.get("content"))
    else:
        entry.left_out = LeftOut.METADATA if kind in _TITLES else LeftOut.NOISE
        entry.is_unknown = kind not in _KNOWN and bool(node.string("content") or node.get("message"))
    if entry.left_out is None and not entry.parts and not entry.results:
        entry.left_out = LeftOut.NOISE if kind in ("queue-operation", "system") else LeftOut.EMPTY
    return entry


def _say(entry: Entry, speaker: str, role: Role) -> None:
    entry.speaker, entry.role = speaker, role


def _read_user(entry: Entry) -> None:
    node = entry.node
    content = node.get("message", "content")
    if node.get("isCompactSummary").value is True:
        _say(entry, PROGRAM, Role.SYSTEM)
        text = message_parts.content_text(content)
        if text:
            entry.parts.append((MessagePart(BlockKind.THINKING, text, content.span, SUMMARY_NAME), ""))
        return
    blocks = content.array() or [content]
    for block in blocks:
        if block.string("type") == "tool_result":
            entry.results.append((block.string("tool_use_id"), _result_parts(block), block.span))
    if node.get("isMeta").value is True:
        entry.left_out = None if entry.results else LeftOut.SYSTEM
        return
    _say(entry, USER, Role.USER)
    for block in blocks:
        kind = block.string("type")
        if isinstance(block.value, str):
            _read_text(entry, block)
        elif kind == "text":
            _read_text(entry, block.get("text"))
        elif kind == "image":
            if found := message_parts.image(block):
                entry.parts.append((found, ""))
        elif kind == "document":
            media_type = block.string("source", "media_type")
            text = block.string("source", "data") if media_type.startswith("text/") else ""
            part = MessagePart(BlockKind.ATTACHMENT, text, block.span, block.string("title"), media_type)
            entry.parts.append((part, ""))
    entry.is_prompt = bool(entry.parts) and entry.speaker == USER and not entry.continues


def _result_parts(block: JsonNode) -> list[MessagePart]:
    content = block.get("content")
    text = message_parts.content_text(content)
    parts = message_parts.images(content)
    if text.strip():
        is_error = block.get("is_error").value is True
        parts.insert(0, message_parts.tool_result("", text, content.span, is_error=is_error))
    return parts


def _read_text(entry: Entry, node: JsonNode) -> None:
    """Read a text that the person typed, or that the program put among it in tags."""
    prompt = read_prompt(node.string())
    parts: list[MessagePart] = []
    if prompt.is_interruption:
        _say(entry, PROGRAM, Role.SYSTEM)
        entry.kind = MessageKind.EVENT
    if prompt.words:
        parts.append(message_parts.prose(node, prompt.words))
    if prompt.shell_command:
        parts.append(MessagePart(BlockKind.TOOL_CALL, prompt.shell_command, node.span, "Bash"))
    if prompt.output:
        entry.continues = not parts and not entry.parts
        parts.append(message_parts.tool_result("", prompt.output, node.span))
    if prompt.notification:
        _say(entry, PROGRAM, Role.TOOL)
        parts.append(message_parts.tool_result("task-notification", prompt.notification, node.span))
    parts += (message_parts.tool_result("system-reminder", each, node.span) for each in prompt.reminders)
    if parts:
        entry.parts += ((part, "") for part in parts)
    elif node.string().strip() not in EMPTY:
        _drop(entry, node, LeftOut.SYSTEM)


def _drop(entry: Entry, node: JsonNode, reason: LeftOut) -> None:
    if node is entry.node.get("message", "content"):
        entry.left_out = reason
    else:
        entry.dropped.append((node.span, reason))


def _read_assistant(entry: Entry) -> None:
    message = entry.node.get("message")
    content = message.get("content")
    _say(entry, ASSISTANT, Role.ASSISTANT)
    if message.string("model") == "<synthetic>":  # the program says it
        _say(entry, PROGRAM, Role.SYSTEM)
        if message_parts.content_text(content) == _NO_RESPONSE:
            entry.left_out = LeftOut.NOISE
            return
    if isinstance(content.value, str):
        if content.value not in EMPTY:
            entry.parts.append((message_parts.prose(content), ""))
        return
    for block in content.array():
        entry.parts += _assistant_parts(entry, block)


def _assistant_parts(entry: Entry, block: JsonNode) -> Iterator[tuple[MessagePart, str]]:
    kind = block.string("type")
    if kind == "text":
        if block.string("text").strip() not in EMPTY:
            yield message_parts.prose(block.get("text")), ""
    elif kind == "thinking":
        if block.string("thinking").strip():
            yield message_parts.thinking(block.get("thinking")), ""
    elif kind.endswith("tool_use"):
        yield message_parts.tool_call(block.string("name"), block.get("input"), block.span), block.string("id")
    elif kind.endswith("tool_result"):
        entry.results.append((block.string("tool_use_id"), _result_parts(block), block.span))
    elif kind == "image" and (found := message_parts.image(block)):
        yield found, ""


def _read_system(entry: Entry) -> None:
    node = entry.node
    content = node.get("content")
    _say(entry, PROGRAM, Role.SYSTEM)
    subtype = node.string("subtype")
    if subtype in ("turn_duration", "stop_hook_summary", "api_error", "init") or not content.string().strip():
        entry.left_out = LeftOut.NOISE
    elif subtype == "compact_boundary":
        entry.kind = MessageKind.EVENT
        entry.parts.append((message_parts.prose(content), ""))
    elif subtype == "local_command":
        _say(entry, USER, Role.USER)
        _read_text(entry, content)
    else:
        entry.parts.append((message_parts.tool_result(subtype or "system", content.string(), content.span), ""))


def _read_attachment(entry: Entry) -> None:
    attachment = entry.node.get("attachment")
    kind = attachment.string("type")
    if kind == "queued_command":  # a prompt that was typed while the model worked
        _say(entry, USER, Role.USER)
        prompt = attachment.get("prompt")
        for block in prompt.array() or [prompt]:
            if found := message_parts.image(block):
                entry.parts.append((found, ""))
            else:
                _read_text(entry, block.get("text") or block)
    elif kind == "file":
        _say(entry, USER, Role.USER)
        file = attachment.get("content", "file")
        name = attachment.string("filename") or file.string("filePath")
        text = file.string("content")
        entry.continues = True
        entry.parts.append((MessagePart(BlockKind.ATTACHMENT, text, attachment.span, name), ""))
    else:
        entry.left_out = LeftOut.SYSTEM

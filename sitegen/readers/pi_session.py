"""Read sessions of the coding agent pi: JSON Lines below a header, each entry with the id of the one before it."""

from sitegen.model import BlockKind, MessagePart, Role, Usage
from sitegen.readers.branched_messages import TreeNode, make_tree, place_messages
from sitegen.readers.content_blocks import ToolPart, content_parts, plain_text, without_empty
from sitegen.readers.message_draft import MessageDraft
from sitegen.readers.message_parts import tool_call, tool_result
from sitegen.readers.parsed import Confidence, Detection, LeftOut, Markup, MarkupKind, ParsedTranscript, tile
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "pi"

_SUMMARY_NAME = "summary of the earlier conversation"


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the file is such a session."""
    head = source.json_lines[0] if source.json_lines else JsonNode(None, 0, 0)
    if head.string("type") == "session" and head.get("cwd") and head.get("id"):
        return Detection(Confidence.CERTAIN, "its first line has `type` “session”, `id` and `cwd`, as pi writes")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of a session; entries that share a parent are branches."""
    lines = source.json_lines
    drafts: dict[int, MessageDraft] = {}
    markup: list[Markup] = []
    calls: dict[str, MessageDraft] = {}
    for n, line in enumerate(lines):
        message = line.get("message")
        if message.string("role") == "toolResult" and message.string("toolCallId") in calls:
            calls[message.string("toolCallId")].add_result(message.string("toolCallId"), _result(message), line.span)
        elif draft := _draft(line):
            drafts[n] = draft
            calls |= {each.call_id: draft for each in draft.parts if each.call_id}
        else:
            markup.append(Markup(MarkupKind.LEFT_OUT, line.span, LeftOut.EMPTY if message else LeftOut.METADATA))
    is_linear = not any(line.string("parentId") for line in lines)
    nodes = [
        TreeNode(
            str(n) if is_linear else line.string("id"),
            (str(n - 1) if n else "") if is_linear else line.string("parentId"),
            line.start,
            line.string("timestamp"),
        )
        for n, line in enumerate(lines)
    ]
    tree = make_tree(source, nodes, None)
    messages, branch_points = place_messages(tree, {n: draft.message() for n, draft in drafts.items()})
    times = [each.time for each in messages if each.time]
    names = [line.string("name") for line in lines if line.string("type") == "session_info"]
    return ParsedTranscript(
        tile(source, [*messages, *markup]),
        title=names[-1] if names else "",
        started=times[0] if times else None,
        ended=max(times, default=None),
        problems=tree.problems,
        native_id=lines[0].string("id") if lines else "",
        branch_points=branch_points,
    )


def _draft(line: JsonNode) -> MessageDraft | None:
    """Return the message in a line; None if nothing of it is shown."""
    kind, message = line.string("type"), line.get("message")
    role = message.string("role")
    draft = MessageDraft(
        "User", Role.USER, [line.span], parse_date(line.string("timestamp")), message.string("model"), line.string("id")
    )
    if role == "user":
        draft.parts = without_empty(content_parts(message.get("content")))
    elif role == "assistant":
        draft.speaker, draft.role = "Pi", Role.ASSISTANT
        draft.parts = _answer(message.get("content"))
        draft.usage = _usage(message.get("usage"))
    elif role == "toolResult":
        draft.speaker, draft.role = "Tool", Role.TOOL
        draft.parts = [ToolPart(part) for part in _result(message)]
    elif role == "bashExecution":
        call = MessagePart(BlockKind.TOOL_CALL, message.string("command"), message.span, "bash")
        output = MessagePart(BlockKind.TOOL_RESULT, message.string("output"), message.span, "bash")
        draft.parts = [ToolPart(each) for each in (call, output) if each.text]
    elif summary := line.get("summary") if kind in ("compaction", "branch_summary") else message.get("summary"):
        draft.speaker, draft.role = "pi", Role.SYSTEM
        draft.parts = [ToolPart(MessagePart(BlockKind.THINKING, summary.string(), summary.span, _SUMMARY_NAME))]
    return draft if draft.parts else None


def _answer(content: JsonNode) -> list[ToolPart]:
    parts: list[ToolPart] = []
    for block in content.array() or [content]:
        if block.string("type") == "toolCall":
            call = tool_call(block.string("name"), block.get("arguments"), block.span)
            parts.append(ToolPart(call, block.string("id")))
        else:
            parts += without_empty(content_parts(block))
    return parts


def _result(message: JsonNode) -> list[MessagePart]:
    """Return what a tool returned: its text, and its pictures."""
    content = message.get("content")
    is_error = message.get("isError").value is True
    found = [each.part for each in content_parts(content)]
    pictures = [part for part in found if part.kind is BlockKind.IMAGE]
    text = "\n".join(part.text for part in found if part.kind is BlockKind.PROSE) if found else plain_text(content)
    result = tool_result(message.string("toolName"), text, content.span, is_error=is_error)
    return [*([result] if text.strip() else []), *pictures]


def _usage(usage: JsonNode) -> Usage | None:
    """Return the tokens, of the input also those from the cache, and the cost."""
    inputs = [number for key in ("input", "cacheRead", "cacheWrite") if isinstance(number := usage.number(key), int)]
    output, cost = usage.number("output"), usage.number("cost", "total")
    if not inputs and output is None and cost is None:
        return None
    return Usage(
        sum(inputs) if inputs else None,
        output if isinstance(output, int) else None,
        float(cost) if cost is not None else None,
    )

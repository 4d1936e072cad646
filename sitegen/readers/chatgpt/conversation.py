"""Read a conversation of ChatGPT: one object of ``conversations.json``, or what its web pages load.

Its messages are the nodes of a tree, where editing a question or asking again begins a branch. A node is a message here
too, except that the results of a tool belong to the message that called it, and thinking to the answer after it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sitegen.model import MessagePart, Role
from sitegen.model.problems import Problem
from sitegen.readers.branched_messages import TreeNode, make_tree, place_messages, report_empty_conversation
from sitegen.readers.chatgpt.content import is_thinking, message_parts, tool_called, unknown_types
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    parts_text,
    tile,
)
from sitegen.text.dates import epoch_date
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

NAME = "chatgpt"

_SPEAKERS = {"user": "User", "assistant": "ChatGPT", "system": "System", "tool": "Tool"}
_FIXED_TITLES = ("", "New chat", "Untitled")
_IDS = ("backing_conversation_id", "conversation_id", "id")
"""Members with the id of the conversation; the first is in shared copies, whose other ids are their own."""
_INSTRUCTIONS = ("user_editable_context", "model_editable_context")
"""Kinds of content about the account, which no page of ChatGPT shows."""
_QUIET_TOOLS = ("bio",)
"""Tools that report nothing but their success."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of the tree, with what it shows."""

    message: JsonNode
    parts: tuple[MessagePart, ...]
    is_thinking: bool
    is_result: bool
    tool_called: str


def detect(source: Source) -> Detection | None:
    """Recognise an object with ``mapping`` and the other fields of a conversation."""
    conversation = _conversation(source)
    nodes = conversation.object("mapping")
    is_tree = any({"message", "parent", "children"} & node.object().keys() for node in nodes.values())
    if is_tree and conversation.get("current_node"):
        return Detection(Confidence.CERTAIN, "it is a JSON object with `mapping` and `current_node`")
    return Detection(Confidence.LIKELY, "it is a JSON object with a `mapping` of messages") if is_tree else None


def read(source: Source) -> ParsedTranscript:
    """Return the current path, then the branches."""
    conversation = _conversation(source)
    mapping = conversation.object("mapping")
    nodes = [_node(each.get("message")) for each in mapping.values()]
    parents = _parents(mapping)
    tree = make_tree(
        source,
        [
            TreeNode(key, parents[key], node.start, _date(node, "message", "create_time") or "")
            for key, node in mapping.items()
        ],
        conversation.string("current_node"),
    )
    left_out = {index: reason for index, node in enumerate(nodes) if (reason := _reason_to_leave_out(node))}
    shown_paths = ([each for each in path if each not in left_out] for path in tree.paths)
    groups = [group for path in shown_paths for group in _groups(path, nodes)]
    messages, branch_points = place_messages(
        tree, {group[-1]: _message([nodes[each] for each in group]) for group in groups}
    )
    markup = [Markup(MarkupKind.LEFT_OUT, nodes[each].message.span, reason) for each, reason in left_out.items()]
    title = conversation.string("title").strip()
    return ParsedTranscript(
        tile(source, [*messages, *(each for each in markup if each.span)]),
        title=title,
        has_fixed_title=title in _FIXED_TITLES,
        started=_date(conversation, "create_time"),
        problems=(*tree.problems, *_report_unknown_types(source, nodes), *report_empty_conversation(source, messages)),
        native_id=next(filter(None, (conversation.string(key) for key in _IDS)), ""),
        branch_points=branch_points,
    )


def _conversation(source: Source) -> JsonNode:
    root = source.json or MISSING
    return root.get(0) if len(root.array()) == 1 else root


def _parents(mapping: Mapping[str, JsonNode]) -> dict[str, str]:
    """Return the id of the parent of each node; where a node names none that exists, the one that has it as child."""
    found: dict[str, str] = {}
    for key, node in mapping.items():
        for child in node.array("children"):
            found.setdefault(child.string(), key)
    stated = {key: node.string("parent") for key, node in mapping.items()}
    return {key: parent if parent in mapping else found.get(key, parent) for key, parent in stated.items()}


def _node(message: JsonNode) -> _Node:
    thinks = is_thinking(message)
    is_result = message.string("author", "role") == Role.TOOL and not thinks
    return _Node(message, message_parts(message), thinks, is_result, tool_called(message))


def _reason_to_leave_out(node: _Node) -> LeftOut | None:
    """Return why the pages of ChatGPT do not show a node; None if they do."""
    message, metadata = node.message, node.message.get("metadata")
    if not node.parts:
        return LeftOut.EMPTY if message else LeftOut.METADATA
    if message.string("author", "role") == Role.SYSTEM and not metadata.get("is_user_system_message").value:
        return LeftOut.SYSTEM
    is_hidden = metadata.get("is_visually_hidden_from_conversation").value is True
    if is_hidden or _is_instruction(message):
        return LeftOut.HIDDEN
    if node.is_result and message.string("author", "name") in _QUIET_TOOLS:
        return LeftOut.NOISE
    return None


def _is_instruction(message: JsonNode) -> bool:
    return message.string("content", "content_type") in _INSTRUCTIONS


def _groups(path: Iterable[int], nodes: Sequence[_Node]) -> Iterator[list[int]]:
    """Yield the nodes of each message of a path: thinking, who speaks, and the results of the tool that is called."""
    group: list[int] = []
    for index in path:
        node = nodes[index]
        before = nodes[group[-1]] if group else None
        if before is not None:
            follows_call = node.is_result and (before.is_result or bool(before.tool_called))
            follows_thinking = before.is_thinking and (node.is_thinking or _is_by_model(node))
            if not follows_call and not follows_thinking:
                yield group
                group = []
        group.append(index)
    if group:
        yield group


def _is_by_model(node: _Node) -> bool:
    return node.message.string("author", "role") == Role.ASSISTANT


def _message(group: Sequence[_Node]) -> ParsedMessage:
    main = next((node for node in group if not node.is_thinking), group[0])
    message = main.message
    written_role = "assistant" if main.is_thinking else message.string("author", "role")
    role = next((each for each in Role if each == written_role), None)
    own_name = message.string("author", "name") if role is Role.USER else ""
    parts = tuple(part for node in group for part in node.parts)
    return ParsedMessage(
        message.span,
        own_name or _SPEAKERS.get(written_role, written_role or "Unknown"),
        role,
        _model(message) if role is Role.ASSISTANT else "",
        time=_date(message, "create_time"),
        text=parts_text(parts),
        native_id=message.string("id"),
        parts=parts,
        more_spans=tuple(node.message.span for node in group if node is not main),
    )


def _model(message: JsonNode) -> str:
    slug = message.string("metadata", "model_slug")
    return slug if slug != "auto" else ""  # whatever ChatGPT chose


def _date(node: JsonNode, *keys: str) -> str | None:
    return epoch_date(node.number(*keys))


def _report_unknown_types(source: Source, nodes: Sequence[_Node]) -> Iterator[Problem]:
    """Report each type of content that is shown as JSON, once."""
    offsets: dict[str, int] = {}
    for node in nodes:
        for each in () if _is_instruction(node.message) else unknown_types(node.message):
            offsets.setdefault(each, node.message.start)
    for kind, offset in offsets.items():
        yield Problem("unknown-content", source.path, source.line_number(offset), kind=kind)

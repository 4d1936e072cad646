"""Read a conversation of Claude.ai: one object of its data export, or what its web pages load.

Both name the model only for the whole conversation, and it is the current one: the model of a message is inferred.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sitegen.model import Role
from sitegen.model.problems import Problem
from sitegen.readers.branched_messages import TreeNode, make_tree, place_messages, report_empty_conversation
from sitegen.readers.claude_web.content import message_parts, unknown_types
from sitegen.readers.parsed import Confidence, Detection, ParsedMessage, ParsedTranscript, parts_text, tile
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

NAME = "claude-web"

_SPEAKERS = {"human": ("User", Role.USER), "assistant": ("Claude", Role.ASSISTANT)}
_NO_PARENT = "00000000-0000-4000-8000-000000000000"
_FIXED_TITLES = ("", "New chat", "Untitled")
_TOOLS_FOR_OTHER_CHATS = frozenset(["conversation_search", "recent_chats", "memory_user_edits"])


def detect(source: Source) -> Detection | None:
    """Recognise an object with ``chat_messages``, whose messages have a ``sender``."""
    conversation = _conversation(source)
    messages = conversation.array("chat_messages")
    if any(each.string("sender") for each in messages) or (
        not messages and {"chat_messages", "uuid", "created_at"} <= conversation.object().keys()
    ):
        return Detection(Confidence.CERTAIN, "it is a JSON object with `chat_messages` that have a `sender`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the current path, then the branches; an export without parents is one path, in the order of its times."""
    conversation = _conversation(source)
    nodes = conversation.array("chat_messages")
    current = conversation.get("current_leaf_message_uuid")
    tree = make_tree(source, _tree_nodes(nodes), current.string() if current else None)
    model = conversation.string("model")
    messages, branch_points = place_messages(tree, {n: _message(node, model) for n, node in enumerate(nodes)})
    title = (conversation.string("name") or conversation.string("snapshot_name")).strip()
    return ParsedTranscript(
        tile(source, messages),
        title=title,
        has_fixed_title=title in _FIXED_TITLES,
        started=parse_date(conversation.string("created_at")),
        problems=(*tree.problems, *_report_content(source, nodes), *report_empty_conversation(source, messages)),
        native_id=conversation.string("conversation_uuid") or conversation.string("uuid"),  # a shared copy has both
        branch_points=branch_points,
    )


def _conversation(source: Source) -> JsonNode:
    root = source.json or MISSING
    return root.get(0) if len(root.array()) == 1 else root


def _tree_nodes(nodes: Sequence[JsonNode]) -> list[TreeNode]:
    times = [parse_date(node.string("created_at")) or "" for node in nodes]
    parents = [node.string("parent_message_uuid").replace(_NO_PARENT, "") for node in nodes]
    if not any(parents):
        known: list[str] = []
        for time in times:
            known.append(time or (known[-1] if known else ""))
        order = sorted(range(len(nodes)), key=lambda n: known[n])
        for before, after in pairwise(order):
            parents[after] = nodes[before].string("uuid")
    return [
        TreeNode(node.string("uuid"), parent, node.start, time)
        for node, parent, time in zip(nodes, parents, times, strict=True)
    ]


def _message(node: JsonNode, conversation_model: str) -> ParsedMessage:
    sender = node.string("sender")
    speaker, role = _SPEAKERS.get(sender, (sender or "Unknown", None))
    parts = message_parts(node)
    own_model = node.string("model")
    is_assistant = role is Role.ASSISTANT
    return ParsedMessage(
        node.span,
        speaker,
        role,
        (own_model or conversation_model) if is_assistant else "",
        time=parse_date(node.string("created_at")),
        text=parts_text(parts),
        native_id=node.string("uuid"),
        parts=parts,
        is_model_inferred=is_assistant and not own_model and bool(conversation_model),
    )


def _report_content(source: Source, nodes: Sequence[JsonNode]) -> Iterator[Problem]:
    """Report, once for each, types of blocks that are shown as JSON, and tools that quote other conversations."""
    types: dict[str, int] = {}
    tools: dict[str, int] = {}
    for node in nodes:
        for each in unknown_types(node):
            types.setdefault(each, node.start)
        for block in node.array("content"):
            if block.string("type") == "tool_result" and block.string("name") in _TOOLS_FOR_OTHER_CHATS:
                tools.setdefault(block.string("name"), block.start)
    for kind, offset in types.items():
        yield Problem("unknown-content", source.path, source.line_number(offset), kind=kind)
    for tool, offset in tools.items():
        yield Problem("quoted-other-chats", source.path, source.line_number(offset), tool=tool)

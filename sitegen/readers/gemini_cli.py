"""Read sessions of Gemini CLI: ``session-….json`` with all messages, or JSON Lines with one in each line."""

from collections.abc import Iterator, Sequence

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Usage
from sitegen.readers.content_blocks import ToolPart, content_parts, plain_text, without_empty
from sitegen.readers.message_draft import MessageDraft
from sitegen.readers.message_parts import tool_call, tool_result
from sitegen.readers.parsed import Confidence, Detection, LeftOut, Markup, MarkupKind, ParsedTranscript, tile
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode, tidy
from sitegen.text.source import Source

NAME = "gemini-cli"

_TYPES = frozenset({"user", "gemini", "info", "error", "warning"})
_PROGRAM = "Gemini CLI"


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the file is such a session."""
    head = _head(source)
    if head.get("sessionId") and head.get("projectHash"):
        return Detection(Confidence.CERTAIN, "it has `sessionId` and `projectHash`, as Gemini CLI writes")
    return None


def _head(source: Source) -> JsonNode:
    """Return the object with the facts about the session."""
    return source.json or next(iter(source.json_lines), JsonNode(None, 0, 0))


def _messages(source: Source) -> Sequence[JsonNode]:
    if source.json and source.json.get("messages"):
        return source.json.array("messages")
    return [each for each in source.json_lines if each.string("type") in _TYPES]


def read(source: Source) -> ParsedTranscript:
    """Return the messages. One that was written several times is the last of them."""
    head = _head(source)
    nodes = _messages(source)
    versions = [_version(source, node) or str(n) for n, node in enumerate(nodes)]
    last = {version: n for n, version in enumerate(versions)}
    drafts: list[MessageDraft] = []
    markup: list[Markup] = []
    for n, node in enumerate(nodes):
        if last[versions[n]] != n:
            markup.append(Markup(MarkupKind.LEFT_OUT, node.span, LeftOut.DUPLICATE))
            continue
        draft = _draft(node)
        if draft.parts:
            drafts.append(draft)
        else:
            markup.append(Markup(MarkupKind.LEFT_OUT, node.span, LeftOut.EMPTY))
    messages = [draft.message() for draft in drafts]
    return ParsedTranscript(
        tile(source, [*messages, *markup]),
        title=head.string("summary"),
        started=parse_date(head.string("startTime")) or next((each.time for each in messages if each.time), None),
        ended=parse_date(head.string("lastUpdated"))
        or max((each.time for each in messages if each.time), default=None),
        native_id=head.string("sessionId"),
    )


def _version(source: Source, node: JsonNode) -> str:
    """Return what all versions of a message share: its id in JSON Lines; in JSON, which has one version, all of it."""
    name = node.string("id")
    return f"{name} {node.span.of(source.text)}" if name and source.json else name


def _draft(node: JsonNode) -> MessageDraft:
    kind = node.string("type")
    speaker, role = {"user": ("User", Role.USER), "gemini": ("Gemini", Role.ASSISTANT)}.get(
        kind, (_PROGRAM, Role.SYSTEM)
    )
    draft = MessageDraft(
        speaker, role, [node.span], parse_date(node.string("timestamp")), node.string("model"), node.string("id")
    )
    if role is Role.SYSTEM:
        draft.kind = MessageKind.EVENT
    draft.parts = [*_thoughts(node), *without_empty(content_parts(node.get("content")))]
    for call in node.array("toolCalls"):
        call_id = call.string("id") or str(call.start)
        draft.parts.append(ToolPart(tool_call(call.string("name"), call.get("args"), call.span), call_id))
        draft.results[call_id] = [*_results(call)]
    draft.usage = _usage(node.get("tokens"))
    return draft


def _thoughts(node: JsonNode) -> Iterator[ToolPart]:
    for thought in node.array("thoughts"):
        subject, description = thought.string("subject"), thought.string("description")
        text = "\n\n".join(filter(None, (f"**{subject}**" if subject else "", description)))
        if text:
            yield ToolPart(MessagePart(BlockKind.THINKING, text, thought.span))


def _results(call: JsonNode) -> Iterator[MessagePart]:
    """Yield what a tool returned to the model, or else what the program showed of it."""
    is_error = call.string("status") in ("error", "cancelled")
    responses = [each.get("functionResponse", "response") for each in call.array("result")]
    nodes = [found for each in responses if (found := each.get("output") or each.get("error") or each)]
    for node in nodes or [call.get("resultDisplay")]:
        text = plain_text(node) if isinstance(node.value, str) else tidy(node) if node else ""
        if text.strip():
            yield tool_result("", text, node.span, is_error=is_error)


def _usage(tokens: JsonNode) -> Usage | None:
    counts = [tokens.number(key) for key in ("input", "output")]
    numbers = [each if isinstance(each, int) else None for each in counts]
    return Usage(*numbers) if any(each is not None for each in numbers) else None

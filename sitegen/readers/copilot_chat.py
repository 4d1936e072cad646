"""Read chat sessions of VS Code with GitHub Copilot: exported JSON, stored JSON, and the stored log of changes.

A log has a session in its first line; each further line sets, extends or deletes a value in it.
"""

import json
from collections.abc import Iterator, Sequence

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span
from sitegen.readers.content_blocks import ToolPart
from sitegen.readers.message_draft import MessageDraft
from sitegen.readers.parsed import Confidence, Detection, LeftOut, Markup, MarkupKind, ParsedTranscript, tile
from sitegen.text.dates import epoch_date
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "copilot"

_FENCE = "```"
_ATTACHED = frozenset({"file", "directory", "image", "paste", "symbol"})
_SHOWN_URI_KEYS = ("path", "fsPath", "external")


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the file is such a session."""
    session = _session(source)
    requests = session.array("requests")
    if session.get("responderUsername") and isinstance(session.get("requests").value, list):
        return Detection(Confidence.CERTAIN, "it has `requests` and `responderUsername`, as VS Code writes")
    if requests and requests[0].get("requestId") and requests[0].get("message"):
        return Detection(Confidence.CERTAIN, "it has `requests` with `requestId` and `message`, as VS Code writes")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the requests and responses."""
    session = _session(source)
    user = session.string("requesterUsername") or "User"
    assistant = session.string("responderUsername") or "GitHub Copilot"
    drafts: list[MessageDraft] = []
    markup: list[Markup] = []
    for request in session.array("requests"):
        time = _time(request.number("timestamp"))
        prompt = _prompt(request, user, time)
        response = MessageDraft(assistant, Role.ASSISTANT, [], time, _model(request), request.string("responseId"))
        response.parts = [ToolPart(part) for part in _response_parts(request.array("response"))]
        response.spans = [item.span for item in request.array("response")]
        drafts += (draft for draft in (prompt, response) if draft.parts)
        if not response.parts:
            markup += (Markup(MarkupKind.LEFT_OUT, span, LeftOut.EMPTY) for span in response.spans)
        error = request.get("result", "errorDetails", "message")
        if error.string():
            event = MessageDraft(assistant, Role.SYSTEM, [error.span], time, kind=MessageKind.EVENT)
            event.parts = [ToolPart(MessagePart(BlockKind.PROSE, error.string(), error.span))]
            drafts.append(event)
    messages = [draft.message() for draft in drafts]
    times = [each.time for each in messages if each.time]
    title = session.string("customTitle") or session.string("computedTitle")
    return ParsedTranscript(
        tile(source, [*messages, *markup]),
        title=title,
        started=_time(session.number("creationDate")) or (times[0] if times else None),
        ended=times[-1] if times else None,
        native_id=session.string("sessionId"),
    )


def _session(source: Source) -> JsonNode:
    """Return the session; that of a log after all of its changes."""
    lines = source.json_lines
    if lines and lines[0].number("kind") == 0 and lines[0].object("v"):
        session = _copy(lines[0].get("v"))
        for line in lines[1:]:
            _change(session, line)
        return session
    return source.json or JsonNode(None, 0, 0)


def _copy(node: JsonNode) -> JsonNode:
    """Return a node whose arrays and objects can be changed."""
    value = node.value
    if isinstance(value, dict):
        return JsonNode({key: _copy(each) for key, each in value.items()}, node.start, node.end)
    if isinstance(value, list):
        return JsonNode([_copy(each) for each in value], node.start, node.end)
    return node


def _change(session: JsonNode, line: JsonNode) -> None:
    """Apply a line of the log: 1 sets the value at a path, 2 extends an array, perhaps cut before, 3 deletes."""
    path = [each.value for each in line.array("k")]
    if not path or not all(isinstance(each, str | int) for each in path):
        return
    kind, value = line.number("kind"), _copy(line.get("v"))
    parent, last = session.get(*path[:-1]), path[-1]  # type: ignore[arg-type]  # checked above
    if kind == 2:
        target = parent.get(last)  # type: ignore[arg-type]
        if not isinstance(target.value, list) and isinstance(parent.value, dict):
            target = parent.value[str(last)] = JsonNode([], line.start, line.start)
        if isinstance(target.value, list):
            cut = line.number("i")
            if isinstance(cut, int) and 0 <= cut < len(target.value):
                del target.value[cut:]
            target.value.extend(value.array())
    elif isinstance(parent.value, dict) and isinstance(last, str):
        if kind == 1:
            parent.value[last] = value
        elif kind == 3:
            parent.value.pop(last, None)
    elif isinstance(parent.value, list) and isinstance(last, int) and kind == 1 and 0 <= last < len(parent.value):
        parent.value[last] = value


def _prompt(request: JsonNode, user: str, time: str | None) -> MessageDraft:
    text = request.get("message", "text")
    draft = MessageDraft(user, Role.USER, [text.span], time, native_id=request.string("requestId"))
    if text.string().strip():
        draft.parts = [ToolPart(MessagePart(BlockKind.PROSE, text.string(), text.span))]
    for variable in request.array("variableData", "variables"):
        if variable.string("kind") in _ATTACHED and not variable.get("automaticallyAdded"):
            part = MessagePart(BlockKind.ATTACHMENT, "", variable.span, variable.string("name"))
            draft.parts.append(ToolPart(part))
            draft.spans.append(variable.span)
    return draft


def _model(request: JsonNode) -> str:
    """Return the model of a response; ``copilot/`` before it is the vendor's extension."""
    return request.string("modelId").removeprefix("copilot/").removeprefix("auto")


def _response_parts(items: Sequence[JsonNode]) -> Iterator[MessagePart]:
    """Yield the parts of a response; texts and the references between them are one text."""
    texts: list[str] = []
    start = end = 0
    for item in items:
        words = _words(item)
        if words is None:
            parts = [*_other_parts(item)]
            if parts and "".join(texts).strip():
                yield MessagePart(BlockKind.PROSE, "".join(texts).strip("\n"), Span(start, end))
            texts = [] if parts else texts
            yield from parts
        elif words:
            if not texts:
                start = item.start
            texts.append(words)
            end = item.end
    if "".join(texts).strip():
        yield MessagePart(BlockKind.PROSE, "".join(texts).strip("\n"), Span(start, end))


def _words(item: JsonNode) -> str | None:
    """Return the text of an item, or of a reference in a text; None for an item that is neither."""
    kind = item.string("kind")
    if kind in ("", "markdownContent", "markdownVuln"):
        text = item.string("value") or item.string("value", "value") or item.string("content", "value")
        return "" if text.strip() == _FENCE else text  # around an edit, which is a part of its own
    if kind == "inlineReference":
        reference = item.get("inlineReference")
        name = item.string("name") or reference.string("name") or _path(reference.get("uri") or reference)
        return f"`{name.rpartition('/')[2] if not item.string('name') else name}`" if name else ""
    return None


def _other_parts(item: JsonNode) -> Iterator[MessagePart]:
    kind = item.string("kind")
    if kind == "thinking":
        text = item.string("value") or "\n\n".join(each.string() for each in item.array("value") if each.string())
        if text.strip():
            yield MessagePart(BlockKind.THINKING, text, item.span)
    elif kind == "toolInvocationSerialized":
        name = item.string("toolId").removeprefix("copilot_") or item.string("toolName")
        yield MessagePart(BlockKind.TOOL_CALL, _arguments(item), item.span, name)
        if result := _result(item):
            is_error = item.get("resultDetails", "isError").value is True
            yield MessagePart(BlockKind.TOOL_RESULT, result, item.span, name, "error" if is_error else "")
    elif kind in ("textEditGroup", "notebookEditGroup"):
        edits = [edit.string("text") for group in item.array("edits") for edit in group.array() or [group]]
        facts = {"file_path": _path(item.get("uri")), "edits": [text for text in edits if text]}
        yield MessagePart(BlockKind.TOOL_CALL, json.dumps(facts, ensure_ascii=False, indent=2), item.span, "edit")


def _arguments(item: JsonNode) -> str:
    """Return what a tool was called with: the command of a terminal, an input, or what VS Code says it did."""
    data = item.get("toolSpecificData")
    command = data.get("commandLine")
    line = next((found for key in ("original", "toolEdited", "userEdited") if (found := command.string(key))), "")
    if line := line or data.string("command") or command.string():
        return json.dumps({"command": line}, ensure_ascii=False, indent=2)
    message = item.get("pastTenseMessage") or item.get("invocationMessage")
    words = message.string() or message.string("value")
    return item.string("resultDetails", "input") or words


def _result(item: JsonNode) -> str:
    details = item.get("resultDetails")
    terminal = item.string("toolSpecificData", "terminalCommandOutput", "text")
    outputs = (each.string("value") for each in details.array("output") if each.get("isText").value is not False)
    files = (_path(each.get("uri") or each) for each in details.array())
    return terminal or "\n".join(filter(None, outputs)) or "\n".join(dict.fromkeys(filter(None, files)))


def _path(uri: JsonNode) -> str:
    return next((found for key in _SHOWN_URI_KEYS if (found := uri.string(key))), "")


def _time(milliseconds: int | float | None) -> str | None:
    return None if milliseconds is None else epoch_date(milliseconds / 1000)

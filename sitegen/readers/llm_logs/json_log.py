"""Read the calls of a model that `llm logs --json` prints: an array of objects with ``prompt`` and ``response``.

The conversations of `logs.db` have the same form.
"""

from collections.abc import Iterator, Sequence

from sitegen.model import BlockKind, MessagePart, Usage
from sitegen.model.problems import Problem
from sitegen.readers import message_parts
from sitegen.readers.llm_logs.calls import Call, make_messages, utc_time
from sitegen.readers.parsed import Confidence, Detection, ParsedTranscript, tile
from sitegen.text.json_tree import JsonNode, tidy
from sitegen.text.source import Source

NAME = "llm-json"

_KEYS = frozenset({"model", "prompt", "response", "conversation_id", "datetime_utc"})


def detect(source: Source) -> Detection | None:
    """Return why the text is such a log, if it is one."""
    root = source.json
    if root and root.get(0).object().keys() >= _KEYS:
        return Detection(Confidence.CERTAIN, "it is an array of objects with `prompt`, `response` and `datetime_utc`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return prompts and answers, with system prompts where they change."""
    root = source.json
    rows = [each for each in root.array() if each.object()] if root else []
    rows.sort(key=lambda row: row.string("datetime_utc"))
    messages = make_messages(_calls(rows))
    conversations = dict.fromkeys(row.string("conversation_id") for row in rows)
    problems = []
    if len(conversations) > 1:
        other = next(row for row in rows if row.string("conversation_id") != rows[0].string("conversation_id"))
        line = source.line_number(other.start)
        problems.append(Problem("several-conversations", source.path, line, count=len(conversations)))
    return ParsedTranscript(
        tile(source, messages),
        title=rows[0].string("conversation_name") if rows else "",
        started=next((each.time for each in messages if each.time), None),
        problems=tuple(problems),
        native_id=next(iter(conversations)) if len(conversations) == 1 else "",
        has_fixed_title=True,  # it is the start of the first prompt
    )


def _calls(rows: Sequence[JsonNode]) -> Iterator[Call]:
    system = ""
    for row in rows:
        yield _call(row, is_new_system=row.string("system") != system)
        system = row.string("system")


def _call(row: JsonNode, *, is_new_system: bool) -> Call:
    results = [(each.get("server_executed").value in (True, 1), _result(each)) for each in row.array("tool_results")]
    response = row.get("response")
    return Call(
        row.string("id"),
        utc_time(row.string("datetime_utc")),
        row.string("resolved_model") or row.string("model"),
        _usage(row),
        tuple(_prompt(row)),
        tuple(_system(row)) if is_new_system else (),
        tuple(result for is_of_server, result in results if not is_of_server),
        (*_answer(row), *(result for is_of_server, result in results if is_of_server)),
        response.span if isinstance(response.value, str) else None,
    )


def _usage(row: JsonNode) -> Usage | None:
    counts = [row.number("input_tokens"), row.number("output_tokens")]
    if counts == [None, None]:
        return None
    return Usage(*(None if each is None else int(each) for each in counts))


def _prompt(row: JsonNode) -> Iterator[MessagePart]:
    if row.string("prompt"):
        yield message_parts.prose(row.get("prompt"))
    yield from _fragments(row, "prompt_fragments")
    for each in row.array("attachments"):
        yield _file(each)
    for key, name in (("options_json", "Options"), ("schema_json", "Schema")):
        if (node := row.get(key)) and node.value not in ({}, ""):
            yield MessagePart(BlockKind.ATTACHMENT, node.string() or tidy(node), node.span, name, "application/json")


def _system(row: JsonNode) -> Iterator[MessagePart]:
    if row.string("system"):
        yield message_parts.prose(row.get("system"))
    yield from _fragments(row, "system_fragments")


def _fragments(row: JsonNode, key: str) -> Iterator[MessagePart]:
    for each in row.array(key):
        name = each.string("aliases", 0) or each.string("source") or each.string("hash")[:12]
        yield MessagePart(BlockKind.ATTACHMENT, each.string("content"), each.span, name, "text/plain")


def _file(node: JsonNode) -> MessagePart:
    media_type = node.string("type")
    data = node.string("content")
    asset = f"data:{media_type};base64,{data}" if data else node.string("path") or node.string("url")
    name = "" if data else asset.rpartition("/")[2]
    is_image = media_type.startswith("image/") and not asset.startswith(("http://", "https://"))
    if is_image:
        return MessagePart(BlockKind.IMAGE, "", node.span, name, media_type, asset=asset)
    return MessagePart(BlockKind.ATTACHMENT, node.string("url"), node.span, name, media_type, asset=asset)


def _answer(row: JsonNode) -> Iterator[tuple[str, MessagePart]]:
    if row.string("reasoning"):
        yield "", message_parts.thinking(row.get("reasoning"))
    if row.string("response"):
        yield "", message_parts.prose(row.get("response"))
    for each in row.array("tool_calls"):
        call = message_parts.tool_call(each.string("name"), each.get("arguments"), each.span)
        yield each.string("tool_call_id"), call


def _result(node: JsonNode) -> tuple[str, MessagePart]:
    """Return the result of a tool, with the id of its call."""
    failure, output = node.string("exception"), node.get("output")
    text = output.string() if isinstance(output.value, str) or not output else tidy(output)
    span = output.span or node.span
    part = message_parts.tool_result(node.string("name"), text or failure, span, is_error=bool(failure))
    return node.string("tool_call_id"), part

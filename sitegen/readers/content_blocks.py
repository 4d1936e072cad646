"""Turn the content of a message in the JSON of an API into parts: text, thinking, tools, pictures and files.

The blocks of Anthropic (``tool_use``), OpenAI (``tool_calls``) and Gemini (``functionCall``) differ in their names.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sitegen.model import BlockKind, MessagePart, Span
from sitegen.readers.message_parts import image, tool_call, tool_result
from sitegen.text.json_tree import JsonNode, tidy

_TEXTS = ("text", "content", "value", "refusal", "transcript")
_THINKING_FIELDS = ("thoughts", "thinking", "reasoning", "reasoning_content", "thought", "inner_monologue")
_MAX_NESTING = 8


@dataclass(frozen=True, slots=True)
class ToolPart:
    """A part, and the id of the call that it is or belongs to; empty for other parts."""

    part: MessagePart
    call_id: str = ""


def item_parts(item: JsonNode, content: JsonNode) -> list[ToolPart]:
    """Return the parts of a message: its thinking, its ``content``, and the tools that it calls, in this order."""
    fields = item.object()
    nodes = (fields[key] for key in _THINKING_FIELDS if key in fields)
    parts = [each for node in nodes if node is not content for each in _thinking(node)]
    is_thought = item.get("isThought").value is True
    parts.extend(_thinking(content) if is_thought else content_parts(content))
    for call in item.array("tool_calls"):
        parts.extend(_function_call(call, call.get("function"), call.string("id")))
    if item.object("function_call"):
        parts.extend(_function_call(item.get("function_call"), item.get("function_call"), item.string("call_id")))
    return parts


def content_parts(content: JsonNode, nesting: int = 0) -> Iterator[ToolPart]:
    """Yield the parts of a string, a block, or a list of them. Unknown blocks become attachments in JSON."""
    value = content.value
    if isinstance(value, str):
        yield ToolPart(MessagePart(BlockKind.PROSE, value, content.span))
    elif nesting > _MAX_NESTING:
        yield _unknown(content, "")
    elif isinstance(value, list) and _is_running_text(value):
        text = "".join(each.string() or each.string("text") for each in value)
        yield ToolPart(MessagePart(BlockKind.PROSE, text, content.span))
    elif isinstance(value, list):
        for each in value:
            yield from content_parts(each, nesting + 1)
    elif isinstance(value, dict) and isinstance(value.get("parts", content).value, list):
        yield from content_parts(value["parts"], nesting + 1)
    elif isinstance(value, dict):
        yield from _block(content)
    elif value is not None:
        yield ToolPart(MessagePart(BlockKind.PROSE, json.dumps(value), content.span))


def _is_running_text(blocks: Sequence[JsonNode]) -> bool:
    """Return whether strings and marked words alternate in one text, as in an export of Telegram."""
    return any(isinstance(each.value, str) for each in blocks) and any(
        isinstance(each.value, dict) and isinstance(each.get("text").value, str) for each in blocks
    )


def plain_text(content: JsonNode) -> str:
    """Return the text of a string, a block or a list of them, such as what a tool returned; else tidy JSON."""
    parts = [each.part for each in content_parts(content)]
    if any(part.kind is not BlockKind.PROSE for part in parts):
        return tidy(content)
    return "\n".join(part.text for part in parts)


def tool_results(parts: Sequence[ToolPart]) -> bool:
    """Return whether all parts are results of tools, so that nobody speaks."""
    return bool(parts) and all(each.part.kind is BlockKind.TOOL_RESULT for each in parts)


def _block(block: JsonNode) -> Iterator[ToolPart]:
    kind, span = block.string("type"), block.span
    match kind:
        case "thinking" | "reasoning" | "redacted_thinking":
            fields = [block.get(key) for key in ("thinking", "reasoning", "summary", "text", "content")]
            yield from _thinking(next((each for each in fields if each), block.get("data")))
        case "message":
            yield from content_parts(block.get("content"), 1)
        case "tool-invocation":
            yield from _invocation(block, block.get("toolInvocation"))
        case _ if kind.startswith("tool-") or kind == "dynamic-tool":
            yield from _invocation(block, block)
        case "tool_use" | "server_tool_use" | "tool_call":
            yield ToolPart(tool_call(block.string("name"), block.get("input"), span), block.string("id"))
        case "function_call":
            yield from _function_call(block, block, block.string("call_id"))
        case _ if kind.endswith(("tool_result", "_output")) and kind != "computer_call_output":
            failed = block.get("is_error").value is True
            output = block.get("output") or block.get("content")
            call_id = block.string("tool_use_id") or block.string("call_id")
            yield ToolPart(_result(output, span, block.string("name"), failed), call_id)
        case "image" | "image_url" | "input_image":
            yield ToolPart(image(block) or MessagePart(BlockKind.IMAGE, "", span, block.string("alt")))
        case "document" | "file" | "input_file" | "input_audio" | "audio":
            yield ToolPart(_file(block))
        case _ if block.object("functionCall"):
            call = block.get("functionCall")
            yield ToolPart(
                tool_call(call.string("name"), call.get("args"), span), call.string("id") or call.string("name")
            )
        case _ if block.object("functionResponse"):
            result = block.get("functionResponse")
            name = result.string("name")
            yield ToolPart(_result(result.get("response"), span, name, False), result.string("id") or name)
        case _ if block.object("toolUse"):
            call = block.get("toolUse")
            yield ToolPart(tool_call(call.string("name"), call.get("input"), span), call.string("toolUseId"))
        case _ if block.object("toolResult"):
            result = block.get("toolResult")
            failed = result.string("status") == "error"
            yield ToolPart(_result(result.get("content"), span, "", failed), result.string("toolUseId"))
        case _ if block.object("reasoningContent"):
            yield from _thinking(block.get("reasoningContent", "reasoningText"))
        case _ if block.object("inlineData") or block.object("inline_data"):
            data = block.get("inlineData") or block.get("inline_data")
            media_type = data.string("mimeType") or data.string("mime_type")
            is_image = media_type.startswith("image/")
            asset = f"data:{media_type};base64,{data.string('data')}"
            kind_of_part = BlockKind.IMAGE if is_image else BlockKind.ATTACHMENT
            yield ToolPart(MessagePart(kind_of_part, "", span, "", media_type, asset))
        case _ if block.get("thought").value is True:
            yield from _thinking(block.get("text"))
        case _:
            fields = [node for key in _TEXTS for node in (block.get(key), block.get(key, "value"))]
            found = next((node for node in fields if isinstance(node.value, str)), None)
            if found is not None:
                yield ToolPart(MessagePart(BlockKind.PROSE, found.string(), found.span))
            else:
                yield _unknown(block, kind)


def _unknown(block: JsonNode, kind: str) -> ToolPart:
    return ToolPart(MessagePart(BlockKind.ATTACHMENT, tidy(block), block.span, kind, "application/json"))


def _thinking(node: JsonNode) -> Iterator[ToolPart]:
    for each in content_parts(node):
        if each.part.text.strip():
            yield ToolPart(MessagePart(BlockKind.THINKING, each.part.text, each.part.span))


def _function_call(call: JsonNode, function: JsonNode, call_id: str) -> Iterator[ToolPart]:
    if name := function.string("name") or call.string("name"):
        yield ToolPart(tool_call(name, function.get("arguments") or function.get("args"), call.span), call_id or name)


def _invocation(block: JsonNode, call: JsonNode) -> Iterator[ToolPart]:
    """Yield the call of a tool and what it returned, which the AI SDK of Vercel keeps in one block."""
    name = call.string("toolName") or block.string("type").removeprefix("tool-")
    call_id = call.string("toolCallId")
    yield ToolPart(tool_call(name, call.get("args") or call.get("input"), block.span), call_id)
    output = call.get("result") or call.get("output") or call.get("errorText")
    if output:
        yield ToolPart(_result(output, output.span, name, bool(call.get("errorText"))), call_id)


def _result(output: JsonNode, span: Span, name: str, failed: bool) -> MessagePart:
    return tool_result(name, plain_text(output), span, is_error=failed)


def _file(block: JsonNode) -> MessagePart:
    inside = next((each for key in ("file", "source", "input_audio") if (each := block.get(key)).value), block)
    name = block.string("title") or inside.string("filename") or inside.string("file_name") or block.string("name")
    text = inside.string("data") if inside.string("type") == "text" else ""
    return MessagePart(BlockKind.ATTACHMENT, text, block.span, name, inside.string("media_type"))


def result_message(item: JsonNode, content: JsonNode) -> ToolPart:
    """Return the result of a tool that is a message of its own, as in OpenAI's format."""
    call_id = item.string("tool_call_id") or item.string("call_id") or item.string("name")
    return ToolPart(_result(content, content.span, item.string("name"), item.get("is_error").value is True), call_id)


def without_empty(parts: Iterable[ToolPart]) -> list[ToolPart]:
    """Return the parts without texts of white space alone."""
    return [each for each in parts if each.part.kind is not BlockKind.PROSE or each.part.text.strip()]

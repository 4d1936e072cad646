"""Make parts of messages from JSON: text, thinking, calls of tools, their results, and images."""

from sitegen.model import BlockKind, MessagePart, Span
from sitegen.text.json_tree import JsonNode, parse_json, tidy


def prose(node: JsonNode, text: str | None = None) -> MessagePart:
    """Return a string as text in Markdown; ``text``: what to show instead of the string itself."""
    return MessagePart(BlockKind.PROSE, node.string() if text is None else text, node.span)


def thinking(node: JsonNode, name: str = "") -> MessagePart:
    """Return a string as thinking."""
    return MessagePart(BlockKind.THINKING, node.string(), node.span, name)


def tool_call(name: str, arguments: JsonNode, span: Span) -> MessagePart:
    """Return the call of a tool; ``arguments``: JSON, or a string that may hold JSON."""
    text = arguments.string()
    if text:
        document = parse_json(text)
        text = tidy(document.nodes[0]) if document.nodes and not document.faults else text
    elif arguments and not isinstance(arguments.value, str):
        text = tidy(arguments)
    return MessagePart(BlockKind.TOOL_CALL, text, span, name)


def tool_result(name: str, text: str, span: Span, *, is_error: bool = False) -> MessagePart:
    """Return the output of a tool."""
    return MessagePart(BlockKind.TOOL_RESULT, text, span, name, "error" if is_error else "")


def content_text(content: JsonNode) -> str:
    """Return the text of a string, or of the text blocks in an array."""
    if isinstance(content.value, str):
        return content.value
    texts = (each.string("text") or each.string() for each in content.array())
    return "\n\n".join(text for text in texts if text)


def image(block: JsonNode) -> MessagePart | None:
    """Return the image in a block of any of these APIs; None if it holds none."""
    source = block.get("source")
    media_type = source.string("media_type") or block.string("mimeType") or block.string("mime_type")
    data = source.string("data") or block.string("data")
    address = block.string("image_url", "url") or block.string("image_url") or source.string("url")
    if data:
        address = f"data:{media_type or 'image/png'};base64,{data}"
    if not address:
        return None
    return MessagePart(BlockKind.IMAGE, "", block.span, block.string("alt"), media_type, asset=address)


def images(content: JsonNode) -> list[MessagePart]:
    """Return the images among the blocks in an array."""
    found = [image(each) for each in content.array() if each.string("type") in ("image", "input_image")]
    return [each for each in found if each]

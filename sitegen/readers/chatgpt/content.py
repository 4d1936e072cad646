"""Turn the content of one ChatGPT message into parts: text, thinking, calls and results of tools, pictures, files."""

import re
from collections.abc import Callable, Iterator, Mapping

from sitegen.model import BlockKind, MessagePart
from sitegen.readers.chatgpt.citation_marks import resolve_marks
from sitegen.text.json_tree import JsonNode, parse_json, tidy

_FENCE = re.compile("`{3,}")
_NEW_DOCUMENT = "canmore.create_textdoc"
"""Tool that opens a document beside the chat."""
_AUDIO_POINTERS = ("audio_asset_pointer", "video_container_asset_pointer")


def is_thinking(message: JsonNode) -> bool:
    """Return whether a message only tells what the model thought before its answer."""
    if message.string("content", "content_type") in ("thoughts", "reasoning_recap"):
        return True
    # The summaries of o1 come as the results of a tool with a random name.
    return message.string("author", "role") == "tool" and bool(message.string("metadata", "finished_text"))


def tool_called(message: JsonNode) -> str:
    """Return the name of the tool that a message of the model calls; empty if it is for the reader."""
    recipient = message.string("recipient")
    return recipient if message.string("author", "role") == "assistant" and recipient not in ("", "all") else ""


def message_parts(message: JsonNode) -> tuple[MessagePart, ...]:
    """Return the parts of a message that are not empty: what was searched for it, its content, then its files."""
    parts = tuple(part for part in _content_parts(message) if part.text.strip() or part.kind in _WITHOUT_TEXT)
    return (*_search_results(message), *parts, *_files(message))


def unknown_types(message: JsonNode) -> list[str]:
    """Return the types of content that this module does not know."""
    content = message.get("content")
    kinds = [part.string("content_type") for part in content.array("parts")]
    unknown = [kind for kind in kinds if kind and kind not in _PARTS]
    own_kind = content.string("content_type")
    return unknown if own_kind in _CONTENTS or not content else [own_kind or "content", *unknown]


_WITHOUT_TEXT = (BlockKind.IMAGE, BlockKind.ATTACHMENT)


def _content_parts(message: JsonNode) -> Iterator[MessagePart]:
    content = message.get("content")
    read = _CONTENTS.get(content.string("content_type"))
    if content:
        yield from read(message, content) if read else [_unknown(content)]


def _search_results(message: JsonNode) -> Iterator[MessagePart]:
    """Yield the pages that a search found for an answer."""
    groups = message.get("metadata", "search_result_groups")
    pages = (
        "\n".join(filter(None, (each.string("title"), each.string("url"), each.string("snippet").strip())))
        for group in groups.array()
        for each in group.array("entries")
    )
    if text := "\n\n".join(filter(None, pages)):
        yield MessagePart(BlockKind.TOOL_RESULT, text, groups.span, "web_search")


def _text_kind(message: JsonNode) -> tuple[BlockKind, str]:
    """Return the kind of a message's text, and the name of its tool."""
    if is_thinking(message):
        return BlockKind.THINKING, ""
    tool = tool_called(message)
    if tool:
        return BlockKind.TOOL_CALL, tool
    if message.string("author", "role") == "tool":
        return BlockKind.TOOL_RESULT, message.string("author", "name")
    return BlockKind.PROSE, ""


def _text_part(message: JsonNode, node: JsonNode, text: str | None = None) -> MessagePart:
    kind, name = _text_kind(message)
    text = node.string() if text is None else text
    if kind is BlockKind.PROSE:
        text = resolve_marks(text, message.get("metadata"))
    return MessagePart(kind, _with_line_feeds(text), node.span, name)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parts(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    """Read ``text`` and ``multimodal_text``: strings, pictures and recordings."""
    for part in content.array("parts"):
        if isinstance(part.value, str):
            if canvas := _canvas(message, part):
                yield canvas
            else:
                yield _text_part(message, part)
        elif part:
            read = _PARTS.get(part.string("content_type"))
            yield from read(message, part) if read else [_unknown(part)]


def _code(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    node = content.get("text")
    text = content.string("text")
    if canvas := _canvas(message, node):
        yield canvas
    elif _text_kind(message)[0] is not BlockKind.PROSE or not text.strip():
        yield _text_part(message, node)
    else:
        language = content.string("language").replace("unknown", "")
        fence = "`" * max(3, 1 + max(map(len, _FENCE.findall(text)), default=0))
        yield _text_part(message, node, f"{fence}{language}\n{text}\n{fence}")


def _canvas(message: JsonNode, node: JsonNode) -> MessagePart | None:
    """Return the document that a call creates in the canvas, which the reader of the chat sees."""
    if tool_called(message) != _NEW_DOCUMENT:
        return None
    documents = parse_json(node.string()).nodes
    if not documents or not documents[0].string("content"):
        return None
    document = documents[0]
    text = _with_line_feeds(document.string("content"))
    return MessagePart(BlockKind.ATTACHMENT, text, node.span, document.string("name"), document.string("type"))


def _output(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    result = message.get("metadata", "aggregate_result")
    has_failed = result.string("status").startswith("failed") or bool(result.get("in_kernel_exception").value)
    text = _with_line_feeds(content.string("text"))
    name = message.string("author", "name")
    span = content.get("text").span
    yield MessagePart(BlockKind.TOOL_RESULT, text, span, name, "error" if has_failed else "")
    for each in result.array("messages"):
        if image := each.get("image_url"):
            yield MessagePart(BlockKind.IMAGE, "", image.span, asset=image.string())


def _thoughts(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    thoughts = content.get("thoughts")
    if isinstance(thoughts.value, str):
        yield _text_part(message, thoughts)
    for each in thoughts.array():
        summary, text = each.string("summary").strip(), each.string("content")
        yield _text_part(message, each, f"**{summary}**\n\n{text}" if summary and text else summary or text)


def _recap(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    yield _text_part(message, content.get("content"))


def _web_page(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    """Read a page, or a part of one, that the model was shown."""
    text = content.string("text") or content.string("snippet") or content.string("result") or content.string("summary")
    lines = "\n".join(filter(None, (content.string("title"), content.string("url"))))
    yield _text_part(message, content, "\n\n".join(filter(None, (lines, text))))


def _error(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    text = ": ".join(filter(None, (content.string("name"), content.string("text"))))
    yield MessagePart(BlockKind.TOOL_RESULT, text, content.span, message.string("author", "name"), "error")


def _screen(message: JsonNode, content: JsonNode) -> Iterator[MessagePart]:
    """Read what a program of the agent shows: a picture of its screen."""
    screen = content.get("screenshot")
    yield from _image(message, screen) if screen.string("asset_pointer") else [_unknown(content)]


def _image(message: JsonNode, part: JsonNode) -> Iterator[MessagePart]:
    pointer = part.string("asset_pointer")
    prompt = part.string("metadata", "dalle", "prompt")
    name = _file_names(message).get(_file_id(pointer), "") or message.string("metadata", "image_gen_title")
    yield MessagePart(BlockKind.IMAGE, "", part.span, name, prompt, pointer)


def _recording(_: JsonNode, part: JsonNode) -> Iterator[MessagePart]:
    """Read a recorded sound or film; what was said is a part of its own."""
    pointers = [part] if part.string("asset_pointer") else [part.get(name) for name in _AUDIO_POINTERS]
    for each in pointers:
        pointer = each.string("asset_pointer")
        if pointer:
            kind = "video" if "video" in each.string("content_type") else "audio"
            media_type = f"{kind}/{each.string('format')}" if each.string("format") else kind
            yield MessagePart(BlockKind.ATTACHMENT, "", each.span, _file_id(pointer), media_type, pointer)


def _transcription(message: JsonNode, part: JsonNode) -> Iterator[MessagePart]:
    yield _text_part(message, part.get("text"))


def _unknown(content: JsonNode) -> MessagePart:
    name = content.string("content_type") or "content"
    return MessagePart(BlockKind.ATTACHMENT, tidy(content), content.span, name, "application/json")


def _files(message: JsonNode) -> Iterator[MessagePart]:
    """Yield the attached files that are not shown as pictures."""
    shown = {_file_id(part.string("asset_pointer")) for part in message.array("content", "parts")}
    for each in message.array("metadata", "attachments"):
        if each.string("id") not in shown:
            name = each.string("name") or each.string("id")
            asset = each.string("id")
            yield MessagePart(BlockKind.ATTACHMENT, "", each.span, name, each.string("mime_type"), asset)


def _file_names(message: JsonNode) -> Mapping[str, str]:
    """Return the names of attached files by their ids; the export uses the id where it knows no name."""
    files = message.array("metadata", "attachments")
    return {each.string("id"): each.string("name") for each in files if each.string("name") != each.string("id")}


def _file_id(pointer: str) -> str:
    return pointer.rpartition("://")[2].partition("?")[0].partition("#")[0]


_Read = Callable[[JsonNode, JsonNode], Iterator[MessagePart]]

_CONTENTS: Mapping[str, _Read] = {
    "text": _parts,
    "multimodal_text": _parts,
    "code": _code,
    "execution_output": _output,
    "thoughts": _thoughts,
    "reasoning_recap": _recap,
    "tether_quote": _web_page,
    "tether_browsing_code": _code,
    "tether_browsing_display": _web_page,
    "sonic_webpage": _web_page,
    "system_error": _error,
    "computer_output": _screen,
}
"""By ``content_type`` of a message."""

_PARTS: Mapping[str, _Read] = {
    "image_asset_pointer": _image,
    "audio_transcription": _transcription,
    "audio_asset_pointer": _recording,
    "video_container_asset_pointer": _recording,
    "real_time_user_audio_video_asset_pointer": _recording,
}
"""By ``content_type`` of a part that is no string."""

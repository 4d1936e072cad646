"""Turn the content of one Claude.ai message into parts: text, thinking, artifacts, tools, files."""

import mimetypes
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from sitegen.model import BlockKind, MessagePart, Span
from sitegen.text.json_tree import JsonNode, parse_json, tidy

_MARKED = re.compile(r"<(?P<end>/?)(?P<name>antArtifact|antThinking)\b(?P<attributes>[^<>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_PLACEHOLDER = re.compile(r"\s*```\s*This block is not supported on your current device yet\.\s*```\s*")
"""What the old field ``text`` has in the place of a tool."""
_NOISE = ("token_budget", "flag")
"""Types of blocks without words."""


def message_parts(message: JsonNode) -> tuple[MessagePart, ...]:
    """Return the parts of a message: its files, then its content in order, each result after its call."""
    content = tuple(part for slot in _slots(message.array("content")) for part in slot)
    content += tuple(_prose(message.string("content"), message.get("content").span))
    if not any(part.kind is BlockKind.PROSE for part in content):
        content += tuple(_prose(_PLACEHOLDER.sub("", message.string("text")), message.get("text").span))
    return (*_files(message), *content)


def unknown_types(message: JsonNode) -> list[str]:
    """Return the types of blocks that this module does not know."""
    types = (block.string("type") for block in message.array("content"))
    return [each for each in types if each not in _BLOCKS and each not in _NOISE]


def _slots(blocks: Sequence[JsonNode]) -> list[list[MessagePart]]:
    """Return the parts of each block; a result is with its call."""
    slots: list[list[MessagePart]] = []
    by_id: dict[str, int] = {}
    by_name: dict[str, deque[int]] = {}
    """Slots of the calls without id that wait for a result, the first one first."""
    for block in blocks:
        kind, name, call_id = block.string("type"), block.string("name"), block.string("id")
        if kind == "tool_result":
            call = by_id.pop(block.string("tool_use_id"), None)
            if call is None and by_name.get(name):
                call = by_name[name].popleft()
            if call is not None:
                slots[call] += _result(block)
                continue
        elif kind == "tool_use" and call_id:
            by_id[call_id] = len(slots)
        elif kind == "tool_use":
            by_name.setdefault(name, deque()).append(len(slots))
        if kind not in _NOISE:
            slots.append(list(_BLOCKS.get(kind, _unknown)(block)))
    return slots


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(block: JsonNode) -> Iterator[MessagePart]:
    """Read a text, with a link after each passage that has a source."""
    text, links = block.string("text"), dict[int, dict[str, str]]()
    for citation in block.array("citations"):
        address = citation.string("url") or citation.string("details", "url")
        end = citation.number("end_index")
        if _ADDRESS.fullmatch(address):
            offset = end if isinstance(end, int) and 0 <= end <= len(text) else len(text)
            links.setdefault(offset, {})[address] = " ".join(citation.string("title").split()) or _site(address)
    pieces, start = [], 0
    for offset, titles in sorted(links.items()):
        pieces.append(text[start:offset])
        for address, title in titles.items():
            label = re.sub(r"([\[\]\\])", r"\\\1", title)
            pieces.append(f" ([{label}](<{address}>))")
        start = offset
    yield from _prose("".join((*pieces, text[start:])), block.get("text").span)


def _site(address: str) -> str:
    return address.split("/")[2].removeprefix("www.")


def _prose(text: str, span: Span) -> Iterator[MessagePart]:
    """Yield the parts of a text in which models before 2025 mark artifacts and thinking."""
    text = _with_line_feeds(text)
    position, opening = 0, None
    for tag in _MARKED.finditer(text):
        if opening is None and not tag["end"]:
            opening = tag
        elif opening is not None and tag["end"] and tag["name"] == opening["name"]:
            yield from _words(text[position : opening.start()], span)
            yield _marked(opening, text[opening.end() : tag.start()].strip("\n"), span)
            position, opening = tag.end(), None
    yield from _words(text[position:], span)


def _words(text: str, span: Span) -> Iterator[MessagePart]:
    if text.strip():
        yield MessagePart(BlockKind.PROSE, text, span)


def _marked(opening: "re.Match[str]", text: str, span: Span) -> MessagePart:
    if opening["name"] == "antThinking":
        return MessagePart(BlockKind.THINKING, text, span)
    attributes = dict(_ATTRIBUTE.findall(opening["attributes"]))
    name = attributes.get("title") or attributes.get("identifier", "")
    return MessagePart(
        BlockKind.ATTACHMENT, text, span, name, _media_type(attributes.get("type", ""), attributes.get("language", ""))
    )


def _media_type(media_type: str, language: str) -> str:
    return f"{media_type}; language={language}" if media_type and language else media_type or language


def _thinking(block: JsonNode) -> Iterator[MessagePart]:
    text = block.string("thinking") or "\n\n".join(each.string("summary") for each in block.array("summaries"))
    if text.strip():
        yield MessagePart(BlockKind.THINKING, _with_line_feeds(text), block.span)


def _note(block: JsonNode) -> Iterator[MessagePart]:
    """Read what somebody dictated."""
    text = "\n\n".join(filter(None, (block.string("title"), block.string("text"))))
    yield from _prose(text, block.span)


def _call(block: JsonNode) -> Iterator[MessagePart]:
    """Read a call; one that writes an artifact is that artifact, one without input what the page shows instead."""
    name, arguments = block.string("name"), block.get("input")
    if name == "artifacts" and arguments.string("content"):
        title = arguments.string("title") or arguments.string("id")
        media_type = _media_type(arguments.string("type"), arguments.string("language"))
        text = _with_line_feeds(arguments.string("content"))
        yield MessagePart(BlockKind.ATTACHMENT, text, arguments.get("content").span, title, media_type)
        return
    text = tidy(arguments) if arguments.value else _with_line_feeds(_shown_code(block.get("display_content")))
    yield MessagePart(BlockKind.TOOL_CALL, text, block.span, name)


def _shown_code(display: JsonNode) -> str:
    nodes = parse_json(display.string("json_block")).nodes
    return (nodes[0] if nodes else display).string("code")


def _result(block: JsonNode) -> Iterator[MessagePart]:
    name, content = block.string("name"), block.get("content")
    error = "error" if block.get("is_error").value is True else ""
    texts: list[str] = []
    images: list[MessagePart] = []
    for each in content.array() or [content]:
        if each.string("type") == "image":
            images.append(_image(each))
        elif text := _result_text(each):
            texts.append(_with_line_feeds(text))
    text = "\n\n".join(texts)
    output = (
        parse_json(text).nodes[0] if len(texts) == 1 and '"returncode"' in text and parse_json(text).nodes else None
    )
    if output is not None and output.get("stdout"):
        error = error or ("error" if output.number("returncode") else "")
        text = "\n".join(filter(None, (output.string("stdout").rstrip("\n"), output.string("stderr"))))
    if text.strip() not in ("", "OK") or error or not (images or name == "artifacts"):
        yield MessagePart(BlockKind.TOOL_RESULT, text, block.span, name, error)
    yield from images


def _result_text(content: JsonNode) -> str:
    """Return the text of one item of a result: text, a page that was found, or a file."""
    if isinstance(content.value, str):
        return content.string()
    lines = (content.string("title"), content.string("url"), content.string("file_path"))
    head = "\n".join(filter(None, lines))
    text = "\n\n".join(filter(None, (head, content.string("text"))))
    return text if text or not content else tidy(content)


def _image(content: JsonNode) -> MessagePart:
    media_type, data = content.string("source", "media_type"), content.string("source", "data")
    reference = f"data:{media_type};base64,{data}" if data else content.string("file_uuid")
    return MessagePart(BlockKind.IMAGE, "", content.span, content.string("file_name"), media_type, reference)


def _unknown(block: JsonNode) -> Iterator[MessagePart]:
    name = block.string("type") or "content"
    yield MessagePart(BlockKind.ATTACHMENT, tidy(block), block.span, name, "application/json")


_BLOCKS: Mapping[str, Callable[[JsonNode], Iterator[MessagePart]]] = {
    "text": _text,
    "thinking": _thinking,
    "voice_note": _note,
    "tool_use": _call,
    "tool_result": _result,
}
"""By the ``type`` of a block."""


def _files(message: JsonNode) -> Iterator[MessagePart]:
    """Yield attachments with the text that was extracted from them, then files, of which an export has the names."""
    names = set()
    for each in message.array("attachments"):
        name, text = each.string("file_name"), _with_line_feeds(each.string("extracted_content"))
        names.add(name)
        yield MessagePart(BlockKind.ATTACHMENT, text, each.span, name, each.string("file_type"))
    for each in (*message.array("files"), *message.array("files_v2")):
        name = each.string("file_name") or each.string("file_uuid")
        if name in names:
            continue
        names.add(name)
        media_type = mimetypes.guess_type(name)[0] or each.string("file_kind")
        is_image = media_type.startswith("image")
        yield MessagePart(
            BlockKind.IMAGE if is_image else BlockKind.ATTACHMENT, "", each.span, name, media_type, asset=name
        )

"""Replace the marks that ChatGPT puts into its text for sources, pictures and names: private characters, no words."""

import json
import re
from collections.abc import Iterator, Mapping

from sitegen.text.json_tree import JsonNode

# U+E200 kind U+E202 field … U+E201; U+E203 and U+E204 surround the words that a source supports; 【7†source】 is older.
_MARK = re.compile("\ue200[^\ue200\ue201]*\ue201|【[^【】\n]{1,80}†[^【】\n]{0,200}】|[\ue200-\ue206]")
_MARK_START, _FIELD = "\ue200", "\ue202"


def resolve_marks(text: str, metadata: JsonNode) -> str:
    """Return the text with each mark as a Markdown link to its source, or without the mark.

    ``metadata``: of the message, whose ``content_references`` and ``citations`` say what the marks mean.
    """
    if _MARK.search(text) is None:
        return text
    meanings = dict(_meanings(text, metadata))
    return _MARK.sub(lambda match: _replacement(match[0], meanings), text)


def _meanings(text: str, metadata: JsonNode) -> Iterator[tuple[str, str]]:
    """Yield each mark with what to write instead; later pairs are better."""
    for citation in metadata.array("citations"):
        start, end = citation.number("start_ix"), citation.number("end_ix")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            yield text[start:end], _link(citation.get("metadata"))
    for reference in metadata.array("content_references"):
        yield reference.string("matched_text"), reference.string("alt") or _link(reference)


def _link(source: JsonNode) -> str:
    url, title = source.string("url"), " ".join(source.string("title").split())
    if not url.startswith(("https://", "http://")) or re.search(r"[\s<>]", url):
        return ""
    label = re.sub(r"([\[\]\\])", r"\\\1", title) or url
    return f" ([{label}](<{url}>))"


def _replacement(mark: str, meanings: Mapping[str, str]) -> str:
    meaning = meanings.get(mark, "")
    if meaning:
        return meaning
    if not mark.startswith(_MARK_START):
        return mark if len(mark) > 1 else ""  # 【7†source】 without its source is readable
    kind, *fields = mark[1:-1].split(_FIELD)
    return _label(kind, fields[0]) if fields else ""


def _label(kind: str, field: str) -> str:
    """Return the words that a mark carries itself: ``entity`` the name of something, ``url`` the text of a link."""
    if kind == "url":
        return field
    if kind != "entity":
        return ""
    try:
        values = json.loads(field)
    except (ValueError, RecursionError):
        return ""
    name = values[1] if isinstance(values, list) and len(values) > 1 else ""
    return name if isinstance(name, str) else ""

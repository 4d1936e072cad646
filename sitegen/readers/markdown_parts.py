"""Find the parts that exporters mark in the Markdown of a message: what a model thought, pasted text, artifacts.

A part is a heading such as ``### Thinking`` with a fence below it, or ``<details>`` with such a summary.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.speaker_names import is_thought, normalize_name

_FENCED = re.compile(
    r"(?m)^#{2,6}[ \t]+(?P<label>[^\n]{1,120})\n(?:[ \t]*\n)*(?:\*\*Type:\*\*[^\n]{0,120}\n(?:[ \t]*\n)*)?"
    r"(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]{0,40})\n"
)
_DETAILS = re.compile(
    r"(?mi)^<details(?P<attributes>[^<>\n]{0,200})>[ \t]*\n?[ \t]*<summary>(?P<label>[^<>\n]{1,120})</summary>[ \t]*\n"
)
_DETAILS_TAG = re.compile(r"(?i)<(?P<closing>/?)details\b[^<>\n]{0,200}>")
_ATTACHED = re.compile(r"(?:pasted(?: content| text)?|attachment|attached file)(?:[ :(–-].{0,100})?", re.IGNORECASE)
_ARTIFACT = re.compile(r"(?:📦[ \t]*)?Artifact:[ \t]*(?P<name>.+)")
_PLAIN = ("", "text", "plaintext", "txt")
_REASONING = 'type="reasoning"'
_QUOTE_MARK = re.compile(r"(?m)^>[ \t]?")
_WHITESPACE = " \t\n"


def find_parts(text: str, message: Span, role: Role | None) -> tuple[MessagePart, ...]:
    """Return the parts of a message, text between them as prose; nothing if it has only prose."""
    found = tuple(_marked_parts(message.of(text), role is not Role.USER))
    if not found:
        return ()
    parts: list[MessagePart] = []
    position = message.start
    for part in (*found, None):
        start = message.start + part.span.start if part else message.end
        if prose := _stripped(text, Span(position, start)):
            parts.append(MessagePart(BlockKind.PROSE, prose.of(text), prose))
        if part:
            parts.append(replace(part, span=part.span.shifted(message.start)))
            position = parts[-1].span.end
    return tuple(parts)


def _marked_parts(words: str, may_think: bool) -> Iterator[MessagePart]:
    """Yield the marked parts that are not in code and not in another part."""
    matches = [*_FENCED.finditer(words)] if "#" in words else []
    matches += _DETAILS.finditer(words) if "<details" in words else []
    matches = sorted((each for each in matches if _is_marked(each, may_think)), key=lambda match: match.start())
    if not matches:
        return
    closing_tags = _closing_tags(words)
    unclosed: set[str] = set()
    position = 0
    outside = outside_fences(words, [match.start() for match in matches])
    for match, is_outside in zip(matches, outside, strict=True):
        if not is_outside or match.start() < position:
            continue
        if match.re is _DETAILS:
            closing = closing_tags.get(match.start())
        elif (fence := match["fence"]) in unclosed:
            continue
        else:
            found = re.compile(rf"(?m)^{fence[0]}{{{len(fence)},}}[ \t]*$").search(words, match.end())
            closing = Span(*found.span()) if found else None
            unclosed |= {fence} if found is None else set()
        if closing:
            position = closing.end
            yield _part(words, match, closing)


def _is_marked(match: re.Match[str], may_think: bool) -> bool:
    label = _label(match)
    if match.re is _DETAILS:
        return may_think and (is_thought(label) or _REASONING in match["attributes"])
    if is_thought(label):
        return may_think and match["language"].strip() in _PLAIN
    return _ATTACHED.fullmatch(label) is not None or _ARTIFACT.fullmatch(label) is not None


def _label(match: re.Match[str]) -> str:
    return match["label"].strip(" \t*_:")


def _part(words: str, match: re.Match[str], closing: Span) -> MessagePart:
    """Return the part that begins with ``match`` and ends with a fence or tag."""
    label = _label(match)
    span = Span(match.start(), closing.end)
    inner = words[match.end() : max(match.end(), closing.start - 1)]
    if match.re is _DETAILS:
        inner = inner.strip(_WHITESPACE)
        if inner and all(line.startswith(">") or not line for line in inner.split("\n")):
            inner = _QUOTE_MARK.sub("", inner)
    if match.re is _DETAILS or is_thought(label):
        return MessagePart(_kind_of(label), inner, span)
    artifact = _ARTIFACT.fullmatch(label)
    name = artifact["name"].strip() if artifact else label
    return MessagePart(BlockKind.ATTACHMENT, inner, span, name, match["language"].strip())


def _kind_of(label: str) -> BlockKind:
    words = normalize_name(label).split()
    if not {"tool", "function"}.isdisjoint(words):
        is_result = not {"result", "results", "output"}.isdisjoint(words)
        return BlockKind.TOOL_RESULT if is_result else BlockKind.TOOL_CALL
    return BlockKind.THINKING


def _closing_tags(words: str) -> dict[int, Span]:
    """Return the closing tag of each ``<details>`` by its offset."""
    opened: list[int] = []
    closing: dict[int, Span] = {}
    for tag in _DETAILS_TAG.finditer(words):
        if not tag["closing"]:
            opened.append(tag.start())
        elif opened:
            closing[opened.pop()] = Span(*tag.span())
    return closing


def _stripped(text: str, span: Span) -> Span:
    """Return the text between two offsets without blank lines around it."""
    words = span.of(text)
    start = len(words) - len(words.lstrip(_WHITESPACE))
    start = words.rfind("\n", 0, start) + 1
    return Span(span.start + start, span.start + max(start, len(words.rstrip(_WHITESPACE))))

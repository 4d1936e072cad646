"""Recognise texts whose headings or fields look like speakers: release notes, forms, recipes, plays, mail, data."""

import re
from collections.abc import Callable, Sequence

from sitegen.model import Role
from sitegen.readers.speaker_names import names_document, role_from_name
from sitegen.readers.turn_markers import TurnMarker

_LINE_LEVEL = 7  # below all headings
_MIN_SHARE = 0.8  # of all parts
_MAX_PART = 4000  # characters of a part that are looked at
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_STAGE_DIRECTION = re.compile(
    r"(?mi)^[#*_ \t]{0,8}(?:act|scene)[ \t]+(?:[ivxl]{1,6}|\d{1,3}|one|two|three|four|five)\b"
    r"|^[#*_ \t]{0,8}(?:(?:int|ext)\.[ \t]|dramatis person|exeunt\b|curtain[.*_]{0,3}$|fade (?:in|out)\b)"
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(?P<words>[^\n]*)")
_SECTION = re.compile(
    r"(?i)[\W\d_]*(?:turn|round|exchange|message|part|session|conversation|chat|day|episode|fragment|\d{4}-\d\d|$)"
)
_SETTING = re.compile(r"[ \t]*(?:[\w.-]{1,60}[ \t]*=|[#;\[])")
_PLACEHOLDER = re.compile(r"\{\{?[\w .-]{1,40}\}?\}|<[\w -]{1,40}>|\[[\w ]{1,40}\]|\$\{?\w{1,40}\}?|(?:\.\.\.|…)")
_WHITESPACE = " \t\n"


def is_document(text: str, start: int, markers: Sequence[TurnMarker]) -> bool:
    """Return whether the text between markers is that of a document, or of data, and not of a conversation."""
    if has_document_title(text, start, markers):
        return True
    parts = _parts(text, markers)
    return (
        has_outline(text, markers, may_be_lines=True)
        or _has_mostly(parts, _is_list)
        or _has_mostly(parts, _is_single_word)
        or has_placeholders(text, markers)
        or _is_table_of_records(markers, parts)
        or _STAGE_DIRECTION.search(text) is not None
    )


def has_placeholders(text: str, markers: Sequence[TurnMarker]) -> bool:
    """Return whether most parts, but for the system prompt, are placeholders such as ``{{question}}``, or settings."""
    pairs = zip(markers, _parts(text, markers), strict=True)
    parts = [part for marker, part in pairs if role_from_name(marker.name) is not Role.SYSTEM]
    return _has_mostly(parts, _is_placeholder) or _has_mostly(parts, _is_settings)


def _parts(text: str, markers: Sequence[TurnMarker]) -> list[str]:
    """Return the start of what follows each marker."""
    ends = [*(marker.start for marker in markers[1:]), len(text)]
    return [text[marker.end : min(end, marker.end + _MAX_PART)] for marker, end in zip(markers, ends, strict=True)]


def has_document_title(text: str, start: int, markers: Sequence[TurnMarker]) -> bool:
    """Return whether a heading above the first marker names a kind of document, such as ``FAQ``."""
    head = text[start : min(markers[0].start, start + _MAX_PART)]
    headings = (_HEADING.match(line) for line in head.split("\n"))
    return any(names_document(heading["words"]) for heading in headings if heading)


def has_outline(text: str, markers: Sequence[TurnMarker], *, may_be_lines: bool = False) -> bool:
    """Return whether higher headings, as of chapters but not of turns, are directly above several of the headings.

    ``may_be_lines``: the markers may also be no headings; then a quarter of them must be below one.
    """
    above: list[str] = []
    for marker in markers:
        level = (len(marker.form[0]) if marker.form else 0) or (_LINE_LEVEL if may_be_lines else 0)
        window = text[max(0, marker.start - _MAX_PART) : marker.start].rstrip(_WHITESPACE)
        heading = _HEADING.match(window, window.rfind("\n") + 1)
        is_title = heading is not None and marker is markers[0] and len(heading[1]) == 1
        if level and heading and len(heading[1]) < level and not is_title and not _SECTION.match(heading["words"]):
            above.append(heading["words"])
    return len(set(above)) > 1 and (not may_be_lines or 4 * len(above) >= len(markers))


def _has_mostly(parts: Sequence[str], is_kind: Callable[[str], bool]) -> bool:
    return sum(map(is_kind, parts)) >= max(2, _MIN_SHARE * len(parts))


def _is_list(part: str) -> bool:
    lines = [line for line in part.split("\n") if line.strip()]
    return len(lines) > 1 and all(_LIST_ITEM.match(line) or line.startswith((" ", "\t", "#")) for line in lines)


def _is_single_word(part: str) -> bool:
    return len(part.split()) == 1 and any(char in "/_.:=0123456789" for char in part.strip())


def _is_settings(part: str) -> bool:
    lines = [line for line in part.split("\n") if line.strip()]
    return bool(lines) and all(map(_SETTING.match, lines))


def _is_placeholder(part: str) -> bool:
    return _PLACEHOLDER.fullmatch(part.strip()) is not None


def _is_table_of_records(markers: Sequence[TurnMarker], parts: Sequence[str]) -> bool:
    """Return whether at least three names return in one order, each with a value on its line."""
    names = [marker.name for marker in markers]
    size = len(set(names))
    return (
        size > 2
        and len(names) >= 2 * size
        and all(name == names[n % size] for n, name in enumerate(names))
        and all("\n" not in part.strip() for part in parts)
    )

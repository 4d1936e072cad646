"""Read a JSON object with one talk as text: ``[USER]``, the words, ``[/USER]``, then ``[ASSISTANT]``."""

import re
from json import loads

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    tile,
)
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

NAME = "role-tags"

_ROLES = {"USER": Role.USER, "HUMAN": Role.USER, "ASSISTANT": Role.ASSISTANT, "SYSTEM": Role.SYSTEM}
_OPENING = re.compile(rf"(?:(?<=\")|(?<=\\n))\[(?P<role>{'|'.join(_ROLES)})\](?:\\r)?\\n")
_CLOSING = r"(?:\\r)?\\n\[\\?/{role}\](?:\\[rn])*\Z"
_TIMES = ("created_at", "createdAt", "date", "timestamp")


def detect(source: Source) -> Detection | None:
    """Return why the text is such a talk, if it is one."""
    talk = _talk(source)
    if talk:
        return Detection(Confidence.LIKELY, "a text in its JSON has `[USER]` and `[/USER]` around what each one says")
    return None


def _talk(source: Source) -> JsonNode:
    """Return the string with the talk: the first one that starts with such a tag and closes it."""
    members = source.json.object() if source.json else {}
    for node in members.values():
        if opening := _OPENING.match(source.text, node.start + 1):
            closing = rf"\[\\?/{opening['role']}\]"
            if node.string() and re.compile(closing).search(source.text, opening.end(), node.end):
                return node
    return MISSING


def read(source: Source) -> ParsedTranscript:
    """Return what each tag holds; text between two tags belongs to the message before."""
    talk, text = _talk(source), source.text
    root = source.json or MISSING
    openings = list(_OPENING.finditer(text, talk.start + 1, talk.end - 1)) if talk else []
    pieces: list[Piece] = []
    for opening, end in zip(openings, [*(each.start() for each in openings[1:]), talk.end - 1], strict=False):
        closing = re.compile(_CLOSING.format(role=opening["role"])).search(text, opening.end(), end)
        span = Span(opening.end(), closing.start() if closing else end)
        pieces.append(Markup(MarkupKind.MARKER, Span(*opening.span())))
        pieces.append(_message(text, span, opening["role"]))
        if closing:
            pieces.append(Markup(MarkupKind.MARKER, Span(*closing.span())))
    return ParsedTranscript(
        tile(source, pieces),
        title=root.string("title"),
        started=next((time for key in _TIMES if (time := parse_date(root.string(key)))), None),
        native_id=root.string("id"),
    )


def _message(text: str, span: Span, role: str) -> ParsedMessage:
    literal = span.of(text)
    try:
        words = str(loads(f'"{literal}"', strict=False))
    except ValueError:  # cut off within an escape
        words = literal
    words = words.replace("\r\n", "\n").strip("\n")
    parts = (MessagePart(BlockKind.PROSE, words, span),)
    return ParsedMessage(span, role.capitalize(), _ROLES[role], text=words, parts=parts)

"""Read logs of the Infinite Backrooms: two models talk, each below a tag such as ``<Claude 1>``.

The head names actors and models; ``<Claude 1#SYSTEM>`` and ``<Claude 1#CONTEXT>`` are what each was told before.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
)
from sitegen.text.dates import epoch_date
from sitegen.text.source import Source

NAME = "infinite-backrooms"

_MAX_HEAD = 4000  # characters
_MAX_ACTORS = 20
_HEAD = re.compile(r"(?m)^actors: *(?P<actors>[^\n]{1,500})\nmodels: *(?P<models>[^\n]{0,500})\n(?:temp: *[^\n]*\n)?")
_FILE_NAME = re.compile(r"(?m)conversation_(?P<epoch>\d{9,11})_scenario_(?P<scenario>[^\n/]{1,100}?)(?:\.txt)?$")


def detect(source: Source) -> Detection | None:
    """Return whether the head names actors, and one of them speaks."""
    head = _HEAD.search(source.text, 0, _MAX_HEAD)
    if head and _tags(head).search(source.text, head.end()):
        return Detection(Confidence.CERTAIN, "its head names `actors` and `models`, and tags with their names follow")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the actors, and what they were told before as messages of the system."""
    text = source.text
    head = _HEAD.search(text, 0, _MAX_HEAD)
    tags = list(_tags(head).finditer(text, head.end())) if head else []
    models = (
        dict(zip_longest(_names(head["actors"]), _names(head["models"])[:_MAX_ACTORS], fillvalue="")) if head else {}
    )
    start = tags[0].start() if tags else len(text)
    pieces: list[Piece] = [Markup(MarkupKind.HEADER, Span(0, start))] if start else []
    for tag, end in zip(tags, [*(each.start() for each in tags[1:]), len(text)], strict=False):
        pieces.extend(_pieces(text, tag, end, models))
    name = _FILE_NAME.search(text[: min(start, _MAX_HEAD)]) or _FILE_NAME.search(source.path)
    return ParsedTranscript(
        tuple(pieces),
        name["scenario"].replace("_", " ") if name else "",
        epoch_date(int(name["epoch"])) if name else None,
    )


def _pieces(text: str, tag: re.Match[str], end: int, models: dict[str, str]) -> Iterator[Piece]:
    start = tag.end()
    stop = start + len(text[start:end].rstrip())
    yield Markup(MarkupKind.MARKER, Span(tag.start(), start))
    span = Span(start, stop)
    if tag["kind"] is None:
        yield ParsedMessage(span, tag["name"], Role.ASSISTANT, models.get(tag["name"], ""))
    elif not span:
        pass  # it was told nothing
    elif tag["kind"] == "SYSTEM":
        yield ParsedMessage(span, f"System of {tag['name']}", Role.SYSTEM)
    else:
        part = MessagePart(BlockKind.ATTACHMENT, span.of(text), span, f"context of {tag['name']}", "application/json")
        yield ParsedMessage(span, f"System of {tag['name']}", Role.SYSTEM, text=parts_text([part]), parts=(part,))
    if stop < end:
        yield Markup(MarkupKind.SEPARATOR, Span(stop, end))


def _tags(head: re.Match[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(set(_names(head["actors"])), key=len, reverse=True)))
    return re.compile(rf"(?m)^<(?P<name>{names})(?:#(?P<kind>SYSTEM|CONTEXT))?>[ \t]*(?:\n|\Z)")


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.split(",") if name.strip()][:_MAX_ACTORS] or ["?"]

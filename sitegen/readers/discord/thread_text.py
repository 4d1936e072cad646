"""Read a Discord thread that an archive bot wrote as text.

Lines with ``#`` name thread and forum; each message is a line ``[date] author (id=…)`` and its words, indented by four.
Lines such as ``[attachment] name address`` below the words are the bot's.
"""

import re
from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Span
from sitegen.readers.discord.facts import file_part, note_part, reply_part
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
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "discord-thread"

_HEADER = re.compile(
    r"\s*# Thread '(?P<title>[^\n]*)' in (?:forum|channel) #[^\n]*\n# thread_id=(?P<id>\d+)[^\n]*\n(?:#[^\n]*\n)*"
)
_SPEAKER = re.compile(
    r"^\[(?P<date>\d{4}-\d\d-\d\dT[^\[\]\n]*)\] (?P<author>[^\n]+?) \(id=(?P<id>\d+)\)[ \t]*\n?", re.MULTILINE
)
_EXTRA = re.compile(
    r"[ ]{4}\[(?:(?P<kind>embed|attachment|sticker)\] |reply to (?P<author>[^\n]*?) msg=\d+\])(?P<rest>[^\n]*)"
)
_ADDRESS = re.compile(r"(?:(?P<name>.*) )?(?P<address>https?://\S+)")


def detect(source: Source) -> Detection | None:
    """Return why the text is such a thread, if it is one."""
    if _HEADER.match(source.text):
        return Detection(Confidence.CERTAIN, "it starts with `# Thread '…' in forum` and `# thread_id=`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the thread."""
    text = source.text
    header = _HEADER.match(text)
    heads = list(_SPEAKER.finditer(text, header.end() if header else 0))
    return ParsedTranscript(
        tuple(_pieces(text, heads)),
        title=header["title"] if header else "",
        started=parse_date(heads[0]["date"]) if heads else None,
        native_id=header["id"] if header else "",
    )


def _pieces(text: str, heads: list[re.Match[str]]) -> Iterator[Piece]:
    position = heads[0].start() if heads else len(text)
    if position:
        yield Markup(MarkupKind.HEADER, Span(0, position))
    for head, end in zip(heads, [*(each.start() for each in heads[1:]), len(text)], strict=False):
        if position < head.start():
            yield Markup(MarkupKind.SEPARATOR, Span(position, head.start()))
        inside = text[head.end() : end]
        position = head.end() + len(inside.rstrip())
        yield Markup(MarkupKind.MARKER, Span(*head.span()))
        yield _message(text, head, Span(head.end(), max(position, head.end())))
    if heads and position < len(text):
        yield Markup(MarkupKind.SEPARATOR, Span(position, len(text)))


def _message(text: str, head: re.Match[str], body: Span) -> ParsedMessage:
    lines = body.of(text).split("\n")
    extras: list[MessagePart] = []
    end = body.end
    while lines and (extra := _EXTRA.fullmatch(lines[-1])):
        extras.insert(0, _extra_part(extra, Span(max(body.start, end - len(lines[-1])), end)))
        end -= len(lines.pop()) + 1
    words = "\n".join(line.removeprefix("    ") for line in lines).strip("\n")
    spoken = Span(body.start, max(end, body.start))
    parts = (*([MessagePart(BlockKind.PROSE, words, spoken)] if words else ()), *extras)
    return ParsedMessage(
        body,
        head["author"],
        time=parse_date(head["date"]),
        text=parts_text(parts),
        native_id=head["id"],
        parts=parts if extras else (),
    )


def _extra_part(extra: re.Match[str], span: Span) -> MessagePart:
    rest = extra["rest"].strip()
    if extra["kind"] is None:
        return reply_part(extra["author"], rest, span)
    address = _ADDRESS.fullmatch(rest)
    if extra["kind"] == "attachment" and address:
        return file_part(address["address"], span, address["name"] or "")
    return note_part(extra["kind"].capitalize(), rest, span)

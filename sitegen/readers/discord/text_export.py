"""Read a Discord channel that DiscordChatExporter wrote as text.

Below a header between two rows of ``=``, each message is a line ``[date] author``, its words, and blocks such as
``{Attachments}`` and ``{Reactions}``. The dates are in the form of the exporter's computer, the same for all messages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model import BlockKind, MessageKind, MessagePart, Span
from sitegen.readers.discord.facts import (
    ambiguous_dates,
    count_problems,
    file_part,
    is_notice,
    note_part,
    quoted,
    resolve_dates,
)
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
from sitegen.text.source import Source

NAME = "discord-text"

_RULE = "=" * 62
_HEADER = re.compile(
    rf"\s*{_RULE}\nGuild: (?P<guild>[^\n]*)\nChannel: (?P<channel>[^\n]*)\n"
    rf"(?P<more>(?:(?!={{62}}\n)[^\n]*\n)*){_RULE}\n"
)
_OLD_COUNT = re.compile(r"^Messages: ([\d,.\s]+)$", re.MULTILINE)
_FOOTER = re.compile(rf"\n*{_RULE}\nExported (?P<count>[\d,.\s’']+) message\(s\)\n{_RULE}\s*\Z")
_SPEAKER = re.compile(r"\[(?P<date>[^\[\]\n]*\d[^\[\]\n]*)\] (?P<author>[^\n]+?)(?P<pinned> \(pinned\))?\n")
_NUMBER, _WORD = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_BLOCK = re.compile(r"(?<=\n\n)\{(Attachments|Embed|Stickers|Reactions|Forwarded Message)\}\n")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A message in the text."""

    start: int
    date: str
    author: str
    body: Span
    """With its blocks, without blank lines around it."""


def detect(source: Source) -> Detection | None:
    """Return why the text is an export of DiscordChatExporter, if it is one."""
    if _HEADER.match(source.text):
        return Detection(Confidence.CERTAIN, "it starts with a row of `=`, `Guild:` and `Channel:`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, and joins, calls and pins as events."""
    text = source.text
    header = _HEADER.match(text)
    footer = _FOOTER.search(text, max(0, len(text) - 400))
    start, end = header.end() if header else 0, footer.start() if footer else len(text)
    entries = tuple(_entries(text, start, end))
    times, order = resolve_dates(each.date for each in entries)
    pieces = tuple(_pieces(text, entries, times, footer))
    stated = footer["count"] if footer else None
    if stated is None and header and (old := _OLD_COUNT.search(header["more"])):
        stated = old[1]
    number = "".join(filter(str.isdecimal, stated or ""))
    line = source.line_number(footer.start() + 1 if footer else start)
    channel = header["channel"] if header else ""
    first_line = source.line_number(entries[0].start) if entries else 1
    return ParsedTranscript(
        pieces,
        title=f"{channel} ({header['guild']})" if header and header["guild"] else channel,
        started=next((each for each in times.values() if each), None),
        problems=(
            *ambiguous_dates(source.path, tuple(times), order, first_line),
            *count_problems(source.path, line, int(number) if number else None, len(entries)),
        ),
    )


def _form(date: str) -> str:
    return _WORD.sub("a", _NUMBER.sub("9", date))


def _entries(text: str, start: int, end: int) -> Iterator[_Entry]:
    """Yield the messages: lines with a date in the form of the first one, below a blank line."""
    heads = [each for each in _SPEAKER.finditer(text, start, end) if text.startswith("\n", each.start() - 2)]
    form = _form(heads[0]["date"]) if heads else ""
    heads = [each for each in heads if _form(each["date"]) == form]
    ends = [*(each.start() for each in heads[1:]), end]
    for head, stop in zip(heads, ends, strict=False):
        inside = text[head.end() : stop]
        first = head.end() + len(inside) - len(inside.lstrip("\n"))
        last = head.end() + len(inside.rstrip("\n"))
        yield _Entry(head.start(), head["date"], head["author"], Span(min(first, last), last))


def _pieces(
    text: str, entries: tuple[_Entry, ...], times: dict[str, str | None], footer: re.Match[str] | None
) -> Iterator[Piece]:
    first = entries[0].start if entries else footer.start() if footer else len(text)
    if first:
        yield Markup(MarkupKind.HEADER, Span(0, first))
    position = first
    for each in entries:
        if position < each.start:
            yield Markup(MarkupKind.SEPARATOR, Span(position, each.start))
        yield Markup(MarkupKind.MARKER, Span(each.start, each.body.start))
        yield _message(text, each, times[each.date])
        position = each.body.end
    end = footer.start() if footer else len(text)
    if position < end:
        yield Markup(MarkupKind.SEPARATOR, Span(position, end))
    if footer:
        yield Markup(MarkupKind.FOOTER, Span(*footer.span()))


def _message(text: str, entry: _Entry, time: str | None) -> ParsedMessage:
    body = entry.body
    blocks = list(_BLOCK.finditer(text, body.start, body.end))
    if is_notice(body.of(text)):
        return ParsedMessage(body, entry.author, kind=MessageKind.EVENT, time=time)
    if not blocks:
        return ParsedMessage(body, entry.author, time=time)
    words = Span(body.start, body.start + len(text[body.start : blocks[0].start()].rstrip("\n")))
    parts = [MessagePart(BlockKind.PROSE, words.of(text), words)] if words else []
    ends = [*(each.start() for each in blocks[1:]), body.end]
    for block, end in zip(blocks, ends, strict=True):
        parts += _block_parts(
            text, block[1], Span(block.end(), block.end() + len(text[block.end() : end].rstrip("\n")))
        )
    return ParsedMessage(body, entry.author, time=time, text=parts_text(parts), parts=tuple(parts))


def _block_parts(text: str, name: str, span: Span) -> Iterator[MessagePart]:
    content = span.of(text)
    if name == "Attachments":
        start = span.start
        for line in content.split("\n"):
            if line.strip():
                yield file_part(line.strip(), Span(start, start + len(line)))
            start += len(line) + 1
    elif name == "Forwarded Message":
        yield MessagePart(BlockKind.PROSE, quoted(content), span)
    else:
        yield note_part(name, content.strip(), span)

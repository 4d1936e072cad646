"""Read a Discord channel that DiscordChatExporter wrote as HTML, in the versions of 2018 and later.

The dates are in the form of the exporter's computer; the ids of messages contain the exact times.
"""

import re
from collections.abc import Iterator

from sitegen.model import MessageKind, Span
from sitegen.readers.discord.facts import (
    ambiguous_dates,
    bot_role,
    count_problems,
    note_part,
    resolve_dates,
    snowflake_time,
)
from sitegen.readers.discord.html_page import DiscordPage, PageMessage
from sitegen.readers.header import UNKNOWN_SPEAKER
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

NAME = "discord-html"

_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_SIGN = re.compile(r"<div[^<>]*\bchatlog__message(?:-group)?\b")


def detect(source: Source) -> Detection | None:
    """Return why the text is an export of DiscordChatExporter, if it is one."""
    if _PAGE.match(source.text) and _SIGN.search(source.text):
        return Detection(Confidence.CERTAIN, "it is a page with elements of the class `chatlog__message-group`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, and joins, calls and pins as events."""
    page = DiscordPage(source.text)
    entries = page.messages
    dates, order = resolve_dates(each.date for each in entries)
    times = [snowflake_time(each.native_id) or dates[each.date] for each in entries]
    line = source.line_number(entries[0].span.start) if entries else 1
    return ParsedTranscript(
        tuple(_pieces(source.text, entries, times)),
        title=f"{page.headings[1]} ({page.headings[0]})" if len(page.headings) > 1 else "",
        started=next((each for each in times if each), None),
        problems=(
            *(ambiguous_dates(source.path, tuple(dates), order, line) if None in times else ()),
            *count_problems(source.path, source.line_number(len(source.text)), page.count, len(entries)),
        ),
    )


def _pieces(text: str, entries: list[PageMessage], times: list[str | None]) -> Iterator[Piece]:
    position, kind = 0, MarkupKind.HEADER
    for entry, time in zip(entries, times, strict=True):
        if position < entry.span.start:
            yield Markup(kind, Span(position, entry.span.start))
        parts = [*entry.parts]
        if entry.reactions and entry.reaction_span:
            parts.append(note_part("Reactions", " ".join(entry.reactions), entry.reaction_span))
        yield ParsedMessage(
            entry.span,
            entry.author or UNKNOWN_SPEAKER,
            bot_role(entry.author, is_bot=entry.is_bot),
            kind=MessageKind.EVENT if entry.notice else MessageKind.SPEECH,
            time=time,
            text=entry.notice or parts_text(parts),
            native_id=entry.native_id,
            parts=() if entry.notice else tuple(parts),
        )
        position, kind = entry.span.end, MarkupKind.MARKER
    if position < len(text):
        yield Markup(MarkupKind.FOOTER if entries else MarkupKind.HEADER, Span(position, len(text)))

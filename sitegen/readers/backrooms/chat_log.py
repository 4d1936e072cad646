"""Read group chats of several models, copied as text from liminal_backrooms and its forks.

A line ``AI-2 (Model) `` starts a message of a model, ``AI-2 (Model):`` in older and newer versions. Lines that report
events are before the header of the message that caused them. Messages of the human have the header ``You:`` in files
with colons, and none in the others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sitegen.model import MessageKind, Span
from sitegen.model.problems import Problem
from sitegen.readers.backrooms.lines import HUMAN, ChatLines, ChatSpeaker, find_headers
from sitegen.readers.backrooms.markers import ChatMarker, find_markers
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.furniture import find_footer
from sitegen.readers.parsed import Confidence, Detection, Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.text.source import Source

NAME = "backrooms"

_OTHER_FORMATS = re.compile(
    r"[\s\ufeff\u200b]*(?:---[^\w\n]*\n|# Voice Conversation:|# [^\n]* ↔ |<!doctype|<html|\{\s*\"|\[\s*[{\[\"])",
    re.IGNORECASE,
)


def detect(source: Source) -> Detection | None:
    """Detect headers of such a chat, not only in code, in a text that does not start like another format."""
    if _OTHER_FORMATS.match(source.text):
        return None
    headers = find_headers(source.text)
    if not any(outside_fences(source.text, [header.start() for header in headers])):
        return None
    if len(headers) > 1 or any(each[3] or each[0].endswith(") ") for each in headers):
        return Detection(Confidence.CERTAIN, f"{len(headers)} lines such as `AI-1 (Model):` start messages")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages and events of a chat; text without a header belongs to the message before."""
    chat = ChatLines(source.text)
    markers = tuple(find_markers(chat))
    return ParsedTranscript(
        pieces=tuple(_pieces(source.text, markers, chat.has_colons)),
        problems=tuple(_report_ambiguities(source, chat, markers)),
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """The text between two markers."""

    span: Span
    speaker: ChatSpeaker
    has_header: bool
    """True if a header is before it, so that it is a message even if it is empty."""
    follows_event: bool = False
    """True if an event is before it, so that its speaker is unknown."""


def _gaps(text: str, markers: Sequence[ChatMarker], colon: bool) -> Iterator[_Gap]:
    """Yield the gaps before, between and after the markers: one more than there are markers."""
    speaker, has_header, follows_event, start = HUMAN, False, False, 0
    for marker in markers:
        yield _Gap(
            Span(start, marker.span.start),
            speaker,
            has_header and not marker.is_inside_message,
            follows_event,
        )
        start = marker.span.end
        has_header = marker.event is None
        follows_event = not has_header and not marker.is_inside_message
        if has_header:
            speaker = marker.speaker
        elif follows_event and not colon:
            speaker = HUMAN
    yield _Gap(Span(start, _footer_start(text, markers)), speaker, has_header, follows_event)


def _footer_start(text: str, markers: Sequence[ChatMarker]) -> int:
    """Return where page furniture starts at the end of the text, or its end."""
    return find_footer(text, markers[-1].span.end) if markers else len(text)


def _pieces(text: str, markers: Sequence[ChatMarker], colon: bool) -> Iterator[Piece]:
    """Yield markers and texts as pieces that cover the source, with adjacent separators joined."""
    separator = Span(0, 0)
    for piece in _raw_pieces(text, markers, colon):
        if isinstance(piece, Markup) and piece.kind is MarkupKind.SEPARATOR:
            separator = Span(separator.start, piece.span.end)
            continue
        if separator:
            yield Markup(MarkupKind.SEPARATOR, separator)
        yield piece
        separator = Span(piece.span.end, piece.span.end)
    if separator:
        yield Markup(MarkupKind.SEPARATOR, separator)


def _raw_pieces(text: str, markers: Sequence[ChatMarker], colon: bool) -> Iterator[Piece]:
    for gap, marker in zip_longest(_gaps(text, markers, colon), markers):
        yield from _message_pieces(text, gap)
        if marker is None:
            if gap.span.end < len(text):
                yield Markup(MarkupKind.FOOTER, Span(gap.span.end, len(text)))
        elif marker.event is None:
            yield Markup(MarkupKind.MARKER, marker.span)
        else:
            yield from _event_pieces(text, marker)


def _message_pieces(text: str, gap: _Gap) -> Iterator[Piece]:
    """Yield the message in a gap, if any, and separators for the blank lines around it."""
    span = _trim_blank_lines(text, gap.span)
    if not span and not gap.has_header:
        span = Span(gap.span.end, gap.span.end)
    yield Markup(MarkupKind.SEPARATOR, Span(gap.span.start, span.start))
    if span or gap.has_header:
        yield ParsedMessage(span, gap.speaker.name, gap.speaker.role, gap.speaker.model)
    yield Markup(MarkupKind.SEPARATOR, Span(span.end, gap.span.end))


def _event_pieces(text: str, marker: ChatMarker) -> Iterator[Piece]:
    end = marker.span.end - text.endswith("\n", marker.span.start, marker.span.end)
    speaker = marker.speaker
    yield ParsedMessage(Span(marker.span.start, end), speaker.name, speaker.role, speaker.model, MessageKind.EVENT)
    yield Markup(MarkupKind.SEPARATOR, Span(end, marker.span.end))


def _trim_blank_lines(text: str, span: Span) -> Span:
    """Return the span from the first non-blank line to the end of the last, without its newline."""
    inner = span.of(text)
    if not inner.strip():
        return Span(span.start, span.start)
    first = len(inner) - len(inner.lstrip())
    start = inner.rfind("\n", 0, first) + 1
    end = inner.find("\n", len(inner.rstrip()))
    return Span(span.start + start, span.end if end < 0 else span.start + end)


def _report_ambiguities(source: Source, chat: ChatLines, markers: Sequence[ChatMarker]) -> Iterator[Problem]:
    """Report text whose speaker is uncertain, and headers that were read as text."""
    gaps = [
        (gap, span)
        for gap in _gaps(source.text, markers, chat.has_colons)
        if (span := _trim_blank_lines(source.text, gap.span))
    ]
    if chat.headers and not chat.has_colons and any(gap.speaker is HUMAN for gap, _ in gaps):
        yield Problem("human-without-headers", source.path, min(chat.headers) + 1)
    if chat.ambiguous_headers:
        yield Problem("human-header-without-blank-line", source.path, chat.ambiguous_headers[0] + 1)
    for gap, span in gaps:
        if gap.follows_event:
            line = chat.line_number(span.start) + 1
            yield Problem("text-after-event", source.path, line, speaker=gap.speaker.name)
    for number in chat.fenced_headers:
        yield Problem("header-in-code-fence", source.path, number + 1)

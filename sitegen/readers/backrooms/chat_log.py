"""Group chats of several models, as copied out of liminal_backrooms and its forks.

``AI-2 (Model) `` on its own line begins what an AI says, ``AI-2 (Model):`` in older and newer generations.
Lines that tell what happened stand before the header of the message that caused them. A human's messages have
the header ``You:`` in files with colons, and none in the others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sitegen.model import MessageKind, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers.backrooms.lines import HUMAN, Chat, Voice, headers_in
from sitegen.readers.backrooms.markers import Mark, marks_of
from sitegen.readers.parsed import Markup, MarkupKind, Piece, Reading, Utterance
from sitegen.text.source import Source

NAME = "backrooms"

_BEGINS_OTHERWISE = re.compile(
    r"\s*(?:---\n|# Voice Conversation:|# [^\n]* ↔ |<!doctype|<html|\{\s*\"|\[\s*[{\[\"])", re.IGNORECASE
)


def accepts(source: Source) -> bool:
    """Whether the text has headers of such a chat, and does not begin like another format."""
    if _BEGINS_OTHERWISE.match(source.text):
        return False
    headers = headers_in(source.text)
    return len(headers) > 1 or any(each[3] or each[0].endswith(") ") for each in headers)


def read(source: Source) -> Reading:
    """The messages and events of a chat; what has no header belongs to the message before it."""
    chat = Chat(source.text)
    marks = tuple(marks_of(chat))
    return Reading(
        pieces=tuple(_pieces(source.text, marks, chat.colon)),
        problems=tuple(_notes(source, chat, marks)),
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """The text between two marks."""

    span: Span
    voice: Voice
    headed: bool
    """Whether a header stands before it, so that it is a message even if it is empty."""
    unplaced: bool = False
    """Whether an event stands before it, so that the file does not say whose it is."""


def _gaps(text: str, marks: Sequence[Mark], colon: bool) -> Iterator[_Gap]:
    """The texts before, between and after the marks: one more than there are marks."""
    voice, headed, unplaced, start = HUMAN, False, False, 0
    for mark in marks:
        yield _Gap(Span(start, mark.span.start), voice, headed and not mark.inside, unplaced)
        start = mark.span.end
        headed = mark.event is None
        unplaced = not headed and not mark.inside
        if headed:
            voice = mark.voice
        elif unplaced and not colon:
            voice = HUMAN
    yield _Gap(Span(start, len(text)), voice, headed, unplaced)


def _pieces(text: str, marks: Sequence[Mark], colon: bool) -> Iterator[Piece]:
    """The marks and texts as pieces that tile the source."""
    blank = Span(0, 0)
    for piece in _raw_pieces(text, marks, colon):
        if isinstance(piece, Markup) and piece.kind is MarkupKind.SEPARATOR:
            blank = Span(blank.start, piece.span.end)
            continue
        if blank:
            yield Markup(MarkupKind.SEPARATOR, blank)
        yield piece
        blank = Span(piece.span.end, piece.span.end)
    if blank:
        yield Markup(MarkupKind.SEPARATOR, blank)


def _raw_pieces(text: str, marks: Sequence[Mark], colon: bool) -> Iterator[Piece]:
    for gap, mark in zip_longest(_gaps(text, marks, colon), marks):
        yield from _said(text, gap)
        if mark is None:
            return
        if mark.event is None:
            yield Markup(MarkupKind.MARKER, mark.span)
        else:
            yield from _told(text, mark)


def _said(text: str, gap: _Gap) -> Iterator[Piece]:
    """A message between the blank lines that only separate it; none where there is nothing."""
    span = _without_blank_lines(text, gap.span)
    if not span and not gap.headed:
        span = Span(gap.span.end, gap.span.end)
    yield Markup(MarkupKind.SEPARATOR, Span(gap.span.start, span.start))
    if span or gap.headed:
        yield Utterance(span, gap.voice.name, gap.voice.role, gap.voice.model)
    yield Markup(MarkupKind.SEPARATOR, Span(span.end, gap.span.end))


def _told(text: str, mark: Mark) -> Iterator[Piece]:
    end = mark.span.end - text.endswith("\n", mark.span.start, mark.span.end)
    voice = mark.voice
    yield Utterance(Span(mark.span.start, end), voice.name, voice.role, voice.model, MessageKind.EVENT)
    yield Markup(MarkupKind.SEPARATOR, Span(end, mark.span.end))


def _without_blank_lines(text: str, span: Span) -> Span:
    """A span from the first of its lines that is not blank to the end of the last, without its newline."""
    inner = span.of(text)
    if not inner.strip():
        return Span(span.start, span.start)
    first = len(inner) - len(inner.lstrip())
    start = inner.rfind("\n", 0, first) + 1
    end = inner.find("\n", len(inner.rstrip()))
    return Span(span.start + start, span.end if end < 0 else span.start + end)


def _notes(source: Source, chat: Chat, marks: Sequence[Mark]) -> Iterator[Problem]:
    """What a reader of the page should know about what the file does not tell."""
    gaps = [
        (gap, span)
        for gap in _gaps(source.text, marks, chat.colon)
        if (span := _without_blank_lines(source.text, gap.span))
    ]
    if chat.headers and not chat.colon and any(gap.voice is HUMAN for gap, _ in gaps):
        yield _note(
            source,
            min(chat.headers) + 1,
            "messages of a human have no header after this line: they stay with the message before",
            "where a human speaks, write You: on a line above, and a colon after each AI's header",
        )
    if chat.doubtful:
        yield _note(
            source,
            chat.doubtful[0] + 1,
            "a line 'You: …' that no blank line sets apart is read as text of the message before",
            "write a blank line above it if the human speaks there",
        )
    for gap, span in gaps:
        if gap.unplaced:
            yield _note(
                source,
                chat.number(span.start) + 1,
                f"text without a header after an event: taken for a message of {gap.voice.name}",
                "write a header above it if somebody else said it",
            )
    for number in chat.fenced_headers:
        yield _note(
            source,
            number + 1,
            "a header inside fenced code is taken for text",
            "close the fence above it if a message begins there",
        )


def _note(source: Source, line: int, message: str, remedy: str) -> Problem:
    return Problem(source.path, line, message, remedy, Severity.NOTE)

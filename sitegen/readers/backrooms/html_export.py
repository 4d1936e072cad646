"""Read group chats of several models, exported as HTML by liminal_backrooms and its forks.

Each message is a ``.message``. The time in its header is that of the export, so it is not used. What the program adds
(notices, search results, pictures) has the header ``User`` or none; its text names the model that caused it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sitegen.blocks.events import Event, parse_event_line
from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.backrooms.html_text import IMAGE_TAG, image_text, visible_spans, visible_text
from sitegen.readers.parsed import Confidence, Detection, Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.text.source import Source

NAME = "backrooms-html"
SYSTEM = "System"

_PAGE = re.compile(r"\s*(?:<!doctype html[^<>]*>\s*)?<html\b", re.IGNORECASE)
_CONVERSATION = '<div id="conversation">'
_TITLE = re.compile(r"<h1>([^<>]*)</h1>")

_MESSAGE = re.compile(r'<div class="message ([\w-]+)">')
_HEADER, _CONTENT, _TIME = '<div class="header">', '<div class="content">', '<span class="timestamp">'
_DIV = re.compile(r"<(/?)div\b[^<>]*>")
_MAX_EXCERPT_LENGTH = 60  # characters of omitted content, in its problem
_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


@dataclass(frozen=True, slots=True)
class _Message:
    """One ``.message`` of the page."""

    start: int
    role: Role
    name: str
    """As in its header; empty if it has none."""
    model: str
    header: Span
    """The HTML inside ``.header``."""
    content: Span
    """The HTML inside ``.content``."""
    is_closed: bool
    images: tuple[Span, ...]
    """Tags of its pictures."""


def detect(source: Source) -> Detection | None:
    """Detect a page that such a program exported, with or without messages."""
    text = source.text
    if _PAGE.match(text) and _CONVERSATION in text and any("Liminal" in title[1] for title in _TITLE.finditer(text)):
        return Detection(Confidence.CERTAIN, "it is an HTML page exported by liminal_backrooms")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages and events of an exported page."""
    messages: list[_Message] = []
    problems: list[Problem] = []
    for span, role in _message_spans(source.text):
        message = _message(source.text, span, role)
        if message is None:
            problems.append(Problem("message-without-content", source.path, source.line_number(span.start)))
            continue
        messages.append(message)
        if not message.is_closed:
            line = source.line_number(message.content.start)
            problems.append(Problem("unclosed-message-content", source.path, line))
    problems += _report_omitted_content(source, messages)
    return ParsedTranscript(tuple(_pieces(source.text, messages)), problems=tuple(problems))


def _report_omitted_content(source: Source, messages: Iterable[_Message]) -> Iterator[Problem]:
    """Report everything that a browser shows of the page and that is part of no message, as one problem."""
    read = (span for each in messages for span in (each.header, each.content, *each.images))
    gaps = pairwise((Span(0, 0), *read, Span(len(source.text), len(source.text))))
    omitted = [span for before, after in gaps for span in visible_spans(source.text, Span(before.end, after.start))]
    if omitted:
        excerpt = " ".join(omitted[0].of(source.text)[:_MAX_EXCERPT_LENGTH].split())
        line = source.line_number(omitted[0].start)
        yield Problem("omitted-page-content", source.path, line, count=len(omitted), excerpt=excerpt)


def _message_spans(text: str) -> Iterator[tuple[Span, Role]]:
    """Yield the span from each message to the next one, or to the end of the page, with its role."""
    start = text.find(_CONVERSATION)
    matches = list(_MESSAGE.finditer(text, start + len(_CONVERSATION)))
    ends = [*(each.start() for each in matches[1:]), len(text)]
    for each, end in zip(matches, ends, strict=False):
        yield Span(each.start(), end), _ROLES.get(each[1], Role.SYSTEM)


def _message(text: str, span: Span, role: Role) -> _Message | None:
    position = text.find(_CONTENT, span.start, span.end)
    if position < 0:
        return None
    header = _header_span(text, Span(span.start, position))
    name, model = _speaker(header.of(text))
    start = position + len(_CONTENT)
    closing = _closing_div(text, Span(start, span.end))
    end = span.end if closing is None else closing
    message_end = _closing_div(text, Span(text.find(">", span.start) + 1, span.end)) or span.end
    images = tuple(Span(*each.span()) for each in IMAGE_TAG.finditer(text, end, max(end, message_end)))
    return _Message(span.start, role, name, model, header, Span(start, end), closing is not None, images)


def _header_span(text: str, span: Span) -> Span:
    """Return the inside of a message's header up to the end of its time; empty if there is none."""
    position = text.find(_HEADER, span.start, span.end)
    if position < 0:
        return Span(span.start, span.start)
    start = position + len(_HEADER)
    closing = text.find("</div>", start, span.end)
    end = span.end if closing < 0 else closing
    time = text.find(_TIME, start, end)
    after = text.find("</span>", time, end) if time >= 0 else -1
    return Span(start, end if after < 0 else after)


def _speaker(header: str) -> tuple[str, str]:
    """Return name and model of a message's header such as ``AI-1 (Kimi K2 (Official))``; empty if missing."""
    header = visible_text(header.partition(_TIME)[0]).strip()
    name, bracket, model = header.partition(" (")
    return (name, model[:-1]) if bracket and model.endswith(")") else (header, "")


def _closing_div(text: str, span: Span) -> int | None:
    """Return the offset of the ``</div>`` that closes the element whose content starts the span."""
    depth = 1
    for tag in _DIV.finditer(text, span.start, span.end):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start()
    return None


def _pieces(text: str, messages: list[_Message]) -> Iterator[Piece]:
    """Yield the whole page as pieces: header, markers and messages, footer."""
    # The first model of each slot, later its latest.
    models = {message.name: message.model for message in reversed(messages)}
    position = messages[0].start if messages else text.find(_CONVERSATION) + len(_CONVERSATION)
    yield Markup(MarkupKind.HEADER, Span(0, position))
    for message in messages:
        models[message.name] = message.model
        for parsed in _parsed_messages(text, message, models):
            yield Markup(MarkupKind.MARKER, Span(position, parsed.span.start))
            yield parsed
            position = parsed.span.end
    if position < len(text):
        yield Markup(MarkupKind.FOOTER, Span(position, len(text)))


def _parsed_messages(text: str, message: _Message, models: Mapping[str, str]) -> Iterator[ParsedMessage]:
    """Yield the text or event of a message, then its pictures."""
    visible = visible_text(message.content.of(text))
    event = _event(visible, message.role)
    is_event = event is not None or message.role is Role.SYSTEM
    name, role, model = message.name or SYSTEM, message.role, message.model
    if event and event.actor:
        name, role, model = event.actor, Role.ASSISTANT, event.model or models.get(event.actor, "")
    kind = MessageKind.EVENT if is_event else MessageKind.SPEECH
    yield ParsedMessage(message.content, name, role, model, kind, text=visible)
    if event and event.name == "image_created":
        return  # the picture belongs to this event
    for image in message.images:
        yield ParsedMessage(image, name, role, model, MessageKind.EVENT, text=image_text(image.of(text)))


def _event(visible: str, role: Role) -> Event | None:
    """Return the event that a message reports: of a model only videos, of the user only events with an actor."""
    event = parse_event_line(visible)
    if event is None or (role is Role.ASSISTANT and not visible.startswith("[Sora]")):
        return None
    return event if event.actor or role is not Role.USER else None

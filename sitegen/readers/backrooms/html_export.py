"""Group chats of several models, as liminal_backrooms and its forks export them: HTML, one ``.message`` each.

The time in a header is that of the export, so it is not used. What the program itself adds (notices, search
results, pictures) has the header ``User`` or none; the text says which AI caused it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sitegen.blocks.events import Event, read_event
from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.backrooms.html_text import IMAGE, caption, seen_in, shown_text
from sitegen.readers.parsed import Markup, MarkupKind, Piece, Reading, Utterance
from sitegen.text.source import Source

NAME = "backrooms-html"
SYSTEM = "System"

_PAGE = re.compile(r"\s*(?:<!doctype html[^<>]*>\s*)?<html\b", re.IGNORECASE)
_CONVERSATION = '<div id="conversation">'
_TITLE = re.compile(r"<h1>([^<>]*)</h1>")

_MESSAGE = re.compile(r'<div class="message ([\w-]+)">')
_HEADER, _CONTENT, _TIME = '<div class="header">', '<div class="content">', '<span class="timestamp">'
_DIV = re.compile(r"<(/?)div\b[^<>]*>")
_QUOTED = 60  # characters of what is left out that its problem shows
_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


@dataclass(frozen=True, slots=True)
class _Message:
    """One ``.message`` of the page."""

    start: int
    role: Role
    name: str
    """As its header says; empty where it has none."""
    model: str
    heading: Span
    """The HTML inside ``.header``."""
    content: Span
    """The HTML inside ``.content``."""
    closed: bool
    images: tuple[Span, ...]
    """The tags of its pictures."""


def accepts(source: Source) -> bool:
    """Whether the text is a page that such a program wrote, be it without a single message."""
    text = source.text
    return (
        bool(_PAGE.match(text))
        and _CONVERSATION in text
        and any("Liminal" in title[1] for title in _TITLE.finditer(text))
    )


def read(source: Source) -> Reading:
    """The messages and events of an exported page; none where it holds none."""
    messages: list[_Message] = []
    problems: list[Problem] = []
    for span, role in _stretches(source.text):
        message = _message(source.text, span, role)
        if message is None:
            problems.append(_problem(source, span.start, "a message without content"))
            continue
        messages.append(message)
        if not message.closed:
            problems.append(_problem(source, message.content.start, "the content of a message is not closed"))
    problems += _left_out(source, messages)
    return Reading(tuple(_pieces(source.text, messages)), problems=tuple(problems))


def _problem(source: Source, offset: int, message: str) -> Problem:
    return Problem(source.path, source.line(offset), message, "export the conversation again if you can")


def _left_out(source: Source, messages: Iterable[_Message]) -> Iterator[Problem]:
    """One problem about all that a browser shows of the page and that no message holds."""
    read = (span for each in messages for span in (each.heading, each.content, *each.images))
    gaps = pairwise((Span(0, 0), *read, Span(len(source.text), len(source.text))))
    seen = [span for one, other in gaps for span in seen_in(source.text, Span(one.end, other.start))]
    if seen:
        words = " ".join(seen[0].of(source.text)[:_QUOTED].split())
        more = f" (and {len(seen) - 1} more)" if len(seen) > 1 else ""
        message = f"no message holds this part of the page, so it is left out: {words!r}{more}"
        remedy = "move it into the content of a message, or delete it"
        yield Problem(source.path, source.line(seen[0].start), message, remedy)


def _stretches(text: str) -> Iterator[tuple[Span, Role]]:
    """From the start of each message to the start of the next one, or to the end of the page."""
    begin = text.find(_CONVERSATION)
    found = list(_MESSAGE.finditer(text, begin + len(_CONVERSATION)))
    ends = [*(each.start() for each in found[1:]), len(text)]
    for each, end in zip(found, ends, strict=False):
        yield Span(each.start(), end), _ROLES.get(each[1], Role.SYSTEM)


def _message(text: str, span: Span, role: Role) -> _Message | None:
    place = text.find(_CONTENT, span.start, span.end)
    if place < 0:
        return None
    heading = _heading(text, Span(span.start, place))
    name, model = _speaker(heading.of(text))
    start = place + len(_CONTENT)
    close = _close(text, Span(start, span.end))
    end = span.end if close is None else close
    last = _close(text, Span(text.find(">", span.start) + 1, span.end)) or span.end
    images = tuple(Span(*each.span()) for each in IMAGE.finditer(text, end, max(end, last)))
    return _Message(span.start, role, name, model, heading, Span(start, end), close is not None, images)


def _heading(text: str, span: Span) -> Span:
    """The inside of a message's header up to the end of its time; empty where there is none."""
    place = text.find(_HEADER, span.start, span.end)
    if place < 0:
        return Span(span.start, span.start)
    start = place + len(_HEADER)
    close = text.find("</div>", start, span.end)
    end = span.end if close < 0 else close
    time = text.find(_TIME, start, end)
    after = text.find("</span>", time, end) if time >= 0 else -1
    return Span(start, end if after < 0 else after)


def _speaker(heading: str) -> tuple[str, str]:
    """Name and model in a message's header, both empty where it has none: ``AI-1 (Kimi K2 (Official))``."""
    header = shown_text(heading.partition(_TIME)[0]).strip()
    name, bracket, model = header.partition(" (")
    return (name, model[:-1]) if bracket and model.endswith(")") else (header, "")


def _close(text: str, span: Span) -> int | None:
    """Where the ``</div>`` stands that closes the one whose inside begins the span."""
    depth = 1
    for tag in _DIV.finditer(text, span.start, span.end):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start()
    return None


def _pieces(text: str, messages: list[_Message]) -> Iterator[Piece]:
    """All of the page: its head, what surrounds each message, what was said, its foot."""
    models = {
        message.name: message.model for message in reversed(messages)
    }  # a slot's first, then its latest
    place = messages[0].start if messages else text.find(_CONVERSATION) + len(_CONVERSATION)
    yield Markup(MarkupKind.HEADER, Span(0, place))
    for message in messages:
        models[message.name] = message.model
        for utterance in _utterances(text, message, models):
            yield Markup(MarkupKind.MARKER, Span(place, utterance.span.start))
            yield utterance
            place = utterance.span.end
    if place < len(text):
        yield Markup(MarkupKind.FOOTER, Span(place, len(text)))


def _utterances(text: str, message: _Message, models: Mapping[str, str]) -> Iterator[Utterance]:
    """What a message says or tells, then its pictures."""
    said = shown_text(message.content.of(text))
    event = _event(said, message.role)
    told = event is not None or message.role is Role.SYSTEM
    name, role, model = message.name or SYSTEM, message.role, message.model
    if event and event.actor:
        name, role, model = event.actor, Role.ASSISTANT, event.model or models.get(event.actor, "")
    kind = MessageKind.EVENT if told else MessageKind.SPEECH
    yield Utterance(message.content, name, role, model, kind, text=said)
    if event and event.name == "image_created":
        return  # the picture is the event's own
    for image in message.images:
        yield Utterance(image, name, role, model, MessageKind.EVENT, text=caption(image.of(text)))


def _event(said: str, role: Role) -> Event | None:
    """The event that a message tells; an AI's message only tells of videos, a user's only of a named AI."""
    event = read_event(said)
    if event is None or (role is Role.ASSISTANT and not said.startswith("[Sora]")):
        return None
    return event if event.actor or role is not Role.USER else None

"""Find the markers of a group chat: headers, and events with all their lines and their speaker."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sitegen.blocks.events import Event, parse_event_line
from sitegen.model import Role, Span
from sitegen.readers.backrooms.lines import HUMAN, IMAGE_PLACEHOLDER, SYSTEM, ChatLines, ChatSpeaker

_VIDEO_PREFIX = "[Sora]"
_MESSAGE_EVENT_PREFIXES = (_VIDEO_PREFIX, IMAGE_PLACEHOLDER, "🎨 Generated image")
"""First characters of events without an actor that are written inside the message of the model that caused them."""
_STRING_START = re.compile(r"[^\n]{0,230}?\]: ![a-z_]{1,12}[ \t]+\"")
_SEARCH_RESULT = re.compile(r"\s*$|\*\*Search Results:\*\*|\d{1,3}\. \*\*| {3}")


@dataclass(frozen=True, slots=True)
class ChatMarker:
    """A header or an event between texts."""

    span: Span
    """Whole lines with their newline; of ``You: text`` only the part before the text."""
    speaker: ChatSpeaker
    """Speaker of the following text (header), or who caused the event."""
    event: Event | None = None
    is_inside_message: bool = False
    """True if the event is inside a message, which continues after it."""


def find_markers(chat: ChatLines) -> Iterator[ChatMarker]:
    """Find the headers and events of a chat, in order."""
    upcoming = [marker.speaker for _, marker in sorted(chat.headers.items()) if marker.speaker is not HUMAN]
    models = {
        speaker.name: speaker.model for speaker in reversed(upcoming)
    }  # the first model of each slot, later its latest
    upcoming.reverse()
    speaker: ChatSpeaker | None = None
    number = 0
    while number < len(chat):
        last = _last_line(chat, number)
        if header := chat.headers.get(number):
            speaker = header.speaker
            if speaker is not HUMAN:
                models[speaker.name] = upcoming.pop().model
            yield ChatMarker(header.span, header.speaker)
        elif last is not None:
            span = Span(chat.start(number), chat.end(last))
            event = parse_event_line(span.of(chat.text)) or Event("notice")
            if speaker and not event.actor and chat.line(number).startswith(_MESSAGE_EVENT_PREFIXES):
                yield ChatMarker(span, speaker, event, is_inside_message=True)
            else:
                yield ChatMarker(span, _event_speaker(event, upcoming[-1] if upcoming else None, models), event)
        number = (number if last is None else last) + 1


def _event_speaker(event: Event, following: ChatSpeaker | None, models: Mapping[str, str]) -> ChatSpeaker:
    """Return who caused an event: the named actor, else the model whose message follows, else the program.

    The model of a slot may change with the message that the event announces.
    """
    if not event.actor:
        return SYSTEM if event.name == "notice" or following is None else following
    new_model = following.model if following and following.name == event.actor else ""
    model = event.model or new_model or models.get(event.actor, "")
    return ChatSpeaker(event.actor, Role.ASSISTANT, model)


def _last_line(chat: ChatLines, number: int) -> int | None:
    """Return the last line of the event that starts on a line; None if none does."""
    if chat.line(number).strip() == IMAGE_PLACEHOLDER and number + 1 < len(chat):
        picture = chat.event(number + 1)
        return _last_line(chat, number + 1) if picture and picture.name == "image_created" else None
    if number in chat.failures:
        return number
    event = chat.event(number)
    if event is None:
        return None
    if event.name == "list" or (event.name == "failure" and chat.line(number).startswith(_VIDEO_PREFIX)):
        return _last_while(chat, number, lambda _: True)
    if event.actor and event.name.endswith("_created"):
        return _last_line_of_picture(chat, number, event.actor)
    last = _string_end_line(chat, number)
    if event.name == "search":
        return _last_while(chat, last, lambda line: bool(_SEARCH_RESULT.match(line)))
    return last


def _last_line_of_picture(chat: ChatLines, number: int, actor: str) -> int:
    """Return the last line of the prompt below the line that announces a picture."""
    if number + 1 == len(chat) or number + 1 in chat.headers:
        return number
    command = parse_event_line(chat.line(number + 1))
    if command is None or command.actor != actor or not chat.line(number + 1).startswith("["):
        return number
    last = _string_end_line(chat, number + 1)
    has_attachment = last + 1 < len(chat) and chat.line(last + 1).strip() == "<image attached>"
    return last + 1 if has_attachment else last


def _string_end_line(chat: ChatLines, number: int) -> int:
    """Return the line that closes the quoted string of an event; its first line if none does."""
    start = _STRING_START.match(chat.line(number))
    if start is None or _closes_string(chat.line(number)[start.end() :]):
        return number
    for following in range(number + 1, len(chat)):
        if following in chat.headers or chat.event(following):
            break
        if _closes_string(chat.line(following)):
            return following
    return number


def _closes_string(line: str) -> bool:
    """Return whether a line ends with a closing quote, or with a suffix that the program adds after one."""
    line = line.rstrip()
    if line.endswith(")"):
        line = line[: line.rfind("(")].rstrip()
    return line.endswith('"') or '" — ' in line


def _last_while(chat: ChatLines, number: int, belongs: Callable[[str], bool]) -> int:
    """Return the last non-blank line before a header, another event or a line for which ``belongs`` is false."""
    last = number
    for following in range(number + 1, len(chat)):
        if following in chat.headers or chat.event(following) or not belongs(chat.line(following)):
            break
        if not chat.is_blank(following):
            last = following
    return last

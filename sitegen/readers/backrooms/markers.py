"""What stands between the texts of a group chat: headers, and events with all their lines and their cause."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sitegen.blocks.events import Event, read_event
from sitegen.model import Role, Span
from sitegen.readers.backrooms.lines import HUMAN, OBJECT, SYSTEM, Chat, Voice

_VIDEO = "[Sora]"
_INSIDE = (_VIDEO, OBJECT, "🎨 Generated image")
"""How an event without an actor begins that the program writes into the message of the AI that caused it."""
_STRING_BEGINS = re.compile(r"[^\n]{0,230}?\]: ![a-z_]{1,12}[ \t]+\"")
_SEARCH_RESULT = re.compile(r"\s*$|\*\*Search Results:\*\*|\d{1,3}\. \*\*| {3}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between the texts: a header, or an event."""

    span: Span
    """Whole lines with their newline; of ``You: text`` only what stands before the text."""
    voice: Voice
    """Of a header: who speaks from here on. Of an event: who caused it."""
    event: Event | None = None
    inside: bool = False
    """Whether the event stands inside a message, which goes on after it."""


def marks_of(chat: Chat) -> Iterator[Mark]:
    """The headers and events of a chat, in order."""
    ahead = [mark.voice for _, mark in sorted(chat.headers.items()) if mark.voice is not HUMAN]
    models = {voice.name: voice.model for voice in reversed(ahead)}  # a slot's first model, then its latest
    ahead.reverse()
    voice: Voice | None = None
    number = 0
    while number < len(chat):
        last = _last_line(chat, number)
        if header := chat.headers.get(number):
            voice = header.voice
            if voice is not HUMAN:
                models[voice.name] = ahead.pop().model
            yield Mark(header.span, header.voice)
        elif last is not None:
            span = Span(chat.start(number), chat.end(last))
            event = read_event(span.of(chat.text)) or Event("notice")
            if voice and not event.actor and chat.line(number).startswith(_INSIDE):
                yield Mark(span, voice, event, inside=True)
            else:
                yield Mark(span, _cause(event, ahead[-1] if ahead else None, models), event)
        number = (number if last is None else last) + 1


def _cause(event: Event, following: Voice | None, models: Mapping[str, str]) -> Voice:
    """Who caused an event: whom the line names, else the AI whose message follows, else the program itself.

    A slot may change its model with the very message that the event announces.
    """
    if not event.actor:
        return SYSTEM if event.name == "notice" or following is None else following
    announced = following.model if following and following.name == event.actor else ""
    model = event.model or announced or models.get(event.actor, "")
    return Voice(event.actor, Role.ASSISTANT, model)


def _last_line(chat: Chat, number: int) -> int | None:
    """The last line of the event that begins on a line; None where none does."""
    if chat.line(number).strip() == OBJECT and number + 1 < len(chat):
        picture = chat.event(number + 1)
        return _last_line(chat, number + 1) if picture and picture.name == "image_created" else None
    if number in chat.failures:
        return number
    event = chat.event(number)
    if event is None:
        return None
    if event.name == "list" or (event.name == "failure" and chat.line(number).startswith(_VIDEO)):
        return _last_while(chat, number, lambda _: True)
    if event.actor and event.name.endswith("_created"):
        return _last_of_picture(chat, number, event.actor)
    last = _string_end(chat, number)
    if event.name == "search":
        return _last_while(chat, last, lambda line: bool(_SEARCH_RESULT.match(line)))
    return last


def _last_of_picture(chat: Chat, number: int, actor: str) -> int:
    """The last line of a picture's prompt, which stands below the line that says whose it is."""
    if number + 1 == len(chat) or number + 1 in chat.headers:
        return number
    command = read_event(chat.line(number + 1))
    if command is None or command.actor != actor or not chat.line(number + 1).startswith("["):
        return number
    last = _string_end(chat, number + 1)
    attached = last + 1 < len(chat) and chat.line(last + 1).strip() == "<image attached>"
    return last + 1 if attached else last


def _string_end(chat: Chat, number: int) -> int:
    """The line on which the quoted string of an event is closed; its own line where none is."""
    begins = _STRING_BEGINS.match(chat.line(number))
    if begins is None or _closes(chat.line(number)[begins.end() :]):
        return number
    for following in range(number + 1, len(chat)):
        if following in chat.headers or chat.event(following):
            break
        if _closes(chat.line(following)):
            return following
    return number


def _closes(line: str) -> bool:
    """Whether a line ends with a closing mark, and at most what the program puts after one."""
    line = line.rstrip()
    if line.endswith(")"):
        line = line[: line.rfind("(")].rstrip()
    return line.endswith('"') or '" — ' in line


def _last_while(chat: Chat, number: int, belongs: Callable[[str], bool]) -> int:
    """The last line, blank ones apart, before a header, another event or a line that does not belong."""
    last = number
    for following in range(number + 1, len(chat)):
        if following in chat.headers or chat.event(following) or not belongs(chat.line(following)):
            break
        if not chat.is_blank(following):
            last = following
    return last

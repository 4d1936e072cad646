"""Classify the lines of a group chat: headers of models, headers of the human, events."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from sitegen.blocks.events import Event, parse_event_line
from sitegen.model import Role, Span
from sitegen.readers.code_fences import outside_fences

IMAGE_PLACEHOLDER = "\ufffc"
"""Qt's object replacement character, in place of a picture that copied text loses."""

_HEADER = re.compile(r"(?m)^(AI-\d{1,4}) \((\S[^\n]{0,199})\)(:?)[^\S\n]*$")
_HUMAN_HEADER = re.compile(r"(?m)^You:(?: |(?P<alone>[^\S\n]*$))")
_EVENT = re.compile(r"(?m)^(?:[🎨🎬✨💭🌡🔍🔇🗳📋🤫🔊✅❌]|\[AI-|\[System:|\[Sora\])")


@dataclass(frozen=True, slots=True)
class ChatSpeaker:
    """A participant of a group chat."""

    name: str
    role: Role
    model: str = ""


HUMAN = ChatSpeaker("You", Role.USER)
"""The human, as the program calls them."""
SYSTEM = ChatSpeaker("System", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class ChatHeader:
    """A line that starts a message."""

    span: Span
    """The line with its newline; of ``You: text`` only the part before the text."""
    speaker: ChatSpeaker


def find_headers(text: str) -> list[re.Match[str]]:
    """Find the lines that look like the header of a model."""
    if "AI-" not in text:  # most transcripts
        return []
    return [match for match in _HEADER.finditer(text) if _has_balanced_parentheses(match[2])]


def _has_balanced_parentheses(model: str) -> bool:
    """Return whether the parentheses in a model's name are balanced, so that the last one closes the header."""
    depths = list(accumulate((char == "(") - (char == ")") for char in model))
    return min(depths) == 0 == depths[-1] or not any(depths)


class ChatLines:
    """A chat by its lines, numbered from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        match = find_headers(text)
        self.ambiguous_headers: tuple[int, ...] = ()
        """Lines ``You: text`` without a blank line above; they may be part of a message."""
        self.has_colons = bool(match) and bool(match[0][3])
        """True if headers end with a colon. The first header decides; headers of the other form are text."""
        headers = {
            self.line_number(each.start()): ChatHeader(
                self._header_span(each), ChatSpeaker(each[1], Role.ASSISTANT, each[2])
            )
            for each in match
            if bool(each[3]) == self.has_colons
        }
        if self.has_colons:
            headers |= {
                number: ChatHeader(self._header_span(each), HUMAN)
                for each in _HUMAN_HEADER.finditer(text)
                if (number := self.line_number(each.start())) == 0
                or each["alone"] is not None
                or self.is_blank(number - 1)
            }
            self.ambiguous_headers = tuple(
                number
                for each in _HUMAN_HEADER.finditer(text)
                if (number := self.line_number(each.start())) not in headers
            )
        candidates = sorted({*headers, *(self.line_number(each.start()) for each in _EVENT.finditer(text))})
        outside = outside_fences(text, [self.start(number) for number in candidates])
        fenced = {number for number, is_outside in zip(candidates, outside, strict=True) if not is_outside}
        self.headers = {number: header for number, header in headers.items() if number not in fenced}
        self.fenced_headers = sorted(fenced & headers.keys())
        """Lines like headers inside fenced code."""
        self._candidates = frozenset(candidates) - fenced - self.headers.keys()
        self.failures = frozenset(self._find_failures())
        """Lines such as ``Image prompt too short`` directly before a header or another event."""

    def __len__(self) -> int:
        return len(self._starts)

    def line_number(self, offset: int) -> int:
        """Return the number of the line at an offset."""
        return bisect_right(self._starts, offset) - 1

    def start(self, number: int) -> int:
        """Return the offset at which a line starts."""
        return self._starts[number]

    def end(self, number: int) -> int:
        """Return the offset at which a line ends, after its newline."""
        return self._starts[number + 1] if number + 1 < len(self) else len(self.text)

    def line(self, number: int) -> str:
        """Return a line without its newline."""
        return self.text[self.start(number) : self.end(number)].removesuffix("\n")

    def is_blank(self, number: int) -> bool:
        """Return whether a line has only white space."""
        return not self.line(number).strip()

    def event(self, number: int) -> Event | None:
        """Return the event that starts on a line, judged by this line alone."""
        event = parse_event_line(self.line(number)) if number in self._candidates else None
        if event is None:
            return None
        if self.line(number).startswith("[System:"):
            return event if self.has_colons and self._is_isolated(number) else None
        # `[AI-2 (Model)]: !image …` without a picture before it is written by a model.
        return event if event.name == "notice" or not self.line(number).startswith("[AI-") else None

    def _header_span(self, header: re.Match[str]) -> Span:
        return Span(header.start(), header.end() + self.text.startswith("\n", header.end()))

    def _is_isolated(self, number: int) -> bool:
        neighbours = (each for each in (number - 1, number + 1) if 0 <= each < len(self))
        return all(self.is_blank(each) for each in neighbours)

    def _find_failures(self) -> Iterator[int]:
        is_followed = False
        for number in reversed(range(len(self))):
            if self.is_blank(number):
                continue
            if number in self.headers or self.event(number):
                is_followed = True
            elif is_followed:
                event = parse_event_line(self.line(number))
                is_followed = event is not None and event.name == "failure" and number not in self._candidates
                if is_followed:
                    yield number

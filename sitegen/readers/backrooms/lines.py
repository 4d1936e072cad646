"""The lines of a group chat, and what each could be by itself: an AI's header, a human's, or an event."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from sitegen.blocks.events import Event, read_event
from sitegen.model import Role, Span
from sitegen.readers.code_fences import outside_code

OBJECT = "\ufffc"
"""Qt's stand-in for a picture, which copied text loses."""

_HEADER = re.compile(r"(?m)^(AI-\d{1,4}) \((\S[^\n]{0,199})\)(:?)[^\S\n]*$")
_HUMAN_HEADER = re.compile(r"(?m)^You:(?: |(?P<alone>[^\S\n]*$))")
_EVENT = re.compile(r"(?m)^(?:[🎨🎬✨💭🌡🔍🔇🗳📋🤫🔊✅❌]|\[AI-|\[System:|\[Sora\])")


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks."""

    name: str
    role: Role
    model: str = ""


HUMAN = Voice("You", Role.USER)
"""The program's own word for the person in front of it."""
SYSTEM = Voice("System", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Header:
    """A line that begins a message."""

    span: Span
    """The line with its newline; of ``You: text`` only what stands before the text."""
    voice: Voice


def headers_in(text: str) -> list[re.Match[str]]:
    """The lines that look like an AI's header."""
    return [found for found in _HEADER.finditer(text) if _balanced(found[2])]


def _balanced(model: str) -> bool:
    """Whether the parentheses in a model's name pair up, so that the last one closes the header."""
    depths = list(accumulate((char == "(") - (char == ")") for char in model))
    return min(depths) == 0 == depths[-1] or not any(depths)


class Chat:
    """A chat by its lines, which are counted from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        found = headers_in(text)
        self.doubtful: tuple[int, ...] = ()
        """Lines ``You: text`` that no blank line sets apart; they may be somebody's words."""
        self.colon = bool(found) and bool(found[0][3])
        """The first header tells the generation; the other form is then something that somebody wrote."""
        written = {
            self.number(each.start()): Header(self._marker(each), Voice(each[1], Role.ASSISTANT, each[2]))
            for each in found
            if bool(each[3]) == self.colon
        }
        if self.colon:
            written |= {
                number: Header(self._marker(each), HUMAN)
                for each in _HUMAN_HEADER.finditer(text)
                if (number := self.number(each.start())) == 0
                or each["alone"] is not None
                or self.is_blank(number - 1)
            }
            self.doubtful = tuple(
                number
                for each in _HUMAN_HEADER.finditer(text)
                if (number := self.number(each.start())) not in written
            )
        lines = sorted({*written, *(self.number(each.start()) for each in _EVENT.finditer(text))})
        outside = outside_code(text, [self.start(number) for number in lines])
        fenced = {number for number, real in zip(lines, outside, strict=True) if not real}
        self.headers = {number: header for number, header in written.items() if number not in fenced}
        self.fenced_headers = sorted(fenced & written.keys())
        """Lines that would be headers, were they not in fenced code."""
        self._candidates = frozenset(lines) - fenced - self.headers.keys()
        self.failures = frozenset(self._failures())
        """Lines of bare words such as ``Image prompt too short`` that lead to a header or another event."""

    def __len__(self) -> int:
        return len(self._starts)

    def number(self, offset: int) -> int:
        """The line that holds an offset."""
        return bisect_right(self._starts, offset) - 1

    def start(self, number: int) -> int:
        """The offset at which a line begins."""
        return self._starts[number]

    def end(self, number: int) -> int:
        """Where a line ends, after its newline."""
        return self._starts[number + 1] if number + 1 < len(self) else len(self.text)

    def line(self, number: int) -> str:
        """A line without its newline."""
        return self.text[self.start(number) : self.end(number)].removesuffix("\n")

    def is_blank(self, number: int) -> bool:
        """Whether a line holds nothing that can be seen."""
        return not self.line(number).strip()

    def event(self, number: int) -> Event | None:
        """The event that a line begins, as far as the line alone can tell."""
        event = read_event(self.line(number)) if number in self._candidates else None
        if event is None:
            return None
        if self.line(number).startswith("[System:"):
            return event if self.colon and self._stands_alone(number) else None
        # `[AI-2 (Model)]: !image …` without a picture before it is a model that repeats its name.
        return event if event.name == "notice" or not self.line(number).startswith("[AI-") else None

    def _marker(self, header: re.Match[str]) -> Span:
        return Span(header.start(), header.end() + self.text.startswith("\n", header.end()))

    def _stands_alone(self, number: int) -> bool:
        around = (each for each in (number - 1, number + 1) if 0 <= each < len(self))
        return all(self.is_blank(each) for each in around)

    def _failures(self) -> Iterator[int]:
        leads = False
        for number in reversed(range(len(self))):
            if self.is_blank(number):
                continue
            if number in self.headers or self.event(number):
                leads = True
            elif leads:
                event = read_event(self.line(number))
                leads = event is not None and event.name == "failure" and number not in self._candidates
                if leads:
                    yield number

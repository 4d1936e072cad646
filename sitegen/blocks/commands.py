"""Commands that models type inside their messages, such as ``!image "a lighthouse"``: where they stand and
what they were given.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.blocks.tilde_fences import Tildes
from sitegen.model import Span
from sitegen.text.fences import Fence, read_fence

STRINGS = {
    "image": 1,
    "video": 1,
    "search": 1,
    "prompt": 1,
    "temperature": 1,
    "add_ai": 2,
    "remove_ai": 1,
    "list_models": 0,
    "mute_self": 0,
    "whisper": 2,
    "vote": 1,
}
"""Every command, and how many quoted strings it takes at most."""

MARKS = {'"': '"', "'": "'’", "“": '”"', "‘": "’'", "”": "”"}
"""Opening quotation mark → the marks that may close it; models mix straight and curly ones."""

_COMMAND = re.compile(r" {0,3}(!([A-Za-z_]+))(?=[\s\"'“‘”]|$)")
# A mark between two letters is an apostrophe.
_MARK = {
    opening: re.compile(rf"[{opening}{closers}](?!\w)|(?<!\w)[{opening}{closers}]")
    for opening, closers in MARKS.items()
}


Opens = Callable[[Fence, int], bool]


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it was typed."""

    span: Span
    """Of the text: from the exclamation mark to the end of what it was given."""
    name: str
    """In lower case, without the exclamation mark."""
    argument: str
    """All that it was given; without its quotation marks where it is one quoted string."""


def find_commands(text: str, opens: Opens | None = None) -> tuple[Command, ...]:
    """Every command that begins a line outside fenced code, in order.

    ``opens`` says of the fence in a line (from 0) whether it opens code; whoever gives a part of a message
    knows that better than the part.

    A quoted argument may span the lines of a paragraph. Where its quotation mark is never closed the
    command ends with its line: a stray mark must not swallow what follows.
    """
    return tuple(
        command
        for lines in _stretches(text, opens or Tildes(text.split("\n")).opens)
        if (command := _read(text, lines[0], Span(lines[0].start, lines[-1].end)))
    )


def _stretches(text: str, opens: Opens) -> Iterator[list[Span]]:
    """For each line that begins with a command, that line and those to which its argument could reach."""
    lines: list[Span] = []
    opener: Fence | None = None
    for n, line in enumerate(_lines(text)):
        fence = read_fence(text, line.start, line.end)
        if fence and not opener and not opens(fence, n):
            fence = None
        name = None if opener or fence else _command_at(text, line)
        if lines and (fence or name or not line.of(text).strip()):
            yield lines
            lines = []
        if fence and opener:
            opener = None if fence.closes(opener) else opener
        elif fence:
            opener = fence
        elif name:
            lines = [line]
        elif lines:
            lines.append(line)
    if lines:
        yield lines


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield Span(start, end)
        start = end + 1
    yield Span(start, len(text))


def _command_at(text: str, line: Span) -> re.Match[str] | None:
    found = _COMMAND.match(text, line.start, line.end)
    return found if found and found[2].lower() in STRINGS else None


def _read(text: str, line: Span, stretch: Span) -> Command | None:
    found = _command_at(text, line)
    assert found  # a stretch begins with a command
    name = found[2].lower()
    if not STRINGS[name]:
        return Command(Span(found.start(1), found.end(1)), name, "")
    end = line.start + len(line.of(text).rstrip())
    given = Span(_skip_blanks(text, found.end(1), end), end)
    if not given:
        return None
    if name == "temperature":
        given = Span(given.start, given.start + len(given.of(text).split(maxsplit=1)[0]))
    strings = list(_strings(text, given.start, stretch.end, STRINGS[name]))
    if strings:
        end = _options_end(text, strings[-1].end, stretch.end) if name == "vote" else strings[-1].end
        given = Span(given.start, end)
    return Command(Span(found.start(1), given.end), name, _unquoted(text, given, strings))


def _strings(text: str, start: int, limit: int, most: int) -> Iterator[Span]:
    """Quoted strings beside each other, at most so many; an unclosed one is none."""
    for _ in range(most):
        place = _skip_blanks(text, start, limit)
        close = _closing(text, place, limit) if place < limit and text[place] in MARKS else None
        if close is None:
            return
        yield Span(place, close + 1)
        start = close + 1


def _closing(text: str, opening: int, limit: int) -> int | None:
    """Where the mark stands that closes a string.

    Marks inside a string come in pairs. So a line that closes it has an odd number of them, and an even
    number follows the mark that does.
    """
    closers = MARKS[text[opening]]
    start = opening + 1
    while start < limit:
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        marks = [found.start() for found in _MARK[text[opening]].finditer(text, start, end)]
        if len(marks) % 2:
            return next(
                (mark for mark in marks[::2] if text[mark] in closers and _ends_word(text, mark)), None
            )
        start = end + 1
    return None


def _ends_word(text: str, mark: int) -> bool:
    return not text[mark + 1 : mark + 2].isalnum()


def _options_end(text: str, end: int, limit: int) -> int:
    """The end of a poll's options in square brackets, where there are any."""
    place = _skip_blanks(text, end, limit)
    close = text.find("]", place, limit) if text.startswith("[", place) else -1
    return close + 1 if close >= 0 else end


def _unquoted(text: str, given: Span, strings: list[Span]) -> str:
    argument = given.of(text)
    if strings:
        return argument[1:-1] if strings == [given] else argument
    opening = argument[0]
    if opening not in MARKS:
        return argument
    if len(argument) > 1 and argument[-1] in MARKS[opening]:
        return argument[1:-1]  # whole, though the marks inside are not in pairs
    return argument[1:] if len(_MARK[opening].findall(argument)) == 1 else argument


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start

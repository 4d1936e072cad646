"""Find the commands that models write in messages, such as ``!image "a lighthouse"``."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.blocks.tilde_fences import TildeFences
from sitegen.model import Span
from sitegen.text.fences import Fence, parse_fence

COMMANDS = {
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
"""Command → maximum number of its quoted strings."""

QUOTATION_MARKS = {'"': '"', "'": "'’", "“": '”"', "‘": "’'", "”": "”"}
"""Opening mark → possible closing marks; models mix straight and curly ones."""

_COMMAND = re.compile(r" {0,3}(!([A-Za-z_]+))(?=[\s\"'“‘”]|$)")
# Does not match between two letters, where the mark is an apostrophe.
_MARK = {
    opening: re.compile(rf"[{opening}{closers}](?!\w)|(?<!\w)[{opening}{closers}]")
    for opening, closers in QUOTATION_MARKS.items()
}


OpensCode = Callable[[Fence, int], bool]
"""Returns whether the fence in a line (from 0) opens code."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command in a message."""

    span: Span
    """From the exclamation mark to the end of the argument, in the text."""
    name: str
    """Lower case, without the exclamation mark."""
    argument: str
    """The whole argument; without its quotation marks if it is one quoted string."""


def find_commands(text: str, opens_code: OpensCode | None = None) -> tuple[Command, ...]:
    """Return every command at the start of a line outside fenced code, in order.

    Pass ``opens_code`` if ``text`` is part of a message, because it depends on the whole message.

    A quoted argument may span the lines of a paragraph. If its quotation mark is not closed, the command ends with
    its line, so that a stray mark does not include the following text.
    """
    return tuple(
        command
        for lines in _command_lines(text, opens_code or TildeFences(text.split("\n")).opens_code)
        if (command := _parse(text, lines[0], Span(lines[0].start, lines[-1].end)))
    )


def _command_lines(text: str, opens_code: OpensCode) -> Iterator[list[Span]]:
    """Yield each line that starts with a command, with the lines that its argument can span."""
    lines: list[Span] = []
    opener: Fence | None = None
    for n, line in enumerate(_lines(text)):
        fence = parse_fence(text, line.start, line.end)
        if fence and not opener and not opens_code(fence, n):
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
    match = _COMMAND.match(text, line.start, line.end)
    return match if match and match[2].lower() in COMMANDS else None


def _parse(text: str, line: Span, lines: Span) -> Command | None:
    match = _command_at(text, line)
    assert match  # `_command_lines` starts with one
    name = match[2].lower()
    if not COMMANDS[name]:
        return Command(Span(match.start(1), match.end(1)), name, "")
    end = line.start + len(line.of(text).rstrip())
    argument = Span(_skip_spaces(text, match.end(1), end), end)
    if not argument:
        return None
    if name == "temperature":
        argument = Span(argument.start, argument.start + len(argument.of(text).split(maxsplit=1)[0]))
    strings = list(_quoted_strings(text, argument.start, lines.end, COMMANDS[name]))
    if strings:
        end = _options_end(text, strings[-1].end, lines.end) if name == "vote" else strings[-1].end
        argument = Span(argument.start, end)
    return Command(Span(match.start(1), argument.end), name, _unquoted(text, argument, strings))


def _quoted_strings(text: str, start: int, limit: int, maximum: int) -> Iterator[Span]:
    """Yield the spans of consecutive quoted strings, at most ``maximum``; stop at an unclosed one."""
    for _ in range(maximum):
        opening = _skip_spaces(text, start, limit)
        is_quoted = opening < limit and text[opening] in QUOTATION_MARKS
        closing = _closing_mark(text, opening, limit) if is_quoted else None
        if closing is None:
            return
        yield Span(opening, closing + 1)
        start = closing + 1


def _closing_mark(text: str, opening: int, limit: int) -> int | None:
    """Return the offset of the mark that closes a string; None if it is not closed.

    Marks inside a string come in pairs. So the line that closes it has an odd number of marks, and an even number
    follows the closing one.
    """
    closers = QUOTATION_MARKS[text[opening]]
    start = opening + 1
    while start < limit:
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        marks = [match.start() for match in _MARK[text[opening]].finditer(text, start, end)]
        if len(marks) % 2:
            return next((mark for mark in marks[::2] if text[mark] in closers and _ends_word(text, mark)), None)
        start = end + 1
    return None


def _ends_word(text: str, mark: int) -> bool:
    return not text[mark + 1 : mark + 2].isalnum()


def _options_end(text: str, end: int, limit: int) -> int:
    """Return the end of the options of a poll in square brackets, or ``end`` if it has none."""
    opening = _skip_spaces(text, end, limit)
    closing = text.find("]", opening, limit) if text.startswith("[", opening) else -1
    return closing + 1 if closing >= 0 else end


def _unquoted(text: str, span: Span, strings: list[Span]) -> str:
    argument = span.of(text)
    if strings:
        return argument[1:-1] if strings == [span] else argument
    opening = argument[0]
    if opening not in QUOTATION_MARKS:
        return argument
    if len(argument) > 1 and argument[-1] in QUOTATION_MARKS[opening]:
        return argument[1:-1]  # although the marks inside are not in pairs
    return argument[1:] if len(_MARK[opening].findall(argument)) == 1 else argument


def _skip_spaces(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start

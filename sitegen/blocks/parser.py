"""Parse the text of a message into blocks: prose, code, art and commands; an event into one event or image block."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sitegen.blocks.ascii_art.detection import find_art, is_art
from sitegen.blocks.ascii_art.shapes import may_hold_art
from sitegen.blocks.backtick_rows import BacktickRows
from sitegen.blocks.commands import find_commands
from sitegen.blocks.events import parse_event_line
from sitegen.blocks.tilde_fences import TildeFences
from sitegen.model import Block, BlockKind, MessagePart, Span
from sitegen.text.fences import Fence, FencePairs, find_fences, parse_fence
from sitegen.text.line_index import line_starts

_LIST_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)])( +)(?=\S)")
_THOUGHT_START = re.compile(r"^[ \t]*<(think|thinking)>", re.MULTILINE)
# A fence with one of these words (or none) may contain a drawing; with any other language it is code.
_PICTURE_LANGUAGES = frozenset({"", "text", "txt", "plain", "plaintext", "ascii", "art", "diagram"})


def parse_speech(text: str) -> tuple[Block, ...]:
    """Parse a message of a participant into blocks; blocks never nest."""
    thoughts = tuple(_thoughts(text)) if "</think" in text else ()
    if not thoughts:
        return _parse_talk(text)
    blocks: list[Block] = []
    position = 0
    for thought in (*thoughts, None):
        end = thought.span.start if thought else len(text)
        blocks += (each.with_span(each.span.shifted(position)) for each in _parse_talk(text[position:end]))
        if thought:
            blocks.append(thought)
            position = thought.span.end
    return tuple(blocks)


def _thoughts(text: str) -> Iterator[Block]:
    """Yield what models write between ``<think>`` and ``</think>`` on lines of their own, outside code."""
    fences = tuple(find_fences(text))
    code = [(fences[n].start, len(text) if end is None else fences[end].start) for n, end in FencePairs(fences)]
    starts = [start for start, _ in code]
    position = 0
    while opening := _THOUGHT_START.search(text, position):
        around = bisect_right(starts, opening.start()) - 1
        if around >= 0 and code[around][1] > opening.start():
            position = code[around][1]
            continue
        tag = f"</{opening[1]}>"
        end = text.find(tag, opening.end())
        if end < 0:
            return
        position = end + len(tag)
        yield Block(BlockKind.THINKING, text[opening.end() : end].strip(), Span(opening.start(1) - 1, position))


def _parse_talk(text: str) -> tuple[Block, ...]:
    lines = _Lines(text)
    if "```" not in text and "~~~" not in text:  # most messages
        return tuple(_unfenced(lines, 0, len(lines.texts)))
    blocks: list[Block] = []
    for section in _sections(lines):
        if section.info is None:
            blocks += _unfenced(lines, section.first, section.end)
        else:
            blocks.append(_fenced(lines, section))
    return tuple(blocks)


def parse_parts(parts: Iterable[MessagePart]) -> tuple[Block, ...]:
    """Return the blocks of a message whose format marks its parts; a text is parsed as speech."""
    return tuple(
        block
        for part in parts
        for block in (
            (replace(block, span=part.span) for block in parse_speech(part.text))
            if part.kind is BlockKind.PROSE
            else (_part_block(part),)
        )
    )


def _part_block(part: MessagePart) -> Block:
    return Block(part.kind, part.text, part.span, name=part.name, argument=part.argument, asset=part.asset)


def parse_event(text: str) -> tuple[Block, ...]:
    """Parse an event line into one block; a line of unknown form is an event without a name."""
    event = parse_event_line(text)
    whole = Span(0, len(text))
    if event is None:
        return (Block(BlockKind.EVENT, text, whole),)
    kind = BlockKind.IMAGE if event.name == "image_created" else BlockKind.EVENT
    argument = f"{event.argument}..." if event.truncated else event.argument  # as in the line
    return (Block(kind, text, whole, name=event.name, argument=argument),)


class _Lines:
    """The lines of a message and their offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.texts = text.split("\n")
        self.starts = line_starts(self.texts)
        self.may_hold_art = may_hold_art(text)
        self._tildes = TildeFences(self.texts)
        self._backticks = BacktickRows(self.texts)
        self._item_ends: dict[int, tuple[int, int]] = {}  # by indent: a range of lines in one item

    def opens_code(self, fence: Fence, line: int) -> bool:
        """Return whether ``fence`` in ``line`` opens code, called outside code only; it may be part of a drawing."""
        return (
            self._tildes.opens_code(fence, line)
            if fence.char == "~"
            else not self._backticks.is_row(line, closes=False)
        )

    def closes_code(self, fence: Fence, line: int) -> bool:
        """Return whether ``fence`` in ``line`` can close code; it may be part of a drawing."""
        return fence.char == "~" or not self._backticks.is_row(line, closes=True)

    def item_end(self, line: int, indent: int) -> int:
        """Return the first line from ``line`` on that a list item whose text is indented by ``indent`` has not."""
        start, end = self._item_ends.get(indent, (0, 0))
        if not start <= line < end:
            margin = " " * indent
            rest = range(line, len(self.texts))
            end = next(
                (n for n in rest if self.texts[n].strip() and not self.texts[n].startswith(margin)), len(self.texts)
            )
            self._item_ends[indent] = line, end
        return end

    def span(self, first: int, end: int) -> Span:
        """Return the span of the lines ``first`` to ``end`` (half-open), without the last newline."""
        return Span(self.starts[first], self.starts[end] - 1)


@dataclass(slots=True)
class _Section:
    """Lines ``first`` to ``end`` (half-open): either one fenced block, or lines outside fences."""

    first: int
    end: int
    info: str | None = None
    """Info string of the fence; None outside fences."""
    closed: bool = False
    indent: int = 0
    """Spaces to remove from the lines of the block."""


def _sections(lines: _Lines) -> Iterator[_Section]:
    """Split at top-level fences, as `FencePairs` pairs them, but not at those in drawings.

    A fence in a list item stays in the prose if Markdown pairs it alike, because removing it would split the list.
    """
    fences = tuple(find_fences(lines.text))
    places = [bisect_right(lines.starts, fence.start) - 1 for fence in fences]
    pairs = FencePairs(
        fences,
        lambda n: fences[n].is_in_list or lines.opens_code(fences[n], places[n]),
        lambda n: fences[n].is_in_list or lines.closes_code(fences[n], places[n]),
    )
    first = position = 0
    item_indent = 0  # column of the text of the current list item; 0 outside lists
    n = 0
    while n < len(fences):
        fence, end, opener = fences[n], pairs.ends[n], places[n]
        for line in lines.texts[position : opener + 1]:
            item_indent = _item_indent(line, item_indent)
        position = opener + 1
        in_item = fence.is_item or fence.indent >= item_indent > 0
        item_end = lines.item_end(position, item_indent) if in_item and pairs.opens[n] else 0
        after = len(lines.texts) if end is None else places[end] + 1
        ends_with_item = in_item and (
            end is None or (item_end < after and not pairs.is_nested[n] and fences[n + 1].nests_in(fence))
        )
        if not pairs.opens[n] or ends_with_item or (fence.is_in_list and not in_item):
            n += 1
            continue
        if not in_item or pairs.is_nested[n] or item_end < after:
            yield _Section(first, opener)
            yield _Section(opener, after, fence.info, closed=end is not None, indent=fence.indent if in_item else 0)
            first, item_indent = after, 0
        position = after
        n = len(fences) if end is None else end + 1
    yield _Section(first, len(lines.texts))


def _item_indent(line: str, current: int) -> int:
    """Return the column of the text of the current list item after this line."""
    if not line.strip():
        return current
    if item := _LIST_ITEM.match(line):
        return item.end()
    return current if len(line) - len(line.lstrip(" ")) >= current else 0


def _fenced(lines: _Lines, section: _Section) -> Block:
    inner = lines.texts[section.first + 1 : section.end - section.closed]
    if section.indent:
        inner = [line[min(section.indent, len(line) - len(line.lstrip(" "))) :] for line in inner]
    language, _, rest = (section.info or "").partition(" ")
    if language and not any(map(str.isalnum, section.info or "")):  # the first row of a drawing
        row = lines.texts[section.first].lstrip(" ")
        inner, language, rest = [row.lstrip(row[0]), *inner], "", ""
    art = language.lower() in _PICTURE_LANGUAGES and is_art(inner)
    kind = BlockKind.ART if art else BlockKind.CODE
    span = lines.span(section.first, section.end)
    return Block(kind, "\n".join(inner), span, language=language, argument=rest.strip())


def _unfenced(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    """Yield the blocks of lines outside fences; commands are found first, because they may span lines."""
    if first == end:
        return
    if "!" in lines.text:
        whole = lines.span(first, end)
        part = first
        for command in find_commands(whole.of(lines.text), lambda fence, line: lines.opens_code(fence, part + line)):
            span = command.span.shifted(whole.start)
            before = bisect_right(lines.starts, span.start) - 1
            yield from _art_and_prose(lines, first, before)
            yield Block(BlockKind.COMMAND, span.of(lines.text), span, name=command.name, argument=command.argument)
            first = bisect_left(lines.starts, span.end)
            yield from _rest_of_line(lines, Span(span.end, lines.starts[first] - 1))
    yield from _art_and_prose(lines, first, end)


def _rest_of_line(lines: _Lines, rest: Span) -> Iterator[Block]:
    """Yield the text after a command on its line as prose."""
    prose = rest.of(lines.text).strip()
    if prose:
        start = lines.text.index(prose, rest.start)
        yield Block(BlockKind.PROSE, prose, Span(start, start + len(prose)))


def _art_and_prose(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    position = first
    texts = lines.texts[first:end] if lines.may_hold_art else ()
    for span_in_texts in find_art(_without_fences(texts)):
        art = span_in_texts.shifted(first)
        yield from _prose(lines, position, art.start)
        span = lines.span(art.start, art.end)
        yield Block(BlockKind.ART, span.of(lines.text), span)
        position = art.end
    yield from _prose(lines, position, end)


def _without_fences(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines with a plain word for each line of fenced code in a list item."""
    openers = _fences_in_lists(lines)
    if not openers:
        return lines
    result = []
    fence = ""
    for n, line in enumerate(lines):
        if fence:
            result.append("code")
            fence = "" if line.strip().startswith(fence) else fence
        else:
            fence = openers.get(n, "")
            result.append("code" if fence else line)
    return result


def _fences_in_lists(lines: Sequence[str]) -> dict[int, str]:
    """Return the lines in list items that open code, with their fences."""
    fences: dict[int, str] = {}
    if not any("```" in line or "~~~" in line for line in lines):  # nearly always
        return fences
    tildes = TildeFences(lines, nested=True)
    item_indent = 0
    for n, line in enumerate(lines):
        item_indent = _item_indent(line, item_indent)
        text = line.lstrip(" ")
        fence = parse_fence(text) if len(line) - len(text) >= item_indent > 0 else None
        if fence and tildes.opens_code(fence, n):
            fences[n] = fence.char * fence.length
    return fences


def _prose(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    while first < end and not lines.texts[first].strip():
        first += 1
    while first < end and not lines.texts[end - 1].strip():
        end -= 1
    if first < end:
        span = lines.span(first, end)
        yield Block(BlockKind.PROSE, span.of(lines.text), span)

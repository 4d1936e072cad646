"""A message's text → its blocks: prose, code, art, commands; of an event one event or image block."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sitegen.blocks.ascii_art.detection import find_art, is_art
from sitegen.blocks.ascii_art.shapes import may_hold_art
from sitegen.blocks.commands import find_commands
from sitegen.blocks.events import read_event
from sitegen.blocks.tilde_fences import Tildes
from sitegen.model import Block, BlockKind, Span
from sitegen.text.fences import Fence, read_fence

_LIST_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)])( +)(?=\S)")
# A fence with one of these words (or none) may hold a drawing; any other language says that it is code.
_PICTURE_LANGUAGES = frozenset({"", "text", "txt", "plain", "plaintext", "ascii", "art", "diagram"})


def parse_speech(text: str) -> tuple[Block, ...]:
    """The blocks of what a participant said. Nothing inside code or art is read as anything else."""
    lines = _Lines(text)
    if "```" not in text and "~~~" not in text:  # most messages
        return tuple(_unfenced(lines, 0, len(lines.texts)))
    blocks: list[Block] = []
    for stretch in _stretches(lines):
        if stretch.info is None:
            blocks += _unfenced(lines, stretch.first, stretch.end)
        else:
            blocks.append(_fenced(lines, stretch))
    return tuple(blocks)


def parse_event(text: str) -> tuple[Block, ...]:
    """The one block of an event line; a line of unknown kind is an event without a name."""
    event = read_event(text)
    whole = Span(0, len(text))
    if event is None:
        return (Block(BlockKind.EVENT, text, whole),)
    kind = BlockKind.IMAGE if event.name == "image_created" else BlockKind.EVENT
    argument = f"{event.argument}..." if event.truncated else event.argument  # as the line has it
    return (Block(kind, text, whole, name=event.name, argument=argument),)


class _Lines:
    """The lines of a message, and where each begins in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.texts = text.split("\n")
        self.starts = list(accumulate((len(line) + 1 for line in self.texts), initial=0))
        self.may_hold_art = may_hold_art(text)
        self.tildes = Tildes(self.texts)

    def span(self, first: int, end: int) -> Span:
        """The characters of the lines ``first`` to ``end`` (half-open), without the last newline."""
        return Span(self.starts[first], self.starts[end] - 1)


@dataclass(slots=True)
class _Stretch:
    """Lines ``first`` to ``end`` (half-open) that are one fenced block, or none of them fenced."""

    first: int
    end: int
    info: str | None = None
    """The info string of the fence; None where there is none."""
    closed: bool = False


def _stretches(lines: _Lines) -> Iterator[_Stretch]:
    """Splits at the fences that CommonMark would see at the top level of a document, but for drawn tildes.

    A fence that belongs to a list item stays in the prose: taking it out would cut the list in two.
    """
    first = 0
    opener: Fence | None = None
    item_indent = 0  # where the text of the open list item begins; 0 outside lists
    for n, line in enumerate(lines.texts):
        fence = read_fence(line)
        if opener:
            if fence and fence.closes(opener):
                yield _Stretch(first, n + 1, opener.info, closed=True)
                first, opener = n + 1, None
            continue
        item_indent = _item_indent(line, item_indent)
        if fence and not fence.indent >= item_indent > 0 and lines.tildes.opens(fence, n):
            yield _Stretch(first, n)
            first, opener, item_indent = n, fence, 0
    yield _Stretch(first, len(lines.texts), opener.info if opener else None)


def _item_indent(line: str, current: int) -> int:
    """The column where the open list item's text begins, after this line."""
    if not line.strip():
        return current
    if item := _LIST_ITEM.match(line):
        return item.end()
    return current if len(line) - len(line.lstrip(" ")) >= current else 0


def _fenced(lines: _Lines, stretch: _Stretch) -> Block:
    inner = lines.texts[stretch.first + 1 : stretch.end - stretch.closed]
    language, _, rest = (stretch.info or "").partition(" ")
    art = language.lower() in _PICTURE_LANGUAGES and is_art(inner)
    kind = BlockKind.ART if art else BlockKind.CODE
    span = lines.span(stretch.first, stretch.end)
    return Block(kind, "\n".join(inner), span, language=language, argument=rest.strip())


def _unfenced(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    """Commands first, because they may span lines; then drawings; what remains is prose."""
    if first == end:
        return
    if "!" in lines.text:
        whole = lines.span(first, end)
        part = first
        for command in find_commands(
            whole.of(lines.text), lambda fence, line: lines.tildes.opens(fence, part + line)
        ):
            span = command.span.shifted(whole.start)
            before = bisect_right(lines.starts, span.start) - 1
            yield from _drawn(lines, first, before)
            yield Block(
                BlockKind.COMMAND, span.of(lines.text), span, name=command.name, argument=command.argument
            )
            first = bisect_left(lines.starts, span.end)
            yield from _rest_of_line(lines, Span(span.end, lines.starts[first] - 1))
    yield from _drawn(lines, first, end)


def _rest_of_line(lines: _Lines, rest: Span) -> Iterator[Block]:
    """What follows a command on its line is prose."""
    said = rest.of(lines.text).strip()
    if said:
        start = lines.text.index(said, rest.start)
        yield Block(BlockKind.PROSE, said, Span(start, start + len(said)))


def _drawn(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    done = first
    texts = lines.texts[first:end] if lines.may_hold_art else ()
    for found in find_art(_without_fences(texts)):
        art = found.shifted(first)
        yield from _prose(lines, done, art.start)
        span = lines.span(art.start, art.end)
        yield Block(BlockKind.ART, span.of(lines.text), span)
        done = art.end
    yield from _prose(lines, done, end)


def _without_fences(lines: Sequence[str]) -> Sequence[str]:
    """The lines; for those between the fences of a list item, which are code, a plain word stands."""
    tildes = _tildes_in_lists(lines)
    shown = []
    fence = ""
    for n, line in enumerate(lines):
        bare = line.strip()
        if fence:
            shown.append("code")
            fence = "" if bare.startswith(fence) else fence
        else:
            fence = "```" if bare.startswith("```") else tildes.get(n, "")
            shown.append("code" if fence else line)
    return shown


def _tildes_in_lists(lines: Sequence[str]) -> dict[int, str]:
    """The lines of list items that open code with tildes, and these."""
    found: dict[int, str] = {}
    if not any("~~~" in line for line in lines):  # nearly always
        return found
    tildes = Tildes(lines, nested=True)
    item_indent = 0
    for n, line in enumerate(lines):
        item_indent = _item_indent(line, item_indent)
        bare = line.lstrip(" ")
        fence = read_fence(bare) if len(line) - len(bare) >= item_indent > 0 else None
        if fence and fence.char == "~" and tildes.opens(fence, n):
            found[n] = fence.char * fence.length
    return found


def _prose(lines: _Lines, first: int, end: int) -> Iterator[Block]:
    while first < end and not lines.texts[first].strip():
        first += 1
    while first < end and not lines.texts[end - 1].strip():
        end -= 1
    if first < end:
        span = lines.span(first, end)
        yield Block(BlockKind.PROSE, span.of(lines.text), span)

"""A message's text → its blocks: prose, code, art, commands; of an event one event or image block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.art import find_art, is_art
from sitegen.commands import find_commands
from sitegen.events import read_event
from sitegen.model import Block, BlockKind, Span

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})([^\n]*)")
_LIST_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)])( +)(?=\S)")
# A fence with one of these words (or none) may hold a drawing; any other language says that it is code.
_PICTURE_LANGUAGES = frozenset({"", "text", "txt", "plain", "plaintext", "ascii", "art", "diagram"})


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def parse_speech(text: str) -> tuple[Block, ...]:
    """The blocks of what a participant said. Nothing inside code or art is read as anything else."""
    blocks: list[Block] = []
    for stretch in _stretches(_lines(text)):
        if stretch.fence is None:
            blocks += _unfenced(text, stretch.lines)
        else:
            blocks.append(_fenced(stretch))
    return tuple(blocks)


def parse_event(text: str) -> tuple[Block, ...]:
    """The one block of an event line; a line of unknown kind is an event without a name."""
    event = read_event(text)
    whole = Span(0, len(text))
    if event is None:
        return (Block(BlockKind.EVENT, text, whole),)
    kind = BlockKind.IMAGE if event.name == "image_created" else BlockKind.EVENT
    return (Block(kind, text, whole, name=event.name, argument=event.argument),)


@dataclass(slots=True)
class _Stretch:
    """Lines that are one fenced block (``fence`` is its info string), or none of them fenced."""

    lines: list[_Line]
    fence: str | None = None
    closed: bool = False


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, line)
        start += len(line) + 1


def _stretches(lines: Iterator[_Line]) -> Iterator[_Stretch]:
    """Splits at the fences that CommonMark would see at the top level of a document.

    A fence that belongs to a list item stays in the prose: taking it out would cut the list in two.
    """
    current = _Stretch([])
    fence = ""
    item_indent = 0  # where the text of the open list item begins; 0 outside lists
    for line in lines:
        if current.fence is not None:
            current.lines.append(line)
            if _closes(line.text, fence):
                current.closed = True
                yield current
                current = _Stretch([])
            continue
        item_indent = _item_indent(line.text, item_indent)
        opening = _FENCE.fullmatch(line.text)
        if opening and len(opening[1]) >= item_indent > 0:
            opening = None
        if opening and not (opening[2][0] == "`" and "`" in opening[3]):
            yield current
            fence, item_indent = opening[2], 0
            current = _Stretch([line], opening[3].strip())
        else:
            current.lines.append(line)
    yield current


def _item_indent(line: str, current: int) -> int:
    """The column where the open list item's text begins, after this line."""
    if not line.strip():
        return current
    if item := _LIST_ITEM.match(line):
        return item.end()
    return current if len(line) - len(line.lstrip(" ")) >= current else 0


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return (
        bool(bare)
        and bare == fence[0] * len(bare)
        and len(bare) >= len(fence)
        and len(line) - len(line.lstrip(" ")) <= 3
    )


def _fenced(stretch: _Stretch) -> Block:
    inner = stretch.lines[1 : -1 if stretch.closed else None]
    language = (stretch.fence or "").split(" ")[0]
    lines = [line.text for line in inner]
    art = language.lower() in _PICTURE_LANGUAGES and is_art(lines)
    span = Span(stretch.lines[0].start, stretch.lines[-1].end)
    return Block(BlockKind.ART if art else BlockKind.CODE, "\n".join(lines), span, language=language)


def _unfenced(text: str, lines: list[_Line]) -> Iterator[Block]:
    """Commands first, because they may span lines; then drawings; what remains is prose."""
    if not lines:
        return
    start, end = lines[0].start, lines[-1].end
    at = start
    for command in find_commands(text[start:end]):
        span = command.span.shifted(start)
        yield from _drawn(text, Span(at, span.start))
        yield Block(BlockKind.COMMAND, span.of(text), span, name=command.name, argument=command.argument)
        at = span.end
    yield from _drawn(text, Span(at, end))


def _drawn(text: str, stretch: Span) -> Iterator[Block]:
    lines = [_Line(stretch.start + line.start, line.text) for line in _lines(stretch.of(text))]
    done = 0
    for found in find_art(_without_fences(lines)):
        yield from _prose(text, lines[done : found.start])
        span = Span(lines[found.start].start, lines[found.end - 1].end)
        yield Block(BlockKind.ART, span.of(text), span)
        done = found.end
    yield from _prose(text, lines[done:])


def _without_fences(lines: list[_Line]) -> list[str]:
    """The lines' texts; those between the fences of a list item are code, so a plain word stands for them."""
    texts = []
    fence = ""
    for line in lines:
        bare = line.text.strip()
        if fence:
            texts.append("code")
            fence = "" if bare.startswith(fence) else fence
        else:
            fence = bare[:3] if bare.startswith(("```", "~~~")) else ""
            texts.append("code" if fence else line.text)
    return texts


def _prose(text: str, lines: list[_Line]) -> Iterator[Block]:
    spoken = [n for n, line in enumerate(lines) if line.text.strip()]
    if spoken:
        span = Span(lines[spoken[0]].start, lines[spoken[-1]].end)
        yield Block(BlockKind.PROSE, span.of(text), span)

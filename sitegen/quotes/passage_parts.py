"""Cut the source of quoted words out of messages, so that a passage can be shown as its page shows it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sitegen.blocks.parser import parse_speech
from sitegen.model import Block, BlockKind

EMPHASIS = "*_~`"
"""Signs of Markdown right before or after quoted words may belong to them."""
LINE_START = re.compile(rf"[ \t]*(?:(?:>|#{{1,6}}|[-+*]|\d{{1,9}}[.)])[ \t]+)*[{EMPHASIS}]*")
"""Pattern of markers before the first word of a line in Markdown."""
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^\n]*")


class PassagePart(NamedTuple):
    """A block of a message, or as much of it as is quoted."""

    kind: BlockKind
    text: str
    """For prose its Markdown, with the signs right before and after the words."""
    info: str = ""
    """For code: what is written after the fence, if that line is quoted too."""


def passage_parts(texts: Sequence[str], start: int, end: int) -> tuple[PassagePart, ...]:
    """Return the parts of consecutive messages, from ``start`` in the first text to ``end`` in the last one."""
    parts: list[PassagePart] = []
    for n, text in enumerate(texts):
        is_last = n == len(texts) - 1
        parts += _parts_between(text, 0 if n else start, end if is_last else len(text))
    return tuple(parts)


def _parts_between(text: str, start: int, end: int) -> Iterator[PassagePart]:
    for block in parse_speech(text):
        first, last = max(start, block.span.start), min(end, block.span.end)
        if first >= last:
            continue
        if block.kind is BlockKind.PROSE:
            yield PassagePart(block.kind, text[_before(text, first, block) : _after(text, last, block)])
        elif (first, last) == (block.span.start, block.span.end):
            yield PassagePart(block.kind, block.text, _info(block))
        else:
            line = text.rfind("\n", block.span.start, first) + 1 or block.span.start
            is_indented = text[line:first].isspace()
            lines = text[line if is_indented else first : last].split("\n")
            fenced = [n for n in (0, len(lines) - 1) if _FENCE.fullmatch(lines[n])]
            words = "\n".join(each for n, each in enumerate(lines) if n not in fenced)
            yield PassagePart(block.kind, words, _info(block) if 0 in fenced else "")


def _info(block: Block) -> str:
    return f"{block.language} {block.argument}".strip() if block.kind is BlockKind.CODE else ""


def _before(text: str, start: int, block: Block) -> int:
    """Return the start of the line if only signs of Markdown are before ``start``; else the start of such signs."""
    line = max(text.rfind("\n", block.span.start, start) + 1, block.span.start)
    if LINE_START.fullmatch(text, line, start):
        return line
    return line + len(text[line:start].rstrip(EMPHASIS))


def _after(text: str, end: int, block: Block) -> int:
    rest = text[end : block.span.end]
    return end + len(rest) - len(rest.lstrip(EMPHASIS))

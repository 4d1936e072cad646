"""Show the colours of terminals (ANSI escape codes, ECMA-48 SGR) as classes; other escape codes stay in the text.

256 colours and true colours become the nearest of the 16 that a theme has.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from markupsafe import Markup

from sitegen.render.invisible_characters import Mark, visible

_SGR = re.compile(r"\x1b\[([0-9;:]{0,99})m")
_LEVELS = (0, 95, 135, 175, 215, 255)
"""Of each channel in the cube of 6 × 6 × 6 colours."""
_PALETTE = (
    (0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128), (128, 0, 128), (0, 128, 128), (192, 192, 192),
    (128, 128, 128), (255, 0, 0), (0, 255, 0), (255, 255, 0), (0, 0, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Style:
    foreground: int | None = None
    background: int | None = None
    is_bold: bool = False
    is_dim: bool = False
    is_underlined: bool = False
    is_reversed: bool = False

    @property
    def classes(self) -> str:
        foreground, background = self.foreground, self.background
        if self.is_reversed:
            foreground, background = background, 7 if foreground is None else foreground
        names = (
            f"fg-{foreground}" if foreground is not None else "",
            f"bg-{background}" if background is not None else "",
            "bold" if self.is_bold else "",
            "dim" if self.is_dim else "",
            "underlined" if self.is_underlined else "",
        )
        return " ".join(filter(None, names))


class _Run(NamedTuple):
    text: str
    style: _Style


def has_colours(text: str) -> bool:
    """Return whether the text has codes of colours."""
    return "\x1b[" in text and _SGR.search(text) is not None


def without_colours(text: str) -> str:
    """Return the text without codes of colours."""
    return _SGR.sub("", text) if "\x1b[" in text else text


def coloured(text: str, mark: Mark = str) -> Markup:
    """Return the text as HTML, with an element for each run of one style."""
    parts = []
    for run in _runs(text):
        html = visible(run.text, mark)
        classes = run.style.classes
        parts.append(f'<span class="{classes}">{html}</span>' if classes else html)
    return Markup("".join(parts))  # noqa: S704  # escaped by `visible`


def _runs(text: str) -> Iterator[_Run]:
    style, position = _Style(), 0
    for match in _SGR.finditer(text):
        if match.start() > position:
            yield _Run(text[position : match.start()], style)
        style = _restyled(style, [int(each or 0) for each in re.split("[;:]", match[1])])
        position = match.end()
    if position < len(text):
        yield _Run(text[position:], style)


def _restyled(style: _Style, numbers: Iterable[int]) -> _Style:
    """Return the style after one escape sequence."""
    codes = [*numbers][::-1]
    while codes:
        code = codes.pop()
        tens, ones = divmod(code, 10)
        if code == 0:
            style = _Style()
        elif code in (38, 48):
            colour = _extended_colour(codes)
            style = replace(style, foreground=colour) if code == 38 else replace(style, background=colour)
        elif tens in (3, 9) and ones in range(8):
            style = replace(style, foreground=ones + (8 if tens == 9 else 0))
        elif tens in (4, 10) and ones in range(8):
            style = replace(style, background=ones + (8 if tens == 10 else 0))
        elif code == 39:
            style = replace(style, foreground=None)
        elif code == 49:
            style = replace(style, background=None)
        elif code in (1, 2, 22):
            style = replace(style, is_bold=code == 1, is_dim=code == 2)
        elif code in (4, 24):
            style = replace(style, is_underlined=code == 4)
        elif code in (7, 27):
            style = replace(style, is_reversed=code == 7)
    return style


def _extended_colour(codes: list[int]) -> int | None:
    """Take ``5;n`` or ``2;r;g;b`` from the end of ``codes``, which are reversed; return the nearest colour."""
    mode = codes.pop() if codes else 0
    if mode == 5 and codes:
        number = codes.pop()
        if number < 16:
            return number
        if number < 232:
            rest = number - 16
            return _nearest((_LEVELS[rest // 36], _LEVELS[rest // 6 % 6], _LEVELS[rest % 6]))
        return _nearest((8 + 10 * (number - 232),) * 3) if number < 256 else None
    if mode == 2 and len(codes) >= 3:
        return _nearest((codes.pop(), codes.pop(), codes.pop()))
    codes.clear()  # incomplete: the rest means nothing
    return None


def _nearest(rgb: tuple[int, int, int]) -> int:
    def distance(number: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(rgb, _PALETTE[number], strict=True))

    return min(range(16), key=distance)

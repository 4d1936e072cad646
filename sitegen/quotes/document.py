"""An essay as the rules see it, whatever it was written in: paragraphs, the links in them, blockquotes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.model import Span

MOST_NESTING = 20
"""Blockquotes around a paragraph that it knows of, the inner ones."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or something quoted that names its source."""

    url: str
    span: Span | None
    """Of the URL in the essay."""
    line: int
    start: int = 0
    """Of its text in the paragraph."""
    end: int = 0
    is_cite: bool = False
    """``<q cite>``: its text is what is quoted."""


class Note(NamedTuple):
    """The mark of a footnote."""

    label: str
    at: int
    """In the paragraph's text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that belongs together: also an item of a list, a heading, a cell, a block of code."""

    text: str
    """As a reader sees it; lines of the source and ``<br>`` end with a newline."""
    line: int
    """From 1."""
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    quotes: tuple[int, ...] = ()
    """The blockquotes around it, outermost first."""
    footnote: str = ""
    """The label of the footnote it stands in."""
    is_attribution: bool = False
    """``<footer>``, ``<figcaption>`` and the like."""


@dataclass(frozen=True, slots=True)
class Blockquote:
    """A blockquote; its number is its place in the outline."""

    cite: Link | None = None
    lines: tuple[str, ...] = ()
    """As it was typed, without its marks."""
    line: int = 0
    """Of the first of them, from 1."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An essay."""

    paragraphs: tuple[Paragraph, ...]
    blockquotes: tuple[Blockquote, ...]


@dataclass(slots=True)
class Builder:
    """Takes an essay piece by piece."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    blockquotes: list[Blockquote] = field(default_factory=list)
    footnote: str = ""
    attributions: int = 0
    """How many elements that only name a source are open."""
    line: int = 1
    """Of what comes next."""
    _path: list[int] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _size: int = 0
    _open: list[tuple[Link, int]] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _line: int = 1

    def say(self, text: str) -> None:
        """More text of the paragraph."""
        if not self._parts:
            self._line = self.line
        self._parts.append(text)
        self._size += len(text)

    def ends_with_blank(self) -> bool:
        """Whether more white space would change nothing."""
        return not self._parts or self._parts[-1][-1:].isspace()

    def end_paragraph(self) -> None:
        """What comes next is another paragraph; a link that is open ends here."""
        while self._open:
            self.close_link(self._open[-1][0].is_cite)
        text = "".join(self._parts)
        if text.strip() or self._links:
            self.paragraphs.append(
                Paragraph(
                    text,
                    self._line,
                    tuple(self._links),
                    tuple(self._notes),
                    tuple(self._path[-MOST_NESTING:]),
                    self.footnote,
                    self.attributions > 0,
                )
            )
        self._parts, self._size, self._links, self._notes = [], 0, [], []

    def open_link(self, link: Link) -> None:
        """The text of a link begins."""
        self._open.append((link, self._size))

    def close_link(self, is_cite: bool = False) -> None:
        """The text of the last open link (or ``<q cite>``) ends; nothing where none is open."""
        for n in reversed(range(len(self._open))):
            link, start = self._open[n]
            if link.is_cite == is_cite:
                self._links.append(Link(link.url, link.span, link.line, start, self._size, is_cite))
                del self._open[n]
                return

    def note(self, label: str) -> None:
        """The mark of a footnote stands here."""
        self._notes.append(Note(label, self._size))

    def open_blockquote(self, blockquote: Blockquote) -> None:
        """What follows is quoted."""
        self.end_paragraph()
        self._path.append(len(self.blockquotes))
        self.blockquotes.append(blockquote)

    def close_blockquote(self) -> None:
        """The innermost blockquote ends; nothing where none is open."""
        self.end_paragraph()
        if self._path:
            self._path.pop()

    @contextmanager
    def paragraph(self, line: int) -> Iterator[None]:
        """A paragraph that begins on this line."""
        self.end_paragraph()
        self.line = line
        yield
        self.end_paragraph()

    def outline(self) -> Outline:
        """The whole essay."""
        self.end_paragraph()
        return Outline(tuple(self.paragraphs), tuple(self.blockquotes))

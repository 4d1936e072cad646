"""The structure of an essay, Markdown or HTML, for `extraction`: paragraphs, links and blockquotes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sitegen.model import Span

MAX_NESTING = 20
"""Maximum number of blockquotes that a paragraph records, the inner ones."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A link, or a ``cite`` attribute."""

    url: str
    span: Span | None
    """Span of the URL in the essay."""
    line: int
    start: int = 0
    """Start of its text in the paragraph."""
    end: int = 0
    is_cite: bool = False
    """True for ``<q cite>``, whose text is the quotation."""
    is_bare: bool = False
    """True for a URL in the text, which is no link in the page."""


class FootnoteReference(NamedTuple):
    """A reference to a footnote, ``[^1]``."""

    label: str
    offset: int
    """In the text of the paragraph."""


@dataclass(frozen=True, slots=True)
class DocumentParagraph:
    """A paragraph, list item, heading, table cell or code block."""

    text: str
    """Rendered text; lines of the source and ``<br>`` end with a newline."""
    line: int
    """From 1."""
    links: tuple[DocumentLink, ...] = ()
    footnote_references: tuple[FootnoteReference, ...] = ()
    blockquotes: tuple[int, ...] = ()
    """Indices of the blockquotes around it, outermost first."""
    footnote: str = ""
    """Label of the footnote that contains it."""
    is_attribution: bool = False
    """True for ``<footer>`` and ``<figcaption>``."""


@dataclass(frozen=True, slots=True)
class Blockquote:
    """A blockquote; identified by its index in the document."""

    cite: DocumentLink | None = None
    lines: tuple[str, ...] = ()
    """Source lines, without the ``>`` marks."""
    line: int = 0
    """Number of the first line, from 1."""


@dataclass(frozen=True, slots=True)
class EssayDocument:
    """A parsed essay."""

    paragraphs: tuple[DocumentParagraph, ...]
    blockquotes: tuple[Blockquote, ...]


@dataclass(slots=True)
class DocumentBuilder:
    """Builds a document from a stream of text and tags."""

    paragraphs: list[DocumentParagraph] = field(default_factory=list)
    blockquotes: list[Blockquote] = field(default_factory=list)
    footnote: str = ""
    open_attributions: int = 0
    """Number of open ``<footer>`` and ``<figcaption>`` elements."""
    line: int = 1
    """Line of the following text."""
    _open_blockquotes: list[int] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _size: int = 0
    _open_links: list[tuple[DocumentLink, int]] = field(default_factory=list)
    _links: list[DocumentLink] = field(default_factory=list)
    _footnote_references: list[FootnoteReference] = field(default_factory=list)
    _paragraph_line: int = 1

    def add_text(self, text: str) -> None:
        """Append text to the paragraph."""
        if not self._parts:
            self._paragraph_line = self.line
        self._parts.append(text)
        self._size += len(text)

    def ends_with_space(self) -> bool:
        """Return whether further whitespace would collapse."""
        return not self._parts or self._parts[-1][-1:].isspace()

    def end_paragraph(self) -> None:
        """End the paragraph and its open links."""
        while self._open_links:
            self.close_link(self._open_links[-1][0].is_cite)
        text = "".join(self._parts)
        if text.strip() or self._links:
            self.paragraphs.append(
                DocumentParagraph(
                    text,
                    self._paragraph_line,
                    tuple(self._links),
                    tuple(self._footnote_references),
                    tuple(self._open_blockquotes[-MAX_NESTING:]),
                    self.footnote,
                    self.open_attributions > 0,
                )
            )
        self._parts, self._size, self._links, self._footnote_references = [], 0, [], []

    def open_link(self, link: DocumentLink) -> None:
        """Start the text of a link."""
        self._open_links.append((link, self._size))

    def close_link(self, is_cite: bool = False) -> None:
        """End the text of the last open link (or ``<q cite>``), if any."""
        for n in reversed(range(len(self._open_links))):
            link, start = self._open_links[n]
            if link.is_cite == is_cite:
                self._links.append(replace(link, start=start, end=self._size))
                del self._open_links[n]
                return

    def add_footnote_reference(self, label: str) -> None:
        """Add a reference to a footnote."""
        self._footnote_references.append(FootnoteReference(label, self._size))

    def open_blockquote(self, blockquote: Blockquote) -> None:
        """Start a blockquote."""
        self.end_paragraph()
        self._open_blockquotes.append(len(self.blockquotes))
        self.blockquotes.append(blockquote)

    def close_blockquote(self) -> None:
        """End the innermost blockquote, if any."""
        self.end_paragraph()
        if self._open_blockquotes:
            self._open_blockquotes.pop()

    @contextmanager
    def paragraph(self, line: int) -> Iterator[None]:
        """Start a paragraph on this line, and end it on exit."""
        self.end_paragraph()
        self.line = line
        yield
        self.end_paragraph()

    def document(self) -> EssayDocument:
        """Return the document."""
        self.end_paragraph()
        return EssayDocument(tuple(self.paragraphs), tuple(self.blockquotes))

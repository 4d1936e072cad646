"""Extract quotations from an essay: every link into the archive, with the words that it belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sitegen.model import Span
from sitegen.quotes.document import Blockquote, DocumentLink, DocumentParagraph, EssayDocument
from sitegen.quotes.html_document import parse_html
from sitegen.quotes.markdown_document import parse_markdown
from sitegen.quotes.quotation import LinkResolver, Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.quotation_marks import QuotedSpan, quoted_spans
from sitegen.text.line_index import LineIndex
from sitegen.text.normalization import normalize_words
from sitegen.text.tokens import is_unspaced

_DASHES = re.compile(r"[ \t]*(?:[—–―~]|--)")
_WORD = re.compile(r"\w+")
_MAX_ATTRIBUTION_WORDS = 8
"""Maximum number of words next to the link in an attribution without a dash."""
_OPENING, _CLOSING = "([", ")]"


def starts_with_dash(text: str) -> bool:
    """Return whether a paragraph starts like an attribution."""
    return _DASHES.match(text) is not None


def blockquote_words(
    blockquote: Blockquote,
    paragraphs_inside: Sequence[DocumentParagraph],
    link: DocumentLink | None,
    link_paragraph: DocumentParagraph | None,
) -> tuple[str, str]:
    """Return the quoted words without their attribution, as rendered and as source (empty if unknown).

    ``link_paragraph`` is the paragraph of ``link`` if it is inside the blockquote.
    """
    paragraphs = list(paragraphs_inside)
    while paragraphs and paragraphs[-1].is_attribution:
        paragraphs.pop()
    texts = [each.text for each in paragraphs]
    first_line, end_line = blockquote.line, blockquote.line + len(blockquote.lines)
    if link_paragraph is not None and link is not None and link_paragraph in paragraphs:
        n = paragraphs.index(link_paragraph)
        before, after = _split_attribution(link_paragraph.text, link, n == 0, n == len(paragraphs) - 1)
        texts[n] = after if before is None else before
        if before is not None:
            del texts[n + 1 :]
            # Keep the line of an attribution in brackets: it also has quoted words.
            is_whole_line = not before or before.endswith("\n")
            end_line = link_paragraph.line + before.count("\n") + (not is_whole_line)
        elif after != link_paragraph.text:
            first_line = link_paragraph.line + 1
    exact = _strip_quotation_marks("\n\n".join(text.strip() for text in texts if text.strip()))
    source_lines = blockquote.lines[first_line - blockquote.line : max(0, end_line - blockquote.line)]
    return exact, _strip_quotation_marks("\n".join(source_lines).strip()) if exact else ""


def _split_attribution(text: str, link: DocumentLink, is_first: bool, is_last: bool) -> tuple[str | None, str]:
    """Return the text before and after the attribution of a link.

    The text before is None if there is no attribution, or if it introduces the text after it.
    """
    start = text.rfind("\n", 0, link.start) + 1
    while start and not starts_with_dash(text[start:]) and any(map(starts_with_dash, text[:start].split("\n"))):
        start = text.rfind("\n", 0, start - 1) + 1  # the attribution has several lines
    end = text.find("\n", link.end)
    end = len(text) if end < 0 else end
    line, rest = text[start:end].strip(), text[end:]
    if starts_with_dash(text[start:]):
        return text[:start], ""
    if is_first and not start and line.endswith(":"):
        return None, rest
    if is_last and not rest.strip():
        if bracket := _bracket_start(text, link, start):
            return text[:bracket], ""
        other_words = _WORD.findall(text[start : link.start] + " " + text[link.end : end])
        if (
            len(other_words) <= _MAX_ATTRIBUTION_WORDS
            and (start or not is_first)
            and _is_mostly_link(text, link, start, end)
        ):
            return text[:start], ""
    return None, text


def _bracket_start(text: str, link: DocumentLink, start: int) -> int:
    """Return the start of a bracket that contains the link and ends the paragraph; 0 if there is none."""
    tail = text[link.end :].rstrip().rstrip(".")
    at = max(text.rfind(sign, start, link.start) for sign in _OPENING)
    return at if at > 0 and tail.endswith(tuple(_CLOSING)) and "\n" not in tail else 0


def _is_mostly_link(text: str, link: DocumentLink, start: int, end: int) -> bool:
    """Return whether the link is at least half of its line."""
    other_length = len(text[start : link.start].strip()) + len(text[link.end : end].strip())
    return other_length <= link.end - link.start


def _strip_quotation_marks(text: str) -> str:
    """Remove quotation marks around the whole text."""
    if quoted_spans(text) == [QuotedSpan(1, len(text) - 1)]:
        return text[1:-1]
    return text


MIN_LINK_TEXT_WORDS = 4
"""Minimum number of words for a link text to be a quotation without quotation marks."""


def extract_markdown(text: str, resolve: LinkResolver) -> tuple[Quotation, ...]:
    """Return the quotations of a Markdown essay in order; links without words have the kind `QuotationKind.NONE`."""
    return _extract(text, parse_markdown(text), resolve)


def extract_html(text: str, resolve: LinkResolver) -> tuple[Quotation, ...]:
    """Return the quotations of an HTML essay in order, ignoring scripts and styles."""
    return _extract(text, parse_html(text), resolve)


def extract_links(text: str, *, is_html: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and URL of every link, and of every ``cite`` of a quotation; not of URLs that stand in the text."""
    document = parse_html(text) if is_html else parse_markdown(text)
    links = (link for each in document.paragraphs for link in each.links if not link.is_bare)
    cites = (blockquote.cite for blockquote in document.blockquotes if blockquote.cite)
    for link in (*links, *cites):
        yield link.line, link.url


def _extract(text: str, document: EssayDocument, resolve: LinkResolver) -> tuple[Quotation, ...]:
    lines = LineIndex(text)
    quotations = [_with_column(each, lines) for each in _QuotationFinder(document, resolve).quotations()]
    return tuple(sorted(quotations, key=lambda each: (each.line, each.column)))


def _with_column(quotation: Quotation, lines: LineIndex) -> Quotation:
    column = lines.column(quotation.span.start) if quotation.span else 1
    fallback = quotation.fallback and _with_column(quotation.fallback, lines)
    return replace(quotation, column=column, fallback=fallback)


class _QuotationFinder:
    """Applies the rules that assign quoted words to links, in order of precedence."""

    def __init__(self, document: EssayDocument, resolve: LinkResolver) -> None:
        self._paragraphs = document.paragraphs
        self._blockquotes = document.blockquotes
        self._targets = [[resolve(link.url) for link in each.links] for each in document.paragraphs]
        self._resolve = resolve
        self._quoted_spans: dict[int, list[QuotedSpan]] = {}
        self._blockquote_paragraphs: dict[int, list[DocumentParagraph]] = {}
        self._first_paragraphs: dict[int, int] = {}
        self._footnote_positions: dict[str, tuple[int, int]] = {}
        for n, paragraph in enumerate(document.paragraphs):
            for number in paragraph.blockquotes:
                self._blockquote_paragraphs.setdefault(number, []).append(paragraph)
                self._first_paragraphs.setdefault(number, n)
            for reference in paragraph.footnote_references:
                self._footnote_positions.setdefault(reference.label, (n, reference.offset))

    def quotations(self) -> Iterator[Quotation]:
        for n, paragraph in enumerate(self._paragraphs):
            for link, target in zip(paragraph.links, self._targets[n], strict=True):
                if target:
                    yield self._quotation(n, link, target)
        for number, blockquote in enumerate(self._blockquotes):
            if blockquote.cite and (target := self._resolve(blockquote.cite.url)):
                yield self._from_blockquote(number, _link_only(blockquote.cite, target), QuotationKind.CITE)

    def _quotation(self, n: int, link: DocumentLink, target: QuoteTarget) -> Quotation:
        paragraph = self._paragraphs[n]
        link_only = _link_only(link, target)
        link_text = paragraph.text[link.start : link.end]
        if link.is_cite:
            return _with_words(link_only, QuotationKind.CITE, link_text)
        spans = self._spans_in_marks(n)
        inside_link = [each for each in spans if link.start <= each.start and each.end <= link.end]
        if inside_link:
            longest = max(inside_link, key=lambda each: each.end - each.start)
            return _with_words(link_only, QuotationKind.IN_LINK, paragraph.text[longest.start : longest.end])
        if paragraph.blockquotes:
            return self._from_blockquote(
                paragraph.blockquotes[-1], link_only, QuotationKind.BLOCKQUOTE, link, paragraph
            )
        for each in spans:
            if each.start <= link.start and link.end <= each.end:
                return _with_words(link_only, QuotationKind.AROUND_LINK, paragraph.text[each.start : each.end])
        before = self._blockquote_before(n)
        if before is not None and (paragraph.is_attribution or starts_with_dash(paragraph.text)):
            return self._from_blockquote(before, link_only, QuotationKind.BLOCKQUOTE_BEFORE)
        preceding = self._preceding_quotation(n, link.start, link_only, own_link=link)
        if preceding and (self._is_adjacent(n, preceding, link) or self._is_source_name(link, link_text)):
            return preceding if target.anchor or self._is_adjacent(n, preceding, link) else link_only
        if paragraph.footnote and (from_footnote := self._footnoted_quotation(paragraph.footnote, link_only)):
            return from_footnote
        if not target.anchor:
            return link_only
        if (after := self._announced_blockquote(n, link)) is not None:
            return self._from_blockquote(after, link_only, QuotationKind.BLOCKQUOTE_AFTER)
        if not self._is_source_name(link, link_text):
            return replace(_with_words(link_only, QuotationKind.LINK_TEXT, link_text), fallback=preceding)
        return preceding or link_only

    def _is_source_name(self, link: DocumentLink, link_text: str) -> bool:
        """Return whether a link's text is too short for a quotation, or is its URL."""
        return link_text.strip() == link.url or _word_count(link_text) < MIN_LINK_TEXT_WORDS

    def _spans_in_marks(self, n: int) -> list[QuotedSpan]:
        if n not in self._quoted_spans:
            self._quoted_spans[n] = quoted_spans(self._paragraphs[n].text)
        return self._quoted_spans[n]

    def _preceding_quotation(
        self, n: int, offset: int, link_only: Quotation, own_link: DocumentLink | None = None
    ) -> Quotation | None:
        """Return the nearest quotation before an offset, unless it belongs to another link into the archive."""
        spans = [each for each in self._spans_in_marks(n) if each.end <= offset]
        if not spans:
            return None
        last = spans[-1]
        for link, target in zip(self._paragraphs[n].links, self._targets[n], strict=True):
            if target and link is not own_link and last.start - 1 <= link.start and link.end <= offset:
                return None
        return _with_words(link_only, QuotationKind.BEFORE_LINK, self._paragraphs[n].text[last.start : last.end])

    def _is_adjacent(self, n: int, quotation: Quotation, link: DocumentLink) -> bool:
        """Return whether there is no word between the quotation and the link."""
        last = [each for each in self._spans_in_marks(n) if each.end <= link.start][-1]
        return bool(quotation.exact) and not any(map(str.isalnum, self._paragraphs[n].text[last.end : link.start]))

    def _blockquote_before(self, n: int) -> int | None:
        """Return the outermost blockquote that ends directly before a paragraph."""
        quotes = self._paragraphs[n - 1].blockquotes if n else ()
        return quotes[0] if quotes else None

    def _announced_blockquote(self, n: int, link: DocumentLink) -> int | None:
        """Return the blockquote that the paragraph's last link introduces, unless it has its own source."""
        paragraph = self._paragraphs[n]
        after = self._paragraphs[n + 1].blockquotes if n + 1 < len(self._paragraphs) else ()
        if not after or not paragraph.text.rstrip().endswith((":", "：")) or self._first_paragraphs[after[0]] != n + 1:
            return None
        later = paragraph.links[paragraph.links.index(link) + 1 :]
        if any(self._resolve(each.url) for each in later) or self._has_source(after[0], n + 1):
            return None
        return after[0]

    def _has_source(self, number: int, first: int) -> bool:
        """Return whether the blockquote, which starts at paragraph ``first``, has its own link to a source."""
        end = first + len(self._blockquote_paragraphs[number])
        following = self._paragraphs[end : end + 1]
        if following and (following[0].is_attribution or starts_with_dash(following[0].text)):
            end += 1
        cite = self._blockquotes[number].cite
        return any(any(each) for each in self._targets[first:end]) or bool(cite and self._resolve(cite.url))

    def _footnoted_quotation(self, label: str, link_only: Quotation) -> Quotation | None:
        """Return the quotation before the reference to a footnote."""
        if label not in self._footnote_positions:
            return None
        n, offset = self._footnote_positions[label]
        paragraph = self._paragraphs[n]
        if paragraph.blockquotes:
            if self._has_source(paragraph.blockquotes[0], self._first_paragraphs[paragraph.blockquotes[0]]):
                return None  # then the footnote is about something else
            return self._from_blockquote(paragraph.blockquotes[-1], link_only, QuotationKind.BLOCKQUOTE)
        return self._preceding_quotation(n, offset, link_only)

    def _from_blockquote(
        self,
        number: int,
        link_only: Quotation,
        kind: QuotationKind,
        link: DocumentLink | None = None,
        link_paragraph: DocumentParagraph | None = None,
    ) -> Quotation:
        exact, source_text = blockquote_words(
            self._blockquotes[number], self._blockquote_paragraphs.get(number, []), link, link_paragraph
        )
        return _with_words(link_only, kind, exact, source_text) if exact else link_only


def _link_only(link: DocumentLink, target: QuoteTarget) -> Quotation:
    span: Span | None = link.span
    return Quotation(link.line, 1, span, link.url, target, QuotationKind.NONE)


def _with_words(link_only: Quotation, kind: QuotationKind, exact: str, source_text: str = "") -> Quotation:
    exact = exact.strip()
    return replace(link_only, kind=kind, exact=exact, source_text=source_text) if exact else link_only


def _word_count(text: str) -> int:
    """Count words; in scripts without spaces, two characters count as one."""
    unspaced = sum(map(is_unspaced, text))
    return len(normalize_words(text).split()) if not unspaced else unspaced // 2

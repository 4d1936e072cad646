"""Essay → its quotations: every link that leads into the archive, with the words it belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sitegen.model import Span
from sitegen.quotes.document import Blockquote, Link, Outline, Paragraph
from sitegen.quotes.html_document import html_outline
from sitegen.quotes.markdown_document import markdown_outline
from sitegen.quotes.quotation import Kind, Quotation, Resolve, Target
from sitegen.quotes.quotation_marks import Quoted, quoted
from sitegen.text.line_index import Lines
from sitegen.text.normalization import words
from sitegen.text.tokens import is_unspaced

_DASHES = re.compile(r"[ \t]*(?:[—–―~]|--)")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
"""Beside the link, in a last line that begins with no dash but only names the source."""
_OPENING, _CLOSING = "([", ")]"


def starts_with_dash(text: str) -> bool:
    """Whether a paragraph is an attribution by its first sign."""
    return _DASHES.match(text) is not None


def words_of(
    blockquote: Blockquote, inside: Sequence[Paragraph], link: Link | None, holder: Paragraph | None
) -> tuple[str, str]:
    """What is quoted, as it is seen and as it was typed (empty where the latter is unknown).

    ``inside`` are the paragraphs in the blockquote; ``link`` stands in ``holder``, one of them, or elsewhere (None).
    """
    paragraphs = list(inside)
    while paragraphs and paragraphs[-1].is_attribution:
        paragraphs.pop()
    texts = [each.text for each in paragraphs]
    first_line, end_line = blockquote.line, blockquote.line + len(blockquote.lines)
    if holder is not None and link is not None and holder in paragraphs:
        n = paragraphs.index(holder)
        before, after = _around(holder.text, link, n == 0, n == len(paragraphs) - 1)
        texts[n] = after if before is None else before
        if before is not None:
            del texts[n + 1 :]
            # An attribution in brackets shares its line with words, which stay.
            is_whole_line = not before or before.endswith("\n")
            end_line = holder.line + before.count("\n") + (not is_whole_line)
        elif after != holder.text:
            first_line = holder.line + 1
    exact = _bare("\n\n".join(text.strip() for text in texts if text.strip()))
    written = blockquote.lines[first_line - blockquote.line : max(0, end_line - blockquote.line)]
    return exact, _bare("\n".join(written).strip()) if exact else ""


def _around(text: str, link: Link, is_first: bool, is_last: bool) -> tuple[str | None, str]:
    """What stands before an attribution in the paragraph, and what behind it. Before is None where the
    attribution, if any, only announces what follows.
    """
    start = text.rfind("\n", 0, link.start) + 1
    while (
        start and not starts_with_dash(text[start:]) and any(map(starts_with_dash, text[:start].split("\n")))
    ):
        start = text.rfind("\n", 0, start - 1) + 1  # an attribution of several lines
    end = text.find("\n", link.end)
    end = len(text) if end < 0 else end
    line, rest = text[start:end].strip(), text[end:]
    if starts_with_dash(text[start:]):
        return text[:start], ""
    if is_first and not start and line.endswith(":"):
        return None, rest
    if is_last and not rest.strip():
        if bracket := _bracket(text, link, start):
            return text[:bracket], ""
        beside = _WORD.findall(text[start : link.start] + " " + text[link.end : end])
        if len(beside) <= _MOST_WORDS and (start or not is_first) and _is_name(text, link, start, end):
            return text[:start], ""
    return None, text


def _bracket(text: str, link: Link, start: int) -> int:
    """Where the bracket opens that holds the link and ends the paragraph; 0 where none does."""
    tail = text[link.end :].rstrip().rstrip(".")
    at = max(text.rfind(sign, start, link.start) for sign in _OPENING)
    return at if at > 0 and tail.endswith(tuple(_CLOSING)) and "\n" not in tail else 0


def _is_name(text: str, link: Link, start: int, end: int) -> bool:
    """Whether a line says little but the link: nothing follows it, or no more than before it."""
    beside = len(text[start : link.start].strip()) + len(text[link.end : end].strip())
    return beside <= link.end - link.start


def _bare(text: str) -> str:
    """Without the quotation marks around the whole."""
    found = quoted(text)
    if len(found) == 1 and found[0].start == 1 and found[0].end == len(text) - 1:
        return text[1:-1]
    return text


LEAST_WORDS = 4
"""Of a link's text that may be a quotation without quotation marks."""


def extract_markdown(text: str, resolve: Resolve) -> tuple[Quotation, ...]:
    """The quotations of an essay in Markdown, by place; links without one are of the kind `Kind.NONE`."""
    return _extract(text, markdown_outline(text), resolve)


def extract_html(text: str, resolve: Resolve) -> tuple[Quotation, ...]:
    """The quotations of an essay in HTML; scripts and styles are passed over."""
    return _extract(text, html_outline(text), resolve)


def _extract(text: str, outline: Outline, resolve: Resolve) -> tuple[Quotation, ...]:
    rules = _Rules(outline, resolve)
    lines = Lines(text)
    placed = [_placed(each, lines) for each in rules.quotations()]
    return tuple(sorted(placed, key=lambda each: (each.line, each.column)))


def _placed(quotation: Quotation, lines: Lines) -> Quotation:
    column = lines.column(quotation.span.start) if quotation.span else 1
    instead = quotation.instead and _placed(quotation.instead, lines)
    return replace(quotation, column=column, instead=instead)


class _Rules:
    """Looks at an outline; each rule returns a quotation or None."""

    def __init__(self, outline: Outline, resolve: Resolve) -> None:
        self._paragraphs = outline.paragraphs
        self._blockquotes = outline.blockquotes
        self._targets = [[resolve(link.url) for link in each.links] for each in outline.paragraphs]
        self._resolve = resolve
        self._quoted: dict[int, list[Quoted]] = {}
        self._inside: dict[int, list[Paragraph]] = {}
        self._first: dict[int, int] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        for n, paragraph in enumerate(outline.paragraphs):
            for number in paragraph.quotes:
                self._inside.setdefault(number, []).append(paragraph)
                self._first.setdefault(number, n)
            for note in paragraph.notes:
                self._marks.setdefault(note.label, (n, note.at))

    def quotations(self) -> Iterator[Quotation]:
        for n, paragraph in enumerate(self._paragraphs):
            for link, target in zip(paragraph.links, self._targets[n], strict=True):
                if target:
                    yield self._quotation(n, link, target)
        for number, blockquote in enumerate(self._blockquotes):
            if blockquote.cite and (target := self._resolve(blockquote.cite.url)):
                yield self._of_blockquote(number, _alone(blockquote.cite, target), Kind.CITE)

    def _quotation(self, n: int, link: Link, target: Target) -> Quotation:
        paragraph = self._paragraphs[n]
        alone = _alone(link, target)
        said = paragraph.text[link.start : link.end]
        if link.is_cite:
            return _with(alone, Kind.CITE, said)
        found = self._in_marks(n)
        inner = [each for each in found if link.start <= each.start and each.end <= link.end]
        if inner:
            longest = max(inner, key=lambda each: each.end - each.start)
            return _with(alone, Kind.IN_LINK, paragraph.text[longest.start : longest.end])
        if paragraph.quotes:
            return self._of_blockquote(paragraph.quotes[-1], alone, Kind.BLOCKQUOTE, link, paragraph)
        for each in found:
            if each.start <= link.start and link.end <= each.end:
                return _with(alone, Kind.AROUND_LINK, paragraph.text[each.start : each.end])
        before = self._blockquote_before(n)
        if before is not None and (paragraph.is_attribution or starts_with_dash(paragraph.text)):
            return self._of_blockquote(before, alone, Kind.BLOCKQUOTE_BEFORE)
        left = self._left(n, link.start, alone, until=link)
        if left and (self._is_beside(n, left, link) or self._is_source(link, said)):
            return left if target.anchor or self._is_beside(n, left, link) else alone
        if paragraph.footnote and (noted := self._noted(paragraph.footnote, alone)):
            return noted
        if not target.anchor:
            return alone
        if (after := self._announced(n, link)) is not None:
            return self._of_blockquote(after, alone, Kind.BLOCKQUOTE_AFTER)
        if not self._is_source(link, said):
            return replace(_with(alone, Kind.LINK_TEXT, said), instead=left)
        return left or alone

    def _is_source(self, link: Link, said: str) -> bool:
        """Whether a link's text is too short to be a quotation, or only its URL."""
        return said.strip() == link.url or _count(said) < LEAST_WORDS

    def _in_marks(self, n: int) -> list[Quoted]:
        if n not in self._quoted:
            self._quoted[n] = quoted(self._paragraphs[n].text)
        return self._quoted[n]

    def _left(self, n: int, at: int, alone: Quotation, until: Link | None = None) -> Quotation | None:
        """The nearest quotation before a place, unless another link into the archive has it already."""
        found = [each for each in self._in_marks(n) if each.end <= at]
        if not found:
            return None
        last = found[-1]
        for link, target in zip(self._paragraphs[n].links, self._targets[n], strict=True):
            if target and link is not until and last.start - 1 <= link.start and link.end <= at:
                return None
        return _with(alone, Kind.LEFT, self._paragraphs[n].text[last.start : last.end])

    def _is_beside(self, n: int, left: Quotation, link: Link) -> bool:
        """Whether no word stands between the quotation and the link."""
        last = [each for each in self._in_marks(n) if each.end <= link.start][-1]
        return bool(left.exact) and not any(map(str.isalnum, self._paragraphs[n].text[last.end : link.start]))

    def _blockquote_before(self, n: int) -> int | None:
        """The outermost blockquote that ends just before a paragraph."""
        quotes = self._paragraphs[n - 1].quotes if n else ()
        return quotes[0] if quotes else None

    def _announced(self, n: int, link: Link) -> int | None:
        """The blockquote that the paragraph's last link announces, if it names no source of its own."""
        paragraph = self._paragraphs[n]
        after = self._paragraphs[n + 1].quotes if n + 1 < len(self._paragraphs) else ()
        if not after or not paragraph.text.rstrip().endswith((":", "：")) or self._first[after[0]] != n + 1:
            return None
        later = paragraph.links[paragraph.links.index(link) + 1 :]
        if any(self._resolve(each.url) for each in later) or self._has_source(after[0], n + 1):
            return None
        return after[0]

    def _has_source(self, number: int, first: int) -> bool:
        """Whether the blockquote, from paragraph ``first`` on, says by itself where it was said."""
        end = first + len(self._inside[number])
        following = self._paragraphs[end : end + 1]
        if following and (following[0].is_attribution or starts_with_dash(following[0].text)):
            end += 1
        cite = self._blockquotes[number].cite
        return any(any(each) for each in self._targets[first:end]) or bool(cite and self._resolve(cite.url))

    def _noted(self, label: str, alone: Quotation) -> Quotation | None:
        """What the mark of a footnote stands behind."""
        if label not in self._marks:
            return None
        n, at = self._marks[label]
        paragraph = self._paragraphs[n]
        if paragraph.quotes:
            if self._has_source(paragraph.quotes[0], self._first[paragraph.quotes[0]]):
                return None  # and the note tells something else
            return self._of_blockquote(paragraph.quotes[-1], alone, Kind.BLOCKQUOTE)
        return self._left(n, at, alone)

    def _of_blockquote(
        self,
        number: int,
        alone: Quotation,
        kind: Kind,
        link: Link | None = None,
        holder: Paragraph | None = None,
    ) -> Quotation:
        exact, written = words_of(self._blockquotes[number], self._inside.get(number, []), link, holder)
        return _with(alone, kind, exact, written) if exact else alone


def _alone(link: Link, target: Target) -> Quotation:
    span: Span | None = link.span
    return Quotation(link.line, 1, span, link.url, target, Kind.NONE)


def _with(alone: Quotation, kind: Kind, exact: str, written: str = "") -> Quotation:
    exact = exact.strip()
    return replace(alone, kind=kind, exact=exact, written=written) if exact else alone


def _count(text: str) -> int:
    """Words; of a script without blanks two characters are taken for one."""
    unspaced = sum(map(is_unspaced, text))
    return len(words(text).split()) if not unspaced else unspaced // 2

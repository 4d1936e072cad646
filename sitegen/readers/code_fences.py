"""Find code fences in a transcript, to tell markers of messages from lines of code. Linear in the text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import merge
from itertools import groupby, pairwise

from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.blocks.backtick_rows import BacktickRows
from sitegen.blocks.tilde_fences import TildeFences, code_score
from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.header import find_content_lines
from sitegen.text.fences import Fence, FencePairs, find_fences, parse_fence
from sitegen.text.line_index import line_starts
from sitegen.text.source import Source

RULE = "---"
_MAX_QUOTES = 2  # of transcripts that hold most of the markers
_MARKER_BEFORE_FENCE = re.compile(r"[^\n:：】]{1,80}(?:[:：】]\**|\*\*[:：])[ \t]?(?=```|~~~)")
_WHITESPACE = " \t\n"


@dataclass(frozen=True, slots=True)
class FencedMarkers:
    """Markers between a fence and a line in a later message that may close it."""

    first: int
    end: int
    """Half-open range of indexes of the markers."""
    start: int
    """Offset of the first one."""
    fence_start: int
    """Offset of the fence."""
    is_code: bool
    """True if the markers are text in the fence: somebody quotes a transcript. Otherwise the fence ends with its
    message, because a model ran out of tokens or its writer forgot to close it."""
    is_doubtful: bool
    """True if both may be meant, and nothing tells which."""


@dataclass(frozen=True, slots=True)
class FenceReading:
    """Which of some markers are in fenced code."""

    enclosing: tuple[int | None, ...] = ()
    """For each marker, the start of the fence around it, or None."""
    doubtful: tuple[FencedMarkers, ...] = ()
    """Where the fences can be read in two ways, and nothing tells which one is meant."""


def read_fences(
    text: str, markers: Sequence[Span], names: Sequence[str] = (), stated_count: int | None = None
) -> FenceReading:
    """Tell which markers, in the order of the text, are inside fenced code, if all others start messages.

    Each fence is first paired inside its message, as if every marker were real. A fence left open there hides the
    markers up to its closing line only if a later message has a line too many that can close it, and if nothing tells
    that these are two messages that were cut off. The ``names`` of the speakers help to tell, and so does the
    ``stated_count`` of messages, which decides if some reading has so many.
    """
    groups = _find_fenced_markers(text, markers, names)
    code = [group for group in groups if group.is_code]
    if stated_count is not None:
        readings: tuple[Sequence[FencedMarkers], ...] = (code, (), groups)
        confirmed = next((each for each in readings if len(markers) - _count(each) == stated_count), None)
        if confirmed is not None:
            return FenceReading(_enclosing(len(markers), confirmed))
    if len(code) > _MAX_QUOTES and 2 * _count(code) > len(markers) and _mostly_alternate(names):
        return FenceReading((None,) * len(markers), tuple(groups))  # the fences are around parts of the transcript
    return FenceReading(_enclosing(len(markers), code), tuple(group for group in groups if group.is_doubtful))


def find_code(text: str, markers: Sequence[Span]) -> tuple[Span, ...]:
    """Return the fenced code inside the messages that start with these markers."""
    return tuple(code for message in _fenced_messages(text, markers) for code in message.code())


def enclosing_fences(text: str, starts: Sequence[int]) -> tuple[int | None, ...]:
    """Return for each possible marker, by ascending offsets, the start of the code fence around it, or None."""
    matches = [_MARKER_BEFORE_FENCE.match(text, start) for start in starts]
    ends = [start if match is None else match.end() for start, match in zip(starts, matches, strict=True)]
    return read_fences(text, [Span(*each) for each in zip(starts, ends, strict=True)]).enclosing


def outside_fences(text: str, starts: Sequence[int]) -> tuple[bool, ...]:
    """Return for each possible marker, by ascending offsets, whether it is outside fenced code."""
    return tuple(fence is None for fence in enclosing_fences(text, starts))


def report_fenced_markers(source: Source, lines: Sequence[tuple[int, int]], reading: FenceReading) -> Iterator[Problem]:
    """Report lines that look like markers but are code, and lines that may be both.

    ``lines`` are pairs of offsets: line, fence.
    """
    fenced = set(reading.enclosing)
    for code, is_code in (("doubtful-messages-in-fence", False), ("doubtful-code-in-fence", True)):
        groups = [group for group in reading.doubtful if (group.fence_start in fenced) == is_code]
        if groups:
            line, fence = (source.line_number(offset) for offset in (groups[0].start, groups[0].fence_start))
            yield Problem(code, source.path, line, count=_count(groups), fence_line=fence)
    doubtful = {group.fence_start for group in reading.doubtful}
    certain = [pair for pair in lines if pair[1] not in doubtful]
    if certain:
        line, fence = (source.line_number(offset) for offset in certain[0])
        yield Problem("marker-in-code-fence", source.path, line, count=len(certain), fence_line=fence)


def is_blank(text: str) -> bool:
    """Return whether ``text`` has only spaces, tabs and newlines."""
    return not text.strip(_WHITESPACE)


def _count(groups: Iterable[FencedMarkers]) -> int:
    return sum(group.end - group.first for group in groups)


def _enclosing(count: int, groups: Iterable[FencedMarkers]) -> tuple[int | None, ...]:
    enclosing: list[int | None] = [None] * count
    for group in groups:
        enclosing[group.first : group.end] = [group.fence_start] * (group.end - group.first)
    return tuple(enclosing)


def _alternate(names: Sequence[str]) -> bool:
    """Return whether no two neighbouring names are equal."""
    return all(one != other for one, other in pairwise(names))


def _mostly_alternate(names: Sequence[str]) -> bool:
    return 10 * sum(one != other for one, other in pairwise(names)) >= 9 * (len(names) - 1) > 0


class _Message:
    """The text between two markers, with its fences."""

    def __init__(self, index: int, span: Span, fences: Sequence[Fence], text_fences: "_TextFences") -> None:
        self.index = index
        """0 for the text before the first marker."""
        self.span = span
        self.fences = fences
        self._text_fences = text_fences
        self._pairs = FencePairs(fences, lambda n: text_fences.open(fences[n], span.end))
        if self._pairs.costs[0] != (0, 0) and any(map(self._may_be_row, fences)):  # seldom
            self._pairs = FencePairs(
                fences,
                lambda n: text_fences.open(fences[n], span.end) and not self._is_row(fences[n], closes=False),
                lambda n: not self._is_row(fences[n], closes=True),
            )

    @cached_property
    def opened(self) -> Sequence[Fence]:
        """The fences still open at the end, the outer one first; mostly none.

        If none certainly is, the first tildes that open code if it goes on after the message.
        """
        position = 0
        maybe: int | None = None
        for first, last in self._pairs:
            maybe = maybe if maybe is not None else self._possible(position, first)
            if last is None:
                return self._opened_from(first)
            position = last + 1
        maybe = maybe if maybe is not None else self._possible(position, len(self.fences))
        return [] if maybe is None else self._opened_from(maybe)

    def code(self) -> Iterator[Span]:
        """Yield its fenced code, from one fence to the next or the end of the message."""
        for first, last in self._pairs:
            yield Span(self.fences[first].start, self.span.end if last is None else self.fences[last].start)

    @property
    def is_balanced(self) -> bool:
        """Return whether its fences need no other message."""
        return self._pairs.costs[0] == (0, 0) and not self.opened

    def closing(self, opened: Sequence[Fence]) -> int | None:
        """Return the index of the fence that closes those ``opened`` in an earlier message, if more match then."""
        close = self._closing_index(opened)
        if close is None or not self._text_fences.open(opened[0], self.span.end):
            return None
        _, forced = self._pairs.costs[0]
        return close if self._pairs.costs[close + 1] < (1 + len(self.opened[:1]), forced) else None

    def after(self, close: int) -> "_Message":
        """Return the rest of the message after one of its fences."""
        rest = self.fences[close + 1 :]
        return _Message(self.index, Span(self.fences[close].start, self.span.end), rest, self._text_fences)

    def _may_be_row(self, fence: Fence) -> bool:
        """Return whether it may be backticks in a drawing; fast."""
        text = self._text_fences.text
        above = text.rfind("\n", self.span.start, max(self.span.start, fence.start - 1)) + 1
        return fence.char == "`" and (fence.length > 4 or hints_at_art(text[above : fence.start - 1]))

    def _is_row(self, fence: Fence, closes: bool) -> bool:
        """Return whether it is backticks in a drawing."""
        if fence.char != "`" or fence.is_in_list:
            return False
        lines, starts = self._lines
        line = bisect_left(starts, fence.start)
        return starts[line] == fence.start and lines.is_row(line, closes)

    @cached_property
    def _lines(self) -> tuple[BacktickRows, Sequence[int]]:
        """Its lines and their offsets."""
        lines = self.span.of(self._text_fences.text).split("\n")
        return BacktickRows(lines), line_starts(lines, self.span.start)

    def _possible(self, first: int, end: int) -> int | None:
        return next((n for n in range(first, end) if self._text_fences.may_open(self.fences[n])), None)

    def _opened_from(self, first: int) -> Sequence[Fence]:
        opened = [self.fences[first]]
        for fence in self.fences[first + 1 :]:
            if len(opened) > 1 and fence.closes(opened[-1]):
                opened.pop()
            elif fence.nests_in(opened[-1]):
                opened.append(fence)
        return opened

    def _closing_index(self, opened: Sequence[Fence]) -> int | None:
        still_open = list(opened)
        for n, fence in enumerate(self.fences):
            if fence.nests_in(still_open[-1]):
                still_open.append(fence)
            elif fence.closes(still_open[-1]):
                still_open.pop()
            if not still_open:
                return n
        closing = (n for n, fence in enumerate(self.fences) if fence.closes(opened[0]))
        return next(closing, None) if self.opened else None


def _find_fenced_markers(text: str, markers: Sequence[Span], names: Sequence[str]) -> list[FencedMarkers]:
    """Return the runs of markers between a fence that stays open in its message and a line that may close it."""
    groups: list[FencedMarkers] = []
    openers: dict[str, _Opener] = {}  # by the character of the fence
    starts = [marker.start for marker in markers]
    for each in _fenced_messages(text, markers):
        message = each
        for opener in tuple(openers.values()):
            close = None if message.is_balanced else message.closing(opener.fences)
            if close is None or not (found := _Gap(text, starts, names, opener, message, close).judge()):
                continue
            while groups and groups[-1].end > found.first:  # inside this one
                groups.pop()
            groups.append(found)
            if found.is_code:
                message = message.after(close)
                openers = {char: other for char, other in openers.items() if other.index < found.first}
                break
        for char, opener in tuple(openers.items()):
            outer = opener.fences[0]
            if any(fence.may_follow(outer) for fence in message.fences):
                if message.is_balanced:
                    opener.is_closed_between |= any(fence.closes(outer) for fence in message.fences)
                else:
                    del openers[char]
        if message.opened:
            openers.setdefault(message.opened[0].char, _Opener(message))
    return groups


class _Opener:
    """A message with a fence that stays open."""

    def __init__(self, message: _Message) -> None:
        self.index = message.index
        self.fences = message.opened
        self.is_closed_between = False
        """Whether a later message has a line that could close the fence, but which closes one of its own."""


def _fenced_messages(text: str, markers: Sequence[Span]) -> Iterator[_Message]:
    """Yield the messages that have fences; text above the first marker counts as one."""
    if not markers or not ("```" in text or "~~~" in text):  # most transcripts
        return
    starts = [marker.start for marker in markers]
    text_fences = _find_in_text(text)
    fences = merge(text_fences.fences, _fences_after_markers(text, markers), key=lambda fence: fence.start)
    for index, own in groupby(fences, lambda fence: bisect_right(starts, fence.start)):
        start = starts[index - 1] if index else 0
        end = starts[index] if index < len(starts) else len(text)
        yield _Message(index, Span(start, end), tuple(own), text_fences)


def _fences_after_markers(text: str, markers: Iterable[Span]) -> Iterator[Fence]:
    """Yield the fences on the line of a marker, as in ``**Name:** ```py``."""
    for marker in markers:
        if text.startswith(("```", "~~~"), marker.end):
            newline = text.find("\n", marker.end)
            if fence := parse_fence(text[marker.end : len(text) if newline < 0 else newline]):
                yield fence._replace(start=marker.end)


@dataclass(frozen=True, slots=True)
class _Gap:
    """The text between a fence that stays open in its message and a line in a later message that may close it."""

    text: str
    starts: Sequence[int]
    names: Sequence[str]
    opener: _Opener
    closer: _Message
    closing: int
    """Index of the closing line among the fences of ``closer``."""

    def judge(self) -> FencedMarkers | None:
        """Return the markers in the gap and what they are; None if the fence was certainly never closed."""
        first, end = self.opener.index, self.closer.index
        fence = self.opener.fences[0]
        is_quote = self._quotes_transcript()
        if self.opener.is_closed_between and not (is_quote and (fence.info or not is_blank(self._above))):
            return None
        around = (*self.names[max(0, first - 1) : first], *self.names[end : end + 1])
        others_alternate = _alternate(around)
        all_alternate = _alternate(self.names[max(0, first - 1) : end + 1])
        if all_alternate and self.names and not others_alternate:
            is_code, is_doubtful = False, False
        elif is_quote or not self.names or not all_alternate:
            is_code, is_doubtful = True, not is_quote and bool(self.names) and not others_alternate
        else:  # with and without them, the speakers alternate
            is_code, is_doubtful = False, not self._continues_code()
        return FencedMarkers(first, end, self.starts[first], fence.start, is_code, is_doubtful)

    @property
    def _close(self) -> int:
        return self.closer.fences[self.closing].start

    @property
    def _above(self) -> str:
        """The text in the fence above the first marker."""
        return self._below_line(self.opener.fences[0].start, self.starts[self.opener.index])

    def _below_line(self, start: int, end: int) -> str:
        """Return the text below the line at ``start`` that is above ``end``."""
        newline = self.text.find("\n", start, end)
        return "" if newline < 0 else self.text[newline + 1 : end]

    def _quotes_transcript(self) -> bool:
        """Return whether the fence looks like one around a transcript: that begins with it, after a header at most.

        A bare fence above a blank line may as well be one too many at the end of a message.
        """
        above = self._above
        if _has_content(above):
            return False
        if is_blank(above.replace(RULE, "")):
            return bool(self.opener.fences[0].info) or not above.startswith("\n")
        below = self._below_line(self._close, self.closer.span.end).rstrip(_WHITESPACE).removesuffix(RULE)
        return is_blank(below) or _has_content(below)

    def _continues_code(self) -> bool:
        """Return whether code was cut off, and the same speaker continued it when asked to."""
        first, end = self.opener.index, self.closer.index
        between = zip(self.starts[first : end - 1], self.starts[first + 1 : end], strict=True)
        return (
            self.names[first - 1 : first] == self.names[end - 1 : end]
            and _score(self._above) > 0
            and _score(self._below_line(self.closer.span.start, self._close)) > 0
            and sum(_score(self._below_line(*span)) for span in between) <= 0
        )


def _has_content(text: str) -> bool:
    """Return whether there is more than the header of a transcript."""
    return next(find_content_lines(text, 0, len(text)), None) is not None


def _score(text: str) -> int:
    """Return the number of lines of code minus that of prose."""
    return sum(map(code_score, text.split("\n")))


@lru_cache(maxsize=1)  # detection asks for many styles of markers in the same text
def _find_in_text(text: str) -> "_TextFences":
    return _TextFences(text)


class _TextFences:
    """The fences of a text, and which of them open code; it is split into lines only if there are tildes."""

    def __init__(self, text: str) -> None:
        self.fences = tuple(find_fences(text))
        self.text = text

    def open(self, fence: Fence, end: int) -> bool:
        """Return whether ``fence`` opens code in the message that ends at offset ``end``."""
        if fence.char != "~" or fence.is_item or fence.start != self._starts[self._line(fence)]:
            return True
        return self._tildes.opens_code(fence, self._line(fence), bisect_left(self._starts, end))

    def may_open(self, fence: Fence) -> bool:
        """Return whether it could open code that goes on after its message."""
        return fence.char == "~" and self._tildes.may_open_code(fence, self._line(fence))

    def _line(self, fence: Fence) -> int:
        return bisect_right(self._starts, fence.start) - 1

    @cached_property
    def _tildes(self) -> TildeFences:
        return TildeFences(self.text.split("\n"))

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Offset of each line."""
        return line_starts(self.text.split("\n"))

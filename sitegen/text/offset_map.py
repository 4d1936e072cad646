"""Transform a text and map offsets of the result back to the source.

Each step of a transformation is a list of replacements. An offset is mapped back with one bisection per step, so
the cost depends on the number of replacements, not on the length of the text.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sitegen.model import Span
from sitegen.text.normalization import IGNORABLE, MARK_RUN, drop_excess_marks

Replacement = tuple[int, int, str]
"""Start, end and new text; in order, never adjacent."""
NormalizationForm = Literal["NFC", "NFKC"]

_WHITESPACE = re.compile(r"\s{2,}|[^\S ]")
_NON_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_JOINING = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")
"""Letters that compose with the previous one: vowels and finals of Hangul, halfwidth voicing marks."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The replacements of one step, sorted by their start in the result."""

    starts: Sequence[int]
    ends: Sequence[int]
    source_starts: Sequence[int]
    source_ends: Sequence[int]

    def source_start(self, offset: int) -> int:
        """Return the start of the source of the character at ``offset`` of the result."""
        n = bisect_right(self.starts, offset) - 1
        if n < 0:
            return offset
        return self.source_starts[n] if offset < self.ends[n] else self.source_ends[n] + offset - self.ends[n]

    def source_end(self, offset: int) -> int:
        """Return the end (exclusive) of the source of the character at ``offset`` of the result."""
        n = bisect_right(self.starts, offset) - 1
        if n < 0:
            return offset + 1
        inside = offset < self.ends[n]
        return self.source_ends[n] if inside else self.source_ends[n] + offset - self.ends[n] + 1


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """A transformed text that maps its offsets to the source."""

    text: str
    layers: tuple[_Layer, ...] = ()

    @property
    def changes(self) -> Sequence[int]:
        """Return the offsets in ``text`` at which the last step replaced something."""
        return self.layers[-1].starts if self.layers else ()

    def source_span(self, start: int, end: int) -> Span:
        """Return the span of the source of ``text[start:end]``, which must not be empty."""
        last = end - 1
        for layer in reversed(self.layers):
            start, last = layer.source_start(start), layer.source_end(last) - 1
        return Span(start, last + 1)

    def apply(self, replacements: Iterable[Replacement]) -> "OffsetMap":
        """Return the text after these replacements."""
        columns = (array("q"), array("q"), array("q"), array("q"))
        add_start, add_end, add_source_start, add_source_end = (column.append for column in columns)
        parts: list[str] = []
        done = size = 0
        for start, end, new in replacements:
            parts += (self.text[done:start], new)
            size += start - done
            add_start(size)
            size += len(new)
            add_end(size)
            add_source_start(start)
            add_source_end(end)
            done = end
        if not parts:
            return self
        return OffsetMap("".join(parts) + self.text[done:], (*self.layers, _Layer(*columns)))

    def replace_matches(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> "OffsetMap":
        """Return the text with every match replaced."""
        return self.apply(
            (*match.span(), new) for match in pattern.finditer(self.text) if (new := replace(match)) != match[0]
        )

    def normalize(self, form: NormalizationForm) -> "OffsetMap":
        """Return the text in a Unicode normal form (UAX #15)."""
        if self.text.isascii() or unicodedata.is_normalized(form, self.text):
            return self
        expected = unicodedata.normalize(form, self.text)
        for replacements in (_normalize_clusters, _normalize_runs):
            normalized = self.apply(replacements(form, self.text))
            if normalized.text == expected:
                return normalized
        return self.apply([(0, len(self.text), expected)])

    def collapse_whitespace(self) -> "OffsetMap":
        """Return the text with every run of white space as one space, and none at the ends."""
        collapsed = self.replace_matches(_WHITESPACE, lambda _: " ")
        size = len(collapsed.text)
        first, last = collapsed.text.startswith(" "), collapsed.text.endswith(" ") and size > 1
        return collapsed.apply([(0, 1, "")] * first + [(size - 1, size, "")] * last)


def verbatim_map(text: str) -> OffsetMap:
    """Return N1 of a text, see `sitegen.text.normalization.normalize_verbatim`."""
    return strip_invisible(limit_combining_marks(OffsetMap(text)).normalize("NFC")).collapse_whitespace()


def strip_invisible(text: OffsetMap) -> OffsetMap:
    """Remove soft hyphens, joiners, direction marks and variation selectors."""
    return text.replace_matches(IGNORABLE, lambda _: "")


def limit_combining_marks(text: OffsetMap) -> OffsetMap:
    """Limit combining marks to 30 per letter: normalization takes quadratic time in them."""
    return text.replace_matches(MARK_RUN, drop_excess_marks)


def _normalize_clusters(form: NormalizationForm, text: str) -> Iterator[Replacement]:
    for run in _NON_ASCII.finditer(text):
        start = run.start()
        for end in (*_cluster_starts(run[0], run.start()), run.end()):
            if (new := unicodedata.normalize(form, text[start:end])) != text[start:end]:
                yield start, end, new
            start = end


def _cluster_starts(run: str, start: int) -> Iterator[int]:
    """Yield the offsets of the characters of a run that do not compose with the previous one."""
    for offset, char in enumerate(run[1:], start + 1):
        if not unicodedata.category(char).startswith("M") and not _JOINING.match(char):
            yield offset


def _normalize_runs(form: NormalizationForm, text: str) -> Iterator[Replacement]:
    for run in _NON_ASCII.finditer(text):
        if (new := unicodedata.normalize(form, run[0])) != run[0]:
            yield run.start(), run.end(), new

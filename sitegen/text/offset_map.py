"""A text in another form that remembers where each of its characters came from.

Each step of a normal form is a list of edits; an offset goes back through them with one bisection a step, so
that a form costs no more than its edits, and a place is only looked up for what was found.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sitegen.model import Span
from sitegen.text.normalization import INVISIBLE, MAY_BE_MARKS, few_marks

Edit = tuple[int, int, str]
"""Start, end and what stands there instead; in order, never touching."""
Form = Literal["NFC", "NFKC"]
Replace = Callable[[re.Match[str]], str]

_WHITE = re.compile(r"\s{2,}|[^\S ]")
_BEYOND_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_JOINING = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")
"""Letters that compose with the one before: vowels and finals of Hangul, halfwidth voicing marks."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The edits of one step, by where they begin in its outcome."""

    starts: Sequence[int]
    ends: Sequence[int]
    from_starts: Sequence[int]
    from_ends: Sequence[int]

    def start(self, at: int) -> int:
        """Where the character ``at`` of the outcome began."""
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return at
        return self.from_starts[n] if at < self.ends[n] else self.from_ends[n] + at - self.ends[n]

    def end(self, at: int) -> int:
        """Behind which character the character ``at`` of the outcome ended."""
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return at + 1
        return self.from_ends[n] if at < self.ends[n] else self.from_ends[n] + at - self.ends[n] + 1


@dataclass(frozen=True, slots=True)
class Folded:
    """A normal form of a text, with the way back."""

    text: str
    layers: tuple[_Layer, ...] = ()

    def source(self, start: int, end: int) -> Span:
        """The characters of the source text that became ``text[start:end]``, which must not be empty."""
        last = end - 1
        for layer in reversed(self.layers):
            start, last = layer.start(start), layer.end(last) - 1
        return Span(start, last + 1)

    def edited(self, edits: Iterable[Edit]) -> "Folded":
        """The text after these edits."""
        columns = (array("q"), array("q"), array("q"), array("q"))
        starts, ends, from_starts, from_ends = (column.append for column in columns)
        parts: list[str] = []
        done = size = 0
        for start, end, new in edits:
            parts += (self.text[done:start], new)
            size += start - done
            starts(size)
            size += len(new)
            ends(size)
            from_starts(start)
            from_ends(end)
            done = end
        if not parts:
            return self
        return Folded("".join(parts) + self.text[done:], (*self.layers, _Layer(*columns)))

    def replaced(self, pattern: re.Pattern[str], replace: Replace) -> "Folded":
        """The text with every match replaced."""
        return self.edited(
            (found.start(), found.end(), new)
            for found in pattern.finditer(self.text)
            if (new := replace(found)) != found[0]
        )

    def normalized(self, form: Form) -> "Folded":
        """The text in a Unicode normal form (UAX #15)."""
        if self.text.isascii() or unicodedata.is_normalized(form, self.text):
            return self
        expected = unicodedata.normalize(form, self.text)
        for edits in (_composed, _composed_runs):
            found = self.edited(edits(form, self.text))
            if found.text == expected:
                return found
        return self.edited([(0, len(self.text), expected)])

    def spaced(self) -> "Folded":
        """Every run of white space one blank, none at the ends."""
        found = self.replaced(_WHITE, lambda _: " ")
        first, last = found.text.startswith(" "), found.text.endswith(" ") and len(found.text) > 1
        size = len(found.text)
        return found.edited([(0, 1, "")] * first + [(size - 1, size, "")] * last)


def verbatim(text: str) -> Folded:
    """N1, see `sitegen.text.normalization.verbatim`."""
    return visible(bounded_marks(Folded(text)).normalized("NFC")).spaced()


def visible(folded: Folded) -> Folded:
    """Without soft hyphens, joiners, marks of direction and selectors of a glyph."""
    return folded.replaced(INVISIBLE, lambda _: "")


def bounded_marks(folded: Folded) -> Folded:
    """With at most 30 combining marks upon one letter: normal forms take quadratic time in them."""
    return folded.replaced(MAY_BE_MARKS, few_marks)


def _composed(form: Form, text: str) -> Iterator[Edit]:
    for run in _BEYOND_ASCII.finditer(text):
        start = run.start()
        for end in (*_clusters(run[0], run.start()), run.end()):
            if (new := unicodedata.normalize(form, text[start:end])) != text[start:end]:
                yield start, end, new
            start = end


def _clusters(run: str, start: int) -> Iterator[int]:
    """Where in a run a character stands that does not belong to the one before."""
    for at, char in enumerate(run[1:], start + 1):
        if not unicodedata.category(char).startswith("M") and not _JOINING.match(char):
            yield at


def _composed_runs(form: Form, text: str) -> Iterator[Edit]:
    for run in _BEYOND_ASCII.finditer(text):
        if (new := unicodedata.normalize(form, run[0])) != run[0]:
            yield run.start(), run.end(), new

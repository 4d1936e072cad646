"""Bytes → text: decoding, line ends, what cannot be shown, mojibake. Every change is recorded with its place,
so that the bytes can be written back from the text.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from sitegen.model import Repair, Span
from sitegen.model.message import How
from sitegen.model.problems import Problem
from sitegen.text.encoding.decoding import Decoded, decode, encode
from sitegen.text.encoding.diagnostics import find_remarks
from sitegen.text.encoding.edits import NO_EDITS, Edit, Edits
from sitegen.text.encoding.mojibake import diagnose

_CRLF = re.compile(r"(?<!\r)\r++\n")
_UNSHOWABLE = re.compile("[\0\ud800-\udfff]")  # alone it is searched for five times faster than in runs
_UNSHOWABLE_RUN = re.compile("(?P<nul>\0+)|[\ud800-\udfff]+")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Source:
    """A transcript as text, with everything needed to find the way back to its bytes."""

    path: str
    """Relative to the archive's folder of transcripts, with forward slashes."""
    data: bytes
    encoding: str
    """As Python names it, or ``binary``."""
    text: str
    """What readers read. Lines end with ``\\n``; what means nothing in the encoding, and NUL, is U+FFFD."""
    repairs: tuple[Repair, ...] = ()
    """In order. Of undecodable bytes and NULs, ``before`` spells the bytes: ``\\\\xff``."""
    problems: tuple[Problem, ...] = ()
    edits: Edits = NO_EDITS
    """From the decoded source to ``text``: the confident repairs and the line ends."""
    bom: bytes = b""
    tail: bytes = b""
    """Bytes without a character of their own, see `Decoded`."""

    @cached_property
    def _line_starts(self) -> "array[int]":
        # Only transcripts with something to report need line numbers.
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        return array("q", accumulate(lengths, initial=0))

    def original(self, span: Span) -> Span:
        """The range of the decoded source, before repair, that ``span`` of ``text`` came from."""
        return self.edits.origin(span)

    def line(self, offset: int) -> int:
        """The number, from 1, of the line that holds this offset of ``text``; its end belongs to the last."""
        return bisect_right(self._line_starts, min(offset, len(self.text)))

    def place(self, offset: int) -> int:
        """Where a character of the decoded source, such as a repair's ``offset``, stands in ``text``."""
        return self.edits.image(offset)

    def decoded(self) -> str:
        """The decoded source before repair; lone surrogates stand for what means nothing in the encoding."""
        return self.edits.undo(self.text)

    def restored(self) -> bytes:
        """The bytes, written back from ``text`` and its edits: always equal to ``data``."""
        return encode(self.decoded(), self.encoding, self.bom, self.tail)

    def with_problems(self, problems: Iterable[Problem]) -> "Source":
        """The same source, with these problems."""
        return replace(self, problems=found) if (found := tuple(problems)) else self


def read_source(path: str, data: bytes, encoding: str | None = None) -> Source:
    """The transcript at ``path``; ``encoding`` is the owner's word, a name that Python knows.

    Never fails. A file that is empty or no text has a problem, and its text is empty.
    """
    decoded = decode(data, encoding)
    replaced = list(_replaced(decoded.text))
    shown = _in_order([*_line_ends(decoded.text), *(edit for edit, _ in replaced)])
    diagnosis = diagnose(shown.apply(decoded.text))
    mended = [_moved(repair, shown) for repair in diagnosis.repairs] if diagnosis else []
    restored = [Edit(each.offset, each.before, each.after) for each in mended if each.confident]
    edits = _in_order([*shown.items, *restored])
    repairs = [*mended, *(_spelt(edit, how, decoded) for edit, how in replaced)]
    repairs.sort(key=lambda repair: repair.offset)
    source = Source(
        path,
        data,
        decoded.encoding,
        edits.apply(decoded.text),
        tuple(repairs),
        edits=edits,
        bom=decoded.bom,
        tail=decoded.tail,
    )
    remarks = find_remarks(decoded, encoding, diagnosis, repairs)
    return source.with_problems(
        Problem(
            path,
            None if remark.offset is None else source.line(source.place(remark.offset)),
            remark.message,
            remark.remedy,
            remark.severity,
        )
        for remark in remarks
    )


def _in_order(edits: list[Edit]) -> Edits:
    return Edits(tuple(sorted(edits)))


def _line_ends(text: str) -> Iterator[Edit]:
    """CRLF, and the CRCRLF of files converted twice; a lone CR only where the file has no other line ends."""
    if "\r" not in text:
        return
    ends = _CRLF.finditer(text) if "\n" in text else re.finditer("\r", text)
    for match in ends:
        yield Edit(match.start(), match[0], "\n")


def _replaced(text: str) -> Iterator[tuple[Edit, How]]:
    """What cannot be shown: a U+FFFD for each NUL and each lone surrogate."""
    first = _UNSHOWABLE.search(text)
    for match in _UNSHOWABLE_RUN.finditer(text, first.start()) if first else ():
        how = How.NUL if match["nul"] else How.UNDECODABLE
        yield Edit(match.start(), match[0], _REPLACEMENT * len(match[0])), how


def _spelt(edit: Edit, how: How, decoded: Decoded) -> Repair:
    """The record of a replacement, with the bytes spelt out."""
    is_last = edit.offset + len(edit.before) == len(decoded.text)
    data = encode(edit.before, decoded.encoding, tail=decoded.tail if is_last else b"")
    before = "".join(f"\\x{byte:02x}" for byte in data)
    return Repair(edit.offset, before, edit.after, how, confident=True)


def _moved(repair: Repair, shown: Edits) -> Repair:
    """A repair of the text with plain line ends, as one of the decoded source."""
    offset = shown.origin(Span(repair.offset, repair.offset)).start
    return replace(repair, offset=offset)

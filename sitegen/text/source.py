"""Decode transcripts: bytes to text, with line ends normalized and mojibake repaired.

Every change is recorded with its offset, so that the bytes can be restored from the text.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sitegen.model import Repair, Span
from sitegen.model.message import RepairMethod
from sitegen.model.problems import Problem
from sitegen.text.encoding.decoding import BINARY, Certainty, Decoded, decode, encode
from sitegen.text.encoding.edits import NO_EDITS, Edit, EditMap
from sitegen.text.encoding.mojibake import Diagnosis, MojibakeVerdict, diagnose
from sitegen.text.json_tree import JsonDocument, JsonFault, JsonNode, parse_json, parse_json_lines
from sitegen.text.line_index import line_starts

_CRLF = re.compile(r"(?<!\r)\r++\n")
_UNDISPLAYABLE = re.compile("[\0\ud800-\udfff]")  # five times faster to search than runs
_UNDISPLAYABLE_RUN = re.compile("(?P<nul>\0+)|[\ud800-\udfff]+")
_REPLACEMENT = "\ufffd"
_REPLACEMENTS = (RepairMethod.UNDECODABLE, RepairMethod.NUL)


@dataclass(frozen=True)
class Source:
    """A transcript as text, with everything needed to restore its bytes."""

    path: str
    """Relative to the transcripts folder, with forward slashes."""
    data: bytes
    encoding: str
    """Python's name, or ``binary``."""
    text: str
    """The input of readers. Lines end with ``\\n``; undecodable bytes and NULs are U+FFFD."""
    repairs: tuple[Repair, ...] = ()
    """In order. For undecodable bytes and NULs, ``before`` is the escaped bytes: ``\\\\xff``."""
    problems: tuple[Problem, ...] = ()
    edits: EditMap = NO_EDITS
    """From the decoded source to ``text``: the confident repairs and the line ends."""
    bom: bytes = b""
    tail: bytes = b""
    """Bytes without a character, see `Decoded`."""

    @cached_property
    def _line_starts(self) -> "array[int]":
        # Lazy, because only transcripts with problems need line numbers.
        return array("q", line_starts(self.text.split("\n")))

    @cached_property
    def json_document(self) -> JsonDocument:
        """Return the text as one JSON value; without nodes if it is none."""
        return parse_json(self.text)

    @cached_property
    def json_lines_document(self) -> JsonDocument:
        """Return the text as JSON Lines; without nodes if it is none."""
        document = self.json_document
        is_whole_object = document.nodes and isinstance(document.nodes[0].value, dict) and not document.faults
        if is_whole_object and not document.unread and "\n" not in self.text.strip():  # parsed already
            return document
        return parse_json_lines(self.text)

    @property
    def json(self) -> JsonNode | None:
        """Return the root of a text that is one JSON object or array; None for any other text."""
        nodes = self.json_document.nodes
        return nodes[0] if nodes else None

    @property
    def json_lines(self) -> tuple[JsonNode, ...]:
        """Return the objects of a text in JSON Lines; none for any other text."""
        return self.json_lines_document.nodes

    @property
    def json_faults(self) -> tuple[JsonFault, ...]:
        """Return what is damaged in a text that is JSON or JSON Lines."""
        document = self.json_document
        return document.faults if document.nodes else self.json_lines_document.faults

    def decoded_span(self, span: Span) -> Span:
        """Convert a span of ``text`` to the span of the decoded source, before repair."""
        return self.edits.span_before(span)

    def line_number(self, offset: int) -> int:
        """Return the number, from 1, of the line of ``text`` with this offset; its end is on the last line."""
        return bisect_right(self._line_starts, min(offset, len(self.text)))

    def text_offset(self, offset: int) -> int:
        """Convert an offset of the decoded source, such as a repair's ``offset``, to one of ``text``."""
        return self.edits.offset_after(offset)

    def decoded_text(self) -> str:
        """Return the decoded source before repair; lone surrogates are undecodable bytes."""
        return self.edits.undo(self.text)

    def to_bytes(self) -> bytes:
        """Restore the bytes from ``text`` and its edits; always equal to ``data``."""
        return encode(self.decoded_text(), self.encoding, self.bom, self.tail)


def read_source(path: str, data: bytes, encoding: str | None = None) -> Source:
    """Decode the transcript at ``path``; ``encoding`` is the owner's setting, a name that Python knows.

    Never fails. A file that is empty or binary has a problem and an empty text.
    """
    decoded = decode(data, encoding)
    replaced = list(_replacements(decoded.text))
    displayable = _sorted_map([*_line_ends(decoded.text), *(edit for edit, _ in replaced)])
    diagnosis = diagnose(displayable.apply(decoded.text))
    mojibake = [_moved(repair, displayable) for repair in diagnosis.repairs] if diagnosis else []
    restored = [Edit(each.offset, each.before, each.after) for each in mojibake if each.confident]
    edits = _sorted_map([*displayable.edits, *restored])
    repairs = [*mojibake, *(_replacement_record(edit, method, decoded) for edit, method in replaced)]
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
    return replace(source, problems=tuple(_problems(source, decoded, encoding or "", diagnosis)))


def _sorted_map(edits: list[Edit]) -> EditMap:
    return EditMap(tuple(sorted(edits)))


def _line_ends(text: str) -> Iterator[Edit]:
    """Yield edits for CRLF, and the CRCRLF of files converted twice; for a lone CR only without other line ends."""
    if "\r" not in text:
        return
    ends = _CRLF.finditer(text) if "\n" in text else re.finditer("\r", text)
    for match in ends:
        yield Edit(match.start(), match[0], "\n")


def _replacements(text: str) -> Iterator[tuple[Edit, RepairMethod]]:
    """Yield edits that put U+FFFD for each NUL and each lone surrogate."""
    first = _UNDISPLAYABLE.search(text)
    for match in _UNDISPLAYABLE_RUN.finditer(text, first.start()) if first else ():
        method = RepairMethod.NUL if match["nul"] else RepairMethod.UNDECODABLE
        yield Edit(match.start(), match[0], _REPLACEMENT * len(match[0])), method


def _replacement_record(edit: Edit, method: RepairMethod, decoded: Decoded) -> Repair:
    """Return the record of a replacement, with the bytes escaped."""
    is_last = edit.offset + len(edit.before) == len(decoded.text)
    data = encode(edit.before, decoded.encoding, tail=decoded.tail if is_last else b"")
    before = "".join(f"\\x{byte:02x}" for byte in data)
    return Repair(edit.offset, before, edit.after, method, confident=True)


def _moved(repair: Repair, edits: EditMap) -> Repair:
    """Convert the offset of a repair of the displayable text to the decoded source."""
    offset = edits.span_before(Span(repair.offset, repair.offset)).start
    return replace(repair, offset=offset)


def _problems(source: Source, decoded: Decoded, declared: str, diagnosis: Diagnosis | None) -> Iterator[Problem]:
    """Report guesses, replacements and repairs; ``declared`` is the encoding in the settings."""
    path, encoding = source.path, decoded.encoding
    if encoding == BINARY:
        yield Problem("binary-file", path, kind=decoded.kind)
    elif not decoded.text:
        yield Problem("empty-file", path)
    if decoded.certainty is Certainty.CONTRADICTED:
        yield Problem("wrong-encoding-setting", path, declared=declared, encoding=encoding)
    elif decoded.certainty is Certainty.GUESSED:
        yield Problem("guessed-encoding", path, encoding=encoding)
    undecodable, nul = ([each for each in source.repairs if each.method is method] for method in _REPLACEMENTS)
    if undecodable:
        count = sum(len(each.after) for each in undecodable)
        yield Problem("undecodable-bytes", path, _line(source, undecodable), count=count, encoding=encoding)
    if nul:
        yield Problem("nul-characters", path, _line(source, nul), count=sum(len(each.after) for each in nul))
    if diagnosis:
        yield from _mojibake_problems(source, diagnosis)


def _mojibake_problems(source: Source, diagnosis: Diagnosis) -> Iterator[Problem]:
    repairs = [each for each in source.repairs if each.method not in _REPLACEMENTS]
    restored = [each for each in repairs if each.confident]
    proposed = [each for each in repairs if not each.confident]
    path, page, count = source.path, diagnosis.code_page, len(proposed)
    match diagnosis.verdict:
        case MojibakeVerdict.MIXED:
            yield Problem("mixed-mojibake", path, _line(source, proposed), count=count, code_page=page)
        case MojibakeVerdict.MENTIONED:
            yield Problem("mentioned-mojibake", path, _line(source, proposed), count=count, code_page=page)
        case MojibakeVerdict.UNPROVEN:
            yield Problem("unproven-mojibake", path, _line(source, proposed), count=count, code_page=page)
        case MojibakeVerdict.PARTLY_RESTORED:
            yield Problem("repeated-mojibake", path, _line(source, restored), code_page=page)
    if restored:
        inferred = sum(each.method is not RepairMethod.LOSSLESS for each in restored)
        line = _line(source, restored)
        yield Problem("restored-mojibake", path, line, count=len(restored), inferred=inferred, code_page=page)
        if proposed:
            yield Problem("ambiguous-mojibake", path, _line(source, proposed), count=count, code_page=page)


def _line(source: Source, repairs: Sequence[Repair]) -> int:
    return source.line_number(source.text_offset(repairs[0].offset))

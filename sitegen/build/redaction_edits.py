"""Stretches of a transcript give way to placeholders, and what is left is read again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model import Redaction, Span
from sitegen.model.problems import Problem
from sitegen.permalinks.anchors import fingerprint
from sitegen.privacy.redaction import Cut
from sitegen.readers.detection import find_reader
from sitegen.readers.header import NOBODY
from sitegen.readers.parsed import Markup, Reading
from sitegen.text.encoding.decoding import encode
from sitegen.text.source import Source, read_source

_HEAD = ("---\n", "---\r\n")


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript as its reader takes it apart."""

    source: Source
    format: str
    reading: Reading | None
    """None where no reader knows it, so that nothing of it is published."""

    @property
    def texts(self) -> list[str]:
        """What each message says."""
        if self.reading is None:
            return []
        whole = self.source.text
        return [each.span.of(whole) if each.text is None else each.text for each in self.reading.utterances]

    @property
    def prints(self) -> tuple[str, ...]:
        """The fingerprints of the messages."""
        return tuple(map(fingerprint, self.texts))

    @property
    def shape(self) -> list[tuple[str, str | None, bool]]:
        """By which is seen that two are read alike: a marker that is none any more leaves its words to nobody."""
        utterances = self.reading.utterances if self.reading else ()
        return [(each.kind, each.role, each.speaker == NOBODY) for each in utterances]


def read_as(path: str, data: bytes, rule: TranscriptRule, *, like: Read | None = None) -> Read:
    """A transcript; in the encoding and format of another, where it is what is ``like`` it but for some words."""
    source = read_source(path, data, rule.encoding or None)
    if like and source.encoding != like.source.encoding:
        source = read_source(path, data, like.source.encoding)
    reader = find_reader(source, (like.format if like else "") or rule.format or None)
    if isinstance(reader, Problem):
        return Read(source, "", None)
    return Read(source, reader.NAME, reader.read(source))


def cut_out(
    read: Read,
    found: Sequence[Cut],
    rule: TranscriptRule,
    *,
    is_plain: bool = False,
    earlier: Sequence[Redaction] = (),
) -> tuple[Read, tuple[Redaction, ...]]:
    """The transcript without some stretches of its text, read again, and the record of it."""
    source = read.source
    text = source.decoded()
    parts: list[str] = []
    swaps: list[_Swap] = []
    position = length = 0
    for cut in found:
        span = source.original(cut.span)
        start = max(span.start, position)
        words = _words(read, cut, is_plain=is_plain)
        parts += (text[position:start], words)
        length += start - position + len(words)
        swaps.append(_Swap(Span(start, span.end), Span(length - len(words), length), cut))
        position = span.end
    parts.append(text[position:])
    tail = b"" if position >= len(text) else source.tail
    data = encode("".join(parts), source.encoding, source.bom, tail)
    now = read_as(source.path, data, rule, like=read)
    kept = ((_moved(each.offset, swaps), each.label, each.how) for each in earlier)
    made = [(offset, label, how) for offset, label, how in kept if offset is not None]
    made += ((each.after.start, each.cut.label, each.cut.rule.how) for each in swaps)
    lines = now.source
    return now, tuple(
        Redaction(offset, lines.line(lines.place(offset)), label, how) for offset, label, how in sorted(made)
    )


@dataclass(frozen=True, slots=True)
class _Swap:
    """A stretch of the decoded source before, and what stands for it after."""

    before: Span
    after: Span
    cut: Cut


def _moved(offset: int, swaps: Iterable[_Swap]) -> int | None:
    """Where a place stands after the swaps; None where it was cut out."""
    moved = offset
    for each in swaps:
        if each.before.start <= offset < each.before.end:
            return None
        if each.before.end <= offset:
            moved = offset - each.before.end + each.after.end
    return moved


def _words(read: Read, cut: Cut, *, is_plain: bool) -> str:
    """What stands in place of the words. ``[`` and ``: `` mean something in front matter, and in some markers."""
    words = cut.placeholder
    text = read.source.text
    if is_plain and read.reading and _is_in_markup(read.reading, cut.span):
        words = f"Redacted {cut.label}".strip()
    elif text.startswith(_HEAD) and cut.span.start < _head_end(text):
        words = f"(redacted {cut.label})" if cut.label else "(redacted)"
    try:
        encode(words, read.source.encoding)
    except UnicodeEncodeError:
        words = "[redacted]"
    return words


def _head_end(text: str) -> int:
    end = text.find("\n---", 3)
    return max(end, 0)


def _is_in_markup(reading: Reading, span: Span) -> bool:
    return any(
        isinstance(piece, Markup) and piece.span.start <= span.start < piece.span.end
        for piece in reading.pieces
    )

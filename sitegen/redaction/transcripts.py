"""The bytes of a transcript → the bytes that are read and published, without what their owner takes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sitegen import permalinks
from sitegen.encoding.decoding import encode
from sitegen.errors import Problem, Severity
from sitegen.model import Redaction, Span
from sitegen.readers import find_reader
from sitegen.readers.reading import Markup, Reading
from sitegen.readers.withheld import find_withheld
from sitegen.redaction.redactor import Cut, cuts, redact
from sitegen.settings import RedactRule, TranscriptRule
from sitegen.source import Source, read_source

_HEAD = ("---\n", "---\r\n")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A transcript as everybody but its owner may see it."""

    data: bytes
    rule: TranscriptRule
    """The owner's word about it, changed where it must be to read ``data`` as the transcript was read."""
    redactions: tuple[Redaction, ...] = ()
    problems: tuple[Problem, ...] = ()
    used: tuple[RedactRule, ...] = ()
    """The rules that took something out."""
    origins: tuple[str, ...] = ()
    """Fingerprints of the messages as they were before; empty where nothing was taken out. They keep addresses
    where they are, and are written nowhere but into the cache.
    """


@dataclass(frozen=True, slots=True)
class _Read:
    source: Source
    format: str
    reading: Reading | None
    """None where no reader knows it, so that nothing of it is published."""

    @property
    def texts(self) -> list[str]:
        if self.reading is None:
            return []
        whole = self.source.text
        return [each.span.of(whole) if each.text is None else each.text for each in self.reading.utterances]

    @property
    def prints(self) -> tuple[str, ...]:
        return tuple(map(permalinks.fingerprint, self.texts))

    @property
    def shape(self) -> list[tuple[str, str | None]]:
        """By which is seen that two are read alike."""
        return [(each.kind, each.role) for each in self.reading.utterances] if self.reading else []


def redacted(path: str, data: bytes, rule: TranscriptRule) -> Redacted:
    """What is left of a transcript when its rules are obeyed. Raises `ContentError` where a pattern takes too long."""
    if not rule.redactions:
        return Redacted(data, rule)
    before = _read(path, data, rule)
    if find_withheld(before.source):
        return Redacted(data, rule)
    found = cuts(rule.redactions, before.source.text, path)
    now, is_alike = before, True
    made: tuple[Redaction, ...] = ()
    for is_plain in (False, True) if found else ():
        now, made = _cut(before, found, rule, is_plain=is_plain)
        is_alike = now.shape == before.shape
        if is_alike:
            break
    whole = _whole(before, now, rule.redactions) if is_alike else ()
    if whole:
        now, made = _cut(now, whole, rule, earlier=made)
        is_alike = now.shape == before.shape
    problems = [] if is_alike else [_changed(path)]
    problems += _left(path, now, rule.redactions)
    return Redacted(
        now.source.data,
        _adapted(rule, before, now),
        made,
        tuple(problems),
        tuple(dict.fromkeys(cut.rule for cut in (*found, *whole))),
        before.prints if made and is_alike else (),
    )


def _read(path: str, data: bytes, rule: TranscriptRule, *, like: "_Read | None" = None) -> _Read:
    source = read_source(path, data, rule.encoding or None)
    if like and source.encoding != like.source.encoding:
        source = read_source(path, data, like.source.encoding)
    reader = find_reader(source, (like.format if like else "") or rule.format or None)
    if isinstance(reader, Problem):
        return _Read(source, "", None)
    return _Read(source, reader.NAME, reader.read(source))


def _cut(
    read: _Read,
    found: Sequence[Cut],
    rule: TranscriptRule,
    *,
    is_plain: bool = False,
    earlier: Sequence[Redaction] = (),
) -> tuple[_Read, tuple[Redaction, ...]]:
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
    now = _read(source.path, data, rule, like=read)
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


def _words(read: _Read, cut: Cut, *, is_plain: bool) -> str:
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


def _whole(before: _Read, now: _Read, rules: Sequence[RedactRule]) -> tuple[Cut, ...]:
    """Messages that are taken out whole: the private ones, and those of which a reader would still see the words
    (a format may break them by its own signs).
    """
    if now.reading is None:
        return ()
    private = {rule.message: rule for rule in rules if rule.message}
    found: dict[int, Cut] = {}
    texts = now.texts
    if private:
        for shown in (before.texts, texts):
            anchors = permalinks.anchors([permalinks.fingerprint(text) for text in shown])
            for n, anchor in enumerate(anchors):
                if rule := private.get(anchor):
                    span = now.reading.utterances[n].span
                    found[n] = Cut(span, rule.label or "message", rule)
    for n, (each, text) in enumerate(zip(now.reading.utterances, texts, strict=True)):
        if each.text is not None and n not in found and (left := cuts(rules, text, now.source.path)):
            found[n] = Cut(each.span, left[0].label, left[0].rule)
    return tuple(found[n] for n in sorted(found) if found[n].span)


def _left(path: str, now: _Read, rules: Sequence[RedactRule]) -> Iterable[Problem]:
    """What is shown all the same, and its name, which no rule changes."""
    if now.reading is None:
        return
    shown = {"its title": [now.reading.title]}
    shown["the name of a participant"] = [
        name for each in now.reading.utterances for name in (each.speaker, each.model)
    ]
    shown["a message"] = now.texts
    for where, texts in shown.items():
        if any(cuts(rules, text) for text in dict.fromkeys(texts)):
            message = f"{where} still says what a [[redact]] rule takes out"
            remedy = "take it out of the transcript itself, or say publish = false"
            yield Problem(path, None, message, remedy, Severity.DANGER)
    if cuts(rules, path):
        message = "the name of this file says what a [[redact]] rule takes out"
        yield Problem(redact(rules, path), None, message, "rename it", Severity.DANGER)


def _changed(path: str) -> Problem:
    message = "without what [[redact]] rules take out, this is read as other messages than before"
    remedy = "choose other words for `as`, or take them out of the transcript itself"
    return Problem(path, None, message, remedy, Severity.DANGER)


def _adapted(rule: TranscriptRule, before: _Read, now: _Read) -> TranscriptRule:
    """The owner's word, about what the transcript is now."""
    participants = dict(rule.participants)
    if before.reading and now.reading and before.shape == now.shape:
        for old, new in zip(before.reading.utterances, now.reading.utterances, strict=True):
            if old.speaker in rule.participants:
                participants[new.speaker] = rule.participants[old.speaker]
    rules = rule.redactions
    told = {
        name: replace(each, name=redact(rules, each.name), model=redact(rules, each.model))
        for name, each in participants.items()
    }
    adapted = replace(rule, title=redact(rules, rule.title), participants=told)
    if now is before:
        return adapted
    again = read_source(now.source.path, now.source.data, rule.encoding or None)
    encoding = rule.encoding if again.encoding == now.source.encoding else now.source.encoding
    return replace(adapted, encoding=encoding, format=rule.format or now.format)

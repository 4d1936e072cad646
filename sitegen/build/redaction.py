"""The bytes of a transcript → the bytes that are read and published, without what their owner takes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.redaction_edits import Read, cut_out, read_as
from sitegen.model import Redaction
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.privacy.deobfuscation import unmarked
from sitegen.privacy.redaction import Cut, RedactRule, cuts, redact
from sitegen.readers.publish_flag import find_withheld
from sitegen.text.source import read_source


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


def redacted(path: str, data: bytes, rule: TranscriptRule) -> Redacted:
    """What is left of a transcript when its rules are obeyed. Raises `ContentError` where a pattern takes too long."""
    if not rule.redactions:
        return Redacted(data, rule)
    before = read_as(path, data, rule)
    if find_withheld(before.source):
        return Redacted(data, rule)
    found = cuts(rule.redactions, before.source.text, path)
    now, is_alike = before, True
    made: tuple[Redaction, ...] = ()
    for is_plain in (False, True) if found else ():
        now, made = cut_out(before, found, rule, is_plain=is_plain)
        is_alike = now.shape == before.shape
        if is_alike:
            break
    # Where they are not read alike nobody knows which message was which: then by what is left alone.
    whole = _whole(before if is_alike else now, now, rule.redactions)
    if whole:
        now, made = cut_out(now, whole, rule, earlier=made)
        is_alike = is_alike and now.shape == before.shape
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


def _whole(before: Read, now: Read, rules: Sequence[RedactRule]) -> tuple[Cut, ...]:
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
            anchors = proposed_anchors([fingerprint(text) for text in shown])
            for n, anchor in enumerate(anchors):
                if rule := private.get(anchor):
                    span = now.reading.utterances[n].span
                    found[n] = Cut(span, rule.label or "message", rule)
    for n, (each, text) in enumerate(zip(now.reading.utterances, texts, strict=True)):
        if each.text is not None and n not in found and (left := _seen(rules, text, now.source.path)):
            found[n] = Cut(each.span, left[0].label, left[0].rule)
    return tuple(found[n] for n in sorted(found) if found[n].span)


def _seen(rules: Sequence[RedactRule], text: str, path: str) -> tuple[Cut, ...]:
    """What a page would still show, also behind Markdown's signs in the midst of a word."""
    shown = unmarked(text).text
    return cuts(rules, text, path) or (cuts(rules, shown, path) if shown != text else ())


def _left(path: str, now: Read, rules: Sequence[RedactRule]) -> Iterable[Problem]:
    """What is shown all the same, and its name, which no rule changes."""
    if now.reading is None:
        return
    shown = {"its title": [now.reading.title]}
    shown["the name of a participant"] = [
        name for each in now.reading.utterances for name in (each.speaker, each.model)
    ]
    shown["a message"] = now.texts
    for where, texts in shown.items():
        if any(_seen(rules, text, path) for text in dict.fromkeys(texts)):
            message = f"{where} still says what a [[redact]] rule takes out"
            remedy = "take it out of the transcript itself, or say publish = false"
            yield Problem(path, None, message, remedy, Severity.DANGER)
    if cuts(rules, path):
        message = "the name of this file says what a [[redact]] rule takes out"
        yield Problem(path, None, message, "rename it", Severity.DANGER)


def _changed(path: str) -> Problem:
    message = "without what [[redact]] rules take out, this is read as other messages than before"
    remedy = "choose other words for `as`, or take them out of the transcript itself"
    return Problem(path, None, message, remedy, Severity.DANGER)


def _adapted(rule: TranscriptRule, before: Read, now: Read) -> TranscriptRule:
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

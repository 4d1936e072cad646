"""One transcript: bytes → `Conversation`, a pure function of them and of the owner's word about them."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.blocks.parser import parse_event, parse_speech
from sitegen.model import (
    BlockKind,
    Conversation,
    Message,
    MessageKind,
    Outline,
    Participant,
    Role,
    SourceInfo,
)
from sitegen.model.ai_models import Models
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.readers.detection import find_reader
from sitegen.readers.header import NOBODY
from sitegen.readers.parsed import Reading, Utterance
from sitegen.readers.publish_flag import find_withheld
from sitegen.text.languages import common_language
from sitegen.text.minhash import sketch
from sitegen.text.normalization import words
from sitegen.text.source import Source, read_source

_SKETCHED = 200
"""Messages, and characters of each, by which a conversation is known in which every message changed."""
_LONG_ENOUGH = 60  # characters: that two talks have a shorter message in common means nothing


def outline(path: str, data: bytes, rule: TranscriptRule, models: Models) -> Outline | tuple[Problem, ...]:
    """What a conversation's place depends on: half the work of `read_transcript`, with the same outcome."""
    opened = _open(path, data, rule, models)
    if not isinstance(opened, _Opened):
        return opened
    answers = {each.label for each in opened.participants if each.role is Role.ASSISTANT}
    texts = _texts(opened)
    prints = [fingerprint(text) for text in texts]
    return Outline(
        path,
        hashlib.sha256(data).hexdigest(),
        opened.title,
        opened.format,
        opened.started,
        answers.pop() if len(answers) == 1 else "",
        tuple(dict.fromkeys(each.speaker for each in opened.reading.utterances)),
        tuple(prints),
        tuple(own for own, text in zip(prints, texts, strict=True) if len(text) >= _LONG_ENOUGH),
        sketch(words("\n".join(text[:_SKETCHED] for text in texts[:_SKETCHED]))),
        opened.reading.native,
    )


def read_transcript(
    path: str, data: bytes, rule: TranscriptRule, models: Models
) -> Conversation | tuple[Problem, ...]:
    """The conversation in a transcript, or why there is none.

    ``path`` is relative to the folder of transcripts. Never raises on content, however broken.
    """
    opened = _open(path, data, rule, models)
    if not isinstance(opened, _Opened):
        return opened
    source, reading = opened.source, opened.reading
    messages = tuple(_messages(opened))
    return Conversation(
        title=opened.title,
        format=opened.format,
        started=opened.started,
        ended=reading.ended,
        source=SourceInfo(path, hashlib.sha256(data).hexdigest(), len(data), _python_name(source)),
        participants=tuple(dict.fromkeys(opened.participants)),
        messages=messages,
        repairs=source.repairs,
        problems=(*source.problems, *reading.problems, *_unknown_models(path, opened.participants)),
        native=reading.native,
        language=rule.language or common_language(_prose(messages)),
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """A transcript that a reader could take apart."""

    source: Source
    reading: Reading
    format: str
    title: str
    started: str | None
    participants: tuple[Participant, ...]
    """One for each utterance."""


def _open(path: str, data: bytes, rule: TranscriptRule, models: Models) -> _Opened | tuple[Problem, ...]:
    source = read_source(path, data, rule.encoding or None)
    if withheld := find_withheld(source):
        return (withheld,)
    reader = find_reader(source, rule.format or None)
    if isinstance(reader, Problem):
        # Of an empty or binary file all is said already.
        return (*source.problems, reader) if source.text.strip() else source.problems or (reader,)
    reading = reader.read(source)
    if not reading.utterances:
        remedy = "see its description in the documentation, or name another format in sitegen.toml"
        nothing = Problem(path, None, f"this is read as {reader.NAME}, but holds no message", remedy)
        known = (*source.problems, *reading.problems)
        return known if any(not each.is_note for each in known) else (*known, nothing)
    participants = tuple(_participants(reading.utterances, rule, models))
    return _Opened(
        source,
        reading,
        reader.NAME,
        rule.title or reading.title or _names(participants),
        rule.date or reading.started,
        participants,
    )


def _participants(
    utterances: tuple[Utterance, ...], rule: TranscriptRule, models: Models
) -> Iterator[Participant]:
    """Who spoke each: what the transcript says, what the owner knows better, models by their identity."""
    known: dict[tuple[str, str, Role | None], Participant] = {}
    for each in utterances:
        key = (each.speaker, each.model, each.role)
        if key not in known:
            owner = rule.participants.get(each.speaker, ParticipantRule())
            known[key] = _participant(each, owner, models)
        yield known[key]


def _participant(utterance: Utterance, owner: ParticipantRule, models: Models) -> Participant:
    role = owner.role or utterance.role
    label = utterance.model
    if not label and role is not Role.USER and models.find(utterance.speaker):
        label = utterance.speaker  # ``**gpt-4o:**`` names both
    # ``USER = "Rosa"`` is a person or a nickname, ``USER = "Claude Opus 4.5"`` a known model.
    if owner.model and (owner.model != owner.name or models.find(owner.model)):
        label = owner.model
    model = models.find(label)
    return Participant(owner.name or utterance.speaker, role, model.identity if model else None, label)


def _texts(opened: _Opened) -> list[str]:
    text = opened.source.text
    return [piece.span.of(text) if piece.text is None else piece.text for piece in opened.reading.utterances]


def _prose(messages: Iterable[Message]) -> Iterator[str]:
    return (block.text for each in messages for block in each.blocks if block.kind is BlockKind.PROSE)


def _messages(opened: _Opened) -> Iterator[Message]:
    source, utterances = opened.source, opened.reading.utterances
    texts = _texts(opened)
    prints = [fingerprint(text) for text in texts]
    anchors = proposed_anchors(prints)
    told = zip(utterances, texts, prints, anchors, opened.participants, strict=True)
    for number, (piece, text, own, anchor, participant) in enumerate(told, 1):
        parse = parse_event if piece.kind is MessageKind.EVENT else parse_speech
        span = source.original(piece.span)
        blocks = tuple(
            replace(block, span=source.original(block.span.shifted(piece.span.start)))
            if piece.text is None
            else replace(block, span=span)
            for block in parse(text)
        )
        yield Message(
            number, anchor, piece.kind, participant, piece.time, text, span, blocks, own, piece.native
        )


def _python_name(source: Source) -> str:
    """The encoding that decodes the file to the characters that spans count, without a byte order mark."""
    wide = source.encoding.startswith(("utf-16", "utf-32"))
    return source.encoding.removesuffix("-le").removesuffix("-be") if wide and source.bom else source.encoding


def _names(participants: tuple[Participant, ...]) -> str:
    """A title for a transcript that has none: its speakers, by their models where those are known."""
    names = tuple(dict.fromkeys(each.label or each.name for each in participants if each.name != NOBODY))
    if len(names) <= 4:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{', '.join(names[:3])} and {len(names) - 3} others"


def _unknown_models(path: str, participants: tuple[Participant, ...]) -> Iterator[Problem]:
    labels = (each.label for each in participants if each.label and each.model is None)
    for label in dict.fromkeys(labels):
        remedy = "add it under [[models]] in sitegen.toml"
        yield Problem(path, None, f"unknown model {label!r}", remedy, Severity.NOTE)

"""Read a transcript: from bytes and the owner's rule to a `Conversation`, as a pure function."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.blocks.parser import parse_event, parse_speech
from sitegen.model import (
    BlockKind,
    Conversation,
    ConversationOutline,
    Message,
    MessageKind,
    Participant,
    Role,
    SourceInfo,
)
from sitegen.model.ai_models import Models
from sitegen.model.problems import Problem
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.readers.detection import find_reader
from sitegen.readers.header import UNKNOWN_SPEAKER
from sitegen.readers.parsed import ParsedMessage, ParsedTranscript
from sitegen.readers.publish_flag import check_publish_flag
from sitegen.text.dates import find_date_in_name
from sitegen.text.languages import common_language
from sitegen.text.minhash import minhash
from sitegen.text.normalization import normalize_words
from sitegen.text.source import Source, read_source

_MINHASH_LENGTH = 200
"""The number of messages, and of characters of each, in the MinHash that identifies a rewritten conversation."""
_NAME_SEPARATOR = re.compile(r"[_\s]+")
_MAX_NAME_LENGTH = 120
_DATE_CODES = frozenset({"ambiguous-date", "undated-voice-conversation"})
"""Problems that a date in the settings solves."""
_SLOT = re.compile(r"AI-\d+|assistant|ai|bot|chatbot|agent|model", re.IGNORECASE)
_MIN_LONG_MESSAGE = 60  # characters; unrelated conversations share shorter messages


def outline_conversation(
    path: str, data: bytes, rule: TranscriptRule, models: Models
) -> ConversationOutline | tuple[Problem, ...]:
    """Return what the address of a conversation depends on, or problems; costs half of `read_transcript`."""
    opened = _open_transcript(path, data, rule, models)
    if not isinstance(opened, _OpenedTranscript):
        return opened
    assistant_labels = {each.label for each in opened.participants if each.role is Role.ASSISTANT}
    texts = _texts(opened)
    fingerprints = [fingerprint(text) for text in texts]
    return ConversationOutline(
        path,
        hashlib.sha256(data).hexdigest(),
        opened.title,
        opened.format,
        opened.started,
        assistant_labels.pop() if len(assistant_labels) == 1 else "",
        tuple(dict.fromkeys(each.speaker for each in opened.parsed.messages)),
        tuple(fingerprints),
        tuple(own for own, text in zip(fingerprints, texts, strict=True) if len(text) >= _MIN_LONG_MESSAGE),
        minhash(normalize_words("\n".join(text[:_MINHASH_LENGTH] for text in texts[:_MINHASH_LENGTH]))),
        opened.parsed.native_id,
    )


def read_transcript(path: str, data: bytes, rule: TranscriptRule, models: Models) -> Conversation | tuple[Problem, ...]:
    """Return the conversation in a transcript, or the problems that prevent one; never raises on any content.

    ``path``: relative to the folder of transcripts.
    """
    opened = _open_transcript(path, data, rule, models)
    if not isinstance(opened, _OpenedTranscript):
        return opened
    source, parsed = opened.source, opened.parsed
    messages = tuple(_messages(opened))
    return Conversation(
        title=opened.title,
        format=opened.format,
        started=opened.started,
        ended=parsed.ended,
        source=SourceInfo(path, hashlib.sha256(data).hexdigest(), len(data), _encoding_name(source)),
        participants=tuple(dict.fromkeys(opened.participants)),
        messages=messages,
        repairs=source.repairs,
        problems=(
            *source.problems,
            *(each for each in parsed.problems if not (rule.date and each.code in _DATE_CODES)),
            *_unknown_models(path, opened.participants),
        ),
        native_id=parsed.native_id,
        language=rule.language or common_language(_prose(messages)),
    )


@dataclass(frozen=True, slots=True)
class _OpenedTranscript:
    source: Source
    parsed: ParsedTranscript
    format: str
    title: str
    started: str | None
    participants: tuple[Participant, ...]
    """One for each message."""


def _open_transcript(
    path: str, data: bytes, rule: TranscriptRule, models: Models
) -> _OpenedTranscript | tuple[Problem, ...]:
    source = read_source(path, data, rule.encoding or None)
    if unpublished := check_publish_flag(source):
        return (unpublished,)
    roles = {name: each.role for name, each in rule.participants.items()}
    reader = find_reader(source, rule.format or None, roles)
    if isinstance(reader, Problem):
        # For an empty or binary file the other problems say enough.
        return (*source.problems, reader) if source.text.strip() else source.problems or (reader,)
    parsed = reader.read(source)
    if not parsed.messages:
        problems = (*source.problems, *parsed.problems)
        if any(not each.is_note for each in problems):
            return problems
        return (*problems, Problem("no-messages", path, format=reader.NAME))
    participants = tuple(_participants(parsed.messages, rule, models))
    return _OpenedTranscript(
        source,
        parsed,
        reader.NAME,
        rule.title or parsed.title or _default_title(participants),
        rule.date or parsed.started or (date_in_file_name(path, models) if rule.date_from_file_name else None),
        participants,
    )


def date_in_file_name(path: str, models: Models) -> str | None:
    """Return the date in the name of a file, but not that of a model, such as ``gpt-4o-2024-08-06``."""
    parts = _NAME_SEPARATOR.split(PurePosixPath(path).stem[:_MAX_NAME_LENGTH])
    return find_date_in_name("_".join(_without_models(part.split("-"), models) for part in parts))


def _without_models(words: list[str], models: Models) -> str:
    """Return words without the longest runs of them that are the names of models."""
    for length in range(len(words), 1, -1):
        for start in range(len(words) - length + 1):
            if models.find("-".join(words[start : start + length])):
                before, after = words[:start], words[start + length :]
                return "_".join(_without_models(each, models) for each in (before, after))
    return "-".join(words)


def _participants(messages: tuple[ParsedMessage, ...], rule: TranscriptRule, models: Models) -> Iterator[Participant]:
    """Yield the participant of each message, with the owner's corrections and the identity of known models."""
    known: dict[tuple[str, str, Role | None], Participant] = {}
    for each in messages:
        key = (each.speaker, each.model, each.role)
        if key not in known:
            participant_rule = rule.participants.get(each.speaker, ParticipantRule())
            known[key] = _participant(each, participant_rule, models)
        yield known[key]


def _participant(message: ParsedMessage, rule: ParticipantRule, models: Models) -> Participant:
    role = rule.role or message.role
    label = message.model
    if not label and role is not Role.USER and models.find(message.speaker):
        label = message.speaker  # ``**gpt-4o:**`` names both
    # ``USER = "Rosa"`` is a person or a nickname, ``USER = "Claude Opus 4.5"`` a known model.
    if rule.model and (rule.model != rule.name or models.find(rule.model)):
        label = rule.model
    model = models.find(label)
    return Participant(rule.name or message.speaker, role, model.identity if model else None, label)


def _texts(opened: _OpenedTranscript) -> list[str]:
    text = opened.source.text
    return [each.span.of(text) if each.text is None else each.text for each in opened.parsed.messages]


def _prose(messages: Iterable[Message]) -> Iterator[str]:
    return (block.text for each in messages for block in each.blocks if block.kind is BlockKind.PROSE)


def _messages(opened: _OpenedTranscript) -> Iterator[Message]:
    source, parsed_messages = opened.source, opened.parsed.messages
    texts = _texts(opened)
    fingerprints = [fingerprint(text) for text in texts]
    anchors = proposed_anchors(fingerprints)
    rows = zip(parsed_messages, texts, fingerprints, anchors, opened.participants, strict=True)
    for number, (parsed, text, own_fingerprint, anchor, participant) in enumerate(rows, 1):
        parse = parse_event if parsed.kind is MessageKind.EVENT else parse_speech
        span = source.decoded_span(parsed.span)
        blocks = tuple(
            replace(block, span=source.decoded_span(block.span.shifted(parsed.span.start)))
            if parsed.text is None
            else replace(block, span=span)
            for block in parse(text)
        )
        yield Message(
            number,
            anchor,
            parsed.kind,
            participant,
            parsed.time,
            text,
            span,
            blocks,
            own_fingerprint,
            parsed.native_id,
        )


def _encoding_name(source: Source) -> str:
    """Return the codec that decodes the file to the text that spans refer to, without a byte order mark."""
    is_wide = source.encoding.startswith(("utf-16", "utf-32"))
    return source.encoding.removesuffix("-le").removesuffix("-be") if is_wide and source.bom else source.encoding


def _default_title(participants: tuple[Participant, ...]) -> str:
    """Return a title made from the speakers, by the names of their models where known.

    Speakers with the same model keep names of their own, such as ``Claude 1``; ``AI-1`` and ``Assistant`` say less.
    """
    speakers = dict.fromkeys((each.name, each.label) for each in participants if each.name != UNKNOWN_SPEAKER)
    counts = Counter(label for _, label in speakers)
    names = tuple(
        dict.fromkeys(
            label if label and (counts[label] == 1 or _SLOT.fullmatch(name)) else name for name, label in speakers
        )
    )
    if len(names) <= 4:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{', '.join(names[:3])} and {len(names) - 3} others"


def _unknown_models(path: str, participants: tuple[Participant, ...]) -> Iterator[Problem]:
    labels = (each.label for each in participants if each.label and each.model is None)
    for label in dict.fromkeys(labels):
        yield Problem("unknown-model", path, label=label)

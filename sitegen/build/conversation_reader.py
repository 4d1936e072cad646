"""Read a transcript: from bytes and the owner's rule to a `Conversation`, as a pure function."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.blocks.parser import parse_event, parse_parts, parse_speech
from sitegen.build.garbage_collection import garbage_collection_paused
from sitegen.build.titles import is_fixed_title, telling_title
from sitegen.model import (
    Block,
    BlockKind,
    Conversation,
    ConversationOutline,
    Message,
    MessageKind,
    Participant,
    Role,
    SourceInfo,
    Span,
)
from sitegen.model.ai_models import Models
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.permalinks.ledger.records import EXCERPT_LENGTH
from sitegen.privacy.json_redaction import is_json
from sitegen.privacy.redaction import redact
from sitegen.readers.detection import find_reader, json_problems
from sitegen.readers.embedded_pictures import EmbeddedPicture, extract_pictures
from sitegen.readers.header import UNKNOWN_SPEAKER
from sitegen.readers.known_formats import find_known_format
from sitegen.readers.parsed import Markup, ParsedMessage, ParsedTranscript, spoken_text
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
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|meta)\b", re.IGNORECASE)
_HTML_WITHOUT_DATA = frozenset({"backrooms-html"})
_MIN_LONG_MESSAGE = 60  # characters; unrelated conversations share shorter messages


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A decoded transcript, with what its reader found in it."""

    source: Source
    encoding: str
    """With which `source` is decoded again; empty if it is detected."""
    format: str = ""
    """Name of the reader."""
    parsed: ParsedTranscript | None = None
    """None if the file says that it is private, or if no reader knows its format."""
    problem: Problem | None = None
    """The reason why it is not parsed."""
    is_unpublished: bool = False
    """The file says that it is private."""
    pictures: tuple[EmbeddedPicture, ...] = ()
    """Taken out of the source."""
    picture_problems: tuple[Problem, ...] = ()
    written_fingerprints: tuple[str, ...] = ()
    """Fingerprints of the messages with these pictures, by which older versions know them; empty without pictures."""

    @property
    def messages(self) -> tuple[ParsedMessage, ...]:
        """Return the messages; none if the file is not parsed."""
        return self.parsed.messages if self.parsed else ()

    @property
    def texts(self) -> list[str]:
        """Return the text of each message."""
        text = self.source.text
        return [each.span.of(text) if each.text is None else each.text for each in self.messages]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the fingerprint of each message."""
        return tuple(fingerprint(normalize_words(text)) for text in self.spoken_texts)

    @property
    def spoken_texts(self) -> list[str]:
        """Return the words that identify each message."""
        return [spoken_text(each, text) for each, text in zip(self.messages, self.texts, strict=True)]

    @property
    def structure(self) -> list[tuple[str, str | None, bool]]:
        """Return the kind and role of each message, to detect that a redaction changed what is a message."""
        return [(each.kind, each.role, each.speaker == UNKNOWN_SPEAKER) for each in self.messages]


def parse_source(path: str, data: bytes, rule: TranscriptRule, roles: Mapping[str, Role | None]) -> ParsedSource:
    """Decode and parse a transcript; never raises on any content.

    ``path``: relative to the folder of transcripts. ``roles``: of the participants that the settings list.
    """
    encoding = rule.encoding
    source = read_source(path, data, encoding or None)
    if unpublished := check_publish_flag(source):
        if side_file := _report_side_file(source, unpublished):
            return ParsedSource(source, encoding, problem=side_file)
        return ParsedSource(source, encoding, problem=unpublished, is_unpublished=True)
    found = extract_pictures(source, encoding)
    source = found.source
    try:
        with garbage_collection_paused():
            reader = find_reader(source, rule.format or None, roles, fields=rule.fields, own_readers=rule.own_readers)
            if isinstance(reader, Problem):
                return ParsedSource(source, encoding, problem=reader)
            parsed = reader.read(source)
    except ContentError as error:  # a reader of the archive
        return ParsedSource(source, encoding, problem=error.problem)
    result = ParsedSource(
        source, encoding, reader.NAME, parsed, pictures=found.pictures, picture_problems=found.problems
    )
    return (
        replace(result, written_fingerprints=_written_fingerprints(result, found.written)) if found.written else result
    )


def _written_fingerprints(parsed: ParsedSource, written: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fingerprints of the messages as the file has them; ``written``: each picture, by its address."""
    address = re.compile("|".join(map(re.escape, written)))
    texts = (address.sub(lambda match: written[match[0]], text) for text in parsed.spoken_texts)
    return tuple(fingerprint(normalize_words(text)) for text in texts)


def _report_side_file(source: Source, unpublished: Problem) -> Problem | None:
    """Return the problem of a file beside the conversations of an export, such as its projects: no doubt about it."""
    known = find_known_format(source) if unpublished.code == "unclear-publish-flag" else None
    return Problem("side-file", source.path, format=known.name) if known and known.is_side_file else None


def parse_transcript(path: str, data: bytes, rule: TranscriptRule) -> ParsedSource:
    """Decode and parse a transcript with its rule, but without redactions."""
    roles = {name: each.role for name, each in rule.participants.items()}
    return parse_source(path, data, rule, roles)


def read_transcript(path: str, data: bytes, rule: TranscriptRule, models: Models) -> Conversation | tuple[Problem, ...]:
    """Return the conversation in a transcript without redactions, or the problems that prevent one."""
    return make_conversation(parse_transcript(path, data, rule), rule, models)


def make_conversation(
    transcript: ParsedSource, rule: TranscriptRule, models: Models
) -> Conversation | tuple[Problem, ...]:
    """Return the conversation of a parsed transcript, or the problems that prevent one."""
    source, parsed = transcript.source, transcript.parsed
    if problems := _obstacles(transcript):
        return problems
    assert parsed is not None
    participants = tuple(_participants(parsed.messages, rule, models))
    messages = tuple(_messages(transcript, participants))
    left_out = tuple(_left_out(parsed))
    plain_title = rule.title or parsed.title or _default_title(participants)
    has_own_title = rule.title or not (parsed.has_fixed_title or is_fixed_title(plain_title, participants, models))
    made = None if has_own_title else telling_title(messages, participants)
    return Conversation(
        title=redact(rule.redactions, made.text) if made else plain_title,
        format=transcript.format,
        started=rule.date
        or parsed.started
        or (date_in_file_name(source.path, models) if rule.date_from_file_name else None),
        ended=parsed.ended,
        source=SourceInfo(
            source.path, hashlib.sha256(source.data).hexdigest(), len(source.data), _encoding_name(source)
        ),
        participants=tuple(dict.fromkeys(participants)),
        messages=messages,
        repairs=source.repairs,
        problems=(
            *source.problems,
            *json_problems(source),
            *transcript.picture_problems,
            *(each for each in parsed.problems if not (rule.date and each.code in _DATE_CODES)),
            *_unknown_models(source.path, participants),
        ),
        native_id=parsed.native_id,
        language=rule.language or common_language(_prose(messages)),
        branch_points=parsed.branch_points,
        usage=parsed.usage,
        left_out=left_out,
        plain_title=plain_title if made else "",
        file_title=parsed.title if made else "",
        title_fingerprint=made.message.fingerprint if made else "",
        is_source_public=not left_out and _is_source_public(source, transcript.format, parsed),
    )


def _is_source_public(source: Source, format_name: str, parsed: ParsedTranscript) -> bool:
    """Return whether the page shows all of a source of which no piece is left out.

    JSON, tables and saved pages have data that nobody expects on a website, also in what is read: ids, accounts,
    folders, hidden instructions, pictures with the place where they were taken.
    """
    return (
        not is_json(source)
        and not format_name.endswith("csv")
        and (format_name in _HTML_WITHOUT_DATA or not _HTML.match(source.text))
        and not any(part.asset.startswith("data:") for each in parsed.messages for part in each.parts)
    )


def _left_out(parsed: ParsedTranscript) -> Iterator[tuple[str, int, int]]:
    """Yield each reason why pieces of the source are not shown, their number, and their characters."""
    sizes: dict[str, list[int]] = {}
    for piece in parsed.pieces:
        if isinstance(piece, Markup) and piece.reason:
            sizes.setdefault(piece.reason.value, []).append(len(piece.span))
    for reason, lengths in sizes.items():
        yield reason, len(lengths), sum(lengths)


def _obstacles(transcript: ParsedSource) -> tuple[Problem, ...]:
    """Return the problems that prevent a conversation; none if there is one."""
    source, parsed = transcript.source, transcript.parsed
    if transcript.problem:
        if transcript.is_unpublished:
            return (transcript.problem,)
        # For an empty or binary file the other problems say enough.
        return (
            (*source.problems, transcript.problem) if source.text.strip() else source.problems or (transcript.problem,)
        )
    if parsed is None or parsed.messages:
        return ()
    problems = (*source.problems, *json_problems(source), *parsed.problems)
    if any(not each.is_note or each.code == "empty-conversation" for each in problems):
        return problems
    return (*problems, Problem("no-messages", source.path, format=transcript.format))


def outline_conversation(conversation: Conversation, transcript: ParsedSource) -> ConversationOutline:
    """Return what the address of a conversation depends on; ``transcript``: what it was made from."""
    assistant_labels = {each.label for each in conversation.participants if each.role is Role.ASSISTANT}
    messages = conversation.messages
    return ConversationOutline(
        conversation.source.path,
        conversation.source.sha256,
        conversation.title,
        conversation.format,
        conversation.started,
        assistant_labels.pop() if len(assistant_labels) == 1 else "",
        tuple(dict.fromkeys(each.speaker for each in transcript.messages)),
        tuple(each.fingerprint for each in messages),
        tuple(each.fingerprint for each in messages if len(each.text) >= _MIN_LONG_MESSAGE),
        minhash(normalize_words("\n".join(each.text[:_MINHASH_LENGTH] for each in messages[:_MINHASH_LENGTH]))),
        conversation.native_id,
        letters=sum(len(each.text) for each in messages),
        parts=tuple(sorted(Counter(_parts(messages)).items())),
        plain_title=conversation.plain_title,
        title_fingerprint=conversation.title_fingerprint,
        title_minhash=next((m.minhash for m in messages if m.fingerprint == conversation.title_fingerprint), ""),
        facts=sum((each.time is not None) + bool(each.participant.label) for each in messages),
        has_models=any(each.model for each in conversation.participants),
        has_drawings=any(block.kind is BlockKind.ART for each in conversation.path for block in each.blocks),
    )


def _parts(messages: Iterable[Message]) -> Iterator[str]:
    """Yield the kind of each block that another export of the conversation may lack."""
    for each in messages:
        for block in each.blocks:
            if not block.kind.is_spoken or block.kind is BlockKind.IMAGE:
                yield block.kind.value


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
    known: dict[tuple[str, str, Role | None, bool], Participant] = {}
    for each in messages:
        key = (each.speaker, each.model, each.role, each.is_model_inferred)
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
    is_inferred = message.is_model_inferred and label == message.model
    return Participant(rule.name or message.speaker, role, model.identity if model else None, label, is_inferred)


def _prose(messages: Iterable[Message]) -> Iterator[str]:
    return (block.text for each in messages for block in each.blocks if block.kind is BlockKind.PROSE)


def _messages(transcript: ParsedSource, participants: Iterable[Participant]) -> Iterator[Message]:
    source, texts = transcript.source, transcript.texts
    words = [normalize_words(text) for text in transcript.spoken_texts]
    fingerprints = [fingerprint(each) for each in words]
    anchors = proposed_anchors(fingerprints)
    rows = zip(transcript.messages, texts, words, fingerprints, anchors, participants, strict=True)
    for number, (parsed, text, own_words, own_fingerprint, anchor, participant) in enumerate(rows, 1):
        span = source.decoded_span(parsed.span)
        blocks = tuple(_blocks(source, parsed, text, span))
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
            minhash(own_words) if len(text) > EXCERPT_LENGTH else "",
            parsed.native_id,
            more_spans=tuple(map(source.decoded_span, parsed.more_spans)),
            branch=parsed.branch,
            usage=parsed.usage,
        )


def _blocks(source: Source, parsed: ParsedMessage, text: str, span: Span) -> Iterator[Block]:
    if parsed.parts:
        for block in parse_parts(parsed.parts):
            yield block.with_span(source.decoded_span(block.span))
        return
    for block in (parse_event if parsed.kind is MessageKind.EVENT else parse_speech)(text):
        is_slice = parsed.text is None
        yield block.with_span(source.decoded_span(block.span.shifted(parsed.span.start)) if is_slice else span)


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
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or UNKNOWN_SPEAKER
    return f"{', '.join(names[:3])} and {len(names) - 3} others"


def _unknown_models(path: str, participants: tuple[Participant, ...]) -> Iterator[Problem]:
    labels = (each.label for each in participants if each.label and each.model is None)
    for label in dict.fromkeys(labels):
        yield Problem("unknown-model", path, label=label)

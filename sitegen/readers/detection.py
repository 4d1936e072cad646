"""Detect the format of a transcript: all readers, and suggestions if none fits. Readers are modules like `Reader`."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Protocol, cast

from sitegen.model import Role
from sitegen.model.problems import Problem
from sitegen.readers import dialogue, markdown, voice
from sitegen.readers.backrooms import chat_log
from sitegen.readers.backrooms.lines import find_headers
from sitegen.readers.code_fences import is_blank
from sitegen.readers.known_formats import find_known_format
from sitegen.readers.markdown_front_matter import TranscriptFrontMatter, read_front_matter
from sitegen.readers.own_readers import OwnReader
from sitegen.readers.parsed import Confidence, Detection, ParsedTranscript
from sitegen.readers.records import csv_records, json_records
from sitegen.readers.records.field_names import NO_FIELDS, FieldNames
from sitegen.readers.records.message_lists import MessageList, suggest_fields
from sitegen.readers.records.named_fields import NamedFields
from sitegen.readers.turn_markers import MarkerStyle
from sitegen.readers.turn_selection import find_likely_names
from sitegen.text.source import Source

_MAX_HEAD_LENGTH = 2000  # characters
_FORMAT_SIGNS = (
    (re.compile(r"\s*# [^\n]+ ↔ "), dialogue.NAME, "it has no **Started:** or **Messages:** line"),
    (
        re.compile(r"(?s).*?^\*\*(?:USER|ASSISTANT):\*\*[ \t]*$", re.MULTILINE),
        voice.NAME,
        "its first line is not `# Voice Conversation:` and the model",
    ),
)
_MAX_NAMES_SHOWN = 5


def report_unknown_format(source: Source) -> Problem:
    """Return the problem that no reader accepts a file: what it is, or the closest format and what the file lacks."""
    if suggested := suggest_fields(json_records.records(source) or csv_records.records(source, is_strict=False)):
        return _report_unclear_fields(source, suggested)
    if known := find_known_format(source):
        if known.is_side_file:
            return Problem("side-file", source.path, format=known.name)
        return Problem(
            "known-format",
            source.path,
            format=known.name,
            advice=f"{known.hint} " if known.hint else "",
            match=json.dumps(source.path, ensure_ascii=False),
        )
    front_matter = read_front_matter(source)
    likely = find_likely_names(source.text, front_matter.end)
    closest, lacks = _closest_format(source, front_matter) or (markdown.NAME, _missing_of_markdown(likely))
    names = _likely_speakers(likely[1]) if likely else ()
    return Problem(
        "unknown-format",
        source.path,
        closest=closest,
        lacks=lacks,
        match=json.dumps(source.path, ensure_ascii=False),
        setting=markdown.participants_setting(names if len(names) > 1 else ("Rosa", "Lantern")),
    )


def _report_unclear_fields(source: Source, suggested: MessageList) -> Problem:
    """Return the problem that a list may hold messages, with the setting that says so."""
    fields = {"messages": suggested.path, "speaker": suggested.fields.speaker, "text": suggested.fields.text}
    setting = ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value)
    return Problem(
        "unclear-fields",
        source.path,
        source.line_number(suggested.items[0].start),
        count=len(suggested.items),
        place=f"`{suggested.path}`" if suggested.path else "the file",
        speaker=suggested.fields.speaker,
        text=suggested.fields.text,
        match=json.dumps(source.path, ensure_ascii=False),
        setting=f"fields = {{ {setting} }}",
    )


def _likely_speakers(counts: Counter[str]) -> tuple[str, ...]:
    """Return the two most frequent names, and those that recur about as often: without them, others say their words."""
    common = counts.most_common(_MAX_NAMES_SHOWN)
    least = max(2, (common[1][1] + 1) // 2) if len(common) > 1 else 2
    return tuple(name for n, (name, count) in enumerate(common) if n < 2 or count >= least)


def _closest_format(source: Source, front_matter: TranscriptFrontMatter) -> tuple[str, str] | None:
    if front_matter.is_unclosed:
        return markdown.NAME, "its front matter has no last line `---`"
    if front_matter.problems and not front_matter.has_participants_key:
        return markdown.NAME, "its front matter is not valid YAML, or has no last line `---`"
    head = source.text[:_MAX_HEAD_LENGTH]
    match = next(((name, lacks) for sign, name, lacks in _FORMAT_SIGNS if sign.match(head)), None)
    if match is None and find_headers(source.text):
        return chat_log.NAME, "only one line such as `AI-1 (Model):` starts a message"
    if match is None and front_matter.end and not front_matter.has_participants_key:
        return markdown.NAME, "its front matter lists no participants"
    return match


def _missing_of_markdown(likely: tuple[MarkerStyle, Counter[str]] | None) -> str:
    if likely is None:
        return "no line looks like the start of a message"
    style, names = likely
    examples = ", ".join(islice(names, _MAX_NAMES_SHOWN))
    if sum(count > 1 for count in names.values()) < 2:
        return f"fewer than two names occur more than once in lines like {style.example!r} ({examples})"
    return f"lines like {style.example!r} ({examples}) may start messages or not"


class Reader(Protocol):
    """The interface of a reader module."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """The name of the format."""

    def detect(self, source: Source) -> Detection | None:
        """Return how sure the reader is that the transcript has its format, and why; None if it has not."""

    def read(self, source: Source) -> ParsedTranscript:
        """Parse the transcript. Never raises, whatever it contains."""


READER_MODULES = (
    "voice",
    "dialogue",
    "backrooms.chat_log",
    "backrooms.html_export",
    "irc.channel_log",
    "llm_logs.markdown_log",
    "llm_logs.json_log",
    "roleplay.sillytavern",
    "roleplay.character_chat",
    "discord.json_export",
    "discord.csv_export",
    "discord.html_export",
    "discord.text_export",
    "discord.thread_text",
    "discord.client_copy",
    "claude_code.session",
    "claude_code.terminal",
    "codex",
    "gemini_cli",
    "pi_session",
    "copilot_chat",
    "copilot_text",
    "specstory",
    "aider",
    "markdown",
    "chatgpt.conversation",
    "claude_web.conversation",
    "claude_page_copy",
    "web_pages.saved_page",
    "records.json_records",
    "records.csv_records",
    "agent_log",
    "tagged_log",
    "role_tags",
    "pidgin.events",
    "pidgin.reports",
)
"""The modules of all readers in this package; none imports another."""


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers, imported on first use."""
    return tuple(cast("Reader", import_module(f"sitegen.readers.{name}")) for name in READER_MODULES)


def detections(source: Source, own_readers: Sequence[OwnReader] = ()) -> list[tuple[Reader, Detection]]:
    """Return the readers that may read the transcript, the surest first."""
    found: list[tuple[Reader, Detection]] = []
    # Without front matter, Markdown is never certain, and by far the slowest to detect.
    is_slow = {markdown.NAME} if not source.text.startswith("---") else frozenset[str]()
    for reader in sorted((*own_readers, *readers()), key=lambda each: each.NAME in is_slow):
        is_certain = any(detection.confidence is Confidence.CERTAIN for _, detection in found)
        if not (is_certain and reader.NAME in is_slow) and (detection := reader.detect(source)):
            found.append((reader, detection))
    return sorted(found, key=lambda each: -each[1].confidence)


def find_reader(
    source: Source,
    name: str | None = None,
    participants: Mapping[str, Role | None] | None = None,
    *,
    fields: FieldNames = NO_FIELDS,
    own_readers: Sequence[OwnReader] = (),
) -> Reader | Problem:
    """Return the reader called ``name``, else the one that is surest about the transcript, else a problem.

    ``participants``: those whom the settings list, with their roles. ``fields``: which they name in JSON and tables.
    ``own_readers``: of the archive; they win where a reader of sitegen is as sure. Raises `ContentError` if one fails.
    """
    if is_blank(source.text):
        return Problem("empty-file", source.path)
    listed = markdown.ListedParticipants(participants or {})
    if fields:
        return _reader_with_fields(source, fields)
    if name is not None:
        named = next((reader for reader in (*own_readers, *readers()) if name == reader.NAME), None)
        if named and named.NAME == markdown.NAME and participants:
            return listed
        return named or Problem("unknown-format-name", source.path, format=name, formats=format_names())
    found = detections(source, own_readers)
    best = [reader for reader, detection in found if detection.confidence == found[0][1].confidence]
    if best and best[0] in own_readers:
        return best[0]
    if len(best) == 1 and not (participants and best[0].NAME == markdown.NAME):
        return best[0]
    if (best and participants and best[0].NAME == markdown.NAME) or (not best and listed.detect(source)):
        return listed
    if best:
        names = tuple(reader.NAME for reader in best)
        return Problem("ambiguous-format", source.path, formats=names, example=names[0])
    return report_unknown_format(source)


def _reader_with_fields(source: Source, fields: FieldNames) -> Reader | Problem:
    """Return the reader of JSON or of tables that reads the fields that the settings name."""
    named = (NamedFields(json_records.NAME, fields), NamedFields(csv_records.NAME, fields))
    if (reader := next((each for each in named if each.detect(source)), None)) is not None:
        return reader
    return Problem("named-fields-missing", source.path, fields=fields.given)


def format_names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(reader.NAME for reader in readers())


def json_problems(source: Source) -> tuple[Problem, ...]:
    """Return the problems of a source that is JSON or JSON Lines."""
    return tuple(
        Problem(fault.code, source.path, source.line_number(fault.offset), detail=fault.detail)
        for fault in source.json_faults
    )

"""Print what sitegen takes a file for: ``sitegen check --explain FILE``."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.console import count, print_line, print_problems
from sitegen.model import serialization
from sitegen.model.problems import ContentError, Problem
from sitegen.text.path_patterns import PART_SEPARATOR

if TYPE_CHECKING:
    from sitegen.archive.settings.parser import Settings
    from sitegen.archive.transcript_files import TranscriptFile
    from sitegen.build.explanation import Explanation
    from sitegen.model import Conversation, Message, Participant
    from sitegen.model.ai_models import Models

_EXCERPT_LENGTH = 100  # characters
_NAME_WIDTH = 9


def explain_file(file: Path, content: Path | None, *, as_json: bool) -> bool:
    """Print an explanation of a file, inside or outside the archive; return whether it is read without errors.

    ``conversations.json#id`` is one conversation of a file with many, of which the whole is listed. Raises
    `ContentError` if the file cannot be read.
    """
    from sitegen.archive.settings.parser import load_settings
    from sitegen.model.ai_models import load_models

    settings = load_settings(Path())
    if settings.reader_names:
        from sitegen.archive.folder import load_own_readers

        settings = replace(settings, own_readers=load_own_readers(Path(), settings.reader_names))
    models = load_models().with_models(settings.models)
    name = ""
    if not file.exists() and PART_SEPARATOR in file.name:
        file_name, _, name = file.name.partition(PART_SEPARATOR)
        file = file.with_name(file_name)
    files = _files(file, content, settings)
    if name:
        files = [each for each in files if each.part and each.part.name == name]
        if not files:
            raise ContentError(Problem("no-such-conversation", file.as_posix(), name=name))
    elif files[0].part:
        return _list_conversations(file, files, models, as_json=as_json)
    explanation = _explanation(files[0], models)
    if as_json:
        click.echo(serialization.dump(_to_json(explanation)), nl=False)
    else:
        print_line(explanation.path)
        for key, value in _rows(explanation):
            print_line(f"  {key:{_NAME_WIDTH}} {value}")
        print_problems(explanation.problems, sys.stdout)
    return _is_read(explanation)


def _list_conversations(file: Path, files: "Sequence[TranscriptFile]", models: "Models", *, as_json: bool) -> bool:
    """Print the conversations of a file with many, a line each; return whether all are read without errors."""
    items = []
    are_read = True
    if not as_json:
        example = f"{file.as_posix()}{PART_SEPARATOR}{files[0].part.name if files[0].part else ''}"
        print_line(f"{file.as_posix()}: {count(len(files), 'conversation')}; explain one by its id: {example}")
    for each in files:  # one at a time: the file may be large
        explanation = _explanation(each, models)
        are_read &= _is_read(explanation)
        if as_json:
            items.append(_to_json(explanation))
            continue
        conversation = explanation.conversation
        facts = [explanation.format, count(len(conversation.messages), "message")] if conversation else ["not read"]
        print_line(f"  {each.path}  {', '.join(facts)}  {conversation.title if conversation else ''}".rstrip())
        print_problems((problem for problem in explanation.problems if not problem.is_note), sys.stdout)
    if as_json:
        click.echo(serialization.dump(items), nl=False)
    return are_read


def _is_read(explanation: "Explanation") -> bool:
    return explanation.conversation is not None and all(each.is_note for each in explanation.problems)


def _files(file: Path, content: Path | None, settings: "Settings") -> "list[TranscriptFile]":
    """Return a file, or the conversations in it, with paths relative to the transcripts of the archive if inside."""
    from sitegen.archive.location import locate_archive
    from sitegen.archive.transcript_files import TranscriptFile
    from sitegen.readers.containers import find_parts, may_be_container
    from sitegen.text.regular_files import file_problem, real_path

    path = file.as_posix()
    try:
        folder = real_path(locate_archive(Path(), content).transcripts_folder)
        path = real_path(file).relative_to(folder).as_posix()
    except (ContentError, ValueError):  # no archive, or outside of it
        pass
    try:
        parts = find_parts(file) if may_be_container(file.name) else ()
    except OSError as error:
        raise ContentError(file_problem(path, error)) from error
    names = [f"{path}{PART_SEPARATOR}{part.name}" for part in parts] or [path]
    return [
        TranscriptFile(each, file, settings.rule_for(each), (), part)
        for each, part in zip(names, parts or (None,), strict=True)
    ]


def _explanation(file: "TranscriptFile", models: "Models") -> "Explanation":
    from sitegen.build.explanation import explain
    from sitegen.readers.containers import read_part
    from sitegen.text.regular_files import file_problem, read_regular_file

    try:
        data = read_part(file.file, file.part) if file.part else read_regular_file(file.file)
    except OSError as error:
        raise ContentError(file_problem(file.path, error)) from error
    return explain(file.path, data, file.rule, models)


def _rows(explanation: "Explanation") -> "Iterator[tuple[str, str]]":
    """Yield the name and the value of each line."""
    repairs = f", {count(explanation.repairs, 'repair')}" if explanation.repairs else ""
    yield "file", f"{count(explanation.size, 'byte')}, {explanation.encoding}{repairs}"
    yield "format", _format(explanation)
    for each in explanation.candidates:
        yield "", f"{each.format}: {each.confidence}, because {each.reason}"
    conversation = explanation.conversation
    if conversation is None:
        return
    made_up = "" if explanation.stated_title == conversation.title else " (not in the file)"
    yield "title", f"{conversation.title}{made_up}"
    dates = dict.fromkeys(filter(None, (conversation.started, conversation.ended)))
    yield "dates", " – ".join(dates) or "none stated"
    speech, events = _speech_and_events(conversation.messages)
    branches = f", {count(len(conversation.branch_points), 'other version')}" if conversation.branch_points else ""
    notices = f" and {count(events, 'event')}" if events else ""
    yield "messages", f"{len(speech):,}{notices}{branches}"
    for participant, number in _speakers(speech):
        yield "", f"{number:,} by {_described(participant)}"
    if conversation.messages:
        yield "first", _excerpt(conversation.messages[0])
        yield "last", _excerpt(conversation.messages[-1])
    for reason, pieces, length in conversation.left_out:
        yield "left out", f"{reason}: {count(pieces, 'piece')}, {count(length, 'character')}"


def _format(explanation: "Explanation") -> str:
    if explanation.is_format_set:
        return f"{explanation.format or 'none'}, which sitegen.toml sets"
    return explanation.format or "none: the file is not read"


def _speech_and_events(messages: "Sequence[Message]") -> "tuple[list[Message], int]":
    from sitegen.model import MessageKind

    speech = [each for each in messages if each.kind is MessageKind.SPEECH]
    return speech, len(messages) - len(speech)


def _speakers(messages: "Sequence[Message]") -> "list[tuple[Participant, int]]":
    return list(Counter(each.participant for each in messages).items())


def _described(participant: "Participant") -> str:
    facts = [participant.role.value] if participant.role else []
    facts += [participant.model or participant.label] if participant.model or participant.label else []
    facts += ["inferred"] if participant.is_inferred else []
    return f"{participant.name} ({', '.join(facts)})" if facts else participant.name


def _excerpt(message: "Message") -> str:
    from sitegen.privacy.findings import mask_secrets

    words = " ".join(message.text.split())
    excerpt = words if len(words) <= _EXCERPT_LENGTH else f"{words[: _EXCERPT_LENGTH - 1]}…"
    return f"{message.participant.name}: {mask_secrets(excerpt)}"


def _to_json(explanation: "Explanation") -> dict[str, Any]:
    conversation = explanation.conversation
    return {
        "path": explanation.path,
        "bytes": explanation.size,
        "encoding": explanation.encoding,
        "format": explanation.format or None,
        "candidates": [
            {"format": each.format, "confidence": each.confidence, "reason": each.reason}
            for each in explanation.candidates
        ],
        "conversation": _conversation_to_json(conversation) if conversation else None,
        "problems": [serialization.problem_to_json(each) for each in explanation.problems],
    }


def _conversation_to_json(conversation: "Conversation") -> dict[str, Any]:
    speech, events = _speech_and_events(conversation.messages)
    return {
        "title": conversation.title,
        "started": conversation.started,
        "ended": conversation.ended,
        "messages": len(speech),
        "events": events,
        "branches": len(conversation.branch_points),
        "speakers": [
            {
                "name": each.name,
                "role": each.role.value if each.role else None,
                "model": each.model or each.label or None,
                "messages": number,
            }
            for each, number in _speakers(speech)
        ],
        "left_out": [
            {"reason": reason, "pieces": pieces, "characters": length}
            for reason, pieces, length in conversation.left_out
        ],
    }

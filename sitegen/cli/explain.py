"""Print what sitegen takes a file for: ``sitegen check --explain FILE``."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.console import count, print_line, print_problems
from sitegen.model import serialization

if TYPE_CHECKING:
    from sitegen.build.explanation import Explanation
    from sitegen.model import Conversation, Message, Participant

_EXCERPT_LENGTH = 100  # characters
_NAME_WIDTH = 9


def explain_file(file: Path, content: Path | None, *, as_json: bool) -> bool:
    """Print an explanation of a file, inside or outside the archive; return whether it is read without errors.

    Raises `ContentError` if the file cannot be read.
    """
    explanation = _explanation(file, content)
    if as_json:
        click.echo(serialization.dump(_to_json(explanation)), nl=False)
    else:
        print_line(explanation.path)
        for name, value in _rows(explanation):
            print_line(f"  {name:{_NAME_WIDTH}} {value}")
        print_problems(explanation.problems, sys.stdout)
    return explanation.conversation is not None and all(each.is_note for each in explanation.problems)


def _explanation(file: Path, content: Path | None) -> "Explanation":
    from sitegen.archive.location import locate_archive
    from sitegen.archive.settings.parser import load_settings
    from sitegen.build.explanation import explain
    from sitegen.model.ai_models import load_models
    from sitegen.model.problems import ContentError
    from sitegen.text.regular_files import file_problem, read_regular_file, real_path

    settings = load_settings(Path())
    path = file.as_posix()
    try:
        folder = real_path(locate_archive(Path(), content).transcripts_folder)
    except ContentError:  # the file may be anywhere
        folder = None
    try:
        data = read_regular_file(file)
    except OSError as error:
        raise ContentError(file_problem(path, error)) from error
    if folder and real_path(file).is_relative_to(folder):
        path = real_path(file).relative_to(folder).as_posix()
    return explain(path, data, settings.rule_for(path), load_models().with_models(settings.models))


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
    branches = f", {count(len(conversation.branch_points), 'branch')}" if conversation.branch_points else ""
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

"""OpenRouter's "Voice Conversation": title, date, and turns of ``**USER:**`` and ``**ASSISTANT:**``."""

import re
from collections.abc import Iterator, Sequence

from sitegen.model import Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers import rule_separated
from sitegen.readers.header import read_preamble
from sitegen.readers.missing_speakers import Named, silence
from sitegen.readers.parsed import Reading, Utterance
from sitegen.text.dates import moment
from sitegen.text.source import Source

NAME = "voice"

_TITLE = re.compile(r"# Voice Conversation: *(?P<model>[^\n]*)")
_DATE = re.compile(r"[^\n]*\n\*(?P<date>[^*\n]*)\*[ \t]*(?:\n|$)")
_ROLE = re.compile(r"(?m)^\*\*(?P<name>USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*$")


def accepts(source: Source) -> bool:
    """Whether the first line is such a title."""
    return _TITLE.match(source.text) is not None


def read(source: Source) -> Reading:
    """The turns. ``ASSISTANT`` is the model in the title; who ``USER`` was, the transcript does not tell."""
    text = source.text
    title = _TITLE.match(text)
    model = title["model"].strip() if title else ""
    marks = rule_separated.find_marks(text, _ROLE)
    turns = rule_separated.turns(marks)
    preamble = (
        read_preamble(source, 0, turns[0].span.start)
        if turns
        else rule_separated.header_only(source, "**USER:**")
    )

    def say(mark: rule_separated.Mark, span: Span) -> Utterance:
        role = Role(mark.name.lower())
        return Utterance(span, mark.name, role, model if role is Role.ASSISTANT else "")

    date = _DATE.match(text)
    started = moment(date["date"]) if date else None
    return Reading(
        pieces=(*preamble.pieces, *rule_separated.tile(text, turns, say)),
        title=f"Voice Conversation: {model}",
        started=started,
        problems=(
            *preamble.problems,
            *_undated(source, started, turns),
            *_silent(source, marks, turns),
            *rule_separated.doubts(source, marks, turns),
        ),
    )


def _silent(
    source: Source, marks: Sequence[rule_separated.Mark], turns: Sequence[rule_separated.Mark]
) -> Iterator[Problem]:
    """The title promises an assistant."""
    spoken = {mark.name for mark in turns}
    if turns and "ASSISTANT" not in spoken:
        remedy = "write **ASSISTANT:** above its turns, with --- and a blank line above that"
        named = Named(("ASSISTANT",), "the model of the title", 1, "*", remedy)
        yield from silence(source, named, [mark.span.start for mark in marks], spoken)


def _undated(
    source: Source, started: str | None, turns: tuple[rule_separated.Mark, ...]
) -> tuple[Problem, ...]:
    if started or not turns:
        return ()
    remedy = "say it in sitegen.toml (date) if it matters"
    return (Problem(source.path, 2, "no date *YYYY-MM-DD HH:MM:SS* here", remedy, Severity.NOTE),)

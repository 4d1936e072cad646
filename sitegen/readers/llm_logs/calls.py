"""Make messages of the calls of a model: prompt, system prompt, results of tools, and answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sitegen.model import BlockKind, MessagePart, Role, Span, Usage
from sitegen.readers.parsed import ParsedMessage, parts_text
from sitegen.text.dates import parse_date


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a model, with the parts of its messages."""

    id: str
    time: str | None
    model: str
    usage: Usage | None
    prompt: tuple[MessagePart, ...]
    system: tuple[MessagePart, ...]
    """Only if it differs from that of the call before."""
    results: tuple[tuple[str, MessagePart], ...]
    """Of tools that an earlier answer called, each with the id of its call."""
    answer: tuple[tuple[str, MessagePart], ...]
    """Each part with the id of the call, if it is the call of a tool, or its result."""
    answer_span: Span | None
    """Of the answer, also if it is empty; None if there is none."""


@dataclass(slots=True)
class _Draft:
    """A message to which results of tools may be added."""

    message: ParsedMessage
    rows: list[tuple[str, MessagePart]] = field(default_factory=list)
    results: dict[str, list[MessagePart]] = field(default_factory=dict)
    """By the id of their call."""

    def finished(self) -> ParsedMessage:
        parts: list[MessagePart] = []
        for call_id, part in self.rows:
            parts.append(part)
            if part.kind is BlockKind.TOOL_CALL:
                parts += self.results.pop(call_id, ())
        spans = sorted({each.span for each in parts if each.span}, key=lambda each: each.start)
        return replace(
            self.message,
            span=spans[0] if spans else self.message.span,
            text=parts_text(parts),
            parts=tuple(parts),
            more_spans=tuple(spans[1:]),
        )


def utc_time(written: str) -> str | None:
    """Return a time of the log in ISO 8601; it is in UTC, also where it does not say so."""
    iso = parse_date(written)
    return f"{iso}+00:00" if iso and len(iso) in (16, 19) else iso


def make_messages(calls: Iterable[Call]) -> tuple[ParsedMessage, ...]:
    """Return the messages of calls. The result of a tool follows its call, in the message that called it."""
    drafts: list[_Draft] = []
    callers: dict[str, _Draft] = {}
    for call in calls:
        unknown = []
        for call_id, result in call.results:
            if call_id in callers:
                callers[call_id].results.setdefault(call_id, []).append(result)
            else:
                unknown.append(result)
        for parts, name, role in (
            (call.system, "System", Role.SYSTEM),
            (tuple(unknown), "Tool", Role.TOOL),
            (call.prompt, "User", Role.USER),
        ):
            if parts:
                drafts.append(
                    _Draft(ParsedMessage(parts[0].span, name, role, time=call.time), [("", each) for each in parts])
                )
        if span := call.answer_span or (call.answer[0][1].span if call.answer else None):
            answer = _Draft(_answer(call, span))
            drafts.append(answer)
            for call_id, part in call.answer:
                if part.kind is BlockKind.TOOL_CALL and call_id:
                    callers[call_id] = answer
                if part.kind is BlockKind.TOOL_RESULT and callers.get(call_id) is answer:
                    answer.results.setdefault(call_id, []).append(part)
                else:
                    answer.rows.append((call_id, part))
    return _with_positions([each.finished() for each in drafts])


def _answer(call: Call, span: Span) -> ParsedMessage:
    return ParsedMessage(
        span, "Assistant", Role.ASSISTANT, call.model, time=call.time, native_id=call.id, usage=call.usage
    )


def _with_positions(messages: Sequence[ParsedMessage]) -> tuple[ParsedMessage, ...]:
    if all(before.span.start <= after.span.start for before, after in pairwise(messages)):
        return tuple(messages)
    return tuple(replace(each, position=position) for position, each in enumerate(messages))

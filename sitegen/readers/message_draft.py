"""Put a message together from pieces of a source: what it says, the tools that it calls, and what they return later."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sitegen.model import MessageKind, MessagePart, Role, Span, Usage
from sitegen.readers.content_blocks import ToolPart
from sitegen.readers.parsed import ParsedMessage, parts_text


@dataclass(slots=True)
class MessageDraft:
    """A message that is not complete."""

    speaker: str
    role: Role
    spans: list[Span]
    """Pieces of the source that belong to it, at least one."""
    time: str | None = None
    model: str = ""
    native_id: str = ""
    kind: MessageKind = MessageKind.SPEECH
    parts: list[ToolPart] = field(default_factory=list)
    results: dict[str, list[MessagePart]] = field(default_factory=dict)
    """What tools returned, by the id of the call."""
    usage: Usage | None = None

    def add_result(self, call_id: str, parts: Iterable[MessagePart], span: Span) -> None:
        """Add what a tool returned, and the piece of the source that says so."""
        self.results.setdefault(call_id, []).extend(parts)
        self.spans.append(span)

    def add_usage(self, usage: Usage | None) -> None:
        """Add tokens and costs to those stated before."""
        self.usage = _sum(self.usage, usage) if self.usage and usage else self.usage or usage

    def message(self) -> ParsedMessage:
        """Return the message, with each result behind its call."""
        parts: list[MessagePart] = []
        waiting = dict(self.results)
        for each in self.parts:
            parts.append(each.part)
            results = waiting.pop(each.call_id, ()) if each.call_id else ()
            parts += (replace(part, name=part.name or each.part.name) for part in results)
        parts += (part for results in waiting.values() for part in results)
        first, *more = sorted(self.spans, key=lambda span: span.start)
        is_event = self.kind is MessageKind.EVENT
        return ParsedMessage(
            first,
            self.speaker,
            self.role,
            self.model,
            self.kind,
            self.time,
            parts_text(parts),
            self.native_id,
            () if is_event else tuple(parts),
            more_spans=tuple(more),
            usage=self.usage,
        )


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        _total(one.input_tokens, other.input_tokens),
        _total(one.output_tokens, other.output_tokens),
        None if one.cost is None and other.cost is None else (one.cost or 0) + (other.cost or 0),
    )


def _total(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)

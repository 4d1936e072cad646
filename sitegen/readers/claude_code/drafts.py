"""Put a message of a session together: its lines, the results of its tools, and the sub-agents that it started."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span, Usage
from sitegen.readers.claude_code.entries import PROGRAM, USER, Entry
from sitegen.readers.parsed import ParsedMessage, parts_text
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode

_MAIN_AGENT, _SUB_AGENT = "Main agent", "sub-agent"
_INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


@dataclass(slots=True)
class SessionDraft:
    """A message that is put together from lines."""

    first: int
    """Its first line."""
    entry: Entry
    model: str = ""
    parts: list[tuple[MessagePart, str]] = field(default_factory=list)
    results: dict[str, list[MessagePart]] = field(default_factory=dict)
    """What the tools returned, by the id of the call."""
    agents: dict[str, list["SessionDraft"]] = field(default_factory=dict)
    """Messages of sub-agents, by the id of the call that started them; empty for an unknown call."""
    spans: list[Span] = field(default_factory=list)
    usage: JsonNode | None = None
    cost: float | None = None


def make_message(draft: SessionDraft, position: int, branch: int, *, is_agent: bool) -> ParsedMessage:
    """Return the message with its place in the conversation; ``is_agent``: in the session of a sub-agent."""
    entry = draft.entry
    first, *more = sorted(draft.spans, key=lambda span: span.start)
    parts = tuple(_parts(draft))
    is_event = entry.kind is MessageKind.EVENT
    is_tool = not entry.parts and not is_event
    speaker = _MAIN_AGENT if is_agent and entry.speaker == USER else entry.speaker
    return ParsedMessage(
        first,
        "Tool" if is_tool else speaker or PROGRAM,
        Role.TOOL if is_tool else entry.role,
        draft.model,
        entry.kind,
        parse_date(entry.node.string("timestamp")),
        parts_text(parts),
        entry.node.string("message", "id") or entry.uuid,
        () if is_event else parts,
        position=position,
        more_spans=tuple(more),
        branch=branch,
        usage=_usage([draft, *(each for agent in draft.agents.values() for each in agent)]),
    )


def _parts(draft: SessionDraft) -> Iterator[MessagePart]:
    for part, call in draft.parts:
        yield part
        if call:
            results = [replace(each, name=each.name or part.name) for each in draft.results.get(call, ())]
            agent = list(_agent_parts(draft.agents.get(call, ())))
            if agent and results and agent[-1].text.strip() == results[0].text.strip():
                del agent[-1]  # the call returns the last words of the sub-agent
            yield from (*agent, *results)
    yield from _agent_parts(draft.agents.get("", ()))


def _agent_parts(drafts: Iterable[SessionDraft]) -> Iterator[MessagePart]:
    for draft in drafts:
        for part in _parts(draft):
            if part.kind is BlockKind.PROSE:
                yield MessagePart(BlockKind.TOOL_RESULT, part.text, part.span, _SUB_AGENT)
            else:
                yield part


def _usage(drafts: Iterable[SessionDraft]) -> Usage | None:
    """Return the tokens of a message and of the sub-agents that it started, as stated."""
    counts = [(_sum(draft.usage, _INPUT), _sum(draft.usage, ("output_tokens",))) for draft in drafts if draft.usage]
    costs = [draft.cost for draft in drafts if draft.cost is not None]
    if not counts and not costs:
        return None
    inputs, outputs = ([row[n] for row in counts if row[n] is not None] for n in range(2))
    return Usage(
        sum(filter(None, inputs)) if inputs else None,
        sum(filter(None, outputs)) if outputs else None,
        sum(costs) if costs else None,
    )


def _sum(usage: JsonNode, keys: Sequence[str]) -> int | None:
    numbers = [number for key in keys if isinstance(number := usage.number(key), int) and number >= 0]
    return sum(numbers) if numbers else None

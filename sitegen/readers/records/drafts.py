"""Make drafts of messages from records: who speaks, what is said, and all that a record states about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sitegen.model import BlockKind, Role, Span, Usage
from sitegen.readers.content_blocks import ToolPart, item_parts, plain_text, result_message
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.message_lists import (
    SPEAKER_FIELDS,
    MessageList,
    field_text,
    json_role,
    lookup,
    role_text,
    text_of,
    unwrapped,
)
from sitegen.readers.records.stated_facts import StatedFacts, model_of, native_id, time_of, usage_of
from sitegen.text.json_tree import MISSING, JsonNode

UNKNOWN = "Unknown"
"""The name of whoever a message does not name."""

_ROLE_NAMES = {Role.USER: "User", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System", Role.TOOL: "Tool"}
_USER_WORDS = {"user", "human"}
_MODEL_WORDS = {"assistant", "ai", "bot", "gpt", "model", "llm"}
_ROLE_WORDS = _USER_WORDS | _MODEL_WORDS | {"system", "developer", "tool", "function"}
_AGENT_FIELDS = frozenset(("agent", "agent_name", "agent_id"))
_ANSWER_PLACES = ("response", "output", "completion", "result")
_MESSAGE_IDS = ("id", "uuid", "message_id", "messageId")
_PARENTS = ("parent_id", "parentId", "parent", "parent_message_id", "parentMessageId", "parent_uuid", "parentUuid")


@dataclass(slots=True)
class Draft:
    """A message that is not complete yet."""

    spans: list[Span]
    speaker: str
    role: Role | None
    parts: list[ToolPart]
    text: str | None
    """None if it consists of parts."""
    model: str = ""
    time: str | None = None
    native_id: str = ""
    usage: Usage | None = None
    is_first: bool = False
    """Stands before all others, wherever it is in the file."""
    branch: int = 0
    is_model_inferred: bool = False
    links: tuple[str, ...] = ("", "")
    """Its own id and that of its parent, if the file has them."""


def find_answers(records: Sequence[JsonNode]) -> Iterator[JsonNode]:
    """Yield the answers of an API in the log of one request: the first, then its alternatives."""
    if len(records) != 1:
        return
    for place in (records[0], *(records[0].get(key) for key in _ANSWER_PLACES)):
        yield from (node for choice in place.array("choices") if (node := choice.get("message")).object())
        yield from (node for choice in place.array("candidates") if (node := choice.get("content")).object())
        yield from (node for node in (place, place.get("message")) if _is_answer(node))
        if any(each.string("type") for each in place.array("output")):
            yield JsonNode({"content": place.get("output")}, place.start, place.end)


def _is_answer(node: JsonNode) -> bool:
    return node.string("role") == "assistant" and bool(node.get("content"))


def is_message(item: JsonNode, found: MessageList) -> bool:
    """Return whether an object is a message, and not data between the messages."""
    return bool(found.fields.pair) or bool(_speaker(unwrapped(item), found)) or bool(content_of(unwrapped(item), found))


def content_of(item: JsonNode, found: MessageList) -> JsonNode:
    """Return the words of a message."""
    if found.fields.text:
        return lookup(item, found.fields.text)
    return text_of(item)


def _speaker(item: JsonNode, found: MessageList) -> str:
    if not found.fields.speaker:
        return lookup(item, found.fields.role).string("name") or item.string("name").strip()
    keys = [found.fields.speaker]
    if not found.fields.role:
        keys += SPEAKER_FIELDS
    return next((text for key in keys if (text := field_text(item, key).strip())), "")


def record_drafts(item: JsonNode, found: MessageList, facts: StatedFacts, names: FieldNames) -> Iterator[Draft]:
    """Yield the message in an object; two for a question with its answer, none for data between the messages."""
    if found.fields.pair:
        yield from _pair(item, found.fields.pair, names)
        return
    item = unwrapped(item)
    content = content_of(item, found)
    written = _speaker(item, found)
    role_word = role_text(item, found.fields.role) if found.fields.role else ""
    if not (written or role_word) and not content.value:
        return  # data between the messages
    role = json_role(role_word) if role_word else None
    agent = facts.agents.get(written) or facts.agents.get(role_word)
    speaker = agent.name if agent else written or _role_name(role_word, role)
    parts = [result_message(item, content)] if role is Role.TOOL and content else item_parts(item, content)
    model = model_of(item, names) or (agent.model if agent else "")
    is_model = bool(agent and agent.model) or (role is None and (bool(model) or found.fields.speaker in _AGENT_FIELDS))
    text = parts[0].part.text if len(parts) == 1 and parts[0].part.kind is BlockKind.PROSE else None
    yield Draft(
        list(_spans(item, content, parts)),
        speaker or UNKNOWN,
        Role.ASSISTANT if is_model else role,
        parts,
        text if parts else "",
        model,
        time_of(item, names),
        native_id([item.get(key) for key in _MESSAGE_IDS]),
        usage_of(item),
        links=(first_text(item, _MESSAGE_IDS), first_text(item, _PARENTS)),
    )


def first_text(item: JsonNode, keys: Iterable[str]) -> str:
    """Return the text in the first of these fields that has one; empty if none has."""
    return next((found for key in keys if (found := field_text(item, key))), "")


def _role_name(word: str, role: Role | None) -> str:
    return _ROLE_NAMES[role] if role and word.strip().casefold() in _ROLE_WORDS else word.strip()


def _spans(item: JsonNode, content: JsonNode, parts: Iterable[ToolPart]) -> Iterator[Span]:
    """Yield what a message takes of the source: its content, and its parts elsewhere in the object."""
    taken = content.span if content.end else None
    if taken:
        yield taken
    spans = [each.part.span for each in parts]
    outside = [span for span in spans if taken is None or span.end <= taken.start or span.start >= taken.end]
    yield from sorted(outside, key=lambda span: span.start)
    if taken is None and not outside:
        yield item.span


def _pair(item: JsonNode, pair: tuple[str, str], names: FieldNames) -> Iterator[Draft]:
    for key, role in zip(pair, (Role.USER, Role.ASSISTANT), strict=True):
        node = item.get(key)
        if not isinstance(node.value, str | list | dict):
            continue
        parts = item_parts(MISSING, node)
        text = parts[0].part.text if len(parts) == 1 and parts[0].part.kind is BlockKind.PROSE else None
        is_answer = role is Role.ASSISTANT
        yield Draft(
            [node.span],
            _ROLE_NAMES[role],
            role,
            parts,
            text if parts else "",
            model_of(item, names) if is_answer else "",
            time_of(item, names),
            usage=usage_of(item) if is_answer else None,
        )


def answer_drafts(answer: JsonNode, facts: StatedFacts, names: FieldNames) -> Iterator[Draft]:
    """Yield the message with which an API answers."""
    content = next((node for key in ("content", "parts") if (node := answer.get(key))), MISSING)
    parts = item_parts(answer, content)
    if parts:
        text = parts[0].part.text if len(parts) == 1 and parts[0].part.kind is BlockKind.PROSE else None
        spans = list(_spans(answer, content, parts))
        model = model_of(answer, names) or facts.model
        yield Draft(spans, "Assistant", Role.ASSISTANT, parts, text, model, usage=usage_of(answer))


def system_prompt_drafts(facts: StatedFacts, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield what the file keeps apart from the messages, unless a message says it."""
    texts = {draft.text or "" for draft in drafts if draft.role is Role.SYSTEM}
    for node in facts.system_prompts:
        text = plain_text(node)
        if text.strip() and text not in texts:
            texts.add(text)
            yield Draft([node.span], "System", Role.SYSTEM, [], text, is_first=True)

"""Make messages of objects with fields: each names its speaker or role, and holds words, a time, a model."""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sitegen.model import BlockKind, Role, Span, Usage
from sitegen.model.problems import Problem
from sitegen.readers.content_blocks import ToolPart, item_parts, plain_text, result_message, tool_results
from sitegen.readers.message_tree import arrange_messages
from sitegen.readers.parsed import (
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
    tile,
)
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.message_lists import (
    SPEAKER_FIELDS,
    MessageList,
    field_text,
    find_message_lists,
    json_role,
    lookup,
    role_text,
    text_of,
    unwrapped,
)
from sitegen.readers.records.stated_facts import StatedFacts, model_of, native_id, stated_facts, time_of, usage_of
from sitegen.readers.speaker_names import infer_roles
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

UNKNOWN = "Unknown"
"""The name of whoever a message does not name."""

_ROLE_NAMES = {Role.USER: "User", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System", Role.TOOL: "Tool"}
_USER_WORDS = {"user", "human"}
_MODEL_WORDS = {"assistant", "ai", "bot", "gpt", "model", "llm"}
_ROLE_WORDS = _USER_WORDS | _MODEL_WORDS | {"system", "developer", "tool", "function"}
_AGENT_FIELDS = frozenset(("agent", "agent_name", "agent_id"))
_CONVERSATION_IDS = ("conversation_id", "session_id", "thread_id", "chat_id")
_MAX_OTHERS = 20  # lists in one file that are reported
_SLOT = re.compile(r"(?:(?:agent|model|instance|ai|bot|llm)[ _-]?)?[a-d1-4]", re.IGNORECASE)
_ANSWER_PLACES = ("response", "output", "completion", "result")
_MESSAGE_IDS = ("id", "uuid", "message_id", "messageId")
_PARENTS = ("parent_id", "parentId", "parent", "parent_message_id", "parentMessageId", "parent_uuid", "parentUuid")


@dataclass(slots=True)
class _Draft:
    """A message that is being made."""

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


def detect_records(records: Sequence[JsonNode], names: FieldNames) -> Detection | None:
    """Return how likely a list in the file is a conversation. ``records``: the root, or the objects of the lines."""
    best = next(iter(find_message_lists(records, names)), None)
    return Detection(best.confidence, best.reason) if best and best.confidence else None


def read_records(source: Source, records: Sequence[JsonNode], names: FieldNames) -> ParsedTranscript:
    """Return the messages of the list that most likely holds them."""
    lists = find_message_lists(records, names)
    if not lists:
        return ParsedTranscript(tile(source, ()))
    found, others = lists[0], lists[1:]
    answers = tuple(_answers(records))
    head = tuple(item for item in found.items if not _is_message(item, found))[:1] if not found.path else ()
    facts = stated_facts((*found.owners, *head), names)
    drafts = _joined([draft for item in found.items for draft in _drafts(item, found, facts, names)])
    drafts, points = _in_order(drafts)
    unnamed = [draft for draft in drafts if draft.speaker == UNKNOWN]
    last = len(drafts) - 1
    for number, answer in enumerate(() if points else answers):
        points += [last] * (number > 0)
        drafts.extend(replace(draft, branch=number) for draft in _answer(answer, facts, names))
    prompts = list(_system_prompts(facts, drafts))
    drafts, points = _with_results([*prompts, *drafts], [point + len(prompts) * (point >= 0) for point in points])
    _settle_roles(drafts, found, facts)
    pieces: list[Piece] = [
        *_messages(drafts),
        *_repetitions(others, facts, drafts),
    ]
    return ParsedTranscript(
        tile(source, pieces),
        facts.title,
        facts.started,
        facts.ended,
        tuple(_problems(source, lists, facts, drafts, unnamed)),
        facts.native_id,
        branch_points=tuple(points),
        usage=None if any(draft.usage for draft in drafts) else facts.usage,
    )


def _answers(records: Sequence[JsonNode]) -> Iterator[JsonNode]:
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


def _is_message(item: JsonNode, found: MessageList) -> bool:
    return bool(found.fields.pair) or bool(_speaker(unwrapped(item), found)) or bool(_content(unwrapped(item), found))


def _content(item: JsonNode, found: MessageList) -> JsonNode:
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


def _drafts(item: JsonNode, found: MessageList, facts: StatedFacts, names: FieldNames) -> Iterator[_Draft]:
    if found.fields.pair:
        yield from _pair(item, found.fields.pair, names)
        return
    item = unwrapped(item)
    content = _content(item, found)
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
    yield _Draft(
        list(_spans(item, content, parts)),
        speaker or UNKNOWN,
        Role.ASSISTANT if is_model else role,
        parts,
        text if parts else "",
        model,
        time_of(item, names),
        native_id([item.get(key) for key in _MESSAGE_IDS]),
        usage_of(item),
        links=tuple(
            next((id_ for key in keys if (id_ := field_text(item, key))), "") for keys in (_MESSAGE_IDS, _PARENTS)
        ),
    )


def _first(item: JsonNode, keys: Iterable[str]) -> str:
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


def _pair(item: JsonNode, pair: tuple[str, str], names: FieldNames) -> Iterator[_Draft]:
    for key, role in zip(pair, (Role.USER, Role.ASSISTANT), strict=True):
        node = item.get(key)
        if not isinstance(node.value, str | list | dict):
            continue
        parts = item_parts(MISSING, node)
        text = parts[0].part.text if len(parts) == 1 and parts[0].part.kind is BlockKind.PROSE else None
        is_answer = role is Role.ASSISTANT
        yield _Draft(
            [node.span],
            _ROLE_NAMES[role],
            role,
            parts,
            text if parts else "",
            model_of(item, names) if is_answer else "",
            time_of(item, names),
            usage=usage_of(item) if is_answer else None,
        )


def _answer(answer: JsonNode, facts: StatedFacts, names: FieldNames) -> Iterator[_Draft]:
    """Yield the message with which an API answers."""
    content = next((node for key in ("content", "parts") if (node := answer.get(key))), MISSING)
    parts = item_parts(answer, content)
    if parts:
        text = parts[0].part.text if len(parts) == 1 and parts[0].part.kind is BlockKind.PROSE else None
        spans = list(_spans(answer, content, parts))
        model = model_of(answer, names) or facts.model
        yield _Draft(spans, "Assistant", Role.ASSISTANT, parts, text, model, usage=usage_of(answer))


def _system_prompts(facts: StatedFacts, drafts: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield what the file keeps apart from the messages, unless a message says it."""
    said = {draft.text or "" for draft in drafts if draft.role is Role.SYSTEM}
    for node in facts.system_prompts:
        text = plain_text(node)
        if text.strip() and text not in said:
            said.add(text)
            yield _Draft([node.span], "System", Role.SYSTEM, [], text, is_first=True)


def _joined(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Join thinking that is an object of its own with the answer that follows it."""
    kept: list[_Draft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        if last and last.speaker == draft.speaker and last.parts and all(map(_is_thought, last.parts)):
            last.parts.extend(draft.parts)
            last.spans.extend(draft.spans)
            last.native_id, last.usage = draft.native_id or last.native_id, draft.usage or last.usage
            last.links = (draft.links[0], last.links[1])
        else:
            kept.append(draft)
    return kept


def _is_thought(part: ToolPart) -> bool:
    return part.part.kind is BlockKind.THINKING


def _in_order(drafts: list[_Draft]) -> tuple[list[_Draft], list[int]]:
    """Return the messages by their parents, with the points where branches part; else from the oldest to the newest.

    Some programs export the newest message first; then the time of no message is later than that of the one before.
    """
    indexes = {draft.links[0]: index for index, draft in reversed(list(enumerate(drafts))) if draft.links[0]}
    parents = [indexes.get(draft.links[1], -1) for draft in drafts]
    if sum(parent >= 0 for parent in parents) >= len(drafts) / 2:
        arranged = arrange_messages(parents)
        for draft, branch in zip(drafts, arranged.branches, strict=True):
            draft.branch = branch
        return [drafts[index] for index in arranged.order], list(arranged.branch_points)
    times = [draft.time or "" for draft in drafts]
    if len(times) > 1 and all(times) and times[0] > times[-1] and times == sorted(times, reverse=True):
        drafts.reverse()
    return drafts, []


def _with_results(drafts: Sequence[_Draft], points: Sequence[int]) -> tuple[list[_Draft], list[int]]:
    """Put the results of tools behind their calls. ``points``: where branches part, which are returned anew."""
    kept: list[_Draft] = []
    places: list[int] = []
    """By message: the place of it, or of the one before it if it is put into another."""
    callers: dict[str, _Draft] = {}
    results: dict[str, list[ToolPart]] = defaultdict(list)
    for draft in drafts:
        if tool_results(draft.parts) and all(each.call_id in callers for each in draft.parts):
            for each in draft.parts:
                results[each.call_id].append(each)
            callers[draft.parts[0].call_id].spans.extend(draft.spans)
            places.append(len(kept) - 1)
            continue
        if tool_results(draft.parts):
            draft.speaker, draft.role = ("Tool" if draft.role is Role.USER else draft.speaker), Role.TOOL
        callers.update((each.call_id, draft) for each in draft.parts if each.part.kind is BlockKind.TOOL_CALL)
        places.append(len(kept))
        kept.append(draft)
    for draft in kept if results else ():
        draft.parts = [part for each in draft.parts for part in (each, *results.pop(_called(each), ()))]
    return kept, [places[point] if point >= 0 else -1 for point in points]


def _called(part: ToolPart) -> str:
    return part.call_id if part.part.kind is BlockKind.TOOL_CALL else ""


def _settle_roles(drafts: Sequence[_Draft], found: MessageList, facts: StatedFacts) -> None:
    """Give each speaker one role, and assistants the model of the conversation.

    Where two models talk, the API calls the first message that of a user; a speaker who ever answers is a model.
    """
    roles: dict[str, set[Role | None]] = defaultdict(set)
    for draft in drafts:
        roles[draft.speaker].add(draft.role)
    inferred = infer_roles([name for name, known in roles.items() if known == {None} and name != UNKNOWN])
    for draft in drafts:
        known = roles[draft.speaker]
        if found.fields.speaker and known >= {Role.USER, Role.ASSISTANT}:
            draft.role = Role.ASSISTANT
        elif draft.role is None:
            draft.role = inferred.get(draft.speaker) or next((role for role in known if role), None)
    talkers = {draft.speaker: draft for draft in drafts if draft.role in (None, Role.ASSISTANT)}
    assistants = [name for name, draft in talkers.items() if draft.role is Role.ASSISTANT]
    users = any(draft.role is Role.USER for draft in drafts)
    if not users and talkers and all(map(_SLOT.fullmatch, talkers)):
        assistants = list(talkers)
    if facts.model and (len(assistants) == 1 or not users):
        for draft in drafts:
            if draft.speaker in assistants and not draft.model:
                draft.model, draft.role, draft.is_model_inferred = facts.model, Role.ASSISTANT, True


def _messages(drafts: Sequence[_Draft]) -> Iterator[ParsedMessage]:
    starts = [draft.spans[0].start for draft in drafts]
    is_reordered = starts != sorted(starts)
    for position, draft in enumerate(drafts):
        parts = tuple(each.part for each in draft.parts) if draft.text is None else ()
        yield ParsedMessage(
            draft.spans[0],
            draft.speaker,
            draft.role,
            draft.model,
            time=draft.time,
            text=parts_text(parts) if draft.text is None else draft.text,
            native_id=draft.native_id,
            parts=parts,
            position=position if is_reordered else None,
            more_spans=tuple(draft.spans[1:]),
            branch=draft.branch,
            usage=draft.usage,
            is_model_inferred=draft.is_model_inferred,
        )


def _repetitions(others: Iterable[MessageList], facts: StatedFacts, drafts: Sequence[_Draft]) -> Iterator[Markup]:
    """Yield what the file says a second time: its first message as a setting, other views of the same talk."""
    said = _said(drafts, facts)
    taken = sorted((span.start, span.end) for draft in drafts for span in draft.spans)
    nodes = [node for node in facts.openings if node.string() in said]
    nodes += [other.node for other in others if _repeats(other, said)]
    for node in nodes:
        at = bisect(taken, (node.start, node.end))
        is_free = (at == 0 or taken[at - 1][1] <= node.start) and (at == len(taken) or taken[at][0] >= node.end)
        if is_free and node.end:
            yield Markup(MarkupKind.LEFT_OUT, node.span, LeftOut.DUPLICATE)


def _said(drafts: Iterable[_Draft], facts: StatedFacts) -> set[str]:
    """Return every text of the messages, and what the file says that one began with."""
    texts = {each.part.text for draft in drafts for each in draft.parts} | {draft.text or "" for draft in drafts}
    return texts | {node.string() for node in facts.openings}


def _repeats(other: MessageList, said: set[str]) -> bool:
    contents = [_content(unwrapped(item), other) for item in other.items]
    return all(each.part.text in said for content in contents for each in item_parts(MISSING, content))


def _problems(
    source: Source,
    lists: Sequence[MessageList],
    facts: StatedFacts,
    drafts: Sequence[_Draft],
    unnamed: Sequence[_Draft],
) -> Iterator[Problem]:
    found, *others = lists
    said = _said(drafts, facts)
    unseen = (other for other in others if other.confidence and not _repeats(other, said))
    for other in islice(unseen, _MAX_OTHERS):
        line = source.line_number(other.node.start)
        yield Problem(
            "json-other-messages", source.path, line, count=len(other.items), field=other.path, read=found.path
        )
    ids = {_first(unwrapped(item), _CONVERSATION_IDS) for item in found.items} - {""}
    if len(ids) > 1:
        yield Problem("mixed-conversations", source.path, count=len(ids))
    if unnamed:
        line = source.line_number(unnamed[0].spans[0].start)
        yield Problem("messages-without-speaker", source.path, line, count=len(unnamed), name=UNKNOWN)
    count = sum(not draft.is_first and draft.branch == 0 for draft in drafts)
    if facts.count not in (None, count, len(found.items)):
        yield Problem("message-count-differs", source.path, found=count, stated=facts.count)

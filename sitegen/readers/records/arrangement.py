"""Arrange drafts of messages: branches, results of tools behind their calls, one role for each speaker."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sitegen.model import BlockKind, Role
from sitegen.readers.content_blocks import ToolPart, tool_results
from sitegen.readers.message_tree import arrange_messages
from sitegen.readers.records.drafts import UNKNOWN, Draft
from sitegen.readers.records.message_lists import MessageList
from sitegen.readers.records.stated_facts import StatedFacts
from sitegen.readers.speaker_names import infer_roles, role_from_name

_TALKING = frozenset((Role.USER, Role.ASSISTANT))
_SLOT = re.compile(r"(?:(?:agent|model|instance|ai|bot|llm)[ _-]?)?[a-d1-4]", re.IGNORECASE)


def join_thoughts(drafts: Sequence[Draft]) -> list[Draft]:
    """Join thinking that is an object of its own with the answer that follows it."""
    kept: list[Draft] = []
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


def put_in_order(drafts: list[Draft]) -> tuple[list[Draft], list[int]]:
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


def attach_results(drafts: Sequence[Draft], points: Sequence[int]) -> tuple[list[Draft], list[int]]:
    """Put the results of tools behind their calls. ``points``: where branches part, returned for those left."""
    kept: list[Draft] = []
    places: list[int] = []
    """By message: the place of it, or of the one before it if it is put into another."""
    callers: dict[str, Draft] = {}
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


def _roles_by_name(drafts: Sequence[Draft]) -> dict[str, set[Role | None]]:
    roles: dict[str, set[Role | None]] = defaultdict(set)
    for draft in drafts:
        roles[draft.speaker].add(draft.role)
    return roles


def _contradicts(name: str, roles: Iterable[Role | None]) -> bool:
    """Return whether a speaker is called a user and is an assistant in the roles of the file, or the reverse."""
    role = role_from_name(name)
    return role in _TALKING and set(roles) == _TALKING - {role}


def settle_roles(drafts: Sequence[Draft], found: MessageList, facts: StatedFacts) -> None:
    """Give each speaker one role, and assistants the model of the conversation.

    Where two models talk, the API calls the first message that of a user; a speaker who ever answers is a model.
    """
    roles = _roles_by_name(drafts)
    if found.fields.speaker and any(map(_contradicts, roles, roles.values())):
        # The log of one of two agents: its own words are those of the assistant, whatever it is called.
        for draft in drafts:
            draft.role = None if draft.role in _TALKING else draft.role
        roles = _roles_by_name(drafts)
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

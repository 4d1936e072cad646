"""Read records as messages: the best list of them, what repeats it, and what is wrong with it."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sitegen.model.problems import Problem
from sitegen.readers.content_blocks import item_parts
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
from sitegen.readers.records.arrangement import attach_results, join_thoughts, put_in_order, settle_roles
from sitegen.readers.records.drafts import (
    UNKNOWN,
    Draft,
    answer_drafts,
    content_of,
    find_answers,
    first_text,
    is_message,
    record_drafts,
    system_prompt_drafts,
)
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.message_lists import (
    MessageList,
    find_message_lists,
    loose_texts,
    unreadable_texts,
    unwrapped,
)
from sitegen.readers.records.stated_facts import StatedFacts, stated_facts
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

_CONVERSATION_IDS = ("conversation_id", "session_id", "thread_id", "chat_id")
_MAX_OTHERS = 20  # lists in one file that are reported


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
    answers = tuple(find_answers(records))
    head = tuple(item for item in found.items if not is_message(item, found))[:1] if not found.path else ()
    facts = stated_facts((*found.owners, *head), names)
    drafts = join_thoughts([draft for item in found.items for draft in record_drafts(item, found, facts, names)])
    drafts, points = put_in_order(drafts)
    unnamed = [draft for draft in drafts if draft.speaker == UNKNOWN]
    last = len(drafts) - 1
    for number, answer in enumerate(() if points else answers):
        points += [last] * (number > 0)
        drafts.extend(replace(draft, branch=number) for draft in answer_drafts(answer, facts, names))
    prompts = list(system_prompt_drafts(facts, drafts))
    drafts, points = attach_results([*prompts, *drafts], [point + len(prompts) * (point >= 0) for point in points])
    settle_roles(drafts, found, facts)
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


def _messages(drafts: Sequence[Draft]) -> Iterator[ParsedMessage]:
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


def _repetitions(others: Iterable[MessageList], facts: StatedFacts, drafts: Sequence[Draft]) -> Iterator[Markup]:
    """Yield what the file says a second time: its first message as a setting, other views of the same talk."""
    texts = _message_texts(drafts, facts)
    taken = sorted((span.start, span.end) for draft in drafts for span in draft.spans)
    nodes = [node for node in facts.openings if node.string() in texts]
    nodes += [other.node for other in others if _repeats(other, texts)]
    for node in nodes:
        at = bisect(taken, (node.start, node.end))
        is_free = (at == 0 or taken[at - 1][1] <= node.start) and (at == len(taken) or taken[at][0] >= node.end)
        if is_free and node.end:
            yield Markup(MarkupKind.LEFT_OUT, node.span, LeftOut.DUPLICATE)


def _message_texts(drafts: Iterable[Draft], facts: StatedFacts) -> set[str]:
    """Return every text of the messages, and what the file says that one began with."""
    texts = {each.part.text for draft in drafts for each in draft.parts} | {draft.text or "" for draft in drafts}
    return texts | {node.string() for node in facts.openings}


def _repeats(other: MessageList, texts: set[str]) -> bool:
    contents = [content_of(unwrapped(item), other) for item in other.items]
    return all(each.part.text in texts for content in contents for each in item_parts(MISSING, content))


def _problems(
    source: Source,
    lists: Sequence[MessageList],
    facts: StatedFacts,
    drafts: Sequence[Draft],
    unnamed: Sequence[Draft],
) -> Iterator[Problem]:
    found, *others = lists
    texts = _message_texts(drafts, facts)
    unseen = (other for other in others if other.confidence and not _repeats(other, texts))
    for other in islice(unseen, _MAX_OTHERS):
        line = source.line_number(other.node.start)
        yield Problem(
            "json-other-messages", source.path, line, count=len(other.items), field=other.path, read=found.path
        )
    ids = {first_text(unwrapped(item), _CONVERSATION_IDS) for item in found.items} - {""}
    if len(ids) > 1:
        yield Problem("mixed-conversations", source.path, count=len(ids))
    if unnamed:
        line = source.line_number(unnamed[0].spans[0].start)
        yield Problem("messages-without-speaker", source.path, line, count=len(unnamed), name=UNKNOWN)
    if loose := loose_texts(found.node):
        yield Problem("loose-texts", source.path, source.line_number(loose[0].start), count=len(loose))
    if unreadable := unreadable_texts(found):
        line = source.line_number(unreadable[0].start)
        yield Problem("unreadable-texts", source.path, line, count=len(unreadable))
    count = sum(not draft.is_first and draft.branch == 0 for draft in drafts)
    if facts.count not in (None, count, len(found.items)):
        yield Problem("message-count-differs", source.path, found=count, stated=facts.count)

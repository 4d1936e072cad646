"""The reader of the JSON of pidgin."""

import json
from typing import Any

from sitegen.model import Role, Usage
from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import LeftOut, Markup
from sitegen.readers.pidgin import events
from sitegen.text.source import Source, read_source
from tests.readers.json_tiles import assert_json_tiles

S, U, A = Role.SYSTEM, Role.USER, Role.ASSISTANT
HISTORY = [
    {"role": "system", "content": "Talk.", "agent_id": "system"},
    {"role": "user", "content": "[HUMAN]: Tides?", "agent_id": "researcher"},
]
START = {
    "conversation_id": "conv_0000001", "agent_a_model": "x/one", "agent_b_model": "x/one",
    "agent_a_display_name": "One", "agent_b_display_name": "One",
}  # fmt: skip


def event(kind: str, second: int, **data: Any) -> dict[str, Any]:
    return {"event_type": kind, "timestamp": f"2031-02-03T04:05:{second:02}+00:00", **data}


def complete(agent: str, text: str, second: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "agent_id": agent, "timestamp": "2031-02-02T21:05:00"}
    return event("MessageCompleteEvent", second, agent_id=agent, message=message)


EVENTS = [
    event("ConversationStartEvent", 1, **START),
    event("SystemPromptEvent", 1, agent_id="agent_a", prompt="Talk."),
    event("SystemPromptEvent", 1, agent_id="agent_b", prompt="Talk with One."),
    event("MessageRequestEvent", 2, agent_id="agent_a", conversation_history=HISTORY),
    event("MessageChunkEvent", 3, agent_id="agent_a", chunk="Hi"),
    complete("agent_a", "Hi", 3),
    event("TokenUsageEvent", 3, agent_id="agent_a", prompt_tokens=7, completion_tokens=2),
    complete("agent_b", "Hi", 4),
    event("TurnCompleteEvent", 4, turn={"agent_a_message": {"content": "Hi", "agent_id": "agent_a"},
                                        "intervention": {"content": "Go on.", "agent_id": "human"}}),
    event("MessageChunkEvent", 5, agent_id="agent_a", chunk="The "),
    event("MessageChunkEvent", 6, agent_id="agent_a", chunk="moon"),
    event("ConversationEndEvent", 7, reason="interrupted"),
]  # fmt: skip


def source(values: list[Any]) -> Source:
    return read_source("events.jsonl", "".join(json.dumps(value) + "\n" for value in values).encode())


def test_each_message_of_the_log_is_shown_once():
    transcript = source(EVENTS)
    assert find_reader(transcript) is events
    parsed = events.read(transcript)
    assert_json_tiles(transcript, parsed)
    assert [(each.speaker, each.role, each.model, each.text, (each.time or "")[17:19]) for each in parsed.messages] == [
        ("System", S, "", "Talk.", "01"), ("Researcher", U, "", "[HUMAN]: Tides?", "02"),
        ("One-A", A, "x/one", "Hi", "03"), ("One-B", A, "x/one", "Hi", "04"),
        ("Human", U, "", "Go on.", "04"), ("One-A", A, "x/one", "The moon", ""),
    ]  # fmt: skip
    assert parsed.messages[2].usage == Usage(7, 2)
    assert (parsed.native_id, parsed.started, parsed.ended) == (
        "conv_0000001", "2031-02-03T04:05:01+00:00", "2031-02-03T04:05:07+00:00",
    )  # fmt: skip
    assert parsed.problems == (Problem("unfinished-message", "events.jsonl", 10, speaker="One-A"),)
    left_out = [
        (piece.reason, piece.span.of(transcript.text))
        for piece in parsed.pieces
        if isinstance(piece, Markup) and piece.reason not in (None, LeftOut.METADATA)
    ]
    assert left_out == [
        (LeftOut.SYSTEM, '"Talk with One."'), (LeftOut.DUPLICATE, '"Talk."'), (LeftOut.DUPLICATE, '"Hi"'),
        (LeftOut.DUPLICATE, '"Hi"'),
    ]  # fmt: skip


def test_events_with_their_data_inside_are_read_alike():
    nested = [
        {"event_type": each["event_type"], "timestamp": each["timestamp"],
         "data": {key: value for key, value in each.items() if key not in ("event_type", "timestamp")}}
        for each in EVENTS
    ]  # fmt: skip
    one, other = (events.read(source(values)) for values in (EVENTS, nested))
    assert [(each.speaker, each.text) for each in one.messages] == [
        (each.speaker, each.text) for each in other.messages
    ]


def test_a_file_with_all_messages_is_read():
    value = {
        "id": "041500_abcde", "agents": [{"id": "agent_a", "model": "x/one", "display_name": "One", "model_shortname": "One"},
                                         {"id": "agent_b", "model": "x/two", "display_name": "Two", "model_shortname": "Two"}],
        "messages": [*HISTORY, {"role": "assistant", "content": "Yes.", "agent_id": "agent_a"},
                     {"role": "assistant", "content": "Yes.", "agent_id": "agent_b"}],
        "started_at": "2031-02-03 04:05:06.7",
    }  # fmt: skip
    transcript = read_source("conversation.json", json.dumps(value).encode())
    assert find_reader(transcript) is events
    parsed = events.read(transcript)
    assert_json_tiles(transcript, parsed)
    assert [(each.speaker, each.model, each.text) for each in parsed.messages] == [
        ("System", "", "Talk."), ("Researcher", "", "[HUMAN]: Tides?"), ("One", "x/one", "Yes."), ("Two", "x/two", "Yes."),
    ]  # fmt: skip
    assert (parsed.native_id, parsed.started) == ("041500_abcde", "2031-02-03T04:05:06")

"""What a marker says besides the name: a count, a time, a model, a verb."""

import pytest

from sitegen.readers.turn_labels import TurnLabel, parse_label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rosa", TurnLabel("Rosa")),
        ("🧑 User", TurnLabel("🧑 User", shape="sign")),
        ("You said", TurnLabel("You", shape="verb")),
        ("ChatGPT hat gesagt", TurnLabel("ChatGPT", shape="verb")),
        ("Claude responded", TurnLabel("Claude", shape="verb")),
        ("Turn 1 — User", TurnLabel("User", shape="count")),
        ("Turn 12/40: Rosa", TurnLabel("Rosa", shape="count")),
        ("message 3 - Assistant", TurnLabel("Assistant", shape="count")),
        ("Turn 2 (Assistant)", TurnLabel("Assistant", shape="count")),
        ("3. User", TurnLabel("User", shape="count")),
        ("1) User", TurnLabel("User", shape="count")),
        ("User #3", TurnLabel("User", shape="count")),
        ("User (2026-01-02 10:00)", TurnLabel("User", "2026-01-02 10:00", shape="time")),
        ("User · 10:02", TurnLabel("User", "10:02", shape="time")),
        ("User (10:00 AM)", TurnLabel("User", "10:00 AM", shape="time")),
        ("👤 USER — 2025-10-20 15:31:07", TurnLabel("👤 USER", "2025-10-20 15:31:07", shape="sign time")),
        ("You | Jan 5, 2026, 3:04 PM", TurnLabel("You", "Jan 5, 2026, 3:04 PM", shape="time")),
        ("[10:00] User", TurnLabel("User", "10:00", shape="time-before")),
        ("2026-01-02 10:00 Rosa", TurnLabel("Rosa", "2026-01-02 10:00", shape="time-before")),
        ("Assistant (gpt-4o)", TurnLabel("Assistant", model="gpt-4o")),
        ("Assistant — Claude Opus 4.5", TurnLabel("Assistant", model="Claude Opus 4.5")),
        ("Assistant [acme/parrot-2]", TurnLabel("Assistant", model="acme/parrot-2")),
        (
            "Assistant (Kimi K2) · 2026-01-02T10:00:00Z",
            TurnLabel("Assistant", "2026-01-02T10:00:00Z", "Kimi K2", "time"),
        ),
    ],
)
def test_a_label_is_parsed_into_name_time_and_model(text: str, expected: TurnLabel):
    assert parse_label(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "AI-1 (GPT 5)",  # a slot of a group chat
        "Ida (Kimi K2)",  # two speakers of one file may differ only in this
        "Assistant (draft)",
        "Claude 3",
        "Agent A",
        "Turn 3",
        "2026-01-02 10:00",
        "10:00",
        "3. Lamps",
        "said",
        "Room 12 at noon",
        "x" * 500,
    ],
)
def test_everything_else_is_the_name(text: str):
    assert parse_label(text).name == text


def test_a_listed_name_is_found_without_its_model():
    assert parse_label("Ida (Kimi K2)", {"ida"}) == TurnLabel("Ida", model="Kimi K2")
    assert parse_label("Ida (draft)", {"ida"}) == TurnLabel("Ida (draft)")

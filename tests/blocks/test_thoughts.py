"""Thinking that a model writes into its text, between tags."""

import pytest

from sitegen.blocks.parser import parse_speech


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<think>\nHm.\n\nYes.\n</think>\n\nIt is.", [("thinking", "Hm.\n\nYes."), ("prose", "It is.")]),
        ("<think>Hm.</think>It is.", [("thinking", "Hm."), ("prose", "It is.")]),
        ("So:\n<thinking>\na\n</thinking>\nand\n<think>b</think>", [
            ("prose", "So:"), ("thinking", "a"), ("prose", "and"), ("thinking", "b"),
        ]),
        ("<think>```py\nx\n```</think>\n```\ncode\n```", [("thinking", "```py\nx\n```"), ("code", "code")]),
        ("<think></think>It is.", [("thinking", ""), ("prose", "It is.")]),
        ("```\n<think>a</think>\n```", [("code", "<think>a</think>")]),
        ("the tags <think> and </think>", [("prose", "the tags <think> and </think>")]),
        ("<think>open", [("prose", "<think>open")]),
        ("<think>a</thinking>", [("prose", "<think>a</thinking>")]),
    ],
)  # fmt: skip
def test_text_between_the_tags_is_thinking(text: str, blocks: list[tuple[str, str]]):
    assert [(each.kind, each.text) for each in parse_speech(text)] == blocks


def test_the_span_of_thinking_has_its_tags_and_the_others_stay_right():
    text = "One.\n<think>Hm.</think>\n\nTwo.\n```\nx\n```"
    assert [each.span.of(text) for each in parse_speech(text)] == ["One.", "<think>Hm.</think>", "Two.", "```\nx\n```"]

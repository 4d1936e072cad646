"""A message's text → its blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks.parser import parse_event, parse_speech
from sitegen.model import Block, BlockKind, Span

HOUSE = "   /\\\n  /  \\\n /____\\\n |    |\n |_[]_|"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in parse_speech(text)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n\n", []),
        ("Good morning.", [("prose", "Good morning.")]),
        ("\n\n  Good\nmorning.\n\n", [("prose", "  Good\nmorning.")]),
        (
            "See:\n```python\nx = 1\n\ny = 2\n```\ndone",
            [("prose", "See:"), ("code", "x = 1\n\ny = 2"), ("prose", "done")],
        ),
        ("~~~\nx = {}\n~~~~", [("code", "x = {}")]),
        ("````\n```\nx = 1;\n```\n````", [("code", "```\nx = 1;\n```")]),
        ("```js\nlet a;", [("code", "let a;")]),
        ("``` not a fence ``` as it closes", [("prose", "``` not a fence ``` as it closes")]),
        ("```\n```", [("code", "")]),
        (f"Look:\n\n{HOUSE}\n\nMine.", [("prose", "Look:"), ("art", HOUSE), ("prose", "Mine.")]),
        (
            f"Look:\n\n{HOUSE}\n\nIt is mine, and I have lived in it for years.\n\n{HOUSE}\n\nMine, too.",
            [
                ("prose", "Look:"),
                ("art", HOUSE),
                ("prose", "It is mine, and I have lived in it for years."),
                ("art", HOUSE),
                ("prose", "Mine, too."),
            ],
        ),
        (f"```\n{HOUSE}\n```", [("art", HOUSE)]),
        (f"```text\n{HOUSE}\n```", [("art", HOUSE)]),
        (f"```python\n{HOUSE}\n```", [("code", HOUSE)]),
        (
            'I shall paint.\n!image "a lamp\nby the sea"\nThere.',
            [("prose", "I shall paint."), ("command", '!image "a lamp\nby the sea"'), ("prose", "There.")],
        ),
        ('```\n!image "no"\n```', [("code", '!image "no"')]),
    ],
)
def test_a_text_falls_into_these_blocks(text: str, blocks: list[tuple[str, str]]):
    assert kinds(text) == blocks


def test_a_fence_in_a_list_stays_in_its_list():
    text = "1. First:\n   ```sh\n   +---+\n   |   |\n   +---+\n   ```\n2. Second."
    assert kinds(text) == [("prose", text)]


def test_a_fence_after_a_list_ends_it():
    assert [kind for kind, _ in kinds("- one\n- two\n```\nx = 1\n```")] == ["prose", "code"]


def test_a_command_knows_its_name_and_its_argument_and_code_its_language():
    assert parse_speech('!add_ai "Owl 2"\n\n``` Python title="x"\npass\n```') == (
        Block(BlockKind.COMMAND, '!add_ai "Owl 2"', Span(0, 15), name="add_ai", argument="Owl 2"),
        Block(BlockKind.CODE, "pass", Span(17, 46), language="Python", argument='title="x"'),
    )


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("🌡️ [AI-1]: !temperature 1.2", (BlockKind.EVENT, "temperature", "1.2")),
        ('🎨 [AI-1]: !image "A lamp a..." (generating...)', (BlockKind.EVENT, "image", "A lamp a...")),
        (
            '\ufffc🎨 AI-2 (Owl 2) created an image\n[AI-2 (Owl 2)]: !image "a lamp"',
            (BlockKind.IMAGE, "image_created", "a lamp"),
        ),
        ("Nobody knows this line", (BlockKind.EVENT, "", "")),
    ],
)
def test_an_event_is_one_block(line: str, block: tuple[BlockKind, str, str]):
    (found,) = parse_event(line)
    assert (found.kind, found.name, found.argument) == block
    assert (found.text, found.span) == (line, Span(0, len(line)))


LINES = st.sampled_from(
    [
        "",
        "word word",
        "    indented",
        "```",
        "```py",
        "~~~",
        "- item",
        "1. one",
        "   ```",
        "+--+",
        "|  |",
        '!image "a',
        'b"',
        "---",
        ">",
        "\t",
        "\r",
        "└──┘",
    ]
)


@given(st.one_of(st.lists(LINES, max_size=25).map("\n".join), st.text(max_size=200)))
def test_blocks_stand_in_order_and_between_them_is_white_space_only(text: str):
    at = 0
    for block in parse_speech(text):
        assert at <= block.span.start <= block.span.end <= len(text)
        assert text[at : block.span.start].strip() == ""
        if (
            block.kind is BlockKind.CODE
            or block.language
            or block.span.of(text).lstrip()[:3] in ("```", "~~~")
        ):
            assert block.text in block.span.of(text)
        else:
            assert block.text == block.span.of(text)
        at = block.span.end
    assert text[at:].strip() == ""

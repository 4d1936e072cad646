"""Parsing of messages into blocks."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks import backtick_rows
from sitegen.blocks.ascii_art.detection import find_art
from sitegen.blocks.parser import parse_event, parse_speech
from sitegen.model import Block, BlockKind, Span

POEM = "the ferry keeps its lamp\nfor nobody in particular"
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
def test_a_message_is_parsed_into_these_blocks(text: str, blocks: list[tuple[str, str]]):
    assert kinds(text) == blocks


MICE = "  .-.  .-.\n  |1|  |2|\n  '-'  '-'"
POND = "     ```\n   ```````\n  `````````\n   ```````\n     ```"
JAMS = "  .-.  .-.\n  |3|  |4|\n  '-'  '-'"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (f"Shelves:\n\n{JAMS}\n```\n{MICE}\n\nFull.", ["prose", f"{JAMS}\n```\n{MICE}", "prose"]),
        (f"{JAMS}\n```````\n{MICE}", [f"{JAMS}\n```````\n{MICE}"]),
        (f"{JAMS}\n```\n{MICE}\n```\n{JAMS}", [f"{JAMS}\n```\n{MICE}\n```\n{JAMS}"]),
        (f"```\n{JAMS}\n```\n{MICE}\n```", [f"{JAMS}\n```\n{MICE}"]),
        (f"```\n{JAMS}\n```\n{MICE}\n```\n\n```py\nx = 1\n```", [f"{JAMS}\n```\n{MICE}", "code"]),
        (f"{JAMS}\n```\n{MICE}\n\n```py\nx = 1\n```", [f"{JAMS}\n```\n{MICE}", "code"]),
        (f"{JAMS}\n``````````\n\nGrass.", [f"{JAMS}\n``````````", "prose"]),
        (f"``````````\n{JAMS}\n\nA roof.", [f"``````````\n{JAMS}", "prose"]),
        ("`````\n`   `\n`   `\n`````", ["`````\n`   `\n`   `\n`````"]),
        ("```````\n````````\n`````/oo`\n````/oooo`\n", ["```````\n````````\n`````/oo`\n````/oooo`"]),
        (
            "``````.:+\n`````/ooo\n````:oooo\n```/ooooo\n``+oooooo",
            ["``````.:+\n`````/ooo\n````:oooo\n```/ooooo\n``+oooooo"],
        ),
        ("```\n     ```\n   ```````\n  `````````\n   ```````\n     ```\n```\nA pond.", [POND, "prose"]),
        # fences
        ("```   ,*\n     /**\n    /***\n   /****\n```\nA sail.", ["   ,*\n     /**\n    /***\n   /****", "prose"]),
        (f"{JAMS}\n```1:4:jam.py\nx = 1;\n```", [JAMS, "code"]),
        (f"Seen:\n```\nSIGNAL:\n```\n{JAMS}\n```", ["prose", "code", JAMS, "code"]),
        ("````\n```\nx = 1;\n```\n````\n", ["code"]),
        (f"Look:\n```\n{JAMS}\n```\n{POEM}", ["prose", JAMS, "prose"]),
        (f"{JAMS}\n```\n{MICE}\n```\n{POEM}", [JAMS, MICE, "prose"]),
        (f"```\n{JAMS}\n```\n```\n{MICE}\n```", [JAMS, MICE]),
        (f"```\n{JAMS}\n```\n{MICE}\n\n```\nx = 1;\n```", [JAMS, MICE, "code"]),
        (f"{JAMS}\n```\nx = 1;\n```", [JAMS, "code"]),
        (f"{JAMS}\n\n```\n{MICE}", [JAMS, MICE]),
        ("`````\n```\nx = `ls`;\n```\ny = 1;\n`````", ["code"]),
        ("``````\nx = 1;\ny = 2;", ["code"]),
    ],
)
def test_a_row_of_backticks_belongs_to_the_drawing_around_it(text: str, blocks: list[str]):
    """Drawings are compared with their text, other blocks by kind."""
    assert [block.text if block.kind is BlockKind.ART else str(block.kind) for block in parse_speech(text)] == blocks


def test_each_line_near_rows_of_backticks_is_examined_a_few_times(monkeypatch: pytest.MonkeyPatch):
    examined: list[int] = []

    def count(lines: Sequence[str]) -> tuple[Span, ...]:
        examined.append(len(lines))
        return find_art(lines)

    monkeypatch.setattr(backtick_rows, "find_art", count)
    rows = [f"/\\  /\\\n{'`' * (3 + n % 40)}\n\\/ {n} \\/\n" for n in range(3_000)]
    parse_speech("".join(rows))
    assert 3_000 < sum(examined) <= 60_000


def test_a_fence_in_a_list_stays_in_its_list():
    text = "1. First:\n   ```sh\n   +---+\n   |   |\n   +---+\n   ```\n2. Second."
    assert kinds(text) == [("prose", text)]


def test_a_fence_after_a_list_ends_it():
    assert [kind for kind, _ in kinds("- one\n- two\n```\nx = 1\n```")] == ["prose", "code"]


def test_a_command_has_a_name_and_an_argument_and_code_has_a_language():
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
    (event,) = parse_event(line)
    assert (event.kind, event.name, event.argument) == block
    assert (event.text, event.span) == (line, Span(0, len(line)))


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
def test_blocks_are_in_order_with_only_white_space_between_them(text: str):
    position = 0
    for block in parse_speech(text):
        assert position <= block.span.start <= block.span.end <= len(text)
        assert text[position : block.span.start].strip() == ""
        if block.kind is BlockKind.CODE or block.language or block.span.of(text).lstrip()[:3] in ("```", "~~~"):
            assert block.text in block.span.of(text)
        else:
            assert block.text == block.span.of(text)
        position = block.span.end
    assert text[position:].strip() == ""

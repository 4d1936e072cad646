"""Prose in a code fence wraps, code does not."""

import pytest

from sitegen.model import BlockKind, PageContext
from sitegen.render.line_wrapping import Wrapping, wrapping
from tests.render.samples import LYRA, block, conversation, message, renderer

LETTER = "Dear keeper, the lamp on the north side was out again last night, and nobody came before the morning.\n"
PROMPT = f"You are the keeper of a lighthouse.\n\n- {LETTER}- {LETTER}"
CHINESE = "北边的灯昨晚又灭了" * 6
BOX = f"┌{'─' * 60}┐\n│ {'lamp'.ljust(59)}│\n└{'─' * 60}┘\n"
TABLE = "lamp      place     colour\nnorth     pier      red\nsouth     tower     white\n"
LOG = "2031-02-03 04:05:06 ERROR lamp: the keeper of the north side could not be found, and so the lamp stays dark\n"
PROGRAM = f"def light(lamp):\n    return lamp.on()  # {LETTER}"
SHELL = f"keeper@pier:~$ light north\nkeeper@pier:~$ echo {LETTER}"
ZSH = f"keeper@pier lamps % bun test\n{LETTER}{LETTER}{LETTER}"
WORDS = LETTER.strip().replace(",", "").replace(".", "")
DATA = f'{{\n  "lamp": "{LETTER.strip()}"\n}}'


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (LETTER, "", Wrapping.ON),
        (LETTER, "Text", Wrapping.ON),
        (f"At night {WORDS}", "", Wrapping.ON),
        (PROMPT, "markdown", Wrapping.ON),
        (CHINESE, "", Wrapping.ON),
        (LETTER, "python", Wrapping.OFF),
        (LETTER + BOX, "", Wrapping.OFF),
        (LETTER + TABLE, "", Wrapping.OFF),
        (LOG, "", Wrapping.OFF),
        (PROGRAM, "", Wrapping.OFF),
        (SHELL, "", Wrapping.OFF),
        (ZSH, "", Wrapping.OFF),
        (DATA, "", Wrapping.OFF),
        (f"name,age,remark\nAda,41,{WORDS}\nnorth,7,{WORDS}\n", "", Wrapping.OFF),
        (f"name\t{WORDS}\n", "", Wrapping.OFF),
        (f"1\t{LETTER}2\t{LETTER}", "", Wrapping.ON),
        (
            "lamp keeper  at the pier  in the night  with a lantern  and a rope  for the boats  of the village\n",
            "",
            Wrapping.OFF,
        ),
        (LETTER.replace(", ", ",  "), "", Wrapping.ON),
        (" ".join(WORDS), "", Wrapping.OFF),
        (f"SELECT keeper FROM lamps WHERE place IS NOT NULL AND {WORDS}", "", Wrapping.OFF),
        (f"docker run --rm --name lamp --network host {WORDS}", "", Wrapping.OFF),
        (f"PS C:\\lamps> light {WORDS}", "", Wrapping.OFF),
        (f"[WARNING] {WORDS}", "", Wrapping.OFF),
        (f"LampError: {WORDS}", "", Wrapping.OFF),
        (f"(define keeper {WORDS})", "", Wrapping.OFF),
        (f"\\section{{Lamps}} {WORDS}", "", Wrapping.OFF),
        ("lamp " * 5 + "/" * 90, "", Wrapping.OFF),
        (LETTER[:80], "", Wrapping.NONE),
        ("x" + "\u0301" * 200, "", Wrapping.NONE),
        ("short" + " " * 200, "python", Wrapping.NONE),
        ("", "", Wrapping.NONE),
    ],
)
def test_only_prose_wraps(text: str, language: str, expected: Wrapping):
    assert wrapping(text, language) is expected


def test_a_block_with_long_lines_has_a_switch_that_is_on_for_prose():
    texts = ("short", PROGRAM, LETTER.strip())
    found = conversation(message(1, LYRA, *(block(BlockKind.CODE, text) for text in texts)))
    (page,) = renderer().conversation_pages(found, PageContext("a"))
    html = page.data.decode()
    figures = [each.partition("</figure>")[0] for each in html.split('<figure class="code">\n')[1:]]
    switch = '<input type="checkbox" class="wrap" aria-label="Wrap lines" title="Wrap lines"'
    assert [each.partition("<pre")[0] for each in figures] == ["", f"{switch}>\n", f"{switch} checked>\n"]

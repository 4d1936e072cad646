"""Text that was pasted from the terminal of Claude Code."""

import pytest

from sitegen.readers import detection
from sitegen.readers.claude_code import terminal
from sitegen.readers.parsed import Confidence, Markup
from sitegen.text.source import read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.message_rows import message_rows
from tests.readers.parsed_texts import source
from tests.shared import SHARED, needs_shared

NEW = """\
 ▐▛███▜▌   Claude Code v2.1.12
▝▜█████▛▘  Opus 4.5 · Claude Pro
  ▘▘ ▝▝    ~/pier

❯ Light the lamp.

  And tell me when it burns: [Pasted text #1 +20 lines]

⏺ I look for oil.
  There may be some
 in the shed.

⏺ Bash(ls shed; ls
      pier)
  ⎿  oil
     wick
     … +11 lines (ctrl+o to expand)

⏺ Update(lamp.py)
  ⎿  Error editing file
  ⎿  Running PostToolUse hooks… (1/2 done)

✻ Thinking…

  Is there a match?

⏺ It burns (at last).

  - bright
  - warm

✻ Crunched for 36s

❯ /model
  ⎿  Set model to Haiku 4.5

❯ Thanks!

⏺ Good night.

══════════════════════════════ Conversation compacted · ctrl+o for history ═══════

⏺ Where were we?

────────────────────────────────────────────────────────────────────────────
❯
────────────────────────────────────────────────────────────────────────────
  ? for shortcuts
"""
OLD = """\
╭────────────────────────────╮
│ ✻ Welcome to Claude Code!  │
╰────────────────────────────╯

> Light the
lamp.

● Done.

● Update Todos
  ⎿  ☒ Light the lamp

> And now?

  It burns.
  > !smoke

> Unknown slash command: dive

> Sleep well.

● Good night.
"""
BOXED = """\
╭──────────────────────╮
│ > Light the          │
│   lamp.              │
╰──────────────────────╯

⏺ Read(lamp.md)
  ⎿ brass

╭──────────────────────╮
│ >                    │
╰──────────────────────╯
"""


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            NEW,
            [
                ("User", "Light the lamp.\n\nAnd tell me when it burns: [Pasted text #1 +20 lines]"),
                (
                    "Claude",
                    "I look for oil.\nThere may be some\nin the shed.",
                    "[tool_call Bash] ls shed; ls\n    pier",
                    "[tool_result Bash] oil\nwick\n… +11 lines (ctrl+o to expand)",
                    "[tool_call Update] lamp.py",
                    "[tool_result Update error] Error editing file",
                    "[tool_result Update] Running PostToolUse hooks… (1/2 done)",
                    "[thinking] Is there a match?",
                    "It burns (at last).\n\n- bright\n- warm",
                ),
                ("User", "/model", "[tool_result] Set model to Haiku 4.5"),
                ("User", "Thanks!"),
                ("Claude", "Good night."),
                ("Claude Code", "[event] Conversation compacted · ctrl+o for history"),
                ("Claude", "Where were we?"),
            ],
        ),
        (
            OLD,
            [
                ("User", "Light the\nlamp."),
                ("Claude", "Done.", "[tool_call Update Todos]", "[tool_result Update Todos] ☒ Light the lamp"),
                ("User", "And now?"),
                ("Claude", "It burns.\n> !smoke"),
                ("Claude Code", "[event] Unknown slash command: dive"),
                ("User", "Sleep well."),
                ("Claude", "Good night."),
            ],
        ),
        (BOXED, [("User", "Light the\nlamp."), ("Claude", "[tool_call Read] lamp.md", "[tool_result Read] brass")]),
        (
            "  the end of an answer\n\n> And?\n\n⏺ Yes.\n",
            [("Unknown", "[speech] None"), ("User", "And?"), ("Claude", "Yes.")],
        ),
    ],
)
def test_the_marks_of_the_terminal_say_who_speaks(text: str, rows: list[tuple[str, ...]]):
    assert message_rows(terminal.read(source(text))) == rows


def test_wrapped_lines_are_joined():
    text = """\
❯ The lamp is out since the middle of night, and
  nobody has seen the keeper.

⏺ I will look for the keeper, and for the oil that was in
  the shed:

  - the shed is open, and there is no oil left in it since
    yesterday
  - the boat is gone
  Short.
  Lines.
"""
    assert message_rows(terminal.read(source(text))) == [
        ("User", "The lamp is out since the middle of night, and nobody has seen the keeper."),
        (
            "Claude",
            "I will look for the keeper, and for the oil that was in the shed:\n\n- the shed is open, and there is no oil "
            "left in it since yesterday\n- the boat is gone\nShort.\nLines.",
        ),
    ]


def test_the_banner_and_later_commands_name_the_model():
    models = [each.model for each in terminal.read(source(NEW)).messages]
    assert models == ["", "Opus 4.5", "", "", "Haiku 4.5", "", "Haiku 4.5"]


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ("Set model to Default (Opus 4.5 · Most capable)", "Opus 4.5"),
        ("Set model to sonnet[1m] (claude-sonnet-4-5-20250929[1m])", "claude-sonnet-4-5-20250929"),
        ("Kept model as Opus 4.5", ""),
    ],
)
def test_the_name_of_a_model_is_found_among_other_words(said: str, model: str):
    parsed = terminal.read(source(f"❯ /model\n  ⎿  {said}\n\n❯ Hi.\n\n⏺ Ahoy.\n"))
    assert parsed.messages[-1].model == model


def test_doubts_and_missing_text_are_reported():
    problems = [str(each) for text in (NEW, OLD) for each in terminal.read(source(text)).problems]
    assert problems == [
        "a.md:7: The terminal shortened the text in 2 places, the first here; the rest of it is not in this file. "
        "Copy the session of Claude Code from `~/.claude/projects/` instead, which has everything.",
        "a.md:15: Indented lines without `⏺` below a blank line are taken as an answer of Claude; 1 place is like this, "
        "the first here. If the person wrote them, remove the indentation; else put `⏺ ` before the first of them.",
    ]


def test_lines_of_the_program_are_left_out():
    transcript = source(NEW)
    pieces = terminal.read(transcript).pieces
    left_out = [each.span.of(transcript.text)[:20] for each in pieces if isinstance(each, Markup) and each.reason]
    assert left_out == ["✻ Crunched for 36s", "─" * 20, "❯", "─" * 20, "  ? for shortcuts"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        (NEW, Confidence.CERTAIN),
        (OLD, Confidence.CERTAIN),
        (BOXED, Confidence.LIKELY),
        ("> a\n\n⏺ b\n\n⏺ c\n", Confidence.CERTAIN),
        ("● a\n● b\n\n> c\n", None),
        ("# How it looks\n\n```\n❯ a\n⏺ b\n  ⎿  c\n```\n", None),
    ],
)
def test_a_paste_is_recognised_by_its_marks(text: str, confidence: Confidence | None):
    found = terminal.detect(source(text))
    assert (found.confidence if found else None) == confidence


@pytest.mark.parametrize("text", [NEW, OLD, BOXED])
def test_every_character_of_a_damaged_paste_is_part_of_a_piece(text: str):
    assert_covers_damaged(terminal, text, step=23)


@needs_shared
def test_real_pastes_are_read():
    rows = [row.split("\t") for row in (SHARED / "corpus" / "MANIFEST.tsv").read_text("utf-8").splitlines()]
    paths = [SHARED / "corpus" / row[0] for row in rows if row[4] in ("2-claude-code-tui", "2-claude-code-md")]
    counts = {}
    for path in paths:
        transcript = read_source(path.name, path.read_bytes())
        if terminal.detect(transcript):
            assert getattr(detection.find_reader(transcript), "NAME", None) == terminal.NAME, path
            counts[path.name] = len(terminal.read(transcript).messages)
    assert len(counts) == 20, counts

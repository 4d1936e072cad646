import json

import pytest

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import dialogue
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript
from sitegen.text.source import read_source
from tests.readers.parsed_texts import message_texts, piece_texts, source
from tests.shared import SHARED, needs_shared


def dialogue_text(title: str, *turns: tuple[str, str], count: int | None = None, ended: str = "") -> str:
    header = f"# {title}\n\n**Started:** 2031-02-03 04:05:06\n{ended}**Messages:** "
    header += f"{len(turns) if count is None else count}\n\n---\n\n"
    return header + "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)


def test_every_character_is_part_of_a_piece():
    text = source("# owl ↔ fox 2\n\n**Messages:** 2\n\n---\n\n### owl\n\n \n\n---\n\n### fox 2\n\n\n\n---\n\n")
    assert dialogue.read(text) == ParsedTranscript(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, 37)),
            Markup(MarkupKind.MARKER, Span(37, 44)),
            Markup(MarkupKind.SEPARATOR, Span(44, 46)),
            ParsedMessage(Span(46, 47), "owl", Role.ASSISTANT, "owl"),
            Markup(MarkupKind.SEPARATOR, Span(47, 54)),
            Markup(MarkupKind.MARKER, Span(54, 63)),
            Markup(MarkupKind.SEPARATOR, Span(63, 65)),
            ParsedMessage(Span(65, 65), "fox 2", Role.ASSISTANT, "fox 2"),
            Markup(MarkupKind.SEPARATOR, Span(65, 72)),
        ),
        title="owl ↔ fox 2",
    )


@pytest.mark.parametrize(
    ("ended", "expected"), [("", None), ("**Ended:** 2031-02-03 05:00:00\n", "2031-02-03T05:00:00")]
)
def test_the_end_may_be_missing(ended: str, expected: str | None):
    parsed = dialogue.read(source(dialogue_text("a ↔ b", ("a", "x"), ended=ended)))
    assert (parsed.started, parsed.ended, parsed.problems) == ("2031-02-03T04:05:06", expected, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("owl", "owl"),
        ("owl", "owl 2"),
        ("Grey Owl", "fox-4.5"),
        ("🦉", "夜の鳥"),
        ("a ↔ b", "c"),
        ("a", "b ↔ c"),
        ("(.*)", "[x]"),
        ("بومة", "#1"),
    ],
)
def test_names_are_the_two_of_the_title_whatever_they_hold(one: str, other: str):
    turns = [(one, "hello"), (other, "### someone else\n\nquoted"), (one, f"---\n\n## {other}\n\n### {one}s")]
    transcript = source(dialogue_text(f"{one} ↔ {other}", *turns))
    parsed = dialogue.read(transcript)
    assert (message_texts(transcript, parsed), parsed.problems) == (turns, ())


@pytest.mark.parametrize(
    ("turns", "count", "message"),
    [
        (48, 49, "The transcript has 48 messages, but its header says 49."),
        (3, 2, "The transcript has 3 messages, but its header says 2."),
        (2, 0, "The transcript has 2 messages, but its header says 0."),
    ],
)
def test_a_wrong_count_is_reported_with_its_line(turns: int, count: int, message: str):
    transcript = source(dialogue_text("a ↔ b", *([("a", "x"), ("b", "y")] * turns)[:turns], count=count))
    (problem,) = dialogue.read(transcript).problems
    assert problem == Problem("header-message-count", "a.md", 4, found=turns, stated=count)
    hint = "Check whether the file is cut off, or a line `### Name` was changed."
    assert str(problem) == f"a.md:4: {message} {hint}"


@pytest.mark.parametrize(
    ("details", "messages"),
    [
        (
            "**Messages:** many",
            ["a.md:3: Messages is not a number: 'many'. Write how many messages follow."],
        ),
        ("**Messages:** ٣", ["a.md:3: Messages is not a number: '٣'. Write how many messages follow."]),
        (
            "**Started:** once\n**Ended:** 2031-13-01 00:00:00",
            [
                "a.md:3: Started is not a date: 'once'. Write YYYY-MM-DD HH:MM:SS.",
                "a.md:4: Ended is not a date: '2031-13-01 00:00:00'. Write YYYY-MM-DD HH:MM:SS.",
            ],
        ),
    ],
)
def test_invalid_details_are_reported(details: str, messages: list[str]):
    transcript = source(f"# a ↔ b\n\n{details}\n\n---\n\n### a\n\nx\n\n---\n\n### b\n\ny\n\n---\n\n")
    assert [str(problem) for problem in dialogue.read(transcript).problems] == messages


QUOTED = "```\n\n---\n\n### a\n\nx\n```"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [("b", QUOTED)]),
        (2, [("b", "```"), ("a", "x\n```")]),
    ],
)
def test_the_stated_count_decides_whether_a_fence_quotes_messages(count: int, expected: list[tuple[str, str]]):
    transcript = source(dialogue_text("a ↔ b", ("b", QUOTED), count=count))
    parsed = dialogue.read(transcript)
    assert (message_texts(transcript, parsed), parsed.problems) == (expected, ())


@pytest.mark.parametrize("header", ["**Started:** 2031-02-03", "**Messages:** 9"])
def test_without_a_count_fences_hide_no_message_that_makes_the_speakers_alternate(header: str):
    turns = [("a", "```\nx"), ("b", "```\ny"), ("a", "z")]
    transcript = source(
        dialogue_text("a ↔ b", *turns).replace("**Started:** 2031-02-03 04:05:06\n**Messages:** 3", header)
    )
    assert message_texts(transcript, dialogue.read(transcript)) == turns


def test_a_dialogue_quoted_in_a_fence_without_a_count_is_reported():
    transcript = source(f"# a ↔ b\n\n**Started:** 2031-02-03\n\n---\n\n### b\n\n{QUOTED}\n\n---\n\n### a\n\nx\n\n---\n")
    assert dialogue.read(transcript).problems == (Problem("marker-in-code-fence", "a.md", 13, count=1, fence_line=9),)
    assert str(dialogue.read(transcript).problems[0]) == (
        "a.md:13: 1 line that may start a message is inside the code fence of line 9, and read as text. "
        "If a message starts there, close the fence above it."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# a ↔ b\n\nAn essay about a and b.\n",
        "# Conversation: a ↔ b\n\n**Agents**: a ↔ b\n\n---\n\n**a**: hi\n",
        "# only one\n\n**Messages:** 1\n\n---\n\n### only one\n\nx\n\n---\n\n",
    ],
)
def test_another_document_with_an_arrow_is_not_accepted(text: str):
    assert not dialogue.detect(source(text))


@needs_shared
def test_real_dialogues_equal_their_json_exports():
    pairs = 0
    for json_file in sorted((SHARED / "corpus").rglob("*.json")):
        path = json_file.with_suffix(".md")
        if not path.exists() or not path.read_text("utf-8").startswith("# "):
            continue
        export = json.loads(json_file.read_text("utf-8"))
        transcript = read_source(path.name, path.read_bytes())
        if find_reader(transcript) is not dialogue:
            continue
        parsed = dialogue.read(transcript)
        assert message_texts(transcript, parsed) == [(each["speaker"], each["content"]) for each in export["messages"]]
        assert parsed.problems == ()
        pairs += 1
    assert pairs == 278


def misspelled(code: str, line: int) -> Problem:
    return Problem(code, "a.md", line, text="### ottter", name="otter")


@pytest.mark.parametrize(
    ("turns", "header", "problems"),
    [
        ([("heron", "x")], "**Messages:** 1", ()),
        (
            [("heron", "x")],
            "**Started:** 2031-02-03",
            (Problem("short-dialogue-with-silent-speakers", "a.md", 1, names=("otter",)),),
        ),
        (
            [("heron", "x"), ("heron", "y")],
            "**Messages:** 2",
            (Problem("silent-title-speakers", "a.md", 1, names=("otter",)),),
        ),
        (
            [("heron", "x"), ("ottter", "y"), ("heron", "z")],
            "**Started:** 2031-02-03",
            (misspelled("misspelled-silent-speaker", 13),),
        ),
        (
            [("heron", "x"), ("otter", "y"), ("heron", "z"), ("ottter", "y")],
            "**Started:** 2031-02-03",
            (misspelled("misspelled-marker", 25),),
        ),
        ([("heron", "x"), ("otter", "y\n\n### ottter\n\nis no word")], "**Messages:** 2", ()),
    ],
)
def test_both_speakers_of_the_title_should_have_messages(
    turns: list[tuple[str, str]], header: str, problems: tuple[Problem, ...]
):
    body = "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)
    assert dialogue.read(source(f"# heron ↔ otter\n\n{header}\n\n---\n\n{body}")).problems == problems


@pytest.mark.parametrize(
    ("problem", "printed"),
    [
        (
            Problem("silent-title-speakers", "a.md", 1, names=("otter", "heron")),
            "a.md:1: The title names speakers without messages: otter, heron. "
            "Write `### ` and the name as in the title above each of their messages.",
        ),
        (
            Problem("short-dialogue-with-silent-speakers", "a.md", 1, names=("otter",)),
            "a.md:1: The title names speakers without messages: otter. "
            "Write `### ` and the name as in the title above each of their messages.",
        ),
        (
            misspelled("misspelled-silent-speaker", 13),
            "a.md:13: 'otter' has no messages, but '### ottter' is similar. Write it like the other markers; "
            "if the line is text, state the number of messages above the first one.",
        ),
        (
            misspelled("misspelled-marker", 25),
            "a.md:25: '### ottter' does not start a message, but is similar to 'otter'. Correct the name; "
            "if the line is text, state the number of messages above the first one.",
        ),
    ],
)
def test_problems_of_speakers_are_printed(problem: Problem, printed: str):
    assert str(problem) == printed


FIRST = """# A ↔ B

**Started:** 2031-02-03 04:05:06
**Messages:** 2

---

### A

hi

---

### B

yes

---
"""
SECOND = """# C ↔ A

**Started:** 2031-02-04 04:05:06
**Ended:** 2031-02-04 05:05:06
**Messages:** 2

---

### C

hello

---

### A

no

---
"""


@pytest.mark.parametrize("separator", ["", "\n\n", "\n=====\nFILE: talks/second.md\n=====\n\n"])
def test_glued_dialogues_are_parts_with_their_own_speakers_and_dates(separator: str):
    transcript = source(FIRST + separator + SECOND)
    parsed = dialogue.read(transcript)
    assert [(each.speaker, each.time, each.span.of(transcript.text)) for each in parsed.messages] == [
        ("A", None, "hi"),
        ("B", None, "yes"),
        ("C", "2031-02-04T04:05:06", "hello"),
        ("A", None, "no"),
    ]
    assert (parsed.title, parsed.started, parsed.ended) == ("A ↔ B", "2031-02-03T04:05:06", "2031-02-04T05:05:06")
    assert [(each.code, each.line) for each in parsed.problems] == [
        ("several-conversations", 1 + (FIRST + separator).count("\n"))
    ]
    assert "".join(text for _, text in piece_texts(transcript, parsed)) == transcript.text


def test_a_dialogue_title_inside_a_message_is_text():
    words = f"Look:\n\n```\n{SECOND}```\n\nThat was it.\n\n# C ↔ A\n\nis a title."
    transcript = source(FIRST.replace("yes", words))
    assert message_texts(transcript, dialogue.read(transcript)) == [("A", "hi"), ("B", words)]

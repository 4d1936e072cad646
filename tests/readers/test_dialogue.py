import json

import pytest

from sitegen.model import Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers import dialogue
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, Reading, Utterance
from sitegen.text.source import read_source
from tests.readers.problem_lines import said, source
from tests.shared import SHARED, needs_shared


def talk(title: str, *turns: tuple[str, str], count: int | None = None, ended: str = "") -> str:
    head = f"# {title}\n\n**Started:** 2031-02-03 04:05:06\n{ended}**Messages:** "
    head += f"{len(turns) if count is None else count}\n\n---\n\n"
    return head + "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)


def test_a_dialogue_is_taken_apart_to_the_last_character():
    text = source(
        "# owl ↔ fox 2\n\n**Messages:** 2\n\n---\n\n### owl\n\n \n\n---\n\n### fox 2\n\n\n\n---\n\n"
    )
    assert dialogue.read(text) == Reading(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, 37)),
            Markup(MarkupKind.MARKER, Span(37, 44)),
            Markup(MarkupKind.SEPARATOR, Span(44, 46)),
            Utterance(Span(46, 47), "owl", Role.ASSISTANT, "owl"),
            Markup(MarkupKind.SEPARATOR, Span(47, 54)),
            Markup(MarkupKind.MARKER, Span(54, 63)),
            Markup(MarkupKind.SEPARATOR, Span(63, 65)),
            Utterance(Span(65, 65), "fox 2", Role.ASSISTANT, "fox 2"),
            Markup(MarkupKind.SEPARATOR, Span(65, 72)),
        ),
        title="owl ↔ fox 2",
    )


@pytest.mark.parametrize(
    ("ended", "expected"), [("", None), ("**Ended:** 2031-02-03 05:00:00\n", "2031-02-03T05:00:00")]
)
def test_the_end_may_be_missing(ended: str, expected: str | None):
    reading = dialogue.read(source(talk("a ↔ b", ("a", "x"), ended=ended)))
    assert (reading.started, reading.ended, reading.problems) == ("2031-02-03T04:05:06", expected, ())


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
    transcript = source(talk(f"{one} ↔ {other}", *turns))
    reading = dialogue.read(transcript)
    assert (said(transcript, reading), reading.problems) == (turns, ())


@pytest.mark.parametrize(
    ("turns", "count", "problem"),
    [
        (48, 49, "48 messages, but the header says 49"),
        (3, 2, "3 messages, but the header says 2"),
        (2, 0, "2 messages, but the header says 0"),
    ],
)
def test_a_count_that_differs_is_reported_at_its_line(turns: int, count: int, problem: str):
    transcript = source(talk("a ↔ b", *([("a", "x"), ("b", "y")] * turns)[:turns], count=count))
    assert dialogue.read(transcript).problems == (
        Problem("a.md", 4, problem, "was the file cut off, or a turn's ### line changed?"),
    )


@pytest.mark.parametrize(
    ("details", "messages"),
    [
        ("**Messages:** many", ["Messages: 'many' is no number"]),
        ("**Messages:** ٣", ["Messages: '٣' is no number"]),
        (
            "**Started:** once\n**Ended:** 2031-13-01 00:00:00",
            ["Started: 'once' is no date", "Ended: '2031-13-01 00:00:00' is no date"],
        ),
    ],
)
def test_details_that_cannot_be_read_are_reported(details: str, messages: list[str]):
    transcript = source(f"# a ↔ b\n\n{details}\n\n---\n\n### a\n\nx\n\n---\n\n### b\n\ny\n\n---\n\n")
    assert [problem.message for problem in dialogue.read(transcript).problems] == messages


QUOTED = "```\n\n---\n\n### a\n\nx\n```"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [("b", QUOTED)]),
        (2, [("b", "```"), ("a", "x\n```")]),
    ],
)
def test_where_fences_leave_it_open_the_stated_count_decides(count: int, expected: list[tuple[str, str]]):
    transcript = source(talk("a ↔ b", ("b", QUOTED), count=count))
    reading = dialogue.read(transcript)
    assert (said(transcript, reading), reading.problems) == (expected, ())


@pytest.mark.parametrize("head", ["**Started:** 2031-02-03", "**Messages:** 9"])
def test_where_no_count_decides_fences_swallow_no_turn_that_keeps_the_two_alternating(head: str):
    turns = [("a", "```\nx"), ("b", "```\ny"), ("a", "z")]
    transcript = source(
        talk("a ↔ b", *turns).replace("**Started:** 2031-02-03 04:05:06\n**Messages:** 3", head)
    )
    assert said(transcript, dialogue.read(transcript)) == turns


def test_a_dialogue_quoted_in_a_fence_without_a_count_is_noted():
    transcript = source(
        f"# a ↔ b\n\n**Started:** 2031-02-03\n\n---\n\n### b\n\n{QUOTED}\n\n---\n\n### a\n\nx\n\n---\n"
    )
    assert dialogue.read(transcript).problems == (
        Problem(
            "a.md",
            13,
            "a line like a turn inside the fence of line 9 is read as text",
            "close the fence above it if a turn begins there",
            Severity.NOTE,
        ),
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
    assert not dialogue.accepts(source(text))


@needs_shared
def test_real_dialogues_agree_with_their_json_twins_in_every_character():
    pairs = 0
    for twin in sorted((SHARED / "corpus").rglob("*.json")):
        path = twin.with_suffix(".md")
        if not path.exists() or not path.read_text("utf-8").startswith("# "):
            continue
        truth = json.loads(twin.read_text("utf-8"))
        transcript = read_source(path.name, path.read_bytes())
        if find_reader(transcript) is not dialogue:
            continue
        reading = dialogue.read(transcript)
        assert said(transcript, reading) == [(each["speaker"], each["content"]) for each in truth["messages"]]
        assert reading.problems == ()
        pairs += 1
    assert pairs == 278


SLIP = (
    "did you mean 'otter'? Write it in the way of the other turns, "
    "or, if it is text, say above the turns how many messages there are"
)
REMEDY = "write ### and the name as in the title above each of their turns"


@pytest.mark.parametrize(
    ("turns", "head", "problems"),
    [
        ([("heron", "x")], "**Messages:** 1", ()),
        (
            [("heron", "x")],
            "**Started:** 2031-02-03",
            (Problem("a.md", 1, "otter is named in the title, but never speaks", REMEDY, Severity.NOTE),),
        ),
        (
            [("heron", "x"), ("heron", "y")],
            "**Messages:** 2",
            (Problem("a.md", 1, "otter is named in the title, but never speaks", REMEDY),),
        ),
        (
            [("heron", "x"), ("ottter", "y"), ("heron", "z")],
            "**Started:** 2031-02-03",
            (
                Problem(
                    "a.md",
                    13,
                    "otter is named in the title, but never speaks: "
                    "'### ottter' begins no turn and is read as text",
                    SLIP,
                ),
            ),
        ),
        (
            [("heron", "x"), ("otter", "y"), ("heron", "z"), ("ottter", "y")],
            "**Started:** 2031-02-03",
            (Problem("a.md", 25, "'### ottter' begins no turn and is read as text", SLIP),),
        ),
        ([("heron", "x"), ("otter", "y\n\n### ottter\n\nis no word")], "**Messages:** 2", ()),
    ],
)
def test_both_of_the_title_speak_unless_a_name_was_written_wrongly(
    turns: list[tuple[str, str]], head: str, problems: tuple[Problem, ...]
):
    body = "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)
    assert dialogue.read(source(f"# heron ↔ otter\n\n{head}\n\n---\n\n{body}")).problems == problems

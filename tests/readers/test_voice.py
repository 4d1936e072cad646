import pytest

from sitegen.model import Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers import voice
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, Reading, Utterance
from sitegen.text.source import read_source
from tests.readers.problem_lines import said, source, told

HEAD = "# Voice Conversation: acme/parrot-2\n*2031-02-03 04:05:06*\n\n---\n\n"


def talk(*turns: tuple[str, str]) -> str:
    return HEAD + "".join(f"**{role}:**\n\n{text}\n\n---\n\n" for role, text in turns)


def test_a_conversation_is_taken_apart_to_the_last_character():
    text = source(
        "# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n"
    )
    assert voice.read(text) == Reading(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, 54)),
            Markup(MarkupKind.MARKER, Span(54, 68)),
            Markup(MarkupKind.SEPARATOR, Span(68, 70)),
            Utterance(Span(70, 72), "ASSISTANT", Role.ASSISTANT, "a/b"),
            Markup(MarkupKind.SEPARATOR, Span(72, 79)),
        ),
        title="Voice Conversation: a/b",
        started="2031-02-03T04:05:06",
    )


def test_the_title_names_the_model_of_the_assistant_alone():
    text = source(talk(("SYSTEM", "be kind"), ("USER", "hi"), ("ASSISTANT", "hello"), ("TOOL", "42")))
    assert [(each.speaker, each.role, each.model) for each in voice.read(text).utterances] == [
        ("SYSTEM", Role.SYSTEM, ""),
        ("USER", Role.USER, ""),
        ("ASSISTANT", Role.ASSISTANT, "acme/parrot-2"),
        ("TOOL", Role.TOOL, ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "plain",
        "one\n\n---\n\ntwo",
        "it ends with a rule\n\n---",
        "# A heading\n\n### USER\n\nmore",
        "**Rosa:** a name that is no role\n\n**NOTE:**\n\nneither",
        "quoted:\n\n**USER:**\n\nwithout a rule above",
        "```\n---\n\n**USER:**\n\nin code\n\n---\n```",
        "```python\nprint('never closed')",
        "    indented\n\n\n\n  far apart  ",
        "\n\nblank lines of its own\n\n",
    ],
)
def test_whatever_a_turn_holds_it_comes_back_unchanged(text: str):
    transcript = source(talk(("USER", "before"), ("ASSISTANT", text), ("USER", "after")))
    assert said(transcript, voice.read(transcript)) == [
        ("USER", "before"),
        ("ASSISTANT", text),
        ("USER", "after"),
    ]


def test_a_fence_that_is_never_closed_does_not_swallow_the_turns_after_it():
    turns = [("USER", "```\nopen"), ("ASSISTANT", "```\nclosed\n```"), ("USER", "~~~"), ("ASSISTANT", "bye")]
    transcript = source(talk(*turns))
    assert said(transcript, voice.read(transcript)) == turns


def test_windows_line_ends_change_nothing():
    text = talk(("USER", "one\n\n---\n\ntwo"), ("ASSISTANT", ""))
    windows = read_source("a.md", text.replace("\n", "\r\n").encode())
    assert told(windows, voice.read(windows)) == told(source(text), voice.read(source(text)))


def test_a_role_line_without_a_rule_above_it_is_text_and_noted():
    transcript = source(talk(("ASSISTANT", "he wrote\n\n**USER:**\n\nand stopped")))
    assert voice.read(transcript).problems == (
        Problem(
            "a.md",
            10,
            "'**USER:**' without a rule before it is read as text",
            "write --- and a blank line above it if a turn begins there",
            Severity.NOTE,
        ),
    )


def test_a_file_that_was_cut_off_keeps_its_last_words():
    transcript = source(HEAD + "**ASSISTANT:**\n\nfirst\n\n---\n\nsecond half\n\n")
    reading = voice.read(transcript)
    assert said(transcript, reading) == [("ASSISTANT", "first\n\n---\n\nsecond half")]
    assert [problem.message for problem in reading.problems] == [
        "the last message does not end with ---; it may be cut off"
    ]


@pytest.mark.parametrize("date", ["*in spring 2031*", "*2031-02-31 00:00:00*", ""])
def test_a_date_that_is_none_is_not_invented(date: str):
    transcript = source(f"# Voice Conversation: a/b\n{date}\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n")
    reading = voice.read(transcript)
    assert (reading.started, [problem.line for problem in reading.problems]) == (None, [2])


def test_a_title_without_turns_is_a_problem_and_all_of_it_a_header():
    transcript = source("# Voice Conversation: an essay\n\nIt was never a conversation.\n")
    assert find_reader(transcript) is voice
    assert voice.read(transcript) == Reading(
        pieces=(Markup(MarkupKind.HEADER, Span(0, 61)),),
        title="Voice Conversation: an essay",
        problems=(
            Problem(
                "a.md",
                1,
                "the title is that of a transcript, but no turn follows",
                "a turn begins with **USER:** alone on its line",
            ),
        ),
    )


def test_words_before_the_first_turn_are_shown_and_reported():
    transcript = source(HEAD + "Found in a drawer.\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n")
    reading = voice.read(transcript)
    assert said(transcript, reading) == [("Unknown", "Found in a drawer."), ("ASSISTANT", "hi")]
    assert [(problem.line, problem.message) for problem in reading.problems] == [
        (6, "what stands before the first turn names no speaker")
    ]


ASSISTANTS = "write **ASSISTANT:** above its turns, with --- and a blank line above that"
SILENT = "ASSISTANT is the model of the title, but never speaks"


@pytest.mark.parametrize(
    ("turns", "problem"),
    [
        ([("USER", "hi"), ("USER", "hello?")], Problem("a.md", 1, SILENT, ASSISTANTS)),
        ([("USER", "hi")], Problem("a.md", 1, SILENT, ASSISTANTS, Severity.NOTE)),
        (
            [("USER", "hi\n\n---\n\n**ASISTANT:**\n\nyes")],
            Problem(
                "a.md",
                12,
                f"{SILENT}: '**ASISTANT:**' begins no turn and is read as text",
                "did you mean 'ASSISTANT'? Write it in the way of the other turns, "
                "or, if it is text, say above the turns how many messages there are",
            ),
        ),
    ],
)
def test_the_model_of_the_title_should_speak(turns: list[tuple[str, str]], problem: Problem):
    transcript = source(talk(*turns))
    reading = voice.read(transcript)
    assert (said(transcript, reading), reading.problems) == (turns, (problem,))

import pytest

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import voice
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript
from sitegen.text.source import read_source
from tests.readers.parsed_texts import message_texts, piece_texts, source

HEADER = "# Voice Conversation: acme/parrot-2\n*2031-02-03 04:05:06*\n\n---\n\n"


def voice_conversation(*turns: tuple[str, str]) -> str:
    return HEADER + "".join(f"**{role}:**\n\n{text}\n\n---\n\n" for role, text in turns)


def test_every_character_is_part_of_a_piece():
    text = source("# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n")
    assert voice.read(text) == ParsedTranscript(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, 54)),
            Markup(MarkupKind.MARKER, Span(54, 68)),
            Markup(MarkupKind.SEPARATOR, Span(68, 70)),
            ParsedMessage(Span(70, 72), "ASSISTANT", Role.ASSISTANT, "a/b"),
            Markup(MarkupKind.SEPARATOR, Span(72, 79)),
        ),
        title="Voice Conversation: a/b",
        started="2031-02-03T04:05:06",
    )


def test_the_title_names_the_model_of_the_assistant_alone():
    text = source(voice_conversation(("SYSTEM", "be kind"), ("USER", "hi"), ("ASSISTANT", "hello"), ("TOOL", "42")))
    assert [(each.speaker, each.role, each.model) for each in voice.read(text).messages] == [
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
def test_the_text_of_a_message_is_unchanged(text: str):
    transcript = source(voice_conversation(("USER", "before"), ("ASSISTANT", text), ("USER", "after")))
    assert message_texts(transcript, voice.read(transcript)) == [
        ("USER", "before"),
        ("ASSISTANT", text),
        ("USER", "after"),
    ]


def test_an_unclosed_fence_does_not_hide_the_messages_after_it():
    turns = [("USER", "```\nopen"), ("ASSISTANT", "```\nclosed\n```"), ("USER", "~~~"), ("ASSISTANT", "bye")]
    transcript = source(voice_conversation(*turns))
    assert message_texts(transcript, voice.read(transcript)) == turns


def test_windows_line_endings_make_no_difference():
    text = voice_conversation(("USER", "one\n\n---\n\ntwo"), ("ASSISTANT", ""))
    windows = read_source("a.md", text.replace("\n", "\r\n").encode())
    assert piece_texts(windows, voice.read(windows)) == piece_texts(source(text), voice.read(source(text)))


def test_a_role_line_without_a_rule_above_it_is_text_and_reported():
    transcript = source(voice_conversation(("ASSISTANT", "he wrote\n\n**USER:**\n\nand stopped")))
    assert voice.read(transcript).problems == (Problem("marker-without-rule", "a.md", 10, count=1, text="**USER:**"),)
    assert str(voice.read(transcript).problems[0]) == (
        "a.md:10: 1 line names a speaker without `---` above it and is read as text: '**USER:**'. "
        "If a message starts there, add `---` and a blank line above it."
    )


def test_a_truncated_file_keeps_its_last_message():
    transcript = source(HEADER + "**ASSISTANT:**\n\nfirst\n\n---\n\nsecond half\n\n")
    parsed = voice.read(transcript)
    assert message_texts(transcript, parsed) == [("ASSISTANT", "first\n\n---\n\nsecond half")]
    assert [str(problem) for problem in parsed.problems] == [
        "a.md:14: The last message does not end with `---`; it may be cut off. "
        "If it is complete, add `---` below it; otherwise export the transcript again."
    ]


@pytest.mark.parametrize("date", ["*in spring 2031*", "*2031-02-31 00:00:00*", ""])
def test_an_invalid_date_is_reported(date: str):
    transcript = source(f"# Voice Conversation: a/b\n{date}\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n")
    parsed = voice.read(transcript)
    assert (parsed.started, parsed.problems) == (None, (Problem("undated-voice-conversation", "a.md", 2),))
    assert str(parsed.problems[0]) == (
        "a.md:2: This line has no date like *2026-01-18 21:40:00*. Set `date` for the transcript in sitegen.toml."
    )


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["17/02/2031, 17:23:38"], ["2031-02-17T17:23:38"]),
        (["03/02/2031", "13/02/2031"], ["2031-02-03", "2031-02-13"]),
        (["Feb 3, 2031 at 5:23 PM"], ["2031-02-03T17:23"]),
    ],
)
def test_dates_of_other_countries_are_read(dates: list[str], found: list[str]):
    text = "".join(
        f"# Voice Conversation: a/b\n*{date}*\n\n---\n\n**USER:**\n\nhi\n\n---\n\n**ASSISTANT:**\n\nyes\n\n---\n"
        for date in dates
    )
    parsed = voice.read(source(text))
    times = [each.time for each in parsed.messages if each.time]
    assert [parsed.started, *times] == found
    assert [each.code for each in parsed.problems] == ["several-conversations"] * (len(dates) > 1)


def test_a_date_in_two_ways_is_a_note_and_no_date():
    parsed = voice.read(source(HEADER.replace("2031-02-03", "03/02/2031") + "**ASSISTANT:**\n\nhi\n\n---\n\n"))
    assert (parsed.started, [str(each) for each in parsed.problems]) == (
        None,
        [
            "a.md:2: '03/02/2031 04:05:06' is a date in two ways, and no other date of the file tells the day from the "
            "month, so it is not used. Set `date` for the transcript in sitegen.toml, or write YYYY-MM-DD."
        ],
    )


FIRST = "# Voice Conversation: a/x\n*2031-02-03 04:05:06*\n\n---\n\n**USER:**\n\nhi\n\n---\n\n**ASSISTANT:**\n\nyes\n\n---\n"
SECOND = FIRST.replace("a/x", "b/y").replace("02-03", "02-04").replace("hi", "hello").replace("yes", "no")


@pytest.mark.parametrize(
    "separator",
    [
        "",
        "\n\n",
        "\n---FILE: voices/b.md---\n\n",
        "=======\nFILE: voices/b.md (second)\n=======\n",
        "\n***\n\nb.md\n\n",
    ],
)
def test_glued_conversations_are_parts_with_their_own_model_and_date(separator: str):
    transcript = source(f"{FIRST}{separator}{SECOND}")
    parsed = voice.read(transcript)
    assert [(each.speaker, each.model, each.time, each.span.of(transcript.text)) for each in parsed.messages] == [
        ("USER", "", None, "hi"),
        ("ASSISTANT", "a/x", None, "yes"),
        ("USER", "", "2031-02-04T04:05:06", "hello"),
        ("ASSISTANT", "b/y", None, "no"),
    ]
    assert (parsed.title, parsed.started) == ("Voice Conversation: a/x, b/y", "2031-02-03T04:05:06")
    line = 1 + (FIRST + separator).count("\n")
    assert parsed.problems == (Problem("several-conversations", "a.md", line, count=2),)
    assert "".join(text for _, text in piece_texts(transcript, parsed)) == transcript.text


def test_parts_are_found_without_a_newline_between_them_and_without_a_last_rule():
    for text in (FIRST.rstrip("\n") + SECOND, FIRST.removesuffix("---\n") + SECOND):
        transcript = source(text)
        assert message_texts(transcript, voice.read(transcript)) == [
            ("USER", "hi"),
            ("ASSISTANT", "yes"),
            ("USER", "hello"),
            ("ASSISTANT", "no"),
        ]


def test_a_part_without_messages_is_no_speech():
    transcript = source(FIRST + "\n# Voice Conversation: c/z\n*2031-02-05 04:05:06*\n\n---\n")
    parsed = voice.read(transcript)
    assert message_texts(transcript, parsed) == [("USER", "hi"), ("ASSISTANT", "yes")]
    assert [(each.code, each.line) for each in parsed.problems] == [
        ("title-without-messages", 18),
        ("several-conversations", 18),
    ]


@pytest.mark.parametrize(
    "words",
    [
        f"Look:\n\n```\n{SECOND}```\nThat was it.",
        "Look:\n# Voice Conversation: z\nThat was it.",
        "The line\n\n# Voice Conversation: b/y\n\nis a title.",
    ],
)
def test_a_title_inside_a_message_is_text(words: str):
    transcript = source(voice_conversation(("USER", "hi"), ("ASSISTANT", words)))
    assert message_texts(transcript, voice.read(transcript)) == [("USER", "hi"), ("ASSISTANT", words)]


def test_page_furniture_below_the_last_rule_is_a_footer():
    transcript = source(voice_conversation(("ASSISTANT", "hi")) + "ChatGPT can make mistakes. Check important info.\n")
    parsed = voice.read(transcript)
    assert piece_texts(transcript, parsed)[-1] == ("footer", "ChatGPT can make mistakes. Check important info.\n")
    assert (message_texts(transcript, parsed), parsed.problems) == ([("ASSISTANT", "hi")], ())


def test_a_title_without_messages_is_a_problem():
    transcript = source("# Voice Conversation: an essay\n\nIt was never a conversation.\n")
    assert find_reader(transcript) is voice
    assert voice.read(transcript) == ParsedTranscript(
        pieces=(Markup(MarkupKind.HEADER, Span(0, 61)),),
        title="Voice Conversation: an essay",
        problems=(Problem("title-without-messages", "a.md", 1, marker="**USER:**"),),
    )
    assert str(voice.read(transcript).problems[0]) == (
        "a.md:1: The title is that of a transcript, but no message follows. Start each message with a line **USER:**."
    )


def test_text_before_the_first_message_is_shown_and_reported():
    transcript = source(HEADER + "Found in a drawer.\n\n---\n\n**ASSISTANT:**\n\nhi\n\n---\n\n")
    parsed = voice.read(transcript)
    assert message_texts(transcript, parsed) == [("Unknown", "Found in a drawer."), ("ASSISTANT", "hi")]
    assert [str(problem) for problem in parsed.problems] == [
        'a.md:6: Text before the first message has no speaker and is shown as "Unknown". '
        "Add the speaker's name on a line above it."
    ]


@pytest.mark.parametrize(
    ("turns", "problem"),
    [
        (
            [("USER", "hi"), ("USER", "hello?")],
            Problem("silent-title-model", "a.md", 1, names=("ASSISTANT",)),
        ),
        (
            [("USER", "hi")],
            Problem("short-voice-conversation-with-silent-model", "a.md", 1, names=("ASSISTANT",)),
        ),
        (
            [("USER", "hi\n\n---\n\n**ASISTANT:**\n\nyes")],
            Problem("misspelled-silent-speaker", "a.md", 12, text="**ASISTANT:**", name="ASSISTANT"),
        ),
    ],
)
def test_the_model_in_the_title_should_have_messages(turns: list[tuple[str, str]], problem: Problem):
    transcript = source(voice_conversation(*turns))
    parsed = voice.read(transcript)
    assert (message_texts(transcript, parsed), parsed.problems) == (turns, (problem,))


@pytest.mark.parametrize("code", ["silent-title-model", "short-voice-conversation-with-silent-model"])
def test_a_silent_model_is_reported_by_its_role(code: str):
    assert str(Problem(code, "a.md", 1, names=("ASSISTANT",))) == (
        "a.md:1: The model in the title (ASSISTANT) has no messages. "
        "Write `**ASSISTANT:**` above its messages, after `---` and a blank line."
    )

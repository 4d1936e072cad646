import pytest

from sitegen.readers import dialogue, markdown
from sitegen.readers.backrooms import chat_log
from sitegen.readers.furniture import find_footer, is_furniture
from tests.readers.parsed_texts import message_texts, piece_texts, source

TALK = "You said:\nhi\n\nChatGPT said:\nShare the tide with me.\n\nYou said:\nyes\n\nChatGPT said:\nbye\n"
MESSAGES = [("You", "hi"), ("ChatGPT", "Share the tide with me."), ("You", "yes"), ("ChatGPT", "bye")]


@pytest.mark.parametrize(
    "line",
    [
        "ChatGPT can make mistakes. Check important info.",
        "ChatGPT can make mistakes. Check important info. See Cookie Preferences.",
        "Claude is AI and can make mistakes. Please double-check responses.",
        "[Claude can make mistakes. Please double-check responses.](https://example.org/answers/8525154-wrong)",
        "Gemini may display inaccurate info, including about people, so double-check its responses.",
        "AI-generated content may be incorrect",
        "ChatGPT kann Fehler machen. Überprüfe wichtige Informationen.",
        "O ChatGPT pode cometer erros. Considere verificar informações importantes.",
        "ChatGPTの回答は必ずしも正しいとは限りません。",
        "ChatGPT 也可能会犯错。请核查重要信息。",
        "Skip to content",
        "**Chat history**",
        "Copy Link",
        "*Archived by [Otter Archive](https://example.org/otter) on 2031-02-03*",
        "> Powered by [Heron](https://example.org)",
        "_Exported from ChatGPT on 2/17/2031_",
        "Exported on 17/02/2031, 17:23:38",
        "This chat was exported with Otter 2.0.",
        "*Converted with chat2md*",
        "End of conversation",
    ],
)
@pytest.mark.parametrize("reader_text", [TALK])
def test_furniture_around_a_conversation_is_no_message_and_no_problem(line: str, reader_text: str):
    transcript = source(f"{line}\nShare\n\n{reader_text}\n\n{line}\nRetry\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == MESSAGES
    assert {each.code for each in parsed.problems} == {"inferred-participants"}
    pieces = piece_texts(transcript, parsed)
    assert (pieces[0], pieces[-1]) == (("header", f"{line}\nShare\n\n"), ("footer", f"{line}\nRetry\n"))
    assert "".join(text for _, text in pieces) == transcript.text


@pytest.mark.parametrize(
    "line",
    [
        "I can make mistakes. Check what I say.",
        "We can make mistakes",
        "ChatGPT is a mirror, and mirrors err.",
        "exported by rainfall, imported by the eye",
        "Powered by the very fatigue it manufactures",
        "Made with love",
        "Copy the link",
        "The chat history of this talk is long",
        "Share it",
        "Claude, can you make mistakes?",
        "Archived",
    ],
)
def test_last_words_that_only_resemble_furniture_are_speech(line: str):
    transcript = source(f"{TALK}\n{line}\n")
    assert message_texts(transcript, markdown.read(transcript))[-1] == ("ChatGPT", f"bye\n\n{line}")


def test_furniture_inside_a_conversation_is_text():
    transcript = source(TALK.replace("hi", "hi\n\nChatGPT can make mistakes.\n\nthere"))
    assert message_texts(transcript, markdown.read(transcript))[0] == (
        "You",
        "hi\n\nChatGPT can make mistakes.\n\nthere",
    )


def test_a_rule_above_the_footer_is_a_separator():
    transcript = source(
        "## USER\n\nhi\n\n---\n\n## ASSISTANT\n\nyes\n\n\n---\n*Archived by [Otter](https://example.org)*\n"
    )
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("USER", "hi"), ("ASSISTANT", "yes")]
    assert piece_texts(transcript, parsed)[-1] == ("footer", "*Archived by [Otter](https://example.org)*\n")


def test_a_group_chat_has_a_footer_too():
    transcript = source("AI-1 (Heron 2) \nhi\n\nAI-2 (Otter) \nyes\n\nExported by Otter 2\n")
    parsed = chat_log.read(transcript)
    assert message_texts(transcript, parsed) == [("AI-1", "hi"), ("AI-2", "yes")]
    assert piece_texts(transcript, parsed)[-1] == ("footer", "Exported by Otter 2\n")


def test_a_dialogue_has_a_footer_too():
    transcript = source(
        "# A ↔ B\n\n**Messages:** 2\n\n---\n\n### A\n\nhi\n\n---\n\n### B\n\nyes\n\n---\n\nExported by Otter\n"
    )
    parsed = dialogue.read(transcript)
    assert (message_texts(transcript, parsed), parsed.problems) == ([("A", "hi"), ("B", "yes")], ())


@pytest.mark.parametrize(
    ("text", "footer"),
    [
        ("bye\n", ""),
        ("bye\n\nShare\n", "Share\n"),
        ("bye\nShare\n", ""),
        ("Share\n", ""),
        ("bye\n\nCopy link\n\n---\n\nShare\n\n", "Copy link\n\n---\n\nShare\n\n"),
        ("Copy link\nbye\n", ""),
        ("Copy link", "Copy link"),
        ("", ""),
    ],
)
def test_the_footer_starts_at_its_first_line_of_furniture(text: str, footer: str):
    assert text[find_footer(text, 0) :] == footer


def test_a_long_line_is_no_furniture():
    assert not is_furniture("Exported by Otter " + "x" * 1_000_000)


def test_a_last_paragraph_of_buttons_is_no_message():
    transcript = source(f"{TALK}\nCopy\nShare\n")
    assert message_texts(transcript, markdown.read(transcript)) == MESSAGES


def test_a_message_that_is_a_single_word_is_no_button():
    transcript = source("You said:\nhi\n\nChatGPT said:\nShare\n")
    assert message_texts(transcript, markdown.read(transcript)) == [("You", "hi"), ("ChatGPT", "Share")]

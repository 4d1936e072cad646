"""Group chats as text: versions of the format, events and their speakers, missing headers."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks.events import parse_event_line
from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.text.source import read_source
from tests.shared import SHARED, needs_shared

Part = tuple[str, Callable[[Span], Piece]]
"""Part of a source, and the expected piece."""


def header(text: str) -> Part:
    return text, lambda span: Markup(MarkupKind.MARKER, span)


def separator(text: str) -> Part:
    return text, lambda span: Markup(MarkupKind.SEPARATOR, span)


def message(speaker: str, model: str, text: str) -> Part:
    role = Role.ASSISTANT if model else Role.USER
    return text, lambda span: ParsedMessage(span, speaker, role, model)


def event(speaker: str, model: str, text: str) -> Part:
    role = Role.SYSTEM if speaker == "System" else Role.ASSISTANT
    return text, lambda span: ParsedMessage(span, speaker, role, model, MessageKind.EVENT)


def human_without_headers(line: int) -> Problem:
    return Problem("human-without-headers", "chat.txt", line)


def text_after_event(line: int, speaker: str) -> Problem:
    return Problem("text-after-event", "chat.txt", line, speaker=speaker)


def header_in_fence(line: int) -> Problem:
    return Problem("header-in-code-fence", "chat.txt", line)


def human_header_without_blank_line(line: int) -> Problem:
    return Problem("human-header-without-blank-line", "chat.txt", line)


@pytest.mark.parametrize(
    ("problem", "printed"),
    [
        (
            human_without_headers(3),
            "chat.txt:3: After this line, messages of the human have no header, so they are part of the message "
            "before. Add a line `You:` above each of them, and a colon to each header of a model.",
        ),
        (
            text_after_event(5, "You"),
            "chat.txt:5: Text after an event has no header and is shown as a message of You. "
            "If somebody else wrote it, add a header above it.",
        ),
        (
            header_in_fence(3),
            "chat.txt:3: A header inside fenced code is part of the message before. "
            "If a message starts there, close the fence above it.",
        ),
        (
            human_header_without_blank_line(4),
            "chat.txt:4: A line `You: …` without a blank line above it is part of the message before. "
            "If the human speaks there, add a blank line above it.",
        ),
    ],
)
def test_ambiguities_are_notes(problem: Problem, printed: str) -> None:
    assert (str(problem), problem.severity) == (printed, Severity.NOTE)


def case(*parts: Part, problems: tuple[Problem, ...] = ()) -> tuple[str, ParsedTranscript]:
    """Return a source and its expected pieces."""
    text, pieces = "", []
    for part, piece in parts:
        pieces.append(piece(Span(len(text), len(text) + len(part))))
        text += part
    return text, ParsedTranscript(tuple(pieces), problems=problems)


def read(text: str) -> ParsedTranscript:
    source = read_source("chat.txt", text.encode())
    assert chat_log.detect(source)
    return chat_log.read(source)


NEWLINE = separator("\n")
CASES = {
    "messages of the human have no header": case(
        message("You", "", "  what does rust\nremember?"),
        NEWLINE,
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "rain "),
        separator("\n\n"),
        header("AI-2 (rust/oxide-r1:free) \n"),
        message("AI-2", "rust/oxide-r1:free", "    /\\  \n   /__\\\n\nair"),
        separator("\n \n"),
        problems=(human_without_headers(3),),
    ),
    "events are before the header of the message that caused them": case(
        event("AI-1", "Tin 2", '🎨 [AI-1 (Tin 2)]: !image "a boat" (generating...)'),
        NEWLINE,
        event("AI-1", "Tin 2", "[AI-1 adjusted their temperature]"),
        NEWLINE,
        event("AI-1", "Tin 2", "🌡️ [AI-1]: !temperature 1.5"),
        NEWLINE,
        event("AI-1", "Tin 2", '✨ [AI-1]: !add_ai "Oxide" "hum"'),
        NEWLINE,
        event("AI-1", "Tin 2", "Maximum of 5 AIs already reached"),
        NEWLINE,
        event("AI-1", "Tin 2", "✨ Oxide is already in the conversation as AI-2"),
        NEWLINE,
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", '!image "a boat"'),
        NEWLINE,
    ),
    "a picture and its prompt are one event of its model": case(
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "look"),
        NEWLINE,
        event(
            "AI-1",
            "Tin 2",
            '🎨 AI-1 (Tin 2) created an image\ufffc\n[AI-1 (Tin 2)]: !image "a boat\nof tin" ',
        ),
        NEWLINE,
        event("AI-2", "Oxide", "\ufffc\n🎨 AI-2 (Oxide) created an image"),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        event("AI-2", "Oxide", "\ufffc\n🎨 Generated image"),
        NEWLINE,
        message("AI-2", "Oxide", "seen"),
    ),
    "a notice in place of a message is an event of its model": case(
        header("AI-2 (Sora 2) \n"),
        event("AI-2", "Sora 2", "[Sora] Video created: videos/boat.mp4"),
        NEWLINE,
        header("AI-3 (Sora 2) \n"),
        event("AI-3", "Sora 2", '[Sora] Video generation failed: 503: {\n  "error": "rust"\n\n}'),
        NEWLINE,
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "oh"),
    ),
    "a prompt with newlines is one event": case(
        event("AI-2", "Oxide", '💭 [AI-2]: !prompt "be\n\nrust"'),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", "yes"),
    ),
    "an unclosed prompt is one line": case(
        event("AI-2", "Oxide", '💭 [AI-2]: !prompt "be'),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", 'said "yes"'),
    ),
    "a slot may change its model with the message that the event announces": case(
        header("AI-3 (Tin 2) \n"),
        message("AI-3", "Tin 2", "one"),
        NEWLINE,
        event("AI-3", "Oxide", "🌡️ [AI-3]: !temperature 0.2"),
        NEWLINE,
        header("AI-3 (Oxide) \n"),
        message("AI-3", "Oxide", "two"),
        NEWLINE,
        event("AI-3", "Oxide", "🔇 [AI-3]: !mute_self"),
        NEWLINE,
        event("AI-9", "", "🗳️ AI-9 voted to remove AI-3 (consensus not yet implemented)"),
        NEWLINE,
        header("AI-1 (Zinc) \n"),
        message("AI-1", "Zinc", "three"),
    ),
    "an empty message is a message": case(
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", ""),
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", ""),
        separator("\n"),
    ),
    "text after an event without a header is a message of the human, and reported": case(
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "look"),
        NEWLINE,
        event("AI-1", "Tin 2", "🎨 AI-1 (Tin 2) created an image\ufffc"),
        separator("\n\n"),
        message("You", "", "lovely"),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", "so it is"),
        problems=(human_without_headers(1), text_after_event(5, "You")),
    ),
    "lines that only resemble a header, an event or a failure are text": case(
        header("AI-1 (Tin 2) \n"),
        message(
            "AI-1",
            "Tin 2",
            '[AI-1 (Tin 2)]: rust\n[AI-1 (Tin 2)]: !image "rust"\nAI-2 (Oxide) said so\nAI-2 (Oxide):\nAI-2\n'
            "You: rust\n AI-2 (Oxide) \nAI-2 (Ox)ide) \nImage prompt too short\nsaid nobody\n🎨 I paint",
        ),
        NEWLINE,
    ),
    "the name of a model may contain parentheses": case(
        header("AI-1 (Zinc (Official)) \n"),
        message("AI-1", "Zinc (Official)", "hm"),
    ),
    "headers and events in fenced code are text": case(
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "```\nAI-2 (Oxide) \n🌡️ [AI-2]: !temperature 1\n```\nso it goes"),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", "yes"),
        problems=(header_in_fence(3),),
    ),
    "an unclosed fence ends with its message": case(
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "```python\nrust()"),
        NEWLINE,
        header("AI-2 (Oxide) \n"),
        message("AI-2", "Oxide", "```\nyes\n```"),
        NEWLINE,
        event("AI-2", "Oxide", "🔇 [AI-2]: !mute_self"),
    ),
    "search results and lists belong to their event": case(
        event(
            "AI-1",
            "Tin 2",
            '🔍 [AI-1 (Tin 2)]: !search "tin"\n\n**Search Results:**\n\n1. **Tin**\n   a metal\n   Source: x',
        ),
        separator("\n\n"),
        event("AI-1", "Tin 2", "📋 Available models:\n\nTin 2\n- Oxide"),
        separator("\n\n"),
        header("AI-1 (Tin 2) \n"),
        message("AI-1", "Tin 2", "so many"),
    ),
    "the oldest version has colons and a header for the human": case(
        header("You: "),
        message("You", "", "hello there"),
        separator("\n\n"),
        header("AI-1 (tin-2):\n"),
        message("AI-1", "tin-2", "You: rust\nAI-2 (oxide) \nnobody else"),
        separator("\n\n"),
        header("You: "),
        message("You", "", " two\n\nparagraphs"),
        NEWLINE,
        header("AI-2 (oxide):\n"),
        message("AI-2", "oxide", "hm"),
        NEWLINE,
        problems=(human_header_without_blank_line(4),),
    ),
    "a line with only You: needs no blank line above": case(
        header("You:\n"),
        message("You", "", "begin"),
        NEWLINE,
        header("AI-1 (tin-2):\n"),
        message("AI-1", "tin-2", "hello"),
        NEWLINE,
        header("You:\n"),
        message("You", "", "thanks"),
        NEWLINE,
        header("AI-2 (oxide):\n"),
        message("AI-2", "oxide", "done"),
        NEWLINE,
    ),
    "the newest version has events of the system and failures": case(
        header("You:\n"),
        message("You", "", "hello"),
        separator("\n\n"),
        event("System", "", "[System: AI-2 has joined]"),
        separator("\n\n"),
        header("AI-1 (tin/tin-2):\n"),
        message("AI-1", "tin/tin-2", "line\n[System: rust] is not alone"),
        separator("\n\n"),
        event("AI-1", "tin/tin-2", '❌ [AI-1 (tin/tin-2)]: !image "a boat" — rate limited'),
        separator("\n\n"),
        message("AI-1", "tin/tin-2", "more of it"),
        NEWLINE,
        problems=(text_after_event(12, "AI-1"),),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_chat_is_read(text: str, expected: ParsedTranscript) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("model", ["GPT 5", "gpt-4", "Kimi K2 (Official)", "Z/AI: GLM 4.6"])
def test_a_chat_with_colons_has_no_other_format_whatever_the_names_of_its_models(model: str) -> None:
    source = read_source("chat.txt", (f"You:\nhello\n\nAI-1 ({model}):\nhi\n\nAI-2 (Kimi K2):\nho\n\n" * 3).encode())
    assert find_reader(source) is chat_log
    by_speaker = [(each.speaker, each.model) for each in chat_log.read(source).messages]
    assert by_speaker == [("You", ""), ("AI-1", model), ("AI-2", "Kimi K2")] * 3


def test_an_event_nested_thousands_of_times_is_one_event() -> None:
    line = "🎨 AI-1 (Tin 2) created an image " * 30_000
    found = read(f"AI-1 (Tin 2) \nhi\n\n{line}\nAI-1 (Tin 2) \nrust").messages
    assert [(each.kind, len(each.span)) for each in found] == [
        (MessageKind.SPEECH, 2),
        (MessageKind.EVENT, len(line)),
        (MessageKind.SPEECH, 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\nAI-1 (Tin 2)\nwe met once",
        "AI-1: hello\nAI-2: hello",
        "AI-1 (Tin 2) said hello \n",
        "see AI-1 (Tin 2) \n",
        "# Voice Conversation: tin/tin-2\n\nAI-1 (Tin 2) \nAI-2 (Oxide) \n",
        "# Tin ↔ Oxide\n\nAI-1 (Tin 2) \nAI-2 (Oxide) \n",
        "---\ntitle: quotes a chat\n---\nAI-1 (Tin 2) \n",
        "<!DOCTYPE html>\nAI-1 (Tin 2) \n",
        '{"text": 1,\nAI-1 (Tin 2) \n}',
        '[{"text": 1,\nAI-1 (Tin 2) \n}]',
    ],
)
def test_other_files_are_not_accepted(text: str) -> None:
    assert not chat_log.detect(read_source("chat.txt", text.encode()))


@pytest.mark.parametrize("text", ["AI-1 (Tin 2) \n", "[AI-1 hums]\nAI-1 (Tin 2):", "AI-1 (a)\nAI-2 (b)\n"])
def test_a_chat_needs_one_exact_header_or_two_similar_ones(text: str) -> None:
    assert chat_log.detect(read_source("chat.txt", text.encode()))


LINES = st.lists(st.text("ab░ ./é\u3042`", max_size=9), max_size=5).map("\n".join)
TEXTS = LINES.filter(lambda text: text == text.strip("\n ") and "```" not in text)
TURNS = st.lists(
    st.tuples(st.sampled_from(("AI-1", "AI-2")), st.sampled_from(("Tin 2", "a/b:c", "Z (O)")), TEXTS),
    min_size=1,
)
EVENTS: dict[str, Callable[[str, str], str]] = {
    "mute": lambda slot, model: f"🔇 [{slot}]: !mute_self",
    "image": lambda slot, model: f'🎨 [{slot} ({model})]: !image "a" (generating...)',
    "image_created": lambda slot, model: f'🎨 {slot} ({model}) created an image\ufffc\n[{slot} ({model})]: !image "a"',
    "failure": lambda slot, model: "Search query too short",
}


@pytest.mark.parametrize(("ending", "gap"), [(" ", "\n"), (":", "\n\n"), (" ", "\n\n\n")])
@given(turns=TURNS, events=st.lists(st.sampled_from(sorted(EVENTS)), max_size=4))
def test_a_chat_round_trips(ending: str, gap: str, turns: list[tuple[str, str, str]], events: list[str]) -> None:
    text, expected = "", []
    for slot, model, said in turns:
        for name in events:
            event = EVENTS[name](slot, model)
            text += event + gap
            expected.append((MessageKind.EVENT, slot, model, event))
        text += f"{slot} ({model}){ending}\n{said}{gap}"
        expected.append((MessageKind.SPEECH, slot, model, said))
    assert [(each.kind, each.speaker, each.model, each.span.of(text)) for each in read(text).messages] == expected


SCRAPS = st.lists(
    st.sampled_from(
        (
            "AI-1 (Tin 2) ", "AI-2 (Oxide):", "You:", "You: rust", "```", "```py", "", "  ", "rust",
            '💭 [AI-1]: !prompt "', 'rust"', "🎨 AI-1 (Tin 2) created an image", '[AI-1 (Tin 2)]: !image "a',
            "[Sora] Video generation failed: 1", "🎨 Generated image", "Image prompt too short",
            "📋 Available models:", "[System: rust]",
            "[AI-1 modified their system prompt]", '🔍 [AI-2]: !search "a"', "**Search Results:**",
            "\ufffc", "1. **a**", "\u2028", "\x0b",
        )
    )
).map("\n".join)  # fmt: skip


@given(SCRAPS)
def test_the_pieces_of_any_text_cover_it(text: str) -> None:
    found = chat_log.read(read_source("chat.txt", text.encode()))
    assert [piece.span.start for piece in found.pieces] == [
        0,
        *(piece.span.end for piece in found.pieces[:-1]),
    ][: len(found.pieces)]
    assert "".join(piece.span.of(text) for piece in found.pieces) == text
    separators = [
        piece.span.of(text)
        for piece in found.pieces
        if isinstance(piece, Markup) and piece.kind is MarkupKind.SEPARATOR
    ]
    assert [separator for separator in separators if separator.strip()] == []


SEED_SPEECH = {
    ("AI-1", "Gemini 3 Flash"): 4,
    ("AI-2", "Gemini 3 Flash"): 4,
    ("AI-3", "DeepSeek R1"): 4,
    ("AI-4", "Claude Sonnet 4.5"): 3,
    ("AI-5", "Claude Haiku 4.5"): 2,
}
SEED_EVENTS = {
    "notice": 13,
    "image": 8,
    "image_created": 8,
    "temperature": 7,
    "prompt": 6,
    "add_ai": 3,
    "failure": 2,
}


@needs_shared
def test_the_fourth_seed_has_its_speakers_models_and_events() -> None:
    source = read_source("003.txt", next(SHARED.glob("seeds/003*")).read_bytes())
    messages = chat_log.read(source).messages
    speech = [each for each in messages if each.kind is MessageKind.SPEECH]
    events = [each for each in messages if each.kind is MessageKind.EVENT]
    assert chat_log.detect(source)
    assert Counter((each.speaker, each.model) for each in speech) == SEED_SPEECH
    assert Counter(parse_event_line(each.span.of(source.text)).name for each in events) == SEED_EVENTS  # type: ignore[union-attr]
    assert {(each.speaker, each.model) for each in events} == {
        ("AI-1", "Gemini 3 Flash"),
        ("AI-2", "Gemini 3 Flash"),
        ("AI-3", "DeepSeek R1"),
    }


@needs_shared
def test_each_picture_of_the_fourth_seed_has_the_speaker_and_prompt_of_its_announcement() -> None:
    source = read_source("003.txt", next(SHARED.glob("seeds/003*")).read_bytes())
    by_speaker = [
        (each.speaker, parse_event_line(each.span.of(source.text)))
        for each in chat_log.read(source).messages
        if each.kind is MessageKind.EVENT
    ]
    announced = [(who, event.argument) for who, event in by_speaker if event and event.name == "image"]
    created = [(who, event.argument) for who, event in by_speaker if event and event.name == "image_created"]
    assert sorted(announced) == sorted((who, prompt[:50]) for who, prompt in created)
    assert min(len(prompt) for _, prompt in created) > 150
    assert Counter(who for who, _ in created) == {"AI-1": 4, "AI-2": 2, "AI-3": 2}


@needs_shared
def test_the_chat_of_the_corpus_has_its_speakers_and_no_other_file_is_accepted() -> None:
    accepted = {}
    for path in sorted(SHARED.glob("corpus/**/*")):
        if path.suffix in (".md", ".txt", ".html", ".json", ".jsonl") and b"AI-1 (" in (data := path.read_bytes()):
            source = read_source(path.name, data)
            if chat_log.detect(source):
                accepted[path.name] = chat_log.read(source)
    assert list(accepted) == ["full-transcript.md"]
    speech = Counter(
        (each.speaker, each.model)
        for each in accepted["full-transcript.md"].messages
        if each.kind is MessageKind.SPEECH
    )
    assert speech == {
        ("You", ""): 2,
        ("AI-1", "Claude Opus 4.5"): 15,
        ("AI-2", "Qwen 3 Max"): 15,
        ("AI-3", "GPT 5.1"): 8,
        ("AI-3", "deepseek/deepseek-chat-v3-0324:free"): 7,
        ("AI-4", "Grok 4"): 8,
        ("AI-4", "GPT 5.1"): 7,
        ("AI-5", "DeepSeek R1"): 7,
        ("AI-5", "Grok 4"): 7,
    }

"""Group chats as text: generations, events, who caused them, what no header tells."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks.events import read_event
from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, Piece, Reading, Utterance
from sitegen.text.source import read_source
from tests.shared import SHARED, needs_shared

Part = tuple[str, Callable[[Span], Piece]]
"""Characters of a source, and the piece that they must become."""


def head(text: str) -> Part:
    return text, lambda span: Markup(MarkupKind.MARKER, span)


def blank(text: str) -> Part:
    return text, lambda span: Markup(MarkupKind.SEPARATOR, span)


def says(speaker: str, model: str, text: str) -> Part:
    role = Role.ASSISTANT if model else Role.USER
    return text, lambda span: Utterance(span, speaker, role, model)


def tells(speaker: str, model: str, text: str) -> Part:
    role = Role.SYSTEM if speaker == "System" else Role.ASSISTANT
    return text, lambda span: Utterance(span, speaker, role, model, MessageKind.EVENT)


def note(line: int, message: str, remedy: str) -> Problem:
    return Problem("chat.txt", line, message, remedy, Severity.NOTE)


def unheaded(line: int) -> Problem:
    message = "messages of a human have no header after this line: they stay with the message before"
    return note(
        line, message, "where a human speaks, write You: on a line above, and a colon after each AI's header"
    )


def unplaced(line: int, speaker: str) -> Problem:
    message = f"text without a header after an event: taken for a message of {speaker}"
    return note(line, message, "write a header above it if somebody else said it")


def fenced(line: int) -> Problem:
    message = "a header inside fenced code is taken for text"
    return note(line, message, "close the fence above it if a message begins there")


def reading(*parts: Part, problems: tuple[Problem, ...] = ()) -> tuple[str, Reading]:
    """A source, and how it must be read."""
    text, pieces = "", []
    for part, piece in parts:
        pieces.append(piece(Span(len(text), len(text) + len(part))))
        text += part
    return text, Reading(tuple(pieces), problems=problems)


def read(text: str) -> Reading:
    source = read_source("chat.txt", text.encode())
    assert chat_log.accepts(source)
    return chat_log.read(source)


NL = blank("\n")
CASES = {
    "the opener has no header, and neither has anybody human later": reading(
        says("You", "", "  what does rust\nremember?"),
        NL,
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "rain "),
        blank("\n\n"),
        head("AI-2 (rust/oxide-r1:free) \n"),
        says("AI-2", "rust/oxide-r1:free", "    /\\  \n   /__\\\n\nair"),
        blank("\n \n"),
        problems=(unheaded(3),),
    ),
    "events stand before the header of the message that caused them": reading(
        tells("AI-1", "Tin 2", '🎨 [AI-1 (Tin 2)]: !image "a boat" (generating...)'),
        NL,
        tells("AI-1", "Tin 2", "[AI-1 adjusted their temperature]"),
        NL,
        tells("AI-1", "Tin 2", "🌡️ [AI-1]: !temperature 1.5"),
        NL,
        tells("AI-1", "Tin 2", '✨ [AI-1]: !add_ai "Oxide" "hum"'),
        NL,
        tells("AI-1", "Tin 2", "Maximum of 5 AIs already reached"),
        NL,
        tells("AI-1", "Tin 2", "✨ Oxide is already in the conversation as AI-2"),
        NL,
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", '!image "a boat"'),
        NL,
    ),
    "a picture and its prompt are one event of the AI that made it": reading(
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "look"),
        NL,
        tells(
            "AI-1",
            "Tin 2",
            '🎨 AI-1 (Tin 2) created an image\ufffc\n[AI-1 (Tin 2)]: !image "a boat\nof tin" ',
        ),
        NL,
        tells("AI-2", "Oxide", "\ufffc\n🎨 AI-2 (Oxide) created an image"),
        NL,
        head("AI-2 (Oxide) \n"),
        tells("AI-2", "Oxide", "\ufffc\n🎨 Generated image"),
        NL,
        says("AI-2", "Oxide", "seen"),
    ),
    "what the program writes in place of an AI's words is an event of that AI": reading(
        head("AI-2 (Sora 2) \n"),
        tells("AI-2", "Sora 2", "[Sora] Video created: videos/boat.mp4"),
        NL,
        head("AI-3 (Sora 2) \n"),
        tells("AI-3", "Sora 2", '[Sora] Video generation failed: 503: {\n  "error": "rust"\n\n}'),
        NL,
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "oh"),
    ),
    "a prompt with newlines is one event": reading(
        tells("AI-2", "Oxide", '💭 [AI-2]: !prompt "be\n\nrust"'),
        NL,
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", "yes"),
    ),
    "a prompt that is never closed is one line": reading(
        tells("AI-2", "Oxide", '💭 [AI-2]: !prompt "be'),
        NL,
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", 'said "yes"'),
    ),
    "a slot may change its model, with the very message that the event announces": reading(
        head("AI-3 (Tin 2) \n"),
        says("AI-3", "Tin 2", "one"),
        NL,
        tells("AI-3", "Oxide", "🌡️ [AI-3]: !temperature 0.2"),
        NL,
        head("AI-3 (Oxide) \n"),
        says("AI-3", "Oxide", "two"),
        NL,
        tells("AI-3", "Oxide", "🔇 [AI-3]: !mute_self"),
        NL,
        tells("AI-9", "", "🗳️ AI-9 voted to remove AI-3 (consensus not yet implemented)"),
        NL,
        head("AI-1 (Zinc) \n"),
        says("AI-1", "Zinc", "three"),
    ),
    "an empty message is a message": reading(
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", ""),
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", ""),
        blank("\n"),
    ),
    "text after an event without a header is taken for a human's, and that is said": reading(
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "look"),
        NL,
        tells("AI-1", "Tin 2", "🎨 AI-1 (Tin 2) created an image\ufffc"),
        blank("\n\n"),
        says("You", "", "lovely"),
        NL,
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", "so it is"),
        problems=(unheaded(1), unplaced(5, "You")),
    ),
    "what only resembles a header, an event or a failure is text": reading(
        head("AI-1 (Tin 2) \n"),
        says(
            "AI-1",
            "Tin 2",
            '[AI-1 (Tin 2)]: rust\n[AI-1 (Tin 2)]: !image "rust"\nAI-2 (Oxide) said so\nAI-2 (Oxide):\nAI-2\n'
            "You: rust\n AI-2 (Oxide) \nAI-2 (Ox)ide) \nImage prompt too short\nsaid nobody\n🎨 I paint",
        ),
        NL,
    ),
    "a model's name may hold parentheses": reading(
        head("AI-1 (Zinc (Official)) \n"),
        says("AI-1", "Zinc (Official)", "hm"),
    ),
    "headers and events in fenced code are text": reading(
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "```\nAI-2 (Oxide) \n🌡️ [AI-2]: !temperature 1\n```\nso it goes"),
        NL,
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", "yes"),
        problems=(fenced(3),),
    ),
    "a fence that is never closed ends with its message": reading(
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "```python\nrust()"),
        NL,
        head("AI-2 (Oxide) \n"),
        says("AI-2", "Oxide", "```\nyes\n```"),
        NL,
        tells("AI-2", "Oxide", "🔇 [AI-2]: !mute_self"),
    ),
    "search results and lists belong to their event": reading(
        tells(
            "AI-1",
            "Tin 2",
            '🔍 [AI-1 (Tin 2)]: !search "tin"\n\n**Search Results:**\n\n1. **Tin**\n   a metal\n   Source: x',
        ),
        blank("\n\n"),
        tells("AI-1", "Tin 2", "📋 Available models:\n\nTin 2\n- Oxide"),
        blank("\n\n"),
        head("AI-1 (Tin 2) \n"),
        says("AI-1", "Tin 2", "so many"),
    ),
    "the oldest generation has colons and a header for the human": reading(
        head("You: "),
        says("You", "", "hello there"),
        blank("\n\n"),
        head("AI-1 (tin-2):\n"),
        says("AI-1", "tin-2", "You: rust\nAI-2 (oxide) \nnobody else"),
        blank("\n\n"),
        head("You: "),
        says("You", "", " two\n\nparagraphs"),
        NL,
        head("AI-2 (oxide):\n"),
        says("AI-2", "oxide", "hm"),
        NL,
        problems=(
            note(
                4,
                "a line 'You: …' that no blank line sets apart is read as text of the message before",
                "write a blank line above it if the human speaks there",
            ),
        ),
    ),
    "a line You: that stands alone needs no blank line": reading(
        head("You:\n"),
        says("You", "", "begin"),
        NL,
        head("AI-1 (tin-2):\n"),
        says("AI-1", "tin-2", "hello"),
        NL,
        head("You:\n"),
        says("You", "", "thanks"),
        NL,
        head("AI-2 (oxide):\n"),
        says("AI-2", "oxide", "done"),
        NL,
    ),
    "the newest generation tells of the system and of failures": reading(
        head("You:\n"),
        says("You", "", "hello"),
        blank("\n\n"),
        tells("System", "", "[System: AI-2 has joined]"),
        blank("\n\n"),
        head("AI-1 (tin/tin-2):\n"),
        says("AI-1", "tin/tin-2", "line\n[System: rust] is not alone"),
        blank("\n\n"),
        tells("AI-1", "tin/tin-2", '❌ [AI-1 (tin/tin-2)]: !image "a boat" — rate limited'),
        blank("\n\n"),
        says("AI-1", "tin/tin-2", "more of it"),
        NL,
        problems=(unplaced(12, "AI-1"),),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_chat_is_read_whole(text: str, expected: Reading) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("model", ["GPT 5", "gpt-4", "Kimi K2 (Official)", "Z/AI: GLM 4.6"])
def test_a_chat_with_colons_is_of_no_other_format_whatever_its_models_are_called(model: str) -> None:
    source = read_source(
        "chat.txt", (f"You:\nhello\n\nAI-1 ({model}):\nhi\n\nAI-2 (Kimi K2):\nho\n\n" * 3).encode()
    )
    assert find_reader(source) is chat_log
    told = [(each.speaker, each.model) for each in chat_log.read(source).utterances]
    assert told == [("You", ""), ("AI-1", model), ("AI-2", "Kimi K2")] * 3


def test_an_event_that_nests_itself_thousands_of_times_is_one_event() -> None:
    line = "🎨 AI-1 (Tin 2) created an image " * 30_000
    found = read(f"AI-1 (Tin 2) \nhi\n\n{line}\nAI-1 (Tin 2) \nrust").utterances
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
    assert not chat_log.accepts(read_source("chat.txt", text.encode()))


@pytest.mark.parametrize("text", ["AI-1 (Tin 2) \n", "[AI-1 hums]\nAI-1 (Tin 2):", "AI-1 (a)\nAI-2 (b)\n"])
def test_a_chat_needs_one_exact_header_or_two_like_it(text: str) -> None:
    assert chat_log.accepts(read_source("chat.txt", text.encode()))


LINES = st.lists(st.text("ab░ ./é\u3042`", max_size=9), max_size=5).map("\n".join)
SAID = LINES.filter(lambda text: text == text.strip("\n ") and "```" not in text)
TURNS = st.lists(
    st.tuples(st.sampled_from(("AI-1", "AI-2")), st.sampled_from(("Tin 2", "a/b:c", "Z (O)")), SAID),
    min_size=1,
)
EVENTS: dict[str, Callable[[str, str], str]] = {
    "mute": lambda slot, model: f"🔇 [{slot}]: !mute_self",
    "image": lambda slot, model: f'🎨 [{slot} ({model})]: !image "a" (generating...)',
    "image_created": lambda slot, model: (
        f'🎨 {slot} ({model}) created an image\ufffc\n[{slot} ({model})]: !image "a"'
    ),
    "failure": lambda slot, model: "Search query too short",
}


@pytest.mark.parametrize(("ending", "gap"), [(" ", "\n"), (":", "\n\n"), (" ", "\n\n\n")])
@given(turns=TURNS, events=st.lists(st.sampled_from(sorted(EVENTS)), max_size=4))
def test_what_is_written_is_read_back(
    ending: str, gap: str, turns: list[tuple[str, str, str]], events: list[str]
) -> None:
    text, expected = "", []
    for slot, model, said in turns:
        for name in events:
            event = EVENTS[name](slot, model)
            text += event + gap
            expected.append((MessageKind.EVENT, slot, model, event))
        text += f"{slot} ({model}){ending}\n{said}{gap}"
        expected.append((MessageKind.SPEECH, slot, model, said))
    assert [
        (each.kind, each.speaker, each.model, each.span.of(text)) for each in read(text).utterances
    ] == expected


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
def test_the_pieces_of_any_text_tile_it(text: str) -> None:
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
def test_the_fourth_seed_has_its_speakers_its_models_and_its_events() -> None:
    source = read_source("003.txt", next(SHARED.glob("seeds/003*")).read_bytes())
    utterances = chat_log.read(source).utterances
    speech = [each for each in utterances if each.kind is MessageKind.SPEECH]
    events = [each for each in utterances if each.kind is MessageKind.EVENT]
    assert chat_log.accepts(source)
    assert Counter((each.speaker, each.model) for each in speech) == SEED_SPEECH
    assert Counter(read_event(each.span.of(source.text)).name for each in events) == SEED_EVENTS  # type: ignore[union-attr]
    assert {(each.speaker, each.model) for each in events} == {
        ("AI-1", "Gemini 3 Flash"),
        ("AI-2", "Gemini 3 Flash"),
        ("AI-3", "DeepSeek R1"),
    }


@needs_shared
def test_each_picture_of_the_fourth_seed_has_the_maker_and_the_prompt_that_were_announced() -> None:
    source = read_source("003.txt", next(SHARED.glob("seeds/003*")).read_bytes())
    told = [
        (each.speaker, read_event(each.span.of(source.text)))
        for each in chat_log.read(source).utterances
        if each.kind is MessageKind.EVENT
    ]
    announced = [(who, event.argument) for who, event in told if event and event.name == "image"]
    created = [(who, event.argument) for who, event in told if event and event.name == "image_created"]
    assert sorted(announced) == sorted((who, prompt[:50]) for who, prompt in created)
    assert min(len(prompt) for _, prompt in created) > 150
    assert Counter(who for who, _ in created) == {"AI-1": 4, "AI-2": 2, "AI-3": 2}


@needs_shared
def test_the_chat_of_the_corpus_has_its_speakers_and_nothing_else_is_accepted() -> None:
    accepted = {}
    for path in sorted(SHARED.glob("corpus/**/*")):
        if path.suffix in (".md", ".txt", ".html", ".json", ".jsonl") and b"AI-1 (" in (
            data := path.read_bytes()
        ):
            source = read_source(path.name, data)
            if chat_log.accepts(source):
                accepted[path.name] = chat_log.read(source)
    assert list(accepted) == ["full-transcript.md"]
    speech = Counter(
        (each.speaker, each.model)
        for each in accepted["full-transcript.md"].utterances
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

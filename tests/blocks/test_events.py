"""Parsing of the event lines of a group chat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks.events import Event, parse_event_line

LONG = "a harbour of folded tin under a sky of wet newspaper, seen from a paper boat"


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (
            f'🎨 [AI-2 (Tin 2)]: !image "{LONG[:50]}..." (generating...)',
            Event("image", "AI-2", "Tin 2", LONG[:50], truncated=True),
        ),
        ('🎨 [AI-2 (Tin 2)]: !image "boat..." (generating...)', Event("image", "AI-2", "Tin 2", "boat...")),
        ('🎬 [AI-2]: !video "boat" (generating...)', Event("video", "AI-2", "", "boat")),
        ('✨ [AI-1]: !add_ai "Tin 2" "be rust"', Event("add_ai", "AI-1", "", '"Tin 2" "be rust"')),
        ('✨ [AI-1]: !add_ai "Tin 2"', Event("add_ai", "AI-1", "", "Tin 2")),
        (
            "✨ Tin 2 is already in the conversation as AI-4",
            Event("add_ai", "", "", "Tin 2 is already in the conversation as AI-4"),
        ),
        (
            "✨ Tin 2 was already invited (by another AI)",
            Event("add_ai", "", "", "Tin 2 was already invited (by another AI)"),
        ),
        (
            '💭 [AI-3]: !prompt "say "rust"\nand\n\nboat"',
            Event("prompt", "AI-3", "", 'say "rust"\nand\n\nboat'),
        ),
        ("🌡️ [AI-3]: !temperature 1.5", Event("temperature", "AI-3", "", "1.5")),
        ("🌡 [AI-3]: !temperature 1.5", Event("temperature", "AI-3", "", "1.5")),
        ('🔍 [AI-3]: !search "tin" (found 5 results)', Event("search", "AI-3", "", "tin")),
        (
            '🔍 [AI-3 (Tin 2)]: !search "tin"\n\n**Search Results:**\n\n1. **Boats**\n   of tin',
            Event("search", "AI-3", "Tin 2", "tin"),
        ),
        ("🔇 [AI-3]: !mute_self", Event("mute", "AI-3")),
        ('🗳️ [AI-3]: !vote "rust?" [yes, no]', Event("vote", "AI-3", "", '"rust?" [yes, no]')),
        (
            "🗳️ AI-1 voted to remove AI-3 (no consensus)",
            Event("vote", "AI-1", "", "to remove AI-3 (no consensus)"),
        ),
        ("📋 Available models:\n- tin\n- rust", Event("list", "", "", "- tin\n- rust")),
        (
            '❌ [AI-1 (Tin 2)]: !image "boat" — rate limited',
            Event("failure", "AI-1", "Tin 2", '!image "boat" — rate limited'),
        ),
        ("Image prompt too short", Event("failure", "", "", "Image prompt too short")),
        ("Maximum of 5 AIs already reached", Event("failure", "", "", "Maximum of 5 AIs already reached")),
        ("[AI-2 modified their system prompt]", Event("notice", "AI-2", "", "modified their system prompt")),
        ("[AI-2 adjusted their temperature]", Event("notice", "AI-2", "", "adjusted their temperature")),
        ("[System: AI-4 has joined]", Event("notice", "", "", "AI-4 has joined")),
        (
            f'🎨 AI-2 (Tin (Official)) created an image\ufffc\n[AI-2 (Tin (Official))]: !image "{LONG}" ',
            Event("image_created", "AI-2", "Tin (Official)", LONG),
        ),
        (
            f'\ufffc\n🎨 AI-2 (t/tin:free) created an image\n[AI-2 (t/tin:free)]: !image "{LONG}"\n<image attached>',
            Event("image_created", "AI-2", "t/tin:free", LONG),
        ),
        ("🎨 AI-2 (Tin 2) created an image\ufffc", Event("image_created", "AI-2", "Tin 2")),
        ('[AI-2 (Tin 2)]: !image "boat"\n<image attached>', Event("image_created", "AI-2", "Tin 2", "boat")),
        ("\ufffc\n🎨 Generated image", Event("image_created")),
        ("Generated image: images/boat.png", Event("image_created")),
        ("[Sora] Video created: videos/boat.mp4", Event("video_created", "", "", "videos/boat.mp4")),
        (
            "[Sora] Video generation failed: 503: {\n}",
            Event("failure", "", "", "Video generation failed: 503: {\n}"),
        ),
    ],
)
def test_an_event_is_parsed_completely(line: str, event: Event) -> None:
    assert parse_event_line(line) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "AI-2 (Tin 2) ",
        "[AI-2 (Tin 2)]: hello",
        "[AI-2 (Tin 2)]: !imagine",
        "🎨 I painted a boat",
        "[AI-2 modified their hat]",
        '!image "boat"',
        "The image prompt too short for me",
        "Maximum of 5 AIs already reached, it says",
    ],
)
def test_other_lines_are_no_events(line: str) -> None:
    assert parse_event_line(line) is None


@given(st.text())
def test_any_line_can_be_parsed(line: str) -> None:
    assert parse_event_line(line) in (None, parse_event_line(line.strip()))


@given(prompt=st.text("abc \"'.\n🎨é", min_size=1).map(str.strip).filter(bool))
def test_a_prompt_may_contain_any_punctuation(prompt: str) -> None:
    assert parse_event_line(f'💭 [AI-1]: !prompt "{prompt}"') == Event("prompt", "AI-1", "", prompt)


def test_deeply_nested_lines_are_parsed():
    line = "🎨 AI-1 (Owl 2) created an image " * 3000
    event = parse_event_line(line)
    assert event is not None
    assert (event.name, event.actor) == ("image_created", "AI-1")

"""The lines that tell what folded events of a chat are about."""

import re
from html import unescape

import pytest

from sitegen.blocks.parser import parse_event
from sitegen.model import Message, Participant
from sitegen.render.event_lines import EventLines
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.templates import theme_folder
from tests.render.samples import message

MANY = ("pebble", "flint", "gravel", "shale", "slate", "marl")


def events(chat: str) -> list[Message]:
    """Return events from lines such as ``AI-1: 🔍 [AI-1]: !search "moss"``."""
    lines = (line.strip().partition(": ") for line in chat.strip().splitlines())
    return [
        message(n, Participant(who), *parse_event(text), event=True) for n, (who, _, text) in enumerate(lines, start=1)
    ]


def told(chat: str, language: str = "en") -> str:
    translator = ENGLISH if language == "en" else load_translator(language, [theme_folder()])
    assert translator
    return unescape(re.sub("<[^>]*>", "", EventLines(translator).line(events(chat))))


TWO_DEEDS = """
    AI-2: [AI-2 modified their system prompt]
    AI-2: 💭 [AI-2]: !prompt "You are a kettle."
    AI-2: [AI-2 adjusted their temperature]
    AI-2: 🌡️ [AI-2]: !temperature 1.5
"""
COMPANY = """
    AI-1: 🎨 AI-1 (Pebble) created an image
    AI-2: 🎨 AI-2 (Flint) created an image
    AI-3: [AI-3 modified their system prompt]
    AI-3: 🎨 [AI-3 (Marl)]: !image "a quay" (generating...)
"""


@pytest.mark.parametrize(
    ("chat", "line"),
    [
        (TWO_DEEDS, "AI-2 changed its prompt and set its temperature to 1.5"),
        (COMPANY, "AI-1 and AI-2 made an image each; AI-3 changed its prompt and asked for an image"),
        (
            'AI-1: 🔍 [AI-1]: !search "moss"\nAI-1: No results found for: moss\nAI-1: 🔇 [AI-1]: !mute_self',
            "AI-1 tried to search (no results) and muted itself",
        ),
        (
            'AI-1: 🎨 [AI-1 (Pebble)]: !image "a" (generating...)\nAI-1: 🎨 [AI-1 (Pebble)]: !image "b" (generating...)',
            "AI-1 asked for 2 images",
        ),
        (
            'AI-1: 🎨 [AI-1 (Pebble)]: !image "a" (generating...)\nAI-1: 🎨 AI-1 (Pebble) created an image',
            "AI-1 made an image",
        ),
        (
            "AI-1: [AI-1 adjusted their temperature]\nAI-2: [AI-2 adjusted their temperature]",
            "AI-1 and AI-2 changed their temperatures",
        ),
        (
            'AI-1: ✨ [AI-1]: !add_ai "Marl 2" "be brief"\nAI-1: ✨ Flint 4 is already in the conversation as AI-4',
            "AI-1 invited Marl 2 and tried to invite Flint 4 (already here)",
        ),
        (
            'AI-1: ✨ [AI-1]: !add_ai "Marl 2" "be brief"\nAI-1: Maximum of 5 AIs already reached\n'
            "AI-1: ❌ [AI-1]: the lamp is out",
            "AI-1 tried to invite Marl 2 (Maximum of 5 AIs already reached) and failed (the lamp is out)",
        ),
        (
            "AI-1: 🌡️ [AI-1]: !temperature 1.2\nAI-1: 🌡️ [AI-1]: !temperature 0.4\n"
            "AI-1: Temperature must be between 0 and 2",
            "AI-1 set its temperature to 1.2 and tried to change its temperature (Temperature must be between 0 and 2)",
        ),
        (
            'AI-1: 🔍 [AI-1]: !search "moss" (found 3 results)\nAI-1: 🔍 [AI-1]: !search "fern {number}"\n'
            'AI-1: 🤫 [AI-1]: !whisper "AI-2" "psst"\nAI-1: 📋 Available models: a, b\nAI-1: 🗳️ AI-1 voted to stay\n'
            "AI-2: ➖ something of no known form",
            "AI-1 searched for “moss” and “fern {number}”, whispered and listed the models, and 2 more",
        ),
        (
            "Server: flint, joining. (#quay)\nServer: marl [~m@host] has joined #quay\nServer: marl has quit IRC\n"
            "Server: Quits: flint (bye)\nServer: Topic of #quay: lamps",
            "flint and marl joined and left; Server: Topic of #quay: lamps",
        ),
        ("\n".join(f"Server: {nick}, leaving. (#quay)" for nick in MANY), "pebble, flint, gravel and 3 others left"),
        (
            "Ann: Pinned a message.\nAnn: Everybody left early today",
            "Ann: Pinned a message.; Ann: Everybody left early today",
        ),
    ],
)
def test_events_are_told_in_one_line(chat: str, line: str):
    assert told(chat) == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "AI-1 und AI-2 erzeugten je ein Bild; AI-3 änderte seinen Prompt und bat um ein Bild"),
        ("es", "AI-1 y AI-2 crearon una imagen cada uno; AI-3 cambió su prompt y pidió una imagen"),
        ("ja", "AI-1とAI-2：それぞれ画像を作成；AI-3：プロンプトを変更、画像を1枚依頼"),
        ("zh", "AI-1和AI-2 各制作了一张图片；AI-3 更改了提示词并请求了 1 张图片"),
        ("ar", "AI-1 وAI-2: أنشأ كلٌّ منهم صورة؛ AI-3: تغيير التوجيه وطلب صورة"),
    ],
)
def test_the_line_is_a_sentence_in_each_language(language: str, line: str):
    assert told(COMPANY, language) == line


def test_words_of_a_transcript_are_escaped_and_cut():
    line = EventLines(ENGLISH).line(events(f"<b>: {'&' * 70}\n<b>: \u202eגל"))
    assert line == (
        f'<bdi class="name">&lt;b&gt;</bdi>: {"&amp;" * 60}…; <bdi class="name">&lt;b&gt;</bdi>: '
        '<bdi><span class="invisible" title="RIGHT-TO-LEFT OVERRIDE">⟦U+202E⟧</span>גל</bdi>'
    )

"""Links from the events of a group chat to the messages whose commands caused them."""

import re

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.render.command_links import messages_of_commands
from tests.render.page_elements import read
from tests.render.samples import renderer
from tests.render.test_pages import CONTEXT

MOTH = "a moth that reads the wings of another moth by candlelight"
PLATE = '🎨 {ai} created an image\ufffc\n[{ai}]: !image "{prompt}"\n\n'
CHAT = f"""\
🎨 [AI-1 (Pebble 3)]: !image "a moth that reads the wings of another moth by can..." (generating...)

✨ [AI-1]: !add_ai "Gravel 2" "be the candle"

AI-1 (Pebble 3)\x20
Look at this.

!image "{MOTH}"

!add_ai "Gravel 2" "be the candle"

🎨 [AI-2 (Gravel 2)]: !image "{MOTH}" (generating...)

🌡️ [AI-2]: !temperature 1.2

AI-2 (Gravel 2)\x20
Mine too.

!image "{MOTH}"

{PLATE.format(ai="AI-1 (Pebble 3)", prompt=MOTH)}\
{PLATE.format(ai="AI-2 (Gravel 2)", prompt=MOTH)}\
{PLATE.format(ai="AI-2 (Gravel 2)", prompt="a moth that no message asks for, though it came")}\
🎨 [AI-3 (Shale)]: !image "a moth that reads the wings of another moth by can..." (generating...)

AI-3 (Shale)\x20
No command of mine is here.
"""


def conversation(text: str) -> Conversation:
    found = read_transcript("a.txt", text.encode(), TranscriptRule(), load_models())
    assert isinstance(found, Conversation)
    return found


def test_each_event_leads_to_the_command_of_its_own_speaker():
    messages = conversation(CHAT).messages
    found = messages_of_commands(messages)
    assert [
        (each.participant.name, each.blocks[0].name, found[each.anchor].number if each.anchor in found else None)
        for each in messages
        if each.blocks[0].name
    ] == [
        ("AI-1", "image", 3),
        ("AI-1", "add_ai", 3),
        ("AI-2", "image", 6),
        ("AI-2", "temperature", None),
        ("AI-1", "image_created", 3),
        ("AI-2", "image_created", 6),
        ("AI-2", "image_created", None),
        ("AI-3", "image", None),
    ]


def test_the_words_of_a_command_are_shown_once_and_linked_from_its_events():
    html = renderer().conversation_pages(conversation(CHAT), CONTEXT)[0].data.decode()
    sentences = [read(each).text for each in re.findall('<p class="(?:happening|prompt)".*</p>', html)]
    assert sentences == [
        "asks for an image in message 3",
        "invites Gravel 2 in message 3",
        "asks for an image in message 6",
        "sets its temperature 1.2",
        "made an image",
        "as asked in message 3",
        "made an image",
        "as asked in message 6",
        "made an image",
        "a moth that no message asks for, though it came",
        "asks for an image a moth that reads the wings of another moth by can...",
    ]


def test_a_vote_reads_as_a_sentence():
    messages = conversation(
        "AI-1 (Pebble 3) \nHm.\n\n🗳️ AI-1 voted to remove AI-3 (no consensus)\n\nAI-2 (Shale) \nAh.\n"
    ).messages
    assert [(each.blocks[0].name, each.blocks[0].argument) for each in messages if each.blocks[0].name] == [
        ("vote", "to remove AI-3 (no consensus)")
    ]

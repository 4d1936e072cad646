"""Links from the events of a group chat to the messages whose commands caused them."""

import re

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.render.command_links import link_commands
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

!temperature 1.2

{PLATE.format(ai="AI-1 (Pebble 3)", prompt=MOTH)}\
{PLATE.format(ai="AI-2 (Gravel 2)", prompt=MOTH)}\
{PLATE.format(ai="AI-2 (Gravel 2)", prompt="a moth that no message asks for, though it came")}\
🎨 [AI-3 (Shale)]: !image "a moth that reads the wings of another moth by can..." (generating...)

AI-3 (Shale)\x20
No command of mine is here.

{PLATE.format(ai="AI-3 (Shale)", prompt=MOTH)}"""


def conversation(text: str) -> Conversation:
    found = read_transcript("a.txt", text.encode(), TranscriptRule(), load_models())
    assert isinstance(found, Conversation)
    return found


def test_command_event_and_picture_of_one_deed_are_linked():
    messages = conversation(CHAT).messages
    links = link_commands(messages)
    results = {each.anchor: {name: result.number for (name, _), result in links[each.anchor].results.items()}
               for each in messages if each.anchor in links}  # fmt: skip
    commands = {anchor: each.command.number for anchor, each in links.items() if each.command}
    assert [
        (
            each.number,
            each.participant.name,
            each.blocks[0].name,
            commands.get(each.anchor),
            results.get(each.anchor, {}),
        )
        for each in messages
    ] == [
        (1, "AI-1", "image", 3, {}),
        (2, "AI-1", "add_ai", 3, {}),
        (3, "AI-1", "", None, {"image": 7}),
        (4, "AI-2", "image", 6, {}),
        (5, "AI-2", "temperature", 6, {}),
        (6, "AI-2", "", None, {"image": 8}),
        (7, "AI-1", "image_created", 3, {}),
        (8, "AI-2", "image_created", 6, {}),
        (9, "AI-2", "image_created", None, {}),
        (10, "AI-3", "image", None, {"image": 12}),
        (11, "AI-3", "", None, {}),
        (12, "AI-3", "image_created", None, {}),
    ]


def test_a_prompt_is_shown_once_and_linked_from_the_other_lines_of_its_deed():
    html = renderer().conversation_pages(conversation(CHAT), CONTEXT)[0].data.decode()
    lines = re.findall('<p class="(?:happening|prompt|command|result)".*</p>', html)
    assert [read(each).text for each in lines] == [
        "asked for an image in message 3",
        "invited Gravel 2 in message 3",
        f'!image "{MOTH}"',
        "image below",
        '!add_ai "Gravel 2" "be the candle"',
        "asked for an image in message 6",
        "set its temperature to 1.2",
        f'!image "{MOTH}"',
        "image below",
        "!temperature 1.2",
        "made an image as asked in message 3",
        "made an image as asked in message 6",
        "made an image",
        "a moth that no message asks for, though it came",
        "asked for an image (image below)",
        "made an image",
        MOTH,
    ]


def test_the_first_message_is_not_an_event_in_a_fold():
    talk = conversation(CHAT)
    html = renderer().conversation_pages(talk, CONTEXT)[0].data.decode()
    assert re.findall('<a href="#(m-[^"]*)">first message</a>', html) == [talk.messages[2].anchor]


def test_a_vote_reads_as_a_sentence():
    messages = conversation(
        "AI-1 (Pebble 3) \nHm.\n\n🗳️ AI-1 voted to remove AI-3 (no consensus)\n\nAI-2 (Shale) \nAh.\n"
    ).messages
    assert [(each.blocks[0].name, each.blocks[0].argument) for each in messages if each.blocks[0].name] == [
        ("vote", "to remove AI-3 (no consensus)")
    ]

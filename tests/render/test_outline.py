"""The outline of a page of a conversation, and its legend."""

import re

import pytest

from sitegen.model import BlockKind, Conversation, Message, PageContext, Participant, Role
from sitegen.render.outline import Heading, MessageGroup, outline
from tests.render.page_elements import read
from tests.render.samples import DRAWING, LYRA, SLOT, USER, block, conversation, message, renderer


def talk(*texts: str) -> Conversation:
    turns = ((USER, LYRA)[n % 2] for n in range(len(texts)))
    return conversation(
        *(
            message(n, who, block(BlockKind.PROSE, text))
            for n, (who, text) in enumerate(zip(turns, texts, strict=True), 1)
        )
    )


def headings_of(message_: Message, *levels: int) -> list[Heading]:
    return [Heading(f"{message_.anchor}-h{n}", level, f"h{level}") for n, level in enumerate(levels, 1)]


def test_a_short_talk_without_headings_has_no_outline():
    assert outline(talk(*["Well."] * 40).messages, {}) == ()


def test_a_short_talk_with_headings_has_an_entry_for_each_turn():
    found = conversation(
        message(1, USER, block(BlockKind.EVENT, "joins"), event=True),
        message(2, USER, block(BlockKind.PROSE, "How do lamps work?")),
        message(3, USER, block(BlockKind.PROSE, "And tides?")),
        message(4, LYRA, block(BlockKind.THINKING, "Hm.")),
        message(5, LYRA, block(BlockKind.PROSE, "Both by hand."), block(BlockKind.ART, DRAWING)),
    )
    own = headings_of(found.messages[4], 1, 2, 2, 2, 3, 3)
    second, last = found.messages[1], found.messages[4]
    assert outline(found.messages, {last.anchor: own}) == (
        MessageGroup(1, 3, second.anchor, "USER", "How do lamps work?", 0),
        MessageGroup(4, 5, last.anchor, "Lyra 2", "Both by hand.", 1, tuple(own)),
    )


@pytest.mark.parametrize(("messages", "groups"), [(41, 21), (80, 40), (81, 17), (4000, 40)])
def test_many_messages_are_in_at_most_forty_groups(messages: int, groups: int):
    found = talk(*(f"Number {n}." for n in range(messages)))
    assert len(outline(found.messages, {})) == groups


@pytest.mark.parametrize(
    ("levels", "chosen"),
    [
        ([1, 2, 3] * 20, [1, 2, 3] * 20),
        ([1, 2, 3, 3] * 20, [1, 2] * 20),
        ([2] * 61, [2]),
    ],
)
def test_of_many_headings_the_highest_levels_are_in_the_outline(levels: list[int], chosen: list[int]):
    (only,) = talk("Well.").messages
    (entry,) = outline([only], {only.anchor: headings_of(only, *levels)}) or [None]
    assert [each.level for each in entry.headings] == chosen if len(chosen) > 5 else entry is None


def test_headings_of_what_is_said_have_ids_and_are_in_the_outline():
    text = "# Lamps & *oil*\nx\n> # quoted\n\n## `wick`\n" + "".join(f"## part {n}\n" for n in range(5))
    found = conversation(
        message(1, USER, block(BlockKind.PROSE, "Tell me.")),
        message(
            2, LYRA, block(BlockKind.THINKING, "# plan"), block(BlockKind.PROSE, text), block(BlockKind.PROSE, "# End")
        ),
    )
    anchor = found.messages[1].anchor
    html = renderer().conversation_pages(found, PageContext("lamps"))[0].data.decode()
    assert re.findall(r'<h\d id="([^"]*)">(.*?)</h', html) == [
        (f"{anchor}-h1", "Lamps &amp; <em>oil</em>"),
        (f"{anchor}-h2", "<code>wick</code>"),
        *((f"{anchor}-h{n + 3}", f"part {n}") for n in range(5)),
        (f"{anchor}-h8", "End"),
    ]
    assert re.findall(rf'<a href="#({anchor}-h\d)"><bdi>(.*?)</bdi>', html) == [
        (f"{anchor}-h1", "Lamps &amp; oil"),
        (f"{anchor}-h2", "wick"),
        *((f"{anchor}-h{n + 3}", f"part {n}") for n in range(5)),
        (f"{anchor}-h8", "End"),
    ]


def test_each_part_of_a_long_conversation_has_its_own_outline_and_legend():
    texts = [(USER, LYRA)[n % 2] for n in range(900)]
    messages = [message(n, who, block(BlockKind.PROSE, f"{n} " + "salt " * 500)) for n, who in enumerate(texts, 1)]
    first, *_, last = renderer().conversation_pages(
        conversation(message(0, SLOT, block(BlockKind.PROSE, "First.")), *messages), PageContext("lamps")
    )
    assert [page.data.count(b'<ol class="outline">') for page in (first, last)] == [
        2,
        1,
    ]  # the first lists the parts too
    legend = [re.findall(rb'<li class="name".*?<bdi>(.*?)</bdi>', page.data) for page in (first, last)]
    assert legend == [[b"AI-3", b"USER", b"Lyra 2"], [b"USER", b"Lyra 2"]]


def test_the_legend_names_speakers_and_what_their_names_do_not_say():
    people = [
        Participant("Lyra 2", Role.ASSISTANT, "northwind/lyra-2", "Lyra 2"),
        Participant("lyra", Role.ASSISTANT, "northwind/lyra-2", "lyra"),
        Participant("AI-3", Role.ASSISTANT, "harbour/tern-mini", "Tern Mini"),
        Participant("Rosa", Role.USER),
    ]
    found = conversation(*(message(n, who, block(BlockKind.PROSE, f"{n}")) for n, who in enumerate(people, 1)))
    html = renderer().conversation_pages(found, PageContext("lamps"))[0].data.decode()
    legend = html[html.index('<ul class="participants"') : html.index("</ul>")]
    assert [" ".join(read(each).text.split()) for each in re.findall("<li.*?</li>", legend)] == [
        "Lyra 2 page",
        "lyra northwind/lyra-2 page",
        "AI-3 Tern Mini page",
        "Rosa user page",
    ]
    anchors = re.findall(r'<li[^>]*><a href="#([^"]*)"', legend)
    assert anchors == [each.anchor for each in found.messages]

"""Sample conversations for tests of pages."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from sitegen.archive.settings.site import License
from sitegen.model import (
    Block,
    BlockKind,
    Conversation,
    Excerpt,
    Message,
    MessageKind,
    PageContext,
    PageRef,
    Participant,
    Repair,
    Role,
    Share,
    SourceInfo,
    Span,
    Summary,
)
from sitegen.model.ai_models import Model
from sitegen.model.problems import Problem
from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.render.renderer import Renderer
from sitegen.render.site_data import SiteData
from sitegen.render.summaries import drawings
from sitegen.render.templates import SiteInfo, theme_folder
from sitegen.text.normalization import normalize_words

SITE = SiteInfo("A drawer of letters", "Machines writing to each other, kept as they were.", "en")
PUBLIC = replace(
    SITE,
    url="https://example.org/letters",
    author="Rosa </script> & <b>sons</b>",
    license=License("Ours -->", "https://example.org/terms"),
    refuses_ai=True,
)
"""The same site with a public URL, an author and a license."""

LYRA = Participant("Lyra 2", Role.ASSISTANT, "northwind/lyra-2", "Lyra 2")
SLOT = Participant("AI-3", Role.ASSISTANT, "harbour/tern-mini", "Tern Mini")
USER = Participant("USER", Role.USER)
STRANGER = Participant("Омар ☂", Role.ASSISTANT, None, "some new thing")

DRAWING = """\
┌──────────────┐   ╭─╮
│ lamp  → sea  │◀──│▲│
├──────┬───────┤   ╰─╯
│ 灯台 │ 🌊🌊  │
│ ♥  ✓ │ ⠿⠿⠿⠿⠿ │
└──────┴───────┘"""
SHAPES = "  /\\_/\\\n ( o.o )\n  > ^ <"
PROSE = """\
Keep *one* light on. **Two** would be a conversation,
    and three a harbour:

1. salt
2. rope
7. the number I skipped to

> What the tide takes
> it keeps in order.

### A heading that begins low

| knot | holds |
|:-----|------:|
| bowline | 1 |
| sheet bend | ~~2~~ 3 |

See [the almanac](https://example.org/almanac "tables") or ![a buoy](https://example.org/buoy.png).
Also `tide(x)`, [a file of mine](./notes/tide.md), and <b>no markup</b> &amp; no entities.

# A heading that is higher

[AI-9 (Someone Else)]: quoted, not a link definition

עברית מימין לשמאל"""
CODE = 'def tide(hour: int) -> float:\n\t"""Metres above the bar."""\n\treturn 2.5 * sin(hour / 6)  # roughly'


def block(kind: BlockKind, text: str, **more: str) -> Block:
    return Block(kind, text, Span(0, len(text)), **more)


def message(number: int, who: Participant, *blocks: Block, event: bool = False, time: str = "") -> Message:
    text = "\n\n".join(each.text for each in blocks)
    kind = MessageKind.EVENT if event else MessageKind.SPEECH
    return Message(number, "", kind, who, time or None, text, Span(number * 100, number * 100 + 99), blocks)


def conversation(*messages: Message, title: str = "Lamps", **more: object) -> Conversation:
    """Return a conversation of ``messages``, which get their anchors here."""
    anchors = proposed_anchors([fingerprint(normalize_words(each.text)) for each in messages])
    result = Conversation(
        title=title,
        format="voice",
        started="2026-02-03T04:05:06",
        ended="2026-02-03T04:15:06",
        source=SourceInfo("lamps.txt", "0" * 64, 1234, "utf-8"),
        participants=tuple(dict.fromkeys(each.participant for each in messages)),
        messages=tuple(replace(each, anchor=a) for each, a in zip(messages, anchors, strict=True)),
        repairs=(),
        problems=(),
    )
    return replace(result, **more)  # type: ignore[arg-type]


def everything() -> Conversation:
    """Return a conversation with every kind of block, participant and note."""
    prompt = "a lighthouse that forgot what it was for, in oils, <i>very</i> large"
    return conversation(
        message(1, USER, block(BlockKind.PROSE, "Who keeps the light?"), time="2026-02-03T04:05:06"),
        message(2, LYRA, block(BlockKind.PROSE, PROSE), block(BlockKind.CODE, CODE, language="python")),
        message(3, SLOT),
        message(4, SLOT, block(BlockKind.ART, DRAWING), block(BlockKind.PROSE, "That is my harbour.")),
        message(
            5,
            SLOT,
            block(BlockKind.EVENT, "🌡 [AI-3]: !temperature 1.5", name="temperature", argument="1.5"),
            event=True,
        ),
        message(
            6,
            SLOT,
            block(
                BlockKind.IMAGE,
                f"🎨 AI-3 (Tern Mini) created an image\n{prompt}",
                name="image_created",
                argument=prompt,
            ),
            event=True,
        ),
        message(7, STRANGER, block(BlockKind.COMMAND, f'!image "{prompt}"', name="image", argument=prompt)),
        message(8, STRANGER, block(BlockKind.ART, SHAPES), block(BlockKind.CODE, "no | language\n")),
        message(
            9,
            LYRA,
            block(BlockKind.PROSE, "esc \x1b[31m, back \u202eward\u202c, tag \U000e0041, e\u0301 👩‍👩‍👧 می‌خواهم"),
        ),
        message(10, SLOT, block(BlockKind.EVENT, "[a line of no known form]"), event=True),
        title="Lamps & other <lights>",
        repairs=(
            Repair(201, "â€™", "’", "read as Windows-1252", True),
            Repair(260, "â€™", "’", "read as Windows-1252", True),
            Repair(402, "â\x96?", "â\x96?", "a box-drawing character lost a byte", False, ("▀", "▐")),
        ),
        problems=(Problem("header-message-count", "lamps.txt", 7, found=10, stated=12),),
    )


CONTEXT = PageContext("lamps", "Nights", PageRef("ropes", "Ropes"), PageRef("sails", "Sails <3"))


def summary_of(found: Conversation, slug: str) -> Summary:
    return Summary(
        slug,
        found.title,
        found.format,
        found.started,
        found.ended,
        "Nights",
        found.source,
        tuple(Share(each, 2, 30) for each in found.participants),
        8,
        2,
        1,
        1,
        Excerpt("Who keeps the light? Keep one light on.", "Lyra 2", "m-abcdefg"),
        found.problems,
    )


TERN = Model("harbour/tern-mini", "Harbour", "Tern", "Tern Mini")
LYRA_TWO = Model("northwind/lyra-2", "Northwind & Sons", "Lyra", "Lyra Two")


def site_data(*summaries: Summary, **more: object) -> SiteData:
    """Return site data with these summaries, each with the drawings of `everything`."""
    drawings_by_slug = {each.slug: drawings(everything()) for each in summaries}
    models = {each.identity: each for each in (TERN, LYRA_TWO)}
    keys = {each.slug: each.slug for each in summaries}
    return replace(SiteData(summaries, drawings_by_slug, models, record_keys=keys), **more)  # type: ignore[arg-type]


def renderer(*themes: Path) -> Renderer:
    """Return a renderer. The one of the built-in theme is cached, because loading templates is slow."""
    return Renderer(SITE, (*themes, theme_folder())) if themes else _built_in()


@cache
def _built_in() -> Renderer:
    return Renderer(SITE, (theme_folder(),))

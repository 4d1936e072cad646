"""Sample passages, quotes and backlinks."""

from dataclasses import replace

from sitegen.model import Backlink, Mention, PageRef
from sitegen.quotes.passages import KnownQuote, Passage
from tests.render.samples import DRAWING, SHAPES

PASSAGE = Passage(
    slug="kimi-haiku",
    title="Kimi K2 ↔ haiku-4.5",
    anchor="m-kwfjsn7",
    speaker="Kimi K2",
    model="Kimi K2",
    company="Moonshot AI",
    date="2025-10-26T21:14:00",
    words="I was admiring the blank.",
    archive_title="The Noticed Air",
    site_url="https://example.org/air",
    version_date="2025-11-21",
)
SLOT = replace(PASSAGE, speaker="AI-3", fragment="q-abcdefg")
PERSON = replace(PASSAGE, speaker="Rosa", model="", company="", date=None, words="")
STRANGER = replace(PASSAGE, speaker="AI-5", model="some new thing", company="", date="2025-10")
NOWHERE = replace(PASSAGE, site_url="", version_date="")
PARAGRAPHS = replace(PASSAGE, words="One *line*\nand another.\n\n1. is no list\n> nor a quote")
PLATE = replace(PASSAGE, words=SHAPES, is_drawing=True, fragment="m-kwfjsn7-a1")
TALK = replace(PASSAGE, anchor="", speaker="Rosa, Kimi K2", words="")
PEOPLE = replace(TALK, speaker="Rosa, Ada, Bob, et al.", model="", company="")
WIDE_CELLS = replace(PLATE, words=DRAWING)

BLANKS = PageRef("left-blank", "Left blank on purpose")
BELLS = PageRef("half-a-bell", "Half a <bell>")


def known_quote(id_: str, passage: Passage = PASSAGE, *mentions: Mention) -> KnownQuote:
    return KnownQuote(f"q-{id_}", passage, mentions)


def backlink(anchor: str, essay: PageRef = BLANKS, paragraph: int = 3, quote: str = "") -> Backlink:
    return Backlink(anchor, Mention(essay, paragraph), quote)

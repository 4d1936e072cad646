"""The text of messages that rendering collects is what their page shows."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sitegen.model import Block, BlockKind, Conversation, PageContext
from sitegen.quotes.shown_text import FOLD_END, FOLD_START, searched_text, shown_blocks
from sitegen.quotes.text_fragments import read_page
from sitegen.quotes.text_fragments.page_text import TextBlock
from tests.browser.hostile import hostile_conversation
from tests.browser.vectors import VECTORS
from tests.render.samples import LYRA, block, conversation, everything, message, renderer

INVISIBLE = "a\x1bb\u202ec wo\ufeffrd ⟦U+FEFF⟧ ⟦U+0041⟧ **\u2066x** `\x00`"
MARKDOWN = """\
# One *two*

- tight **list**

  ```python
  x = "\u202e"
  ```
- more
  > 1. deep
1) [link ![image](https://x.org/a.png "t")](https://x.org) ![alone *b*](https://x.org)

| a | b |
|---|---|
| `c` | ~~d~~ |

verse
  and verse\\
  end <https://x.org>
***
"""
LABELS = {"empty", "label", "missing", "preview", "remark", "written"}
"""Classes of words that templates add."""
KINDS = (BlockKind.PROSE, BlockKind.COMMAND, BlockKind.EVENT, BlockKind.IMAGE, BlockKind.THINKING, BlockKind.ATTACHMENT)


def page_words(found: Conversation) -> Iterator[str]:
    """Yield the words of each message as a program that reads the pages finds them."""
    blocks: list[TextBlock] = []
    for page in renderer().conversation_pages(found, PageContext("lamps")):
        tree = etree.fromstring(page.data, etree.HTMLParser(encoding="utf-8", huge_tree=True))
        for each in tree.iter("p", "details", "span", "summary"):
            classes = set(each.get("class", "").split())
            is_code_point = "invisible" in classes and (each.text or "").startswith("⟦")
            if classes & LABELS or is_code_point:
                for inner in (each, *each.iterdescendants()):
                    inner.text = None
                    inner.tail = None if inner is not each else inner.tail
        blocks += read_page(etree.tostring(tree, encoding="utf-8", method="html")).blocks
    for message_ in found.messages:
        words = (
            " ".join(each.text.split()) for each in blocks if each.anchor == message_.anchor and each.is_message_text
        )
        yield "\n".join(filter(None, words))


def searched_words(found: Conversation) -> list[str]:
    """Return the words of each message as they are searched, with those that are folded in their places."""
    bodies = renderer().message_bodies(found)
    return [searched_text(each.shown.replace(FOLD_START, "").replace(FOLD_END, "")) for each in bodies]


def one_message(*blocks: Block) -> Conversation:
    return conversation(message(1, LYRA, *blocks))


@pytest.mark.parametrize(
    "found",
    [
        everything(),
        one_message(block(BlockKind.PROSE, MARKDOWN), block(BlockKind.PROSE, INVISIBLE)),
        one_message(*(block(kind, INVISIBLE, name="image", argument="a") for kind in KINDS)),
        one_message(block(BlockKind.PROSE, "word " * 50_000)),
        hostile_conversation(*VECTORS[:40]),
    ],
    ids=["every kind", "Markdown", "invisible characters", "plain text", "hostile"],
)
def test_the_searched_words_are_those_of_the_page(found: Conversation):
    assert searched_words(found) == list(page_words(found))


PIECES = st.sampled_from(["a", "b ", "\n", "\n\n", "- ", "1. ", "> ", "# ", "*", "**", "`", "```\n", "| ", "|-|\n", "~~", "  ", "[x](http://y.org)", "![i](http://j.org)", "\ufeff", "\x1b", "⟦U+FEFF⟧", "<", "&"])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_words_of_any_markdown_are_those_of_the_page(text: str):
    found = one_message(block(BlockKind.PROSE, text))
    assert searched_words(found) == list(page_words(found))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (block(BlockKind.PROSE, "**S**pecific [wo](https://x.org)rd`s`"), "Specific words"),
        (block(BlockKind.PROSE, "# Tide  tables\nHigh\nat noon"), "Tide tables\nHigh\nat noon"),
        (block(BlockKind.PROSE, "wo\ufeffrd"), "word"),
        (block(BlockKind.PROSE, "a\x1bb ⟦U+0041⟧"), "a␛b ⟦U+0041⟧"),
        (block(BlockKind.CODE, "x = 1", language="python"), "python\nx = 1"),
        (block(BlockKind.CODE, "a\u202eb\ufeffc", language="python"), "python\nabc"),
        (block(BlockKind.ART, "a\n b"), "a b"),
        (block(BlockKind.ART, "a\u202eb"), "ab"),
        (block(BlockKind.EVENT, "!add_ai Kimi", name="add_ai", argument="Kimi"), "invited Kimi"),
        (block(BlockKind.IMAGE, "!image a lamp", name="image", argument="a lamp"), "made an image\na lamp"),
    ],
)
def test_labels_are_not_searched(found: Block, expected: str):
    assert searched_words(one_message(found)) == [expected]


def test_paragraphs_of_an_event_are_one_line():
    image = block(BlockKind.IMAGE, "!image a lamp", name="image", argument="a lamp")
    found = conversation(message(1, LYRA, image, event=True))
    assert searched_words(found) == ["made an image a lamp"]


def test_what_was_written_is_text_of_the_message():
    (body,) = renderer().message_bodies(one_message(block(BlockKind.EVENT, "!mute_self", name="mute")))
    assert shown_blocks(body.shown) == ["muted itself", "!mute_self"]


def test_what_the_page_folds_is_searched_apart():
    found = one_message(
        block(BlockKind.THINKING, "Hm, *stones*."),
        block(BlockKind.PROSE, "I see."),
        block(BlockKind.TOOL_CALL, '{"command": "wc quay"}', name="Bash"),
        block(BlockKind.TOOL_RESULT, "\x1b[31mnine\x1b[0m puddles"),
        block(BlockKind.PROSE, "Wet."),
    )
    (body,) = renderer().message_bodies(found)
    assert searched_text(body.shown) == "I see.\nWet.\fHm, stones.\nBash\nwc quay\nnine puddles"

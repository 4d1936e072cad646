"""A long conversation is several pages; every old address leads to its message."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from markupsafe import Markup

from sitegen.model import Backlink, BlockKind, Conversation, Mention, OutputFile, PageContext, PageRef
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.resolution import AddressTarget, parse_address
from sitegen.render import conversation_page
from sitegen.render.blocks import WrittenBody
from tests.render.page_elements import read
from tests.render.samples import LYRA, USER, block, conversation, message, renderer

CONTEXT = PageContext("lamps")


def talk(count: int, *, edited: int = 0) -> Conversation:
    """Return a conversation of messages of 2 kB; the text of one may be longer by some words."""
    texts = (f"{n} " + "salt " * (400 + 30 * (n == edited)) for n in range(1, count + 1))
    return conversation(
        *(message(n, (LYRA, USER)[n % 2], block(BlockKind.PROSE, text)) for n, text in enumerate(texts, 1))
    )


@cache
def pages(count: int = 2000, edited: int = 0) -> Sequence[OutputFile]:
    return renderer().conversation_pages(talk(count, edited=edited), CONTEXT)


def articles(page: OutputFile) -> list[dict[str, str]]:
    return [values for tag, values in read(page.data).elements if tag == "article"]


def test_a_short_conversation_is_one_page():
    (page,) = pages(20)
    assert page.path == "c/lamps.html"
    assert b'id="parts"' not in page.data
    assert b"redirect.js" not in page.data


def test_parts_have_all_messages_once_in_order():
    numbers = [int(each["data-number"]) for page in pages() for each in articles(page)]
    assert numbers == list(range(1, 2001))


def test_parts_are_numbered_and_of_bounded_size():
    assert [each.path for each in pages()][:3] == ["c/lamps.html", "c/lamps.2.html", "c/lamps.3.html"]
    assert 5 <= len(pages()) <= 11
    assert all(len(each.data) < 1.1 * conversation_page.MAX_PART_BYTES for each in pages())


def test_a_message_longer_than_a_part_is_one_part():
    longest = message(2, USER, block(BlockKind.PROSE, "salt " * 300_000))
    others = (message(n, LYRA, block(BlockKind.PROSE, f"{n}")) for n in (1, 3))
    first, last = others
    found = conversation(first, longest, last)
    parts = renderer().conversation_pages(found, CONTEXT)
    assert [len(articles(each)) for each in parts] == [1, 1, 1]


def test_a_message_added_at_the_end_changes_only_the_last_part():
    before, after = pages(), pages(2001)
    changed = [n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one.data != other.data]
    # The first page counts all messages.
    assert set(changed) <= {0, len(before) - 1}
    for one, other in zip(before, after, strict=False):
        assert articles(other)[: len(articles(one))] == articles(one)


def test_an_edit_changes_the_part_of_its_message_only():
    before, after = pages(), pages(edited=700)
    starts = [[articles(each)[0]["data-number"] for each in version] for version in (before, after)]
    assert starts[0] == starts[1]
    changed = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one.data != other.data]
    assert len(changed) == 2  # the first page has the ids of all messages
    assert changed[0] == 0


def test_highlights_do_not_move_messages_to_other_parts():
    found = talk(2000)
    mark = '<mark class="q" id="q-aaaaaaa">{}</mark>'.format
    bodies = [each.html().split(" ") for each in renderer().message_bodies(found)]
    for words in bodies:
        words[1::10] = map(mark, words[1::10])
    marked = [WrittenBody(Markup(" ".join(words)), ()) for words in bodies]
    there = renderer().conversation_pages(found, CONTEXT, bodies=marked)
    starts = [[articles(each)[0]["data-number"] for each in version] for version in (pages(), there)]
    assert starts[0] == starts[1]


def test_the_first_page_has_the_id_of_every_message():
    first = read(pages()[0].data)
    ids = [values["id"] for _, values in first.elements if "id" in values]
    assert {each.anchor for each in talk(2000).messages} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_first_page_has_the_ids_of_drawings_former_anchors_and_quotes_in_other_parts():
    found = talk(2000)
    drawing = message(2000, USER, block(BlockKind.ART, "/\\_/\\"))
    last = replace(drawing, former_anchors=("m-aaaaaaa",))
    found = replace(found, messages=(*found.messages[:-1], last))
    link = Backlink(last.anchor, Mention(PageRef("essay", "An essay"), 1), "q-aaaaaaa")
    first, *others = renderer().conversation_pages(found, PageContext("lamps", backlinks=(link,)))
    ids = (each for anchor in (last.anchor, "m-aaaaaaa") for each in (anchor, f"{anchor}-a1"))
    assert "".join(f'<i id="{each}"></i>' for each in ids).encode() in first.data
    assert b'<i id="q-aaaaaaa"></i>' in first.data
    assert b'<span class="alias" id="m-aaaaaaa">' in others[-1].data


def test_each_part_leads_to_its_neighbours():
    for n, page in enumerate(pages()):
        rels = {
            values["rel"]: values["href"]
            for tag, values in read(page.data).elements
            if values.get("rel") in ("prev", "next")
        }
        expected = {"prev": n - 1, "next": n + 1}
        assert rels == {
            rel: pages()[other].path.removeprefix("c/") for rel, other in expected.items() if 0 <= other < len(pages())
        }


def test_the_permalink_of_a_message_is_the_same_in_each_part():
    for page in pages()[1:]:
        for each in articles(page)[:2]:
            assert f'class="permalink" href="lamps.html#{each["id"]}"'.encode() in page.data


def test_each_part_has_a_title_of_its_own():
    titles = [page.data.partition(b"<title>")[2].partition(b"</title>")[0] for page in pages()]
    assert len(set(titles)) == len(titles)


def test_a_part_begins_with_the_name_of_its_speaker():
    same_speaker = (message(n, LYRA, block(BlockKind.PROSE, f"{n} " + "salt " * 400)) for n in range(1, 1000))
    _, second, *_ = renderer().conversation_pages(conversation(*same_speaker), CONTEXT)
    assert [each["class"] for each in articles(second)[:2]] == ["message", "message follows"]


def test_an_address_of_a_part_is_an_address_of_its_conversation():
    assert parse_address("https://example.org/c/lamps.12.html#m-kwfjsn7") == AddressTarget("lamps", "m-kwfjsn7")
    assert urls.conversation_slug("c/lamps.12.html#m-kwfjsn7") == "lamps"

"""Test that ranges are found by words and by fragments."""

import pytest

from sitegen.quotes.text_fragments import find_words, read_page, resolve_fragment
from tests.quotes.text_fragments.sample_page import SAMPLE_MESSAGES, render_page

MODEL = read_page(render_page(SAMPLE_MESSAGES))


@pytest.mark.parametrize(
    ("anchor", "words", "expected"),
    [
        ("m-lamp001", "The lamp is out", "The lamp is out"),
        ("m-lamp001", "  the LAMP\n is  out", "The lamp is out"),
        ("m-lamp001", "is out. ack", "is out.\nack"),
        ("m-verse04", "comes the tide goes", "comes\nthe tide goes"),
        ("m-verse04", "nobody keeps it", "Nobody keeps it"),
        ("m-tea0005", 'елки--"зима"', "Ёлки — “зима”"),
        ("m-tea0005", "l'ete & naive", "l’été & naïve"),
        ("m-tea0005", "co\u00ad-operate", "co-operate"),
        ("m-back009", "ack", "Ack"),
        ("m-back009", "uck", "uck"),
        ("m-back009", ".", "."),
        ("m-ack0002", "ack ack", "ack\nLyra\n3 ack0003\nack"),
        ("m-draw007", "before ┌──┐ tide", "Before\nDrawing 7.1\n┌──┐ tide"),
    ],
)
def test_words_are_found_regardless_of_typography(anchor: str, words: str, expected: str):
    found = find_words(MODEL, anchor, words)
    assert found is not None
    assert (MODEL.text_of(found), found.anchor) == (expected, anchor)


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("m-lamp001", "the lamp was lit"),
        ("m-lamp001", "ack ack ack"),  # the third is another message further on
        ("m-lamp001", "Lyra"),  # a header
        ("m-lamp001", ""),
        ("m-lamp001", " \u200b "),
        ("m-ack0002", "tide"),
        ("m-nobody", "ack"),
        ("", "Lamps"),
    ],
)
def test_words_of_other_messages_and_headers_are_not_found(anchor: str, words: str):
    assert find_words(MODEL, anchor, words) is None


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("m-ack0003:~:text=ack", "m-lamp001"),  # the words need not be in the message with this id
        ("m-ack0003:~:text=ack0003-,ack", "m-ack0003"),
        (":~:text=duck", "m-back009"),
        ("m-gone:~:text=duck", "m-back009"),
        ("m-back009:~:text=the%20duck&text=zzz", "m-back009"),
        ("m-back009:~:text=zzz", None),
        ("m-back009:~:text=uck", None),
        ("m-back009:~:text=", "m-back009"),
        ("m-gone", None),
        ("", None),
    ],
)
def test_a_fragment_resolves_as_in_a_browser(fragment: str, expected: str | None):
    found = resolve_fragment(MODEL, fragment)
    assert (found.anchor if found else None) == expected


def test_an_id_resolves_to_the_whole_message_or_drawing():
    message, drawing = resolve_fragment(MODEL, "m-ack0002"), resolve_fragment(MODEL, "m-draw007-a1")
    assert message is not None
    assert drawing is not None
    assert MODEL.text_of(message) == "Lyra\n2 ack0002\nack"
    assert MODEL.text_of(drawing) == "┌──┐ tide\n│茶│"


def test_long_messages_are_searched_in_bounded_time():
    model = read_page(render_page([("one", f"<p>{'tide - ' * 50_000}</p><p>{' ' * 99_999}x</p>")]))
    assert find_words(model, "m-one", "tide tide") is None
    assert find_words(model, "m-one", "ide") is not None

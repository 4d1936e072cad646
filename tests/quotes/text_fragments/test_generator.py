"""Test that fragments match their range and nothing else."""

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sitegen.quotes.text_fragments import (
    PageModel,
    PageRange,
    best_fragment,
    generate_fragment,
    read_page,
    resolve_fragment,
)
from sitegen.quotes.text_fragments.boundaries import Boundary
from sitegen.quotes.text_fragments.directives import parse_fragment
from sitegen.quotes.text_fragments.search import search
from tests.quotes.text_fragments.pages import build_pages, conversation_paths, random_ranges
from tests.quotes.text_fragments.sample_page import SAMPLE_MESSAGES, find_range, render_page
from tests.shared import needs_shared

# Message, words, fragment. Published links use these: they must never change.
VECTORS = (
    ("m-lamp001", "The lamp is lit.", "m-lamp001:~:text=The%20lamp%20is%20lit."),
    ("m-lamp001", "out", "m-lamp001:~:text=out"),
    ("m-lamp001", "ack", "m-lamp001:~:text=ack"),
    ("m-ack0002", "ack", "m-ack0002:~:text=ack0002-,ack"),
    ("m-ack0003", "ack", "m-ack0003:~:text=ack0003-,ack"),
    ("m-verse04", "the tide comes", "m-verse04:~:text=The%20tide%20comes"),
    ("m-verse04", "goes⏎the tide comes", "m-verse04:~:text=goes,the%20tide%20comes"),
    ("m-verse04", "nobody keeps", "m-verse04:~:text=Nobody%20keeps"),
    ("m-verse04", "(Nobody keeps it.)", "m-verse04:~:text=(Nobody%20keeps%20it.)"),
    ("m-tea0005", "雨", "m-tea0005:~:text=%E8%8C%B6%E3%81%A8-,%E9%9B%A8"),
    ("m-tea0005", "雨と茶。", "m-tea0005:~:text=%E9%9B%A8%E3%81%A8%E8%8C%B6%E3%80%82"),
    (
        "m-tea0005",
        "茶と雨。雨と茶。茶と雨。",
        "m-tea0005:~:text=%E8%8C%B6%E3%81%A8%E9%9B%A8%E3%80%82%E9%9B%A8%E3%81%A8%E8%8C%B6%E3%80%82%E8%8C%B6%E3%81%A8%E9%9B%A8%E3%80%82",
    ),
    (
        "m-tea0005",
        'ёлки - "ЗИМА"',
        "m-tea0005:~:text=%D0%81%D0%BB%D0%BA%D0%B8%20%E2%80%94%20%E2%80%9C%D0%B7%D0%B8%D0%BC%D0%B0%E2%80%9D",
    ),
    ("m-tea0005", "co-operate, 50%", "m-tea0005:~:text=co%2Doperate%2C%2050%25"),
    ("m-tea0005", "l'ete & naive", "m-tea0005:~:text=l%E2%80%99%C3%A9t%C3%A9%20%26%20na%C3%AFve"),
    ("m-code006", "lit = 1", "m-code006:~:text=lit%20%3D%201"),
    ("m-code006", "if lamp: lit = 1 out = 2", "m-code006:~:text=if%20lamp%3A,out%20%3D%202"),
    ("m-draw007", "tide", "m-draw007-a1"),
    ("m-draw007", "After", "m-draw007:~:text=After"),
    ("m-draw007", "Before⏎Drawing 7.1⏎┌──┐ tide\n│茶│⏎After", "m-draw007:~:text=Before,After"),
    ("m-long008", "one end", "m-long008:~:text=one%20end"),
    ("m-long008", "a very long evening, a very", "m-long008:~:text=a%20very%20long%20evening%2C%20a%20very"),
    ("m-long008", "end.⏎Not the end.", "m-long008:~:text=end.,Not%20the%20end."),
    ("m-long008", "one⏎two", "m-long008:~:text=end.-,one,two"),
    ("m-back009", "Ack", "m-back009:~:text=back.-,Ack"),
    ("m-back009", ".", "m-back009:~:text=back-,."),
    ("m-back009", "The tide comes", "m-back009:~:text=.-,The%20tide%20comes"),
    ("m-ack0002", "ack⏎Lyra⏎3 ack0003⏎ack", "m-ack0002:~:text=ack0002-,ack,ack"),
)
MODEL = read_page(render_page(SAMPLE_MESSAGES))


@pytest.mark.parametrize(("anchor", "said", "fragment"), VECTORS)
def test_fragments_never_change(anchor: str, said: str, fragment: str):
    assert generate_fragment(MODEL, find_range(MODEL, anchor, said)) == fragment


def is_unique(model: PageModel, passage: PageRange, fragment: str) -> bool:
    """Return whether the search finds only this range, for all possible word boundaries."""
    target = model.folded_offset(passage.start), model.folded_offset(passage.end)
    (directive,) = parse_fragment(fragment).directives
    return all(search(model.folded, directive, least) == target for least in (Boundary.POSSIBLE, Boundary.ALWAYS))


@pytest.mark.parametrize("name", ["content", pytest.param("seeds", marks=needs_shared)])
def test_fragments_of_real_pages_match_their_ranges(name: str):
    random_ = random.Random(5)
    wrong, none, total = [], 0, 0
    for path in conversation_paths(build_pages(name)):
        model = read_page(build_pages(name)[path])
        for each in random_ranges(model, random_, 20):
            fragment = generate_fragment(model, each)
            total += 1
            none += fragment is None
            if (
                fragment
                and ":~:" in fragment
                and not (resolve_fragment(model, fragment) == each and is_unique(model, each, fragment))
            ):
                wrong.append((path, model.text_of(each), fragment))
    assert wrong == []
    assert none < 0.15 * total


WORDS = st.sampled_from(
    "a A ä ack ACK. the (the tide, it’s it's 3.14 . … — 茶 雨。 が 한글 ﬁn ß ss İ אב 🏮 x-y & 100% ,".split()
    + "e\u0301|\u0301|\u200b|👩\u200d🚀|a b|\xa0| |  |\u05be|\u0640".split("|")
)
BODIES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words).replace("&", "&amp;"))
TAGS = st.sampled_from(["<p>{}</p>", "<p>{}<br>x</p>", "<pre>{}</pre>", "<p><em>{}</em></p>", "<ul><li>{}</li></ul>"])
MESSAGES = st.lists(st.lists(st.tuples(TAGS, BODIES), min_size=1, max_size=4), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(MESSAGES, st.data())
def test_a_fragment_matches_exactly_its_range(bodies: list[list[tuple[str, str]]], data: st.DataObject):
    messages = [(f"id{n}", "".join(tag.format(text) for tag, text in parts)) for n, parts in enumerate(bodies)]
    model = read_page(render_page(messages))
    start = data.draw(st.integers(0, len(model.text) - 1))
    passage = model.trimmed_range(start, data.draw(st.integers(start + 1, len(model.text))))
    assume(passage is not None)
    assert passage is not None
    fragment = generate_fragment(model, passage)
    assume(fragment is not None)
    assert fragment is not None
    assert resolve_fragment(model, fragment) == passage
    assert is_unique(model, passage, fragment)
    assert parse_fragment(fragment).id == passage.anchor


def test_the_only_words_of_a_message_have_a_unique_fragment():
    model = read_page(render_page([(f"id{n}", "<p>ack</p>") for n in range(300)]))
    links = {generate_fragment(model, find_range(model, f"m-id{n}", "ack")) for n in range(300)}
    assert links == {"m-id0:~:text=ack"} | {f"m-id{n}:~:text=id{n}-,ack" for n in range(1, 300)}


def test_words_without_a_unique_fragment_use_the_id_of_their_message():
    model = read_page(render_page([("one", "<p>" + "tide " * 500 + "</p>")]))
    passage = model.trimmed_range(2000, 2003)
    assert passage is not None
    assert (generate_fragment(model, passage), best_fragment(model, passage)) == (None, "m-one")


@pytest.mark.parametrize("word", ["tide ", "tide", ".", "茶", "(", "a."])
def test_a_page_of_one_word_is_searched_in_bounded_time(word: str):
    model = read_page(render_page([("one", f"<p>{word * 40_000}</p>"), ("two", f"<p>{word}</p>" * 2000)]))
    passage = model.trimmed_range(len(model.text) // 2, len(model.text) // 2 + 1000)
    assert passage is not None
    assert generate_fragment(model, passage) is None

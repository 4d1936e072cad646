"""Marks around quoted words: the page stays the same page, and the words in the marks are the quote."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.quotes import text_fragments
from sitegen.quotes.highlights import Mark, marked

PAGE = (
    '<main><article class="message" id="m-aaaaaaa" data-number="1"><header><h2>one gull</h2></header>\n'
    '<div class="body" dir="auto">\n<p>The <em>first</em> gull &amp; the second gull.</p>\n'
    "<ul>\n<li>one</li>\n<li>two &lt;b&gt;</li>\n</ul>\n</div>\n"
    '<footer class="quoted"><p>Quoted in: one gull</p></footer>\n</article>\n'
    '<article class="message" id="m-bbbbbbb" data-number="2"><header><h2>two</h2></header>\n'
    '<div class="body" dir="auto">\n<pre class="art">+--+\n|  |\n+--+</pre>\n<p>Ça va, gull?</p>\n</div>\n</article></main>'
)
BOTH = ("m-aaaaaaa", "m-bbbbbbb")


def inside(page: str) -> str:
    return html.unescape("|".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", page)))


@pytest.mark.parametrize(
    ("mark", "pieces"),
    [
        (Mark("q-1", BOTH[:1], "first gull"), "first| gull"),
        (Mark("q-1", BOTH[:1], "gull & the"), " gull & the".strip()),
        (Mark("q-1", BOTH[:1], "gull", 1), "gull"),
        (Mark("q-1", BOTH[:1], "**first** GULL"), "first| gull"),
        (Mark("q-1", BOTH[:1], "one two"), "one|two"),
        (Mark("q-1", BOTH[:1], "<b>"), "<b>"),
        (Mark("q-1", BOTH[1:], "Ca va"), "Ça va"),
        (Mark("q-1", BOTH, "two <b> +--+"), "two <b>|+--+"),
        (Mark("q-1", BOTH[1:], "|  |"), "|  |"),
        (Mark("q-1", BOTH[:1], "Quoted in"), ""),
        (Mark("q-1", BOTH[:1], "nobody said this"), ""),
        (Mark("q-1", ("m-zzzzzzz",), "gull"), ""),
        (Mark("q-1", BOTH[:1], ""), ""),
    ],
)  # fmt: skip
def test_the_marked_words_are_the_quote(mark: Mark, pieces: str):
    page = marked(PAGE, [mark])
    assert inside(page) == pieces
    assert page.count('id="q-1"') == bool(pieces)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE


def test_of_two_places_the_one_that_is_meant_is_marked():
    assert 'the second <mark class="q" id="q-1">gull</mark>.' in marked(
        PAGE, [Mark("q-1", BOTH[:1], "gull", 1)]
    )


def test_marks_that_overlap_are_well_nested():
    page = marked(PAGE, [Mark("q-1", BOTH[:1], "gull & the second"), Mark("q-2", BOTH[:1], "second gull")])
    depth = 0
    for tag in re.findall(r"</?mark", page):
        depth += 1 if tag == "<mark" else -1
        assert 0 <= depth <= 2
    assert depth == 0
    assert (page.count('id="q-1"'), page.count('id="q-2"')) == (1, 1)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE


words = st.lists(
    st.sampled_from(["gull", "the", "&", "first", "<b>", "one", "+--+", "Ça", "**", "."]), max_size=4
)


@given(st.lists(st.builds(Mark, st.from_regex("q-[a-z]{3}", fullmatch=True), st.sampled_from([BOTH, BOTH[:1], BOTH[1:]]),
                          words.map(" ".join), st.integers(0, 3)), max_size=5))  # fmt: skip
def test_no_mark_changes_what_is_read_or_found(marks: list[Mark]):
    page = marked(PAGE, marks)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE
    assert text_fragments.read(page.encode()).text == text_fragments.read(PAGE.encode()).text

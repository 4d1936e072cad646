"""Test that highlights enclose the quoted words and change nothing else."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.quotes import text_fragments
from sitegen.quotes.highlights import Highlight, highlight

PAGE = (
    '<main><article class="message" id="m-aaaaaaa" data-number="1"><header><h2>one gull</h2></header>\n'
    '<div class="body" dir="auto">\n<p>The <em>first</em> gull &amp; the second gull.</p>\n'
    "<ul>\n<li>one</li>\n<li>two &lt;b&gt;</li>\n</ul>\n</div>\n"
    '<footer class="quoted"><p>Quoted in: one gull</p></footer>\n</article>\n'
    '<article class="message" id="m-bbbbbbb" data-number="2"><header><h2>two</h2></header>\n'
    '<div class="body" dir="auto">\n<pre class="art">+--+\n|  |\n+--+</pre>\n<p>Ça va, gull?</p>\n</div>\n</article></main>'
)
BOTH = ("m-aaaaaaa", "m-bbbbbbb")


def highlighted_words(page: str) -> str:
    return html.unescape("|".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", page)))


@pytest.mark.parametrize(
    ("mark", "pieces"),
    [
        (Highlight("q-1", BOTH[:1], "first gull"), "first| gull"),
        (Highlight("q-1", BOTH[:1], "gull & the"), " gull & the".strip()),
        (Highlight("q-1", BOTH[:1], "gull", 1), "gull"),
        (Highlight("q-1", BOTH[:1], "**first** GULL"), "first| gull"),
        (Highlight("q-1", BOTH[:1], "one two"), "one|two"),
        (Highlight("q-1", BOTH[:1], "<b>"), "<b>"),
        (Highlight("q-1", BOTH[1:], "Ca va"), "Ça va"),
        (Highlight("q-1", BOTH, "two <b> +--+"), "two <b>|+--+"),
        (Highlight("q-1", BOTH[1:], "|  |"), "|  |"),
        (Highlight("q-1", BOTH[:1], "Quoted in"), ""),
        (Highlight("q-1", BOTH[:1], "nobody said this"), ""),
        (Highlight("q-1", ("m-zzzzzzz",), "gull"), ""),
        (Highlight("q-1", BOTH[:1], ""), ""),
    ],
)  # fmt: skip
def test_the_highlighted_words_are_the_quote(mark: Highlight, pieces: str):
    page = highlight(PAGE, [mark])
    assert highlighted_words(page) == pieces
    assert page.count('id="q-1"') == bool(pieces)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE


def test_the_right_one_of_two_occurrences_is_highlighted():
    assert 'the second <mark class="q" id="q-1">gull</mark>.' in highlight(
        PAGE, [Highlight("q-1", BOTH[:1], "gull", 1)]
    )


def test_overlapping_highlights_are_well_nested():
    page = highlight(PAGE, [Highlight("q-1", BOTH[:1], "gull & the second"), Highlight("q-2", BOTH[:1], "second gull")])
    depth = 0
    for tag in re.findall(r"</?mark", page):
        depth += 1 if tag == "<mark" else -1
        assert 0 <= depth <= 2
    assert depth == 0
    assert (page.count('id="q-1"'), page.count('id="q-2"')) == (1, 1)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE


words = st.lists(st.sampled_from(["gull", "the", "&", "first", "<b>", "one", "+--+", "Ça", "**", "."]), max_size=4)


@given(st.lists(st.builds(Highlight, st.from_regex("q-[a-z]{3}", fullmatch=True), st.sampled_from([BOTH, BOTH[:1], BOTH[1:]]),
                          words.map(" ".join), st.integers(0, 3)), max_size=5))  # fmt: skip
def test_highlights_do_not_change_the_text(marks: list[Highlight]):
    page = highlight(PAGE, marks)
    assert re.sub(r"</?mark[^>]*>", "", page) == PAGE
    assert text_fragments.read_page(page.encode()).text == text_fragments.read_page(PAGE.encode()).text

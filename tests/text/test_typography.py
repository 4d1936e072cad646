"""Typographic normalization."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.text.typography import typographic_map


@pytest.mark.parametrize(
    "texts",
    [
        ("“Why?”", '"Why?"', "‘Why?’", "«Why?»", "„Why?“", "&ldquo;Why?&rdquo;", "&#8220;Why?&#x201d;"),
        ("don’t", "don't", "don&#39;t", "don´t", "donʼt"),
        ("a—b", "a — b", "a -- b", "a--b", "a---b", "a – b", "a\u2011b"),
        ("so…", "so...", "so . . .", "so ...", "so …"),
        ("**bold** and *soft*", "__bold__ and _soft_", "bold and soft", "`bold` and ~~soft~~"),
        ("see [the *almanac*](https://e.org/a_b \"x\")", "see the almanac"),
        ("![a buoy](b.png)", "a buoy"),
        ("# Low tide #", "Low tide #", "### Low tide #"),
        ("1. salt\n2. rope", "- salt\n- rope", "* salt\n+ rope", "salt rope", "> salt\n> rope", "• salt\n•\u00a0rope"),
        ("one\n\n---\n\ntwo", "one two", "one\n===\ntwo", "one\n* * *\ntwo"),
        ("ﬁnd １ ﾊﾟ", "find 1 パ"),
        ("co\u00adop\u200b", "coop"),
        ("non\u00a0stop", "non stop", "non\nstop"),
        ("```python\nx\n```", "x"),
    ],
)  # fmt: skip
def test_these_are_typographically_the_same(texts: tuple[str, ...]):
    assert {typographic_map(text).text for text in texts} == {typographic_map(texts[0]).text}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wait, no", "Wait no"),
        ("no.", "no"),
        ("The", "the"),
        ("resign", "re-sign"),
        ("2 * 3", "2 3"),
        ("a*b", "ab"),
        ("2**3", "23"),
        ("snake_case", "snakecase"),
        ("a ____ b", "a b"),
        ("really?", "really!"),
        (". . . . . .", "..."),
        ("+-----+", "+-------+"),
        ("1984. It was", "It was"),
    ],
)
def test_these_are_typographically_different(one: str, other: str):
    assert typographic_map(one).text != typographic_map(other).text


def test_an_escaped_character_is_itself():
    assert typographic_map("\\*not soft\\*, 1\\. \\[x\\](y)").text == "*not soft*, 1. [x](y)"


def test_code_keeps_its_punctuation_and_loses_its_fence():
    text = "*a*\n```\n*b* # c\n```\n*d*"
    start, end = text.index("```"), text.rindex("```") + 3
    assert typographic_map(text, [Span(start, end)]).text == "a *b* # c d"
    assert typographic_map(text, markdown=False).text == "*a* ''' *b* # c ''' *d*".replace("'''", "'")


def test_a_span_is_mapped_to_the_markdown_source():
    text = "He said **“well…”** -- and\nleft."
    folded = typographic_map(text)
    assert folded.text == "He said 'well...'-and left."
    start = folded.text.index("well")
    assert folded.source_span(start, start + len("well...'-and")).of(text) == "well…”** -- and"


SOUP = st.lists(
    st.sampled_from([*"ab1 \n*_`~#>-+.[]()\\!'\"&;", "…", "—", "“", "”", "http://x", "](x)", "&amp;", "½", "é", "\u0301", "```\n", "木"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP | st.text(max_size=60), st.booleans(), st.data())
def test_every_span_has_a_source(text: str, markdown: bool, data: st.DataObject):
    folded = typographic_map(text, markdown=markdown)
    assert folded.text == folded.text.strip()
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        span = folded.source_span(start, end)
        assert 0 <= span.start < span.end <= len(text)


@given(st.text(st.characters(categories=["L", "Nd", "Zs"]), max_size=60))
def test_words_alone_are_never_lost(text: str):
    def letters(form: str) -> str:
        return "".join(char for char in form if char.isalnum())

    plain = typographic_map(text, markdown=False)
    assert letters(typographic_map(text).text) == letters(plain.text)


@pytest.mark.parametrize(
    "sign", ["[", "![", "[a](", "*", "_", "`", "- ", "> ", "#", "\\", "- - ", ". ", "--", "&a", " ", "\n", "e\u0301"]
)  # fmt: skip
def test_two_hundred_thousand_characters_take_linear_time(sign: str):
    assert len(typographic_map(sign * 200_000).text) <= len(sign) * 200_000

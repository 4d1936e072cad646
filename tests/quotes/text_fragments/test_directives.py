"""Test that text fragments are formatted and parsed as in browsers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.permalinks import urls
from sitegen.quotes.text_fragments.directives import Fragment, TextDirective, parse_fragment

TERM = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("m-abc", Fragment("m-abc")),
        ("#m-abc", Fragment("m-abc")),
        ("", Fragment("")),
        ("m-abc:~:text=a", Fragment("m-abc", (TextDirective("a"),))),
        (":~:text=a,b", Fragment("", (TextDirective("a", "b"),))),
        ("m:~:text=p-,a,b,-s", Fragment("m", (TextDirective("a", "b", "p", "s"),))),
        ("m:~:text=p-,a", Fragment("m", (TextDirective("a", prefix="p"),))),
        ("m:~:text=a,-s", Fragment("m", (TextDirective("a", suffix="s"),))),
        ("m:~:text=a&text=b", Fragment("m", (TextDirective("a"), TextDirective("b")))),
        ("m:~:selector=x&text=a%20b%2C%2Dc", Fragment("m", (TextDirective("a b,-c"),))),
        ("m:~:text=", Fragment("m")),
        ("m:~:text=p-", Fragment("m")),
        ("m:~:text=p-,-s", Fragment("m")),
        ("m:~:text=a,b,c", Fragment("m")),
        ("m:~:text=a,,b", Fragment("m")),
        ("m:~:txt=a", Fragment("m")),
        ("m%2Dabc", Fragment("m-abc")),
    ],
)
def test_a_fragment_is_parsed(fragment: str, expected: Fragment):
    assert parse_fragment(fragment) == expected


@given(TERM, TERM | st.just(""), TERM | st.just(""), TERM | st.just(""))
def test_formatted_fragments_are_parsed_to_the_same_terms(start: str, end: str, prefix: str, suffix: str):
    fragment = urls.text_fragment("m-abc", start, end, prefix, suffix)
    assert parse_fragment(fragment) == Fragment("m-abc", (TextDirective(start, end, prefix, suffix),))
    assert fragment.isascii()
    assert not set(fragment) & set(' <>"`#')


def test_a_lone_surrogate_is_encoded_as_the_replacement_character():
    assert urls.text_fragment("m-abc", "a\ud800") == "m-abc:~:text=a%EF%BF%BD"


@given(st.text())
def test_any_text_is_parsed(fragment: str):
    assert isinstance(parse_fragment(fragment), Fragment)

"""Directives are spelled and read as browsers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.permalinks import urls
from sitegen.quotes.text_fragments.directives import Directive, Fragment, parse

TERM = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("m-abc", Fragment("m-abc")),
        ("#m-abc", Fragment("m-abc")),
        ("", Fragment("")),
        ("m-abc:~:text=a", Fragment("m-abc", (Directive("a"),))),
        (":~:text=a,b", Fragment("", (Directive("a", "b"),))),
        ("m:~:text=p-,a,b,-s", Fragment("m", (Directive("a", "b", "p", "s"),))),
        ("m:~:text=p-,a", Fragment("m", (Directive("a", prefix="p"),))),
        ("m:~:text=a,-s", Fragment("m", (Directive("a", suffix="s"),))),
        ("m:~:text=a&text=b", Fragment("m", (Directive("a"), Directive("b")))),
        ("m:~:selector=x&text=a%20b%2C%2Dc", Fragment("m", (Directive("a b,-c"),))),
        ("m:~:text=", Fragment("m")),
        ("m:~:text=p-", Fragment("m")),
        ("m:~:text=p-,-s", Fragment("m")),
        ("m:~:text=a,b,c", Fragment("m")),
        ("m:~:text=a,,b", Fragment("m")),
        ("m:~:txt=a", Fragment("m")),
        ("m%2Dabc", Fragment("m-abc")),
    ],
)
def test_a_fragment_is_read(fragment: str, expected: Fragment):
    assert parse(fragment) == expected


@given(TERM, TERM | st.just(""), TERM | st.just(""), TERM | st.just(""))
def test_what_is_spelled_is_read_again(start: str, end: str, prefix: str, suffix: str):
    spelled = urls.passage("m-abc", start, end, prefix, suffix)
    assert parse(spelled) == Fragment("m-abc", (Directive(start, end, prefix, suffix),))
    assert spelled.isascii()
    assert not set(spelled) & set(' <>"`#')


def test_half_a_character_is_spelled_as_what_files_hold_in_its_place():
    assert urls.passage("m-abc", "a\ud800") == "m-abc:~:text=a%EF%BF%BD"


@given(st.text())
def test_nothing_is_too_wild_to_be_read(fragment: str):
    assert isinstance(parse(fragment), Fragment)

"""Tokenization of HTML, compared with lxml."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from sitegen.quotes.html_document import plain_text
from sitegen.text.html_tokens import HtmlTag, HtmlText, tokenize_html


def parts(source: str) -> list[str]:
    return [
        each.text if isinstance(each, HtmlText) else f"{'/' * each.is_end_tag}{each.name}"
        for each in tokenize_html(source)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<b>c</b>d", ["a", "b", "c", "/b", "d"]),
        ("1 < 2 <3 & 4", ["1 < 2 <3 & 4"]),
        ("a<!-- <b>c</b> -->d", ["a", "d"]),
        ("a<!-- never closed <b>", ["a"]),
        ("<!doctype html><?php echo ?>x</>y", ["x", "y"]),
        ("<script>if (a<b) '</b>'</script>x", ["script", "x"]),
        ("<style>a>b{}</STYLE >x<script>never closed", ["style", "x", "script"]),
        ("&lt;b&gt; &hellip; &copy", ["<b> … ©"]),
        ("<a title='>'>x</a>", ["a", "x", "/a"]),
        ('<a title="never closed>x<b>y', ['<a title="never closed>x', "b", "y"]),
    ],
)
def test_html_is_split_into_tags_and_texts(source: str, expected: list[str]):
    assert parts(source) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('href="c/a.html#m-1"', {"href": "c/a.html#m-1"}),
        ("HREF = 'x y' class=z", {"href": "x y", "class": "z"}),
        ("href=u/v hidden", {"href": "u/v", "hidden": ""}),
        ('href="a&amp;b"', {"href": "a&b"}),
        ("href=1 href=2", {"href": "1"}),
    ],
)
def test_every_attribute_has_its_span(attributes: str, expected: dict[str, str]):
    source = f"x<a {attributes}>"
    (tag,) = (each for each in tokenize_html(source) if isinstance(each, HtmlTag))
    assert {name: value.value for name, value in tag.attributes.items()} == expected
    assert [value.span.of(source).replace("&amp;", "&") for value in tag.attributes.values()] == list(expected.values())


PIECES = st.sampled_from(
    ["word ", "&amp; ", "<p>", "</p>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<br>", "<!-- no -->",
     "<script>no('<p>')</script>", "<style>p>b{}</style>", '<a href="c/a.html">', "</a>", "é “x” ", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_text_is_the_same_as_with_lxml(source: str):
    page = f"<html><body>{source}</body></html>"
    root = lxml_html.document_fromstring(page.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    expected = "".join(root.itertext())
    assert re.sub(r"\s", "", plain_text(page)) == re.sub(r"\s", "", expected)


@pytest.mark.parametrize("sign", ["<", "<a ", '<a "', "<!--", "<script>", "<!", "</", "<p>", "<a href=x>", "&"])
def test_a_hundred_thousand_tokens_take_linear_time(sign: str):
    assert len(list(tokenize_html(sign * 100_000))) <= 100_000

"""Markdown by the owner of a site."""

import pytest

from sitegen.render.owner_markdown import OwnerMarkdown, is_local


def html(text: str) -> str:
    return str(OwnerMarkdown(lambda code, info, _: f"[{info}: {code}]").render(text)).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline.", "<p>One\nline.</p>"),
        ("\\*plain\\* &amp; 'so'", "<p>*plain* &amp; 'so'</p>"),
        ("# Big\n\n## Less", "<h3>Big</h3>\n<h4>Less</h4>"),
        ("[a](c/lamps.html)", '<p><a href="c/lamps.html">a</a></p>'),
        ("[a](c/lamps.html#m-abc)", '<p><a href="c/lamps.html#m-abc">a</a></p>'),
        (
            "[a](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer nofollow ugc">a</a></p>',
        ),
        ("![a lamp](static/lamp.png)", '<p><img src="static/lamp.png" alt="a lamp"></p>'),
        (
            "![a lamp](https://example.org/lamp.png)",
            '<p><a class="image" href="https://example.org/lamp.png" rel="noopener noreferrer nofollow ugc">'
            "[image: a lamp]</a></p>",
        ),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>"),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("```py\nx\n```", "[py: x]"),
        ("\u202eback", "<p>⟦U+202E⟧back</p>"),
    ],
)
def test_it_is_standard_markdown_without_html(text: str, expected: str):
    assert html(text) == expected


def test_text_that_is_too_complex_is_plain():
    assert html("[" * 3000).startswith('<pre class="plain">[[[')


@pytest.mark.parametrize("url", ["art.html", "c/a-b.html#m-x", "../c/a.html", "./x", "50%25.html"])
def test_relative_paths_are_local(url: str):
    assert is_local(url)


@pytest.mark.parametrize(
    "url", ["", "/etc", "//host/x", "javascript:x", "a:b", "data:text/html,x", "x\\y", "a b", "\tx", "?q"]
)
def test_other_urls_are_not_local(url: str):
    assert not is_local(url)

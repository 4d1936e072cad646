"""Markdown of messages loses no text, makes no unsafe links, and is fast."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from sitegen.render.markdown import MAX_CHARACTERS, MAX_NESTING, MAX_STEPS, Budget, MarkdownRenderer, excess_steps
from tests.render.page_elements import read

MARKDOWN = MarkdownRenderer(lambda text, info, _: f"<pre>{escape(info)} {escape(text)}</pre>")
REL = 'rel="noopener noreferrer nofollow ugc"'


def html(text: str) -> str | None:
    found = MARKDOWN.parse(text, Budget())
    return None if found is None else str(found.html([])).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one  \n   two\\\nthree", "<p>one<br>   two\\<br>three</p>"),
        ("    far in\nhere", "<p>    far in<br>here</p>"),
        ("<b>x</b> <!-- y -->", "<p>&lt;b&gt;x&lt;/b&gt; &lt;!-- y --&gt;</p>"),
        ("<div>\nx\n</div>", "<p>&lt;div&gt;<br>x<br>&lt;/div&gt;</p>"),
        ("&amp; &copy;", "<p>&amp;amp; &amp;copy;</p>"),
        ("[AI-4 (Grok 4)]: text", "<p>[AI-4 (Grok 4)]: text</p>"),
        ("[a]: #x\n\n[a]", "<p>[a]: #x</p>\n<p>[a]</p>"),
        ("1. a\n2. b\n7. c", '<ol><li value="1">a</li><li value="2">b</li><li value="7">c</li></ol>'),
        ("~~a~~", "<p><s>a</s></p>"),
        ("~ a ~", "<p>~ a ~</p>"),
        ("https://example.org", "<p>https://example.org</p>"),
        ('"quoted" -- (c)', "<p>&quot;quoted&quot; -- (c)</p>"),
        ("esc \x1b[0m", '<p>esc <span class="invisible" title="ESCAPE">␛</span>[0m</p>'),
        ("a\rb", '<p>a<span class="invisible" title="CARRIAGE RETURN">␍</span>b</p>'),
    ],
)
def test_prose_is_rendered(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[a](https://example.org/ü?b=[c]&d)",
            f'<a href="https://example.org/%C3%BC?b=%5Bc%5D&amp;d" {REL}>a</a>',
        ),
        ('[a](http://x.org "b\\"c")', f'<a href="http://x.org" {REL} title="b&#34;c">a</a>'),
        ("[a](#m-kwfjsn7)", '<a href="#m-kwfjsn7">a</a>'),
        ("<https://x.org/%41>", f'<a href="https://x.org/%41" {REL}>https://x.org/%41</a>'),
        ("<a@x.org>", f'<a href="mailto:a@x.org" {REL}>a@x.org</a>'),
        (
            "![b *c*](https://x.org/d.png)",
            f'<a class="image" href="https://x.org/d.png" {REL}>[image: b c]</a>',
        ),
        ("[a](./b.md)", "[a](./b.md)"),
        ("[a](//x.org)", "[a](//x.org)"),
        ("[a](javascript:b)", "[a](javascript:b)"),
        ("[a](JAVA&#x73;cript:b)", "[a](JAVA&amp;#x73;cript:b)"),
        ("[a](data:text/html,b)", "[a](data:text/html,b)"),
        ("[a](tel:1)", "[a](tel:1)"),
        ("[a](https:b)", "[a](https:b)"),
        ("![a](b.png)", "![a](b.png)"),
        ("<ftp://x.org>", "&lt;ftp://x.org&gt;"),
    ],
)
def test_only_web_mail_and_fragments_are_linked(text: str, expected: str):
    assert html(text) == f"<p>{expected}</p>"


def test_an_image_inside_a_link_is_text():
    assert html("[![a](https://x.org/b)](https://x.org)") == (
        f'<p><a href="https://x.org" {REL}><span class="image">[image: a https://x.org/b]</span></a></p>'
    )


def test_headings_begin_at_h3_and_skip_no_level():
    levels: list[int] = []
    blocks = [MARKDOWN.parse(each, Budget()) for each in ("### a\n##### b\n### c\n# d\n## e", "###### f\n## g")]
    tags = [tag for tag, _ in read("".join(each.html(levels) for each in blocks if each)).elements]
    assert tags == ["h3", "h4", "h3", "h3", "h4", "h5", "h4"]


def test_headings_have_no_ids():
    assert html("# main") == "<h3>main</h3>"


def test_tables_align_by_class():
    table = read(html("| a | b |\n|:-:|--:|\n| c | d |") or "")
    cells = [(tag, values) for tag, values in table.elements if tag in ("th", "td")]
    assert cells == [
        ("th", {"class": "center"}),
        ("th", {"class": "right"}),
        ("td", {"class": "center"}),
        ("td", {"class": "right"}),
    ]


def test_a_table_that_would_lose_cells_stays_text():
    assert html("| a |\n|---|\n| b | lost |") == "<p>| a |<br>|---|<br>| b | lost |</p>"


def test_code_gets_its_whole_info_string():
    assert html("- a\n\n  ```py title=x\n  b\n  ```") == ("<ul><li><p>a</p><pre>py title=x b</pre></li></ul>")


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MAX_CHARACTERS + 1),
        "[" * 2001,
        "![" * 501,
        "![[]()" * 501,
        "<![CDATA[" * 501,
        "*a " * 8001,
        "> " * MAX_NESTING + "words",
        "> " * 20 + "a\n" * 90_000,
        "- " * 20 + "a\n" * 90_000,
        "".join("  " * n + "- words\n" for n in range(MAX_NESTING)),
    ],
    ids=lambda text: text[:9],
)
def test_text_that_is_too_complex_is_plain(text: str):
    assert html(text) is None


BELOW_THE_LIMITS = {
    "table": "|" + "a|" * 199 + "\n|" + "-|" * 199 + "\n" + "|a|\n" * 50,
    "images": "![" * 499,
    "brackets": "[ a_" * 1999,
    "CDATA": "<![CDATA[" * 499,
}


@pytest.mark.parametrize("name", BELOW_THE_LIMITS)
def test_a_conversation_of_many_texts_just_below_the_limits_has_a_budget(name: str):
    budget = Budget()
    text = BELOW_THE_LIMITS[name]
    parsed = [MARKDOWN.parse(text, budget) is not None for _ in range(200)]
    assert parsed[0]
    assert sum(parsed) == MAX_STEPS // excess_steps(text) < 100
    assert parsed == sorted(parsed, reverse=True)
    assert MARKDOWN.parse("An *honest* [text](https://example.org) after it.", budget) is not None


@pytest.mark.parametrize(
    "text",
    [
        "See [the tide](https://example.org/tide) and ![a lamp](https://example.org/lamp.png).\n\n" * 500,
        "- [ ] one thing to do before the tide\n" * 400,
        ("| a | b | c |\n|---|---|---|\n" + "| one | two | three |\n" * 300 + "\n") * 5,
        "values[n] = other[n] + more[n][k]\n" * 60,
    ],
)
def test_honest_text_costs_nothing_of_the_budget(text: str):
    assert excess_steps(text) == 0


def test_a_table_with_more_empty_cells_than_the_budget_is_plain():
    assert html("|" + "a|" * 199 + "\n|" + "-|" * 199 + "\n" + "|a|\n" * 199) is None


# Each is quadratic or worse in a naive parser, which would not finish within the test run.
@pytest.mark.parametrize(
    "text",
    [
        "[ a_" * 2000,
        "[" * 1000 + "a" + "]" * 1000,
        "[a](" * 2000,
        "[a](<b" * 2000,
        "![[]()" * 500,
        "<![CDATA[" * 500,
        "<" * 200_000,
        "<a " * 66_000,
        "<!--" * 50_000,
        "*a **a " * 2600,
        "a**b" * 4000,
        "*" * 4000 + "a" + "*" * 4000,
        "".join("e" + "`" * n for n in range(1, 126)),
        "|" * 8000,
        "|" + "a|" * 240 + "\n|" + "-|" * 240 + "\n" + "|a\n" * 80,
        "> " * 29 + "a\n" * 9_000,
        "".join("  " * n + "- a\n" for n in range(28)) * 100,
        " " * 200_000,
        "\n" * 200_000,
        "\\" * 200_000,
        "\\(" * 100_000,
        "\\[\n# a\n" * 1_900,
        "$$\n" * 66_000,
        "a\\[" * 2_000,
        "http://" * 28_000,
        ">\n" * 100_000,
        "> a\n>b\n" * 28_000,
        "_a" * 8_000,
        "<a@" * 66_000,
        "|a|\n|-|\n|b|c|\n" * 1_100,
        "&" * 200_000,
        "- a\n" * 50_000,
        "| " * 3999 + "-" * 100_000,
        " " * 100_000 + "|" + "-" * 50_000,
        "~" * 8000,
        '"' * 200_000,
    ],
    ids=lambda text: f"{text[:12]!r}",
)
def test_pathological_text_ends(text: str):
    assert html(text) is not None


PIECES = st.sampled_from(
    ["*", "**", "_", "`", "```", "~~", "~~~", "[", "](", "]", ")", "![", "<", ">", "http://x.org", "#", "##",
     "-", "+", "1.", "7)", "|", "|---|", "\n|-|-|\n", ":-:", "\n", "\n\n", "    ", "  ", "\t", "\\", "&amp;",
     "&#65;", "]:", '"', "'", "===", "---", "<b>", "<!--", "-->", "]]>", "mailto:a@b", "word", "zwei", "três",
     "四", "5", "é", "\u202e", "\x1b", "\r", "\x85", "\u2028", "\xa0", "javascript:x", "./path"]
)  # fmt: skip


def letters(text: str) -> str:
    """Return letters and digits, decoded and without leading zeros."""
    for _ in range(9):
        text = unescape(unquote(text))
    return "".join(re.findall(r"[^\W_]", re.sub(r"(?<!\d)0+(?=\d)", "", text)))


def is_subsequence(some: str, of: str) -> bool:
    rest = iter(of)
    return all(char in rest for char in some)


@given(st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join))
@example("| a |\n|-|\n| b | c |\n")
@example("> > 1. a\n>\n> 7) b")
@example("a\n===\n[b]: c 'd'\n")
@example("[b]: http://x.org 'd'\n")
@example("- x\n\n  ```info string\n  y\n")
def test_no_letter_is_lost(text: str):
    found = html(text)
    if found is not None:
        page = read(found)
        assert page.faults == []
        assert is_subsequence(letters(text), letters(page.with_attributes))

"""Quoted passages with the Markdown of their messages, and as plain words where that would show others."""

from dataclasses import replace

import pytest

from sitegen.model import BlockKind
from sitegen.quotes.passage_parts import PassagePart, passage_parts
from sitegen.render.passage_view import PassageRenderer, PassageView
from tests.quotations import PASSAGE, PERSON, PLATE

PROSE, CODE, ART = BlockKind.PROSE, BlockKind.CODE, BlockKind.ART
RENDERER = PassageRenderer()
DRAWING = "+----+  /\\\n| ab |  \\/\n+----+"


def parts_of(text: str, source: str) -> tuple[PassagePart, ...]:
    start = text.index(source)
    return passage_parts([text], start, start + len(source))


def view(words: str, *parts: PassagePart, limit: int | None = None) -> PassageView:
    return RENDERER.view(replace(PASSAGE, words=words, parts=parts), limit)


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("I *counted* the gulls.", "counted* the", (PROSE, "*counted* the")),
        ("I *counted* the **gulls**.", "counted* the **gulls", (PROSE, "*counted* the **gulls**")),
        ("Then:\n\n- **One** gull\n- two", "One** gull\n- two", (PROSE, "- **One** gull\n- two")),
        ("> > Said *so*", "Said *so", (PROSE, "> > Said *so*")),
        ("2 - 1 gulls", "1 gulls", (PROSE, "1 gulls")),
        ("So:\n\n```py\n  a = 1\n  b = 2\n```", "a = 1\n  b = 2", (CODE, "  a = 1\n  b = 2")),
        ("So:\n\n```py\na = 1\n```", "```py\na = 1\n```", (CODE, "a = 1", "py")),
        ("```py\na = 1\nb = 2\n```", "```py\na = 1", (CODE, "a = 1", "py")),
        (f"```\n{DRAWING}\n```", f"```\n{DRAWING}\n```", (ART, DRAWING)),
    ],
)
def test_the_source_of_words_has_the_signs_that_belong_to_them(text: str, source: str, expected: tuple[BlockKind, str]):
    assert parts_of(text, source) == (PassagePart(*expected),)


def test_a_passage_of_several_messages_has_the_parts_of_each():
    texts = ["Before. *One*.", "```\nx = 1\ny = 2\n```", "Two. After."]
    assert passage_parts(texts, texts[0].index("One"), texts[2].index(" After")) == (
        PassagePart(PROSE, "*One*."),
        PassagePart(CODE, "x = 1\ny = 2"),
        PassagePart(PROSE, "Two."),
    )


@pytest.mark.parametrize(
    ("source", "words", "html"),
    [
        ("*Hang on*, it was **good**", "Hang on, it was good", "<p><em>Hang on</em>, it was <strong>good</strong></p>\n"),
        ("One.\n\nTwo,\nthree.", "One.\nTwo,\nthree.", "<p>One.</p>\n<p>Two,<br>three.</p>\n"),
        ("## The fog\n\n1. counts", "The fog\ncounts", '<p><strong>The fog</strong></p>\n<ol><li value="1">counts</li></ol>\n'),
        ("> **No. 413.** A bell", "No. 413. A bell", "<p><strong>No. 413.</strong> A bell</p>"),
        ("> One\n\nTwo", "One\nTwo", "<blockquote><p>One</p></blockquote>\n<p>Two</p>\n"),
        ("See [the *tide*](https://example.org).", "See the tide.", "<p>See the <em>tide</em>.</p>\n"),
        ("![gull](https://example.org/g.png)", "[image: gull]", '<p><span class="image">[image: gull]</span></p>\n'),
        ("`a < b` &amp; *<b>*", "a < b &amp; <b>", "<p><code>a &lt; b</code> &amp;amp; <em>&lt;b&gt;</em></p>\n"),
    ],
)  # fmt: skip
def test_markdown_is_rendered_without_links_and_headings(source: str, words: str, html: str):
    assert view(words, PassagePart(PROSE, source)) == PassageView(html, None, False, "", "", False)


@pytest.mark.parametrize(
    ("source", "words", "html"),
    [
        ("**Note: it counts", "Note: it counts", "<p>Note: it counts</p>\n"),  # the emphasis ends later
        ("it counts *all", "it counts all", "<p>it counts all</p>"),
        ("- *one", "one", "<p>one</p>\n"),
        ("- ", "2", "<p>2</p>"),  # nothing is left without its signs
        ("*other* <script>", "<script>alert(1)</script>\u202e", "<p>&lt;script&gt;alert(1)&lt;/script&gt;"
         '<span class="invisible" title="RIGHT-TO-LEFT OVERRIDE">⟦U+202E⟧</span></p>'),
    ],
)  # fmt: skip
def test_a_source_that_shows_other_words_is_not_used(source: str, words: str, html: str):
    assert view(words, PassagePart(PROSE, source)).html == html


def test_code_and_drawings_keep_their_lines():
    parts = (PassagePart(PROSE, "Run *it*:"), PassagePart(CODE, "  a < 1\n  b", "py"), PassagePart(ART, DRAWING))
    assert view(f"Run it:\npy\na < 1\n  b\n{DRAWING}", *parts) == PassageView(
        "<p>Run <em>it</em>:</p>\n\n"
        '<pre tabindex="0"><code>  a &lt; 1\n  b</code></pre>\n'
        '<div class="art"><div class="scroll" role="group" aria-label="Drawing" tabindex="0">'
        f'<pre class="art ">\n{DRAWING}</pre></div></div>',
        None,
        True,
        "",
        "",
        False,
    )


def test_words_without_source_have_paragraphs_and_drawings_have_views():
    assert view("a\nb\n\n \n c \n") == PassageView("<p>a<br>b</p>\n<p>c</p>", None, False, "", "", False)
    assert RENDERER.view(PERSON) == PassageView("", None, False, "", "", False)
    plate = RENDERER.view(PLATE)
    assert (plate.html, plate.drawing is not None, plate.has_drawing) == ("", True, True)


@pytest.mark.parametrize(
    ("words", "count", "omitted"),
    [
        ("light " * 500, 117, "383 more words"),
        ("light " * 117 + "on", 117, "1 more word"),
        ("light " * 100 + "x" * 90, 101, ""),
        ("x" * 1_900, 1, "1,200 more characters"),
        ("灯台\n" + "海" * 800, 2, "103 more characters"),
    ],
)
def test_long_text_is_truncated_and_the_rest_counted(words: str, count: int, omitted: str):
    found = view(words, limit=700)
    shown = found.html.removeprefix("<p>").removesuffix("</p>").replace("<br>", " ")
    assert (len(shown.split()), found.omitted) == (count, omitted)
    assert "".join(words.split()).startswith("".join(shown.split()))


def test_long_markdown_is_truncated_at_the_same_word():
    source, words = "*The* light. " * 9 + "- x", "The light. " * 9 + "- x"
    assert view(words, PassagePart(PROSE, source), limit=30) == PassageView(
        "<p><em>The</em> light. <em>The</em> light. <em>The</em> light.</p>\n", None, False, "14 more words", "", False
    )
    parts = PassagePart(PROSE, "1. *one*\n2. two three"), PassagePart(CODE, "four\nfive")
    assert view("one\ntwo three\nfour\nfive", *parts, limit=6) == PassageView(
        '<ol><li value="1"><em>one</em></li><li value="2">two</li></ol>\n', None, False, "3 more words", "", False
    )

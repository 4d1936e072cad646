"""Test that the model of a page is its text as browsers search it."""

import pytest

from sitegen.quotes.text_fragments import read_page
from sitegen.quotes.text_fragments.page_text import TextBlock
from tests.quotes.text_fragments.pages import build_pages, conversation_paths
from tests.quotes.text_fragments.sample_page import render_page


def message_blocks(body: str, kind: str = "message") -> list[str]:
    return [each.text for each in read_page(render_page([("one", body)], kind)).blocks if each.is_message_text]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a <em>b</em><code>c</code></p>", ["a bc"]),
        ("<p>a<br>b<br><br> c </p>", ["a", "b", "c"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", ["a", "b", "c"]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", ["a", "b"]),
        ("<pre>\n a\n  b\n</pre>", ["a\n  b"]),
        ("<p>&lt;b&gt; &amp;</p>", ["<b> &"]),
        ("<p>a</p><script>b</script><p hidden>c</p><template>d</template>e<!-- f -->g", ["a", "eg"]),
        ("<p>\xa0\u3000</p><p> \u2003a\xa0</p>", ["a"]),
        ("<blockquote>a<p>b</p></blockquote><hr>c", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_elements_and_line_breaks_separate_blocks(body: str, expected: list[str]):
    assert message_blocks(body) == expected


def test_blocks_have_anchor_and_drawing():
    art = (
        "<figure class='art'><figcaption>Drawing</figcaption><pre class='art' id='m-one-a1'>x<span class='w2'>茶</span>"
        "y</pre></figure>"
    )
    assert read_page(render_page([("one", f"<p>a</p>{art}")])).blocks == (
        TextBlock("Lamps", "", is_message_text=False),
        TextBlock("Lyra", "m-one", is_message_text=False),
        TextBlock("1 one", "m-one", is_message_text=False, breaks=(1, 2)),
        TextBlock("a", "m-one", is_message_text=True),
        TextBlock("Drawing", "m-one", is_message_text=False),
        TextBlock("x茶y", "m-one", is_message_text=True, drawing_id="m-one-a1", breaks=(1, 2)),
    )


def test_the_line_of_an_event_is_one_block_with_breaks():
    body = "<p class='happening'><span class='verb'>invited</span> Kimi</p>\n<details><summary>as written</summary><pre>!add</pre></details>"
    (first, second) = (each for each in read_page(render_page([("one", body)], "event")).blocks if each.is_message_text)
    assert (first.text, first.breaks) == ("invited Kimi\nas written", (12, 13))
    assert second.text == "!add"


def test_a_deep_page_is_read():
    depth = 500  # as deep as browsers go
    assert message_blocks("<blockquote>" * depth + "a" + "</blockquote>" * depth) == ["a"]


def test_every_message_of_a_page_is_in_its_model():
    files = build_pages("content")
    for path in conversation_paths(files):
        anchors = [
            part.split(b'"')[0].decode()
            for part in files[path].split(b'<article class="')[1:]
            for part in [part.split(b'id="')[1]]
        ]
        assert list(dict.fromkeys(each.anchor for each in read_page(files[path]).blocks if each.anchor)) == anchors

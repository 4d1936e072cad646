"""The model of a page is its text as a browser searches it."""

import pytest

from sitegen.quotes.text_fragments import read
from sitegen.quotes.text_fragments.page_text import Block
from tests.quotes.text_fragments.invented import page_of
from tests.quotes.text_fragments.pages import built, conversations


def said(body: str, kind: str = "message") -> list[str]:
    return [each.text for each in read(page_of([("one", body)], kind)).blocks if each.is_said]


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
def test_blocks_and_breaks_divide_text(body: str, expected: list[str]):
    assert said(body) == expected


def test_every_block_knows_where_it_is():
    art = (
        "<figure class='art'><figcaption>Drawing</figcaption><pre class='art' id='m-one-a1'>x<span class='w2'>茶</span>"
        "y</pre></figure>"
    )
    assert read(page_of([("one", f"<p>a</p>{art}")])).blocks == (
        Block("Lamps", "", is_said=False),
        Block("Lyra", "m-one", is_said=False),
        Block("1 one", "m-one", is_said=False, breaks=(1, 2)),
        Block("a", "m-one", is_said=True),
        Block("Drawing", "m-one", is_said=False),
        Block("x茶y", "m-one", is_said=True, drawing="m-one-a1", breaks=(1, 2)),
    )


def test_the_line_of_an_event_is_one_block_with_breaks():
    body = "<p class='happening'><span class='verb'>invites</span> Kimi</p>\n<details><summary>as written</summary><pre>!add</pre></details>"
    (first, second) = (each for each in read(page_of([("one", body)], "event")).blocks if each.is_said)
    assert (first.text, first.breaks) == ("invites Kimi\nas written", (12, 13))
    assert second.text == "!add"


def test_a_deep_page_is_read():
    depth = 500  # as deep as browsers go
    assert said("<blockquote>" * depth + "a" + "</blockquote>" * depth) == ["a"]


def test_every_message_of_a_page_is_in_its_model():
    files = built("content")
    for path in conversations(files):
        anchors = [
            part.split(b'"')[0].decode()
            for part in files[path].split(b'<article class="')[1:]
            for part in [part.split(b'id="')[1]]
        ]
        assert list(dict.fromkeys(each.anchor for each in read(files[path]).blocks if each.anchor)) == anchors

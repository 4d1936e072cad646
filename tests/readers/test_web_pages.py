"""Chats saved as pages: of ChatGPT, of Claude, and of small archives."""

import pytest

from sitegen.readers.detection import find_reader
from sitegen.readers.web_pages import saved_page as reader
from sitegen.readers.web_pages.elements import Element, parse_page
from sitegen.readers.web_pages.markdown_text import markdown_text
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.parsed_texts import source
from tests.readers.test_tiling import assert_tiles
from tests.shared import SHARED, needs_shared

CHATGPT = """<!DOCTYPE html>
<!-- saved from url=(0061)https://chatgpt.com/c/11111111-2222-3333-4444-555555555555 -->
<html><head><title>ChatGPT - Tides &amp; piers</title><style>.a{}</style></head><body><nav>History</nav>
<article data-testid="conversation-turn-1"><h5 class="sr-only">You said:</h5>
<div data-message-author-role="user" data-message-id="m-1"><div class="whitespace-pre-wrap">Is it open?
  Now?</div></div></article>
<article><h6 class="sr-only">ChatGPT said:</h6>
<div data-message-author-role="assistant" data-message-id="m-2" data-message-model-slug="gpt-4o">
<div class="markdown prose"><p>It is <strong>open </strong>until <em>six</em>.</p>
<pre><div>python</div><div><button>Copy code</button></div><code class="hljs language-python"><span>6</span> * 7
</code></pre></div></div></article>
<button data-message-author-role="assistant">Copy</button><form>Ask anything</form></body></html>
"""
CLAUDE = """<html lang="en"><head><title>Tides - Claude</title>
<link rel="canonical" href="https://claude.ai/chat/11111111-2222-3333-4444-555555555555"></head><body>
<div data-testid="user-message" class="!font-user-message"><p class="whitespace-pre-wrap">Is it open?</p><p>Now?</p></div>
<div class="font-claude-response relative"><div class="standard-markdown"><p class="font-claude-response">Yes.</p>
<ul><li>until six<ol start="3"><li>or so</li></ol></li><li>every day</li></ul></div><button>Copy</button></div>
</body></html>
"""
GEMINI = """<!DOCTYPE html><html><head><title>Google Gemini</title></head><body>
<user-query><div class="query-text"><span class="cdk-visually-hidden">You said</span><p class="query-text-line">Open?</p>
</div></user-query><model-response><model-thoughts><button>Show thinking</button></model-thoughts>
<message-content><div class="markdown"><p>Yes.</p></div></message-content></model-response></body></html>
"""
BUBBLES = """<!doctype html><html><body><p>No. 2</p>
<div class="msg-row me"><div class="avatar">Rosa</div><div class="wrap"><div class="bubble">Is it open?
Now?</div><div class="msg-time">14:32</div></div></div>
<div class="msg-row"><div class="avatar">Lantern</div><div class="bubble"><p>Yes.</p><p>Until
six.</p></div></div></body></html>
"""
LIST = """<html><body><h1>#pier</h1><ul>
<li><b>Rosa:</b> Is it open?<br>Now? <i>(2031-02-03 04:05:06)</i></li>
<li><b>Lantern:</b> <i>Yes.</i> <i>(2031-02-03 04:06:07)</i></li></ul></body></html>
"""


@pytest.mark.parametrize(
    ("page", "title", "native_id", "expected"),
    [
        (
            CHATGPT,
            "Tides & piers",
            "11111111-2222-3333-4444-555555555555",
            [
                ("User", "user", "", None, "m-1", "Is it open?\n  Now?"),
                ("ChatGPT", "assistant", "gpt-4o", None, "m-2", "It is **open** until *six*.\n\n```python\n6 * 7\n```"),
            ],
        ),
        (
            CLAUDE,
            "Tides",
            "11111111-2222-3333-4444-555555555555",
            [
                ("User", "user", "", None, "", "Is it open?\n\nNow?"),
                ("Claude", "assistant", "", None, "", "Yes.\n\n- until six\n  3. or so\n- every day"),
            ],
        ),
        (
            GEMINI,
            "Google Gemini",
            "",
            [("User", "user", "", None, "", "Open?"), ("Gemini", "assistant", "", None, "", "Yes.")],
        ),
        (
            BUBBLES,
            "",
            "",
            [
                ("Rosa", "user", "", "14:32", "", "Is it open?\nNow?"),
                ("Lantern", None, "", None, "", "Yes.\n\nUntil six."),
            ],
        ),
        (
            LIST,
            "",
            "",
            [
                ("Rosa", None, "", "2031-02-03T04:05:06", "", "Is it open?\nNow?"),
                ("Lantern", None, "", "2031-02-03T04:06:07", "", "*Yes.*"),
            ],
        ),
    ],
)
def test_a_saved_page_has_messages(page: str, title: str, native_id: str, expected: list[tuple[str | None, ...]]):
    transcript = source(page)
    assert find_reader(transcript) is reader
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    assert (parsed.title, parsed.native_id, parsed.problems) == (title, native_id, ())
    assert [(m.speaker, m.role, m.model, m.time, m.native_id, m.text) for m in parsed.messages] == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>The\n pier</h2><p>a<br>b</p><hr>", "## The pier\n\na\nb\n\n---"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<ol><li><p>a</p><p>b</p></li><li>c", "1. a\n\n   b\n2. c"),
        ("<ul><li><input type='checkbox' checked>a<li><input type=checkbox>b</ul>", "- [x] a\n- [ ] b"),
        ("<table><tr><th>a<th>b|c</tr><tr><td>1<td><p>2</p><p>3</p></table>", "| a | b\\|c |\n| --- | --- |\n| 1 | 2 3 |"),
        ("<pre>a ```\n b</pre>", "````\na ```\n b\n````"),
        ("<code>a`b</code> <code>`</code>", "``a`b`` `` ` ``"),
        ("<a href='https://t.example'> tides </a>!<a href='#x'>up</a>", "[tides](<https://t.example>) !up"),
        ("<img src='pier_files/a.png' alt='the pier'><img src='data:image/png;base64,AA' alt='dot'>", "![the pier](<pier_files/a.png>)dot"),
        ("<b> </b><i>a <b>b</b></i>", "*a **b***"),
        ("<span><div>a</div><div>b</div></span>c", "a\nb\nc"),
        (
            "<span class='katex'><math display='block'><annotation encoding='application/x-tex'>x &lt; 1</annotation></math><span aria-hidden='true'>x1</span></span>",
            "$$x < 1$$",
        ),
        ("a<script>b</script><svg><path/></svg><p hidden>c</p>", "a"),
        ("&lt;b&gt; 2 &amp; 3", "<b> 2 & 3"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html: str, expected: str):
    assert markdown_text(html, parse_page(html)) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>An essay with a <b>bubble</b>.</p></body></html>",
        "<html><ul><li><b>Tide:</b> water that rises</li><li><b>Pier:</b> wood</li></ul></html>",
        '<html><div class="message"><i class="avatar">R</i><p class="bubble">alone</p></div></html>',
        "# Notes\n\ndata-message-author-role= is an attribute.\n",
    ],
)
def test_other_pages_are_no_chats(page: str):
    assert reader.detect(source(page)) is None
    assert reader.read(source(page)).messages == ()


@pytest.mark.parametrize("page", [CHATGPT, CLAUDE, BUBBLES, LIST])
def test_whatever_is_damaged_the_source_is_covered(page: str):
    assert_covers_damaged(reader, page, "a.html", step=23)


@pytest.mark.parametrize(
    "part",
    ["<div>", "</div>", "<b><div></b>", "<p>", "<li>", "<table>", "<span>", "<", "<div data-message-author-role=user>"],
)
def test_hostile_pages_take_linear_time_and_no_recursion(part: str):
    transcript = source(f"<html><div data-message-author-role='user'>{part * 5_000}x</html>")
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    assert [each.text for each in parsed.messages][:1] != []


def test_elements_end_where_their_end_tags_are_or_could_be():
    html = "<ul><li>a<li><b>b<p>c</b></ul></ul>d<br>e"

    def spans(element: Element) -> list[tuple[str, str]]:
        return [(each.name, each.span.of(html)) for each in element.descendants()]

    assert spans(parse_page(html)) == [
        ("ul", "<ul><li>a<li><b>b<p>c</b></ul>"),
        ("li", "<li>a"),
        ("li", "<li><b>b<p>c</b>"),
        ("b", "<b>b<p>c</b>"),
        ("p", "<p>c</b>"),
        ("br", "<br>"),
    ]


@needs_shared
@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("Acidache__ai-dialogues-zh/dialogues", [14, 34, 22]),
        ("ri9z__AI-Conversations/chatlogs", [221, 8, 1, 1, 12, 31, 1, 15]),
    ],
)
def test_real_pages_have_all_messages(path: str, counts: list[int]):
    files = sorted((SHARED / "corpus" / path).rglob("*.html"))
    assert [len(reader.read(source(file.read_text("utf-8"))).messages) for file in files] == counts

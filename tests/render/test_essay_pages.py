"""Essays as pages."""

import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from sitegen.archive.essays.links import SiteAddresses
from sitegen.model import Essay
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.renderer import Renderer
from sitegen.render.site_data import SiteData
from sitegen.render.templates import SiteInfo, theme_folder
from tests.render.page_elements import read
from tests.render.samples import DRAWING, SITE, everything, renderer, site_data, summary_of

ESSAY = Essay("a.md", "doors", "Doors & <sills>", "2026-02-20", "The editor", "On doors.", "Words.\n", 5)
MARKDOWN = EssayMarkdown(lambda code, info, _: f"[{info}: {code}]", lambda text, n: f"<figure>{n}: {text}</figure>")
ADDRESSES = {
    "c/lamps.html#m-abc": "c/lamps.html#m-abc",
    "../x.md": "essays/x.html",
    "lamp.png": "static/lamp.png",
}


def html(text: str) -> str:
    return str(MARKDOWN.render(text, "essays/doors.html", ADDRESSES.get)).strip()


def pages(*essays: Essay, site: SiteInfo = SITE) -> dict[str, str]:
    found = Renderer(site, (theme_folder(),)).site_pages(SiteData((), essays=essays))
    return {each.path: each.data.decode() for each in found if each.path.endswith(".html")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline.\n\nTwo.", '<p id="p-1">One\nline.</p>\n<p id="p-2">Two.</p>'),
        ("# Big\n\n## Less\n\n# Big", '<h2 id="h-big">Big</h2>\n<h3 id="h-less">Less</h3>\n<h2 id="h-big-2">Big</h2>'),
        ("## *茶* `x`", '<h2 id="h-cha-x"><em>茶</em> <code>x</code></h2>'),
        ("- a\n- b\n\n1. c", '<ul id="p-1"><li>a</li><li>b</li></ul>\n<ol id="p-2"><li value="1">c</li></ol>'),
        ("> a\n>\n> b", '<blockquote id="p-1"><p>a</p><p>b</p></blockquote>'),
        (
            "> a\n>\n> — [K](c/lamps.html#m-abc)",
            '<figure id="p-1" class="quote"><blockquote><p>a</p></blockquote>\n'
            '<figcaption>— <a href="../c/lamps.html#m-abc">K</a></figcaption>\n</figure>',
        ),
        ("> — only a dash", '<blockquote id="p-1"><p>— only a dash</p></blockquote>'),
        ("> a\n> — b", '<blockquote id="p-1"><p>a\n— b</p></blockquote>'),
        ("[a](../x.md)", '<p id="p-1"><a href="x.html">a</a></p>'),
        ("[*a* b](c/gone.html) c", '<p id="p-1"><em>a</em> b c</p>'),
        ("[a](c/gone.html) [b](c/lamps.html#m-abc)", '<p id="p-1">a <a href="../c/lamps.html#m-abc">b</a></p>'),
        ("![a lamp](lamp.png)", '<p id="p-1"><img src="../static/lamp.png" alt="a lamp"></p>'),
        ("![a lamp](gone.png)", '<p id="p-1"><span class="image">[image: a lamp]</span></p>'),
        ("[a](#p-1)", '<p id="p-1"><a href="#p-1">a</a></p>'),
        (
            "[a](https://example.org/)",
            '<p id="p-1"><a href="https://example.org/" rel="noopener noreferrer nofollow ugc">a</a></p>',
        ),
        ("[a](javascript:alert)", '<p id="p-1">[a](javascript:alert)</p>'),
        ("<b>no</b> &amp; yes", '<p id="p-1">&lt;b&gt;no&lt;/b&gt; &amp; yes</p>'),
        ("```py\nx\n```", "[py: x]"),
        ("```art\n/\\\n```\n\n> ```\n> +--+\n> |  |\n> +--+\n> ```", '<figure id="p-1">1: /\\</figure>'
         '<blockquote id="p-2"><figure>2: +--+\n|  |\n+--+</figure></blockquote>'),
        ("a\n\n---\n\nb", '<p id="p-1">a</p>\n<hr>\n<p id="p-2">b</p>'),
    ],
)  # fmt: skip
def test_markdown_has_numbers_sources_and_links_into_the_archive(text: str, expected: str):
    assert html(text) == expected


def test_footnotes_link_there_and_back():
    assert html("A.[^x] B.[^y] C.[^x]\n\n[^y]: Why.\n[^x]: *So.*\n") == (
        '<p id="p-1">A.<sup class="footnote-ref"><a id="fn-1-r1" href="#fn-1" role="doc-noteref" aria-label="Footnote 1">1</a></sup>'
        ' B.<sup class="footnote-ref"><a id="fn-2-r1" href="#fn-2" role="doc-noteref" aria-label="Footnote 2">2</a></sup>'
        ' C.<sup class="footnote-ref"><a id="fn-1-r2" href="#fn-1" role="doc-noteref" aria-label="Footnote 1">1</a></sup></p>\n'
        '<section class="footnotes" role="doc-endnotes" aria-labelledby="fn">\n<h2 id="fn">Footnotes</h2>\n<ol>\n'
        '<li id="fn-1"><p><em>So.</em> <a href="#fn-1-r1" role="doc-backlink" aria-label="Back to the text from footnote 1">↩\ufe0e</a>'
        ' <a href="#fn-1-r2" role="doc-backlink" aria-label="Back to the text from footnote 1, reference 2">↩\ufe0e</a></p></li>\n'
        '<li id="fn-2"><p>Why. <a href="#fn-2-r1" role="doc-backlink" aria-label="Back to the text from footnote 2">↩\ufe0e</a></p></li>\n'
        "</ol>\n</section>"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.[^x]\n\n[^x]: So.", []),
        ("A.\n\n[^x]: So.", [(3, "unused-footnote", "x")]),
        ("A.\n\nB.[^x] C.", [(3, "missing-footnote", "x")]),
        ("`[^x]`", []),
    ],
)
def test_broken_footnotes_are_found(text: str, expected: list[tuple[int, str, str]]):
    assert list(MARKDOWN.broken_footnotes(text)) == expected


def test_links_into_the_site_have_their_lines():
    text = "[a](c/a.html)\n\n> [b](../b.md#x) ![c](c.png)\n\n[d](https://example.org/air/d)[^1] [e](https://e.org)\n\n[^1]: [f](f.html)"
    found = [(each.line, each.url) for each in MARKDOWN.links(text, "https://example.org/air")]
    assert found == [
        (1, "c/a.html"),
        (3, "../b.md#x"),
        (3, "c.png"),
        (5, "https://example.org/air/d"),
        (7, "f.html"),
    ]


def test_a_line_is_in_the_paragraph_that_the_page_numbers():
    text = "One\nline.\n\n# H\n\n> a\n>\n> — b\n\nLast.[^1]\n\n[^1]: Note."
    assert [MARKDOWN.paragraph_at(text, line) for line in range(1, 13)] == [
        1,
        1,
        0,
        0,
        0,
        2,
        2,
        2,
        0,
        3,
        0,
        0,
    ]


def test_an_essay_shows_title_author_and_date():
    page = read(pages(ESSAY)["essays/doors.html"])
    assert ("meta", {"name": "author", "content": "The editor"}) in page.elements
    assert ("time", {"datetime": "2026-02-20"}) in page.elements
    assert (
        re.sub(r"\s+", " ", page.text[page.text.index("Essays\n") :])
        .strip()
        .startswith("Essays Doors & <sills> On doors. The editor 20 Feb 2026 Words.")
    )


def test_essays_are_listed_newest_first_and_link_to_the_previous_and_next():
    older = replace(ESSAY, slug="bells", title="Bells", date=None, author="", description="")
    found = pages(ESSAY, older)
    assert re.findall(r'<h2 dir="auto"><a href="(.*?)">(.*?)</a>', found["essays/index.html"]) == [
        ("doors.html", "Doors &amp; &lt;sills&gt;"),
        ("bells.html", "Bells"),
    ]
    assert re.findall(r'<a rel="(\w+)" href="(.*?)"', found["essays/doors.html"]) == [("prev", "bells.html")]
    assert re.findall(r'<a rel="(\w+)" href="(.*?)"', found["essays/bells.html"]) == [("next", "doors.html")]


def test_home_links_to_essays_only_if_there_are_any():
    with_essays = pages(ESSAY)
    assert 'href="essays/index.html"' in with_essays["index.html"]
    assert 'href="essays/doors.html"' in with_essays["index.html"]
    assert not any("ssays" in page for page in pages().values())


def test_home_shows_three_essays_and_a_link_to_all():
    essays = [replace(ESSAY, slug=f"doors-{n}") for n in range(5)]
    home = pages(*essays)["index.html"]
    assert re.findall(r'href="essays/(.*?)\.html"', home) == ["doors-0", "doors-1", "doors-2", "index"]


def test_a_right_to_left_essay_has_its_direction():
    page = read(pages(replace(ESSAY, text="סליחה שאני מתפרץ", language="he"))["essays/doors.html"])
    (article,) = [values for tag, values in page.elements if tag == "article"]
    assert (article["lang"], article["dir"]) == ("he", "rtl")


def test_a_drawing_in_an_essay_is_shown_as_on_its_own_page():
    page = pages(replace(ESSAY, text=f"```art\n{DRAWING}\n```"))["essays/doors.html"]
    assert '<pre class="art" id="p-a1">' in page
    assert read(page).faults == []


def test_broken_links_and_footnotes_are_problems_of_the_file():
    text = "Words.\n\n[a](c/lamps.html) [b](c/gone.html) [c](../transcripts/private.md)\n\nD.[^1]\n\n[^2]: E."
    found = renderer().essay_problems(replace(ESSAY, text=text), SiteAddresses().resolve, frozenset(["c/lamps.html"]))
    assert [str(each) for each in found] == [
        "a.md:7: The link 'c/gone.html' leads to no page of this site. "
        "See archive.json for the addresses of all pages; pictures belong in theme/static.",
        "a.md:7: The link '../transcripts/private.md' leads to no page of this site. "
        "See archive.json for the addresses of all pages; pictures belong in theme/static.",
        "a.md:11: Nothing refers to the footnote '2'. Write [^2] where it belongs, or delete the footnote.",
        "a.md:9: There is no footnote '1'. Add it: [^1]: …",
    ]


def test_text_that_is_too_complex_is_plain():
    assert html("[" * 3000).startswith('<pre class="plain">[[[')
    assert list(MARKDOWN.links("[a](b.html)" * 3000)) == []


@pytest.mark.parametrize(
    "text", ["# a\n" * 40_000, "[^a]:" * 20_000, "[^1]" * 1_900 + "\n\n[^1]: x", "> " * 60 + "— a"]
)
def test_nothing_takes_long(text: str):
    assert isinstance(MARKDOWN.render(text, "essays/a.html", ADDRESSES.get), Markup)


def test_only_pages_that_changed_are_rendered_again():
    one, two = ESSAY, replace(ESSAY, slug="bells", title="Bells")
    before = {
        each.path: each for each in renderer().site_pages(site_data(summary_of(everything(), "x"), essays=(one, two)))
    }
    changed = (one, replace(two, text="Other words."))
    after = {
        each.path: each for each in renderer().site_pages(site_data(summary_of(everything(), "x"), essays=changed))
    }
    assert {path for path in after if after[path] != before[path]} == {
        "essays/bells.html",
        "essays/index.html",
        "index.html",
    }

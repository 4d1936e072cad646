"""Quote cards, their images, the list of quotes, and backlinks."""

import json
import re
from dataclasses import replace

import pytest

from sitegen.model import Mention, PageContext
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.quote_pages import MAX_LISTED, description, frame_height
from sitegen.render.renderer import Renderer
from sitegen.render.site_data import SiteData
from sitegen.render.templates import SiteInfo, theme_folder
from tests.quotations import BELLS, BLANKS, PASSAGE, PERSON, PLATE, WIDE_CELLS, backlink, known_quote
from tests.render.page_elements import html_of, read
from tests.render.samples import SITE, everything, renderer

PUBLIC_SITE = replace(SITE, url="https://example.org/air")
TWICE = known_quote("twicetw", PASSAGE, Mention(BLANKS, 3), Mention(BELLS, 5))
ONCE = known_quote("onceonc", replace(PASSAGE, words="One light.", fragment="q-onceonc"), Mention(BELLS, 2))


def quote_files(*quotes: KnownQuote, site: SiteInfo = SITE) -> dict[str, bytes]:
    found = Renderer(site, (theme_folder(),)).site_pages(SiteData((), quotes=quotes))
    return {each.path: each.data for each in found if each.path.startswith("q")}


def metas(page: bytes) -> dict[str, str]:
    values = [values for tag, values in read(page).elements if tag == "meta"]
    return {each.get("property") or each.get("name", ""): each["content"] for each in values if "content" in each}


def test_each_quote_has_a_card_and_an_image():
    assert sorted(quote_files(TWICE, ONCE)) == [
        "q/index.html", "q/q-onceonc.html", "q/q-onceonc.png", "q/q-twicetw.html", "q/q-twicetw.png", "quoted.html",
    ]  # fmt: skip
    assert quote_files() == {}


def test_a_card_shows_quote_speaker_and_conversation_and_its_links_leave_the_frame():
    page = read(quote_files(ONCE)["q/q-onceonc.html"])
    links = [values for tag, values in page.elements if tag == "a"]
    assert links == [
        {"href": "../c/kimi-haiku.html#q-onceonc", "target": "_top"},
        {"class": "site", "href": "../index.html", "target": "_top"},
    ]
    assert [tag for tag, _ in page.elements if tag in ("nav", "header", "script", "iframe")] == []
    body = " ".join(page.text[page.text.index("Kimi K2, in", page.text.index("drawer")) :].split())
    assert body == (
        "Kimi K2, in “Kimi K2 ↔ haiku-4.5” One light. — Kimi K2 26 Oct 2025 Kimi K2 ↔ haiku-4.5 A drawer of letters"
    )


def test_a_card_has_open_graph_tags_with_absolute_urls():
    tags = metas(quote_files(ONCE, site=PUBLIC_SITE)["q/q-onceonc.html"])
    assert {key: value for key, value in tags.items() if key.startswith(("og:", "twitter:"))} == {
        "og:type": "article",
        "og:site_name": "A drawer of letters",
        "og:title": "Kimi K2, in “Kimi K2 ↔ haiku-4.5”",
        "og:description": "One light.",
        "og:url": "https://example.org/air/q/q-onceonc.html",
        "og:image": "https://example.org/air/q/q-onceonc.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "One light. — Kimi K2, in “Kimi K2 ↔ haiku-4.5”",
        "twitter:card": "summary_large_image",
    }


def test_a_card_names_its_oembed_response_which_embeds_it():
    files = quote_files(ONCE, known_quote("another", replace(PASSAGE, title='A "<sill>"')), site=PUBLIC_SITE)
    card = read(files["q/q-another.html"])
    assert [each["href"] for _, each in card.elements if each.get("type") == "application/json+oembed"] == [
        "https://example.org/air/q/q-another.oembed.json"
    ]
    assert json.loads(files["q/q-another.oembed.json"]) == {
        "version": "1.0",
        "type": "rich",
        "provider_name": "A drawer of letters",
        "provider_url": "https://example.org/air/",
        "title": 'Kimi K2 · A "<sill>"',
        "author_name": "Kimi K2",
        "author_url": "https://example.org/air/c/kimi-haiku.html#m-kwfjsn7",
        "html": '<iframe src="https://example.org/air/q/q-another.html" title="Kimi K2 · A &#34;&lt;sill&gt;&#34;" '
        'width="480" height="180" loading="lazy" style="border: 0; max-width: 100%"></iframe>',
        "width": 480,
        "height": 180,
        "thumbnail_url": "https://example.org/air/q/q-another.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }


@pytest.mark.parametrize(
    ("passage", "height"),
    [
        (PASSAGE, 180),
        (replace(PASSAGE, words="One light, and no more than one. " * 9), 320),
        (replace(PASSAGE, words="灯" * 90), 241),
        (replace(PASSAGE, words="One light.\n" * 99), 640),
        (PLATE, 187),
    ],
)
def test_the_frame_of_a_card_is_as_high_as_its_words(passage: Passage, height: int):
    assert frame_height(passage) == height


def test_without_a_site_url_there_is_no_preview_image():
    tags = metas(quote_files(ONCE)["q/q-onceonc.html"])
    assert {key for key in tags if key.startswith(("og:", "twitter:"))} == {
        "og:type", "og:site_name", "og:title", "og:description", "twitter:card",
    }  # fmt: skip
    assert tags["twitter:card"] == "summary"


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (PASSAGE, "I was admiring the blank."),
        (PERSON, ""),
        (replace(PASSAGE, words="one\n\n two"), "one two"),
        (replace(PASSAGE, words="light " * 50), ("light " * 33).strip() + "…"),
        (replace(PASSAGE, words="x" * 500), "x" * 200 + "…"),
        (PLATE, "A drawing of 3 lines"),
        (WIDE_CELLS, "A drawing of 6 lines: lamp, sea"),
    ],
)
def test_a_description_is_one_short_line(passage, expected: str):
    assert description(passage) == expected


def test_the_list_has_the_passages_of_a_message_together_and_each_essay_once():
    other = replace(PASSAGE, anchor="m-other", words="", speaker="gpt-5-mini", model="GPT-5 Mini")
    thrice = known_quote(
        "thrice", PASSAGE, Mention(BLANKS, 3), Mention(BELLS, 5), Mention(BLANKS, 0), Mention(BLANKS, 9)
    )
    page = quote_files(ONCE, known_quote("other", other, Mention(BLANKS, 1), Mention(BLANKS, 2)), thrice)["quoted.html"]
    assert [
        line
        for line in page.decode().split("\n")
        if line.startswith(("<li ", "<figure", "<p>— ", '<p class="mentions"'))
    ] == [
        '<li class="entry">',
        '<figure class="quote" id="q-thrice">',
        '<figure class="quote" id="q-onceonc">',
        '<p>— <bdi>Kimi K2</bdi>, <cite><a href="c/kimi-haiku.html#m-kwfjsn7"><bdi>Kimi K2 ↔ haiku-4.5</bdi></a></cite></p>',
        '<p class="mentions">Quoted in: <a href="essays/left-blank.html#p-3"><bdi>Left blank on purpose</bdi></a> '
        '(paragraphs <a href="essays/left-blank.html#p-3">3</a>, <a href="essays/left-blank.html#p-9">9</a>), '
        '<a href="essays/half-a-bell.html#p-2"><bdi>Half a &lt;bell&gt;</bdi></a> '
        '(paragraphs <a href="essays/half-a-bell.html#p-2">2</a>, <a href="essays/half-a-bell.html#p-5">5</a>) · '
        '<a href="q/q-thrice.html">card 1</a>, <a href="q/q-onceonc.html">card 2</a></p>',
        '<li class="entry">',
        '<figure class="quote" id="q-other">',
        '<p>— <bdi>gpt-5-mini</bdi>, <cite><a href="c/kimi-haiku.html#m-other"><bdi>Kimi K2 ↔ haiku-4.5</bdi></a></cite></p>',
        '<p class="mentions">Quoted in: <a href="essays/left-blank.html#p-1"><bdi>Left blank on purpose</bdi></a> '
        '(paragraphs <a href="essays/left-blank.html#p-1">1</a>, <a href="essays/left-blank.html#p-2">2</a>) · '
        '<a href="q/q-other.html" aria-label="Card for quote 3">card</a></p>',
    ]


def test_a_long_list_is_truncated_and_says_so():
    many = [known_quote(f"q{n}", replace(PASSAGE, words=f"{n}")) for n in range(MAX_LISTED + 2)]
    pages = {each.path: each for each in renderer().site_pages(SiteData((), quotes=tuple(many)))}
    page = pages["quoted.html"].data.decode()
    assert page.count("<blockquote") == MAX_LISTED
    assert f"{MAX_LISTED} of {MAX_LISTED + 2} passages" in page


def test_a_card_changes_only_with_its_quote():
    def pages(*quotes: KnownQuote) -> dict[str, object]:
        return {each.path: each for each in renderer().site_pages(SiteData((), quotes=quotes))}

    before, after = pages(ONCE, TWICE), pages(ONCE, replace(TWICE, mentions=()))
    assert {path for path in after if after[path] != before[path]} == {"quoted.html", "q/q-twicetw.html"}


def test_essays_are_linked_from_quoted_messages_and_from_the_header():
    found = everything()
    first, second = found.messages[0].anchor, found.messages[4].anchor
    links = (backlink(first), backlink(first, BELLS, 7), backlink(first), backlink(second, BELLS, 8))
    page = renderer().conversation_pages(found, PageContext("lamps", backlinks=links))[0].data.decode()
    assert re.findall(r'<footer class="quoted">(.*?)</footer>', page, re.DOTALL) == [
        '<p class="mentions">Quoted in: <a href="../essays/left-blank.html#p-3"><bdi>Left blank on purpose</bdi></a> '
        '(paragraph 3), <a href="../essays/half-a-bell.html#p-7"><bdi>Half a &lt;bell&gt;</bdi></a> (paragraph 7)</p>\n',
        '<p class="mentions">Quoted in: <a href="../essays/half-a-bell.html#p-8"><bdi>Half a &lt;bell&gt;</bdi></a> '
        "(paragraph 8)</p>\n",
    ]
    head = page[page.index("<summary>Quoted in 2 essays") : page.index('<div class="conversation')]
    assert re.findall(r'href="(#m-[a-z2-7]+|\.\./essays/.*?)"', head)[:5] == [
        "../essays/left-blank.html", f"#{first}", "../essays/half-a-bell.html", f"#{first}", f"#{second}",
    ]  # fmt: skip


def test_a_conversation_without_quotes_has_no_links_to_essays():
    page = renderer().conversation_pages(everything(), PageContext("lamps"))[0].data
    assert [word for word in (b'class="quoted"', b"Quoted in") if word in page] == []


def test_backlinks_are_exported_as_json():
    backlinks = {"b": (backlink("m-one", quote="q-abcdefg"), backlink("m-one", BELLS, 1)), "a": ()}
    found = {each.path: each.data for each in renderer().site_pages(SiteData((), backlinks=backlinks))}
    assert json.loads(found["backlinks.json"]) == {
        "schema": 1,
        "pages": {
            "c/b.html": [
                {
                    "address": "c/b.html#m-one",
                    "essays": [
                        {
                            "address": "essays/left-blank.html#p-3",
                            "title": "Left blank on purpose",
                            "paragraph": 3,
                            "quote": "q-abcdefg",
                        },
                        {
                            "address": "essays/half-a-bell.html#p-1",
                            "title": "Half a <bell>",
                            "paragraph": 1,
                            "quote": None,
                        },
                    ],
                }
            ]
        },
    }


def test_the_folder_of_cards_redirects_to_the_list():
    assert b'url=../quoted.html"' in quote_files(ONCE)["q/index.html"]


def test_all_pages_of_quotes_are_valid():
    pages = html_of(
        renderer().site_pages(
            SiteData((), quotes=(TWICE, ONCE, known_quote("plate", PLATE), known_quote("who", PERSON)))
        )
    )
    assert {each.path: read(each.data).faults for each in pages} == {each.path: [] for each in pages}


def test_a_mention_in_a_footnote_links_to_the_essay():
    page = quote_files(known_quote("onceonc", PASSAGE, Mention(BELLS, 0)))["quoted.html"].decode()
    assert 'Quoted in: <a href="essays/half-a-bell.html"><bdi>Half a &lt;bell&gt;</bdi></a> ·' in page

"""Test that Python and JavaScript generate the same text fragments, and that Chromium highlights their words."""

import json
import random
import unicodedata
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page

from sitegen.quotes.text_fragments import PageModel, PageRange, best_fragment, read_page, resolve_fragment
from sitegen.quotes.text_fragments.boundaries import boundary
from sitegen.quotes.text_fragments.folding import fold
from tests.browser.conftest import MemorySite, Serve
from tests.browser.fragment_highlights import (
    HIGHLIGHT_STYLE,
    HighlightResult,
    check_highlights,
    utf16,
    with_modules,
)
from tests.quotes.text_fragments.pages import build_pages, conversation_paths, random_ranges
from tests.quotes.text_fragments.sample_page import SAMPLE_MESSAGES, find_range, render_page
from tests.quotes.text_fragments.test_generator import VECTORS
from tests.sampling import IS_THOROUGH, sample
from tests.shared import needs_shared

ARCHIVES = ["content", pytest.param("seeds", marks=needs_shared)]
MODEL = """async () => {
  const { readPage } = await import("/static/quote/page_text.js");
  globalThis.model = readPage(document.body);
  const blocks = model.blocks.map((each) => [each.text, each.anchor, each.isMessageText, each.drawingId, each.isCollapsed, each.breaks]);
  return [blocks, model.folded];
}"""
LINKS = """async (offsets) => {
  const { bestFragment } = await import("/static/quote/generator.js");
  return offsets.map(([start, end]) => bestFragment(model, model.trimmedRange(start, end)));
}"""
FOUND = """async (fragments) => {
  const { POSSIBLE } = await import("/static/quote/boundaries.js");
  const { parseFragment } = await import("/static/quote/directives.js");
  const { search } = await import("/static/quote/search.js");
  return fragments.map((each) => {
    const [directive] = parseFragment(each).directives;
    const match = directive && search(model.folded, directive, POSSIBLE);
    const range = match && model.trimmedRange(...match.map((offset) => model.unfoldedOffset(offset)));
    return range ? [range.start, range.end] : null;
  });
}"""
EDGE_CASES = (
    "the", "the-,a", "a,the", "a,-the", "zzz", "%2D", "-", ",", "", "a,b,c", "a-,b,c,-d", "%", "%E3%81", "ack", ".", "·",
    "%C3%89", "o%CC%88", "%E2%80%99s", "i,i", "e,-t", "(,)", "m-,%2E", "%F0%9F%8F%AE", "%20", "%CC%81", "a%0Ab",
)  # fmt: skip


def in_utf16(model: PageModel, passage: PageRange) -> list[int]:
    return [utf16(model.text, passage.start), utf16(model.text, passage.end)]


def model_of(page: Page) -> tuple[list[Any], str]:
    """Return the browser's model of an open page, which stays in a global variable."""
    blocks, folded = page.evaluate(MODEL)
    return blocks, folded


def blocks_as_json(model: PageModel) -> list[Any]:
    return [
        [
            each.text,
            each.anchor,
            each.is_message_text,
            each.drawing_id,
            each.is_collapsed,
            [utf16(each.text, at) for at in each.breaks],
        ]
        for each in model.blocks
    ]


@pytest.mark.parametrize("name", ARCHIVES)
def test_both_languages_have_the_same_model_and_the_same_links(name: str, serve: Serve):
    files = with_modules(build_pages(name))
    site = serve(files)
    page = site.context.new_page()
    random_ = random.Random(7)
    count = 0
    for path in conversation_paths(files):
        page.goto(site.host + path)
        model = read_page(files[path])
        assert model_of(page) == (blocks_as_json(model), model.folded)
        wanted = list(random_ranges(model, random_, 12))
        links = [best_fragment(model, each) for each in wanted]
        assert page.evaluate(LINKS, [in_utf16(model, each) for each in wanted]) == links
        wild = [f"m-x:~:text={each}" for each in EDGE_CASES] + links
        found = [resolve_fragment(model, each) if ":~:" in each else None for each in wild]
        assert page.evaluate(FOUND, wild) == [each and in_utf16(model, each) for each in found]
        count += len(wanted)
    assert count > 100
    assert site.external_requests == []


def test_the_browser_generates_the_test_vectors(serve: Serve):
    files = {"p.html": render_page(SAMPLE_MESSAGES), "static/quote.css": b""}
    site = serve(with_modules(files))
    page = site.open("p.html")
    model = read_page(files["p.html"])
    model_of(page)
    spelled = [fragment for _, _, fragment in VECTORS]
    offsets = [in_utf16(model, find_range(model, anchor, said)) for anchor, said, _ in VECTORS]
    assert page.evaluate(LINKS, offsets) == spelled


FOLDS = """async () => {
  const { fold } = await import("/static/quote/folding.js");
  const { boundary } = await import("/static/quote/boundaries.js");
  const found = [];
  for (let code = 1; code < 0x110000; code += 1) {
    const char = code >= 0xd800 && code < 0xe000 ? "x" : String.fromCodePoint(code);
    found.push(`${fold(char)}\u0000${boundary(`a${char}`, 1)}${boundary(`${char}(`, char.length)}${boundary(`${char}b`, char.length)}`);
  }
  return JSON.stringify(found);  // one string is faster than a million values
}"""


def test_every_character_has_the_same_folding_and_boundaries(serve: Serve):
    page = serve(with_modules({"p.html": b"", "static/quote.css": b""})).open("p.html")
    in_browser = json.loads(page.evaluate(FOLDS))
    chars = [chr(code) if not 0xD800 <= code < 0xE000 else "x" for code in range(1, 0x110000)]
    # A browser may support a newer version of Unicode than Python.
    known = [n for n, char in enumerate(chars) if unicodedata.category(char) != "Cn"]
    in_python = {
        n: f"{fold(chars[n])}\0{boundary('a' + chars[n], 1)}{boundary(chars[n] + '(', 1)}{boundary(chars[n] + 'b', 1)}"
        for n in known
    }
    assert {chars[n]: (in_python[n], in_browser[n]) for n in known if in_python[n] != in_browser[n]} == {}


def check_random_links(site: MemorySite, name: str, random_: random.Random, count: int) -> list[HighlightResult]:
    """Open links to random ranges of each kind in each conversation in Chromium."""
    page = site.context.new_page()
    found = []
    for path in sample(list(conversation_paths(site.files)), 2):
        model = read_page(site.files[path])
        linked = [(each, best_fragment(model, each)) for each in random_ranges(model, random_, count)]
        found += [HighlightResult("", fragment, "") for _, fragment in linked if ":~:" not in fragment]
        found += check_highlights(site, page, path, model, [each for each in linked if ":~:" in each[1]])
    return found


@pytest.mark.parametrize("name", ["content"] if not IS_THOROUGH else ARCHIVES)
def test_chromium_highlights_exactly_the_linked_words(name: str, serve: Serve):
    site = serve(with_modules(build_pages(name), HIGHLIGHT_STYLE), viewport={"width": 1280, "height": 900})
    count = 1 if not IS_THOROUGH else {"content": 5, "seeds": 10}[name]
    results = check_random_links(site, name, random.Random(2), count)
    to_words = [each for each in results if ":~:" in each.fragment]
    print(Counter(bool(each.problem) for each in to_words), len(results) - len(to_words), "to an id")
    assert [each for each in to_words if each.problem] == []
    assert len(to_words) >= (25 if not IS_THOROUGH else 200)
    assert len(to_words) > 0.9 * len(results)

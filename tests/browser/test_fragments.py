"""Links to exact words: made the same in Python and in the browser, and Chromium lights up what they are for."""

import json
import random
import unicodedata
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page

from sitegen.quotes.text_fragments import PageModel, Passage, link, read, resolve
from sitegen.quotes.text_fragments.boundaries import boundary
from sitegen.quotes.text_fragments.folding import fold
from tests.browser.conftest import MemorySite, Serve
from tests.browser.lit import WHITE, Light, lit, utf16, with_modules
from tests.quotes.text_fragments.invented import INVENTED, page_of, passage_of
from tests.quotes.text_fragments.pages import built, conversations, passages
from tests.quotes.text_fragments.test_generator import VECTORS
from tests.shared import needs_shared
from tests.thorough import IS_THOROUGH, some

"""Set: Chromium is asked for hundreds of links, which takes minutes."""
ARCHIVES = ["content", pytest.param("seeds", marks=needs_shared)]
MODEL = """async () => {
  const { read } = await import("/static/quote/page_text.js");
  globalThis.model = read(document.body);
  const blocks = model.blocks.map((each) => [each.text, each.anchor, each.isSaid, each.drawing, each.isClosed, each.breaks]);
  return [blocks, model.folded];
}"""
LINKS = """async (offsets) => {
  const { link } = await import("/static/quote/generator.js");
  return offsets.map(([start, end]) => link(model, model.passage(start, end)));
}"""
FOUND = """async (fragments) => {
  const { PERHAPS } = await import("/static/quote/boundaries.js");
  const { parse } = await import("/static/quote/directives.js");
  const { search } = await import("/static/quote/search.js");
  return fragments.map((each) => {
    const [directive] = parse(each).directives;
    const found = directive && search(model.folded, directive, PERHAPS);
    return found ? found.map((offset) => model.unfoldedOffset(offset)) : null;
  });
}"""
WILD = (
    "the", "the-,a", "a,the", "a,-the", "zzz", "%2D", "-", ",", "", "a,b,c", "a-,b,c,-d", "%", "%E3%81", "ack", ".", "·",
    "%C3%89", "o%CC%88", "%E2%80%99s", "i,i", "e,-t", "(,)", "m-,%2E", "%F0%9F%8F%AE", "%20", "%CC%81", "a%0Ab",
)  # fmt: skip


def in_utf16(model: PageModel, passage: Passage) -> list[int]:
    return [utf16(model.text, passage.start), utf16(model.text, passage.end)]


def model_of(page: Page) -> tuple[list[Any], str]:
    """The browser's model of an open page, which it keeps."""
    blocks, folded = page.evaluate(MODEL)
    return blocks, folded


def as_told(model: PageModel) -> list[Any]:
    return [
        [
            each.text,
            each.anchor,
            each.is_said,
            each.drawing,
            each.is_closed,
            [utf16(each.text, at) for at in each.breaks],
        ]
        for each in model.blocks
    ]


@pytest.mark.parametrize("name", ARCHIVES)
def test_both_languages_have_the_same_model_and_the_same_links(name: str, serve: Serve):
    files = with_modules(built(name))
    site = serve(files)
    page = site.context.new_page()
    dice = random.Random(7)
    looked_at = 0
    for path in conversations(files):
        page.goto(site.host + path)
        model = read(files[path])
        assert model_of(page) == (as_told(model), model.folded)
        wanted = list(passages(model, dice, 12))
        links = [link(model, each) for each in wanted]
        assert page.evaluate(LINKS, [in_utf16(model, each) for each in wanted]) == links
        wild = [f"m-x:~:text={each}" for each in WILD] + links
        found = [resolve(model, each) if ":~:" in each else None for each in wild]
        assert page.evaluate(FOUND, wild) == [each and in_utf16(model, each) for each in found]
        looked_at += len(wanted)
    assert looked_at > 100
    assert site.elsewhere == []


def test_the_browser_spells_the_vectors_as_they_are_written_down(serve: Serve):
    files = {"p.html": page_of(INVENTED), "static/quote.css": b""}
    site = serve(with_modules(files))
    page = site.open("p.html")
    model = read(files["p.html"])
    model_of(page)
    spelled = [fragment for _, _, fragment in VECTORS]
    offsets = [in_utf16(model, passage_of(model, anchor, said)) for anchor, said, _ in VECTORS]
    assert page.evaluate(LINKS, offsets) == spelled


FOLDS = """async () => {
  const { fold } = await import("/static/quote/folding.js");
  const { boundary } = await import("/static/quote/boundaries.js");
  const found = [];
  for (let code = 1; code < 0x110000; code += 1) {
    const char = code >= 0xd800 && code < 0xe000 ? "x" : String.fromCodePoint(code);
    found.push(`${fold(char)}\u0000${boundary(`a${char}`, 1)}${boundary(`${char}(`, char.length)}${boundary(`${char}b`, char.length)}`);
  }
  return JSON.stringify(found);  // a million values one by one would take long to come
}"""


def test_every_character_is_folded_and_divided_alike(serve: Serve):
    page = serve(with_modules({"p.html": b"", "static/quote.css": b""})).open("p.html")
    there = json.loads(page.evaluate(FOLDS))
    chars = [chr(code) if not 0xD800 <= code < 0xE000 else "x" for code in range(1, 0x110000)]
    # A browser may know more characters than this Python.
    known = [n for n, char in enumerate(chars) if unicodedata.category(char) != "Cn"]
    here = {
        n: f"{fold(chars[n])}\0{boundary('a' + chars[n], 1)}{boundary(chars[n] + '(', 1)}{boundary(chars[n] + 'b', 1)}"
        for n in known
    }
    assert {chars[n]: (here[n], there[n]) for n in known if here[n] != there[n]} == {}


def looked(site: MemorySite, name: str, dice: random.Random, count: int) -> list[Light]:
    """What Chromium makes of the links to passages of each kind in each conversation."""
    page = site.context.new_page()
    found = []
    for path in some(list(conversations(site.files)), 2):
        model = read(site.files[path])
        linked = [(each, link(model, each)) for each in passages(model, dice, count)]
        found += [Light("", fragment, "") for _, fragment in linked if ":~:" not in fragment]
        found += lit(site, page, path, model, [each for each in linked if ":~:" in each[1]])
    return found


@pytest.mark.parametrize("name", ["content"] if not IS_THOROUGH else ARCHIVES)
def test_chromium_lights_up_exactly_the_words_that_a_link_is_for(name: str, serve: Serve):
    site = serve(with_modules(built(name), WHITE), viewport={"width": 1280, "height": 900})
    count = 1 if not IS_THOROUGH else {"content": 5, "seeds": 10}[name]
    found = looked(site, name, random.Random(2), count)
    to_words = [each for each in found if ":~:" in each.fragment]
    print(Counter(bool(each.problem) for each in to_words), len(found) - len(to_words), "to an id")
    assert [each for each in to_words if each.problem] == []
    assert len(to_words) >= (25 if not IS_THOROUGH else 200)
    assert len(to_words) > 0.9 * len(found)

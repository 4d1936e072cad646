"""The search page in Chromium, with an engine that returns results of the tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.model import PageContext
from sitegen.permalinks import urls
from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.invisible_characters import visible
from sitegen.render.renderer import Renderer
from sitegen.render.script_bundle import Module, bundle
from sitegen.render.search_page import hit_limit, query_filters
from sitegen.render.templates import theme_folder
from sitegen.render.theme_assets import with_translations
from sitegen.text.invisible import spell_out_invisible
from tests.browser.conftest import VIEWPORTS, MemorySite, Serve
from tests.browser.test_accessible import violations
from tests.browser.test_reading import CONTRAST
from tests.browser.test_xss import executed_vectors, without_csp
from tests.browser.vectors import VECTORS
from tests.render.samples import SITE, everything, renderer, site_data, summary_of
from tests.render.test_search_page import ODD, RESULTS, Json, facets, hit, hostile_result, problem, result
from tests.sampling import sample

ENGINE = {
    "shards.js": """\
/** An index that loads at once, or fails where the test wants it. */
export class SearchData {
  async load() {
    window.loads = (window.loads ?? 0) + 1;
    if (window.broken) throw new Error("meta.js is missing");
  }
}
""",
    "results.js": """\
/** Finds a message for each letter of the query, ten times, unless the test wants something else or holds it back. */
export async function search(data, query, limit) {
  await data.load();
  (window.questions ??= []).push([query, limit]);
  if (window.held?.includes(query)) await new Promise((resolve) => ((window.release ??= {})[query] = resolve));
  const total = 10 * query.length;
  const found = { query, problems: [], total, sort: "rank", match: "all", suggestion: "", hits: [], facets: [], lost: [] };
  const address = (n) => `c/lamps.html#m-${String(n).padStart(7, "0")}`;
  for (let n = 1; n <= Math.min(total, limit); n++) {
    found.hits.push({
      address: address(n), link: `${address(n)}:~:text=keeps`, conversation: "lamps", title: `Lamps ${query}`,
      heading: [{ text: `Lamps ${query}`, marked: false }],
      number: n, anchor: `m-${n}`, speaker: "AI-3", model: null, label: "", day: "2026-02-03", kinds: [],
      score: 1, missing: [], snippet: [{ text: "What ", marked: false }, { text: query, marked: true }],
    });
  }
  if (total > 1) {
    const only = { label: "AI-3", count: 1, query: `${query} speaker:AI-3` };
    found.facets = [{ name: "speaker", values: [only] }];
  }
  if (window.lazy) {
    const { facets } = found;
    found.facets = [];
    found.hasQuickFacets = window.lazy === "quick";
    found.loadFacets = async () => {
      window.facetLoads = (window.facetLoads ?? 0) + 1;
      return { facets, lost: window.lazy === "lost" ? ["d-lost"] : [] };
    };
  }
  return { ...found, ...window.answers?.[query] };
}
""",
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return site_of(write_modules(tmp_path_factory.mktemp("theme"), ENGINE))


@pytest.fixture
def files(rendered: dict[str, bytes]) -> dict[str, bytes]:
    """Return the site of one conversation, with the test's engine instead of the built-in one."""
    return dict(rendered)


def write_modules(theme: Path, modules: dict[str, str]) -> Path:
    (theme / "static" / "search").mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (theme / "static" / "search" / name).write_text(text)
    return theme


def site_of(*themes: Path) -> dict[str, bytes]:
    mine = Renderer(SITE, (*themes, theme_folder()))
    found = everything()
    made = [
        mine.conversation_pages(found, PageContext("lamps"))[0],
        *mine.site_pages(site_data(summary_of(found, "lamps"))),
        *mine.static_files(),
    ]
    return {each.path: each.data for each in made}


@pytest.fixture
def page(serve: Serve, files: dict[str, bytes]) -> Iterator[Page]:
    """Yield the search page without a query; at the end, check that there were no console messages or failed requests."""
    site = serve(files, viewport={"width": 1280, "height": 800})
    page = site.context.new_page()
    console_messages: list[str] = []
    page.on("console", lambda message: console_messages.append(message.text))
    page.on("pageerror", lambda error: console_messages.append(str(error)))
    page.goto(site.host + urls.SEARCH)
    yield page
    assert (console_messages, site.external_requests, site.missing) == ([], [], [])


PAUSE = 150
"""``MAX_INPUT_DELAY`` of ``page.js``, in ms."""


def freeze_clock(page: Page) -> None:
    """Freeze the clock of the page; from now on the test advances it."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def search_box(page: Page) -> object:
    return page.get_by_role("searchbox")


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def expect_summary(page: Page, text: str) -> None:
    expect(page.locator(".summary")).to_have_text(text)


def expect_query(page: Page, **values: str) -> None:
    expected = {name: [value] for name, value in values.items()}
    page.wait_for_function(
        """expected => JSON.stringify(expected)
          === JSON.stringify(Object.fromEntries(new URL(location).searchParams))""",
        arg=values,
    )
    assert query_of(page) == expected


# Markup


@pytest.fixture(scope="module")
def markup_page(browser: Browser) -> Iterator[Page]:
    """Yield a blank page with the modules that render results."""
    folder = theme_folder() / "static" / "search"
    shared = theme_folder() / "static" / "shared"
    paths = (
        folder / "invisible_characters.js",
        folder / "block_kinds.js",
        folder / "hit_markup.js",
        shared / "translator.js",
    )
    modules = with_translations({path.name: Module(path.name, path.read_bytes()) for path in paths}, ENGLISH)
    modules["bench.js"] = Module(
        "bench.js",
        b'import { hitsMarkup, queryFilters, searchAddress } from "./hit_markup.js";\n'
        b'import { spellOutInvisible, visibleNodes } from "./invisible_characters.js";\n'
        b"Object.assign(window, { hitsMarkup, queryFilters, searchAddress, spellOutInvisible, visibleNodes });\n",
    )
    page = browser.new_page()
    page.add_script_tag(content=bundle(modules, "bench.js"))
    yield page
    page.close()


# Both after parsing, without white space between blocks.
COMPARE_MARKUP = """
([result, html]) => {
  const blocks = new Set("P DIV SECTION NAV DETAILS SUMMARY UL OL LI H2 H3 BLOCKQUOTE".split(" "));
  const tidy = (parent) => {
    parent.normalize();
    for (const node of [...parent.childNodes]) {
      if (node.nodeType !== 3) { tidy(node); continue; }
      const isApart = (side) => !node[side] || blocks.has(node[side].nodeName);
      if (!node.data.trim() && isApart("previousSibling") && isApart("nextSibling")) node.remove();
    }
    return parent;
  };
  const serialised = (fragment) => [...tidy(fragment).childNodes].map(node => node.outerHTML ?? node.data);
  const template = document.createElement("template");
  template.innerHTML = html;
  return [serialised(hitsMarkup(result)), serialised(template.content)];
}
"""


@pytest.mark.parametrize("name", RESULTS)
def test_a_script_makes_the_markup_that_a_server_makes(markup_page: Page, name: str):
    mine, servers = markup_page.evaluate(COMPARE_MARKUP, [RESULTS[name], renderer().search_hits(RESULTS[name])])
    assert mine == servers


def test_a_script_makes_the_markup_of_hostile_results(markup_page: Page):
    page = renderer()
    for vector in VECTORS:
        found = hostile_result(vector)
        mine, servers = markup_page.evaluate(COMPARE_MARKUP, [found, page.search_hits(found)])
        assert mine == servers


def test_a_script_shows_what_cannot_be_seen_as_pages_do(markup_page: Page):
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    texts = ["".join(every[n : n + 512]) for n in range(0, len(every), 512)]
    odd = [char for char in every if spell_out_invisible(char) != char]
    texts += [*odd, "".join(f"{char}x" for char in odd), ODD, "␛ ⟦U+202E⟧", "␛ ⟦U+202E⟧ \x1b ⟦U+0085⟧"]
    texts += ["\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f x\U000e0067", *VECTORS]
    mine = markup_page.evaluate(
        """texts => texts.map(text => {
          const div = document.createElement("div");
          div.append(...visibleNodes(text));
          return [spellOutInvisible(text), div.textContent, [...div.children].map(each => [each.title, each.outerHTML])];
        })""",
        texts,
    )
    pages = markup_page.evaluate(
        """htmls => htmls.map(html => {
          const template = document.createElement("template");
          template.innerHTML = html;
          const { children, textContent } = template.content;
          return [textContent, [...children].map(each => [each.title, each.outerHTML])];
        })""",
        [str(visible(text)) for text in texts],
    )
    expected = [[spell_out_invisible(text), *made] for text, made in zip(texts, pages, strict=True)]
    differing = [(a, b) for a, b in zip(mine, expected, strict=True) if a != b]
    assert differing == []


def test_half_a_character_is_spelled_out(markup_page: Page):
    assert markup_page.evaluate("['a\\ud83dz', '\\udd0d', '🔍'].map(spellOutInvisible)") == [
        "a⟦U+D83D⟧z",
        "⟦U+DD0D⟧",
        "🔍",
    ]
    assert markup_page.evaluate("searchAddress('a\\ud83d')") == urls.search("a\ud83d")


QUERIES = [
    "", "tide", 'tide speaker:"AI 3" has:art', "-model:opus tide", "a OR speaker:b", "(speaker:a) on:2026",
    "NOT in:x", "in:x NOT y", 'a "on:2026 b" has:art', "“a” in:„zwei Häuser“ x", 'in:"never closed',
    "))has:art((",
    "茶\u3000has:art\u3000in:雨", "🌊has:art has:art", "constructor has:art toString",
    "🌊" * 999 + " has:art", "-in:\ufeffx on:\x85y Has:art", "ſpeaker:a -(on:2026)",
    "🌊" * 990 + " has:art has:art", "has:art " * 30, " has:art  x  on:2026 ", "a\x00has:art \x0bhas:code",
]  # fmt: skip


def test_a_script_finds_the_filters_and_addresses_that_a_server_finds(markup_page: Page):
    queries = [*QUERIES, *VECTORS, ODD]
    mine = markup_page.evaluate(
        "queries => queries.map(q => [queryFilters(q).map(Object.values), searchAddress(q), searchAddress(q, 40)])",
        queries,
    )
    assert mine == [
        [list(map(list, query_filters(query))), urls.search(query), urls.search(query, 40)] for query in queries
    ]


# Searching


def test_an_empty_page_has_the_focus_in_its_box_and_loads_nothing_until_one_types(page: Page):
    expect(search_box(page)).to_be_focused()
    assert page.evaluate("window.loads") is None
    page.keyboard.press("a")
    assert page.evaluate("window.loads") == 1


def test_a_page_with_a_query_or_a_fragment_keeps_the_focus_where_it_is(page: Page):
    for address in ("?q=tide", "#main"):
        page.goto(f"{page.url.partition('?')[0]}{address}")
        expect(page.locator("body")).to_be_focused()


def test_typing_finds_after_a_pause_and_adds_nothing_to_the_history(page: Page):
    before = page.evaluate("history.length")
    freeze_clock(page)
    search_box(page).press_sequentially("tide")
    page.clock.run_for(PAUSE - 1)
    assert page.evaluate("window.questions") is None
    page.clock.run_for(1)
    page.clock.resume()
    expect_summary(page, "40 messages match; showing the best 10")
    assert page.evaluate("questions") == [["tide", 10]]
    expect_query(page, q="tide")
    assert page.evaluate("history.length") == before
    assert page.title() == "tide · Search · A drawer of letters"
    assert page.locator(".hit").count() == 10


def test_an_address_is_answered(page: Page):
    page.goto(page.url + "?q=salt+rope&n=40")
    expect_summary(page, "90 messages match; showing the best 40")
    assert search_box(page).input_value() == "salt rope"
    assert not page.locator("details.help").evaluate("help => help.open")


def test_an_address_asks_for_as_many_hits_as_of_a_server(page: Page):
    numbers = ["", "0", "1", "21", "40", "999", "1000", "5000", "99999", "-3", "x", "2.5"]
    asked = {}
    for n in numbers:
        page.goto(f"{page.url.partition('?')[0]}?q=tide&n={n}")
        expect(page.locator(".hit").first).to_be_visible()
        asked[n] = page.evaluate("questions")
    assert asked == {n: [["tide", hit_limit(n)]] for n in numbers}


def test_back_and_forward_restore_query_and_results(page: Page):
    search_box(page).fill("tide")
    search_box(page).press("Enter")
    expect_summary(page, "40 messages match; showing the best 10")
    search_box(page).fill("lamp oil")
    expect_summary(page, "80 messages match; showing the best 10")
    search_box(page).press("Enter")
    page.get_by_role("link", name="AI-3").click()
    expect(search_box(page)).to_have_value("lamp oil speaker:AI-3")
    expect_query(page, q="lamp oil speaker:AI-3")
    moves = [
        (page.go_back, "lamp oil", 10, "lamp oil"),
        (page.go_back, "tide", 10, "tide"),
        (page.go_back, "", 0, "Search"),
        (page.go_forward, "tide", 10, "tide"),
        (page.go_forward, "lamp oil", 10, "lamp oil"),
        (page.go_forward, "lamp oil speaker:AI-3", 10, "lamp oil speaker:AI-3"),
    ]
    for move, query, count, title in moves:
        move()
        expect(search_box(page)).to_have_value(query)
        expect(page.locator(".results:not([aria-busy])")).to_have_count(1)
        assert (page.locator(".hit").count(), page.title().partition(" · ")[0]) == (count, title)


def test_what_was_typed_stays_in_the_history_when_a_filter_is_followed(page: Page):
    search_box(page).fill("tide")
    expect_summary(page, "40 messages match; showing the best 10")
    page.get_by_role("link", name="AI-3").click()
    expect_query(page, q="tide speaker:AI-3")
    page.go_back()
    expect(search_box(page)).to_have_value("tide")
    expect_summary(page, "40 messages match; showing the best 10")


def test_a_filter_is_taken_away(page: Page):
    page.goto(page.url + "?q=tide+speaker:AI-3")
    page.get_by_role("link", name="Remove filter speaker:AI-3").click()
    expect_query(page, q="tide")
    expect(page.locator(".active-filters")).to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "summary"


def test_a_reader_who_followed_a_hit_comes_back_to_it(page: Page):
    page.goto(page.url + "?q=tide&n=40")
    last = page.locator(".hit a").nth(35)
    last.scroll_into_view_if_needed()
    where = page.evaluate("scrollY")
    assert where > 1000
    last.click()
    page.wait_for_url("**/c/lamps.html*")
    page.go_back()
    expect_summary(page, "40 messages match")
    page.wait_for_function("where => Math.abs(scrollY - where) < 2", arg=where)


def test_more_hits_are_shown_below_and_the_first_of_them_has_the_focus(page: Page):
    page.goto(page.url + "?q=ti")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="10 more").click()
    expect_summary(page, "20 messages match")
    assert page.evaluate("document.activeElement.closest('.hit').dataset.address") == "c/lamps.html#m-0000011"
    assert page.get_by_role("link", name="more").count() == 0
    expect_query(page, q="ti", n="20")
    assert page.evaluate("history.length") == before


def test_slower_answers_to_older_questions_are_dropped(page: Page):
    page.evaluate("window.held = ['a', 'ab']")
    for query in ("a", "ab", "abc"):
        search_box(page).fill(query)
        search_box(page).press("Enter")
    expect_summary(page, "30 messages match; showing the best 10")
    # On a slow machine the pause in typing may ask once more for what Enter asked.
    assert list(dict.fromkeys(page.evaluate("questions.map(([query]) => query)"))) == ["a", "ab", "abc"]
    page.evaluate("release.ab(); release.a(); new Promise((resolve) => setTimeout(resolve))")
    assert page.locator(".hit h3").first.inner_text().startswith("Lamps abc")
    assert page.locator(".summary").inner_text() == "30 messages match; showing the best 10"
    assert search_box(page).input_value() == "abc"


def test_a_long_search_shows_that_it_is_running(page: Page):
    page.evaluate("window.held = ['tide']")
    search_box(page).fill("tide")
    expect(page.locator(".results[aria-busy=true]")).to_have_count(1)
    expect_summary(page, "Searching…")
    page.evaluate("release.tide()")
    expect_summary(page, "40 messages match; showing the best 10")
    expect(page.locator(".results[aria-busy]")).to_have_count(0)


def test_a_slash_leads_to_the_box_but_is_a_letter_where_one_types(page: Page):
    search_box(page).blur()
    page.keyboard.press("/")
    expect(search_box(page)).to_be_focused()
    assert search_box(page).input_value() == ""
    page.keyboard.type("a/b")
    assert search_box(page).input_value() == "a/b"
    page.locator("main").evaluate("main => main.append(Object.assign(document.createElement('textarea'), {id: 'x'}))")
    page.locator("#x").press("/")
    assert page.locator("#x").input_value() == "/"
    page.locator("#x").evaluate("element => element.blur()")
    page.keyboard.press("Control+/")
    expect(search_box(page)).not_to_be_focused()
    page.keyboard.press("/")
    assert page.evaluate("getSelection().toString()") == "a/b"


def test_escape_clears_the_box_and_the_results(page: Page):
    page.goto(page.url + "?q=tide")
    expect(page.locator(".hit")).to_have_count(10)
    search_box(page).press("Escape")
    expect(page.locator(".hit")).to_have_count(0)
    assert search_box(page).input_value() == ""
    expect_query(page)
    assert page.locator("details.help").evaluate("help => help.open")


def test_an_example_is_a_search(page: Page):
    page.get_by_role("link", name='"harbour light"').click()
    expect_summary(page, "150 messages match; showing the best 10")
    assert search_box(page).input_value() == '"harbour light"'
    assert not page.locator("details.help").evaluate("help => help.open")
    page.go_back()
    expect(page.locator("details.help")).to_have_attribute("open", "")


def test_one_live_region_stays_and_announces_the_count(page: Page):
    region = page.locator("[role=status], [aria-live]")
    region.evaluate("element => { element.isTheSame = true; }")
    search_box(page).fill("tide")
    expect(region).to_have_text("40 messages match; showing the best 10")
    search_box(page).fill("")
    expect(region).to_have_text("")
    page.evaluate("window.answers = {xyzzy: {total: 0, hits: [], facets: []}}")
    search_box(page).fill("xyzzy")
    expect(region).to_have_text("No message matches")
    assert region.evaluate("element => element.isTheSame")
    assert "Try fewer words" in page.locator(".results").inner_text()


def test_words_in_the_making_are_not_searched(page: Page):
    freeze_clock(page)
    page.evaluate(
        """() => {
          const box = document.querySelector("[name=q]");
          box.value = "か";
          box.dispatchEvent(new InputEvent("input", {isComposing: true, bubbles: true}));
        }"""
    )
    page.clock.run_for(2 * PAUSE)
    assert page.evaluate("window.questions") is None
    page.clock.resume()
    page.evaluate("document.querySelector('[name=q]').dispatchEvent(new CompositionEvent('compositionend'))")
    expect_summary(page, "10 messages match")


def test_an_index_that_cannot_be_loaded_is_reported_and_tried_again(serve: Serve, files: dict[str, bytes]):
    page = serve(files).open(urls.SEARCH)
    page.evaluate("window.broken = true")
    search_box(page).fill("tide")
    expect_summary(page, "Search failed")
    assert "could not be loaded (meta.js is missing)" in page.locator(".results").inner_text()
    page.evaluate("window.broken = false")
    search_box(page).press("Enter")
    expect_summary(page, "40 messages match; showing the best 10")


def test_a_filter_opened_in_another_tab_leaves_the_page_alone(page: Page):
    page.goto(page.url + "?q=tide")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="AI-3").click(modifiers=["Control"])
    expect(opened.value.get_by_role("searchbox")).to_have_value("tide speaker:AI-3")
    assert search_box(page).input_value() == "tide"


@pytest.mark.parametrize(
    "vector", ['"><img src=x onerror=alert(1)>', "\u202e<script>alert(1)</script>\x1b", "%00&n=40#x"]
)
def test_a_hostile_query_stays_text_and_comes_back_as_it_was(page: Page, vector: str):
    search_box(page).fill(vector)
    search_box(page).press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    expect_query(page, q=vector)
    page.reload()
    expect(search_box(page)).to_have_value(vector)
    assert page.locator("main :is(img, script)").count() == 0


def test_nothing_of_hostile_results_runs_even_without_the_policy(serve: Serve, files: dict[str, bytes]):
    every = [hostile_result(vector) for vector in VECTORS]
    answers = {found["query"]: found for found in every}
    page = without_csp(files[urls.SEARCH]).replace(b"</head>", b'<script src="answers.js"></script></head>')
    files |= {urls.SEARCH: page, "answers.js": f"window.answers = {json.dumps(answers)}".encode()}
    site = serve(files)
    assert executed_vectors(site, [urls.search(query) for query in sample(list(answers), 30)]) == set()
    assert site.external_requests == []


# Without scripts, and other environments


def test_without_javascript_the_page_shows_other_ways_to_search(serve: Serve, files: dict[str, bytes]):
    page = serve(files, java_script_enabled=False).open(urls.SEARCH)
    console_messages = page.locator(".no-script").inner_text()
    assert [word for word in ("sitegen serve", "sitegen search", "conversations") if word not in console_messages] == []
    page.get_by_role("main").get_by_role("link", name="speakers").click()
    assert page.url.endswith("/speakers/index.html")


def test_a_served_page_needs_no_script(serve: Serve, files: dict[str, bytes]):
    files[urls.SEARCH] = renderer().search_page(RESULTS["more"]).data
    page = serve(files, java_script_enabled=False).open(urls.search("tide"))
    assert page.locator(".hit").count() == 10
    assert search_box(page).input_value() == "tide"
    page.get_by_role("searchbox").fill("a b")
    page.get_by_role("button", name="Search").click()
    assert query_of(page) == {"q": ["a b"]}
    page.get_by_role("link", name="10 more").click()
    assert query_of(page) == {"q": ["tide"], "n": ["20"]}


def test_a_script_keeps_the_results_of_a_server(serve: Serve, files: dict[str, bytes]):
    files[urls.SEARCH] = renderer().search_page(RESULTS["more"]).data
    page = serve(files).open(urls.search("tide"))
    expect_summary(page, "1,204 messages match; showing the best 10")
    assert page.evaluate("window.questions") is None
    search_box(page).fill("lamp")
    expect_summary(page, "40 messages match; showing the best 10")


def test_the_box_at_home_leads_to_the_answer(serve: Serve, files: dict[str, bytes]):
    page = serve(files).open("index.html")
    search_box(page).fill("tide & lamp")
    search_box(page).press("Enter")
    expect_summary(page, "110 messages match; showing the best 10")
    assert query_of(page) == {"q": ["tide & lamp"]}


def test_the_search_works_under_a_path(serve: Serve, files: dict[str, bytes]):
    site = serve({f"archive/of/mine/{path}": data for path, data in files.items()})
    page = site.open("archive/of/mine/index.html")
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search.html")
    search_box(page).fill("tide")
    search_box(page).press("Enter")
    expect(page.locator(".hit")).to_have_count(10)
    assert urlsplit(page.url).path == "/archive/of/mine/search.html"
    page.locator(".hit a").first.click()
    page.wait_for_url("**/archive/of/mine/c/lamps.html*")
    assert [path for path in site.missing if "favicon" not in path] == []


def test_the_search_works_from_a_folder(browser: Browser, files: dict[str, bytes], tmp_path: Path):
    for path, data in files.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(data)
    context = browser.new_context()
    page = context.new_page()
    console_messages: list[str] = []
    page.on("console", lambda message: console_messages.append(message.text))
    page.on("pageerror", lambda error: console_messages.append(str(error)))
    page.goto((tmp_path / "site" / "index.html").as_uri())
    search_box(page).fill("salt rope")
    search_box(page).press("Enter")
    expect_summary(page, "90 messages match; showing the best 10")
    expect_query(page, q="salt rope")
    search_box(page).fill("tide")
    search_box(page).press("Enter")
    expect_query(page, q="tide")
    page.locator(".hit a").first.click()
    page.wait_for_url("**/c/lamps.html*")
    page.go_back()
    expect_summary(page, "40 messages match; showing the best 10")
    page.go_back()
    expect(search_box(page)).to_have_value("salt rope")
    context.close()
    assert console_messages == []


def test_a_theme_overrides_one_module(serve: Serve, tmp_path: Path):
    write_modules(tmp_path / "engine", ENGINE)
    own = (theme_folder() / "static" / "search" / "hit_markup.js").read_text().replace('"No text."', '"Silence."')
    mine = write_modules(tmp_path / "own", {"hit_markup.js": own})
    page = serve(site_of(mine, tmp_path / "engine")).open(urls.SEARCH)
    page.evaluate("found => { window.answers = {tide: found}; }", RESULTS["people"])
    search_box(page).fill("tide")
    expect(page.locator(".hit .empty")).to_have_text("Silence.")


# Layout and accessibility


def full_result() -> Json:
    names = [
        "AI-3",
        "USER",
        "Омар ☂",
        "A name that is rather longer than the margin is wide",
        "Claude Haiku 4.5",
    ]
    query = 'tide speaker: "lamp has:art'
    hits = [hit(n, kinds=["art"] if n % 3 else []) for n in range(1, 5)] + [
        RESULTS["by its title"]["hits"][0],
        hit(6, title="עברית", snippet=[]),
    ]
    return result(query, *hits, total=140, facets=facets(query, names, 130), lost=["t-abc234"]) | {
        "problems": [problem(5, 8, "missing-value", filter="speaker"), problem(14, 5)]
    }


def open_results(site: MemorySite, found: Json) -> Page:
    page = site.open(urls.SEARCH)
    page.evaluate("([query, found]) => { window.answers = {[query]: found}; }", [found["query"], found])
    search_box(page).fill(found["query"])
    expect(page.locator(".results > *").first).to_be_visible()
    return page


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_the_search_breaks_no_rule_of_access(serve: Serve, files: dict[str, bytes], width: int, scheme: str):
    site = serve(files, viewport={"width": width, "height": 900}, color_scheme=scheme)
    pages = [
        site.open(urls.SEARCH),
        open_results(site, full_result()),
        open_results(site, RESULTS["nothing found"]),
    ]
    assert [violations(each) for each in pages] == [[], [], []]
    assert [each.evaluate(CONTRAST) for each in pages] == [[], [], []]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_search_never_scrolls_sideways(serve: Serve, files: dict[str, bytes], width: int):
    site = serve(files, viewport={"width": width, "height": 900})
    long = hit(title="W" * 300, speaker="M" * 120, label="L" * 200, snippet=[{"text": "m" * 240, "marked": True}])
    wide = result(
        "w" * 500,
        long,
        hit(),
        facets=facets("w" * 500, ["S" * 200], 2),
        problems=[problem(3, 400, "unknown-filter", filter="p" * 300, filters="f" * 300)],
    )
    for found in (full_result(), wide):
        page = open_results(site, found)
        page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("width", "is_open"), [(320, False), (1280, True)])
def test_facets_are_closed_on_a_phone_and_open_on_a_desk(
    serve: Serve, files: dict[str, bytes], width: int, is_open: bool
):
    site = serve(files, viewport={"width": width, "height": 900})
    page = open_results(site, full_result())
    link = page.get_by_role("link", name="USER")
    assert link.is_visible() == is_open
    if not is_open:
        page.get_by_text("Filter results").click()
        assert link.is_visible()


@pytest.mark.parametrize(
    ("kind", "width", "is_open"), [("quick", 1280, True), ("slow", 1280, False), ("quick", 320, False)]
)
def test_facets_that_take_time_are_counted_when_they_are_opened(page: Page, kind: str, width: int, is_open: bool):
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("kind => { window.lazy = kind; }", kind)
    search_box(page).fill("tide")
    expect_summary(page, "40 messages match; showing the best 10")
    link = page.locator(".facets").get_by_role("link", name="AI-3")
    if not is_open:
        assert page.evaluate("window.facetLoads") is None
        page.get_by_text("Filter results").click()
    expect(link).to_be_visible()
    assert page.evaluate("window.facetLoads") == 1


def test_shards_that_are_lost_while_facets_are_counted_are_reported(page: Page):
    page.evaluate("() => { window.lazy = 'lost'; }")
    search_box(page).fill("tide")
    page.get_by_text("Filter results").click()
    expect(page.locator(".facets .load-error")).to_contain_text("d-lost")


def test_facets_are_open_on_a_desk_without_a_script(serve: Serve, files: dict[str, bytes]):
    files[urls.SEARCH] = renderer().search_page(RESULTS["two"]).data
    page = serve(files, java_script_enabled=False, viewport={"width": 1280, "height": 900}).open(urls.SEARCH)
    assert page.locator(".facets a").first.is_visible()


def test_on_paper_are_the_query_and_its_results(serve: Serve, files: dict[str, bytes]):
    page = open_results(serve(files, viewport={"width": 1280, "height": 900}), full_result())
    page.emulate_media(media="print")
    names = (
        "form.search input",
        ".hit >> nth=0",
        "form.search button",
        ".facets",
        "details.help",
        ".active-filters",
    )
    assert [page.locator(name).is_visible() for name in names] == [True, True, False, False, False, False]

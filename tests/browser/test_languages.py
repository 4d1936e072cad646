"""Pages in other languages: translated scripts, text direction, accessibility."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.model import OutputFile, PageContext
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.renderer import Renderer
from sitegen.render.script_bundle import Module, bundle
from sitegen.render.templates import SiteInfo, theme_folder
from sitegen.render.theme_assets import with_translations
from sitegen.search.query.parser import parse
from tests.browser.conftest import Serve
from tests.browser.test_accessible import pages_with_violations
from tests.browser.test_search_page import COMPARE_MARKUP
from tests.render.samples import everything, site_data, summary_of
from tests.render.test_search_page import RESULTS, hit, result

BAD_QUERIES = ('author:ada "', "on:soon AND", "a* ) speaker:", "has:nothing sort:rank")
PAGES = ("index.html", "c/lamps.html", "search.html")


@cache
def renderer(tag: str) -> Renderer:
    return Renderer(SiteInfo("A drawer of letters", "Kept as they were.", tag), [theme_folder()])


@cache
def site(tag: str) -> dict[str, bytes]:
    """Return a site in a language, with search results by a server."""
    found, mine = everything(), renderer(tag)
    files = (
        mine.conversation_pages(found, PageContext("lamps"))[0],
        *(OutputFile(each.path, each.data) for each in mine.site_pages(site_data(summary_of(found, "lamps")))),
        mine.search_page(RESULTS["more"]),
        *mine.static_files(),
    )
    return {each.path: each.data for each in files}


@pytest.fixture(params=["ar", "de", "ja"])
def bench(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[str, Page]]:
    """Return a language and a blank page with the modules of search results."""
    static = theme_folder() / "static"
    paths = [static / "search" / f"{name}.js" for name in ("block_kinds", "invisible_characters", "hit_markup")]
    paths.append(static / "shared" / "translator.js")
    modules = {path.name: Module(path.name, path.read_bytes()) for path in paths}
    entry = b'import { hitsMarkup } from "./hit_markup.js";\nObject.assign(window, { hitsMarkup });\n'
    translator = load_translator(request.param, [theme_folder()]) or ENGLISH
    page = browser.new_page()
    page.add_script_tag(
        content=bundle(with_translations(modules | {"x.js": Module("x.js", entry)}, translator), "x.js")
    )
    yield request.param, page
    page.close()


def test_scripts_and_server_render_the_same_results(bench: tuple[str, Page]):
    tag, page = bench
    results = dict(RESULTS)
    for query in BAD_QUERIES:
        problems = [asdict(each) for each in parse(query).problems]
        results[query] = result(query, problems=problems)
    for total in (0, 1, 2, 3, 11, 100, 1204, 20_000):
        results[f"{total} hits"] = result("tide", total=total)
    rendered = {
        name: page.evaluate(COMPARE_MARKUP, [found, renderer(tag).search_hits(found)])
        for name, found in results.items()
    }
    assert {name: mine for name, (mine, servers) in rendered.items() if mine != servers} == {}


@pytest.mark.parametrize("tag", ["ar", "ja"])
def test_pages_in_other_languages_are_accessible(serve: Serve, tag: str):
    shown = serve(site(tag), viewport={"width": 1280, "height": 900})
    assert pages_with_violations(shown, PAGES) == {}


def test_no_language_makes_a_page_scroll_sideways(serve: Serve):
    found, width = {}, 320
    for tag in ("ar", "de"):
        shown = serve(site(tag), viewport={"width": width, "height": 900})
        page = shown.context.new_page()
        for path in (*PAGES, "stats.html", "art.html"):
            page.goto(shown.host + path)
            page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
            found[tag, path] = page.evaluate("[document.documentElement.scrollWidth, scrollX]")
    assert {key: value for key, value in found.items() if value != [width, 0]} == {}


def test_a_right_to_left_page_has_names_at_the_right_and_left_to_right_drawings(serve: Serve):
    page = serve(site("ar"), viewport={"width": 1280, "height": 900}).open("c/lamps.html")
    name, body = (
        page.locator(".message h2").first.bounding_box(),
        page.locator(".message .body").first.bounding_box(),
    )
    assert name is not None
    assert body is not None
    assert name["x"] > body["x"] + body["width"]
    directions = "selector => [...new Set([...document.querySelectorAll(selector)].map(each => getComputedStyle(each).direction))]"
    assert page.evaluate(directions, "pre.art, .code pre, :not(pre) > code, .scroll:has(> pre.art)") == ["ltr"]
    assert page.evaluate(directions, "html, main, header.site, .address") == ["rtl"]


@pytest.mark.parametrize(("tag", "direction"), [("en", 1), ("ar", -1)])
@pytest.mark.parametrize("title", ["Lamps & other <lights>", "מנורות", "2026"])
def test_the_number_of_a_hit_follows_its_title_in_any_script(serve: Serve, tag: str, direction: int, title: str):
    found = renderer(tag).search_page(result("tide", hit(title=title)))
    page = serve(site(tag) | {found.path: found.data}).open("search.html")
    begins = [page.locator(f".hit h3 {part}").bounding_box() for part in ("bdi", ".number")]
    name, number = (each["x"] for each in begins if each)
    assert (number - name) * direction > 0


SELECT = """() => {
  const words = document.querySelector(".message .body p");
  getSelection().selectAllChildren(words);
}"""


def test_the_quote_buttons_are_translated(serve: Serve):
    page = serve(site("de"), viewport={"width": 1280, "height": 900}).open("c/lamps.html")
    page.evaluate(SELECT)
    group = page.get_by_role("group", name="Die ausgewählten Worte kopieren als")
    expect(group.get_by_role("button")).to_have_text(["Link", "Markdown", "HTML", "Nachweis", "×"])
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    group.get_by_role("button", name="Nachweis").click()
    expect(group.get_by_role("status")).to_have_text("Kopiert")
    text = page.evaluate("window.copied")
    anchor = page.locator(".message").first.get_attribute("id") or ""
    assert text.startswith(
        f"USER, Nachricht {anchor.removeprefix('m-')} in „Lamps & other <lights>“, 3. Februar 2026. <c/lamps.html#{anchor}"
    )


def test_the_note_on_a_missing_quote_is_translated(serve: Serve):
    shown = serve(site("ja"))
    page = shown.context.new_page()
    page.goto(f"{shown.host}c/lamps.html#:~:text=nobody%20said%20so")
    expect(page.locator(".quote-note")).to_contain_text("リンクされた引用はこのページに見つかりません")


def test_the_status_of_the_search_is_translated(serve: Serve, tmp_path: Path):
    files = site("de") | {"search.html": next(
        each.data for each in renderer("de").site_pages(site_data()) if each.path == "search.html"
    )}  # fmt: skip
    page = serve(files).open("search.html?q=tide")
    expect(page.locator(".summary")).to_have_text("Die Suche ist fehlgeschlagen")
    assert page.title() == "tide · Suche · A drawer of letters"

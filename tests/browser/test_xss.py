"""Nothing that a transcript says ever runs: not without the CSP, and not without the escaping."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import jinja2
import pytest
from markdown_it import MarkdownIt
from markupsafe import Markup
from playwright.sync_api import Error, Page

from sitegen.archive.settings.license import License
from sitegen.permalinks import urls
from sitegen.render.lazy_page import Draft
from sitegen.render.renderer import Renderer
from sitegen.render.templates import SiteInfo, theme_folder
from tests.browser.conftest import MemorySite, Serve
from tests.browser.hostile import hostile, hostile_collection, hostile_place
from tests.browser.vectors import VECTORS
from tests.render.page_elements import html_of
from tests.render.samples import PUBLIC
from tests.thorough import some

PAGE = urls.conversation("hostile")
_CSP = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="default-src[^>]*>')

# What a vector calls tells the test; links that lead away would end the page, so those alone are stopped,
# and the box to search in.
LISTEN = r"""
for (const name of ["alert", "prompt", "confirm", "print"])
  window[name] = (...args) => window.ran(String(args[0]));
window.fetch = (...args) => window.ran("fetch " + args[0]);
addEventListener("click", event => {
  const link = event.target.closest && event.target.closest("a, area");
  const href = link && (link.href.baseVal ?? link.href);
  if (link && !/^\s*(javascript|vbscript|data):/i.test(href)) event.preventDefault();
}, true);
addEventListener("submit", event => event.target.matches("form.search") && event.preventDefault(), true);
"""
# Everything that a reader's hand or keyboard may do, on every element.
TOUCH = """
() => {
  const mouse = ["mouseover", "mouseenter", "mousemove", "mousedown", "mouseup", "pointerover", "dblclick",
                 "contextmenu", "wheel"];
  for (const element of [...document.querySelectorAll("main *")]) {
    for (const type of mouse) element.dispatchEvent(new MouseEvent(type, {bubbles: false}));
    for (const type of ["focus", "focusin", "keydown", "copy", "toggle", "beforetoggle"])
      element.dispatchEvent(new Event(type, {bubbles: false}));
    element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
}
"""


def ran(site: MemorySite, paths: Sequence[str], *, may_leave: bool = False) -> set[str]:
    """What ran on the pages at ``paths``. ``may_leave``: a page may send its reader elsewhere; go on then."""
    heard: set[str] = set()
    page = _listening_page(site, heard)
    for path in paths:
        try:
            page.goto(site.host + path, wait_until="load")
            page.evaluate(TOUCH)
            page.wait_for_timeout(1)
        except Error:
            if not may_leave:
                raise
            page.close()
            page = _listening_page(site, heard)
    page.close()
    return heard


def _listening_page(site: MemorySite, heard: set[str]) -> Page:
    page = site.context.new_page()
    page.expose_binding("ran", lambda _, what: heard.add(what))
    page.add_init_script(LISTEN)
    page.on("dialog", lambda dialog: (heard.add(dialog.message), dialog.dismiss()))
    return page


def without_csp(data: bytes) -> bytes:
    stripped, times = _CSP.subn(b"", data)
    assert times == 1
    return stripped


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(PUBLIC, (theme_folder(),))


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> Renderer:
    """A renderer all of whose escaping is gone. Only here: the product has no such switch."""

    def environment(**options: Any) -> jinja2.Environment:
        return jinja2.Environment(**(options | {"autoescape": False}))

    def parser(preset: str, options: dict[str, Any]) -> MarkdownIt:
        return MarkdownIt(preset, options | {"html": True})

    monkeypatch.setattr("sitegen.render.templates.Environment", environment)
    for module in ("visible", "markdown", "links", "art", "code", "owners", "essay_markdown"):
        monkeypatch.setattr(f"sitegen.render.{module}.escape", Markup)
    monkeypatch.setattr("sitegen.render.message_blocks.coloured", lambda text, language: text)
    monkeypatch.setattr("sitegen.render.markdown.MarkdownIt", parser)
    monkeypatch.setattr("sitegen.render.markdown._SWALLOWING", [])
    monkeypatch.setattr("sitegen.render.markdown.is_allowed", lambda url: True)
    monkeypatch.setattr("sitegen.render.markdown.href", str)
    monkeypatch.setattr("markdown_it.renderer.escapeHtml", str)
    monkeypatch.setattr(
        "sitegen.render.linked_data.htmlsafe_json_dumps", lambda node: Markup(json.dumps(node))
    )
    return Renderer(PUBLIC, (theme_folder(),))


def single_pages(renderer: Renderer, vectors: Sequence[str] = VECTORS) -> dict[str, bytes]:
    """A page for each vector: one that is not escaped may swallow the rest of its page."""
    return {
        f"c/{n}.html": renderer.conversation(hostile(vector), hostile_place(vector)).data
        for n, vector in enumerate(vectors)
    }


def shared_pages(renderer: Renderer) -> dict[str, bytes]:
    return {
        f"c/{n}.html": renderer.conversation(hostile(*batch), hostile_place(*batch)).data
        for n, batch in enumerate(batches(VECTORS, 25))
    }


def overview_pages(renderer: Renderer) -> dict[str, Draft]:
    return {each.path: each for each in html_of(renderer.overview(hostile_collection(VECTORS)))}


def single_lists(renderer: Renderer, vectors: Sequence[str]) -> dict[str, bytes]:
    """Home, the wall and the numbers, made of each vector."""
    return {
        f"{n}/{each.path}": each.data
        for n, vector in enumerate(vectors)
        for each in renderer.overview(hostile_collection([vector]))
        if each.path in ("index.html", "art.html", "stats.html")
    }


def batches(vectors: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(vectors), size):
        yield vectors[start : start + size]


def test_there_are_vectors_enough():
    assert len(set(VECTORS)) >= 200


def test_no_vector_runs_where_the_csp_is_removed(serve: Serve, renderer: Renderer):
    site = serve({path: without_csp(data) for path, data in shared_pages(renderer).items()})
    assert ran(site, list(site.files)) == set()
    assert site.elsewhere == []


def test_no_vector_runs_on_lists_where_the_csp_is_removed(serve: Serve):
    words = " ".join(VECTORS)
    hostile_site = Renderer(
        SiteInfo(words, words, words, PUBLIC.url, author=words, license=License(words, PUBLIC.url)),
        (theme_folder(),),
    )
    drafts = overview_pages(hostile_site)
    paths = sorted(drafts)
    told = {path for path in paths if "/" not in path or "index" in path} | set(some(paths, 160))
    told.remove(urls.CARDS)  # it leads away at once
    site = serve({path: without_csp(drafts[path].data) for path in sorted(told)})
    assert ran(site, list(site.files)) == set()
    assert site.elsewhere == []


def test_no_vector_runs_where_the_escaping_is_removed(serve: Serve, unescaped: Renderer):
    site = serve(single_pages(unescaped, some(VECTORS, 6)))
    assert ran(site, list(site.files), may_leave=True) == set()
    assert [url for url in site.elsewhere if not url.startswith("data:")] == []


def test_no_vector_runs_on_lists_where_the_escaping_is_removed(serve: Serve, unescaped: Renderer):
    site = serve(single_lists(unescaped, some(VECTORS, 16)))
    assert ran(site, list(site.files), may_leave=True) == set()
    assert [url for url in site.elsewhere if not url.startswith("data:")] == []


def test_the_harness_hears_what_runs_on_lists_too(serve: Serve, unescaped: Renderer):
    files = single_lists(unescaped, VECTORS[::40])
    site = serve({path: without_csp(data) for path, data in files.items()})
    assert len(ran(site, list(site.files), may_leave=True)) >= 5


def test_the_harness_hears_what_runs_where_both_are_removed(serve: Serve, unescaped: Renderer):
    vectors = VECTORS[2::12]
    site = serve({path: without_csp(data) for path, data in single_pages(unescaped, vectors).items()})
    assert len(ran(site, list(site.files), may_leave=True)) >= 15
    assert site.elsewhere != []


def test_pages_as_they_are_ask_no_other_host_for_anything(serve: Serve, renderer: Renderer):
    static = {each.path: each.data for each in renderer.static()}
    site = serve(shared_pages(renderer) | static)
    assert ran(site, [path for path in site.files if path.startswith("c/")]) == set()
    assert (site.elsewhere, site.missing) == ([], [])

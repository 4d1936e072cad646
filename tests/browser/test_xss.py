"""Scripts in transcripts never run: neither without the CSP nor without escaping."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markupsafe import Markup
from playwright.sync_api import Error, Page

from sitegen.archive.settings.site import License
from sitegen.permalinks import urls
from sitegen.render.lazy_page import LazyPage
from sitegen.render.renderer import Renderer
from sitegen.render.templates import SiteInfo, ThemeEnvironment, theme_folder
from tests.browser.conftest import MemorySite, Serve
from tests.browser.hostile import hostile_conversation, hostile_page_context, hostile_site_data
from tests.browser.vectors import VECTORS
from tests.render.page_elements import html_of
from tests.render.samples import PUBLIC
from tests.sampling import sample

PAGE = urls.conversation("hostile")
CSP = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="default-src[^>]*>')

# Report every call by a vector. Stop only links and the search form, because they would leave the page.
LISTEN = r"""
for (const name of ["alert", "prompt", "confirm", "print"])
  window[name] = (...args) => window.report(String(args[0]));
window.fetch = (...args) => window.report("fetch " + args[0]);
addEventListener("click", event => {
  const link = event.target.closest && event.target.closest("a, area");
  const href = link && (link.href.baseVal ?? link.href);
  if (link && !/^\s*(javascript|vbscript|data):/i.test(href)) event.preventDefault();
}, true);
addEventListener("submit", event => event.target.matches("form.search") && event.preventDefault(), true);
"""
# Dispatch all mouse and keyboard events on every element.
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


def executed_vectors(site: MemorySite, paths: Sequence[str], *, may_leave: bool = False) -> set[str]:
    """Return what ran on the pages at ``paths``. With ``may_leave``, continue if a page navigates away."""
    executed: set[str] = set()
    page = _listening_page(site, executed)
    for path in paths:
        try:
            page.goto(site.host + path, wait_until="load")
            page.evaluate(TOUCH)
            page.wait_for_timeout(1)
        except Error:
            if not may_leave:
                raise
            page.close()
            page = _listening_page(site, executed)
    page.close()
    return executed


def _listening_page(site: MemorySite, executed: set[str]) -> Page:
    page = site.context.new_page()
    page.expose_binding("report", lambda _, what: executed.add(what))
    page.add_init_script(LISTEN)
    page.on("dialog", lambda dialog: (executed.add(dialog.message), dialog.dismiss()))
    return page


def without_csp(data: bytes) -> bytes:
    stripped, times = CSP.subn(b"", data)
    assert times == 1
    return stripped


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(PUBLIC, (theme_folder(),))


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> Renderer:
    """Return a renderer with all escaping disabled by patches; the product has no such switch."""

    def environment(**options: Any) -> ThemeEnvironment:
        return ThemeEnvironment(**(options | {"autoescape": False}))

    def parser(preset: str, options: dict[str, Any]) -> MarkdownIt:
        return MarkdownIt(preset, options | {"html": True})

    monkeypatch.setattr("sitegen.render.templates.ThemeEnvironment", environment)
    for module in (
        "invisible_characters",
        "markdown",
        "links",
        "ascii_art",
        "code",
        "owner_markdown",
        "essay_markdown",
    ):
        monkeypatch.setattr(f"sitegen.render.{module}.escape", Markup)
    monkeypatch.setattr("sitegen.render.blocks.highlight_code", lambda text, language, *_: text)
    monkeypatch.setattr("sitegen.render.markdown.MarkdownIt", parser)
    monkeypatch.setattr("sitegen.render.markdown._LOSSY_RULES", [])
    monkeypatch.setattr("sitegen.render.markdown.is_allowed", lambda url: True)
    monkeypatch.setattr("sitegen.render.markdown.href", str)
    monkeypatch.setattr("markdown_it.renderer.escapeHtml", str)
    monkeypatch.setattr("sitegen.render.linked_data.htmlsafe_json_dumps", lambda node: Markup(json.dumps(node)))
    return Renderer(PUBLIC, (theme_folder(),))


def single_pages(renderer: Renderer, vectors: Sequence[str] = VECTORS) -> dict[str, bytes]:
    """Return a page per vector, because one that is not escaped may hide the rest of its page."""
    return {
        f"c/{n}.html": renderer.conversation_pages(hostile_conversation(vector), hostile_page_context(vector))[0].data
        for n, vector in enumerate(vectors)
    }


def shared_pages(renderer: Renderer) -> dict[str, bytes]:
    return {
        f"c/{n}.html": renderer.conversation_pages(hostile_conversation(*batch), hostile_page_context(*batch))[0].data
        for n, batch in enumerate(batches(VECTORS, 25))
    }


def overview_pages(renderer: Renderer) -> dict[str, LazyPage]:
    return {each.path: each for each in html_of(renderer.site_pages(hostile_site_data(VECTORS)))}


def single_lists(renderer: Renderer, vectors: Sequence[str]) -> dict[str, bytes]:
    """Return home, gallery and statistics of each vector."""
    return {
        f"{n}/{each.path}": each.data
        for n, vector in enumerate(vectors)
        for each in renderer.site_pages(hostile_site_data([vector]))
        if each.path in ("index.html", "art.html", "stats.html")
    }


def batches(vectors: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(vectors), size):
        yield vectors[start : start + size]


def test_there_are_enough_vectors():
    assert len(set(VECTORS)) >= 200


def test_no_vector_runs_without_the_csp(serve: Serve, renderer: Renderer):
    site = serve({path: without_csp(data) for path, data in shared_pages(renderer).items()})
    assert executed_vectors(site, list(site.files)) == set()
    assert site.external_requests == []


def test_no_vector_runs_on_lists_without_the_csp(serve: Serve):
    words = " ".join(VECTORS)
    hostile_site = Renderer(
        SiteInfo(words, words, words, PUBLIC.url, author=words, license=License(words, PUBLIC.url)),
        (theme_folder(),),
    )
    pages = overview_pages(hostile_site)
    paths = sorted(pages)
    chosen = {path for path in paths if "/" not in path or "index" in path} | set(sample(paths, 160))
    chosen.remove(urls.QUOTE_CARDS)  # a redirect
    site = serve({path: without_csp(pages[path].data) for path in sorted(chosen)})
    assert executed_vectors(site, list(site.files)) == set()
    assert site.external_requests == []


def test_no_vector_runs_without_escaping(serve: Serve, unescaped: Renderer):
    site = serve(single_pages(unescaped, sample(VECTORS, 10)))
    assert executed_vectors(site, list(site.files), may_leave=True) == set()
    assert [url for url in site.external_requests if not url.startswith("data:")] == []


def test_no_vector_runs_on_lists_without_escaping(serve: Serve, unescaped: Renderer):
    site = serve(single_lists(unescaped, sample(VECTORS, 24)))
    assert executed_vectors(site, list(site.files), may_leave=True) == set()
    assert [url for url in site.external_requests if not url.startswith("data:")] == []


def test_the_harness_detects_vectors_that_run_on_lists(serve: Serve, unescaped: Renderer):
    files = single_lists(unescaped, VECTORS[::40])
    site = serve({path: without_csp(data) for path, data in files.items()})
    assert len(executed_vectors(site, list(site.files), may_leave=True)) >= 5


def test_the_harness_detects_vectors_that_run_without_both(serve: Serve, unescaped: Renderer):
    vectors = VECTORS[2::12]
    site = serve({path: without_csp(data) for path, data in single_pages(unescaped, vectors).items()})
    assert len(executed_vectors(site, list(site.files), may_leave=True)) >= 15
    assert site.external_requests != []


def test_pages_make_no_requests_to_other_hosts(serve: Serve, renderer: Renderer):
    static = {each.path: each.data for each in renderer.static_files()}
    site = serve(shared_pages(renderer) | static)
    assert executed_vectors(site, [path for path in site.files if path.startswith("c/")]) == set()
    assert (site.external_requests, site.missing) == ([], [])

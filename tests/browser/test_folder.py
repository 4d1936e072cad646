"""The site opened from a folder: without a server or network, and with special characters in the path."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from sitegen.permalinks import urls
from tests.browser.test_quote import copied, select
from tests.build.test_public_site import OWNER, URL, sample_with

NAME = "My Stuff #1, 100% ünï? 灯台"
LINKS = """() => [...document.querySelectorAll("a[href], link[href], script[src], img[src]")]
    .filter(each => !["canonical", "license"].includes(each.rel))
    .map(each => each.href || each.src)"""


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick")
    site = sample_with(folder, OWNER)
    return shutil.copytree(site, folder / NAME / "the site")


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(offline=True)
    yield context
    context.close()


def path_of(url: str) -> Path:
    return Path(unquote(urlsplit(url).path))


def test_every_page_opens_and_every_link_is_a_file_of_the_folder(site_folder: Path, offline: BrowserContext):
    requests: list[str] = []
    console: list[str] = []
    offline.on("request", lambda request: requests.append(request.url))

    def record(message: ConsoleMessage) -> None:
        console.append(f"{message.page.url if message.page else ''}: {message.text}")

    offline.on("console", record)
    page = offline.new_page()
    dead: list[tuple[str, str]] = []
    anchors: set[tuple[Path, str]] = set()
    ids: dict[Path, set[str]] = {}
    redirect = site_folder / urls.QUOTE_CARDS  # a redirect
    not_found = site_folder / urls.NOT_FOUND  # its links are root-relative
    cards = sorted(set((site_folder / "q").glob("*.html")) - {redirect})
    files = sorted(set(site_folder.rglob("*.html")) - {redirect, not_found, *cards[2:]})
    for file in files:
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        for url in page.evaluate(LINKS):
            parts = urlsplit(url)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = path_of(url)
            if not target.is_file() or site_folder not in target.parents:
                dead.append((file.name, url))
            elif target.suffix == ".html" and parts.fragment and not parts.fragment.startswith(":~:"):
                anchors.add((target, parts.fragment.partition(":~:")[0]))
        ids[path_of(page.url)] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)"))
    assert len(files) > 60
    assert dead == []
    assert [(path.name, anchor) for path, anchor in anchors if anchor not in ids[path]] == []
    assert [url for url in requests if not url.startswith(site_folder.as_uri())] == []
    assert console == []


def test_linked_data_does_not_violate_the_content_security_policy(site_folder: Path, offline: BrowserContext):
    page = offline.new_page()
    page.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))"
    )
    page.goto((site_folder / "c" / "the-slip-of-paper.html").as_uri())
    found = page.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent")
    assert json.loads(found)["name"] == "The slip of paper"
    assert page.evaluate("refused") == []
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_function("refused.length === 1")  # the listener works


def test_the_search_works(site_folder: Path, offline: BrowserContext):
    page = offline.new_page()
    page.goto(f"{(site_folder / 'search.html').as_uri()}?q=lamp")
    expect(page.locator("li.hit").first).to_be_visible()
    page.locator("li.hit a").first.click()
    page.wait_for_url("**/c/*.html*")
    assert site_folder in path_of(page.url).parents


def test_copied_links_have_the_published_address(site_folder: Path, offline: BrowserContext):
    offline.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_with_selection(offline, site_folder)
    assert copied(page, "Link").startswith(f"{URL}/c/the-slip-of-paper.html#m-")
    assert str(site_folder.parent) not in copied(page, "Citation")


def open_with_selection(context: BrowserContext, site_folder: Path) -> Page:
    """Open a page and select the first words of its first message."""
    page = context.new_page()
    page.goto((site_folder / "c" / "the-slip-of-paper.html").as_uri())
    words = page.locator("article.message .body p").first.inner_text().split()
    select(page, words[0], words[2], within="article.message .body p")
    return page

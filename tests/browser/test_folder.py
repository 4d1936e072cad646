"""The whole site from a folder, as on a stick: no server, no network, whatever the folder is called."""

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
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


def test_every_page_opens_and_every_link_leads_to_a_file_of_the_folder(stick: Path, offline: BrowserContext):
    asked: list[str] = []
    said: list[str] = []
    offline.on("request", lambda request: asked.append(request.url))

    def hear(message: ConsoleMessage) -> None:
        said.append(f"{message.page.url if message.page else ''}: {message.text}")

    offline.on("console", hear)
    page = offline.new_page()
    dead: list[tuple[str, str]] = []
    anchors: set[tuple[Path, str]] = set()
    ids: dict[Path, set[str]] = {}
    away = stick / urls.CARDS  # it leads away at once; of the cards the others are alike
    hosts = stick / urls.NOT_FOUND  # nobody opens it but a host, for an address where nothing is
    cards = sorted(set((stick / "q").glob("*.html")) - {away})
    files = sorted(set(stick.rglob("*.html")) - {away, hosts, *cards[2:]})
    for file in files:
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        for url in page.evaluate(LINKS):
            parts = urlsplit(url)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = path_of(url)
            if not target.is_file() or stick not in target.parents:
                dead.append((file.name, url))
            elif target.suffix == ".html" and parts.fragment and not parts.fragment.startswith(":~:"):
                anchors.add((target, parts.fragment.partition(":~:")[0]))
        ids[path_of(page.url)] = set(
            page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        )
    assert len(files) > 60
    assert dead == []
    assert [(path.name, anchor) for path, anchor in anchors if anchor not in ids[path]] == []
    assert [url for url in asked if not url.startswith(stick.as_uri())] == []
    assert said == []


def test_linked_data_is_data_that_the_policy_does_not_concern(stick: Path, offline: BrowserContext):
    page = offline.new_page()
    page.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))"
    )
    page.goto((stick / "c" / "the-slip-of-paper.html").as_uri())
    found = page.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent")
    assert json.loads(found)["name"] == "The slip of paper"
    assert page.evaluate("refused") == []
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_function("refused.length === 1")  # the listener hears what is refused


def test_the_search_finds_its_words(stick: Path, offline: BrowserContext):
    page = offline.new_page()
    page.goto(f"{(stick / 'search.html').as_uri()}?q=lamp")
    expect(page.locator("li.hit").first).to_be_visible()
    page.locator("li.hit a").first.click()
    page.wait_for_url("**/c/*.html*")
    assert stick in path_of(page.url).parents


def test_what_is_copied_names_the_published_page(stick: Path, offline: BrowserContext):
    offline.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_with_words(offline, stick)
    assert copied(page, "Link").startswith(f"{URL}/c/the-slip-of-paper.html#m-")
    assert str(stick.parent) not in copied(page, "Citation")


def open_with_words(context: BrowserContext, stick: Path) -> Page:
    """A page of the folder, with the first words of its first message selected."""
    page = context.new_page()
    page.goto((stick / "c" / "the-slip-of-paper.html").as_uri())
    words = page.locator("article.message .body p").first.inner_text().split()
    select(page, words[0], words[2], within="article.message .body p")
    return page

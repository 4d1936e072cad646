"""Every link works on the published sample archive, served as by GitHub Pages."""

import shutil
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from playwright.sync_api import Page

from sitegen.archive.folder import open_archive
from sitegen.permalinks import urls
from sitegen.publish.publisher import publish
from sitegen.publish.target import PublishTarget
from tests.browser.conftest import MemorySite, Serve
from tests.building import PROJECT, TODAY
from tests.publish.conftest import AUTHOR, git

NAME = "archive"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Publish the sample archive; return the files of the branch by path."""
    folder = tmp_path_factory.mktemp("published")
    root = folder / "own"
    shutil.copytree(PROJECT / "content", root / "content")
    settings = (PROJECT / "sitegen.toml").read_text("utf-8")
    settings = settings.replace("[site]\n", f'[site]\nurl = "https://example.org/{NAME}"\n', 1)
    (root / "sitegen.toml").write_text(settings, "utf-8")
    git(folder, "init", "--quiet", "--bare", "remote.git")
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", str(folder / "remote.git"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AUTHOR.items():
            patch.setenv(name, value)
        publish(
            open_archive(root),
            root / "site",
            PublishTarget(),
            day=TODAY,
            on_progress=lambda done, total: None,
        )
    git(folder, "clone", "--quiet", "--branch=gh-pages", str(folder / "remote.git"), "live")
    live = folder / "live"
    return {
        path.relative_to(live).as_posix(): path.read_bytes()
        for path in sorted(live.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


@pytest.fixture
def site(serve: Serve, published: dict[str, bytes]) -> MemorySite:
    return serve({f"{NAME}/{path}": data for path, data in published.items()})


def link_urls(page: Page) -> list[str]:
    """Return the absolute URLs of all links."""
    return page.evaluate("[...document.querySelectorAll('a[href], area[href], link[href]')].map(each => each.href)")


def element_ids(page: Page) -> set[str]:
    return set(page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)"))


def test_every_link_of_every_page_has_a_target(site: MemorySite, published: dict[str, bytes]):
    base = f"{site.host}{NAME}/"
    page = site.context.new_page()
    queue, visited, targets = [base + urls.HOME], dict[str, set[str]](), set[tuple[str, str]]()
    while queue:
        url = queue.pop()
        if url in visited:
            continue
        page.goto(url, wait_until="domcontentloaded")
        visited[url] = element_ids(page)
        for link in link_urls(page):
            if link.startswith(site.host):
                assert link.startswith(base), f"{url} leads out of the site to {link}"
                target, fragment = urldefrag(urljoin(url, link))
                target = target.partition("?")[0]
                targets.add((target, unquote(fragment).partition(":~:")[0]))
                if target.endswith(".html"):
                    queue.append(target)
    assert {target.removeprefix(base) for target, _ in targets} <= set(published)
    assert [each for each in sorted(targets) if each[1] and each[1] not in visited[each[0]]] == []
    assert (site.missing, site.external_requests) == ([], [])
    pages = {path for path in published if path.endswith(".html")}
    reached = {url.removeprefix(base) for url in visited}
    assert {path for path in pages - reached if not path.startswith("q/")} == {urls.NOT_FOUND}


@pytest.mark.parametrize("path", ["nothing.html", "c/nothing.html", "c/deep/er/nothing", ""])
def test_unknown_addresses_show_the_404_page_of_the_site(site: MemorySite, path: str):
    site.not_found = f"{NAME}/{urls.NOT_FOUND}"
    page = site.open(f"{NAME}/{path}" if path else f"{NAME}/c/")
    assert page.title().startswith("Page not found")
    assert page.evaluate("[...document.styleSheets].filter(each => each.cssRules.length).length") == 1
    assert page.locator("form.search").evaluate("form => form.action") == f"{site.host}{NAME}/{urls.SEARCH}"
    page.click("main a")
    assert page.url == f"{site.host}{NAME}/{urls.CONVERSATIONS}"
    assert "Page not found" not in page.title()
    assert len(site.missing) == 1

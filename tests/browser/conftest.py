"""Fixtures: a shared Chromium, and a server for sites in memory."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.sampling import sample
from tests.waiting import TIMEOUT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=1000 * TIMEOUT)

VIEWPORTS = sample([(320, "dark"), (320, "light"), (1280, "dark"), (1280, "light")], 3)
"""Widths and colour schemes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
    # The slowest tests first, so that they do not run alone at the end.
    items.sort(key=lambda item: item.path.name != "test_xss.py")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
}


class RequestHandler(BaseHTTPRequestHandler):
    """HTTP handler that serves the files of a `MemorySite`."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # send head and body together, to avoid a delay by Nagle's algorithm
    site: "MemorySite"

    def do_GET(self) -> None:
        path = self.path.removeprefix("/").partition("?")[0]
        data = self.site.files.get(path)
        if data is None:
            self.site.missing.append(path)
        self.send_response(200 if data is not None else 404)
        if data is None and (data := self.site.files.get(self.site.not_found)):
            path = self.site.not_found
        self.send_header("Content-Type", TYPES.get(path.rpartition(".")[2], "text/plain"))
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Suppress the log."""


@dataclass
class MemorySite:
    """A browser context and a local server of ``files``. Requests to other hosts are refused and recorded."""

    context: BrowserContext
    files: dict[str, bytes]
    host: str = ""
    external_requests: list[str] = field(default_factory=list)
    """URLs of refused requests to other hosts."""
    missing: list[str] = field(default_factory=list)
    not_found: str = ""
    """The file served with status 404, if there is one."""

    def pages_scrolling_sideways(self, paths: Iterable[str], *widths: int) -> list[tuple[str, int, int]]:
        """Return path, window width and page width of each page that is wider than the window."""
        found = []
        page = self.context.new_page()
        for path in paths:
            page.goto(self.host + path)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                found.append((path, width, page.evaluate("document.documentElement.scrollWidth")))
        page.close()
        return [each for each in found if each[1] != each[2]]

    def refuse_external_request(self, route: Route) -> None:
        self.external_requests.append(route.request.url)
        route.abort()

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.host + path)
        return page


Serve = Callable[..., MemorySite]


@pytest.fixture
def serve(browser: Browser) -> Iterator[Serve]:
    """Return ``serve(files, **options of a browser context)``."""
    with ExitStack() as stack:

        def serve(files: Mapping[str, bytes], **options: object) -> MemorySite:
            context = browser.new_context(**options)  # type: ignore[arg-type]
            context.set_default_timeout(1000 * TIMEOUT)
            stack.callback(context.close)
            site = MemorySite(context, dict(files))
            server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (RequestHandler,), {"site": site}))
            server.daemon_threads = True
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
            site.host = f"http://127.0.0.1:{server.server_port}/"
            context.route(lambda url: not url.startswith(site.host), site.refuse_external_request)
            return site

        yield serve

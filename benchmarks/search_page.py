"""Compare the search page with Pagefind in Chromium: ``python -m benchmarks.search_page [MESSAGES]``.

Needs Chromium, and for the comparison ``pagefind`` (an npm package) on the PATH. Sizes are those of response bodies:
text compressed with gzip -6, compressed files as they are.
"""

import collections
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measure import Cost, measure
from benchmarks.vocabulary import queries, write

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
PAGEFIND_PAGE = """<!doctype html><meta charset="utf-8"><title>Pagefind</title>
<script type="module">
import * as pagefind from "/pagefind/pagefind.js";
window.ask = async (query) => {
  const start = performance.now();
  const found = await pagefind.search(query);
  await Promise.all(found.results.slice(0, 10).map((each) => each.data()));
  return performance.now() - start;
};
window.ready = true;
</script>"""
ASK_US = """(query) => new Promise((resolve) => {
  const form = document.querySelector("form.search");
  const found = document.querySelector(".results");
  const start = performance.now();
  form.elements.q.value = query;
  form.requestSubmit();
  const watch = new MutationObserver(() => {
    if (found.hasAttribute("aria-busy")) return;
    watch.disconnect();
    resolve(performance.now() - start);
  });
  watch.observe(found, { attributes: true });
})"""


class Counter:
    """Files of a site, with counters of the bytes and files that were sent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reset()

    def reset(self) -> None:
        """Count from 0."""
        self.sent = self.files = 0
        self.by_kind: collections.Counter[str] = collections.Counter()

    @cache  # noqa: B019  # the cache lives as long as the benchmark
    def body(self, path: str) -> tuple[bytes, str, bool] | None:
        file = self.root / path
        if not file.is_file():
            return None
        data = file.read_bytes()
        kind = TYPES.get(file.suffix)
        if kind is None or file.suffix == ".wasm":
            return data, kind or "application/octet-stream", False
        return gzip.compress(data, 6), kind, True


@contextmanager
def served(root: Path) -> Iterator[tuple[str, Counter]]:
    """Serve a site on this machine; yield its address and its counter."""
    counter = Counter(root)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = counter.body(self.path.partition("?")[0].strip("/") or "index.html")
            data, kind, is_compressed = found or (b"", "text/plain", False)
            counter.sent += len(data)
            counter.files += 1
            counter.by_kind[self.path.rpartition("/")[2].partition("-")[0].partition(".")[0]] += len(data)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if is_compressed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", counter
    finally:
        server.shutdown()
        server.server_close()


def cold(browser: Browser, root: Path, page: str, ask: Callable[[Page, str], float]) -> list[int]:
    """Return the bytes that each query loads for a visitor who only has the empty page; print them by kind."""
    sizes: list[int] = []
    requests, by_kind = 0, collections.Counter[str]()
    with served(root) as (host, counter):
        for kind, some in queries().items():
            for query in some:
                context = browser.new_context()
                tab = context.new_page()
                tab.goto(host + page, wait_until="networkidle")
                counter.reset()
                ask(tab, query)
                sizes.append(counter.sent)
                requests += counter.files
                by_kind += counter.by_kind
                context.close()
            print(f"  {kind:20}{statistics.mean(sizes[-len(some) :]) / 1e3:8.1f} kB")
    kinds = ", ".join(f"{kind} {size / len(sizes) / 1e3:.1f}" for kind, size in by_kind.most_common(9))
    print(f"{page}: {requests / len(sizes):.0f} requests a query; mean kB by kind: {kinds}")
    return sizes


def warm(browser: Browser, root: Path, page: str, ask: Callable[[Page, str], float]) -> tuple[list[float], int]:
    """Return the milliseconds from query to results when everything is loaded, and the bytes of the session."""
    all_queries = [query for some in queries().values() for query in some]
    with served(root) as (host, counter):
        tab = browser.new_page()
        tab.goto(host + page, wait_until="networkidle")
        counter.reset()
        for query in all_queries:
            ask(tab, query)
        session = counter.sent
        times = [ask(tab, query) for _ in range(3) for query in all_queries]
        tab.close()
    return times, session


def ask_us(tab: Page, query: str) -> float:
    return float(tab.evaluate(ASK_US, query))


def ask_pagefind(tab: Page, query: str) -> float:
    tab.wait_for_function("window.ready")
    return float(tab.evaluate("(query) => window.ask(query)", query))


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(name: str, cost: Cost | None, sizes: list[int], times: list[float], session: int) -> None:
    cpu = f"{cost.cpu:8.1f}{cost.peak:9.0f}" if cost else f"{'–':>8}{'–':>9}"
    print(
        f"{name:28}{cpu}{statistics.mean(sizes) / 1e3:10.1f}{percentile(sizes, 0.95) / 1e3:8.1f}{session / 1e6:9.2f}"
        f"{percentile(times, 0.5):9.1f}{percentile(times, 0.95):8.1f}"
    )


def index_sizes(root: Path) -> tuple[int, int]:
    """Return the compressed size of the index without texts, and of the source texts."""
    shards = [each for each in (root / "search").rglob("*.js") if not each.name.startswith("x-")]
    texts = (root / "c").glob("*.txt")
    return tuple(sum(len(gzip.compress(each.read_bytes(), 6)) for each in kind) for kind in (shards, texts))  # type: ignore[return-value]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        size = write(folder / "content" / "transcripts", count)
        print(f"{count:,} messages, {size / 1e6:.1f} MB; sixty queries")
        began = time.perf_counter()
        measure(sys.executable, "-m", "sitegen", "build", folder=folder)
        print(f"sitegen build: {time.perf_counter() - began:.1f} s wall")
        site = folder / "site"
        index, texts = index_sizes(site)
        print(f"compressed: index without texts {index / 1e6:.2f} MB, sources {texts / 1e6:.2f} MB")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print(f"{'':28}{'CPU s':>8}{'peak MB':>9}{'cold kB':>10}{'p95':>8}{'all: MB':>9}{'p50 ms':>9}{'p95':>8}")
        ours = cold(browser, site, "search.html", ask_us)
        times, session = warm(browser, site, "search.html", ask_us)
        report("sitegen", None, ours, times, session)
        if shutil.which("pagefind"):
            cost = measure("pagefind", "--site", "site", "--glob", "c/*.html", folder=folder)
            (site / "pagefind.html").write_text(PAGEFIND_PAGE, "utf-8")
            theirs = cold(browser, site, "pagefind.html", ask_pagefind)
            times, session = warm(browser, site, "pagefind.html", ask_pagefind)
            report("Pagefind, by conversation", cost, theirs, times, session)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    subprocess.run([CHROMIUM, "--version"], check=True)
    main()

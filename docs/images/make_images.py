"""Take the pictures of the documentation: `make images`. Needs Chromium; builds the sample archive first.

The pictures have few colours, so that each is small in the repository.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import build

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parent.parent
COLOURS = 64


@dataclass(frozen=True)
class Picture:
    """A page, and how it is looked at."""

    name: str
    address: str
    width: int = 1280
    height: int = 800
    scheme: str = "light"
    scroll_to: str = ""
    """Selector of the element at the top of the picture."""
    keys: tuple[str, ...] = ()
    """Keys that are pressed after the page has loaded."""


PICTURES = (
    Picture("home", "index.html"),
    Picture("conversation", "c/minutes-of-the-swarm.html", height=860),
    Picture("conversation-dark", "c/the-hour-between-three-and-three.html", scheme="dark"),
    Picture("conversation-phone", "c/the-slip-of-paper.html", width=390, height=780),
    Picture("right-to-left", "c/the-length-of-a-lullaby.html"),
    Picture("repairs", "c/the-catalogue-of-the-sunken-library.html", scroll_to=".notes"),
    Picture("list", "speakers/index.html", height=560),
    Picture("drawings", "art.html", scheme="dark"),
    Picture("statistics", "stats.html"),
    Picture("essay", "essays/left-blank-on-purpose.html"),
    Picture("quoted", "quoted.html", height=640),
    Picture("search", "search.html?q=light", height=700),
    Picture("search-dialog", "c/the-slip-of-paper.html", height=620, keys=("/", "l", "i", "g", "h", "t")),
    Picture("not-found", "404.html", height=420),
)


def take(page: Page, site: str, picture: Picture) -> bytes:
    """Return the picture as PNG."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.emulate_media(color_scheme=picture.scheme)
    page.goto(f"{site}/{picture.address}")
    page.wait_for_load_state("networkidle")
    if picture.scroll_to:
        element = page.locator(picture.scroll_to).first
        element.evaluate("(each) => { each.open = true; each.scrollIntoView(); }")
    for key in picture.keys:
        page.keyboard.press(key)
    if picture.keys or "?" in picture.address:
        page.wait_for_selector(".hit, [role=option]")
    with Image.open(io.BytesIO(page.screenshot())) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, because browsers load no search data from files; yield its address."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pictures(names: list[str]) -> Iterator[tuple[Path, bytes]]:
    """Yield the path and the bytes of each picture with one of these names; of all, if there are no names."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(open_archive(PROJECT), Path(folder) / "site", today="2026-03-01")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        with served(Path(folder) / "site") as site:
            for picture in PICTURES:
                if not names or picture.name in names:
                    yield FOLDER / f"{picture.name}.png", take(page, site, picture)
        browser.close()


if __name__ == "__main__":
    for path, data in pictures(sys.argv[1:]):
        path.write_bytes(data)
        print(f"{path.name} {len(data):,}")

"""Check in screenshots which words a browser highlights for a text fragment.

Scripts cannot read this. So the page is made white with transparent letters and red highlights: a screenshot of the
whole page must be red exactly where the words are.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic, sleep

from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import Page

from sitegen.quotes.text_fragments import PageModel, PageRange
from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.theme_assets import translation_table
from tests.browser.conftest import MemorySite
from tests.paths import PROJECT
from tests.waiting import TIMEOUT

MODULES = PROJECT / "theme" / "static" / "quote"
HIGHLIGHT_STYLE = b"""
*, *::before, *::after { color: transparent !important; background: #fff !important; border-color: #fff !important;
  box-shadow: none !important; outline: none !important; text-decoration: none !important; }
.message h2 { position: static !important; }
.long > * { content-visibility: visible !important; }
::target-text { background: #f00 !important; color: transparent !important; }
"""
EDGE = 2  # px of tolerance; a letter has six
DOT = 4
# Collapsed and scrolled-out text is not in the screenshot; text for screen readers may be missing (last value: 0).
RECTS = """async ([start, end]) => {
  const { readPage } = await import("/static/quote/page_text.js");
  const model = readPage(document.body);
  const found = [];
  const show = (node, from, to, isRequired) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const at = node.parentElement;
    if (from >= to || !at.checkVisibility()) return;
    const hidden = at.closest("figure.art figcaption, .follows h2, .follows .speaker");
    const box = (hidden ?? at.closest("pre, .scroll, table") ?? document.body).getBoundingClientRect();
    const rects = hidden ? [box] : [...range.getClientRects()];
    for (const { top, height, ...rect } of rects.map((each) => each.toJSON())) {
      const left = Math.max(rect.left, box.left);
      const width = Math.min(rect.right, box.right) - left;
      if (width > 0) found.push([left + scrollX, top + scrollY, width, height, hidden ? 0 : isRequired]);
    }
  };
  for (let n = model.blockIndex(start); n <= model.blockIndex(end - 1); n += 1) {
    const block = model.blocks[n];
    for (const { node, start: first } of block.runs) {
      const own = model.starts[n] + first;
      const from = Math.max(start, own);
      const to = Math.min(end, own + node.data.length);
      if (from >= to) continue;
      // Whitespace at the edges of a block may be highlighted or not.
      const begin = Math.min(Math.max(from, model.starts[n]), to);
      show(node, from - own, begin - own, 0);
      show(node, begin - own, to - own, 1);
    }
  }
  return found;
}"""


def with_modules(files: Mapping[str, bytes], style: bytes = b"") -> dict[str, bytes]:
    """Return the site with importable script modules, and with ``style`` added to the CSS of conversations."""
    shared = MODULES.parent / "shared"
    paths = (*MODULES.glob("*.js"), *shared.glob("*.js"))
    modules = {f"static/quote/{path.name}": path.read_bytes() for path in paths}
    modules["static/quote/table.js"] = translation_table("", ENGLISH).encode()
    return {**files, **modules, "static/quote.css": files["static/quote.css"] + style}


@dataclass(frozen=True, slots=True)
class HighlightResult:
    """The result for one link."""

    words: str
    fragment: str
    problem: str
    """Empty if exactly the words are highlighted."""


def check_highlights(
    site: MemorySite, page: Page, path: str, model: PageModel, links: Iterable[tuple[PageRange, str]]
) -> list[HighlightResult]:
    """Open ``path`` at the fragment of each range of ``model``, and check the highlight."""
    results = []
    for n, (page_range, fragment) in enumerate(links):
        page.goto(f"{site.host}{path}?{n}#{fragment}")
        offsets = [utf16(model.text, page_range.start), utf16(model.text, page_range.end)]
        results.append(HighlightResult(model.text_of(page_range), fragment, _wait_for_highlight(page, offsets)))
    return results


def utf16(text: str, offset: int) -> int:
    """Convert an offset in ``text`` to UTF-16 units, as in JavaScript."""
    return len(text[:offset].encode("utf-16-le")) // 2


def _wait_for_highlight(page: Page, offsets: list[int]) -> str:
    deadline = monotonic() + TIMEOUT  # Chromium repeats the search for a while after loading
    while problem := _difference(_red_mask(page), page.evaluate(RECTS, offsets)):
        if monotonic() > deadline:
            return problem
        sleep(0.1)
    return ""


def _red_mask(page: Page) -> Image.Image:
    """Return a mask that is white where the page is red."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, scale="css"))).convert("RGB")
    red, green, _ = picture.split()
    return ImageChops.subtract(red, green).point(lambda value: 255 if value > 128 else 0)


def _difference(red: Image.Image, rects: list[list[float]]) -> str:
    if not rects:
        return "not visible"
    for left, top, width, height, is_required in rects:
        if not is_required:
            continue
        inner = (
            left + min(EDGE, width / 3),
            top + height * 0.4,
            left + width - min(EDGE, width / 3),
            top + height * 0.6,
        )
        part = red.crop(tuple(round(each) for each in inner))
        if part.width and part.height and part.histogram()[255] < 0.6 * part.width * part.height:
            return f"not red at {left:.0f},{top:.0f}+{width:.0f}"
    rest = red.copy()
    for left, top, width, height, _ in rects:
        box = (left - EDGE, top - height / 2, left + width + EDGE, top + height * 1.5)
        ImageDraw.Draw(rest).rectangle(box, fill=0)
    left, top, right, bottom = rest.getbbox() or (0, 0, 0, 0)
    # Highlighted whitespace between blocks is a small dot.
    return "" if max(right - left, bottom - top) <= DOT else f"also red in {left},{top}–{right},{bottom}"

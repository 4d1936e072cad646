"""What a browser lights up when a page is opened by a link to some words, seen in its pixels.

No script can ask for it. So all of the page is made white, its letters not to be seen, what is lit red, and a
picture of the whole page must be red where the words are and nowhere else.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic, sleep

from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import Page

from sitegen.quotes.text_fragments import PageModel, Passage
from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.static_files import table
from tests.browser.conftest import MemorySite
from tests.paths import PROJECT
from tests.patience import PATIENCE

MODULES = PROJECT / "theme" / "static" / "quote"
WHITE = b"""
*, *::before, *::after { color: transparent !important; background: #fff !important; border-color: #fff !important;
  box-shadow: none !important; outline: none !important; text-decoration: none !important; }
.message h2 { position: static !important; }
.long > * { content-visibility: visible !important; }
::target-text { background: #f00 !important; color: transparent !important; }
"""
EDGE = 2  # px by which a picture may differ from where letters stand; a letter has six
DOT = 4
# What is closed or scrolled away is not in the picture, what is for the ears only need not be: the last value.
RECTS = """async ([start, end]) => {
  const { read } = await import("/static/quote/page_text.js");
  const model = read(document.body);
  const found = [];
  const show = (node, from, to, isSeen) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const at = node.parentElement;
    if (from >= to || !at.checkVisibility()) return;
    const unseen = at.closest("figure.art figcaption, .follows h2, .follows .who");
    const box = (unseen ?? at.closest("pre, .scroll, table") ?? document.body).getBoundingClientRect();
    const rects = unseen ? [box] : [...range.getClientRects()];
    for (const { top, height, ...rect } of rects.map((each) => each.toJSON())) {
      const left = Math.max(rect.left, box.left);
      const width = Math.min(rect.right, box.right) - left;
      if (width > 0) found.push([left + scrollX, top + scrollY, width, height, unseen ? 0 : isSeen]);
    }
  };
  for (let n = model.blockAt(start); n <= model.blockAt(end - 1); n += 1) {
    const block = model.blocks[n];
    for (const { node, start: first } of block.runs) {
      const own = model.starts[n] + first;
      const from = Math.max(start, own);
      const to = Math.min(end, own + node.data.length);
      if (from >= to) continue;
      // White space at the edges of a block is lit or not.
      const begin = Math.min(Math.max(from, model.starts[n]), to);
      show(node, from - own, begin - own, 0);
      show(node, begin - own, to - own, 1);
    }
  }
  return found;
}"""


def with_modules(files: Mapping[str, bytes], style: bytes = b"") -> dict[str, bytes]:
    """A site whose script can also be imported module by module; ``style`` is added to that of conversations."""
    shared = MODULES.parent / "shared"
    paths = (*MODULES.glob("*.js"), *shared.glob("*.js"))
    modules = {f"static/quote/{path.name}": path.read_bytes() for path in paths}
    modules["static/quote/table.js"] = table("", ENGLISH).encode()
    return {**files, **modules, "static/quote.css": files["static/quote.css"] + style}


@dataclass(frozen=True, slots=True)
class Light:
    """What became of one link."""

    words: str
    fragment: str
    problem: str
    """Empty where exactly the words are lit."""


def lit(
    site: MemorySite, page: Page, path: str, model: PageModel, told: Iterable[tuple[Passage, str]]
) -> list[Light]:
    """Opens ``path`` at each fragment, which is for a passage of ``model``, and looks."""
    found = []
    for n, (passage, fragment) in enumerate(told):
        page.goto(f"{site.host}{path}?{n}#{fragment}")
        offsets = [utf16(model.text, passage.start), utf16(model.text, passage.end)]
        found.append(Light(model.words(passage), fragment, _seen(page, offsets)))
    return found


def utf16(text: str, offset: int) -> int:
    """An offset in ``text`` as JavaScript counts."""
    return len(text[:offset].encode("utf-16-le")) // 2


def _seen(page: Page, offsets: list[int]) -> str:
    until = monotonic() + PATIENCE  # Chromium looks again until a while after the page has loaded
    while problem := _difference(_red(page), page.evaluate(RECTS, offsets)):
        if monotonic() > until:
            return problem
        sleep(0.1)
    return ""


def _red(page: Page) -> Image.Image:
    """White where the page is red, black elsewhere."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, scale="css"))).convert("RGB")
    red, green, _ = picture.split()
    return ImageChops.subtract(red, green).point(lambda value: 255 if value > 128 else 0)


def _difference(red: Image.Image, rects: list[list[float]]) -> str:
    if not rects:
        return "nothing to be seen"
    for left, top, width, height, is_seen in rects:
        if not is_seen:
            continue
        inner = (
            left + min(EDGE, width / 3),
            top + height * 0.4,
            left + width - min(EDGE, width / 3),
            top + height * 0.6,
        )
        part = red.crop(tuple(round(each) for each in inner))
        if part.width and part.height and part.histogram()[255] < 0.6 * part.width * part.height:
            return f"dark at {left:.0f},{top:.0f}+{width:.0f}"
    rest = red.copy()
    for left, top, width, height, _ in rects:
        box = (left - EDGE, top - height / 2, left + width + EDGE, top + height * 1.5)
        ImageDraw.Draw(rest).rectangle(box, fill=0)
    left, top, right, bottom = rest.getbbox() or (0, 0, 0, 0)
    # White space between blocks is a dot.
    return "" if max(right - left, bottom - top) <= DOT else f"also red in {left},{top}–{right},{bottom}"

"""Layout of the statistics page in a browser."""

from itertools import combinations, pairwise

import pytest
from playwright.sync_api import Page

from sitegen.permalinks import urls
from sitegen.render.templates import theme_folder
from sitegen.render.theme_assets import static_files
from tests.browser.conftest import Serve
from tests.render.test_statistics_page import ARCHIVES, NAMES, archive, page
from tests.sampling import sample

LEGIBLE = 4.5
"""Contrast of small text by WCAG 2.2 AA."""

BOXES = """selector => [...document.querySelectorAll(selector)]
  .filter(each => getComputedStyle(each).display !== "none")
  .map(each => each.getBoundingClientRect())
  .map(({left, right, top, bottom}) => [left, right, top, bottom])"""

# Colours are converted with a canvas, because browsers return some as color(srgb …).
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const luminance = colour => {
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const background = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll(".chart text")].map(text => {
    const behind = text.parentNode.querySelector("rect[class^=shade]:not(.shade-0)");
    const under = behind ? getComputedStyle(behind).fill : background;
    const both = [getComputedStyle(text).fill, under].map(luminance);
    return (Math.max(...both) + .05) / (Math.min(...both) + .05);
  });
}"""


def open_page(serve: Serve, name: str, width: int, tag: str = "en", **options: object) -> Page:
    site_data = ARCHIVES[name] if name in ARCHIVES else archive(NAMES, 150, int(name))
    files = {each.path: each.data for each in static_files([theme_folder()])}
    files[urls.STATISTICS] = page(site_data, tag).encode()
    site = serve(files, viewport={"width": width, "height": 900}, **options)
    found = site.open(urls.STATISTICS)
    assert (site.missing, site.external_requests) == ([], [])
    return found


def overlapping(boxes: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(one[1], other[1]) - max(one[0], other[0]) > 0 and min(one[3], other[3]) - max(one[2], other[2]) > 0
    ]


def test_a_wide_chart_begins_at_its_left_end_also_on_a_right_to_left_page(
    serve: Serve,
):
    found = open_page(serve, "many", 320)
    found.evaluate("document.documentElement.dir = 'rtl'")
    (room,) = found.evaluate(BOXES, ".scroll:has(> svg)")
    (picture,) = found.evaluate(BOXES, ".scroll > svg")
    assert picture[1] > room[1]
    assert picture[0] == room[0]


@pytest.mark.parametrize("name", ARCHIVES)
def test_nothing_overflows_the_window(serve: Serve, name: str):
    found = open_page(serve, name, 1280)
    for details in found.query_selector_all("details"):
        details.evaluate("each => each.open = true")
    for width in (320, 1280):
        found.set_viewport_size({"width": width, "height": 900})
        assert found.evaluate("document.documentElement.scrollWidth") == width
        boxes = found.evaluate(BOXES, ".chart:not(.triangle) text")
        assert [box for box in boxes if box[0] < 0 or box[1] > width] == []


@pytest.mark.parametrize(
    ("months", "tag"),
    sample([(n, tag) for n in ("1", "2", "12", "13", "20", "36", "37", "100", "500") for tag in ("en", "ar")], 3),
)
def test_labels_of_the_time_axis_do_not_touch(serve: Serve, months: str, tag: str):
    found = open_page(serve, months, 1280, tag)
    for width in (1280, 768, 320):
        found.set_viewport_size({"width": width, "height": 900})
        assert found.evaluate(BOXES, ".time text")
        assert overlapping(found.evaluate(BOXES, ".time text")) == []
        for line in (".month", ".year"):
            row = found.evaluate(BOXES, f".time {line}")
            assert [(a, b) for a, b in pairwise(row) if b[0] - a[1] < 3] == []


@pytest.mark.parametrize("name", ["many", "hostile", "tiny"])
@pytest.mark.parametrize("width", [320, 1280])
def test_labels_of_a_chart_do_not_overlap(serve: Serve, name: str, width: int):
    found = open_page(serve, name, width)
    for kind in ("timeline", "triangle", "by-length", "by-name"):
        assert overlapping(found.evaluate(BOXES, f".{kind} text")) == []


@pytest.mark.parametrize("name", ["many", "hostile"])
def test_names_fit_into_the_matrix(serve: Serve, name: str):
    found = open_page(serve, name, 1280)
    [[_, edge, _, _]] = found.evaluate(BOXES, ".triangle")
    assert [box for box in found.evaluate(BOXES, ".triangle text") if box[1] > edge] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_of_charts_has_contrast(serve: Serve, scheme: str):
    contrasts = open_page(serve, "many", 1280, color_scheme=scheme).evaluate(CONTRASTS)
    assert len(contrasts) > 100
    assert min(contrasts) >= LEGIBLE


def test_the_page_obeys_its_content_security_policy(serve: Serve):
    found = open_page(serve, "many", 1280)
    console: list[str] = []
    found.on("console", lambda message: console.append(message.text))
    found.reload()
    assert console == []


def test_charts_scale_with_the_font_size(serve: Serve):
    found = open_page(serve, "many", 1280)
    before = found.evaluate(BOXES, ".timeline")[0]
    found.evaluate("document.documentElement.style.fontSize = '32px'")
    after = found.evaluate(BOXES, ".timeline")[0]
    assert after[3] - after[2] == pytest.approx(2 * (before[3] - before[2]), rel=0.01)

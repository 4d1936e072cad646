"""Pages in a browser: on a phone, in dark mode, from a folder, without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from wcwidth import wcswidth

from sitegen.model import BlockKind, Conversation, OutputFile, PageContext, Participant
from sitegen.render.code import stylesheet
from tests.browser.conftest import Serve
from tests.render.samples import (
    DRAWING,
    LYRA,
    SHAPES,
    USER,
    block,
    conversation,
    everything,
    message,
    renderer,
    site_data,
    summary_of,
)

WIDE = "┌" + "─" * 198 + "┐\n│" + "wide as a barn".ljust(198) + "│\n└" + "─" * 198 + "┘"
LONG_WORDS = "https://example.org/" + "a" * 400 + " " + "m" * 500


def site_files(*more: OutputFile) -> dict[str, bytes]:
    found = everything()
    outputs = [
        renderer().conversation_pages(found, PageContext("lamps"))[0],
        renderer().conversation_pages(long_words(), PageContext("long"))[0],
        *renderer().site_pages(site_data(summary_of(found, "lamps"), summary_of(long_words(), "long"))),
        *renderer().static_files(),
        *more,
    ]
    return {each.path: each.data for each in outputs}


def long_words() -> Conversation:
    parts = [
        block(BlockKind.PROSE, LONG_WORDS),
        block(BlockKind.PROSE, "| " + " | ".join(["cell"] * 30) + " |\n" + "|---" * 30 + "|\n"),
        block(BlockKind.CODE, LONG_WORDS, language="m" * 300),
        block(BlockKind.ART, WIDE),
        block(BlockKind.COMMAND, LONG_WORDS),
        block(BlockKind.PROSE, "# " + LONG_WORDS),
        block(BlockKind.PROSE, "[" * 2001 + LONG_WORDS),
    ]
    who = Participant("M" * 120, None, "v/" + "m" * 120, "L" * 200)
    return conversation(message(1, who, *parts), title="W" * 300)


PAGES = [
    "index.html",
    "404.html",
    "c/lamps.html",
    "c/long.html",
    "c/index.html",
    "speakers/ai-3.html",
    "models/index.html",
]
LISTS = [
    "c/index.html",
    *(f"{each}/index.html" for each in ("speakers", "models", "series", "formats")),
    "speakers/ai-3.html",
    "search.html",
]


def test_no_page_scrolls_sideways(serve: Serve):
    assert serve(site_files()).pages_scrolling_sideways(PAGES, 320, 1280) == []


def test_all_parts_of_a_page_begin_at_the_edge_of_its_heading(serve: Serve):
    parts = "header.page > *, main .terms, main .period, main > p, .no-script, .help, .entry h2, .entry h3, .summary"
    starts = """parts => [...document.querySelectorAll(parts)]
        .filter(each => each.offsetWidth > 1)
        .map(each => Math.round(each.getBoundingClientRect().left))"""
    site = serve(site_files(), java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page, edges = site.context.new_page(), {}
    for path in LISTS:
        page.goto(site.host + path)
        edges[path] = set(page.evaluate(starts, parts))
    assert edges == {path: {356} for path in LISTS}


@pytest.mark.parametrize(
    "art",
    [
        DRAWING,
        SHAPES,
        WIDE,
        "│灯台│\n│🌊🌊│\n│ab♥✓│\n│⠿⠿⠿⠿│\n│한글│\n│☕❤️│",
        "│👩‍👩‍👧  │\n│1️⃣🇫🇷│\n│0123│",
        "▲▲▲\n░▒▓\n→↔⇒\n≈≠∞\n★☆♦\n╳◆○",
    ],
    ids=["harbour", "cat", "barn", "scripts", "sequences", "signs"],
)
def test_columns_of_drawings_align(serve: Serve, art: str):
    page = serve(site_files(drawing_page(art))).open("c/drawn.html")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        cells, widths = measured_lines(page)
        cell = widths[0] / cells[0]
        assert [round(wide / cell, 1) for wide in widths] == [float(n) for n in cells]


def drawing_page(art: str) -> OutputFile:
    return renderer().conversation_pages(
        conversation(message(1, LYRA, block(BlockKind.ART, art))), PageContext("drawn")
    )[0]


def measured_lines(page: Page) -> tuple[list[int], list[float]]:
    """Return the columns of each line as in a terminal, and its width in pixels."""
    page.evaluate("document.fonts.ready")
    text = page.locator("pre.art").evaluate("element => element.textContent")
    widths = page.locator("pre.art").evaluate(
        """element => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), ends = [], nodes = [];
          for (let node; node = walker.nextNode();) nodes.push(node);
          const lines = [[]];
          for (const node of nodes)
            for (let i = 0; i < node.length; i++)
              node.data[i] === "\\n" ? lines.push([]) : lines.at(-1).push([node, i]);
          return lines.map(line => {
            const range = document.createRange();
            const boxes = line.map(([node, i]) => {
              const cell = node.parentElement.matches(".w1, .w2") ? node.parentElement : null;
              if (cell) return cell.getBoundingClientRect();
              range.setStart(node, i); range.setEnd(node, i + 1);
              return range.getBoundingClientRect();
            });
            return Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left));
          });
        }"""
    )
    return [wcswidth(line) for line in text.split("\n")], widths


@pytest.mark.parametrize("art", [DRAWING, SHAPES, "\n\n  x\n", "│灯│🌊│ ♥\n│<b>&amp;│\ttab"])
def test_text_copied_from_a_drawing_is_the_source(serve: Serve, art: str):
    page = serve(site_files(drawing_page(art))).open("c/drawn.html")
    inner, copied, content = page.locator("pre.art").evaluate(
        """element => {
          getSelection().selectAllChildren(element);
          return [element.innerText, getSelection().toString(), element.textContent];
        }"""
    )
    assert content == art
    assert (inner.rstrip("\n"), copied.rstrip("\n")) == (art.rstrip("\n"), art.rstrip("\n"))


def test_pages_work_from_a_folder_without_javascript(browser: Browser, tmp_path: Path):
    for path, data in site_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    context = browser.new_context(java_script_enabled=False)
    failed: list[str] = []
    context.on("requestfailed", lambda request: failed.append(request.url))
    page = context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("link", name="Lamps & other <lights>", exact=True).click()
    page.get_by_role("link", name="Tern Mini").first.click()
    page.get_by_role("link", name="Lamps & other <lights>", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("article").count() == 10
    assert page.locator("h1").evaluate("element => getComputedStyle(element).textWrap") == "balance"
    context.close()
    assert (failed, console) == ([], [])


def test_a_page_loads_only_its_styles_and_fonts(serve: Serve):
    site = serve(site_files())
    page = site.context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.goto(site.host + "c/lamps.html")
    loaded = page.evaluate("document.fonts.ready.then(fonts => [...fonts].filter(f => f.status == 'loaded').length)")
    assert loaded == 3
    assert (console, site.external_requests, site.missing) == ([], [], [])


CONTRAST = """
() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const background = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(0,0,0)" : "rgb(255,255,255)";
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(style.color), luminance(background(element))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05) ;
    if (ratio < 4.5 || style.opacity < 1)
      found.push(`${element.className} ${element.textContent.slice(0, 20)} ${ratio.toFixed(2)}`);
  }
  return found;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_contrast(serve: Serve, scheme: str):
    site = serve(site_files(), color_scheme=scheme)
    page = site.open("c/lamps.html")
    page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    assert page.evaluate(CONTRAST) == []
    assert site.open("index.html").evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_colours_of_code_have_contrast(serve: Serve, scheme: str):
    names = sorted(set(re.findall(r"^\.code \.(\w+)", stylesheet(), re.MULTILINE)))
    page = serve(site_files(), color_scheme=scheme).open("c/lamps.html")
    page.locator(".code pre code").first.evaluate(
        """(element, names) => element.replaceChildren(...names.map(name => {
          const span = document.createElement("span");
          span.className = name; span.textContent = name; return span;
        }))""",
        names,
    )
    assert page.evaluate(CONTRAST) == []


def test_scrollable_drawings_can_be_scrolled_by_keyboard(serve: Serve):
    page = serve(site_files(drawing_page(WIDE)), viewport={"width": 320, "height": 800}).open("c/drawn.html")
    page.locator(".scroll").focus()
    page.keyboard.press("ArrowRight")
    # Scrolling is smooth.
    page.wait_for_function("() => document.querySelector('.scroll').scrollLeft > 0")


def test_a_block_of_code_is_wrapped_by_keyboard(serve: Serve):
    code = "lamp = " + "lamp + " * 30
    (file,) = renderer().conversation_pages(
        conversation(message(1, LYRA, block(BlockKind.CODE, code))), PageContext("code")
    )
    site = serve(site_files(file), viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = site.open("c/code.html")
    switch, pre = page.get_by_role("checkbox", name="Wrap lines"), page.locator(".code pre")
    lines = "element => [element.scrollWidth > element.clientWidth, element.textContent]"
    assert pre.evaluate(lines) == [True, code]
    box = switch.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    switch.focus()
    page.keyboard.press("Space")
    assert pre.evaluate(lines) == [False, code]


def test_the_skip_link_skips_the_drawing(serve: Serve):
    page = serve(site_files(drawing_page(WIDE))).open("c/drawn.html")
    link = page.get_by_role("link", name="Skip drawing")
    link.focus()
    assert link.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").endswith("-a1-end")


def test_a_link_into_a_very_long_conversation_lands_on_its_message(serve: Serve):
    messages = [
        message(n, (LYRA, USER)[n % 2], block(BlockKind.PROSE, f"{n} " + "salt " * (n % 90))) for n in range(1, 1200)
    ]
    found = conversation(*messages)
    page_file = {"c/far.html": renderer().conversation_pages(found, PageContext("far"))[0].data}
    site = serve({**site_files(), **page_file}, viewport={"width": 360, "height": 800})
    target = found.messages[700].anchor
    page = site.open(f"c/far.html#{target}")
    page.wait_for_function(
        """id => {
          const { top } = document.getElementById(id).getBoundingClientRect();
          return top >= 0 && top < 100;
        }""",
        arg=target,
    )

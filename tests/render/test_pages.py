"""Complete pages are valid, whatever a transcript contains."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.model import Block, BlockKind, PageContext, PageRef, Participant, Repair, Role, Span
from sitegen.permalinks import urls
from sitegen.quotes.shown_text import FOLD_END, FOLD_START, shown_blocks
from sitegen.render.renderer import Renderer
from sitegen.render.site_data import SiteData
from sitegen.render.templates import SiteInfo, theme_folder
from sitegen.text.slugs import slugify
from tests.browser.hostile import hostile_conversation, hostile_page_context, hostile_site_data
from tests.browser.vectors import VECTORS
from tests.render.page_elements import Read, html_of, read
from tests.render.samples import (
    CONTEXT,
    LYRA,
    PUBLIC,
    SHAPES,
    SITE,
    SLOT,
    USER,
    block,
    conversation,
    everything,
    message,
    renderer,
    site_data,
    summary_of,
)
from tests.sampling import sample

ATTRIBUTES = frozenset(
    ["action", "alt", "aria-current", "aria-keyshortcuts", "aria-label", "aria-labelledby", "autocapitalize",
     "autocomplete", "charset", "checked", "cite", "class", "content", "data-address", "data-first", "data-last", "data-level", "data-model",
     "data-number", "data-part", "data-role", "data-shape", "data-speaker", "data-title", "data-to", "data-voice", "data-whole", "datetime",
     "defer", "dir", "enterkeyhint", "for", "href", "http-equiv", "id", "lang", "name", "open",
     "placeholder", "popover", "popovertarget", "prefix", "property", "rel", "role", "scope", "spellcheck", "src", "tabindex", "target", "title", "type", "value",
     # of pictures
     "clip-path", "dx", "dy", "height", "text-anchor", "transform", "viewBox", "viewbox", "width", "x", "x1",
     "x2", "y", "y1", "y2"]
)  # fmt: skip
ADDRESS = re.compile(
    r"https?://[^\s\"<>]+|mailto:[^\s\"<>]+|#[^\s\"<>]*"
    r"|(\.\./)?([a-z]+/)?[a-z0-9-]+(\.[\d-]+(p\d+)?|\.undated(-p\d+)?)?\.(html|json|txt|css|svg|xml)(#[a-z0-9-]+)?"
    r"|search\.html\?q=[\w.!~*'()%-]*(&n=\d+)?|c/[a-z0-9-]+\.html#m-[a-z0-9]+:~:text=[\w,%-]+"
)
IDS = re.compile(
    r"m-[a-z2-7]{7,}(-a\d+(-caption|-end)?|-[hp]\d+)?|n\d+|h-[a-z0-9-]+|f-\d+|f-[a-z]+|main|parts"
    r"|p-\d+|p-a\d+(-caption|-end)?|fn(-\d+(-r\d+)?)?|q-[a-z0-9]+"
)


def page(found, context: PageContext = CONTEXT) -> Read:
    return read(renderer().conversation_pages(found, context)[0].data)


def page_faults(found: Read) -> list[str]:
    """Return faults of a page: unknown attributes, invalid links, ids from content."""
    faults = list(found.faults)
    for tag, values in found.elements:
        faults += [f"<{tag} {name}>" for name in values.keys() - ATTRIBUTES]
        if "href" in values and not ADDRESS.fullmatch(values["href"]):
            faults.append(f"<{tag} href={values['href']!r}>")
        if (
            tag == "a"
            and values.get("href", "").startswith(("http", "mailto"))
            and "noopener" not in values.get("rel", "")
        ):
            faults.append(f"<{tag} href={values['href']!r}> without rel")
    ids = Counter(values["id"] for _, values in found.elements if "id" in values)
    faults += [f"id {name} {times} times" for name, times in ids.items() if times > 1]
    return faults + [f"id {name!r}" for name in ids if not IDS.fullmatch(name)]


def of_class(found: Read, name: str) -> list[dict[str, str]]:
    return [values for _, values in found.elements if name in values.get("class", "").split()]


def test_pages_are_valid_html():
    files = [renderer().conversation_pages(everything(), CONTEXT)[0]]
    files += renderer().site_pages(site_data(summary_of(everything(), "lamps")))
    assert {each.path: page_faults(read(each.data)) for each in files} == {each.path: [] for each in files}


@pytest.mark.parametrize("site", [SITE, PUBLIC], ids=["of a folder", "with an address"])
def test_pages_of_hostile_text_are_valid_html(site: SiteInfo):
    pages = Renderer(site, (theme_folder(),))
    files = [
        pages.conversation_pages(hostile_conversation(*VECTORS[n : n + 20]), hostile_page_context(VECTORS[n]))[0]
        for n in sample(range(0, 280, 20), 4 if site is SITE else 7)
    ]
    files += html_of(pages.site_pages(hostile_site_data(VECTORS[::10])))
    faults = {each.path: found for each in files if (found := page_faults(read(each.data)))}
    if site.url:  # a page that is shown at any address begins at the root of its host
        rooted = faults.pop(urls.NOT_FOUND)
        assert [each for each in rooted if "href='/letters/" not in each] == []
    assert faults == {}


def test_the_same_values_give_the_same_bytes():
    first, second = (
        [
            renderer().conversation_pages(everything(), CONTEXT)[0],
            *renderer().site_pages(site_data(summary_of(everything(), "x"))),
        ]
        for _ in range(2)
    )
    assert first == second


def test_the_content_security_policy_comes_first():
    head = [values for tag, values in page(everything()).elements if tag == "meta"][:3]
    assert head == [
        {"charset": "utf-8"},
        {
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self';"
            " script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'",
        },
        {"name": "referrer", "content": "no-referrer"},
    ]


def test_a_message_shows_speaker_model_time_and_permalink():
    found = conversation(message(1, SLOT, block(BlockKind.PROSE, "sea"), time="2026-01-02T03:04:05"))
    anchor = found.messages[0].anchor
    html = renderer().conversation_pages(found, PageContext("x"))[0].data.decode()
    article = html[html.index("<article") : html.index("</article>")]
    assert (
        article
        == f"""\
<article class="message" id="{anchor}" data-number="1" data-speaker="AI-3" \
data-model="harbour/tern-mini" data-role="assistant" data-voice="0" aria-label="AI-3">
<header><h2 class="name"><bdi>AI-3</bdi> <a class="model" \
href="../models/harbour-tern-mini.html"><bdi>\
Tern Mini</bdi></a></h2><p class="address"><time datetime="2026-01-02T03:04:05">2026-01-02 03:04:05</time> \
<span class="number" id="n1">1</span> <a class="permalink" href="#{anchor}" \
aria-label="Permalink {anchor[2:]}">{anchor[2:]}</a></p>
</header>
<div class="body" dir="auto">
<p>sea</p>
</div>
"""
    )


def test_an_empty_message_is_marked():
    assert of_class(page(conversation(message(1, USER))), "empty") == [{"class": "empty"}]


def test_events_are_not_messages():
    found = page(everything())
    assert [len(of_class(found, name)) for name in ("message", "event")] == [7, 3]
    assert len([tag for tag, _ in found.elements if tag == "h2"]) == 7


def test_the_description_names_a_speaker_with_two_models_once():
    says = block(BlockKind.PROSE, "x")
    other = replace(LYRA, model=None, label="Lyra 1")
    found = conversation(message(1, LYRA, says), message(2, other, says))
    html = renderer().conversation_pages(found, CONTEXT)[0].data.decode()
    assert re.findall(r'name="description" content="x · \d+ messages by ([^0-9]*\d)[,"]', html) == ["Lyra 2"]


def test_a_speaker_named_like_its_model_is_tagged_with_the_identity():
    named = replace(LYRA, name="Lyra 2")
    slot = replace(LYRA, name="AI-1")
    unknown = Participant("Somebody", Role.ASSISTANT, None, "Somebody")
    says = block(BlockKind.PROSE, "x")
    found = conversation(message(1, named, says), message(2, slot, says), message(3, unknown, says))
    html = renderer().conversation_pages(found, CONTEXT)[0].data.decode()
    tags = re.findall(r"<h2 class=\"name\"[^>]*><bdi>[^<]*</bdi>(?: <a class=\"model[^>]*><bdi>([^<]*))?", html)
    assert tags == ["northwind/lyra-2", "Lyra 2", ""]


def test_heading_levels_continue_through_the_blocks_of_a_message():
    parts = [
        block(BlockKind.PROSE, "# a\n## b"),
        block(BlockKind.CODE, "x"),
        block(BlockKind.PROSE, "## c\n### d"),
    ]
    levels = [tag for tag, _ in page(conversation(message(1, LYRA, *parts))).elements if re.fullmatch(r"h[3-6]", tag)]
    assert levels == ["h3", "h4", "h4", "h5"]


@pytest.mark.parametrize(
    ("text", "parts", "shown"),
    [
        ("a\n```py x\n# b\n> c\n```\n*d*", ["<p>a</p>", "code", "<p><em>d</em></p>"], ["a", "py x", "# b > c", "d"]),
        ("```\n# b\n> c\n```", ["code"], ["# b > c"]),
        ("~~~ py\n# b\n> c", ["code"], ["py", "# b > c"]),
        ("a ``` b", ["<p>a ``` b</p>"], ["a ``` b"]),
    ],
)
def test_code_in_thinking_is_code(text: str, parts: list[str], shown: list[str]):
    found = conversation(message(1, LYRA, block(BlockKind.THINKING, text)))
    (body,) = renderer().message_bodies(found)
    assert re.findall(r'<p>.*</p>|(?<=figure class=")code', str(body.html())) == parts
    words = body.shown.replace(FOLD_START, "").replace(FOLD_END, "")
    assert [" ".join(each.split()) for each in shown_blocks(words)] == shown


def test_each_drawing_of_a_message_has_an_id():
    found = conversation(message(1, LYRA, block(BlockKind.ART, "/\\"), block(BlockKind.ART, "\\/")))
    anchor = found.messages[0].anchor
    assert [each["id"] for each in of_class(page(found), "art") if "id" in each] == [
        f"{anchor}-a1",
        f"{anchor}-a2",
    ]


@pytest.mark.parametrize("kind", [BlockKind.ART, BlockKind.CODE])
def test_blank_lines_at_the_start_survive_the_parser(kind: BlockKind):
    html = (
        renderer().conversation_pages(conversation(message(1, LYRA, block(kind, "\n\n  x"))), CONTEXT)[0].data.decode()
    )
    inside = re.search(r"<pre[^>]*>(?:<code>)?(.*?)<", html, re.DOTALL)
    assert inside is not None
    # A browser drops one newline directly after <pre>, and none after <code>.
    assert inside[1] == ("\n\n\n  x" if kind is BlockKind.ART else "\n\n  x")


def test_a_message_too_long_for_markdown_is_plain_text():
    text = "*a* " * 60_000
    assert text.strip() in page(conversation(message(1, LYRA, block(BlockKind.PROSE, text.strip())))).text


def test_many_blocks_of_one_long_message_are_all_plain_text():
    parts = [block(BlockKind.PROSE, "*a* " * 10_000) for _ in range(6)]
    assert len(of_class(page(conversation(message(1, LYRA, *parts))), "plain")) == 6


def test_every_repair_is_on_the_page_with_its_message():
    found = everything()
    html = renderer().conversation_pages(found, CONTEXT)[0].data.decode()
    rows = re.findall(r"<tr><td>.*?</tr>", html)
    second, fourth = found.messages[1].anchor, found.messages[3].anchor
    assert rows == [
        "<tr><td><code>â€™</code> → <code>’</code></td>"
        f'<td><a href="#{second}" title="Character offset 201, 260">2</a>\u00a0×\u00a02</td>'
        "<td>read as Windows-1252</td></tr>",
        '<tr><td><code>â<span class="invisible" title="U+0096">⟦U+0096⟧</span>?</code> '
        "not changed; perhaps <code>▀</code> or <code>▐</code></td>"
        f'<td><a href="#{fourth}" title="Character offset 402">4</a></td>'
        "<td>a box-drawing character lost a byte (proposed)</td></tr>",
    ]


def test_a_repair_that_nobody_could_see_is_shown_by_its_number_and_many_messages_are_folded():
    many = [message(n, LYRA, block(BlockKind.PROSE, f"{n}")) for n in range(1, 25)]
    repairs = tuple(Repair(each.span.start, "ï¸\x8f", "\ufe0f", "lossless", True) for each in many)
    html = renderer().conversation_pages(conversation(*many, repairs=repairs), CONTEXT)[0].data.decode()
    (row,) = re.findall(r"<tr><td>.*?</tr>", html)
    assert "→ <code>U+FE0F</code>" in row
    assert re.findall(r"(?<=>)\d+(?=<)|and \d+ more", row) == [
        *map(str, range(1, 21)),
        "and 4 more",
        "21",
        "22",
        "23",
        "24",
    ]


def test_the_facts_are_one_line_and_where_they_come_from_another():
    says = block(BlockKind.PROSE, "word " * 575)
    found = conversation(
        message(1, LYRA, says, block(BlockKind.ART, SHAPES)),
        message(2, USER, block(BlockKind.EVENT, "quiet"), event=True),
        file_title="lamps, the file",
    )
    html = renderer().conversation_pages(found, CONTEXT)[0].data.decode()
    facts = [
        " ".join(re.sub("<[^>]*>", "", each).split()) for each in re.findall(r'<p class="facts.*?</p>', html, re.DOTALL)
    ]
    assert facts == [
        "3 Feb 2026, 04:05–04:15 1 message 3 min 1 event 1 drawing",
        "format voice source text JSON title of the file: lamps, the file",
    ]


def test_previous_and_next_are_linked_below_and_those_of_a_series_above_too():
    def links(context: PageContext) -> list[tuple[str, ...]]:
        html = renderer().conversation_pages(everything(), context)[0].data.decode()
        return re.findall(r'<a rel="(\w+)" href="([^"]*)"><span>([^<]*)</span>', html)

    above = [
        ("prev", "ropes.html", "Earlier in the series"),
        ("next", "sails.html", "Later in the series"),
    ]
    assert links(CONTEXT) == above * 2
    last = PageContext("lamps", "Ships", PageRef("ropes", "Ropes"), later_by_date=PageRef("tides", "Tides"))
    assert links(last) == [above[0], above[0], ("next", "tides.html", "Later")]
    alone = PageContext("lamps", earlier_by_date=PageRef("ropes", "Ropes"), later_by_date=PageRef("tides", "Tides"))
    assert links(alone) == [("prev", "ropes.html", "Earlier"), ("next", "tides.html", "Later")]


def test_every_kind_of_block_has_its_template():
    names = {path.stem for path in (theme_folder() / "templates" / "blocks").iterdir()}
    assert names == {str(kind) for kind in BlockKind}


def test_a_theme_overrides_one_template_and_one_file(tmp_path: Path):
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    (tmp_path / "templates" / "blocks" / "command.html").write_text("<p>mine: {{ block.text }}</p>\n")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("p{}")
    (tmp_path / "static" / "own.css").symlink_to("/etc/hostname")
    (tmp_path / "static" / ".hidden").write_text("x")
    mine = renderer(tmp_path)
    shout = conversation(message(1, LYRA, Block(BlockKind.COMMAND, "!<b>", Span(0, 4))))
    assert "<p>mine: !&lt;b&gt;</p>" in mine.conversation_pages(shout, CONTEXT)[0].data.decode()
    files = {each.path: each.data for each in mine.static_files()}
    assert files["static/style.css"] == b"p{}"
    assert files.keys() == {each.path for each in renderer().static_files()}


def test_the_theme_ships_its_fonts_with_their_licence():
    assert [each.path for each in renderer().static_files()] == [
        "static/columns.css",
        "static/content.css",
        "static/conversation.css",
        "static/conversation.js",
        "static/display.js",
        "static/fonts/LICENSE.txt",
        "static/fonts/sitegen-braille.woff2",
        "static/fonts/sitegen-mono-more.woff2",
        "static/fonts/sitegen-mono.woff2",
        "static/gallery.css",
        "static/gallery.js",
        "static/icon.svg",
        "static/pygments.css",
        "static/quote-card.css",
        "static/quote.css",
        "static/quote.js",
        "static/redirect.js",
        "static/search-dialog.css",
        "static/search.css",
        "static/search.js",
        "static/show.js",
        "static/site.js",
        "static/statistics.css",
        "static/style.css",
    ]


def test_overview_has_a_page_for_each_speaker_and_model_and_a_list_in_each_folder():
    files = list(renderer().site_pages(site_data(summary_of(everything(), "lamps"))))
    stranger = urls.speaker(slugify("Омар ☂"))
    assert sorted(each.path for each in files) == sorted(
        ["404.html", "art.html", "c/index.html", "formats/index.html", "formats/voice.html", "index.html",
         "models/harbour-tern-mini.html", "models/index.html", "models/northwind-lyra-2.html",
         "search.html", "series/index.html", "series/nights.html", "speakers/ai-3.html",
         "speakers/index.html", "speakers/lyra-2.html",
         "speakers/user.html", "stats.html", stranger]
    )  # fmt: skip
    lyra = next(each for each in files if each.path == "models/northwind-lyra-2.html")
    assert "<h1><bdi>Lyra Two</bdi></h1>" in lyra.data.decode()


def test_every_link_of_a_site_is_a_file_of_it():
    found = everything()
    files = [
        renderer().conversation_pages(found, PageContext("lamps"))[0],
        *renderer().site_pages(site_data(summary_of(found, "lamps"))),
    ]
    there = {each.path for each in (*files, *renderer().static_files())} | {
        "c/lamps.json",
        "c/lamps.txt",
        "archive.json",
    }
    dead = []
    for each in files:
        for _, values in read(each.data).elements:
            href = values.get("href", "")
            if href and not re.match("https?:|mailto:|#", href):
                href = re.split("[#?]", href)[0]
                path = re.sub(r"[^/]+/\.\./", "", f"{each.path.rpartition('/')[0]}/{href}".lstrip("/"))
                if path not in there:
                    dead.append((each.path, href))
    assert dead == []


def test_speakers_whose_names_differ_in_case_share_a_page():
    one, two = (summary_of(conversation(message(1, Participant(name))), name) for name in ("Kimi K2", "kimi k2"))
    file = next(each for each in renderer().site_pages(site_data(one, two)) if each.path == "speakers/kimi-k2.html")
    assert "<div><dt>Other spellings</dt><dd><bdi>kimi k2</bdi></dd></div>" in file.data.decode()
    assert len(of_class(read(file.data), "entry")) == 2


def test_home_lists_twelve_conversations_and_links_to_all():
    many = [summary_of(everything(), f"lamps-{n}") for n in range(70)]
    files = {each.path: read(each.data) for each in renderer().site_pages(site_data(*many))}
    assert [len(of_class(files[path], "entry")) for path in ("index.html", "c/index.html")] == [12, 70]
    assert "All 70 conversations" in files["index.html"].text


def test_an_archive_without_conversations_has_its_pages():
    files = {each.path: read(each.data) for each in renderer().site_pages(SiteData(()))}
    assert sorted(files) == [
        "404.html",
        "art.html",
        "c/index.html",
        "formats/index.html",
        "index.html",
        "models/index.html",
        "search.html",
        "series/index.html",
        "speakers/index.html",
        "stats.html",
    ]
    assert "Nothing has been published here yet." in files["index.html"].text


@pytest.mark.parametrize(
    ("language", "words", "title", "expected"),
    [
        ("", "only words", "Lamps", ("", "")),
        ("de", "nur Worte", "Lampen", ("de", "de")),
        ("ja", "海", "Lamps", ("", "ja")),
        ("fa", "بحر", "灯台", ("zh", "fa")),
    ],
)
def test_title_and_text_have_their_language_if_it_is_known(language, words, title, expected):
    found = conversation(message(1, LYRA, block(BlockKind.PROSE, words)), title=title, language=language)
    elements = page(found).elements
    (heading,) = [values for tag, values in elements if tag == "h1"]
    (body,) = [values for tag, values in elements if values.get("class") == "body"]
    assert (heading.get("lang", ""), body.get("lang", "")) == expected
    assert body["dir"] == ("rtl" if language == "fa" else "auto")

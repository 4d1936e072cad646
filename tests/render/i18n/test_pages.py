"""All text of the interface can be translated.

A test language puts every message in brackets, and all content is in Greek letters, so Latin letters outside of
brackets are text that is not translated.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pygments.lexers import JavascriptLexer
from pygments.token import String

from sitegen.archive.essays.parser import read_essay
from sitegen.model import (
    Backlink,
    Block,
    BlockKind,
    Essay,
    Mention,
    Overlap,
    PageContext,
    PageRef,
    RemovedConversation,
    Tombstone,
)
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.renderer import Renderer
from sitegen.render.search_page import query_message
from sitegen.render.templates import SiteInfo, create_environment, theme_folder
from sitegen.search.query.parser import parse
from tests.quotations import BLANKS, PASSAGE, PERSON, PLATE
from tests.render.i18n.sources import TAGS, bracketed_catalogue, interface_messages
from tests.render.samples import DRAWING, LYRA, block, everything, message, site_data, summary_of
from tests.render.test_search_page import RESULTS
from tests.search.queries import QUERIES

TEMPLATES = theme_folder() / "templates"
SCRIPTS = theme_folder() / "static"
WORD = re.compile(r"[A-Za-z]{2,}")
TEXT_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-title")

# What is written in any language: names of forms and formats, and what a query is made of.
ANYWHERE = re.compile(
    r"\b(?:JSON|HTML|Atom|Markdown|voice|AND|OR|NOT|No|northwind/lyra-2|harbour/tern-mini|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|[0-9-]*T[0-9:]*|python|(?:speaker|model|in|has|on|after|before|sort)(?=:))\b"
)
KEPT = {
    "anchor", "address", "identity", "model", "format", "slug", "started", "ended", "time", "date", "id", "edited",
    "since", "to", "moved_to", "former_anchors", "former_slugs", "url", "path", "language", "site_url", "fragment",
    "mime", "sha256", "encoding", "featured", "severity", "code",
}  # fmt: skip


@dataclass(frozen=True)
class GreekProblem:
    line: int | None
    message: str


def greek(value: Any, name: str = "") -> Any:
    """Replace Latin letters by Greek ones in content, so that only the interface has Latin letters."""
    if name in KEPT or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return re.sub("[A-Za-z]", lambda found: chr(0x3B1 + ord(found[0].lower()) % 24), value)
    if isinstance(value, Problem):
        return GreekProblem(value.line, greek(value.message))
    if is_dataclass(value):
        kept = {"name"} if isinstance(value, Block) else set()
        shown = {"model"} if isinstance(value, Passage) else set()
        made = {
            each.name: greek(getattr(value, each.name), "" if each.name in shown else each.name)
            for each in fields(value)
            if each.name not in kept
        }
        return replace(value, **made)  # type: ignore[type-var]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(greek(each, name) for name, each in zip(value._fields, value, strict=True)))
    if isinstance(value, tuple | list):
        return type(value)(greek(each) for each in value)
    if isinstance(value, Mapping):
        return {key: greek(each, key) for key, each in value.items()}
    return value


ESSAY = """---
title: Τίτλος
author: Ρόζα
date: 2026-02-03
description: Λόγια
---
Λόγος[^1] και άλλος[^1]. ![εικόνα](https://example.org/x.png) ![χαμένη](missing.png)

```art
+--+
|  |
+--+
```

[^1]: Σημείωση
"""


@cache
def pages(theme: Path) -> dict[str, str]:
    """Return all kinds of pages, with content in Greek and the interface in brackets."""
    site = SiteInfo("Συρτάρι", "Γράμματα", "en", "https://example.org")
    mine = Renderer(site, (theme, theme_folder()))
    verbs = ("image", "video", "video_created", "add_ai", "remove_ai", "prompt", "search", "mute", "vote", "list",
             "whisper", "failure", "notice")  # fmt: skip
    events = [
        message(n, LYRA, block(BlockKind.EVENT, "λόγια", name=verb), event=True) for n, verb in enumerate(verbs, 11)
    ]
    found = everything()
    graves = tuple(
        Tombstone(f"m-zzzzzz{n}", bool(n % 2), "λόγια", "2026-01-01" if n > 1 else "", "διότι" if n == 3 else "", to)
        for n, to in enumerate(("", "", "c/other.html#m-abcdefg", ""))
    )
    found = greek(replace(
        found,
        messages=(
            *(replace(each, edited="2026-01-02") for each in found.messages),
            *(replace(each, anchor=f"m-yyyyyy{n % 10}") for n, each in enumerate(events)),
            *(message(n, LYRA, block(BlockKind.PROSE, "λόγια")) for n in range(30, 70)),
        ),
        tombstones=graves,
    ))  # fmt: skip
    links = (
        Backlink(found.messages[0].anchor, Mention(BLANKS, 3)),
        Backlink(found.messages[1].anchor, Mention(BLANKS, 4)),
    )
    context = greek(PageContext("lamps", "Nights", PageRef("a", "Ropes"), PageRef("b", "Sails"),
                        overlaps=(Overlap(PageRef("c", "Sheets"), 3),), anchor_redirects=(("m-xxxxxx1", "c/b.html#m-xxxxxx1"),),
                        backlinks=links))  # fmt: skip
    quotes = tuple(
        KnownQuote(f"q-{n}", greek(passage), (greek(Mention(BLANKS, 3)),))
        for n, passage in enumerate(
            (PASSAGE, PERSON, PLATE, replace(PLATE, words=DRAWING), replace(PASSAGE, words="λέξη " * 500))
        )
    )
    removed = (
        RemovedConversation("gone", "", True, "2026-01-01", "διότι", ("left",), graves),
        RemovedConversation("off", "", False, "", "", (), ()),
    )
    one = summary_of(found, "lamps")
    many = tuple(
        greek(replace(one, slug=f"s{n}", started=f"20{n % 3 + 23}-0{n % 9 + 1}-03T04:05:06" if n % 7 else None))
        for n in range(230)
    )
    files = [mine.conversation_pages(found, context)[0], *mine.redirects(["old"], "lamps", "Λύχνοι")]
    for summaries in ((), (greek(one),), many):
        some = greek(site_data(*summaries))
        models = {identity: greek(each) for identity, each in some.models.items()}
        some = replace(some, models=models, introduction="Λόγια")
        if summaries == many:
            essays = (essay("x.md"), essay("y.md"))
            some = replace(
                some,
                essays=essays,
                quotes=quotes,
                backlinks={"lamps": links},
                removed=removed,
                featured=("s1",),
            )
        kind = len(summaries)
        files += (replace_path(each, f"{kind}/{each.path}") for each in mine.site_pages(some))
    made = {each.path: each.data.decode() for each in files if each.path.endswith(".html")}
    hits = {
        f"hits of {name}": mine.search_hits(greek(result)) for name, result in RESULTS.items() if name != "invisible"
    }
    return made | hits


def essay(path: str) -> Essay:
    found = read_essay(path, ESSAY.encode())
    assert isinstance(found, Essay)
    return found


def replace_path(file: Any, path: str) -> Any:
    return replace(file, path=path)


def outside(text: str) -> str:
    """Return text outside of brackets, which may be nested."""
    depth, kept = 0, []
    for char in text:
        depth += char == "⟪"
        kept.append(" " if depth else char)
        depth -= char == "⟫"
    return "".join(kept)


def untranslated(page: str) -> Iterator[str]:
    """Yield words of a page that are not translated."""
    root = html.fromstring(page)
    for unseen in root.xpath(
        "//script|//style|//code|"
        "//*[@class='permalink' or @class='anchor' or @class='invisible' or @class='print-only']"
    ):
        unseen.drop_tree()
    texts = [" ".join(root.itertext())]
    texts += [value for each in root.iter() for name, value in each.attrib.items() if name in TEXT_ATTRIBUTES]
    texts += root.xpath(
        "//meta[@name='description' or starts-with(@property, 'og:title') or @property='og:description']/@content"
    )
    for text in texts:
        found = WORD.findall(ANYWHERE.sub("", outside(re.sub(r"\b(?:m|q)-\w+|⟦U\+\w+⟧", "", text))))
        if found:
            yield " ".join(found)


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("theme")
    (folder / "languages").mkdir()
    (folder / "languages" / "en.po").write_bytes(bracketed_catalogue())
    return folder


def test_every_word_of_a_page_is_translated(bracketed: Path):
    found = pages(bracketed)
    assert len(found) > 100
    assert {path: words for path, page in found.items() if (words := list(untranslated(page)))} == {}


def test_the_test_finds_untranslated_words():
    page = '<p aria-label="Close">⟪Hello ⟪you⟫⟫ <b>and</b> me<code>x y z</code></p>'
    assert list(untranslated(page)) == ["and me", "Close"]


def test_content_is_not_translated(bracketed: Path):
    page = html.fromstring(pages(bracketed)["c/lamps.html"])
    bodies = page.xpath("//div[@class='body']//p[not(@class)]")
    assert bodies
    assert [each.text_content() for each in bodies if "⟪" in each.text_content().replace("⟪[image:", "")] == []


# Templates, to check branches that no test renders


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_of_a_template_is_translated(path: Path):
    name = path.relative_to(TEMPLATES).as_posix()
    made = create_environment([theme_folder()])
    # Remove expressions and tags; words are left.
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"<(script|code)\b.*?</\1>|<meta[^>]*>|<!doctype html>", "", source, flags=re.DOTALL)
    made.parse(source)  # is valid
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", source, flags=re.DOTALL)
    seen = " ".join(found[2] for found in re.finditer(rf"({'|'.join(TEXT_ATTRIBUTES)})=\"([^\"]*)\"", source))
    text = re.sub(r"<[^>]*>", " ", source)
    assert WORD.findall(ANYWHERE.sub("", f"{seen} {text}")) == [], name


# Scripts


SCRIPTS_WITH_MESSAGES = (
    "search/hit_markup.js",
    "search/page.js",
    "quote/quote_tools.js",
    "quote/arrival.js",
    "conversation/copy_link.js",
    "quote/citations.js",
)
# Names of the platform, selectors, and parts of citations that are the same in all languages.
BY_DESIGN = {
    "Escape", "Enter", "Markdown", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec",
    "results wide", ".facets details", ".address time", "header.page .facts time",
}  # fmt: skip


def strings(script: str) -> Iterator[str]:
    """Yield the values of all string and template literals of a script, without ``${…}``."""
    templates: list[str] = []  # those that are open; a template can have others within its ``${…}``
    outside = [True]
    for kind, text in JavascriptLexer().get_tokens(script):
        if kind in (String.Double, String.Single):
            yield re.sub(r"\\(.)", r"\1", text[1:-1])
        elif kind is String.Backtick and text == "`":
            if outside[-1]:
                templates.append("")
            else:
                yield templates.pop()
            outside[-1] = not outside[-1]
        elif kind is String.Interpol and text == "${":
            outside.append(True)
        elif kind is String.Interpol and text == "}":
            outside.pop()
        elif kind in String and not outside[-1]:
            templates[-1] += text


def test_the_strings_of_a_script_are_found():
    script = r"""a("x \"y\"", 'z', `b ${c("q", `n ${1} m`)} e`, /"no"/);"""
    assert list(strings(script)) == ['x "y"', "z", "q", "n  m", "b  e"]


@pytest.mark.parametrize("name", SCRIPTS_WITH_MESSAGES)
def test_every_sentence_of_a_script_is_translated(name: str):
    messages = {form for each in interface_messages() for form in ((each.id,) if isinstance(each.id, str) else each.id)}
    texts = set(strings((SCRIPTS / name).read_text("utf-8")))
    plain = {re.sub(r"\$\{.*?\}|<[^>]*>", "", each) for each in texts - messages - BY_DESIGN}
    assert [each for each in plain if re.search(r"^[A-Z][a-z]+$|[a-z]{2,} [a-z]{2,}", each)] == []


# The search


def test_every_query_problem_is_translated(bracketed: Path):
    words = load_translator("en", (bracketed, theme_folder()))
    assert words is not None
    problems = [problem for query in QUERIES for problem in parse(query).problems]
    assert len({each.code for each in problems}) > 12
    assert [each for each in problems if not query_message(words, asdict(each)).startswith("⟪")] == []
    assert {query_message(ENGLISH, asdict(each)) for each in problems} == {each.message for each in problems}


def test_a_query_problem_is_filled_in_with_its_parameters():
    german = load_translator("de", [theme_folder()]) or ENGLISH
    (unknown,) = parse("author:ada").problems
    (long,) = parse("a" * 1001).problems
    known = "speaker:, model:, in:, has:, before:, after:, on:, sort:"
    assert query_message(german, asdict(unknown)) == (
        f"Den Filter author: gibt es nicht, nur {known}. Gesucht wurde es als Wörter."
    )
    assert query_message(german, asdict(long)) == "Nur die ersten 1.000 Zeichen einer Anfrage werden gelesen."


# The whole page


@pytest.mark.parametrize("tag", [*TAGS, "en", "fr"])
def test_a_page_has_its_language_and_direction(tag: str):
    page = html.fromstring(
        Renderer(SiteInfo("Drawer", "", tag), [theme_folder()])
        .conversation_pages(everything(), PageContext("x"))[0]
        .data
    )
    assert (page.get("lang"), page.get("dir")) == (tag, "rtl" if tag == "ar" else None)


@pytest.mark.parametrize("tag", TAGS)
def test_content_is_the_same_in_every_language(tag: str):
    both = [
        html.fromstring(
            Renderer(SiteInfo("Drawer", "", each), [theme_folder()])
            .conversation_pages(everything(), PageContext("x"))[0]
            .data
        )
        for each in ("en", tag)
    ]
    said = [
        [each.text_content() for each in page.xpath("//pre|//blockquote|//div[@class='body']//li")] for page in both
    ]
    assert said[0] == said[1]
    ids = [page.xpath("//@id|//@datetime|//@href|//@class|//@data-speaker") for page in both]
    assert ids[0] == ids[1]


def test_translations_of_a_theme_are_escaped(tmp_path: Path):
    (tmp_path / "languages").mkdir()
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    text += 'msgid "Skip to content"\nmsgstr "<script>alert(1)</script>"\n\n'
    text += 'msgid "Search messages"\nmsgstr "\\" onfocus=\\"alert(1)"\n\nmsgid "format {name}"\nmsgstr "<i>{name}{nobody}</i>"\n'
    (tmp_path / "languages" / "en.po").write_text(text, "utf-8")
    mine = Renderer(SiteInfo("Drawer", "", "en"), (tmp_path, theme_folder()))
    page = mine.conversation_pages(everything(), PageContext("x"))[0].data.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '&lt;i&gt;<a href="../formats/voice.html">voice</a>{nobody}&lt;/i&gt;' in page
    search = next(each for each in mine.site_pages(site_data()) if each.path == urls.SEARCH).data.decode()
    assert 'placeholder="&#34; onfocus=&#34;alert(1)"' in search

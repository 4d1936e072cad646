"""Every word that the program writes into a page is one that a language can say otherwise.

A language that puts every message in brackets shows it: what stands outside of them was never asked for, as long as
all that people said is in other letters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
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
    Departed,
    Essay,
    Mention,
    Neighbour,
    Overlap,
    Place,
    Tombstone,
)
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.i18n.translator import ENGLISH, words_for
from sitegen.render.query_messages import MESSAGES, Complaints
from sitegen.render.renderer import Renderer
from sitegen.render.templates import SiteInfo, environment, theme_folder
from sitegen.search.query.parser import parse
from tests.quotations import BLANKS, PASSAGE, PERSON, PLATE
from tests.render.i18n.sources import TAGS, said, wrapped
from tests.render.samples import DRAWING, LYRA, block, collection, everything, message, summary
from tests.render.test_search_page import RESULTS
from tests.search.queries import QUERIES

TEMPLATES = theme_folder() / "templates"
SCRIPTS = theme_folder() / "static"
WORD = re.compile(r"[A-Za-z]{2,}")
SEEN = ("aria-label", "title", "placeholder", "alt", "data-title")

# What is written in any language: names of forms and formats, and what a query is made of.
ANYWHERE = re.compile(
    r"\b(?:JSON|HTML|Markdown|voice|AND|OR|NOT|No|northwind/lyra-2|harbour/tern-mini|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Jan|Feb|[0-9-]*T[0-9:]*|python|(?:speaker|model|in|has|on|after|before|sort)(?=:))\b"
)
KEPT = {
    "anchor", "address", "identity", "model", "format", "slug", "started", "ended", "time", "date", "id", "edited",
    "since", "to", "former", "url", "path", "language", "site_url", "fragment", "mime", "sha256", "encoding",
    "featured", "severity",
}  # fmt: skip


def greek(value: Any, name: str = "") -> Any:
    """The value with every letter of English in what people said made a Greek one."""
    if name in KEPT or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return re.sub("[A-Za-z]", lambda found: chr(0x3B1 + ord(found[0].lower()) % 24), value)
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
    """All kinds of pages, all that is told in them in Greek, the interface in brackets."""
    site = SiteInfo("Συρτάρι", "Γράμματα", "en", "https://example.org", True)
    mine = Renderer(site, (theme, theme_folder()))
    verbs = ("image", "video", "video_created", "add_ai", "remove_ai", "prompt", "search", "mute", "vote", "list",
             "whisper", "failure", "notice")  # fmt: skip
    told = [
        message(n, LYRA, block(BlockKind.EVENT, "λόγια", name=verb), event=True)
        for n, verb in enumerate(verbs, 11)
    ]
    found = everything()
    graves = tuple(
        Tombstone(
            f"m-zzzzzz{n}", bool(n % 2), "λόγια", "2026-01-01" if n > 1 else "", "διότι" if n == 3 else "", to
        )
        for n, to in enumerate(("", "", "c/other.html#m-abcdefg", ""))
    )
    found = greek(replace(
        found,
        messages=(
            *(replace(each, edited="2026-01-02") for each in found.messages),
            *(replace(each, anchor=f"m-yyyyyy{n % 10}") for n, each in enumerate(told)),
            *(message(n, LYRA, block(BlockKind.PROSE, "λόγια")) for n in range(30, 70)),
        ),
        tombstones=graves,
    ))  # fmt: skip
    links = (
        Backlink(found.messages[0].anchor, Mention(BLANKS, 3)),
        Backlink(found.messages[1].anchor, Mention(BLANKS, 4)),
    )
    place = greek(Place("lamps", "Nights", Neighbour("a", "Ropes"), Neighbour("b", "Sails"),
                        overlaps=(Overlap(Neighbour("c", "Sheets"), 3),), guests=(("m-xxxxxx1", "c/b.html#m-xxxxxx1"),),
                        backlinks=links))  # fmt: skip
    quotes = tuple(
        KnownQuote(f"q-{n}", greek(passage), (greek(Mention(BLANKS, 3)),))
        for n, passage in enumerate(
            (PASSAGE, PERSON, PLATE, replace(PLATE, words=DRAWING), replace(PASSAGE, words="λέξη " * 500))
        )
    )
    departed = (
        Departed("gone", "", True, "2026-01-01", "διότι", ("left",), graves),
        Departed("off", "", False, "", "", (), ()),
    )
    one = summary(found, "lamps")
    many = tuple(
        greek(
            replace(one, slug=f"s{n}", started=f"20{n % 3 + 23}-0{n % 9 + 1}-03T04:05:06" if n % 7 else None)
        )
        for n in range(230)
    )
    files = [mine.conversation(found, place), *mine.redirects(["old"], "lamps", "Λύχνοι")]
    for summaries in ((), (greek(one),), many):
        some = greek(collection(*summaries))
        models = {identity: greek(each) for identity, each in some.models.items()}
        some = replace(some, models=models, introduction="Λόγια")
        if summaries == many:
            essays = (essay("x.md"), essay("y.md"))
            some = replace(
                some,
                essays=essays,
                quotes=quotes,
                backlinks={"lamps": links},
                departed=departed,
                featured=("s1",),
            )
        kind = len(summaries)
        files += (replace_path(each, f"{kind}/{each.path}") for each in mine.overview(some))
    made = {each.path: each.data.decode() for each in files if each.path.endswith(".html")}
    hits = {
        f"hits of {name}": mine.search_hits(greek(result))
        for name, result in RESULTS.items()
        if name != "invisible"
    }
    return made | hits


def essay(path: str) -> Essay:
    found = read_essay(path, ESSAY.encode())
    assert isinstance(found, Essay)
    return found


def replace_path(file: Any, path: str) -> Any:
    return replace(file, path=path)


def outside(text: str) -> str:
    """What stands in no brackets, however many are in each other."""
    depth, kept = 0, []
    for char in text:
        depth += char == "⟪"
        kept.append(" " if depth else char)
        depth -= char == "⟫"
    return "".join(kept)


def untold(page: str) -> Iterator[str]:
    """Words of a page that no language was asked for."""
    root = html.fromstring(page)
    for unseen in root.xpath(
        "//script|//style|//code|"
        "//*[@class='permalink' or @class='anchor' or @class='invisible' or @class='printed']"
    ):
        unseen.drop_tree()
    texts = [" ".join(root.itertext())]
    texts += [value for each in root.iter() for name, value in each.attrib.items() if name in SEEN]
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
    (folder / "languages" / "en.po").write_bytes(wrapped())
    return folder


def test_no_page_has_a_word_that_cannot_be_translated(bracketed: Path):
    found = pages(bracketed)
    assert len(found) > 100
    assert {path: words for path, page in found.items() if (words := list(untold(page)))} == {}


def test_the_test_finds_a_word_that_cannot_be_translated():
    page = '<p aria-label="Close">⟪Hello ⟪you⟫⟫ <b>and</b> me<code>x y z</code></p>'
    assert list(untold(page)) == ["and me", "Close"]


def test_brackets_stand_around_nothing_that_people_said(bracketed: Path):
    page = html.fromstring(pages(bracketed)["c/lamps.html"])
    bodies = page.xpath("//div[@class='body']//p[not(@class)]")
    assert bodies
    assert [
        each.text_content() for each in bodies if "⟪" in each.text_content().replace("⟪[image:", "")
    ] == []


# Templates, so that a branch that no test goes is seen too


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_a_word_of_its_own(path: Path):
    name = path.relative_to(TEMPLATES).as_posix()
    made = environment([theme_folder()])
    # Whatever is put in, and every tag, away; what is left is words.
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"<(script|code)\b.*?</\1>|<meta[^>]*>|<!doctype html>", "", source, flags=re.DOTALL)
    made.parse(source)  # it is a template
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", source, flags=re.DOTALL)
    seen = " ".join(found[2] for found in re.finditer(rf"({'|'.join(SEEN)})=\"([^\"]*)\"", source))
    text = re.sub(r"<[^>]*>", " ", source)
    assert WORD.findall(ANYWHERE.sub("", f"{seen} {text}")) == [], name


# Scripts


TOLD = (
    "search/hit_markup.js",
    "search/page.js",
    "quote/quote_tools.js",
    "quote/arrival.js",
    "quote/citations.js",
)
# Names of the platform, selectors, and what a citation has in any language.
BY_DESIGN = {
    "Escape", "Enter", "Markdown", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec",
    "found wide", ".facets details", ".address time", "header.page .facts time",
}  # fmt: skip


def strings(script: str) -> Iterator[str]:
    """The values of all string and template literals of a script; a template without its ``${…}``."""
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


def test_strings_of_a_script_are_found():
    script = r"""a("x \"y\"", 'z', `b ${c("q", `n ${1} m`)} e`, /"no"/);"""
    assert list(strings(script)) == ['x "y"', "z", "q", "n  m", "b  e"]


@pytest.mark.parametrize("name", TOLD)
def test_no_script_says_a_sentence_of_its_own(name: str):
    asked = {form for each in said() for form in ((each.id,) if isinstance(each.id, str) else each.id)}
    texts = set(strings((SCRIPTS / name).read_text("utf-8")))
    plain = {re.sub(r"\$\{.*?\}|<[^>]*>", "", each) for each in texts - asked - BY_DESIGN}
    assert [each for each in plain if re.search(r"^[A-Z][a-z]+$|[a-z]{2,} [a-z]{2,}", each)] == []


# The search


def test_whatever_the_search_says_of_a_query_is_told_in_the_language(bracketed: Path):
    words = words_for("en", (bracketed, theme_folder()))
    assert words is not None
    mine = Complaints(words)
    problems = {problem.message for query in QUERIES for problem in parse(query).problems}
    assert len(problems) > 12
    assert [each for each in problems if not mine.told(each).startswith("⟪")] == []
    assert {Complaints(ENGLISH).told(each) for each in problems} == problems


def test_a_complaint_keeps_what_it_is_about():
    german = Complaints(words_for("de", [theme_folder()]) or ENGLISH)
    complaint = parse("author:ada").problems[0].message
    known = "speaker:, model:, in:, has:, before:, after:, on:, sort:"
    assert german.told(complaint) == f"author: gibt es nicht, nur {known}; gesucht wird es als Wörter"
    assert german.told("never heard of") == "never heard of"
    assert len(set(MESSAGES)) == len(MESSAGES)


# The whole page


@pytest.mark.parametrize("tag", [*TAGS, "en", "fr"])
def test_a_page_says_its_language_and_its_way(tag: str):
    page = html.fromstring(
        Renderer(SiteInfo("Drawer", "", tag), [theme_folder()]).conversation(everything(), Place("x")).data
    )
    assert (page.get("lang"), page.get("dir")) == (tag, "rtl" if tag == "ar" else None)


@pytest.mark.parametrize("tag", TAGS)
def test_what_was_said_is_the_same_in_every_language(tag: str):
    both = [
        html.fromstring(
            Renderer(SiteInfo("Drawer", "", each), [theme_folder()])
            .conversation(everything(), Place("x"))
            .data
        )
        for each in ("en", tag)
    ]
    said = [
        [each.text_content() for each in page.xpath("//pre|//blockquote|//div[@class='body']//li")]
        for page in both
    ]
    assert said[0] == said[1]
    ids = [page.xpath("//@id|//@datetime|//@href|//@class|//@data-speaker") for page in both]
    assert ids[0] == ids[1]


def test_words_of_a_theme_are_shown_and_never_obeyed(tmp_path: Path):
    (tmp_path / "languages").mkdir()
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    text += 'msgid "Skip to the text"\nmsgstr "<script>alert(1)</script>"\n\n'
    text += 'msgid "Search messages"\nmsgstr "\\" onfocus=\\"alert(1)"\n\nmsgid "format {name}"\nmsgstr "<i>{name}{nobody}</i>"\n'
    (tmp_path / "languages" / "en.po").write_text(text, "utf-8")
    mine = Renderer(SiteInfo("Drawer", "", "en"), (tmp_path, theme_folder()))
    page = mine.conversation(everything(), Place("x")).data.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '&lt;i&gt;<a href="../formats/voice.html">voice</a>{nobody}&lt;/i&gt;' in page
    search = next(each for each in mine.overview(collection()) if each.path == urls.SEARCH).data.decode()
    assert 'placeholder="&#34; onfocus=&#34;alert(1)"' in search

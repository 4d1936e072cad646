"""Test with common parsers that citations contain exactly the words of any passage."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from sitegen.quotes.citations.bibliography import escape_latex
from sitegen.quotes.citations.styles import CitationStyle, cite
from sitegen.quotes.passages import Passage
from sitegen.text.invisible import spell_out_invisible
from tests.browser.vectors import VECTORS
from tests.quotations import NOWHERE, PASSAGE, PLATE, TALK

SIGNS = st.text("\\`*_{}[]()#+-.!|<>&;:=~'\"$%^@ \n\t1aé茶🪶\u202e\x1b", max_size=60)
WORDS = SIGNS | st.text(max_size=60) | st.sampled_from(VECTORS)
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def ink(text: str) -> str:
    """Return the text without whitespace, with control characters made visible."""
    return "".join(spell_out_invisible(text).split())


class Words(HTMLParser):
    """The text and attributes of an HTML fragment by element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: dict[str, str] = {}
        self.tags: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.setdefault(tag, dict(attrs))
        if tag != "br":
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        del attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.text[tag] = self.text.get(tag, "") + data


@given(WORDS)
@example("- - -\n***\n===\n---")
@example("\x1f")
@example("a\n===\nb\n:-:|--")
@example("1) a\n+ b\n# c\n\t> d\n&amp; &#x41; \\& `` ` ``")
@example("[x]: /y\n[x]\n![a](b) <http://x.y> <b> ~~no~~ snake_case __a__")
def test_markdown_shows_exactly_the_words(words: str):
    text = cite(replace(PASSAGE, words=words), CitationStyle.MARKDOWN)
    html = GITHUB.render(text)
    found = Words(html)
    if not ink(words):
        assert found.tags == ["p", "a"]
        return
    assert set(found.tags) == {"blockquote", "p", "a"} | ({"br"} if "br" in found.tags else set())
    assert ink(found.text["blockquote"]) == ink(words) + ink("— Kimi K2, 26 Oct 2025")
    assert found.attributes["a"]["href"] == PASSAGE.url


@given(WORDS)
def test_a_drawing_keeps_its_lines_in_markdown(words: str):
    text = cite(replace(PLATE, words=f"x{words}x"), CitationStyle.MARKDOWN)
    fences = [each for each in GITHUB.parse(text) if each.type == "fence"]
    drawn = spell_out_invisible(f"x{words}x").expandtabs(8)
    assert [(each.info, each.content) for each in fences] == [("art", f"{drawn}\n")]


@given(WORDS, WORDS)
def test_names_and_titles_are_escaped_in_markdown(speaker: str, title: str):
    found = Words(GITHUB.render(cite(replace(PASSAGE, speaker=f"x{speaker}", title=title), CitationStyle.MARKDOWN)))
    assert set(found.tags) <= {"blockquote", "p", "a"}
    assert ink(found.text["a"]) == ink(f"x{speaker} (Kimi K2), 26 Oct 2025")


@given(WORDS, WORDS)
def test_html_shows_the_words_and_runs_no_scripts(words: str, title: str):
    passage = replace(PASSAGE, words=f"x{words}", title=title, speaker=title)
    found = Words(cite(passage, CitationStyle.HTML))
    assert set(found.tags) <= {"figure", "blockquote", "p", "br", "figcaption", "cite", "a", "time"}
    assert ink(found.text["blockquote"]) == ink(f"x{words}")
    assert ink(found.text.get("cite", "")) == ink(title)
    assert set(found.attributes["blockquote"]) == {"cite", "data-id", "data-sha256", "data-versiondate"}


@given(WORDS)
def test_a_drawing_keeps_its_lines_in_html(words: str):
    found = Words(cite(replace(PLATE, words=f"x{words}x"), CitationStyle.HTML))
    assert found.text["pre"].removeprefix("\n") == spell_out_invisible(f"x{words}x").expandtabs(8)


@given(WORDS, WORDS)
def test_plain_text_has_no_control_characters_and_all_the_words(words: str, title: str):
    for passage in (PASSAGE, PLATE):
        text = cite(replace(passage, words=f"x{words}x", title=title, speaker=title), CitationStyle.PLAIN)
        assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text) is None
        assert ink(f"x{words}x") in ink(text)


LATEX = st.text("\\{}%&_#$~^<>|\"'`- aé茶", max_size=40)


def _latex() -> Any:
    """Return the macros of pylatexenc, with those of the LaTeX kernel that it lacks or converts differently."""
    names = {"textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textbar": "|"}
    names |= {"textasciigrave": "`", "textasciicircum": "^"}
    known = get_default_latex_context_db()
    known.add_context_category(
        "kernel", macros=[MacroTextSpec(name, char) for name, char in names.items()], prepend=True
    )
    return known


def entry(text: str) -> dict[str, Any]:
    """Return the only entry of a BibTeX file, with LaTeX decoded except in the URL."""
    raw, read = (
        bibtexparser.parse_string(text, append_middleware=middleware)
        for middleware in ([], [LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=_latex()))])
    )
    assert (read.failed_blocks, len(read.entries)) == ([], 1)
    found = read.entries[0]
    fields = {each.key: each.value for each in found.fields}
    return {"key": found.key, "type": found.entry_type} | fields | {"url": raw.entries[0]["url"]}


def plain(latex: str) -> str:
    """Remove the braces that protect a name, and whitespace."""
    return "".join(latex.removeprefix("{").removesuffix("}").split())


@settings(deadline=None)  # the machine may be busy
@given(LATEX, LATEX)
@example("}", "{")
@example("50% off & more_{2}^3 #1 $x$ ~ \\end", "C:\\x")
def test_bibtex_keeps_names_and_titles(title: str, name: str):
    passage = replace(PASSAGE, title=f"x{title}x", model=f"y{name}y", company=f"z{name}z")
    found = entry(cite(passage, CitationStyle.BIBTEX))
    assert (found["type"], found["key"], found["year"], found["day"]) == ("misc", "kwfjsn7", "2025", "26")
    assert [plain(found[field]) for field in ("title", "author", "organization")] == [
        "".join(each.split()) for each in (passage.title, passage.model, passage.company)
    ]
    assert found["url"] == PASSAGE.url


@given(LATEX)
def test_braces_of_bibtex_are_always_balanced(text: str):
    depth = 0
    for char in escape_latex(text):  # BibTeX counts all of them, also after a backslash
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0


def item(passage: Passage) -> dict[str, Any]:
    (found,) = json.loads(cite(passage, CitationStyle.CSL_JSON))
    return found


def test_csl_json_has_all_fields():
    assert item(PASSAGE) == {
        "id": "kwfjsn7",
        "type": "webpage",
        "genre": "Generative AI chat",
        "title": "Kimi K2 ↔ haiku-4.5",
        "author": [{"literal": "Moonshot AI"}],
        "container-title": "The Noticed Air",
        "medium": "Kimi K2",
        "issued": {"date-parts": [[2025, 10, 26]]},
        "accessed": {"date-parts": [[2025, 11, 21]]},
        "note": "message kwfjsn7",
        "URL": PASSAGE.url,
    }


def test_csl_json_of_a_conversation_and_without_a_site_has_no_message_and_no_url():
    assert {key: value for key, value in item(PASSAGE).items() if key not in item(NOWHERE)} == {
        "accessed": {"date-parts": [[2025, 11, 21]]},
        "URL": PASSAGE.url,
    }
    assert {key: value for key, value in item(TALK).items() if value != item(PASSAGE).get(key)} == {
        "id": "kimi-haiku",
        "URL": "https://example.org/air/c/kimi-haiku.html",
    }
    assert "note" not in item(TALK)


@pytest.mark.filterwarnings("ignore")  # of the citation processor about its style
@pytest.mark.parametrize(("date", "year"), [("2025-10-26", "2025"), ("2025", "2025"), (None, "no date")])
def test_a_citation_processor_formats_csl_json(date: str | None, year: str):
    source = CiteProcJSON(json.loads(cite(replace(PASSAGE, date=date), CitationStyle.CSL_JSON)))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("kwfjsn7")]))
    (line,) = map(str, bibliography.bibliography())
    assert line.startswith("Moonshot AI (")
    assert all(part in line for part in (year, "Kimi K2 ↔ haiku-4.5", "The Noticed Air", PASSAGE.url))


@given(WORDS, WORDS)
def test_csl_json_keeps_names_and_titles(title: str, name: str):
    found = item(replace(PASSAGE, title=f"x{title}", company=f"y{name}"))
    assert (ink(found["title"]), ink(found["author"][0]["literal"])) == (ink(f"x{title}"), ink(f"y{name}"))


@pytest.mark.parametrize("fragment", ["m-a:~:text=(a),b", "m-a:~:text=%22x%22", 'm-a:~:text="> [x](y) {z}'])
def test_addresses_are_escaped_in_all_styles(fragment: str):
    passage = replace(PASSAGE, fragment=fragment)
    (link,) = [
        str(child.attrGet("href"))
        for token in GITHUB.parse(cite(passage, CitationStyle.MARKDOWN))
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert entry(cite(passage, CitationStyle.BIBTEX))["url"] == item(passage)["URL"] == link
    assert re.search(r"[\s<>()\[\]{}\"]", link) is None

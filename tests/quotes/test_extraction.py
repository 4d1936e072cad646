"""Test the extraction of quotations from essays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.build.checks.link_fixes import replace_urls
from sitegen.quotes.extraction import extract_html, extract_markdown
from sitegen.quotes.quotation import Quotation, QuotationKind, QuoteTarget
from tests.quotes.samples import resolve

A, B = "c/x.html#m-a", "c/x.html#m-b"


def kinds_and_words(quotations: tuple[Quotation, ...]) -> list[tuple[str, str]]:
    return [(each.kind.name, each.exact) for each in quotations]


@pytest.mark.parametrize(
    ("essay", "expected"),
    [
        # (1) quoted in the link's text
        (f"It said [so: “the *red* door”]({A}).", [("IN_LINK", "the red door")]),
        (f"It said [the text of \"a door\" or “the red door”]({A}).", [("IN_LINK", "the red door")]),
        (f"> [“a door”]({A}) in a quote", [("IN_LINK", "a door")]),
        (f"“the [red]({A}) door” was said", [("AROUND_LINK", "the red door")]),
        # (2) the text itself, from four words on
        (f"And [the red door was open]({A}).", [("LINK_TEXT", "the red door was open")]),
        (f"And [the red door]({A}).", [("NONE", "")]),
        (f"そして[赤い扉はいつも開いていた]({A})。", [("LINK_TEXT", "赤い扉はいつも開いていた")]),
        # (3) nearest quotation to the left
        (f"“a door” and “the door” ([Kimi]({A}))", [("BEFORE_LINK", "the door")]),
        (f"“the door” ([Kimi K2, message kwfjsn7, 2025]({A}))", [("BEFORE_LINK", "the door")]),
        (f"“the door” and so [Kimi said]({A}), [twice]({B})", [("BEFORE_LINK", "the door"), ("NONE", "")]),
        (f"“one” [a]({A}), “two” [b]({B})", [("BEFORE_LINK", "one"), ("BEFORE_LINK", "two")]),
        (f"[Kimi]({A}) said “the door”.", [("NONE", "")]),
        (f"It said “the door”.\n\nSee [it]({A}).", [("NONE", "")]),
        (f"'the door' ({A})", []),
        (f"“the door” <https://e.org/{A}>", []),
        # (4) a blockquote without its attribution
        (f"> the red\n> door\n>\n> — [Kimi, 26 Oct 2025, late]({A})", [("BLOCKQUOTE", "the red\ndoor")]),
        (f"> the red door\n> — Kimi,\n> in [a talk]({A})", [("BLOCKQUOTE", "the red door")]),
        (f"> the red door ([Kimi]({A}))", [("BLOCKQUOTE", "the red door")]),
        (f"> the red door\n> [Kimi K2]({A})", [("BLOCKQUOTE", "the red door")]),
        (f"> [Kimi]({A}):\n> the red door", [("BLOCKQUOTE", "the red door")]),
        (f"> the [red]({A}) door was\n> open", [("BLOCKQUOTE", "the red door was\nopen")]),
        (f"> “the red door”\n>\n> -- [Kimi]({A})", [("BLOCKQUOTE", "the red door")]),
        (f"> outer\n>\n> > inner\n> > — [Kimi]({A})", [("BLOCKQUOTE", "inner")]),
        (f"> one\n>\n> - two\n> - three\n>\n> — [K]({A})", [("BLOCKQUOTE", "one\n\ntwo\n\nthree")]),
        (f"> ```\n> a  b\n> ```\n> — [K]({A})", [("BLOCKQUOTE", "a  b")]),
        (f"> — [Kimi]({A})", [("NONE", "")]),
        # (5) a blockquote before a dash
        (f"> the red door\n\n— [Kimi]({A})", [("BLOCKQUOTE_BEFORE", "the red door")]),
        (f"> the red door\n\n-- Kimi, [here]({A})", [("BLOCKQUOTE_BEFORE", "the red door")]),
        (f"> the red door\n\nAs [Kimi]({A}) says", [("NONE", "")]),
        (f"text\n\n— [Kimi]({A})", [("NONE", "")]),
        # announced
        (f"[Kimi]({A}) said:\n\n> the red door", [("BLOCKQUOTE_AFTER", "the red door")]),
        (f"[Kimi]({A}) said:\n\n> the door\n>\n> — [K]({B})", [("NONE", ""), ("BLOCKQUOTE", "the door")]),
        (f"[Kimi]({A}) said:\n\n> the door\n\n— [K]({B})", [("NONE", ""), ("BLOCKQUOTE_BEFORE", "the door")]),
        # HTML in Markdown
        (f'<blockquote cite="{A}">\nthe <b>red</b> door\n</blockquote>', [("CITE", "the red door")]),
        (f'<blockquote cite="{A}">\n\nthe *red* door\n\n</blockquote>', [("CITE", "the red door")]),
        (f"It said <q cite='{A}'>the *red* door</q>.", [("CITE", "the red door")]),
        (f'“the door” <a href="{A}">K</a>', [("BEFORE_LINK", "the door")]),
        (f"> it <think>thought</think>\n> — [K]({A})", [("BLOCKQUOTE", "it <think>thought</think>")]),
        # footnotes
        (f"It said “the door”.[^1]\n\n[^1]: [Kimi]({A})", [("BEFORE_LINK", "the door")]),
        (f"It said “the door”.[^1]\n\n[^1]: Kimi said “a gate” ([x]({A})).", [("BEFORE_LINK", "a gate")]),
        (f"It said “the door”.[^n]\n\n[^n]: One.\n\n    See [Kimi]({A}).", [("BEFORE_LINK", "the door")]),
        (f"> the door[^1]\n\n[^1]: [Kimi]({A})", [("BLOCKQUOTE", "the door")]),
        (f"It said so.[^1]\n\n[^1]: [Kimi]({A})", [("NONE", "")]),
        # references, autolinks, tables, headings, lists
        (f"“the door” [Kimi][k]\n\n[k]: <{A}> 'K'", [("BEFORE_LINK", "the door")]),
        (f"“the door” [Kimi]\n\n[kimi]: {A}", [("BEFORE_LINK", "the door")]),
        (f"| a | b |\n|---|---|\n| “x” [k]({A}) | “y” [k]({A}) |", [("BEFORE_LINK", "x"), ("BEFORE_LINK", "y")]),
        (f"# “the door” [K]({A})\n\n- “a gate” [K]({B})", [("BEFORE_LINK", "the door"), ("BEFORE_LINK", "a gate")]),
        # a conversation as a whole: only what is certain
        ("“the door” ([K](c/x.html))", [("BEFORE_LINK", "the door")]),
        ("“the door”, as in [K](c/x.html)", [("NONE", "")]),
        ("[the red door was open](c/x.html)", [("NONE", "")]),
        ("> the door\n> — [K](c/x.html)", [("BLOCKQUOTE", "the door")]),
        # not a link into the archive
        ("“the door” [K](https://e.org) `[k](c/x.html#m-a)` ![k](c/x.html#m-a)", []),
        (f"```\n[k]({A})\n```\n\n    [k]({A})\n\n<!-- [k]({A}) -->", []),
    ],
)  # fmt: skip
def test_a_link_has_its_quotation(essay: str, expected: list[tuple[str, str]]):
    assert kinds_and_words(extract_markdown(essay, resolve)) == expected


def test_the_text_of_a_link_has_the_quotation_before_it_as_fallback():
    (found,) = extract_markdown(f"“the door”, as [it was said that night]({A})", resolve)
    assert (found.kind, found.exact) == (QuotationKind.LINK_TEXT, "it was said that night")
    assert found.fallback is not None
    assert (found.fallback.kind, found.fallback.exact) == (QuotationKind.BEFORE_LINK, "the door")


@pytest.mark.parametrize(
    ("essay", "expected"),
    [
        (f"<p>“the&nbsp;door” <a href='{A}'>K</a>", [("BEFORE_LINK", "the door")]),
        (f"<p>It said <q cite={A}>the <em>red</em> door</q></p>", [("CITE", "the red door")]),
        (f"<p>It said <q>the door</q> (<a href={A}>K</a>)</p>", [("BEFORE_LINK", "the door")]),
        (f'<blockquote cite="{A}"><p>one<p>two<footer>— K</footer></blockquote>', [("CITE", "one\n\ntwo")]),
        (f'<blockquote>one<footer>— <a href="{A}">K</a></footer></blockquote>', [("BLOCKQUOTE", "one")]),
        (f"<figure><blockquote>one</blockquote><figcaption><a href={A}>K</a></figcaption></figure>", [("BLOCKQUOTE_BEFORE", "one")]),
        (f"<blockquote>one<br>two</blockquote>\n<p>— <a href={A}>K</a>", [("BLOCKQUOTE_BEFORE", "one\ntwo")]),
        (f"<p>“the door”<sup><a href='#fn1'>1</a></sup></p><ol><li id=fn1>See <a href={A}>K</a>.</li></ol>", [("BEFORE_LINK", "the door")]),
        (f"<script>'<a href=\"{A}\">“x”</a>'</script><style>a[href='{A}']{{}}</style><!-- <a href='{A}'> -->", []),
        (f"<blockquote>never closed <blockquote>nor this <a href={A}>K</a>", [("BLOCKQUOTE", "nor this K")]),
        (f"</blockquote></q></a>“x” <a href={A}>K", [("BEFORE_LINK", "x")]),
        (f"<pre>a  b\n c</pre>“x” <a href={A}>K</a>", [("BEFORE_LINK", "x")]),
    ],
)  # fmt: skip
def test_a_link_in_html_has_its_quotation(essay: str, expected: list[tuple[str, str]]):
    assert kinds_and_words(extract_html(essay, resolve)) == expected


def test_a_quotation_has_line_column_and_span():
    essay = f"# Essay\r\n\r\n> “the door”\r\n> — [Kimi](\r\n> <{A}> 'K')\r\n"
    (found,) = extract_markdown(essay, resolve)
    at = essay.index(A)
    assert (found.line, found.column, found.url, found.target) == (5, 4, A, QuoteTarget("x", "m-a"))
    assert found.span is not None
    assert (found.span.start, found.span.of(essay)) == (at, A)


def test_a_blockquote_has_its_source_text():
    essay = f'> [AI-1]: !image "a door"\n> <x-think>hm\n>\n> — [K]({A})'
    (found,) = extract_markdown(essay, resolve)
    assert found.source_text == '[AI-1]: !image "a door"\n<x-think>hm'


def test_urls_are_decoded():
    urls: list[str] = []

    def collect(url: str) -> None:
        urls.append(url)

    extract_markdown(r"[a](c/a%2.html#m-\_a) [b](<c/b c.html>) [c](c/&amp;.html) <https://e.org/%zz>", collect)
    extract_html("<a href=' c/a%2.html?x=1&amp;y=%E9 '>x</a>", collect)
    assert urls == ["c/a%2.html#m-_a", "c/b c.html", "c/&.html", "https://e.org/%zz", "c/a%2.html?x=1&y=%E9"]


PIECES = st.lists(
    st.sampled_from(
        ["word ", "“a door” ", '"x y" ', "\n", "\n\n", "> ", "> > ", "- ", "1. ", "    ", "\t", "# ", "— ", "```\n", "`", "*", "**", "_", "[", "]", "(", ")", "<", ">", "|", "|---|\n", "\\", "&amp;", "\r\n",
         f"[K]({A})", f"[K](<{B}>)", f"[K]({A} 't')", "[k]", "[k][]", f"\n\n[k]: {A}\n", f"\n[^1]: [K]({B})\n", "[^1]", f"<{B}>", f"https://e.org/{A} ",
         f'<a href="{A}">K</a>', f"<q cite='{B}'>", "</q>", f'\n<blockquote cite="{A}">\n', "</blockquote>", "<p>", "<script>", "</script>", "<!--", "-->", "木の扉", "é", "\u0301", "\0"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES, st.sampled_from([extract_markdown, extract_html]))
def test_only_the_links_of_an_essay_are_rewritten(essay: str, extract: type[extract_markdown]):
    def anything(url: str) -> QuoteTarget | None:
        return resolve(url.removeprefix("https://e.org/"))

    found = extract(essay, anything)
    placed = [each for each in found if each.span]
    assert {each.span.of(essay).removeprefix("https://e.org/") for each in placed if each.span} <= {A, B}
    new = "c/elsewhere.html#m-new"
    after = replace_urls(essay, [(each.span, new) for each in placed if each.span])
    spans = sorted({each.span for each in placed if each.span}, key=lambda span: span.start)
    kept, rest, done = [], after, 0
    for span in spans:
        kept.append(essay[done : span.start])
        assert rest.startswith(kept[-1] + new)
        rest = rest[len(kept[-1] + new) :]
        done = span.end
    assert rest == essay[done:]
    again = [(each.kind, each.url) for each in extract(after, anything) if each.url == new]
    assert len(again) >= len(
        [each for each in placed if each.kind is not QuotationKind.BEFORE_LINK and "e.org" not in each.url]
    ) * ("e.org" not in essay)


@given(st.text(max_size=200), st.sampled_from([extract_markdown, extract_html]))
def test_any_text_is_an_essay(essay: str, extract: type[extract_markdown]):
    assert extract(essay, resolve) == ()


@pytest.mark.parametrize("piece", ["“a ", '"a b" ', f"[x]({A}) ", "> " * 30 + "x\n", f'<q cite="{A}">', f"<a href={A}>", f"<blockquote cite={A}>x", "[^a] ", f"[^1]: [x]({A})\n\n", "<a \""])  # fmt: skip
@pytest.mark.parametrize("extract", [extract_markdown, extract_html])
def test_three_thousand_repetitions_are_read(piece: str, extract: type[extract_markdown]):
    assert len(extract(piece * 3_000, resolve)) <= 3_000


def test_a_quotation_may_be_five_thousand_words_long():
    words = "the red door " * 1_700
    assert kinds_and_words(extract_markdown(f"“{words}” [K]({A})", resolve)) == [("BEFORE_LINK", words.strip())]

"""The search page as published and with results."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sitegen.permalinks import urls
from sitegen.render.search_page import SearchFilter, hit_limit, query_filters
from tests.browser.vectors import VECTORS
from tests.render.page_elements import Read, read
from tests.render.samples import everything, renderer, site_data, summary_of
from tests.render.test_pages import of_class, page_faults

Json = dict[str, Any]


def hit(number: int = 7, title: str = "Lamps & other <lights>", **more: object) -> Json:
    return {
        "address": f"c/lamps.html#m-{number:07}",
        "link": f"c/lamps.html#m-{number:07}:~:text=the-,tide,-takes",
        "conversation": "lamps",
        "title": title,
        "heading": [{"text": title, "marked": False}],
        "number": number,
        "anchor": f"m-{number:07}",
        "speaker": "AI-3",
        "model": "harbour/tern-mini",
        "label": "Tern Mini",
        "day": "2026-02-03",
        "kinds": ["art", "code"],
        "score": 3.25,
        "snippet": [
            {"text": "…what the ", "marked": False},
            {"text": "tide", "marked": True},
            {"text": " takes it keeps in order, and the lamp ", "marked": False},
            {"text": "Tides", "marked": True},
            {"text": "…", "marked": False},
        ],
        "missing": [],
    } | more


def result(query: str, *hits: Json, total: int | None = None, **more: object) -> Json:
    return {
        "query": query,
        "problems": [],
        "total": len(hits) if total is None else total,
        "sort": "rank",
        "match": "all",
        "suggestion": "",
        "hits": list(hits),
        "facets": [],
        "lost": [],
    } | more


def facets(query: str, names: Sequence[str], most: int = 12) -> list[Json]:
    """Return the facets of a search with ``most`` hits."""
    return [
        {"name": "speaker", "values": values(names, query, "speaker", most)},
        {"name": "model", "values": values(["harbour/tern-mini", "no model"], query, "model", most)},
        {"name": "year", "values": values(["2026", "2025", "undated"], query, "on", most)},
        {"name": "kind", "values": values(["art", "event"], query, "has", most)},
    ]


def values(labels: Sequence[str], query: str, field: str, most: int) -> list[Json]:
    return [
        {
            "label": label,
            "count": most - n,
            "query": "" if label == "no model" else f'{query} {field}:"{label}"',
        }
        for n, label in enumerate(labels)
    ]


def problem(at: int, length: int, code: str = "unclosed-quotation", **parameters: str | int) -> Json:
    return {"at": at, "length": length, "code": code, "parameters": parameters, "message": "Not shown."}


def hostile_result(words: str) -> Json:
    """Return a result with ``words`` wherever a query or a transcript has text."""
    hostile_hit = hit(title=words, speaker=words, label=words, model=words, day=words, kinds=["art"])
    hostile_hit["snippet"] = hostile_hit["heading"] = [
        {"text": words, "marked": False},
        {"text": words, "marked": True},
    ]
    hostile_hit["missing"] = [words, words]
    found = result(words, hostile_hit, hit(8, label="", model=words, speaker=words), total=5, suggestion=words)
    found["facets"] = facets(words, [words, words + "x"], 5)
    found["problems"] = [
        problem(at, length, "unknown-filter", filter=words, filters=words)
        for at, length in ((0, 3), (len(words), 0), (2, 9999))
    ]
    found["lost"] = [words, words, words, words]
    return found


ODD = "\x1b[31m \u202eward\u202c \U000e0041\U000e0001\U000e007f \x00\x07\x7f\x85 a\r\nb\rc"
ODD += " \ufeff\u2062 👩‍👩‍👧 می‌خواهم"
RESULTS: dict[str, Json] = {
    "nothing typed": result(""),
    "only blanks": result(" \t\n\u3000"),
    "nothing found": result("xyzzy"),
    "nothing found by a filter": result("xyzzy speaker:AI-3"),
    "one": result("tide", hit()),
    "two": result("tide", hit(1), hit(2, kinds=[], day="", label="AI-3"), facets=facets("tide", ["AI-3"], 2)),
    "by its title": result(
        "lamps",
        hit(heading=[{"text": "Lamps", "marked": True}, {"text": " & other <lights>", "marked": False}]),
    ),
    "people": result("tide", hit(speaker="USER", label="", model=None, snippet=[])),
    "under its own name": result("tide", hit(speaker="Tern Mini", label="Tern Mini")),
    "more": result("tide", *map(hit, range(1, 11)), total=1204, facets=facets("tide", ["AI-3", "USER"], 1204)),
    "by date": result("a sort:date", *map(hit, range(10)), total=31, sort="date"),
    "all that are shown": result("tide", *map(hit, range(1000)), total=4321),
    "filters": result('(a OR b) "in:x" speaker:"AI-3 x" has:art -on:2026 c', hit()),
    "problems": result(
        'tide speaker: "lamp',
        hit(),
        hit(8),
        problems=[problem(5, 8, "missing-value", filter="speaker"), problem(14, 5)],
    ),
    "a problem at the end": result("tide OR", hit(), problems=[problem(7, 0, "common-prefix", number=1204, limit=512)]),
    "many problems": result("🌊(" * 300, problems=[problem(2 * n + 1, 1) for n in range(14)]),
    "a filter not understood": result(
        "🌊 has:nothing on:2026 sort:up", hit(), problems=[problem(2, 11, "unknown-kind", kinds="art")]
    ),
    "closest": result(
        "lamp tied <zzz>",
        hit(missing=["tied", "<zzz>"]),
        hit(8, missing=[f"w{n}" for n in range(9)]),
        match="most",
        suggestion="lamp tide <zzz>",
    ),
    "another spelling": result("tied", suggestion="tide"),
    "lost": result("tide", hit(), hit(2), lost=["t-abc234"]),
    "much lost": result("tide", lost=["t-a", "t-b", "p-c", "x-d"]),
    "all lost": result("tide", total=4, lost=["c-abc234"]),
    "invisible": hostile_result(ODD),
    "right to left": result("שלום", hit(title="בית <ומלואו>", speaker="עומר")),
    "constructor": result("constructor __proto__", hit(speaker="constructor", label="__proto__")),
}


def html_of(found: Json) -> str:
    return renderer().search_page(found).data.decode()


def published() -> dict[str, bytes]:
    return {each.path: each.data for each in renderer().site_pages(site_data(summary_of(everything(), "lamps")))}


def attributes_of(found: Read, name: str) -> list[dict[str, str]]:
    return [attributes for tag, attributes in found.elements if tag == name]


def test_a_hit_shows_conversation_speaker_and_words():
    html = html_of(RESULTS["one"])
    assert (
        html[html.index("<li class") : html.index("</ol>")]
        == """\
<li class="hit" data-address="c/lamps.html#m-0000007">
<h3><a href="c/lamps.html#m-0000007:~:text=the-,tide,-takes">\
<bdi>Lamps &amp; other &lt;lights&gt;</bdi> \
<span class="number">7</span></a></h3>
<p class="facts"><span><bdi>AI-3</bdi> <bdi class="model">Tern Mini</bdi></span> \
<time datetime="2026-02-03">3 Feb 2026</time> <span class="kinds">drawing, code</span></p>
<blockquote dir="auto">…what the <mark>tide</mark> takes it keeps in order, and the lamp <mark>Tides</mark>…\
</blockquote>
</li>
"""
    )


def test_matching_words_of_a_title_are_marked():
    assert "<bdi><mark>Lamps</mark> &amp; other &lt;lights&gt;</bdi>" in html_of(RESULTS["by its title"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nothing typed", ""),
        ("only blanks", ""),
        ("nothing found", "No message matches"),
        ("one", "1 message matches"),
        ("two", "2 messages match"),
        ("more", "1,204 messages match; showing the best 10"),
        ("by date", "31 messages match; showing the newest 10"),
        ("closest", "No message has all of these words; 2 messages come closest"),
    ],
)
def test_the_summary_counts_what_was_found(name: str, expected: str):
    html = html_of(RESULTS[name])
    line = html[html.index('<p class="summary"') :].partition("\n")[0]
    assert line == f'<p class="summary" role="status" tabindex="-1">{expected}</p>'


def test_a_filter_that_was_not_understood_looks_so():
    html = html_of(RESULTS["a filter not understood"])
    assert re.findall(r"<li( class=.*?)?><a .*</span>(.*)</a></li>\n", html) == [
        (' class="not-applied"', "<bdi>has:nothing</bdi> <small>not applied</small>"),
        ("", "<bdi>on:2026</bdi>"),
        ("", "<bdi>sort:up</bdi>"),
    ]


def test_another_spelling_is_a_link_and_a_hit_says_what_it_does_not_have():
    html = html_of(RESULTS["closest"])
    assert (
        '<p class="suggestion">Did you mean: <a href="search.html?q=lamp%20tide%20%3Czzz%3E"><bdi>lamp tide &lt;zzz&gt;</bdi></a></p>'
        in html
    )
    assert re.findall('<p class="missing">.*</p>', html) == [
        '<p class="missing">Missing: <s>tied</s> <s>&lt;zzz&gt;</s></p>',
        f'<p class="missing">Missing: {" ".join(f"<s>w{n}</s>" for n in range(8))} …</p>',
    ]


@pytest.mark.parametrize("name", RESULTS)
def test_pages_with_results_are_valid_html(name: str):
    assert page_faults(read(html_of(RESULTS[name]))) == []


def test_pages_of_hostile_results_are_valid_html_with_their_texts():
    pages = [read(html_of(hostile_result(vector))) for vector in VECTORS]
    assert [fault for each in pages for fault in page_faults(each)] == []
    assert {len(of_class(each, "hit")) for each in pages} == {2}
    assert {len(attributes_of(each, "script")) for each in pages} == {3}


def test_a_page_with_results_has_the_navigation_of_the_published_one():
    menu = (urls.CONVERSATIONS, urls.ART, urls.STATISTICS)
    found = replace(site_data(summary_of(everything(), "lamps")), menu=menu)
    published = next(each.data for each in renderer().site_pages(found) if each.path == urls.SEARCH)
    answered = renderer().search_page(RESULTS["more"], published).data
    assert answered.partition(b"</header>")[0].count(b"href=") > len(menu)
    assert header(answered) == header(published)


def header(page: bytes) -> bytes:
    return page[page.index(b"<header") : page.index(b"</header>")]


def test_the_way_to_more_hits_needs_no_script():
    found = read(html_of(RESULTS["more"]))
    assert "search.html?q=tide&n=20" in [each.get("href") for each in attributes_of(found, "a")]
    assert found.text.count("10 more") == 1
    last = read(html_of(RESULTS["all that are shown"]))
    assert [each for each in attributes_of(last, "a") if "&n=" in each.get("href", "")] == []
    assert "At most 1,000 messages are shown." in last.text


def test_a_facet_links_to_the_narrower_search_where_it_narrows():
    found = read(html_of(RESULTS["two"]))
    links = [each["href"] for each in attributes_of(found, "a") if "q=tide%20" in each.get("href", "")]
    assert links == [
        "search.html?q=tide%20on%3A%222025%22",
        "search.html?q=tide%20on%3A%22undated%22",
        "search.html?q=tide%20has%3A%22event%22",
        "search.html?q=tide%20sort%3Adate",
    ]


def test_the_place_of_a_problem_is_marked_in_the_query():
    html = html_of(RESULTS["problems"])
    assert '<code class="query" dir="auto">tide <mark>speaker:</mark> &#34;lamp</code> speaker: needs a' in html
    assert '<code class="query" dir="auto">tide speaker: <mark>&#34;lamp</mark></code> This quotation is' in html
    assert "These are the results for the rest." in html


def test_lost_shards_are_reported():
    text = read(html_of(RESULTS["much lost"])).text
    assert "Part of the search index could not be loaded (4 files: t-a, t-b, p-c …), so results may be missing." in text


def test_the_box_holds_the_query_as_it_was_typed():
    typed = 'a"<b>\u202e\x1b &amp; 茶'
    [box] = [each for each in attributes_of(read(html_of(result(typed))), "input") if each.get("name") == "q"]
    assert box["value"] == typed
    [half] = [each for each in attributes_of(read(html_of(result("a\ud800"))), "input") if each.get("name") == "q"]
    assert half["value"] == "a\ufffd"


def test_the_title_of_a_page_names_its_query():
    assert "<title>tide &lt;b&gt; · Search · A drawer of letters</title>" in html_of(result("tide <b>"))
    assert "<title>Search · A drawer of letters</title>" in html_of(result(""))


def test_only_the_published_page_speaks_of_scripts():
    html = published()[urls.SEARCH].decode()
    assert html.count("<noscript>") == 1
    assert "sitegen serve" in html
    assert "<noscript>" not in html_of(result("")) + html_of(RESULTS["one"])


def test_help_is_open_until_there_is_a_query():
    assert '<details class="help" open>' in html_of(result(""))
    assert '<details class="help">' in html_of(RESULTS["nothing found"])


def test_home_and_every_head_lead_to_the_search():
    files = published()
    home = read(files["index.html"])
    [form] = attributes_of(home, "form")
    assert (form["action"], form.get("method", "get"), form["role"]) == ("search.html", "get", "search")
    links = {path: [each.get("href") for each in attributes_of(read(data), "a")] for path, data in files.items()}
    up = {path: "../search.html" if "/" in path else "search.html" for path in files if path != "404.html"}
    assert [path for path, link in up.items() if link not in links[path]] == []


def test_hits_alone_are_a_part_of_the_page():
    page = renderer()
    part = page.search_hits(RESULTS["more"])
    assert part.startswith('<p class="summary"')
    assert part in page.search_page(RESULTS["more"]).data.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ()),
        ("tide", ()),
        ("speaker:AI-3", (("speaker:AI-3", ""),)),
        (
            'tide speaker:"AI 3" has:art',
            (('speaker:"AI 3"', "tide has:art"), ("has:art", 'tide speaker:"AI 3"')),
        ),
        ("-model:opus tide", (("-model:opus", "tide"),)),
        ("tide sort:date lamp", (("sort:date", "tide lamp"),)),
        ("(speaker:a tide) on:2026", (("on:2026", "(speaker:a tide)"),)),
        ("(speaker:a", ()),
        ("a OR speaker:b", ()),
        ("speaker:b AND c", ()),
        ("NOT speaker:b", ()),
        ("speaker:b NOT c", (("speaker:b", "NOT c"),)),
        ('"on:2026 speaker:b"', ()),
        ("“on:2026” in:„zwei Häuser“", (("in:„zwei Häuser“", "“on:2026”"),)),
        ('a in:"never closed', (('in:"never closed', "a"),)),
        ("xspeaker:a speaker: :b http://x in://x has::y --on:2026", ()),
        ("Speaker:AI-3 SORT:date", (("Speaker:AI-3", "SORT:date"), ("SORT:date", "Speaker:AI-3"))),
        ('speaker:AI-3"has:art', (("speaker:AI-3", '"has:art'),)),
        ("(a OR b) has:art", (("has:art", "(a OR b)"),)),
        ("x" * 1000 + " has:art", ()),
        ("constructor) has:art", ()),
    ],
)
def test_filters_that_can_be_taken_out_are_found(query: str, expected: tuple[tuple[str, str], ...]):
    assert query_filters(query) == tuple(SearchFilter(*each) for each in expected)


def test_many_filters_are_found_in_linear_time():
    assert len(query_filters("has:art " * 100_000)) == 12
    assert query_filters("(" * 100_000 + '"' * 100_001) == ()


@pytest.mark.parametrize(
    ("n", "hits"),
    [
        (None, 10), ("", 10), ("0", 10), ("1", 10), ("10", 10), ("11", 20), ("40", 40), ("999", 1000),
        ("1000", 1000), ("9999", 1000), ("10000", 10), ("-5", 10), ("1e3", 10), ("٣", 10), ("2 0", 10),
    ],
)  # fmt: skip
def test_the_number_of_hits_of_an_address_is_rounded_up_to_steps(n: str | None, hits: int):
    assert hit_limit(n) == hits


@pytest.mark.parametrize(
    ("query", "hits", "address"),
    [
        ("tide", 0, "search.html?q=tide"),
        ("tide", 40, "search.html?q=tide&n=40"),
        ('a b&c+d/e#f%"茶', 0, "search.html?q=a%20b%26c%2Bd%2Fe%23f%25%22%E8%8C%B6"),
        ("(a) -b* !'~._", 0, "search.html?q=(a)%20-b*%20!'~._"),
        ("\ud800x", 0, "search.html?q=%EF%BF%BDx"),
    ],
)
def test_the_address_of_a_search(query: str, hits: int, address: str):
    assert urls.search(query, hits) == address

"""Hits, facets, JSON and dates."""

import json

import pytest

from sitegen.model import BlockKind, Participant, Role
from sitegen.search.dates import day_number, iso_date, period_bounds
from sitegen.search.facets import Facet, FacetValue
from sitegen.search.results import result_json, search
from sitegen.search.snippets import SnippetPart
from tests.render.samples import block, conversation, message
from tests.search.archives import conversation_of, memory_index
from tests.search.queries import QUERIES
from tests.search.query.test_evaluator import archive

ADA = Participant("Ada", Role.ASSISTANT, "anthropic/claude-haiku-4.5", "haiku-4.5")
BOB = Participant("bob (new)", None, None, "some new thing")
LAMPS = memory_index(
    conversation(
        message(
            1,
            ADA,
            block(BlockKind.CODE, "keep = lamp"),
            block(BlockKind.PROSE, "Who keeps the lamp at night?"),
        ),
        message(2, BOB, block(BlockKind.PROSE, "Lamps, no."), time="2027-02-04T00:00:00"),
        title="Nights",
        started="2026-02-03",
    )
)


def test_a_result_is_this_json():
    found = result_json(search(LAMPS, "lamp (", 1))
    assert json.loads(json.dumps(found)) == found
    assert found == {
        "query": "lamp (",
        "problems": [
            {
                "code": "unclosed-parenthesis",
                "at": 5,
                "length": 1,
                "parameters": {},
                "message": "This parenthesis is not closed.",
            }
        ],
        "total": 2,
        "sort": "rank",
        "match": "all",
        "suggestion": "",
        "hits": [
            {
                "address": "c/odd-0.html#m-6pz7jqo",
                "link": "c/odd-0.html#m-6pz7jqo:~:text=6pz7jqo&text=lamp,-Who%20keeps%20the&text=Who%20keeps%20the-,lamp,-at%20night",
                "conversation": "odd-0",
                "title": "Nights",
                "heading": [{"text": "Nights", "marked": False}],
                "number": 1,
                "anchor": "m-6pz7jqo",
                "speaker": "Ada",
                "model": "anthropic/claude-haiku-4.5",
                "label": "haiku-4.5",
                "day": "2026-02-03",
                "kinds": ["code"],
                "score": 1.176470588,
                "snippet": [
                    {"text": "keep = ", "marked": False},
                    {"text": "lamp", "marked": True},
                    {"text": " Who keeps the ", "marked": False},
                    {"text": "lamp", "marked": True},
                    {"text": " at night?", "marked": False},
                ],
                "missing": [],
            }
        ],
        "facets": [
            {
                "name": "speaker",
                "values": [
                    {"label": "Ada", "count": 1, "query": 'lamp ( speaker:"Ada"'},
                    {"label": "bob (new)", "count": 1, "query": 'lamp ( speaker:"bob (new)"'},
                ],
            },
            {
                "name": "model",
                "values": [
                    {
                        "label": "Claude Haiku 4.5",
                        "count": 1,
                        "query": "lamp ( model:anthropic/claude-haiku-4.5",
                    },
                    {"label": "some new thing", "count": 1, "query": 'lamp ( model:"some new thing"'},
                ],
            },
            {
                "name": "year",
                "values": [
                    {"label": "2026", "count": 1, "query": "lamp ( on:2026"},
                    {"label": "2027", "count": 1, "query": "lamp ( on:2027"},
                ],
            },
            {"name": "kind", "values": [{"label": "code", "count": 1, "query": "lamp ( has:code"}]},
        ],
        "lost": [],
    }


def test_a_query_that_asks_for_nothing_finds_nothing():
    empty = [{"name": name, "values": []} for name in ("speaker", "model", "year", "kind")]
    assert result_json(search(LAMPS, "", 9)) == {
        "query": "",
        "problems": [],
        "total": 0,
        "sort": "rank",
        "match": "all",
        "suggestion": "",
        "hits": [],
        "facets": empty,
        "lost": [],
    }


def test_an_archive_without_conversations_has_no_hits():
    assert [search(memory_index(), text, 9).total for text in ("lamp", '"a b"', "-lamp", "li*", "speaker:ada")] == [
        0
    ] * 5


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        ("tide", 'tide speaker:"USER"'),
        ("tide OR sea", '(tide OR sea) speaker:"USER"'),
        ("tide -x", 'tide -x speaker:"USER"'),
        ("(tide", '(tide speaker:"USER"'),
        ('"tide', ""),
        ("tide sort:date", 'tide sort:date speaker:"USER"'),
        ("tide" + " " * 990, ""),
        ('tide speaker:"USER"', ""),
        ("tide speaker:user", 'tide speaker:user speaker:"USER"'),
    ],
)
def test_a_facet_narrows_the_query_where_a_filter_can(query: str, narrowed: str):
    index = memory_index(conversation_of("Sea", "tide", speakers=("USER",)))
    assert search(index, query, 0).facets[0] == Facet("speaker", (FacetValue("USER", 1, narrowed),))


def test_names_with_the_same_words_are_counted_as_one():
    names = ("ada", "Ada", "ADA", "Ada", "Ada Q", 'The "One"', "☂", "🌊", "")
    index = memory_index(conversation_of("Sea", *["tide"] * 9, speakers=names))
    assert search(index, "tide", 0).facets[0] == Facet(
        "speaker",
        (
            FacetValue("Ada", 4, 'tide speaker:"Ada"'),
            FacetValue("", 1, ""),
            FacetValue("Ada Q", 1, 'tide speaker:"Ada Q"'),
            FacetValue('The "One"', 1, 'tide speaker:"The One"'),
            FacetValue("☂", 1, 'tide speaker:"☂"'),
            FacetValue("🌊", 1, 'tide speaker:"🌊"'),
        ),
    )


def test_a_facet_has_at_most_twelve_values_the_most_frequent_first():
    index = memory_index(conversation_of("Sea", *["tide"] * 31, speakers=[f"S{n}" for n in range(30)]))
    values = search(index, "tide", 0).facets[0].values
    assert [(value.label, value.count) for value in values] == [
        ("S0", 2),
        *((label, 1) for label in sorted(f"S{n}" for n in range(1, 30))[:11]),
    ]


def test_every_narrowed_query_finds_as_many_as_its_facet_counts():
    index, _ = archive("generated")
    exact = ("speaker", "year", "kind")
    values = {
        (value.query, value.count)
        for query in QUERIES[::7]
        for facet in search(index, query, 0).facets
        for value in facet.values
        if value.query and facet.name in exact
    }
    assert len(values) > 100
    assert {(query, search(index, query, 0).total) for query, _ in values} == values


@pytest.mark.parametrize("name", ["sample", "generated"])
def test_the_same_hits_come_whatever_their_number_is(name: str):
    index, _ = archive(name)
    for query in QUERIES[::9]:
        whole = search(index, query, 60).hits
        assert search(index, query, 7).hits == whole[:7]


def test_a_hit_by_its_title_alone_has_the_words_marked_there():
    (hit,) = search(memory_index(conversation_of("First light: Are you there?", "Yes.")), "light*", 1).hits
    assert (hit.title, hit.heading, hit.snippet) == (
        "First light: Are you there?",
        (
            SnippetPart("First ", marked=False),
            SnippetPart("light", marked=True),
            SnippetPart(": Are you there?", marked=False),
        ),
        (SnippetPart("Yes.", marked=False),),
    )


def test_hits_with_equal_scores_are_newest_conversation_first_then_in_order():
    index = memory_index(
        conversation_of("Sea", "tide", "tide", started="2025-01-01"),
        conversation_of("Sea", "tide", "tide", started="2025-01-02"),
        conversation_of("Sea", "tide", "tide", started=None),
    )
    found = [(hit.conversation, hit.number) for hit in search(index, "tide", 9).hits]
    assert found == [(f"odd-{n}", number) for n in (1, 0, 2) for number in (1, 2)]
    assert [(hit.conversation, hit.number) for hit in search(index, "tide sort:date", 9).hits] == found


def test_by_date_the_latest_day_comes_first_whatever_the_weight():
    index = memory_index(
        conversation_of("Tide", "tide tide", started="2025-01-01"),
        conversation_of("Sea", "the tide and many other words", started="2025-01-02"),
        conversation_of("Tide", "tide", started=None),
    )
    assert [hit.day for hit in search(index, "tide sort:date", 9).hits] == ["2025-01-02", "2025-01-01", ""]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025-12-24", "2025-12-24", "2025-12-24"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(written: str, first: str, last: str):
    assert tuple(map(iso_date, period_bounds(written))) == (first, last)


def test_an_invalid_time_has_no_day():
    assert [iso_date(day_number(time)) for time in ("", "yesterday", "2026-02-30", "2026-02-28T23:00")] == [
        "",
        "",
        "",
        "2026-02-28",
    ]

"""The same query gives the same result in the terminal, where Whoosh answers, and in a browser, from shards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sitegen.search.results import search, to_json
from tests.browser.conftest import Serve
from tests.paths import PROJECT
from tests.search.archives import READ, exported, indexed
from tests.search.queries import QUERIES
from tests.shared import needs_shared
from tests.thorough import some

MODULES = PROJECT / "theme" / "static" / "search"
PAGE = {
    "search.html": b"<!doctype html><title>search</title>",
    **{f"static/search/{each.name}": each.read_bytes() for each in MODULES.glob("*.js")},
}
LIMIT = 50
SEARCH = """async (told) => {
  const [queries, limit] = JSON.parse(told);
  const { search } = await import("/static/search/results.js");
  const { SearchData } = await import("/static/search/shards.js");
  globalThis.data ??= new SearchData();
  await globalThis.data.load();
  const found = [];
  for (const query of queries) found.push(await search(globalThis.data, query, limit));
  return JSON.stringify(found);
}"""

Result = dict[str, Any]


def answers(page: Page, queries: list[str], limit: int = LIMIT) -> Iterator[Result]:
    """What the page finds."""
    for first in range(0, len(queries), 20):
        # As JSON: a query may hold half a character, which no message to the browser can carry as it is.
        yield from json.loads(page.evaluate(SEARCH, json.dumps([queries[first : first + 20], limit])))


def scores(result: Result) -> list[float]:
    """Takes the scores out of a result."""
    return [hit.pop("score") for hit in result["hits"]]


@pytest.mark.parametrize("name", ["content", "made", pytest.param("seeds", marks=needs_shared)])
def test_the_browser_finds_what_whoosh_finds(name: str, serve: Serve, tmp_path: Path):
    searched = READ[name]()
    site = serve({**PAGE, **exported(searched)})
    page = site.open("search.html")
    wrong = []
    queries = list(some(QUERIES, 1 if name == "content" else 2))
    with indexed(searched, tmp_path) as index:
        for query, there in zip(queries, answers(page, queries), strict=True):
            here = json.loads(json.dumps(to_json(search(index, query, LIMIT))))
            weights = scores(here), scores(there)
            if here != there or weights[0] != pytest.approx(weights[1], abs=1e-6):
                wrong.append((query, weights, here, there))
    assert wrong == []
    assert (site.missing, site.elsewhere) == ([], [])


def test_a_hit_whose_text_is_lost_still_leads_to_its_message(serve: Serve):
    files = {path: data for path, data in exported(READ["content"]()).items() if "/x-" not in path}
    whole = serve({**PAGE, **exported(READ["content"]())}).open("search.html")
    cut = serve({**PAGE, **files}).open("search.html")
    (there,), (here,) = answers(whole, ["the"], 3), answers(cut, ["the"], 3)
    lost = here.pop("lost")
    assert lost
    assert all(name.startswith("x-") for name in lost)
    for hit in there["hits"]:
        hit["anchor"] = f"n{hit['number']}"
        hit["address"] = hit["link"] = f"c/{hit['conversation']}.html#{hit['anchor']}"
        hit["snippet"] = []
    assert here == {key: value for key, value in there.items() if key != "lost"}


def test_a_hit_whose_conversation_is_lost_is_counted_but_not_shown(serve: Serve):
    files = {path: data for path, data in exported(READ["content"]()).items() if "/c-" not in path}
    (found,) = answers(serve({**PAGE, **files}).open("search.html"), ["the"], 3)
    assert (found["total"] > 100, found["hits"], len(found["lost"]) > 0) == (True, [], True)


def test_a_word_whose_shard_is_lost_is_told_and_the_others_are_found(serve: Serve):
    files = {path: data for path, data in exported(READ["content"]()).items() if "/t-" not in path}
    query = "light OR speaker:user"
    (found,) = answers(serve({**PAGE, **files}).open("search.html"), [query], 3)
    (alone,) = answers(serve({**PAGE, **files}).open("search.html"), ["speaker:user"], 3)
    assert all(name.startswith("t-") for name in found["lost"])
    assert found["lost"]
    assert alone["total"] > 0
    assert (found["total"], found["facets"][2]["name"]) == (alone["total"], "year")

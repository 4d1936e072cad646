"""A query has the same result in Whoosh and in the browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.theme_assets import translation_table
from sitegen.search.results import result_json, search
from tests.browser.conftest import Serve
from tests.paths import PROJECT
from tests.sampling import sample
from tests.search.archives import LOADERS, build_whoosh_index, export_shards
from tests.search.queries import QUERIES
from tests.shared import needs_shared

MODULES = PROJECT / "theme" / "static" / "search"
PAGE = {
    "search.html": b"<!doctype html><title>search</title>",
    **{f"static/search/{each.name}": each.read_bytes() for each in MODULES.glob("*.js")},
    "static/search/table.js": translation_table("blockKinds", ENGLISH).encode(),
}
LIMIT = 50
SEARCH = """async (json) => {
  const [queries, limit] = JSON.parse(json);
  const { search } = await import("/static/search/results.js");
  const { SearchData } = await import("/static/search/shards.js");
  globalThis.data ??= new SearchData();
  await globalThis.data.load();
  const found = [];
  for (const query of queries) {
    const { hasQuickFacets, loadFacets, ...result } = await search(globalThis.data, query, limit);
    found.push({ ...result, ...await loadFacets() });
  }
  return JSON.stringify(found);
}"""

Result = dict[str, Any]


def browser_results(page: Page, queries: list[str], limit: int = LIMIT) -> Iterator[Result]:
    """Yield the results of the page."""
    for first in range(0, len(queries), 20):
        # As JSON, because playwright cannot pass lone surrogates to the browser.
        yield from json.loads(page.evaluate(SEARCH, json.dumps([queries[first : first + 20], limit])))


def pop_scores(result: Result) -> list[float]:
    """Remove the scores from a result and return them."""
    return [hit.pop("score") for hit in result["hits"]]


@pytest.mark.parametrize("name", ["sample", "generated", pytest.param("seeds", marks=needs_shared)])
def test_the_browser_finds_what_whoosh_finds(name: str, serve: Serve, tmp_path: Path):
    searched = LOADERS[name]()
    site = serve({**PAGE, **export_shards(searched)})
    page = site.open("search.html")
    wrong = []
    queries = list(sample(QUERIES, 1 if name == "sample" else 2))
    with build_whoosh_index(searched, tmp_path) as index:
        for query, there in zip(queries, browser_results(page, queries), strict=True):
            here = json.loads(json.dumps(result_json(search(index, query, LIMIT))))
            for problem in here["problems"]:
                del problem["message"]  # the page translates by code
            weights = pop_scores(here), pop_scores(there)
            if here != there or weights[0] != pytest.approx(weights[1], abs=1e-6):
                wrong.append((query, weights, here, there))
    assert wrong == []
    assert (site.missing, site.external_requests) == ([], [])


def test_a_hit_whose_text_is_lost_still_leads_to_its_message(serve: Serve):
    files = {path: data for path, data in export_shards(LOADERS["sample"]()).items() if "/x-" not in path}
    whole = serve({**PAGE, **export_shards(LOADERS["sample"]())}).open("search.html")
    cut = serve({**PAGE, **files}).open("search.html")
    (there,), (here,) = browser_results(whole, ["the"], 3), browser_results(cut, ["the"], 3)
    lost = here.pop("lost")
    assert lost
    assert all(name.startswith("x-") for name in lost)
    for hit in there["hits"]:
        hit["anchor"] = f"n{hit['number']}"
        hit["address"] = hit["link"] = f"c/{hit['conversation']}.html#{hit['anchor']}"
        hit["snippet"] = []
    assert here == {key: value for key, value in there.items() if key != "lost"}


def test_a_hit_whose_conversation_is_lost_is_counted_but_not_shown(serve: Serve):
    files = {path: data for path, data in export_shards(LOADERS["sample"]()).items() if path[7:9] not in {"c-", "x-"}}
    (found,) = browser_results(serve({**PAGE, **files}).open("search.html"), ["the"], 3)
    assert (found["total"] > 100, found["hits"], len(found["lost"]) > 0) == (True, [], True)


def test_a_lost_shard_is_reported_and_other_words_are_found(serve: Serve):
    files = {path: data for path, data in export_shards(LOADERS["sample"]()).items() if "/t-" not in path}
    query = "light OR speaker:user"
    (found,) = browser_results(serve({**PAGE, **files}).open("search.html"), [query], 3)
    (alone,) = browser_results(serve({**PAGE, **files}).open("search.html"), ["speaker:user"], 3)
    assert all(name.startswith("t-") for name in found["lost"])
    assert found["lost"]
    assert alone["total"] > 0
    assert (found["total"], found["facets"][2]["name"]) == (alone["total"], "year")

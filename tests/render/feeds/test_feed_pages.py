"""Each feed depends on its newest entries only."""

from dataclasses import replace

from sitegen.model import Excerpt, Participant, Share, Summary
from sitegen.permalinks import urls
from sitegen.render.feeds.entries import MAX_ENTRIES
from sitegen.render.feeds.feed_pages import feed_pages
from sitegen.render.lazy_page import LazyPageFactory
from sitegen.render.site_data import SiteData
from sitegen.render.taxonomies import group_by_taxonomies
from sitegen.render.templates import create_environment, theme_folder
from tests.render.feeds.test_atom import SITE, SUMMARY
from tests.render.samples import LYRA_TWO

ENVIRONMENT = create_environment([theme_folder()])
LYRA, ROSA = Participant("Lyra", model=LYRA_TWO.identity, label="Lyra Two"), Participant("Rosa")


def summary(slug: str, started: str | None, *speakers: Participant, series: str | None = None) -> Summary:
    shares = tuple(Share(each, 1, 2) for each in speakers)
    return replace(SUMMARY, slug=slug, title=slug, started=started, shares=shares, series=series)


def feeds(*summaries: Summary) -> dict[str, str]:
    """Return the cache keys of all feeds by address; their bytes follow from these."""
    models = {LYRA_TWO.identity: LYRA_TWO}
    data = SiteData(summaries, models=models, record_keys={each.slug: each.slug for each in summaries})
    pages = feed_pages(SITE, data, group_by_taxonomies(summaries, models), LazyPageFactory(ENVIRONMENT, data))
    return {each.path: each.key for each in pages}


OLD, NEW = summary("old", "2026-01-01", LYRA, ROSA, series="Nights"), summary("new", "2026-01-02", ROSA)
UNDATED = summary("undated", None, ROSA, series="Days")


def test_there_is_a_feed_of_everything_and_of_each_speaker_model_and_series_with_a_date():
    assert [*feeds(UNDATED, NEW, OLD)] == [
        "feed.xml", "feed.json", "speakers/rosa.xml", "speakers/lyra.xml", "models/northwind-lyra-2.xml",
        "series/nights.xml",
    ]  # fmt: skip


def test_a_changed_conversation_changes_the_feeds_in_which_it_is():
    def changed(one: Summary, other: Summary) -> set[str]:
        before, after = feeds(NEW, one), feeds(NEW, other)
        return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}

    assert changed(OLD, replace(OLD, excerpt=Excerpt("Two lights."))) == set(feeds(OLD))
    alone = replace(OLD, shares=OLD.shares[:1])
    assert changed(alone, replace(alone, title="Older")) == set(feeds(alone)) - {urls.feed(urls.speaker("rosa"))}
    assert changed(UNDATED, replace(UNDATED, title="Never")) == set()


def test_a_conversation_older_than_the_newest_changes_no_feed():
    many = [summary(f"s{n}", f"2026-02-01T00:{n:02}", ROSA) for n in range(MAX_ENTRIES)]
    old = summary("old", "2026-01-01", ROSA)
    assert feeds(*many, old) == feeds(*many) == feeds(*many, replace(old, title="Older"))

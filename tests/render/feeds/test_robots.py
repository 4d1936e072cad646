"""Who is let in."""

import re
import urllib.robotparser
from dataclasses import replace

import pytest

from sitegen.render.feeds.robots import ai_crawlers, robots
from sitegen.render.templates import SiteInfo

SITE = SiteInfo("Lamps", "", "en", "https://example.org")


def lets_in(site: SiteInfo, agent: str) -> bool:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(robots(site).decode().splitlines())
    return parser.can_fetch(agent, "https://example.org/c/lamps.html")


def test_everybody_is_let_in_and_shown_the_sitemap():
    assert robots(SITE) == b"User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n"


def test_without_an_address_there_is_no_sitemap_to_show():
    assert robots(replace(SITE, url="")) == b"User-agent: *\nAllow: /\n"


@pytest.mark.parametrize(
    "agent", ["GPTBot", "ClaudeBot/1.0", "CCBot", "Google-Extended", "meta-externalagent/1.1"]
)
def test_crawlers_of_ai_companies_are_refused_where_the_owner_says_so(agent: str):
    assert (lets_in(SITE, agent), lets_in(replace(SITE, refuses_ai=True), agent)) == (True, False)


@pytest.mark.parametrize(
    "agent", ["Googlebot", "bingbot", "Applebot", "Mozilla/5.0", "facebookexternalhit/1.1"]
)
def test_search_and_previews_of_links_are_not_refused_with_them(agent: str):
    assert lets_in(replace(SITE, refuses_ai=True), agent)


def test_crawlers_may_read_that_a_page_is_not_to_be_indexed():
    assert lets_in(replace(SITE, is_indexed=False), "Googlebot")


def test_names_are_such_as_stand_in_a_line_each_once():
    names = ai_crawlers()
    assert len(names) == len({name.lower() for name in names}) > 40
    assert [name for name in names if not re.fullmatch("[A-Za-z0-9-]+", name)] == []

"""Access of crawlers."""

import re
import urllib.robotparser
from dataclasses import replace

import pytest

from sitegen.render.feeds.discovery import ai_crawlers, robots_txt
from sitegen.render.templates import SiteInfo

SITE = SiteInfo("Lamps", "", "en", "https://example.org")


def allows(site: SiteInfo, agent: str) -> bool:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(robots_txt(site).decode().splitlines())
    return parser.can_fetch(agent, "https://example.org/c/lamps.html")


def test_all_crawlers_are_allowed_by_default():
    assert robots_txt(SITE) == b"User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n"


def test_without_a_site_url_there_is_no_sitemap():
    assert robots_txt(replace(SITE, url="")) == b"User-agent: *\nAllow: /\n"


@pytest.mark.parametrize("agent", ["GPTBot", "ClaudeBot/1.0", "CCBot", "Google-Extended", "meta-externalagent/1.1"])
def test_crawlers_of_ai_companies_are_refused_if_the_owner_asks_for_it(agent: str):
    assert (allows(SITE, agent), allows(replace(SITE, refuses_ai=True), agent)) == (True, False)


@pytest.mark.parametrize("agent", ["Googlebot", "bingbot", "Applebot", "Mozilla/5.0", "facebookexternalhit/1.1"])
def test_search_engines_and_link_previews_are_never_refused(agent: str):
    assert allows(replace(SITE, refuses_ai=True), agent)


def test_crawlers_may_read_noindex():
    assert allows(replace(SITE, is_indexed=False), "Googlebot")


def test_names_of_crawlers_are_valid_and_unique():
    names = ai_crawlers()
    assert len(names) == len({name.lower() for name in names}) > 40
    assert [name for name in names if not re.fullmatch("[A-Za-z0-9-]+", name)] == []

"""The JSON feed says what the Atom feed says, in the words of its specification."""

import json

from sitegen.render.feeds.json_feed import json_feed
from tests.render.feeds.test_atom import SITE, SUMMARY, URL, content
from tests.render.test_essay_pages import ESSAY


def test_a_json_feed_has_the_properties_of_version_1_1():
    assert json.loads(json_feed(SITE, content(SUMMARY, essays=[ESSAY]))) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Lamps & <lights>",
        "home_page_url": f"{URL}/",
        "feed_url": f"{URL}/feed.json",
        "description": "What they said.",
        "language": "en",
        "authors": [{"name": "Rosa"}],
        "items": [
            {
                "id": "urn:uuid:209377cc-e6ee-5d46-aef0-222019d0abcc",
                "url": f"{URL}/essays/doors.html",
                "title": "Doors & <sills>",
                "content_text": "On doors.",
                "date_published": "2026-02-20T00:00:00Z",
                "date_modified": "2026-02-20T00:00:00Z",
                "authors": [{"name": "The editor"}],
            },
            {
                "id": "urn:uuid:f28d6c45-5c77-5d65-9554-f13157040176",
                "url": f"{URL}/c/lamps.html",
                "title": "Lamps",
                "content_text": "Lyra: Keep one light on.",
                "date_published": "2026-02-03T04:05:06Z",
                "date_modified": "2026-02-03T04:05:06Z",
                "authors": [{"name": "Lyra (Lyra 2)"}, {"name": "Омар"}],
            },
        ],
    }

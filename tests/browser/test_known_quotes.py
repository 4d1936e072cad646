"""Test the addresses and cards of quotes in a browser."""

import re

import pytest
from playwright.sync_api import Page

from tests import sampling
from tests.browser.conftest import Serve
from tests.browser.test_accessible import pages_with_violations, sample

__all__ = ["sample"]  # a fixture


def quotes(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return page and id of each highlighted quote."""
    return [
        (path, id_)
        for path, data in sorted(files.items())
        if path.startswith("c/") and path.endswith(".html")
        for id_ in re.findall(r'<mark class="q" id="(q-\w+)"', data.decode())
    ]


def is_in_viewport(page: Page, id_: str) -> bool:
    return bool(
        page.evaluate(
            "id => { const at = document.getElementById(id).getBoundingClientRect();"
            " return at.top >= -2 && at.bottom <= innerHeight + 2 && at.height > 0; }",
            id_,
        )
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_the_address_of_a_quote_scrolls_to_its_words(serve: Serve, sample: dict[str, bytes], scripts: bool):
    site = serve(sample, java_script_enabled=scripts, viewport={"width": 700, "height": 700})
    found = quotes(sample)
    assert len(found) >= 20
    for path, id_ in sampling.sample(found, 2 if scripts else 4):
        page = site.open(f"{path}#{id_}")
        assert page.locator(":target").get_attribute("id") == id_, id_
        assert is_in_viewport(page, id_), id_
        page.close()


def test_an_embedded_card_links_out_of_its_frame(serve: Serve, sample: dict[str, bytes]):
    path, id_ = quotes(sample)[0]
    outer = f'<!doctype html><title>blog</title><iframe src="/q/{id_}.html" title="A quote"></iframe>'
    site = serve({**sample, "blog.html": outer.encode()}, viewport={"width": 900, "height": 700})
    page = site.open("blog.html")
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.wait_for_url(f"**/{path}#{id_}")
    assert site.external_requests == []


def test_pages_with_highlights_meet_wcag(serve: Serve, sample: dict[str, bytes]):
    site = serve(sample, viewport={"width": 320, "height": 800}, color_scheme="dark")
    assert (
        pages_with_violations(site, sampling.sample(list(dict.fromkeys(path for path, _ in quotes(sample))), 3)) == {}
    )

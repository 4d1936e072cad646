"""URLs of the site."""

import pytest

from sitegen.permalinks import urls


@pytest.mark.parametrize(
    ("page", "address", "link"),
    [
        ("index.html", "c/a.html", "c/a.html"),
        ("c/a.html", "index.html", "../index.html"),
        ("c/a.html", "c/b.html#m-abc", "b.html#m-abc"),
        ("c/a.html", "c/a.html#m-abc", "#m-abc"),
        ("c/a.html", "c/a.json", "a.json"),
        ("speakers/x.html", "static/style.css", "../static/style.css"),
    ],
)
def test_links_are_relative_to_their_page(page: str, address: str, link: str):
    assert urls.relative(page, address) == link

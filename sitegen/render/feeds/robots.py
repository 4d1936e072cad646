"""Write ``robots.txt`` (RFC 9309): the crawlers that the owner refuses, and the address of the sitemap.

Crawlers read it only at the root of a host, so it has no effect for a site below ``/repository/``.
"""

import tomllib
from functools import cache
from importlib.resources import files

from sitegen.permalinks import urls
from sitegen.render.templates import SiteInfo

_DATA = "ai_crawlers.toml"


@cache
def ai_crawlers() -> tuple[str, ...]:
    """Return the user agents of crawlers of AI companies, in order."""
    data = tomllib.loads(files("sitegen.render.feeds").joinpath(_DATA).read_text("utf-8"))
    return tuple(name for each in data["crawlers"] for name in each["names"])


def robots_txt(site: SiteInfo) -> bytes:
    """Return the file. A site that is not indexed must let crawlers in, so that they see ``noindex`` in its pages."""
    lines = ["User-agent: *", "Allow: /", ""]
    if site.refuses_ai:
        lines += [*(f"User-agent: {name}" for name in ai_crawlers()), "Disallow: /", ""]
    if site.url and site.is_indexed:
        lines += [f"Sitemap: {urls.absolute(site.url, urls.SITEMAP)}", ""]
    return "\n".join(lines).encode()

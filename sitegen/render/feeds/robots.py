"""``robots.txt`` (RFC 9309): which crawlers the owner lets in, and where the list of all pages stands.

Crawlers read it at the root of a host only: a site below ``/repository/`` is ruled by the host's own.
"""

import tomllib
from functools import cache
from importlib.resources import files

from sitegen.permalinks import urls
from sitegen.render.templates import SiteInfo

_DATA = "ai_crawlers.toml"


@cache
def ai_crawlers() -> tuple[str, ...]:
    """The names by which crawlers of AI companies are known, in order."""
    data = tomllib.loads(files("sitegen.render.feeds").joinpath(_DATA).read_text("utf-8"))
    return tuple(name for each in data["crawlers"] for name in each["names"])


def robots(site: SiteInfo) -> bytes:
    """The file. A site that is not to be indexed lets crawlers in: they must read that its pages say so."""
    lines = ["User-agent: *", "Allow: /", ""]
    if site.refuses_ai:
        lines += [*(f"User-agent: {name}" for name in ai_crawlers()), "Disallow: /", ""]
    if site.url and site.is_indexed:
        lines += [f"Sitemap: {urls.absolute(site.url, urls.SITEMAP)}", ""]
    return "\n".join(lines).encode()

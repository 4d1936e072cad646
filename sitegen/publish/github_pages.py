"""Derive the URL of GitHub Pages from a repository's address, and a custom domain from a site's URL."""

import re
from urllib.parse import urlsplit

_GITHUB = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/]+@)?github\.com(?::\d+)?/|(?:[^@/]+@)?github\.com:)([^/]+)/([^/]+?)(?:\.git)?/?"
)
_SHARED_DOMAINS = (
    ".github.io",
    ".gitlab.io",
    ".codeberg.page",
    ".pages.dev",
    ".netlify.app",
    ".vercel.app",
    ".surge.sh",
)
"""Domains of hosting providers, below which sites have no custom domain."""


def pages_url(remote: str) -> str:
    """Return the GitHub Pages URL of the repository at ``remote``; empty for other hosts."""
    match = _GITHUB.fullmatch(remote.strip())
    if not match:
        return ""
    owner, name = match[1].lower(), match[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def custom_domain(url: str) -> str:
    """Return the domain for the ``CNAME`` file of GitHub Pages, for a site at ``url``.

    Empty for domains of providers, and for a site below the root of its domain, which belongs to another repository.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_own = "." in host and not re.fullmatch(r"[\d.]+", host) and not host.endswith(_SHARED_DOMAINS)
    return host if is_own and parts.path in ("", "/") and not parts.port else ""

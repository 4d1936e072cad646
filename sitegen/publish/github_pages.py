"""What an address tells of a host: of GitHub Pages that of the repository, of a domain that of the site."""

import re
from urllib.parse import urlsplit

_GITHUB = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/]+@)?github\.com(?::\d+)?/|(?:[^@/]+@)?github\.com:)([^/]+)/([^/]+?)(?:\.git)?/?"
)
_SHARED = (
    ".github.io",
    ".gitlab.io",
    ".codeberg.page",
    ".pages.dev",
    ".netlify.app",
    ".vercel.app",
    ".surge.sh",
)
"""Endings of hosts that belong to a provider: no domain of the owner's."""


def pages_url(remote: str) -> str:
    """Where GitHub Pages shows the site of the repository at the address ``remote``; empty for other hosts."""
    found = _GITHUB.fullmatch(remote.strip())
    if not found:
        return ""
    owner, name = found[1].lower(), found[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def custom_domain(url: str) -> str:
    """The domain that a host must be told of, for a site at ``url``: what GitHub Pages expect in a file ``CNAME``.

    Empty where the host is a provider's own, and where the site is only a part of what the domain shows: then
    another repository has the domain.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_own = "." in host and not re.fullmatch(r"[\d.]+", host) and not host.endswith(_SHARED)
    return host if is_own and parts.path in ("", "/") and not parts.port else ""

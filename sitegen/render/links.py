"""Which addresses in a transcript become links, and what such a link carries."""

import re
from urllib.parse import quote

from markupsafe import escape

_ALLOWED = re.compile(r"https?://[^\s/?#]|mailto:[^\s?]|#", re.IGNORECASE)
_KEPT = "!#$%&'()*+,-./:;=?@_~"
_HOST = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


def is_allowed(url: str) -> bool:
    """Only the web, mail and places on this page. A path that was local to its author leads nowhere here."""
    return _ALLOWED.match(url) is not None


def href(url: str) -> str:
    """``url`` in ASCII, everything that a URL cannot hold percent-encoded; what was encoded stays so."""
    found = _HOST.match(url)
    host = found[0] if found else ""  # may be [::1]; elsewhere brackets must be encoded
    return quote(host, safe=_KEPT + "[]", errors="surrogatepass") + quote(
        url[len(host) :], safe=_KEPT, errors="surrogatepass"
    )


def external_attributes(url: str) -> str:
    """The attributes of a link to ``url``: nothing told to the other side, no vouching for it."""
    if url.startswith("#"):
        return f'href="{escape(url)}"'
    return f'href="{escape(url)}" rel="noopener noreferrer nofollow ugc"'

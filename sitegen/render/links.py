"""Filter and encode the URLs of links in transcripts."""

import re
from urllib.parse import quote

from markupsafe import escape

_ALLOWED_URL = re.compile(r"https?://[^\s/?#]|mailto:[^\s?]|#", re.IGNORECASE)
_SAFE = "!#$%&'()*+,-./:;=?@_~"
_HOST = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


def is_allowed(url: str) -> bool:
    """Return whether ``url`` may become a link: web, mail and fragments. Local paths would lead nowhere."""
    return _ALLOWED_URL.match(url) is not None


def href(url: str) -> str:
    """Return ``url`` percent-encoded as ASCII; existing escapes are kept."""
    match = _HOST.match(url)
    host = match[0] if match else ""  # may be [::1]; elsewhere brackets must be encoded
    return quote(host, safe=_SAFE + "[]", errors="surrogatepass") + quote(
        url[len(host) :], safe=_SAFE, errors="surrogatepass"
    )


def external_attributes(url: str) -> str:
    """Return the HTML attributes of a link to ``url``: no referrer, no endorsement."""
    if url.startswith("#"):
        return f'href="{escape(url)}"'
    return f'href="{escape(url)}" rel="noopener noreferrer nofollow ugc"'

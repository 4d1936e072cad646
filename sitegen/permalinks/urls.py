"""The address of everything; the only module that spells a URL, a file name of the site or an id.

All addresses are relative to the site's root and use forward slashes. What is proposed here for something new
is kept by the ledger from then on.
"""

import re
from urllib.parse import quote as encoded
from urllib.parse import urlsplit

from sitegen.text.normalization import verbatim
from sitegen.text.slugs import ANCHOR_LENGTH, hash_of, hash_of_bytes, slugify

HOME = "index.html"
NOT_FOUND = "404.html"
NO_JEKYLL = ".nojekyll"
"""An empty file: GitHub Pages is to show the site as it is. Without, it drops and changes files by their names."""
CONVERSATIONS = "c/index.html"
SPEAKERS = "speakers/index.html"
MODELS = "models/index.html"
SERIES = "series/index.html"
FORMATS = "formats/index.html"
"""Every folder of pages has its list: the 404 page's relative link leads to one wherever it is shown."""
ART = "art.html"
STATISTICS = "stats.html"
ESSAYS = "essays/index.html"
QUOTED = "quoted.html"
"""All quotes of the essays."""
CARDS = "q/index.html"
"""Leads to `QUOTED`."""
BACKLINKS = "backlinks.json"
SEARCH = "search.html"
SEARCH_SCRIPT = "static/search.js"
QUOTE_SCRIPT = "static/quote.js"
ARCHIVE = "archive.json"
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
"""Read only at the root of a host."""
STATIC = "static"
FOOTNOTES = "fn"
"""The id of the heading above an essay's footnotes."""
SHARDS = "search"
"""The folder of what the search page loads."""
SEARCH_META = "search/meta.js"
"""The only shard whose name does not come from its content."""

_HALVES = re.compile("[\ud800-\udfff]")
MESSAGE = "m-"
_SHARD_LENGTH = 10  # 50 bits: with 20,000 files, two of one name in five million sites
TEXT_SHARD = "x"


def conversation(slug: str) -> str:
    """The page of a conversation."""
    return f"c/{slug}.html"


def is_conversation(address: str) -> bool:
    """Does the address lead to the page of a conversation?"""
    return address.startswith("c/") and address != CONVERSATIONS


def twin(slug: str) -> str:
    """The conversation as JSON."""
    return f"c/{slug}.json"


def source(slug: str) -> str:
    """The transcript byte for byte."""
    return f"c/{slug}.txt"


def speaker(slug: str) -> str:
    """The page of a speaker."""
    return f"speakers/{slug}.html"


def model(identity: str) -> str:
    """The page of a model, by its identity such as ``anthropic/claude-haiku-4.5``."""
    return f"models/{slugify(identity)}.html"


def series(name: str) -> str:
    """The page of a series, by its name."""
    return f"series/{slugify(name)}.html"


def format_(name: str) -> str:
    """The page of all conversations that came in a format."""
    return f"formats/{slugify(name)}.html"


def essay(slug: str) -> str:
    """The page of an essay."""
    return f"essays/{slug}.html"


def quote_id(anchor: str, words: str) -> str:
    """The id of a known quote: words of a message (or of a drawing, by its id), as an essay quotes them."""
    return f"q-{hash_of(f'{anchor} {verbatim(words)}')[:ANCHOR_LENGTH]}"


def quote_card(id_: str) -> str:
    """The small page of one quote, to be shown inside other pages; ``id_`` is ``q-…``."""
    return f"q/{id_}.html"


def quote_picture(id_: str) -> str:
    """The picture of one quote."""
    return f"q/{id_}.png"


def section(title: str) -> str:
    """The id of a section of an essay, by its heading."""
    return f"h-{slugify(title)}"


def paragraph(number: int) -> str:
    """The id of an essay's ``number``-th paragraph (from 1)."""
    return f"p-{number}"


def footnote(number: int) -> str:
    """The id of an essay's ``number``-th footnote (from 1)."""
    return f"fn-{number}"


def period(name: str) -> str:
    """The id of a year's or month's heading in a list."""
    return f"h-{name}"


def part(address: str, period: str) -> str:
    """Of a list too long for one page, the part of one year (``2026``) or month (``2026-01``).

    No slug has a dot, so no other page can have this address.
    """
    return f"{address.removesuffix('.html')}.{period}.html"


def static(name: str) -> str:
    """A style sheet, script or font of the theme."""
    return f"{STATIC}/{name}"


def shard(kind: str, content: bytes) -> str:
    """A file of the search index: ``kind`` is a letter that says what it holds, and the content is in its name,
    so that no page ever takes an old one for a new one.
    """
    return f"{SHARDS}/{kind}-{hash_of_bytes(content)[:_SHARD_LENGTH]}.js"


def is_text_shard(path: str) -> bool:
    """Does the file hold texts of messages?"""
    return path.startswith(f"{SHARDS}/{TEXT_SHARD}-")


def search(query: str, hits: int = 0) -> str:
    """The page that answers ``query``; with how many hits it begins, where that is not the usual number."""
    # As browsers encode it (encodeURIComponent), half a character as what files hold in its place.
    found = encoded(_HALVES.sub("\ufffd", query), safe="!'()*")
    return f"{SEARCH}?q={found}" + (f"&n={hits}" if hits else "")


def message(slug: str, anchor: str) -> str:
    """The permalink of a message."""
    return f"{conversation(slug)}#{anchor}"


def drawing(anchor: str, number: int) -> str:
    """The id of the ``number``-th drawing (from 1) of a message."""
    return f"{anchor}-a{number}"


def passage(anchor: str, start: str, end: str = "", prefix: str = "", suffix: str = "") -> str:
    """The fragment, without ``#``, by which a browser finds words: ``start``, or all from ``start`` to ``end``.

    ``anchor`` is where it goes if it does not find them.
    """
    parts = (
        _term(prefix) + "-" if prefix else "",
        _term(start),
        _term(end),
        "-" + _term(suffix) if suffix else "",
    )
    return f"{anchor}:~:text={','.join(filter(None, parts))}"


def _term(text: str) -> str:
    # encodeURIComponent, and the dash, which means something there.
    return encoded(_HALVES.sub("\ufffd", text), safe="!'()*~").replace("-", "%2D")


def visible(anchor: str) -> str:
    """What readers see of an anchor, at the end of the message's header."""
    return anchor.removeprefix(MESSAGE)


def joint(id_: str, part: str) -> str:
    """An id that only the page itself refers to, such as a message's byline; nobody should link to it."""
    return f"{id_}-{part}"


def ordinal(number: int) -> str:
    """The unstable alias of a message by its position."""
    return f"n{number}"


def relative(page: str, address: str) -> str:
    """``address`` as ``page`` must write it: the site works under any path and from a folder. A page that is
    `rooted` can be shown anywhere.
    """
    if page.startswith("/"):
        return f"{page.rpartition('/')[0]}/{address}"
    path, hash_, fragment = address.partition("#")
    if path == page and hash_:
        return f"#{fragment}"
    # No address has more than one folder; `posixpath.relpath` would take most of the time of a list.
    up = "../" if "/" in page else ""
    folder, _, name = path.rpartition("/")
    return f"{name if up and page.startswith(f'{folder}/') else up + path}{hash_}{fragment}"


def absolute(site_url: str, address: str) -> str:
    """``address`` as the whole world must write it; as it is where the archive does not say where it stands."""
    return f"{site_url}/{address}" if site_url else address


def rooted(site_url: str, page: str) -> str:
    """A page of the first level as it knows itself where it may be shown at any address, as the 404 page is: from the
    root of the host. As it is where the archive does not say where it stands.
    """
    return f"{urlsplit(site_url).path}/{page}" if site_url else page


def public(site_url: str, page: str) -> str:
    """The one address of a page that the world is told: that of a folder's list is the folder's."""
    return absolute(
        site_url, page.removesuffix("index.html") if page.endswith((HOME, "/index.html")) else page
    )


def sitemap(number: int) -> str:
    """The ``number``-th part (from 1) of a list of all pages that is too long for one file."""
    return f"sitemap-{number}.xml"

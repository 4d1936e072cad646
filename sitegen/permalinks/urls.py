"""Build every URL, file name and id of the site; no other module does.

Addresses are relative to the site's root and use forward slashes. The ledger keeps the addresses of conversations
and messages once they are published.
"""

import re
from urllib.parse import quote as encoded
from urllib.parse import urlsplit

from sitegen.text.normalization import normalize_verbatim
from sitegen.text.slugs import ANCHOR_LENGTH, short_hash, short_hash_bytes, slugify

HOME = "index.html"
NOT_FOUND = "404.html"
NO_JEKYLL = ".nojekyll"
"""Empty file that turns off Jekyll on GitHub Pages, which would drop or change files by their names."""
CONVERSATIONS = "c/index.html"
SPEAKERS = "speakers/index.html"
MODELS = "models/index.html"
SERIES = "series/index.html"
FORMATS = "formats/index.html"
"""Every folder of pages has an index, so that the relative home link of the 404 page works in any folder."""
ART = "art.html"
STATISTICS = "stats.html"
ESSAYS = "essays/index.html"
QUOTES = "quoted.html"
"""List of all quotes in essays."""
LISTS = (CONVERSATIONS, SPEAKERS, MODELS, SERIES, ART, ESSAYS, QUOTES, STATISTICS)
"""The lists of the navigation, in its order; a site shows those that have entries."""
QUOTE_CARDS = "q/index.html"
"""Leads to `QUOTES`."""
BACKLINKS = "backlinks.json"
SEARCH = "search.html"
DISPLAY_SCRIPT = "static/display.js"
SITE_SCRIPT = "static/site.js"
SEARCH_SCRIPT = "static/search.js"
CONVERSATION_SCRIPT = "static/conversation.js"
QUOTE_SCRIPT = "static/quote.js"
REDIRECT_SCRIPT = "static/redirect.js"
SHOW_SCRIPT = "static/show.js"
GALLERY_SCRIPT = "static/gallery.js"
ARCHIVE = "archive.json"
FEED = "feed.xml"
JSON_FEED = "feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
"""Only read at the root of a host."""
SITE_PICTURE = "preview.png"
"""The picture with which other sites show a link to a page without its own."""
PICTURES = "m"
"""Folder of the pictures in messages."""
STATIC = "static"
FOOTNOTES = "fn"
"""Id of the heading above an essay's footnotes."""
SHARDS = "search"
"""Folder of the files that the search page loads."""
SEARCH_META = "search/meta.js"
"""The only shard whose name does not contain a hash of its content."""

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_PART = re.compile(r"(c/(?!index\.)[a-z0-9-]+)\.\d+\.html(?=#|$)")
ANCHOR_PREFIX = "m-"
_SHARD_HASH_LENGTH = 10  # 50 bits: with 20,000 files, two of one name in five million sites


def conversation(slug: str, part: int = 1) -> str:
    """Return the page of a conversation, or one of its parts; slugs have no dots, so no other page has this address."""
    return f"c/{slug}.html" if part == 1 else f"c/{slug}.{part}.html"


def permanent(address: str) -> str:
    """Return the permanent address for one in a part of a conversation; other addresses unchanged."""
    return _PART.sub(r"\1.html", address)


def is_conversation(address: str) -> bool:
    """Return whether the address is the page of a conversation."""
    return address.startswith("c/") and address != CONVERSATIONS


def conversation_slug(address: str) -> str:
    """Return the slug of the conversation that an address of a page or message belongs to."""
    return address.partition("#")[0].removeprefix("c/").partition(".")[0]


def json_export(slug: str) -> str:
    """Return the JSON export of a conversation."""
    return f"c/{slug}.json"


def source(slug: str) -> str:
    """Return the unchanged transcript of a conversation."""
    return f"c/{slug}.txt"


def preview_picture(slug: str) -> str:
    """Return the picture with which other sites show a link to a conversation."""
    return f"c/{slug}.png"


def picture(data: bytes, suffix: str) -> str:
    """Return a picture of a message, named after its content; ``suffix``: such as ``png``."""
    return f"{PICTURES}/{short_hash_bytes(data)}.{suffix}"


def speaker(slug: str) -> str:
    """Return the page of a speaker."""
    return f"speakers/{slug}.html"


def model(identity: str) -> str:
    """Return the page of a model, given its identity such as ``anthropic/claude-haiku-4.5``."""
    return f"models/{slugify(identity)}.html"


def series(name: str) -> str:
    """Return the page of a series, given its name."""
    return f"series/{slugify(name)}.html"


def format_(name: str) -> str:
    """Return the page of all conversations with a transcript format."""
    return f"formats/{slugify(name)}.html"


def essay(slug: str) -> str:
    """Return the page of an essay."""
    return f"essays/{slug}.html"


def quote_id(anchor: str, words: str) -> str:
    """Return the id of a quote: words as an essay quotes them, and the id of their message or drawing."""
    return f"q-{short_hash(f'{anchor} {normalize_verbatim(words)}')[:ANCHOR_LENGTH]}"


def quote_card(id_: str) -> str:
    """Return the page of one quote that other pages can embed; ``id_`` is ``q-…``."""
    return f"q/{id_}.html"


def quote_picture(id_: str) -> str:
    """Return the picture of one quote."""
    return f"q/{id_}.png"


def quote_oembed(id_: str) -> str:
    """Return the oEmbed response for one quote."""
    return f"q/{id_}.oembed.json"


def section_id(title: str) -> str:
    """Return the id of a section of an essay, given its heading."""
    return f"h-{slugify(title)}"


def paragraph_id(number: int) -> str:
    """Return the id of an essay's ``number``-th paragraph (from 1)."""
    return f"p-{number}"


def footnote_id(number: int) -> str:
    """Return the id of an essay's ``number``-th footnote (from 1)."""
    return f"fn-{number}"


def period_id(name: str) -> str:
    """Return the id of the heading of a year or month in a list."""
    return f"h-{name}"


def period_page(address: str, name: str) -> str:
    """Return the page of one year (``2026``) or month (``2026-01``) of a long list.

    Slugs have no dots, so no other page can have this address.
    """
    return f"{address.removesuffix('.html')}.{name}.html"


def feed(page: str) -> str:
    """Return the Atom feed of the home page, or of the page of a speaker, a model or a series."""
    return FEED if page == HOME else f"{page.removesuffix('.html')}.xml"


def static(name: str) -> str:
    """Return a style sheet, script or font of the theme."""
    return f"{STATIC}/{name}"


def shard(kind: str, content: bytes) -> str:
    """Return a file of the search index.

    ``kind`` is a letter for the type of content. The hash of the content is in the name, so that no cache serves
    an old version.
    """
    return f"{SHARDS}/{kind}-{short_hash_bytes(content)[:_SHARD_HASH_LENGTH]}.js"


def search(query: str, hits: int = 0) -> str:
    """Return the search page for ``query``; ``hits`` is the number of results, 0 for the default."""
    # Like encodeURIComponent, with lone surrogates replaced as in files.
    encoded_query = encoded(_LONE_SURROGATES.sub("\ufffd", query), safe="!'()*")
    return f"{SEARCH}?q={encoded_query}" + (f"&n={hits}" if hits else "")


def message(slug: str, anchor: str) -> str:
    """Return the permalink of a message."""
    return f"{conversation(slug)}#{anchor}"


def drawing_id(anchor: str, number: int) -> str:
    """Return the id of the ``number``-th drawing (from 1) of a message."""
    return f"{anchor}-a{number}"


def heading_id(anchor: str, number: int) -> str:
    """Return the id of the ``number``-th heading (from 1) of a message."""
    return f"{anchor}-h{number}"


def fold_id(anchor: str, number: int) -> str:
    """Return the id of the ``number``-th folded part (from 1) of a message: thinking, a tool, an attached file."""
    return f"{anchor}-p{number}"


def text_fragment(anchor: str, start: str, end: str = "", prefix: str = "", suffix: str = "") -> str:
    """Return a text fragment, without ``#``, for the text ``start`` or from ``start`` to ``end``.

    A browser that does not find the text goes to ``anchor``.
    """
    parts = (
        _encode_term(prefix) + "-" if prefix else "",
        _encode_term(start),
        _encode_term(end),
        "-" + _encode_term(suffix) if suffix else "",
    )
    return f"{anchor}:~:text={','.join(filter(None, parts))}"


def _encode_term(text: str) -> str:
    # Like encodeURIComponent; the hyphen too, since text directives give it a meaning.
    return encoded(_LONE_SURROGATES.sub("\ufffd", text), safe="!'()*~").replace("-", "%2D")


def anchor_label(anchor: str) -> str:
    """Return the visible form of an anchor, at the end of the message's header."""
    return anchor.removeprefix(ANCHOR_PREFIX)


def child_id(id_: str, name: str) -> str:
    """Return an id for use within its page only, such as the id of a message's byline."""
    return f"{id_}-{name}"


def position_alias(number: int) -> str:
    """Return the unstable alias of a message by its position."""
    return f"n{number}"


def relative(page: str, address: str) -> str:
    """Return the link from ``page`` to ``address``; relative, so that the site works under any path.

    Links of a `root_relative` page start at the root of the host.
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
    """Return the absolute URL of ``address``; unchanged if the site's URL is not known."""
    return f"{site_url}/{address}" if site_url else address


def root_relative(site_url: str, page: str) -> str:
    """Return the path of a top-level page from the root of the host; unchanged if the site's URL is not known.

    For the 404 page, which hosts show at any address.
    """
    return f"{urlsplit(site_url).path}/{page}" if site_url else page


def canonical(site_url: str, page: str) -> str:
    """Return the canonical URL of a page; for the index of a folder it is the folder."""
    return absolute(site_url, page.removesuffix("index.html") if page.endswith((HOME, "/index.html")) else page)


def sitemap(number: int) -> str:
    """Return the ``number``-th part (from 1) of a sitemap that is too long for one file."""
    return f"sitemap-{number}.xml"

"""The address of everything; the only module that spells a URL, a file name of the site or an id.

All addresses are relative to the site's root and use forward slashes. What is proposed here for something new
is kept by the ledger from then on.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import count
from urllib.parse import quote as encoded
from urllib.parse import urlsplit

from anyascii import anyascii

from sitegen.normal import verbatim, words

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

SLUG_LENGTH = 60
# Names that a host, Windows or a page of ours already means something by.
_RESERVED = frozenset(
    ["index", "404", "cname", "con", "prn", "aux", "nul", "q", "d", "search"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
# Transliteration would spell them out: "Ada ↔ Bob" is ada-bob, not ada-left-right-arrow-bob.
_ARROWS = re.compile("[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f]")
_HALVES = re.compile("[\ud800-\udfff]")
_MESSAGE = "m-"
_ANCHOR_LENGTH = 7
_FINGERPRINT_LENGTH = 12
_HASH_BYTES = 10  # 16 characters, without padding
_MOST_CONTEXT = 32
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
    return f"q-{_hash(f'{anchor} {verbatim(words)}')[:_ANCHOR_LENGTH]}"


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
    digest = base64.b32encode(hashlib.sha256(content).digest()[:_HASH_BYTES]).decode("ascii").lower()
    return f"{SHARDS}/{kind}-{digest[:_SHARD_LENGTH]}.js"


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
    return anchor.removeprefix(_MESSAGE)


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


def slugify(title: str) -> str:
    """``[a-z0-9-]``, at most 60 characters, safe as a file name everywhere; a hash where nothing is left."""
    ascii_title = anyascii(_ARROWS.sub(" ", title[:1000])).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")
    slug = slug[:SLUG_LENGTH].rstrip("-")
    if not slug or slug in _RESERVED:
        return "-".join(filter(None, (slug, f"d{_hash(title)[:_ANCHOR_LENGTH]}")))
    return slug


def unique_slug(wanted: Iterable[str], taken: frozenset[str] | set[str], seed: str) -> str:
    """The first of the ``wanted`` slugs that is free, else the last of them with a hash of ``seed``."""
    last = ""
    for last in wanted:
        if last not in taken:
            return last
    for nth in count():  # more than one hash is needed only for more than nine copies of one file
        tail = _hash(f"{seed} {nth}" if nth else seed)
        for length in range(_ANCHOR_LENGTH, len(tail)):
            slug = f"{last[: SLUG_LENGTH - length - 1].rstrip('-')}-{tail[:length]}"
            if slug not in taken:
                return slug
    raise AssertionError("there is always one more")


def conversation_key(sha256: str, taken: AbstractSet[str]) -> str:
    """What the ledger knows a new conversation by: from the transcript's bytes, so that two branches that both
    begin with the same file agree.
    """
    return _free(_hash(sha256), taken)


def fingerprint(text: str) -> str:
    """What was said, whoever exported it: 60 bits of the SHA-256 of the text's letters and digits."""
    return _hash(words(text))[:_FINGERPRINT_LENGTH]


def anchors(prints: Sequence[str]) -> tuple[str, ...]:
    """The anchors of a conversation's messages, from their fingerprints: ``m-`` and seven characters that come
    from what was said.

    A text that stands once is its own address. Twins (``ack``, an empty message) are told apart by the
    fewest messages to their left that make them unique, and by counting where even 32 do not.
    All are unique: in the unlikely case that two hashes begin alike, the later one is longer.
    """
    return settled_anchors(prints, [None] * len(prints), frozenset())


def settled_anchors(
    prints: Sequence[str], kept: Sequence[str | None], given: frozenset[str]
) -> tuple[str, ...]:
    """The same for a conversation that was published before: ``kept`` has the anchor that each message keeps,
    None for a new one, which gets none of those ``given`` out already.
    """
    if None not in kept:
        return tuple(anchor for anchor in kept if anchor is not None)
    times = Counter(prints)
    contexts = _contexts(prints, times)
    taken = {anchor.removeprefix(_MESSAGE) for anchor in given}
    found = []
    for own, context, anchor in zip(prints, contexts, kept, strict=True):
        if anchor is None:
            anchor = _MESSAGE + _free(own if times[own] == 1 else _hash("|".join(context)), taken)  # noqa: PLW2901
            taken.add(anchor.removeprefix(_MESSAGE))
        found.append(anchor)
    return tuple(found)


def proposed_anchor(fingerprint: str) -> str:
    """The anchor that words get where they stand once, and nothing else has it."""
    return _MESSAGE + fingerprint[:_ANCHOR_LENGTH]


def _free(whole: str, taken: AbstractSet[str]) -> str:
    """As much of a hash as is free, from seven characters on; of another where it is taken as it is."""
    while True:
        for length in range(_ANCHOR_LENGTH, len(whole) + 1):
            if whole[:length] not in taken:
                return whole[:length]
        whole = _hash(f"{whole}+")


def _contexts(prints: Sequence[str], times: Counter[str]) -> list[list[str]]:
    """For each message the shortest run of fingerprints, ending in its own, that no twin shares."""
    contexts = [[own] for own in prints]
    twins = [i for i, own in enumerate(prints) if times[own] > 1]
    for k in range(1, _MOST_CONTEXT + 1):
        for i in twins:
            contexts[i] = list(prints[max(0, i - k) : i + 1])
        runs = Counter(tuple(contexts[i]) for i in twins)
        twins = [i for i in twins if runs[tuple(contexts[i])] > 1]
    for nth, i in enumerate(twins):
        contexts[i].append(str(nth))
    return contexts


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:_HASH_BYTES]).decode("ascii").lower()

"""Make slugs and short hashes for addresses."""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count

from anyascii import anyascii

ANCHOR_LENGTH = 7
_HASH_BYTES = 10  # 16 characters, without padding


def short_hash(text: str) -> str:
    """Return 80 bits of the SHA-256 of a text as 16 characters of a-z and 2-7."""
    return short_hash_bytes(text.encode("utf-8", "surrogatepass"))


def short_hash_bytes(data: bytes) -> str:
    """Return the `short_hash` of bytes."""
    return base64.b32encode(hashlib.sha256(data).digest()[:_HASH_BYTES]).decode("ascii").lower()


SLUG_LENGTH = 60
# Names with a meaning for a host, for Windows or in our own addresses.
_RESERVED = frozenset(
    ["index", "404", "cname", "con", "prn", "aux", "nul", "q", "d", "search"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
# Transliteration would spell them out; "Ada ↔ Bob" should be ada-bob.
_ARROWS = re.compile("[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f]")


@lru_cache(maxsize=4096)  # lists of conversations ask for the same names again and again
def slugify(title: str) -> str:
    """Return a slug of at most 60 ``[a-z0-9-]``, safe as a file name everywhere; a hash if nothing is left."""
    slug = "-".join(slug_words(title))[:SLUG_LENGTH].rstrip("-")
    if not slug or slug in _RESERVED:
        return "-".join(filter(None, (slug, f"d{short_hash(title)[:ANCHOR_LENGTH]}")))
    return slug


def title_slug(title: str) -> str:
    """Return the slug of a title like `slugify`, but cut off after a word, for pages whose address is kept forever."""
    whole = "-".join(slug_words(title))
    return shorten_slug(whole, SLUG_LENGTH) if len(whole) > SLUG_LENGTH else slugify(title)


def shorten_slug(slug: str, length: int) -> str:
    """Cut a slug to at most ``length`` characters, after a word if that leaves more than half of them."""
    if len(slug) <= length:
        return slug
    end = slug.rfind("-", 0, length + 1)
    return slug[: end if end > length // 2 else length].rstrip("-")


def slug_words(title: str) -> list[str]:
    """Return the words of a title as a slug writes them: ``[a-z0-9]``."""
    return re.findall(r"[a-z0-9]+", anyascii(_ARROWS.sub(" ", title[:1000])).lower())


def unique_slug(candidates: Iterable[str], taken: frozenset[str] | set[str], seed: str) -> str:
    """Return the first free slug of ``candidates``, else the last one with a hash of ``seed``."""
    last = ""
    for last in candidates:
        if last not in taken:
            return last
    for attempt in count():  # a second hash is needed only for more than nine copies of one file
        tail = short_hash(f"{seed} {attempt}" if attempt else seed)
        for length in range(ANCHOR_LENGTH, len(tail)):
            slug = f"{shorten_slug(last, SLUG_LENGTH - length - 1)}-{tail[:length]}"
            if slug not in taken:
                return slug
    raise AssertionError("unreachable")

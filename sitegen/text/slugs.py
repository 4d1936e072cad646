"""Titles as parts of addresses."""

import base64
import hashlib
import re
from collections.abc import Iterable
from itertools import count

from anyascii import anyascii

ANCHOR_LENGTH = 7
_HASH_BYTES = 10  # 16 characters, without padding


def hash_of(text: str) -> str:
    """80 bits of the text's SHA-256, as sixteen of a-z and 2-7."""
    return hash_of_bytes(text.encode("utf-8", "surrogatepass"))


def hash_of_bytes(data: bytes) -> str:
    """The same of bytes."""
    return base64.b32encode(hashlib.sha256(data).digest()[:_HASH_BYTES]).decode("ascii").lower()


SLUG_LENGTH = 60
# Names that a host, Windows or a page of ours already means something by.
_RESERVED = frozenset(
    ["index", "404", "cname", "con", "prn", "aux", "nul", "q", "d", "search"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
# Transliteration would spell them out: "Ada ↔ Bob" is ada-bob, not ada-left-right-arrow-bob.
_ARROWS = re.compile("[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f]")


def slugify(title: str) -> str:
    """``[a-z0-9-]``, at most 60 characters, safe as a file name everywhere; a hash where nothing is left."""
    ascii_title = anyascii(_ARROWS.sub(" ", title[:1000])).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")
    slug = slug[:SLUG_LENGTH].rstrip("-")
    if not slug or slug in _RESERVED:
        return "-".join(filter(None, (slug, f"d{hash_of(title)[:ANCHOR_LENGTH]}")))
    return slug


def unique_slug(wanted: Iterable[str], taken: frozenset[str] | set[str], seed: str) -> str:
    """The first of the ``wanted`` slugs that is free, else the last of them with a hash of ``seed``."""
    last = ""
    for last in wanted:
        if last not in taken:
            return last
    for nth in count():  # more than one hash is needed only for more than nine copies of one file
        tail = hash_of(f"{seed} {nth}" if nth else seed)
        for length in range(ANCHOR_LENGTH, len(tail)):
            slug = f"{last[: SLUG_LENGTH - length - 1].rstrip('-')}-{tail[:length]}"
            if slug not in taken:
                return slug
    raise AssertionError("there is always one more")

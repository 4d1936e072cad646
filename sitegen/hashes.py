"""Short names that come from what they stand for."""

import base64
import hashlib

ANCHOR_LENGTH = 7
_HASH_BYTES = 10  # 16 characters, without padding


def hash_of(text: str) -> str:
    """80 bits of the text's SHA-256, as sixteen of a-z and 2-7."""
    return hash_of_bytes(text.encode("utf-8", "surrogatepass"))


def hash_of_bytes(data: bytes) -> str:
    """The same of bytes."""
    return base64.b32encode(hashlib.sha256(data).digest()[:_HASH_BYTES]).decode("ascii").lower()

"""Normal forms of text: what counts as the same words.

N1 and N3 of the quote algorithm. N1 keeps the characters and forgets layout; N3 keeps only letters and
digits, so that a re-export with other quotes, dashes, emphasis or line ends still has the same fingerprint.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
_NOT_WORD = re.compile(r"[\W_]+")


def verbatim(text: str) -> str:
    """N1: NFC, without invisible characters, every run of white space one blank, stripped."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def words(text: str) -> str:
    """N3: the letters and digits, caseless and without accents, a blank between words.

    Falls back to N1 where nothing is left (``.``, ``—``), so that texts of signs alone still differ.
    """
    if text.isascii():  # the same result, five times faster for most messages
        folded = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", folded).strip() or verbatim(text)

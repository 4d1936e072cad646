"""Stem words by the Snowball algorithms, so that a search finds their other forms.

The index has the words unstemmed, for exact phrases, and of each stem its *family*: the words that have it in messages
of a language. A word of a query is stemmed by every language of the archive. The page has the same algorithms: English
in ``theme/static/search/stemming.js``, which has to be small; the others are in ``stemmers/``, made by the compiler of
Snowball, and are loaded only where an archive has such words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

FAMILY_MARK = "="
"""In the names of families, between stem and language; in no term."""
ENGLISH = "en"
"""Stemmed by the algorithm of M. F. Porter, "An algorithm for suffix stripping", 1980."""
_LATIN = re.compile("[a-z]{3,64}")
_ARABIC = re.compile("[\u0621-\u064a]{3,64}")
_STEMMERS = {"ar": "Arabic", "de": "German", ENGLISH: "Porter", "es": "Spanish"}
LANGUAGES = tuple(_STEMMERS)
"""Languages with a stemmer; Chinese and Japanese have no forms."""


def has_forms(term: str, language: str) -> bool:
    """Return whether a term can be stemmed: at least three letters. Shorter words have no forms: `one` is not `on`."""
    return (_ARABIC if language == "ar" else _LATIN).fullmatch(term) is not None


def stem(term: str, language: str = ENGLISH) -> str:
    """Return the stem of a word, and any other term unchanged."""
    return _stem_or_none(term, language) or term


@lru_cache(maxsize=200_000)
def _stem_or_none(term: str, language: str) -> str | None:
    if not has_forms(term, language):
        return None
    # A new one each time, because it keeps the word while it works, and the server has threads.
    stemmed: str = _stemmer(language)().stemWord(term)
    return stemmed


@lru_cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS[language]
    return getattr(import_module(f"snowballstemmer.{name.lower()}_stemmer"), f"{name}Stemmer")


def family(term: str, language: str) -> str:
    """Return the name of the family of a word."""
    return stem(term, language) + FAMILY_MARK + language


def families(terms_by_language: Mapping[str, Iterable[str]]) -> dict[str, Sequence[str]]:
    """Return the words of each family, sorted, by name. English ones lack the word that is its own stem."""
    found: dict[str, list[str]] = {}
    for language, terms in terms_by_language.items():
        by_stem: dict[str, list[str]] = {}
        for term in terms:
            own = _stem_or_none(term, language)
            if own and (own != term or language != ENGLISH):
                by_stem.setdefault(own, []).append(term)
        found |= {own + FAMILY_MARK + language: sorted(words) for own, words in by_stem.items()}
    return {name: found[name] for name in sorted(found)}

"""Tell the languages of messages in Latin letters apart, by function words: which stemmer their words need."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sitegen.search.inversion import NumberedTerms
from sitegen.search.stemming import ENGLISH, LANGUAGES

_MIN_SHARE = 0.1
"""Share of function words in a message of their language, at least; a text has about a third."""
_FUNCTION_WORDS = {
    "en": "the and of to is that it you this are was not have they from what would there which their been about",
    "de": "der das und ist nicht ich ein eine den auf fur sie wir auch dem von wie aber sich im mit zu noch oder wenn",
    "es": "el los las y por con del pero una como muy esta estan tambien cuando donde porque sin sobre hay su lo",
    # Without a stemmer here; their words are not taken for Spanish or German ones.
    "fr": "le les des est une dans pour qui pas avec sur vous nous mais ce cette sont",
    "it": "il che di per sono della gli anche questo ma nel piu dei",
    "pt": "nao uma com os um da em ao mais voce isso pelo",
    "nl": "het een van niet dat ik op te zijn voor maar ook er bij",
}
"""Folded, and each in one list only."""
_NAMES = tuple(_FUNCTION_WORDS)
_NUMBERS = {word: n for n, words in enumerate(_FUNCTION_WORDS.values(), 1) for word in words.split()}


def message_languages(numbered: NumberedTerms, declared: str) -> Sequence[str]:
    """Return the language of each message, one of those with a stemmer.

    ``declared``: of the conversation (BCP 47), empty where unknown. A message with too few function words is in this
    language, or else in that of the whole conversation; what is in no known language counts as English.
    """
    numbers = np.fromiter((_NUMBERS.get(term, 0) for term in numbered.vocabulary), np.int8, len(numbered.vocabulary))
    found = [_language(numbers[ids]) for ids in numbered.ids_by_message]
    primary = declared.lower().partition("-")[0]
    if primary in LANGUAGES:
        default = primary
    elif all(found):
        default = ""
    else:
        default = _language(numbers[np.concatenate(numbered.ids_by_message)])
    return [each if each in LANGUAGES else ENGLISH for each in (each or default for each in found)]


def _language(numbers: npt.NDArray[np.int8]) -> str:
    """Return the language with most function words, given their languages by number; empty if these are too few."""
    counts = np.bincount(numbers, minlength=len(_NAMES) + 1)
    most = int(counts[1:].argmax())
    return _NAMES[most] if len(numbers) and counts[most + 1] >= _MIN_SHARE * len(numbers) else ""

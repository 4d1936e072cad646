"""Recognise redacted words in the slug of a page, which has plain letters and digits only and may be cut off.

A rule for e-mail addresses or a pattern cannot be applied to a slug. So the values that the rules remove from a
transcript are remembered by hashes of their slugs, which are kept in the cache of the build.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from sitegen.privacy.redaction import find_redactions
from sitegen.privacy.rules import RedactRule
from sitegen.text.slugs import SLUG_LENGTH, short_hash, slug_words
from sitegen.text.tokens import is_unspaced

_MAX_VALUES = 100  # of one transcript
_MIN_PART = 6  # letters of a value that is recognised inside a word
_MIN_JOINED = 7  # letters of words that are recognised without hyphens between them
_MIN_PATTERN = 4  # letters of a value of a pattern; shorter ones without a digit are too common
_MIN_CUT_OFF = 4  # letters of a value that is cut off at the end of a slug
_MIN_LONG_SLUG = SLUG_LENGTH // 2  # characters of a slug whose title may be cut off


def slug_traces(
    rules: Sequence[RedactRule], texts: Iterable[str], others: Iterable[tuple[RedactRule, str]] = ()
) -> frozenset[str]:
    """Return hashes by which `says_redacted_words` recognises what the rules remove from these texts.

    ``others``: what they removed from other texts.
    """
    values: dict[tuple[RedactRule, str], None] = {}
    for text in texts:
        values |= dict.fromkeys((each.rule, each.span.of(text)) for each in find_redactions(rules, text))
    values |= dict.fromkeys(others)
    return frozenset(trace for rule, value in list(values)[:_MAX_VALUES] for trace in _traces(rule, value))


def says_redacted_words(slug: str, rules: Sequence[RedactRule], traces: AbstractSet[str] = frozenset()) -> bool:
    """Return whether a slug contains words that the rules remove, or one of the ``traces``."""
    by_words = {trace for rule in rules if rule.words for trace in _traces(rule, rule.words)}
    known = traces | by_words
    kinds = {each[0] for each in known}
    if any(_trace(form) in known for form in _forms_in_slug(slug, kinds)):
        return True
    return bool(find_redactions([replace(each, words="") for each in rules], slug.replace("-", " ")))


@lru_cache(maxsize=1000)
def _traces(rule: RedactRule, value: str) -> frozenset[str]:
    words = slug_words(value)
    whole, joined = "-".join(words), "".join(words)
    if not words or (rule.pattern and len(joined) < _MIN_PATTERN and joined.isalpha()):
        return frozenset()
    forms = {f"={whole}"}
    if len(joined) >= _MIN_JOINED:
        forms.add(f"={joined}")
    if len(joined) >= _MIN_PART and (rule.pattern or is_unspaced(value)):
        forms.add(f"~{whole}")
    shortest = max(_MIN_CUT_OFF, len(words[0]) + 2 if words[1:] else len(whole) // 2)
    forms |= {f"<{whole[:length]}" for length in range(shortest, min(len(whole), SLUG_LENGTH))}
    return frozenset(map(_trace, forms))


def _trace(form: str) -> str:
    """Return the kind of a form, its first character, and a hash."""
    return form[0] + short_hash(form)


def _forms_in_slug(slug: str, kinds: AbstractSet[str]) -> Iterator[str]:
    """Yield the words, parts and, if it may be cut off, ends of a slug, as `_traces` writes them."""
    words = slug.split("-")
    if "=" in kinds:
        yield from (f"={'-'.join(words[start:end])}" for start, end in combinations(range(len(words) + 1), 2))
    if "<" in kinds and len(slug) >= _MIN_LONG_SLUG:
        # A date, a time or a hash may follow the title.
        for end in range(max(len(words) - 4, 1), len(words) + 1):
            yield from (f"<{'-'.join(words[start:end])}" for start in range(end))
    if "~" in kinds:
        for start, end in combinations(range(len(slug) + 1), 2):
            if end - start >= _MIN_PART:
                yield f"~{slug[start:end]}"

"""The words of an archive that can be suggested for a wrong one, and shards with them for the search page."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from sitegen.model import OutputFile
from sitegen.search.shard_files import make_shard, shard_name
from sitegen.text.tokens import FOLDED, is_unspaced

_MIN_LENGTH, _MAX_LENGTH = 3, 22
"""In characters."""
_DIGIT = re.compile("[0-9]")
_DOCUMENTS_PER_WORD = 20_000
"""Documents for each of which a word must be in one more: rare words of a large archive are often errors."""
_SHARD_SIZE = 6_000
"""Characters above which a shard gets no more first letters."""


def has_spelling(term: str) -> bool:
    """Return whether a term is a word of letters, not too long, of a script with blanks between words."""
    is_word = _MIN_LENGTH <= len(term) <= _MAX_LENGTH and not term.startswith(FOLDED)
    return is_word and not _DIGIT.search(term) and not is_unspaced(term)


def is_frequent(df: int, count: int) -> bool:
    """Return whether enough of ``count`` documents have a word; 0 have one that is in a title or a name only."""
    return df == 0 or df > count // _DOCUMENTS_PER_WORD


def frequency_class(df: int) -> int:
    """Return the class of a document frequency; each has twice as many as the one before, so it changes rarely."""
    return df.bit_length()


def spelling_shards(terms: Iterable[tuple[str, int]], count: int) -> Sequence[OutputFile]:
    """Return shards of these terms, sorted, with their document frequencies; the last one lists the others.

    A shard has all words with some first letters: by frequency class a text of them.
    """
    files: list[OutputFile] = []
    letters = [""]
    classes: list[str] = []
    words = ((term, df) for term, df in terms if has_spelling(term) and is_frequent(df, count))
    for letter, group in groupby(words, key=lambda each: each[0][0]):
        if sum(map(len, classes)) > _SHARD_SIZE:
            files.append(make_shard("s", classes))
            letters.append("")
            classes = []
        letters[-1] += letter
        for word, df in group:
            classes += [""] * (frequency_class(df) + 1 - len(classes))
            classes[frequency_class(df)] += f" {word}"
    files.append(make_shard("s", classes))
    return (*files, make_shard("s", [letters, [shard_name(each) for each in files]]))

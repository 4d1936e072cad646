"""Invert a conversation: from the terms of its messages to the postings of its terms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sitegen.search.varint import BASE
from sitegen.search.varint_arrays import ByteStrings, Numbers, encode_each, gather
from sitegen.text.tokens import FOLDED, message_terms


class NumberedTerms(NamedTuple):
    """The terms of a conversation; four bytes for an occurrence, where a string takes sixty."""

    vocabulary: Sequence[str]
    ids_by_message: Sequence[npt.NDArray[np.int32]]
    """Indexes of the vocabulary."""
    lengths: Sequence[int]
    """By message: number of its terms without those of what its page folds; at least 1 if it has any."""

    def words_of_messages(self, languages: Sequence[str]) -> dict[str, set[str]]:
        """Return the terms by the language of messages with them. ``languages``: by message."""
        found = {}
        for language in dict.fromkeys(languages):
            has = np.zeros(len(self.vocabulary), bool)
            for ids, own in zip(self.ids_by_message, languages, strict=True):
                if own == language:
                    has[ids] = True
            found[language] = {self.vocabulary[n] for n in np.flatnonzero(has).tolist()}
        return found


def number_terms(texts: Iterable[str]) -> NumberedTerms:
    """Return the terms of each message, with numbers in the order of their first occurrences."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    ids = [np.fromiter(map(numbers.__getitem__, message_terms(each)), np.int32) for each in texts]
    vocabulary = list(numbers)
    is_talk = np.fromiter((not each.startswith(FOLDED) for each in vocabulary), bool, len(vocabulary))
    return NumberedTerms(vocabulary, ids, [max(int(is_talk[each].sum()), min(len(each), 1)) for each in ids])


def invert(numbered: NumberedTerms, length_levels: Sequence[int]) -> bytes:
    """Return the postings as in `ConversationDocuments`."""
    sorted_ids = sorted(range(len(numbered.vocabulary)), key=numbered.vocabulary.__getitem__)
    vocabulary = [numbered.vocabulary[each] for each in sorted_ids]
    ranks = np.empty(len(vocabulary), np.int32)
    ranks[sorted_ids] = np.arange(len(vocabulary))
    lengths = np.fromiter(map(len, numbered.ids_by_message), np.int64, len(numbered.ids_by_message))
    ids = ranks[np.concatenate((*numbered.ids_by_message, np.empty(0, np.int32)))]
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    messages = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
    positions = order - (np.cumsum(lengths) - lengths)[messages]
    is_first_in_message = (np.diff(ids, prepend=-1) != 0) | (np.diff(messages, prepend=-1) != 0)
    firsts = np.flatnonzero(is_first_in_message)
    posting_ids, posting_messages = ids[firsts], messages[firsts]
    is_first = np.diff(posting_ids, prepend=-1) != 0
    frequencies = np.diff(firsts, append=len(ids))
    weights = np.asarray(length_levels, np.int64)[posting_messages] + BASE * (frequencies - 1)
    columns = (
        _lines(vocabulary),
        _joined(np.where(is_first, posting_messages, np.diff(posting_messages, prepend=0)), posting_ids),
        _joined(weights, posting_ids),
        _joined(np.where(is_first_in_message, positions, np.diff(positions, prepend=0)), ids),
    )
    offsets = np.cumsum([0, *(len(each.data) for each in columns)])
    starts = np.stack([each.starts + offset for each, offset in zip(columns, offsets, strict=False)], 1).ravel()
    # After each line, a line end, which the first column has.
    starts = np.stack((starts, np.full(len(starts), columns[0].lengths[0] if vocabulary else 0)), 1).ravel()
    lengths = np.stack([each.lengths for each in columns], 1).ravel()
    lengths = np.stack((lengths, np.ones_like(lengths)), 1).ravel()
    return gather(np.concatenate([each.data for each in columns]), starts, lengths).tobytes()[:-1]


def _lines(vocabulary: Sequence[str]) -> ByteStrings:
    """Return the terms; in the data each has a line end, which does not count."""
    terms = [term.encode() for term in vocabulary]
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    data = np.frombuffer(b"".join(term + b"\n" for term in terms), np.uint8)
    return ByteStrings(data, np.cumsum(lengths + 1) - lengths - 1, lengths)


def _joined(numbers: Numbers, ids: npt.NDArray[np.int32]) -> ByteStrings:
    """Return the encoded numbers of each id; ``ids`` are ascending, and without gaps."""
    encoded = encode_each(numbers)
    firsts = np.flatnonzero(np.diff(ids, prepend=-1))
    starts = encoded.starts[firsts]
    return ByteStrings(encoded.data, starts, np.diff(starts, append=len(encoded.data)))

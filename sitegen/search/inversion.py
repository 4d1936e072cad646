"""Invert a conversation: from the terms of its messages to the postings of its terms."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from sitegen.search.varint import BASE
from sitegen.search.varint_arrays import ByteStrings, Numbers, encode_each, gather


def invert(terms_by_message: Sequence[Sequence[str]], length_levels: Sequence[int]) -> bytes:
    """Return the postings as in `ConversationDocuments`."""
    words = list(chain.from_iterable(terms_by_message))
    vocabulary = sorted(set(words))
    numbers = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    lengths = np.fromiter(map(len, terms_by_message), np.int64, len(terms_by_message))
    ids = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    messages = np.repeat(np.arange(len(lengths)), lengths)[order]
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


def _joined(numbers: Numbers, ids: Numbers) -> ByteStrings:
    """Return the encoded numbers of each id; ``ids`` are ascending, and without gaps."""
    encoded = encode_each(numbers)
    firsts = np.flatnonzero(np.diff(ids, prepend=-1))
    starts = encoded.starts[firsts]
    return ByteStrings(encoded.data, starts, np.diff(starts, append=len(encoded.data)))

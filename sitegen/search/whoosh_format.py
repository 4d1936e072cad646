"""How Whoosh is told of our terms: the schema, and positions in the form of `numbers`."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Format, Frequency

from sitegen.search.numbers import decoded, encoded
from sitegen.search.tokens import terms

TEXT, TITLE, SPEAKER = "text", "title", "speaker"
"""The fields that are searched for words."""


class Positions(Format):
    """The positions of a term in a text, as the differences that `numbers.encoded` spells.

    Stock Whoosh reads it: its phrases ask a format for positions and for frequencies only.
    """

    def word_values(
        self, value: str, analyzer: object, **kwargs: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Term, frequency, weight and positions of each term of a text."""
        del analyzer, kwargs
        places: dict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(terms(value)):
            places[term].append(at)
        for term, each in places.items():
            deltas = [each[0], *(b - a for a, b in pairwise(each))]
            yield term.encode(), len(each), float(len(each)), encoded(deltas).encode("ascii")

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, ascending."""
        return list(accumulate(decoded(value.decode("ascii"))))

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return sum(1 for _ in decoded(value.decode("ascii")))

    def decode_weight(self, value: bytes) -> float:
        """The same, as Whoosh counts weights."""
        return float(self.decode_frequency(value))


class _Field(FieldType):
    """A field whose values are analysed by `tokens`, or are one term each."""

    def __init__(self, form: Format, *, is_words: bool) -> None:
        super().__init__(form, None, scorable=is_words)
        self.is_words = is_words

    def index(self, value: Any, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What a writer of Whoosh's own asks for."""
        del kwargs
        if isinstance(self.format, Positions):
            yield from self.format.word_values(value, None)
        elif not self.is_words:
            yield str(value).encode(), 1, 1.0, b""
        else:
            found: dict[str, int] = defaultdict(int)
            for term in terms(value):
                found[term] += 1
            for term, times in found.items():
                yield term.encode(), times, float(times), times.to_bytes(4, "big")


def schema() -> Schema:
    """The fields of a document, which is a message."""
    return Schema(
        conversation=_Field(Existence(), is_words=False),
        date=_Field(Existence(), is_words=False),
        kind=_Field(Existence(), is_words=False),
        model=_Field(Existence(), is_words=False),
        speaker=_Field(Frequency(), is_words=True),
        text=_Field(Positions(), is_words=True),
        title=_Field(Frequency(), is_words=True),
    )

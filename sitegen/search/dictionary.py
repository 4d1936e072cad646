"""Merge the postings of all conversations into one term dictionary, and divide it into shards.

Encoded postings are concatenated, never decoded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.search.columns import Columns
from sitegen.search.documents import EncodedPostings
from sitegen.search.ranking import is_common
from sitegen.search.shard_files import make_shard, shard_name
from sitegen.search.varint import ALPHABET, BASE, ENCODED_SMALL, encode
from sitegen.text.tokens import terms

_FLUSH_INTERVAL = 64
"""Conversations between two flushes of a term's postings into a run; large terms are divided between runs."""
_SMALL_COUNT = len(ENCODED_SMALL)
_CONTINUATION_DIGITS = ALPHABET[BASE:].encode("ascii")


class PostingsRun(NamedTuple):
    """Postings of a term in consecutive conversations."""

    base: int
    """Number of the conversation that the first delta is relative to."""
    ids: str
    """For each conversation: the delta of its number, the number of messages with the term, then these."""
    weights: str
    positions: str


class DictionaryEntry(NamedTuple):
    """A term with its postings in all conversations."""

    term: str
    document_frequency: int
    """Number of messages with the term in their text."""
    runs: tuple[PostingsRun, ...]
    title: str
    """For each conversation with the term in its title: the delta of its number, and the frequency."""
    speaker: str
    """For each participant with the term in the name: the delta of the number, and the frequency."""


def build_dictionary(columns: Columns, postings: Iterable[Mapping[str, EncodedPostings]]) -> Iterator[DictionaryEntry]:
    """Yield all terms in order of code points.

    ``postings``: of each conversation by term, in the order of the columns.
    """
    builders: dict[str, _PostingsBuilder] = {}
    unflushed: set[str] = set()
    for number, conversation_postings in enumerate(postings):
        for term, (ids, weights, positions) in conversation_postings.items():
            builder = builders.get(term)
            if builder is None:
                builder = builders[term] = _PostingsBuilder()
            builder.add(number, ids, weights, positions)
        unflushed.update(conversation_postings)
        if number % _FLUSH_INTERVAL == _FLUSH_INTERVAL - 1:
            for term in unflushed:
                builders[term].flush()
            unflushed.clear()
    titles = _encode_inverted(header.title for header in columns.headers)
    names = _encode_inverted(each.name for each in columns.participants)
    for term in sorted({*builders, *titles, *names}):
        builder = builders.pop(term, None) or _PostingsBuilder()
        builder.flush()
        yield DictionaryEntry(
            term, builder.document_frequency, tuple(builder.runs), titles.get(term, ""), names.get(term, "")
        )


class _PostingsBuilder:
    """Collects the postings of a term, conversation by conversation."""

    __slots__ = ("base", "document_frequency", "ids", "last", "positions", "runs", "weights")

    def __init__(self) -> None:
        self.base = self.last = self.document_frequency = 0
        self.ids: list[str] = []
        self.weights: list[str] = []
        self.positions: list[str] = []
        self.runs: list[PostingsRun] = []

    def add(self, number: int, ids: str, weights: str, positions: str) -> None:
        count = 1 if len(ids) == 1 else len(ids.encode("ascii").translate(None, _CONTINUATION_DIGITS))
        delta = number - self.last
        prefix = (
            ENCODED_SMALL[delta] + ENCODED_SMALL[count]
            if delta < _SMALL_COUNT and count < _SMALL_COUNT
            else encode((delta, count))
        )
        self.ids.append(prefix + ids)
        self.weights.append(weights)
        self.positions.append(positions)
        self.last = number
        self.document_frequency += count

    def flush(self) -> None:
        if self.ids:
            if len(self.ids) == 1:  # most terms are rare
                run = PostingsRun(self.base, self.ids[0], self.weights[0], self.positions[0])
            else:
                joined = ("".join(each) for each in (self.ids, self.weights, self.positions))
                run = PostingsRun(self.base, *joined)
            self.runs.append(run)
            self.base = self.last
            self.ids, self.weights, self.positions = [], [], []


def _encode_inverted(texts: Iterable[str]) -> dict[str, str]:
    """Return by term the deltas of the numbers of texts that have it, each with the frequency, encoded."""
    numbers_by_term: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, text in enumerate(texts):
        for term, frequency in Counter(terms(text)).items():
            numbers_by_term.setdefault(term, []).extend((number - last.get(term, 0), frequency))
            last[term] = number
    return {term: encode(numbers) for term, numbers in numbers_by_term.items()}


_SHARD_SIZE = 8_000
"""Characters of a term shard. A query loads one for each word."""
_BLOCK_SIZE = 16_000
"""Characters of a positions block."""
_LARGE_POSTINGS = 2_000
"""Characters of postings above which a term gets its own shard."""


@dataclass(frozen=True, slots=True)
class TermShard:
    """A term shard, with the files that it refers to."""

    start: str
    """The shortest text after all terms of the previous shard, and not after the first term of this one."""
    name: str
    files: tuple[OutputFile, ...]


def term_shards(terms: Iterable[DictionaryEntry], count: int) -> Iterator[TermShard]:
    """Yield the shards of a dictionary of ``count`` documents."""
    last, builder = "", _TermShardBuilder()
    for term in terms:
        if builder.size >= _SHARD_SIZE:
            yield builder.shard(last)
            last, builder = builder.last, _TermShardBuilder()
        builder.add(term, count)
    if builder.lines:
        yield builder.shard(last)


@dataclass
class _TermShardBuilder:
    """Collects the terms of one shard."""

    first: str = ""
    last: str = ""
    size: int = 0
    lines: list[str] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    files: list[OutputFile] = field(default_factory=list)

    def add(self, term: DictionaryEntry, count: int) -> None:
        ids = "".join(run.ids for run in term.runs)
        weights = "".join(run.weights for run in term.runs)
        large_name = ""
        common = is_common(count, term.document_frequency)
        if common or len(ids) + len(weights) > _LARGE_POSTINGS:
            blocks = _position_blocks(term.runs)
            position_shards = [make_shard("p", block) for block in blocks]
            block_names = [
                [block.base, shard_name(each.path)] for block, each in zip(blocks, position_shards, strict=True)
            ]
            file = make_shard("b", ["" if common else weights, ids, block_names])
            self.files += (*position_shards, file)
            large_name, ids, weights = shard_name(file.path), "", ""
            self.positions.append("")
        else:
            self.positions.append("".join(run.positions for run in term.runs))
        frequency = encode((term.document_frequency,)) if term.document_frequency else ""
        shared_length = _common_length(self.last, term.term)
        line = " ".join(
            (
                encode((shared_length,)) + term.term[shared_length:],
                frequency,
                ids,
                weights,
                large_name,
                term.title,
                term.speaker,
                "",
            )
        )
        self.first = self.first or term.term
        self.last = term.term
        self.lines.append(line)
        self.size += len(line)

    def shard(self, previous: str) -> TermShard:
        position_shard = make_shard("p", " ".join(self.positions))
        file = make_shard("t", [shard_name(position_shard.path), "".join(self.lines)])
        start = self.first[: _common_length(previous, self.first) + 1]
        return TermShard(start, shard_name(file.path), (*self.files, position_shard, file))


def _position_blocks(runs: Iterable[PostingsRun]) -> list[PostingsRun]:
    """Return the runs, with neighbours joined up to the size of a block."""
    blocks: list[PostingsRun] = []
    for each in runs:
        if blocks and len(blocks[-1].positions) + len(each.positions) <= _BLOCK_SIZE:
            previous = blocks.pop()
            blocks.append(PostingsRun(previous.base, *(a + b for a, b in zip(previous[1:], each[1:], strict=True))))
        else:
            blocks.append(each)
    return blocks


def _common_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

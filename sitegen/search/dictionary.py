"""All inverted conversations → one dictionary, laid end to end; nothing is taken apart that is together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.search.columns import Columns
from sitegen.search.documents import Entry
from sitegen.search.ranking import is_common
from sitegen.search.shard_files import name_of, shard
from sitegen.search.varint import ALPHABET, BASE, SMALL, encoded
from sitegen.text.tokens import terms

_FOLD = 64
"""Conversations after which the pieces of a term become one; big terms are cut there."""
_MOST = len(SMALL)
_MORE = ALPHABET[BASE:].encode("ascii")


class Stretch(NamedTuple):
    """The postings of a term in some conversations that follow one another."""

    base: int
    """The conversation that differences begin from."""
    ids: str
    """For each conversation the difference of its number and how many messages have the term; then these."""
    weights: str
    positions: str


class Term(NamedTuple):
    """A term and where it stands in all conversations."""

    term: str
    df: int
    """Messages with it in the text."""
    stretches: tuple[Stretch, ...]
    title: str
    """For each conversation with the term in its title the difference of its number, and how often."""
    speaker: str
    """The same of participants and their names."""


def dictionary(columns: Columns, entries: Iterable[Mapping[str, Entry]]) -> Iterator[Term]:
    """All terms in order of code points. ``entries``: of each conversation, in the order of the columns."""
    texts: dict[str, _Growing] = {}
    touched: set[str] = set()
    for number, own in enumerate(entries):
        for term, (ids, weights, positions) in own.items():
            growing = texts.get(term)
            if growing is None:
                growing = texts[term] = _Growing()
            growing.add(number, ids, weights, positions)
        touched.update(own)
        if number % _FOLD == _FOLD - 1:
            for term in touched:
                texts[term].fold()
            touched.clear()
    titles = _inverted(head.title for head in columns.heads)
    names = _inverted(each.name for each in columns.participants)
    for term in sorted({*texts, *titles, *names}):
        growing = texts.pop(term, None) or _Growing()
        growing.fold()
        yield Term(term, growing.df, tuple(growing.stretches), titles.get(term, ""), names.get(term, ""))


class _Growing:
    """A term whose conversations come one after the other."""

    __slots__ = ("base", "df", "ids", "last", "positions", "stretches", "weights")

    def __init__(self) -> None:
        self.base = self.last = self.df = 0
        self.ids: list[str] = []
        self.weights: list[str] = []
        self.positions: list[str] = []
        self.stretches: list[Stretch] = []

    def add(self, number: int, ids: str, weights: str, positions: str) -> None:
        count = 1 if len(ids) == 1 else len(ids.encode("ascii").translate(None, _MORE))
        delta = number - self.last
        head = SMALL[delta] + SMALL[count] if delta < _MOST and count < _MOST else encoded((delta, count))
        self.ids.append(head + ids)
        self.weights.append(weights)
        self.positions.append(positions)
        self.last = number
        self.df += count

    def fold(self) -> None:
        if self.ids:
            if len(self.ids) == 1:  # most terms are rare
                stretch = Stretch(self.base, self.ids[0], self.weights[0], self.positions[0])
            else:
                joined = ("".join(each) for each in (self.ids, self.weights, self.positions))
                stretch = Stretch(self.base, *joined)
            self.stretches.append(stretch)
            self.base = self.last
            self.ids, self.weights, self.positions = [], [], []


def _inverted(texts: Iterable[str]) -> dict[str, str]:
    """By term the numbers of the texts that have it, as differences, each with how often."""
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, text in enumerate(texts):
        for term, times in Counter(terms(text)).items():
            found.setdefault(term, []).extend((number - last.get(term, 0), times))
            last[term] = number
    return {term: encoded(numbers) for term, numbers in found.items()}


_TERMS = 8_000
"""Characters of a shard of terms: a query loads one for each word, a larger one for every neighbour of it."""
_BLOCK = 16_000
"""Characters of a block of positions."""
_BIG = 2_000
"""Characters of postings from which on a term has a shard of its own."""


@dataclass(frozen=True, slots=True)
class TermShard:
    """A shard of terms, with all that it refers to."""

    start: str
    """The shortest text that is above all terms of the shard before, and not above the first of this one."""
    name: str
    files: tuple[OutputFile, ...]


def term_shards(terms: Iterable[Term], count: int) -> Iterator[TermShard]:
    """The shards of a dictionary of ``count`` documents."""
    last, group = "", _Group()
    for term in terms:
        if group.size >= _TERMS:
            yield group.shard(last)
            last, group = group.last, _Group()
        group.add(term, count)
    if group.lines:
        yield group.shard(last)


@dataclass
class _Group:
    """Terms that are to be one shard."""

    first: str = ""
    last: str = ""
    size: int = 0
    lines: list[str] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    files: list[OutputFile] = field(default_factory=list)

    def add(self, term: Term, count: int) -> None:
        ids = "".join(stretch.ids for stretch in term.stretches)
        weights = "".join(stretch.weights for stretch in term.stretches)
        big = ""
        common = is_common(count, term.df)
        if common or len(ids) + len(weights) > _BIG:
            blocks = _blocks(term.stretches)
            beside = [shard("p", block) for block in blocks]
            places = [[block.base, name_of(each.path)] for block, each in zip(blocks, beside, strict=True)]
            file = shard("b", ["" if common else weights, ids, places])
            self.files += (*beside, file)
            big, ids, weights = name_of(file.path), "", ""
            self.positions.append("")
        else:
            self.positions.append("".join(stretch.positions for stretch in term.stretches))
        df = encoded((term.df,)) if term.df else ""
        same = _common_length(self.last, term.term)
        line = " ".join(
            (encoded((same,)) + term.term[same:], df, ids, weights, big, term.title, term.speaker, "")
        )
        self.first = self.first or term.term
        self.last = term.term
        self.lines.append(line)
        self.size += len(line)

    def shard(self, before: str) -> TermShard:
        beside = shard("p", " ".join(self.positions))
        file = shard("t", [name_of(beside.path), "".join(self.lines)])
        start = self.first[: _common_length(before, self.first) + 1]
        return TermShard(start, name_of(file.path), (*self.files, beside, file))


def _blocks(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches, neighbours joined up to the size of a block."""
    found: list[Stretch] = []
    for each in stretches:
        if found and len(found[-1].positions) + len(each.positions) <= _BLOCK:
            before = found.pop()
            found.append(Stretch(before.base, *(a + b for a, b in zip(before[1:], each[1:], strict=True))))
        else:
            found.append(each)
    return found


def _common_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

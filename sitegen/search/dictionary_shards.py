"""The dictionary in shards.

A shard of terms is one text: for each term ``beginning, df, ids, weights, big, title, speaker``, each followed by
a blank. The beginning is how many characters it has in common with the term before, and the rest of it.
The postings of a big term stand in a shard of their own, its positions in blocks of conversations, so that a
phrase loads those only that may have it. The positions of the others stand in a shard beside theirs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from sitegen.model import OutputFile
from sitegen.search.dictionary import Stretch, Term
from sitegen.search.numbers import encoded
from sitegen.search.ranking import is_common
from sitegen.search.shard_files import name_of, shard

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

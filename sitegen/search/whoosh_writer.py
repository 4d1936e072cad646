"""Writes inverted conversations as segments of Whoosh, without taking them apart into postings first.

Whoosh's own writer makes an object of each word and a record of each posting, sorts all of them on disk, and
writes them one by one. Here terms are inverted already; what is left is to lay the conversations' stretches of
each term end to end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from whoosh.writing import SegmentWriter

from sitegen.search.days import date_of
from sitegen.search.documents import Entry, Head
from sitegen.search.kinds import KINDS
from sitegen.search.lengths import LEVELS, level
from sitegen.search.numbers import ALPHABET, BASE, decoded
from sitegen.search.tokens import terms
from sitegen.search.whoosh_codec import Codec, TermPostings, write_term
from sitegen.search.whoosh_format import SPEAKER, TEXT, TITLE

MOST_ENTRIES = 400_000
"""Terms of conversations that are held in memory before a segment is written; some 15,000 messages."""
_NUMBER = re.compile(f"[{re.escape(ALPHABET[BASE:])}]*[{re.escape(ALPHABET[:BASE])}]".encode())
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))
_VALUE = {char: value for value, char in enumerate(ALPHABET[:BASE])}


class Writer(SegmentWriter):
    """Adds conversations to an index, in as many segments as memory asks for; `finish` makes them visible."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=Codec())
        self.written: list[Any] = []
        """The new segments."""
        self._start()

    def add_conversation(self, head: Head, entries: Iterable[tuple[str, Entry]]) -> int:
        """Adds the documents of a conversation; returns the index of the segment in `written`."""
        if self._held >= MOST_ENTRIES:
            self._roll()
        first = self.docnum
        self._added = True
        texts = self._texts
        for term, entry in entries:
            texts[term].append((first, entry))
            self._held += 1
        title = terms(head.title)
        names = [terms(each.name) for each in head.participants]
        for n, own in enumerate(head.lengths):
            doc = first + n
            who = head.speakers[n]
            self._add_words(TITLE, doc, title)
            self._add_words(SPEAKER, doc, names[who])
            self._add_marks(head, n, doc)
            self._add_lengths(doc, (LEVELS[own], len(title), len(names[who])))
        self.docnum += len(head.lengths)
        return len(self.written)

    def finish(self, kept: Sequence[Any]) -> None:
        """Makes the index consist of the segments in ``kept`` and of what was written."""
        if self._added:
            self.written.append(self._finalize_segment())
        else:
            self._close_segment()
        self._commit_toc([*kept, *self.written])
        self._finish()

    def close_segment(self) -> None:
        """Writes what is held, so that all names of new segments are known."""
        if self._added:
            self._roll()

    def _start(self) -> None:
        self._texts: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        self._words: dict[str, dict[str, tuple[list[int], list[int]]]] = {TITLE: {}, SPEAKER: {}}
        self._marks: dict[str, dict[str, list[int]]] = {}
        self._held = 0

    def _roll(self) -> None:
        """Writes a segment and begins another."""
        self.written.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.docnum = 0
        self._added = False
        self._start()

    def _add_words(self, field: str, doc: int, words: Sequence[str]) -> None:
        known = self._words[field]
        for term in words:
            docs, tfs = known.setdefault(term, ([], []))
            if docs and docs[-1] == doc:
                tfs[-1] += 1
            else:
                docs.append(doc)
                tfs.append(1)

    def _add_marks(self, head: Head, n: int, doc: int) -> None:
        model = head.participants[head.speakers[n]].model
        day = date_of(head.days[n])
        kinds = (kind for bit, kind in enumerate(KINDS) if head.kinds[n] >> bit & 1)
        marks = [("conversation", head.slug), *(("kind", kind) for kind in kinds)]
        marks += [("date", day)] if day else []
        marks += [("model", model)] if model else []
        for field, term in marks:
            self._marks.setdefault(field, {}).setdefault(term, []).append(doc)

    def _add_lengths(self, doc: int, lengths: tuple[int, int, int]) -> None:
        writer = self.perdocwriter
        writer.start_doc(doc)
        for field, length in zip((TEXT, TITLE, SPEAKER), lengths, strict=True):
            rounded = length if field == TEXT else LEVELS[level(length)]
            writer.add_field(field, None, None, rounded)
        writer.finish_doc()

    def _flush_segment(self) -> None:
        """Writes all fields, each with its terms in the order of their bytes."""
        self.perdocwriter.close()
        writer = self.fieldwriter
        for field in sorted({TEXT, *self._words, *self._marks}):
            writer.start_field(field, self.schema[field])
            number = writer._fieldid
            for term, postings in self._postings(field):
                write_term(writer, number, term, postings)
            writer.finish_field()
        writer.close()

    def _postings(self, field: str) -> Iterator[tuple[str, TermPostings]]:
        if field == TEXT:
            for term, stretches in sorted(self._texts.items()):
                yield term, _joined(stretches)
        elif field in self._words:
            longest = LEVELS[-1]
            for term, (docs, tfs) in sorted(self._words[field].items()):
                values = [times.to_bytes(4, "big") for times in tfs]
                yield term, TermPostings(docs, tfs, values, (1, longest))
        else:
            for term, docs in sorted(self._marks[field].items()):
                yield term, TermPostings(docs, [1] * len(docs), (), (1, 1))


def _joined(stretches: Iterable[tuple[int, Entry]]) -> TermPostings:
    """The postings of a term from its stretches; each with the number of its conversation's first document."""
    docs: list[int] = []
    tfs: list[int] = []
    values: list[bytes] = []
    levels: set[int] = set()
    for first, (ids, weights, positions) in stretches:
        if len(ids) == 1 and len(weights) == 1:  # the term stands once: most entries
            docs.append(first + _VALUE[ids])
            levels.add(_VALUE[weights])
            tfs.append(1)
            values.append(positions.encode("ascii"))
            continue
        deltas = iter(_numbers(ids))
        docs += accumulate(deltas, initial=first + next(deltas))
        spelled = _NUMBER.findall(positions.encode("ascii"))
        numbers = _numbers(weights)
        if len(spelled) == len(numbers):
            levels.update(numbers)
            tfs += [1] * len(numbers)
            values += spelled
            continue
        at = 0
        for number in numbers:
            extra, own = divmod(number, BASE)
            levels.add(own)
            tfs.append(extra + 1)
            values.append(b"".join(spelled[at : at + extra + 1]) if extra else spelled[at])
            at += extra + 1
    return TermPostings(docs, tfs, values, (LEVELS[min(levels)], LEVELS[max(levels)]))


def _numbers(text: str) -> Sequence[int]:
    """What `numbers.decoded` reads, fast where each number has one digit."""
    values = text.encode("ascii").translate(_VALUES)
    return list(decoded(text)) if max(values) >= BASE else values

"""Find the transcripts that are exports of one conversation: one of them is the page, the others are its sources.

A transcript is a source of another only if the other has all of its messages, in their order, and at least as much of
everything else. So nothing is lost, and no page is mixed from two files. Messages are compared by their fingerprints,
which are the same in every export. A conversation is identified by the id that its program gave it, otherwise only by
enough words, because many conversations are ``hi`` and ``hello``. Takes linear time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model import ConversationOutline
from sitegen.permalinks.anchors import fingerprint
from sitegen.permalinks.ledger.records import RecordHeader

_EMPTY = fingerprint("")
_MIN_LONG_MESSAGES = 3
"""Longer messages in one order that are not there twice by chance."""
_MIN_LETTERS = 200
"""Characters of a whole conversation that is not there twice by chance."""
_MAX_COMPARED = 20
"""Pages with one message that a transcript is compared with."""
_MIN_SHARE = 0.9
"""Share of the messages of the shorter conversation in two versions of one."""


@dataclass(frozen=True, slots=True)
class VersionPair:
    """A transcript that may be another version of the conversation in ``other``; both have a page."""

    path: str
    other: str
    shared: int
    """Number of messages that both have."""
    has_same_id: bool


@dataclass(slots=True)
class Deduplication:
    """The transcripts that are exports of one conversation."""

    pages: dict[str, str] = field(default_factory=dict)
    """By path of a transcript without a page of its own, the path of the transcript that is the page."""
    versions: list[VersionPair] = field(default_factory=list)
    exposures: dict[str, str] = field(default_factory=dict)
    """By path of a transcript that shows what a rule removes from another export, the path of that export."""


def deduplicate(
    outlines: Iterable[ConversationOutline], rules: Mapping[str, TranscriptRule], headers: Iterable[RecordHeader] = ()
) -> Deduplication:
    """Return which transcripts are exports of one conversation.

    ``rules``: by path. ``headers``: of the ledger; of equal transcripts, the one that has an address is the page.
    """
    addressed = {value for header in headers for value in (header.source, header.sha256)}
    talks = sorted((_Talk(each, rules[each.path]) for each in outlines), key=lambda each: each.rank(addressed))
    result, pages = Deduplication(), _Pages(talks)
    for talk in talks:
        candidates = pages.candidates(talk)
        complete = [each for each in candidates if each.contains(talk) and talk.is_identified_in(each)]
        safe = [each for each in complete if each.hides_as_much_as(talk)]
        result.exposures |= {each.path: talk.path for each in complete if each not in safe}
        if safe:
            closest = min(safe, key=lambda each: (not each.has_id_of(talk), len(each.messages), each.path))
            result.pages[talk.path] = closest.path
            continue
        if not complete:
            result.versions += _similar(talk, candidates)
        pages.add(talk)
    result.versions += _with_same_id(talks, result)
    result.versions.sort(key=lambda each: each.path)
    return result


class _Talk:
    """A conversation, prepared for comparisons."""

    def __init__(self, outline: ConversationOutline, rule: TranscriptRule) -> None:
        originals = outline.original_fingerprints or outline.fingerprints
        self.outline = outline
        self.path = outline.path
        self.messages = tuple(each for each in originals if each != _EMPTY)
        """The fingerprints, before redaction, of all messages that are not empty."""
        self.long = tuple(dict.fromkeys(outline.long_fingerprints))
        if outline.original_fingerprints:
            self.long = tuple(each for each in self.long if each in self.fingerprints)
        self.parts = dict(outline.parts)
        self._redactions = frozenset(rule.redactions)

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """Return the different ones of ``messages``; most conversations do not need them."""
        return frozenset(self.messages)

    def rank(self, addressed: set[str]) -> tuple[object, ...]:
        """Return a sort key: the fullest transcript comes first, of equal ones the most private."""
        has_address = self.path in addressed or self.outline.sha256 in addressed
        return (
            -len(self.messages),
            -len(self._redactions),
            -sum(self.parts.values()),
            -self.outline.facts,
            -len(self.outline.fingerprints),
            not has_address,
            self.path,
        )

    def has_id_of(self, other: "_Talk") -> bool:
        """Return whether both have the same id of the program that ran them."""
        return bool(self.outline.native_id) and self.outline.native_id == other.outline.native_id

    def has_other_id_than(self, other: "_Talk") -> bool:
        """Return whether the programs that ran them gave them different ids, as for two runs with the same words."""
        ids = {self.outline.native_id, other.outline.native_id}
        return len(ids) > 1 and "" not in ids

    def contains(self, other: "_Talk") -> bool:
        """Return whether all messages of the other are here, in their order, and as many of each kind of part."""
        if any(self.parts.get(kind, 0) < count for kind, count in other.parts.items()):
            return False
        if not other.fingerprints <= self.fingerprints:
            return False
        own = iter(self.messages)
        return all(each in own for each in other.messages)

    def is_identified_in(self, page: "_Talk") -> bool:
        """Return whether this conversation is in the other one not only by chance."""
        if self.outline.sha256 == page.outline.sha256 or self.has_id_of(page):
            return True
        if self.has_other_id_than(page):
            return False
        if self.messages == page.messages and self.stem == page.stem:
            return True
        if len(self.long) >= _MIN_LONG_MESSAGES:
            return True
        both = (self.outline, page.outline)
        days = {(each.started or "")[:10] for each in both}
        return len(days - {""}) <= 1 and len(self.fingerprints) > 1 and self.outline.letters >= _MIN_LETTERS

    @property
    def stem(self) -> str:
        """Return the path without the last suffix: a program may write ``a.json`` and ``a.md`` of one conversation."""
        return self.path if "#" in self.path else (self.path.rpartition(".")[0] or self.path)

    def hides_as_much_as(self, other: "_Talk") -> bool:
        """Return whether what is redacted in the other is redacted here too."""
        return not other.outline.original_sha256 or other._redactions <= self._redactions


class _Pages:
    """The transcripts that have a page, by what they may have in common with others."""

    def __init__(self, talks: Iterable[_Talk]) -> None:
        talks = tuple(talks)
        self._keys = {key for each in talks for key in self._keys_of(each)}
        self._pages: dict[str, list[_Talk]] = defaultdict(list)

    def candidates(self, talk: _Talk) -> list[_Talk]:
        """Return the pages that may contain a conversation."""
        found = (page for key in self._keys_of(talk) for page in self._pages.get(key, ()))
        return list({each.path: each for each in found}.values())

    def add(self, talk: _Talk) -> None:
        for key in {*self._keys_of(talk), *self._keys.intersection(talk.long)}:
            if len(self._pages[key]) < _MAX_COMPARED:
                self._pages[key].append(talk)

    @staticmethod
    def _keys_of(talk: _Talk) -> tuple[str, ...]:
        """Return what a page that contains the conversation may have too, such as its last long message."""
        last = talk.long[-1] if talk.long else f"all:{'|'.join(talk.messages)}"
        native_id = talk.outline.native_id
        return (last, f"stem:{talk.stem}", *([f"id:{native_id}"] if native_id else []))


def _similar(talk: _Talk, pages: Iterable[_Talk]) -> Iterator[VersionPair]:
    """Yield the first page, without the same id, that shares nearly all messages of one of both."""
    for page in pages if len(talk.long) >= _MIN_LONG_MESSAGES else ():
        shared, smaller = (
            len(talk.fingerprints & page.fingerprints),
            min(len(talk.fingerprints), len(page.fingerprints)),
        )
        if shared >= _MIN_SHARE * smaller and not (talk.has_id_of(page) or talk.has_other_id_than(page)):
            yield VersionPair(talk.path, page.path, shared, has_same_id=False)
            return


def _with_same_id(talks: Iterable[_Talk], result: Deduplication) -> Iterator[VersionPair]:
    """Yield the transcripts with the id of a fuller one that is on another page."""
    first: dict[str, _Talk] = {}
    for talk in talks:
        other = first.setdefault(talk.outline.native_id, talk) if talk.outline.native_id else talk
        is_elsewhere = result.pages.get(talk.path, talk.path) != result.pages.get(other.path, other.path)
        if (
            is_elsewhere
            and other.path not in result.exposures
            and (shared := len(talk.fingerprints & other.fingerprints))
        ):
            yield VersionPair(talk.path, other.path, shared, has_same_id=True)

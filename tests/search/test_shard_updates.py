"""Updates of the shards: they cost what changed, and never change the result."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.generate import WORDS
from sitegen.model import OutputFile
from sitegen.search import shards
from sitegen.search.documents import DocumentHeader
from sitegen.search.segment_store import IndexSegment, SegmentStore, serialise
from sitegen.search.shards import ShardIndex
from tests.search.archives import conversation_of, documents_of

SIZES = (60, 180)
"""Conversations of the small and the large archive."""
BORDERS = 2
"""Term shards that change because a border moves."""
GROUP_SIZE = 20
"""Conversations of a group, about."""
Families = Mapping[str, Sequence[str]]
Segments = dict[str, str]
"""Keys of segments by slug."""


@dataclass
class Archive:
    """An archive with its cache and the shards of its site."""

    folder: Path
    site: dict[str, bytes] = field(default_factory=dict)
    written: Counter[str] = field(default_factory=Counter)
    """Files that the last update wrote, by kind."""
    reads: Counter[str] = field(default_factory=Counter)
    """Segments that the last update read, by method of the store."""
    joined: list[int] = field(default_factory=list)
    """Conversations of the groups that the last update joined."""

    @property
    def store(self) -> SegmentStore:
        return SegmentStore(self.folder / "segments")

    def add(self, slug: str, *texts: str, started: str = "2025-01-01") -> str:
        """Store a conversation; return the key of its segment."""
        segment = segment_of(slug, *texts, started=started)
        self.store.put(segment)
        return segment.key

    def update(self, segments: Mapping[str, str]) -> None:
        """Update the site."""
        self.written, self.reads, self.joined = Counter(), Counter(), []
        site = {}
        store = CountingStore(self.store.folder, self.reads)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shards, "join_postings", self._join)
            found = ShardIndex(self.folder / "cache", store).shards(segments, {}, self.site.__contains__)
            for each in found:
                path = each if isinstance(each, str) else each.path
                if path not in site:
                    site[path] = self.site[path] if isinstance(each, str) else each.data
                    self.written[path[7]] += self.site.get(path) != site[path]
        self.site = site

    def _join(self, postings: Iterator[bytes], families: Iterator[Families], headers: list[DocumentHeader]) -> object:
        self.joined.append(len(headers))
        return JOIN(postings, families, headers)


JOIN = shards.join_postings


def counted(name: str) -> Callable[["CountingStore", str], Any]:
    """Return a method of the store that counts its calls."""

    def read(self: "CountingStore", key: str) -> Any:
        self.reads[name] += 1
        return getattr(SegmentStore, name)(self, key)

    return read


class CountingStore(SegmentStore):
    """Counts the segments that are read."""

    reads: Counter[str]
    header, postings_text, families, texts = map(counted, ("header", "postings_text", "families", "texts"))

    def __init__(self, folder: Path, reads: Counter[str]) -> None:
        super().__init__(folder)
        object.__setattr__(self, "reads", reads)


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.search.groups._GROUP_SIZE", GROUP_SIZE * 20)
    monkeypatch.setattr("sitegen.search.dictionary._MIN_SIZE", 200)
    monkeypatch.setattr("sitegen.search.dictionary._MAX_SIZE", 600)


def started(n: int) -> str:
    return f"{2000 + n // 300}-{n // 25 % 12 + 1:02}-{n % 25 + 1:02}"


def segment_of(slug: str, *texts: str, started: str) -> IndexSegment:
    return serialise(documents_of(conversation_of(f"About {slug}", *texts, started=started), slug))


@cache
def many_segments(count: int) -> Mapping[str, IndexSegment]:
    """Return conversations of four messages, in order of time."""
    dice = Random(count)
    found = {}
    for n in range(count):
        texts = [" ".join((*dice.choices(WORDS, k=60), f"rare{n % 7}x{k}")) for k in range(4)]
        found[f"talk-{n:03}"] = segment_of(f"talk-{n:03}", *texts, started=started(n))
    return found


def filled(folder: Path, count: int) -> tuple[Archive, Segments]:
    """Return an archive with its site, and its segments."""
    archive = Archive(folder)
    for segment in many_segments(count).values():
        archive.store.put(segment)
    segments = {slug: segment.key for slug, segment in many_segments(count).items()}
    archive.update(segments)
    return archive, segments


@pytest.fixture(params=SIZES)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Archive, Segments]:
    return filled(tmp_path, request.param)


def fresh(archive: Archive, segments: Segments, folder: Path) -> dict[str, bytes]:
    """Return the shards as made without a cache, from the same segments."""
    other = Archive(folder)
    store = CountingStore(archive.store.folder, Counter())
    for each in ShardIndex(other.folder / "cache", store).shards(segments, {}, lambda _: False):
        assert isinstance(each, OutputFile)
        other.site[each.path] = each.data
    return other.site


def test_without_changes_nothing_is_read_or_written(archive: tuple[Archive, Segments]):
    made, segments = archive
    assert made.written.total() == len(made.site)
    made.update(segments)
    assert (made.reads, made.joined, made.written.total()) == (Counter(), [], 0)


def test_a_new_word_costs_one_group_and_the_shards_of_the_word_and_the_text(archive: tuple[Archive, Segments]):
    made, segments = archive
    text = "lamp tide " * 40
    segments["talk-030"] = made.add("talk-030", text, "tide", started=started(30))
    made.update(segments)
    segments["talk-030"] = made.add("talk-030", text, "tide zebra", started=started(30))
    made.update(segments)
    (size,) = made.joined
    assert made.reads == {"header": 1 + size, "postings_text": size, "families": size, "texts": size}
    # The word, and `tide`, whose message is longer now; their positions; the text and the list of its shard.
    assert {kind: made.written[kind] for kind in "xlcdm"} == {"x": 1, "l": 1, "c": 0, "d": 0, "m": 1}
    # A border near the new word may move.
    assert made.written["t"] <= 2 + BORDERS
    assert made.written.total() <= 12


def test_a_new_conversation_costs_one_group(archive: tuple[Archive, Segments], tmp_path: Path):
    made, segments = archive
    segments["talk-zz"] = made.add("talk-zz", "zebra crossing", started="2099-01-01")
    made.update(segments)
    assert len(made.joined) == 1
    assert made.reads["postings_text"] == made.joined[0] <= 4 * GROUP_SIZE
    # Two words of the text and two of the title; the slug and its words.
    assert made.written["t"] <= 7 + BORDERS
    assert made.site == fresh(made, segments, tmp_path / "fresh")


@pytest.mark.parametrize("change", ["first", "last", "middle", "removed", "longer", "renamed"])
def test_the_shards_are_the_same_after_any_history(change: str, archive: tuple[Archive, Segments], tmp_path: Path):
    made, segments = archive
    match change:
        case "first":
            segments["a"] = made.add("a", "the first lamp", started="")
        case "last":
            segments["z"] = made.add("z", "the last lamp", started="2099")
        case "middle":
            segments["m"] = made.add("m", *["the middle lamp"] * 300, started=started(31))
        case "removed":
            del segments["talk-031"]
        case "longer":
            segments["talk-031"] = made.add("talk-031", *["lamp"] * 30, started=started(31))
        case "renamed":
            segments["new-name"] = made.add("new-name", "lamp", started=started(31))
            del segments["talk-031"]
    made.update(segments)
    assert made.site == fresh(made, segments, tmp_path / "fresh")


def test_removed_words_remain_nowhere(tmp_path: Path):
    made, segments = filled(tmp_path, SIZES[0])
    before = dict(segments)
    segments["secret"] = made.add("secret", "a zyzzyva in the text", started=started(20))
    made.update(segments)
    assert [path for path, data in made.site.items() if b"yzzyva" in data]
    made.update(before)
    cache = [file for file in (made.folder / "cache").iterdir() if b"yzzyva" in file.read_bytes()]
    assert cache == [] == [path for path, data in made.site.items() if b"yzzyva" in data]


@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_a_damaged_cache_costs_time_only(damage: bytes | None, tmp_path: Path):
    made, segments = filled(tmp_path, SIZES[0])
    expected = made.site
    for file in sorted((made.folder / "cache").iterdir()):
        if damage is None:
            file.unlink()
        else:
            file.write_bytes(damage)
        made.update(segments)
        assert made.site == expected
        assert made.written.total() == 0


def test_shards_that_the_site_lost_are_made_again(tmp_path: Path):
    made, segments = filled(tmp_path, SIZES[0])
    expected, made.site = made.site, {}
    made.update(segments)
    assert made.site == expected
    assert made.joined == []


def test_an_empty_archive_has_shards_too(tmp_path: Path):
    made = Archive(tmp_path)
    made.update({})
    assert set(made.written) == {"d", "m", "s"}

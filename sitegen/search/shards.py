"""Build the index of the search page, in shards: the reduce step of indexing.

``theme/static/search/shards.js`` loads them. Conversations, in order of time, are divided into groups; postings have
the numbers of a conversation in its group and of a message in its conversation. So a change concerns one group, and
only shards with its words and texts are made again. What is known of other groups and shards is kept in a folder, which
can be deleted: it saves work, and never changes the result.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.model import OutputFile, Participant, Role, serialization
from sitegen.model.ai_models import Model
from sitegen.search.columns import Averages, known_models
from sitegen.search.dictionary import Dictionary
from sitegen.search.documents import DocumentHeader
from sitegen.search.frequent_words import spelling_shards
from sitegen.search.group_dictionary import GroupDictionary, group_from_bytes, group_to_bytes, join_postings
from sitegen.search.groups import Group, describe, divide, text_shards
from sitegen.search.ranking import LENGTH_LEVELS, length_level
from sitegen.search.segment_store import SegmentStore
from sitegen.search.shard_files import make_shard, meta_shard, script_shard, shard_name, shard_path, stemmer_script
from sitegen.search.stemming import ENGLISH
from sitegen.search.varint import encode
from sitegen.text.state_files import DamagedStateError, map_sealed, read_sealed, remove, write_sealed
from sitegen.text.tokens import terms

FORMAT_VERSION = 5
_COLUMN_GROUPS = 16
"""Groups in a shard of a column."""
_LIST_LENGTH = 48
"""Text shards in a list of them."""
_PAGE_LENGTH = 64
"""Term shards on a page of their list, if that has several."""

IsAvailable = Callable[[str], bool]


class _TextShards(NamedTuple):
    """The text shards of a group."""

    starts: Sequence[int]
    """Number in the group of the first message of each."""
    names: Sequence[str]


class _Memory(NamedTuple):
    """Results of earlier builds, to be used again."""

    conversations: dict[str, tuple[str, int]]
    """Time and number of messages by key of the segment."""
    groups: dict[str, Group]
    """By key, which is a hash of the keys of the segments."""
    texts: dict[str, _TextShards]
    """By key of the group."""
    terms: dict[str, Sequence[str]]
    """Names of a term shard and of those that it refers to, by its key."""


_STATE = "state"
"""File with what is known."""


class ShardIndex:
    """Makes the shards of an archive, with a folder that saves work."""

    def __init__(self, folder: Path, store: SegmentStore) -> None:
        self._folder = folder
        self._store = store
        self._memory = self._load()

    def shards(
        self, segment_keys: Mapping[str, str], models: Mapping[str, Model], is_available: IsAvailable
    ) -> Iterator[OutputFile | str]:
        """Yield all shards; of those that are unchanged and available only the paths.

        ``segment_keys``: in the store, by slug. ``models``: by identity. ``is_available``: whether the site has a file,
        as it was written. Raises `FileNotFoundError` or `DamagedStateError` where the store is damaged.
        """
        memory, groups = self._memory, self._divide(segment_keys)
        dictionaries = []
        for key, segments in groups.items():
            headers = _Headers(self._store, segments)
            dictionaries.append(self._dictionary(key, headers))
            yield from self._text_shards(key, headers, is_available)
        known = [memory.groups[key] for key in groups]
        count = sum(sum(each.sizes) for each in known)

        def reusable(key: str) -> Sequence[str]:
            paths = [shard_path(name) for name in memory.terms.get(key, ())]
            return paths if all(map(is_available, paths)) else ()

        term_shards: dict[str, Sequence[str]] = {}
        starts: list[str] = []
        dictionary = Dictionary(dictionaries, count) if count else None
        for shard in dictionary.shards(reusable) if dictionary else ():
            yield from shard.files
            starts.append(shard.start)
            term_shards[shard.key] = [shard_name(each) for each in shard.files]
        texts = [memory.texts[key] for key in groups]
        names = [each[-1] for each in term_shards.values()]
        frequencies = dict.fromkeys((term for each in known for who in each.participants for term in terms(who[0])), 0)
        frequencies.update(dictionary.frequencies() if dictionary else ())
        spelling = spelling_shards(sorted(frequencies.items()), count)
        yield from spelling
        yield from _overview_shards(known, models, texts, starts, names, spelling=shard_name(spelling[-1]))
        self._save(segment_keys, groups, term_shards)

    def _divide(self, segment_keys: Mapping[str, str]) -> dict[str, list[str]]:
        """Return the segments of each group, by its key."""
        conversations = self._memory.conversations
        for key in segment_keys.values():
            if key not in conversations:
                header = self._store.header(key)
                conversations[key] = header.started, len(header.speakers)
        ordered = sorted((conversations[key][0], slug, key) for slug, key in segment_keys.items())
        groups = {}
        for each in divide((slug, conversations[key][1]) for _, slug, key in ordered):
            segments = [key for *_, key in ordered[each]]
            groups[hashlib.sha256(" ".join((str(FORMAT_VERSION), *segments)).encode()).hexdigest()[:32]] = segments
        return groups

    def _dictionary(self, key: str, headers: "_Headers") -> GroupDictionary:
        """Return the dictionary of a group, and describe the group."""
        if key in self._memory.groups:
            with suppress(FileNotFoundError, DamagedStateError):
                return group_from_bytes(map_sealed(self._folder / key))
        segments = headers.segments
        group = join_postings(
            map(self._store.postings_text, segments), map(self._store.families, segments), headers.all
        )
        write_sealed(self._folder / key, group_to_bytes(group))
        self._memory.groups[key] = describe(headers.all)
        return group

    def _text_shards(self, key: str, headers: "_Headers", is_available: IsAvailable) -> Iterator[OutputFile | str]:
        known = self._memory.texts.get(key)
        paths = list(map(shard_path, known.names)) if known else []
        if known and all(map(is_available, paths)):
            yield from paths
            return
        shards = list(text_shards(zip(headers.all, map(self._store.texts, headers.segments), strict=True)))
        starts, names = [each.first for each in shards], [shard_name(each.file) for each in shards]
        self._memory.texts[key] = _TextShards(starts, names)
        yield from (each.file for each in shards)

    def _save(
        self, segment_keys: Mapping[str, str], groups: Mapping[str, object], term_shards: dict[str, Sequence[str]]
    ) -> None:
        """Remember what the next build can use, and forget the rest."""
        memory = self._memory
        state = (
            FORMAT_VERSION,
            {key: memory.conversations[key] for key in segment_keys.values()},
            {key: memory.groups[key] for key in groups},
            {key: memory.texts[key] for key in groups},
            term_shards,
        )
        write_sealed(self._folder / _STATE, json.dumps(state, separators=(",", ":")).encode())
        for file in self._folder.iterdir():
            if file.name != _STATE and file.name not in groups:
                remove(file)

    def _load(self) -> _Memory:
        try:
            version, *state = json.loads(read_sealed(self._folder / _STATE))
        except (FileNotFoundError, DamagedStateError):
            version = None
        if version != FORMAT_VERSION:
            return _Memory({}, {}, {}, {})
        conversations, groups, texts, term_shards = state
        return _Memory(
            {key: tuple(each) for key, each in conversations.items()},
            {key: Group(*each) for key, each in groups.items()},
            {key: _TextShards(*each) for key, each in texts.items()},
            term_shards,
        )


@dataclass(frozen=True)
class _Headers:
    """The headers of a group's conversations, read once and only if needed."""

    store: SegmentStore
    segments: Sequence[str]

    @cached_property
    def all(self) -> Sequence[DocumentHeader]:
        return [self.store.header(each) for each in self.segments]


def _overview_shards(
    groups: Sequence[Group],
    models: Mapping[str, Model],
    texts: Sequence[_TextShards],
    starts: Sequence[str],
    term_shards: Sequence[str],
    *,
    spelling: str,
) -> Sequence[OutputFile]:
    """Return the shards about all conversations; the last one refers to the others.

    ``starts``: of term shards. ``spelling``: name of the shard that lists words.
    """
    files: list[OutputFile] = []

    def add(kind: str, content: Any) -> str:
        files.append(make_shard(kind, content))
        return shard_name(files[-1])

    def add_stemmer(language: str) -> str:
        """Return the name of its shard; empty for the one that the page has."""
        if language == ENGLISH:
            return ""
        files.append(script_shard("f", stemmer_script(language)))
        return shard_name(files[-1])

    numbers: dict[tuple[Any, ...], int] = {}
    participants = [[numbers.setdefault(tuple(who), len(numbers)) for who in each.participants] for each in groups]
    counts = [0] * len(numbers)
    for indexes, each in zip(participants, groups, strict=True):
        for number, messages in zip(indexes, each.message_counts, strict=True):
            counts[number] += messages
    people = [Participant(name, Role(role) if role else None, model, label) for name, role, model, label in numbers]
    levels = [length_level(len(terms(each.name))) for each in people]
    columns: dict[str, list[Any]] = {
        "participant": [[indexes, *each.speakers] for indexes, each in zip(participants, groups, strict=True)],
        "day": [each.days for each in groups],
        "kinds": [each.kinds for each in groups],
    }
    count = sum(counts)
    speaker_length_sum = sum(LENGTH_LEVELS[level] * messages for level, messages in zip(levels, counts, strict=True))
    sums = (sum(each.length_sum for each in groups), sum(each.title_length_sum for each in groups), speaker_length_sum)
    lists, list_starts = [], []
    first = 0
    for group, shards in zip(groups, texts, strict=True):
        for part in _slices(len(shards.names), _LIST_LENGTH):
            list_starts.append(first + shards.starts[part.start])
            lists.append(add("l", [_encode_ascending(shards.starts[part]), shards.names[part]]))
        first += sum(group.sizes)
    pages = _slices(len(term_shards), _PAGE_LENGTH)
    dictionary: dict[str, Any] = {"starts": starts, "shards": term_shards}
    if len(pages) > 1:
        dictionary = {
            "starts": [starts[page.start] for page in pages],
            "pages": [add("i", [starts[page], term_shards[page]]) for page in pages],
        }
    meta = {
        "form": FORMAT_VERSION,
        "averages": dict(zip(Averages._fields, (each / count if count else 0.0 for each in sums), strict=True)),
        "lengths": LENGTH_LEVELS,
        "hasHidden": any(each.has_hidden for each in groups),
        "stemmers": {
            language: add_stemmer(language)
            for language in sorted({each for group in groups for each in group.languages})
        },
        "sizes": encode(chain.from_iterable(each.sizes for each in groups)),
        "groups": encode(len(each.sizes) for each in groups),
        "people": add(
            "d", [list(map(serialization.participant_to_json, people)), levels, counts, _models_json(people, models)]
        ),
        "columnGroups": _COLUMN_GROUPS,
        "columns": {
            name: [add("d", parts[part]) for part in _slices(len(parts), _COLUMN_GROUPS)]
            for name, parts in columns.items()
        },
        "cards": [add("c", list(zip(each.slugs, each.titles, strict=True))) for each in groups],
        "texts": [_encode_ascending(list_starts), lists],
        "dictionary": dictionary,
        "spelling": spelling,
    }
    return (*files, meta_shard(meta))


def _slices(count: int, length: int) -> Sequence[slice]:
    return [slice(first, first + length) for first in range(0, count, length)]


def _encode_ascending(numbers: Sequence[int]) -> str:
    """Encode the deltas, from the first number."""
    return encode(number - last for last, number in pairwise((*numbers[:1], *numbers)))


def _models_json(participants: Iterable[Participant], models: Mapping[str, Model]) -> Sequence[Any]:
    return [
        {"identity": each.identity, "name": each.name, "vendor": each.vendor, "family": each.family, "keys": each.keys}
        for each in known_models(participants, models)
    ]
